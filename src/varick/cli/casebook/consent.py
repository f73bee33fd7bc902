"""``varick casebook consent``: what the person agreed to, use by use."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.casebook.cases.consent import NOT_ASKED, STATES, USES
from varick.cli.casebook.secret import Way, asked, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.cli.output import FORMATS, as_csv, as_json, as_table
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.cases.case import Case

COLUMNS = ("use", "state", "on", "how")


@click.command(epilog="Example: varick casebook consent office.casebook CASE --use coalition --state revoked")
@book_argument
@click.argument("case")
@click.option("--use", type=click.Choice(USES), help="What the person was asked about.")
@click.option("--state", type=click.Choice(STATES), help="What the person said.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="When it was said (default: today).",
)
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
@secret_options
def command(
    book: Path, case: str, use: str | None, state: str | None, day: Any, form: str, lang: str, way: Way
) -> None:
    """What the person said to each use of the case; with --use and --state, keep what was said now.

    Without consent nothing leaves but a full export for counsel. Taking it back counts at once: the next export is without
    the case. What has left before cannot be called back. How it was said is asked on the terminal.
    """
    if (use is None) != (state is None):
        raise click.UsageError(
            "--use and --state belong together: give both to keep an answer, none to see them"
        )
    words = Words(lang)
    with unlock(book, words, way) as opened:
        if use is not None and state is not None:
            opened.case(case)
            how = asked(words("casebook_show.how"), way.piped) if state == "given" else ""
            opened.consent(case, use, state, how, day.date() if day else None)  # type: ignore[arg-type]  # click's choice
            kept = {"use": words.label("casebook_use", use), "state": words.label("casebook_consent", state)}
            click.echo(words("casebook_show.consent_kept", **kept), err=True)
            if state != "given":
                _left_already(opened, opened.case(case).id, use, words)
        _show(opened.case(case), form, words)


def _left_already(opened: "Book", case_id: str, use: str, words: Words) -> None:
    """Where the case went while it might: what no export of tomorrow takes back, and people can."""
    from varick.casebook.sharing import register
    from varick.cli.casebook.export import went

    if use == "coalition" and any(e.level == use for e in register.exports(opened.vault.db, case_id)):
        for line in (words("casebook_export.left_already"), *went(opened, case_id, words, use)):
            click.echo(line, err=True)


def _show(case: "Case", form: str, words: Words) -> None:
    rows: list[dict[str, Any]] = []
    for use in USES:
        said = case.consents.get(use, NOT_ASKED)
        rows.append({"use": use, "state": said.state, "on": str(said.on or ""), "how": said.how})
    if form == "json":
        click.echo(as_json({"case": case.id, "privileged": case.privileged, "consents": rows}))
    elif form == "csv":
        click.echo(as_csv(rows, COLUMNS), nl=False)
    else:
        keys = ("casebook_show.use", "casebook_show.agreed", "casebook_show.day", "casebook_show.how_said")
        heads = [f"{head[:1].upper()}{head[1:]}" for head in map(words, keys)]
        told = [
            (
                words.label("casebook_use", r["use"]),
                words.label("casebook_consent", r["state"]),
                r["on"],
                r["how"],
            )
            for r in rows
        ]
        click.echo(as_table([dict(zip(heads, row, strict=True)) for row in told], heads))
