"""``varick facts``: every fact and every entry of the record, with history, source, owner and who uses it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from varick.cli.options import language_option
from varick.cli.output import FORMATS, as_csv, as_json, as_table, show
from varick.words import Words

if TYPE_CHECKING:
    from varick.model.record import Entry

KINDS = ("fact", "quantity", "event", "article", "rule")
COLUMNS = ("name", "kind", "value", "unit", "grade", "owner", "about")
WIDEST = 60
"""Characters of a cell of the list; CSV and JSON have it all."""


@click.command(epilog="Example: varick facts nypd_detainer_law")
@click.argument("name", required=False)
@click.option("--search", metavar="TEXT", help="Only what has all these words in name, text, note or source.")
@click.option(
    "--used-by", metavar="NODE", help="Only the facts that a node reads, and what the record has about it."
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="Only facts of the pathway, or one kind of the record."
)
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day whose values are shown (default: today)."
)
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
def command(
    name: str | None,
    search: str | None,
    used_by: str | None,
    kind: str | None,
    day: datetime | None,
    form: str,
    lang: str,
) -> None:
    """A fact or an entry of the record by NAME (such as A07, T28, mj_arrests_2017): history, range, grade, sources, owner,
    and which nodes, reforms and scenarios use it. Without NAME the list of all."""
    words = Words(lang)
    on = day.date() if day else datetime.now(UTC).date()
    if name is not None:
        if search or used_by or kind:
            raise click.UsageError("give a NAME, or --search, --used-by and --kind, not both")
        _one(name, on, form, words)
    else:
        _list(search, used_by, kind, on, form, words)


def _one(name: str, on: date, form: str, words: Words) -> None:
    """Print one fact (in each place that has it) or one entry."""
    from varick.errors import VarickError
    from varick.model.library import unknown
    from varick.model.load import library
    from varick.model.record import record
    from varick.model.uses import facts_everywhere
    from varick.report import looked_up

    facts = [(place, f) for place, f in facts_everywhere(library()) if f.name == name]
    if facts:
        answers = [looked_up.fact_answer(f, place, on) for place, f in facts]
        if form == "json":
            click.echo(as_json(answers[0] if len(answers) == 1 else {"name": name, "places": answers}))
        elif form == "csv":
            click.echo(as_csv(*_history(answers)), nl=False)
        else:
            _say(words, (line for a in answers for line in looked_up.fact_lines(a, words)))
        return
    entries = {e.name: e for e in record().entries()}
    entry = entries.get(name) or next(
        (e for n, e in entries.items() if n.casefold() == name.casefold()), None
    )
    if entry is None:
        known = [*(f.name for _, f in facts_everywhere(library())), *entries]
        raise VarickError(unknown("fact or entry of the record", name, dict.fromkeys(known)))
    answer = looked_up.entry_answer(entry)
    if form == "table":
        _say(words, looked_up.entry_lines(entry, words))
    else:
        flat = {k: [s["id"] for s in v] if k == "sources" else v for k, v in answer.items()}
        show([flat], tuple(flat), form, answer)


def _history(answers: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """A row for each dated value."""
    rows = [
        {"name": a["name"], "place": a["place"], **v, "sources": [s["id"] for s in v["sources"]]}
        for a in answers
        for v in a["values"]
    ]
    return rows, tuple(rows[0])


def _say(words: Words, lines: Iterator[str]) -> None:
    if words.notice:
        click.echo(words.notice)
        click.echo(words("facts.language"))
    for line in lines:
        click.echo(line)


def _list(
    search: str | None, used_by: str | None, kind: str | None, on: date, form: str, words: Words
) -> None:
    """Print the rows that are asked for, facts before the record."""
    from varick.errors import NoAnswer
    from varick.model.load import library

    rows = [row for row in _rows(on, words) if kind in (None, row["kind"])]
    if used_by is not None:
        names = _about(used_by)
        rows = [row for row in rows if row["name"] in names]
    if search is not None:
        asked = search.casefold().split()
        rows = [row for row in rows if all(word in row["text"] for word in asked)]
    if not rows:
        raise NoAnswer("no fact and no entry of the record fits; ask for fewer words, or see varick facts")
    answer = [{k: v for k, v in row.items() if k not in ("text", "said", "owned")} for row in rows]
    if form != "table":
        show(answer, tuple(answer[0]), form, {"on": on.isoformat(), "facts": answer})
        return
    facts = sum(row["kind"] == "fact" for row in rows)
    known = words.listed(
        [f"{words.label('jurisdiction', j)} {d.isoformat()}" for j, d in library().as_of.items()]
    )
    table = [{**_cells(row, words)} for row in rows]
    head = words(
        "facts.head", facts=words.number(facts), entries=words.number(len(rows) - facts), day=on.isoformat()
    )
    _say(words, iter((head, words("facts.known", days=known))))
    click.echo(as_table(table, tuple(table[0])))


def _cells(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """A row as the table shows it, under the headings of the language."""
    cells = {
        **row,
        "name": row["name"] + (f" ({row['place']})" if row["place"] and row["kind"] == "fact" else ""),
        "kind": words.label("entry_kind", row["kind"]),
        "value": row["said"],
        "grade": words.label("grade", row["grade"]) if row["grade"] else "",
        "owner": row["owned"],
        "about": words.find(f"describes.{row['name']}") or row["about"],
    }
    return {words(f"facts_field.{c}"): _clipped(str(cells[c] or "")) for c in COLUMNS}


def _clipped(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= WIDEST else one[: WIDEST - 3] + "..."


def _about(node: str) -> set[str]:
    """The facts that a node reads, and the entries that bear on it or on them."""
    from varick.model.record import record
    from varick.model.uses import facts_read_by

    facts = facts_read_by(node)
    return {*facts, *(e.name for name in (node, *facts) for e in record().about(name))}


def _rows(on: date, words: Words) -> Iterator[dict[str, Any]]:
    """Every fact and entry: what CSV and JSON give, what the table says, and the text that is searched."""
    from varick.model.load import library
    from varick.model.record import record
    from varick.model.uses import facts_everywhere
    from varick.report import looked_up

    sources = record().sources
    for place, fact in facts_everywhere(library()):
        now = looked_up.in_force(fact, on)
        cited = {s for v in fact.values for s in v.source}
        about = " ".join(fact.description.split())
        texts = (fact.name, place, about, fact.unit, fact.counted or "", *(v.note for v in fact.values))
        yield {
            "name": fact.name,
            "kind": "fact",
            "place": place,
            "value": None if now is None else now.value,
            "low": None if now is None else now.low,
            "high": None if now is None else now.high,
            "unit": fact.unit,
            "grade": None if now is None else now.grade,
            "owner": fact.controlled_by,
            "about": about,
            "where": fact.where,
            "text": _text(
                *texts,
                words.find(f"describes.{fact.name}") or "",
                *(f"{s} {sources[s].title}" for s in cited),
            ),
            "said": words("facts.not_yet") if now is None else looked_up.value_said(now.value, words),
            "owned": words.label("owner", fact.controlled_by),
        }
    for entry in record().entries():
        yield _row(entry, words)


def _row(entry: "Entry", words: Words) -> dict[str, Any]:
    from varick.model.record import ArticleFact, Event, Quantity, RuleRow, record
    from varick.report import looked_up

    row: dict[str, Any] = {"name": entry.name, "kind": entry.kind, "place": "", "value": None}
    row |= {"low": None, "high": None, "unit": "", "grade": entry.grade, "owner": "", "said": "", "owned": ""}
    about = looked_up.headline(entry)
    more: tuple[str, ...] = ()
    if isinstance(entry, Quantity):
        row |= {"place": entry.place, "unit": entry.unit, "low": entry.low, "high": entry.high}
        row |= {"value": entry.text if entry.value is None else entry.value}
        row |= {"said": looked_up.figure_said(entry, words)}
        more = (entry.counted,)
    elif isinstance(entry, Event):
        row |= {"value": [day.isoformat() for day in dict.fromkeys(entry.date)], "owner": entry.jurisdiction}
        row |= {"said": looked_up.days_said(entry.date, words)}
        row |= {"owned": words.label("jurisdiction", entry.jurisdiction)}
        more = (entry.governs,)
    elif isinstance(entry, RuleRow):
        row |= {"value": entry.force, "said": entry.force, "owner": entry.actor, "owned": entry.actor}
        more = (entry.citation, entry.governs)
    elif isinstance(entry, ArticleFact):
        row |= {"value": entry.sort, "said": entry.sort, "owner": entry.said_by}
        row |= {"owned": words.label("speaker", entry.said_by)}
    sources = record().sources
    cited = (f"{s} {sources[s].title}" for s in entry.source)
    return {
        **{k: v for k, v in row.items() if k not in ("said", "owned")},
        "about": about,
        "where": entry.where,
        "text": _text(entry.name, about, entry.note, row["place"], *more, *entry.bears_on, *cited),
        "said": row["said"],
        "owned": row["owned"],
    }


def _text(*parts: str) -> str:
    """What is searched."""
    return " ".join(" ".join(parts).split()).casefold()
