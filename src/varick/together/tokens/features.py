"""What a token may need of a person: how two names sound, whole or partial birth date, precinct, telephone."""

import re
from collections.abc import Mapping, Sequence

from varick.casebook.cases.dates import DayOf
from varick.together.people import Person
from varick.together.tokens.lexicon import lexicon
from varick.together.tokens.names import Name, read_name
from varick.together.tokens.sound import sound, vowel

FEATURES = (
    "given",
    "surname",
    "longer",
    "beginnings",
    "names",
    "date",
    "year",
    "day and month",
    "precinct",
    "phone",
)
"""What a recipe may ask for.

``given`` and ``surname``: how they begin to sound; ``longer``: that of the one with more sounds, whatever its role, for clerks
who turn the order; ``beginnings``: the first sound of both, ``names``: the whole sound of both with a vowel, both in an order
of their own. ``date``: day, month and year, where day and month may be turned."""


def features(person: Person) -> Mapping[str, str | None]:
    """Every feature of `FEATURES`; None where it is not known."""
    name = _fullest(person.names)
    given, surname = _known(name.given), _known(name.family)
    sounds = [sound(part) for part in (given, surname) if part]
    both = len(sounds) == 2
    # of a name of which only the initial is known, that tells as much
    starts = sorted(heard[0] for heard in (*sounds, *map(sound, name.initials[: 2 - len(sounds)])))
    return {
        "given": sound(given, 2) if given else None,
        "surname": sound(surname, 2) if surname else None,
        "longer": max(sounds, key=lambda name: (len(name), name))[:3] if sounds else None,
        "beginnings": "+".join(starts) if len(starts) == 2 else None,
        "names": "+".join(sorted(sound(p) + vowel(p) for p in (given, surname))) if both else None,
        **_dates(person.birth),
        "precinct": _precinct(person.precinct),
        "phone": _phone(person.phone),
    }


def _fullest(names: Sequence[str]) -> Name:
    """The first spelling that has a given name and a surname, else the first."""
    read = [read_name(name) for name in names]
    return next((name for name in read if name.given and name.family), read[0] if read else Name((), ()))


def _known(parts: tuple[str, ...]) -> str:
    """The main part in the form that stands for all forms of the name; "" where there is none."""
    return lexicon().same.get(parts[0], parts[0]) if parts else ""


def _dates(birth: DayOf | None) -> Mapping[str, str | None]:
    if birth is None:
        return {"date": None, "year": None, "day and month": None}
    year = f"{birth.day.year:04d}"
    # 1 January is what clerks write for people whose birthday nobody recorded: it says no more than the year
    if birth.precision != "day" or (birth.day.month, birth.day.day) == (1, 1):
        return {"date": None, "year": year, "day and month": None}
    low, high = sorted((birth.day.month, birth.day.day))
    return {"date": f"{year}-{low:02d}-{high:02d}", "year": year, "day and month": f"{low:02d}-{high:02d}"}


def _precinct(written: str) -> str | None:
    """The number of the precinct where there is one ("40th Pct" is "40"), else its letters."""
    number = re.search(r"\d+", written[:40])
    return number[0].lstrip("0") or "0" if number else re.sub(r"\W", "", written[:40].lower()) or None


def _phone(written: str) -> str | None:
    """The last ten digits: with and without the country's code. Fewer than seven are no telephone."""
    digits = re.sub(r"\D", "", written[:40])[-10:]
    return digits if len(digits) >= 7 else None
