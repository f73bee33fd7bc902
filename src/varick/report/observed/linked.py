"""The parts of a page of the record that a release with detainers, stays and identifiers has: what became of detainers,
criminality as ICE writes it, and detention."""

from collections.abc import Mapping, Sequence
from typing import Any

from varick.errors import NoAnswer
from varick.figures.table import Kind, Own
from varick.observe.answer import Answer
from varick.observe.questions.counts import counts
from varick.observe.questions.lift_reasons import GROUPS, lift_group
from varick.observe.questions.small_cells import SMALLEST, singles
from varick.observe.store import Held, Store
from varick.report.observed.followed import waited
from varick.report.observed.holds import newest
from varick.report.observed.parts import (
    Item,
    Section,
    command,
    item,
    of_release,
    short,
    table_of,
)
from varick.words import Words

HONORED, STAYED = 180, 365
"""Days for which the arrest after a detainer, and the end of a stay, are waited for on the page."""
CRIMINALITY = ("arrests", "detainers", "encounters", "detentions")
CAPTIONS = {
    "n_stints": "observe_report.stays_n_stints",
    "stay_release_reason": "observe_report.stays_stay_release_reason",
    "facility_longest": "observe_report.stays_facility_longest",
}
"""What stays are counted by."""
TOP = 10


def detainers(store: Store, place: str, words: Words) -> Section | None:
    """The section of what the record says became of detainers; None without a table of them."""
    held = newest(store).get("detainers")
    if held is None:
        return None
    items = _lifted(store, held, place, words)
    said = [words("observe_report.detainers_said")]
    said += [
        words("observe_report.lift_said")
        if items
        else words("observe_report.lift_none", release=held.release)
    ]
    title = words("observe_report.to_arrest")
    curve = waited(store, place, words, "detainer", "ice_arrest", HONORED, "detainer-to-arrest", title)
    if curve:
        said.append(words("observe_report.to_arrest_said", days=words.number(HONORED)))
    return Section("detainers", words("observe_report.detainers"), said, [*items, *curve])


def _lifted(store: Store, held: Held, place: str, words: Words) -> list[Item]:
    """Detainers by reason for lifting them: in groups, and as ICE wrote it."""
    if "lift_reason" not in store.frame("detainers", held.release).names:
        return []
    answer = counts(store, "detainers", ("lift_reason",), release=held.release, words=words)
    asked = _asked(store, held, place, "lift_reason")
    every = sum(row["count"] for row in answer.rows)
    known = dict.fromkeys(GROUPS, 0)
    raw: list[dict[str, Any]] = []
    for row in answer.rows:
        group = lift_group(row["lift_reason"])
        known[group] += row["count"]
        share = row["count"] / every
        raw.append({**row, "group": words.label("observe_lift", group), "share": share})
    grouped = [
        {"group": words.label("observe_lift", group), "count": count, "share": count / every}
        for group, count in known.items()
        if count or group != "withheld"
    ]
    labels = {name: words(f"observe_head.{name}") for name in ("group", "count", "share_of")}
    labels["share"] = labels.pop("share_of")
    kinds: dict[str, Kind] = {"share": "share"}
    groups = table_of(
        "lift-groups",
        words("observe_report.lift_caption"),
        grouped,
        ("group", "count", "share"),
        words,
        kinds,
        labels,
    )
    names = ("lift_reason", "group", "count", "share")
    written = table_of(
        "lift-reasons", words("observe_report.lift_raw"), raw, names, words, kinds, labels, ("lift_reason",)
    )
    return [item(answer, groups, asked), item(answer, written, asked, folded=True)]


def criminality(store: Store, place: str, words: Words) -> Section | None:
    """The section of criminality as ICE wrote it at the time of each event; None where no table says it."""
    answers: dict[str, Answer] = {}
    for table, held in newest(store).items():
        if table in CRIMINALITY and "criminality" in store.frame(table, held.release).names:
            answers[table] = counts(store, table, ("criminality",), release=held.release, words=words)
    if not answers:
        return None
    values = sorted(
        {row["criminality"] for a in answers.values() for row in a.rows}, key=lambda v: (v is None, v)
    )
    sums = {table: sum(row["count"] for row in answer.rows) for table, answer in answers.items()}
    found = {t: {row["criminality"]: row["count"] for row in a.rows} for t, a in answers.items()}
    body = [
        {"criminality": value}
        | {table: found[table].get(value, 0) for table in answers}
        | {f"{table}_said": _of(found[table].get(value, 0), sums[table], words) for table in answers}
        for value in values
    ]
    names = ("criminality", *(name for table in answers for name in (f"{table}_said", table)))
    labels = {f"{table}_said": short(table, words) for table in answers}
    kinds: dict[str, Kind] = dict.fromkeys((f"{name}_said" for name in answers), "page")
    kinds |= dict.fromkeys(answers, "csv")
    caption = words("observe_report.criminality_caption")
    made = table_of("criminality", caption, body, names, words, kinds, labels, ("criminality",))
    first = next(iter(answers))
    vintage = " ".join(dict.fromkeys(answer.vintage for answer in answers.values()))
    notes = list(dict.fromkeys(note for answer in answers.values() for note in answer.notes))
    found_here = Item(
        None,
        made,
        words("observe_report.criminality_defined"),
        vintage,
        notes,
        _asked(store, newest(store)[first], place, "criminality"),
    )
    said = [words("observe_report.criminality_said")]
    return Section("criminality", words("observe_report.criminality"), said, [found_here])


def _of(count: int, every: int, words: Words) -> str:
    """A count with its share, "1,230 (54%)"."""
    return words("observe_report.count_share", count=words.number(count), share=words.percent(count / every))


def detention(store: Store, place: str, words: Words) -> Section | None:
    """The section of detention stays; None without stays."""
    held = newest(store).get("stays")
    if held is None or not held.rows:
        return None
    said = [words("observe_report.detention_said")]
    if worst := _contradicted(store, held):
        share = words.percent(worst["share"])
        said.append(
            words(
                "observe_report.stays_refused",
                wrong=words.number(worst["wrong"]),
                of=words.number(worst["rows"]),
                share=share,
            )
        )
        return Section("detention", words("observe_report.detention"), said, [])
    title = words("observe_report.to_end")
    items = [
        *waited(store, place, words, "detained", "stay_ended", STAYED, "length-of-stay", title),
        *(made for column in CAPTIONS for made in _by(store, held, column, place, words)),
    ]
    return Section("detention", words("observe_report.detention"), said, items)


def _contradicted(store: Store, held: Held) -> Mapping[str, Any] | None:
    """The worst check of the stays against their stints, where it says that they are not to be used."""
    failed = [
        check
        for entry in store.account.get("tables", ())
        if entry["release"] == held.release and entry["table"] in ("stays", "detentions")
        for check in entry.get("health", ())
        if check["check"].startswith("stay_") and check["level"] == "stop"
    ]
    return max(failed, key=lambda check: float(check["share"]), default=None)


def _by(store: Store, held: Held, column: str, place: str, words: Words) -> list[Item]:
    """Stays by a column: the most frequent values, small cells by place withheld."""
    if column not in store.frame("stays", held.release).names:
        return []
    try:
        answer = counts(store, "stays", (column,), release=held.release, words=words)
    except NoAnswer:
        return []
    if all(row[column] is None for row in answer.rows):
        return []
    every = sum(row["count"] for row in answer.rows)
    shown, rest = _shown(answer.rows, column)
    rows = [{column: row[column], "count": row["count"], "share": row["count"] / every} for row in shown]
    if not shown:
        return []
    if rest:
        other = sum(row["count"] for row in rest)
        said = Own(words("observe_report.all_others", count=words.number(len(rest))))
        rows.append({column: said, "count": other, "share": other / every})
    labels = {"count": words("observe_head.stays"), "share": words("observe_head.share_of")}
    labels[column] = words(f"observe_head.{column}")
    kinds: dict[str, Kind] = {"share": "share", column: "text"}
    table = table_of(
        f"stays-{column.replace('_', '-')}",
        words(CAPTIONS[column]),
        [
            {**row, column: row[column] if isinstance(row[column], str | None) else str(row[column])}
            for row in rows
        ],
        (column, "count", "share"),
        words,
        kinds,
        labels,
        () if column == "n_stints" else (column,),
    )
    return [item(answer, table, _asked(store, held, place, column))]


def _shown(rows: Sequence[Mapping[str, Any]], column: str) -> tuple[list[Any], list[Any]]:
    """The most frequent values, and the rest as one; a small cell by place is in the rest, and never alone there."""
    if not singles(column):
        return list(rows[:TOP]), list(rows[TOP:])
    shown = [row for row in rows[:TOP] if row["count"] >= SMALLEST]
    rest = [row for row in rows if row not in shown]
    while rest and shown and (len(rest) == 1 or sum(row["count"] for row in rest) < SMALLEST):
        rest.insert(0, shown.pop())
    return shown, rest


def _asked(store: Store, held: Held, place: str, by: str) -> str:
    return command(place, "counts", "--table", held.table, *of_release(store, held), "--by", by)
