"""How much more often something happens in one window than in another, with an interval, and which things grew most.

For counts a and b in two windows of exposures T_A and T_B the growth is R = (b / T_B) / (a / T_A). Given a + b, the
count b is binomial, so the interval of Clopper and Pearson for its probability gives an exact one for R (Przyborowski
and Wilenski 1940; Clopper and Pearson 1934), if events come independently (Poisson).

They seldom do: a sweep makes many at once. Where whole months allow it, phi is Pearson's statistic of the monthly
counts about each window's own rate, divided by its degrees of freedom, and never below 1. The wide interval reads
a / phi and b / phi in the same formula: as if phi events came together each time (quasi-Poisson, months as units).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

LEVEL = 0.95
LEAST_MONTHS = 6
"""Whole months, both windows together, below which phi is not estimated. Judged: four degrees of freedom or more."""
LEAST_EVENTS = 1.0
"""Events a month on average below which phi is not estimated. Judged: below it the statistic is mostly noise."""


@dataclass(frozen=True, slots=True)
class Months:
    """Counts of the whole months of one window: `counts` int64[categories, months], `days` float64[months]."""

    counts: Counts
    days: Floats

    @classmethod
    def none(cls, categories: int) -> "Months":
        """A window that holds no whole month."""
        return cls(np.zeros((categories, 0), dtype=np.int64), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Growth:
    """One place a category. `ratio` is infinite where a = 0 and b > 0, NaN where both are 0.

    `low`, `high`: the exact interval under Poisson counts. `phi`: NaN where it could not be estimated.
    `wide_low`, `wide_high`: the interval widened by phi; equal to the exact one where there is no phi.
    """

    a: Counts
    b: Counts
    ratio: Floats
    low: Floats
    high: Floats
    phi: Floats
    wide_low: Floats
    wide_high: Floats

    @property
    def widening(self) -> Floats:
        """phi, and 1 where it could not be estimated."""
        return np.where(np.isnan(self.phi), 1.0, self.phi)


def growth_of(
    a: Any,
    b: Any,
    exposure_a: float,
    exposure_b: float,
    months_a: Months | None = None,
    months_b: Months | None = None,
    level: float = LEVEL,
) -> Growth:
    """Growth of each category between two windows.

    `a`, `b`: counts, a number or shape (categories,). `exposure_*`: days or months, the same unit twice. `months_*`:
    what phi is estimated from; without them there is none. Raises VarickError for a negative count, an exposure
    that is not above 0, or shapes that differ.
    """
    first, second = (np.atleast_1d(np.asarray(x, dtype=np.int64)) for x in (a, b))
    if first.shape != second.shape or first.ndim != 1:
        raise VarickError(f"growth: counts of shapes {first.shape} and {second.shape}; give one a category")
    if (first < 0).any() or (second < 0).any():
        raise VarickError("growth: a count is negative; give counts of 0 or more")
    if not (exposure_a > 0 and exposure_b > 0 and 0 < level < 1):
        raise VarickError("growth: exposures must be above 0, and the level between 0 and 1")
    scale = exposure_a / exposure_b
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = second / first * scale
    none = Months.none(len(first))
    phi = dispersion(months_a or none, months_b or none)
    low, high = exact_interval(first, second, scale, level)
    wide = np.where(np.isnan(phi), 1.0, phi)
    wide_low, wide_high = exact_interval(first / wide, second / wide, scale, level)
    return Growth(first, second, ratio, low, high, phi, wide_low, wide_high)


def exact_interval(a: Any, b: Any, scale: float, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Limits of R = b / a * `scale` given a + b (Clopper-Pearson); 0 where b = 0, infinite where a = 0.

    Counts may be fractions: those of the quasi interval are."""
    from scipy.special import betaincinv

    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    tail = (1 - level) / 2
    one = np.ones_like(first)
    lower = np.where(second > 0, betaincinv(np.where(second > 0, second, one), first + 1, tail), 0.0)
    upper = np.where(first > 0, betaincinv(second + 1, np.where(first > 0, first, one), 1 - tail), 1.0)
    with np.errstate(divide="ignore"):
        return lower / (1 - lower) * scale, upper / (1 - upper) * scale


def dispersion(months_a: Months, months_b: Months) -> Floats:
    """phi of each category: at least 1, NaN where it cannot be estimated (see LEAST_MONTHS, LEAST_EVENTS).

    A window takes part with two whole months or more. Pearson's statistic given a window's total has the expectation
    months - 1 under a constant Poisson rate, so windows and their degrees of freedom simply add.
    """
    used = [months for months in (months_a, months_b) if len(months.days) > 1]
    total = sum(len(months.days) for months in used)
    categories = len(months_a.counts)
    if total < LEAST_MONTHS:
        return np.full(categories, np.nan)
    squares, free, events = np.zeros(categories), np.zeros(categories), np.zeros(categories)
    for months in used:
        held = months.counts.sum(axis=1)
        expected = held[:, None] * (months.days / months.days.sum())
        with np.errstate(divide="ignore", invalid="ignore"):
            part = ((months.counts - expected) ** 2 / expected).sum(axis=1)
        squares += np.where(held > 0, part, 0.0)
        free += np.where(held > 0, len(months.days) - 1, 0)
        events += held
    enough = (events >= LEAST_EVENTS * total) & (free >= LEAST_MONTHS - len(used))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(enough, np.maximum(squares / free, 1.0), np.nan)


def above_all(growth: Growth, scale: float, whole: float) -> Floats:
    """p-values of R > `whole`, the growth of all together taken as a fixed number; one-sided, widened by phi.

    It is the level at which the lower limit of the wide interval would reach `whole`. 1 where b = 0.
    """
    from scipy.special import betainc

    share = (whole / scale) / (1 + whole / scale)
    a, b = growth.a / growth.widening, growth.b / growth.widening
    return np.where(growth.b > 0, betainc(np.where(b > 0, b, 1.0), a + 1, share), 1.0)


def q_values(p: Floats) -> Floats:
    """Benjamini and Hochberg (1995): the false discovery rate at which each is still called a discovery."""
    order = np.argsort(p, kind="stable")
    places = np.arange(1, len(p) + 1)
    q = np.minimum.accumulate((p[order] * len(p) / places)[::-1])[::-1]
    out = np.empty_like(p)
    out[order] = np.minimum(q, 1.0)
    return out


def ranking(growth: Growth, least: int = 0) -> npt.NDArray[np.int64]:
    """Places of the categories with a >= max(1, `least`), by the lower limit of the wide interval, the highest first.

    Ties fall to the larger b. Categories with a = 0 are not ranked: they are new, and have no growth.
    """
    ranked = np.flatnonzero(growth.a >= max(1, least))
    return ranked[np.lexsort((-growth.b[ranked], -growth.wide_low[ranked]))]


def new_ones(growth: Growth) -> npt.NDArray[np.int64]:
    """Places of the categories with none in the first window and some in the second, the most frequent first."""
    new = np.flatnonzero((growth.a == 0) & (growth.b > 0))
    return new[np.argsort(-growth.b[new], kind="stable")]


def by_month(
    codes: npt.NDArray[np.integer[Any]],
    months: npt.NDArray[np.integer[Any]],
    categories: int,
    count: int,
    person: npt.NDArray[np.int64] | None = None,
) -> Counts:
    """Events of each category in each month, int64[categories, count]; rows with a code or month below 0 are left out.

    With `person` (-1 = nobody knows who), each person counts once a category and month; a row without one counts.
    """
    held = (codes >= 0) & (months >= 0) & (months < count)
    cell = codes[held].astype(np.int64) * count + months[held]
    if person is not None:
        who = person[held]
        known = who >= 0
        numbers = np.unique(who[known], return_inverse=True)[1].astype(np.int64)
        size = int(numbers.max(initial=-1)) + 1
        pairs = np.unique(cell[known] * max(size, 1) + numbers)
        cell = np.concatenate((pairs // max(size, 1), cell[~known]))
    return np.bincount(cell, minlength=categories * count).reshape(categories, count)
