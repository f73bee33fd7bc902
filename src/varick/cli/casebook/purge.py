"""``varick casebook purge``: destroy a case, or list those that are past their retention date."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli import clock
from varick.cli.casebook.secret import Way, book_argument, secret_options
from varick.cli.options import language_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.keeping.purge import Purged


@click.command(
    epilog="Example: varick casebook purge office.casebook --due. Then varick casebook purge office.casebook CASE."
)
@book_argument
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--due", is_flag=True, help="Only list the cases that are past their retention date.")
@click.option("--yes", is_flag=True, help="Do not ask for the case id once more.")
@secret_options
@language_option
def command(book: Path, cases: tuple[str, ...], due: bool, yes: bool, way: Way, lang: str) -> None:
    """Destroy cases for good: key, answers, names, attachments, index entries, and what the log says of them.

    The log keeps that something was done and when. The data key changes, so what a disk keeps of the old file stays closed.
    Backups made earlier still hold the case: they are listed by date, and only people can destroy them.
    """
    from varick.cli.casebook.secret import unlock

    if due == bool(cases):
        raise click.UsageError("name the cases to destroy, or ask for --due")
    if cases and not yes and not sys.stdin.isatty():
        raise VarickError("there is no terminal to confirm on; add --yes to destroy without being asked")
    words = Words(lang)
    with unlock(book, words, way) as opened:
        if due:
            _list(opened, words)
            return
        from varick.casebook.keeping.purge import purge

        click.echo(words("casebook_keeping.purge_order"), err=True)
        found = list(dict.fromkeys(opened.case(case).id for case in cases))
        if not yes:
            for case in found:
                _confirm(case, words)
        for one in purge(opened, found):
            _say(one, words)
        click.echo(words("casebook_keeping.purge_beyond"))


def _list(book: "Book", words: Words) -> None:
    from varick.casebook.watching.agenda import agenda

    found = [entry for entry in agenda(book.cases(), clock.today()) if entry.kind == "retention_over"]
    click.echo(words("casebook_keeping.due_head") if found else words("casebook_keeping.due_none"))
    for one in found:
        click.echo(words("casebook_keeping.due_line", case=one.case_id, day=words.date(one.day)))
    if found:
        click.echo(words("casebook_keeping.purge_order"))


def _confirm(case: str, words: Words) -> None:
    from varick.casebook.cases.sealing import plain_id

    typed = click.prompt(
        words("casebook_keeping.purge_ask", case=case), err=True, default="", show_default=False
    )
    if plain_id(typed) != case:
        click.echo(words("casebook_keeping.purge_not"), err=True)
        click.get_current_context().exit(1)


def _say(done: "Purged", words: Words) -> None:
    from varick.cli.casebook.backup import backup_line

    numbers = {"attachments": words.number(done.attachments), "entries": words.number(done.entries)}
    click.echo(words("casebook_keeping.purge_done", case=done.case_id, **numbers))
    click.echo(
        words("casebook_keeping.purge_backups")
        if done.backups
        else words("casebook_keeping.purge_no_backups")
    )
    for backup in done.backups:
        click.echo(backup_line(backup, words))
    if done.exports:
        click.echo(words("casebook_keeping.purge_exports"))
    for export, given in done.exports:
        said = {
            "number": str(export.number),
            "day": words.date(export.day),
            "recipient": export.recipient,
        }
        if given:
            click.echo(words("casebook_keeping.purge_export_id", given=given, **said))
        else:
            click.echo(words("casebook_keeping.purge_export", **said))
