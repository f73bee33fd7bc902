"""Small counts that could point at one person: which questions and columns do so, and what is shown instead.

A count of a few people by citizenship, place and day may be the one person that somebody was looking for, and one by
facility and day is on the jail's own roster. Counts under `SMALLEST` of such a cell are withheld. A condition narrows as a
column does, whatever its sign. A window that does not begin and end with a month counts as a day: the difference of two
such windows is one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from varick.errors import NoAnswer
from varick.observe.frame import Dates, Frame
from varick.observe.questions.select import conditions

SMALLEST = 5
"""Smaller counts are withheld where they could single a person out."""
WHO = frozenset({"citizenship", "birth_country", "departure_country"})
WHERE = frozenset({"landmark", "facility", "facility_code", "county", "city"})
CUSTODY = frozenset({"facility", "facility_code", "facility_codes_all"})
"""Who was booked into a small jail on a day stands on the jail's own roster, with a name: no citizenship is needed."""
ONE = frozenset({"row", "identifier", "person", "alien_file_number", "case_id", "subject_id", "detention_id"})
"""Columns that name one row or one person: beside anything else they spell the row out, in one count or in several."""
SOURCE = frozenset({"file", "sheet"})

Window = tuple[date | None, date | None]


def singles(column: str) -> bool:
    """Whether a column says who, where or on which day: reports, which are passed on, withhold small counts by any of these."""
    return _plain(column) in WHO | WHERE | ONE | {"birth_year", "day"}


def singles_out(
    frame: Frame,
    by: Iterable[str],
    where: Sequence[str],
    on: str | None = None,
    windows: Collection[Window] = (),
) -> bool:
    """Whether the cells of a question are by who, place and day together, by facility and day, or by what names a row and
    anything else.

    `by` are the columns counted by, `where` the conditions as asked, `windows` the pairs [start, end) of days."""
    fixed = {condition.column for condition in conditions(frame, where, on)} | set(by)
    if fixed & ONE and fixed - ONE - SOURCE:
        return True
    named = {_plain(column) for column in fixed}
    dates = any(name in frame.names and isinstance(frame.column(name), Dates) for name in fixed)
    by_day = dates or "day" in fixed or any(a and b and (b - a).days <= 1 for a, b in windows)
    if by_day and named & CUSTODY:
        return True
    cut = any(day is not None and day.day != 1 for window in windows for day in window)
    return bool(named & WHO and named & WHERE) and (by_day or cut)


def refuse_singling(
    frame: Frame,
    by: Iterable[str],
    where: Sequence[str],
    on: str | None = None,
    windows: Collection[Window] = (),
) -> None:
    """Raises NoAnswer where `singles_out`: for questions that have no way to withhold a cell."""
    if singles_out(frame, by, where, on, windows):
        raise NoAnswer(
            f"{frame.table} of {frame.release}: asked by who, where and to the day (or by row), this could single a "
            "person out; ask without one of them, or for whole months"
        )


def withheld(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """Small counts as "<5", and how many there are; zero is nobody and stays."""
    small = [0 < row["count"] < SMALLEST for row in rows]
    shown = [
        {**row, "count": f"<{SMALLEST}"} if few else dict(row) for row, few in zip(rows, small, strict=True)
    ]
    return shown, sum(small)


def _plain(column: str) -> str:
    """The column itself for one of a stay's first, last or longest stint."""
    return column.removesuffix("_first").removesuffix("_last").removesuffix("_longest")
