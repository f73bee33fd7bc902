"""What a curious tally makes of the complete lists: which points are equal, inside a list and across lists, and no more."""

from itertools import pairwise

import pytest
from attack import anonymity, by_frequency, patterns, signatures
from peers import halves
from people import DEVELOPMENT, MODERATE, Written, made, written
from scores import two
from views import Views

from varick.together.tokens import Recipe, Row, tokens, unique

MANY = 5_000


@pytest.fixture(scope="module")
def large() -> Written:
    return two(DEVELOPMENT[0], MANY, MODERATE)


@pytest.fixture(scope="module")
def raw(large: Written, recipe: Recipe) -> list[list[Row]]:
    return [[tokens(person, recipe) for person in own] for own in large.people]


@pytest.fixture(scope="module")
def reference(recipe: Recipe) -> Written:
    """Four thousand others of the same cultures: what an attacker knows of how common names are."""
    return written(made("reference", 4_000), seed="reference", coverage=(1.0,), errors=MODERATE)


def test_the_tally_sees_what_is_equal_and_no_more(ring: Views, lists: list[list[Row]]) -> None:
    """Two points of complete lists are equal exactly where two tokens are, and random ones nowhere."""
    for one, other in ((0, 1), (1, 2)):
        for kind in range(len(ring.kinds)):
            points = [{row[kind] for row in ring.final[n]} for n in (one, other)]
            words = [{row[kind] for row in lists[n]} - {None} for n in (one, other)]
            assert len(points[0] & points[1]) == len(words[0] & words[1])


def test_no_point_repeats_in_a_list(ring: Views) -> None:
    for points in ring.final:
        flat = sorted(point for row in points for point in row)
        assert all(one != other for one, other in pairwise(flat))


def test_frequencies_give_no_composite_token_away(
    raw: list[list[Row]], reference: Written, recipe: Recipe, kinds: tuple[str, ...]
) -> None:
    usual = [tokens(person, recipe) for person in reference.people[0]]
    for lists in (raw, [unique(rows) for rows in raw]):
        assert sum(guess.right for guess in by_frequency(lists, kinds, usual)) <= 1
    assert all(guess.most_often <= 2 for guess in by_frequency([unique(rows) for rows in raw], kinds, usual))
    assert max(guess.most_often for guess in by_frequency(raw, kinds, usual)) > 2


def test_frequencies_would_give_a_name_alone_away(large: Written, reference: Written) -> None:
    """Why a name is never a token: the attack works where something is common. Under the rule of no repeats even this fails."""

    def names(people: Written) -> list[list[Row]]:
        return [[(halves(person)[1].encode() or None,) for person in own] for own in people.people]

    [usual] = names(reference)
    [guess] = by_frequency(names(large), ["family name"], usual, tried=20)
    assert guess.right >= 2
    [guess] = by_frequency([unique(rows) for rows in names(large)], ["family name"], usual, tried=20)
    assert guess.right <= 1


def test_no_row_stands_out_by_repeats(raw: list[list[Row]]) -> None:
    """A tally that is a member too has its own list in the clear; without the rule it would know some blinded rows of it by their
    repeats, and so whom another list knows."""
    assert sum(signatures(rows) for rows in raw) > 0
    assert sum(signatures(unique(rows)) for rows in raw) == 0


def test_a_linked_row_could_be_any_of_many_of_its_owners_cases(raw: list[list[Row]]) -> None:
    lists = [unique(rows) for rows in raw]
    assert sum(bool(pattern) for pattern in patterns(lists, 0)) > 400
    assert min(anonymity(lists, 0)) > 100
