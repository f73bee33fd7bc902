"""Scan, posterior, watch, novelty and relabelling: what was planted is found, and the formulas are what they say."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from varick.errors import VarickError
from varick.eventlog.measures.changes import (
    dated,
    masses,
    newcomers,
    p_values,
    ratio_interval,
    scan,
    tail,
    variation,
    watch,
)
from varick.eventlog.measures.changes.scan import inflation

DAYS = np.array([31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30] * 3)
Wandering = Callable[..., Any]


def planted(
    wandering: Wandering, series: int, mean: float, dispersion: float, ratio: float, at: int, seed: int = 0
) -> Any:
    """Series of 36 months whose level is `ratio` times as high from month `at` on."""
    rng = np.random.default_rng(seed)
    counts = wandering(rng, series, 36, mean, dispersion, 0.2)
    counts[:, at:] = wandering(rng, series, 36, mean * ratio, dispersion * ratio, 0.2)[:, at:]
    return counts


# Scan


def test_the_gain_of_a_month_is_the_likelihood_ratio_of_two_poisson_rates() -> None:
    rng = np.random.default_rng(0)
    counts = rng.poisson(20, (3, 36))
    found = scan(counts, DAYS)
    for row, gains in zip(counts, found.gains, strict=True):
        for month in (3, 17, 32):
            one = poisson.logpmf(row, row.sum() / DAYS.sum() * DAYS).sum()
            halves = ((row[:month], DAYS[:month]), (row[month:], DAYS[month:]))
            two = sum(poisson.logpmf(y, y.sum() / e.sum() * e).sum() for y, e in halves)
            assert gains[month] == pytest.approx(2 * (two - one))
    assert np.isnan(found.gains[:, :3]).all()
    assert np.isnan(found.gains[:, 34:]).all()
    assert (found.split == np.nanargmax(found.gains, axis=1)).all()


def test_months_of_unequal_length_are_no_change() -> None:
    counts = (DAYS * 10)[None, :]
    assert scan(counts, DAYS).statistic[0] == pytest.approx(0, abs=1e-9)
    assert scan(counts, np.ones(36)).statistic[0] > 0.1


def test_planted_changes_are_found_and_dated(wandering: Wandering) -> None:
    counts = planted(wandering, 200, 400.0, 8.0, 1.45, 16)
    found = scan(counts, np.ones(36))
    assert (p_values(found) < 0.05).mean() > 0.9
    assert (np.abs(found.split - 16) <= 1).mean() > 0.85
    assert np.median(found.ratio) == pytest.approx(1.45, rel=0.05)
    low, high = ratio_interval(found)
    assert ((low < 1.45) & (high > 1.45)).mean() > 0.85


def test_a_fall_is_a_change_and_nothing_after_has_a_ratio_of_zero() -> None:
    counts = np.array([[20] * 18 + [0] * 18, [0] * 18 + [20] * 18, [0] * 36])
    found = scan(counts, np.ones(36))
    assert found.ratio[0] == 0
    assert np.isinf(found.ratio[1])
    assert (found.split[:2] == 18).all()
    p = p_values(found)
    assert p[0] < 0.01
    assert p[2] == 1
    low, high = ratio_interval(found)
    assert high[0] < 0.5 < 2 < low[1]


@pytest.mark.parametrize(
    ("counts", "days", "complaint"),
    [
        (np.ones((2, 36)), np.ones(35), "do not fit"),
        (np.ones(36), np.ones(36), "do not fit"),
        (np.ones((1, 11)), np.ones(11), "11 months are too few"),
        (-np.ones((1, 36)), np.ones(36), "negative or missing"),
        (np.full((1, 36), np.nan), np.ones(36), "negative or missing"),
        (np.ones((1, 36)), np.zeros(36), "a month has no days"),
    ],
)
def test_what_cannot_be_scanned_is_refused(counts: Any, days: Any, complaint: str) -> None:
    with pytest.raises(VarickError, match=complaint):
        scan(counts, days)


# Posterior


def test_the_posterior_is_that_of_integrating_both_rates() -> None:
    rng = np.random.default_rng(1)
    counts = np.concatenate([rng.poisson(4, 8), rng.poisson(8, 6)])[None, :]
    found = dated(counts, np.ones(14), np.ones(1))
    rates = np.linspace(1e-4, 40, 40_000)
    prior = np.exp(-rates / counts.mean()) / counts.mean()
    step = rates[1] - rates[0]

    def evidence(y: Any) -> float:
        inside = np.exp(poisson.logpmf(y[:, None], rates[None, :]).sum(axis=0))
        return float((prior * inside).sum() * step)

    weight = np.array([evidence(counts[0, :k]) * evidence(counts[0, k:]) for k in range(3, 12)])
    assert found.probability[0, 3:12] == pytest.approx(weight / weight.sum(), rel=1e-3)
    odds = weight.mean() / evidence(counts[0])
    assert found.changed[0] == pytest.approx(odds / (1 + odds), rel=1e-3)


def test_credible_months_hold_the_planted_one(wandering: Wandering) -> None:
    counts = planted(wandering, 300, 400.0, 8.0, 1.4, 20, seed=3)
    found = dated(counts, np.ones(36), inflation(scan(counts, np.ones(36))))
    assert found.credible[:, 20].mean() >= 0.9
    assert found.probability.sum(axis=1) == pytest.approx(1)
    assert (found.credible.sum(axis=1) >= 1).all()
    assert (found.probability[np.arange(300), found.month] == found.probability.max(axis=1)).all()


# Watch


def test_the_watch_is_quiet_and_sees_a_new_level(wandering: Wandering) -> None:
    rng = np.random.default_rng(4)
    quiet = watch(wandering(rng, 300, 36, 50.0, 2.0, 0.2), np.ones(36))
    assert sum(map(len, quiet.alarms)) / (300 * 2) < 0.03, "alarms a series and year"
    found = watch(planted(wandering, 300, 400.0, 8.0, 1.8, 20), np.ones(36))
    first = [min((month for month, *_ in alarms if month >= 20), default=99) for alarms in found.alarms]
    assert np.mean([month <= 23 for month in first]) > 0.9
    month, began, ratio = next(alarm for alarm in found.alarms[0] if alarm[0] >= 20)
    assert (abs(began - 20) <= 1, month >= began) == (True, True)
    assert ratio == pytest.approx(1.8, rel=0.4)


def test_a_month_is_judged_by_what_was_before_it() -> None:
    counts = np.random.default_rng(5).poisson(30, (20, 30))
    whole = watch(counts, np.ones(30)).young
    for months in (13, 20, 29):
        part = watch(counts[:, :months], np.ones(months)).young
        assert np.allclose(part[:, 12:], whole[:, 12:months])


def test_the_watch_bears_a_handful_of_cases() -> None:
    months = np.ones(24)
    nothing = np.zeros((1, 24))
    few = nothing.copy()
    few[0, 18:] = (3, 2, 4, 3, 5, 4)
    assert watch(nothing, months).alarms == ((),)
    assert watch(few, months).alarms[0]
    assert watch(few[:, :12], months[:12]).alarms == ((),)
    assert np.isnan(watch(few[:, :12], months[:12]).young).all()


# Novelty


def test_the_tail_is_negative_binomial_after_the_first_event() -> None:
    assert tail(730, 60, 1) == 1
    for waited, since, events in ((730, 60, 4), (365, 183, 2), (400, 30, 9)):
        law = nbinom(1.5, waited / (waited + since))
        assert tail(waited, since, events) == pytest.approx(law.sf(events - 2))
    assert 1 / tail(730, 60, 4) == pytest.approx(1070, rel=0.01)


@pytest.mark.parametrize("monthly", [0.02, 0.05, 0.1, 0.2])
def test_rare_things_seldom_look_new(monthly: float) -> None:
    counts = np.random.default_rng(6).poisson(monthly, (50_000, 36))
    found = newcomers(counts, DAYS)
    false = (found.p < 1e-3) & found.sustained
    assert false.sum() / 50_000 < 3e-4, "of all categories that there are"


@pytest.mark.parametrize(("monthly", "least"), [(1, 0.6), (2, 0.97), (3, 0.99)])
def test_a_new_practice_is_found_within_six_months(monthly: int, least: float) -> None:
    counts = np.zeros((2_000, 36), dtype=np.int64)
    counts[:, 24:] = np.random.default_rng(7).poisson(monthly, (2_000, 12))
    found = newcomers(counts, DAYS)
    assert ((found.p < 1e-3) & found.sustained).mean() > least


def test_newcomers_are_listed_by_month_with_their_window() -> None:
    counts = np.zeros((4, 36), dtype=np.int64)
    counts[0, 30], counts[1, 20:24], counts[2, 3:] = 5, 2, 1
    found = newcomers(counts, DAYS)
    assert found.place.tolist() == [1, 0]
    assert found.first.tolist() == [20, 30]
    assert found.events.tolist() == [8, 5]
    assert found.met_in.tolist() == [4, 1]
    assert found.sustained.tolist() == [True, False]
    counts[3, 34:] = 4
    assert newcomers(counts, DAYS).months.tolist() == [6, 6, 2]


# Relabelling


def test_what_begins_where_another_ends_may_be_renamed() -> None:
    counts = np.zeros((3, 24), dtype=np.int64)
    counts[0, :12], counts[1, 12:], counts[2] = 10, 9, 30
    found = masses(counts, 12)
    assert (found.appearing, found.vanishing, found.before, found.after) == (54, 60, 240, 234)
    assert found.renamed == pytest.approx(54 / 234)
    assert masses(counts, 6).renamed == 0
    assert masses(np.zeros((2, 24)), 12).renamed == 0
    moved = variation(counts)
    assert np.isnan(moved[:6]).all()
    assert np.isnan(moved[19:]).all()
    assert moved[12] == pytest.approx(0.25, abs=0.01)
    assert np.nanargmax(moved) == 12


def test_growth_of_everything_is_no_change_of_mix() -> None:
    counts = np.array([[10] * 12 + [20] * 12, [30] * 12 + [60] * 12])
    assert variation(counts)[12] == pytest.approx(0)
    assert masses(counts, 12).renamed == 0
