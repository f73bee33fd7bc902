"""Days as they are asked for, and windows of time: half-open dates, whole months, whether a release's data cover them."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from varick.errors import VarickError
from varick.observe.questions.grouping import steps

ONE_DAY = timedelta(days=1)


def as_day(text: str | date) -> date:
    """A day written YYYY-MM-DD, or YYYY-MM for the first of that month. Raises VarickError for anything else."""
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    said = str(text).strip()
    try:
        if len(said) not in (7, 10):
            raise ValueError
        return date.fromisoformat(f"{said}-01" if len(said) == 7 else said)
    except ValueError:
        raise VarickError(
            f'"{said[:40]}" is no date; write YYYY-MM-DD, or YYYY-MM for the first day of a month'
        ) from None


def day(text: str) -> date:
    """A day of the account, ISO with or without a time."""
    return date.fromisoformat(text[:10])


def refuse_empty(start: date | None, end: date | None, option: str = "--to") -> None:
    """Raises VarickError for a window [start, end) without a day; `option` gives its end."""
    if start is not None and end is not None and start >= end:
        raise VarickError(
            f"the window from {start} to {end} holds no day; {option} is the day after the last"
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - ONE_DAY

    @property
    def is_months(self) -> bool:
        """Whether it begins and ends on the first of a month."""
        return self.start.day == self.end.day == 1

    @property
    def months(self) -> tuple[str, ...]:
        """Every month that it touches, "2017-02"."""
        return steps("month", self.start, self.last)

    @property
    def whole_months(self) -> tuple[str, ...]:
        """The months that lie within it from their first to their last day."""
        return tuple(
            month
            for month in self.months
            if self.start <= date.fromisoformat(f"{month}-01") and _next(month) <= self.end
        )

    @staticmethod
    def month_days(month: str) -> int:
        """Days of a month, "2017-02": 28."""
        return monthrange(int(month[:4]), int(month[5:]))[1]

    @classmethod
    def of_months(cls, months: Sequence[str]) -> "Window":
        """The window from the first of the months to the last."""
        return cls(date.fromisoformat(f"{months[0]}-01"), _next(months[-1]))

    def shifted(self, months: int) -> "Window":
        """The window so many calendar months later; a day that the month does not have becomes its last."""
        return Window(_moved(self.start, months), _moved(self.end, months))

    def beyond(self, first: date, last: date, incomplete: Collection[str]) -> str:
        """Why data from day `first` to day `last` do not cover it; empty where they do.

        `incomplete` are months that a release does not hold whole: usually its last, and a partial first one.
        """
        if self.start < first.replace(day=1) or self.last > date.fromisoformat(
            f"{last:%Y-%m}-01"
        ) + timedelta(days=Window.month_days(f"{last:%Y-%m}") - 1):
            return f"holds {first} to {last} only; choose windows within it"
        if touched := [month for month in self.months if month in incomplete]:
            return (
                f"holds the month {touched[0]} in part only (it is incomplete, and would look like a fall); "
                "choose windows without it"
            )
        return ""


def _moved(day: date, months: int) -> date:
    number = 12 * day.year + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _next(month: str) -> date:
    return _moved(date.fromisoformat(f"{month}-01"), 1)
