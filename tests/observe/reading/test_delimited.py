"""Delimited text: separator, encoding and header are found, and every record of the file stands in one place."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.observe.frame import Coded
from varick.observe.reading import RULES, Limits, Sheet, sheets
from varick.observe.reading.records import scanned
from varick.observe.written import squeezed

PREAMBLE = [
    "ERO-LESA Statistical Tracking Unit",
    "For Official Use Only (FOUO)",
    "2019-ICFO-53623",
    "",
    "ERO Arrests",
]
NAMES = ["Area of Responsibility", "Apprehension Date", "Method", "Landmark"]
ROWS = [
    ["NYC", "10/1/2015", "Located", "X"],
    ["", "10/2/2015", "NA", "(B)(7)(E) "],
    ["LOS", "1/1/2016", "Located", "X"],
]


def read(content: str | bytes, folder: Path, name: str = "a.csv", **limits: int) -> Sheet:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (sheet,) = sheets(path, limits=Limits(**limits))
    assert sheet.accounted() == sheet.records
    return sheet


def lines(rows: list[list[str]], mark: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def cells(sheet: Sheet) -> list[list[str | None]]:
    texts = [column.texts() for column in sheet.columns if isinstance(column, Coded)]
    return [list(row) for row in zip(*texts, strict=True)]


def as_read(rows: list[list[str]]) -> list[list[str | None]]:
    return [[squeezed(text) or None for text in row] for row in rows]


@pytest.mark.parametrize("mark", [",", "|", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_any_separator_line_end_and_encoding(
    mark: str, end: str, quoting: int, encoding: str, tmp_path: Path
) -> None:
    rows = [*ROWS, ["Peñón", "1/2/2016", "a, b | c", 'the "hub"; 2']]
    text = lines([NAMES, *rows], mark, end, quoting)
    sheet = read(text.encode(encoding), tmp_path, "a.txt")
    assert sheet.header == tuple(NAMES)
    assert (sheet.header_row, sheet.rows.tolist()) == (1, [2, 3, 4, 5])
    assert cells(sheet) == as_read(rows)
    if encoding in ("cp1252", "utf-16", "utf-16-be"):
        assert any(word in " ".join(sheet.notes) for word in ("Windows-1252", "UTF-16"))


@pytest.mark.parametrize("padding", [0, 3])
@pytest.mark.parametrize("above", [0, 1, 5])
def test_the_header_is_found_below_any_preamble(padding: int, above: int, tmp_path: Path) -> None:
    preamble = PREAMBLE[len(PREAMBLE) - above :]
    top = "".join(text + "|" * padding + "\n" for text in preamble)
    sheet = read(top + lines([NAMES, *ROWS], "|"), tmp_path)
    assert (sheet.header_row, sheet.preamble) == (above + 1, tuple(preamble))
    assert sheet.rows.tolist() == [above + 2, above + 3, above + 4]


def test_a_header_of_years_and_unnamed_columns_is_a_header(tmp_path: Path) -> None:
    assert read("County,2016,2017\nKings,3,4\nBronx,5,6\n", tmp_path).header == ("County", "2016", "2017")
    assert read('"","aor","n",\n"1","ATL",3,\n"2","BOS",4,\n', tmp_path).header == ("", "aor", "n", "")
    assert read("place,Booked,NA,total\nA,1,2,3\nB,4,5,6\n", tmp_path).header == (
        "place",
        "Booked",
        "NA",
        "total",
    )


def test_columns_without_names_are_numbered(tmp_path: Path) -> None:
    sheet = read("1/1/2016,NYC,3\n1/2/2016,LOS,4\n1/3/2016,NYC,5\n", tmp_path)
    assert sheet.header == ("column 1", "column 2", "column 3")
    assert (sheet.header_row, len(sheet.rows)) == (0, 3)
    sheet = read("Male,MEXICO,NYC\nMale,ECUADOR,NYC\nFemale,MEXICO,NYC\n", tmp_path)
    assert (sheet.header_row, len(sheet.rows)) == (0, 3)


def test_a_header_over_two_lines_is_put_together(tmp_path: Path) -> None:
    sheet = read("Area|2013|2014\n2015|Change\nDallas|1|2|3|4\nHouston|1|2|3|4\nEl|Paso|1|2|3|4\n", tmp_path)
    assert sheet.header == ("Area", "2013", "2014", "2015", "Change")
    assert (sheet.header_row, sheet.header_rows, sheet.rows.tolist()) == (2, 2, [3, 4])
    assert [one.row for one in sheet.rejected] == [5]
    sheet = read("Area|Arrests in\n2015|Change\nDallas|1|2\nHouston|1|2\n", tmp_path)
    assert sheet.header == ("Area", "Arrests in 2015", "Change")


def test_a_row_is_repaired_by_a_named_rule_or_rejected_by_its_number(tmp_path: Path) -> None:
    rows = [f"a{n},b{n},c{n}" for n in range(30)]
    rows[3] += ",,"  # row 5
    rows[7] += ",surplus"  # row 9
    rows[11] = "a11,b11"  # row 13
    rows[15] = "a15,b"  # rows 17 and 18: one row in two
    rows[16] = "15,c15"
    rows[20] = "a text between"  # row 22
    rows[25:25] = ["", ",,"]
    sheet = read("x,y,z\n" + "\n".join(rows) + "\n", tmp_path)
    assert [(one.row, one.rule) for one in sheet.repaired] == [
        (5, "surplus-empty-cells"),
        (13, "short-row-trailing-blanks"),
    ]
    assert {one.rule for one in sheet.repaired} == RULES.keys()
    assert [one.row for one in sheet.rejected] == [9, 17, 18, 22]
    assert sheet.rejected[0].text == "a7,b7,c7,surplus"
    assert sheet.blank_rows == 2
    assert cells(sheet)[-1] == ["a29", "b29", "c29"]
    assert sheet.rows[-1] == 33


def test_a_file_that_ends_inside_a_row_says_so(tmp_path: Path) -> None:
    sheet = read("x,y,z\n1,2,3\n4,5,6\n7,8", tmp_path)
    assert [(one.row, "ends inside" in one.reason) for one in sheet.rejected] == [(4, True)]
    sheet = read("x,y,z\na,2,3\nb,5,6\nc,8,9", tmp_path)
    assert len(sheet.rows) == 3


def test_the_header_met_again_and_notes_below_are_no_data(tmp_path: Path) -> None:
    text = lines([NAMES, *ROWS, NAMES, *ROWS]) + "\nTotal as of 10/1/2018\nNote: subject to change,,,\n"
    sheet = read(text, tmp_path)
    assert [(one.row, one.reason) for one in sheet.rejected] == [(5, "the header again")]
    assert sheet.footnotes == ("Total as of 10/1/2018", "Note: subject to change")
    assert (len(sheet.rows), sheet.blank_rows) == (6, 1)


def test_a_last_row_of_one_value_that_the_column_has_is_data(tmp_path: Path) -> None:
    assert len(read("aor,n,m\nNYC,1,1\nLOS,1,1\nNYC,,\n", tmp_path).rows) == 3


def test_blanks_are_squeezed_and_null_spellings_are_kept(tmp_path: Path) -> None:
    sheet = read('a,b\n"  x   y ",NA\n"two\nlines",NULL\n"\u00a0",""\n', tmp_path)
    assert cells(sheet) == [["x y", "NA"], ["two lines", "NULL"]]
    assert (sheet.blank_rows, sheet.rows.tolist()) == (1, [2, 3])


def test_a_blank_after_the_separator_does_not_hide_quotes(tmp_path: Path) -> None:
    sheet = read('"office", "notes"\n"Atlanta", "a, b"\n"Boston", ""\n', tmp_path)
    assert sheet.header == ("office", "notes")
    assert cells(sheet) == [["Atlanta", "a, b"], ["Boston", None]]
    assert sheet.reader == "csv (Python)"


def test_another_reader_takes_over_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("straddling object")

    monkeypatch.setattr("pyarrow.csv.read_csv", fails)
    sheet = read(lines([NAMES, *ROWS]).replace("LOS", ",,LOS"), tmp_path)
    assert (sheet.reader, cells(sheet)) == ("csv (Python)", as_read(ROWS[:2]))
    assert any("straddling object" in note for note in sheet.notes)


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows_in_silence(tmp_path: Path) -> None:
    rows = [[f"k{n}", f"a{n}", f"b{n}"] for n in range(200)]
    text = lines([["key", "a", "b"], *rows], "|").replace("|a20|", '|"a20|').replace("|a23|", '|"a23|')
    sheet = read(text, tmp_path)
    assert [(one.row, "on 4 lines" in one.reason) for one in sheet.rejected] == [(22, True)]
    assert (len(sheet.rows), sheet.rows[-1], cells(sheet)[-1][0]) == (196, 198, "k199")
    with pytest.raises(VarickError, match="row 22 holds 181 lines: a quotation mark is not closed"):
        read(lines([["key", "a", "b"], *rows], "|").replace("|a20|", '|"a20|'), tmp_path)


def test_a_blank_row_of_one_quoted_cell_is_counted_once(tmp_path: Path) -> None:
    sheet = read('days\n""\n5 "x" y\r7\n', tmp_path)
    assert (sheet.reader, sheet.rows.tolist(), sheet.blank_rows) == ("csv (Python)", [3, 4], 1)


def test_titles_alone_are_a_preamble(tmp_path: Path) -> None:
    sheet = read("".join(text + "|||\n" for text in PREAMBLE), tmp_path)
    assert (sheet.kind, sheet.preamble) == ("preamble", tuple(PREAMBLE))


def test_only_a_header_only_nothing_and_one_column(tmp_path: Path) -> None:
    assert (read(lines([NAMES]), tmp_path).kind, read(lines([NAMES]), tmp_path).header) == (
        "data",
        tuple(NAMES),
    )
    assert read("", tmp_path).kind == "empty"
    assert read("\n\n\n", tmp_path).kind == "empty"
    sheet = read("days\n0.5\n1.5\n", tmp_path)
    assert (sheet.header, sheet.rows.tolist()) == (("days",), [2, 3])


def test_gzip_in_several_members_is_read_whole(tmp_path: Path) -> None:
    text = lines([NAMES, *ROWS]).encode()
    assert (
        len(
            read(gzip.compress(text[:40]) + gzip.compress(text[40:]) + b"\0" * 512, tmp_path, "a.csv.gz").rows
        )
        == 3
    )


def test_more_cells_columns_or_bytes_than_the_limits_are_refused(tmp_path: Path) -> None:
    text = lines([NAMES, *ROWS])
    for limit in ({"cells": 10}, {"columns": 3}, {"bytes": 20}):
        with pytest.raises(VarickError, match="a.csv"):
            read(text, tmp_path, **limit)
    with pytest.raises(VarickError, match="200 times its size"):
        read(gzip.compress(b"a,b\n" + b"0" * (70 << 20)), tmp_path, "a.csv.gz")


TEXTS = st.text(alphabet=st.sampled_from('ab,|;"\n\r\t é'), max_size=6)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(",|\t;"))
def test_records_are_those_of_the_csv_module(rows: list[list[str]], mark: str) -> None:
    """Well-formed text: array operations and Python's reader agree on every record and its cells."""
    text = lines([["n1", "n2", "n3"], *rows], mark)
    reference = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    found = scanned(text.encode(), mark)
    if found is None:
        return
    assert len(found) == len(reference)
    assert found.cells.tolist() == [len(row) for row in reference]


@given(st.text(alphabet=st.sampled_from('ab,"\n\r'), max_size=40))
def test_the_scan_gives_way_where_it_would_differ(text: str) -> None:
    """Any text at all: either the scan says that it cannot tell, or it agrees with the csv module."""
    found = scanned(text.encode(), ",")
    if found is not None:
        reference = list(csv.reader(io.StringIO(text, newline="")))
        assert found.cells.tolist() == [len(row) for row in reference]


def test_row_numbers_stay_exact_over_many_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varick.observe.reading.records._BLOCK", 64)
    rows = [[f"k{n}", 'a "quoted"\nline' if n % 7 == 0 else "plain", str(n)] for n in range(500)]
    text = lines([["key", "text", "n"], *rows]).replace("k100,", "k100,x,y,").replace("k200,", "\nk200,")
    sheet = read(text, tmp_path)
    reference = list(csv.reader(io.StringIO(text, newline="")))
    assert [one.row for one in sheet.rejected] == [102]
    for row, (key, *_) in zip(sheet.rows.tolist(), cells(sheet), strict=True):
        assert reference[row - 1][0] == key
