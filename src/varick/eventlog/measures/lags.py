"""Lags: how long from an event X to the same person's next event Y, with what had not happened when the record ends.

Next means further on in the log, whose order within a moment is that of its activities. A person's events are in
order of time, so a lag is never negative; zeros are counted. An X without a Y by the end of the record, or within the
window, is censored there: it says only that the lag is longer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.eventlog.blocks import Block, Conditions, blocks
from varick.eventlog.log import EventLog
from varick.eventlog.measures.jit import Backend, chosen, compiled

Steps = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
TALLIES = ("starts", "persons", "zero", "tied", "beyond_window", "after_end", "starts_after_end")


@dataclass(frozen=True)
class Lags:
    """`reached`: steps from X to Y; `censored`: steps that an X without Y was followed; both uint32, in the log's order.

    `tally`: `starts` X events taken and the `persons` they belong to; `zero` lags of none; `tied` X events with a Y of
    the same moment that stands before them (not counted as a Y that follows); `beyond_window` Y events later than the
    window and `after_end` Y events later than the end of the record (both censored); `starts_after_end` X events later
    than the end (left out).
    """

    reached: Steps
    censored: Steps
    tally: Mapping[str, int]


@dataclass(frozen=True)
class Asked:
    """A question: activity codes `x` and `y`; `end` the last step that the record covers; `window` in steps (None: no
    bound); `first`: only a person's first X; `since` and `until` (half-open, steps) and `conditions` say which X count.
    """

    x: int
    y: int
    end: int
    window: int | None = None
    first: bool = False
    since: int | None = None
    until: int | None = None
    conditions: Conditions | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """What a block must hold."""
        return ("time", "activity", *(self.conditions or ()))


def lags(
    log: EventLog | Iterable[Block],
    asked: Asked,
    *,
    release: str | None = None,
    backend: Backend | None = None,
) -> Lags:
    """The lags of a log, or of blocks with the columns that `asked` names."""
    loops = chosen(backend, len(log) if isinstance(log, EventLog) else 0)
    given = blocks(log, asked.columns, release=release) if isinstance(log, EventLog) else log
    return merged(measured(block, asked, loops=loops) for block in given)


def begins(block: Block, asked: Asked) -> npt.NDArray[np.bool_]:
    """Which events are an X of the question (before `first` is looked at), shape (events,)."""
    found: npt.NDArray[np.bool_] = block["activity"] == asked.x
    if asked.conditions:
        found &= block.fits(asked.conditions)
    if asked.since is not None:
        found &= block["time"] >= asked.since
    if asked.until is not None:
        found &= block["time"] < asked.until
    return found


def measured(block: Block, asked: Asked, *, loops: bool = False) -> Lags:
    """The lags of one block. Both ways give the same."""
    begin, time = begins(block, asked), block["time"]
    rows = np.flatnonzero(begin)
    own = np.concatenate(([True], ~block.same_person(rows[1:], rows[:-1]))) if len(rows) else rows == 0
    if asked.first:
        rows = rows[own]
        own = own[own]
        if loops:
            begin = np.zeros(len(block), dtype=bool)
            begin[rows] = True
    persons = int(own.sum())
    known = time[rows] <= asked.end
    late = len(rows) - int(known.sum())
    if late:
        rows = rows[known]
        persons = _persons(block, rows)
    nearest, tied = (_looped if loops else _found)(block, begin, rows, asked.y)
    found = nearest >= 0
    begun = time[rows].astype(np.int64)
    lag = time[nearest] - begun
    follow = asked.end - begun
    seen = found & (lag <= follow)
    after_end = int((found & ~seen).sum())
    beyond = 0
    if asked.window is not None:
        beyond = int((seen & (lag > asked.window)).sum())
        seen &= lag <= asked.window
        follow = np.minimum(follow, asked.window)
    reached = lag[seen]
    tally = (
        len(rows), persons, int((reached == 0).sum()), int(tied.sum()), beyond, after_end, late
    )  # fmt: skip
    return Lags(
        reached.astype(np.uint32), follow[~seen].astype(np.uint32), dict(zip(TALLIES, tally, strict=True))
    )


def _persons(block: Block, rows: Places) -> int:
    return int((~block.same_person(rows[1:], rows[:-1])).sum()) + 1 if len(rows) else 0


def _found(
    block: Block, begin: npt.NDArray[np.bool_], rows: Places, y: int
) -> tuple[Places, npt.NDArray[np.bool_]]:
    """For each of `rows` the place of the same person's next `y` (-1: none), and whether one stands before it at its moment."""
    is_y = block["activity"] == y
    places = np.append(np.flatnonzero(is_y), -1)
    if len(places) == 1:
        return np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows), dtype=bool)
    if len(rows) > len(block) // 50:  # a running count of all events is then quicker than searching for each
        upto = np.cumsum(is_y, dtype=np.int32)[rows]
    else:
        upto = np.searchsorted(places[:-1], rows, side="right").astype(np.int32)
    nearest = places[upto]
    nearest[(nearest >= 0) & ~block.same_person(nearest, rows)] = -1
    previous = upto - is_y[rows] - 1
    before = places[previous]
    time = block["time"]
    tied = (previous >= 0) & (time[before] == time[rows])
    few = np.flatnonzero(tied)
    tied[few] = block.same_person(before[few], rows[few])
    return nearest, tied


def _looped(
    block: Block, begin: npt.NDArray[np.bool_], rows: Places, y: int
) -> tuple[Places, npt.NDArray[np.bool_]]:
    nearest = np.full(len(block), -1, dtype=np.int64)
    tied = np.zeros(len(block), dtype=bool)
    release = block.columns.get("release", np.zeros(0, dtype=np.int32))
    compiled().next_of(block["person"], release, block["activity"], begin, y, nearest, tied, block["time"])
    return nearest[rows], tied[rows]


def merged(parts: Iterable[Lags]) -> Lags:
    """Several parts, of different persons, as one."""
    found = list(parts)
    empty = np.zeros(0, dtype=np.uint32)
    reached = np.concatenate([*(part.reached for part in found), empty])
    censored = np.concatenate([*(part.censored for part in found), empty])
    return Lags(reached, censored, {name: sum(part.tally[name] for part in found) for name in TALLIES})
