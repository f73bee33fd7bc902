"""Cells: what is a date, a number, an office or a redaction, and that nothing is lost where it is none."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.observe.frame import Coded, Column, Dates, Flags, Numbers, as_text
from varick.observe.importing.clean import Leftover, clean, leftover, moment
from varick.observe.offices import code_of, codes, name_of
from varick.observe.written import filled, kind_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "(B)(6);(B)(7)(C)", "(B)(7)(E)", "(B)(3)", "(b)(6), (b)(7)(c)", "(b)(6), (b)(7)(c) (b)(7)(e)", "(b)(6)(b)(7)(c)",
        "(b)(6),(b)(7)(c)", "b(6), b(7)c", "b(6), b(7)C", "b(6), b(7)(c)", "b(7)(e)",
    ],
)  # fmt: skip
def test_redaction_marks(text: str) -> None:
    assert kind_of(text) == "redacted"


@pytest.mark.parametrize(
    "text", ["287(g) Program", "1399", "212a6Ai", "B1", "", "(b", "b(6" * 40, "MEXICO (b)(6)"]
)
def test_what_is_no_redaction_mark(text: str) -> None:
    assert kind_of(text) == "value"


def test_na_and_dashes() -> None:
    assert [kind_of(text) for text in ("NA", "na", "N/A", "-", "--", "NAME")] == ["na"] * 3 + ["dash"] * 2 + [
        "value"
    ]
    assert (filled("  a \t b\xa0 "), filled(" \n")) == ("a b", None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1/2/2016", "2016-01-02 00:00:00"), ("12/31/2016", "2016-12-31 00:00:00"), ("01/02/2016 3:04 PM", "2016-01-02 15:04:00"),
        ("1/2/2016 12:00:00 AM", "2016-01-02 00:00:00"), ("1/2/2016 23:59:59", "2016-01-02 23:59:59"),
        ("2016-01-02", "2016-01-02 00:00:00"), ("2016-01-02 03:04:05", "2016-01-02 03:04:05"),
        ("2016-01-02T03:04:05.000Z", "2016-01-02 03:04:05"), ("2016-01-02T00:00:00+00:00", "2016-01-02 00:00:00"),
        ("42371", "2016-01-02 00:00:00"), ("42371.5", "2016-01-02 12:00:00"),
        ("0199-01-02", "0199-01-02 00:00:00"),
        ("13/1/2016", None), ("2/30/2016", None), ("1/2/16", None), ("1399", None), ("35AB", None), ("2016-01-02T03:04:05+05:00", None),
        ("20160102", None), ("1/2/2016 13:00 PM", None), ("1/2/2016 25:00", None), ("", None), ("NA", None),
    ],
)  # fmt: skip
def test_dates_as_they_are_written(text: str, found: str | None) -> None:
    when = moment(text)
    assert (None if when is None else str(when)) == found


def test_a_column_of_dates_keeps_what_is_none() -> None:
    texts = ["1/2/2016", None, "NA", "(B)(6)", "35AB", "1/2/0199", "1/2/2027", " 1/3/2016 ", "35AB"]
    column = clean(Coded.of(texts), "event", TODAY)
    assert isinstance(column, Dates)
    assert column.whole_days
    days = ["2016-01-02", *["NaT"] * 6, "2016-01-03", "NaT"]
    assert column.time.astype("datetime64[D]").astype(str).tolist() == days
    assert column.as_written.texts() == [
        None,
        None,
        "NA",
        "(B)(6)",
        "35AB",
        "1/2/0199",
        "1/2/2027",
        None,
        "35AB",
    ]
    assert leftover(column) == Leftover(2, 2, ("35AB",))


@pytest.mark.parametrize(
    ("text", "kind", "outside"),
    [("1/2/1950", "past", 0), ("1/2/1950", "event", 1), ("11/23/2026 23:00", "event", 0)],
)
def test_ranges_are_those_of_the_kind_and_the_day_of_the_import_is_inside(
    text: str, kind: str, outside: int
) -> None:
    column = clean(Coded.of([text]), kind, TODAY)
    assert isinstance(column, Dates)
    assert leftover(column).outside == outside


def test_moments_are_days_only_if_all_are_midnights() -> None:
    for texts, whole in (
        (["2016-01-02 00:00:00", "1/3/2016"], True),
        (["2016-01-02 00:00:00", "1/3/2016 0:01"], False),
    ):
        column = clean(Coded.of(texts), "event", TODAY)
        assert isinstance(column, Dates)
        assert column.whole_days is whole


def test_a_typed_column_of_dates() -> None:
    time = np.array(["2016-01-02T10:00", "2099-01-01", "NaT", "NaT"], dtype="datetime64[s]")
    column = clean(Dates(time, False, Coded.of([None, None, "NA", "1/5/2016"])), "event", TODAY)
    assert isinstance(column, Dates)
    assert column.time.astype(str).tolist() == ["2016-01-02T10:00:00", "NaT", "NaT", "2016-01-05T00:00:00"]
    assert column.as_written.texts() == [None, "2099-01-01 00:00:00", "NA", None]
    assert leftover(column) == Leftover(1, 0, ())
    serials = clean(Numbers(np.array([42371.0, np.nan]), Coded.of([None, "NA"])), "event", TODAY)
    assert isinstance(serials, Dates)
    assert serials.time.astype("datetime64[D]").astype(str).tolist() == ["2016-01-02", "NaT"]
    assert serials.as_written.texts() == [None, "NA"]


def test_numbers() -> None:
    column = clean(Coded.of(["1,500", "$25000", "NA", None, "ten", "-5", "246920000"]), "amount", TODAY)
    assert isinstance(column, Numbers)
    assert column.values.tolist()[:2] == [1500.0, 25000.0]
    assert np.isnan(column.values[2:]).all()
    assert column.as_written.texts() == [None, None, "NA", None, "ten", "-5", "246920000"]
    assert leftover(column) == Leftover(2, 1, ("ten",))
    typed = clean(
        Numbers(np.array([1980.0, 3000.0, np.nan]), Coded.of([None, None, "(b)(6)"])), "year", TODAY
    )
    assert isinstance(typed, Numbers)
    assert typed.as_written.texts() == [None, "3000", "(b)(6)"]
    assert leftover(typed) == Leftover(1, 0, ())


def test_offices() -> None:
    assert len(codes()) == 26
    assert {"NYC", "HRL", "HQ"} <= set(codes())
    for code in codes():
        for text in (code, name_of(code), f"{name_of(code)} Area of Responsibility", name_of(code).upper()):
            assert code_of(text) == code
    assert [
        code_of(t) for t in ("St Paul", "HQ Area of Responsibility", "ERO New York City Field Office")
    ] == ["SPM", "HQ", "NYC"]
    assert code_of("Springfield") is None
    column = clean(Coded.of(["Newark  Area of Responsibility ", None, "Springfield", "NA"]), "aor", TODAY)
    assert isinstance(column, Coded)
    assert column.texts() == ["NEW", None, "Springfield", "NA"]


def test_typed_columns_as_text() -> None:
    blank = Coded.blank(2)
    assert as_text(Numbers(np.array([301.0, 1.5]), blank)).texts() == ["301", "1.5"]
    assert as_text(Flags(np.array([True, False]))).texts() == ["yes", "no"]
    days = np.array(["2016-01-02", "NaT"], dtype="datetime64[s]")
    assert as_text(Dates(days, True, Coded.of([None, "NA"]))).texts() == ["2016-01-02", "NA"]
    assert as_text(Dates(days, False, blank)).texts() == ["2016-01-02 00:00:00", None]


@given(
    st.lists(st.none() | st.text(max_size=12) | st.dates().map(str)),
    st.sampled_from(["event", "past", "year", "text", "aor", "amount"]),
)
def test_no_cell_is_lost(texts: list[str | None], kind: str) -> None:
    """A cell that is not blank has a value or stands as it was written; a blank one has neither."""
    column: Column = clean(Coded.of(texts), kind, TODAY)
    given_cells = [text is not None and filled(text) is not None for text in texts]
    if isinstance(column, Coded):
        assert [text is not None for text in column.texts()] == given_cells
        return
    assert isinstance(column, Dates | Numbers)
    empty = np.isnat(column.time) if isinstance(column, Dates) else np.isnan(column.values)
    written = [text is not None for text in column.as_written.texts()]
    assert [not e or w for e, w in zip(empty.tolist(), written, strict=True)] == given_cells
    assert not any(not e and w for e, w in zip(empty.tolist(), written, strict=True))
