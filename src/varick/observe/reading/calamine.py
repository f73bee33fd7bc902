"""xls workbooks by fastexcel (calamine), in a process of its own.

Its memory grows with the farthest cell, and it ends the whole process when a damaged file names one that is too far.
"""

import logging
import os
import pickle
import subprocess
import sys
from typing import Any

import numpy as np

from varick.observe.reading.cells import BOOL, DATE, NUMBER, TEXT, Cells, Place
from varick.observe.reading.columns import squeezed_texts
from varick.observe.reading.header import LOOKED_AT, find_header
from varick.observe.reading.package import Part, Unread
from varick.observe.reading.sheet import Limits
from varick.observe.written import squeezed

READER = "fastexcel"
_UNIX_DAY = 25_569  # 1970-01-01 as a serial
_LOST = "cells that hold an error (#N/A) are blank, as this reader gives them"
_LONGEST = 300
"""Seconds; the largest xls (65,536 rows of 256 columns) takes far fewer."""
_MEMORY = 8 << 30


def read_calamine(data: bytes, limits: Limits) -> list[tuple[Part, Cells]]:
    """Every sheet with its cells. Raises Unread."""
    command = [sys.executable, "-c", "from varick.observe.reading.calamine import serve; serve()"]
    known = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "RUST_BACKTRACE": "0"}
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((data, limits)),
            capture_output=True,
            timeout=_LONGEST,
            env=known,
            check=True,
        )
        found: list[tuple[Part, Cells]] | str = pickle.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, pickle.UnpicklingError, EOFError) as error:
        raise Unread("it is damaged") from error
    if isinstance(found, str):
        raise Unread(found)
    return found


def serve() -> None:
    """The other process: bytes of a workbook in, its sheets or what is wrong with it out."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # not every system has such limits
    data, limits = pickle.load(sys.stdin.buffer)
    logging.disable()
    try:
        found: Any = _read(data, limits)
    except BaseException as error:  # its panics are no Exception
        found = (str(error).splitlines() or ["it is damaged"])[0]
    sys.stdout.buffer.write(pickle.dumps(found))


def _read(data: bytes, limits: Limits) -> list[tuple[Part, Cells]]:
    """Each sheet is read twice, as text and as typed columns: a type is believed only where it loses no cell."""
    import fastexcel

    book = fastexcel.read_excel(data)
    if len(book.sheet_names) > limits.sheets:
        raise Unread(f"{len(book.sheet_names)} sheets, and at most {limits.sheets} are read")
    return [_sheet(book, number, limits) for number in range(len(book.sheet_names))]


def _sheet(book: Any, number: int, limits: Limits) -> tuple[Part, Cells]:
    plain = book.load_sheet(number, header_row=None, skip_rows=0, dtypes="string")
    part = Part(plain.name, "", plain.visible != "visible")
    if plain.width * plain.height > limits.cells:
        raise Unread(f"sheet {plain.name!r} has more than {limits.cells:,} cells")
    if not plain.width or not plain.height:
        return part, Cells({}, [], hidden=part.hidden)
    texts = plain.to_arrow()
    first = _first_row(texts)
    guessed = book.load_sheet(number, header_row=None, skip_rows=first, schema_sample_rows=None).to_arrow()
    columns: dict[int, Place] = {}
    known: list[Any] = []
    before = 0
    for at, text in enumerate(texts.columns):
        rows = np.flatnonzero(np.asarray(text.is_valid())).astype(np.int32)
        kinds = np.full(len(rows), TEXT, dtype=np.uint8)
        values = np.arange(before, before + len(rows), dtype=np.float64)
        below = rows >= first
        typed = _typed(guessed.columns[at], int(below.sum())) if at < guessed.num_columns else None
        if typed is not None:
            kinds[below], values[below] = typed
        known.append(text.drop_null())
        before += len(rows)
        columns[at] = Place(rows, kinds, values)
    return part, Cells(columns, _texts(known), hidden=part.hidden, notes=[_LOST])


def _first_row(texts: Any) -> int:
    """The row (from 0) below the header: a type is that of the cells below it."""
    head = texts.slice(0, LOOKED_AT).to_pylist()
    found = find_header([[squeezed(text or "") for text in row.values()] for row in head], ragged=False)
    return found.last + 1


def _typed(array: Any, filled: int) -> tuple[int, Any] | None:
    """(kind, values) of a typed array that has as many cells as the same column read as text."""
    import pyarrow as pa

    kind = array.type
    if len(array) - array.null_count != filled or not filled:
        return None
    known = array.drop_null()
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return NUMBER, np.asarray(known.cast(pa.float64()))
    if pa.types.is_boolean(kind):
        return BOOL, np.asarray(known.cast(pa.uint8())).astype(np.float64)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        seconds = np.asarray(known.cast(pa.timestamp("ms"))).astype("datetime64[ms]").astype(np.int64) / 1000
        days = seconds / 86_400 + _UNIX_DAY
        return DATE, np.where(days < 61, days - 1, days)
    return None


def _texts(known: list[Any]) -> list[str]:
    import pyarrow as pa

    return squeezed_texts(pa.chunked_array(known, type=pa.string()).combine_chunks()) if known else []
