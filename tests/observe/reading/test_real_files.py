"""The real files beside the repository: each is read with every row accounted for, or refused with the reason."""

from pathlib import Path

import pytest

from varick.errors import VarickError
from varick.observe.frame import Coded
from varick.observe.reading import Sheet, sheets

# rows of each national file: README of the folder, section 1.1
NATIONAL = {
    "EROArrests_FY2016": 110_104,
    "EROArrests_FY2017": 143_470,
    "EROArrests_FY2018": 158_581,
    "EROEncounters_FY2016": 368_645,
    "EROEncounters_FY2017": 439_903,
    "ICERemovals_FY2016": 240_255,
    "ICERemovals_FY2017": 226_119,
    "ICERemovals_FY2018": 256_085,
}
ENFORCE = "data/UWCHR_ice-enforce"


def one(path: Path) -> Sheet:
    (sheet,) = sheets(path)
    assert sheet.accounted() == sheet.records
    return sheet


@pytest.mark.parametrize("name", NATIONAL)
def test_the_national_files(name: str, shared: Path) -> None:
    sheet = one(shared / ENFORCE / "us-fy16-19_frozen" / f"{name}.csv.gz")
    assert (len(sheet.rows), sheet.header_row, len(sheet.preamble)) == (NATIONAL[name], 6, 5)
    assert (sheet.rows[0], sheet.rows[-1]) == (7, NATIONAL[name] + 6)
    assert not sheet.rejected
    assert not sheet.repaired
    assert sheet.preamble[0] == "ERO-LESA Statistical Tracking Unit"


def test_every_file_is_read_whole_or_refused(shared: Path) -> None:
    refused = {}
    for path in sorted((shared / "data").rglob("*")):
        if not path.is_file() or "us-fy16-19_frozen" in path.parts:
            continue
        try:
            for sheet in sheets(path):
                assert sheet.accounted() == sheet.records, f"{path.name} {sheet.sheet}"
        except VarickError as error:
            refused[path.name] = str(error)
    assert refused.keys() == {"README.md", "expected.json", "NYPD_Arrest_Incident_Level_Data_Footnotes.pdf"}


def test_extracts_of_one_office_have_their_header_on_top(shared: Path) -> None:
    for path in sorted((shared / ENFORCE / "nyc_aor_extract").glob("*.gz")):
        sheet = one(path)
        assert (sheet.header_row, sheet.rows[0], len(sheet.rejected)) == (1, 2, 0)


def test_rows_of_seven_cells_are_rejected_by_number(shared: Path) -> None:
    sheet = one(shared / ENFORCE / "lookups/ice_ero_field_offices.csv")
    assert sheet.rejected[0].row == 148
    assert all("7 cells under a header of 6" in row.reason for row in sheet.rejected)
    assert (len(sheet.rows), len(sheet.rejected), len(sheet.repaired)) == (198, 17, 2)


def test_a_header_broken_over_two_lines(shared: Path) -> None:
    sheet = one(shared / ENFORCE / "lookups/mpi_arrest_table.csv")
    assert (sheet.header_row, sheet.header_rows, len(sheet.header)) == (2, 2, 8)
    assert sheet.header[4:6] == ("FY 2016", "FY 2017")
    assert len(sheet.rejected) == 9  # offices of two words, cut apart at the space


def test_blanks_after_commas(shared: Path) -> None:
    sheet = one(shared / "data/deportationdata_ice-offices/ice-areas-of-responsibility.csv")
    assert sheet.header == ("office_name", "state_name", "county_name", "notes")
    office = sheet.column("office_name")
    assert isinstance(office, Coded)
    assert (len(sheet.rows), len(office.values)) == (426, 25)


def test_the_detention_workbook(shared: Path) -> None:
    found = sheets(shared / "data/CarwilB_ice-detention/FY26_detentionStats_04092026.xlsx")
    assert [sheet.kind for sheet in found] == [
        "preamble",
        *["summary"] * 5,
        "data",
        *["summary"] * 2,
        "footnote",
    ]
    facilities = found[6]
    assert (facilities.header_row, len(facilities.rows), facilities.rows[0]) == (10, 203, 11)
    assert facilities.header[:3] == ("Name", "Address", "City")


def test_typed_files(shared: Path) -> None:
    daily = one(shared / "data/CarwilB_ice-detention/facilities-daily-population-latest.parquet")
    assert len(daily.rows) == 888_699
    activation = one(
        shared / "data/hhadah_immigration-enforcement-project/activation_dates_makayla_revisedforbalance.dta"
    )
    assert len(activation.rows) == 3_242
