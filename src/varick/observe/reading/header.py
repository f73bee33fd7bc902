"""Which row names the columns: found by what the rows look like, never by a number of rows to skip.

Releases put five, six or no lines above the header, padded with separators or not, and one workbook puts group names
above it; the sources are named in the reference of observed records.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from varick.observe.written import is_redaction

LOOKED_AT = 60
"""Rows from the top among which the header is sought, and which it is compared with."""

_NUMBER = re.compile(r"[-+(]?[$]?\d[\d,]*(?:\.\d*)?(?:[eE][-+]?\d+)?%?\)?|[-+]?\.\d+%?")
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?Z?)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_VALUE = {"NA", "N/A", "NULL", "NONE", "TRUE", "FALSE", "YES", "NO", "--", "-"}


def is_value(text: str) -> bool:
    """Whether a cell looks like a value rather than a name: a number, a date, a redaction mark, NA."""
    return bool(
        _NUMBER.fullmatch(text) or _DATE.fullmatch(text) or is_redaction(text) or text.upper() in _NO_VALUE
    )


@dataclass(frozen=True, slots=True)
class Header:
    """The header: `first` and `last` place (from 0; -1 and -1: there is none) and the names as written, squeezed."""

    first: int
    last: int
    names: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows that it fills."""
        return self.last - self.first + 1 if self.last >= 0 else 0


def _labels(row: Sequence[str]) -> bool:
    """Whether every filled cell may be a name. Years, and dates after a name, may: the columns of a pivot."""
    filled = [text for text in row if text]
    if not filled or is_value(filled[0]) or len(set(filled)) * 5 < len(filled) * 3:
        return False
    values = [text for text in filled if is_value(text)]
    if sum(text.upper() in _NO_VALUE for text in values) == 1:  # a count of the rows that say NA is named NA
        values = [text for text in values if text.upper() not in _NO_VALUE]
    pivot = len(set(values)) == len(values) and (
        all(_YEAR.fullmatch(text) for text in values) or all(_DATE.fullmatch(text) for text in values)
    )
    return not values or pivot


def _met_below(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the row's own cells come again under them, as a value does and a name does not."""
    filled = [place for place, text in enumerate(row) if text]
    again = [p for p in filled if any(p < len(other) and other[p] == row[p] for other in below)]
    repeats = any(list(other) == list(row) for other in below)
    return not repeats and len(again) >= max(min(2, len(filled)), -(-len(filled) // 2))


def modal_width(widths: Sequence[int]) -> int:
    """The most frequent number of cells, the larger of equals; 0 for none."""
    counted = Counter(widths)
    return max(counted, key=lambda width: (counted[width], width), default=0)


def find_header(rows: Sequence[Sequence[str]], ragged: bool) -> Header:
    """The header among the first rows, each a list of squeezed cells.

    `ragged` says that rows carry only the cells that were written (delimited text), so that a header broken over two
    lines can be told by its number of cells. Without a row of names the columns are called `column 1` and so on.
    """
    filled = [sum(1 for text in row if text) for row in rows]
    most = max(filled, default=0)
    labelled = [place for place, row in enumerate(rows) if filled[place] and _labels(row)]
    width = modal_width([len(row) for row, n in zip(rows, filled, strict=True) if n]) if ragged else most
    if ragged and (joined := _over_two_lines(rows, width)):
        return joined
    enough = max(1, -(-min(width, most) * 3 // 5))
    for place in labelled:
        if filled[place] < enough and len(rows[place]) != width:
            continue
        if filled[place] >= enough:
            if _met_below(rows[place], rows[place + 1 :]):
                break
            return Header(place, place, tuple(rows[place]))
    return Header(-1, -1, tuple(f"column {n}" for n in range(1, max(width, 1) + 1)))


def _over_two_lines(rows: Sequence[Sequence[str]], width: int) -> Header | None:
    """A header whose cells stand on two lines, because somebody broke the line between two names or inside one."""
    for place in range(min(len(rows) - 2, LOOKED_AT // 2)):
        upper, lower = rows[place], rows[place + 1]
        if len(upper) == width:
            break  # a row of the table, or its header
        if len(upper) < 2 or len(lower) < 2 or len(lower) == width:
            continue
        if not (all(upper) and all(lower)) or not _labels([*upper, *lower]):
            continue
        if len(upper) + len(lower) == width:
            return Header(place, place + 1, (*upper, *lower))
        if len(upper) + len(lower) == width + 1:
            return Header(place, place + 1, (*upper[:-1], f"{upper[-1]} {lower[0]}", *lower[1:]))
    return None
