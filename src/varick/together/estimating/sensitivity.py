"""What an estimate would be if lists depended on each other, or links were lost, otherwise than anybody can measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log

import numpy as np

from varick.together.estimating import poisson
from varick.together.estimating.chapman import all_found
from varick.together.estimating.design import design
from varick.together.estimating.estimate import LEVEL, Estimate, refusal
from varick.together.estimating.existence import Support, support
from varick.together.estimating.lognormal import lognormal
from varick.together.estimating.table import Overlaps

ODDS = (1 / 4, 1 / 2, 2 / 3, 1.0, 3 / 2, 2.0, 4.0)
"""Odds ratios between lists for which the estimate is shown. 2: who is on one list has twice the odds of being on another."""
RECALLS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Shares of true links found for which the estimate is shown."""
METHOD = "dependence"


@dataclass(frozen=True, slots=True)
class Dependence:
    """The estimate if a pair of lists (each pair of lists where `pair` is None) had this odds ratio, and nothing else bound
    the lists to each other."""

    odds: float
    pair: tuple[str, str] | None
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Recalled:
    """The estimate for independent lists if this share of the true links between two records had been found."""

    recall: float
    estimate: Estimate


def dependent(
    table: Overlaps, odds: float = 1.0, pairs: Sequence[tuple[int, int]] | None = None, level: float = LEVEL
) -> Estimate:
    """How many there are in all if lists depend on each other by a given odds ratio in each of `pairs` (all by default).

    The dependence is put in, not estimated: two lists can say nothing about it, and of more lists that of all together
    stays unseen. A Poisson log-linear model with the list effects free and the logarithm of the odds ratio as an offset; two
    lists have the closed form n + odds * (n1 - m)(n2 - m) / (m + 1), which for 1 is Chapman's. The interval is
    log-normal. Refused where nobody is on two lists (`no_overlap`) or where there is no best fit or more than one
    (`not_identified`).
    """
    if not table.overlaps:
        return refusal(METHOD, "no_overlap")
    found = _of_two(table, odds, level) if table.k == 2 else _of_more(table, odds, pairs, level)
    if found is None:
        return refusal(METHOD, "not_identified")
    missing, low, high = found
    return Estimate(METHOD, table.union + missing, low, high, level, details={"odds": odds})


def _of_two(table: Overlaps, odds: float, level: float) -> tuple[float, float, float]:
    """(people on no list, limits for all) for two lists: Chapman's estimate and Seber's variance, times the odds ratio.

    Where one list holds all of the other nobody is thought to be missing and the variance is 0, but the upper limit is not:
    it is Chapman's there, and those beyond the union in it are multiplied as others are."""
    first, second, both = table.pair(0, 1)
    alone = (first - both) * (second - both)
    variance = (first + 1) * (second + 1) * alone / ((both + 1) ** 2 * (both + 2))
    missing = odds * alone / (both + 1)
    low, high = lognormal(table.union, missing, odds**2 * variance, level)
    if not alone:
        high = table.union + odds * (all_found(first, second, both, level) - table.union)
    return missing, low, high


def _of_more(
    table: Overlaps, odds: float, pairs: Sequence[tuple[int, int]] | None, level: float
) -> tuple[float, float, float] | None:
    """As `_of_two` for three lists and more, by Poisson regression; None where it has no best fit, or more than one.

    What is put in changes no column of the design, so that the fit exists where that of independent lists does."""
    on = table.patterns
    offset = np.zeros(len(on))
    for i, j in combinations(range(table.k), 2) if pairs is None else pairs:
        offset += log(odds) * (on[:, i] & on[:, j])
    check = _independent(table.k, (table.counts > 0).tobytes())
    if not check.sound[0]:
        return None
    fits = poisson.fit(design(table.k, ()), table.counts, check.cells, check.columns, offset)
    if not fits.arrived[0]:
        return None
    missing = float(fits.unseen[0])
    return missing, *lognormal(table.union, missing, float(fits.variance[0]), level)


@lru_cache(maxsize=256)
def _independent(k: int, present: bytes) -> Support:
    """Whether independent lists have a best fit, which depends on nothing but the patterns that occur (flags, as bytes)."""
    x = design(k, ())
    return support(x, np.frombuffer(present, bool).astype(np.int64), np.ones((1, x.shape[1]), bool))


def pairs_of(table: Overlaps) -> list[tuple[int, int]]:
    """The pairs of lists, in order."""
    return list(combinations(range(table.k), 2))
