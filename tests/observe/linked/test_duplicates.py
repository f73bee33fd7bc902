"""The rules of others, each against a plain loop over the rows, and what no rule may flag."""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.observe.frame import Coded, Column, Dates, Flags, Frame, Numbers
from varick.observe.linked.duplicates import bonds_seen, flagged, flags

Row = dict[str, Any]
START = np.datetime64("2024-03-01T00:00:00")


def frame(table: str, rows: list[Row], identifiers: bool = True) -> Frame:
    """A frame of rows: `*_date`, `book_*` and `stay_*` in hours from the start, `bond_*` numbers, the rest text."""
    columns: dict[str, Column] = {}
    for name in dict.fromkeys(name for row in rows for name in row if name != "person"):
        cells = [row.get(name) for row in rows]
        if name.endswith("_date") or name.startswith(("book_", "stay_")):
            time = np.array(
                [np.datetime64("NaT") if c is None else START + np.timedelta64(c, "h") for c in cells],
                dtype="datetime64[s]",
            )
            columns[name] = Dates(time, False, Coded.blank(len(rows)))
        elif name.startswith("bond_") or name == "row":
            values = np.array([np.nan if c is None else c for c in cells], dtype=np.float64)
            columns[name] = Numbers(values, Coded.blank(len(rows)))
        else:
            columns[name] = Coded.of(cells)
    person = np.array([-1 if row["person"] is None else row["person"] for row in rows], dtype=np.int64)
    return Frame.of_columns(table, "invented", None, columns, person if identifiers else None)


def out(found: dict[str, Flags], rule: str) -> list[int]:
    return np.flatnonzero(found[f"duplicate_{rule}"].values).tolist()


people = st.one_of(st.none(), st.integers(0, 2))
hours = st.one_of(st.none(), st.integers(0, 100))


def groups(rows: list[Row], key: Callable[[Row], Any]) -> list[list[int]]:
    """Places of the rows of each key, in order; rows of key None are in no group."""
    found = defaultdict(list)
    for place, row in enumerate(rows):
        if row["person"] is not None and key(row) is not None:
            found[(row["person"], key(row))].append(place)
    return list(found.values())


arrests = st.lists(
    st.fixed_dictionaries(
        {
            "person": people,
            "apprehension_date": hours,
            "method": st.sampled_from([None, "Located", "ERO Reprocessed Arrest"]),
            "criminality": st.sampled_from([None, "1 Convicted Criminal"]),
        }
    ),
    max_size=14,
)


def chained(rows: list[Row], reprocessed_last: bool) -> list[int]:
    left_out = []
    for who in {row["person"] for row in rows} - {None}:
        late = {"ERO Reprocessed Arrest": 1, None: 2}
        mine = sorted(
            (row["apprehension_date"], late.get(row["method"], 0) if reprocessed_last else 0, place)
            for place, row in enumerate(rows)
            if row["person"] == who and row["apprehension_date"] is not None
        )
        left_out += [b[2] for a, b in pairwise(mine) if b[0] - a[0] <= 24]
    return sorted(left_out)


@given(arrests)
def test_arrests(rows: list[Row]) -> None:
    if not rows:
        return
    found = flags(frame("arrests", rows))
    assert out(found, "ddp_2026") == chained(rows, True)
    assert out(found, "ddp_2025") == chained(rows, False)
    same = groups(
        rows,
        lambda row: (
            None
            if row["apprehension_date"] is None
            else (row["apprehension_date"] // 24, row["method"], row["criminality"])
        ),
    )
    assert out(found, "uwchr") == sorted(place for group in same for place in group[1:])


def test_an_episode_may_be_longer_than_a_day_and_keeps_the_original_arrest() -> None:
    rows = [
        {"person": 0, "apprehension_date": 20, "method": "Located"},
        {"person": 0, "apprehension_date": 0, "method": "ERO Reprocessed Arrest"},
        {"person": 0, "apprehension_date": 0, "method": "CAP Local Incarceration"},
        {"person": 0, "apprehension_date": 40, "method": "Located"},
        {"person": 0, "apprehension_date": 65, "method": "Located"},
    ]
    found = flags(frame("arrests", rows))
    assert out(found, "ddp_2026") == [0, 1, 3]
    assert out(found, "ddp_2025") == [0, 2, 3]
    assert found["likely_duplicate"].values.tolist() == [True, True, True, True, False]
    assert "duplicate_uwchr" not in found  # the rows say nothing of criminality


def test_rows_are_taken_as_they_were_read_not_as_they_stand() -> None:
    rows = [
        {"person": 0, "apprehension_date": 0, "method": None, "file": "b.xlsx", "sheet": "1", "row": 7},
        {"person": 0, "apprehension_date": 0, "method": None, "file": "a.xlsx", "sheet": "2", "row": 8},
        {"person": 0, "apprehension_date": 0, "method": None, "file": "a.xlsx", "sheet": "2", "row": 7},
    ]
    assert out(flags(frame("arrests", rows)), "ddp_2026") == [0, 1]


@pytest.mark.parametrize(
    ("table", "name"),
    [("detainers", "prepare_date"), ("encounters", "event_date"), ("removals", "departed_date")],
)
@given(moments=st.lists(st.tuples(people, hours), min_size=1, max_size=14))
def test_one_date(table: str, name: str, moments: list[tuple[int | None, int | None]]) -> None:
    rows = [{"person": who, name: when} for who, when in moments]
    found = flags(frame(table, rows))
    same = groups(rows, lambda row: row[name])
    assert out(found, "ddp_2026") == out(found, "ddp_2025") == sorted(p for group in same for p in group[1:])
    likely = sorted(place for group in same if len(group) > 1 for place in group)
    assert np.flatnonzero(found["likely_duplicate"].values).tolist() == likely
    assert "duplicate_uwchr" not in found


stints = st.lists(
    st.fixed_dictionaries(
        {
            "person": people,
            "book_in": st.one_of(st.none(), st.sampled_from([1, 2, 30])),
            "facility_code": st.sampled_from([None, "AAA", "BBB"]),
            "stay_book_in": st.sampled_from([None, 1]),
            "book_out": st.sampled_from([None, 40]),
            "release_reason": st.sampled_from([None, "Transferred", "Removed"]),
            "bond_set": st.sampled_from([None, 1500, 5000]),
            "bond_posted_date": st.sampled_from([None, 3]),
        }
    ),
    min_size=1,
    max_size=14,
)


def ddp_order(row: Row) -> list[Any]:
    """Blanks first, as data.table sorts."""
    names = ("book_in", "release_reason", "bond_posted_date")
    return [
        (row[name] is not None, row[name] or 0 if name != "release_reason" else row[name] or "")
        for name in names
    ]


@given(stints)
def test_stints(rows: list[Row]) -> None:
    found = flags(frame("detentions", rows))
    usable = [
        p for p, row in enumerate(rows) if None not in (row["person"], row["book_in"], row["facility_code"])
    ]
    ordered = sorted(usable, key=lambda place: (ddp_order(rows[place]), place))
    kept: dict[Any, int] = {}
    for place in ordered:
        whole = tuple(value for name, value in rows[place].items() if not name.startswith("bond_"))
        kept.setdefault(whole, place)
    last: dict[Any, int] = {}
    for place in ordered:
        if place in kept.values():
            row = rows[place]
            last[(row["person"], row["facility_code"], row["book_in"] // 24, row["stay_book_in"])] = place
    assert out(found, "ddp_2026") == sorted(set(usable) - set(last.values()))

    left_out = []
    for group in groups(
        rows,
        lambda r: None if None in (r["book_in"], r["facility_code"]) else (r["book_in"], r["facility_code"]),
    ):
        inside = sorted(group, key=lambda place: (ddp_order(rows[place]), place))
        bonds = [rows[place]["bond_set"] for place in inside if rows[place]["bond_set"] is not None]
        lowest = [place for place in inside if bonds and rows[place]["bond_set"] == min(bonds)] or inside
        left_out += [place for place in group if place != lowest[-1]]
    assert out(found, "ddp_2025") == sorted(left_out)

    same = groups(
        rows,
        lambda r: (
            None
            if None in (r["book_in"], r["facility_code"])
            else (r["book_in"], r["book_out"], r["facility_code"])
        ),
    )
    assert out(found, "uwchr") == sorted(place for group in same for place in group[1:])


def test_a_stint_that_differs_in_its_bond_keeps_the_lowest_that_was_seen() -> None:
    row = {"person": 4, "book_in": 5, "facility_code": "AAA", "stay_book_in": 5, "book_out": None}
    rows = [
        {**row, "bond_set": 9000, "bond_posted_date": 48},
        {**row, "bond_set": 3000, "bond_posted_date": None},
        {**row, "person": None, "bond_set": 10, "bond_posted_date": 1},
        {**row, "person": None, "bond_set": 20, "bond_posted_date": 2},
    ]
    table = frame("detentions", rows)
    found = flags(table)
    assert out(found, "ddp_2026") == [0]  # the row without a posted bond sorts first
    assert out(found, "ddp_2025") == [0]
    assert found["likely_duplicate_bond"].values.tolist() == [True, True, False, False]
    seen = bonds_seen(table)
    assert seen["bond_set_lowest_seen"].values.tolist() == [3000, 3000, 10, 20]  # type: ignore[union-attr]
    earliest = seen["bond_posted_date_earliest_seen"]
    assert isinstance(earliest, Dates)
    assert ((earliest.time - START) // np.timedelta64(1, "h")).tolist() == [48, 48, 1, 2]


def test_without_identifiers_nothing_is_flagged() -> None:
    rows = [{"person": None, "apprehension_date": 0, "method": "Located"}] * 3
    assert flags(frame("arrests", rows, identifiers=False)) == {}
    assert not any(found.values.any() for found in flags(frame("arrests", rows)).values())
    assert (
        bonds_seen(frame("detentions", [{"person": None, "book_in": 0, "facility_code": "A"}], False)) == {}
    )


def test_a_table_without_rows_has_flags_without_rows() -> None:
    for table, names in (("arrests", ("apprehension_date",)), ("detentions", ("book_in", "book_out"))):
        columns: dict[str, Column] = {
            n: Dates(np.zeros(0, "datetime64[s]"), True, Coded.blank(0)) for n in names
        }
        columns |= {"facility_code": Coded.blank(0), "bond_set": Numbers(np.zeros(0), Coded.blank(0))}
        empty = Frame.of_columns(table, "invented", None, columns, np.zeros(0, dtype=np.int64))
        assert {len(found) for found in flags(empty).values()} == {0}
        assert {len(found) for found in bonds_seen(empty).values()} <= {0}


def test_an_unknown_table_has_no_rule() -> None:
    assert flags(frame("rca", [{"person": 1, "event_date": 3}])) == {}


def test_how_many_rows_each_rule_leaves_out() -> None:
    rows = [
        {"person": 0, "prepare_date": 0},
        {"person": 0, "prepare_date": 0},
        {"person": None, "prepare_date": 0},
    ]
    table = frame("detainers", rows)
    assert flagged(table.with_columns(flags(table))) == {"ddp_2026": 1, "ddp_2025": 1}
