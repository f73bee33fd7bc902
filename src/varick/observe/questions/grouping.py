"""The columns that rows are grouped by: a table's own as text, and day, month, quarter, year and fy of its date."""

from datetime import date

import numpy as np

from varick.errors import VarickError
from varick.observe.frame import Coded, Dates, Frame, Rows, as_text

TIMES = ("day", "month", "quarter", "year", "fy")
"""Columns that are worked out of the date; fy is the federal fiscal year, from October 1 of the year before."""


def date_column(frame: Frame, on: str | None = None) -> str:
    """The date that rows are counted by. Raises VarickError where there is none, and for a column without dates."""
    name = on or frame.main
    dated = [n for n in frame.names if isinstance(frame.column(n), Dates)] if name is None else []
    if name is None:
        hint = f"name one of {', '.join(dated)} with --on" if dated else "ask without dates"
        raise VarickError(f"{frame.table} of {frame.release}: the table has no main date; {hint}")
    frame.dates(name)
    return name


def grouped(frame: Frame, name: str, on: str | None = None) -> Coded:
    """A column as text to group by: a table's own column of any kind (see `as_text`), or one of `TIMES`, in time order.

    A row without a date has a blank for day, month, quarter, year and fy. Raises VarickError for
    an unknown column, with the nearest names.
    """
    if name in TIMES:
        return _times(frame.dates(date_column(frame, on)).time, name)
    if name not in frame.names:
        raise frame.lacks(name, TIMES)
    return as_text(frame.column(name))


def _times(time: Rows, unit: str) -> Coded:
    """Days, months ... of moments, only those that occur, in time order."""
    known = ~np.isnat(time)
    number = time.astype("datetime64[D]" if unit == "day" else "datetime64[M]").astype(np.int64)
    number = _step(number, unit)
    if not known.any():
        return Coded.blank(len(time))
    first = int(number[known].min())
    place = np.where(known, number - first, 0)
    found = np.zeros(int(place.max()) + 1, dtype=bool)
    found[place[known]] = True
    order = np.cumsum(found) - 1
    codes = np.where(known, order[place], -1).astype(np.int32)
    return Coded(codes, tuple(_named(int(n) + first, unit) for n in np.flatnonzero(found)))


def _step(number: Rows, unit: str) -> Rows:
    """Months since 1970 as quarters, years or fiscal years; days and months as they are."""
    if unit == "quarter":
        return number // 3
    if unit == "year":
        return number // 12 + 1970
    return (number + 3) // 12 + 1970 if unit == "fy" else number


def _named(number: int, unit: str) -> str:
    if unit in ("day", "month"):
        return str(np.datetime64(number, "D" if unit == "day" else "M"))
    if unit == "quarter":
        return f"{number // 4 + 1970}-Q{number % 4 + 1}"
    return str(number)


def steps(unit: str, first: date, last: date) -> tuple[str, ...]:
    """Every day, month, quarter, year or fiscal year from the one of `first` to the one of `last`, in order."""
    ends = np.array([first, last], dtype="datetime64[D]" if unit == "day" else "datetime64[M]").astype(
        np.int64
    )
    low, high = _step(ends, unit).tolist()
    return tuple(_named(number, unit) for number in range(low, high + 1))
