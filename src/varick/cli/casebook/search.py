"""``varick casebook search``: the cases that hold a word or a name."""

from pathlib import Path

import click

from varick.cli.casebook.lines import chosen, show_lines
from varick.cli.casebook.secret import Way, asked, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.cli.output import FORMATS
from varick.words import Words


@click.command(epilog="Example: varick casebook search office.casebook")
@book_argument
@click.option(
    "--field", "names", multiple=True, metavar="FIELD", help="A column to show; may be given again."
)
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
@secret_options
def command(book: Path, names: tuple[str, ...], form: str, lang: str, way: Way) -> None:
    """Cases in which every word stands, or one that begins so; names too, and accents do not matter.

    What you search for is asked on the terminal and never an argument, so that no name stays in the shell's history. With
    --secret-from-stdin it is the line after the secret.
    """
    words = Words(lang)
    columns = chosen(names, every=False)
    with unlock(book, words, way) as opened:
        text = asked(words("casebook_show.search"), way.piped)
        found = [opened.case(case_id) for case_id in opened.search(text)]
        show_lines(found, opened.count(), columns, form, words)
