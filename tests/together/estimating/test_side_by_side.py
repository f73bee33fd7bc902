"""All estimates side by side: what is in the intervals, when nothing is estimated, dependence, the outside observation."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from varick.errors import VarickError
from varick.together.estimating.chapman import chapman
from varick.together.estimating.estimate import Estimate
from varick.together.estimating.loglinear import independent
from varick.together.estimating.mixture import mixed, spread
from varick.together.estimating.observation import Observation
from varick.together.estimating.saying import refused
from varick.together.estimating.sensitivity import ODDS, dependent
from varick.together.estimating.side_by_side import SLOW, Estimates, estimate, methods_of
from varick.together.estimating.table import Linkage, Overlaps
from varick.words import Words

TWO = Overlaps.of([245, 200, 105], ["Bronx", "Queens"])
THREE = Overlaps.of([111, 144, 38, 208, 40, 68, 16])
GOOD = Linkage(100, 92, 2, 150, 250, 116)


def quick(table: Overlaps, **named: object) -> Estimates:
    only = [name for name in methods_of(table.k) if name not in SLOW]
    return estimate(table, only=only, **named)  # type: ignore[arg-type]


def test_without_a_measurement_the_estimates_are_those_of_the_table() -> None:
    found = quick(THREE)
    assert found.links is None
    assert found.methods == found.alone
    assert (found.union.low, found.union.high) == (THREE.union, THREE.union)
    assert [one.method for one in found.methods] == [
        "independent",
        "loglinear_bic",
        "loglinear_aic",
        "graphs",
        "chao",
    ]


@pytest.mark.parametrize("table", [TWO, THREE], ids=["two", "three"])
def test_linkage_widens_every_interval_and_missed_links_lower_every_estimate(table: Overlaps) -> None:
    found = quick(table, linkage=GOOD, odds=())
    assert found.links is not None
    for one, alone in zip(found.methods, found.alone, strict=True):
        assert alone.value is not None
        assert one.value is not None
        assert one.value < alone.value
        if alone.low and alone.high and one.low and one.high:
            assert one.high / one.low > alone.high / alone.low
    assert found.links.recall[0] < 0.92 < found.links.recall[1]
    assert found.union.low is not None
    assert found.union.low < table.union


def test_the_same_table_and_seed_give_the_same_answer() -> None:
    first, second = (quick(TWO, linkage=GOOD, odds=()) for _ in range(2))
    assert first.methods == second.methods


def test_links_that_were_all_found_change_next_to_nothing() -> None:
    perfect = Linkage(10**6, 10**6, 0, 10**6, 3 * 10**6, 10**6)
    found = quick(TWO, linkage=perfect, odds=())
    alone = found.alone[0]
    assert found.methods[0].value == pytest.approx(alone.value, rel=0.01)
    assert found.methods[0].low == pytest.approx(alone.low, rel=0.02)
    assert found.methods[0].high == pytest.approx(alone.high, rel=0.02)


@pytest.mark.parametrize(
    ("table", "linkage", "why"),
    [
        (Overlaps.of([3, 2, 1]), None, "few_cases"),
        (Overlaps.of([40, 40, 9]), None, "few_overlaps"),
        (TWO, Linkage(100, 40, 0, 150, 250, 170), "links_lost"),
        (Overlaps.of([2, 2, 300]), Linkage(200, 130, 0, 200, 400, 140), "links_contradict"),
    ],
)
def test_nothing_is_estimated_and_the_union_stands(
    table: Overlaps, linkage: Linkage | None, why: str
) -> None:
    found = quick(table, linkage=linkage)
    assert found.refused == why
    assert not any(one.answered for one in found.methods)
    assert found.span is None
    assert found.dependence == ()
    assert found.union.value == table.union


def test_the_table_that_must_be_refused(published: Callable[[str], Overlaps]) -> None:
    assert quick(published("artificial_3_bad")).refused == "few_overlaps"


def test_two_independent_lists_put_in_are_chapmans() -> None:
    put_in, known = dependent(TWO), chapman(TWO)
    assert put_in.value == pytest.approx(known.value)
    assert put_in.low == pytest.approx(known.low)
    assert put_in.high == pytest.approx(known.high)


def test_three_independent_lists_put_in_are_the_independent_model() -> None:
    put_in, known = dependent(THREE), independent(THREE)
    assert put_in.value == pytest.approx(known.value, rel=1e-6)
    assert put_in.low == pytest.approx(known.low, rel=1e-3)


def test_dependence_put_in_is_found_again() -> None:
    # expected counts of 2,000 people on three lists whose pairs all have an odds ratio of 3
    on = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)])
    pairs = on[:, 0] * on[:, 1] + on[:, 0] * on[:, 2] + on[:, 1] * on[:, 2]
    weight = np.exp(on @ np.array([-1.6, -1.2, -1.9]) + np.log(3) * pairs)
    counts = np.round(200_000 * weight / weight.sum()).astype(int)
    found = dependent(Overlaps.of(counts[1:].tolist()), 3.0)
    assert found.value == pytest.approx(200_000, rel=0.002)
    assert (dependent(Overlaps.of(counts[1:].tolist()), 1.0).value or 0) < 150_000


def test_more_dependence_means_more_people_and_pairs_stand_beside_all() -> None:
    found = quick(THREE)
    every = [told for told in found.dependence if told.pair is None]
    values = [told.estimate.value or 0 for told in every]
    assert values == sorted(values)
    assert [told.odds for told in every] == [0.25, 0.5, 2 / 3, 1, 1.5, 2, 4]
    of_pairs = {told.pair for told in found.dependence if told.pair}
    assert of_pairs == {("A", "B"), ("A", "C"), ("B", "C")}
    assert {told.odds for told in found.dependence if told.pair} == {0.5, 2}


def test_a_mixture_of_one_answer_is_that_answer() -> None:
    one = Estimate("chapman", 800.0, 700.0, 1000.0)
    again = mixed([one, one, one], [500, 500, 500])
    assert (again.value, again.low, again.high) == (
        pytest.approx(800, rel=0.005),
        pytest.approx(700, rel=0.005),
        pytest.approx(1000, rel=0.01),
    )
    apart = mixed([one, replace(one, value=900.0, low=800.0, high=1100.0)], [500, 600])
    assert apart.low is not None
    assert apart.high is not None
    assert apart.low < 720 < 1050 < apart.high
    still = spread(one, 500, [800.0, 800.0], [500, 500])
    assert still.value == pytest.approx(800, rel=0.005)
    least = mixed([replace(one, high=None)], [500])
    assert least.high is None


def test_what_six_to_eleven_seen_and_six_documented_allow_to_say() -> None:
    # on 2018-03-08 6 to 11 people, one of them documented for certain; one of the documented came on another day
    seen = Observation.of(6, 11, 6, 1, 5)
    assert (seen.least, seen.most) == (7, 16)
    assert seen.known_share == pytest.approx(6 / 7)
    unknown = Observation.of(6, 11, 6)
    assert (unknown.least, unknown.most) == (6, 17)


def test_an_estimate_that_lies_below_what_was_seen_is_named() -> None:
    found = quick(TWO, odds=())
    assert Observation.of(100, 120, 500).below(found) == ()
    assert Observation.of(2000, 2000, 500, 0, 0).below(found) == ("chapman",)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((11, 6, 6), "11 to 6 seen"),
        ((6, 11, 6, 7, 7), "both documented and seen"),
        ((6, 11, 6, 4, 2), "both documented and seen"),
        ((6, 2_000_000_000, 6), "seen"),
    ],
)
def test_an_observation_that_cannot_be_is_refused(numbers: tuple[int, ...], says: str) -> None:
    with pytest.raises(VarickError, match=says):
        Observation.of(*numbers)


def test_dependence_put_in_has_a_row_for_every_odds_ratio_on_the_published_tables(
    published: Callable[[str], Overlaps],
) -> None:
    """A Newton's method without care lost rows of New Orleans and nobody was told."""
    for name in ("spina_bifida_ny", "hiv_rome", "kosovo_1999", "new_orleans_5list", "uk_slavery_2013_5list"):
        values = [dependent(published(name), odds).value for odds in ODDS]
        assert None not in values
        assert values == sorted(values, key=lambda value: value or 0)


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 12, 12, 12], [0, 0, 0, 25, 0, 0, 12]])
def test_where_independent_lists_have_no_fit_nothing_is_put_in(counts: list[int]) -> None:
    assert dependent(Overlaps.of(counts), 2.0).refused == "not_identified"
    found = quick(Overlaps.of(counts))
    assert found.dependence == ()
    assert not found.recalls[0].estimate.answered or found.recalls[0].estimate.value


def test_a_list_inside_another_leaves_an_upper_limit_whatever_is_put_in() -> None:
    inside = Overlaps.of([0, 30, 12])
    highs = [dependent(inside, odds).high or 0 for odds in ODDS]
    assert highs[0] > inside.union
    assert highs == sorted(set(highs))
    assert dependent(inside, 1.0).high == pytest.approx(chapman(inside).high)


def test_refusal_holds_where_only_the_drawn_tables_are_too_small() -> None:
    """Twelve overlaps, but planted people say that many links are wrong: no row of dependence stands in for an estimate."""
    found = quick(Overlaps.of([40, 30, 12]), linkage=Linkage(5, 5, 0, 5, 10, 5))
    assert found.refused == "left_few"
    assert found.span is None
    assert found.dependence == ()
    assert 0.2 < found.values["share"] < 1  # type: ignore[operator, index]
    for lang in ("en", "es"):
        assert "%" in refused(Words(lang), found.refused, found.values or {})
        assert "%" not in refused(Words(lang), found.refused, found.values or {}, "union")


def test_how_far_it_is_never_goes_back() -> None:
    told: list[tuple[int, int]] = []
    estimate(THREE, linkage=GOOD, odds=(), recalls=(), draws=20, only=["independent", "chao"],
             tell=lambda done, of: told.append((done, of)))  # fmt: skip
    assert told == sorted(told)
    assert told[-1] == (5, 5)
