"""The measure of growth: TRAC's figure, its intervals, and planted growth found again."""

from typing import Any

import numpy as np
import pytest

from varick.errors import VarickError
from varick.eventlog.measures.growth import (
    Months,
    above_all,
    by_month,
    dispersion,
    exact_interval,
    growth_of,
    new_ones,
    q_values,
    ranking,
)

DAYS_2016 = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=float)
DAYS_2017 = np.array([28, 31, 30, 31, 30, 31, 31, 30, 31], dtype=float)


def percent(value: float) -> float:
    return round((value - 1) * 100, 1)


def test_tracs_figure_by_months_and_by_days() -> None:
    """Minor traffic offences, 1,323 in 2016 and 2,364 in February to October 2017 (TRAC, 25 April 2018)."""
    months = growth_of(1323, 2364, 12, 9)
    assert percent(months.ratio[0]) == 138.2
    assert (round(percent(months.low[0])), round(percent(months.high[0]))) == (123, 155)
    days = growth_of(1323, 2364, DAYS_2016.sum(), DAYS_2017.sum())
    assert (DAYS_2016.sum(), DAYS_2017.sum()) == (366, 273)
    assert percent(days.ratio[0]) == 139.6
    assert (round(percent(days.low[0])), round(percent(days.high[0]))) == (124, 156)


@pytest.mark.parametrize(("a", "b"), [(1, 9), (7, 3), (0, 4), (5, 0), (0, 0), (3637, 6393)])
def test_the_interval_is_that_of_the_binomial(a: int, b: int) -> None:
    from scipy.stats import binomtest

    low, high = exact_interval([a], [b], 366 / 273)
    if a + b == 0:
        assert low[0] == 0
        assert high[0] == np.inf
        return
    proportion = binomtest(b, a + b).proportion_ci(0.95, "exact")
    assert low[0] == pytest.approx(proportion.low / (1 - proportion.low) * 366 / 273)
    if a:
        assert high[0] == pytest.approx(proportion.high / (1 - proportion.high) * 366 / 273)
    else:
        assert high[0] == np.inf


def test_the_interval_covers_the_truth_at_least_as_often_as_it_says() -> None:
    random = np.random.default_rng(1)
    for rate in (3.0, 20.0, 400.0):
        a, b = random.poisson(rate, 4000), random.poisson(rate * 2 * 273 / 366, 4000)
        low, high = exact_interval(a, b, 366 / 273)
        assert ((low <= 2) & (high >= 2)).mean() >= 0.945


def clumped(random: np.random.Generator, mean: np.ndarray[Any, Any], phi: float) -> Any:
    """Negative binomial counts with variance phi times the mean."""
    return random.negative_binomial(mean / (phi - 1), 1 / phi)


def test_what_comes_in_clumps_needs_the_wide_interval() -> None:
    random = np.random.default_rng(2)
    first, second = (
        clumped(random, np.broadcast_to(days * rate, (2000, len(days))), 8.0)
        for days, rate in ((DAYS_2016, 4.0), (DAYS_2017, 6.0))
    )
    growth = growth_of(
        first.sum(axis=1), second.sum(axis=1), 366, 273, Months(first, DAYS_2016), Months(second, DAYS_2017)
    )
    truth = 1.5
    exact = ((growth.low <= truth) & (growth.high >= truth)).mean()
    wide = ((growth.wide_low <= truth) & (growth.wide_high >= truth)).mean()
    assert exact < 0.65
    assert 0.93 <= wide <= 0.98
    assert np.median(growth.phi) == pytest.approx(8, rel=0.1)


@pytest.mark.parametrize(
    ("correlation", "least", "most"), [(0.0, 0.91, 0.97), (0.4, 0.75, 0.83), (0.6, 0.63, 0.73)]
)
def test_the_wide_interval_does_not_allow_for_months_that_go_together(
    correlation: float, least: float, most: float
) -> None:
    """The shares that the answer tells: windows of 12 and 9 months, mean 400, dispersion 8, no growth."""
    from varick.eventlog.measures.changes import simulated

    counts = simulated(np.random.default_rng(4), 1_500, 21, 400, 8.0, correlation)
    a, b = counts[:, :12], counts[:, 12:]
    grown = growth_of(a.sum(1), b.sum(1), 12, 9, Months(a, np.ones(12)), Months(b, np.ones(9)))
    held = ((grown.wide_low <= 1) & (grown.wide_high >= 1)).mean()
    assert least < held < most


def test_phi_is_not_guessed_from_little() -> None:
    few = Months(np.array([[4, 9, 2]]), DAYS_2017[:3])
    assert np.isnan(dispersion(few, Months.none(1)))[0]
    rare = Months(np.array([[1, 0, 0, 0, 0, 0, 0, 0, 0]]), DAYS_2017)
    assert np.isnan(dispersion(rare, Months.none(1)))[0]
    even = Months(np.array([[28, 31, 30, 31, 30, 31, 31, 30, 31]]), DAYS_2017)
    assert dispersion(even, even)[0] == 1
    unknown = growth_of(5, 50, 366, 273)
    assert np.isnan(unknown.phi[0])
    assert unknown.wide_low[0] == unknown.low[0]


def test_new_categories_are_apart_and_the_least_count_is_only_what_is_asked() -> None:
    growth = growth_of([0, 1, 40, 0, 60], [7, 9, 80, 0, 50], 366, 273)
    assert ranking(growth).tolist() == [2, 1, 4]
    assert ranking(growth, 50).tolist() == [4]
    assert new_ones(growth).tolist() == [0]


def test_the_q_value_agrees_with_the_limits() -> None:
    growth = growth_of([100, 40], [150, 31], 366, 273)
    at_limit = above_all(growth, 366 / 273, float(growth.low[0]))
    assert at_limit[0] == pytest.approx(0.025)
    assert q_values(np.array([0.01, 0.04, 0.03, 0.9])) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.9])
    assert q_values(np.array([])).size == 0


def test_persons_count_once_a_cell() -> None:
    codes = np.array([0, 0, 0, 1, -1, 1])
    months = np.array([0, 0, 1, 0, 0, 2])
    assert by_month(codes, months, 2, 2).tolist() == [[2, 1], [1, 0]]
    who = np.array([7, 7, 7, -1, 3, 7])
    assert by_month(codes, months, 2, 2, who).tolist() == [[1, 1], [1, 0]]
    assert by_month(codes, months, 2, 2, np.full(6, -1)).tolist() == [[2, 1], [1, 0]]


@pytest.mark.parametrize(
    ("a", "b", "t"), [([-1], [2], 1.0), ([1], [2], 0.0), ([1, 2], [2], 1.0), ([[1]], [[2]], 1.0)]
)
def test_what_is_no_count_is_refused(a: Any, b: Any, t: float) -> None:
    with pytest.raises(VarickError, match="growth: "):
        growth_of(a, b, t, 1)


def precision(events: int, draws: int, seed: int) -> tuple[float, float]:
    """Share of planted categories in the top ten, by the lower bound and by the raw ratio.

    500 categories by Zipf's law (shares as 1 over the rank), 20 of them growing 2 to 6 fold, 12 months against 9.
    """
    random = np.random.default_rng(seed)
    share = 1 / np.arange(1, 501)
    share /= share.sum()
    found, naive = [], []
    for _ in range(draws):
        planted = random.choice(500, 20, replace=False)
        factor = np.ones(500)
        factor[planted] = random.uniform(2, 6, 20)
        first = random.poisson(np.outer(share * events / 366, DAYS_2016))
        second = random.poisson(np.outer(share * events / 366 * factor, DAYS_2017))
        growth = growth_of(
            first.sum(axis=1),
            second.sum(axis=1),
            366,
            273,
            Months(first, DAYS_2016),
            Months(second, DAYS_2017),
        )
        ranked = ranking(growth)
        raw = ranked[np.argsort(-growth.ratio[ranked], kind="stable")]
        found.append(np.isin(ranked[:10], planted).mean())
        naive.append(np.isin(raw[:10], planted).mean())
    return float(np.mean(found)), float(np.mean(naive))


def test_planted_growth_is_found_at_10_000_events() -> None:
    found, naive = precision(10_000, 20, 1)
    assert found >= 0.9
    assert naive < 0.7


@pytest.mark.long
@pytest.mark.parametrize(("events", "least"), [(2_000, 0.4), (10_000, 0.9), (50_000, 0.99), (250_000, 0.99)])
def test_planted_growth_at_every_size(events: int, least: float) -> None:
    found, naive = precision(events, 200, 2)
    assert found >= least
    assert found >= naive
