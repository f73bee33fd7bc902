"""The log-linear models of a table as one design matrix: which interactions each of them has."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from varick.together.estimating.table import patterns

Term = tuple[int, ...]
"""Lists whose being on all of them has a parameter of its own: (0, 1) is the dependence of the first two."""
Models = npt.NDArray[np.bool_]
"""(models, columns): which columns of the design each model has."""


def terms(k: int, order: int) -> list[Term]:
    """The interactions of up to `order` of k lists, pairs first; never that of all k, which cannot be told from those on
    no list."""
    return [term for size in range(2, min(order, k - 1) + 1) for term in combinations(range(k), size)]


def design(k: int, interactions: Sequence[Term]) -> npt.NDArray[np.float64]:
    """(2^k - 1, 1 + k + interactions): a column of ones, one of each list, one of each interaction."""
    on = patterns(k)
    columns = [np.ones(len(on), bool), *on.T, *(on[:, list(term)].all(axis=1) for term in interactions)]
    return np.stack(columns, axis=1).astype(np.float64)


def family(k: int, order: int) -> tuple[list[Term], Models]:
    """All hierarchical models of k lists with every list and interactions of up to `order` lists: the terms, and
    (models, 1 + k + terms). A model with an interaction of three lists has those of its pairs.

    Two lists have 1 model. With pairs: 8, 64, 1,024 and 32,768 for 3 to 6 lists; of order 3: 113 for 4 lists.
    """
    all_terms = terms(k, order)
    pairs = [term for term in all_terms if len(term) == 2]
    sets = np.arange(2 ** len(pairs))[:, None] >> np.arange(len(pairs)) & 1 == 1
    for term in all_terms[len(pairs) :]:
        needed = [pairs.index(pair) for pair in combinations(term, 2)]
        may = sets[:, needed].all(axis=1)
        without = np.pad(sets, ((0, 0), (0, 1)))
        with_it = np.pad(sets[may], ((0, 0), (0, 1)), constant_values=True)
        sets = np.concatenate([without, with_it])
    return all_terms, np.pad(sets, ((0, 0), (1 + k, 0)), constant_values=True)
