"""``varick casebook agenda``: appointments to come, what is overdue, cases that should go; a calendar file on request."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli import clock
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.cli.output import FORMATS, as_csv, as_json, as_table
from varick.errors import NoAnswer
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.watching.agenda import Entry

COLUMNS = ("kind", "case", "date", "time", "days", "place")


@click.command(epilog="Example: varick casebook agenda office.casebook")
@book_argument
@click.option("--case", "only", metavar="CASE", help="Only this case.")
@click.option(
    "--ics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the appointments as a calendar file, which is NOT encrypted: the word appointment and the case id.",
)
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
@secret_options
def command(book: Path, only: str | None, ics: Path | None, form: str, lang: str, way: Way) -> None:
    """Appointments to come, the next one first, and what waits for somebody: an appointment after which nobody asked what
    happened, a letter without a date, a case whose keeping has run out. Times are New York's.
    """
    from varick.casebook.watching.agenda import agenda

    words = Words(lang)
    with unlock(book, words, way) as opened:
        cases = opened.cases() if only is None else iter([opened.case(only)])
        entries = agenda(cases, clock.today())
        drafts = _drafts(opened, words) if only is None else []
        _show(entries, drafts, form, words)
        if ics is not None:
            _write(opened, entries, ics, words)


def _row(entry: "Entry") -> dict[str, Any]:
    on = str(entry.on) if entry.on else None
    row = {"kind": entry.kind, "case": entry.case_id, "date": on, "time": entry.time or None}
    return row | {"days": entry.days, "place": entry.place or None}


def _drafts(opened: "Book", words: Words) -> list[str]:
    """A line for each entry that was not finished; its date is in no other list."""
    from varick.casebook.asking.question import day_said
    from varick.casebook.cases.answers import day_in

    lines = []
    for draft in opened.drafts():
        told = {"day": words.date(draft.kept.astimezone().date()), "count": words.number(len(draft.answers))}
        if on := day_in(draft.answers, "appointment_on"):
            lines.append(words("casebook_agenda.draft_appointment", on=day_said(on, words), **told))
        else:
            lines.append(words("casebook_agenda.draft", **told))
    return lines


def _show(entries: "Sequence[Entry]", drafts: Sequence[str], form: str, words: Words) -> None:
    rows = [_row(entry) for entry in entries]
    if form == "json":
        click.echo(as_json({"entries": rows, "unfinished": len(drafts)}))
    elif form == "csv":
        click.echo(as_csv(rows, COLUMNS), nl=False)
    else:
        _tables(entries, drafts, words)


def _tables(entries: "Sequence[Entry]", drafts: Sequence[str], words: Words) -> None:
    from varick.casebook.watching.agenda import KINDS

    by_kind = {kind: [entry for entry in entries if entry.kind == kind] for kind in KINDS}
    if not by_kind["appointment"]:
        click.echo(words("casebook_agenda.no_appointments"))
    for kind, found in by_kind.items():
        if not found:
            continue
        click.echo(words(f"casebook_agenda.head_{kind}"))
        rows = [_said(entry, words) for entry in found]
        heads = [head for head in rows[0] if any(row[head] for row in rows)]
        click.echo(as_table(rows, heads))
        click.echo(words(f"casebook_agenda.note_{kind}"))
        click.echo("")
    if drafts:
        click.echo(words("casebook_agenda.head_drafts"))
        for line in drafts:
            click.echo(line)


def _said(entry: "Entry", words: Words) -> Mapping[str, str]:
    from varick.casebook.asking.question import day_said, time_said

    cells = {
        "day": day_said(entry.on, words) if entry.on else "",
        "time": time_said(entry.time, words) if entry.time else "",
        "when": _when(entry, words),
        "case": entry.case_id,
        "place": entry.place,
    }
    return {words(f"casebook_agenda.column_{name}"): cell for name, cell in cells.items()}


def _when(entry: "Entry", words: Words) -> str:
    """In how many days, or how many days ago; nothing where the day is not known."""
    if entry.on is None or entry.days is None or entry.on.precision != "day":
        return ""
    if entry.days == 0:
        return words("casebook_agenda.today")
    if abs(entry.days) == 1:
        return words("casebook_agenda.tomorrow" if entry.days > 0 else "casebook_agenda.yesterday")
    key = "casebook_agenda.in_days" if entry.days > 0 else "casebook_agenda.days_ago"
    return words(key, days=words.number(abs(entry.days)))


def _write(opened: "Book", entries: "Sequence[Entry]", target: Path, words: Words) -> None:
    """The calendar file, whole or not at all, and what leaves the encrypted file with it; the log keeps that it was written."""
    from varick.casebook.file import disk
    from varick.casebook.watching.calendar_file import KIND, MARK, calendar_file
    from varick.eventlog.whole import beginning, written_whole

    coming = [entry for entry in entries if entry.kind == "appointment"]
    exact = [entry for entry in coming if entry.on and entry.on.precision == "day"]
    if not exact:
        raise NoAnswer(f"{target}: not written: no appointment to come is known to the day")
    whole = written_whole(target, lambda path: MARK in beginning(path), KIND)
    with opened.vault.transaction(), whole as partial:
        opened.log.append("calendar_written", appointments=len(exact))
        disk.private(partial, calendar_file(exact, words, datetime.now(UTC)))
    left = len(coming) - len(exact)
    click.echo(words("casebook_agenda.written", file=str(target), count=str(len(exact))), err=True)
    if left:
        click.echo(words("casebook_agenda.left_out", count=str(left)), err=True)
