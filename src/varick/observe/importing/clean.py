"""Cells made comparable, one distinct value at a time: blanks, offices, dates and numbers, with nothing lost on the way.

What cannot be read as a date or number, and what lies outside the range declared for its column, stays as it was
written beside the column and is counted.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from varick.observe.frame import Coded, Column, Dates, Numbers, Rows, as_text
from varick.observe.importing.written_dates import moment, order, reader
from varick.observe.layouts import table as layout
from varick.observe.offices import code_of
from varick.observe.written import filled, kind_of


def clean(column: Column, kind: str, today: date) -> Column:
    """A column as read, in the form of its kind (see layouts/columns.yaml); `today` is the day of the import."""
    if kind in ("event", "past"):
        return _dates(column, *_days(kind, today))
    if kind in ("year", "number", "amount"):
        return _numbers(column, *_limits(kind, today))
    if not isinstance(column, Coded):
        return as_text(column, ("FALSE", "TRUE")).mapped(filled)
    return column.mapped(_office if kind == "aor" else filled)


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a typed column holds as written, in rows: dates or numbers `outside` its declared range, and texts that are
    neither (`unreadable`, with up to three `examples`). NA and redaction marks are neither of both."""

    outside: int
    unreadable: int
    examples: tuple[str, ...]


def leftover(column: Dates | Numbers) -> Leftover:
    """What stands beside the column's values, counted."""
    read = moment if isinstance(column, Dates) else _number
    counts = [
        (v, rows) for v, rows in column.as_written.counts().items() if v is not None and kind_of(v) == "value"
    ]
    odd = [(value, rows) for value, rows in counts if read(value) is None]
    unreadable = sum(rows for _, rows in odd)
    outside = sum(rows for _, rows in counts) - unreadable
    return Leftover(outside, unreadable, tuple(value for value, _ in odd[:3]))


def date_order(column: Column, kind: str) -> str:
    """What a column of dates says of its order of day and month (see `written_dates.order`); "" for other columns."""
    if kind not in ("event", "past") or not isinstance(column, Coded):
        return ""
    return order(text for value in column.values if (text := filled(value)))


def _office(text: str) -> str | None:
    plain = filled(text)
    return None if plain is None else code_of(plain) or plain


def _days(kind: str, today: date) -> tuple[date, date]:
    first, last = layout("columns")["ranges"][kind]
    return first, today if last == "today" else last


def _limits(kind: str, today: date) -> tuple[float, float]:
    first, last = layout("columns")["ranges"][kind]
    return float(first), float(today.year if last == "today" else last)


def _dates(column: Column, first: date, last: date) -> Dates:
    if not isinstance(column, Dates):  # numbers are a spreadsheet's serial numbers without their format
        return _dates_of_text(as_text(column), first, last)
    inside = (column.time >= np.datetime64(first)) & (column.time < np.datetime64(last + timedelta(days=1)))
    read = _dates_of_text(column.as_written, first, last)
    beyond = ~np.isnat(column.time) & ~inside
    time = np.where(inside, column.time, read.time).astype("datetime64[s]")
    beside = read.as_written
    if beyond.any():
        off = np.where(beyond, column.time, np.datetime64("NaT"))
        beside = _over(beside, as_text(Dates(off, column.whole_days, Coded.blank(len(time)))))
    return Dates(time, _midnights(time), beside)


def _over(below: Coded, above: Coded) -> Coded:
    """Two columns of texts as one: `above` where it has a value."""
    codes = np.where(above.codes >= 0, above.codes + len(below.values), below.codes).astype(np.int32)
    return Coded(codes, (*below.values, *above.values)).mapped(lambda text: text)


def _midnights(time: Rows) -> bool:
    seconds = time.astype("datetime64[s]").astype(np.int64)
    return not bool((seconds[~np.isnat(time)] % 86_400).any())


def _dates_of_text(column: Coded, first: date, last: date) -> Dates:
    plain = column.mapped(filled)
    read = reader(plain.values, first, last)
    found = [read(value) for value in plain.values]
    kept = [m if m is not None and first <= m.date() <= last else None for m in found]
    times = np.array([*kept, None], dtype="datetime64[s]")
    rest = plain.mapped_places(lambda place: plain.values[place] if kept[place] is None else None)
    return Dates(times[plain.codes], _midnights(times), rest)


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "").removeprefix("$"))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _numbers(column: Column, first: float, last: float) -> Numbers:
    if not isinstance(column, Numbers):
        return _numbers_of_text(as_text(column), first, last)
    fits = (column.values >= first) & (column.values <= last)
    read = _numbers_of_text(column.as_written, first, last)
    beyond = ~np.isnan(column.values) & ~fits
    beside = read.as_written
    if beyond.any():
        off = np.where(beyond, column.values, np.nan)
        beside = _over(beside, as_text(Numbers(off, Coded.blank(len(column)))))
    return Numbers(np.where(fits, column.values, read.values), beside)


def _numbers_of_text(column: Coded, first: float, last: float) -> Numbers:
    plain = column.mapped(filled)
    found = [_number(value) for value in plain.values]
    kept = [n if n is not None and first <= n <= last else None for n in found]
    rest = plain.mapped_places(lambda place: plain.values[place] if kept[place] is None else None)
    return Numbers(np.array([*kept, None], dtype=np.float64)[plain.codes], rest)
