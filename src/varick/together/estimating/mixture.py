"""Intervals of several tables as one interval: what linkage leaves open is added to what sampling does."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from varick.together.estimating.estimate import Estimate

Floats = npt.NDArray[np.float64]
POINTS = 201
"""Quantiles by which the distribution of one answer is told."""
HALF = 0.5
"""Added to people on no list before the logarithm is taken, which has none at 0."""


def mixed(answers: Sequence[Estimate], unions: Sequence[int]) -> Estimate:
    """The answers of one method on equally likely tables as one: median and equal-tailed limits of the mixture.

    Each answer stands for a distribution of the people on no list whose logarithm is normal on either side of the value,
    each side as wide as its own limit says. `unions` are the people on any list in each table. A method without an upper
    limit keeps none.
    """
    level = answers[0].level
    pooled = np.concatenate([_quantiles(a, union) for a, union in zip(answers, unions, strict=True)])
    low, value, high = (float(x) for x in np.quantile(pooled, [HALF - level / 2, HALF, HALF + level / 2]))
    sided = any(answer.high is None for answer in answers)
    return replace(answers[0], value=value, low=low, high=None if sided else high)


def spread(central: Estimate, union: int, quick: Sequence[float], unions: Sequence[int]) -> Estimate:
    """The answer of a slow method on one central table, moved over all drawn tables as a quick one moves.

    `quick` are the quick method's values on the drawn tables and `unions` their people on any list; the central table, with
    `union` of them, is the one in their middle. Those on no list are taken to grow and shrink alike for both methods.
    """
    assert central.value is not None
    assert central.low is not None
    high = central.value if central.high is None else central.high
    missing = np.maximum(np.array(quick) - np.array(unions), 0) + HALF
    factors = missing / np.median(missing)
    moved = [
        replace(central, value=n + f * v, low=n + f * low, high=n + f * top)
        for n, f in zip(unions, factors.tolist(), strict=True)
        for low, v, top in [[max(0.0, x - union) for x in (central.low, central.value, high)]]
    ]
    found = mixed(moved, unions)
    return replace(found, high=None) if central.high is None else found


def _quantiles(answer: Estimate, union: int) -> Floats:
    assert answer.value is not None
    assert answer.low is not None
    high = answer.value if answer.high is None else answer.high
    z = np.array([NormalDist().inv_cdf((i + HALF) / POINTS) for i in range(POINTS)])
    reach = NormalDist().inv_cdf(HALF + answer.level / 2)
    middle, low, top = (float(np.log(max(0.0, x - union) + HALF)) for x in (answer.value, answer.low, high))
    width = np.where(z < 0, max(0.0, middle - low), max(0.0, top - middle)) / reach
    found: Floats = union + np.maximum(0.0, np.exp(middle + z * width) - HALF)
    return found
