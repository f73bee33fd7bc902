"""Reminders: a backup or a drill that is too long ago, or that never was; said after each command until it is done."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from varick.casebook.keeping import register
from varick.casebook.keeping.drill import LAST
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book

DAYS = 90
"""Days after which a backup or drill is old, unless the book says otherwise."""
NEW = 7
"""Days that a new casebook has for its first backup and its first drill."""
_SETTING = "remind_after_days"


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be done, and the day when it was done last (None: never)."""

    what: Literal["backup", "drill"]
    last: date | None


def after_days(book: "Book") -> int:
    """The book's number of days."""
    return int(book.meta(_SETTING) or DAYS)


def set_after_days(book: "Book", days: int) -> None:
    """Remind after so many days. Raises VarickError unless it is 1 to 366."""
    if not 1 <= days <= 366:
        raise VarickError(f"remind after {days} days: give 1 to 366")
    with book.vault.transaction():
        book.set_meta(_SETTING, str(days))
        book.log.append("reminders_set", days=days)


def reminders(book: "Book", today: date) -> list[Reminder]:
    """What is due today. An empty book needs no backup; what was never done is due a week after the book was made."""
    register.ready(book.vault.db)
    if not book.count():
        return []
    written = [b.day for b in register.standing(book.vault.db) if b.state == "written"]
    drilled = book.meta(LAST)
    last: dict[Literal["backup", "drill"], date | None] = {
        "backup": max(written, default=None),
        "drill": date.fromisoformat(drilled) if drilled else None,
    }
    limit = today - timedelta(days=after_days(book))
    new = today - timedelta(days=NEW) < next(book.log.entries()).at.astimezone().date()
    return [Reminder(what, day) for what, day in last.items() if (not new if day is None else day < limit)]
