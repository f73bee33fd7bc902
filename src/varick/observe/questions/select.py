"""Which rows a question is about, by conditions and dates.

A condition is ``column=value``, ``column!=value`` or ``column~part``; case and blanks do not matter. All conditions must
hold, but of several ``column=value`` on one column any. ``column=`` means blank. ``!=`` is the complement of ``=``: a
blank is not the value, so it stays. Beside a table's own columns there are day, month, quarter, year and fy (the federal
fiscal year, from October 1 of the year before) of the date that rows are counted by; they go before a column of that name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

import numpy as np

from varick.errors import VarickError
from varick.observe.frame import Coded, Frame, Rows
from varick.observe.offices import code_of, name_of
from varick.observe.questions.grouping import TIMES, date_column, grouped
from varick.observe.questions.windows import refuse_empty


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition as it was understood: `sign` is =, != or ~; `values` the table's own values that it names.

    Several ``=`` on one column are one condition. A value that is None is a blank.
    """

    column: str
    sign: str
    text: tuple[str, ...]
    values: tuple[str | None, ...]


def chosen(
    frame: Frame,
    where: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    on: str | None = None,
) -> Frame:
    """The rows of `frame` for which the conditions hold and whose date is in [start, end).

    The date is the table's main one, or the column `on`. Rows without a date are in no window. Raises VarickError for a
    condition that cannot be read, an unknown column, a value that nothing in the table has (with the nearest ones), and
    for a window that ends before it starts.
    """  # fmt: skip
    keep = np.ones(len(frame), dtype=bool)
    for condition in conditions(frame, where, on):
        keep &= _holds(grouped(frame, condition.column, on), condition)
    if start is not None or end is not None:
        keep &= within(frame, start, end, on)
    return frame if keep.all() else frame.take(keep)


def within(frame: Frame, start: date | None, end: date | None, on: str | None = None) -> Rows:
    """Which rows, bool (rows,), have a date in [start, end). Raises VarickError where the window is empty."""
    refuse_empty(start, end)
    time = frame.dates(date_column(frame, on)).time
    keep = ~np.isnat(time)
    if start is not None:
        keep &= time >= np.datetime64(start, "s")
    if end is not None:
        keep &= time < np.datetime64(end, "s")
    return keep


def conditions(frame: Frame, where: Sequence[str], on: str | None = None) -> tuple[Condition, ...]:
    """The conditions as understood for this table. Raises VarickError as `chosen` says."""
    asked: dict[tuple[str, str, str], list[str]] = {}
    for text in where:
        match = re.fullmatch(r"\s*([^=!~\s]+)\s*(!=|=|~)(.*)", text, re.DOTALL)
        if match is None:
            raise VarickError(
                f'--where "{text[:60]}": write COLUMN=VALUE, COLUMN!=VALUE or COLUMN~PART, such as --where aor=NYC'
            )
        column, sign, value = match[1], match[2], match[3].strip()
        apart = "" if sign == "=" else value
        asked.setdefault((column, sign, apart), []).append(value)
    return tuple(
        _condition(frame, column, sign, tuple(texts), on) for (column, sign, _), texts in asked.items()
    )


def _condition(frame: Frame, column: str, sign: str, texts: tuple[str, ...], on: str | None) -> Condition:
    values = grouped(frame, column, on).values
    if sign == "~":
        part = plain(texts[0])
        if not part:
            raise VarickError(f"--where {column}~: say what the text must contain, such as {column}~COURT")
        return Condition(column, sign, texts, tuple(v for v in values if part in plain(v)))
    found: list[str | None] = []
    for text in texts:
        same = [v for v in values if plain(v) == plain(text)]
        if not same and column == "aor":
            same = [v for v in values if v == code_of(text)]
        if text and not same:
            raise VarickError(_no_such(frame, column, text, values, on))
        found += same or [None]
    return Condition(column, sign, texts, tuple(dict.fromkeys(found)))


def _holds(column: Coded, condition: Condition) -> Rows:
    wanted = np.zeros(len(column.values) + 1, dtype=bool)
    places = {value: place for place, value in enumerate(column.values)}
    for value in condition.values:
        wanted[-1 if value is None else places[value]] = True
    held: Rows = wanted[column.codes]
    return ~held if condition.sign == "!=" else held


def plain(text: str) -> str:
    """A text without case and blanks."""
    return "".join(text.split()).casefold()


def _no_such(frame: Frame, column: str, text: str, values: Sequence[str], on: str | None) -> str:
    said = f'{frame.table} of {frame.release}: no row has {column} "{text[:60]}"'
    if column in TIMES:
        ends = f" from {values[0]} to {values[-1]}" if values else ""
        return f"{said}; its {date_column(frame, on)} goes{ends}, write it like that"
    near = [v for v in values if len(plain(text)) > 2 and plain(text) in plain(v)][:3]
    known = {plain(v): v for v in values}
    if column == "aor":
        known |= {plain(name_of(v)): v for v in values}
    near = near or [known[name] for name in get_close_matches(plain(text), list(known), 3, 0.6)]
    near = list(dict.fromkeys(near))
    if near:
        listed = " or ".join(f'"{value}"' for value in near)
        return f"{said}; did you mean {listed}?"
    if len(values) <= 30:
        return f"{said}; it has {', '.join(sorted(values)) or 'no value at all'}"
    return f"{said}; varick observe counts LOGDIR --table {frame.table} --by {column} lists its {len(values):,} values"


def names_of(given: str | Sequence[str]) -> tuple[str, ...]:
    """Several names, or one text with commas between them."""
    listed = given.split(",") if isinstance(given, str) else given
    return tuple(name.strip() for name in listed if name.strip())


def columns_of(by: str | Sequence[str]) -> tuple[str, ...]:
    """The columns to count by. Raises VarickError for one that is named twice."""
    columns = names_of(by)
    if twice := [name for place, name in enumerate(columns) if name in columns[:place]]:
        raise VarickError(f"--by {','.join(columns)}: {twice[0]} stands twice; name each column once")
    return columns
