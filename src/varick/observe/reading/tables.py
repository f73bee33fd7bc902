"""What a sheet of cells is: a table of data, a summary of several tables, a preamble, footnotes, or nothing."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.frame import Coded, Column
from varick.observe.reading.cells import ERROR, TEXT, Cells, Place, cell_texts, typed
from varick.observe.reading.finish import finish
from varick.observe.reading.header import LOOKED_AT, Header, find_header
from varick.observe.reading.sheet import Kind, Limits, Sheet, aside

_ABOUT = re.compile(r"foot ?notes?|read ?me|definitions?|glossary", re.IGNORECASE)
_SHORT = 12
"""Rows of a sheet of running text up to which it is called a preamble, and footnotes beyond."""
_TALL = 2_000
"""Filled rows from which a sheet is a table, though a title or a gap stands somewhere in it."""
_KEPT = 200
"""Texts of a sheet set aside that are kept."""


def sheet_of(file: str, name: str, cells: Cells, limits: Limits, reader: str, notes: Sequence[str]) -> Sheet:
    """The cells of a sheet as a Sheet. Raises VarickError beyond the limits."""
    said = [*notes, *cells.notes, *(["the sheet is hidden"] if cells.hidden else [])]
    columns = _filled_only(cells)
    if not columns:
        return aside(file, name, "empty", 0, reader, notes=tuple(said))
    if len(columns) > limits.columns:
        raise VarickError(
            f"{file}, sheet {name}: {len(columns):,} columns, and at most {limits.columns:,} are read; "
            "cut those that are not needed"
        )
    records = 1 + max(int(place.rows[-1]) for place in columns.values())
    filled = np.zeros(records, dtype=np.int32)
    for place in columns.values():
        filled[place.rows] += 1
    if int((filled > 0).sum()) * len(columns) > limits.cells:
        raise VarickError(f"{file}, sheet {name}: more than {limits.cells:,} cells; split the sheet")
    order = sorted(columns)
    grid = _grid(columns, order, cells, min(records, LOOKED_AT))
    texts_only = all(bool((place.kinds == TEXT).all()) for place in columns.values())
    if int(filled.max()) == 1 or (texts_only and _ABOUT.search(name)):
        kind: Kind = "footnote" if records > _SHORT or _ABOUT.search(name) else "preamble"
        said_there = _lines(columns, order, cells)
        return aside(file, name, kind, records, reader, notes=tuple(said), **{
            "footnotes" if kind == "footnote" else "preamble": said_there[:_KEPT]
        })  # fmt: skip
    header = find_header(grid, ragged=False)
    if _is_summary(header, columns, order, filled, cells):
        said.append("a summary: several tables, or a table of totals, on one sheet; not read as rows")
        lines = tuple(" | ".join(text for text in row if text) for row in grid)
        return aside(file, name, "summary", records, reader, notes=tuple(said), preamble=lines)
    return _data(file, name, header, columns, order, filled, grid, cells, reader, said)


def _filled_only(cells: Cells) -> dict[int, Place]:
    """The columns less the cells that hold nothing but blanks."""
    if "" not in cells.texts:
        return {column: place for column, place in cells.columns.items() if len(place.rows)}
    blank = np.fromiter((not text for text in cells.texts), dtype=np.bool_, count=len(cells.texts))
    found: dict[int, Place] = {}
    for column, place in cells.columns.items():
        is_text = (place.kinds == TEXT) | (place.kinds == ERROR)
        keep = ~is_text
        keep[is_text] = ~blank[place.values[is_text].astype(np.int64)]
        if keep.any():
            found[column] = Place(place.rows[keep], place.kinds[keep], place.values[keep])
    return found


def _grid(columns: dict[int, Place], order: Sequence[int], cells: Cells, rows: int) -> list[list[str]]:
    """The first rows as texts."""
    grid = [[""] * len(order) for _ in range(rows)]
    for at, column in enumerate(order):
        place = columns[column]
        top = int(np.searchsorted(place.rows, rows))
        head = Place(place.rows[:top], place.kinds[:top], place.values[:top])
        for row, text in zip(head.rows.tolist(), cell_texts(head, cells), strict=True):
            grid[row][at] = text
    return grid


def _lines(columns: dict[int, Place], order: Sequence[int], cells: Cells) -> tuple[str, ...]:
    lines: dict[int, list[str]] = {}
    for column in order:
        place = columns[column]
        for row, text in zip(place.rows.tolist(), cell_texts(place, cells), strict=True):
            lines.setdefault(row, []).append(text)
    return tuple(" | ".join(lines[row]) for row in sorted(lines))


def _is_summary(
    header: Header,
    columns: dict[int, Place],
    order: Sequence[int],
    filled: npt.NDArray[np.int32],
    cells: Cells,
) -> bool:
    """Whether the sheet holds something else than one table below one header.

    That is: names with an empty column between them; a second table (below a blank row, a title alone on its row,
    then rows of several cells again); or no names, and few rows or rows that are filled unevenly."""
    below = filled[header.last + 1 :]
    if not header.rows:
        rows = below[below > 0]
        return len(rows) < 20 or float((4 * rows >= 3 * len(order)).mean()) < 0.9
    named = [column for column, name in zip(order, header.names, strict=True) if name]
    unused = sorted(set(range(named[0], named[-1])) - set(order))
    tall = int((below > 0).sum())
    if unused and tall < _TALL and _side_by_side(header, named, unused):
        return True
    several, blank = np.flatnonzero(below > 1), below == 0
    titles = 0  # after a blank row, with rows of several cells behind
    for place in np.flatnonzero(below == 1).tolist():
        after = place and blank[place - 1] and len(several) and several[-1] > place
        titles += bool(after and _is_text(columns, header.last + 1 + place))
        if titles * 100 > tall or (titles and tall < _TALL):
            return True
    return len(named) >= 4 and tall >= 4 and float(np.median(below[below > 0])) < 0.1 * len(named)


def _side_by_side(header: Header, named: Sequence[int], unused: Sequence[int]) -> bool:
    """Names on both sides of a column without any cell."""
    return any(
        any(column < gap for column in named) and any(column > gap for column in named) for gap in unused
    )


def _is_text(columns: dict[int, Place], row: int) -> bool:
    for place in columns.values():
        at = int(np.searchsorted(place.rows, row))
        if at < len(place.rows) and place.rows[at] == row:
            return bool(place.kinds[at] == TEXT)
    return False


def _notes_below(place: Place, filled: npt.NDArray[np.int32], first: int, width: int) -> list[int]:
    """Rows at the end with a text in the first column alone that no other row has there; see `finish`."""
    found: list[int] = []
    if width < 3:
        return found
    values, counts = np.unique(place.values[place.kinds == TEXT], return_counts=True)
    once = set(values[counts == 1].tolist())
    at = len(place.rows) - 1
    for row in range(len(filled) - 1, first - 1, -1):
        if not filled[row]:
            continue
        if filled[row] != 1 or at < 0 or place.rows[at] != row:
            break
        if place.kinds[at] != TEXT or float(place.values[at]) not in once:
            break
        found.append(row)
        at -= 1
    return found[::-1]


def _data(
    file: str, name: str, header: Header, columns: dict[int, Place], order: Sequence[int],
    filled: npt.NDArray[np.int32], grid: Sequence[Sequence[str]], cells: Cells, reader: str, said: list[str],
) -> Sheet:  # fmt: skip
    first, records = header.last + 1, len(filled)
    notes = _notes_below(columns[order[0]], filled, first, len(order))
    filled = filled.copy()
    footnotes = [cell_texts(_at(columns[order[0]], row), cells)[0] for row in notes]
    filled[notes] = 0
    rows = np.flatnonzero(filled[first:]) + first
    names, kept = [], []
    for label, column in zip(header.names, order, strict=True):
        place = columns[column]
        inside = np.isin(place.rows, rows) if notes else place.rows >= first
        if not label and not inside.any():
            continue
        names.append(label)
        kept.append(
            _column(Place(place.rows[inside], place.kinds[inside], place.values[inside]), rows, cells)
        )
    if not header.rows:
        names = [f"column {number}" for number in range(1, len(kept) + 1)]
        said.append("no row names the columns; they are numbered")
    preamble = tuple(" ".join(text for text in grid[row] if text) for row in range(max(header.first, 0)))
    return finish(
        file, name, Header(header.first, header.last, tuple(names)), preamble, kept, rows + 1, [], [],
        records - first - len(rows) - len(notes), reader, said, records, footnotes,
    )  # fmt: skip


def _at(place: Place, row: int) -> Place:
    at = int(np.searchsorted(place.rows, row))
    return Place(place.rows[at : at + 1], place.kinds[at : at + 1], place.values[at : at + 1])


def _column(place: Place, rows: npt.NDArray[np.int64], cells: Cells) -> Column:
    if not len(place.rows):
        return Coded.blank(len(rows))
    to: npt.NDArray[Any] = np.zeros(int(rows[-1]) + 1, dtype=np.int64)
    to[rows] = np.arange(len(rows))
    return typed(place, to[place.rows], len(rows), cells)
