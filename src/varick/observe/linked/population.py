"""How many people were detained on each day: at midnight, and at any time of the day.

As the Deportation Data Project counts (deportationdata/ice, code/facilities-daily-population-latest.R): distinct
persons, so that overlapping stints and repeated rows count once; a row without identifier counts as a person of its
own; a book-out before its book-in is taken as the day of the book-in; a stint without book-out lasts until the day of
extraction.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.frame import Frame
from varick.observe.sorting import Keys, days

NONE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Population:
    """Persons held on each day from `first` on.

    `midnight` and `any_time` int64 of shape (values, days). Midnight is the one that ends the day: booked in that day
    or before, and out on a later one. `values` are those of the column asked for, None where blank; a person counts
    once in each. `undated` rows have no book-in and are not counted. `recoded` ended before they began.
    """

    first: date
    values: tuple[str | None, ...]
    midnight: npt.NDArray[np.int64]
    any_time: npt.NDArray[np.int64]
    undated: int
    recoded: int

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the columns."""
        return tuple(self.first + timedelta(days=d) for d in range(self.midnight.shape[1]))


def population(stints: Frame, start: date, end: date, extracted: date, by: str | None = None) -> Population:
    """Persons detained on each day of [start, end), by the values of a column (`facility_code`, `aor`).

    Raises VarickError for an empty span and for a table without book-ins or book-outs.
    """
    if end <= start:
        raise VarickError(f"from {start} to {end}: no day lies between; give a later end")
    booked, released = days(stints.dates("book_in")), days(stints.dates("book_out"))
    undated = int((booked == NONE).sum())
    rows = np.flatnonzero(booked != NONE)
    begin, out = booked[rows], released[rows]
    held = out == NONE
    last = np.where(held, np.datetime64(extracted, "D").astype(np.int64), out)
    recoded = int((last < begin).sum())
    last = np.maximum(last, begin)
    value = np.zeros(len(rows), dtype=np.int64)
    values: tuple[str | None, ...] = (None,)
    if by is not None:
        column = stints.coded(by)
        value = np.where(column.codes[rows] < 0, len(column.values), column.codes[rows]).astype(np.int64)
        values = (*column.values, None)
    who = np.full(len(rows), -1, dtype=np.int64) if stints.person is None else stints.person[rows]
    who = np.where(who < 0, -2 - np.arange(len(rows)), who)
    span = (int(np.datetime64(start, "D").astype(np.int64)), int(np.datetime64(end, "D").astype(np.int64)))
    any_time = _persons(value, who, begin, last, len(values), span)
    midnight = _persons(value, who, begin, np.where(held, last, last - 1), len(values), span)
    present = np.flatnonzero(any_time.any(axis=1)) if by is not None else np.arange(1)
    shown = tuple(values[place] for place in present.tolist())
    return Population(start, shown, midnight[present], any_time[present], undated, recoded)


def _persons(value: Keys, who: Keys, begin: Keys, last: Keys, size: int, span: tuple[int, int]) -> Keys:
    """Distinct persons of each value on each day of the span, whose rows hold them from `begin` to `last` inclusive."""
    start, end = span
    held = np.flatnonzero((last >= begin) & (begin < end) & (last >= start))
    order = held[np.lexsort((begin[held], who[held], value[held]))]
    who, value = who[order], value[order]
    begin, last = begin[order] - start, last[order] - start
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(who) != 0) | (np.diff(value) != 0)
    # the latest end so far of the same person: groups are lifted above each other so that one maximum runs over all
    lift = np.cumsum(new) * (int(last.max(initial=0) - begin.min(initial=0)) + 1)
    reach = np.maximum.accumulate(last + lift) - lift
    new[1:] |= begin[1:] > reach[:-1]
    starts = np.flatnonzero(new)
    ends = reach[np.append(starts[1:], len(order)) - 1] if len(order) else reach
    width = end - start + 1
    come, go = (
        np.bincount(value[starts] * width + np.clip(at, 0, width - 1), minlength=size * width)
        for at in (begin[starts], ends + 1)
    )
    return np.asarray((come - go).reshape(size, width).cumsum(axis=1)[:, :-1])
