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
from varick.engine.clocks import Clocks, Floats
from varick.engine.expect import expect
from varick.engine.layers import Layers
from varick.errors import VarickError
from varick.model.build import FactLike, Model
from varick.model.fact import Dated, Table
from varick.model.kinds import word_of

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
    return tuple(
        n for n in model.used_facts if any(v.low is not None and _spread(v) for v in model.facts[n].values)
    )


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


def models(
    model: Model, where: Mapping[str, Floats], draws: int, like: Sequence[Model] | None = None
) -> list[Model]:
    """The model in every draw. ``like``: the same draws of a similar model, whose tables are taken over where they can."""
    try:
        return _models(model, where, draws, like)
    except VarickError as error:
        said = f"in a draw of the facts within their ranges: {error}; give them ranges that fit each other"
        raise VarickError(said) from None


def _models(
    model: Model, where: Mapping[str, Floats], draws: int, like: Sequence[Model] | None
) -> list[Model]:
    names = [n for n in ranged(model) if n in where]
    if like is None:
        return [
            model.with_facts({n: at(model.facts[n], float(where[n][k])) for n in names}) for k in range(draws)
        ]
    changed = [n for n, f in model.facts.items() if f is not like[0].origin[n]]
    found = []
    for k, other in enumerate(like):
        placed = {
            n: at(model.facts[n], float(where[n][k])) if n in names else model.facts[n] for n in changed
        }
        found.append(other.with_facts(placed, origin=model.facts))
    return found


@dataclass(frozen=True)
class Drawn:
    """``events``: probability of each event, float64 (draws, events). ``rebuilt``: draws in which all was built again.
    ``clocks``: those of each draw, whose answers a similar model may use again."""

    events: Floats
    rebuilt: int
    clocks: tuple[Clocks, ...]


def draw(
    drawn: Sequence[Model],
    like: Layers,
    known: Sequence[Clocks] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Drawn:
    """The exact probability of every event in every draw."""
    found = np.zeros((len(drawn), len(like.program.events)))
    rebuilt = 0
    clocks = []
    for k, model in enumerate(drawn):
        result = expect(model.program, like, known[k] if known is not None else None)
        rebuilt += result.rebuilt
        found[k] = result.events
        clocks.append(result.layers.clocks)
        if tell is not None:
            tell(k + 1, len(drawn))
    return Drawn(found, rebuilt, tuple(clocks))


def envelope(model: Model, drawn: Sequence[Model]) -> Layers:
    """The layers of a model, wide enough for the laws that its people can meet under the delays of any draw."""
    program = model.program
    ends = []
    for widest in (np.minimum, np.maximum):
        quantiles = list(program.quantiles)
        for i in program.deciding_delays:
            for other in drawn:
                if other.program.quantiles[i].shape == quantiles[i].shape:
                    quantiles[i] = widest(quantiles[i], other.program.quantiles[i])
        ends.append(replace(program, quantiles=tuple(quantiles)))
    return Builder(program, beside=ends).build()


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
    if len(values) < 3 or np.ptp(values) == 0:
        return []
    # Places are a hypercube, so their ranks are theirs alone; both sides are ranks, whose spread is the same.
    ranks = np.argsort(np.argsort(np.array(list(where.values())), axis=1), axis=1) - (len(values) - 1) / 2
    own = np.argsort(np.argsort(values, kind="stable")) - (len(values) - 1) / 2
    r = ranks @ own / (own @ own)
    found = [Mover(name, float(c * c), bool(c > 0)) for name, c in zip(where, r, strict=True)]
    return sorted(found, key=lambda m: (-m.share, m.fact))[:most]


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
