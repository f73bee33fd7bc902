"""The pathway as integers: steps, tables, eras. All engines read this and nothing else, so that they can agree bit for bit.

A program is plain arrays: it can be sent to a worker that has never seen the pathway's functions.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from varick.model.kinds import Kind, word_of
from varick.model.wiring import ARREST_DAY, ARREST_MINUTE

Integers = NDArray[np.int64]

ONE = 1 << 32
"""Probabilities are thresholds in units of 2^-32, held in 64 bits so that ONE means always: yes where u < threshold."""
ALWAYS = -1
"""In place of a step's index: the day of the arrest as a clock."""
DAY_WORD, MINUTE_WORD = word_of(ARREST_DAY), word_of(ARREST_MINUTE)


@dataclass(frozen=True)
class Step:
    """One node. Numbers are indices of steps; ``row`` of its table = sum of input codes times strides."""

    name: str
    kind: Kind
    size: int
    """Number of values of the domain; 0 for delays."""
    gates: tuple[int, ...]
    clock: int
    """The event whose day picks the era, or ALWAYS (-1): the day of the arrest."""
    inputs: tuple[int, ...]
    strides: tuple[int, ...]
    rows: int
    timed: bool
    """Whether it reads facts, so that its table may differ between eras."""
    word: int
    delay: int = -1
    whole_days: bool = False
    race: tuple[int, ...] = ()
    own_clock: int = ALWAYS
    """Events: the clock of what follows; the event itself where it moves the day."""
    agency: str = ""

    @property
    def drawn(self) -> bool:
        """Whether a random number decides its value."""
        return self.kind in (Kind.ATTRIBUTE, Kind.CHANCE, Kind.CHOICE)


@dataclass(frozen=True)
class Program:
    """Steps in an order in which each follows all that it needs, with their tables.

    ``tables[i]``: int64 (eras, rows, width); width is 1 for codes and yes-or-no thresholds, K - 1 cumulative thresholds
    for a draw among K values. ``eras[i]``: int64 (segments,), the era of the step in each segment of time.
    ``quantiles[i]``: int64 (distributions, 1025) minutes for delays (their table holds the distribution), else empty.
    """

    steps: tuple[Step, ...]
    tables: tuple[Integers, ...]
    eras: tuple[Integers, ...]
    quantiles: tuple[Integers, ...]
    segment_of_day: Integers
    """(horizon,): the segment of each day since the first; later days count as the last."""
    days: int
    """Number of days of the period on which arrests fall, from day 0."""

    @property
    def segments(self) -> int:
        """How many stretches of time have one and the same law."""
        return int(self.segment_of_day[-1]) + 1

    @property
    def horizon(self) -> int:
        """Days after which the law no longer changes in this program."""
        return len(self.segment_of_day)

    @cached_property
    def index(self) -> dict[str, int]:
        """Step name -> index."""
        return {s.name: i for i, s in enumerate(self.steps)}

    @cached_property
    def events(self) -> tuple[int, ...]:
        """Indices of the events, in order."""
        return tuple(i for i, s in enumerate(self.steps) if s.kind is Kind.EVENT)

    @cached_property
    def deciding_clocks(self) -> frozenset[int]:
        """Events whose day some table may read, on their own clock or on one that follows from it."""
        read = {step.clock for step in self.steps if step.timed}
        for i, step in reversed(list(enumerate(self.steps))):
            if step.own_clock == i and i in read:
                read.update(self.steps[g].own_clock for g in step.gates)
        return frozenset(read - {ALWAYS})

    @cached_property
    def deciding_delays(self) -> frozenset[int]:
        """Delays that decide something: they take part in a race, or move a deciding clock. The others only date the log."""
        races = {i for step in self.steps for i in step.race}
        return frozenset(
            races | {self.steps[i].delay for i in self.deciding_clocks if self.steps[i].delay >= 0}
        )

    @cached_property
    def structure(self) -> str:
        """Hash of everything but the numbers: programs with the same structure run the same generated code."""
        return blake2b(repr(self.steps).encode(), digest_size=12).hexdigest()

    def like(self, other: "Program") -> bool:
        """Whether two programs have the same structure."""
        return self.steps is other.steps or self.structure == other.structure

    @cached_property
    def digest(self) -> str:
        """Hash of structure, tables and eras: the identity of the model."""
        hashed = blake2b(self.structure.encode(), digest_size=12)
        hashed.update(repr((self.days, self.horizon)).encode())
        for array in (*self.tables, *self.eras, *self.quantiles, self.segment_of_day):
            hashed.update(repr(array.shape).encode())
            hashed.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
        return hashed.hexdigest()
