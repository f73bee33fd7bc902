"""Distributions of time: quantiles against their formulas, and what no distribution can be."""

from math import inf, log, nan, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.model.delays import CELLS, CLIP, Delay, Unit, days, hours

MINUTES = {hours: 60, days: 1440}
units = st.sampled_from([hours, days])
amounts = st.floats(0.01, 300)


def delays() -> st.SearchStrategy[Delay]:
    def made(draw: Any) -> Delay:
        unit, shape = draw(units), draw(st.sampled_from(["lognormal", "uniform", "triangular", "exactly"]))
        n = {"lognormal": 2, "uniform": 2, "triangular": 3, "exactly": 1}[shape]
        delay: Delay = getattr(unit, shape)(*sorted(draw(st.lists(amounts, min_size=n, max_size=n))))
        return delay

    return st.composite(made)()


@given(delay=delays())
def test_quantiles_are_whole_minutes_that_never_decrease(delay: Delay) -> None:
    q = delay.quantiles()
    assert q.dtype == np.int64
    assert q.shape == (CELLS + 1,)
    assert q[0] >= 0
    assert (np.diff(q) >= 0).all()


@given(unit=units, median=amounts, ratio=st.floats(1, 50))
def test_half_are_below_the_median_and_nine_in_ten_below_the_other(
    unit: Unit, median: float, ratio: float
) -> None:
    q, p90 = unit.lognormal(median, median * ratio).quantiles(), median * ratio * MINUTES[unit]
    assert q[CELLS // 2] == pytest.approx(median * MINUTES[unit], abs=0.5001)
    below, above = q[int(0.9 * CELLS)], q[int(0.9 * CELLS) + 1]
    assert below - 0.51 <= p90 <= above + 0.51


def test_a_lognormal_is_cut_at_its_ten_thousandths() -> None:
    q = days.lognormal(10, 40).quantiles()
    sigma = log(4) / NormalDist().inv_cdf(0.9)
    for end, share in ((0, CLIP), (CELLS, 1 - CLIP)):
        exact = 10 * 1440 * np.exp(sigma * NormalDist().inv_cdf(share))
        assert q[end] == pytest.approx(exact, abs=0.51)


@given(unit=units, low=st.floats(0, 100), wide=st.floats(0, 100))
def test_uniform_is_a_straight_line(unit: Unit, low: float, wide: float) -> None:
    q = unit.uniform(low, low + wide).quantiles()
    line = MINUTES[unit] * (low + wide * np.arange(CELLS + 1) / CELLS)
    assert np.abs(q - line).max() <= 0.5 + 1e-6


@given(unit=units, parts=st.lists(st.floats(0, 60), min_size=3, max_size=3))
def test_triangular_against_its_distribution_function(unit: Unit, parts: list[float]) -> None:
    low, mode, high = parts[0], parts[0] + parts[1], sum(parts)
    q = unit.triangular(low, mode, high).quantiles() / MINUTES[unit]
    assert q[0] == pytest.approx(low, abs=0.51 / 60)
    assert q[-1] == pytest.approx(high, abs=0.51 / 60)
    if high - low < 1:
        return
    for i in range(64, CELLS, 64):
        x, tolerance = q[i], 0.51 / 60
        turn = (mode - low) / (high - low)
        u = i / CELLS
        exact = (
            low + sqrt(u * (high - low) * (mode - low))
            if u <= turn
            else high - sqrt((1 - u) * (high - low) * (high - mode))
        )
        assert x == pytest.approx(exact, abs=tolerance)


@pytest.mark.parametrize(("median", "p90"), [(0.001, 30_000), (1e-300, 30_000), (1, 1_000)])
def test_the_longest_tail_ends_after_a_century(median: float, p90: float) -> None:
    q = days.lognormal(median, p90).quantiles()
    assert (np.diff(q) >= 0).all()
    assert q[-1] == days.exactly(36_600).quantiles()[0]


def test_exactly_is_exact() -> None:
    assert set(days.exactly(14).quantiles()) == {14 * 1440}
    assert set(hours.exactly(0).quantiles()) == {0}
    assert set(hours.exactly(1.5).quantiles()) == {90}
    assert set(days.triangular(3, 3, 3).quantiles()) == {3 * 1440}


@given(delay=delays(), factor=st.floats(1, 3))
def test_a_longer_delay_is_longer_for_everybody(delay: Delay, factor: float) -> None:
    """Monotone: who draws the same luck never waits less where all the parameters grow alike."""
    unit = days if delay.whole_days else hours
    longer = getattr(unit, delay.shape)(*(p * factor for p in delay.parameters))
    assert (longer.quantiles() >= delay.quantiles()).all()


@given(low=st.floats(0, 50), wide=st.floats(0, 50), more=st.floats(0, 20))
def test_a_later_end_is_later_for_everybody(low: float, wide: float, more: float) -> None:
    base = days.uniform(low, low + wide).quantiles()
    assert (days.uniform(low, low + wide + more).quantiles() >= base).all()
    assert (
        days.triangular(low, low + wide, low + wide + more).quantiles()
        >= days.triangular(low, low + wide, low + wide).quantiles()
    ).all()


@pytest.mark.parametrize("unit", [hours, days])
@pytest.mark.parametrize(
    ("shape", "parameters", "why"),
    [
        ("lognormal", (0, 3), "lognormal needs 0 < median <= p90, got 0 and 3"),
        ("lognormal", (-1, 3), "lognormal needs 0 < median <= p90, got -1 and 3"),
        ("lognormal", (4, 3), "lognormal needs 0 < median <= p90, got 4 and 3"),
        ("lognormal", (nan, 3), "lognormal needs 0 < median <= p90, got nan and 3"),
        ("lognormal", (1, nan), "lognormal needs 0 < median <= p90, got 1 and nan"),
        ("uniform", (-1, 3), "uniform needs 0 <= low <= high, got -1 and 3"),
        ("uniform", (4, 3), "uniform needs 0 <= low <= high, got 4 and 3"),
        ("uniform", (nan, 3), "uniform needs 0 <= low <= high, got nan and 3"),
        ("triangular", (-1, 2, 3), "triangular needs 0 <= low <= mode <= high, got -1, 2 and 3"),
        ("triangular", (1, 4, 3), "triangular needs 0 <= low <= mode <= high, got 1, 4 and 3"),
        ("triangular", (2, 1, 3), "triangular needs 0 <= low <= mode <= high, got 2, 1 and 3"),
        ("triangular", (1, nan, 3), "triangular needs 0 <= low <= mode <= high, got 1, nan and 3"),
        ("exactly", (-1,), "a delay cannot be negative, got -1"),
        ("exactly", (nan,), "a delay cannot be negative, got nan"),
        ("exactly", (inf,), "a delay of over a century: exactly(inf,)"),
        ("uniform", (0, inf), "a delay of over a century: uniform(0, inf)"),
        ("lognormal", (1, inf), "a delay of over a century: lognormal(1, inf)"),
        ("exactly", (900_000,), "a delay of over a century: exactly(900000,)"),
    ],
)
def test_what_is_no_distribution(unit: Unit, shape: str, parameters: tuple[float, ...], why: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        getattr(unit, shape)(*parameters)
    assert str(caught.value) == why


def test_a_century_is_counted_in_the_delays_own_unit() -> None:
    assert days.exactly(36_600).quantiles()[0] == 36_600 * 1440
    assert hours.exactly(36_601).quantiles()[0] == 36_601 * 60
    with pytest.raises(ValueError, match="over a century"):
        days.exactly(36_601)


def test_a_table_is_shared_and_cannot_be_written_to() -> None:
    q = days.lognormal(3, 9).quantiles()
    assert days.lognormal(3, 9).quantiles() is q
    with pytest.raises(ValueError, match="read-only"):
        q[0] = 5


def test_a_delay_shows_how_it_was_made() -> None:
    assert str(days.lognormal(14, 21.5)) == "days.lognormal(14, 21.5)"
    assert str(hours.exactly(2)) == "hours.exactly(2)"
    assert days.exactly(2) == days.exactly(2.0) != hours.exactly(2)
