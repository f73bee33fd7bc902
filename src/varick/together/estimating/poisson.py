"""Poisson regression of many models of one table at once, by Newton's method."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.together.estimating.design import Models

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
AT_ONCE = 4096
"""Models fitted together: their Hessians take some 20 MB."""
STEPS = 100
HALVINGS = 40
SMALL = 1e-11
"""A Newton step that would raise the log-likelihood by less than this share of it is the last."""


@dataclass(frozen=True, slots=True)
class Fits:
    """The fits of several models to one table, each (models,): people expected on no list and the variance of that number,
    the deviance, the log-likelihood, and whether Newton's method arrived."""

    unseen: Vector
    variance: Vector
    deviance: Vector
    loglik: Vector
    arrived: npt.NDArray[np.bool_]


def fit(
    x: Matrix, counts: npt.NDArray[np.int64], cells: Models, columns: Models, offset: Vector | None = None
) -> Fits:
    """Maximum likelihood of Poisson counts with log-linear means.

    `x` (patterns, parameters), its first column the constant, is 0 in all others for the pattern of no list, which is
    therefore expected exp(constant) times. `cells` (models, patterns) and `columns` (models, parameters) say which of
    them each model has. The variance of those on no list is u + u^2 var(constant), as in Rcapture's closedp: that of the
    population size with the counts Poisson. `offset` (patterns,) is added to every logarithm of a mean; for the pattern of
    no list it is 0.
    """
    known = np.zeros(len(x)) if offset is None else offset
    counted = counts.astype(np.float64)
    blocks = [slice(i, i + AT_ONCE) for i in range(0, len(cells), AT_ONCE)]
    parts = [_fit(x, counted, cells[b].astype(np.float64), columns[b], known) for b in blocks]
    return Fits(*(np.concatenate([getattr(part, name) for part in parts]) for name in Fits.__slots__))


def _fit(x: Matrix, y: Vector, cells: Matrix, columns: Models, known: Vector) -> Fits:
    products = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    start = y + 0.5
    pull = (cells * (start * (np.log(start) - known))) @ x * columns
    beta = _solved(_hessian(cells * start, products, columns), pull)
    left = np.arange(len(beta))
    arrived = np.zeros(len(beta), bool)
    for _ in range(STEPS):
        there, finite = cells[left], columns[left]
        expected = np.exp(np.minimum(beta[left] @ x.T + known, 700.0)) * there
        gradient = (y * there - expected) @ x * finite
        hessian = _hessian(expected, products, finite)
        step = _solved(hessian, gradient)
        gain = (gradient * step).sum(axis=1)
        now = _loglik(beta[left], x, y, there, known)
        done = gain <= SMALL * (1 + np.abs(now))
        arrived[left[done]] = True
        beta[left[done]] += step[done]
        left, step, now = left[~done], step[~done], now[~done]
        if not len(left):
            break
        beta[left] += _shortened(beta[left], step, now, x, y, cells[left], known)
    fitted = beta @ x.T + known
    expected = np.exp(np.minimum(fitted, 700.0)) * cells
    unit = np.zeros_like(beta)
    unit[:, 0] = 1
    spread = _solved(_hessian(expected, products, columns), unit)[:, 0]
    unseen = np.exp(np.minimum(beta[:, 0], 700.0))
    logs = np.log(np.where(y > 0, y, 1.0))
    deviance = 2 * ((y * (logs - fitted) - y) * cells + expected).sum(axis=1)
    loglik = _loglik(beta, x, y, cells, known) - _factorials(y)
    return Fits(unseen, unseen + unseen**2 * spread, deviance, loglik, arrived)


def _hessian(weights: Matrix, products: Matrix, columns: Models) -> Matrix:
    """(models, parameters, parameters), with 1 on the diagonal for parameters that a model does not have."""
    c = columns.shape[1]
    hessian = (weights @ products).reshape(-1, c, c)
    hessian *= columns[:, :, None] & columns[:, None, :]
    diagonal = np.arange(c)
    hessian[:, diagonal, diagonal] += ~columns
    return hessian


def _solved(hessian: Matrix, right: Matrix) -> Matrix:
    """The solution for each model; where a mean has shrunk to nothing the diagonal is raised by the rounding error."""
    diagonal = np.arange(hessian.shape[1])
    hessian[:, diagonal, diagonal] *= 1 + 1e-14
    try:
        found = np.linalg.solve(hessian, right[:, :, None])
    except np.linalg.LinAlgError:
        hessian[:, diagonal, diagonal] += 1e-12 * (1 + hessian[:, diagonal, diagonal])
        found = np.linalg.solve(hessian, right[:, :, None])
    return np.asarray(found[:, :, 0], np.float64)


def _loglik(beta: Matrix, x: Matrix, y: Vector, cells: Matrix, known: Vector) -> Vector:
    logs = beta @ x.T + known
    found: Vector = ((y * logs - np.exp(np.minimum(logs, 700.0))) * cells).sum(axis=1)
    return found


def _shortened(
    beta: Matrix, step: Matrix, now: Vector, x: Matrix, y: Vector, cells: Matrix, known: Vector
) -> Matrix:
    """Each step, halved until the log-likelihood does not fall."""
    step = step.copy()
    falls = np.arange(len(beta))
    for _ in range(HALVINGS):
        after = _loglik(beta[falls] + step[falls], x, y, cells[falls], known)
        falls = falls[~(after >= now[falls] - 1e-12 * (1 + np.abs(now[falls])))]
        if not len(falls):
            break
        step[falls] /= 2
    return step


def _factorials(y: Vector) -> float:
    from math import lgamma

    return sum(lgamma(count + 1) for count in y)
