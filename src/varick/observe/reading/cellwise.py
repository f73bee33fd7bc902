"""Delimited text read cell by cell with Python's csv module: slower, and at home where quotation marks are irregular."""

import csv
import io
from array import array
from collections import deque
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.frame import Coded
from varick.observe.reading.header import LOOKED_AT
from varick.observe.written import filled

TAIL = 100
"""Rows at the end that are kept as they stand."""


class Cellwise:
    """A text of which no more than the odd rows, the first and the last are held as lists of cells.

    `widths` int64: cells of each record, 0 for an empty line; the records are those of Python's csv module, with
    blanks after a separator left out. Raises VarickError for a cell that never ends.
    """

    def __init__(self, text: str, mark: str, name: str) -> None:
        self._text, self._mark, self._name = text, mark, name
        self._kept: dict[int, list[str]] = {}
        self._columns: list[tuple[array[int], dict[str, int]]] = []
        self._places = array("q")
        tail: deque[tuple[int, list[str]]] = deque(maxlen=TAIL)
        widths = array("q")
        for place, row in enumerate(self._records()):
            widths.append(len(row) if len(row) > 1 or any(row) else 0)
            if place < LOOKED_AT:
                self._kept[place] = row
            tail.append((place, row))
        self._kept.update(tail)
        self.widths: npt.NDArray[np.int64] = np.array(widths, dtype=np.int64)

    def _records(self) -> Iterator[list[str]]:
        place = 0
        try:
            rows = csv.reader(
                io.StringIO(self._text, newline=""), delimiter=self._mark, skipinitialspace=True
            )
            for row in rows:
                yield row
                place += 1
        except csv.Error as error:
            raise VarickError(
                f"{self._name}: row {place + 1} holds a cell without an end ({error}); "
                "look for a quotation mark that is not closed there"
            ) from error

    def cells(self, place: int) -> list[str]:
        """A record that is kept: among the first, the last, or set aside by `read`."""
        return self._kept[place]

    def read(self, first: int, width: int) -> npt.NDArray[np.int64]:
        """Read the rows of `width` cells from place `first` on; the places of rows that a stray quote has joined.

        Such a row holds in one cell a line break and the separators of another row."""
        self._columns = [(array("i"), {}) for _ in range(width)]
        joined = []
        for place, row in enumerate(self._records()):
            if place < first or (len(row) < 2 and not any(row)):
                continue  # above, or blank
            if len(row) != width:
                self._kept[place] = row
            elif any("\n" in cell and cell.count(self._mark) >= max(1, width - 1) for cell in row):
                self._kept[place] = row
                joined.append(place)
            else:
                self._places.append(place)
                for (codes, known), cell in zip(self._columns, row, strict=True):
                    codes.append(known.setdefault(cell, len(known)))
        return np.array(joined, dtype=np.int64)

    def columns(self, repaired: dict[int, list[str]]) -> tuple[list[Coded], npt.NDArray[np.int64]]:
        """The columns of the rows that were read, with repaired ones in their places, and the place of each row."""
        places = np.array([*self._places, *repaired], dtype=np.int64)
        order = np.argsort(places, kind="stable")
        columns = []
        for at, (codes, known) in enumerate(self._columns):
            added = [known.setdefault(row[at], len(known)) for row in repaired.values()]
            coded = Coded(np.array([*codes, *added], dtype=np.int32)[order], tuple(known))
            columns.append(coded.mapped(filled))
        return columns, places[order]
