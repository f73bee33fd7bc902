"""Exact propagation over layers of distinct live states: no sampling, the exact mean of what `simulate` draws.

After each step, variables that nobody reads again are dropped, values that no remaining table tells apart are merged,
and what only closed branches would read is forgotten; states that became equal are added up. The transitions are kept,
so that new probabilities can be pushed through the same structure, and evidence backwards.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from varick.engine.clocks import Clocks, Floats, History, Spread, odds_of_race
from varick.engine.schedule import Visit
from varick.model.program import ALWAYS, ONE, Integers, Program

CERTAIN = -1
"""In place of a probability's number: one, which stands at the end of every flat list of probabilities."""


@dataclass(frozen=True)
class Layer:
    """One visit: from each source state, with the probability numbered ``entry``, to a target state with a value."""

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


@dataclass(frozen=True)
class Asked:
    """One question of a clock visit: the day that follows a history's day; the classes of law that it may meet."""

    history: History
    clock: int
    before: int
    spread: Spread | None
    kinds: tuple[int, ...]


@dataclass
class Layers:
    """The recorded structure of one program."""

    program: Program
    clocks: Clocks
    start: Floats
    layers: list[Layer]
    clock_odds: dict[int, Floats]
    """Layer number -> probabilities of a clock visit."""
    asked: dict[int, list[Asked]]
    """Layer number -> the questions behind those probabilities, in order."""
    widest: int = 0
    histories: int = 0
    patterns: dict[int, Pattern] = field(default_factory=dict)
    prepared: dict[int, Floats] = field(default_factory=dict)
    """Odds of races, which cost something to work out."""

    def moved(self, program: Program, clocks: Clocks, clock_odds: dict[int, Floats]) -> "Layers":
        """The same structure under a program that fits it."""
        return replace(self, program=program, clocks=clocks, clock_odds=clock_odds, prepared={})

    def asked_again(self, clocks: Clocks) -> dict[int, Floats] | None:
        """The probabilities of all clock visits under changed delays; None where other laws can be met than before."""
        found = {}
        for number, questions in self.asked.items():
            odds: list[float] = []
            for q in questions:
                shares = clocks.asked(q.history, q.clock, q.before, q.spread, q.kinds)
                if shares is None:
                    return None
                odds += shares.tolist()
            found[number] = np.array([*odds, 1.0])
        return found

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

    def odds(self, number: int, program: Program) -> Floats | None:
        """The probabilities of a layer's entries under a program of the same structure."""
        layer = self.layers[number]
        if layer.entry is None:
            return None
        if layer.visit.clock:
            return self.clock_odds[number]
        i = layer.visit.step
        if not program.steps[i].race:
            return flat_odds(program, i)
        if i not in self.prepared:
            self.prepared[i] = flat_odds(program, i)
        return self.prepared[i]

    def forward(self, program: Program) -> list[Floats]:
        """Probability of each state after each layer; element 0 is the start."""
        weights = [self.start]
        for number, layer in enumerate(self.layers):
            mass = weights[-1][layer.source]
            odds = self.odds(number, program)
            if odds is not None:
                mass = mass * odds[layer.entry]
            weights.append(added(layer.target, mass, layer.states))
        return weights

    def events(self, program: Program) -> Floats:
        """Probability of each event: float64 (events,); exactly 0 or 1 where nothing is left to chance."""
        place = {i: k for k, i in enumerate(program.events)}
        found = np.zeros(len(place))
        weights: Floats = self.start
        for number, layer in enumerate(self.layers):
            mass: Floats = weights[layer.source]
            odds = self.odds(number, program)
            if odds is not None:
                mass = mass * odds[layer.entry]
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


def flat_odds(program: Program, i: int) -> Floats:
    """Probability of each (era, row, value) of a drawn step, flat; for a race, of each (row of a, row of b, value)."""
    step = program.steps[i]
    if step.race:
        a, b = (program.quantiles[d] for d in step.race)
        yes = np.array([[odds_of_race(x, y) for y in b] for x in a])
        return np.append(np.stack([1 - yes, yes], axis=-1), 1.0)
    table = program.tables[i]
    edges = np.concatenate([np.zeros_like(table[..., :1]), table, np.full_like(table[..., :1], ONE)], axis=-1)
    shares = np.diff(edges, axis=-1) / ONE
    if step.size == 1:
        return np.ones(table.shape[0] * table.shape[1] + 1)
    return np.append(np.concatenate([shares[..., -1:], shares[..., :-1]], axis=-1), 1.0)
