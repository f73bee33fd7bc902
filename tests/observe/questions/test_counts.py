"""Counts by any columns: complete, in a stated order, with what is partial, without a date, doubtful or withheld."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import NoAnswer, VarickError
from varick.observe.frame import Coded, Dates, Flags, Frame, Numbers
from varick.observe.questions.counts import counts
from varick.observe.questions.small_cells import singles, singles_out
from varick.observe.store import Store
from varick.words import Words

Made = Callable[..., Store]


def days(*texts: str | None) -> Dates:
    time = np.array(["NaT" if text is None else text for text in texts], dtype="datetime64[s]")
    return Dates(time, True, Coded.of(["NA" if text is None else None for text in texts]))


@pytest.fixture
def arrests() -> Frame:
    return Frame.of_columns(
        "arrests",
        "R1",
        "apprehension_date",
        {
            "apprehension_date": days("2017-01-01", "2017-01-20", "2017-03-02", None, "2017-03-30", "2017-03-31"),
            "aor": Coded.of(["NYC", "HOU", "NYC", "NYC", None, "NYC"]),
            "method": Coded.of(["b", "a", "b", "b", "a", None]),
            "citizenship": Coded.of(["X", "X", "X", "X", "Y", "X"]),
            "landmark": Coded.of(["J", "J", "J", "J", "J", "J"]),
            "duplicate_uwchr": Flags(np.array([False, True, False, False, False, False])),
        },
        np.arange(6, dtype=np.int64),
    )  # fmt: skip


def test_without_by_one_row(made: Made, arrests: Frame) -> None:
    found = counts(made(arrests)).to_dict()
    assert found["rows"] == [{"count": 6}]
    assert found["total"] == 6
    assert found["definition"].startswith("Each number counts rows of ICE's table of administrative arrests.")
    assert found["vintage"].startswith("Release R1: 6 rows")


def test_blanks_are_null_and_last_and_the_most_frequent_first(made: Made, arrests: Frame) -> None:
    found = counts(made(arrests), by=["method"]).rows
    assert found == [
        {"method": "b", "count": 3},
        {"method": "a", "count": 2},
        {"method": None, "count": 1},
    ]


def test_numbers_are_numbers_and_go_forward(made: Made, arrests: Frame) -> None:
    year = np.array([1980, 1975.5, np.nan, np.nan, 1980, 1990])
    written = Coded.of([None, None, "NA", None, None, None])
    store = made(arrests.with_columns({"birth_year": Numbers(year, written)}))
    assert [tuple(r.values()) for r in counts(store, by=["birth_year"]).rows] == [
        (1975.5, 1),
        (1980, 2),
        (1990, 1),
        ("NA", 1),
        (None, 1),
    ]


def test_a_series_has_its_zeros_and_a_table_only_what_occurs(made: Made, arrests: Frame) -> None:
    store = made(arrests)
    series = counts(store, by=["month"])
    assert [(r["month"], r["count"]) for r in series.rows] == [
        ("2017-01", 2),
        ("2017-02", 0),
        ("2017-03", 3),
        (None, 1),
    ]
    assert series.more["rows_without_date"] == 1
    assert series.more["incomplete"] == ["2017-03"]
    crossed = counts(store, by=["month", "method"], where=["aor=NYC"], start=date(2017, 1, 1))
    assert [tuple(r.values()) for r in crossed.rows] == [
        ("2017-01", "b", 1),
        ("2017-03", "b", 1),
        ("2017-03", None, 1),
    ]
    assert "left out" in crossed.definition
    assert crossed.more["rows_without_date"] == 1


def test_zeros_only_where_the_release_covers(made: Made, arrests: Frame) -> None:
    store = made(arrests, extracted="2017-04-02")
    found = counts(store, by=["month"], start=date(2016, 1, 1), end=date(2018, 1, 1))
    assert [r["month"] for r in found.rows] == ["2017-01", "2017-02", "2017-03"]
    assert found.more["incomplete"] == []
    assert "nothing is known" in " ".join(found.notes)
    assert counts(store, by=["year"]).more["incomplete"] == ["2017"]
    assert counts(store, by=["quarter"]).more["incomplete"] == []
    with pytest.raises(NoAnswer, match="goes from 2017-01-01 to 2017-03-31"):
        counts(store, start=date(2018, 1, 1))


def test_duplicates_count_unless_a_rule_is_named(made: Made, arrests: Frame) -> None:
    store = made(arrests)
    all_rows = counts(store)
    assert all_rows.more["duplicates"] == {
        "rule": None,
        "flagged": {"uwchr": 1},
        "total_under": {"uwchr": 5},
    }
    assert "5 under uwchr" in all_rows.notes[-1]
    without = counts(store, duplicates="uwchr")
    assert without.rows == [{"count": 5}]
    assert "uwchr" in without.definition
    with pytest.raises(VarickError, match="its rules are uwchr"):
        counts(store, duplicates="ddp_2025")


@pytest.mark.parametrize(
    "asked",
    [
        {"by": ["citizenship", "landmark", "day"]},
        {"by": ["apprehension_date"], "where": ["citizenship=X", "landmark=J"]},
        {"where": ["citizenship=Y", "landmark~J", "day=2017-03-30"]},
        {"by": ["landmark", "citizenship"], "start": date(2017, 1, 1), "end": date(2017, 1, 2)},
        {
            "by": ["landmark", "citizenship"],
            "start": date(2017, 3, 31),
        },  # one day, as the release ends with it
        {"where": ["citizenship=X", "landmark=J", "month=2017-03"], "end": date(2017, 3, 30)},
        {"by": ["landmark", "day"], "where": ["citizenship!=Y"]},  # what is left out can be subtracted
        {"where": ["citizenship=Y", "landmark=J", "day!=2017-01-01"]},
    ],
)
def test_small_cells_by_who_where_and_day_are_withheld(
    made: Made, arrests: Frame, asked: dict[str, Any]
) -> None:
    store = made(arrests)
    withheld = counts(store, **asked)
    assert {row["count"] for row in withheld.rows} == {"<5"}
    assert withheld.more["total"] is None
    assert withheld.more["duplicates"]["flagged"] == {}
    assert "own-eyes" in withheld.notes[-1]
    seen = counts(store, **asked, own_eyes=True)
    assert all(isinstance(row["count"], int) for row in seen.rows)


def test_small_cells_by_month_are_shown(made: Made, arrests: Frame) -> None:
    assert all(
        isinstance(r["count"], int)
        for r in counts(made(arrests), by=["citizenship", "landmark", "month"]).rows
    )


def test_a_row_is_not_spelt_out_by_its_number(made: Made, arrests: Frame) -> None:
    columns = {name: arrests.column(name) for name in arrests.names}
    columns["row"] = Numbers(np.arange(2.0, 8.0), Coded.blank(6))
    store = made(Frame.of_columns("arrests", "R1", "apprehension_date", columns))
    assert {row["count"] for row in counts(store, by=["row"]).rows} == {1}
    for asked in ({"by": ["row", "citizenship"]}, {"by": ["method"], "where": ["row=2"]}):
        assert {row["count"] for row in counts(store, **asked).rows} == {"<5"}  # type: ignore[arg-type]


def test_no_zero_where_a_condition_on_time_rules_the_step_out(made: Made, arrests: Frame) -> None:
    store = made(arrests)
    found = counts(store, by=["month"], where=["quarter=2017-Q1", "month!=2017-01"])
    assert [(row["month"], row["count"]) for row in found.rows] == [("2017-02", 0), ("2017-03", 3)]
    assert [row["quarter"] for row in counts(store, by=["quarter"], where=["month=2017-03"]).rows] == [
        "2017-Q1"
    ]
    assert len(counts(store, by=["day"], where=["day=2017-01-20"]).rows) == 1


def test_what_cannot_be_counted_is_refused(made: Made, arrests: Frame) -> None:
    store = made(arrests)
    with pytest.raises(VarickError, match="method stands twice"):
        counts(store, by=["method", "month", "method"])
    with pytest.raises(VarickError, match="no column 'metod'; did you mean \"method\""):
        counts(store, by=["metod"])
    with pytest.raises(VarickError, match="no table 'removals'; it holds arrests"):
        counts(store, "removals")


def test_an_empty_table(made: Made, arrests: Frame) -> None:
    store = made(arrests.take(np.zeros(0, dtype=np.int64)))
    assert counts(store).rows == [{"count": 0}]
    assert counts(store, by=["month", "method"]).rows == []


def test_releases_are_never_merged(made: Made, arrests: Frame) -> None:
    other = Frame.of_columns("arrests", "R2", None, {"aor": Coded.of(["NYC"])})
    store = made(arrests, other)
    with pytest.raises(NoAnswer, match="2 releases hold arrests"):
        counts(store)
    assert counts(store, release="R2").rows == [{"count": 1}]


def test_the_warnings_of_the_import_that_matter_are_repeated(made: Made, arrests: Frame) -> None:
    def warning(code: str, **params: Any) -> dict[str, Any]:
        return {"code": code, "params": params}

    here = {"table": "arrests", "release": "R1"}
    store = made(
        arrests,
        warnings=[
            warning("ero_only"),
            warning("area_not_city"),
            warning("custodial_arrest", **here),
            warning("outside_range", **here, column="apprehension_date", rows=3),
            warning("outside_range", **here, column="final_order_date", rows=4),
            warning("unstated", release="R2"),
        ],
    )
    assert len(counts(store, duplicates="uwchr").notes) == 0
    (office,) = counts(store, where=["aor=NYC"], duplicates="uwchr").notes
    assert "not a city" in office
    (method,) = counts(store, by=["method"], duplicates="uwchr").notes
    assert "Custodial Arrest" in method
    assert "3 cells of apprehension_date" in " ".join(counts(store, by=["month"]).notes)


def test_sentences_in_spanish(made: Made, arrests: Frame) -> None:
    found = counts(made(arrests), by=["month"], words=Words("es"))
    assert found.definition.startswith("Cada número cuenta filas")
    assert found.vintage.startswith("Entrega R1")


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", None]), st.integers(0, 90)), max_size=60)
)
def test_counts_are_those_of_a_plain_count(rows: list[tuple[str, str | None, int]]) -> None:
    first = np.datetime64("2016-12-15", "s")
    time = np.array([first + np.timedelta64(n, "D") for *_, n in rows], dtype="datetime64[s]")
    frame = Frame.of_columns(
        "arrests",
        "R",
        "d",
        {
            "d": Dates(time, True, Coded.blank(len(rows))),
            "k": Coded.of([k for k, *_ in rows]),
            "v": Coded.of([v for _, v, _ in rows]),
        },
    )

    class One:
        account = {"format": 1}  # noqa: RUF012
        path = "memory"

        def held(self, *_: Any) -> Any:
            from varick.observe.store import Held

            return Held("arrests", "R", len(rows), None, None, None, None, "")

        def frame(self, *_: Any) -> Frame:
            return frame

    store: Any = One()
    plain = Counter((k, v, str(t)[:7]) for (k, v, _), t in zip(rows, time, strict=True))
    found = counts(store, by=["k", "v", "month"])
    assert {(r["k"], r["v"], r["month"]): r["count"] for r in found.rows} == plain
    assert len(found.rows) == len(plain)
    assert found.more["total"] == len(rows)
    assert sum(r["count"] for r in counts(store, by=["month"]).rows) == len(rows)


def test_small_cells_of_a_stay_s_first_facility_are_withheld_too() -> None:
    frame = Frame.of_columns("stays", "R", None, {})
    assert singles_out(frame, ["citizenship", "facility_first", "day"], [])
    assert not singles_out(frame, ["citizenship", "method", "day"], [])
    assert singles_out(frame, ["facility_code", "day"], [])
    assert singles_out(frame, ["facility"], [], windows=[(date(2025, 1, 5), date(2025, 1, 6))])
    assert not singles_out(frame, ["facility", "month"], [], windows=[(date(2025, 1, 5), None)])
    assert singles("facility_code_longest")
    assert not singles("method")
