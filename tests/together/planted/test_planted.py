"""Planted people: the same everywhere, on every overlap alike, and like nobody real."""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import combinations

import pytest

from varick.together.linking import link
from varick.together.people import Person
from varick.together.planted import PlantedPerson, planted, planted_lists
from varick.together.planted.people import DECOYS, cultures
from varick.together.planted.writing import rates
from varick.together.tokens import Recipe, unique


@dataclass(frozen=True)
class Asked:
    """What of a charter the planted people depend on."""

    k: int = 3
    planted_count: int = 100
    planted_seed: bytes = bytes(range(32))
    last: date = date(2018, 12, 31)
    fields: tuple[str, ...] = ("names", "birth_date", "precinct", "phone")
    recipe: int = Recipe.load().version


def made(**asked: object) -> tuple[PlantedPerson, ...]:
    return planted(Asked(**asked))  # type: ignore[arg-type]


def said(people: tuple[PlantedPerson, ...]) -> str:
    whole = [
        (
            [(at, p.names, str(p.birth), p.precinct, p.phone) for at, p in sorted(one.spellings.items())],
            one.like,
            one.likeness,
        )
        for one in people
    ]
    return blake2b(repr(whole).encode(), digest_size=8).hexdigest()


def test_every_machine_and_version_makes_the_same_people() -> None:
    """If this fails, members whose Varick differs would plant different people: make it a new version of the charter."""
    assert said(made()) == "cd55763d3ba02d16"


def test_another_seed_makes_others_and_fewer_are_the_first() -> None:
    assert said(made(planted_seed=bytes(32))) != said(made())
    assert made(planted_count=40) == made()[:40]
    assert made(planted_count=0) == ()


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6])
def test_every_set_of_lists_holds_as_many(k: int) -> None:
    people = made(k=k, planted_count=200)
    true = [one for one in people if one.like is None]
    on = [tuple(sorted(one.spellings)) for one in true]
    every = [chosen for size in range(2, k + 1) for chosen in combinations(range(k), size)]
    times = [on.count(chosen) for chosen in every]
    assert sum(times) == len(true)
    assert max(times) - min(times) <= 1


def test_decoys_are_other_people_on_lists_that_lack_whom_they_are_like() -> None:
    people = made(k=4, planted_count=500)
    decoys = [one for one in people if one.like is not None]
    assert {one.likeness for one in decoys} == set(DECOYS)
    assert len(decoys) == 25
    for one in decoys:
        assert one.like is not None
        of = people[one.like]
        assert of.like is None
        assert len(one.spellings) == 1
        if len(of.spellings) < 4:
            assert not one.spellings.keys() & of.spellings.keys()


def test_fields_that_the_charter_does_not_use_are_empty() -> None:
    for one in made(fields=("names",)):
        for person in one.spellings.values():
            assert person == Person(person.names)


def test_no_telephone_is_anybodys_and_no_case_has_a_number() -> None:
    for one in made():
        for person in one.spellings.values():
            assert person.phone == "" or person.phone[3:9] == "-555-0", person.phone
            assert person.phone == "" or 100 <= int(person.phone[-4:]) <= 199
            assert person.ref == ""


def test_errors_come_at_their_rates() -> None:
    people = [person for one in made(planted_count=2000) for person in one.spellings.values()]
    for missing, error in (
        (lambda p: p.birth is None, "birth_missing"),
        (lambda p: not p.phone, "phone_missing"),
    ):
        share = sum(map(missing, people)) / len(people)
        assert abs(share - rates()[error] / 1000) < 0.03


def test_cultures_have_several_ways_of_writing() -> None:
    assert len(cultures()) >= 6
    for one in cultures():
        names = (*one.given, *one.family)
        assert len(set(names)) == len(names)
        assert sum(len(name) > 1 for name in names) > len(names) * 0.8


def test_lists_hold_the_rows_in_the_order_that_all_members_know() -> None:
    lists = planted_lists(Asked())  # type: ignore[arg-type]
    again = planted_lists(Asked())  # type: ignore[arg-type]
    assert lists == again
    people = planted(Asked())  # type: ignore[arg-type]
    for at in range(3):
        assert list(lists.who[at]) == [n for n, one in enumerate(people) if at in one.spellings]
        assert len(lists.rows[at]) == len(lists.who[at])


def test_most_planted_pairs_are_found_and_not_all() -> None:
    """If all were found, they would be too easy to tell anything."""
    recipe = Recipe.load()
    pairs = found = 0
    for seed in range(5):
        lists = planted_lists(Asked(planted_count=300, planted_seed=bytes([seed]) * 32))  # type: ignore[arg-type]
        whose = {(at, row): who for at, of in enumerate(lists.who) for row, who in enumerate(of)}
        alike = [pair for pair in combinations(whose, 2) if whose[pair[0]] == whose[pair[1]]]
        pairs += len(alike)
        clusters = link(
            [unique(rows) for rows in lists.rows],
            recipe.weights,
            recipe.threshold_for(max(map(len, lists.rows))),
        )
        linked = {pair for cluster in clusters for pair in combinations(cluster, 2)}
        found += sum(tuple(sorted(pair)) in linked for pair in alike)
    assert 0.75 < found / pairs < 0.99
