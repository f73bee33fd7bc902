"""Varick on the reference pathway: the compiled loop and the blocked NumPy.

Timed: the simulation of n persons with their attributes, to counts, warm. Not timed: building the model
(milliseconds) and, for the compiled loop, Numba's compilation or its reload from the cache.
"""

from functools import cache
from typing import Any

import numpy as np

from reference import definition as d
from reference.varick_pathway import build
from varick.engine import blocked
from varick.engine.compiled import Compiled
from varick.model.program import Program


@cache
def program() -> Program:
    """The reference pathway as integers."""
    return build().program


@cache
def compiled() -> Compiled:
    """The reference pathway as a compiled loop."""
    return Compiled(program())


def _named(counts: Any) -> dict[str, int]:
    names = [program().steps[i].name for i in program().events]
    counted = dict(zip(names, map(int, counts), strict=True))
    return {event: counted[event] for event in d.EVENTS}


def run(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons, compiled."""
    return _named(compiled().count(seed, 0, n))


def run_numpy(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons, in blocked NumPy."""
    counts = np.zeros(len(program().events), np.int64)
    for first in range(0, n, blocked.BLOCK):
        persons = np.arange(first, min(first + blocked.BLOCK, n), dtype=np.int64)
        counts += (
            blocked.run(program(), seed, persons).codes[list(program().events)].sum(axis=1, dtype=np.int64)
        )
    return _named(counts)
