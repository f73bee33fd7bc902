"""A population, simulated: blocks that are pure functions of (program, seed, first, n), whose sums are merged by addition.

Any partition, order, thread count or machine gives the same bits: no state is shared, only integers are added.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import numpy as np

from varick.engine import blocked
from varick.engine.blocked import Block
from varick.errors import VarickError
from varick.model.program import Integers, Program

LARGEST_COMPILED_BLOCK = 1 << 20
MOST_PEOPLE = 1 << 40
PAYS_FOR_COMPILING = 5_000_000
"""People for whom NumPy takes about as long as the compiler."""
Progress = Callable[[int, int], None]
"""Called with (people done, people in all)."""


class Backend(Protocol):
    """What runs a block: blocked NumPy or the compiled loop, bit-equal."""

    def count(self, seed: int, first: int, n: int) -> Integers:
        """How many of the people first..first+n met each event: int64 (events,)."""

    def run(self, seed: int, persons: Integers, *, times: bool = False) -> Block:
        """All that these people met."""


@dataclass(frozen=True)
class Numpy:
    """The backend that needs no compiler."""

    program: Program

    def count(self, seed: int, first: int, n: int) -> Integers:
        """How many of the people first..first+n met each event: int64 (events,)."""
        found = np.zeros(len(self.program.events), np.int64)
        for begin in range(first, first + n, blocked.BLOCK):
            persons = np.arange(begin, min(begin + blocked.BLOCK, first + n), dtype=np.int64)
            codes = blocked.run(self.program, seed, persons).codes
            found += np.count_nonzero(codes[list(self.program.events)], axis=1)
        return found

    def run(self, seed: int, persons: Integers, *, times: bool = False) -> Block:
        """All that these people met."""
        return blocked.run(self.program, seed, persons, times=times)


@dataclass(frozen=True)
class Counted:
    """How often each event happened among ``people``; ``seconds`` is the engine's own work."""

    people: int
    seed: int
    events: Integers
    seconds: float


def backend(program: Program, name: str | None, people: int, function: str = "count") -> Backend:
    """``numpy``, ``compiled``, or None to choose: compiled where the ``function`` that will be asked for (count, record or
    record_times) is compiled already, or will pay for its compilation."""
    if name not in (None, "numpy", "compiled"):
        raise VarickError(f"{name} is not a backend; say numpy or compiled")
    if name == "numpy":
        return Numpy(program)
    from varick.engine.compiled import Compiled, is_cached

    if name == "compiled" or people >= PAYS_FOR_COMPILING or is_cached(program, function):
        return Compiled(program)
    return Numpy(program)


def simulate(
    runner: Backend,
    seed: int,
    people: int,
    *,
    threads: int = 1,
    block: int | None = None,
    progress: Progress | None = None,
) -> Counted:
    """Count the events of people 0..people. ``block``: people a task (default: an even share of the threads).

    Raises VarickError for numbers out of range."""
    check_sizes(seed, people, threads, block)
    begin = perf_counter()
    total = np.zeros(0, np.int64)
    done = 0
    with ThreadPoolExecutor(threads) as pool:
        tasks = list(blocks(people, threads, block))
        for (_, n), counts in zip(tasks, pool.map(lambda t: runner.count(seed, *t), tasks), strict=True):
            total = counts if not len(total) else total + counts
            done += n
            if progress is not None:
                progress(done, people)
    return Counted(people, seed, total, perf_counter() - begin)


def blocks(people: int, threads: int = 1, block: int | None = None) -> Iterator[tuple[int, int]]:
    """(first, n) of each task, in order."""
    size = block or min(LARGEST_COMPILED_BLOCK, -(-people // threads))
    for first in range(0, people, size):
        yield first, min(size, people - first)


def check_sizes(seed: int, people: int, threads: int = 1, block: int | None = None) -> None:
    """Raise VarickError where a number cannot be used."""
    if not 0 <= seed < 1 << 64:
        raise VarickError(f"--seed {seed}: a seed is a whole number from 0 to 2^64 - 1")
    if not 1 <= people <= MOST_PEOPLE:
        raise VarickError(f"--people {people}: give a number from 1 to {MOST_PEOPLE:,}")
    if not 1 <= threads <= 1024:
        raise VarickError(f"--threads {threads}: give a number from 1 to 1024")
    if block is not None and not 1 <= block <= 1 << 24:
        raise VarickError(f"--block {block}: give a number from 1 to {1 << 24:,}")
