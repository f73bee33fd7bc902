"""Tables: CSV that comes back as it went, HTML with its meaning. Numbers are invented."""

import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.figures import Column, Table
from varick.figures.table import Kind, Value, written
from varick.words import Words

EN, ES = Words("en"), Words("es")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CELL = st.one_of(
    st.none(), TEXT, st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False)
)


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8), heads=st.tuples(TEXT, TEXT, TEXT))
def test_csv_comes_back_as_it_went(
    rows: list[tuple[Value, Value, Value]], heads: tuple[str, str, str]
) -> None:
    table = Table("t", "T", [Column(head) for head in heads], rows)
    read = list(csv.reader(io.StringIO(table.csv(), newline=""), strict=True))
    assert read[0] == list(heads)
    assert read[1:] == [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_csv_is_quoted_as_rfc_4180_says() -> None:
    table = Table(
        "t", "T", [Column("a"), Column("b")], [['say "no", twice', 1.5], ["two\nlines", date(2018, 1, 31)]]
    )
    assert table.csv() == 'a,b\r\n"say ""no"", twice",1.5\r\n"two\nlines",2018-01-31\r\n'


def test_html_has_caption_scopes_and_labels_for_cards() -> None:
    columns = [
        Column("step", "Step"),
        Column("per_year", "A year (90% interval)", "estimate"),
        Column("low", kind="limit"),
        Column("high", kind="limit"),
        Column("hash", kind="csv"),
        Column("share", "Share", "share"),
    ]
    table = Table("t", "The <caption>", columns, [["<b>Detained</b>", 25.2, 9.1, 55.0, "x", None]])
    root = ElementTree.fromstring(table.html(EN))
    assert root.findtext("caption") == "The <caption>"
    assert [(th.get("scope"), th.text) for th in root.iter("th")] == [
        ("col", "Step"),
        ("col", "A year (90% interval)"),
        ("col", "Share"),
        ("row", "<b>Detained</b>"),
    ]
    assert [(td.get("data-label"), td.text) for td in root.iter("td")] == [
        ("A year (90% interval)", "25 (9.1 to 55)"),
        ("Share", "not known"),
    ]
    assert all(element.get("role") for element in root.iter() if element.tag != "caption")


@pytest.mark.parametrize(
    ("value", "kind", "limits", "english", "spanish"),
    [
        (None, "number", [], "not known", "no se sabe"),
        (date(2018, 1, 31), "date", [], "January 31, 2018", "31 de enero de 2018"),
        (1234.0, "number", [], "1,234", "1,234"),
        (1234.5, "about", [], "1,200", "1,200"),
        (0.25, "share", [], "25%", "25\u00a0%"),
        (-3.0, "shift", [-9.0, 2.0], "\u22123.0 (\u22129.0 to +2.0)", "\u22123.0 (\u22129.0 a +2.0)"),
        (4.0, "range", [6.0], "4.0 to 6.0", "4.0 a 6.0"),
        (5.0, "estimate", [5.0, 5.0], "5", "5"),
    ],
)
def test_each_kind_is_written_in_both_languages(
    value: Value, kind: Kind, limits: list[Value], english: str, spanish: str
) -> None:
    assert written(value, kind, limits, EN) == english
    assert written(value, kind, limits, ES) == spanish
