"""The interval for how many there are in all, when those that were not seen are log-normal."""

from math import exp, log1p, sqrt
from statistics import NormalDist

from varick.together.estimating.estimate import LEVEL


def lognormal(seen: float, unseen: float, variance: float, level: float = LEVEL) -> tuple[float, float]:
    """Limits for seen + unseen, never below what was seen.

    `unseen` is the estimate of those on no list and `variance` the variance of it. Source: Burnham et al. 1987 and
    Chao 1987 (recalled). The limits are `seen` where nobody is thought to be missing.
    """
    if unseen <= 0:
        return seen, seen
    # beyond these ends a limit is no number that anybody reads, and a float would not hold it
    relative = min(sqrt(variance) / unseen, 1e100)
    spread = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(log1p(relative**2))
    factor = exp(min(spread, 300.0))
    return seen + unseen / factor, seen + unseen * factor
