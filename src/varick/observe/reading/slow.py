"""Workbooks by openpyxl: slow, and forgiving of files that others refuse."""

import datetime as dt
import io
import warnings
from typing import Any

import numpy as np

from varick.observe.reading.cells import BOOL, DATE, ERROR, ERRORS, NUMBER, TEXT, TIME, Cells, Place
from varick.observe.reading.package import Part, Unread
from varick.observe.reading.sheet import Limits
from varick.observe.written import squeezed

READER = "openpyxl"


def read_openpyxl(data: bytes, limits: Limits) -> list[tuple[Part, Cells]]:
    """Every sheet with its cells. Raises Unread."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that it does not know
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            if len(book.worksheets) > limits.sheets:
                raise Unread(f"{len(book.worksheets)} sheets, and at most {limits.sheets} are read")
            return [_sheet(sheet, limits) for sheet in book.worksheets]
        except (Unread, MemoryError):
            raise
        except Exception as error:  # whatever a damaged part makes it raise
            raise Unread((str(error).splitlines() or [type(error).__name__])[0]) from error


def _sheet(sheet: Any, limits: Limits) -> tuple[Part, Cells]:
    sheet.reset_dimensions()  # the range that is declared may be wrong, or cover every column
    known: dict[str, int] = {}
    found: dict[int, tuple[list[int], list[int], list[float]]] = {}
    count = 0
    for number_of_row, cells in enumerate(sheet.iter_rows(), 1):
        if number_of_row > 1 << 20:  # it would give out empty rows up to any number that a cell names
            raise Unread("a row lies outside the sheet")
        for cell in cells:
            value = cell.value
            if value is None:
                continue
            if not 1 <= cell.row <= 1 << 20 or not 1 <= cell.column <= 1 << 14:
                raise Unread("a cell lies outside the sheet")
            kind, number = _value(value, cell.data_type, known)
            rows, kinds, values = found.setdefault(cell.column - 1, ([], [], []))
            rows.append(cell.row - 1)
            kinds.append(kind)
            values.append(number)
            count += 1
        if count > limits.cells:
            raise Unread(f"more than {limits.cells:,} cells")
    columns = {
        column: Place.of(np.array(rows, np.int32), np.array(kinds, np.uint8), np.array(values, np.float64))
        for column, (rows, kinds, values) in found.items()
    }
    hidden = sheet.sheet_state != "visible"
    return Part(sheet.title, "", hidden), Cells(columns, list(known), hidden=hidden)


def _value(value: Any, kind: str, known: dict[str, int]) -> tuple[int, float]:
    if isinstance(value, bool):
        return BOOL, float(value)
    if isinstance(value, (int, float)):
        return NUMBER, float(value)
    if isinstance(value, dt.datetime):
        serial = (value.replace(tzinfo=None) - dt.datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001
        return DATE, serial if serial >= 61 else serial - 1
    if isinstance(value, dt.time):
        return TIME, (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if isinstance(value, dt.timedelta):
        return NUMBER, value.total_seconds() / 86_400
    text = squeezed(str(value))
    return ERROR if kind == "e" or text in ERRORS else TEXT, float(known.setdefault(text, len(known)))
