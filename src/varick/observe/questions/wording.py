"""What a number counts and of which vintage it is, in sentences; tables and columns by their names in words."""

from collections.abc import Sequence
from datetime import date

from varick.observe.frame import Frame
from varick.observe.offices import name_of
from varick.observe.questions.grouping import TIMES, date_column
from varick.observe.questions.select import Condition, conditions
from varick.observe.questions.windows import ONE_DAY, day
from varick.observe.store import EVENTS, Held, Store
from varick.words import Words

UNITS = {EVENTS: "observe_counts.event", "stays": "observe_counts.stay", "other": "observe_counts.row"}
"""What a row is, of tables whose rows are no records of ICE's."""


def definition(
    words: Words,
    frame: Frame,
    where: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    on: str | None = None,
    duplicates: str | None = None,
    by: Sequence[str] = (),
) -> str:
    """What one number counts, in a sentence or two: of which table, dated when, under which conditions.

    `frame` is the whole table; the other parameters are those of `chosen`, `unflagged` and `grouped`.
    """
    parts = [words("observe_counts.rows", table=table_name(words, frame.table))]
    windowed = start is not None or end is not None
    if windowed or on or set(by) & set(TIMES):
        parts.append(words("observe_counts.dated", date=column_name(words, date_column(frame, on))))
    if windowed:
        parts.append(_window(words, start, end))
    if asked := conditions(frame, where, on):
        parts.append(words("observe_counts.where", conditions=said(words, asked)))
    if duplicates:
        parts.append(words("observe_counts.without_duplicates", rule=duplicates))
    return f"{', '.join(parts)}. {words(UNITS.get(frame.table, 'observe_counts.record'))}"


def _window(words: Words, start: date | None, end: date | None) -> str:
    if end is None:
        return words("observe_counts.since", first=words.date(start)) if start else ""
    last = words.date(end - ONE_DAY)
    if start is None:
        return words("observe_counts.until", last=last)
    return words("observe_counts.between", first=words.date(start), last=last)


def said(words: Words, asked: Sequence[Condition]) -> str:
    """Conditions in words: "method is “Located” and ..."."""
    return words.listed([_said(words, condition) for condition in asked])


def _said(words: Words, condition: Condition) -> str:
    column = column_name(words, condition.column)
    if condition.sign == "~":
        key = "observe_counts.contains" if condition.values else "observe_counts.contains_nowhere"
        return words(key, column=column, value=condition.text[0])
    texts = [v for v in condition.values if v is not None]
    values = [_value(words, condition.column, v) for v in texts]
    values += [words("observe_counts.blank")] if None in condition.values else []
    key = "observe_counts.is" if condition.sign == "=" else "observe_counts.is_not"
    return words(key, column=column, value=words.listed(values, "or"))


def _value(words: Words, column: str, value: str) -> str:
    if column == "aor" and name_of(value) != value:
        return f"{value} ({name_of(value)})"
    return value if column in TIMES else words("observe_counts.quoted", value=value)


def table_name(words: Words, table: str) -> str:
    """The table in words: "ICE's table of arrests"."""
    return words.find(f"observe_table.{table}") or words("observe_counts.some_table", table=table)


def column_name(words: Words, column: str) -> str:
    """A column in words; ICE's own name, in snake case, where there are none."""
    return words.find(f"observe_column.{column}") or column


def vintage(words: Words, store: Store, held: Held) -> str:
    """Of which release and files the rows are, which days they span and when they were extracted."""
    if not store.account:
        meta = store.log.meta
        if meta.seed is None:
            return words("observe_counts.vintage_log", source=meta.scenario, version=meta.version)
        return words(
            "observe_counts.vintage_simulated",
            scenario=meta.scenario,
            hash=meta.scenario_hash,
            seed=str(meta.seed),
            version=meta.version,
        )
    parts = [words("observe_counts.vintage_release", release=held.release, rows=words.number(held.rows))]
    if held.first and held.last:
        days = {"first": words.date(day(held.first)), "last": words.date(day(held.last))}
        parts.append(words("observe_counts.vintage_span", **days))
    if held.extracted:
        parts.append(words("observe_counts.vintage_extracted", day=words.date(day(held.extracted))))
    if files := _files(words, store, held):
        parts.append(words("observe_counts.vintage_files", files=files))
    return " ".join(parts)


def _files(words: Words, store: Store, held: Held) -> str:
    """The files that the table was read from, each with the beginning of its SHA-256."""
    source = "detentions" if held.table == "stays" else held.table
    named = []
    for file in store.account.get("files", ()):
        sheets = [sheet for sheet in file.get("sheets", ()) if sheet.get("release") == held.release]
        if held.table == EVENTS or any(source in sheet.get("tables", {}) for sheet in sheets):
            named.append(f"{file['name']} ({file['sha256'][:12]})")
    return words.listed(named)
