"""What organisations know of a stated number of letters: exact, mixed over draws, and only ever from letters to cases."""

from itertools import pairwise, product
from math import comb
from typing import Any

import numpy as np
import pytest

from varick.engine.documented import PROFILES, binomial, documented, side_by_side, spread
from varick.errors import NoAnswer, VarickError
from varick.model.load import load_scenario
from varick.pathway.documented import known_to
from varick.pathway.terms import Known

DRAWS = 20


@pytest.fixture(scope="module")
def answer() -> Any:
    return documented(load_scenario("nyc-2018"), 12, draws=DRAWS)


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (7, 0.0), (7, 1.0), (40, 0.015)])
def test_binomial(n: int, p: float) -> None:
    exact = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    assert binomial(n, p) == pytest.approx(exact)


def test_a_mixture_is_wider_than_any_of_its_parts() -> None:
    mixed = spread(np.array([0.0, 0.5]), 10)
    assert mixed["mean"] == pytest.approx(2.5)
    assert (mixed["low"], mixed["high"]) == (0, 7)
    assert mixed["distribution"][0] == pytest.approx(0.5 + 0.5 / 1024)
    assert sum(mixed["distribution"]) == pytest.approx(1)


def test_the_three_patterns_side_by_side(answer: Any) -> None:
    assert list(answer["patterns"]) == ["independent", "referring", "divided"]
    assert answer["letters"] == 12
    for found in answer["patterns"].values():
        assert len(found["distribution"]) == 13
        assert sum(found["distribution"]) == pytest.approx(1)
        assert found["low"] <= found["mean"] <= found["high"]
        assert set(found["profiles"]) == set(PROFILES.values())
        assert sum(p["mean"] for p in found["profiles"].values()) == pytest.approx(found["mean"])


def test_referring_moves_cases_to_more_organisations_and_makes_none(answer: Any) -> None:
    """A case that nobody heard of is told to nobody: telling one another adds overlap, and not one case."""
    apart, referring = (answer["patterns"][p] for p in ("independent", "referring"))
    assert referring["distribution"] == pytest.approx(apart["distribution"])
    every = "bronx_defenders+make_the_road+idp"
    assert referring["profiles"][every]["mean"] > apart["profiles"][every]["mean"]


def test_divided_organisations_share_no_case(answer: Any) -> None:
    divided = answer["patterns"]["divided"]
    shared = {n: p["mean"] for n, p in divided["profiles"].items() if "+" in n}
    assert set(shared.values()) == {0.0}
    assert divided["mean"] < answer["patterns"]["independent"]["mean"]


def test_one_pattern_alone_is_the_same(answer: Any) -> None:
    alone = documented(load_scenario("nyc-2018"), 12, ["divided"], draws=DRAWS)["patterns"]
    assert list(alone) == ["divided"]
    assert alone["divided"]["distribution"] == pytest.approx(answer["patterns"]["divided"]["distribution"])


def test_what_surfaces_late_is_not_in_the_articles_count(answer: Any) -> None:
    counted = answer["patterns"]["independent"]["in_the_articles_count"]
    assert 0 < counted["low"] <= counted["share"] <= counted["high"] < 0.5


def test_how_often_letters_are_sent_plays_no_part() -> None:
    """The number of letters is supposed, so that the share of letters, which nobody knows, drops out."""
    from varick.model.library import Change

    few = load_scenario("nyc-2018").with_(changes={"letter_share_of_at_large": Change(0.01)})
    many = load_scenario("nyc-2018").with_(changes={"letter_share_of_at_large": Change(0.2)})
    found = [documented(s, 5, ["referring"], draws=DRAWS)["patterns"]["referring"] for s in (few, many)]
    assert found[0]["distribution"] == pytest.approx(found[1]["distribution"])


@pytest.mark.parametrize("letters", [0, -1, 5_001])
def test_a_number_of_letters_that_cannot_be(letters: int) -> None:
    with pytest.raises(VarickError, match="from 1 to 5,000"):
        documented(load_scenario("nyc-2018"), letters)


def test_without_letters_there_is_no_answer() -> None:
    scenario = load_scenario("nyc-2018").with_(reforms=["no-call-in-letters"])
    with pytest.raises(NoAnswer, match="no letters are sent"):
        documented(scenario, 5, draws=DRAWS)


def test_the_stretches_of_cases_cover_all() -> None:
    patterns = {"a": spread(np.array([0.1]), 300), "b": spread(np.array([0.6]), 300)}
    stretches = side_by_side(patterns)
    assert len(stretches) <= 17
    assert stretches[0][0] == 0
    assert stretches[-1][1] == 300
    assert all(a[1] + 1 == b[0] for a, b in pairwise(stretches))
    assert np.sum([shares for _, _, shares in stretches], axis=0) == pytest.approx([1, 1])


@pytest.mark.parametrize("told", list(product((False, True), repeat=6)))
def test_who_knows(told: tuple[bool, ...]) -> None:
    heard, referred = told[:3], told[3:]
    known: Known = known_to(*told)
    if not any(heard):
        assert known is Known.none
        return
    letters = {x for x, h, r in zip("bmi", heard, referred, strict=True) if h or r}
    assert set(known.value.split("_")) == letters
