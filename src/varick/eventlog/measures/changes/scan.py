"""One change of level in monthly counts: the quasi-Poisson likelihood ratio of every month, and the month with the most.

For each month from the `margin`-th to the `margin`-th from the end, twice the gain in Poisson log-likelihood of two
rates (before, from that month on) over one is computed; the largest, divided by the dispersion of what the two rates
leave, is the statistic. What value of it chance alone reaches is not read off a table: see `calibrate`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError

Array = npt.NDArray[Any]

MARGIN = 3
"""Fewest months on either side of a change."""
SHORTEST = 12
"""Fewest months in which a change is looked for."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The strongest change of each series; all arrays have one entry a series.

    `split` (int) is the first month of the new level, counted from 0; `before` and `after` the counts on either side
    and `days_before`, `days_after` their days; `statistic` the largest likelihood ratio over `dispersion`, which is
    Pearson's, over the two levels, and at least 1; `correlation` is that of neighbouring months' residuals. `gains`,
    of shape (series, months), is the likelihood ratio of each month, NaN where no change is looked for.
    """

    split: npt.NDArray[np.int64]
    before: npt.NDArray[np.float64]
    after: npt.NDArray[np.float64]
    days_before: npt.NDArray[np.float64]
    days_after: npt.NDArray[np.float64]
    statistic: npt.NDArray[np.float64]
    dispersion: npt.NDArray[np.float64]
    correlation: npt.NDArray[np.float64]
    gains: npt.NDArray[np.float64]

    @property
    def ratio(self) -> npt.NDArray[np.float64]:
        """Rate after over rate before, inf where nothing was before and NaN where nothing is at all."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return (self.after / self.days_after) / (self.before / self.days_before)


def scan(counts: Array, days: Array, margin: int = MARGIN) -> Scan:
    """Scan series of counts (series, months) over months of `days` (months,) for their strongest change of level.

    Raises VarickError for arrays that do not fit, fewer than `SHORTEST` months, negative counts or months without days.
    """
    y, e = checked(counts, days)
    months = y.shape[1]
    if months < max(SHORTEST, 2 * margin):
        raise VarickError(
            f"{months} months are too few to look for a change; give {max(SHORTEST, 2 * margin)} or more"
        )
    places = np.arange(margin, months - margin + 1)
    left = np.cumsum(y, axis=1)[:, places - 1]
    left_days = np.cumsum(e)[places - 1]
    total, all_days = y.sum(axis=1), e.sum()
    ratios = gain(left, left_days, total[:, None], all_days)
    best = ratios.argmax(axis=1)
    rows = np.arange(len(y))
    before, days_before = left[rows, best], left_days[best]
    after, days_after = total - before, all_days - days_before
    split = places[best]
    second = np.arange(months)[None, :] >= split[:, None]
    rates = np.where(second, (after / days_after)[:, None], (before / days_before)[:, None])
    dispersion, correlation = residual(y, rates * e[None, :])
    gains = np.full(y.shape, np.nan)
    gains[:, places[places < months]] = ratios[:, places < months]
    statistic = ratios[rows, best] / dispersion
    return Scan(split, before, after, days_before, days_after, statistic, dispersion, correlation, gains)


def gain(left: Array, left_days: Array, total: Array, all_days: float) -> Array:
    """Twice the gain in Poisson log-likelihood of two rates over one, for counts `left` in `left_days` of all."""
    from scipy.special import xlogy

    right, right_days = total - left, all_days - left_days
    two = xlogy(left, left / left_days) + xlogy(right, right / right_days)
    found: Array = np.maximum(2 * (two - xlogy(total, total / all_days)), 0)
    return found


def residual(y: Array, fitted: Array) -> tuple[Array, Array]:
    """Pearson dispersion (two levels fitted, at least 1) and lag-1 correlation of Pearson residuals, one a series."""
    with np.errstate(divide="ignore", invalid="ignore"):
        left_over = np.where(fitted > 0, (y - fitted) / np.sqrt(fitted), 0.0)
    squares = np.square(left_over).sum(axis=1)
    neighbours = (left_over[:, 1:] * left_over[:, :-1]).sum(axis=1)
    correlation = np.divide(neighbours, squares, out=np.zeros_like(squares), where=squares > 0)
    return np.maximum(squares / (y.shape[1] - 2), 1.0), correlation


def inflation(found: Scan) -> npt.NDArray[np.float64]:
    """By how much the variance of a sum of months exceeds Poisson's: dispersion, and more where months go together."""
    together = np.clip(found.correlation, 0.0, 0.8)
    widened: npt.NDArray[np.float64] = found.dispersion * (1 + together) / (1 - together)
    return widened


def ratio_interval(
    found: Scan, level: float = 0.95
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Limits of the ratio after over before, as if the month had been named beforehand (it was not: it was chosen as the
    strongest, so that the ratio tends to be too far from 1). Half a row stands in for none."""
    from scipy.stats import t

    y1, y2 = np.maximum(found.before, 0.5), np.maximum(found.after, 0.5)
    center = np.log((y2 / found.days_after) / (y1 / found.days_before))
    wide = t.ppf(0.5 + level / 2, found.gains.shape[1] - 2) * np.sqrt(inflation(found) * (1 / y1 + 1 / y2))
    return np.exp(center - wide), np.exp(center + wide)


def checked(counts: Array, days: Array) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Counts (series, months) and days (months,) as floats. Raises VarickError where they are not such."""
    y, e = np.asarray(counts, dtype=np.float64), np.asarray(days, dtype=np.float64)
    if y.ndim != 2 or e.shape != y.shape[1:]:
        raise VarickError(
            f"counts of shape {y.shape} and days of shape {e.shape} do not fit; give (series, months), (months,)"
        )
    if not np.isfinite(y).all() or (y < 0).any():
        raise VarickError("a count is negative or missing; give a whole number for each month")
    if not (e > 0).all():
        raise VarickError("a month has no days; leave it out of both arrays")
    return y, e
