"""One person through the pathway: what happens to the data, on what authority, why, and who controls what decided it.

Attributes that were not given stay unknown: every statement is an exact conditional probability given what is known,
and is called yes or no only where that is certain. For what follows ICE's own choice no probability is ever told of one
person: the numbers are of populations, not fortunes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from varick.engine.clocks import Floats
from varick.engine.expect import expect, posterior
from varick.errors import VarickError
from varick.model.build import Model
from varick.model.explain import Explanation, explain
from varick.model.kinds import Kind, Node, label
from varick.model.say import did_you_mean
from varick.model.wiring import Wired

SURE = 1 - 1e-12
WITHHELD = "not told: numbers here are of populations, not of one person's fortune"


@dataclass(frozen=True)
class Reason:
    """Why an event or a rule on the way to it stands as it does. ``unknown`` lists inputs that nobody told."""

    rule: str
    value: str
    flips: tuple[tuple[tuple[tuple[str, str], ...], str], ...]
    """Smallest changes: ((input, value), ...) and what the rule would then say."""
    unknown: tuple[str, ...] = ()


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

    def given(self, answers: Mapping[str, str | bool]) -> dict[int, int]:
        """Answers in words -> codes. Raises VarickError for unknown names and values, with the nearest ones."""
        codes = {}
        for name, answer in answers.items():
            node = self.model.nodes.get(name)
            if node is None or not node.values:
                attributes = [n.name for n in self.model.nodes.values() if n.kind is Kind.ATTRIBUTE]
                known = [n.name for n in self.model.nodes.values() if n.values]
                hint = did_you_mean(name, known) or f"; attributes are {', '.join(attributes)}"
                shown = name if name.isprintable() else repr(name)
                raise VarickError(f"{shown} is not something that can be known of a person{hint}")
            codes[self.model.program.index[name]] = _code(node, answer)
        return codes

    def chances(self, given: Mapping[int, int]) -> dict[int, Floats]:
        """Probability of each value of each node given these codes. Raises Impossible where they cannot be."""
        return posterior(self._layers, given)

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
        behind = self._behind(node, set(gates))
        rules = [n for n in behind if n is node or n.kind is Kind.RULE]
        came = chances if not gates else self._once(gates, given, chances)
        because = (
            tuple(self._reason(n, came) for n in rules if self._asked(n, came)) if came is not None else ()
        )
        told = wired.odds and (tell or value != "unknown")
        return Hop(
            activity=node.name,
            agency=node.agency,
            receives=next((b.sends for b in before if b.sends and b.to == node.agency), ""),
            sends=node.sends,
            to=node.to,
            seen_by=node.seen_by,
            authority=tuple(dict.fromkeys(c for n in rules for c in n.cites)),
            explanation=node.explanation,
            value=value,
            probability=probability if told else None,
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

    def _behind(self, node: Node, stop: set[str]) -> list[Node]:
        """The event and all that bears on it: its inputs, back to events and attributes, and what those are gated on since
        the event before it."""
        passed: list[Node] = []
        waiting = [(node, False)]
        while waiting:
            here, gate = waiting.pop(0)
            if here in passed or (here is not node and here.kind in (Kind.EVENT, Kind.ATTRIBUTE)):
                continue
            if gate and not self._events_before(here.name) <= stop:
                continue  # decided before: it stands with the hop that it belongs to
            passed.append(here)
            wired = self._wired[here.name]
            waiting += [(self.model.nodes[n], gate) for n in wired.inputs if n not in stop]
            waiting += [(self.model.nodes[n], True) for n in wired.gates if n not in stop]
        return passed

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
        unknown = tuple(n for n in wired.inputs if chances[program.index[n]].max() < SURE)
        if sure is None:
            return Reason(node.name, "unknown", (), unknown)
        facts = self.model.facts_on(wired.facts, self.on)
        may_be = {
            n: [
                v
                for v, p in zip(self.model.nodes[n].values, chances[program.index[n]].tolist(), strict=True)
                if p > 0
            ]
            for n in unknown
        }
        found = explain(self.model, node.name, likely, facts, may_be)
        if node.code(found.value) != sure:  # the likeliest inputs one by one need not be possible together
            return Reason(node.name, label(node.values[sure]), (), unknown)
        return Reason(node.name, label(found.value), _flips(found), unknown)

    def _owners(self, behind: list[Node]) -> tuple[str, ...]:
        owners = []
        for node in behind:
            wired = self._wired[node.name]
            owners += [str(getattr(self.model.facts[f], "controlled_by", "")) for f in wired.facts]
        return tuple(sorted({o for o in owners if o and o != "nature"}))


def _flips(found: Explanation) -> tuple[tuple[tuple[tuple[str, str], ...], str], ...]:
    return tuple((tuple((n, label(v)) for n, v in flip.changes), label(flip.outcome)) for flip in found.flips)


def _code(node: Node, answer: str | bool) -> int:
    """An answer as a code: yes/no for yes-or-no nodes, else the name of a value."""
    text = label(answer) if isinstance(answer, bool) else str(answer).strip()
    known = [label(v) for v in node.values]
    if node.values == (False, True):
        text = {"true": "yes", "false": "no", "y": "yes", "n": "no"}.get(text.lower(), text.lower())
    if text not in known:
        raise VarickError(
            f"{node.name} cannot be {text!r}{did_you_mean(text, known) or '; say ' + ', '.join(known)}"
        )
    return known.index(text)


def as_dict(hop: Hop) -> dict[str, Any]:
    """A hop as the JSON of `varick trace` has it."""
    return {
        "activity": hop.activity,
        "agency": hop.agency,
        "receives": hop.receives,
        "sends": hop.sends,
        "to": hop.to,
        "seen_by": list(hop.seen_by),
        "authority": list(hop.authority),
        "explanation": hop.explanation,
        "probability": hop.probability,
        "probability_withheld": WITHHELD if hop.withheld else None,
        "value": hop.value,
        "because": [because(reason, hop.once) for reason in hop.because],
        "controlled_by": ", ".join(hop.controlled_by) or "nobody's rule",
    }


def because(reason: Reason, once: str = "") -> str:
    """One rule in words: what it says, what nobody told, and the smallest changes that would flip it. ``once``: the event
    after which it is asked, where that is not certain."""
    text = f"{f'once {once}, ' if once else ''}{reason.rule}: {reason.value}"
    if reason.unknown:
        text += f" (not known: {', '.join(reason.unknown)})"
    for changes, outcome in reason.flips[:4]:
        text += f"; {outcome} if {' and '.join(f'{n} were {v}' for n, v in changes)}"
    if len(reason.flips) > 4:
        text += f"; and {len(reason.flips) - 4} more smallest changes"
    return text
