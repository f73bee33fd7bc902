"""Dates as precisely as they are known, and spans between them that claim no more."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from varick.errors import VarickError

Precision = Literal["day", "week", "month", "year", "about"]
FORMS = "2018-03-08, 2018-03, 2018, ~2018-03-08 (about that day) or week of 2018-03-05"
"""How a date may be written, for whoever is asked for one."""
_WRITTEN = re.compile(
    r"(?:(?P<week>week of\s+)|(?P<about>~\s*))?(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?",
    re.IGNORECASE,
)
_FIRST, _LAST = 1900, 2100


@dataclass(frozen=True)
class DayOf:
    """A date and how precisely it is known.

    ``day`` is the day itself (day, about), the Monday of the week, or the first of the month or year.
    """

    day: date
    precision: Precision = "day"

    def __post_init__(self) -> None:
        start = self.day
        if self.precision == "week":
            start -= timedelta(days=start.weekday())
        elif self.precision in ("month", "year"):
            start = start.replace(day=1, month=start.month if self.precision == "month" else 1)
        object.__setattr__(self, "day", start)

    def __str__(self) -> str:
        """As `parse_day` reads it."""
        text = self.day.isoformat()
        if self.precision == "month":
            return text[:7]
        if self.precision == "year":
            return text[:4]
        return {"week": f"week of {text}", "about": f"~{text}"}.get(self.precision, text)

    @property
    def last(self) -> date:
        """The last day that it can be; ``day`` is the first. Of "about" no width is known: the same day."""
        if self.precision == "week":
            return self.day + timedelta(days=6)
        if self.precision == "month":
            return self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        return self.day.replace(month=12, day=31) if self.precision == "year" else self.day

    def coarser(self, precision: Literal["week", "month", "year"]) -> "DayOf":
        """The same date no more precise than asked; a date already as coarse stays.

        "About" a day becomes at least its month, since it may lie in another week. A week across two months becomes the
        month of its Monday.
        """
        order = ("day", "week", "about", "month", "year")
        if self.precision == "about" and precision == "week":
            return DayOf(self.day, "month")
        if order.index(self.precision) >= order.index(precision):
            return self
        return DayOf(self.day, precision)


@dataclass(frozen=True)
class Days:
    """How many days from one date to another: between ``low`` and ``high``; ``about`` where a date is only about right.

    Negative where the second comes first.
    """

    low: int
    high: int
    about: bool = False

    def __str__(self) -> str:
        """ "14", "8 to 38", "~14"."""
        text = str(self.low) if self.low == self.high else f"{self.low} to {self.high}"
        return f"~{text}" if self.about else text

    @property
    def exact(self) -> int | None:
        """The number where both dates are known to the day, else None."""
        return self.low if self.low == self.high and not self.about else None


def days_between(first: DayOf, second: DayOf) -> Days:
    """The days from ``first`` to ``second``, as wide as the precision of both leaves it."""
    return Days(
        (second.day - first.last).days,
        (second.last - first.day).days,
        "about" in (first.precision, second.precision),
    )


def parse_day(text: str) -> DayOf:
    """A date as written: `FORMS`. Raises VarickError, without repeating the text, for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise VarickError(f"not a date; write it as {FORMS}")
    whole = found["day"] is not None
    if (found["week"] or found["about"]) and not whole:
        raise VarickError("not a date: after ~ or week of comes a whole day, such as 2018-03-08")
    precision: Precision = (
        "week" if found["week"] else "about" if found["about"] else "day" if whole else "month"
    )
    if found["month"] is None:
        precision = "year"
    try:
        day = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        raise VarickError("there is no such day; check month and day (YYYY-MM-DD)") from None
    if not _FIRST <= day.year <= _LAST:
        raise VarickError(f"the year must lie between {_FIRST} and {_LAST}")
    return DayOf(day, precision)
