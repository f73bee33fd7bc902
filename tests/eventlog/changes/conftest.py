"""Series without a change, made by another law than the one that calibrates the test."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest


def wander(
    rng: np.random.Generator, series: int, months: int, mean: float, dispersion: float, correlation: float
) -> npt.NDArray[np.int64]:
    """Poisson counts around a log-normal rate that is an AR(1): variance `dispersion` x mean; the counts' own lag-1
    correlation is as near to `correlation` as that allows."""
    variance = np.log1p(max(dispersion - 1, 0.0) / mean)
    if variance <= 0:
        return rng.poisson(mean, (series, months))
    held = float(min(np.log1p(correlation * dispersion / mean) / variance, 0.98))
    state = rng.standard_normal((months, series))
    for month in range(1, months):
        state[month] = held * state[month - 1] + np.sqrt(1 - held * held) * state[month]
    return rng.poisson(mean * np.exp(np.sqrt(variance) * state.T - variance / 2))


@pytest.fixture(scope="session")
def wandering() -> Callable[..., npt.NDArray[np.int64]]:
    """The function `wander`, for tests that simulate."""
    return wander
