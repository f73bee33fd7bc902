"""OpenDocument spreadsheets: cells from their XML, with the value that is stored and the text that is shown."""

from typing import Any, NoReturn
from xml.parsers import expat

import numpy as np

from varick.errors import VarickError
from varick.observe.reading.cells import BOOL, DATE, ERROR, ERRORS, NUMBER, TEXT, Cells, Place
from varick.observe.reading.package import Package, Part, Unread, elements
from varick.observe.reading.sheet import Limits
from varick.observe.written import squeezed

READER = "varick.ods"
_ROWS, _COLUMNS = 1 << 20, 1 << 14
_EPOCH = np.datetime64("1899-12-30", "s")


def read_ods(package: Package, limits: Limits) -> list[tuple[Part, Cells]]:
    """Every sheet with its cells. Raises Unread, and VarickError for an encrypted file or one beyond the limits."""
    manifest = package.read("META-INF/manifest.xml")
    if manifest and any(True for _ in elements(manifest, "encryption-data")):
        raise VarickError(f"{package.name}: the file is encrypted; open it and save it without a password")
    reader = _Reader(limits, package.name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        for piece in package.chunks("content.xml", 1 << 20):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unread(f"its XML is broken: {error}") from error
    if not reader.sheets:
        raise Unread("it holds no sheet")
    return reader.sheets


def _refuse(*_: Any) -> NoReturn:
    raise Unread("it declares a document type")


class _Reader:
    """Collects cells from the events of the parser."""

    def __init__(self, limits: Limits, name: str) -> None:
        self.sheets: list[tuple[Part, Cells]] = []
        self._limits, self._name = limits, name
        self._hidden: set[str] = set()
        self._style = ""
        self._texts: dict[str, int] = {}
        self._columns: dict[int, tuple[list[int], list[int], list[float]]] = {}
        self._row, self._column, self._count = 0, 0, 0
        self._repeat_row, self._row_cells = 1, 0
        self._cell: dict[str, str] | None = None
        self._parts: list[str] = []
        self._depth, self._note, self._tables = 0, 0, 0
        self._part = Part("", "", False)

    def start(self, tag: str, at: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "style":
            self._style = at.get("style:name", "")
        elif name == "table-properties" and at.get("table:display") == "false":
            self._hidden.add(self._style)
        elif name == "table":
            self._tables += 1
            if self._tables == 1:
                hidden = at.get("table:style-name", "") in self._hidden
                self._part = Part(at.get("table:name", ""), "", hidden)
                self._columns, self._texts, self._row = {}, {}, 0
        elif name == "table-row":
            self._column, self._row_cells = 0, 0
            self._repeat_row = _repeated(at, "table:number-rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._parts = at, []
        elif name == "annotation":
            self._note += 1
        elif self._cell is not None and not self._note:
            if name == "p" and self._parts:
                self._parts.append("\n")
            elif name in ("s", "tab", "line-break"):
                self._parts.append(" ")

    def text(self, text: str) -> None:
        if self._cell is not None and not self._note:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "annotation":
            self._note -= 1
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._finish_cell(self._cell)
            self._cell = None
        elif name == "table-row":
            if self._row_cells and self._repeat_row > 1:
                self._repeat()
            self._row += self._repeat_row
        elif name == "table":
            self._tables -= 1
            if not self._tables:
                self._finish_sheet()

    def _finish_cell(self, at: dict[str, str]) -> None:
        times = _repeated(at, "table:number-columns-repeated")
        text = squeezed("".join(self._parts))
        kind, value = self._value(at, text)
        if kind:
            self._counted(times)
            for column in range(self._column, self._column + times):
                if column >= _COLUMNS or self._row >= _ROWS:
                    raise Unread("a cell lies outside the sheet")
                rows, kinds, values = self._columns.setdefault(column, ([], [], []))
                rows.append(self._row)
                kinds.append(kind)
                values.append(value)
            self._row_cells += times
        self._column += times

    def _counted(self, cells: int) -> None:
        self._count += cells
        if self._count > min(self._limits.cells, 50_000_000):
            raise VarickError(
                f"{self._name}: more cells than this format is read with; save it as csv or xlsx"
            )

    def _repeat(self) -> None:
        """The row stands several times."""
        self._counted(self._row_cells * (self._repeat_row - 1))
        if self._row + self._repeat_row > _ROWS:
            raise Unread("a row lies outside the sheet")
        for rows, kinds, values in self._columns.values():
            if rows and rows[-1] == self._row:
                rows.extend(range(self._row + 1, self._row + self._repeat_row))
                kinds.extend([kinds[-1]] * (self._repeat_row - 1))
                values.extend([values[-1]] * (self._repeat_row - 1))

    def _value(self, at: dict[str, str], text: str) -> tuple[int, float]:
        kind = at.get("office:value-type", "")
        if text in ERRORS:
            return ERROR, self._known(text)
        if kind in ("float", "currency", "percentage"):
            return NUMBER, float(at.get("office:value", "nan"))
        if kind == "boolean":
            return BOOL, float(at.get("office:boolean-value") == "true")
        if kind == "date":
            written = at.get("office:date-value", "")
            try:
                days = float((np.datetime64(written, "s") - _EPOCH).astype(np.int64)) / 86_400
            except ValueError:
                return TEXT, self._known(text or written)
            return (
                (DATE, days if days >= 61 else days - 1) if days > 1 else (TEXT, self._known(text or written))
            )
        if kind == "time" and text:
            return TEXT, self._known(text)
        text = text or squeezed(at.get("office:string-value", ""))
        return (TEXT, self._known(text)) if text else (0, 0.0)

    def _known(self, text: str) -> float:
        return float(self._texts.setdefault(text, len(self._texts)))

    def _finish_sheet(self) -> None:
        columns = {
            column: Place(np.array(rows, np.int32), np.array(kinds, np.uint8), np.array(values, np.float64))
            for column, (rows, kinds, values) in sorted(self._columns.items())
        }
        if len(self.sheets) >= self._limits.sheets:
            raise VarickError(f"{self._name}: more than {self._limits.sheets} sheets; split it")
        self.sheets.append((self._part, Cells(columns, list(self._texts), hidden=self._part.hidden)))


def _repeated(at: dict[str, str], name: str) -> int:
    given = at.get(name, "1")
    return max(1, min(int(given), 1 << 24)) if given.isdigit() else 1
