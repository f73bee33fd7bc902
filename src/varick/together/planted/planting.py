"""Which planted people there are and which lists hold them, so that every overlap of lists is measured alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from varick.together.people import Person
from varick.together.planted.chance import Chance
from varick.together.planted.people import DECOYS, Invented, decoy, invented
from varick.together.planted.writing import written
from varick.together.tokens import Recipe, Row, tokens

if TYPE_CHECKING:
    from varick.together.charter.charter import Charter

EVERY = 20
"""One planted person in so many is a decoy: like another one, but not the same. Assumed: as many clients have a relative or a
namesake on another list. The tally counts what was linked to decoys apart."""


@dataclass(frozen=True)
class PlantedPerson:
    """A fictitious person. ``spellings``: place of a member -> the person as that member's list has them. ``like``: the place
    of the person whom a decoy is like, and ``likeness`` in what; None and "" for others."""

    spellings: Mapping[int, Person]
    like: int | None = None
    likeness: str = ""


@dataclass(frozen=True)
class PlantedLists:
    """For each member: token rows of its planted people (`rows`), and whose each is (`who`: places in `planted`), in an order
    that all members know."""

    rows: tuple[tuple[Row, ...], ...]
    who: tuple[tuple[int, ...], ...]
    decoys: frozenset[int]


def planted(charter: "Charter") -> tuple[PlantedPerson, ...]:
    """All of the charter's planted people, decoys among them.

    Who is no decoy stands on two lists or more: on each set of lists as often as on any other (to one). A decoy stands on one
    list, where possible another than whom it is like."""
    seed, k = charter.planted_seed, charter.k
    sets = _sets(k)
    found: list[PlantedPerson] = []
    people: list[Invented] = []
    true: list[int] = []
    for number in range(charter.planted_count):
        chance = Chance(seed, "lists", number)
        if number % EVERY == EVERY - 1:
            like = chance.one_of(true)
            likeness = DECOYS[number // EVERY % len(DECOYS)]
            who = decoy(seed, number, people[like], likeness, charter.last)
            others = [at for at in range(k) if at not in found[like].spellings] or list(range(k))
            on: tuple[int, ...] = (chance.one_of(others),)
        else:
            like, likeness = None, ""
            who = invented(seed, number, charter.last)
            on = sets[len(true) % len(sets)]
            true.append(number)
        people.append(who)
        spellings = {at: _kept(written(who, Chance(seed, "written", number, at)), charter) for at in on}
        found.append(PlantedPerson(spellings, like, likeness))
    return tuple(found)


def planted_lists(charter: "Charter") -> PlantedLists:
    """The planted people as token rows, list by list."""
    recipe = Recipe.load(charter.recipe)
    everybody = planted(charter)
    rows: list[list[Row]] = [[] for _ in range(charter.k)]
    who: list[list[int]] = [[] for _ in range(charter.k)]
    for number, person in enumerate(everybody):
        for at, spelling in sorted(person.spellings.items()):
            rows[at].append(tokens(spelling, recipe))
            who[at].append(number)
    decoys = frozenset(number for number, person in enumerate(everybody) if person.like is not None)
    return PlantedLists(tuple(map(tuple, rows)), tuple(map(tuple, who)), decoys)


def _sets(k: int) -> list[tuple[int, ...]]:
    """Every set of two lists or more: twos first, then threes, so that few planted people still meet every pair."""
    return [chosen for size in range(2, k + 1) for chosen in combinations(range(k), size)]


def _kept(person: Person, charter: "Charter") -> Person:
    """Without the fields that the charter does not use: the offices' own people go without them too."""
    return replace(
        person,
        birth=person.birth if "birth_date" in charter.fields else None,
        precinct=person.precinct if "precinct" in charter.fields else "",
        phone=person.phone if "phone" in charter.fields else "",
    )
