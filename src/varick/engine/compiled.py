"""The generated loop, compiled by Numba once and cached on disk as an importable module."""

from dataclasses import dataclass
from types import ModuleType

import numpy as np

from varick.engine.blocked import Block
from varick.engine.generate import offsets, source
from varick.eventlog.kept_code import kept, place_of
from varick.model.program import Integers, Program


@dataclass(frozen=True)
class Packed:
    """A program's numbers as the generated code reads them: one flat table, one flat list of quantiles."""

    table: Integers
    constant: int
    width: int
    quantiles: Integers


def pack(program: Program) -> Packed:
    """Lay out the tables: first those without facts, then for each segment of time those that read facts."""
    starts, constant, width = offsets(program)
    table = np.zeros(constant + program.segments * width, np.int64)
    segments = table[constant:].reshape(program.segments, width)
    quantiles, distributions = [], 0
    for i, step in enumerate(program.steps):
        entries = program.tables[i]
        if len(program.quantiles[i]):
            entries = entries + distributions
            quantiles.append(program.quantiles[i].ravel())
            distributions += len(program.quantiles[i])
        size = entries[0].size
        if step.timed:
            segments[:, starts[i] : starts[i] + size] = entries.reshape(len(entries), size)[program.eras[i]]
        else:
            table[starts[i] : starts[i] + size] = entries[0].ravel()
    return Packed(table, constant, width, np.concatenate([*quantiles, np.zeros(1, np.int64)]))


def is_cached(program: Program, function: str) -> bool:
    """Whether a function of this program was compiled before, so that loading it takes a second and no more."""
    path = place_of(source(program))
    return any((path.parent / "__pycache__").glob(f"{path.stem}.{function}-*.nbc"))


class Compiled:
    """A program ready to run. Programs of the same structure (another policy) share the code; see `like`."""

    def __init__(self, program: Program, like: "Compiled | None" = None) -> None:
        self.program = program
        self.packed = pack(program)
        self.module: ModuleType
        same = like is not None and program.like(like.program)
        self.module = like.module if like is not None and same else kept(source(program))

    def count(self, seed: int, first: int, n: int, persons: Integers | None = None) -> Integers:
        """How many of these people met each event: int64 (events,). With ``persons``: positions first..first+n of that list."""
        counts = np.zeros(len(self.program.events), np.int64)
        self.module.count(*self._common(seed, first, n, persons), counts)
        return counts

    def run(self, seed: int, persons: Integers, *, times: bool = False) -> Block:
        """The same Block that `blocked.run` gives, bit for bit."""
        n = len(persons)
        codes = np.zeros((len(self.program.steps), n), np.int16)
        minutes = np.zeros((len(self.program.events), n if times else 0), np.int64)
        kernel = self.module.record_times if times else self.module.record
        if n:
            kernel(*self._common(seed, 0, n, persons), codes, minutes)
        return Block(persons, codes, minutes if times else None)

    def _common(self, seed: int, first: int, n: int, persons: Integers | None) -> tuple[object, ...]:
        p, packed = self.program, self.packed
        listed = persons if persons is not None else np.zeros(0, np.int64)
        key = np.uint64(seed & 0xFFFFFFFF), np.uint64((seed >> 32) & 0xFFFFFFFF)
        return (
            listed, first, n, *key, packed.table, packed.constant, packed.width,
            p.segment_of_day, p.horizon, p.days, packed.quantiles,
        )  # fmt: skip
