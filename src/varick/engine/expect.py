"""Exact expected numbers: build the layers once, and push changed probabilities through them as long as they still fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from varick.engine.builder import Builder
from varick.engine.days import Floats
from varick.engine.joint import Joint
from varick.engine.layers import Layers, added
from varick.errors import NoAnswer
from varick.model.kinds import Kind
from varick.model.program import Integers, Program


@dataclass
class Expected:
    """Probability of each event of one program, and the structure behind it."""

    events: Floats
    layers: Layers
    rebuilt: bool
    seconds: float


def expect(program: Program, like: Layers | None = None) -> Expected:
    """The exact probability of every event. ``like``: layers of a similar program, used again where they fit.

    Raises VarickError where the exact calculation would grow too wide."""
    begin = perf_counter()
    layers = refitted(like, program) if like is not None else None
    rebuilt = layers is None
    if layers is None:
        layers = Builder(Joint.alone(program)).build()
    return Expected(layers.events(), layers, rebuilt, perf_counter() - begin)


def refitted(layers: Layers, program: Program) -> Layers | None:
    """The same structure for a program in which only probabilities changed, or None where it has to be built again.

    It fits as long as no rule and no delay that moves the law's clock changed, nothing impossible became possible, and no
    values or days that were merged because no table told them apart are told apart now."""
    old = layers.program
    if program is old:
        return layers
    if layers.joint.draws > 1 or not program.like(old) or not _same_time(old, program):
        return None
    for i, step in enumerate(old.steps):
        if step.race or (program.tables[i] is old.tables[i] and program.quantiles[i] is old.quantiles[i]):
            continue
        if program.tables[i].shape != old.tables[i].shape or not np.array_equal(program.eras[i], old.eras[i]):
            return None
        if step.kind is Kind.DELAY:
            if i in old.deciding_delays and not _same_delay(old, program, i):
                return None
        elif not step.drawn:
            if not np.array_equal(program.tables[i], old.tables[i]):
                return None
        elif not _as_coarse(layers, i, program.tables[i]):
            return None
    return layers.moved(Joint.alone(program))


def _same_delay(a: Program, b: Program, i: int) -> bool:
    """Whether the states of ``a`` do for this delay of ``b``: in races only the odds depend on its quantiles."""
    same_numbers = np.array_equal(a.tables[i], b.tables[i]) and len(a.quantiles[i]) == len(b.quantiles[i])
    return same_numbers and (not a.steps[i].whole_days or np.array_equal(a.quantiles[i], b.quantiles[i]))


def _same_time(a: Program, b: Program) -> bool:
    return a.days == b.days and (
        a.segment_of_day is b.segment_of_day or np.array_equal(a.segment_of_day, b.segment_of_day)
    )


def _as_coarse(layers: Layers, i: int, table: Integers) -> bool:
    """Whether a drawn step's new table keeps every zero, and every equality of slices and eras, of the one it replaces."""
    old = layers.pattern(i)
    now = layers.odds_table(i, table)[old.eras]
    if (now[old.zero] > 0).any() or not np.array_equal(table[old.alike[0]], table[old.alike[1]]):
        return False
    return all(np.array_equal(np.take(now, first, axis), now) for axis, first in old.equal)


class Impossible(NoAnswer):
    """What is given of the person cannot be, under this scenario."""


def posterior(layers: Layers, given: Mapping[int, int]) -> dict[int, Floats]:
    """Probability of every value of every step given the values of some (step -> code): forward, then backward.

    Raises Impossible where the evidence has probability zero."""
    program = layers.program
    weights = [layers.start[:, 0]]
    allowed: list[Floats] = []
    for number, layer in enumerate(layers.layers):
        odds = layers.odds(number)
        share = np.ones(len(layer.source)) if odds is None else odds[layer.entry, 0]
        code = given.get(layer.visit.step)
        if code is not None and not layer.visit.clock:
            share = np.where(layer.value == code, share, 0.0)
        allowed.append(share)
        weights.append(added(layer.target, weights[-1][layer.source] * share, layer.states))
    total = float(weights[-1].sum())
    if total <= 0:
        raise Impossible(
            "what is given of this person cannot all be true under this scenario; leave one of the answers out"
        )
    found: dict[int, Floats] = {}
    behind: Floats = np.ones(len(weights[-1]))
    for number in reversed(range(len(layers.layers))):
        layer = layers.layers[number]
        flow = allowed[number] * behind[layer.target]
        if not layer.visit.clock:
            mass = weights[number][layer.source] * flow
            size = program.steps[layer.visit.step].size or int(layer.value.max(initial=0)) + 1
            found[layer.visit.step] = np.bincount(layer.value, weights=mass, minlength=size) / total
        behind = added(layer.source, flow, len(weights[number]))
    return found
