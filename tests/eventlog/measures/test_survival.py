"""Kaplan-Meier against a published example, SciPy's own estimate, and plain Python."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from varick.eventlog.measures.survival import kaplan_meier

# Weeks in remission under 6-mercaptopurine: Freireich et al. (1963), as in Gehan (1965), Biometrika 52:203-223.
REMISSION_ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TIMES = st.lists(st.integers(0, 30), max_size=40)


def test_the_remission_trial() -> None:
    """Survival and standard error as textbooks print them to three digits for this trial."""
    found = kaplan_meier(np.array(REMISSION_ENDED), np.array(STILL_IN_REMISSION))
    happened = found.events > 0
    assert found.times[happened].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.at_risk[happened].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.events[happened].tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert found.survival[happened].round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert found.error[happened].round(3).tolist() == [0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135]
    assert found.quantile(0.5)[0] == 23
    assert found.at(5) == {"at_risk": 21, "events": 0, "censored": 0, "survival": 1, "low": 1, "high": 1}
    assert found.at(10)["at_risk"] == 15
    assert found.at(10)["events"] == 5
    assert np.isnan(found.at(36)["survival"])


@given(reached=TIMES, censored=TIMES, level=st.sampled_from([0.9, 0.95]))
def test_scipy_agrees(reached: list[int], censored: list[int], level: float) -> None:
    if not reached:
        return
    found = kaplan_meier(np.array(reached), np.array(censored, dtype=int), level)
    given_ = stats.CensoredData(uncensored=np.array(reached, float), right=np.array(censored, float))
    other = stats.ecdf(given_).sf
    np.testing.assert_array_equal(found.times, other.quantiles)
    np.testing.assert_allclose(found.survival, other.probabilities, atol=1e-12)
    inside = (found.survival > 0) & (found.events.cumsum() > 0)
    with warnings.catch_warnings(action="ignore"):  # SciPy warns where survival is 0
        interval = other.confidence_interval(level, method="log-log")
    np.testing.assert_allclose(found.low[inside], interval.low.probabilities[inside], atol=1e-9)
    np.testing.assert_allclose(found.high[inside], interval.high.probabilities[inside], atol=1e-9)


@given(reached=TIMES, censored=TIMES)
def test_plain_python_agrees(reached: list[int], censored: list[int]) -> None:
    found = kaplan_meier(np.array(reached, dtype=int), np.array(censored, dtype=int))
    survival = 1.0
    for place, time in enumerate(sorted({*reached, *censored})):
        risk = sum(t >= time for t in (*reached, *censored))
        survival *= 1 - reached.count(time) / risk
        assert found.times[place] == time
        assert found.at_risk[place] == risk
        assert found.survival[place] == pytest.approx(survival)
        seen = found.at(time)
        assert (seen["at_risk"], seen["survival"]) == (risk, pytest.approx(survival))
        assert not found.low[place] > found.survival[place]
        assert not found.high[place] < found.survival[place]
    for share in (0.1, 0.5, 0.9):
        at, low, high = found.quantile(share)
        reached_it = found.times[found.survival <= 1 - share + 1e-12]
        assert (at == reached_it[0]) if len(reached_it) else np.isnan(at)
        assert not low > at
        assert not high < at


def test_nobody_and_nothing_observed() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    assert np.isnan(kaplan_meier(nobody, nobody).quantile(0.5)[0])
    only_censored = kaplan_meier(nobody, np.array([3, 4]))
    assert only_censored.survival.tolist() == [1, 1]
    assert np.isnan(only_censored.quantile(0.5)).all()
    assert kaplan_meier(np.array([1, 2]), nobody).survival.tolist() == [0.5, 0]


@pytest.mark.parametrize(("reached", "level"), [([-1], 0.95), ([1], 1.0)])
def test_what_makes_no_sense_is_refused(reached: list[int], level: float) -> None:
    with pytest.raises(ValueError, match=r"negative|level"):
        kaplan_meier(np.array(reached), np.zeros(0), level)
