"""Two policies on the same people: by common draws most luck cancels, and only those whom the change reaches run again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varick.engine.blocked import BLOCK, Block
from varick.engine.monte_carlo import wilson
from varick.engine.population import Backend, Progress, check_sizes
from varick.errors import VarickError
from varick.model.kinds import Kind
from varick.model.program import Integers, Program


@dataclass(frozen=True)
class Compared:
    """Paired counts: arrays int64 (groups, events). ``squares``: people whose outcome differs, which is the number of
    flips under common draws and, with the net difference, gives the Monte Carlo error of the difference."""

    people: int
    seed: int
    groups: tuple[str, ...]
    sizes: Integers
    a: Integers
    b: Integers
    squares: Integers
    reached: Integers
    """(groups,): people who were run again under the second policy: only they could differ."""

    touched: NDArray[np.bool_]
    """(events,): events that the change can reach at all; the others are the same for everybody by construction."""

    @property
    def rerun(self) -> int:
        """How many people were run again in all."""
        return int(self.reached.sum())

    def interval(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """90 % Monte Carlo interval of b - a: float64 (groups, events) each.

        Newcombe's combination of two Wilson intervals, of those who gained an outcome and of those who lost it: sound where
        few or none differ. Nothing is uncertain of an event that the change cannot reach."""
        net = (self.b - self.a).astype(np.float64)
        low, high = net.copy(), net.copy()
        for g, k in np.ndindex(*net.shape):
            people = int(self.sizes[g])
            if people and self.touched[k]:
                gained, lost = (
                    int(self.squares[g, k] + net[g, k]) // 2,
                    int(self.squares[g, k] - net[g, k]) // 2,
                )
                (g0, g1), (l0, l1) = wilson(gained, people), wilson(lost, people)
                low[g, k] -= np.hypot(gained - g0 * people, l1 * people - lost)
                high[g, k] += np.hypot(g1 * people - gained, lost - l0 * people)
        return low, high

    def error(self) -> NDArray[np.float64]:
        """Monte Carlo standard error of b - a, by group and event: float64 (groups, events)."""
        n = np.maximum(self.sizes, 1)[:, None]
        difference = (self.b - self.a).astype(np.float64)
        error: NDArray[np.float64] = np.sqrt(np.maximum(self.squares - difference**2 / n, 0.0))
        return error


class Reach:
    """Which people a change of policy can reach, read off the two programs' tables."""

    def __init__(self, a: Program, b: Program) -> None:
        if not a.like(b) or a.days != b.days:
            raise VarickError(
                "the two scenarios have different pathways or periods; compare scenarios of one pathway and period"
            )
        self.program = a
        self.changed: dict[int, NDArray[np.bool_]] = {}
        pairs = np.unique(np.stack([a.segment_of_day, b.segment_of_day]), axis=1)
        for i, step in enumerate(a.steps):
            if step.race:
                continue
            before, after = _entries(a, i)[a.eras[i][pairs[0]]], _entries(b, i)[b.eras[i][pairs[1]]]
            differs = (before != after).any(axis=(0, 2))
            if differs.any():
                self.changed[i] = differs

    def moves(self, i: int) -> bool:
        """Whether the value of a step may differ, because its table does or something that it needs."""
        step = self.program.steps[i]
        # A delay that moves the law's day moves what is asked under that day's law.
        needs = (*step.inputs, *step.gates, *step.race, step.delay, step.clock)
        return i in self.changed or any(self.moves(j) for j in needs if j >= 0)

    def touched(self) -> NDArray[np.bool_]:
        """Which events can differ for somebody: those that follow from a changed table. bool (events,)."""
        reached = set(self.changed)
        for i, step in enumerate(self.program.steps):
            if reached.intersection((*step.inputs, *step.gates, *step.race, step.delay, step.clock)):
                reached.add(i)
        return np.array([i in reached for i in self.program.events], bool)

    def people(self, block: Block) -> Integers:
        """Places in the block of those who meet a changed entry: nobody else can fare differently."""
        reached = np.zeros(len(block.persons), bool)
        for i, differs in self.changed.items():
            step = self.program.steps[i]
            row = np.zeros(len(block.persons), np.int64)
            for j, stride in zip(step.inputs, step.strides, strict=True):
                row += block.codes[j] * np.int64(stride)
            met = differs[row]
            if step.gates:
                met &= (block.codes[list(step.gates)] != 0).any(axis=0)
            reached |= met
        return np.flatnonzero(reached)


def _entries(program: Program, i: int) -> Integers:
    """The table of a step; for delays with the quantiles in place of the distribution's number."""
    if program.steps[i].kind is Kind.DELAY:
        return program.quantiles[i][program.tables[i][..., 0]]
    return program.tables[i]


def compare(
    a: Backend,
    b: Backend,
    programs: tuple[Program, Program],
    seed: int,
    people: int,
    *,
    by: int | None = None,
    groups: tuple[str, ...] = ("all",),
    progress: Progress | None = None,
) -> Compared:
    """Run the same people under both policies. ``by``: an ungated step whose value makes the groups (its values named)."""
    check_sizes(seed, people)
    reach = Reach(*programs)
    program = programs[0]
    if by is not None and reach.moves(by):
        raise VarickError(
            f"{program.steps[by].name} itself differs between the two; group by an attribute that does not"
        )
    events = list(program.events)
    sizes = np.zeros(len(groups), np.int64)
    sums = {name: np.zeros((len(groups), len(events)), np.int64) for name in ("a", "difference", "squares")}
    reached = np.zeros(len(groups), np.int64)
    for first in range(0, people, BLOCK):
        persons = np.arange(first, min(first + BLOCK, people), dtype=np.int64)
        block = a.run(seed, persons)
        who = reach.people(block)
        group = np.zeros(len(persons), np.int64) if by is None else block.codes[by].astype(np.int64)
        sizes += np.bincount(group, minlength=len(groups))
        reached += np.bincount(group[who], minlength=len(groups))
        before = block.codes[events]
        change = b.run(seed, persons[who]).codes[events] - before[:, who]
        for k in range(len(events)):
            sums["a"][:, k] += np.bincount(group[before[k] != 0], minlength=len(groups))
            sums["difference"][:, k] += _sum(group[who], change[k], len(groups))
            sums["squares"][:, k] += np.bincount(group[who][change[k] != 0], minlength=len(groups))
        if progress is not None:
            progress(first + len(persons), people)
    after = sums["a"] + sums["difference"]
    return Compared(people, seed, groups, sizes, sums["a"], after, sums["squares"], reached, reach.touched())


def _sum(group: Integers, change: NDArray[np.int16], groups: int) -> Integers:
    more = np.bincount(group[change > 0], minlength=groups)
    fewer = np.bincount(group[change < 0], minlength=groups)
    difference: Integers = (more - fewer).astype(np.int64)
    return difference
