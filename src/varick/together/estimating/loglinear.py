"""Log-linear models of which lists depend on each other, and their average."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from varick.together.estimating import poisson
from varick.together.estimating.design import Models, Term, design, family
from varick.together.estimating.estimate import LEVEL, Estimate, refusal
from varick.together.estimating.existence import support
from varick.together.estimating.few import too_few
from varick.together.estimating.lognormal import lognormal
from varick.together.estimating.table import Overlaps

Criterion = Literal["aic", "bic"]
TOLD = 10
"""How many models `details` lists, best first."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model fitted: people in all and the standard error of that number, its deviance and degrees of freedom, AIC and
    BIC (with the logarithm of how many people are on any list)."""

    value: float
    se: float
    deviance: float
    df: int
    aic: float
    bic: float


def one_model(
    table: Overlaps, interactions: Sequence[Term] = (), extra: npt.NDArray[np.float64] | None = None
) -> Model | None:
    """One log-linear model with every list, some `interactions` ((0, 1) for the first two lists), and `extra` columns
    (patterns, columns) that are 0 for the pattern of no list; None where its estimate does not exist or is not
    identified.

    Without interactions it is Mt of Otis et al. 1978. `extra` is how heterogeneity enters (2^j - 1 for those on j
    lists: Rcapture's Mth Poisson2).
    """
    x = design(table.k, interactions)
    models = np.ones((1, x.shape[1]), bool)
    check = support(x, table.counts, models)
    if not check.sound[0]:
        return None
    columns = check.columns
    if extra is not None:
        x = np.hstack([x, extra])
        columns = np.pad(columns, ((0, 0), (0, extra.shape[1])), constant_values=True)
    return _fitted(table, x, check.cells, columns)


def fitted(table: Overlaps, x: npt.NDArray[np.float64]) -> Model | None:
    """The log-linear model of any design (patterns, parameters) that has a column of ones first and is 0 in the others for
    the pattern of no list; None where Newton's method does not arrive."""
    return _fitted(table, x, np.ones((1, len(x)), bool), np.ones((1, x.shape[1]), bool))


def _fitted(table: Overlaps, x: npt.NDArray[np.float64], cells: Models, columns: Models) -> Model | None:
    fits = poisson.fit(x, table.counts, cells, columns)
    if not fits.arrived[0]:
        return None
    parameters = x.shape[1]
    return Model(
        value=table.union + float(fits.unseen[0]),
        se=sqrt(float(fits.variance[0])),
        deviance=float(fits.deviance[0]),
        df=len(x) - parameters,
        aic=-2 * float(fits.loglik[0]) + 2 * parameters,
        bic=-2 * float(fits.loglik[0]) + log(table.union) * parameters,
    )


def independent(table: Overlaps, level: float = LEVEL) -> Estimate:
    """The model in which no list depends on another and people do not differ (Mt), with a log-normal interval."""
    few = too_few(table)
    if few:
        return few.of("independent")
    model = one_model(table)
    if model is None:
        return refusal("independent", "not_identified")
    low, high = lognormal(table.union, model.value - table.union, model.se**2, level)
    details = {"se": model.se, "deviance": model.deviance, "df": model.df, "aic": model.aic, "bic": model.bic}
    return Estimate("independent", model.value, low, high, level, details=details)


def loglinear(
    table: Overlaps, criterion: Criterion = "bic", order: int = 2, level: float = LEVEL
) -> Estimate:
    """The average over all hierarchical log-linear models with interactions of up to `order` lists, weighted by AIC or BIC.

    Models whose estimate does not exist or is not identified are left out and counted. The variance is the unconditional one
    of Burnham & Anderson 2002 (recalled): within models and between them; the interval is log-normal. An interaction of
    lists that share nobody counts as a parameter, as in SparseMSE. Two lists have one model, that of independence. Refused
    where `too_few` says so and where no model is left.
    """
    method = f"loglinear_{criterion}"
    few = too_few(table)
    if few:
        return few.of(method)
    terms, models = family(table.k, order)
    x = design(table.k, terms)
    check = support(x, table.counts, models)
    sound = np.flatnonzero(check.sound)
    if not len(sound):
        return refusal(method, "not_identified")
    fits = poisson.fit(x, table.counts, check.cells[sound], check.columns[sound])
    sound, fits = sound[fits.arrived], _those(fits, fits.arrived)
    if not len(sound):
        return refusal(method, "not_identified")
    parameters = models[sound].sum(axis=1)
    penalty = 2.0 if criterion == "aic" else log(table.union)
    score = -2 * fits.loglik + penalty * parameters
    weights = np.exp(-(score - score.min()) / 2)
    weights /= weights.sum()
    unseen = float(weights @ fits.unseen)
    variance = float(weights @ (fits.variance + (fits.unseen - unseen) ** 2))
    low, high = lognormal(table.union, unseen, variance, level)
    order_of = np.argsort(score, kind="stable")[:TOLD]
    told = [
        _told(table, [term for term, has in zip(terms, models[sound[at], 1 + table.k :], strict=True) if has])
        | {
            "value": table.union + float(fits.unseen[at]),
            "se": sqrt(float(fits.variance[at])),
            "weight": float(weights[at]),
            criterion: float(score[at]),
            "deviance": float(fits.deviance[at]),
            "df": int(len(x) - parameters[at]),
        }
        for at in order_of
    ]
    likely = weights >= 0.01 * weights.max()
    details: dict[str, Any] = {
        "models": len(models),
        "left_out": len(models) - len(sound),
        "se": sqrt(variance),
        "lowest": table.union + float(fits.unseen[likely].min()),
        "highest": table.union + float(fits.unseen[likely].max()),
        "best": told,
    }
    return Estimate(method, table.union + unseen, low, high, level, details=details)


def _those(fits: poisson.Fits, which: npt.NDArray[np.bool_]) -> poisson.Fits:
    return poisson.Fits(*(getattr(fits, name)[which] for name in poisson.Fits.__slots__))


def _told(table: Overlaps, interactions: Sequence[Term]) -> dict[str, Any]:
    return {"interactions": [[table.lists[i] for i in term] for term in interactions]}
