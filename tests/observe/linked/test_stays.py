"""Stays put together from stints, against a plain loop, and the population of each day against a count of days."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.observe.frame import Coded, Column, Dates, Flags, Frame, Numbers
from varick.observe.linked.population import population
from varick.observe.linked.stays import checks, stays, stintless

Row = dict[str, Any]
START = date(2024, 3, 1)
EXTRACTED = date(2024, 3, 8)
DATES = ("book_in", "book_out", "stay_book_in", "stay_book_out", "bond_set_date")


def moments(hours: list[int | None]) -> Dates:
    start = np.datetime64(START, "s")
    time = [np.datetime64("NaT") if h is None else start + np.timedelta64(h, "h") for h in hours]
    return Dates(np.array(time, dtype="datetime64[s]"), False, Coded.blank(len(time)))


def stints(rows: list[Row], identifiers: bool = True) -> Frame:
    columns: dict[str, Column] = {name: moments([row.get(name) for row in rows]) for name in DATES}
    for name in ("facility_code", "facility", "gender", "file", "sheet"):
        columns[name] = Coded.of(row.get(name) for row in rows)
    bonds = [row.get("bond_set") for row in rows]
    columns["bond_set"] = Numbers(
        np.array([np.nan if b is None else b for b in bonds]), Coded.blank(len(rows))
    )
    columns["row"] = Numbers(np.arange(7.0, 7 + len(rows)), Coded.blank(len(rows)))
    person = np.array([-1 if row["person"] is None else row["person"] for row in rows], dtype=np.int64)
    return Frame.of_columns("detentions", "invented", "book_in", columns, person if identifiers else None)


def listed(frame: Frame, name: str) -> list[Any]:
    column = frame.column(name)
    if isinstance(column, Coded):
        return column.texts()
    if isinstance(column, Dates):
        hours = (column.time - np.datetime64(START, "s")) / np.timedelta64(1, "h")
        return [None if np.isnan(hour) else int(hour) for hour in hours]
    assert isinstance(column, Numbers)
    return [None if np.isnan(value) else value for value in column.values.tolist()]


ONE_STAY: list[Row] = [
    {"person": 3, "stay_book_in": 0, "book_in": 0, "book_out": 5, "facility_code": "HOLD", "facility": "HOLD ROOM", "bond_set": 9000},
    {"person": 3, "stay_book_in": 0, "book_in": 6, "book_out": 100, "facility_code": "LONG", "gender": "Male", "bond_set": 2000},
    {"person": 3, "stay_book_in": 0, "book_in": 101, "book_out": None, "facility_code": None, "gender": "Female"},
]  # fmt: skip


def test_one_stay_from_its_stints() -> None:
    found = stays(stints(ONE_STAY), EXTRACTED)
    assert (found.table, found.main, len(found)) == ("stays", "stay_book_in", 1)
    assert found.person is not None
    assert found.person.tolist() == [3]
    expected = {
        "n_stints": 3,
        "n_stays": 1,
        "facility_codes_all": "HOLD; LONG; (blank)",
        "facility_code_first": "HOLD",
        "facility_first": "HOLD ROOM",
        "facility_code_last": None,
        "facility_code_longest": "LONG",
        "book_in_longest": 6,
        "book_out_first": 5,
        "book_out_last": None,
        "stay_book_in": 0,
        "stay_book_out": None,  # not ended when the release was extracted: no end is invented
        "gender": "Female",
        "bond_set": None,
        "bond_set_lowest_seen": 2000,
        "row": 7,
    }
    assert {name: listed(found, name)[0] for name in expected} == expected
    assert "facility_code" not in found.names


def test_the_longest_stint_may_be_the_one_that_has_not_ended() -> None:
    later = stays(stints(ONE_STAY), EXTRACTED + timedelta(days=1))
    assert listed(later, "book_in_longest") == [101]  # 91 hours and 59:59 against 94, or a day more


def test_of_equally_long_stints_the_last_is_the_longest() -> None:
    rows = [{**ONE_STAY[0], "book_in": h, "book_out": h + 4, "facility_code": f"F{h}"} for h in (0, 30, 60)]
    assert listed(stays(stints(rows), EXTRACTED), "facility_code_longest") == ["F60"]


def test_a_stint_left_out_as_a_duplicate_counts_for_the_bond_only() -> None:
    rows = [
        {**ONE_STAY[0], "bond_set": 500},
        {**ONE_STAY[0], "bond_set": 100, "bond_set_date": 9},
    ]
    found = stays(stints(rows), EXTRACTED)
    assert listed(found, "n_stints") == [1]
    assert listed(found, "bond_set_lowest_seen") == [100]
    assert listed(found, "bond_set_date_earliest_seen") == [9]


some = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.one_of(st.none(), st.integers(0, 2)),
            "stay_book_in": st.sampled_from([None, 0, 200]),
            "book_in": st.integers(0, 300),
            "book_out": st.one_of(st.none(), st.integers(0, 300)),
            "facility_code": st.sampled_from(["A", "B", "C", None]),
        }
    ),
    max_size=14,
)


@given(some)
def test_every_stay_has_its_stints_in_their_order(rows: list[Row]) -> None:
    table = stints(rows)
    table = table.with_columns({"duplicate_ddp_2026": Flags(np.zeros(len(rows), dtype=np.bool_))})
    groups = defaultdict(list)
    for place, row in enumerate(rows):
        if row["person"] is not None and row["stay_book_in"] is not None:
            early = -1 if row["book_out"] is None else row["book_out"]
            groups[row["person"], row["stay_book_in"]].append((row["book_in"], early, place))
    found = stays(table, EXTRACTED)
    keys = sorted(groups)
    assert found.person is not None
    assert list(zip(found.person.tolist(), listed(found, "stay_book_in"), strict=True)) == keys
    ordered = [
        [rows[place]["facility_code"] or "(blank)" for *_, place in sorted(groups[key])] for key in keys
    ]
    assert listed(found, "facility_codes_all") == ["; ".join(codes) for codes in ordered]
    assert listed(found, "n_stints") == [len(codes) for codes in ordered]
    assert listed(found, "n_stays") == [sum(other[0] == key[0] for other in keys) for key in keys]
    assert stintless(table) == len(rows) - sum(map(len, ordered))


def test_stays_that_contradict_their_stints_are_counted() -> None:
    agree = [{**ONE_STAY[0], "person": p, "stay_book_out": 5} for p in range(96)]
    early = [{**ONE_STAY[0], "person": p, "stay_book_in": 1, "stay_book_out": 5} for p in range(200, 202)]
    other = [
        {**ONE_STAY[0], "person": p, "stay_book_out": h} for p, h in enumerate([6, None, 7, 7, 7, 7], 300)
    ]
    first, last = checks(stays(stints(agree + early + other), EXTRACTED))
    assert (first.stays, first.wrong, first.level) == (104, 2, "warn")
    assert (last.stays, last.wrong, last.level) == (104, 6, "stop")
    assert {check.level for check in checks(stays(stints(agree), EXTRACTED))} == {""}


def test_a_censored_stay_agrees_with_a_censored_last_stint() -> None:
    assert [check.wrong for check in checks(stays(stints(ONE_STAY), EXTRACTED))] == [0, 0]


def test_without_what_makes_a_stay_there_is_none() -> None:
    with pytest.raises(VarickError, match="no identifiers, so no stays"):
        stays(stints(ONE_STAY, identifiers=False), EXTRACTED)
    bare = Frame.of_columns("detentions", "x", None, {"book_in": moments([0])}, np.zeros(1, dtype=np.int64))
    with pytest.raises(VarickError, match="no stay_book_in or book_out or facility_code"):
        stays(bare, EXTRACTED)
    assert stintless(stints(ONE_STAY, identifiers=False)) == stintless(bare) + 2 == 3
    assert len(stays(stints([]), EXTRACTED)) == 0


@given(some)
def test_the_population_of_each_day(rows: list[Row]) -> None:
    if not rows:
        return
    end = EXTRACTED + timedelta(days=2)
    found = population(stints(rows), START, end, EXTRACTED, by="facility_code")
    assert found.undated == 0
    assert found.recoded == sum(
        (EXTRACTED - START).days < row["book_in"] // 24 if row["book_out"] is None else row["book_out"] // 24 < row["book_in"] // 24
        for row in rows
    )  # fmt: skip
    for which, counts in (("any_time", found.any_time), ("midnight", found.midnight)):
        for place, value in enumerate(found.values):
            for number, day in enumerate(found.days):
                held = set()
                for index, row in enumerate(rows):
                    booked = START + timedelta(days=row["book_in"] // 24)
                    released = (
                        EXTRACTED
                        if row["book_out"] is None
                        else START + timedelta(days=row["book_out"] // 24)
                    )
                    released = max(booked, released)
                    if which == "midnight" and row["book_out"] is not None:
                        released -= timedelta(days=1)
                    if row["facility_code"] == value and booked <= day <= released:
                        held.add(("none", index) if row["person"] is None else row["person"])
                assert counts[place, number] == len(held), (which, value, day)


def test_a_person_moved_within_the_day_counts_once_in_all_and_once_in_each_place() -> None:
    table = stints(ONE_STAY[:2])
    whole = population(table, START, START + timedelta(days=1), EXTRACTED)
    assert (whole.any_time.tolist(), whole.midnight.tolist()) == ([[1]], [[1]])
    each = population(table, START, START + timedelta(days=1), EXTRACTED, by="facility_code")
    assert dict(zip(each.values, each.any_time[:, 0].tolist(), strict=True)) == {"HOLD": 1, "LONG": 1}
    assert dict(zip(each.values, each.midnight[:, 0].tolist(), strict=True)) == {"HOLD": 0, "LONG": 1}


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(VarickError, match="no day lies between"):
        population(stints(ONE_STAY), START, START, EXTRACTED)
