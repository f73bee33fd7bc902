"""Days between two dates of the same row: what tables without identifiers can say, of those who have both dates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from varick.errors import NoAnswer, VarickError
from varick.eventlog.measures.flow import quantiles
from varick.observe.answer import Answer
from varick.observe.linked.duplicates import unflagged
from varick.observe.questions.grouping import grouped
from varick.observe.questions.lags import SHARES, days
from varick.observe.questions.select import chosen, conditions
from varick.observe.questions.small_cells import SMALLEST, refuse_singling
from varick.observe.questions.warnings import warned
from varick.observe.questions.wording import column_name, definition, table_name, vintage
from varick.observe.store import Store
from varick.words import Words

YEAR = 365


def spans(
    store: Store,
    start: str,
    to: str,
    *,
    table: str,
    release: str | None = None,
    where: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    by: str | None = None,
    on: str | None = None,
    duplicates: str | None = None,
    words: Words | None = None,
) -> Answer:
    """Days from the date column `start` to the date column `to` of the same row, one row of the answer for each value of `by`.

    `rows` have both dates; `p10` to `p90` are quantiles, interpolated between neighbours as pandas and NumPy do;
    `within_365` is the share of 365 days or less; `negative` rows have `to` before `start`: counted, and they stay in both;
    `without` rows lack one of the dates. `since`, `until` and `on` are the window of `select.chosen`. Raises VarickError
    for a column without dates, and NoAnswer where no row has both and where the question could single a person out.
    """
    words = words or Words()
    held, frame = store.held(table, release), store.frame(table, release)
    whole = unflagged(frame, duplicates) if duplicates else frame
    refuse_singling(frame, () if by is None else (by,), where, on, [(since, until)])
    kept = chosen(whole, where, since, until, on)
    if start == to:
        raise VarickError(f"--from {start} --to {to}: name two columns")
    begun, ended = kept.dates(start), kept.dates(to)
    length = (ended.time - begun.time).astype("timedelta64[s]")
    known = ~np.isnat(length)
    if not known.any():
        raise NoAnswer(
            f"{table} of {held.release}: no row that fits has both {start} and {to}; ask for other rows"
        )
    span = np.where(known, length.astype(np.int64), 0) / 86_400
    groups: list[tuple[str | None, Any]] = [(None, np.ones(len(kept), dtype=bool))]
    if by is not None:
        column = grouped(kept, by, on)
        present = np.unique(column.codes, return_counts=True)[0].tolist()
        groups = [(column.values[code] if code >= 0 else None, column.codes == code) for code in present]
        groups.sort(key=lambda group: (group[0] is None, group[0] or ""))
    rows = [
        {**({} if by is None else {by: value}), **_row(span[mask & known], int((mask & ~known).sum()))}
        for value, mask in groups
    ]
    columns = (*(() if by is None else (by,)), "rows", *SHARES, "within_365", "negative", "without")
    names = {"start": column_name(words, start), "to": column_name(words, to)}
    text = definition(words, frame, where, since, until, on, duplicates, () if by is None else (by,))
    text = words("observe_paths.span", table=table_name(words, table), **names) + " " + text
    negative = int((span[known] < 0).sum())
    notes = [words("observe_paths.among", both=words.number(int(known.sum())), **names)]
    if by is None and rows[0]["median"] is not None:
        notes.insert(
            0, words("observe_paths.span_median", days=days(words, float(rows[0]["median"])), **names)
        )
    notes.append(words("observe_paths.negative", rows=words.number(negative), **names))
    if without := int((~known).sum()):
        notes.append(words("observe_paths.without_date", rows=words.number(without)))
    if few := sum(row["rows"] < SMALLEST for row in rows):
        notes.append(words("observe_paths.few", groups=words.number(few), least=str(SMALLEST)))
    asked = {start, to, *(() if by is None else (by,)), *(c.column for c in conditions(frame, where, on))}
    notes += warned(words, store, held, asked, bool(since or until or by))
    more = {
        "table": table,
        "release": held.release,
        "from": start,
        "to": to,
        "by": by,
        "where": list(where),
        "rows_with_both_dates": int(known.sum()),
        "negative": negative,
        "without": without,
    }
    return Answer(rows, columns, text, vintage(words, store, held), notes, more)


def _row(span: Any, without: int) -> dict[str, Any]:
    row: dict[str, Any] = {"rows": len(span)}
    if len(span) < SMALLEST:  # a quantile would be some person's own
        row |= dict.fromkeys((*SHARES, "within_365", "negative"))
    else:
        found = quantiles(span, SHARES.values())
        row |= {name: round(value, 4) for name, value in zip(SHARES, found, strict=True)}
        row["within_365"] = round(float((span <= YEAR).mean()), 6)
        row["negative"] = int((span < 0).sum())
    return row | {"without": without}
