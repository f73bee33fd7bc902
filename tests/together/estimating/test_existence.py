"""Which models have an estimate: as SparseMSE documents it, and as its linear programme says on random tables."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from varick.together.estimating.design import design, family, terms
from varick.together.estimating.existence import support
from varick.together.estimating.loglinear import one_model
from varick.together.estimating.table import Overlaps

AB, AC, BC = (0, 1), (0, 2), (1, 2)


def test_artificial_3_is_judged_as_its_authors_say(published: Callable[[str], Overlaps]) -> None:
    """SparseMSE, man/Artificial_3.Rd."""
    table = published("artificial_3_bad")
    pairs, models = family(3, 2)
    check = support(design(3, pairs), table.counts, models)
    found = {
        tuple(pair for pair, has in zip(pairs, model[4:], strict=True) if has): (
            bool(exists),
            bool(identified),
        )
        for model, exists, identified in zip(models, check.exists, check.identified, strict=True)
    }
    assert found == {
        (): (True, True),
        (AC,): (True, True),
        (BC,): (True, True),
        (AC, BC): (True, True),
        (AB,): (False, True),
        (AB, AC): (False, True),
        (AB, BC): (False, True),
        (AB, AC, BC): (True, False),
    }
    assert one_model(table, [AB]) is None
    assert one_model(table, [AB, AC, BC]) is None
    assert one_model(table) is not None


def by_linear_programme(x: np.ndarray, counts: np.ndarray, model: np.ndarray) -> tuple[bool, bool]:
    """Existence and identifiability as Chan, Silverman & Vincent put it, for one model: is there a table of numbers, all
    above zero, with the sums that the model fits?"""
    empty = (counts @ x == 0) & model
    rows = ~(x[:, empty] > 0).any(axis=1)
    a = x[np.ix_(rows, model & ~empty)]
    y = counts[rows].astype(float)
    sums = a.T @ y / max(y.sum(), 1)
    n = len(a)
    lp = linprog(
        np.append(np.zeros(n), -1.0),
        A_eq=np.hstack([a.T, np.zeros((a.shape[1], 1))]),
        b_eq=sums,
        A_ub=np.hstack([-np.eye(n), np.ones((n, 1))]),
        b_ub=np.zeros(n),
        bounds=[(0, None)] * (n + 1),
    )
    return bool(lp.status == 0 and -lp.fun > 1e-7), bool(np.linalg.matrix_rank(a) == a.shape[1])


@given(
    st.sampled_from([3, 4, 5]).flatmap(
        lambda k: arrays(np.int64, 2**k - 1, elements=st.sampled_from([0, 0, 0, 1, 2, 9]))
    ),
    st.randoms(use_true_random=False),
)
def test_the_checks_are_those_of_the_linear_programme(counts: np.ndarray, random: object) -> None:
    k = (len(counts) + 1).bit_length() - 1
    if not counts.any():
        return
    pairs, models = family(k, 2)
    x = design(k, pairs)
    chosen = sorted(random.sample(range(len(models)), min(len(models), 8)))  # type: ignore[attr-defined]
    check = support(x, counts, models[chosen])
    for at, model in enumerate(models[chosen]):
        assert (bool(check.exists[at]), bool(check.identified[at])) == by_linear_programme(x, counts, model)


def test_the_families_have_the_known_sizes() -> None:
    """Rcapture, man/closedpMS.Rd: 113 models of 4 lists without the interaction of all."""
    assert [len(family(k, 2)[1]) for k in (2, 3, 4, 5, 6)] == [1, 8, 64, 1024, 32768]
    assert [len(family(k, 3)[1]) for k in (2, 3, 4)] == [1, 8, 113]
    assert terms(3, 3) == [AB, AC, BC]


@pytest.mark.parametrize("k", [4, 5])
def test_every_model_of_a_family_is_hierarchical_and_comes_once(k: int) -> None:
    all_terms, models = family(k, 3)
    assert len({model.tobytes() for model in models}) == len(models)
    has = models[:, 1 + k :]
    for at, term in enumerate(all_terms):
        for pair in combinations(term, 2):
            assert not (has[:, at] & ~has[:, all_terms.index(pair)]).any()
