"""``varick together prepare``: an office's cases as a blinded list for the next member."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.casebook.secret import Way, unlock
from varick.cli.options import language_option
from varick.cli.output import agreed_to, progress
from varick.cli.together.leaving import folder_option, leave
from varick.cli.together.opening import desk_argument, open_desk, piped_option
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.taking_in.cells import DayOrder
    from varick.together.gathering import Gathered
    from varick.together.preparing import Own

SHOWN = 20
"""Groups of cases that are shown as one person."""


@click.command(
    epilog="Example: varick together prepare desk count.charter --table cases.csv. Where all members have signed "
    "count.charter, and cases.csv is the filled table of varick together charter template."
)
@desk_argument
@click.argument("charter", type=click.Path(path_type=Path))
@click.option(
    "--book",
    type=click.Path(path_type=Path),
    help="Your casebook; its passphrase is asked for after the desk's.",
)
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    help="A table with names (csv, xlsx, ods), without a casebook.",
)
@click.option("--sheet", help="Which sheet of the table, where several hold one.")
@click.option(
    "--dates",
    "order",
    type=click.Choice(["year-first", "month-first", "day-first"]),
    default="year-first",
    show_default=True,
    help="How days such as 3/8/2018 in the table are meant; year-first refuses them.",
)
@click.option(
    "--same",
    multiple=True,
    metavar="REF,REF",
    help="Cases of one person, whom your list holds more than once.",
)
@click.option(
    "--apart",
    multiple=True,
    metavar="REF,REF",
    help="Cases of different people, whatever they have in common.",
)
@click.option(
    "--after-restore",
    is_flag=True,
    help="What was done after the backup, from which the casebook was restored, has been entered again.",
)
@folder_option
@click.option(
    "--dry-run", "dry", is_flag=True, help="Only say which cases take part; nothing is blinded or written."
)
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@piped_option
@language_option
def command(
    desk: Path,
    charter: Path,
    book: Path | None,
    table: Path | None,
    sheet: str | None,
    order: "DayOrder",
    same: tuple[str, ...],
    apart: tuple[str, ...],
    after_restore: bool,
    folder: Path,
    dry: bool,
    yes: bool,
    piped: bool,
    lang: str,
) -> None:
    """Find the cases that the charter covers, whose people agreed, each person once; blind them; write the file for the next
    member of the ring.

    Before anything is written it says which cases stay out and why, which are the same person, and what leaves, in words and
    in bytes. A list cannot be changed once it was blinded: look with --dry-run first. With --secret-from-stdin the second
    line of the pipe is the casebook's passphrase, and nothing is asked.
    """
    from varick.together.charter.charter import Charter
    from varick.together.gathering import from_book, from_table, note
    from varick.together.preparing import must_fit, own_list, prepare

    if (book is None) == (table is None):
        raise click.UsageError("--book or --table: one of them, where the cases are")
    words = Words(lang)
    agreed = Charter.read(charter)
    with ExitStack() as held:
        opened = held.enter_context(open_desk(desk, words, piped))
        opened.must_be_of(agreed)
        if book is not None:
            cases = held.enter_context(unlock(book, words, Way(piped=piped)))
            found = from_book(cases, agreed, after_restore=after_restore)
        else:
            assert table is not None
            found = from_table(table, agreed, sheet, order)
        own = own_list(found.people, agreed, same=_split(same), apart=_split(apart))
        for line in _lines(found, own, words):
            click.echo(line)
        must_fit(own, agreed, opened.keys.verify_key)
        if dry or not (yes or piped or agreed_to(words("together_prepare.go_on"), words)):
            click.echo(words("together_prepare.nothing"))
            return
        out = prepare(opened, agreed, own, told=progress(words("together_prepare.blinding")))
        if book is not None:
            note(cases, agreed, len(found.people))
        leave(out, folder, words, opened.card.name)


def _lines(found: "Gathered", own: "Own", words: Words) -> list[str]:
    number = words.number
    said = [words("together_prepare.cases", cases=number(found.cases), people=number(len(found.people)))]
    for reason, count in found.left_out.items():
        text = words(f"together_left_out.{reason}")
        said.append(words("together_prepare.left_out", count=number(count), reason=text))
    if found.ignored:
        said.append(words("together_prepare.ignored", columns=", ".join(found.ignored)))
    if own.once:
        said += [words("together_prepare.twice", groups=number(len(own.once))), *_groups(own.once, words)]
    if own.unsure:
        said += [
            words("together_prepare.unsure", groups=number(len(own.unsure))),
            *_groups(own.unsure, words),
        ]
    if own.bare:
        said.append(words("together_prepare.bare", count=number(own.bare)))
    return said


def _groups(groups: Sequence[Sequence[str]], words: Words) -> list[str]:
    said = [words("together_prepare.group", refs=", ".join(refs)) for refs in groups[:SHOWN]]
    if len(groups) > SHOWN:
        said.append(words("together_prepare.group_more", count=words.number(len(groups) - SHOWN)))
    return said


def _split(texts: Sequence[str]) -> list[list[str]]:
    """References divided by commas."""
    return [[ref.strip() for ref in text.split(",") if ref.strip()] for text in texts]
