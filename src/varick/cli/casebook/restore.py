"""``varick casebook restore``: a casebook from a backup, on this or a new computer."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.casebook.secret import Way, secret_options
from varick.cli.options import language_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.checking import Checked

backup_argument = click.argument("backup", type=click.Path(path_type=Path))
"""BACKUP, an age file of varick casebook backup."""
identity_option = click.option(
    "--identity",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A recipient's age secret key decrypts the backup; the casebook inside still asks for a secret of its own.",
)
"""--identity."""


@click.command(
    epilog="Example: varick casebook restore backups/casebook-2026-11-23.age --to restored.casebook. "
    "It asks for the twelve words."
)
@backup_argument
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="BOOK",
    help="The casebook to make; nothing may stand there.",
)
@identity_option
@secret_options
@language_option
def command(backup: Path, target: Path, identity: Path | None, way: Way, lang: str) -> None:
    """Make a casebook from a backup: with the paper words alone, or with a recipient's age key and one of the book's secrets.

    Everything in it is read and checked before it gets its name. Nothing that stands there is ever replaced.
    """
    from varick.casebook.chain.entry import moment_of
    from varick.casebook.keeping.restore import restore
    from varick.cli.casebook.secret import ask, protect

    words = Words(lang)
    way = by_words(way, identity)
    if not backup.is_file():
        raise VarickError(f"{backup}: there is no such file; give a file of varick casebook backup")
    protect(words)
    done = restore(backup, target, ask(words, way), identity)
    counts = {"cases": words.number(done.cases), "attachments": words.number(done.attachments)}
    seconds = seconds_said(sum(done.seconds.values()), words)
    click.echo(
        words(
            "casebook_keeping.restored",
            file=str(target),
            entries=words.number(done.log.entries),
            seconds=seconds,
            **counts,
        )
    )
    for line in findings(done, words):
        click.echo(line)
    if done.log.last is not None:
        day = words.date(moment_of(done.log.last.minute).astimezone().date())
        click.echo(words("casebook_keeping.restored_since", day=day))
    click.echo(words("casebook_keeping.restored_next"))
    click.echo(words("casebook_keeping.restored_paper"))
    if words.notice:
        click.echo(words.notice, err=True)


def by_words(way: Way, identity: Path | None) -> Way:
    """A backup is opened with the paper words, unless somebody says otherwise or brings an age key."""
    source = click.get_current_context().get_parameter_source("with_")
    if identity is None and source is click.core.ParameterSource.DEFAULT:
        return replace(way, kind="words")
    return way


def findings(done: "Checked", words: Words) -> list[str]:
    """What the check of a restored casebook found, as lines."""
    if done.sound:
        return [words("casebook_keeping.check_sound")]
    said = [words("casebook_keeping.check_wrong", wrong=", ".join(done.wrong))] if done.wrong else []
    return said + ([] if done.log.sound else [words("casebook_keeping.check_log_wrong")])


def seconds_said(seconds: float, words: Words) -> str:
    """Seconds with one decimal, and never a false zero."""
    if seconds < 0.1:
        return words("casebook_keeping.under", seconds=words.number(0.1, 0.1))
    return words.number(seconds, 0.1)
