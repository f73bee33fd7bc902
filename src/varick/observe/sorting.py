"""Rows sorted and grouped by several columns at once, by array operations only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.observe.frame import PROVENANCE, Coded, Column, Dates, Flags, Frame, Numbers

Keys = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
DAY = 24 * 60 * 60
"""Seconds."""
MIX = np.uint64(0x9E3779B97F4A7C15)
SPREAD = np.uint64(0xC2B2AE3D27D4EB4F)
"""Odd numbers that spread the bits of a hash."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows with equal keys side by side.

    `order` int64 of shape (rows,): the rows, sorted; `starts` int64 of shape (groups,): where in `order` each group
    begins.
    """

    order: Keys
    starts: Keys

    @property
    def sizes(self) -> Keys:
        """Rows of each group."""
        return np.diff(np.append(self.starts, len(self.order)))

    @property
    def firsts(self) -> Keys:
        """The first row of each group."""
        return self.order[self.starts]

    @property
    def lasts(self) -> Keys:
        """The last row of each group."""
        return self.order[np.append(self.starts[1:], len(self.order)) - 1] if len(self.order) else self.order

    def of_rows(self) -> Keys:
        """The number of each row's group, by row."""
        number = np.empty(len(self.order), dtype=np.int64)
        number[self.order] = np.repeat(np.arange(len(self.starts)), self.sizes)
        return number


def grouped(keys: Sequence[Keys], then: Sequence[Keys] = ()) -> Groups:
    """Group rows by `keys` (the first matters most); inside a group they stand by `then`, else as they stood."""
    order = np.lexsort((*reversed(then), *reversed(keys))).astype(np.int64)
    new = np.zeros(len(order), dtype=np.bool_)
    new[:1] = True
    for key in keys:
        sorted_key = key[order]
        new[1:] |= sorted_key[1:] != sorted_key[:-1]
    return Groups(order, np.flatnonzero(new))


def repeated(keys: Sequence[Keys]) -> Keys:
    """The rows that share all keys with another row, ascending.

    Most rows repeat nothing, and sorting one hash tells so; only rows whose hash repeats are compared in full."""
    mixed = np.zeros(len(keys[0]), dtype=np.uint64)
    for key in keys:
        mixed = (mixed ^ key.view(np.uint64)) * MIX
        mixed ^= mixed >> np.uint64(29)
    ranked = np.sort(mixed)
    twice = np.unique(ranked[1:][ranked[1:] == ranked[:-1]])
    if not len(twice):
        return np.zeros(0, dtype=np.int64)
    place = np.minimum(np.searchsorted(twice, mixed), len(twice) - 1)
    rows = np.flatnonzero(twice[place] == mixed)
    found = grouped([key[rows] for key in keys])
    return np.sort(rows[found.order[np.repeat(found.sizes > 1, found.sizes)]])


def sort_keys(column: Column, rows: Keys | None = None) -> tuple[Keys, ...]:
    """Integers that sort and compare as the column does, blanks first, text by code points.

    Typed columns give two: what could not be read counts as a value too."""
    if isinstance(column, Coded):
        codes = column.codes if rows is None else column.codes[rows]
        found = np.flatnonzero(np.bincount(codes + 1, minlength=len(column.values) + 1)[1:])
        rank = np.full(len(column.values) + 1, -1, dtype=np.int64)
        rank[sorted(found.tolist(), key=column.values.__getitem__)] = np.arange(len(found))
        return (rank[codes],)
    if isinstance(column, Flags):
        return ((column.values if rows is None else column.values[rows]).astype(np.int64),)
    written = sort_keys(column.as_written, rows) if column.as_written.values else ()
    if isinstance(column, Dates):
        return (seconds(column if rows is None else column.take(rows)), *written)
    if isinstance(column, Numbers):
        values = (column.values if rows is None else column.values[rows]) + 0.0
        bits = values.view(np.int64)  # as integers, floats of one sign sort as they are
        ordered = np.where(bits < 0, bits ^ np.iinfo(np.int64).max, bits)
        return (np.where(np.isnan(values), np.iinfo(np.int64).min, ordered), *written)
    raise TypeError(type(column).__name__)


def seconds(dates: Dates) -> Keys:
    """Seconds since 1970 of each moment; the least integer where there is none."""
    return np.asarray(dates.time.astype("datetime64[s]").astype(np.int64))


def days(dates: Dates) -> Keys:
    """Days since 1970 of each moment; the least integer where there is none."""
    return np.asarray(dates.time.astype("datetime64[D]").astype(np.int64))


def known(dates: Dates) -> Mask:
    """Where there is a moment."""
    return np.asarray(~np.isnat(dates.time))


def as_read(frame: Frame) -> Keys:
    """The place of each row when all are sorted by file name, sheet name and row; as they stand without these."""
    keys = [key for name in PROVENANCE if name in frame.names for key in sort_keys(frame.column(name))]
    place = np.arange(len(frame), dtype=np.int64)
    if keys and not _ascending(keys):
        place[np.lexsort(tuple(reversed(keys)))] = np.arange(len(frame))
    return place


def _ascending(keys: Sequence[Keys]) -> bool:
    later = np.zeros(max(len(keys[0]) - 1, 0), dtype=np.bool_)
    for key in keys:
        if (~later & (key[1:] < key[:-1])).any():
            return False
        later |= key[1:] > key[:-1]
    return True
