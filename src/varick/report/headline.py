"""What a brief may say in its largest letters: only what the numbers it was given show."""

from dataclasses import dataclass

from varick.errors import VarickError
from varick.report.page import ActivityRow, Page
from varick.words import Words
from varick.words.numbers import same

TOLD = "ice_notified"


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number in the headline with its interval, in words, and what it counts."""

    number: str
    interval: str
    what: str


def detainers_come_too_late(page: Page) -> bool:
    """Whether ICE learns of exactly as many arrests under each of the city's detainer levers as without.

    False unless there is at least one such lever, all of them are the city's and among the levers, and the change
    is exactly zero at the centre and at both ends of the interval.
    """
    levers = {lever["reform"]: lever for lever in page.levers}
    for name in page.detainer_levers:
        lever = levers.get(name)
        if lever is None or lever["controlled_by"] != "city" or TOLD not in lever["outcomes"]:
            return False
        outcome = lever["outcomes"][TOLD]
        if any(outcome[limit] != 0 for limit in ("change", "change_low", "change_high")):
            return False
    return bool(page.detainer_levers)


def activity(page: Page, name: str) -> ActivityRow:
    """A row of the results. Raises VarickError if there is none of that name."""
    for row in page.activities:
        if row["activity"] == name:
            return row
    known = ", ".join(row["activity"] for row in page.activities)
    raise VarickError(f"brief: no activity {name!r} in the results; there are {known}")


def key_numbers(page: Page, words: Words) -> list[KeyNumber]:
    """The numbers of the headline. None goes without its interval, or the word that there is none."""
    found = []
    for name in page.key:
        row = activity(page, name)
        what = words.label("activity", name)
        if same(row["low"], row["high"]):
            found.append(KeyNumber(words.number(row["per_year"]), words("page.certain"), what))
            continue
        number = words.point(row["per_year"], row["low"], row["high"])
        interval = words.interval(row["low"], row["high"])
        found.append(KeyNumber(number, words("page.interval", interval=interval), what))
    return found
