"""Chapman, Chao and the log-linear average: formulas, invariances, refusals, and how long they take."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.together.estimating.chao import chao
from varick.together.estimating.chapman import chapman, pairs
from varick.together.estimating.estimate import Estimate
from varick.together.estimating.few import FEWEST_CASES, FEWEST_OVERLAPS, too_few
from varick.together.estimating.loglinear import independent, loglinear, one_model
from varick.together.estimating.lognormal import lognormal
from varick.together.estimating.table import Overlaps
from varick.together.estimating.union import union

Estimator = Callable[[Overlaps], Estimate]
ALL: list[Estimator] = [chapman, chao, independent, loglinear, lambda table: loglinear(table, "aic")]


def two(n1: int, n2: int, both: int) -> Overlaps:
    return Overlaps.of([n2 - both, n1 - both, both])


def test_chapman_by_hand() -> None:
    """(201)(301)/(61) - 1 with the variance of Seber."""
    found = chapman(two(200, 300, 60))
    assert found.value == pytest.approx(201 * 301 / 61 - 1)
    assert found.details["se"] ** 2 == pytest.approx(201 * 301 * 140 * 240 / (61**2 * 62))
    assert found.low is not None
    assert found.high is not None
    assert 440 < found.low < 991 < found.high
    # log-normal: the estimate of those not seen is the geometric mean of its limits
    assert (found.low - 440) * (found.high - 440) == pytest.approx((found.value - 440) ** 2)


def test_chapman_of_a_list_that_holds_all_of_the_other_is_not_certain() -> None:
    found = chapman(two(30, 100, 30))
    assert (found.value, found.low) == (100, 100)
    assert found.high == pytest.approx(100 / 0.025 ** (1 / 30))


def test_chapman_never_falls_below_the_union() -> None:
    table = Overlaps.of([500, 10, 5, 10, 5, 30, 0])
    for found in pairs(table):
        if found.answered:
            assert found.low is not None
            assert found.low >= table.union


def test_chao_of_two_lists_is_chapman() -> None:
    table = two(200, 300, 60)
    assert chao(table).value == pytest.approx(chapman(table).value)
    assert chao(table).high is None


def test_chao_is_a_lower_bound_where_people_differ() -> None:
    """Half of the people are hard to meet: all but the lower bound and the truth are too low."""
    rng = np.random.Generator(np.random.PCG64(7))
    below = 0
    for _ in range(40):
        easy = rng.random((1000, 3)) < 0.5
        hard = rng.random((1000, 3)) < 0.08
        on = np.vstack([easy, hard])
        counts = np.bincount(on @ [4, 2, 1], minlength=8)[1:]
        found = chao(Overlaps.of(counts))
        assert found.low is not None
        below += found.low <= 2000
    assert below >= 39


def test_log_normal_limits_hold_what_was_seen() -> None:
    assert lognormal(50, 0, 0) == (50, 50)
    low, high = lognormal(50, 1e-9, 1e9)
    assert 50 <= low <= high
    assert np.isfinite(high)
    low, high = lognormal(50, 1e-300, 1e-300)
    assert 50 <= low <= high < 51


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([0, 20, 0], "empty_list"),
        ([5, 5, 9], "few_cases"),
        ([30, 30, 9], "few_overlaps"),
        ([30, 30, 0], "few_overlaps"),
        ([200, 300, 0, 400, 0, 60, 0], "apart"),
    ],
)
def test_nothing_is_estimated_of_too_little(counts: list[int], why: str) -> None:
    table = Overlaps.of(counts)
    for estimator in ALL:
        found = estimator(table)
        assert (found.refused, found.value, found.low, found.high) == (why, None, None, None)
    assert union(table).value == table.union


def test_the_table_on_which_models_fail_is_refused_at_any_size(published: Callable[[str], Overlaps]) -> None:
    """Six overlaps are too few; ten times the table has sixty, and still nothing says whether A and B depend."""
    table = published("artificial_3_bad")
    for times, why in ((1, "few_overlaps"), (10, "apart"), (1000, "apart")):
        larger = Overlaps(table.lists, table.counts * times)
        for estimator in ALL:
            assert estimator(larger).refused == why
        assert union(larger).value == 96 * times


def test_a_pair_that_shares_too_few_is_refused_alone() -> None:
    table = Overlaps.of([50, 50, 2, 50, 20, 20, 2])
    assert too_few(table) is None
    found = pairs(table)
    assert [one.refused for one in found] == [None, None, "few_in_pair"]
    assert found[2].values == {"first": "B", "second": "C", "overlaps": 4, "fewest": FEWEST_OVERLAPS}
    assert table.union >= FEWEST_CASES


def test_two_lists_have_the_model_of_independence() -> None:
    table = two(200, 300, 60)
    found = loglinear(table)
    assert found.value == pytest.approx(200 * 300 / 60)
    assert found.value == independent(table).value
    # the delta-method variance of Lincoln and Petersen, with the unseen Poisson
    assert found.details["se"] ** 2 == pytest.approx(200 * 300 * 140 * 240 / 60**3, rel=1e-9)


def test_interactions_of_three_lists_are_among_the_models_if_asked(
    published: Callable[[str], Overlaps],
) -> None:
    table = published("kosovo_1999")
    found = loglinear(table, order=3)
    assert found.details["models"] == 113
    assert found.answered
    three = one_model(table, [(0, 1), (0, 2), (1, 2), (0, 1, 2)])
    pairwise = one_model(table, [(0, 1), (0, 2), (1, 2)])
    assert three is not None
    assert pairwise is not None
    assert three.deviance < pairwise.deviance
    assert three.df == pairwise.df - 1


@given(st.lists(st.integers(0, 60), min_size=7, max_size=7), st.permutations(range(3)))
def test_the_order_of_lists_is_nothing_to_an_estimate(counts: list[int], order: list[int]) -> None:
    table = Overlaps.of(counts)
    for estimator in (chao, independent, loglinear):
        one, other = estimator(table), estimator(table.only(order))
        assert one.refused == other.refused or {one.refused, other.refused} == {"empty_list"}
        if one.answered:
            assert other.value == pytest.approx(one.value, rel=1e-6)
            assert other.low == pytest.approx(one.low, rel=1e-6)


@given(
    st.sampled_from([2, 3, 4]).flatmap(
        lambda k: st.lists(st.integers(0, 400), min_size=2**k - 1, max_size=2**k - 1)
    )
)
def test_an_estimate_is_a_number_above_the_union_or_a_reason(counts: list[int]) -> None:
    table = Overlaps.of(counts)
    for estimator in ALL:
        found = estimator(table)
        json.dumps(asdict(found), allow_nan=False)
        if found.value is None:
            assert found.refused
        else:
            assert found.low is not None
            assert table.union <= found.low <= found.value
            assert found.high is None or found.value <= found.high


@pytest.mark.parametrize("name", ["madigan_york_5list", "new_orleans_5list", "netherlands_5list"])
def test_a_thousand_models_of_five_lists_take_no_time(
    published: Callable[[str], Overlaps], name: str
) -> None:
    table = published(name)
    began = time.process_time()
    loglinear(table)
    assert time.process_time() - began < 2


def test_two_lists_that_say_fewer_than_are_there_are_refused_not_raised() -> None:
    """The first two lists hold nearly the same 100 people, and the third 300 others: 102 would be all of them."""
    table = Overlaps.of([300, 5, 5, 5, 5, 80, 10])
    told = chapman(table, 0, 1)
    assert told.refused == "below_union"
    assert told.details["estimate"] < table.union
    assert chapman(table, 0, 2).answered
