"""Workbooks: every cell keeps what it is, rows keep their numbers, and sheets are told apart by what they hold."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.observe.frame import Coded, Dates, Numbers
from varick.observe.reading import Limits, Sheet, machine, sheets
from varick.observe.reading.cells import moments
from varick.observe.reading.package import number_kinds

NAMES = ["Apprehension Date", "Method", "Birth Year", "Code"]
NOON = dt.datetime(2017, 2, 1, 12)  # noqa: DTZ001
Book = Any


def made(path: Path, fill: Callable[[Book], None], **options: Any) -> list[Sheet]:
    book = xlsxwriter.Workbook(path, options)
    fill(book)
    book.close()
    return checked(path)


def checked(path: Path, **limits: int) -> list[Sheet]:
    found = sheets(path, limits=Limits(**limits))
    assert all(sheet.accounted() == sheet.records for sheet in found)
    return found


def release(book: Book, name: str = "Arrests", top: int = 6, rows: int = 5) -> Any:
    sheet = book.add_worksheet(name)
    date = book.add_format({"num_format": "m/d/yyyy"})
    for row in range(top):
        sheet.write(row, 0, ["ERO-LESA", "", "2024-ICFO-1", "", "Arrests", ""][row % 6])
    sheet.write_row(top, 0, NAMES)
    for row in range(top + 1, top + 1 + rows):
        sheet.write_datetime(row, 0, NOON + dt.timedelta(days=row), date)
        sheet.write_string(row, 1, "Located " if row % 2 else "NA")
        sheet.write_number(row, 2, 1980 + row)
        sheet.write_string(row, 3, f"0{row}01")
    return sheet


@pytest.fixture(params=["as it stands", "compiled"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "compiled":
        monkeypatch.setattr(machine, "COMPILED_FROM", 0)


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("piece", [1 << 22, 300])
def test_a_release_keeps_types_and_row_numbers(
    inline: bool, piece: int, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("varick.observe.reading.xlsx._PIECE", piece)
    (sheet,) = made(tmp_path / "a.xlsx", release, constant_memory=inline)
    assert (sheet.kind, sheet.header, sheet.header_row) == ("data", tuple(NAMES), 7)
    assert sheet.preamble == ("ERO-LESA", "", "2024-ICFO-1", "", "Arrests", "")
    assert sheet.rows.tolist() == [8, 9, 10, 11, 12]
    dates, method, year, code = sheet.columns
    assert isinstance(dates, Dates)
    assert not dates.whole_days
    assert str(dates.time[0]) == "2017-02-08T12:00:00"
    assert isinstance(method, Coded)
    assert method.texts()[:2] == ["Located", "NA"]
    assert isinstance(year, Numbers)
    assert year.values[0] == 1987
    assert isinstance(code, Coded)
    assert code.texts()[0] == "0701"


@pytest.mark.usefixtures("both_ways")
def test_odd_cells_lose_nothing(tmp_path: Path) -> None:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "m/d/yyyy"})
        clock = book.add_format({"num_format": "h:mm"})
        names = [
            "Mixed code",
            "Date or mark",
            "Error",
            "Yes",
            "Share",
            "Clock",
            "Formula",
            "Exact",
            "Early",
            "Big id",
        ]
        sheet.write_row(0, 0, names)
        for row in range(1, 5):
            (sheet.write_number if row % 2 else sheet.write_string)(row, 0, 301 if row % 2 else "0301")
            (sheet.write_string if row == 3 else sheet.write_datetime)(
                row, 1, "(b)(6)" if row == 3 else NOON.replace(hour=0), date
            )
            sheet.write_formula(row, 2, "=NA()", None, "#N/A" if row == 2 else 5)
            sheet.write_boolean(row, 3, row == 1)
            sheet.write_string(row, 4, "33%")
            sheet.write_number(row, 5, 0.5, clock)
            sheet.write_formula(row, 6, '="a"&"&"', None, "a & <b>")
            sheet.write_number(row, 7, 36.159999999999997)
            sheet.write_number(row, 8, 25, date)
            sheet.write_number(row, 9, 1234567890123450000)

    (sheet,) = made(tmp_path / "a.xlsx", fill)
    found = {name: sheet.column(name) for name in sheet.header}
    mixed = found["Mixed code"]
    assert isinstance(mixed, Coded)
    assert mixed.texts() == ["301", "0301", "301", "0301"]
    dates = found["Date or mark"]
    assert isinstance(dates, Dates)
    assert dates.whole_days
    assert dates.as_written.texts() == [None, None, "(b)(6)", None]
    assert np.isnat(dates.time).tolist() == [False, False, True, False]
    error = found["Error"]
    assert isinstance(error, Numbers)
    assert error.as_written.texts() == [None, "#N/A", None, None]
    texts = {name: column.texts()[0] for name, column in found.items() if isinstance(column, Coded)}
    assert texts == {
        "Mixed code": "301",
        "Yes": "TRUE",
        "Share": "33%",
        "Clock": "12:00:00",
        "Formula": "a & <b>",
    }
    exact, early, big = found["Exact"], found["Early"], found["Big id"]
    assert isinstance(exact, Numbers)
    assert exact.values[0] == 36.159999999999997
    assert isinstance(early, Dates)
    assert str(early.time[0])[:10] == "1900-01-25"
    assert isinstance(big, Numbers)


def test_days_are_counted_as_excel_counts_them() -> None:
    serials = np.array([1, 59, 60, 60.5, 61, 36526, 36526.5, -1, 2958465.99, 2958466])
    expected = [
        "1900-01-01",
        "1900-02-28",
        "NaT",
        "NaT",
        "1900-03-01",
        "2000-01-01",
        "2000-01-01",
        "NaT",
        "9999-12-31",
        "NaT",
    ]
    assert [str(moment)[:10] for moment in moments(serials, False)] == expected
    assert str(moments(np.array([0.0]), True)[0])[:10] == "1904-01-01"


@pytest.mark.parametrize(
    ("code", "kind"),
    [("m/d/yyyy", 3), ("[$-409]mmm\\-yy;@", 3), ("0.00", 2), ("General", 2), ('0 "days"', 2), ("[Red]0", 2), ("[h]:mm", 4), ("mm:ss.0", 4), ("yyyy-mm-dd hh:mm:ss", 3), ("#,##0_);[Red](#,##0)", 2), ("@", 2), ("mmm", 3)],
)  # fmt: skip
def test_formats_of_dates(code: str, kind: int) -> None:
    styles = f'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>'
    assert number_kinds(styles.encode()).tolist() == [kind]


@pytest.mark.usefixtures("both_ways")
@given(data=st.data())
def test_cells_are_those_that_openpyxl_reads(data: st.DataObject) -> None:
    """Any texts and numbers: an independent reader finds the same cells in the same places."""
    text = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
        lambda t: t.strip() and "_x" not in t
    )
    cell = st.one_of(
        st.none(),
        text,
        st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.integers(-(10**15), 10**15),
        st.booleans(),
    )
    rows = data.draw(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=6))
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    sheet.write_row(1, 1, ["first", "second", "third"])
    for place, row in enumerate(rows, 2):
        sheet.write_row(place, 1, row)
    book.close()
    from varick.observe.reading.package import Package
    from varick.observe.reading.slow import read_openpyxl
    from varick.observe.reading.xlsx import read_xlsx

    ((_, mine),) = read_xlsx(Package(out.getvalue(), "a", Limits()), Limits(), None)
    ((_, other),) = read_openpyxl(out.getvalue(), Limits())
    assert mine.columns.keys() == other.columns.keys()
    from varick.observe.reading.cells import cell_texts

    for column, place in mine.columns.items():
        assert place.rows.tolist() == other.columns[column].rows.tolist()
        assert cell_texts(place, mine) == cell_texts(other.columns[column], other)


def test_all_sheets_are_told_apart(tmp_path: Path) -> None:
    def fill(book: Book) -> None:
        title = book.add_worksheet("Header")
        title.write(0, 0, "ICE statistics")
        release(book, "FY24")
        release(book, "FY25", top=0, rows=3).hide()
        book.add_worksheet("Empty")
        summary = book.add_worksheet("Detention")
        summary.write_row(2, 0, ["Disposition", "FSC", "Adult", None, None, "Year", "Count", "Share"])
        for row in range(3, 8):
            summary.write_row(row, 0, ["Removal", 1, 2, None, None, "FY24", 3, 0.5])
        stacked = book.add_worksheet("Monthly")
        for top in (0, 10):
            stacked.write(top, 0, f"March 202{top // 10}")
            stacked.write_row(top + 1, 0, ["Facility", "Count"])
            for row in range(top + 2, top + 8):
                stacked.write_row(row, 0, [f"Place {row}", row])
        notes = book.add_worksheet("Footnotes")
        for row in range(20):
            notes.write_row(row, 0, ["Term", "what it means"])
        book.add_chartsheet("Chart")

    found = made(tmp_path / "a.xlsx", fill)
    assert [(sheet.sheet, sheet.kind, len(sheet.rows)) for sheet in found] == [
        ("Header", "preamble", 0), ("FY24", "data", 5), ("FY25", "data", 3), ("Empty", "empty", 0),
        ("Detention", "summary", 0), ("Monthly", "summary", 0), ("Footnotes", "footnote", 0),
    ]  # fmt: skip
    assert "the sheet is hidden" in found[2].notes
    assert found[6].footnotes[0] == "Term | what it means"


def test_group_names_notes_blank_rows_and_a_repeated_header(tmp_path: Path) -> None:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "ICE Facilities Data")
        sheet.write(1, 0, "Facility Information")
        sheet.write(1, 2, "ADP")
        sheet.write_row(2, 0, ["Name", "City", "Level A", "Level B"])
        for row in (3, 4, 6, 7, 9):
            sheet.write_row(row, 0, [f"JAIL {row}", "NATCHEZ", row, None])
        sheet.write_row(8, 0, ["Name", "City", "Level A", "Level B"])
        sheet.write(11, 0, "Note: as of 9 April")
        sheet.write_blank(40, 5, None, book.add_format({"bold": True}))

    (sheet,) = made(tmp_path / "a.xlsx", fill)
    assert (sheet.header_row, sheet.preamble) == (3, ("ICE Facilities Data", "Facility Information ADP"))
    assert sheet.rows.tolist() == [4, 5, 7, 8, 10]
    assert [one.row for one in sheet.rejected] == [9]
    assert (sheet.blank_rows, sheet.footnotes, sheet.records) == (2, ("Note: as of 9 April",), 12)


def rewritten(path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


SHEET = "xl/worksheets/sheet1.xml"


def test_a_wrong_dimension_and_a_stray_cell_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, release)
    stray = b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData>'
    rewritten(
        path,
        {
            SHEET: lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD9"', xml).replace(
                b"</sheetData>", stray
            )
        },
    )
    (sheet,) = checked(path)
    assert len(sheet.rows) == 6
    assert sheet.records == 1_048_576
    assert sheet.rows[-1] == 1_048_576


def test_prefixed_names_and_cells_without_addresses(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    (before,) = made(path, release)
    rewritten(
        path,
        {
            SHEET: lambda xml: re.sub(
                rb"<(/?)(row|c|v|sheetData|worksheet)\b", rb"<\1x:\2", re.sub(rb' r="[A-Z]+\d+"', b"", xml)
            ).replace(b"xmlns=", b"xmlns:x=")
        },
    )
    (after,) = checked(path)
    assert after.rows.tolist() == before.rows.tolist()
    assert [type(column) for column in after.columns] == [type(column) for column in before.columns]


def test_another_reader_takes_over_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, release)
    rewritten(
        path,
        {
            SHEET: lambda xml: (
                xml.replace(b"<sheetData>", b"<sheetData><?odd?><row r='zero'/>", 1)
                .replace(b"<row r='zero'/>", b"<x y=z/>".replace(b"=z", b"='z'"))
                .replace(b"<v>", b"<v><![CDATA[")
                .replace(b"</v>", b"]]></v>")
            )
        },
    )
    (sheet,) = checked(path)
    assert (sheet.reader, sheet.rows.tolist()) == ("openpyxl", [8, 9, 10, 11, 12])
    assert any("varick.xlsx could not read it" in note for note in sheet.notes)


def test_a_row_beyond_the_sheet_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, release)
    rewritten(path, {SHEET: lambda xml: xml.replace(b'<row r="9"', b'<row r="99999999999999999999"')})
    with pytest.raises(VarickError, match="no reader could read it"):
        sheets(path)


@pytest.mark.usefixtures("both_ways")
def test_the_shortest_cells_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, release)
    short = b"<row>" + b"<c><v>1</c>" * 3000 + b"</row></sheetData>"
    rewritten(path, {SHEET: lambda xml: xml.replace(b"</sheetData>", short)})
    (sheet,) = checked(path)
    assert (sheet.kind, sheet.records) == ("summary", 13)


def test_formulas_without_a_value_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["a", "b", "c"], [1, "x", "=A2+1"], [2, "y", "=A3+1"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (sheet,) = checked(tmp_path / "a.xlsx")
    assert any(note.startswith("2 formulas without a stored value") for note in sheet.notes)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_entities_are_refused(part: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, release)
    rewritten(
        path,
        {
            part: lambda xml: xml.replace(
                b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1
            )
        },
    )
    with pytest.raises(VarickError, match="document type"):
        sheets(path)


def test_a_sheet_cut_off_is_refused_not_read_in_part(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, release)
    rewritten(path, {SHEET: lambda xml: xml[: xml.rindex(b"<row")]})
    with pytest.raises(VarickError, match="damaged"):
        sheets(path)


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, release)
    for limit in ({"cells": 10}, {"columns": 3}, {"bytes": 2000}, {"sheets": 0}):
        with pytest.raises(VarickError, match="a.xlsx"):
            checked(path, **limit)


def test_opendocument(tmp_path: Path) -> None:
    cell = '<t:table-cell o:value-type="{}" {}><x:p>{}</x:p></t:table-cell>'
    rows = [
        "<t:table-row><t:table-cell><x:p>ERO-LESA</x:p></t:table-cell></t:table-row>",
        '<t:table-row t:number-rows-repeated="2"><t:table-cell/></t:table-row>',
        "<t:table-row>"
        + "".join(f"<t:table-cell><x:p>{name}</x:p></t:table-cell>" for name in ("Date", "Code", "N"))
        + "</t:table-row>",
        *[
            '<t:table-row t:number-rows-repeated="2">'
            + cell.format("date", f'o:date-value="2017-02-0{day}T00:00:00"', f"2/{day}/17")
            + f'<t:table-cell o:value-type="string"><o:annotation><x:p>no</x:p></o:annotation><x:p>0<x:s x:c="2"/>{day}</x:p></t:table-cell>'
            + cell.format("float", f'o:value="{day}"', day)
            + '<t:table-cell t:number-columns-repeated="16380"/></t:table-row>'
            for day in (1, 2, 3)
        ],
        '<t:table-row t:number-rows-repeated="1048560"><t:table-cell t:number-columns-repeated="16384"/></t:table-row>',
    ]
    content = f'<o:c xmlns:o="o" xmlns:t="t" xmlns:x="x"><t:table t:name="S">{"".join(rows)}</t:table></o:c>'
    content = (
        content.replace("<t:", "<table:")
        .replace("</t:", "</table:")
        .replace(" t:", " table:")
        .replace("xmlns:t=", "xmlns:table=")
    )
    content = (
        content.replace(" o:", " office:")
        .replace("<o:", "<office:")
        .replace("</o:", "</office:")
        .replace("xmlns:o=", "xmlns:office=")
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as book:
        book.writestr("content.xml", content)
    (sheet,) = checked(tmp_path / "a.ods")
    assert (sheet.header, sheet.header_row, sheet.rows.tolist()) == (
        ("Date", "Code", "N"),
        4,
        [5, 6, 7, 8, 9, 10],
    )
    dates, code, number = sheet.columns
    assert isinstance(dates, Dates)
    assert [str(day)[:10] for day in dates.time[:3]] == ["2017-02-01", "2017-02-01", "2017-02-02"]
    assert isinstance(code, Coded)
    assert code.texts()[0] == "0 1"
    assert isinstance(number, Numbers)
