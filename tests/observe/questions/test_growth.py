"""Growth asked of a release: windows, refusals, offences, duplicates, persons, and what is said beside the numbers."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from log_folders import log_folder

from varick.errors import NoAnswer, VarickError
from varick.observe.frame import Coded, Column, Dates, Flags, Frame
from varick.observe.questions.growth import growth
from varick.observe.store import Store

A = date(2016, 1, 1), date(2017, 1, 1)
B = date(2017, 2, 1), date(2017, 11, 1)


def log(
    folder: Path,
    days: Sequence[str],
    columns: Mapping[str, Column],
    person: Any = None,
    table: str = "arrests",
    extracted: str | None = "2018-06-01",
) -> Store:
    """A log folder with one table; `days` are its main dates."""
    time = np.array(days, dtype="datetime64[s]")
    main = {"arrests": "apprehension_date", "removals": "departed_date"}[table]
    frame = Frame.of_columns(
        table, "test", main, {main: Dates(time, True, Coded.blank(len(time))), **columns}, person
    )
    return log_folder(folder, frame, extracted=extracted)


def spread(count: int, first: str, last: str) -> list[str]:
    """So many days, evenly from `first` to `last`."""
    ends = np.array([first, last], dtype="datetime64[D]").astype(np.int64)
    return [str(np.datetime64(int(n), "D")) for n in np.linspace(ends[0], ends[1], count).round()]


def made(parts: Sequence[tuple[str | None, int, int]]) -> tuple[list[str], list[str | None]]:
    """Days and values: of each (value, a, b), a in 2016 and b in 2017 from February to October, besides the edges."""
    days, values = ["2015-10-01", "2017-12-31"], ["edge", "edge"]
    said: list[str | None] = list(values)
    for value, a, b in parts:
        days += spread(a, "2016-01-01", "2016-12-31") + spread(b, "2017-02-01", "2017-10-31")
        said += [value] * (a + b)
    return days, said


@pytest.fixture
def arrests(tmp_path: Path) -> Store:
    days, method = made(
        [
            ("287(g) Program", 200, 400),
            ("Located", 1000, 800),
            ("Rare", 1, 9),
            ("New", 0, 7),
            (None, 10, 10),
            ("(B)(7)(E)", 5, 9),
        ]
    )
    aor = ["NYC"] * len(days)
    return log(tmp_path / "log", days, {"method": Coded.of(method), "aor": Coded.of(aor)})


def test_the_rows_are_ranked_by_the_lower_end_and_say_what_they_are(arrests: Store) -> None:
    answer = growth(arrests, "arrests", "method", A, B)
    rows = {row["category"]: row for row in answer.rows}
    assert [row["category"] for row in answer.rows] == ["287(g) Program", "Rare", "Located"]
    first = rows["287(g) Program"]
    assert (first["a"], first["b"]) == (200, 400)
    assert first["ratio"] == pytest.approx(2 * 366 / 273, rel=1e-5)
    assert first["low"] < first["ratio"] < first["high"]
    assert first["phi"] == 1
    assert rows["Rare"]["phi"] is None
    overall = answer.more["overall"]
    assert (overall["a"], overall["b"]) == (1216, 1235)
    assert first["relative"] == pytest.approx(first["ratio"] / overall["ratio"], rel=1e-4)
    assert answer.more["new"] == [{"category": "New", "b": 7}]
    said = " ".join(answer.notes)
    for part in ("because they grew most", "34 rows", "Rare", "New (7)", "no identifiers"):
        assert part in said
    assert "October 31, 2017" in answer.definition
    assert "273 days" in answer.definition
    json.loads(answer.to_json())


def test_sensitivity_gives_ranks_under_other_choices(arrests: Store) -> None:
    rows = growth(arrests, "arrests", "method", A, B).more["sensitivity"]
    assert rows[0] == {
        "category": "287(g) Program", "rank": 1, "rank_exact": 1, "rank_month_earlier": 1, "rank_month_later": 1
    }  # fmt: skip


def test_months_as_trac_counts_them(arrests: Store) -> None:
    answer = growth(arrests, "arrests", "method", A, B, exposure="months", least=100, top=1)
    assert answer.rows[0]["ratio"] == pytest.approx(400 / 9 / (200 / 12), rel=1e-5)
    assert answer.more["parameters"]["exposure_b"] == 9
    assert answer.more["ranked"] == 2
    with pytest.raises(VarickError, match="first of a month"):
        growth(arrests, "arrests", "method", (A[0], date(2016, 12, 15)), B, exposure="months")


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ((A[1], A[0]), B, "holds no day"),
        (A, (date(2016, 6, 1), date(2017, 5, 1)), "overlap"),
    ],
)
def test_windows_that_are_none_are_bad_input(arrests: Store, a: Any, b: Any, why: str) -> None:
    with pytest.raises(VarickError, match=why):
        growth(arrests, "arrests", "method", a, b)


def test_windows_beyond_the_data_or_in_an_incomplete_month_have_no_answer(tmp_path: Path) -> None:
    days = spread(700, "2015-10-05", "2017-12-20")
    store = log(tmp_path / "log", days, {"method": Coded.of(["x"] * 700)})
    with pytest.raises(NoAnswer, match="2017-12 in part only"):
        growth(store, None, "method", A, (date(2017, 2, 1), date(2018, 1, 1)))
    with pytest.raises(NoAnswer, match="2015-10 in part only"):
        growth(store, None, "method", (date(2015, 10, 6), date(2016, 3, 1)), B)
    with pytest.raises(NoAnswer, match="only; choose windows within it"):
        growth(store, None, "method", (date(2015, 1, 1), date(2016, 1, 1)), B)


def test_a_time_or_an_unknown_column_cannot_grow(arrests: Store) -> None:
    with pytest.raises(VarickError, match="a time cannot grow"):
        growth(arrests, "arrests", "month", A, B)
    with pytest.raises(VarickError, match='did you mean "method"'):
        growth(arrests, "arrests", "methods", A, B)
    with pytest.raises(VarickError, match="no map 'x'"):
        growth(arrests, "arrests", "charge_code:x", A, B)
    with pytest.raises(VarickError, match="for charge_code"):
        growth(arrests, "arrests", "method:group2", A, B)


def test_withheld_offences_have_no_answer_and_the_reader_is_sent_on(arrests: Store, tmp_path: Path) -> None:
    with pytest.raises(NoAnswer, match="offenses are withheld.*ask by method, aor"):
        growth(arrests, "arrests", "charge_code:group2", A, B)
    days, section = made([("237a1B", 30, 60)])
    redacted = ["(B)(7)(E)"] * len(days)
    columns = {"charge_section": Coded.of(section), "charge": Coded.of(redacted)}
    removals = log(tmp_path / "removals", days, columns, table="removals")
    with pytest.raises(NoAnswer, match="charge is redacted or blank.*charge_section"):
        growth(removals, "removals", "charge", A, B)


def test_charge_codes_in_two_digit_groups_and_at_the_other_grain(tmp_path: Path) -> None:
    parts = [
        ("5404", 50, 60),
        ("5499", 20, 70),
        ("13AB", 10, 30),
        ("1399", 30, 30),
        ("0000", 5, 5),
        ("ZZ", 9, 9),
    ]
    days, code = made(parts)
    store = log(tmp_path / "log", days, {"charge_code": Coded.of(code)}, table="removals")
    answer = growth(store, None, "charge_code:group2", A, B)
    rows = {row["category"]: (row["a"], row["b"]) for row in answer.rows}
    assert rows == {
        "54 Traffic": (70, 130),
        "13 Assault": (40, 60),
        "0000": (5, 5),
        "ZZ": (9, 9),
    }
    other = answer.more["other_grain"]
    assert other["category"] == "charge_code"
    assert other["rows"][0]["category"] == "5499"
    raw = growth(store, None, "charge_code", A, B)
    assert raw.more["other_grain"]["category"] == "charge_code:group2"
    trac = growth(store, None, "charge_code:trac_like", A, B)
    assert {row["category"] for row in trac.rows} >= {"54 Traffic", "Driving under the influence"}
    assert "group2 1" in " ".join(answer.notes)


def test_duplicates_and_persons(tmp_path: Path) -> None:
    days, method = made([("x", 40, 80), ("y", 40, 40)])
    person = np.arange(len(days), dtype=np.int64) // 2
    flag = np.zeros(len(days), dtype=bool)
    flag[100:120] = True
    columns: dict[str, Column] = {"method": Coded.of(method), "duplicate_uwchr": Flags(flag)}
    store = log(tmp_path / "log", days, columns, person)
    events = growth(store, None, "method", A, B)
    assert events.rows[0]["b"] == 80
    assert "rank_duplicates_uwchr" in events.more["sensitivity"][0]
    assert events.more["flagged"] == {"uwchr": 20}
    kept = growth(store, None, "method", A, B, duplicates="uwchr")
    assert kept.rows[0]["b"] == 60
    assert "rank_duplicates_all" in kept.more["sensitivity"][0]
    persons = growth(store, None, "method", A, B, unit="persons")
    assert (persons.rows[0]["a"], persons.rows[0]["b"]) == (20, 40)


def test_persons_need_identifiers(arrests: Store) -> None:
    with pytest.raises(NoAnswer, match="no identifiers"):
        growth(arrests, "arrests", "method", A, B, unit="persons")


def test_a_recount_or_border_between_the_windows_is_said(arrests: Store) -> None:
    notes = growth(arrests, "arrests", "method", A, B, where=["aor=NYC"]).notes
    assert any("A border between files" in note and "October 1, 2016" in note for note in notes)
    assert "aor=NYC" in growth(arrests, "arrests", "method", A, B, where=["aor=NYC"]).definition


def test_both_languages_say_it(arrests: Store) -> None:
    from varick.words import Words

    spanish = growth(arrests, "arrests", "method", A, B, words=Words("es"))
    assert "ventana B" in spanish.definition
    assert spanish.rows == growth(arrests, "arrests", "method", A, B).rows


def test_what_could_single_a_person_out_has_no_answer(tmp_path: Path) -> None:
    days = np.array(["2017-01-01", "2017-02-03", "2017-03-31"], dtype="datetime64[s]")
    frame = Frame.of_columns(
        "arrests",
        "R1",
        "apprehension_date",
        {
            "apprehension_date": Dates(days, True, Coded.blank(3)),
            "citizenship": Coded.of(["X", "X", "Y"]),
            "landmark": Coded.of(["J", "J", "J"]),
        },
    )
    store = log_folder(tmp_path / "log", frame)
    one, other = (date(2017, 1, 1), date(2017, 1, 2)), (date(2017, 2, 3), date(2017, 2, 4))
    with pytest.raises(NoAnswer, match="could single a person out"):
        growth(store, None, "citizenship", one, other, where=["landmark=J"])
    months = (date(2017, 1, 1), date(2017, 2, 1)), (date(2017, 2, 1), date(2017, 3, 1))
    assert growth(store, None, "citizenship", *months, where=["landmark=J"]).rows
