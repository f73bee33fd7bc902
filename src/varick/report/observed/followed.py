"""What happens after what, for the page of the record: waits as curves, and how many came how far. Needs identifiers."""

from collections.abc import Sequence
from datetime import date

from varick.errors import NoAnswer
from varick.figures import Table
from varick.figures.table import Kind
from varick.figures.waiting import Point, columns, rows, waiting
from varick.observe.questions.funnel import funnel
from varick.observe.questions.lags import DAYS, lags
from varick.observe.questions.paths import TABLE_OF, activity_name
from varick.observe.questions.small_cells import SMALLEST
from varick.observe.questions.variants import variants
from varick.observe.store import EVENTS, Store
from varick.report.observed.holds import newest
from varick.report.observed.parts import Item, Section, command, item, table_of
from varick.words import Words

STEPS = ("ice_encounter", "detainer", "ice_arrest", "detained", "removed")
"""The steps of the record, of which a page shows those that a release has."""
TOP = 10


def linked(store: Store, activities: Sequence[str]) -> str | None:
    """The release to follow persons in: of those with identified rows of all these activities the one that reaches furthest."""
    tables = {TABLE_OF[name] for name in activities}
    last: dict[str, str] = {}
    for release in dict.fromkeys(held.release for held in store.tables):
        mine = {held.table: held for held in store.tables if held.release == release and held.persons}
        if tables <= mine.keys():
            last[release] = max(mine[table].last or "" for table in tables)
    return max(last, key=lambda name: last[name]) if last else None


def complete_from(store: Store, release: str, activity: str) -> date | None:
    """The day from which an activity's events are all there, where the import found that only what lasted is there before
    it: waits that began earlier are those that were long. None where nothing of the kind was found."""
    days = [
        warning["params"]["day"]
        for warning in store.account.get("warnings", ())
        if warning["code"] == "left_truncated"
        and warning["params"]["release"] == release
        and warning["params"]["table"] == TABLE_OF.get(activity)
    ]
    return date.fromisoformat(max(days)) if days else None


def waited(
    store: Store, place: str, words: Words, start: str, to: str, window: int, name: str, title: str
) -> list[Item]:
    """The wait from one activity to the next other one: its curve, and a table. [] where it cannot be followed."""
    release = linked(store, (start, to))
    if release is None:
        return []
    every, since = range(window + 1), complete_from(store, release, start)
    try:
        answer = lags(store, start, to, release=release, window=window, at=every, since=since, words=words)
    except NoAnswer:
        return []
    points = [
        Point(r["days"], r["at_risk"], r["reached"], r["censored"], r["share"], r["low"], r["high"])
        for r in answer.rows
    ]
    if sum(point.share is not None for point in points) < 2:
        return []
    counted = words(
        "observe_report.share_with", start=activity_name(words, start), to=activity_name(words, to)
    )
    options = ("--release", release, "--from", start, "--to", to, "--window", str(window))
    asked = command(place, "lags", *options, *(("--since", str(since)) if since else ()))
    drawn = waiting(points, words, name=name, title=title, counted=counted, caption=answer.notes[0])
    few = [point for point in points if point.day in {*DAYS, window} - {0, 2}]
    table = Table(
        f"{name}-table", words("observe_report.at_days", title=title), columns(words), rows(few, words)
    )
    return [item(answer, drawn.table, asked, figure=drawn), item(answer, table, asked)]


def followed(store: Store, place: str, words: Words, kind: str) -> Section | None:
    """The section of what one person's events are together: how many came how far, and the most frequent journeys."""
    items = [*_funnel(store, place, words, kind), *_variants(store, place, words, kind)]
    if not items:
        return None
    said = "observe_report.followed_said" if kind == "record" else "observe_report.followed_log"
    return Section("followed", words("observe_report.followed"), [words(said)], items)


def _funnel(store: Store, place: str, words: Words, kind: str) -> list[Item]:
    if kind != "record":
        return []
    release = linked(store, ("detainer", "ice_arrest")) or linked(store, ("ice_arrest", "detained"))
    held = {one.table for one in store.tables if one.release == release and one.persons}
    steps = [step for step in STEPS if TABLE_OF[step] in held]
    if release is None or len(steps) < 2:
        return []
    try:
        answer = funnel(store, steps, release=release, words=words)
    except NoAnswer:
        return []
    body = [{**row, "activity": activity_name(words, row["activity"])} for row in answer.rows]
    names = ("activity", "persons", "of_first", "of_previous", "events", "without_identifier")
    kinds: dict[str, Kind] = {"of_first": "share", "of_previous": "share"}
    caption = words("observe_report.funnel_caption")
    table = table_of("funnel", caption, body, names, words, kinds)
    asked = command(place, "funnel", "--release", release, "--steps", ",".join(steps))
    return [item(answer, table, asked)]


def _variants(store: Store, place: str, words: Words, kind: str) -> list[Item]:
    """The most frequent journeys; those of fewer than five persons stay off the page."""
    release = None
    if kind == "record":
        release = linked(store, ("ice_arrest",)) or linked(store, ("detained",))
        if release is None:
            return []
    elif newest(store)[EVENTS].persons in (None, 0):
        return []
    try:
        answer = variants(store, release=release, top=TOP, words=words)
    except NoAnswer:
        return []
    body = [
        {
            **row,
            "journey": words("observe_report.then").join(activity_name(words, one) for one in row["journey"]),
        }
        for row in answer.rows
        if row["persons"] >= SMALLEST
    ]
    if not body:
        return []
    kinds: dict[str, Kind] = {"share": "share"}
    labels = {"journey": words("observe_head.journey")}
    caption = words("observe_report.variants_caption")
    table = table_of("variants", caption, body, ("journey", "persons", "share"), words, kinds, labels)
    options = ("--release", release) if release else ()
    return [item(answer, table, command(place, "variants", *options, "--top", str(TOP)))]
