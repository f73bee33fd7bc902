"""Invented people, and the lists in which several offices write them down, each in its own spelling and with its own errors.

    crowd = made("development-1", 1_000)                   # the truth: 1,000 people
    lists = written(crowd, seed="development-1", coverage=(0.35, 0.30), errors=MODERATE)
    lists.people[0][7]                                     # a Person as the first office wrote it
    lists.who[0][7]                                        # whose entry that is: the place in ``crowd``
    lists.pairs(0, 1)                                      # {(row in list 0, row in list 1)}: the same person

Everything follows from the seed's name alone, person by person: the first 200 people of 1,000 are the 200 of 200. Two seeds
that differ in name share no people. `DEVELOPMENT` seeds are for choosing tokens, weights and thresholds; `FROZEN` ones are
only for the figures that are reported, and are run after every choice has been made.

The six cultures, their spellings and the rates here were written without sight of the tokens of ``varick.together``, and the
tokens are chosen without sight of this. The rates and the power were set so that exact matching of name and birth date finds about as
little as in the study behind the casebook's specification (.44 at `MODERATE`, .09 at `HEAVY`); nothing was fitted to any token.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from naming_cultures import CULTURES, Culture
from numpy.random import Generator, Philox

from varick.casebook.cases.dates import DayOf
from varick.together.people import Person

NONE, MODERATE, HEAVY = 0.0, 0.4, 1.0
"""Levels of error: every rate in `_misspelt` is multiplied by the level to the power 1.2."""
DEVELOPMENT = tuple(f"development-{n}" for n in range(1, 6))
Happens = Callable[[float], bool]
"""Whether an error of that rate at `HEAVY` comes about at this level."""
FROZEN = tuple(f"frozen-{n}" for n in range(1, 6))


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist. A name is its spellings, the person's own first."""

    culture: Culture
    given: tuple[tuple[str, ...], ...]
    family: tuple[tuple[str, ...], ...]
    born: date
    precinct: str
    phone: str


@dataclass(frozen=True)
class Written:
    """Lists as offices wrote them; ``who[l][r]`` is the place in the crowd of row r of list l."""

    people: tuple[tuple[Person, ...], ...]
    who: tuple[tuple[int, ...], ...]

    def pairs(self, first: int, second: int) -> set[tuple[int, int]]:
        """The pairs of rows of two lists that are the same person."""
        rows: dict[int, list[int]] = {}
        for row, who in enumerate(self.who[second]):
            rows.setdefault(who, []).append(row)
        return {(row, other) for row, who in enumerate(self.who[first]) for other in rows.get(who, ())}

    def profile(self) -> dict[tuple[bool, ...], int]:
        """True number of people for each pattern of lists that know them; nobody's pattern is left out."""
        holds: dict[int, set[int]] = {}
        for place, whos in enumerate(self.who):
            for who in whos:
                holds.setdefault(who, set()).add(place)
        found: dict[tuple[bool, ...], int] = {}
        for lists in holds.values():
            pattern = tuple(place in lists for place in range(len(self.who)))
            found[pattern] = found.get(pattern, 0) + 1
        return found


def luck(*names: object) -> Generator:
    """A stream of its own for whatever is named."""
    named = "\x1f".join(str(name) for name in ("varick invented people 1", *names))
    return Generator(
        Philox(key=int.from_bytes(hashlib.blake2b(named.encode(), digest_size=16).digest(), "big"))
    )


def _one(rng: Generator, names: tuple[str, ...]) -> tuple[str, ...]:
    """A name, common ones more often, with the person's own spelling first: mostly the usual one."""
    weights = 1 / (np.arange(len(names)) + 4.0)
    spellings = names[int(np.searchsorted(np.cumsum(weights / weights.sum()), rng.random()))].split("|")
    own = int(rng.integers(len(spellings))) if rng.random() < 0.35 else 0
    return (spellings[own], *spellings[:own], *spellings[own + 1 :])


def _phone(rng: Generator) -> str:
    """Area codes with a 9 in the middle are kept free in North America: nobody has this number."""
    return f"{rng.integers(2, 10)}9{rng.integers(0, 9)}{rng.integers(200, 1000)}{rng.integers(0, 10_000):04d}"


def _person(seed: str, place: int) -> Invented:
    rng = luck(seed, "person", place)
    shares = np.cumsum([culture.share for culture in CULTURES])
    culture = CULTURES[min(int(np.searchsorted(shares, rng.random() * shares[-1])), len(CULTURES) - 1)]
    first = culture.women if rng.random() < 0.3 else culture.men
    given = [_one(rng, first)]
    if rng.random() < culture.second_given:
        given.append(_one(rng, first))
    family = [_one(rng, culture.families)]
    if rng.random() < culture.second_family:
        family.append(_one(rng, culture.families))
    born = date(2000, 1, 1) - timedelta(days=int(rng.gamma(4.0, 1_500.0)) % 20_000)
    if rng.random() < 0.04:
        born = born.replace(
            month=1, day=1
        )  # many papers give the first of January where nobody wrote a birth down
    return Invented(
        culture, tuple(given), tuple(family), born, str(1 + int(123 * rng.random() ** 1.5)), _phone(rng)
    )


def made(seed: str, number: int) -> tuple[Invented, ...]:
    """So many people. One in twelve is a brother or sister of an earlier one (same family names, mostly the same precinct,
    sometimes the same telephone; a twin one time in twenty-five); one in eighty has an earlier one's whole name."""
    crowd: list[Invented] = []
    for place in range(number):
        person = _person(seed, place)
        rng = luck(seed, "family", place)
        chance, home, call, twin = rng.random(4)
        if place and chance < 1 / 12:
            other = crowd[int(rng.integers(place))]
            own = person if person.culture is other.culture else None
            given = own.given if own else (_one(rng, other.culture.men),)
            person = replace(person, culture=other.culture, given=given, family=other.family)
            person = replace(person, precinct=other.precinct) if home < 0.7 else person
            person = replace(person, phone=other.phone) if call < 0.25 else person
            person = replace(person, born=other.born) if twin < 0.04 else person
        elif place and chance < 1 / 12 + 1 / 80:
            other = crowd[int(rng.integers(place))]
            person = replace(person, culture=other.culture, given=other.given, family=other.family)
        crowd.append(person)
    return tuple(crowd)


def written(
    crowd: Sequence[Invented],
    *,
    seed: str,
    coverage: Sequence[float] = (0.35, 0.30),
    errors: float = MODERATE,
    known: Sequence[Sequence[int]] | None = None,
    twice: float = 0.0,
) -> Written:
    """Lists of the crowd, each in an order of its own. ``coverage`` is the chance of each list to know of a person,
    independently; ``known`` names the people of each list instead. ``twice`` is the share of entries that an office holds
    a second time, with other errors."""
    if known is None:
        chances = [luck(seed, "known", place).random(len(coverage)) for place in range(len(crowd))]
        known = [
            [p for p in range(len(crowd)) if chances[p][number] < share]
            for number, share in enumerate(coverage)
        ]
    people: list[tuple[Person, ...]] = []
    who: list[tuple[int, ...]] = []
    for number, members in enumerate(known):
        rng = luck(seed, "order", number)
        again = [p for p in members if twice and luck(seed, "twice", number, p).random() < twice]
        entries = [(p, 0) for p in members] + [(p, 1) for p in again]
        entries = [entries[n] for n in rng.permutation(len(entries))]
        people.append(
            tuple(
                _misspelt(crowd[p], luck(seed, "entry", number, p, n), errors, f"{number}-{row}")
                for row, (p, n) in enumerate(entries)
            )
        )
        who.append(tuple(p for p, _ in entries))
    return Written(tuple(people), tuple(who))


def _misspelt(person: Invented, rng: Generator, level: float, ref: str) -> Person:
    """The person as one office writes it, at a level of error."""

    def happens(rate: float) -> bool:
        return bool(rng.random() < rate * level**1.2)

    given = [_spelt(name, rng, happens) for name in person.given]
    family = [_spelt(name, rng, happens) for name in person.family]
    if len(given) > 1 and happens(0.25):
        del given[int(rng.random() < 0.25)]
    elif len(given) > 1 and happens(0.08):
        given[1] = given[1][0] + "."
    if len(family) > 1 and happens(0.30):
        del family[int(rng.random() < 0.15)]
    elif len(family) > 1 and happens(0.08):
        family.reverse()
    name = _whole(person, given, family, rng, happens)
    names = [name]
    if rng.random() < 0.06:  # an office that notes another name as well
        names.append(" ".join([person.given[-1][0], person.family[0][0]]))
    return Person(
        names=tuple(names),
        birth=_birth(person.born, rng, happens),
        precinct=_precinct(person.precinct, rng, happens),
        phone=_called(person.phone, rng, happens),
        ref=ref,
    )


def _spelt(spellings: tuple[str, ...], rng: Generator, happens: Happens) -> str:
    """One name: another spelling of it, one by ear, an accent lost, a slip of the hand, its parts joined or parted."""
    name = spellings[0]
    if len(spellings) > 1 and happens(0.15):
        name = spellings[int(rng.integers(1, len(spellings)))]
    if happens(0.04):
        name = _by_ear(name, rng)
    if rng.random() < 0.5:  # nobody calls a missing accent an error
        name = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    if happens(0.06):
        name = _slip(name, rng)
    if (" " in name or "-" in name) and happens(0.30):
        joined = ("", " ", "-")[int(rng.integers(3))]
        name = name.replace("-", " ").replace(" ", joined)
    return unicodedata.normalize("NFC", name)


def _by_ear(name: str, rng: Generator) -> str:
    """One sound written in another way, wherever it first stands."""
    ways = (
        "ou>u",
        "u>oo",
        "i>y",
        "y>i",
        "k>c",
        "c>k",
        "ph>f",
        "z>s",
        "s>z",
        "j>dj",
        "h>",
        "ll>l",
        "e>ie",
        "v>b",
        "th>t",
        "n>nn",
    )
    usable = [way.split(">") for way in ways if way.split(">")[0] in name[1:]]
    if not usable:
        return name
    old, new = usable[int(rng.integers(len(usable)))]
    return name[0] + name[1:].replace(old, new, 1)


def _slip(name: str, rng: Generator) -> str:
    """One letter left out, doubled, changed with its neighbour, or another for it."""
    if len(name) < 3:
        return name
    at, way = int(rng.integers(1, len(name) - 1)), int(rng.integers(4))
    if way == 0:
        return name[:at] + name[at + 1 :]
    if way == 1:
        return name[:at] + name[at] + name[at:]
    if way == 2:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))] + name[at + 1 :]


def _whole(person: Invented, given: list[str], family: list[str], rng: Generator, happens: Happens) -> str:
    """The whole name in the office's order and case."""
    first, last = " ".join(given), " ".join(family)
    family_first = rng.random() < person.culture.family_first * 0.15
    if happens(0.09):
        family_first = not family_first
    whole = f"{last} {first}" if family_first else f"{first} {last}"
    if rng.random() < 0.12:
        whole = f"{last}, {first}"
    return whole.upper() if rng.random() < 0.12 else whole


def _birth(born: date, rng: Generator, happens: Happens) -> DayOf | None:
    """The birth date: missing, only its year or month, day and month changed about, one figure wrong."""
    if happens(0.10):
        return None
    if happens(0.09):
        return DayOf(born, "year")
    if happens(0.02):
        return DayOf(born, "month")
    if born.day <= 12 and happens(0.10):
        born = born.replace(month=born.day, day=born.month)
    if happens(0.07):
        way = int(rng.integers(4))
        if way == 0:
            born = date(born.year + (1 if rng.random() < 0.5 else -1), born.month, min(born.day, 28))
        elif way == 1:
            born = date(born.year, 1 + (born.month + int(rng.integers(1, 11)) - 1) % 12, min(born.day, 28))
        elif way == 2:
            born = born.replace(day=1 + (born.day + int(rng.integers(1, 27)) - 1) % 28)
        else:
            born = date(born.year // 10 * 10 + int(rng.integers(10)), born.month, min(born.day, 28))
    if happens(0.02):
        return DayOf(born, "about")
    return DayOf(born)


def _precinct(precinct: str, rng: Generator, happens: Happens) -> str:
    """The precinct of the arrest: often unknown, sometimes the one of the home."""
    if rng.random() < 0.15 or happens(0.30):
        return ""
    if happens(0.08):
        return str(1 + int(rng.integers(123)))
    return precinct


def _called(phone: str, rng: Generator, happens: Happens) -> str:
    """The telephone number as written: often none, or another (people change numbers, and give a relative's)."""
    if rng.random() < 0.25 or happens(0.30):
        return ""
    if rng.random() < 0.08 or happens(0.12):
        phone = _phone(rng)
    elif happens(0.04):
        at = int(rng.integers(3, 10))
        phone = phone[:at] + str(int(rng.integers(10))) + phone[at + 1 :]
    forms = ("({}) {}-{}", "{}-{}-{}", "{}{}{}", "+1 {} {} {}", "1-{}-{}-{}", "{}.{}.{}")
    return forms[int(rng.integers(len(forms)))].format(phone[:3], phone[3:6], phone[6:])
