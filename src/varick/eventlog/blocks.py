"""A log in blocks of whole persons, so that a question of 50 million events needs the memory of one million."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from varick.eventlog.log import Column, EventLog

Conditions = Mapping[str, npt.NDArray[np.bool_]]
"""Attribute -> which of its values fit: bool of shape (values + 1,), the last for events that have none."""


class Block:
    """Some persons' events in the order of the log: the columns that were asked for, and where each person begins.

    `columns` always holds `person` and, where the log knows several releases, `release`. `first` is the place of the
    block's first event in the log.
    """

    def __init__(self, first: int, columns: Mapping[str, Column]) -> None:
        self.first = first
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns["person"])

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where each person's events begin, and the end of the last: shape (persons + 1,)."""
        if not len(self):
            return np.zeros(1, dtype=np.int64)
        return np.concatenate(([0], np.flatnonzero(self.begins()) + 1, [len(self)])).astype(np.int64)

    def begins(self) -> npt.NDArray[np.bool_]:
        """Whether each event but the first is of another person than the one before: shape (events - 1,)."""
        person = self.columns["person"]
        new: npt.NDArray[np.bool_] = person[1:] != person[:-1]
        if "release" in self.columns:
            release = self.columns["release"]
            new |= release[1:] != release[:-1]
        return new

    def same_person(self, a: Column, b: Column) -> npt.NDArray[np.bool_]:
        """Whether the events at places `a` and `b` (one shape) are of one person of one release."""
        person = self.columns["person"]
        same: npt.NDArray[np.bool_] = person[a] == person[b]
        if "release" in self.columns:
            release = self.columns["release"]
            same &= release[a] == release[b]
        return same

    def fits(self, conditions: Conditions) -> npt.NDArray[np.bool_]:
        """Which events meet all conditions, shape (events,)."""
        keep = np.ones(len(self), dtype=bool)
        for name, allowed in conditions.items():
            keep &= allowed[self.columns[name]]
        return keep

    def take(self, rows: slice | npt.NDArray[np.bool_]) -> "Block":
        """These events; the caller keeps persons whole."""
        first = self.first + (rows.start or 0 if isinstance(rows, slice) else 0)
        return Block(first, {name: values[rows] for name, values in self.columns.items()})


def blocks(
    log: EventLog, names: Sequence[str] = (), *, release: str | None = None, below: int | None = None
) -> Iterator[Block]:
    """The log's columns `names` block by block; no person lies in two blocks.

    `release` keeps the events of one release, `below` those of persons with a smaller number. Raises VarickError for a
    column or a release that the log does not have. A log opened from a file is read a row group at a time and nothing
    is kept; one in memory is one block; an empty one is none.
    """
    known = log.meta.attributes.get("release", ())
    wanted = dict.fromkeys(("person", *names))
    if "release" in log.stored and len(known) > 1:
        wanted["release"] = None
    log.check(*wanted, release=release)
    code = known.index(release) if release is not None and len(known) > 1 else None
    for block in _whole(log, tuple(wanted)):
        kept = block if code is None else block.take(block["release"] == code)
        if below is not None and len(kept) and kept["person"].max() >= below:
            kept = kept.take(kept["person"] < np.uint64(below))
        if len(kept):
            yield kept


def with_any(parts: Iterable[Block], fits: Callable[[Block], npt.NDArray[np.bool_]]) -> Iterator[Block]:
    """Only the persons with at least one event that `fits` (bool, one an event), with all their events."""
    for block in parts:
        person = np.logical_or.reduceat(fits(block), block.starts[:-1])
        if person.all():
            yield block
        elif person.any():
            yield block.take(np.repeat(person, np.diff(block.starts)))


def _whole(log: EventLog, names: Sequence[str]) -> Iterator[Block]:
    """Row groups, cut so that a person who begins in one and ends in the next (as in another program's file) is joined."""
    held: Block | None = None
    for columns in log.groups(names):
        block = Block(0, columns)
        if not len(block):
            continue
        if held is not None:
            ends = {name: np.stack((held[name][-1], block[name][0])) for name in names}
            if Block(0, ends).begins()[0]:
                yield held
                block.first = held.first + len(held)
            else:
                joined = {name: np.concatenate((held[name], block[name])) for name in names}
                whole = Block(held.first, joined)
                last = int(whole.starts[-2])
                if last:
                    yield whole.take(slice(0, last))
                block = whole.take(slice(last, len(whole)))
        held = block
    if held is not None:
        yield held
