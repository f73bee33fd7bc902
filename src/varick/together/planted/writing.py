"""An invented person as one office writes them down, with the errors of `errors.yaml`."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from varick.casebook.cases.dates import DayOf
from varick.together.people import Person
from varick.together.planted.chance import Chance
from varick.together.planted.people import PRECINCTS, Invented, Name

Happens = Callable[[str], bool]
_LETTERS = "abcdefghijklmnoprstuvyz"


@cache
def rates() -> Mapping[str, int]:
    """Error -> thousandths of the records."""
    import yaml

    read = yaml.safe_load(files(__package__).joinpath("errors.yaml").read_text("utf-8"))
    return {one["name"]: one["per_mille"] for one in read}


def written(who: Invented, chance: Chance) -> Person:
    """What the office has of the person."""

    def happens(error: str) -> bool:
        return chance.per_mille(rates()[error])

    return Person(
        (_name(who, chance, happens),),
        _birth(who.born, chance, happens),
        _precinct(who.precinct, chance, happens),
        _phone(who.phone, chance, happens),
    )


def _name(who: Invented, chance: Chance, happens: Happens) -> str:
    given = _spelt(who.given, "given", chance, happens)
    order = who.culture.order
    if who.second:
        left_out = happens("patronymic_left_out" if order == "patronym" else "second_given_left_out")
        if not left_out:
            given = f"{given} {who.second}"
    surnames = [_spelt(one, "family", chance, happens) for one in who.surnames]
    if len(surnames) > 1:
        if happens("second_surname_left_out"):
            surnames = surnames[:1]
        elif happens("surnames_exchanged"):
            surnames.reverse()
    family = ("-" if len(surnames) > 1 and happens("surnames_joined") else " ").join(surnames)
    if happens("accents_left_out"):
        given, family = _plain(given), _plain(family)
    if happens("family_comma_given"):
        return f"{family}, {given}"
    first = chance.below(2) if order == "family" else happens("names_exchanged")
    return f"{family} {given}" if first else f"{given} {family}"


def _spelt(name: Name, which: str, chance: Chance, happens: Happens) -> str:
    text = name[0]
    if happens(
        f"{which}_spelt_otherwise"
    ):  # drawn for every name, so that one more spelling moves no other draw
        text = chance.one_of(name[1:] or name)
    if happens(f"{which}_mistyped"):
        text = _mistyped(text, chance)
    return text


def _mistyped(text: str, chance: Chance) -> str:
    """One letter after the first left out, doubled, changed, or exchanged with the next."""
    if len(text) < 4:
        return text
    at = chance.between(1, len(text) - 2)
    before, letter, after = text[:at], text[at], text[at + 1 :]
    other = chance.one_of(_LETTERS)
    return before + chance.one_of(
        (after, letter + letter + after, other + after, after[0] + letter + after[1:])
    )


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _birth(born: date, chance: Chance, happens: Happens) -> DayOf | None:
    if happens("birth_missing"):
        return None
    if happens("birth_year_only"):
        return DayOf(born, "year")
    if happens("birth_first_of_january"):
        return DayOf(born.replace(month=1, day=1))
    if happens("birth_day_month_exchanged") and born.day <= 12:
        return DayOf(born.replace(month=born.day, day=born.month))
    if happens("birth_digit_wrong"):
        by = (1, -1, 10, -10, 30, -31, 365, -365, 3652, -3653)
        return DayOf(born + timedelta(days=chance.one_of(by)))
    return DayOf(born)


def _precinct(precinct: int, chance: Chance, happens: Happens) -> str:
    if happens("precinct_missing"):
        return ""
    return f"{chance.between(1, PRECINCTS) if happens('precinct_other') else precinct:03}"


def _phone(phone: str, chance: Chance, happens: Happens) -> str:
    if happens("phone_missing"):
        return ""
    return f"{phone[:8]}{chance.between(100, 199):04}" if happens("phone_other") else phone
