"""The figures of a page of the record: counts by month, with the eras and borders that are known."""

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np

from varick.errors import NoAnswer
from varick.figures.series import MOST, Border, Era, Line, series
from varick.observe.questions.grouping import grouped
from varick.observe.questions.known_events import eras, known_events, of_ice
from varick.observe.questions.paths import activity_name
from varick.observe.questions.select import chosen, conditions
from varick.observe.questions.series import Monthly, monthly, span_of
from varick.observe.questions.warnings import warned
from varick.observe.questions.wording import column_name, definition, table_name, vintage
from varick.observe.store import EVENTS, Held, Store
from varick.report.observed.holds import newest, only_log
from varick.report.observed.parts import Item, Section, command, of_release, short
from varick.words import Words

SPLIT = ("method", "activity", "disposition", "program", "criminality", "aor")
"""What a table's lines are split by, the first that it has two values of. Not by the reason for lifting a detainer: the last
months have none yet, and would look like a fall."""
TABLES = ("arrests", "detainers", "encounters", "detentions", "removals", EVENTS)
LOG_SPLIT = "activity"


def counted(
    store: Store,
    held: Held,
    place: str,
    words: Words,
    *,
    name: str,
    title: str,
    by: str | None = None,
    where: Sequence[str] = (),
    offices: Collection[str] | None = None,
) -> Item:
    """A figure of rows by month, split by a column or not. Raises NoAnswer where no row has a date."""
    whole = store.frame(held.table, held.release)
    frame = chosen(whole, where)
    found = monthly(frame, by, span=span_of(held))
    others = not of_ice(whole)
    figure = series(
        found.months,
        _lines(found, by, words),
        words,
        name=name,
        title=title,
        counted=words("observe_report.rows_a_month", table=table_name(words, held.table)),
        caption=words("observe_report.whole_not_final") if not others else "",
        eras=[] if others else [Era(era.title(words), era.start, era.end) for era in eras()],
        borders=[] if others else borders(found, held.table, offices, by, words),
        incomplete=found.incomplete,
    )
    options = ["--table", held.table, "--by", f"month,{by}" if by else "month"]
    options += [part for text in where for part in ("--where", text)]
    options += of_release(store, held)
    asked = {condition.column for condition in conditions(whole, where)} | ({by} if by else set())
    return Item(
        figure,
        figure.table,
        definition(words, whole, where, by=("month", *([by] if by else []))),
        vintage(words, store, held),
        warned(words, store, held, asked, True),
        command(place, "counts", *options),
    )


def _lines(found: Monthly, by: str | None, words: Words) -> list[Line]:
    """The largest groups, and all others as one line; blanks are said to be blank."""
    if by is None:
        return [Line(words("observe_report.rows"), found.counts[0].tolist(), "count")]
    shown = len(found.values) if len(found.values) <= MOST else MOST - 1
    lines = [
        Line(
            activity_name(words, value)
            if by == LOG_SPLIT and value
            else value or words("observe_report.blank"),
            found.counts[place].tolist(),
            value or "blank",
        )
        for place, value in enumerate(found.values[:shown])
    ]
    if rest := len(found.values) - shown:
        other = np.asarray(found.counts[shown:]).sum(axis=0)
        said = words("observe_report.all_others", count=words.number(rest))
        lines.append(Line(said, other.tolist(), "others"))
    return lines


def borders(
    found: Monthly, table: str, offices: Collection[str] | None, by: str | None, words: Words
) -> list[Border]:
    """Recounts and borders between files within the months, as far as they can show in such a series."""
    first, last = (date.fromisoformat(f"{month}-01") for month in (found.months[0], found.months[-1]))
    events = known_events(table, offices, first, last, {by} if by else set())
    return [Border(event.title(words), event.date) for event in events if event.kind in ("recode", "release")]


def _split(store: Store, held: Held) -> str | None:
    """The first column with two values or more; one line under the name of a column would say nothing of it."""
    frame = store.frame(held.table, held.release)
    for column in SPLIT:
        if column in frame.names and len(grouped(frame, column).counts()) > 1:
            return column
    return None


def months(store: Store, place: str, words: Words) -> Section | None:
    """The section of monthly series: one figure a table, split where the table has something to split by."""
    items = []
    held = newest(store)
    for table in TABLES:
        if table not in held:
            continue
        by = _split(store, held[table])
        title = (
            words("observe_report.by_month_and", table=short(table, words), column=column_name(words, by))
            if by
            else words("observe_report.by_month", table=short(table, words))
        )
        try:
            items.append(
                counted(store, held[table], place, words, name=f"months-{table}", title=title, by=by)
            )
        except NoAnswer:
            continue
    if not items:
        return None
    key = "observe_report.months_said"
    if only_log(store):
        simulated = store.log.meta.seed is not None
        key = "observe_report.months_simulated" if simulated else "observe_report.months_log"
    said = words(key)
    return Section("months", words("observe_report.months"), [said], items)
