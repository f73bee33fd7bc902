"""Exact propagation over layers of distinct live states: no sampling, the exact mean of what `simulate` draws.

The transitions are kept, so that new probabilities can be pushed through the same structure, and evidence backwards; `push`
does it for many draws at once.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from varick.engine.clocks import Clocks
from varick.engine.days import Floats
from varick.engine.joint import Joint
from varick.engine.schedule import Visit
from varick.model.program import ALWAYS, ONE, Integers, Program

CERTAIN = -1
"""In place of a probability's number: one, which stands at the end of every flat list of probabilities."""


@dataclass(frozen=True)
class Layer:
    """One visit: from each source state, with the probability numbered ``entry``, to a target state with a value.

    Every state of the layer is a target. Where nothing is drawn, each source state has one transition, in their order."""

    visit: Visit
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    entry: NDArray[np.int64] | None
    """Place in the visit's flat list of probabilities; None where nothing is drawn."""
    value: NDArray[np.int16]
    states: int
    """Number of target states."""


@dataclass(frozen=True)
class Pattern:
    """What the merging of states relied on in a drawn step's table, in the eras that some state meets: where it is zero,
    and along each input (axis) which slices are equal (for each, the first one like it). ``alike``: pairs of eras of which
    the second stands for the first, because they were equal."""

    eras: Integers
    zero: NDArray[np.bool_]
    equal: tuple[tuple[int, Integers], ...]
    alike: Integers


@dataclass
class Layers:
    """The recorded structure of one program, or of many draws of it."""

    joint: Joint
    clocks: Clocks
    start: Floats
    """(states, draws or 1)"""
    layers: list[Layer]
    clock_odds: dict[int, Floats]
    """Layer number -> probabilities of a clock visit: (entries + 1, draws or 1)."""
    widest: int = 0
    histories: int = 0
    patterns: dict[int, Pattern] = field(default_factory=dict)

    @property
    def program(self) -> Program:
        """The program, or the first of them."""
        return self.joint.program

    def moved(self, joint: Joint) -> "Layers":
        """The same structure under programs that fit it and have the same delays."""
        return replace(self, joint=joint)

    def odds_table(self, i: int, table: Integers) -> Integers:
        """A drawn step's table of thresholds with an axis for the era and for each input, and one for the value."""
        step = self.program.steps[i]
        sizes = [self.program.steps[j].size for j in step.inputs]
        edges = np.concatenate(
            [np.zeros_like(table[..., :1]), table, np.full_like(table[..., :1], ONE)], axis=-1
        )
        return np.diff(edges, axis=-1).reshape(len(table), *sizes, -1)

    def pattern(self, i: int) -> Pattern:
        """What the states relied on in this step's table."""
        if i not in self.patterns:
            layer = next(layer for layer in self.layers if layer.visit == Visit(i))
            assert layer.entry is not None
            step = self.program.steps[i]
            met = layer.entry[layer.entry >= 0] // (step.rows * step.size)
            eras = np.flatnonzero(np.bincount(met, minlength=len(self.program.tables[i])))
            table = self.odds_table(i, self.program.tables[i])[eras]
            equal = []
            for axis in range(table.ndim - 1 if len(eras) else 0):
                slices = np.moveaxis(table, axis, 0).reshape(table.shape[axis], -1)
                _, first, inverse = np.unique(slices, axis=0, return_index=True, return_inverse=True)
                equal.append((axis, first[inverse.ravel()]))
            self.patterns[i] = Pattern(eras, table == 0, tuple(equal), self._alike(i))
        return self.patterns[i]

    def _alike(self, i: int) -> Integers:
        """Eras that no state meets because another, equal to them, stands for them: int64 (2, pairs)."""
        step, eras = self.program.steps[i], self.program.eras[i]
        first = self.clocks.segment_of_class.get(step.clock)
        if not step.timed or first is None:
            return np.zeros((2, 0), np.int64)
        tables = self.program.tables[i][eras[first]]
        standing = first if (tables != tables[0]).any() else np.full_like(first, first[0])
        days = self.program.days if step.clock == ALWAYS else self.program.horizon
        segments = np.unique(self.program.segment_of_day[:days])
        pairs = np.stack([eras[segments], eras[standing[self.clocks.class_of_segment[step.clock][segments]]]])
        found: Integers = np.unique(pairs[:, pairs[0] != pairs[1]], axis=1)
        return found

    def odds(self, number: int) -> Floats | None:
        """The probabilities of a layer's entries: (entries + 1, draws or 1); None where nothing is drawn."""
        layer = self.layers[number]
        if layer.entry is None:
            return None
        return self.clock_odds[number] if layer.visit.clock else self.joint.odds(layer.visit.step)

    def events(self) -> Floats:
        """Probability of each event of one program: float64 (events,); exactly 0 or 1 where nothing is left to chance."""
        place = {i: k for k, i in enumerate(self.program.events)}
        found = np.zeros(len(place))
        weights: Floats = self.start[:, 0]
        for number, layer in enumerate(self.layers):
            mass = weights[layer.source]
            odds = self.odds(number)
            if odds is not None:
                mass = mass * odds[layer.entry, 0]
            if layer.visit.step in place and not layer.visit.clock:
                happened = layer.value != 0
                # Where a rule decides, the answer is 1 and not a sum of shares that is almost 1.
                certain = not mass[~happened].any() and mass.sum() > 1 - 1e-9
                found[place[layer.visit.step]] = 1.0 if certain else mass[happened].sum()
            weights = added(layer.target, mass, layer.states)
        return found


def added(places: NDArray[np.int64], mass: Floats, size: int) -> Floats:
    """The mass that falls on each place: float64 (size,)."""
    return np.bincount(places, weights=mass, minlength=size).astype(np.float64, copy=False)
