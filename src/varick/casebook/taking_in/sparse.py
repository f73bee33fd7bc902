"""A sheet with few cells in many columns, which the reader of tables takes for totals: its fullest row names the columns."""

from collections.abc import Sequence

import numpy as np

from varick.errors import VarickError
from varick.observe.reading import Limits
from varick.observe.reading.cells import Place, cell_texts

Rows = list[tuple[int, tuple[str | None, ...]]]


def sparse_table(data: bytes, name: str, sheet: str, limits: Limits) -> tuple[tuple[str, ...], Rows, int]:
    """(headings, rows as of `reading.Table`, row of the headings) of a sheet of an xlsx workbook.

    The headings are the first of the rows with the most cells; what stands above them is left. Raises VarickError for
    another file, and where a column without heading has cells."""
    from varick.observe.reading.package import Package, Unread
    from varick.observe.reading.xlsx import read_xlsx

    refusal = VarickError(
        f"{name}: the sheet looks like totals or several tables; take out titles and columns without cells, "
        "or save the table as csv"
    )
    try:
        found = read_xlsx(Package(data, name, limits), limits, None)
    except Unread:
        raise refusal from None
    cells = next((cells for part, cells in found if part.name == sheet), None)
    if cells is None or not cells.columns:
        raise refusal
    order = sorted(cells.columns)
    last = 1 + max(int(place.rows[-1]) for place in cells.columns.values() if len(place.rows))
    grid: list[list[str | None]] = [[None] * len(order) for _ in range(last)]
    for at, column in enumerate(order):
        place: Place = cells.columns[column]
        for row, text in zip(place.rows.tolist(), cell_texts(place, cells), strict=True):
            grid[row][at] = text or None
    filled = np.array([sum(map(bool, row)) for row in grid])
    top = int(filled.argmax())
    headings: Sequence[str | None] = grid[top]
    below = [(number + 1, tuple(row)) for number, row in enumerate(grid) if number > top and any(row)]
    if filled[top] < 2 or any(row[at] for _, row in below for at, text in enumerate(headings) if not text):
        raise refusal
    return tuple(text or "" for text in headings), below, top + 1
