"""From functions and facts to a program: cut time into eras, tabulate each node once per era, and keep what can be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from varick.errors import VarickError
from varick.model.delays import CELLS, Delay
from varick.model.kinds import Kind, Node
from varick.model.program import ALWAYS, Integers, Program, Step
from varick.model.tables import shape, tabulate
from varick.model.wiring import Pathway, Wired, wire
from varick.model.wiring import whole_days as moves_days

LONGEST_PERIOD = 36_600
"""Days of the longest period: a century. Every day's law is held in memory."""
HORIZON = 2048
"""Days after the period in which a change of law is still seen; later days count as the last of these."""


class DatedValue(Protocol):
    """One value of a fact and the day from which it counts."""

    @property
    def since(self) -> date: ...
    @property
    def value(self) -> Any: ...


class FactLike(Protocol):
    """What the model needs of a fact: its name, where it is written, and its dated values in order of time."""

    @property
    def name(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def values(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Era:
    """The table of one node under one combination of its facts' values."""

    facts: tuple[DatedValue, ...]
    table: Integers
    delays: tuple[Delay, ...]


class Model:
    """A pathway under dated facts, for arrests on the days of a half-open period.

    Raises VarickError for all that the checks find: names, cycles, domains, probabilities, sizes, dates."""

    def __init__(
        self,
        pathway: Pathway,
        facts: Mapping[str, FactLike],
        period: tuple[date, date],
        *,
        like: "Model | None" = None,
        origin: Mapping[str, FactLike] | None = None,
    ) -> None:
        """``like``: a model whose wiring and unchanged tables are taken over, which makes one changed fact cheap.
        ``origin``: the facts of which these are one draw."""
        self.origin: Mapping[str, FactLike] = origin if origin is not None else facts
        self.pathway, self.facts, self.period = pathway, dict(facts), period
        self.wired: list[Wired]
        self.steps: tuple[Step, ...]
        self.program: Program
        self.segment_starts: list[date]
        self._known: Mapping[str, Sequence[Era]]
        start, end = period
        self.days = (end - start).days
        if self.days > LONGEST_PERIOD:
            raise VarickError(f"the period {start}..{end} is longer than a century; choose a shorter one")
        if self.days < 1:
            raise VarickError(f"the period {start}..{end} is empty; its end must be after its start")
        if end > date.max - timedelta(days=HORIZON):
            raise VarickError(f"the period {start}..{end} is at the end of the calendar; take an earlier one")
        same = like is not None and like.pathway is pathway and like.facts.keys() == facts.keys()
        if like is not None and same:
            self.wired, self.steps = like.wired, like.steps
        else:
            self.wired = wire(pathway, list(facts))
            self.steps = _steps(self.wired, pathway.nodes)
        self._known = like._known if like is not None and same else {}
        self._cut_time()
        if (
            like is not None
            and same
            and like.period == period
            and _same_dates(like.segment_starts, self.segment_starts)
        ):
            self._take_over(like)
        else:
            self._tabulate_all()

    def _cut_time(self) -> None:
        """Segments: stretches of days in which no fact that a node reads changes."""
        start = self.period[0]
        horizon = self.days + HORIZON
        cuts = {start}
        last = start + timedelta(days=horizon - 1)
        for name in sorted({name for w in self.wired for name in w.facts}):
            fact = self.facts[name]
            if not fact.values or fact.values[0].since > start:
                first = fact.values[0].since if fact.values else "never"
                raise VarickError(
                    f"{fact.where}: {name} has no value on {start}: its first is of {first}; add an earlier one"
                )
            cuts.update(v.since for v in fact.values if start < v.since <= last)
        self.segment_starts = sorted(cuts)
        segment_of_day = np.zeros(horizon, np.int64)
        for day in self.segment_starts[1:]:
            segment_of_day[(day - start).days :] += 1
        self.segment_of_day = segment_of_day

    def _values_in(self, names: Sequence[str]) -> list[tuple[DatedValue, ...]]:
        """For each segment, the value in force of each of these facts."""
        columns = []
        for name in names:
            values = self.facts[name].values
            column, place = [], 0
            for day in self.segment_starts:
                while place + 1 < len(values) and values[place + 1].since <= day:
                    place += 1
                column.append(values[place])
            columns.append(column)
        return list(zip(*columns, strict=True)) if columns else [()] * len(self.segment_starts)

    def _node_eras(self, wired: Wired) -> tuple[list[Era], Integers]:
        known = {tuple(map(id, era.facts)): era for era in self._known.get(wired.node.name, ())}
        eras: dict[tuple[int, ...], int] = {}
        made: list[Era] = []
        of_segment = []
        for day, values in zip(self.segment_starts, self._values_in(wired.facts), strict=True):
            key = tuple(map(id, values))
            if key not in eras:
                era = known.get(key)
                if era is None:
                    facts = dict(zip(wired.facts, (v.value for v in values), strict=True))
                    table, delays = tabulate(wired, self.pathway.nodes, facts, str(day))
                    era = Era(values, table, delays)
                eras[key] = len(made)
                made.append(era)
            of_segment.append(eras[key])
        return made, np.array(of_segment, np.int64)

    def _tabulate_all(self) -> None:
        eras = [self._node_eras(w) for w in self.wired]
        self._set(eras)

    def _take_over(self, like: "Model") -> None:
        changed = {n for n, f in self.facts.items() if f is not like.facts[n]}
        eras = [
            self._node_eras(w) if changed.intersection(w.facts) else old
            for w, old in zip(self.wired, like._eras, strict=True)
        ]
        self._set(eras, like)

    def _set(self, eras: list[tuple[list[Era], Integers]], like: "Model | None" = None) -> None:
        self._eras = eras
        self._known = {w.node.name: tuple(made) for w, (made, _) in zip(self.wired, eras, strict=True)}
        tables, quantiles = [], []
        for i, (made, _) in enumerate(eras):
            if like is not None and eras[i] is like._eras[i]:
                tables.append(like.program.tables[i])
                quantiles.append(like.program.quantiles[i])
                continue
            pool: dict[Delay, int] = {}
            stack = []
            for era in made:
                if self.steps[i].kind is Kind.DELAY:
                    numbers = np.array([pool.setdefault(d, len(pool)) for d in era.delays], np.int64)
                    stack.append(numbers[era.table])
                else:
                    stack.append(era.table)
            tables.append(np.stack(stack))
            check_begins(self.wired[i], tables[-1])
            quantiles.append(np.array([d.quantiles() for d in pool], np.int64).reshape(len(pool), CELLS + 1))
        self.program = Program(
            steps=self.steps,
            tables=tuple(tables),
            eras=tuple(of_segment for _, of_segment in eras),
            quantiles=tuple(quantiles),
            segment_of_day=self.segment_of_day,
            days=self.days,
        )

    def with_facts(
        self, changed: Mapping[str, FactLike], origin: Mapping[str, FactLike] | None = None
    ) -> "Model":
        """The same pathway with some facts replaced; only the tables that read them are built again. ``origin``: the facts
        of which the result is one draw, where they are not this model's own."""
        for name in changed:
            if name not in self.facts:
                raise VarickError(f"{name} is not a fact of this model")
        origin = self.origin if origin is None else origin
        return Model(self.pathway, {**self.facts, **changed}, self.period, like=self, origin=origin)

    @property
    def eras(self) -> list[tuple[list[Era], Integers]]:
        """For each node in order, its eras with their tables, and which of them holds in each segment of time."""
        return self._eras

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Node by name."""
        return self.pathway.nodes

    @cached_property
    def used_facts(self) -> tuple[str, ...]:
        """Names of the facts that some node reads."""
        return tuple(sorted({name for w in self.wired for name in w.facts}))

    def day(self, number: int) -> date:
        """The date of a day number of the program."""
        return self.period[0] + timedelta(days=int(number))


def check_begins(wired: Wired, table: Integers) -> None:
    """Raise VarickError where an event without a gate need not happen."""
    node = wired.node
    if node.kind is Kind.EVENT and not wired.gates and not table.all():
        raise VarickError(
            f"{node.where}: {node.name} has no `after`, so it happens to everybody, but it returns False for some; "
            "let the first event return True, and make what may not happen an event after it"
        )


def _same_dates(a: Sequence[date], b: Sequence[date]) -> bool:
    return list(a) == list(b)


def _steps(wired: Sequence[Wired], nodes: Mapping[str, Node]) -> tuple[Step, ...]:
    place = {w.node.name: i for i, w in enumerate(wired)}
    steps = []
    for w in wired:
        _, strides, rows = shape(w, nodes)
        node = w.node
        whole_days = node.kind is Kind.DELAY and moves_days(node)
        steps.append(
            Step(
                name=node.name,
                kind=node.kind,
                size=len(node.values),
                gates=tuple(place[g] for g in w.gates),
                clock=place[w.clock] if w.clock else ALWAYS,
                inputs=tuple(place[n] for n in w.inputs),
                strides=strides,
                rows=rows,
                timed=bool(w.facts),
                word=node.word,
                delay=place[node.delay] if node.delay else -1,
                whole_days=whole_days,
                race=tuple(place[n] for n in node.race),
                own_clock=place[w.own_clock] if w.own_clock else ALWAYS,
                agency=node.agency,
            )
        )
    _check_races(steps)
    return tuple(steps)


def _check_races(steps: Sequence[Step]) -> None:
    seen: dict[int, str] = {}
    for step in steps:
        for i in step.race:
            if steps[i].whole_days:
                raise VarickError(
                    f"the race {step.name} uses {steps[i].name}, which moves the law's clock; make it with `hours`"
                )
            if i in seen:
                raise VarickError(
                    f"{steps[i].name} takes part in two races, {seen[i]} and {step.name}; that is not supported"
                )
            seen[i] = step.name
