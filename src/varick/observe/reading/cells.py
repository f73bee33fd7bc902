"""Cells of a sheet as a spreadsheet stores them, column by column, and as typed columns of chosen rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.observe.frame import Coded, Column, Dates, Numbers

TEXT, NUMBER, DATE, TIME, BOOL, ERROR = 1, 2, 3, 4, 5, 6
"""What a cell holds. TEXT and ERROR: `values` is a place in `texts`; BOOL: 0 or 1; the rest: the number stored."""

ERRORS = ("#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!")

_DAY = 86_400
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31


@dataclass(slots=True)
class Place:
    """The cells of one column: `rows` int32 (from 0, ascending), `kinds` uint8, `values` float64; one each a cell."""

    rows: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]
    values: npt.NDArray[np.float64]

    @classmethod
    def of(cls, rows: Any, kinds: Any, values: Any) -> "Place":
        """Cells in any order; of two in one place the later stands."""
        if len(rows) > 1 and (np.diff(rows) <= 0).any():
            order = np.argsort(rows, kind="stable")
            rows, kinds, values = rows[order], kinds[order], values[order]
            last = np.append(np.diff(rows) > 0, True)
            rows, kinds, values = rows[last], kinds[last], values[last]
        return cls(rows, kinds, values)


@dataclass(slots=True)
class Cells:
    """The filled cells of a sheet: column (from 0) -> its cells; `texts` squeezed; `base_1904` the other day count."""

    columns: dict[int, Place]
    texts: Sequence[str]
    base_1904: bool = False
    hidden: bool = False
    notes: list[str] = field(default_factory=list)


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it unformatted: 301, not 301.0; every digit that is stored."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e22 else repr(value)


def moments(serials: npt.NDArray[np.float64], base_1904: bool) -> npt.NDArray[Any]:
    """Serial day numbers as datetime64[s], to the second.

    NaT for one that is no day: negative, beyond the year 9999, or the 29 February 1900 that Excel counts."""
    good = (serials >= 0) & (serials < _LAST_SERIAL)
    seconds = np.round(np.where(good, serials, 0) * _DAY).astype(np.int64)
    if base_1904:
        return np.where(good, np.datetime64("1904-01-01", "s") + seconds, np.datetime64("NaT"))
    good &= (serials < 60) | (serials >= 61)
    # the days before the invented one are counted from 1900-01-01 = 1
    seconds += np.where(serials < 60, _DAY, 0)
    return np.where(good, np.datetime64("1899-12-30", "s") + seconds, np.datetime64("NaT"))


def moment_text(moment: Any) -> str:
    """`2017-02-01`, with the time of day unless it is midnight."""
    return str(moment).replace("T", " ").removesuffix(" 00:00:00")


def cell_texts(place: Place, cells: Cells) -> list[str]:
    """Each cell of a column as text; for the few rows that are looked at by eye."""
    return [_text(int(k), float(v), cells) for k, v in zip(place.kinds, place.values, strict=True)]


def _text(kind: int, value: float, cells: Cells) -> str:
    if kind in (TEXT, ERROR):
        return cells.texts[int(value)]
    if kind == BOOL:
        return "TRUE" if value else "FALSE"
    if kind == TIME and 0 <= value < 1:
        return str(np.datetime64("2000-01-01", "s") + round(value * _DAY))[11:]
    if kind in (DATE, TIME):
        moment = moments(np.array([value]), cells.base_1904)[0]
        return number_text(value) if np.isnat(moment) else moment_text(moment)
    return number_text(value)


def typed(place: Place, at: npt.NDArray[np.int64], rows: int, cells: Cells) -> Column:
    """The column's cells (`at`: the row of each among `rows`) as Dates, Numbers or text, whichever loses nothing.

    Dates where nothing but dates and texts stand and dates are at least half; Numbers where nothing but numbers
    stand (an error such as #N/A stays beside either, in `as_written`); otherwise text: a number with the digits that
    are stored, a date as YYYY-MM-DD.
    """
    count = np.bincount(place.kinds, minlength=8)
    total = len(place.kinds)
    if count[TEXT] + count[ERROR] == total:
        return _as_text(place, at, rows, cells)
    if count[DATE] and not count[NUMBER] + count[TIME] + count[BOOL] and 2 * count[DATE] >= total:
        times = np.full(rows, np.datetime64("NaT"), dtype="datetime64[s]")
        is_date = place.kinds == DATE
        found = moments(place.values, cells.base_1904)
        is_date &= ~np.isnat(found)
        times[at[is_date]] = found[is_date]
        rest = ~is_date
        beside = _as_text(_chosen(place, rest), at[rest], rows, cells)
        days = found[is_date]
        whole = bool((days == days.astype("datetime64[D]")).all())
        return Dates(times, whole, beside)
    if count[NUMBER] and count[NUMBER] + count[ERROR] == total:
        numbers = np.full(rows, np.nan)
        is_number = place.kinds == NUMBER
        numbers[at[is_number]] = place.values[is_number]
        beside = _as_text(_chosen(place, ~is_number), at[~is_number], rows, cells)
        return Numbers(numbers, beside)
    return _as_text(place, at, rows, cells)


def _chosen(place: Place, mask: npt.NDArray[np.bool_]) -> Place:
    return Place(place.rows[mask], place.kinds[mask], place.values[mask])


def _as_text(place: Place, at: npt.NDArray[np.int64], rows: int, cells: Cells) -> Coded:
    """Each distinct cell written once; values in the order in which they are met, as far as each kind goes."""
    codes = np.full(rows, -1, dtype=np.int32)
    known: dict[str, int] = {}
    for kind in (TEXT, ERROR, NUMBER, DATE, TIME, BOOL):
        mask = place.kinds == kind
        if not mask.any():
            continue
        values, rows_of = place.values[mask], at[mask]
        if kind in (TEXT, ERROR):
            first, distinct = _first_met(values.astype(np.int64), len(cells.texts))
            texts = [cells.texts[place] for place in distinct.tolist()]
        else:
            distinct, first = np.unique(values, return_inverse=True)
            texts = [_text(kind, value, cells) for value in distinct.tolist()]
        alone = {} if known else {text: code for code, text in enumerate(texts)}
        if alone and len(alone) == len(texts) and "" not in alone:
            known = alone
            codes[rows_of] = first
        else:
            to = [known.setdefault(text, len(known)) if text else -1 for text in texts]
            codes[rows_of] = np.array(to, dtype=np.int32)[first]
    return Coded(codes, tuple(known))


def _first_met(places: npt.NDArray[np.int64], size: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Codes of places in a table of `size`, numbered as they are met, and the distinct places in that order."""
    first = np.full(size, len(places), dtype=np.int64)
    first[places[::-1]] = np.arange(len(places) - 1, -1, -1)
    used = np.flatnonzero(first < len(places))
    distinct = used[np.argsort(first[used], kind="stable")]
    first[distinct] = np.arange(len(distinct))
    return first[places].astype(np.int32), distinct
