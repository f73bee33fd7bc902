"""``varick letter read``: a photograph, scan or PDF of a letter into fields, for a person to confirm."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.casebook.secret import Way, secret_options, unlock
from varick.cli.options import language_option, text_format_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.letters import Reading


@click.command(epilog="Example: varick letter read examples/letter.jpg")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="BOOK",
    help="Keep it in this casebook; needs --case.",
)
@click.option("--case", metavar="CASE", help="The case of that casebook to which the letter belongs.")
@click.option(
    "--yes-agreed",
    is_flag=True,
    help="Ask nothing; with --into, keep only what two engines agree on and nothing speaks against.",
)
@click.option(
    "--keep-unmasked",
    is_flag=True,
    help="Keep the image with name, address and numbers readable; never the default.",
)
@click.option(
    "--masked",
    type=click.Path(path_type=Path),
    metavar="PNG",
    help="Also write the image with name, address, numbers and codes blacked out, in clear, to this file.",
)
@click.option(
    "--crops",
    type=click.Path(path_type=Path),
    metavar="HTML",
    help="Also write a page that shows each value beside its piece of the letter, in clear, to this file.",
)
@text_format_option
@language_option
@secret_options
def command(
    file: Path,
    into: Path | None,
    case: str | None,
    yes_agreed: bool,
    keep_unmasked: bool,
    masked: Path | None,
    crops: Path | None,
    form: str,
    lang: str,
    way: Way,
) -> None:
    """Read FILE (JPEG, PNG, TIFF, WebP or PDF) and show each field with how sure it is; on a terminal, confirm or correct each.

    Two engines read it, RapidOCR and the system's Tesseract. A value counts without being asked about only where both agree;
    with one of them installed none does. Without a terminal nothing is asked, and nothing is kept unless --yes-agreed.
    """
    from varick.casebook.file.harden import harden
    from varick.letters.alone import alone

    words = Words(lang)
    if (into is None) != (case is None):
        raise click.UsageError("--into BOOK and --case CASE go together; give both, or neither")
    if keep_unmasked and into is None:
        raise click.UsageError("--keep-unmasked goes with --into BOOK; leave it out")
    asking = _on_terminal() and form == "text" and not yes_agreed
    if into is not None and not asking and not yes_agreed:
        raise VarickError(
            "there is no terminal to confirm the fields on, so nothing would be kept; run it on one, or add --yes-agreed"
        )
    alone()
    harden()  # the page stands in this process's memory
    if into is None or case is None:
        _told(file, words, form, asking, masked, crops, {})
        if words.notice:
            click.echo(words.notice, err=True)
        return
    from varick.cli.letter.keep import keep, stands

    with unlock(into, words, way) as book:
        found = book.case(case)
        reading, confirmed = _told(file, words, form, asking, masked, crops, stands(found))
        keep(book, found, reading, confirmed, words, unmasked=keep_unmasked, asking=asking)


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _told(
    file: Path,
    words: Words,
    form: str,
    asking: bool,
    masked: Path | None,
    crops: Path | None,
    now: Mapping[str, str],
) -> "tuple[Reading, dict[str, str]]":
    """Read the file, write what was asked for, print it, and ask: (the reading, field -> what was confirmed).

    Where nobody is asked, what is accepted counts as confirmed. A confirmed "" says that the letter has no such thing."""
    from varick.cli.letter.confirm import confirm
    from varick.cli.letter.files import may_write, write_crops, write_masked
    from varick.cli.letter.tell import as_told, lines
    from varick.cli.output import as_json
    from varick.letters import read

    may_write(masked, crops)
    reading = read(file)
    if masked is not None:
        write_masked(masked, reading, words)
    if crops is not None:
        write_crops(crops, reading, words)
    if form == "json":
        click.echo(as_json(as_told(reading)))
    else:
        for line in lines(reading, words):
            click.echo(line)
    if asking:
        return reading, confirm(reading, words, now)
    return reading, {one.name: one.value for one in reading.fields if one.accepted and one.value is not None}
