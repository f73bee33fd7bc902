"""What the ranges of the facts do to a result: joint draws of all of them, pushed exactly through the pathway.

Design: a Latin hypercube of at least 200 draws. Each fact has one place u in its range for all its dates; its value runs
in straight lines from low (u = 0) over the stated value (u = 1/2) to high (u = 1). Facts are drawn independently of each
other, each from the generator of its own name and the scenario's seed, so that adding a fact moves no other. ``low`` and
``high`` of a result are its 5th and 95th percentiles over the draws.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from varick.engine.clocks import Floats
from varick.engine.expect import expect
from varick.engine.layers import Layers
from varick.model.build import Model
from varick.model.fact import Dated, Fact, Table
from varick.model.kinds import word_of

DRAWS = 200
LOW, HIGH = 5.0, 95.0


@dataclass(frozen=True)
class Drawn:
    """``places``: fact -> its place in its range, float64 (draws,). ``events``: probability of each event, (draws, events)."""

    places: Mapping[str, Floats]
    events: Floats
    rebuilt: int
    """For how many draws the structure had to be built again."""


@dataclass(frozen=True)
class Mover:
    """A fact and the share of a result's variation over the draws that goes with it (squared rank correlation)."""

    fact: str
    share: float
    up: bool
    """Whether the result grows with the fact."""


def ranged(model: Model) -> tuple[str, ...]:
    """The facts that some node reads and that have a range."""
    return tuple(n for n in model.used_facts if any(v.low is not None and _spread(v) for v in model.facts[n].values))


def places(names: Sequence[str], seed: int, draws: int = DRAWS) -> dict[str, Floats]:
    """Where each fact stands in its range in each draw: a Latin hypercube, float64 (draws,) in [0, 1) for each name."""
    found = {}
    for name in names:
        luck = np.random.Generator(np.random.Philox(key=[seed, word_of(name)]))
        found[name] = (luck.permutation(draws) + luck.random(draws)) / draws
    return found


def at(fact: Fact, place: float) -> Fact:
    """The fact with all its dated values at one place of their ranges."""
    return replace(fact, values=tuple(_dated_at(v, place) for v in fact.values))


def draw(model: Model, where: Mapping[str, Floats], like: Layers) -> Drawn:
    """The exact probability of every event in every draw. Facts that the model does not read are passed over."""
    names = [n for n in ranged(model) if n in where]
    draws = len(next(iter(where.values()))) if where else 1
    found = np.zeros((draws, len(model.program.events)))
    rebuilt = 0
    for k, drawn in enumerate(_models(model, names, where, draws)):
        result = expect(drawn.program, like)
        rebuilt += result.rebuilt
        found[k] = result.events
    return Drawn(where, found, rebuilt)


def _models(model: Model, names: Sequence[str], where: Mapping[str, Floats], draws: int) -> Iterator[Model]:
    for k in range(draws):
        yield model.with_facts({n: at(model.facts[n], float(where[n][k])) for n in names}) if names else model


def interval(values: Floats) -> tuple[float, float]:
    """5th and 95th percentile over the draws."""
    low, high = np.percentile(values, [LOW, HIGH])
    return float(low), float(high)


def same_sign(differences: Floats, stated: float) -> float:
    """Share of draws in which a difference has the sign of the stated one; where that is none, share without any."""
    return float(np.mean(np.sign(differences) == np.sign(stated)))


def movers(values: Floats, where: Mapping[str, Floats], most: int = 3) -> list[Mover]:
    """The facts that move a result most over the draws, at most three; none where it does not move."""
    if np.ptp(values) == 0 or len(values) < 3:
        return []
    found = []
    ranks = _ranks(values)
    for name, place in where.items():
        r = float(np.corrcoef(_ranks(place), ranks)[0, 1])
        found.append(Mover(name, r * r, r > 0))
    return sorted(found, key=lambda m: (-m.share, m.fact))[:most]


def _ranks(values: Floats) -> Floats:
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(len(values))
    return ranks


def _spread(dated: Dated) -> bool:
    return bool(dated.low != dated.high)


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
