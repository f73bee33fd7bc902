"""Monthly counts of a table: every month of the window, months without a row as zeros, and which months are whole.

A month is whole where the release covers it from its first day to its last. The first month of a release is not whole
unless the release begins on the first of a month. The last is not whole unless the data end on its last day, and that
day is the end of a fiscal year (September 30, where ICE closes a table) or lies before the day of extraction. Whole is
not final: ICE adds to and corrects earlier months in later releases (specification of the releases, 1.8, points 7, 8).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from varick.errors import NoAnswer
from varick.observe.frame import Coded, Frame
from varick.observe.questions.grouping import date_column, grouped, steps
from varick.observe.questions.select import within
from varick.observe.questions.windows import ONE_DAY, day
from varick.observe.store import Held


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a release covers with a table: from `first` up to and including `last`; when it was extracted."""

    first: date
    last: date
    extracted: date | None = None


@dataclass(frozen=True, slots=True)
class Monthly:
    """Counts by month.

    `months` ("2017-02") in order without gaps; `values` what rows were grouped by, the most frequent first, None for
    blank, and one None where nothing was asked; `counts` int64 of shape (values, months); `days` int64 of shape
    (months,), the days of each month inside window and release; `incomplete` the months of which the window or the
    release holds a part only.
    """

    months: tuple[str, ...]
    values: tuple[str | None, ...]
    counts: npt.NDArray[np.int64]
    days: npt.NDArray[np.int64]
    incomplete: tuple[str, ...]


def span_of(held: Held) -> Span | None:
    """The days that the account says a table of a release covers; None where it does not say."""
    if held.first is None or held.last is None:
        return None
    return Span(day(held.first), day(held.last), day(held.extracted) if held.extracted else None)


def monthly(
    frame: Frame,
    by: str | None = None,
    start: date | None = None,
    end: date | None = None,
    *,
    on: str | None = None,
    span: Span | None = None,
) -> Monthly:
    """Rows of `frame` by month of its date in [start, end), for each value of the column `by`.

    `span` is what the release covers; give it (`span_of`) where `frame` holds chosen rows only, for by default it is
    from the first to the last date of `frame`. The window is cut to it: of days outside nothing is known. Raises
    NoAnswer where nothing is left, and VarickError for a column without dates.
    """
    covered = covers(frame, on, span)
    first, last = inside(frame, covered, start, end)
    kept = frame.take(within(frame, first, last + ONE_DAY, on))
    months = steps("month", first, last)
    of_month = grouped(kept, "month", on)
    place = np.array([months.index(value) for value in of_month.values] or [0], dtype=np.int64)[
        of_month.codes
    ]
    groups = Coded(np.zeros(len(kept), dtype=np.int32), ("",)) if by is None else grouped(kept, by, on)
    size = len(groups.values) + 1
    flat = np.bincount(
        (groups.codes.astype(np.int64) + 1) * len(months) + place, minlength=size * len(months)
    )
    table = flat.reshape(size, len(months)).astype(np.int64)
    names: tuple[str | None, ...] = (None,) if by is None else (None, *groups.values)
    table = table[1:] if by is None else table
    order = [
        k for k in np.argsort(-table.sum(axis=1), kind="stable").tolist() if by is None or table[k].any()
    ]
    bounds = np.array([*months, np.datetime64(months[-1], "M") + 1], dtype="datetime64[D]")
    begins = np.maximum(bounds[:-1], np.datetime64(first))
    ends = np.minimum(bounds[1:], np.datetime64(last + ONE_DAY))
    return Monthly(
        months,
        tuple(names[k] for k in order),
        table[order],
        (ends - begins).astype(np.int64),
        incomplete(months, first, last, covered),
    )


def covers(frame: Frame, on: str | None = None, span: Span | None = None) -> Span:
    """`span`, or the first and last date of the frame; another date than the main one has a span of its own.

    Raises NoAnswer where no row has a date."""
    if span is not None and on in (None, frame.main):
        return span
    time = frame.dates(date_column(frame, on)).time
    known = time[~np.isnat(time)]
    if not len(known):
        raise NoAnswer(f"{frame.table} of {frame.release}: no row has a date here; ask without dates")
    first, last = (date.fromisoformat(str(moment)[:10]) for moment in (known.min(), known.max()))
    return Span(first, last, span.extracted if span else None)


def inside(frame: Frame, covered: Span, start: date | None, end: date | None) -> tuple[date, date]:
    """The first and last day of [start, end) that the release covers. Raises NoAnswer where there is none."""
    first = max(covered.first, start or covered.first)
    last = min(covered.last, end - ONE_DAY if end else covered.last)
    if first > last:
        raise NoAnswer(
            f"{frame.table} of {frame.release} goes from {covered.first} to {covered.last}, and the window asked for "
            "holds no day of that; choose --from and --to inside it"
        )
    return first, last


def incomplete(months: tuple[str, ...], first: date, last: date, covered: Span) -> tuple[str, ...]:
    """The months, of those from `first` to `last`, that the window or the release covers in part; see the module."""
    parts = set()
    if first.day != 1:
        parts.add(months[0])
    if not _ends_a_month(last) or (last == covered.last and not _closed(covered)):
        parts.add(months[-1])
    return tuple(month for month in months if month in parts)


def _ends_a_month(last: date) -> bool:
    return (last + ONE_DAY).day == 1


def _closed(covered: Span) -> bool:
    """Whether the last month of a release is whole."""
    last = covered.last
    fiscal = (last.month, last.day) == (9, 30)
    return _ends_a_month(last) and (fiscal or (covered.extracted is not None and covered.extracted > last))
