"""A funnel: how many persons went through these activities in this order, within a window of the first."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.eventlog.blocks import Block, Conditions, blocks
from varick.eventlog.log import EventLog
from varick.eventlog.measures.jit import Backend, chosen, compiled
from varick.eventlog.measures.lags import Asked, begins


@dataclass(frozen=True)
class Steps:
    """A question: activity codes in order; `window` in steps of time from the first activity to each later one (None: no
    bound); `end` the last step that the record covers; `since`, `until` (half-open) and `conditions` say which first
    activities count."""

    codes: tuple[int, ...]
    end: int
    window: int | None = None
    since: int | None = None
    until: int | None = None
    conditions: Conditions | None = None

    @property
    def first(self) -> Asked:
        """Which events begin."""
        return Asked(
            self.codes[0], -1, self.end, since=self.since, until=self.until, conditions=self.conditions
        )


@dataclass(frozen=True)
class Funnel:
    """`persons` at each step, int64 of shape (steps,): those who came so far from any of their first activities.

    `cut_short` of those who did not come to the last step: persons whose last first activity is less than the window
    before the end of the record (without a window: all of them), so that they may yet."""

    persons: npt.NDArray[np.int64]
    cut_short: int


def funnel(
    log: EventLog | Iterable[Block],
    steps: Steps,
    *,
    release: str | None = None,
    backend: Backend | None = None,
) -> Funnel:
    """The funnel of a log, or of blocks with `person`, `time`, `activity` and the columns of the conditions."""
    loops = chosen(backend, len(log) if isinstance(log, EventLog) else 0)
    given = blocks(log, steps.first.columns, release=release) if isinstance(log, EventLog) else log
    persons = np.zeros(len(steps.codes), dtype=np.int64)
    cut = 0
    for block in given:
        part = counted(block, steps, loops=loops)
        persons += part.persons
        cut += part.cut_short
    return Funnel(persons, cut)


def counted(block: Block, steps: Steps, *, loops: bool = False) -> Funnel:
    """The funnel of one block; blocks' funnels add up. Both ways give the same."""
    begin = begins(block, steps.first)
    persons = np.zeros(len(steps.codes), dtype=np.int64)
    window = -1 if steps.window is None else steps.window
    if loops:
        codes = np.array(steps.codes, dtype=np.int64)
        cut = compiled().reached(
            block.starts, block["activity"], block["time"], begin, codes, window, steps.end, persons
        )
        return Funnel(persons, int(cut))
    time = block["time"].astype(np.int64)
    rows = np.flatnonzero(begin)
    start = time[rows]  # of the latest first activity from which each of `rows` was reached
    first = last = _last_of_each(block, rows)
    persons[0] = len(first)
    for k, code in enumerate(steps.codes[1:], 1):
        candidates = np.flatnonzero(block["activity"] == code)
        before = np.searchsorted(rows, candidates) - 1
        candidates, before = candidates[before >= 0], before[before >= 0]
        fit = block.same_person(rows[before], candidates)
        if steps.window is not None:
            fit &= time[candidates] - start[before] <= steps.window
        # the latest start only grows with the row, so where it is too long ago every earlier one is
        rows, start = candidates[fit], start[before[fit]]
        last = _last_of_each(block, rows)
        persons[k] = len(last)
    open_yet = np.ones(len(first), dtype=bool) if steps.window is None else time[first] > steps.end - window
    if len(steps.codes) > 1 and len(last):
        place = np.searchsorted(last, block.starts[np.searchsorted(block.starts, first, side="right") - 1])
        there = place < len(last)
        open_yet[there] &= ~block.same_person(last[np.minimum(place, len(last) - 1)], first)[there]
    elif len(steps.codes) == 1:
        open_yet[:] = False
    return Funnel(persons, int(open_yet.sum()))


def _last_of_each(block: Block, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Of sorted places the last of each person."""
    if not len(rows):
        return rows
    last: npt.NDArray[np.int64] = rows[np.append(~block.same_person(rows[:-1], rows[1:]), True)]
    return last
