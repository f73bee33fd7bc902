"""Rows of a sheet that are no records: the header once more, a total; and the header of another table, which is refused.

Only rows without a readable main date are looked at, so a table in order costs nothing.
"""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.frame import Coded, Column, Dates, Flags, Numbers, as_text
from varick.observe.importing import columns
from varick.observe.importing.written_dates import moment
from varick.observe.reading import Rejected, Sheet
from varick.observe.written import kind_of, squeezed

HEADINGS = 3
"""Names of columns that a row must hold, and half of its cells, to be taken for a header."""
IN_TOTAL = 3
"""Cells that a row of totals has at most: its label and a number or two. A record has more."""
_TOTAL = re.compile(r"(grand |sub)?-?\s*totals?\b.{0,40}", re.IGNORECASE)


def without_strays(sheet: Sheet, file: str) -> Sheet:
    """The sheet with such rows rejected by number. Raises VarickError where the header of another table stands in it."""
    table = columns.table_of(sheet.header, (*sheet.preamble, sheet.sheet, file))
    named = columns.named(table, sheet.header)
    main = columns.main_date(table, [name.name for name in named])
    place = next((name.place for name in named if name.name == main), None)
    if place is None or not len(sheet.rows):
        return sheet
    rows = np.flatnonzero(_undated(sheet.columns[place]))
    if not len(rows):
        return sheet
    filled = np.zeros(len(rows), dtype=np.int64)
    headings, own, total = filled.copy(), filled.copy(), np.zeros(len(rows), dtype=bool)
    for at, column in enumerate(sheet.columns):
        texts = _texts(column).take(rows)
        present = np.unique(texts.codes[texts.codes >= 0])
        known, same, totals = (np.zeros(len(texts.values) + 1, dtype=bool) for _ in range(3))
        for code in present.tolist():
            name = columns.plain(texts.values[code])
            known[code] = name in _headings()
            same[code] = name == columns.plain(sheet.header[at]) != ""
            totals[code] = _TOTAL.fullmatch(texts.values[code].strip()) is not None
        filled += _filled(column, rows)
        headings += (known | same)[texts.codes]
        own += same[texts.codes]
        total |= totals[texts.codes]
    header = (headings >= HEADINGS) & (headings * 2 >= filled)
    if (other := header & (own * 2 < headings)).any():
        row = rows[np.flatnonzero(other)[0]]
        where = f"{file}, sheet {sheet.sheet}" if sheet.sheet else file
        raise VarickError(
            f"{where}: row {sheet.rows[row]} is the header of another table ({_shown(sheet, int(row))[:60]}); put each "
            "table into a file or on a sheet of its own"
        )
    reasons = {
        **dict.fromkeys(rows[header].tolist(), "the header again"),
        **dict.fromkeys(rows[total & (filled <= IN_TOTAL)].tolist(), "a total, not a record"),
    }
    if not reasons:
        return sheet
    keep = np.ones(len(sheet.rows), dtype=bool)
    keep[list(reasons)] = False
    out = [Rejected.of(int(sheet.rows[row]), reasons[row], _shown(sheet, row)) for row in sorted(reasons)]
    gone = {rejected.row for rejected in out}
    return replace(
        sheet,
        columns=tuple(column.take(keep) for column in sheet.columns),
        rows=sheet.rows[keep],
        rejected=tuple(sorted((*sheet.rejected, *out), key=lambda rejected: rejected.row)),
        repaired=tuple(repaired for repaired in sheet.repaired if repaired.row not in gone),
    )


@cache
def _headings() -> frozenset[str]:
    return frozenset(
        text
        for table in columns.tables()
        for name, (_, others) in columns.spellings(table).items()
        for text in (name, *others)
    )


def _undated(column: Column) -> npt.NDArray[np.bool_]:
    """Rows whose main date is blank or nothing like one; NA and redaction marks are a record's."""
    if isinstance(column, Flags):
        return np.zeros(len(column), dtype=bool)
    blank = np.ones(len(column), dtype=bool)
    if isinstance(column, Dates):
        blank = np.isnat(column.time)
    elif isinstance(column, Numbers):
        blank = np.isnan(column.values)
    texts = _texts(column)
    odd = np.ones(len(texts.values) + 1, dtype=bool)
    for code, value in enumerate(texts.values):
        plain = squeezed(value)
        odd[code] = not plain or (moment(plain) is None and kind_of(plain) == "value")
    found: npt.NDArray[np.bool_] = blank & odd[texts.codes]
    return found


def _texts(column: Column) -> Coded:
    if isinstance(column, Flags):
        return Coded.blank(len(column))
    return column if isinstance(column, Coded) else column.as_written


def _filled(column: Column, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    part = column.take(rows)
    if isinstance(part, Flags):
        return part.values
    filled: npt.NDArray[np.bool_] = _texts(part).codes >= 0
    if isinstance(part, Dates):
        filled = filled | ~np.isnat(part.time)
    if isinstance(part, Numbers):
        filled = filled | ~np.isnan(part.values)
    return filled


def _shown(sheet: Sheet, row: int) -> str:
    cells = (as_text(column.take(np.array([row]))).texts()[0] for column in sheet.columns)
    return " | ".join(cell for cell in cells if cell)
