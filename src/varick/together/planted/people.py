"""Invented people for a run: who they are, before any office has written them down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from varick.together.planted.chance import Chance

Name = tuple[str, ...]
"""One name in the ways in which it is written, the person's own first."""
AREA_CODES = (
    "212",
    "332",
    "347",
    "516",
    "551",
    "631",
    "646",
    "718",
    "845",
    "862",
    "908",
    "914",
    "917",
    "929",
    "973",
)
PRECINCTS = 77
"""New York has so many; which number stands for which is of no matter here."""
YOUNGEST, OLDEST = 17, 70
DECOYS = (
    "sibling", "namesake", "born the same day", "junior", "sibling", "namesake",
    "twin", "sibling", "born the same day", "namesake", "junior", "sibling",
)  # fmt: skip
"""In what decoys are like another planted person, one after the other: a sibling has another first name and birth date, a
namesake another birth date, a twin another first name, a junior is one's child or parent of the same name."""


@dataclass(frozen=True)
class Culture:
    """Names and how they are put together: `order` is western, two, family or patronym."""

    order: str
    given: tuple[Name, ...]
    family: tuple[Name, ...]
    fathers: tuple[str, ...]


@dataclass(frozen=True)
class Invented:
    """Nobody. ``second`` is a second given name, a patronymic, or empty; ``surnames`` are one or two."""

    culture: Culture
    given: Name
    second: str
    surnames: tuple[Name, ...]
    born: date
    precinct: int
    phone: str


@cache
def cultures() -> tuple[Culture, ...]:
    """All of `names.yaml`."""
    import yaml

    read: Mapping[str, Any] = yaml.safe_load(files(__package__).joinpath("names.yaml").read_text("utf-8"))

    def names(written: list[str]) -> tuple[Name, ...]:
        return tuple(tuple(one.split("/")) for one in written)

    return tuple(
        Culture(one["order"], names(one["given"]), names(one["family"]), tuple(one.get("fathers", ())))
        for one in read.values()
    )


def invented(seed: bytes, number: int, until: date) -> Invented:
    """The person of this number. ``until``: the day on which they are between `YOUNGEST` and `OLDEST` years old."""
    chance = Chance(seed, "person", number)
    culture = chance.one_of(cultures())
    given = chance.one_of(culture.given)
    second = ""
    if culture.order == "patronym":
        second = f"{chance.one_of(culture.fathers)}{'ovna' if given[0].endswith('a') else 'ovich'}"
    elif culture.order != "family" and chance.per_mille(250):
        second = chance.one_of([name[0] for name in culture.given if name != given])
    surnames = tuple(chance.order(culture.family)[: 2 if culture.order == "two" else 1])
    return Invented(
        culture,
        given,
        second,
        surnames,
        until - timedelta(days=chance.between(YOUNGEST * 365, OLDEST * 365)),
        chance.between(1, PRECINCTS),
        _phone(chance),
    )


def decoy(seed: bytes, number: int, of: Invented, likeness: str, until: date) -> Invented:
    """Another person, `likeness` (one of `DECOYS`) to somebody."""
    chance = Chance(seed, "decoy", number)
    other = invented(seed, number, until)
    given = chance.one_of([name for name in of.culture.given if name != of.given])
    family = replace(of, given=given, second="", phone=other.phone)
    if likeness == "sibling":
        years = chance.between(1, 8) * (1 if of.born.year < until.year - YOUNGEST - 8 else -1)
        return replace(family, born=of.born + timedelta(days=365 * years + chance.between(-150, 150)))
    if likeness == "twin":
        return replace(family, phone=of.phone)
    if likeness == "junior":
        years = 20 if of.born.year < until.year - YOUNGEST - 20 else -20
        return replace(of, born=of.born + timedelta(days=365 * years + chance.between(-1500, 1500)))
    if likeness == "namesake":
        return replace(other, culture=of.culture, given=of.given, second=of.second, surnames=of.surnames)
    return replace(other, born=of.born)


def _phone(chance: Chance) -> str:
    """One of the numbers that are kept for fiction (555-0100 to 555-0199), so that it is nobody's."""
    return f"{chance.one_of(AREA_CODES)}-555-01{chance.below(100):02}"
