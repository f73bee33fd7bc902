"""Facts made in Python: immutable, checked, replaced from a day on."""

import pickle
from copy import deepcopy
from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.model.fact import SET, Dated, Fact, Table, cells, shape_problem, value_problems

DAY = date(2018, 1, 1)


def test_simple_facts() -> None:
    switch = Fact.simple("held", True, controlled_by="city")
    assert (switch.unit, switch.kind, switch.controlled_by) == ("switch", "law", "city")
    assert switch.values == (Dated(date(1900, 1, 1), True),)
    share = Fact.simple("share", 0.5, 0.25, 1, unit="share", since=DAY)
    assert share.values == (Dated(DAY, 0.5, 0.25, 1.0, SET),)
    assert Fact.simple("n", 3).values[0].value == 3.0
    assert type(Fact.simple("n", 3).values[0].value) is float
    assert (Fact.simple("n", 3).values[0].low, Fact.simple("n", 3).values[0].high) == (3.0, 3.0)
    table = Fact.simple("arrests", {"bronx": {"drug": 1}})
    assert (table.unit, table.values[0].low) == ("count", None)
    assert Fact.simple("regime", "pep").unit == "text"
    assert share.where == "made in Python"


def test_values_are_sorted_and_in_force_from_their_day_on() -> None:
    later, earlier = Dated(date(2019, 1, 1), True), Dated(DAY, False)
    fact = Fact("x", "switch", "city", "law", (later, earlier), file="facts/a.yaml", line=3)
    assert [v.value for v in fact.values] == [False, True]
    assert fact.on(DAY).value is False
    assert fact.on(date(2018, 12, 31)).value is False
    assert fact.on(date(2019, 1, 1)).value is True
    with pytest.raises(
        VarickError, match=r"^facts/a.yaml:3: x has no value on 2017-12-31: its first is of 2018-01-01"
    ):
        fact.on(date(2017, 12, 31))


def test_a_fact_cannot_be_changed() -> None:
    fact = Fact.simple("arrests", {"bronx": {"drug": 1}})
    with pytest.raises(FrozenInstanceError):
        fact.unit = "share"  # type: ignore[misc]
    table = fact.values[0].value
    for change in (
        lambda: table.update(a=1),
        lambda: table["bronx"].pop("drug"),
        lambda: table.__setitem__("bronx", 1),
        lambda: table.__delitem__("bronx"),
        lambda: table.setdefault("a", 1),
        lambda: table.clear(),
        lambda: table.popitem(),
        lambda: table.__ior__({"a": 1}),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    assert table == {"bronx": {"drug": 1.0}}
    assert hash(fact) == hash(deepcopy(fact)) == hash(pickle.loads(pickle.dumps(fact)))
    assert pickle.loads(pickle.dumps(fact)) == fact
    assert isinstance(deepcopy(fact).values[0].value["bronx"], Table)


def test_what_is_given_is_not_what_is_kept() -> None:
    given = {"a": 1.0}
    fact = Fact.simple("t", given)
    given["a"] = 2.0
    assert fact.values[0].value == {"a": 1.0}


@pytest.mark.parametrize(
    ("value", "settings", "expected"),
    [
        (1, {"unit": "switch"}, "x.1900-01-01.value: true or false expected of a switch; this is 1"),
        (2.0, {"unit": "share"}, "x.1900-01-01.value: 2 is not between 0 and 1, as a share must be"),
        (float("nan"), {}, "x.1900-01-01.value: nan is not a finite number"),
        (10**400, {}, "x.1900-01-01.value: inf is not a finite number"),
        ({}, {}, "x.1900-01-01.value: a table without numbers"),
        (None, {}, "x.1900-01-01.value: a number, true or false, a word, or a table of numbers expected; this is nothing"),
        (3, {"unit": "days", "low": 5, "high": 6}, "x.1900-01-01.value: 3 is not between low 5 and high 6"),
        (3, {"unit": "days", "low": 2}, "x.1900-01-01.high: missing"),
        (-3, {"unit": "days"}, "x.1900-01-01.value: -3 is below zero; this is a number of days"),
        ({"a": 0.5}, {"unit": "share", "low": {"a": 0.6}, "high": {"a": 0.7}}, "x.1900-01-01.value.a: 0.5 is not between"),
        ({"a": 0.5}, {"unit": "share", "low": {"b": 0.6}, "high": {"a": 0.7}}, 'x.1900-01-01.low: "b" is not in the table'),
    ],
)  # fmt: skip
def test_values_that_are_refused(value: Any, settings: dict[str, Any], expected: str) -> None:
    with pytest.raises(VarickError) as caught:
        Fact.simple("x", value, **settings)
    assert str(caught.value).startswith(f"made in Python: {expected}")


def test_a_fact_needs_one_value_a_day_and_one_sort() -> None:
    with pytest.raises(VarickError, match="x.values: empty"):
        Fact("x", "switch", "city", "law", ())
    with pytest.raises(VarickError, match="x.2018-01-01: dated twice"):
        Fact("x", "switch", "city", "law", (Dated(DAY, True), Dated(DAY, True)))
    with pytest.raises(VarickError, match="a number expected, as in the fact's other values; this is text"):
        Fact("x", "regime", "city", "law", (Dated(DAY, 1.0), Dated(date(2019, 1, 1), "pep")))


def test_replaced_keeps_what_came_before_and_drops_what_came_later() -> None:
    values = (Dated(date(1900, 1, 1), False), Dated(date(2012, 5, 15), True), Dated(date(2020, 1, 1), False))
    fact = Fact("x", "switch", "city", "law", values)
    changed = fact.replaced(DAY, False)
    assert [(v.since, v.value, v.grade) for v in changed.values] == [
        (date(1900, 1, 1), False, SET),
        (date(2012, 5, 15), True, SET),
        (DAY, False, SET),
    ]
    assert len(fact.values) == 3
    assert len(fact.replaced(date(1900, 1, 1), True).values) == 1
    with pytest.raises(VarickError, match="true or false expected of a switch; this is 1"):
        fact.replaced(DAY, 1)


def test_replaced_with_a_range_and_a_grade() -> None:
    fact = Fact.simple("s", 0.5, unit="share")
    new = fact.replaced(DAY, 0.4, 0.3, 0.6, "published", ("S01",), "why").on(DAY)
    assert (new.value, new.low, new.high, new.grade, new.source, new.note) == (
        0.4,
        0.3,
        0.6,
        "published",
        ("S01",),
        "why",
    )
    bare = fact.replaced(DAY, 0.4).on(DAY)
    assert (bare.low, bare.high, bare.grade) == (0.4, 0.4, SET)
    with pytest.raises(
        VarickError, match=r"2018-01-01.low: missing; only law and counts go without low and high"
    ):
        fact.replaced(DAY, 0.4, grade="published")
    with pytest.raises(VarickError, match='"seen" is a grade of law; quantity is published'):
        fact.replaced(DAY, 0.4, 0.4, 0.4, "seen")


def test_unchanged_values_keep_their_identity() -> None:
    fact = Fact("x", "switch", "city", "law", (Dated(date(1900, 1, 1), False), Dated(DAY, True)))
    assert fact.replaced(date(2020, 1, 1), False).values[1] is fact.values[1]


@given(
    st.lists(st.tuples(st.dates(), st.booleans()), min_size=1, max_size=6),
    st.dates(),
    st.booleans(),
    st.dates(),
)
def test_replaced_is_the_old_before_and_the_new_after(
    dated: list[tuple[date, bool]], since: date, value: bool, day: date
) -> None:
    known = dict(dated)
    fact = Fact("x", "switch", "city", "law", tuple(Dated(d, v) for d, v in known.items()))
    changed = fact.replaced(since, value)
    if day >= since:
        assert changed.on(day).value is value
    elif day >= min(known):
        assert changed.on(day) == fact.on(day)
    else:
        with pytest.raises(VarickError, match="has no value on"):
            changed.on(day)
    assert [v.since for v in changed.values] == sorted({d for d in known if d < since} | {since})


NUMBERS = st.floats(-2, 2) | st.integers(-2, 2) | st.just(float("inf"))
VALUES = (
    NUMBERS
    | st.booleans()
    | st.text("ab", max_size=2)
    | st.none()
    | st.dates()
    | st.lists(st.integers(), max_size=1)
)
ANY = VALUES | st.dictionaries(
    st.sampled_from("ab"), VALUES | st.dictionaries(st.sampled_from("ab"), VALUES, max_size=2), max_size=2
)


@given(
    st.sampled_from(["switch", "share", "count", "days", "text", "persons/year"]),
    st.sampled_from(["law", "quantity"]),
    ANY,
    ANY,
    ANY,
    st.sampled_from([SET, "seen", "assumed"]),
)
def test_anything_is_a_fact_or_a_varick_error(
    unit: str, kind: str, value: Any, low: Any, high: Any, grade: str
) -> None:
    found = value_problems(unit, kind, value, low, high, grade)
    try:
        fact = Fact("x", unit, "city", kind, (Dated(DAY, value, low, high, grade),))
    except VarickError:
        assert found
        return
    assert not found
    kept = fact.values[0]
    assert shape_problem(kept.value, value) == ""
    assert all(type(number) in (float, bool, str) for _, number in cells(kept.value))
    if kept.low is not None:
        for place, number in cells(kept.value):
            assert dict(cells(kept.low))[place] <= number <= dict(cells(kept.high))[place]
    assert hash(fact) == hash(pickle.loads(pickle.dumps(fact)))
