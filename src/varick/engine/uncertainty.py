"""What the ranges of the facts do to a result: joint draws of all of them, pushed exactly through the pathway.

Design: a Latin hypercube of at least 200 draws. Each fact has one place u in its range for all its dates; its value runs
in straight lines from low (u = 0) over the stated value (u = 1/2) to high (u = 1). Facts are drawn independently of each
other, each from the generator of its own name and the scenario's seed, so that adding a fact moves no other. ``low`` and
``high`` of a result are its 5th and 95th percentiles over the draws.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from varick.engine.builder import Builder
from varick.engine.days import Floats
from varick.engine.joint import Joint, Stack, stacked
from varick.engine.layers import Layers
from varick.engine.push import push
from varick.errors import VarickError
from varick.model.build import Era, FactLike, Model, check_begins
from varick.model.delays import CELLS, Delay
from varick.model.fact import Dated, Table
from varick.model.kinds import Kind, word_of
from varick.model.program import Integers
from varick.model.tables import tabulate
from varick.model.wiring import Wired

DRAWS = 200
LOW, HIGH = 5.0, 95.0


@dataclass(frozen=True)
class Mover:
    """A fact and the share of a result's variation over the draws that goes with it (squared rank correlation)."""

    fact: str
    share: float
    up: bool
    """Whether the result grows with the fact."""


def ranged(model: Model) -> tuple[str, ...]:
    """The facts that some node reads and that have a range."""
    return tuple(n for n in model.used_facts if any(map(_varies, model.facts[n].values)))


def places(names: Sequence[str], seed: int, draws: int = DRAWS) -> dict[str, Floats]:
    """Where each fact stands in its range in each draw: a Latin hypercube, float64 (draws,) in [0, 1) for each name."""
    found = {}
    for name in names:
        luck = np.random.Generator(np.random.Philox(key=np.array([seed, word_of(name)], np.uint64)))
        found[name] = (luck.permutation(draws) + luck.random(draws)) / draws
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact at one place of its ranges: what the model needs of it."""

    name: str
    where: str
    values: tuple[Dated, ...]
    controlled_by: str = "nature"


def at(fact: FactLike, place: float) -> Placed:
    """The fact with all its dated values at one place of their ranges."""
    return Placed(
        fact.name,
        fact.where,
        tuple(_dated_at(v, place) for v in fact.values),
        getattr(fact, "controlled_by", "nature"),
    )


@dataclass(frozen=True)
class Drawn:
    """``events``: probability of each event in each draw, float64 (draws, events). ``stated``: under the stated values,
    float64 (events,). ``layers``: the structure that they share, whose clocks a similar model may use again."""

    events: Floats
    stated: Floats
    layers: Layers


class Drawing:
    """The joint draws of all facts for one seed, and the tables of every node in them, shared by the worlds of one
    comparison: what a reform leaves alone is not worked out again."""

    def __init__(self, seed: int, draws: int = DRAWS) -> None:
        self.seed, self.draws = seed, draws
        self._places: dict[str, Floats] = {}
        self._values: dict[tuple[str, int], tuple[Dated, list[Any]]] = {}
        self._eras: dict[tuple[object, ...], tuple[object, Any]] = {}
        self._stacks: dict[tuple[object, ...], tuple[object, Stack]] = {}

    def draw(
        self, model: Model, like: Layers | None = None, tell: Callable[[int, int], None] | None = None
    ) -> Drawn:
        """The exact probability of every event in every draw. ``like``: layers of similar draws, whose answers about days
        are taken over where they would be the same."""
        layers = Builder(self.joint(model), like.clocks if like is not None else None).build()
        events = push(layers, tell)
        return Drawn(events[1:], events[0], layers)

    def joint(self, model: Model) -> Joint:
        """The model as stated, which is draw 0, and all draws of its facts, side by side.

        Raises VarickError where the ranges of facts do not fit each other."""
        program, stacks = model.program, []
        for i, wired in enumerate(model.wired):
            eras = model.eras[i][0]
            decides = program.steps[i].kind is not Kind.DELAY or i in program.deciding_delays
            if not decides or not any(_varies(v) for era in eras for v in era.facts):
                table, quantiles = program.tables[i][None], program.quantiles[i][None]
                stacks.append(Stack(table, quantiles))
                continue
            key = (wired.node, *(tuple(map(id, era.facts)) for era in eras))
            if key not in self._stacks:
                keep = [era.facts for era in eras]  # so that no other value gets their ids
                self._stacks[key] = keep, self._stack(model, wired, eras)
            stacks.append(self._stacks[key][1])
        return Joint(program, self.draws + 1, stacked(program, stacks))

    def _stack(self, model: Model, wired: Wired, eras: Sequence[Era]) -> Stack:
        each = [self._era(model, wired, era) for era in eras]
        draws = max(map(len, each))
        tables: Integers = np.stack([np.broadcast_to(t, (draws, *t.shape[1:])) for t in each], axis=1)
        if wired.node.kind is Kind.DELAY:
            return Stack.of_delays(tables)
        if (tables == tables[:1]).all():
            tables = tables[:1]
        return Stack(tables, np.zeros((1, 0, CELLS + 1), np.int64))

    def _era(self, model: Model, wired: Wired, era: Era) -> Integers:
        """One era's table in each draw, after the stated one: int64 (draws or 1, rows, width); a delay's quantiles."""
        key = (wired.node, *map(id, era.facts))
        if key not in self._eras:
            self._eras[key] = era.facts, self._worked_out(model, wired, era)
        found: Integers = self._eras[key][1]
        return found

    def _worked_out(self, model: Model, wired: Wired, era: Era) -> Integers:
        def numbers(table: Integers, delays: Sequence[Delay]) -> Integers:
            if wired.node.kind is not Kind.DELAY:
                return table
            return np.array([d.quantiles() for d in delays], np.int64)[table[:, 0]]

        found = [numbers(era.table, era.delays)]
        if any(map(_varies, era.facts)):
            values = [self._in_draws(n, v) for n, v in zip(wired.facts, era.facts, strict=True)]
            for drawn in zip(*values, strict=True):
                facts = dict(zip(wired.facts, drawn, strict=True))
                try:
                    table, delays = tabulate(wired, model.nodes, facts, "a draw")
                    check_begins(wired, table)
                except VarickError as error:
                    said = f"in a draw of the facts within their ranges: {error}; give them ranges that fit each other"
                    raise VarickError(said) from None
                found.append(numbers(table, delays))
        return np.stack(found)

    def _in_draws(self, name: str, dated: Any) -> list[Any]:
        """The values of one dated value of a fact in all draws."""
        key = (name, id(dated))
        if key not in self._values:
            if name not in self._places:
                self._places |= places([name], self.seed, self.draws)
            where = self._places[name].tolist() if _varies(dated) else []
            found = [_dated_at(dated, u).value for u in where] or [dated.value] * self.draws
            self._values[key] = dated, found
        return self._values[key][1]


def interval(values: Floats) -> tuple[float, float]:
    """5th and 95th percentile over the draws; values that differ by rounding alone are one value."""
    if np.ptp(values) <= 1e-12 * np.abs(values).max():
        return float(values[0]), float(values[0])
    low, high = np.percentile(values, [LOW, HIGH])
    return float(low), float(high)


def same_sign(differences: Floats, stated: float) -> float:
    """Share of draws in which a difference has the sign of the stated one; where that is none, share without any."""
    return float(np.mean(np.sign(differences) == np.sign(stated)))


def movers(values: Floats, where: Mapping[str, Floats], most: int = 3) -> list[Mover]:
    """The facts that move a result most over the draws, at most three; none where it does not move."""
    if len(values) < 3 or np.ptp(values) == 0 or not where:
        return []
    # Places are a hypercube, so their ranks are theirs alone; both sides are ranks, whose spread is the same.
    ranks = np.argsort(np.argsort(np.array(list(where.values())), axis=1), axis=1) - (len(values) - 1) / 2
    own = np.argsort(np.argsort(values, kind="stable")) - (len(values) - 1) / 2
    r = ranks @ own / (own @ own)
    found = [Mover(name, float(c * c), bool(c > 0)) for name, c in zip(where, r, strict=True)]
    return sorted(found, key=lambda m: (-m.share, m.fact))[:most]


def _varies(dated: Any) -> bool:
    """Whether a dated value has a range with some width."""
    return getattr(dated, "low", None) is not None and bool(dated.low != dated.high)


def _dated_at(dated: Dated, place: float) -> Dated:
    if dated.low is None:
        return dated
    value = _between(dated.low, dated.value, dated.high, place)
    return replace(dated, value=value, low=value, high=value)


def _between(low: Any, value: Any, high: Any, place: float) -> Any:
    if isinstance(value, Mapping):
        return Table({k: _between(low[k], v, high[k], place) for k, v in value.items()})
    if place < 0.5:
        return low + (value - low) * 2 * place
    return value + (high - value) * (2 * place - 1)
