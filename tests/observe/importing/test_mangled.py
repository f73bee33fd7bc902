"""Files that somebody opened and saved elsewhere: what is read all the same, what is told, and what is refused."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from varick.errors import VarickError
from varick.observe.importing.import_tables import import_files
from varick.observe.importing.written_dates import moment, order
from varick.observe.store import Store

HEADER = (
    "Area of Responsibility",
    "Apprehension Date",
    "Apprehension Method",
    "Apprehension Landmark",
    "Gender",
)
RELEASE = "2019-ICFO-53623"
Written = Callable[[date], str]


def american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def record(day: date, number: int) -> list[Any]:
    return ["New York City Area of Responsibility", day, "Located", f"PLACE {number % 40}", "Male"]


def days(first: date, rows: int, step: int = 1) -> list[list[Any]]:
    return [record(first + timedelta(days=step * n), n) for n in range(rows)]


def saved(
    path: Path, rows: Sequence[Sequence[Any]], written: Written = american, above: Sequence[str] = (RELEASE,)
) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([[text] for text in above])
        writer.writerow(HEADER)
        writer.writerows([[written(c) if isinstance(c, date) else c for c in row] for row in rows])
    return path


def codes(account: dict[str, Any]) -> set[str]:
    return {found["code"] for found in account["warnings"]}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (lambda d: f"{d.day}/{d.month}/{d.year}", "dates_day_first"),
        (lambda d: d.strftime("%d-%b-%y"), None),
        (lambda d: d.strftime("%B %d, %Y"), None),
        (lambda d: d.strftime("%m/%d/%y"), None),
        (lambda d: d.strftime("%d/%m/%y"), "dates_day_first"),
        (american, None),
    ],
)
def test_dates_saved_by_another_program(tmp_path: Path, written: Written, told: str | None) -> None:
    rows = days(date(2016, 10, 3), 200)
    account = import_files([saved(tmp_path / "a.csv", rows, written)], tmp_path / "log")
    time = Store.open(tmp_path / "log").frame("arrests").dates("apprehension_date").time
    assert [str(moment)[:10] for moment in time] == [str(row[1]) for row in rows]
    assert {code for code in codes(account) if code.startswith("dates_")} == ({told} if told else set())


def test_an_order_that_cannot_be_known_is_told() -> None:
    assert order([f"{m}/{d}/2017" for m in range(1, 13) for d in (1, 12)]) == "doubtful"
    assert order([f"1/{d}/2017" for d in range(1, 13)]) == ""  # the first days of one month
    assert order(["13/1/2017", "14/1/2017", "1/13/2017", "15/1/2017"]) == ""  # both: as ICE writes
    assert order(["13/1/2017", "1/2/2017"]) == ""  # one may be a slip of the pen
    years = (date(1990, 1, 1), date(2026, 1, 1))
    assert str(moment("26-Aug-17", years=years)) == "2017-08-26 00:00:00"
    assert str(moment("26 Sept. 1998 3:05 PM")) == "1998-09-26 15:05:00"
    assert moment("26-Aug-17", years=(date(1900, 1, 1), date(2026, 1, 1))) is None  # 1917 or 2017
    assert moment("26-Aug-17") is None
    assert moment("26-Xyz-2017") is None


def test_totals_and_repeated_headers_are_rejected_by_number(tmp_path: Path) -> None:
    rows = [*days(date(2017, 1, 2), 30), ["Total", "", "", "", "30"], HEADER, *days(date(2017, 2, 2), 5)]
    rows.append(["Grand total", 35, "", "", ""])
    account = import_files([saved(tmp_path / "a.csv", rows)], tmp_path / "log")
    assert (account["rows_in"], account["rows_rejected"], account["tables"][0]["rows"]) == (38, 3, 35)
    with (tmp_path / "log" / account["generation"] / "rejected.csv").open(encoding="utf-8") as file:
        rejected = [(row["row"], row["reason"]) for row in csv.DictReader(file)]
    total, again = "a total, not a record", "the header again"
    assert rejected == [("33", total), ("34", again), ("40", total)]


def test_a_record_without_a_date_is_no_total(tmp_path: Path) -> None:
    rows = [
        *days(date(2017, 1, 2), 9),
        ["HQ Area of Responsibility", "", "Located", "TOTAL WINE STORE", "Male"],
    ]
    account = import_files([saved(tmp_path / "a.csv", rows)], tmp_path / "log")
    assert (account["rows_rejected"], account["tables"][0]["rows"]) == (0, 10)


def test_two_tables_under_each_other_are_refused(tmp_path: Path) -> None:
    other = ["Event Area of Responsibility", "Event Date", "Landmark", "Processing Disposition", "Gender"]
    rows = [*days(date(2017, 1, 2), 9), other, *days(date(2017, 1, 2), 9)]
    with pytest.raises(VarickError, match=r"a\.csv: row 12 is the header of another table \(Event Area"):
        import_files([saved(tmp_path / "a.csv", rows)], tmp_path / "log")
    assert not (tmp_path / "log").exists()


def test_deliveries_that_overlap_are_told(tmp_path: Path) -> None:
    year, tail = days(date(2016, 10, 1), 365), days(date(2016, 10, 1), 500)[335:]
    files = [saved(tmp_path / "year.csv", year), saved(tmp_path / "tail.csv", tail)]
    account = import_files(files, tmp_path / "log")
    assert [f["params"] for f in account["warnings"] if f["code"] == "overlap"] == [
        {
            "table": "arrests", "release": RELEASE, "file": "tail.csv", "other": "year.csv", "rows": 30, "of": 30,
            "first": "2017-09-01", "last": "2017-09-30",
        }
    ]  # fmt: skip
    with pytest.raises(VarickError, match=r"83% of its rows of arrests stand in most\.csv too"):
        import_files(
            [files[0], saved(tmp_path / "most.csv", days(date(2016, 10, 1), 500)[61:431])], tmp_path / "other"
        )


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    for name, text in (("blank.csv", "\n \n\n"), ("script.py", "print(1)\n")):
        (tmp_path / name).write_text(text)
        with pytest.raises(VarickError, match=f"{name}: no table with rows"):
            import_files([tmp_path / name], tmp_path / "log")


def test_a_cover_sheet_names_the_release(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    for text in ("U.S. Immigration and Customs Enforcement", f"FOIA {RELEASE}", "Prepared by ERO"):
        book.active.append([text])
    sheet = book.create_sheet("Data")
    for row in (HEADER, *days(date(2017, 1, 2), 40)):
        sheet.append(list(row))
    book.save(tmp_path / "a.xlsx")
    account = import_files([tmp_path / "a.xlsx"], tmp_path / "log")
    assert [(t["table"], t["release"], t["rows"]) for t in account["tables"]] == [("arrests", RELEASE, 40)]


def test_a_release_is_named_as_ice_writes_it(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.csv", days(date(2017, 1, 2), 40), above=())
    account = import_files([file], tmp_path / "log", release="FOIA 2019 ICFO 53623")
    assert account["tables"][0]["release"] == RELEASE
    with pytest.raises(VarickError, match="--release: no name was given"):
        import_files([file], tmp_path / "other", release=" ")
