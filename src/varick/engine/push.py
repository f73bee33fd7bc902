"""Many draws pushed through one structure at once: its layers arranged so that each costs a few passes over the memory.

A step that decides without odds only merges states; it is joined to the step before it. Transitions are ordered so that what
falls on one state is added up in stretches: first transitions of all states, second ones of those that have two, and so on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from varick.engine.days import Floats
from varick.engine.joint import parts
from varick.engine.layers import Layers
from varick.model.program import Integers

CHUNK = 25
"""Draws that are pushed at once: few enough that a layer's states stay near the processor."""
MOST_AT_ONCE = 16
"""Transitions of one state that are added in one level; more are added up by levels."""


@dataclass
class _Joined:
    """A step that draws, with those after it that only decide, before its transitions are put in order."""

    number: int
    """Of the layer whose odds are met; -1 for the start."""
    source: Integers
    entry: Integers | None
    target: Integers
    states: int
    events: list[tuple[int, Integers]] = field(default_factory=list)
    """(place among the events, value of each transition)"""


@dataclass(frozen=True)
class _Level:
    """Stretches of transitions that are added to the first of them, which is as long as there are sums."""

    stretches: tuple[slice, ...]
    then: Integers | None
    """In which order the sums go into the next level; None after the last."""


@dataclass(frozen=True)
class _Push:
    """One step made ready: where its transitions come from, their odds, which of them count for which event, their sums."""

    number: int
    source: Integers
    entry: Integers | None
    events: tuple[tuple[int, Integers, Integers], ...]
    """(place among the events, transitions in which it happens, those in which it does not)"""
    levels: tuple[_Level, ...]


def push(layers: Layers, tell: Callable[[int, int], None] | None = None) -> Floats:
    """Probability of each event in each draw: float64 (draws, events); exactly 0 or 1 where nothing is left to chance.
    ``tell`` hears of (draws done, draws in all)."""
    draws = layers.joint.draws
    steps = _arranged(layers)
    found = np.zeros((draws, len(layers.program.events)))
    for part in parts(draws, CHUNK):
        _push(layers, steps, part, found[part])
        if tell is not None:
            tell(part.stop, draws)
    return found


def _push(layers: Layers, steps: list[_Push], part: slice, found: Floats) -> None:
    weights = _columns(layers.start, part)
    weights = np.ascontiguousarray(np.broadcast_to(weights, (len(weights), part.stop - part.start)))
    for step in steps:
        mass: Floats = np.take(weights, step.source, axis=0)
        odds = layers.odds(step.number) if step.number >= 0 else None
        if odds is not None and step.entry is not None:
            mass *= np.take(_columns(odds, part), step.entry, axis=0)
        for k, happens, does_not in step.events:
            yes = np.take(mass, happens, axis=0).sum(axis=0)
            sure = yes > 1 - 1e-9
            if sure.any():
                # Where a rule decides, the answer is 1 and not a sum of shares that is almost 1.
                sure &= ~np.take(mass, does_not, axis=0).any(axis=0)
            found[:, k] = np.where(sure, 1.0, yes)
        for level in step.levels:
            sums = mass[level.stretches[0]]
            for stretch in level.stretches[1:]:
                sums[: stretch.stop - stretch.start] += mass[stretch]
            mass = sums if level.then is None else np.take(sums, level.then, axis=0)
        weights = mass


def _columns(odds: Floats, part: slice) -> Floats:
    return np.ascontiguousarray(odds[:, part]) if odds.shape[1] > 1 else odds


def _arranged(layers: Layers) -> list[_Push]:
    steps: list[_Push] = []
    place = np.arange(len(layers.start))
    for joined in _joined(layers):
        order, levels, where = _levels(joined.target, joined.states)
        events = []
        for k, value in joined.events:
            happens = value[order] != 0
            events.append((k, np.flatnonzero(happens), np.flatnonzero(~happens)))
        entry = joined.entry[order] if joined.entry is not None else None
        steps.append(_Push(joined.number, place[joined.source[order]], entry, tuple(events), levels))
        place = where
    return steps


def _joined(layers: Layers) -> list[_Joined]:
    n = len(layers.start)
    found = [_Joined(-1, np.arange(n), None, np.arange(n), n)]
    place = {i: k for k, i in enumerate(layers.program.events)}
    for number, layer in enumerate(layers.layers):
        last = found[-1]
        if layer.entry is None:  # each state goes on as one
            value: Integers = layer.value[last.target].astype(np.int64)
            last.target, last.states = layer.target[last.target], layer.states
        else:
            value = layer.value.astype(np.int64)
            last = _Joined(number, layer.source, layer.entry, layer.target, layer.states)
            found.append(last)
        if layer.visit.step in place and not layer.visit.clock:
            last.events.append((place[layer.visit.step], value))
    return found


def _levels(target: Integers, states: int) -> tuple[Integers, tuple[_Level, ...], Integers]:
    """-> (order of the transitions, levels of their sums, place of each state's sum after the last level)."""
    levels: list[_Level] = []
    order: Integers | None = None
    while True:
        by_target = _sorted(target)
        begins = np.flatnonzero(np.diff(target[by_target], prepend=-1))
        rank = np.arange(len(target)) - np.repeat(begins, np.diff(begins, append=len(target)))
        # Each sum is of the transitions of one state, at most so many; sums with many come first.
        starts = np.flatnonzero(rank % MOST_AT_ONCE == 0)
        size = np.diff(starts, append=len(target))
        largest_first = np.argsort(-size, kind="stable")
        starts, size = starts[largest_first], size[largest_first]
        stretches, indices, begin = [], [], 0
        for turn in range(int(size.max(initial=1))):
            many = int(np.searchsorted(-size, -turn, side="left"))
            indices.append(by_target[starts[:many] + turn])
            stretches.append(slice(begin, begin + many))
            begin += many
        here = np.concatenate(indices)
        if order is None:
            order = here
        else:
            levels[-1] = _Level(levels[-1].stretches, here)
        levels.append(_Level(tuple(stretches), None))
        target = target[by_target[starts]]
        if len(target) == states:
            where = np.empty(states, np.int64)
            where[target] = np.arange(states)
            return order, tuple(levels), where


def _sorted(target: Integers) -> Integers:
    """A stable order by target; small numbers are sorted by their digits, which is much quicker."""
    small = target.astype(np.uint16) if target.max(initial=0) < 1 << 16 else target
    return np.argsort(small, kind="stable")
