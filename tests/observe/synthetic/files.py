"""The workbooks of a release: title lines, header, sheets by fiscal year or by size, as xlsx or csv."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from synthetic.cells import Cell, column
from synthetic.headers import FOIA, header
from synthetic.world import Rows

TITLES = {"arrests": "Admin Arrests", "detainers": "Detainers", "encounters": "Encounters", "detentions": "Detentions", "removals": "Removals"}  # fmt: skip
DAYS_ONLY = frozenset(
    [
        "Detainer Prepare Date",
        "Departed Date",
        "Departure Date",
        "Birth Date",
        "MSC Charge Date",
        "Stay Book Out Date",
        "Final Order Date",
    ]
)


@dataclass(frozen=True)
class Sheet:
    """Rows of a table in the order in which they are written, and where: a file's name, a sheet's, title lines."""

    table: str
    file: str
    name: str
    header: tuple[str, ...]
    preamble: tuple[str, ...]
    rows: list[int]


def fiscal_year(moment: np.datetime64) -> int:
    """ICE's year from October to September."""
    day = moment.astype("datetime64[M]").astype(int)
    return int(1970 + day // 12 + (day % 12 >= 9))


def preamble(layout: str, title: str) -> tuple[str, ...]:
    """Six lines before the header, five for removals and detentions of C."""
    lines = (
        "ERO-LESA Statistical Tracking Unit",
        "Invented people, made for the tests of Varick: no row is about anybody",
        FOIA[layout].replace("_", " "),
        "",
        f"ERO {title}",
    )
    return lines if layout == "C" and title != TITLES["arrests"] else (*lines, "")


def sheets(layout: str, table: str, rows: Rows) -> Iterator[Sheet]:
    """The sheets of one table: C and E by fiscal year (E one workbook each), D in one workbook, large tables in two sheets."""
    time, order = rows.fields["time"], rows.fields["order"]
    written = sorted(range(len(rows)), key=lambda row: (time[row], order[row]))
    title, foia = TITLES[table], FOIA[layout]
    if layout in ("D", "D1"):
        file = f"{foia}_ERO {title}_LESA-STU_FINAL Redacted.xlsx"
        half = len(written) // 2 if table in ("encounters", "detentions") else len(written)
        for number, part in enumerate((written[:half], written[half:]), 1):
            if part:
                name = title if number == 1 else f"{title} {number}"
                yield Sheet(table, file, name, header(layout, table), preamble(layout, title), part)
        return
    years: dict[int, list[int]] = {}
    for row in written:
        years.setdefault(fiscal_year(time[row]), []).append(row)
    for year, part in years.items():
        if layout == "C":
            file = f"{foia}_{title}_{1 + (year > 2021)}_Redacted.xlsx"
        else:
            file = f"{foia}_{title}_FY{year % 100}_20260311_Redacted.xlsx"
        yield Sheet(table, file, f"FY{year}", header(layout, table, year), preamble(layout, title), part)


def write(
    folder: Path, found: list[Sheet], tables: dict[str, Rows], seed: int, layout: str, form: str
) -> list[tuple[str, str, int]]:
    """Write the sheets of one table and return file, sheet and row of each, in the order of `found`.

    As csv every sheet is a file of its own, without a sheet's name."""
    places = []
    books: dict[str, Any] = {}
    for sheet in found:
        fields = tables[sheet.table].fields
        columns = []
        for place, name in enumerate(sheet.header):
            again = name in sheet.header[:place]
            cells = column(name, fields, sheet.rows, seed, sheet.table, again)
            columns.append(_typed(name, cells, sheet.table, layout))
        first = len(sheet.preamble) + 2
        if form == "xlsx":
            if sheet.file not in books:
                books[sheet.file] = xlsxwriter.Workbook(
                    folder / sheet.file,
                    {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"},
                )
            _xlsx(books[sheet.file], sheet, columns)
            places += [(sheet.file, sheet.name, first + number) for number in range(len(sheet.rows))]
        else:
            file = sheet.file.replace(".xlsx", f"_{sheet.name}.csv")
            _csv(folder / file, sheet, columns)
            places += [(file, "", first + number) for number in range(len(sheet.rows))]
    for book in books.values():
        book.close()
    return places


def _typed(name: str, cells: list[Cell], table: str, layout: str) -> list[Cell]:
    """Moments cut to days where the release gives days."""
    days = name in DAYS_ONLY and not (layout == "C" and name == "Stay Book Out Date")
    if days or (layout == "C" and table == "arrests"):
        return [cell.astype("datetime64[D]") if isinstance(cell, np.datetime64) else cell for cell in cells]
    return cells


def _xlsx(book: Any, sheet: Sheet, columns: list[list[Cell]]) -> None:
    page = book.add_worksheet(sheet.name)
    for number, line in enumerate(sheet.preamble):
        page.write_string(number, 0, line) if line else None
    top = len(sheet.preamble)
    for place, name in enumerate(sheet.header):
        page.write_string(top, place, name)
    for number, row in enumerate(zip(*columns, strict=True), top + 1):
        for place, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                page.write_string(number, place, cell)
            elif isinstance(cell, np.datetime64):
                page.write_datetime(number, place, cell.astype("datetime64[s]").item())
            else:
                page.write_number(number, place, cell)


def _csv(file: Path, sheet: Sheet, columns: list[list[Cell]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for line in sheet.preamble:
            writer.writerow([line, *[""] * (len(sheet.header) - 1)])
        writer.writerow(sheet.header)
        for row in zip(*columns, strict=True):
            writer.writerow([_text(cell) for cell in row])


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, np.datetime64):
        return (
            str(cell.astype("datetime64[s]")).replace("T", " ")
            if cell.dtype != "datetime64[D]"
            else str(cell)
        )
    return cell if isinstance(cell, str) else f"{cell:g}"
