"""A page of the record: what a log folder says of itself, of New York, by month, of what grew and of what changed."""

from collections.abc import Callable, Sequence

from varick import __version__
from varick.errors import NoAnswer
from varick.observe.questions.windows import day
from varick.observe.store import EVENTS, Store
from varick.report.observed.changes import changed
from varick.report.observed.followed import followed
from varick.report.observed.grown import grown
from varick.report.observed.holds import files, holds, newest, only_log, spans
from varick.report.observed.linked import criminality, detainers, detention
from varick.report.observed.new_york import lead, new_york
from varick.report.observed.parts import Number, Record, Section, command, of_release
from varick.report.observed.series import months
from varick.words import Words

HEAD = ("arrests", "detainers", "encounters", "detentions", "removals", EVENTS)
"""Tables whose rows stand at the head of the page, as far as they are held."""
TITLES = {
    "record": "observe_report.title",
    "simulated": "observe_report.title_simulated",
    "log": "observe_report.title_log",
}
LEADS = {
    "record": "observe_report.lead_record",
    "simulated": "observe_report.lead_simulated",
    "log": "observe_report.lead_log",
}


def record_page(
    store: Store, place: str, words: Words, tell: Callable[[int, int], None] | None = None
) -> Record:
    """Everything that the page says, in the language of `words`; `place` is the folder as commands name it.

    `tell` is given how many parts are done, of how many. Raises NoAnswer for a folder in which nothing can be counted by
    time.
    """
    held = newest(store)
    kind = kind_of(store)
    span = spans([one for table, one in held.items() if table in HEAD])
    if span is None:
        raise NoAnswer(
            f"{place}: no table has dates, so there is nothing to draw; see varick observe summary {place}"
        )
    first, last = (words.date(day(edge)) for edge in span)
    of_record = kind != "simulated"
    changes, dated = changed(store, place, words) if of_record else (None, {})
    makers: list[Callable[[], Section | None]] = [
        lambda: new_york(store, place, words),
        lambda: lead(store, place, words),
        lambda: holds(store, place, words),
        lambda: detainers(store, place, words),
        lambda: criminality(store, place, words),
        lambda: detention(store, place, words),
        lambda: followed(store, place, words, kind) if of_record else None,
        lambda: months(store, place, words),
        lambda: grown(store, place, words, dated) if of_record else None,
        lambda: changes,
    ]
    parts = []
    for done, make in enumerate(makers, 1):
        parts.append(make())
        if tell is not None:
            tell(done, len(makers))
    rows = sum(one.rows for table, one in held.items() if table in HEAD)
    cites = _cites(store, place)
    return Record(
        title=words(TITLES[kind], rows=words.number(rows)),
        kicker=words("observe_report.kicker", first=first, last=last),
        lead=_lead(store, kind, words),
        numbers=_numbers(store, words),
        sections=[part for part in parts if part is not None],
        version=__version__,
        imported=str(store.account.get("imported", "")),
        cite_said=[
            words("observe_report.cite_said"),
            *([words("observe_report.cite_rows")] if cites else []),
        ],
        cite_commands=[command(place, "summary"), *cites],
        files=files(store),
    )


def kind_of(store: Store) -> str:
    """What the folder is: tables of ICE's ("record"), a log of varick simulate ("simulated"), or any other "log"."""
    if any(held.table in HEAD and held.table != EVENTS for held in store.tables):
        return "record"
    return "simulated" if only_log(store) and store.log.meta.seed is not None else "log"


def _lead(store: Store, kind: str, words: Words) -> Sequence[str]:
    said = [words(LEADS[kind])]
    if "rows_in" in store.account:
        rows, rejected = (words.number(store.account[name]) for name in ("rows_in", "rows_rejected"))
        said.append(
            words("observe_report.lead_rows", rows=rows, rejected=rejected)
            if store.account["rows_rejected"]
            else words("observe_report.lead_rows_none", rows=rows)
        )
    split = [
        s for file in store.account.get("files", ()) for s in file["sheets"] if len(s.get("tables", {})) > 1
    ]
    if split:
        records = sum(sum(sheet["tables"].values()) for sheet in split)
        rows = sum(sheet["rows_kept"] for sheet in split)
        said.append(
            words("observe_report.lead_split", records=words.number(records), rows=words.number(rows))
        )
    return said


def _numbers(store: Store, words: Words) -> list[Number]:
    return [
        Number(
            words.label("observe_number", table),
            words.number(held.rows),
            words("observe_report.span", first=(held.first or "")[:7], last=(held.last or "")[:7]),
        )
        for table, held in newest(store).items()
        if table in HEAD
    ]


def _cites(store: Store, place: str) -> list[str]:
    """An example of how a cell is traced to its rows."""
    held = newest(store)
    table = next((name for name in HEAD if name in held and name != EVENTS), None)
    if table is None:
        return []
    month = (held[table].last or "")[:7]
    options = ("--table", table, *of_release(store, held[table]), "--where", f"month={month}")
    return [command(place, "cite", *options)]
