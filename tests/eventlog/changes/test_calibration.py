"""The scan's thresholds, fixed by simulation: what an unchanged series reaches, and how often the test is fooled.

These numbers were fixed before any real series was opened. The unchanged series of this file are made by another law
(Poisson counts around a log-normal rate) than those that calibrate the test (negative binomial).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from varick.eventlog.measures.changes import adjusted, p_values, scan, simulated
from varick.eventlog.measures.changes.calibrate import COMPARED, DRAWS, MOST_CORRELATED, cell, null
from varick.words import table

LAWS = {"few": (5.0, 2.0), "some": (50.0, 5.0), "an office": (400.0, 8.0), "the country": (10_000.0, 100.0)}


def threshold(months: int, mean: float, dispersion: float, correlation: float, level: float = 0.05) -> float:
    """The statistic that one in 20 comparable unchanged series reaches."""
    law = null(months, *cell(mean, dispersion))
    low, high = 0.0, 1e4
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if law.exceeded(correlation, middle) > level else (low, middle)
    return low


def test_the_design_is_fixed() -> None:
    assert (DRAWS, COMPARED, MOST_CORRELATED) == (40_000, 5_000, 0.8)


@pytest.mark.parametrize(
    ("months", "mean", "dispersion", "correlation", "expected"),
    [
        (15, 5.0, 2.0, -0.1, 18.3),
        (15, 5.0, 2.0, 0.3, 21.4),
        (15, 50.0, 5.0, -0.1, 26.4),
        (15, 50.0, 5.0, 0.3, 29.9),
        (15, 400.0, 8.0, -0.1, 27.1),
        (15, 400.0, 8.0, 0.3, 28.7),
        (15, 10000.0, 100.0, -0.1, 27.1),
        (15, 10000.0, 100.0, 0.3, 28.7),
        (36, 5.0, 2.0, -0.1, 14.4),
        (36, 5.0, 2.0, 0.3, 30.2),
        (36, 50.0, 5.0, -0.1, 15.8),
        (36, 50.0, 5.0, 0.3, 33.4),
        (36, 400.0, 8.0, -0.1, 13.9),
        (36, 400.0, 8.0, 0.3, 34.7),
        (36, 10000.0, 100.0, -0.1, 13.9),
        (36, 10000.0, 100.0, 0.3, 34.7),
    ],
)
def test_thresholds_stand_before_a_series_is_opened(
    months: int, mean: float, dispersion: float, correlation: float, expected: float
) -> None:
    # far above the 10.83 of chi-square at 0.001, which an unchanged but restless series passes often
    assert threshold(months, mean, dispersion, correlation) == pytest.approx(expected, rel=0.02)


def test_a_null_depends_on_its_numbers_and_seed_alone() -> None:
    null.cache_clear()
    first = null(24, 32.0, 3.0).statistic
    null.cache_clear()
    null(15, 256.0, 5.0)
    assert np.array_equal(null(24, 32.0, 3.0).statistic, first)
    assert not np.array_equal(null(24, 32.0, 3.0, seed=1).statistic, first)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_simulated_counts_have_the_moments_asked_for(correlation: float) -> None:
    counts = simulated(np.random.default_rng(0), 4_000, 24, 50.0, 5.0, correlation)
    assert counts.mean() == pytest.approx(50, rel=0.01)
    assert counts.var() == pytest.approx(250, rel=0.03)
    neighbours = np.corrcoef(counts[:, :-1].ravel(), counts[:, 1:].ravel())[0, 1]
    assert neighbours == pytest.approx(correlation, abs=0.03)


Wandering = Callable[..., Any]


def fooled(counts: Any) -> float:
    """Share of unchanged series that the test calls changed at 5 %."""
    months = counts.shape[1]
    return float((p_values(scan(counts, np.ones(months))) < 0.05).mean())


@pytest.mark.parametrize("name", LAWS)
def test_unchanged_series_seldom_pass(name: str, wandering: Wandering) -> None:
    rng = np.random.default_rng(11)
    assert fooled(wandering(rng, 600, 36, *LAWS[name], 0.0)) <= 0.05
    assert fooled(wandering(rng, 600, 36, *LAWS[name], 0.2)) <= 0.09


@pytest.mark.long
@pytest.mark.parametrize("months", [15, 36, 72])
@pytest.mark.parametrize("name", LAWS)
def test_campaign_of_false_alarms(name: str, months: int, wandering: Wandering) -> None:
    """5 % is nominal. Series that lean harder on their neighbours than 0.6 drift, and look like change."""
    rng = np.random.default_rng(months)
    rates = {c: fooled(wandering(rng, 2_000, months, *LAWS[name], c)) for c in (0.0, 0.2, 0.4, 0.6)}
    print(f"{name}, {months} months: " + ", ".join(f"{c}: {rate:.3f}" for c, rate in rates.items()))
    assert rates[0.0] <= 0.05
    assert rates[0.2] <= 0.08
    if name != "few":
        # counts as low as "few" are so correlated only over a rate that hardly ever moves back: a change indeed
        assert rates[0.4] <= 0.1
        assert rates[0.6] <= 0.25


def test_the_false_calls_that_users_are_told_of(wandering: Wandering) -> None:
    """Of 24 unchanged series, judged together at a false discovery rate of 5 %, seldom one is called changed."""
    rng = np.random.default_rng(5)
    false = {
        correlation: sum(
            bool((adjusted(p_values(scan(series, np.ones(36)))) < 0.05).any())
            for series in (wandering(rng, 24, 36, 400.0, 8.0, correlation) for _ in range(200))
        )
        for correlation in (0.0, 0.2, 0.4, 0.6)
    }
    assert false == {0.0: 0, 0.2: 0, 0.4: 4, 0.6: 35}
    told = table("en")["observe_changes.false_alarms"]
    assert "in families of 24 over 36 months with a mean of 400" in told
    assert "none of 200 families where neighbouring months are correlated by 0.2 or less" in told
    assert f"in {false[0.4]} at 0.4 and in {false[0.6]} at 0.6" in told


def test_q_values_are_those_of_benjamini_and_hochberg() -> None:
    # the worked example of their paper, table 1, with m = 15
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    q = adjusted(np.array(p))
    assert int((q <= 0.05).sum()) == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert (np.diff(q) >= 0).all()
    shuffled = np.random.default_rng(0).permutation(15)
    assert np.array_equal(adjusted(np.array(p)[shuffled]), q[shuffled])
