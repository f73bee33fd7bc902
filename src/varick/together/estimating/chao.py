"""At least how many: the lower bound of Chao, which holds when people differ in how likely lists are to meet them."""

from math import sqrt

import numpy as np

from varick.together.estimating.estimate import LEVEL, Estimate
from varick.together.estimating.few import too_few
from varick.together.estimating.lognormal import lognormal
from varick.together.estimating.table import Overlaps


def chao(table: Overlaps, level: float = LEVEL) -> Estimate:
    """A lower bound, with the lower limit of its interval; `high` is None, since it says nothing about how many more.

    n + (f1^2 - sum of z_i^2) / (2 (f2 + 1)) with f1, f2 people on exactly one and two lists and z_i those on list i only:
    Chao 1987, in the form for lists of unequal size (Chao 1989, recalled); for two lists it is Chapman's estimate.
    People may differ; lists must not avoid each other. The variance is the linear one, with the counts multinomial.
    Refused where `too_few` says so.
    """
    few = too_few(table)
    if few:
        return few.of("chao")
    on = table.patterns
    alone, twice = on.sum(axis=1) == 1, on.sum(axis=1) == 2
    counts = table.counts.astype(float)
    f1, f2 = float(counts[alone].sum()), float(counts[twice].sum())
    products = f1**2 - float((counts[alone] ** 2).sum())
    unseen = products / (2 * (f2 + 1))
    value = table.union + unseen
    slope = np.ones(len(counts))
    slope[alone] += (f1 - counts[alone]) / (f2 + 1)
    slope[twice] -= products / (2 * (f2 + 1) ** 2)
    variance = max(float((slope**2 * counts).sum() - (slope * counts).sum() ** 2 / value), 0.0)
    low, _ = lognormal(table.union, unseen, variance, level)
    return Estimate(
        "chao", value, low, None, level, details={"se": sqrt(variance), "f1": int(f1), "f2": int(f2)}
    )
