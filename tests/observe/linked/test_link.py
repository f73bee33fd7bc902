"""Linking rows of two tables: what pairs, what never does, and what is said of it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.observe.frame import Coded, Dates, Flags, Frame
from varick.observe.linked.link import Links, arrests_to_stays, linkable, next_after

START = np.datetime64("2024-03-01T00:00:00")
MAIN = {
    "arrests": "apprehension_date",
    "stays": "stay_book_in",
    "detainers": "prepare_date",
    "encounters": "event_date",
}
Cells = list[tuple[int | None, int | None]]


def frame(
    table: str, cells: Cells, release: str = "one", identifiers: bool = True, whole_days: bool = False
) -> Frame:
    """Rows of (person, hours from the start)."""
    time = [np.datetime64("NaT") if h is None else START + np.timedelta64(h, "h") for _, h in cells]
    dates = Dates(np.array(time, dtype="datetime64[s]"), whole_days, Coded.blank(len(cells)))
    person = np.array([-1 if p is None else p for p, _ in cells], dtype=np.int64)
    flags = Flags(np.zeros(len(cells), dtype=np.bool_))
    columns = {MAIN[table]: dates, "duplicate_ddp_2026": flags}
    return Frame.of_columns(table, release, MAIN[table], columns, person if identifiers else None)


def pairs(links: Links) -> list[tuple[int, int]]:
    return list(zip(links.left.tolist(), links.right.tolist(), strict=True))


cells = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 2)), st.one_of(st.none(), st.integers(0, 600))), max_size=8
)


def greedy(arrests: Cells, stays: Cells) -> list[tuple[int, int]]:
    chosen: dict[int, Any] = {}
    for s, (who, booked) in enumerate(stays):
        near = [
            (abs(booked - when), when, a)
            for a, (whom, when) in enumerate(arrests)
            if who is not None
            and who == whom
            and booked is not None
            and when is not None
            and -120 <= booked - when <= 240
        ]
        if near:
            gap, _, a = min(near)
            chosen[a] = min(chosen.get(a, (gap, booked, s)), (gap, booked, s))
    return sorted(((a, s) for a, (_, _, s) in chosen.items()), key=lambda pair: pair[1])


@given(cells, cells)
def test_arrests_and_stays_are_paired_one_to_one_by_closeness(arrests: Cells, stays: Cells) -> None:
    found = arrests_to_stays(frame("arrests", arrests), frame("stays", stays))
    hours = [h for _, h in arrests if h is not None]
    if len(set(hours)) == len(hours):  # arrests of one person at one moment are duplicates: a rule leaves one
        assert pairs(found) == greedy(arrests, stays)
    assert len(set(found.left.tolist())) == len(set(found.right.tolist())) == len(found.left)


@given(cells, cells, st.integers(0, 20))
def test_the_first_row_that_follows(left: Cells, right: Cells, within: int) -> None:
    found = next_after(frame("detainers", left), frame("arrests", right), within_days=within)
    expected = []
    for a, (who, when) in enumerate(left):
        after = [
            (then // 24, b)
            for b, (whom, then) in enumerate(right)
            if who is not None
            and who == whom
            and when is not None
            and then is not None
            and 0 <= then // 24 - when // 24 <= within
        ]
        if after:
            expected.append((a, min(after)[1], min(after)[0] - left[a][1] // 24))  # type: ignore[operator]
    assert [(a, b, d) for (a, b), d in zip(pairs(found), found.days.tolist(), strict=True)] == expected


def test_days_are_compared_with_days() -> None:
    arrests = frame("arrests", [(1, 24 * 10)], whole_days=True)
    assert pairs(arrests_to_stays(arrests, frame("stays", [(1, 24 * 20 + 23)]))) == [(0, 0)]
    assert pairs(arrests_to_stays(arrests, frame("stays", [(1, 24 * 21)]))) == []
    assert pairs(arrests_to_stays(frame("arrests", [(1, 240)]), frame("stays", [(1, 24 * 20 + 1)]))) == []


def test_a_row_that_the_rule_leaves_out_is_not_linked() -> None:
    arrests = frame("arrests", [(1, 0), (1, 3)])
    arrests = arrests.with_columns({"duplicate_ddp_2026": Flags(np.array([False, True]))})
    found = arrests_to_stays(arrests, frame("stays", [(1, 4)]))
    assert pairs(found) == [(0, 0)]
    assert found.of_left.left_out == 1


def test_flags_are_found_where_the_table_has_none() -> None:
    arrests = frame("arrests", [(1, 3), (1, 0)])
    bare = Frame.of_columns(
        "arrests", "one", None, {"apprehension_date": arrests.column("apprehension_date")}, arrests.person
    )
    assert pairs(arrests_to_stays(bare, frame("stays", [(1, 4)]))) == [(1, 0)]


def test_identifiers_of_two_releases_are_never_joined() -> None:
    with pytest.raises(VarickError, match="one and two: identifiers are made anew for every release"):
        arrests_to_stays(frame("arrests", [(1, 0)]), frame("stays", [(1, 4)], release="two"))


def test_tables_without_usable_identifiers_are_refused() -> None:
    with pytest.raises(VarickError, match="arrests of one: no identifiers that may be used"):
        next_after(frame("detainers", [(1, 0)]), frame("arrests", [(1, 4)], identifiers=False), within_days=3)
    linkable(frame("detainers", []))


def test_a_release_whose_identifiers_were_cut_is_refused_though_it_has_some() -> None:
    with pytest.raises(VarickError, match=r"arrests of 2022-ICFO-22955: no identifiers .*cut to 15 digits"):
        linkable(frame("arrests", [(1, 0)], release="2022-ICFO-22955"))


def test_a_negative_window_is_refused() -> None:
    with pytest.raises(VarickError, match="a window is not negative"):
        next_after(frame("detainers", []), frame("arrests", []), within_days=-1)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_window_and_the_rows_that_cannot_be_linked_are_said(lang: str) -> None:
    detainers = frame("detainers", [(1, 0), (None, 0), (None, 0), (None, 0)])
    found = next_after(detainers, frame("arrests", [(1, 24)]), within_days=180)
    assert found.left_share == found.right_share == 1
    said = found.definition(lang)
    assert "180" in said
    assert "75" in said  # percent of the detainers have no identifier
    assert len(found.notes(lang)) == 1


def test_a_share_unlike_others_is_a_warning() -> None:
    some = [(p, 0) for p in range(10)]
    whole = arrests_to_stays(frame("arrests", some), frame("stays", some))  # type: ignore[arg-type]
    assert whole.right_share == 1
    assert any("100" in note for note in whole.notes())
    part = arrests_to_stays(frame("arrests", some[:5]), frame("stays", some))  # type: ignore[arg-type]
    assert part.right_share == 0.5
    assert len(part.notes()) == 1
