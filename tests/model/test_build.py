"""Building a model: eras of law, what one changed fact costs, and that a model kept up to date is the one built anew."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_pathways import random_model

from varick.engine import blocked
from varick.engine.expect import expect
from varick.errors import VarickError
from varick.model import Delay, attribute, chance, days, delay, event, hours, rule
from varick.model.build import HORIZON, Model
from varick.model.fact import Dated, Fact
from varick.model.kinds import Node
from varick.model.load import load_scenario
from varick.model.shipped import model_of
from varick.model.wiring import Pathway

START, END = date(2018, 1, 1), date(2019, 1, 1)
randoms = st.randoms(use_true_random=False, note_method_calls=False)


def law(*values: tuple[date, Any], name: str = "law", unit: str = "number") -> Fact:
    return Fact(name, unit, "court", "law", tuple(Dated(day, value) for day, value in values))


@event(agency="NYPD")
def arrested() -> bool:
    return True


@rule
def allowed(law: float) -> bool:
    return law > 0.5


@event(agency="ICE", after="arrested")
def taken(allowed: bool) -> bool:
    return allowed


def test_a_period_has_days() -> None:
    for end in (START, date(2017, 1, 1)):
        with pytest.raises(
            VarickError, match=f"the period {START}..{end} is empty; its end must be after its start"
        ):
            Model(Pathway([arrested]), {}, (START, end))


def test_a_period_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(VarickError, match="is at the end of the calendar; take an earlier one"):
        Model(Pathway([arrested]), {}, (date(9999, 12, 30), date.max))
    last = date.max - timedelta(days=HORIZON)
    assert Model(Pathway([arrested]), {}, (last - timedelta(days=1), last)).days == 1


def test_a_day_before_the_first_value_of_a_fact_is_refused() -> None:
    first = date(2018, 1, 2)
    fact = law((first, 1.0))
    with pytest.raises(VarickError) as caught:
        Model(Pathway([arrested, allowed]), {"law": fact}, (START, END))
    assert str(caught.value) == (
        "made in Python: law has no value on 2018-01-01: its first is of 2018-01-02; add an earlier one"
    )
    assert Model(Pathway([arrested, allowed]), {"law": fact}, (first, END)).days == 364
    assert Model(Pathway([arrested]), {"law": fact}, (START, END)).used_facts == ()  # nobody asks for it


def arrest_days(program: Any, persons: Any, seed: int = 5) -> Any:
    """The day of each person's arrest."""
    minutes = blocked.run(program, seed, persons, times=True).minutes
    assert minutes is not None
    return minutes[program.events.index(program.index["arrested"])] // 1440


@pytest.mark.parametrize("change", [date(2018, 1, 2), date(2018, 6, 15), date(2018, 12, 31)])
def test_the_law_of_the_day_before_and_of_the_day_of_a_change(change: date) -> None:
    model = Model(
        Pathway([arrested, allowed, taken]),
        {"law": law((date(2000, 1, 1), 0.0), (change, 1.0))},
        (START, END),
    )
    program = model.program
    day = (change - START).days
    segment = program.segment_of_day
    assert (segment[day - 1], segment[day]) == (0, 1)
    persons = np.arange(20_000, dtype=np.int64)
    arrested_on = arrest_days(program, persons)
    codes = blocked.run(program, 5, persons).codes[program.index["taken"]]
    assert {day - 1, day} <= set(arrested_on.tolist())
    assert np.array_equal(codes, arrested_on >= day)
    assert expect(program).events[1] == pytest.approx((END - change).days / 365, abs=1e-9)


@delay
def one_day() -> Delay:
    return days.exactly(1)


@delay
def thirty_hours() -> Delay:
    return hours.exactly(30)


@event(agency="ICE", after="arrested", delay="one_day")
def next_day() -> bool:
    return True


@event(agency="ICE", after="arrested", delay="thirty_hours")
def hours_later() -> bool:
    return True


@rule(when="next_day")
def allowed_next_day(law: float) -> bool:
    return law > 0.5


@rule(when="next_day", on="arrested")
def allowed_at_arrest(law: float) -> bool:
    return law > 0.5


@rule(when="hours_later")
def allowed_hours_later(law: float) -> bool:
    return law > 0.5


@rule(when="next_day", on="next_day")
def allowed_on_that_day(law: float) -> bool:
    return law > 0.5


def test_days_move_the_law_and_hours_do_not() -> None:
    change = date(2018, 6, 15)
    nodes = [arrested, one_day, thirty_hours, next_day, hours_later]
    rules = [allowed_next_day, allowed_at_arrest, allowed_hours_later, allowed_on_that_day]
    fact = law((date(2000, 1, 1), 0.0), (change, 1.0))
    program = Model(Pathway([*nodes, *rules]), {"law": fact}, (START, END)).program
    persons = np.arange(20_000, dtype=np.int64)
    day, codes = arrest_days(program, persons), blocked.run(program, 5, persons).codes
    changed = (change - START).days
    assert np.array_equal(codes[program.index["allowed_next_day"]], day + 1 >= changed)
    assert np.array_equal(codes[program.index["allowed_on_that_day"]], day + 1 >= changed)
    assert np.array_equal(codes[program.index["allowed_at_arrest"]], day >= changed)
    assert np.array_equal(codes[program.index["allowed_hours_later"]], day >= changed)


def test_a_change_after_the_horizon_is_not_seen() -> None:
    seen = [
        Model(
            Pathway([allowed]), {"law": law((date(2000, 1, 1), 0.0), (day, 1.0))}, (START, END)
        ).program.segments
        for day in (END + timedelta(days=HORIZON - 1), END + timedelta(days=HORIZON))
    ]
    assert seen == [2, 1]


def test_a_change_before_the_period_makes_no_era() -> None:
    fact = law((date(2000, 1, 1), 0.0), (date(2010, 1, 1), 0.5), (START, 1.0))
    program = Model(Pathway([allowed]), {"law": fact}, (START, END)).program
    assert program.segments == 1
    assert program.tables[0].tolist() == [[[1]]]


def test_an_era_is_one_combination_of_the_facts_that_a_node_reads() -> None:
    @rule
    def both(law: float, other: float) -> bool:
        return law > other

    dates = [date(2000, 1, 1), date(2018, 3, 1), date(2018, 6, 1), date(2018, 9, 1)]
    facts = {
        "law": law((dates[0], 0.0), (dates[1], 1.0), (dates[3], 0.0)),
        "other": law((dates[0], 0.5), (dates[2], 2.0), name="other"),
    }
    program = Model(Pathway([allowed, both]), facts, (START, END)).program
    assert program.segments == 4
    of = {s.name: i for i, s in enumerate(program.steps)}
    assert program.eras[of["allowed"]].tolist() == [0, 1, 1, 2]
    assert program.eras[of["both"]].tolist() == [0, 1, 2, 3]
    assert program.tables[of["both"]][:, 0, 0].tolist() == [0, 1, 0, 0]


@dataclass
class Counted:
    """A node's function that counts how often it is called."""

    function: Callable[..., Any]
    calls: Counter[str]

    def __call__(self, **arguments: Any) -> Any:
        self.calls[self.function.__name__] += 1
        return self.function(**arguments)


@attribute
def visitor() -> float:
    return 0.25


@chance
def identified(visitor: bool, share: float) -> float:
    return share if visitor else 0.0


@rule(when="arrested")
def asked(identified: bool, visitor: bool, law: float) -> bool:
    return identified and visitor and law > 0.5


@rule(when="arrested")
def neither(identified: bool, asked: bool) -> bool:
    return not identified and not asked


def counted(*nodes: Node) -> tuple[list[Node], Counter[str]]:
    calls: Counter[str] = Counter()
    return [replace(n, function=Counted(n.function, calls)) for n in nodes], calls


def test_one_changed_fact_calls_only_the_functions_that_read_it() -> None:
    nodes, calls = counted(visitor, arrested, identified, asked, neither)
    since = date(2000, 1, 1)
    facts = {
        "share": law((since, 0.3), (date(2018, 7, 1), 0.4), name="share"),
        "law": law((since, 0.0), (date(2018, 3, 1), 1.0)),
        "unread": law((since, 0.0), name="unread"),
    }
    model = Model(Pathway(nodes), facts, (START, END))
    assert calls == {"visitor": 1, "arrested": 1, "identified": 2 * 2, "asked": 2 * 4, "neither": 4}
    calls.clear()
    changed = model.with_facts({"share": law((since, 0.5), (date(2018, 7, 1), 0.6), name="share")})
    assert calls == {"identified": 2 * 2}
    calls.clear()
    model.with_facts({"share": facts["share"].replaced(date(2018, 7, 1), 0.9)})
    assert calls == {"identified": 2}  # the first era is as it was
    calls.clear()
    model.with_facts({"share": facts["share"].replaced(date(2018, 8, 1), 0.9)})
    assert calls == {"identified": 2}  # a new date: the eras before it are as they were
    calls.clear()
    changed.with_facts({"unread": law((since, 1.0), name="unread")})
    model.with_facts({"law": facts["law"]})
    assert not calls
    other_period = Model(model.pathway, facts, (date(2018, 2, 1), date(2018, 12, 1)), like=model)
    assert other_period.program.digest == Model(model.pathway, facts, other_period.period).program.digest


def test_a_changed_period_calls_no_function_for_a_law_that_is_known() -> None:
    nodes, calls = counted(visitor, arrested, identified, asked, neither)
    facts = {n: law((date(2000, 1, 1), 0.3), name=n) for n in ("share", "law")}
    model = Model(Pathway(nodes), facts, (START, END))
    calls.clear()
    Model(model.pathway, facts, (date(2015, 1, 1), date(2015, 1, 2)), like=model)
    assert not calls


def test_a_fact_that_the_model_does_not_know() -> None:
    model = Model(Pathway([arrested]), {}, (START, END))
    with pytest.raises(VarickError, match="law is not a fact of this model"):
        model.with_facts({"law": law((START, 1.0))})


def moved(r: Random, fact: Any) -> Fact:
    """The fact with other values, and often other dates."""
    dates = {fact.values[0].since}
    if r.random() < 0.7:
        dates |= {START + timedelta(days=r.randint(-3, 300)) for _ in range(r.randint(0, 3))}
    else:
        dates |= {v.since for v in fact.values}
    return law(*((day, r.choice([0.0, 1.0, 0.5, r.random()])) for day in sorted(dates)), name=fact.name)


@given(r=randoms, nodes=st.integers(1, 14))
def test_a_model_kept_up_to_date_is_the_one_built_anew(r: Random, nodes: int) -> None:
    first = model = random_model(r, nodes)
    for _ in range(3):
        names = r.sample(sorted(model.facts), r.randint(0, len(model.facts)))
        model = model.with_facts({name: moved(r, model.facts[name]) for name in names})
        fresh = Model(model.pathway, model.facts, model.period)
        assert model.program.digest == fresh.program.digest
        assert model.program.structure == first.program.structure
    assert model.with_facts(first.facts).program.digest == first.program.digest


@given(r=randoms, nodes=st.integers(1, 14), start=st.integers(-200, 400), length=st.integers(1, 800))
def test_a_model_of_another_period_is_the_one_built_anew(
    r: Random, nodes: int, start: int, length: int
) -> None:
    model = random_model(r, nodes)
    begin = START + timedelta(days=start)
    period = begin, begin + timedelta(days=length)
    other = Model(model.pathway, model.facts, period, like=model)
    assert other.program.digest == Model(model.pathway, model.facts, period).program.digest


@given(r=randoms, nodes=st.integers(1, 10))
def test_every_segment_has_one_law(r: Random, nodes: int) -> None:
    model = random_model(r, nodes)
    program = model.program
    assert program.segment_of_day[0] == 0
    assert set(np.diff(program.segment_of_day).tolist()) <= {0, 1}
    for a, b in pairwise(range(min(program.horizon, 400))):
        known = [[model.facts[n].on(model.day(d)).value for n in model.used_facts] for d in (a, b)]  # type: ignore[attr-defined]
        if known[0] != known[1]:
            assert program.segment_of_day[a] != program.segment_of_day[b]


def test_of_the_shipped_pathway_a_fact_touches_only_its_own_tables() -> None:
    model = model_of(load_scenario("nyc-2018"))
    readers = {name: {w.node.name for w in model.wired if name in w.facts} for name in model.used_facts}
    for name in model.used_facts:
        fact = model.facts[name]
        same = replace(fact, values=tuple(replace(v) for v in fact.values))  # type: ignore[type-var]
        program = model.with_facts({name: same}).program
        made = {
            s.name
            for s, old, new in zip(program.steps, model.program.tables, program.tables, strict=True)
            if old is not new
        }
        assert made == readers[name]
        assert program.digest == model.program.digest


def test_a_period_of_centuries_is_refused() -> None:
    with pytest.raises(VarickError, match="longer than a century"):
        Model(Pathway([]), {}, (date(2018, 1, 1), date(5018, 1, 1)))
