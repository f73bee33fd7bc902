"""Dates as files write them: which texts are one, and in which order a column puts day and month.

ICE writes m/d/yyyy. A file that somebody opened and saved elsewhere may hold d/m/yyyy: read as ICE writes, the days up
to the 12th would come out in wrong months, and the others as no date. So the order is told from the whole column.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

EXCEL_ORIGIN = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers, as it stands for every day since March 1900."""
FEWEST = 3
"""Different dates that can only be d/m/yyyy, and none that can only be m/d/yyyy, before a column is read so [judged]."""
DOUBTFUL = 20
"""Different dates without a day after the 12th before it is told that the order cannot be known [judged]."""

_TIME = r"(?:[T\s]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?(?:\s*([AaPp])[Mm])?)?"
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)" + _TIME)
_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?)?(?:\s*(?:Z|UTC|[+]00:?00))?"
)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_DAY_NAMED = re.compile(r"(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4}|\d\d)" + _TIME)
_NAMED_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})" + _TIME)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def moment(text: str, day_first: bool = False, years: tuple[date, date] | None = None) -> datetime | None:
    """A date with or without a time: m/d/yyyy (d/m/yyyy with `day_first`), yyyy-mm-dd, 26-Aug-2017, August 26, 2017, or
    Excel's serial number; else None.

    A year of two digits is read only where one century alone puts the day into `years` (its column's range).
    A time zone is accepted only where it is UTC.
    """
    if found := _SLASHED.fullmatch(text):
        first, second, year, *clock = found.groups()
        month, day = (second, first) if day_first else (first, second)
        return _in_century(years, year, int(month), int(day), *clock)
    if found := _ISO.fullmatch(text):
        year, month, day, *clock = found.groups()
        return _moment(int(year), int(month), int(day), *clock)
    if _SERIAL.fullmatch(text):
        return datetime.combine(EXCEL_ORIGIN, datetime.min.time()) + timedelta(
            seconds=round(float(text) * 86400)
        )
    if found := _DAY_NAMED.fullmatch(text):
        day, named, year, *clock = found.groups()
    elif found := _NAMED_DAY.fullmatch(text):
        named, day, year, *clock = found.groups()
    else:
        return None
    number = _month(named)
    return None if number is None else _in_century(years, year, number, int(day), *clock)


def order(texts: Iterable[str]) -> str:
    """What the dates with slashes in a column's distinct texts say of its order: "day_first", "doubtful" or ""."""
    days_first = months_first = every = 0
    for text in texts:
        if found := _SLASHED.fullmatch(text):
            first, second = int(found[1]), int(found[2])
            every += 1
            days_first += first > 12 >= second
            months_first += second > 12 >= first
    if days_first >= FEWEST and not months_first:
        return "day_first"
    return "doubtful" if every >= DOUBTFUL and not days_first and not months_first else ""


def reader(texts: Iterable[str], first: date, last: date) -> Callable[[str], datetime | None]:
    """`moment` for the texts of one column, whose dates lie from `first` to `last`."""
    turned = order(texts) == "day_first"
    return lambda text: moment(text, turned, (first, last))


def _in_century(
    years: tuple[date, date] | None, year: str, month: int, day: int, *clock: str | None
) -> datetime | None:
    if len(year) == 4:
        return _moment(int(year), month, day, *clock)
    if years is None:
        return None
    every = (_moment(century + int(year), month, day, *clock) for century in (1900, 2000))
    within = [when for when in every if when is not None and years[0] <= when.date() <= years[1]]
    return within[0] if len(within) == 1 else None


def _month(name: str) -> int | None:
    plain = name.casefold()
    found = [
        place
        for place, month in enumerate(_MONTHS, 1)
        if month.startswith(plain) or plain == "sept" == month[:4]
    ]
    return found[0] if found else None


def _moment(
    year: int,
    month: int,
    day: int,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    half: str | None = None,
) -> datetime | None:
    hours = int(hour or 0)
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half in "Pp" else 0)
    try:
        return datetime(year, month, day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001 (ICE states no zone)
    except ValueError:
        return None
