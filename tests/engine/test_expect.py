"""Exact expectation against simulation and against itself, built again."""

from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_pathways import random_model

from varick.engine import blocked
from varick.engine.days import day_distribution
from varick.engine.expect import Impossible, expect, posterior
from varick.engine.joint import odds_of_race
from varick.errors import VarickError
from varick.model import Delay, attribute, chance, days, delay, event, hours, race, rule
from varick.model.build import Model
from varick.model.delays import MINUTES_A_DAY
from varick.model.fact import Dated, Fact
from varick.model.program import ONE
from varick.model.wiring import Pathway

randoms = st.randoms(use_true_random=False, note_method_calls=False)


def everyone(n: int) -> Any:
    return np.arange(n, dtype=np.int64)


def z_scores(counts: Any, n: int, p: Any) -> Any:
    """Standard errors between counts and expectation; a certain outcome that is missed counts as infinitely far."""
    error = np.sqrt(np.maximum(n * p * (1 - p), 0))
    off = counts - n * p
    return np.where(error > 1e-6, off / np.maximum(error, 1e-6), np.where(np.abs(off) < 1e-3, 0.0, np.inf))


@given(r=randoms, nodes=st.integers(1, 18))
@settings(max_examples=60, deadline=None)
def test_expectation_is_the_mean_of_what_simulation_draws(r: Random, nodes: int) -> None:
    program = random_model(r, nodes).program
    n = 20_000
    counts = blocked.run(program, 11, everyone(n)).codes[list(program.events)].sum(axis=1)
    assert (
        np.abs(z_scores(counts, n, expect(program).events)).max() < 6
    )  # hypothesis looks for the worst of many


@given(r=randoms, nodes=st.integers(1, 18), value=st.sampled_from([0.0, 1.0, 0.37, 0.99]))
@settings(max_examples=60, deadline=None)
def test_a_changed_fact_gives_what_a_fresh_build_gives(r: Random, nodes: int, value: float) -> None:
    model = random_model(r, nodes)
    before = expect(model.program)
    for name, fact in model.facts.items():
        scaled = tuple(Dated(v.since, v.value * value) for v in fact.values)  # type: ignore[attr-defined]
        changed = Fact(name, "number", "nature", "law", scaled)
        reused, fresh = (
            model.with_facts({name: changed}),
            Model(model.pathway, {**model.facts, name: changed}, model.period),
        )
        assert reused.program.digest == fresh.program.digest
        assert np.allclose(
            expect(reused.program, before.layers).events, expect(fresh.program).events, atol=1e-12
        )


@given(r=randoms, nodes=st.integers(2, 14))
@settings(max_examples=30, deadline=None)
def test_posteriors_are_the_shares_among_simulated_people_like_that(r: Random, nodes: int) -> None:
    program = random_model(r, nodes).program
    layers = expect(program).layers
    codes = blocked.run(program, 5, everyone(40_000)).codes
    known = r.choice([i for i, s in enumerate(program.steps) if s.size > 1])
    code = r.randrange(program.steps[known].size)
    like_that = codes[known] == code
    if like_that.sum() < 400:
        return
    for i, shares in posterior(layers, {known: code}).items():
        size = program.steps[i].size
        if not size:
            continue
        assert shares.sum() == pytest.approx(1)
        seen = np.bincount(codes[i][like_that], minlength=size)
        assert np.abs(z_scores(seen, int(like_that.sum()), shares)).max() < 6


def test_evidence_behind_a_gate_conditions_on_nothing_else() -> None:
    """An attribute read only behind a gate is still of everybody: knowing it must not say that the gate opened."""
    model = small_pathway()
    index = model.program.index
    found = posterior(expect(model.program).layers, {index["visitor"]: 1})
    assert found[index["printed"]][1] == pytest.approx(0.5)


def test_impossible_evidence_is_no_answer() -> None:
    model = small_pathway()
    index = model.program.index
    with pytest.raises(Impossible, match="cannot all be true"):
        posterior(expect(model.program).layers, {index["printed"]: 0, index["told"]: 1})


def small_pathway() -> Model:
    @attribute
    def visitor() -> float:
        return 0.25

    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    @chance
    def prints_taken() -> float:
        return 0.5

    @event(agency="NYPD", after="arrested")
    def printed(prints_taken: bool) -> bool:
        return prints_taken

    @event(agency="ICE", after="printed")
    def told(visitor: bool) -> bool:
        return visitor

    return Model(
        Pathway([visitor, arrested, prints_taken, printed, told]), {}, (date(2018, 1, 1), date(2019, 1, 1))
    )


def dated_pathway(arrest: date, change: date) -> Model:
    """Two later days under one change of law, both of which follow the arrest: they know of each other through it."""

    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    @delay
    def days_to_court() -> Delay:
        return days.lognormal(4, 20)

    @delay
    def days_to_letter() -> Delay:
        return days.uniform(0, 12)

    @event(agency="COURT", after="arrested", delay="days_to_court")
    def court_date() -> bool:
        return True

    @event(agency="ICE", after="arrested", delay="days_to_letter")
    def letter() -> bool:
        return True

    @rule(when="court_date")
    def court_allows(warrant_needed: float) -> bool:
        return warrant_needed < 0.5

    @rule(when="letter")
    def letter_allows(warrant_needed: float) -> bool:
        return warrant_needed < 0.5

    @event(agency="ICE", after="letter")
    def both(court_allows: bool, letter_allows: bool) -> bool:
        return court_allows and letter_allows

    @event(agency="ICE", after="letter")
    def one(court_allows: bool, letter_allows: bool) -> bool:
        return court_allows != letter_allows

    nodes = [
        arrested,
        days_to_court,
        days_to_letter,
        court_date,
        letter,
        court_allows,
        letter_allows,
        both,
        one,
    ]
    law = Fact("warrant_needed", "number", "court", "law", (Dated(date(2000, 1, 1), 0.0), Dated(change, 1.0)))
    return Model(Pathway(nodes), {"warrant_needed": law}, (arrest, arrest + timedelta(days=1)))


@pytest.mark.parametrize("offset", range(-9, 2))
def test_arrests_around_a_change_of_law(offset: int) -> None:
    """Each of the days around the change; exactly 0 or 1 where the law decides."""
    change = date(2018, 6, 15)
    program = dated_pathway(change + timedelta(days=offset), change).program
    exact = dict(zip((program.steps[i].name for i in program.events), expect(program).events, strict=True))
    n = 200_000
    codes = blocked.run(program, 21, everyone(n)).codes
    counts = np.array([codes[program.index[name]].sum() for name in exact])
    assert np.abs(z_scores(counts, n, np.array(list(exact.values())))).max() < 5
    if offset >= 0:
        assert exact["both"] == 0.0
        assert exact["one"] == 0.0


def test_days_that_share_an_arrest_are_not_independent() -> None:
    """Over a whole period the two days meet the same law more often than chance: the arrest is common to both."""
    model = dated_pathway(date(2018, 6, 1), date(2018, 6, 15))
    wide = Model(model.pathway, model.facts, (date(2018, 5, 1), date(2018, 8, 1)))
    program = wide.program
    exact = dict(zip((program.steps[i].name for i in program.events), expect(program).events, strict=True))
    n = 400_000
    codes = blocked.run(program, 2, everyone(n)).codes
    for name in ("both", "one"):
        assert abs(z_scores(codes[program.index[name]].sum(), n, exact[name])) < 4


@given(
    shape=st.sampled_from(
        [
            days.lognormal(3, 40),
            days.uniform(0, 9),
            days.triangular(1, 2, 30),
            days.exactly(4),
            days.lognormal(0.2, 1),
        ]
    ),
    u=st.lists(st.integers(0, ONE - 1), min_size=1, max_size=30),
)
def test_day_distribution_is_exact(shape: Delay, u: list[int]) -> None:
    quantiles = np.array(shape.quantiles(), np.int64)
    odds = day_distribution(quantiles, 200)
    assert odds.sum() == pytest.approx(1, abs=1e-15)
    below = np.concatenate([[0], np.cumsum(odds)]) * ONE
    for draw in u:
        cell, part = draw >> 22, draw & 0x3FFFFF
        minutes = quantiles[cell] + ((quantiles[cell + 1] - quantiles[cell]) * part >> 22)
        day = min((minutes + 720) // MINUTES_A_DAY, 199)
        assert below[day] <= draw < below[day + 1] + 1e-3


def test_odds_of_a_race_agree_with_draws() -> None:
    a, b = (np.array(d.quantiles(), np.int64) for d in (hours.lognormal(3, 20), hours.uniform(1, 12)))
    luck = np.random.default_rng(4)
    u, v = luck.integers(0, ONE, (2, 400_000))
    minutes = [
        q[x >> 22] + ((q[(x >> 22) + 1] - q[x >> 22]) * (x & 0x3FFFFF) >> 22) for q, x in ((a, u), (b, v))
    ]
    assert np.mean(minutes[0] < minutes[1]) == pytest.approx(odds_of_race(a, b), abs=0.004)
    assert odds_of_race(a, a) + odds_of_race(a, a) < 1  # a tie is no win


def test_too_wide_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from varick.engine import builder

    monkeypatch.setattr(builder, "MOST_STATES", 1)
    with pytest.raises(VarickError, match=r"exact expectation would need .* states here"):
        expect(small_pathway().program)


def test_a_race_that_was_certain_need_not_be_under_other_delays() -> None:
    """The structure is used again, and the outcome that was impossible has its place in it."""

    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    @delay
    def detainer_time(hours_to_detainer: float) -> Delay:
        return hours.exactly(hours_to_detainer)

    @delay
    def custody_left() -> Delay:
        return hours.uniform(5, 10)

    @race(first="detainer_time", before="custody_left")
    def in_time() -> bool: ...

    @event(agency="ICE", after="arrested")
    def taken(in_time: bool) -> bool:
        return in_time

    @event(agency="NYPD", after="arrested")
    def free(in_time: bool) -> bool:
        return not in_time

    def fact(value: float) -> Fact:
        return Fact.simple("hours_to_detainer", value)

    nodes = [arrested, detainer_time, custody_left, in_time, taken, free]
    model = Model(Pathway(nodes), {"hours_to_detainer": fact(1)}, (date(2018, 1, 1), date(2019, 1, 1)))
    before = expect(model.program)
    assert before.events.tolist() == [1.0, 1.0, 0.0]
    for value, odds in ((100.0, [1.0, 0.0, 1.0]), (7.5, [1.0, 0.5, 0.5])):
        changed = expect(model.with_facts({"hours_to_detainer": fact(value)}).program, before.layers)
        assert not changed.rebuilt
        assert changed.events == pytest.approx(odds, abs=2e-3)
