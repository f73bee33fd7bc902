"""Published answers, to their printed digits. Sources stand in ../shared/mse/published.csv or beside the numbers."""

from collections.abc import Callable

import numpy as np
import pytest

from varick.together.estimating.design import Term, design
from varick.together.estimating.loglinear import Model, fitted, loglinear, one_model
from varick.together.estimating.table import Overlaps

Published = Callable[[str], Overlaps]


def model(table: Overlaps, interactions: list[Term] | None = None, extra: np.ndarray | None = None) -> Model:
    found = one_model(table, interactions or [], extra)
    assert found is not None
    return found


def poisson2(table: Overlaps) -> np.ndarray:
    """The column of Rcapture's Mth Poisson2, 2^j - 1 for those on j lists: people differ as Poisson mixtures do."""
    on: np.ndarray = table.patterns.sum(axis=1, keepdims=True).astype(np.float64)
    return np.exp2(on) - 1


def printed(found: Model) -> tuple[float, float, float, int, float]:
    """As Rcapture prints it: abundance, standard error, deviance, df, AIC."""
    return round(found.value, 1), round(found.se, 1), round(found.deviance, 3), found.df, round(found.aic, 3)


def from_ones_down(*counts: int) -> Overlaps:
    """Counts in Rcapture's order, from those on all lists down to those on the last alone."""
    return Overlaps.of(counts[::-1])


def test_hares_without_the_two_caught_six_times(published: Published) -> None:
    """Rcapture, man/hare.Rd: N = 76.8 (s.e. 3.9) with an AIC of 146; its saved output (tests/Examples) has the digits."""
    hare = published("snowshoe_hare")
    found = model(hare, extra=hare.patterns.all(axis=1, keepdims=True).astype(float))
    assert (round(found.value, 1), round(found.se, 1), round(found.aic)) == (76.8, 3.9, 146)
    assert printed(found) == (76.8, 3.9, 47.894, 55, 146.085)


def test_hares_that_differ_as_poisson_mixtures(published: Published) -> None:
    """Rcapture, man/hare.Rd, says N = 81.1, s.e. = 5.7, AIC of 146 in a remark. Its own saved output of that example
    (tests/Examples/Rcapture-Ex.Rout.save, R 2.15.0) prints 5.6, by closedp and by closedpCI.t, and 5.7 one line above for
    Mh Poisson2: the remark has the other line's, and 5.6 is what the program published."""
    hare = published("snowshoe_hare")
    found = model(hare, extra=poisson2(hare))
    assert (round(found.value, 1), round(found.se, 2), round(found.aic)) == (81.1, 5.57, 146)
    assert printed(found) == (81.1, 5.6, 48.137, 55, 146.327)
    number = hare.patterns.sum(axis=1, keepdims=True).astype(float)
    alike = fitted(hare, np.hstack([np.ones_like(number), number, poisson2(hare)]))
    assert alike is not None
    assert printed(alike) == (81.5, 5.7, 59.107, 60, 147.298)


def test_other_models_of_the_hares(published: Published) -> None:
    """The same saved output: M0, Mt, and Darroch's with and without differences between occasions."""
    hare = published("snowshoe_hare")
    number = hare.patterns.sum(axis=1, keepdims=True).astype(float)
    one = np.ones_like(number)
    same, differ = (
        fitted(hare, np.hstack([one, number])),
        fitted(hare, np.hstack([one, number, number**2 / 2])),
    )
    assert same is not None
    assert differ is not None
    assert printed(same) == (75.4, 3.5, 68.516, 61, 154.707)
    assert printed(differ) == (90.4, 11.6, 61.6, 60, 149.791)
    assert printed(model(hare)) == (75.1, 3.4, 58.314, 56, 154.505)
    assert printed(model(hare, extra=number**2 / 2)) == (90.5, 11.7, 50.706, 55, 148.896)


def test_two_lists_of_seber_1982() -> None:
    """The same saved output: 781 on the first list alone, 254 on the second, 167 on both."""
    assert printed(model(from_ones_down(167, 781, 254)))[:3] == (2389.9, 130.4, 0.0)


def test_hiv_in_rome(published: Published) -> None:
    """Rcapture's saved output of man/HIV.Rd: the first two centres dependent, and all pairs (12,318 is also what
    Baillargeon & Rivest 2007 have, as recalled)."""
    hiv = published("hiv_rome")
    assert printed(model(hiv, [(0, 1)])) == (12318.5, 1188.7, 7.614, 9, 86.65)
    every: list[Term] = [(i, j) for i in range(4) for j in range(i + 1, 4)]
    assert printed(model(hiv, every)) == (23443.5, 9594.9, 3.037, 4, 92.073)


def test_darroch_1993_as_in_rivest_2011() -> None:
    """Rcapture, inst/tests/testPapersResults.R: E, R and S lists of Darroch et al. 1993."""
    table = from_ones_down(72, 155, 7, 71, 13, 53, 43)
    saturated = model(table, [(0, 1), (0, 2), (1, 2)])
    assert (round(saturated.value), round(saturated.se)) == (1240, 451)
    found = model(table, [(0, 1), (1, 2)])
    assert (round(found.value), round(found.se), round(found.deviance, 1), found.df) == (850, 186, 3.8, 1)


def test_diabetes_of_bruno_1994() -> None:
    """Rcapture, inst/tests/testPapersResults.R: the models of Bruno et al. 1994 and of Rivest 2011."""
    table = from_ones_down(58, 157, 18, 104, 46, 650, 12, 709, 14, 20, 7, 74, 8, 182, 10)
    bruno = model(table, [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)])
    assert (round(bruno.value), round(bruno.se), round(bruno.deviance, 2), bruno.df) == (2771, 145, 7.62, 5)
    chosen: list[Term] = [(0, 2), (1, 3), (2, 3)]
    found = model(table, chosen)
    assert (round(found.value), round(found.se), round(found.deviance, 2), found.df) == (2472, 53, 21.97, 7)
    mixed = model(table, chosen, poisson2(table))
    assert (round(mixed.value), round(mixed.se), round(mixed.deviance, 2), mixed.df) == (2573, 76, 12.88, 6)


def test_cormack_2000() -> None:
    """Rcapture, inst/tests/testPapersResults.R: Cormack, Chang & Smith 2000, tables 3a and 3b.

    What glm answers with more than 1,000,000 people has no maximum likelihood estimate, and we say so. Their best model
    (218 people) has none either, though only a parameter other than the people on no list goes without end; SparseMSE's
    check leaves such models out too."""
    four = from_ones_down(72, 5, 29, 53, 24, 3, 12, 14, 0, 0, 0, 1, 0, 0, 2)
    independent = model(four)
    assert (round(independent.value), round(independent.deviance, 1), independent.df) == (215, 87.1, 10)
    best: list[Term] = [(0, 1), (0, 2), (2, 3)]
    assert one_model(four, best) is None
    unchecked = fitted(four, design(4, best))
    assert unchecked is None or round(unchecked.value) == 218
    assert one_model(four, [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]) is None
    assert one_model(four, [(0, 1), (0, 2), (0, 3), (2, 3)]) is None
    three = from_ones_down(72, 5, 29, 54, 24, 3, 14)
    assert (round(model(three).value), round(model(three).deviance, 1)) == (209, 75.1)
    assert round(model(three, [(0, 2), (1, 2)]).value) == 233


@pytest.mark.parametrize(
    ("name", "models", "best", "se", "pairs", "aic_best", "bic_average", "spread", "aic_average"),
    [
        ("kosovo_1999", 64, 14342, 1018, 5, 14342, 14343, 1019, 14358),
        ("hiv_rome", 64, 11125, 905, 0, 12318, 11412, 1167, 12796),
        ("spina_bifida_ny", 8, 731, 17, 1, 758, 734, 25, 741),
        ("madigan_york_5list", 1024, 620, 15, 3, 635, 622, 18, 637),
        ("uk_slavery_2013_5list", 1024, 22991, 3022, 5, 11175, 18020, 6397, 13014),
        ("netherlands_5list", 1024, 48013, 3264, 7, 46331, 51833, 15851, 46852),
        ("new_orleans_5list", 1024, 1034, 255, 0, 2750, 1111, 433, 1513),
    ],
)
def test_averages_are_those_of_an_independent_reference(
    published: Published,
    name: str, models: int, best: int, se: int, pairs: int, aic_best: int, bic_average: int, spread: int, aic_average: int,
) -> None:  # fmt: skip
    """../shared/mse/reference_outputs.txt: all pairwise models, best by BIC and AIC, and their averages."""
    table = published(name)
    bic, aic = loglinear(table, "bic"), loglinear(table, "aic")
    first = bic.details["best"][0]
    assert bic.details["models"] == models
    assert (round(first["value"]), round(first["se"]), len(first["interactions"])) == (best, se, pairs)
    assert round(aic.details["best"][0]["value"]) == aic_best
    assert bic.value is not None
    assert aic.value is not None
    assert (round(bic.value), round(bic.details["se"]), round(aic.value)) == (
        bic_average,
        spread,
        aic_average,
    )


@pytest.mark.long
def test_the_published_range_for_the_united_kingdom(published: Published) -> None:
    """Silverman 2014 chose a model of six lists stepwise; the Home Office published 10,000 to 13,000."""
    table = published("uk_slavery_2013_6list")
    for criterion in ("aic", "bic"):
        best = loglinear(table, criterion).details["best"][0]
        assert 10_000 < best["value"] < 13_000
