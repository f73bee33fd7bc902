"""Where each record of a delimited text begins and ends, how many cells it has, and which separator it uses."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.reading.header import modal_width

SEPARATORS = (",", "|", "\t", ";")
_SAMPLE = 1 << 16
_BLOCK = 1 << 24
_QUOTE, _LINE, _RETURN = 34, 10, 13


@dataclass(frozen=True, slots=True)
class Records:
    """Records of a text by their bytes: `starts` and `ends` (without the line's end), and `cells` of each.

    int64 of shape (records,); an empty line has 0 cells. `quoted_lines` says that a cell holds a line break.
    """

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]
    quoted_lines: bool

    def __len__(self) -> int:
        return len(self.starts)


def separator(text: str) -> str:
    """The separator under which most of the first records have equally many cells (and more than one).

    A comma for a text of one column."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    best, chosen = (0.0, 0), ","
    for mark in SEPARATORS:
        if mark not in sample:
            continue
        widths = [len(row) for row in _head(sample, mark, 300) if row]
        wide = modal_width([width for width in widths if width > 1])
        share = widths.count(wide) / len(widths) if wide else 0.0
        found = (round(share, 1), wide)
        if found > best:
            best, chosen = found, mark
    return chosen


def _head(text: str, mark: str, most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append(row)
            if len(rows) == most:
                break
    except csv.Error:
        pass
    return rows


def scanned(data: bytes, mark: str) -> Records | None:
    """The records of UTF-8 text, found with array operations.

    None where a quote stands in the middle of a cell, or a carriage return alone: then only a reader that goes
    cell by cell can tell where a record ends.
    """
    whole = np.frombuffer(data, dtype=np.uint8)
    if data.find(b"\r") >= 0 and data.count(b"\r") != data.count(b"\r\n"):
        return None
    ends: list[npt.NDArray[np.int64]] = []
    cells: list[npt.NDArray[np.int64]] = []
    inside, marks, quoted_lines = False, 0, False
    has_quotes = data.find(b'"') >= 0
    for begin in range(0, len(whole), _BLOCK):
        block = whole[begin : begin + _BLOCK]
        lines, separators = block == _LINE, block == ord(mark)
        if has_quotes:
            quotes = block == _QUOTE
            within = np.bitwise_xor.accumulate(quotes.view(np.uint8)).view(np.bool_)
            if inside:
                within = ~within
            if not _quotes_stand_at_the_ends(whole, np.flatnonzero(quotes) + begin, inside, ord(mark)):
                return None
            inside = bool(within[-1])
            quoted_lines |= bool((lines & within).any())
            lines &= ~within
            separators &= ~within
        places = np.flatnonzero(lines)
        seen = np.cumsum(separators, dtype=np.int32)
        ends.append(places + begin)
        cells.append(seen[places].astype(np.int64) + marks)
        marks += int(seen[-1])
    if inside:
        return None
    end, before = (
        np.concatenate(ends or [np.zeros(0, np.int64)]),
        np.concatenate(cells or [np.zeros(0, np.int64)]),
    )
    if len(whole) and (not len(end) or end[-1] != len(whole) - 1):
        end, before = np.append(end, len(whole)), np.append(before, marks)
    starts = np.concatenate([[0], end[:-1] + 1]).astype(np.int64)[: len(end)]
    count = np.diff(before, prepend=0) + 1
    last = np.where(end > starts, whole[np.maximum(end - 1, 0)] if len(whole) else 0, 0)
    stop = np.where(last == _RETURN, end - 1, end)
    return Records(starts, stop, np.where(stop > starts, count, 0), quoted_lines)


def _quotes_stand_at_the_ends(
    whole: npt.NDArray[np.uint8], places: npt.NDArray[np.int64], inside: bool, mark: int
) -> bool:
    """Whether each opening quote begins a cell and each closing one ends it, or is one of a pair."""
    opening, closing = (places[1::2], places[0::2]) if inside else (places[0::2], places[1::2])
    before = np.where(opening > 0, whole[np.maximum(opening - 1, 0)], _LINE)
    after = np.where(closing < len(whole) - 1, whole[np.minimum(closing + 1, len(whole) - 1)], _LINE)
    return bool(
        np.isin(before, (mark, _LINE, _QUOTE)).all() and np.isin(after, (mark, _LINE, _RETURN, _QUOTE)).all()
    )


def cells_of(record: str, mark: str, name: str) -> list[str]:
    """The cells of one record. Raises VarickError for a cell that is too long to be one."""
    try:
        return next(csv.reader(io.StringIO(record, newline=""), delimiter=mark, skipinitialspace=True), [])
    except csv.Error as error:
        raise VarickError(
            f"{name}: a row begins {record[:40]!r} and holds no cells ({error}); mend it"
        ) from error


def joined(cells: Sequence[str], mark: str) -> str:
    """A record as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerow(cells)
    return out.getvalue()
