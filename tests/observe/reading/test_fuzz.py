"""Mutated files: each is read with all its rows accounted for, or refused in one line; none hangs."""

import csv
import io
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from mutated_files import odd_file

from varick.errors import VarickError
from varick.observe.frame import Coded
from varick.observe.reading import Sheet, sheets
from varick.observe.reading.text import as_utf8
from varick.observe.written import squeezed

LONGEST = 10.0
"""CPU seconds for a small file; the wall depends on what else the machine does."""
SEPARATORS = {"vertical bars": "|", "tabs": "\t", "semicolons": ";"}


class TookTooLong(BaseException):
    """No Exception, so that no reader takes it for a damaged file."""


@contextmanager
def alarm(seed: int) -> Iterator[None]:
    """Raises TookTooLong after so many CPU seconds, where the system has such a clock."""

    def ring(*_: object) -> None:
        raise TookTooLong(f"file {seed} takes over {LONGEST:.0f} s")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def check_account(sheet: Sheet) -> None:
    """Every row of the file stands in one place, and every column has every row."""
    assert sheet.accounted() == sheet.records, f"{sheet.accounted()} of {sheet.records} rows accounted for"
    assert len(sheet.columns) == len(sheet.header)
    assert all(len(column) == len(sheet.rows) for column in sheet.columns)
    rows = sheet.rows.tolist()
    assert rows == sorted(set(rows))
    assert not rows or (rows[0] > sheet.header_row and rows[-1] <= sheet.records)
    assert not set(rows) & {one.row for one in sheet.rejected}
    assert {one.row for one in sheet.repaired} <= set(rows)
    for column in sheet.columns:
        if isinstance(column, Coded):
            assert len(set(column.values)) == len(column.values)
            assert all(squeezed(text) == text and text for text in column.values)
            assert int(column.codes.max(initial=-1)) < len(column.values)
            assert column.codes.dtype == np.int32


def check_against_csv(sheet: Sheet, data: bytes) -> None:
    """A sheet of delimited text has the cells that Python's csv module finds in the record of that number."""
    text = as_utf8(data, "x")[0].decode()
    mark = next((mark for name, mark in SEPARATORS.items() if f"separated by {name}" in sheet.notes), ",")
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True))
    assert sheet.records == len(records)
    width = len(sheet.header)
    texts = [column.texts() for column in sheet.columns if isinstance(column, Coded)]
    repaired = {one.row for one in sheet.repaired}
    for place, row in enumerate(sheet.rows.tolist()):
        expected = [squeezed(cell) or None for cell in records[row - 1]]
        if row in repaired:
            expected = (expected + [None] * width)[:width]
        assert [column[place] for column in texts] == expected


def check_file(seed: int, folder: Path) -> str:
    """Read file number `seed`; "read" or "refused"."""
    kind, data = odd_file(seed)
    path = folder / f"f.{kind}"
    path.write_bytes(data)
    try:
        with alarm(seed):
            found = sheets(path)
    except VarickError as error:
        message = str(error)
        assert len(message.splitlines()) == 1, f"file {seed}: {message!r}"
        assert message.startswith("f."), f"file {seed}: {message!r} does not name the file"
        return "refused"
    assert found, f"file {seed}: no sheet and no refusal"
    for sheet in found:
        check_account(sheet)
        if "csv" in sheet.reader and sheet.kind == "data" and not data.startswith(b"\x1f\x8b"):
            check_against_csv(sheet, data)
    return "read"


@pytest.mark.parametrize("hundred", range(4))
def test_odd_files_are_read_whole_or_refused_in_one_line(hundred: int, tmp_path: Path) -> None:
    found = [check_file(seed, tmp_path) for seed in range(100 * hundred, 100 * hundred + 100)]
    assert found.count("read") >= 30
    assert found.count("refused") >= 10


@pytest.mark.long
@pytest.mark.parametrize("thousand", range(11))
def test_ten_thousand_odd_files(thousand: int, tmp_path: Path) -> None:
    found = [check_file(10_000 + seed, tmp_path) for seed in range(1000 * thousand, 1000 * thousand + 1000)]
    print(f"{found.count('read')} read, {found.count('refused')} refused")
