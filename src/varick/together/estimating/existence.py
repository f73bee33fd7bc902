"""Whether a log-linear model has a maximum likelihood estimate on a table, and only one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from varick.together.estimating.design import Models

Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NOTHING = 1e-8
"""A singular value of a matrix of small whole numbers below this is zero."""


@dataclass(frozen=True, slots=True)
class Support:
    """What of each model is left when interactions that nobody shows are taken as minus infinity.

    `cells` (models, patterns) is False where such an interaction makes a pattern impossible, `columns` (models, columns) the
    parameters that stay finite; `exists` and `identified` (models,) say whether those have a maximum likelihood estimate,
    and whether the patterns left tell them apart.
    """

    cells: Models
    columns: Models
    exists: Flags
    identified: Flags

    @property
    def sound(self) -> Flags:
        """(models,): those that may be fitted."""
        return self.exists & self.identified


def support(x: Matrix, counts: npt.NDArray[np.int64], models: Models) -> Support:
    """The two checks of `SparseMSE::checkident` for many models at once.

    `x` (patterns, columns) is a design of ones and zeros, `models` (models, columns) which columns each has. An interaction
    of lists that share nobody is minus infinity; its patterns are left out (Chan, Silverman & Vincent, arXiv 1902.05156).
    On the rest the estimate exists unless some direction of the parameters leaves the expected numbers of all patterns that
    occur as they are and lowers others without end (Fienberg & Rinaldo 2012), and it is identified if the design has
    full rank. Both pass from a model to the smaller ones with the same patterns, so that few models are looked at.
    """
    empty = (counts @ x) == 0
    cells = ~(models[:, empty].astype(np.float64) @ x[:, empty].T > 0)
    columns = models & ~empty
    exists, identified = np.ones(len(models), bool), np.ones(len(models), bool)
    _, first, group = np.unique(models[:, empty], axis=0, return_index=True, return_inverse=True)
    group = group.reshape(-1)
    for at in np.flatnonzero(_short(x, cells[first] & (counts > 0), ~empty)):
        members = np.flatnonzero(group == at)
        possible = cells[first[at]]
        there, absent = x[possible & (counts > 0)], x[possible & (counts == 0)]
        own = columns[members]
        identified[members] = _downward(own, partial(_full, x[possible]))
        exists[members] = _downward(own, partial(_exists, there, absent))
    return Support(cells, columns, exists, identified)


def _short(x: Matrix, rows: Models, columns: Flags) -> Flags:
    """Whether these rows of the design, different ones for each group, fall short of full rank."""
    c = int(columns.sum())
    chosen = x[:, columns]
    products = (chosen[:, :, None] * chosen[:, None, :]).reshape(len(x), c * c)
    gram = (rows.astype(np.float64) @ products).reshape(-1, c, c)
    return np.asarray(np.linalg.eigvalsh(gram)[:, 0] < NOTHING)


def _downward(models: Models, holds: Callable[[Flags], bool]) -> Flags:
    """For which models something holds that, where it holds for a model, holds for every smaller one inside it.

    Largest and smallest undecided models are asked in turn: what holds settles all below, what does not all above."""
    sizes = models.sum(axis=1)
    found = np.zeros(len(models), bool)
    open_ = np.ones(len(models), bool)
    largest = True
    while open_.any():
        left = np.flatnonzero(open_)
        one = left[sizes[left].argmax() if largest else sizes[left].argmin()]
        if holds(models[one]):
            below = ~(models & ~models[one]).any(axis=1)
            found |= below
            open_ &= ~below
        else:
            open_ &= (~models & models[one]).any(axis=1)
        largest = not largest
    return found


def _full(rows: Matrix, columns: Flags) -> bool:
    rows = rows[:, columns]
    return bool(np.linalg.matrix_rank(rows, tol=NOTHING) == rows.shape[1])


def _exists(there: Matrix, absent: Matrix, columns: Flags) -> bool:
    """Whether no direction of the parameters leaves the patterns that are there as they are and lowers some of the absent
    ones while raising none."""
    _, sizes, directions = np.linalg.svd(there[:, columns], full_matrices=True)
    moves = absent[:, columns] @ directions[int((sizes > NOTHING).sum()) :].T
    moves = moves[(np.abs(moves) > NOTHING).any(axis=1)]
    if not moves.size:
        return True
    # weights that are all positive and balance the moves prove it at once; the nearest to equal ones often are such
    even = 1 - moves @ np.linalg.lstsq(moves, np.ones(len(moves)), rcond=None)[0]
    if even.min() > NOTHING:
        return True
    if moves.shape[1] == 1:
        return bool((moves > 0).any() and (moves < 0).any())
    from scipy.optimize import linprog

    # lower the patterns as much as possible, none by more than 1: 0 if none can be lowered, otherwise one by 1
    found = linprog(
        moves.sum(axis=0),
        A_ub=np.vstack([moves, -moves]),
        b_ub=np.repeat([0.0, 1.0], len(moves)),
        bounds=(None, None),
    )
    return bool(found.status == 0 and found.fun > -0.5)
