"""Delimited text: separator, quotes and header are told from the text; every record ends up in one place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.frame import Coded
from varick.observe.reading.cellwise import TAIL, Cellwise
from varick.observe.reading.columns import coded
from varick.observe.reading.finish import finish
from varick.observe.reading.header import LOOKED_AT, Header, find_header, modal_width
from varick.observe.reading.records import Records, cells_of, joined, scanned, separator
from varick.observe.reading.sheet import SHORT, SURPLUS, Limits, Rejected, Repaired, Sheet, aside
from varick.observe.reading.text import Tell
from varick.observe.written import squeezed

Cells = Callable[[int], list[str]]

_NAMES = {",": "commas", "|": "vertical bars", "\t": "tabs", ";": "semicolons"}
PYTHON, ARROW = "csv (Python)", "pyarrow.csv"

_PROSE = 60
"""Characters of a middling line from which a text without separators is taken for prose."""


@dataclass(slots=True)
class _Fate:
    """What becomes of the records below the header."""

    good: npt.NDArray[np.bool_]
    blank: npt.NDArray[np.bool_]
    repaired: dict[int, tuple[str, list[str]]]
    rejected: list[Rejected]

    def reject(self, place: int, row: Sequence[str], mark: str, reason: str) -> None:
        self.rejected.append(Rejected.of(place + 1, reason, joined(row, mark).rstrip("\n")))


def read_delimited(data: bytes, name: str, limits: Limits, notes: Sequence[str], tell: Tell | None) -> Sheet:
    """The one sheet of a delimited text (UTF-8, without a mark).

    Raises VarickError for prose, for a text whose rows do not fit its header, and beyond the limits."""
    mark = separator(data[: 1 << 18].decode(errors="ignore"))
    found = scanned(data, mark)
    if found is not None:
        try:
            return _with_arrow(data, found, mark, name, limits, notes, tell)
        except ValueError as error:  # pyarrow's own errors are of this class
            why = f"pyarrow.csv could not ({str(error).splitlines()[0]})"
    else:
        why = "quotation marks or line ends are irregular"
    said = [*notes, f"read with Python's csv module: {why}"]
    return _with_python(data.decode(), mark, name, limits, said, tell)


def _with_arrow(
    data: bytes, found: Records, mark: str, name: str, limits: Limits, notes: Sequence[str], tell: Tell | None
) -> Sheet:
    def cells(place: int) -> list[str]:
        return cells_of(data[found.starts[place] : found.ends[place]].decode(), mark, name)

    if not found.cells.any():
        return aside(name, "", "empty", len(found), ARROW, notes=tuple(notes))
    head, header = _head(found.cells, cells, name, limits)
    if header is None:
        return _titles(head, name, found.cells, ARROW, notes)
    width = len(header.names)
    fate = _decided(found.cells, cells, header, mark, data.endswith(b"\n"), name)
    if tell:
        tell(1, 2)
    columns, places = _from_arrow(data, found, fate, header.last + 1, width, mark)
    if tell:
        tell(2, 2)
    return _sheet(name, head, header, columns, places, fate, mark, ARROW, notes, len(found))


def _with_python(
    text: str, mark: str, name: str, limits: Limits, notes: Sequence[str], tell: Tell | None
) -> Sheet:
    found = Cellwise(text, mark, name)
    if not found.widths.any():
        return aside(name, "", "empty", len(found.widths), PYTHON, notes=tuple(notes))
    head, header = _head(found.widths, found.cells, name, limits)
    if header is None:
        return _titles(head, name, found.widths, PYTHON, notes)
    if tell:
        tell(1, 2)
    joined_rows = found.read(header.last + 1, len(header.names))
    fate = _decided(found.widths, found.cells, header, mark, text.endswith(("\n", "\r")), name, joined_rows)
    columns, places = found.columns({place: row for place, (_, row) in fate.repaired.items()})
    if tell:
        tell(2, 2)
    return _sheet(name, head, header, columns, places, fate, mark, PYTHON, notes, len(found.widths))


def _head(
    widths: npt.NDArray[np.int64], cells: Cells, name: str, limits: Limits
) -> tuple[list[list[str]], Header | None]:
    """The first rows and the header; None for a text of titles only. Raises VarickError for prose."""
    _within(widths, name, limits)
    head = [[squeezed(text) for text in cells(place)] for place in range(min(len(widths), LOOKED_AT))]
    wide = modal_width([len(row) for row in head if any(row)])
    if wide < 2 and _is_prose(head):
        raise VarickError(
            f"{name}: running text, not a table: no separator divides its lines; give the table itself"
        )
    if len(widths) == len(head) and wide > 1 and all(sum(map(bool, row)) < 2 for row in head):
        return head, None
    header = _padded(find_header(head, ragged=True), head)
    if header.rows and _is_prose([[text] for text in header.names]):
        raise VarickError(
            f"{name}: running text, not a table: its lines name no columns; give the table itself"
        )
    return head, header


def _titles(
    head: Sequence[Sequence[str]], name: str, widths: npt.NDArray[np.int64], reader: str, notes: Sequence[str]
) -> Sheet:
    """A text of lines with one cell each, padded with separators: what stands above a table, without the table."""
    lines = tuple(" ".join(text for text in row if text) for row in head)
    return aside(name, "", "preamble", len(widths), reader, notes=tuple(notes), preamble=lines)


def _sheet(
    name: str, head: Sequence[Sequence[str]], header: Header, columns: Sequence[Coded],
    places: npt.NDArray[np.int64], fate: _Fate, mark: str, reader: str, notes: Sequence[str], records: int,
) -> Sheet:  # fmt: skip
    said = [*notes]
    preamble = tuple(
        squeezed(" ".join(text for text in head[place] if text)) for place in range(max(header.first, 0))
    )
    if mark != ",":
        said.append(f"separated by {_NAMES[mark]}")
    if header.rows > 1:
        said.append(f"the header stands on rows {header.first + 1} and {header.last + 1}")
    if not header.rows:
        said.append("no row names the columns; they are numbered")
    return finish(
        name, "", header, preamble, columns, places + 1, fate.rejected,
        [Repaired(place + 1, rule) for place, (rule, _) in sorted(fate.repaired.items())],
        int(fate.blank.sum()), reader, said, records,
    )  # fmt: skip


def _within(widths: npt.NDArray[np.int64], name: str, limits: Limits) -> None:
    if int(widths.max()) > limits.columns:
        place = int(widths.argmax())
        raise VarickError(
            f"{name}: row {place + 1} has {widths[place]:,} cells, and at most {limits.columns:,} are read; "
            "cut the columns that are not needed"
        )
    if int(widths.sum()) > limits.cells:
        raise VarickError(f"{name}: more than {limits.cells:,} cells; split the file")


def _is_prose(head: Sequence[Sequence[str]]) -> bool:
    lengths = sorted(len(row[0]) for row in head if row and row[0])
    return bool(lengths) and lengths[len(lengths) // 2] >= _PROSE


def _padded(header: Header, head: Sequence[Sequence[str]]) -> Header:
    """The header with unnamed columns added where rows commonly have more cells, all of them empty so far."""
    below = [row for row in head[header.last + 1 :] if any(row)]
    width, named = modal_width([len(row) for row in below]), len(header.names)
    if width <= named or any(any(row[named:]) for row in below):
        return header
    return Header(header.first, header.last, (*header.names, *[""] * (width - named)))


def _decided(
    widths: npt.NDArray[np.int64], cells: Cells, header: Header, mark: str, ended: bool, name: str,
    joined_rows: Sequence[int] | npt.NDArray[np.int64] = (),
) -> _Fate:  # fmt: skip
    """Good, blank, repaired by a named rule, or rejected: one of these for each record below the header.

    Raises VarickError where most rows would be rejected, or one holds many lines: then something is wrong above."""
    first, width = header.last + 1, len(header.names)
    good, blank = widths == width, widths == 0
    good[:first] = blank[:first] = False
    good[np.asarray(joined_rows, dtype=np.int64)] = False
    fate = _Fate(good, blank, {}, [])
    odd = np.flatnonzero(~(good | blank))
    odd = odd[odd >= first].tolist()
    # rows of one text behind the last row of several are notes below the table
    last = np.flatnonzero(good)[: -TAIL + 1 : -1].tolist()
    last_good = next((place for place in last if place >= len(widths) - TAIL and _several(cells(place))), -1)
    last_good = max(last_good, -1 if last_good >= 0 or not last else last[0] - TAIL)
    short = {place for place in odd if widths[place] < width}
    for place in odd:
        row = cells(place)
        count, lines = len(row), sum(text.count("\n") for text in row)
        pair = [
            other for other in (place - 1, place + 1) if other in short and widths[other] + count == width + 1
        ]
        if lines > max(20, len(widths) // 10):
            raise VarickError(
                f"{name}: row {place + 1} holds {lines + 1:,} lines: a quotation mark is not closed; close it there"
            )
        if not any(text.strip() for text in row):
            blank[place] = True
        elif count > width and not any(text.strip() for text in row[width:]):
            fate.repaired[place] = (SURPLUS, row[:width])
        elif count > 1 and lines and (count != width or place in joined_rows):
            fate.reject(
                place, row, mark, f"{count} cells on {lines + 1} lines: a quotation mark may not be closed"
            )
        elif count > width:
            fate.reject(
                place, row, mark, f"{count} cells under a header of {width}, and the surplus is not empty"
            )
        elif place == len(widths) - 1 and not ended and count > 1:
            fate.reject(place, row, mark, f"{count} of {width} cells: the file ends inside this row")
        elif place in short and pair:
            why = f"{count} of {width} cells: it and row {pair[0] + 1} look like one row broken in two"
            fate.reject(place, row, mark, why)
        elif count == 1 and place < last_good:
            fate.reject(place, row, mark, f"one cell of {width}: a text between the rows")
        else:
            fate.repaired[place] = (SHORT, [*row, *[""] * (width - count)])
    below = len(widths) - first
    if len(fate.rejected) > max(2, (below - int(fate.blank.sum())) // 2):
        worst = fate.rejected[0]
        raise VarickError(
            f"{name}: {len(fate.rejected):,} of {below:,} rows do not fit the header of {width} columns in row "
            f"{first} (first: row {worst.row}: {worst.reason}); repair the header or the separators"
        )
    return fate


def _several(row: Sequence[str]) -> bool:
    return sum(1 for text in row if text) > 1


def _from_arrow(
    data: bytes, records: Records, fate: _Fate, first: int, width: int, mark: str
) -> tuple[list[Coded], npt.NDArray[np.int64]]:
    """Columns of the good and repaired records, read by pyarrow.csv in one pass."""
    import pyarrow as pa
    import pyarrow.csv as pacsv

    kept = fate.good.copy()
    kept[list(fate.repaired)] = True
    places = np.flatnonzero(kept)
    if not len(places):
        return [Coded.blank(0) for _ in range(width)], places
    view = memoryview(data)
    pieces: list[bytes | memoryview] = []
    plain = fate.good[first:]
    edges = np.flatnonzero(np.diff(plain, prepend=False, append=False)) + first
    runs = {int(a): int(b) for a, b in zip(edges[0::2], edges[1::2], strict=True)}
    for place in sorted([*runs, *fate.repaired]):
        if place in fate.repaired:
            pieces.append(joined(fate.repaired[place][1], mark).encode())
        else:
            last = runs[place] - 1
            pieces += [view[records.starts[place] : records.ends[last]], b"\n"]
    whole = len(runs) == 1 and not fate.repaired  # then nothing is copied
    content = pa.py_buffer(pieces[0] if whole else b"".join(pieces))
    longest = int((records.ends - records.starts)[places].max()) + 2
    names = [str(place) for place in range(width)]
    table = pacsv.read_csv(
        pa.BufferReader(content),
        read_options=pacsv.ReadOptions(column_names=names, block_size=max(1 << 22, 2 * longest)),
        parse_options=pacsv.ParseOptions(
            delimiter=mark, newlines_in_values=records.quoted_lines, ignore_empty_lines=False
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    if table.num_rows != len(places):
        raise ValueError(f"it finds {table.num_rows:,} rows of {len(places):,}")
    return [coded(table.column(place)) for place in range(width)], places
