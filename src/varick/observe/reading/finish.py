"""The last look at the rows of a sheet: blank ones, the header met again, and notes under the table are set aside."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.observe.frame import Coded, Column
from varick.observe.reading.columns import filled_cells
from varick.observe.reading.header import Header
from varick.observe.reading.sheet import Rejected, Repaired, Sheet


def finish(
    file: str,
    sheet: str,
    header: Header,
    preamble: tuple[str, ...],
    columns: Sequence[Column],
    rows: npt.NDArray[Any],
    rejected: Sequence[Rejected],
    repaired: Sequence[Repaired],
    blank_rows: int,
    reader: str,
    notes: Sequence[str],
    records: int,
    footnotes: Sequence[str] = (),
) -> Sheet:
    """The sheet of these rows, less the rows that are blank, repeat the header or are notes below the table."""
    filled = filled_cells(columns, len(rows))
    keep = filled > 0
    blank_rows += int((~keep).sum())
    again = _repeats(header.names, columns) if header.rows else np.zeros(len(rows), dtype=np.bool_)
    refused = [
        *rejected,
        *(Rejected.of(int(row), "the header again", " | ".join(header.names)) for row in rows[again]),
    ]
    keep &= ~again
    notes_below = [] if footnotes else _footnotes(columns, filled, keep)
    below = (*(_text(columns, place) for place in notes_below), *footnotes)
    keep[notes_below] = False
    set_aside = set(rows[~keep].tolist())
    kept = tuple(columns) if keep.all() else tuple(column.take(np.flatnonzero(keep)) for column in columns)
    return Sheet(
        file=file, sheet=sheet, kind="data", header=header.names, header_row=header.last + 1, preamble=preamble,
        columns=kept, rows=rows[keep].astype(np.int32),
        rejected=tuple(sorted(refused, key=lambda one: one.row)),
        repaired=tuple(one for one in repaired if one.row not in set_aside), blank_rows=blank_rows, reader=reader,
        notes=tuple(notes), records=records, header_rows=header.rows, footnotes=below,
    )  # fmt: skip


def _repeats(names: Sequence[str], columns: Sequence[Column]) -> npt.NDArray[np.bool_]:
    """Rows in which every column holds its own name."""
    same = np.ones(len(columns[0]) if columns else 0, dtype=np.bool_)
    for name, column in zip(names, columns, strict=True):
        text = column if isinstance(column, Coded) else getattr(column, "as_written", None)
        if text is None:
            return np.zeros_like(same)
        code = -1 if not name else text.values.index(name) if name in text.values else None
        if code is None:
            return np.zeros_like(same)
        same &= text.codes == code
    return same


def _footnotes(
    columns: Sequence[Column], filled: npt.NDArray[np.int32], keep: npt.NDArray[np.bool_]
) -> list[int]:
    """Places of the notes that end a table of three or more columns.

    A note stands in the first column alone, in a text that no other row has there: a row of data may well have only
    its first cell, but then of a value that the column has."""
    first = columns[0] if columns else None
    if len(columns) < 3 or not isinstance(first, Coded):
        return []
    found: list[int] = []
    counts = np.bincount(first.codes + 1, minlength=len(first.values) + 1)
    for place in range(len(filled) - 1, -1, -1):
        if not keep[place]:
            continue
        code = int(first.codes[place])
        if filled[place] != 1 or code < 0 or counts[code + 1] > 1:
            break
        found.append(place)
    return found[::-1]


def _text(columns: Sequence[Column], place: int) -> str:
    first = columns[0]
    assert isinstance(first, Coded)
    return first.values[int(first.codes[place])]
