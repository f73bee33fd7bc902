"""What the ranges of the facts do: the design of the draws, and that each draw is worked out as if it were the only one."""

from dataclasses import replace
from datetime import date
from math import floor
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from letter_and_race import forbidden, in_time, stopped, time_in_custody, time_to_detainer
from random_pathways import random_model

from varick.engine import uncertainty
from varick.engine.answers import World, difference
from varick.engine.builder import Builder
from varick.engine.expect import expect
from varick.engine.joint import Joint
from varick.engine.push import push
from varick.engine.uncertainty import DRAWS, Drawing, at, interval, movers, places, ranged, same_sign
from varick.errors import VarickError
from varick.model import Delay, attribute, chance, days, delay, event
from varick.model.build import Model
from varick.model.fact import Dated, Fact, Table, cells
from varick.model.kinds import Kind
from varick.model.load import load_scenario
from varick.model.wiring import Pathway

randoms = st.randoms(use_true_random=False, note_method_calls=False)
YEAR = date(2018, 1, 1), date(2019, 1, 1)
FIRST, CHANGE = date(2000, 1, 1), date(2018, 7, 1)


@given(
    seed=st.integers(0, 2**64 - 1),
    draws=st.integers(1, 300),
    names=st.lists(st.text(min_size=1), max_size=4, unique=True),
)
def test_a_latin_hypercube_has_one_draw_in_each_stratum(seed: int, draws: int, names: list[str]) -> None:
    found = places(names, seed, draws)
    assert list(found) == names
    for place in found.values():
        assert sorted(floor(u * draws) for u in place) == list(range(draws))


def test_a_fact_has_its_own_draws_whatever_others_there_are() -> None:
    few, many = places(["a", "b"], 7), places(["z", "b", "c", "a"], 7)
    for name in few:
        assert np.array_equal(few[name], many[name])
    assert len(few["a"]) == DRAWS >= 200
    assert abs(np.corrcoef(few["a"], few["b"])[0, 1]) < 0.2


def test_every_seed_has_draws_of_its_own() -> None:
    seeds = [0, 1, 7, 2**63 - 1, 2**63, 2**64 - 2, 2**64 - 1]
    found = [tuple(places(["a"], seed, 20)["a"]) for seed in seeds]
    assert len(set(found)) == len(seeds)


def test_the_draws_of_a_published_seed_stay_as_they_are() -> None:
    """Pinned: other draws would give every published range other ends."""
    pinned = [
        0.2166760629692612,
        0.9275132739778986,
        0.6013477160767853,
        0.144290367859762,
        0.5354585068741692,
    ]
    assert places(["identified_share"], 7, 5)["identified_share"] == pytest.approx(pinned, abs=1e-12)


def quantity(name: str, *values: tuple[date, Any, Any, Any], unit: str = "number") -> Fact:
    dated = tuple(Dated(day, value, low, high) for day, low, value, high in values)
    return Fact(name, unit, "nature", "quantity", dated)


@given(
    parts=st.lists(st.floats(0, 1e6), min_size=3, max_size=3),
    u=st.floats(0, 1, exclude_max=True),
    v=st.floats(0, 1),
)
def test_a_value_runs_from_low_over_the_stated_one_to_high(parts: list[float], u: float, v: float) -> None:
    low, value, high = sorted(parts)
    fact = quantity("a", (FIRST, low, value, high))
    ends = [at(fact, place).values[0].value for place in (0.0, 0.5, 1.0)]
    assert ends == pytest.approx([low, value, high], rel=1e-12)
    one, other = (at(fact, place).values[0].value for place in sorted((u, v)))
    assert low - 1e-6 <= one <= other + 1e-6 <= high + 2e-6


def test_a_table_runs_cell_by_cell_and_every_date_stands_at_the_same_place() -> None:
    low, value, high = ({"a": {"x": x, "y": 2 * x}, "b": {"x": 0.0, "y": 5.0}} for x in (1.0, 2.0, 6.0))
    fact = quantity("t", (FIRST, low, value, high))
    for place, expected in ((0.0, low), (0.5, value), (1.0, high)):
        found = at(fact, place).values[0].value
        assert isinstance(found, Table)
        assert dict(cells(found)) == dict(cells(expected))
    assert dict(cells(at(fact, 0.25).values[0].value))["a", "x"] == 1.5
    dated = quantity("d", (FIRST, 0.0, 1.0, 2.0), (CHANGE, 10.0, 10.0, 30.0))
    assert [v.value for v in at(dated, 0.75).values] == [1.5, 20.0]
    assert [v.since for v in at(dated, 0.75).values] == [FIRST, CHANGE]


def test_what_has_no_range_stays() -> None:
    law = Fact("law", "switch", "city", "law", (Dated(FIRST, False), Dated(CHANGE, True)))
    assert [v.value for v in at(law, 0.1).values] == [False, True]
    assert all(a is b for a, b in zip(at(law, 0.1).values, law.values, strict=True))


@attribute
def visitor(visitor_share: float) -> float:
    return visitor_share


@event(agency="NYPD")
def arrested() -> bool:
    return True


@chance(when="arrested")
def told(visitor: bool, told_share: float) -> float:
    return told_share if visitor else told_share / 2


@event(agency="ICE", after="arrested")
def notified(told: bool) -> bool:
    return told


@delay
def time_to_letter(letter_days: float) -> Delay:
    return days.lognormal(letter_days, letter_days * 4)


@event(agency="ICE", after="notified", delay="time_to_letter")
def letter() -> bool:
    return True


@chance(when="in_time")
def held_over(held_share: float) -> float:
    return held_share


@event(agency="DOC", after="arrested")
def held(held_over: bool) -> bool:
    return held_over


def small(**changed: Fact) -> Model:
    facts = {
        "visitor_share": quantity("visitor_share", (FIRST, 0.1, 0.2, 0.4)),
        "told_share": quantity("told_share", (FIRST, 0.5, 0.6, 0.9), (CHANGE, 0.3, 0.35, 0.5)),
        "letter_days": quantity("letter_days", (FIRST, 5.0, 14.0, 30.0)),
        "letters_forbidden": Fact(
            "letters_forbidden", "switch", "court", "law", (Dated(FIRST, False), Dated(CHANGE, True))
        ),
        "detainer_hours": quantity("detainer_hours", (FIRST, 3.0, 8.0, 20.0)),
        "held_share": quantity("held_share", (FIRST, 0.2, 0.2, 0.2)),
        **changed,
    }
    nodes = [visitor, arrested, told, notified, time_to_letter, letter, forbidden, stopped]
    nodes += [time_to_detainer, time_in_custody, in_time, held_over, held]
    return Model(Pathway(nodes), facts, YEAR)


def from_scratch(model: Model, where: dict[str, Any], k: int) -> Model:
    """One draw, built as a model of its own."""
    facts = {n: at(f, float(where[n][k])) if n in where else f for n, f in model.facts.items()}
    return Model(model.pathway, facts, model.period)


def drawn(model: Model, draws: int = DRAWS, seed: int = 7) -> tuple[dict[str, Any], uncertainty.Drawn]:
    return places(ranged(model), seed, draws), Drawing(seed, draws).draw(model)


def one_by_one(model: Model, draws: int, seed: int = 7) -> Any:
    """The stated model and every draw of it, each built from nothing and pushed through a structure of its own."""
    where = places(ranged(model), seed, draws)
    models = [Model(model.pathway, model.facts, model.period)]
    models += [from_scratch(model, where, k) for k in range(draws)]
    return np.array([expect(m.program).events for m in models])


def at_once(found: uncertainty.Drawn) -> Any:
    return np.concatenate([found.stated[None], found.events])


def test_only_facts_that_are_read_and_have_a_range_are_drawn() -> None:
    unread = quantity("unread", (FIRST, 0.1, 0.2, 0.4))
    assert ranged(small(unread=unread)) == ("detainer_hours", "letter_days", "told_share", "visitor_share")


def test_every_draw_is_as_if_it_were_the_only_one() -> None:
    """Each of 200 draws, with its delays, its odds and its dates, against a model built from nothing; and the interval."""
    model = small()
    _, found = drawn(model)
    exact = one_by_one(model, DRAWS)
    assert np.abs(at_once(found) - exact).max() < 1e-12
    for k in range(exact.shape[1]):
        low, high = interval(found.events[:, k])
        ordered = np.sort(exact[1:, k])
        # numpy's percentile: straight between the neighbours of place 0.05 * 199 and 0.95 * 199
        by_hand = [
            ordered[9] + 0.95 * (ordered[10] - ordered[9]),
            ordered[189] + 0.05 * (ordered[190] - ordered[189]),
        ]
        assert [low, high] == pytest.approx(by_hand, abs=1e-12)


def test_the_draws_are_the_same_bits_every_time() -> None:
    one, other = (drawn(small(), 60)[1] for _ in range(2))
    assert one.events.tobytes() == other.events.tobytes()


def test_days_on_which_the_law_agreed_by_chance_are_told_apart_in_the_draws() -> None:
    """Two dated values are the same as stated, and have other ranges: the draws need other layers than the model."""
    model = small(told_share=quantity("told_share", (FIRST, 0.5, 0.6, 0.9), (CHANGE, 0.1, 0.6, 0.65)))
    _, found = drawn(model, 12)
    assert np.abs(at_once(found) - one_by_one(model, 12)).max() < 1e-12


def test_tables_of_all_draws_are_those_of_each() -> None:
    """Two ways to the same stack: from the draws of each fact, and from whole models."""
    model = small()
    where = places(ranged(model), 7, 5)
    each = [model.program, *(from_scratch(model, where, k).program for k in range(5))]
    quick, slow = Drawing(7, 5).joint(model), Joint.of(each)
    assert quick.draws == slow.draws == 6
    for i, (a, b) in enumerate(zip(quick.stacks, slow.stacks, strict=True)):
        if i in model.program.deciding_delays or model.program.steps[i].kind is not Kind.DELAY:
            assert np.array_equal(a.tables, b.tables)
            assert np.array_equal(a.quantiles, b.quantiles)


def with_values(r: Random, model: Model, at_once: float) -> Model:
    """New values of the facts; for some, one and the same at all their dates."""
    facts = {}
    for name, fact in model.facts.items():
        values = [r.choice([v.value, r.random()]) for v in fact.values]
        if r.random() < at_once:
            values = values[:1] * len(values)
        facts[name] = replace(  # type: ignore[type-var]
            fact, values=tuple(replace(v, value=x) for v, x in zip(fact.values, values, strict=True))
        )
    return model.with_facts(facts)


@given(r=randoms, nodes=st.integers(1, 14))
@settings(max_examples=25)
def test_layers_are_used_again_only_where_they_fit(r: Random, nodes: int) -> None:
    """What was merged because it agreed need not agree any more under other values."""
    model = with_values(r, random_model(r, nodes), 0.7)
    layers = expect(model.program).layers
    for _ in range(2):
        program = with_values(r, model, 0.2).program
        assert expect(program, layers).events == pytest.approx(expect(program).events, abs=1e-9)


def test_an_interval_of_one_value_is_that_value() -> None:
    assert interval(np.full(200, 0.3) + np.linspace(0, 1e-16, 200)) == (0.3, 0.3)
    assert interval(np.zeros(200)) == (0.0, 0.0)
    low, high = interval(np.arange(201.0))
    assert (low, high) == (10.0, 190.0)


def reforms(model: Model) -> list[dict[str, Fact]]:
    return [
        {"letters_forbidden": model.facts["letters_forbidden"].replaced(YEAR[0], True)},  # type: ignore[attr-defined]
        {"told_share": quantity("told_share", (FIRST, 0.0, 0.1, 0.2))},
        {"visitor_share": Fact.simple("visitor_share", 0.3)},
        {"held_share": quantity("held_share", (FIRST, 0.1, 0.2, 0.5))},
        {
            "letter_days": quantity("letter_days", (FIRST, 1.0, 2.0, 3.0)),
            "detainer_hours": quantity("detainer_hours", (FIRST, 1.0, 1.0, 2.0)),
        },
    ]


def test_the_draws_of_a_reform_are_those_of_its_own_model() -> None:
    """What a drawing keeps for a similar model is used only where it fits: bit for bit the same as without."""
    model = small()
    drawing = Drawing(7, 30)
    before = drawing.draw(model)
    for changed in reforms(model):
        reform = model.with_facts(changed)
        shared, alone = drawing.draw(reform, before.layers), Drawing(7, 30).draw(reform)
        assert np.array_equal(at_once(shared), at_once(alone))
        assert np.abs(at_once(alone) - one_by_one(reform, 30)).max() < 1e-12
    assert np.array_equal(at_once(drawing.draw(model, before.layers)), at_once(before))


def test_ranges_that_do_not_fit_each_other_are_refused() -> None:
    """A median that can be drawn above the p90."""

    @delay
    def time_to_letter(letter_days: float) -> Delay:
        return days.lognormal(letter_days, 20.0)

    nodes = [arrested, time_to_letter, told, visitor, notified, letter, forbidden, stopped]
    facts = {n: f for n, f in small().facts.items() if n not in ("detainer_hours", "held_share")}
    model = Model(Pathway(nodes), facts, YEAR)
    with pytest.raises(
        VarickError, match="in a draw of the facts within their ranges: .* give them ranges that fit"
    ):
        Drawing(7, 20).draw(model)


def with_ranges(r: Random, model: Model) -> Model:
    """The model's facts, each with a range about its values; some keep none."""
    facts = {}
    for name, fact in model.facts.items():
        values = []
        for v in fact.values:
            low, high = (
                (v.value, v.value)
                if r.random() < 0.3
                else (v.value * r.random(), v.value + (1 - v.value) * r.random())
            )
            values.append(replace(v, low=low, high=high))
        facts[name] = Fact(name, "number", "nature", "quantity", tuple(values))
    return Model(model.pathway, facts, model.period)


@given(r=randoms, nodes=st.integers(1, 14))
@settings(max_examples=30, deadline=None)
def test_every_draw_of_a_random_pathway_is_as_if_it_were_the_only_one(r: Random, nodes: int) -> None:
    """Also where rules turn with the draws or the impossible becomes possible: one structure does for all."""
    model = random_model(r, nodes)
    assume(model.facts)
    model = with_ranges(r, model)
    _, found = drawn(model, 6)
    assert np.abs(at_once(found) - one_by_one(model, 6)).max() < 1e-12
    where = places(ranged(model), 7, 6)
    together = Joint.of([model.program, *(from_scratch(model, where, k).program for k in range(6))])
    assert np.abs(push(Builder(together).build()) - at_once(found)).max() < 1e-14


def test_movers_finds_the_only_fact_that_matters() -> None:
    where = places([f"fact{k}" for k in range(40)], 3)
    for name, values, up in (
        ("fact7", where["fact7"] ** 3, True),
        ("fact30", 1 / (1 + where["fact30"]), False),
    ):
        found = movers(values, where)
        assert (found[0].fact, found[0].up) == (name, up)
        assert found[0].share == pytest.approx(1)
        assert len(found) == 3
        assert all(m.share < 0.1 for m in found[1:])


def test_movers_of_two_facts_come_in_order() -> None:
    where = places(["small", "large", "none"], 3)
    found = movers(2 * where["large"] - where["small"], where, most=2)
    assert [(m.fact, m.up) for m in found] == [("large", True), ("small", False)]
    assert found[0].share > found[1].share > 0.05


def test_nothing_moves_what_does_not_move() -> None:
    assert movers(np.full(200, 0.5), places(["a"], 3)) == []
    assert movers(np.zeros(0), {}) == []


def test_movers_of_a_model_are_found_among_its_facts() -> None:
    where, found = drawn(small())
    of_visitors = movers(found.events[:, 1], where)
    assert {m.fact for m in of_visitors[:2]} == {"told_share", "visitor_share"}
    k = small().program.events.index(small().program.index["held"])
    first = movers(found.events[:, k], where)[0]
    assert (first.fact, first.up) == ("detainer_hours", False)


def test_the_share_of_draws_with_the_same_sign() -> None:
    assert same_sign(np.zeros(200), 0.0) == 1.0
    assert same_sign(np.array([1.0, 2.0, -1.0, 0.0]), 5.0) == 0.5
    assert same_sign(np.array([1.0, 2.0, -1.0, 0.0]), -5.0) == 0.25
    assert same_sign(np.array([1.0, 0.0]), 0.0) == 0.5


SHIPPED = load_scenario("nyc-2018")


@pytest.fixture(scope="module")
def world() -> World:
    return World.of(SHIPPED, draws=25)


def test_the_shipped_draws_are_as_if_each_were_the_only_one(world: World) -> None:
    assert np.abs(world.drawn.stated - world.expected.events).max() < 1e-12
    for k in (0, 11, 24):
        fresh = from_scratch(world.model, world.places, k)
        assert np.abs(world.drawn.events[k] - expect(fresh.program).events).max() < 1e-12


@pytest.mark.parametrize("reform", ["courthouse-warrant-rule", "end-interoperability", "no-call-in-letters"])
def test_a_shipped_reform_has_the_draws_of_its_own_world(world: World, reform: str) -> None:
    scenario = SHIPPED.with_(reforms=[reform])
    alike, alone = World.of(scenario, like=world, draws=25), World.of(scenario, draws=25)
    assert np.array_equal(alike.drawn.events, alone.drawn.events)
    assert np.allclose(alike.expected.events, alone.expected.events, atol=1e-12)


def test_a_world_of_another_year_borrows_no_draws(world: World) -> None:
    other = World.of(load_scenario("nyc-2015"), like=world, draws=25)
    assert other.drawn.layers.program.days == other.model.days
    assert np.allclose(
        other.expected.events, World.of(load_scenario("nyc-2015"), draws=25).expected.events, atol=1e-12
    )


def test_a_reform_that_changes_nothing_upstream_says_so(world: World) -> None:
    reform = World.of(SHIPPED.with_(reforms=["courthouse-warrant-rule"]), like=world, draws=25)
    upstream = difference(world, reform, "ice_notified")
    assert upstream == {
        "change": 0.0,
        "change_low": 0.0,
        "change_high": 0.0,
        "same_sign_share": 1.0,
        "moved_most_by": [],
    }
    downstream = difference(world, reform, "ice_arrest")
    assert downstream["change"] < 0
    assert downstream["change_low"] <= downstream["change"] <= downstream["change_high"] <= 0
    assert 0 < downstream["same_sign_share"] <= 1
    assert 1 <= len(downstream["moved_most_by"]) <= 3
