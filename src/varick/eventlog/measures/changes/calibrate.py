"""How often chance alone does as well: the scan's statistic under simulated series that never changed.

A series of the null keeps one level. Its months scatter like a negative binomial (mean, dispersion) and lean on their
neighbours (an AR(1) beneath a Gaussian copula). Nobody knows that correlation, and 15 or 36 months say little about
it, so it is drawn evenly from 0 to `MOST_CORRELATED` for each simulated series, and a series is compared with those
simulated ones whose residuals are about as correlated as its own. A threshold thus depends on the number of months,
the mean, the dispersion and the correlation of the residuals, and on nothing else: it stands before a series is
opened. Mean and dispersion are rounded to powers of two, so that series share simulations.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from varick.eventlog.measures.changes.scan import MARGIN, Array, Scan, scan

DRAWS = 40_000
"""Series simulated for one mean and dispersion."""
COMPARED = 5_000
"""Of them, those whose residuals are most nearly as correlated; the least p-value is one in COMPARED + 1."""
MOST_CORRELATED = 0.8
"""The highest correlation of neighbouring months that an unchanged series is thought to have. Judged."""
LARGE = 256.0
"""A monthly mean above which only the relative scatter matters."""


@dataclass(frozen=True, slots=True)
class Null:
    """Simulated series without a change, by the correlation of their residuals: that, and the scan's statistic."""

    correlation: npt.NDArray[np.float64]
    statistic: npt.NDArray[np.float64]

    def exceeded(self, correlation: float, statistic: float) -> float:
        """Share of comparable unchanged series that reach the statistic, counting the series itself."""
        compared = min(COMPARED, len(self.statistic))
        place = int(np.searchsorted(self.correlation, correlation))
        first = min(max(place - compared // 2, 0), len(self.statistic) - compared)
        above = int(np.count_nonzero(self.statistic[first : first + compared] >= statistic))
        return (above + 1) / (compared + 1)


def simulated(
    rng: np.random.Generator,
    draws: int,
    months: int,
    mean: float,
    dispersion: float,
    correlation: Array | float,
) -> npt.NDArray[np.int64]:
    """Counts (draws, months) around one level: negative binomial of this mean and variance `dispersion` x mean (Poisson
    at 1), over an AR(1) of this correlation, one number or one a draw."""
    from scipy.special import ndtri
    from scipy.stats import nbinom, poisson

    held = np.broadcast_to(np.asarray(correlation, dtype=np.float64), draws)
    fresh = np.sqrt(1 - held * held)
    state = rng.standard_normal((months, draws))
    for month in range(1, months):
        state[month] = held * state[month - 1] + fresh * state[month]
    size = mean / (dispersion - 1) if dispersion > 1 else 0.0
    law = nbinom(size, size / (size + mean)) if size else poisson(mean)
    # the count is how many of its law's limits lie below the normal value; beyond one in 10^9 nothing is told apart
    limits = ndtri(law.cdf(np.arange(int(law.isf(1e-9)) + 1)))
    return np.searchsorted(limits, state.T).astype(np.int64)


def cell(mean: float, dispersion: float) -> tuple[float, float]:
    """Mean and dispersion rounded to powers of two; a mean above `LARGE` is brought down with its relative scatter."""
    excess = max(dispersion - 1, 0.0)
    if mean > LARGE:
        mean, excess = LARGE, max(excess * LARGE / mean, min(excess, 4.0))
    rounded = 2.0 ** round(float(np.log2(max(mean, 0.5))))
    return rounded, 1.0 + (0.0 if excess < 0.125 else 2.0 ** round(float(np.log2(excess))))


@lru_cache(maxsize=128)
def null(months: int, mean: float, dispersion: float, margin: int = MARGIN, seed: int = 0) -> Null:
    """The null of one mean and dispersion; the same numbers give the same null, whatever was asked before."""
    keys = [seed, months, margin, round(mean * 1024), round(dispersion * 1024)]
    rng = np.random.default_rng(np.random.SeedSequence(keys))
    correlation = rng.uniform(0.0, MOST_CORRELATED, DRAWS)
    found = scan(simulated(rng, DRAWS, months, mean, dispersion, correlation), np.ones(months), margin)
    order = np.argsort(found.correlation, kind="stable")
    return Null(found.correlation[order], found.statistic[order])


def p_values(found: Scan, margin: int = MARGIN, seed: int = 0) -> npt.NDArray[np.float64]:
    """For each series of a scan: how often a comparable series without a change reaches its statistic.

    Not below 1 / (COMPARED + 1). A series without any rows has 1.
    """
    months = found.gains.shape[1]
    total = found.before + found.after
    answer = np.ones(len(total))
    cells = {
        place: cell(total[place] / months, found.dispersion[place])
        for place in np.flatnonzero(total > 0).tolist()
    }
    for place in sorted(cells, key=lambda place: cells[place]):  # one null after the other: few are kept
        law = null(months, *cells[place], margin, seed)
        answer[place] = law.exceeded(found.correlation[place], found.statistic[place])
    return answer


def adjusted(p: Array) -> npt.NDArray[np.float64]:
    """q-values of Benjamini and Hochberg (1995): where those with q below a level are called changed, about that share of
    the calls is false, if the series are independent or go together."""
    order = np.argsort(p)
    ranked = np.asarray(p, dtype=np.float64)[order] * len(p) / np.arange(1, len(p) + 1)
    answer = np.empty(len(p))
    answer[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return answer
