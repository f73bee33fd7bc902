"""Programs that differ in numbers alone, side by side: what one structure for all of them has to tell apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from varick.model.kinds import Kind
from varick.model.program import ONE, Integers, Program

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stack:
    """One step's tables, side by side. ``tables``: int64 (draws or 1, eras, rows, width), 1 where no draw differs.

    ``quantiles``: int64 (draws or 1, distributions, 1025); a delay's table numbers its distributions alike in all draws, so
    that there is one of it. ``race``: the stacks of the two delays that are compared."""

    tables: Integers
    quantiles: Integers
    race: "tuple[Stack, Stack] | None" = None

    @classmethod
    def of_delays(cls, quantiles: Integers) -> "Stack":
        """The distributions (draws or 1, eras, rows, 1025) of a delay, numbered so that those which differ in some draw
        have different numbers."""
        draws, eras, rows = quantiles.shape[:3]
        flat = quantiles.reshape(draws, eras * rows, -1)
        known: dict[bytes, int] = {}
        numbers: list[int] = []
        first: list[int] = []
        for k in range(eras * rows):
            number = known.setdefault(blake2b(flat[:, k].tobytes(), digest_size=16).digest(), len(known))
            if number == len(first):
                first.append(k)
            numbers.append(number)
        distinct = flat[:, first]
        if (distinct == distinct[:1]).all():
            distinct = distinct[:1]
        return cls(np.array(numbers, np.int64).reshape(1, eras, rows, 1), distinct)

    @cached_property
    def marks(self) -> Integers:
        """What tells the rows apart in some draw: int64 (eras, rows, any), equal where two rows are in every draw."""
        if len(self.tables) == 1:
            alone: Integers = self.tables[0]
            return alone
        by_row = np.ascontiguousarray(np.moveaxis(self.tables, 0, 2))
        eras, rows = by_row.shape[:2]
        hashed = [blake2b(row.tobytes(), digest_size=16).digest() for row in by_row.reshape(eras * rows, -1)]
        found: Integers = np.frombuffer(b"".join(hashed), np.int64).reshape(eras, rows, 2)
        return found

    @cached_property
    def drawn(self) -> Floats:
        """Probabilities from thresholds: see `Joint.odds`."""
        table = self.tables
        edges = np.concatenate(
            [np.zeros_like(table[..., :1]), table, np.full_like(table[..., :1], ONE)], axis=-1
        )
        shares = np.diff(edges, axis=-1) / ONE
        return _flat(np.concatenate([shares[..., -1:], shares[..., :-1]], axis=-1))

    @cached_property
    def raced(self) -> Floats:
        """Probabilities that the first delay is the shorter: see `Joint.odds`."""
        assert self.race is not None
        a, b = (stack.quantiles for stack in self.race)
        rows = max(len(a), len(b))
        every = [np.broadcast_to(q, (rows, *q.shape[1:])) for q in (a, b)]
        pairs = zip(*every, strict=True)
        yes = np.array([[[odds_of_race(x, y) for y in many] for x in one] for one, many in pairs])
        return _flat(np.stack([1 - yes, yes], axis=-1))


@dataclass(frozen=True, eq=False)
class Joint:
    """One or many draws of a program, which have the same steps, days and eras: a stack of tables for each step."""

    program: Program
    """The first of them."""
    draws: int
    stacks: tuple[Stack, ...]

    @classmethod
    def alone(cls, program: Program) -> "Joint":
        """One program by itself."""
        both = zip(program.tables, program.quantiles, strict=True)
        return cls(program, 1, stacked(program, [Stack(t[None], q[None]) for t, q in both]))

    @classmethod
    def of(cls, programs: Sequence[Program]) -> "Joint":
        """These programs side by side. Raises ValueError where they are not of the same steps, days and eras."""
        first = programs[0]
        if not all(_comparable(first, other) for other in programs[1:]):
            raise ValueError("these programs do not differ in numbers alone")
        stacks = []
        for i, step in enumerate(first.steps):
            if step.kind is Kind.DELAY:
                stacks.append(
                    Stack.of_delays(np.stack([p.quantiles[i][p.tables[i][..., 0]] for p in programs]))
                )
                continue
            tables = np.stack([p.tables[i] for p in programs])
            stacks.append(
                Stack(tables[:1] if (tables == tables[:1]).all() else tables, first.quantiles[i][None])
            )
        return cls(first, len(programs), stacked(first, stacks))

    def chancy(self, i: int) -> bool:
        """Whether odds decide a step's value: it is drawn or raced, or a rule that says different things in the draws."""
        step = self.program.steps[i]
        return step.drawn or bool(step.race) or len(self.stacks[i].tables) > 1

    def odds(self, i: int) -> Floats:
        """Probability of each (era, row, value) of a chancy step, flat, and 1 at the end; for a race of each (row of a,
        row of b, value): float64 (entries + 1, draws or 1)."""
        step, stack = self.program.steps[i], self.stacks[i]
        if step.race:
            return stack.raced
        if not step.drawn:
            return _flat((stack.tables == np.arange(step.size)).astype(np.float64))
        return _flat(np.ones(stack.tables.shape)) if step.size == 1 else stack.drawn


def stacked(program: Program, stacks: Sequence[Stack]) -> tuple[Stack, ...]:
    """The stacks of a program's steps, with those of races made from their delays'."""
    return tuple(
        replace(stack, race=(stacks[step.race[0]], stacks[step.race[1]])) if step.race else stack
        for step, stack in zip(program.steps, stacks, strict=True)
    )


def parts(draws: int, most: int) -> list[slice]:
    """The draws in stretches of nearly the same length, none longer than ``most``."""
    edges = np.linspace(0, draws, -(-draws // most) + 1).round().astype(int).tolist()
    return [slice(a, b) for a, b in pairwise(edges)]


def _flat(shares: Floats) -> Floats:
    flat = shares.reshape(len(shares), -1)
    found: Floats = np.concatenate([flat.T, np.ones((1, len(flat)))])
    return found


def _comparable(a: Program, b: Program) -> bool:
    return (
        a.like(b)
        and a.days == b.days
        and np.array_equal(a.segment_of_day, b.segment_of_day)
        and all(np.array_equal(x, y) for x, y in zip(a.eras, b.eras, strict=True))
    )


def odds_of_race(a: Integers, b: Integers) -> float:
    """Probability that a draw of quantile table ``a`` (minutes) is shorter than one of ``b``: exact over both tables."""
    return _odds_of_race(_Table(a), _Table(b))


class _Table:
    """A quantile table that is told from others by a digest, so that a cache need not keep and compare the whole."""

    def __init__(self, quantiles: Integers) -> None:
        self.quantiles = quantiles
        self.digest = blake2b(quantiles.tobytes(), digest_size=16).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=8192)
def _odds_of_race(first: _Table, second: _Table) -> float:
    a, b = first.quantiles, second.quantiles
    top, odds = int(b[-1]) + 1, 0.0
    for begin in range(0, top, 1 << 20):
        minutes = np.arange(begin, min(begin + (1 << 20), top) + 1)
        odds += float(np.sum(np.diff(_below(b, minutes) / ONE) * (_below(a, minutes[:-1]) / ONE)))
    return odds


def _below(quantiles: Integers, minutes: Integers) -> Integers:
    """How many of the 2^32 draws fall below each of these minutes."""
    cell = np.searchsorted(quantiles, minutes, side="left") - 1
    c = np.clip(cell, 0, len(quantiles) - 2)
    rise = np.maximum(quantiles[c + 1] - quantiles[c], 1)
    part = -(-((minutes - quantiles[c]) << 22) // rise)
    first = np.where(cell < 0, 0, np.where(cell >= len(quantiles) - 1, ONE, (c << 22) + part))
    return np.minimum(first, ONE)
