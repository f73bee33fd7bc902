"""Which of a node's citations are of a law that is in force on a day: a later one is not told of that day."""

import re
from collections.abc import Iterable
from datetime import date

_DAY = r"(\d{4}-\d{2}-\d{2})"
_IN_FORCE = re.compile(rf"\bin force {_DAY}")
_OWN = re.compile(rf"\b(?:of|from|decided) {_DAY}|\((?:[^()]* )?{_DAY}\)")


def since(cite: str) -> date | None:
    """The day from which a citation can be made: "in force" and a day, or else the text's own, as in "memorandum of
    2014-11-20", "from 2018-08-01", "decided 2018-11-14" or "(2018-01-10)". None where it gives no such day.

    The earliest where there are several. A day after "until" or "repealed" is an end and says nothing here."""
    found = _IN_FORCE.findall(cite) or ["".join(days) for days in _OWN.findall(cite)]
    return min(map(date.fromisoformat, found), default=None)


def in_force(cites: Iterable[str], on: date) -> tuple[str, ...]:
    """The citations, in their order, without those of a law that begins after the day."""
    return tuple(cite for cite in cites if (since(cite) or date.min) <= on)
