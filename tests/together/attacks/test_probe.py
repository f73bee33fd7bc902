"""The probe: a member puts an invented case about somebody into its list, to learn from what is released whether another has them.

`views` is what a member with a list of its own making is shown, with and without the person on the other's list. Where the two
are unlike, the member learns it. What no release shows is bounded by what one run can say at all: one count more or less.
"""

from decimal import Decimal
from math import exp
from random import Random

import pytest
from people import NONE, made, written

from varick.errors import NoAnswer
from varick.together.linking import link, patterns, profile
from varick.together.release import withheld
from varick.together.release.noise import noised
from varick.together.tokens import Recipe, Row, tokens, unique

THRESHOLD = 5
Counts = dict[tuple[bool, ...], int]


def counts(known: int, invented: int, there: bool) -> Counts:
    """Of two lists: ``known`` people whom the member knows to be on the other's list, so many invented ones, and the person."""
    return {
        (True, False): invented + (not there),
        (False, True): 100 - there,
        (True, True): known + there,
    }


def shown(found: Counts) -> tuple[object, ...]:
    """What the member sees, but for figures that another case of the other list would move as well."""
    try:
        done = withheld(found, THRESHOLD, Random(1))
    except NoAnswer:
        return ("nothing",)
    alone, other, both = (done.counts[pattern] for pattern in patterns(2))
    return (alone, other is None, both, done.totals[0], done.totals[1] is None, done.union is None)


def views(known: int, invented: int) -> tuple[object, object]:
    """Without the person on the other's list, and with."""
    return shown(counts(known, invented, there=False)), shown(counts(known, invented, there=True))


@pytest.mark.parametrize("known", [1, 2, 3])
def test_a_probe_in_a_list_filled_up_learns_nothing(known: int) -> None:
    """Thirty invented cases, the person, and fewer than four whom the other is known to have."""
    absent, present = views(known, 30)
    assert absent == present


def test_nor_does_one_in_a_list_of_invented_cases() -> None:
    """A list of thirty people who do not exist, and the person."""
    absent, present = views(0, 30)
    assert absent == present


@pytest.mark.parametrize("invented", [0, 1, 3, 5, 8])
@pytest.mark.parametrize("known", [0, 1, 2, 3])
def test_nor_does_one_in_a_list_of_few(known: int, invented: int) -> None:
    """The person, with fewer than four whom the other is known to have, and a few invented ones or none."""
    absent, present = views(known, invented)
    assert absent == present


@pytest.mark.parametrize("known", [0, 3])
def test_withholding_does_not_stop_a_member_with_exactly_as_many_inventions_as_are_small(known: int) -> None:
    """The limit: whom nobody else has are then five, or four if the person is found. Fewer than five rule the union out."""
    absent, present = views(known, THRESHOLD - 1)
    assert absent != present


@pytest.mark.parametrize("known", [4, 5, 20])
def test_withholding_does_not_stop_a_member_who_knows_enough(known: int) -> None:
    """The limit: with four people known to be on the other's list the fifth shows itself, and beyond that every count is
    exact. It is one person in one run: the count says how many, never who."""
    absent, present = views(known, 30)
    assert absent != present


def test_many_cases_about_one_person_say_no_more_than_one() -> None:
    """Copies lose their tokens, since they share them, and match nobody; copies with different tokens match once, one to one."""
    recipe = Recipe.load()
    person = written(made("probed", 40), seed="probed", coverage=(1.0,), errors=NONE).people[0]
    other = unique([tokens(one, recipe) for one in person])
    [asked] = [row for row in other if None not in row][:1]
    copies: list[Row] = [asked] * 20
    threshold = recipe.threshold_for(len(other))
    assert not link([other, unique(copies)], recipe.weights, threshold)
    kinds = range(len(asked))
    parted = [tuple(token if kind == kept else None for kind, token in enumerate(asked)) for kept in kinds]
    halves = [
        tuple(token if (kind % 2 == half) else None for kind, token in enumerate(asked)) for half in (0, 1)
    ]
    for rows in (parted, halves):
        clusters = link([other, unique(rows)], recipe.weights, threshold)
        found = profile(clusters, [len(other), len(rows)])
        assert found[True, True] == 1


@pytest.mark.parametrize("k", [2, 3])
def test_noise_bounds_what_even_a_member_who_knows_all_else_learns(k: int) -> None:
    """With all else known, the best guess after one release is right at most so often as epsilon allows; a coin is right in half.

    One case more in the other's list moves at most k overlaps by one. Known to be at the noise's mercy: 19 of 20 draws are within
    what the statement says."""
    epsilon, runs = 1.0, 1_500
    absent = dict.fromkeys(patterns(k), 40)
    alone, both = patterns(k)[0], next(p for p in patterns(k) if p[0] and p[1] and not any(p[2:]))
    present = {**absent, alone: 39, both: 41}
    right = 0
    for run in range(runs):
        there = run % 2 == 1
        drawn = noised(present if there else absent, Decimal(str(epsilon))).counts
        said = abs(drawn[both] - 41) + abs(drawn[alone] - 39) < abs(drawn[both] - 40) + abs(drawn[alone] - 40)
        right += said is there
    bound = exp(epsilon * 2 / k) / (1 + exp(epsilon * 2 / k))
    assert bound <= exp(epsilon) / (1 + exp(epsilon))
    slack = 4 * 0.5 / runs**0.5
    assert 0.5 < right / runs <= bound + slack
