"""The tally: what it counts is what linking in the clear counts; lists that were changed are named and nothing is counted."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from offices import Expected, Offices, agreed, tokens_of
from people import MODERATE, made, written
from tallies import signed

from varick.errors import VarickError
from varick.together.linking import Counts, link, profile
from varick.together.planted import planted_lists
from varick.together.ring.lists import Complete
from varick.together.tallying import tally
from varick.together.tokens import Recipe, Row, unique

Lists = Sequence[Sequence[Row]]


def lists_of(offices: Offices, people: int, seed: str = "development-1") -> Lists:
    k = offices.charter.k
    found = written(made(seed, people), seed=seed, coverage=(0.4,) * k, errors=MODERATE)
    return [tokens_of(people, offices.charter) for people in found.people]


def in_clear(offices: Offices, lists: Sequence[Sequence[Row]]) -> Counts:
    """The same count with the tokens in one place, which the ring is there to avoid."""
    recipe = Recipe.load(offices.charter.recipe)
    planted = planted_lists(offices.charter).rows
    whole = [unique([*rows, *more]) for rows, more in zip(lists, planted, strict=True)]
    real = [rows[: len(own)] for rows, own in zip(whole, lists, strict=True)]
    cases = [len(rows) for rows in real]
    return profile(link(real, recipe.weights, recipe.threshold_for(max(cases))), cases)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    return agreed(tmp_path_factory.mktemp("count"), 3, rows=90, planted=40)


@pytest.fixture(scope="module")
def lists(offices: Offices) -> Lists:
    return lists_of(offices, 100)


@pytest.fixture(scope="module")
def complete(offices: Offices, lists: Lists) -> tuple[Complete, Expected]:
    return offices.ready(offices.gone_round(lists))


@pytest.mark.parametrize(("k", "planted"), [(2, 0), (2, 12), (5, 30)])
def test_the_count_is_that_of_linking_in_the_clear(tmp_path: Path, k: int, planted: int) -> None:
    offices = agreed(tmp_path, k, rows=50, planted=planted)
    lists = lists_of(offices, 60)
    found = signed(offices, offices.counted(lists))
    assert found.counts == in_clear(offices, lists)
    assert found.cases == tuple(map(len, lists))
    assert found.key == offices.tally.keys.verify_key
    assert found.quality.people == planted


def test_planted_people_are_measured_and_not_counted(
    offices: Offices, lists: Lists, complete: tuple[Complete, Expected]
) -> None:
    whole, expected = complete
    found = tally(offices.charter, whole.points, whole.cases, expected)
    assert found.counts == in_clear(offices, lists)
    assert sum(found.cases) == sum(map(len, lists))
    quality = found.quality
    assert quality.people == 40
    assert quality.rows == sum(map(len, expected))
    assert 0.7 * quality.all_pairs < quality.all_found <= quality.all_pairs
    assert sum(of for of, _ in quality.by_lists.values()) == quality.all_pairs
    assert sum(found for _, found in quality.by_lists.values()) == quality.all_found
    assert quality.places == 2 * quality.rows - 2 * quality.all_found
    assert 0 <= quality.wrong <= quality.places


def changed(points: Lists, at: int, rows: list[Row]) -> Lists:
    return [rows if place == at else list(own) for place, own in enumerate(points)]


def where(whole: Complete, expected: Expected, at: int, number: int) -> int:
    """The row of a list in which a planted person stands."""
    wanted = {point for point in expected[at][number] if point is not None}
    (found,) = (row for row, points in enumerate(whole.points[at]) if wanted & set(points))
    return found


def test_a_list_without_a_planted_person_is_named(
    offices: Offices, complete: tuple[Complete, Expected]
) -> None:
    whole, expected = complete
    rows: list[Row] = list(whole.points[1])
    del rows[where(whole, expected, 1, 3)]
    with pytest.raises(VarickError, match="the list of Imagined Road: planted row 4 is not in it"):
        tally(offices.charter, changed(whole.points, 1, rows), whole.cases, expected)


def test_tokens_moved_between_rows_are_named_though_their_sum_stays(
    offices: Offices, complete: tuple[Complete, Expected]
) -> None:
    whole, expected = complete
    rows: list[Row] = list(whole.points[2])
    kind = 0
    column = [row[kind] for row in rows]
    column = [*column[1:], column[0]]
    rows = [(moved, *row[1:]) for moved, row in zip(column, rows, strict=True)]
    with pytest.raises(VarickError, match="the list of Made-up Justice: the tokens of planted row"):
        tally(offices.charter, changed(whole.points, 2, rows), whole.cases, expected)


def test_a_list_that_lost_most_tokens_is_named(offices: Offices, complete: tuple[Complete, Expected]) -> None:
    whole, expected = complete
    wanted = [next(kind for kind, p in enumerate(row) if p is not None) for row in expected[0]]
    keep = {expected[0][n][kind] for n, kind in enumerate(wanted)}
    rows: list[Row] = [tuple(p if p in keep else b"other" + p for p in row) for row in whole.points[0]]
    with pytest.raises(
        VarickError, match="the list of Invented Defenders: .* tokens of planted people are missing"
    ):
        tally(offices.charter, changed(whole.points, 0, rows), whole.cases, expected)


def test_two_planted_people_in_one_row_are_named(
    offices: Offices, complete: tuple[Complete, Expected]
) -> None:
    whole, expected = complete
    one, other = where(whole, expected, 0, 0), where(whole, expected, 0, 1)
    rows: list[Row] = list(whole.points[0])
    rows[one] = tuple(
        second if expected[0][0][kind] is None else first
        for kind, (first, second) in enumerate(zip(rows[one], rows[other], strict=True))
    )
    rows[other] = tuple(b"nobody" + point for point in whole.points[0][other])
    if not {p for p in expected[0][1] if p} & set(rows[one]):
        pytest.skip("the two have tokens of the same kinds")
    with pytest.raises(VarickError, match="two planted people stand in one row"):
        tally(offices.charter, changed(whole.points, 0, rows), whole.cases, expected)


def test_a_list_that_lost_one_kind_of_token_is_named(
    offices: Offices, complete: tuple[Complete, Expected]
) -> None:
    """A hop can put random points of the same sum in the place of a column: rows are then found by fewer kinds."""
    whole, expected = complete
    kind = max(range(len(expected[0][0])), key=lambda kind: sum(row[kind] is not None for row in expected[0]))
    rows = [tuple(b"other" if at == kind else p for at, p in enumerate(row)) for row in whole.points[0]]
    with pytest.raises(VarickError, match="Invented Defenders: .* tokens of planted people are missing"):
        tally(offices.charter, changed(whole.points, 0, rows), whole.cases, expected)


@pytest.mark.parametrize("cases", [(1, 40, 40), (-1, 40, 40), (91, 40, 40)])
def test_a_wrong_number_of_cases_is_refused(
    offices: Offices, complete: tuple[Complete, Expected], cases: tuple[int, ...]
) -> None:
    whole, expected = complete
    with pytest.raises(VarickError, match="nothing is counted"):
        tally(offices.charter, whole.points, cases, expected)
