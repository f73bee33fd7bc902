"""xlsx and xlsm workbooks: cells straight from the XML, so that a text, a number, a date and an error stay what they are."""

from typing import Any

import numpy as np

from varick.errors import VarickError
from varick.observe.reading import machine, machine_text
from varick.observe.reading.cells import ERROR, TEXT, Cells, Place
from varick.observe.reading.columns import squeezed_texts
from varick.observe.reading.package import Package, Part, Unread, listed, number_kinds
from varick.observe.reading.sheet import Limits
from varick.observe.reading.text import Tell

READER = "varick.xlsx"
_PIECE = 1 << 22
_LEAST = 8
"""Fewer bytes than any cell has that holds something, however its XML is broken."""
_REASONS = {
    machine.DOCTYPE: "it holds a declaration or a CDATA section",
    machine.ENTITY: "it uses an unknown entity",
    machine.SHAPE: "its cells are not where they are expected",
    machine.RANGE: "a cell lies outside the sheet",
}


def read_xlsx(package: Package, limits: Limits, tell: Tell | None) -> list[tuple[Part, Cells]]:
    """Every sheet with its cells. Raises Unread where another reader had better try, VarickError beyond the limits."""
    parts, base_1904, texts_part, styles_part = listed(package)
    if len(parts) > limits.sheets:
        raise VarickError(
            f"{package.name}: {len(parts)} sheets, and at most {limits.sheets} are read; split it"
        )
    kinds = number_kinds(package.read(styles_part) if styles_part else None)
    total = sum(package.size(part.path) for part in parts)
    xml = package.read(texts_part) if texts_part else None
    slow = total + len(xml or b"") < machine.COMPILED_FROM
    shared = _shared(xml, slow)
    del xml
    done, sheets = 0, []
    for part in parts:
        sheets.append(
            (part, _cells(package, part, kinds, shared, base_1904, limits, slow, (done, total), tell))
        )
        done += package.size(part.path)
        if tell:
            tell(done, total)
    return sheets


def _plain(xml: bytes) -> None:
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:64]:
        raise Unread("its XML is not UTF-8")
    head = xml[:200].lower()
    if b"encoding" in head and b"utf-8" not in head:
        raise Unread("its XML is not UTF-8")


def _shared(xml: bytes | None, slow: bool) -> Any:
    """The shared texts as an Arrow array."""
    import pyarrow as pa

    if not xml:
        return pa.array([], type=pa.large_string())
    _plain(xml)
    run = machine_text.shared_texts if slow else machine.compiled()[1]
    state = np.zeros(9, dtype=np.int64)
    text = np.empty(len(xml), dtype=np.uint8)
    ends = np.zeros(xml.count(b"<") + 1, dtype=np.int64)
    run(xml if slow else np.frombuffer(xml, dtype=np.uint8), len(xml), state, text, ends)
    if state[machine.BAD]:
        raise Unread(_REASONS[int(state[machine.BAD])])
    return _strings(text, ends, int(state[machine.TEXTS]), int(state[machine.LENGTH]))


def _strings(text: Any, ends: Any, count: int, length: int) -> Any:
    """Texts that lie one behind the other as an Arrow array."""
    import pyarrow as pa

    offsets = np.zeros(count + 1, dtype=np.int64)
    offsets[1:] = ends[:count]
    array = pa.LargeStringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(text[:length].tobytes())
    )
    try:
        array.validate(full=True)
    except pa.ArrowInvalid as error:
        raise Unread("its text is not UTF-8") from error
    return array


def _cells(
    package: Package, part: Part, kinds: Any, shared: Any, base_1904: bool, limits: Limits, slow: bool,
    progress: tuple[int, int], tell: Tell | None,
) -> Cells:  # fmt: skip
    import pyarrow as pa

    run = machine.sheet_cells if slow else machine.compiled()[0]
    state = np.zeros(9, dtype=np.int64)
    state[machine.ROW], state[machine.COLUMN] = -1, -1
    found: dict[int, list[tuple[Any, Any, Any]]] = {}
    own: list[Any] = []
    own_count, cells, rest, first = 0, 0, b"", True
    done, total = progress
    for piece in package.chunks(part.path, _PIECE):
        data = rest + piece
        if first:
            _plain(data)
            first = False
        room = len(data) // _LEAST + 2
        rows, columns = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
        is_a, values = np.empty(room, dtype=np.uint8), np.empty(room, dtype=np.float64)
        text, ends = np.empty(len(data), dtype=np.uint8), np.empty(room, dtype=np.int64)
        given = data if slow else np.frombuffer(data, dtype=np.uint8)
        run(given, len(data), state, kinds, rows, columns, is_a, values, text, ends)
        if state[machine.BAD]:
            raise Unread(f"sheet {part.name!r}: {_REASONS[int(state[machine.BAD])]}")
        count, texts = int(state[machine.CELLS]), int(state[machine.TEXTS])
        cells += count
        if cells > limits.cells:
            raise VarickError(f"{package.name}: more than {limits.cells:,} cells; split the workbook")
        if texts:
            is_text = (is_a[:count] == TEXT) | (is_a[:count] == ERROR) | (is_a[:count] >= machine.RAW)
            values[:count][is_text & (values[:count] >= 0)] += own_count
            own.append(_strings(text, ends, texts, int(state[machine.LENGTH])))
            own_count += texts
        if count:
            _sorted_in(found, rows[:count], columns[:count], is_a[:count], values[:count])
        rest = data[int(state[machine.SAFE]) :]
        done += len(piece)
        if tell:
            tell(done, total)
        if state[machine.DONE]:
            break
        if len(rest) > 1 << 26:
            raise Unread(f"sheet {part.name!r}: a cell without an end")
    if not state[machine.DONE] and (cells or rest.strip()):
        raise Unread(f"sheet {part.name!r} ends early")
    if found and not own and not len(shared):
        texts_of: Any = pa.array([], type=pa.large_string())
    else:
        texts_of = pa.chunked_array([*own, shared], type=pa.large_string()).combine_chunks()
    return _finished(found, texts_of, own_count, len(shared), base_1904, part, int(state[machine.FORMULAS]))


def _sorted_in(
    found: dict[int, list[tuple[Any, Any, Any]]], rows: Any, columns: Any, kinds: Any, values: Any
) -> None:
    """Add the cells of one piece to those of their columns."""
    order = np.argsort(columns.astype(np.int16), kind="stable")
    sorted_columns = columns[order]
    edges = np.flatnonzero(np.diff(sorted_columns, prepend=-1))
    rows, kinds, values = rows[order], kinds[order], values[order]
    for begin, end in zip(edges.tolist(), [*edges[1:].tolist(), len(order)], strict=True):
        piece = (rows[begin:end], kinds[begin:end], values[begin:end])
        found.setdefault(int(sorted_columns[begin]), []).append(piece)


def _finished(
    found: dict[int, list[tuple[Any, Any, Any]]], texts: Any, own: int, shared: int, base_1904: bool, part: Part,
    formulas: int,
) -> Cells:  # fmt: skip
    columns: dict[int, Place] = {}
    for column in sorted(found):
        pieces = found.pop(column)
        rows, kinds, values = (np.concatenate([piece[i] for piece in pieces]) for i in range(3))
        is_shared = (kinds == TEXT) & (values < 0)
        if is_shared.any():
            places = own - 1 - values[is_shared]
            if places.max() >= own + shared:
                raise Unread(f"sheet {part.name!r} names a shared text that is not there")
            values[is_shared] = places
        raw = kinds >= machine.RAW
        if raw.any():
            values[raw] = _exact(texts.take(values[raw].astype(np.int64)), part)
            kinds[raw] -= machine.RAW
        columns[column] = Place.of(rows, kinds, values)
    notes = [
        f"{formulas:,} formulas without a stored value are blank; save the file in a spreadsheet program"
    ]
    return Cells(columns, squeezed_texts(texts), base_1904, part.hidden, notes if formulas else [])


def _exact(digits: Any, part: Part) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        numbers = np.asarray(pc.utf8_trim_whitespace(digits).cast(pa.float64()))
    except pa.ArrowInvalid as error:
        raise Unread(f"sheet {part.name!r}: a cell is no number") from error
    if not np.isfinite(numbers).all():
        raise Unread(f"sheet {part.name!r}: a cell is no number")
    return numbers
