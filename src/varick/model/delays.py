"""Distributions of time, as integer quantile tables that every engine reads alike.

A table holds 1,025 quantiles in minutes at u = 0, 1/1024, ... 1; between them time is linear in u. The two ends are
clipped at the quantiles 0.0001 and 0.9999, so a lognormal's extreme tail is cut (after a century at the latest): its mean is
slightly low.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

CELLS = 1024
CLIP = 1e-4
MINUTES_A_DAY = 1440
_LONGEST = 100 * 366 * MINUTES_A_DAY


@lru_cache(maxsize=1)
def _normal_quantiles() -> NDArray[np.float64]:
    inverse = NormalDist().inv_cdf
    return np.array([inverse(min(max(i / CELLS, CLIP), 1 - CLIP)) for i in range(CELLS + 1)])


@dataclass(frozen=True)
class Delay:
    """A distribution of time. ``whole_days`` delays are rounded to days and move the clock by which law is read."""

    shape: str
    parameters: tuple[float, ...]
    whole_days: bool

    def quantiles(self) -> NDArray[np.int64]:
        """The quantiles in whole minutes, never decreasing: int64 (1025,)."""
        return _quantiles(self)

    def __str__(self) -> str:
        unit = "days" if self.whole_days else "hours"
        return f"{unit}.{self.shape}({', '.join(f'{p:g}' for p in self.parameters)})"


@lru_cache(maxsize=4096)
def _quantiles(delay: Delay) -> NDArray[np.int64]:
    unit = MINUTES_A_DAY if delay.whole_days else 60
    match delay.shape, delay.parameters:
        case "lognormal", (median, p90):
            sigma = log(p90 / median) / NormalDist().inv_cdf(0.9)
            with np.errstate(over="ignore"):  # a century is the most that is kept
                return _minutes(median * unit * np.exp(sigma * _normal_quantiles()))
        case "uniform", (low, high):
            return _minutes(unit * (low + (high - low) * np.arange(CELLS + 1) / CELLS))
        case "triangular", (low, mode, high):
            return _minutes(
                unit * np.array([_triangular(i / CELLS, low, mode, high) for i in range(CELLS + 1)])
            )
        case _, (n,):
            return _minutes(np.full(CELLS + 1, n * unit))
    raise AssertionError(delay)


def _minutes(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole minutes, at most a century, shared by all who ask: not to be written to."""
    minutes = np.floor(np.minimum(values, _LONGEST) + 0.5).astype(np.int64)
    minutes.flags.writeable = False
    return minutes


def _triangular(u: float, low: float, mode: float, high: float) -> float:
    if high == low:
        return low
    turn = (mode - low) / (high - low)
    if u < turn:
        return low + sqrt(u * (high - low) * (mode - low))
    return high - sqrt((1 - u) * (high - low) * (high - mode))


class Unit:
    """Makes delays in one unit of time: ``hours`` (moves only the minute in the log) or ``days`` (moves the law's clock)."""

    def __init__(self, whole_days: bool) -> None:
        self._whole_days = whole_days

    def lognormal(self, median: float, p90: float) -> Delay:
        """Half are shorter than ``median``, nine in ten shorter than ``p90``. Raises ValueError unless 0 < median <= p90."""
        if not 0 < median <= p90:
            raise ValueError(f"lognormal needs 0 < median <= p90, got {median} and {p90}")
        return self._made("lognormal", median, p90)

    def uniform(self, low: float, high: float) -> Delay:
        """Any time between ``low`` and ``high`` alike. Raises ValueError unless 0 <= low <= high."""
        if not 0 <= low <= high:
            raise ValueError(f"uniform needs 0 <= low <= high, got {low} and {high}")
        return self._made("uniform", low, high)

    def triangular(self, low: float, mode: float, high: float) -> Delay:
        """Between ``low`` and ``high``, most often near ``mode``. Raises ValueError unless 0 <= low <= mode <= high."""
        if not 0 <= low <= mode <= high:
            raise ValueError(f"triangular needs 0 <= low <= mode <= high, got {low}, {mode} and {high}")
        return self._made("triangular", low, mode, high)

    def exactly(self, n: float) -> Delay:
        """Always ``n``. Raises ValueError where n is negative."""
        if not n >= 0:
            raise ValueError(f"a delay cannot be negative, got {n}")
        return self._made("exactly", n)

    def _made(self, shape: str, *parameters: float) -> Delay:
        longest = max(parameters) * (MINUTES_A_DAY if self._whole_days else 60)
        if not isfinite(longest) or longest > _LONGEST:
            raise ValueError(f"a delay of over a century: {shape}{parameters}")
        return Delay(shape, tuple(float(p) for p in parameters), self._whole_days)


hours = Unit(whole_days=False)
days = Unit(whole_days=True)
