"""How many rows: counted by any columns, with what would change under each duplicate rule and what has no date.

Rows come in a fixed order. A column of times, dates or numbers goes forward; any other has its most frequent value
first (equal ones by name); blanks come last. Where the only column is one of time, each step of the window inside the
release has a row, zeros included; else combinations without a row are left out, and the definition says which.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import prod
from typing import Any

import numpy as np

from varick.errors import VarickError
from varick.observe.answer import Answer
from varick.observe.frame import Coded, Dates, Frame, Numbers, Rows
from varick.observe.linked.duplicates import flagged, unflagged
from varick.observe.questions.grouping import TIMES, date_column, grouped, steps
from varick.observe.questions.select import chosen, columns_of, conditions
from varick.observe.questions.series import Span, covers, incomplete, inside, span_of
from varick.observe.questions.small_cells import SMALLEST, singles_out, withheld
from varick.observe.questions.warnings import warned
from varick.observe.questions.windows import ONE_DAY
from varick.observe.questions.wording import definition, vintage
from varick.observe.store import Store
from varick.words import Words


def counts(
    store: Store,
    table: str | None = None,
    by: str | Sequence[str] = (),
    *,
    where: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    on: str | None = None,
    duplicates: str | None = None,
    release: str | None = None,
    own_eyes: bool = False,
    words: Words | None = None,
) -> Answer:
    """Rows of one table of one release, counted by the columns `by`; one row of the answer without `by`.

    The answer's rows have the columns of `by` (None where blank) and `count`. Beside them: `total`;
    `rows_without_date`, rows that fit the conditions but are in no window because they have no date;
    `duplicates`, the total under each rule; `incomplete`, time steps of which the release or the window holds a part.
    Counts under 5 that could single a person out (see `singling`) are "<5" unless `own_eyes`. Raises
    VarickError as `select.chosen` does, and for a column named twice.
    """
    words = words or Words()
    by = columns_of(by)
    held, frame = store.held(table, release), store.frame(table, release)
    whole = unflagged(frame, duplicates) if duplicates else frame
    fitting = chosen(whole, where, on=on)
    kept = chosen(fitting, (), start, end, on) if start or end else fitting
    cells = _cells(
        [grouped(kept, name, on) for name in by], [_ordered(frame, name) for name in by], len(kept)
    )
    rows: list[dict[str, Any]] = [{**dict(zip(by, key, strict=True)), "count": n} for key, n in cells]
    for name in (name for name in by if name not in TIMES and isinstance(frame.column(name), Numbers)):
        rows = [{**row, name: _number(row[name])} for row in rows]
    notes: list[str] = []
    partial: tuple[str, ...] = ()
    dated = bool(start or end or set(by) & set(TIMES))
    if dated and len(frame):
        span = covers(frame, on, span_of(held))
        first, last = inside(frame, span, start, end)
        if (start and start < span.first) or (end and end - ONE_DAY > span.last):
            days = {"first": words.date(span.first), "last": words.date(span.last)}
            notes.append(words("observe_counts.beyond", **days))
        if len(by) == 1 and by[0] in TIMES:
            rows = _filled(rows, by[0], _possible(frame, by[0], first, last, where, on))
        if unit := next((name for name in by if name in TIMES), None):
            partial = _partial(unit, first, last, span)
    if partial:
        notes.append(words("observe_counts.incomplete", steps=words.listed(partial)))
    undated = _without_date(fitting, on) if dated else 0
    if undated:
        key = "observe_counts.undated_outside" if start or end else "observe_counts.undated_blank"
        notes.append(words(key, rows=words.number(undated)))
    total: int | None = len(kept)
    small = 0
    if not own_eyes and singles_out(whole, by, where, on, [(start, end)]):
        rows, small = withheld(rows)
    if small:
        notes.append(words("observe_counts.withheld", cells=words.number(small), least=str(SMALLEST)))
        total = None
    marked = {} if small else flagged(kept)
    under = {rule: len(kept) - n for rule, n in marked.items()}
    if not duplicates and any(marked.values()):
        notes.append(_sensitivity(words, len(kept), under))
    columns = {
        *by,
        *(c.column for c in conditions(frame, where, on)),
        *((date_column(frame, on),) if dated else ()),
    }
    notes += warned(words, store, held, columns, dated)
    said = definition(words, frame, where, start, end, on, duplicates, by)
    if by:
        key = "observe_counts.filled" if len(by) == 1 and by[0] in TIMES else "observe_counts.left_out"
        said += f" {words(key)}"
    more = {
        "table": frame.table,
        "release": frame.release,
        "by": list(by),
        "total": total,
        "rows_without_date": undated,
        "incomplete": list(partial),
        "duplicates": {"rule": duplicates, "flagged": marked, "total_under": under},
    }
    return Answer(rows, (*by, "count"), said, vintage(words, store, held), notes, more)


def _ordered(frame: Frame, name: str) -> bool:
    """Whether a column's values have an order of their own: times, dates, numbers."""
    return name in TIMES or isinstance(frame.column(name), Dates | Numbers)


def _number(text: str | None) -> float | int | str | None:
    """The number that the text of a column of numbers is; what could not be read as one stays as written."""
    try:
        return text if text is None else float(text) if "." in text or "e" in text else int(text)
    except ValueError:
        return text


def _cells(
    columns: Sequence[Coded], forward: Sequence[bool], rows: int
) -> list[tuple[tuple[str | None, ...], int]]:
    """Each combination that occurs with its rows, in the order that the module states."""
    if not columns:
        return [((), rows)]
    ranked = [_ranked(column, time) for column, time in zip(columns, forward, strict=True)]
    sizes = [len(names) for _, names in ranked]
    if prod(sizes) > 2**62:
        raise VarickError("too many columns for one count; name fewer with --by")
    key = np.zeros(rows, dtype=np.int64)
    for (place, names), _ in zip(ranked, sizes, strict=True):
        key = key * len(names) + place
    if prod(sizes) <= 4 * rows + 4096:
        counted = np.bincount(key, minlength=prod(sizes))
        found = np.flatnonzero(counted)
        numbers = counted[found]
    else:
        found, numbers = np.unique(key, return_counts=True)
    places = np.unravel_index(found, sizes) if len(found) else [found for _ in sizes]
    texts = [[names[k] for k in place.tolist()] for (_, names), place in zip(ranked, places, strict=True)]
    return list(zip(zip(*texts, strict=True), numbers.tolist(), strict=True))


def _ranked(column: Coded, forward: bool) -> tuple[Rows, tuple[str | None, ...]]:
    """Each row's place in the order of its column's values, and the values in that order, blank last."""
    many = np.bincount(column.codes + 1, minlength=len(column.values) + 1)[1:]
    values = column.values
    order = (
        list(range(len(values)))
        if forward
        else sorted(range(len(values)), key=lambda k: (-many[k], values[k]))
    )
    place = np.empty(len(values) + 1, dtype=np.int64)
    place[order] = np.arange(len(values))
    place[-1] = len(values)
    return place[column.codes], (*(values[k] for k in order), None)


def _possible(
    frame: Frame, unit: str, first: date, last: date, where: Sequence[str], on: str | None
) -> tuple[str, ...]:
    """The steps from the first to the last day that no condition on a time rules out: elsewhere 0 would say nothing."""
    every = steps("day", first, last)
    timed = [c for c in conditions(frame, where, on) if c.column in TIMES]
    if not timed:
        return steps(unit, first, last)
    days = [date.fromisoformat(day) for day in every]
    kept = [
        day
        for day in days
        if all((steps(c.column, day, day)[0] in c.values) != (c.sign == "!=") for c in timed)
    ]
    return tuple(dict.fromkeys(steps(unit, day, day)[0] for day in kept))


def _filled(rows: list[dict[str, Any]], unit: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Every step in order with its count or 0; rows without a date last."""
    known = {row[unit]: row["count"] for row in rows}
    every = [*names, *(name for name in known if name is not None and name not in set(names))]
    filled = [{unit: name, "count": known.get(name, 0)} for name in sorted(every)]
    return filled + [row for row in rows if row[unit] is None]


def _partial(unit: str, first: date, last: date, span: Span) -> tuple[str, ...]:
    """The steps of the unit that window or release hold a part of."""
    if unit == "day":
        return ()
    parts = []
    months = incomplete(steps("month", first, last), first, last, span)
    begin, end = steps(unit, first, first)[0], steps(unit, last, last)[0]
    before, after = first - ONE_DAY, last + ONE_DAY
    if steps(unit, before, before)[0] == begin:
        parts.append(begin)
    if steps(unit, after, after)[0] == end or (months and months[-1] == steps("month", last, last)[0]):
        parts.append(end)
    return tuple(dict.fromkeys(parts))


def _without_date(frame: Frame, on: str | None) -> int:
    return int(np.isnat(frame.dates(date_column(frame, on)).time).sum())


def _sensitivity(words: Words, total: int, under: Mapping[str, int]) -> str:
    listed = [
        words("observe_counts.under_rule", rule=rule, total=words.number(n)) for rule, n in under.items()
    ]
    return words("observe_counts.sensitivity", total=words.number(total), rules=words.listed(listed))
