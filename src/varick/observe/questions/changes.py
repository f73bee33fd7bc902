"""When did the level of a series change? The measures of `eventlog.measures.changes` asked of a table by month.

Each series (an office, a method, ...) is scanned for its one strongest change; chance is simulated, all series are
judged together, the month gets a posterior, and beside it stand what was known to happen then and how far the labels
moved. New categories of an office are a table of their own in the JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import NoAnswer, VarickError
from varick.eventlog.measures import changes as measure
from varick.eventlog.measures.changes.scan import SHORTEST, inflation
from varick.observe.answer import Answer
from varick.observe.frame import Coded, Frame
from varick.observe.linked.duplicates import unflagged
from varick.observe.questions.changes_notes import Asked, Named, named, notes, sources
from varick.observe.questions.grouping import TIMES, grouped
from varick.observe.questions.select import chosen, columns_of, conditions
from varick.observe.questions.series import Span, monthly, span_of
from varick.observe.questions.wording import definition, vintage
from varick.observe.store import Store
from varick.observe.written import is_redaction
from varick.words import Words

LABELS = (
    "method",
    "landmark",
    "program",
    "operation",
    "facility",
    "facility_code",
    "disposition",
    "charge_section",
)
"""Columns whose values are names that ICE may change: a series split by one is compared with its siblings."""
INSIDE = ("landmark", "facility", "method", "activity")
"""Where no such column splits the series, the labels inside each: the first of these that the table has."""
MONTH = 365.25 / 12
_KEY = "series of changes"


@dataclass(frozen=True, slots=True)
class Series:
    """Whole months of each combination of columns that occurs: `names` (one value a column), `counts` (series, months),
    `months` and their `days`; `unnamed` rows have a blank or a redaction mark in one of the columns; `incomplete` are
    the months left out."""

    names: tuple[tuple[str, ...], ...]
    counts: npt.NDArray[np.int64]
    months: tuple[str, ...]
    days: npt.NDArray[np.int64]
    unnamed: int
    incomplete: tuple[str, ...]


def changes(
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
    level: float = 0.05,
    seed: int = 0,
    words: Words | None = None,
) -> Answer:
    """The strongest change of level of each series of monthly counts, those that chance explains least first.

    Rows: the columns of `by`; `month`, the first of the new level; `before` and `after`, rows a month of 30.4 days;
    `ratio` of the rates with its 95 % interval `low`, `high` (the ratio is None where nothing was before); `p` and `q`;
    `significant`, q below `level`; `credible_from` and `credible_to`, the months that hold 95 % of the posterior;
    `label` (policy, local, recode, boundary, unknown; None where not significant) and `events`, what is known of the
    months about; `mix`, how far the labels' shares moved, and `mix_usual`, how far they usually do; `renamed`, the
    share that may only have changed its name; `alarms`, months in which a watch over the growing series would have
    called. Beside them: `novelty`, categories new in their group, `known_events`, the events with date,
    grade and source, and what was left out.

    Raises VarickError for what cannot be read, and NoAnswer for fewer than 12 whole months or where no series has a
    row a month on average.
    """
    words = words or Words()
    columns = _columns(by)
    held, frame = store.held(table, release), store.frame(table, release)
    if not 0 < level < 1:
        raise VarickError(f"--level {level:g}: a share of false calls lies between 0 and 1; 0.05 is usual")
    whole = unflagged(frame, duplicates) if duplicates else frame
    rows = chosen(whole, where, on=on)
    window = (start, end, on, span_of(held))
    found = series_of(rows, columns, *window)
    months = len(found.months)
    if months < SHORTEST:
        raise NoAnswer(
            f"{frame.table} of {frame.release}: {months} whole months are too few to look for a change; "
            f"ask for {SHORTEST} or more"
        )
    tested = np.flatnonzero(found.counts.sum(axis=1) >= months)
    if not len(tested):
        raise NoAnswer(
            f"{frame.table} of {frame.release}: no series has a row a month on average; group by fewer columns"
        )
    asked = Asked(
        held, frame, columns, tuple(where), _offices(rows, where, on), found.months, level, seed, words
    )
    siblings = _Siblings(rows, columns, found, window)
    answered = _rows(asked, found, tested, siblings)
    novelty = siblings.newcomers(asked)
    small = [place for place in range(len(found.names)) if place not in set(tested.tolist())]
    more = {
        "table": frame.table,
        "release": frame.release,
        "by": list(columns),
        "months": list(found.months),
        "incomplete": list(found.incomplete),
        "level": level,
        "seed": seed,
        "tested": len(tested),
        "significant": sum(row["significant"] for row in answered),
        "untested": {"series": len(small), "rows": int(found.counts[small].sum())},
        "rows_without_value": found.unnamed,
        "labels": siblings.label,
        "novelty": novelty,
        "known_events": sources(asked, {event for row in (*answered, *novelty) for event in row["events"]}),
    }
    said = definition(words, frame, where, start, end, on, duplicates, (*columns, "month"))
    shown = (
        "month",
        "before",
        "after",
        "ratio",
        "low",
        "high",
        "p",
        "q",
        "significant",
        "credible_from",
        "credible_to",
    )
    last = ("label", "events", "mix", "mix_usual", "renamed", "alarms")
    return Answer(
        answered,
        (*columns, *shown, *last),
        said,
        vintage(words, store, held),
        notes(asked, answered, more),
        more,
    )


def series_of(
    frame: Frame,
    by: Sequence[str],
    start: date | None = None,
    end: date | None = None,
    on: str | None = None,
    span: Span | None = None,
) -> Series:
    """Monthly counts of each combination of the columns `by`, whole months only."""
    if not by:
        counted = monthly(frame, None, start, end, on=on, span=span)
        names: list[tuple[str, ...]] = [()]
        unnamed = 0
        places = [0]
    else:
        combined, listed = _combined([grouped(frame, name, on) for name in by], len(frame))
        counted = monthly(frame.with_columns({_KEY: combined}), _KEY, start, end, on=on, span=span)
        unnamed = sum(
            int(row.sum()) for value, row in zip(counted.values, counted.counts, strict=True) if value is None
        )
        places = [place for place, value in enumerate(counted.values) if value is not None]
        names = [listed[int(counted.values[place] or 0)] for place in places]
    kept = np.array([month not in counted.incomplete for month in counted.months])
    return Series(
        tuple(names),
        counted.counts[places][:, kept],
        tuple(month for month, keep in zip(counted.months, kept, strict=True) if keep),
        counted.days[kept],
        unnamed,
        counted.incomplete,
    )


def _combined(columns: Sequence[Coded], rows: int) -> tuple[Coded, list[tuple[str, ...]]]:
    """The combination of each row as the text of its place in the list; blank where a part is blank or redacted."""
    key = np.zeros(rows, dtype=np.int64)
    known = np.ones(rows, dtype=np.bool_)
    for column in columns:
        real = np.array([*(not is_redaction(value) for value in column.values), False])
        known &= real[column.codes]
        key = key * (len(column.values) + 1) + np.maximum(column.codes, 0)
        key = np.unique(key, return_inverse=True)[1] if len(columns) > 1 else key
    distinct, first, place = np.unique(key[known], return_index=True, return_inverse=True)
    codes = np.full(rows, -1, dtype=np.int32)
    codes[known] = place
    source = np.flatnonzero(known)[first]
    names = [tuple(column.values[column.codes[row]] for column in columns) for row in source.tolist()]
    return Coded(codes, tuple(str(n) for n in range(len(distinct)))), names


def _rows(
    asked: Asked, found: Series, tested: npt.NDArray[np.int64], siblings: "_Siblings"
) -> list[dict[str, Any]]:
    """A row for each tested series, the least explained by chance first."""
    counts, months = found.counts[tested], found.months
    scanned = measure.scan(counts, found.days)
    p = measure.p_values(scanned, seed=asked.seed)
    q = measure.adjusted(p)
    low, high = measure.ratio_interval(scanned)
    dated = measure.dated(counts, found.days, inflation(scanned))
    alarms = measure.watch(counts, found.days).alarms
    answered = []
    for place in np.lexsort((-scanned.statistic, q)).tolist():
        name = found.names[int(tested[place])]
        month = months[int(scanned.split[place])]
        credible = np.flatnonzero(dated.credible[place])
        significant = bool(q[place] < asked.level)
        known = named(asked, name, month, months[int(credible[-1])]) if significant else Named(None, (), ())
        answered.append(
            {
                **dict(zip(asked.by, name, strict=True)),
                "month": month,
                "before": round(float(scanned.before[place] / scanned.days_before[place]) * MONTH, 1),
                "after": round(float(scanned.after[place] / scanned.days_after[place]) * MONTH, 1),
                "ratio": _finite(scanned.ratio[place]),
                "low": _finite(low[place]),
                "high": _finite(high[place]),
                "p": round(float(p[place]), 4),
                "q": round(float(q[place]), 4),
                "significant": significant,
                "credible_from": months[int(credible[0])],
                "credible_to": months[int(credible[-1])],
                "label": known.label,
                "events": list(known.titles),
                "event_names": list(known.names),
                **siblings.beside(name, int(scanned.split[place])),
                "alarms": [months[when] for when, _, _ in alarms[place]],
            }
        )
    return answered


class _Siblings:
    """The labels that a series stands among or that stand inside it, by group and month."""

    def __init__(self, rows: Frame, by: Sequence[str], found: Series, window: Any) -> None:
        split = [name for name in by if name in LABELS]
        inside = [name for name in INSIDE if name in rows.names and name not in by]
        self.label: str | None = split[-1] if split else inside[0] if inside else None
        self.group = [name for name in by if name != self.label]
        self.by, self.found = by, found
        self.members: dict[tuple[str, ...], list[int]] = {}
        if self.label is None:
            return
        self.labels = (
            found
            if list(by) == [*self.group, self.label]
            else series_of(rows, [*self.group, self.label], *window)
        )
        for place, name in enumerate(self.labels.names):
            self.members.setdefault(name[:-1], []).append(place)
        self.variations: dict[tuple[str, ...], npt.NDArray[np.float64]] = {}

    def counts(self, group: tuple[str, ...]) -> npt.NDArray[np.int64]:
        """Counts of the labels of a group, (labels, months)."""
        return self.labels.counts[self.members.get(group, [])]

    def beside(self, name: tuple[str, ...], month: int) -> dict[str, Any]:
        """How far the mix of labels moved at this month, and how far it usually does; what may have been renamed."""
        if self.label is None:
            return {"mix": None, "mix_usual": None, "renamed": None}
        group = tuple(value for value, column in zip(name, self.by, strict=True) if column != self.label)
        if group not in self.variations:
            self.variations[group] = measure.variation(self.counts(group))
        moved = self.variations[group]
        usual = None if np.isnan(moved).all() else round(float(np.nanmedian(moved)), 3)
        mix = None if np.isnan(moved[month]) else round(float(moved[month]), 3)
        return {
            "mix": mix,
            "mix_usual": usual,
            "renamed": round(measure.masses(self.counts(group), month).renamed, 3),
        }

    def newcomers(self, asked: Asked) -> list[dict[str, Any]]:
        """Labels first met in their group after a year, in three months of six or more, that chance does not explain."""
        if self.label is None:
            return []
        new = measure.newcomers(self.labels.counts, self.labels.days)
        q = measure.adjusted(new.p)
        listed = []
        for k in np.flatnonzero(new.sustained & (q < asked.level)).tolist():
            name, first = self.labels.names[int(new.place[k])], int(new.first[k])
            masses = measure.masses(self.counts(name[:-1]), first)
            month = self.labels.months[first]
            known = named(asked, name, month, month, (*self.group, self.label))
            listed.append(
                {
                    **dict(zip((*self.group, self.label), name, strict=True)),
                    "first": month,
                    "rows": int(new.events[k]),
                    "months_met": int(new.met_in[k]),
                    "months_seen": int(new.months[k]),
                    "p": float(f"{new.p[k]:.2g}"),
                    "q": float(f"{q[k]:.2g}"),
                    "appearing": masses.appearing,
                    "vanishing": masses.vanishing,
                    "renamed": round(masses.renamed, 3),
                    "label": known.label,
                    "events": list(known.titles),
                }
            )
        return sorted(listed, key=lambda row: (row["q"], -row["rows"]))


def _columns(by: str | Sequence[str]) -> tuple[str, ...]:
    """The columns named; `none` is none. Raises VarickError for a time or a column named twice."""
    columns = columns_of(() if by == "none" else by)
    if timed := [name for name in columns if name in TIMES]:
        raise VarickError(
            f"--by {timed[0]}: the series run over months; name what to split them by, such as aor"
        )
    return columns


def _offices(rows: Frame, where: Sequence[str], on: str | None) -> tuple[str, ...]:
    """The offices that the conditions choose, none where they choose none."""
    return tuple(
        value
        for condition in conditions(rows, where, on)
        if condition.column == "aor" and condition.sign == "="
        for value in condition.values
        if value is not None
    )


def _finite(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None
