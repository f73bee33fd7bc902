"""The month of a change, as a distribution: the exact posterior of one change between two Poisson rates.

Each level has an exponential prior whose mean is the rate of the whole series; the month is equally likely anywhere
the scan looks. Counts and days are divided by the variance inflation of the months first (dispersion, and more where
neighbours go together): counts that scatter more than Poisson's say less about the month than they seem to.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.eventlog.measures.changes.scan import MARGIN, Array, checked


@dataclass(frozen=True, slots=True)
class Dated:
    """One entry a series: `month` (int, the first of the new level, from 0) is the likeliest; `probability` (series,
    months) sums to 1 and says how likely each is, given that there was one change; `credible` (bool, same shape) is
    the smallest set of months that holds the level asked for; `changed` is the probability of a change against none,
    both equally likely beforehand."""

    month: npt.NDArray[np.int64]
    probability: npt.NDArray[np.float64]
    credible: npt.NDArray[np.bool_]
    changed: npt.NDArray[np.float64]


def dated(counts: Array, days: Array, inflation: Array, level: float = 0.95, margin: int = MARGIN) -> Dated:
    """The posterior of the month of one change for counts (series, months) over months of `days`, with the variance
    inflation of each series (see `scan.inflation`; 1 = Poisson). Raises VarickError for arrays that do not fit."""
    y, e = checked(counts, days)
    months = y.shape[1]
    phi = np.maximum(np.asarray(inflation, dtype=np.float64), 1.0)
    places = np.arange(margin, months - margin + 1)
    left = np.cumsum(y, axis=1)[:, places - 1] / phi[:, None]
    left_days = np.cumsum(e)[places - 1][None, :] / phi[:, None]
    total, all_days = y.sum(axis=1) / phi, e.sum() / phi
    scale = all_days / np.maximum(total, 1e-9)
    one = evidence(total, all_days, scale)
    two = evidence(left, left_days, scale[:, None])
    two += evidence(total[:, None] - left, all_days[:, None] - left_days, scale[:, None])
    top = two.max(axis=1)
    weight = np.exp(two - top[:, None])
    probability = np.zeros(y.shape)
    inside = places < months
    probability[:, places[inside]] = (weight / weight.sum(axis=1, keepdims=True))[:, inside]
    odds = np.clip(top + np.log(weight.mean(axis=1)) - one, -700, 700)
    return Dated(
        probability.argmax(axis=1),
        probability,
        smallest(probability, level),
        1 / (1 + np.exp(-odds)),
    )


def evidence(count: Array, days: Array, scale: Array) -> Array:
    """Logarithm of the probability of a level's counts under an exponential prior of mean 1 / `scale` for its rate."""
    from scipy.special import gammaln

    found: Array = np.log(scale) + gammaln(1 + count) - (1 + count) * np.log(scale + days)
    return found


def smallest(probability: Array, level: float) -> npt.NDArray[np.bool_]:
    """The fewest months whose probabilities reach `level`, one row a series."""
    order = np.argsort(-probability, axis=1, kind="stable")
    ranked = np.take_along_axis(probability, order, axis=1)
    needed = np.cumsum(ranked, axis=1) - ranked < level
    chosen = np.zeros(probability.shape, dtype=np.bool_)
    np.put_along_axis(chosen, order, needed & (ranked > 0), axis=1)
    return chosen
