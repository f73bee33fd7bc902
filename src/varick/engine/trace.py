"""One person through the pathway: what happens to the data, on what authority, why, and who controls what decided it.

Attributes that were not given stay unknown: every statement is an exact conditional probability given what is known,
and is called yes or no only where that is certain. For what follows ICE's own choice no probability is ever told of one
person: the numbers are of populations, not fortunes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from varick.engine.ask import CHARGE, value_of
from varick.engine.days import Floats
from varick.engine.expect import expect, posterior
from varick.engine.walk import HALF_A_DAY, MINUTES_A_DAY
from varick.errors import VarickError, did_you_mean
from varick.model.build import Model
from varick.model.cites import in_force
from varick.model.explain import Explanation, explain
from varick.model.kinds import Kind, Node, label
from varick.model.offences import offences
from varick.model.program import ONE
from varick.model.say import plain
from varick.model.wiring import Wired

SURE = 1 - 1e-12
NAMED_ONLY = frozenset({"felony_graver", "felony_theft_graver"})
"""Charges that no arrest is counted under and that a named section gives."""


@dataclass(frozen=True)
class Reason:
    """Why an event or a rule on the way to it stands as it does. ``unknown`` lists inputs that nobody told."""

    rule: str
    value: str
    flips: tuple[tuple[tuple[tuple[str, str], ...], str], ...]
    """Smallest changes: ((input, value), ...) and what the rule would then say."""
    unknown: tuple[str, ...] = ()
    eras: tuple[date, ...] = ()
    """Where it is not certain which law the rule meets, since the day on which it is asked is not: the days from which
    another law holds. Then no smallest changes are told, which would be those of one of the laws."""


@dataclass(frozen=True)
class Hop:
    """One event of the journey."""

    activity: str
    agency: str
    receives: str
    sends: str
    to: str
    seen_by: tuple[str, ...]
    authority: tuple[str, ...]
    """What is cited of the law that is in force on the day of the arrest."""
    explanation: str
    value: str
    """yes, no, or unknown."""
    probability: float | None
    withheld: bool
    """Whether a probability exists but is not told of one person."""
    because: tuple[Reason, ...]
    controlled_by: tuple[str, ...]
    once: str = ""
    """The event before, where it is not certain: the reasons hold once it has happened."""


class Tracer:
    """A model on one day of arrest, ready to be asked about one person."""

    def __init__(self, model: Model, on: date) -> None:
        if on == date.max:
            raise VarickError(f"{on} is the last day of the calendar; take an earlier one")
        self.model = Model(model.pathway, model.facts, (on, on + timedelta(days=1)), like=model)
        self.on = on

    @cached_property
    def _wired(self) -> dict[str, Wired]:
        return {w.node.name: w for w in self.model.wired}

    @cached_property
    def _layers(self) -> Any:
        return expect(self.model.program).layers

    @cached_property
    def _layers_of_named(self) -> dict[int, Any]:
        """Layers by code of a charge that the arrest table does not count, for everybody has it: see `chances`."""
        return {}

    def given(self, answers: Mapping[str, str | bool]) -> dict[int, int]:
        """Answers in words -> codes. Raises VarickError for unknown names and values, with the nearest ones."""
        codes = {}
        for name, answer in answers.items():
            node = self.model.nodes.get(name)
            if node is None or not node.values:
                attributes = [n.name for n in self.model.nodes.values() if n.kind is Kind.ATTRIBUTE]
                known = [n.name for n in self.model.nodes.values() if n.values]
                hint = did_you_mean(name, known) or f"; attributes are {', '.join(attributes)}"
                raise VarickError(f"{plain(name)} is not something that can be known of a person{hint}")
            codes[self.model.program.index[name]] = _code(node, answer, self.on)
        return codes

    def possible(self, answers: Mapping[str, str | bool]) -> dict[str, list[str]]:
        """The values in words that each node can have, given these answers. Raises VarickError as `given` and `chances` do."""
        chances = self.chances(self.given(answers))
        return {
            node.name: [
                label(v)
                for v, p in zip(node.values, chances[self.model.program.index[node.name]], strict=False)
                if p > 0
            ]
            for node in self.model.nodes.values()
            if node.values and self.model.program.index[node.name] in chances
        }

    def chances(self, given: Mapping[int, int]) -> dict[int, Floats]:
        """Probability of each value of each node given these codes. Raises Impossible where they cannot be.

        A felony that has no share of its own among the counted arrests, because only a named section gives it, is taken as a
        charge that anybody in the place can have."""
        program = self.model.program
        i = program.index.get(CHARGE, -1)
        code = given.get(i, 0)
        if i < 0 or self.model.nodes[CHARGE].values[code] not in NAMED_ONLY:
            return posterior(self._layers, given)
        if code not in self._layers_of_named:
            everybody = np.zeros_like(program.tables[i])
            everybody[..., code - 1 :] = ONE
            tables = tuple(everybody if k == i else table for k, table in enumerate(program.tables))
            self._layers_of_named[code] = expect(replace(program, tables=tables)).layers
        return posterior(self._layers_of_named[code], given)

    def trace(self, answers: Mapping[str, str | bool]) -> list[Hop]:
        """The whole journey of a person of whom this is known, in the order of the pathway."""
        given = self.given(answers)
        chances = self.chances(given)
        # The odds of what went before, given what came of it, would give away the odds that are withheld (by Bayes).
        tell = all(self._wired[name].odds for name in answers)
        return [self._hop(w, tell, given, chances) for w in self.model.wired if w.node.kind is Kind.EVENT]

    def _hop(
        self,
        wired: Wired,
        tell: bool,
        given: Mapping[int, int],
        chances: Mapping[int, Floats],
    ) -> Hop:
        node, gates = wired.node, wired.gates
        probability = float(chances[self.model.program.index[node.name]][1])
        value = "yes" if probability >= SURE else "no" if probability <= 1 - SURE else "unknown"
        before = [self.model.nodes[g] for g in gates]
        came = chances if not gates else self._once(gates, given, chances)
        behind, person = self._behind(node, set(gates), chances if came is None else came)
        rules = [n for n in behind if n is node or n.kind is Kind.RULE]
        because = (
            tuple(self._reason(n, came) for n in rules if self._asked(n, came)) if came is not None else ()
        )
        codes = ((n, given.get(self.model.program.index[n.name])) for n in person)
        because += tuple(Reason(n.name, label(n.values[c]), ()) for n, c in codes if c is not None)
        told = wired.odds and (tell or value != "unknown")
        return Hop(
            activity=node.name,
            agency=node.agency,
            receives=next((b.sends for b in before if b.sends and b.to == node.agency), ""),
            sends=node.sends,
            to=node.to,
            seen_by=node.seen_by,
            authority=in_force(dict.fromkeys(c for n in rules for c in n.cites), self.on),
            explanation=node.explanation,
            value=value,
            probability=min(round(probability, 6), 1.0) if told else None,
            withheld=not told,
            because=because,
            controlled_by=self._owners(behind),
            once="" if not gates or self._any_sure(gates, chances) else " or ".join(gates),
        )

    def _any_sure(self, gates: tuple[str, ...], chances: Mapping[int, Floats]) -> bool:
        return any(chances[self.model.program.index[g]][1] >= SURE for g in gates)

    def _once(
        self, gates: tuple[str, ...], given: Mapping[int, int], chances: Mapping[int, Floats]
    ) -> Mapping[int, Floats] | None:
        """What is known once the event before has happened; None where it cannot."""
        mixed: dict[int, Floats] = {}
        total, left, without = 0.0, 1.0, dict(given)
        for place in (self.model.program.index[g] for g in gates):
            share = float(chances[place][1])
            if share >= SURE and not mixed:
                return chances
            if share > 0:  # this alternative is the first that happened
                for i, odds in self.chances({**without, place: 1}).items():
                    mixed[i] = mixed.get(i, 0.0) + left * share * odds
                total += left * share
            if share >= SURE:
                break
            without[place] = 0
            left *= 1 - share
            if place != self.model.program.index[gates[-1]]:
                chances = self.chances(without)
        return {i: odds / total for i, odds in mixed.items()} if total > 0 else None

    def _behind(
        self, node: Node, stop: set[str], chances: Mapping[int, Floats]
    ) -> tuple[list[Node], list[Node]]:
        """The event and all that bears on it under the law that it meets: its inputs, back to events and attributes, and what
        those are gated on since the event before it; and the attributes of the person that bear on these."""
        passed: list[Node] = []
        person: list[Node] = []
        waiting = [(node, False)]
        while waiting:
            here, gate = waiting.pop(0)
            if here in passed or here in person or (here is not node and here.kind is Kind.EVENT):
                continue
            if here.kind is Kind.ATTRIBUTE:
                person.append(here)
                waiting += [(self.model.nodes[n], gate) for n in self._wired[here.name].inputs]
                continue
            if gate and not self._events_before(here.name) <= stop:
                continue  # decided before: it stands with the hop that it belongs to
            passed.append(here)
            wired = self._wired[here.name]
            waiting += [(self.model.nodes[n], gate) for n in self._matter(wired, chances) if n not in stop]
            waiting += [(self.model.nodes[n], True) for n in wired.gates if n not in stop]
        return passed, person

    def _events_before(self, name: str) -> set[str]:
        """The last events that must have happened for a node to be asked; none if it is asked of everybody."""
        found: set[str] = set()
        for gate in self._wired[name].gates:
            found |= {gate} if self.model.nodes[gate].kind is Kind.EVENT else self._events_before(gate)
        return found

    def _asked(self, node: Node, chances: Mapping[int, Floats]) -> bool:
        """Whether a node's gate can have happened, so that its value is a decision and not only the first of its domain."""
        gates = self._wired[node.name].gates
        return not gates or any(chances[self.model.program.index[g]][1] > 0 for g in gates)

    def _reason(self, node: Node, chances: Mapping[int, Floats]) -> Reason:
        program = self.model.program
        wired = self._wired[node.name]
        own = chances[program.index[node.name]]
        sure = int(own.argmax()) if own.max() >= SURE else None
        likely = {
            n: self.model.nodes[n].values[int(chances[program.index[n]].argmax())] for n in wired.inputs
        }
        matter = self._matter(wired, chances)
        unknown = tuple(n for n in matter if chances[program.index[n]].max() < SURE)
        facts, eras = self._law(wired, chances)
        if sure is None:
            return Reason(node.name, "unknown", (), unknown, eras)
        if eras:
            return Reason(node.name, label(node.values[sure]), (), unknown, eras)
        fixed = [n for n in wired.inputs if n not in matter or not self._asked(self.model.nodes[n], chances)]
        may_be = {
            n: [
                v
                for v, p in zip(self.model.nodes[n].values, chances[program.index[n]].tolist(), strict=True)
                if p > 0
            ]
            for n in unknown
        } | {n: [likely[n]] for n in fixed}
        found = explain(self.model, node.name, likely, facts, may_be)
        if node.code(found.value) != sure:  # the likeliest inputs one by one need not be possible together
            return Reason(node.name, label(node.values[sure]), (), unknown)
        return Reason(node.name, label(found.value), _flips(found), unknown)

    def _matter(self, wired: Wired, chances: Mapping[int, Floats]) -> tuple[str, ...]:
        """The inputs that can make a difference under the law that a node may meet: a ground of 2013 is none in 2018."""
        program = self.model.program
        i = program.index[wired.node.name]
        met = np.unique(program.eras[i][self._segments(*self._days(wired.clock, chances))])
        sizes = [program.steps[j].size for j in program.steps[i].inputs]
        table = program.tables[i][met].reshape(len(met), *sizes, -1)
        names = [program.steps[j].name for j in program.steps[i].inputs]
        return tuple(n for k, n in enumerate(names, 1) if (table != table.take([0], axis=k)).any())

    def _law(self, wired: Wired, chances: Mapping[int, Floats]) -> tuple[dict[str, Any], tuple[date, ...]]:
        """The facts that a node reads, as of the first day on which it may be asked, and the later days from which they are
        others, as long as it may still be asked."""
        first, last = self._days(wired.clock, chances)
        eras, of_segment = self.model.eras[self.model.program.index[wired.node.name]]
        segments = self._segments(first, last)
        values = [tuple(v.value for v in eras[of_segment[s]].facts) for s in segments]
        turns = [s for s, (one, other) in zip(segments[1:], pairwise(values), strict=True) if one != other]
        facts = dict(zip(wired.facts, values[0], strict=True))
        return facts, tuple(self.model.segment_starts[s] for s in turns)

    def _segments(self, first: int, last: int) -> list[int]:
        """The stretches of one and the same law between two days, both counted; days past the horizon are its last."""
        of_day, end = self.model.segment_of_day, len(self.model.segment_of_day) - 1
        return list(range(int(of_day[min(first, end)]), int(of_day[min(last, end)]) + 1))

    def _days(self, clock: str, chances: Mapping[int, Floats]) -> tuple[int, int]:
        """The first and the last day, counted from the arrest, on which the event of a clock can fall."""
        if not clock:
            return 0, 0
        program, wired = self.model.program, self._wired[clock]
        can = [g for g in wired.gates if chances[program.index[g]][1] > 0] or list(wired.gates)
        before = [self._days(self._wired[g].own_clock, chances) for g in can]
        first, last = min(a for a, _ in before), max(b for _, b in before)
        i = program.steps[program.index[clock]].delay
        if i < 0 or not program.steps[i].whole_days:
            return first, last
        asked = self._segments(*self._days(self._wired[program.steps[i].name].clock, chances))
        met = program.tables[i][np.unique(program.eras[i][asked]), :, 0]
        possible = np.ones(1, bool)
        for j in program.steps[i].inputs:
            possible = np.logical_and.outer(possible, chances[j] > 0).ravel()
        minutes = program.quantiles[i][np.unique(met[:, possible])]
        days = (minutes[:, [0, -1]] + HALF_A_DAY) // MINUTES_A_DAY
        return first + int(days[:, 0].min()), last + int(days[:, 1].max())

    def _owners(self, behind: list[Node]) -> tuple[str, ...]:
        owners = []
        for node in behind:
            wired = self._wired[node.name]
            owners += [str(getattr(self.model.facts[f], "controlled_by", "")) for f in wired.facts]
        return tuple(sorted({o for o in owners if o and o != "nature"}))


def _flips(found: Explanation) -> tuple[tuple[tuple[tuple[str, str], ...], str], ...]:
    return tuple((tuple((n, label(v)) for n, v in flip.changes), label(flip.outcome)) for flip in found.flips)


def _code(node: Node, answer: str | bool, on: date) -> int:
    """An answer as a code: yes or no, the name of a value, a number that has a band, or for the charge a section of law."""
    text = label(answer) if isinstance(answer, bool) else str(answer).strip()
    value = value_of(node, text)
    if value is None and node.name == CHARGE and any(c.isdigit() for c in text):
        value = value_of(node, offences().charge_group(text, on)[1])
    if value is None:
        known = [label(v) for v in node.values]
        raise VarickError(
            f"{node.name} cannot be '{plain(text)}'{did_you_mean(text, known) or '; say ' + ', '.join(known)}"
        )
    return node.code(value)
