"""What every reader gives: a sheet of coded columns, with an account of each row of the file."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from varick.observe.frame import Column

Kind = Literal["data", "preamble", "summary", "footnote", "empty"]

LONGEST_TEXT = 400
"""Characters of a rejected row that are kept."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold before it is refused; far above any release, and far below what stops a laptop.

    `bytes` counts after decompression. `ratio` is bytes after for one byte before, looked at from `ratio_from`
    bytes on: a short file of blanks may well be small.
    """

    bytes: int = 4 << 30
    cells: int = 1_000_000_000
    columns: int = 4_000
    sheets: int = 250
    ratio: int = 200
    ratio_from: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not read: its number in the file, why, and the beginning of its text."""

    row: int
    reason: str
    text: str

    @classmethod
    def of(cls, row: int, reason: str, text: str) -> "Rejected":
        """The same with a long text cut short."""
        return cls(row, reason, text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A row that was read by a named rule: one of the texts in `RULES`."""

    row: int
    rule: str


SURPLUS = "surplus-empty-cells"
SHORT = "short-row-trailing-blanks"

RULES = {
    SURPLUS: "the row has more cells than the header, and every surplus cell is empty: they are left out",
    SHORT: "the row ends early; the cells it lacks are blank (spreadsheet programs leave out separators after the "
    "last filled cell)",
}
"""The only repairs. A row that needs any other is rejected by its number."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, or the whole of another file.

    `header` is as written, blanks squeezed, "" for an unnamed column; `header_row` the number of its (last) row, 0
    where the file names no columns; `preamble` one text for each row above, "" where that row is blank. `columns`
    stand in the order of `header`; `rows` int32 of shape (rows,) gives the number of each row in the file, from 1
    (a record of a delimited file counts as one row, however many lines it fills).

    A sheet of another kind than "data" has neither header, columns nor rows: its `records` are set aside, and
    `preamble` or `footnotes` hold what is written there. For "data" every row of the file stands in one place:
    `len(preamble) + header_rows + len(rows) + blank_rows + len(rejected) + len(footnotes) == records`.
    """

    file: str
    sheet: str
    kind: Kind
    header: tuple[str, ...]
    header_row: int
    preamble: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: npt.NDArray[np.int32]
    rejected: tuple[Rejected, ...]
    repaired: tuple[Repaired, ...]
    blank_rows: int
    reader: str
    notes: tuple[str, ...]
    records: int
    header_rows: int = 1
    footnotes: tuple[str, ...] = ()
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    """Column -> code as stored -> the label that stands in the column, where a file has value labels."""

    def accounted(self) -> int:
        """Rows of the file that stand somewhere; equal to `records` when nothing was lost."""
        if self.kind != "data":
            return self.records
        above = len(self.preamble) + self.header_rows
        return above + len(self.rows) + self.blank_rows + len(self.rejected) + len(self.footnotes)

    def column(self, name: str) -> Column:
        """The first column with this header, as written. Raises KeyError."""
        if name not in self.header:
            raise KeyError(name)
        return self.columns[self.header.index(name)]


def aside(file: str, sheet: str, kind: Kind, records: int, reader: str, **more: Any) -> Sheet:
    """A sheet without rows: empty, or of a kind that is set aside."""
    none = np.zeros(0, dtype=np.int32)
    given: dict[str, Any] = {"preamble": (), "notes": (), "footnotes": (), **more}
    return Sheet(
        file=file, sheet=sheet, kind=kind, header=(), header_row=0, columns=(), rows=none, rejected=(),
        repaired=(), blank_rows=0, reader=reader, records=records, header_rows=0, **given,
    )  # fmt: skip
