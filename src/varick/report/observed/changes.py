"""When the level of a series changed, as `varick observe changes` finds it, for the page of the record."""

from collections.abc import Mapping, Sequence
from typing import Any

from varick.errors import NoAnswer
from varick.figures import Table
from varick.figures.table import Kind
from varick.observe.answer import Answer
from varick.observe.offices import name_of
from varick.observe.questions.changes import changes
from varick.observe.questions.changes_notes import source_note
from varick.observe.questions.wording import column_name
from varick.observe.store import EVENTS, Held, Store
from varick.report.observed.holds import newest
from varick.report.observed.parts import Item, Section, command, estimated, item, short, table_of
from varick.words import Words

ASKED = {
    "arrests": ("aor", "method"),
    "detainers": ("aor",),
    "encounters": ("disposition",),
    "removals": ("aor",),
    EVENTS: ("activity",),
}
"""What series of each table are looked at, beside all its rows as one."""


def changed(store: Store, place: str, words: Words) -> tuple[Section | None, dict[str, str]]:
    """The section, and for each table the month of the strongest change of all its rows, where chance does not do as well."""
    items: list[Item] = []
    dated: dict[str, str] = {}
    simulated = not store.account
    for table, held in newest(store).items():
        if table not in ASKED:
            continue
        names = store.frame(table, held.release).names
        for by in ("", *(column for column in ASKED[table] if column in names)):
            try:
                answer = changes(store, table, by, release=held.release, words=words)
            except NoAnswer:
                continue
            if not by and answer.rows and answer.rows[0]["significant"]:
                dated[table] = answer.rows[0]["month"]
            items.append(_item(answer, held, by, place, words, simulated))
    if not items:
        return None, {}
    section = Section(
        "changes", words("observe_report.changes"), [words("observe_report.changes_said")], items
    )
    return section, dated


def _item(answer: Answer, held: Held, by: str, place: str, words: Words, simulated: bool) -> Item:
    table = short(held.table, words)
    title = (
        words("observe_report.changes_by", table=table, column=column_name(words, by))
        if by
        else words("observe_report.changes_all", table=table)
    )
    release = ("--release", held.release) if not simulated else ()
    asked = command(place, "changes", "--table", held.table, *release, "--by", by or "none")
    known = list(dict.fromkeys(event for row in answer.rows for event in row["events"]))
    made = changes_table(answer, f"changes-{held.table}-{by or 'all'}", title, by, known, words)
    said = {one["event"]: source_note(one, words) for one in answer.more["known_events"]}
    return item(answer, made, asked, legend=[said.get(event, event) for event in known])


def changes_table(
    answer: Answer, name: str, title: str, by: str, known: Sequence[str], words: Words
) -> Table:
    """The rows of an answer about changes. A month that chance explains as well stands in brackets; numbers beside a
    label are places in `known`, the events known at the time."""
    rows: list[dict[str, Any]] = [
        {
            **row,
            "series": row[by] if by else words("observe_report.all_rows"),
            **({"office": name_of(row[by])} if by == "aor" else {}),
            "known": "; ".join(row["events"]),
            "shown": row["month"] if row["significant"] else f"({row['month']})",
            "times": estimated(row["ratio"], row["low"], row["high"], words),
            "kind": _beside(row, known, words),
        }
        for row in answer.rows
    ]
    shown = ("series", *(["office"] if by == "aor" else []), "shown", "before", "after", "times", "q", "kind")
    plain = (
        "month",
        "significant",
        "ratio",
        "low",
        "high",
        "p",
        "credible_from",
        "credible_to",
        "label",
        "known",
        "mix",
        "renamed",
    )
    labels = {key: words(f"observe_head.{key}") for key in shown if key != "series"}
    labels["times"] = words("observe_head.times_change")
    labels["series"] = column_name(words, by).capitalize() if by else words("observe_head.series")
    kinds: dict[str, Kind] = {
        "office": "note",
        "q": "share",
        **dict.fromkeys(("shown", "times", "kind"), "page"),
        **dict.fromkeys(plain, "csv"),
    }
    return table_of(name, title, rows, (*shown, *plain), words, kinds, labels, ("series",) if by else ())


def _beside(row: Mapping[str, Any], known: Sequence[str], words: Words) -> str:
    """What stands beside a change: its label, and the numbers of the events."""
    if not row["label"]:
        return ""
    numbers = ", ".join(str(known.index(event) + 1) for event in row["events"])
    said = words.label("observe_change", row["label"])
    return f"{said} [{numbers}]" if numbers else said
