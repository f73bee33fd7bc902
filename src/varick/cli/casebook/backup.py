"""``varick casebook backup``: write a backup, and keep the list of those that exist and of those who can open them."""

from datetime import date
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
    from varick.casebook.keeping.register import Backup


@click.command(
    epilog="Example: varick casebook backup office.casebook --to backups. The folder must be there; best it is on another disk."
)
@book_argument
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to write it.",
)
@click.option(
    "--list", "listing", is_flag=True, help="The backups that exist, and who can open the next one."
)
@click.option(
    "--add-recipient",
    "added",
    multiple=True,
    metavar="NAME=KEY",
    help="Also encrypt to this age public key (age1...).",
)
@click.option(
    "--remove-recipient", "removed", multiple=True, metavar="NAME", help="No longer encrypt to this one."
)
@click.option(
    "--destroyed",
    type=int,
    multiple=True,
    metavar="NUMBER",
    help="Note that every copy of this backup was destroyed.",
)
@click.option(
    "--remind-after", "days", type=int, metavar="DAYS", help="Remind of backup and drill after so many days."
)
@secret_options
@language_option
def command(
    book: Path,
    folder: Path | None,
    listing: bool,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    destroyed: tuple[int, ...],
    days: int | None,
    way: Way,
    lang: str,
) -> None:
    """Write the encrypted casebook once more into an age file: for the paper words and for recipients of your choice.

    The file is called casebook-DATE.age and says nothing else. With the paper words alone it opens on any computer: varick
    casebook restore. Keep two copies in two places, and hold a drill.
    """
    from varick.casebook.keeping import backup as backups
    from varick.casebook.keeping.reminders import set_after_days
    from varick.cli.casebook.secret import unlock

    words, today = Words(lang), clock.today()
    if not (folder or listing or added or removed or destroyed or days is not None):
        raise click.UsageError("say where to write it, --to FOLDER, or ask for --list")
    pairs = [_pair(text) for text in added]
    with unlock(book, words, way) as opened:
        for name, key in pairs:
            backups.add_recipient(opened, name, key)
            click.echo(words("casebook_keeping.recipient_added", name=name))
        for name in removed:
            backups.remove_recipient(opened, name)
            click.echo(words("casebook_keeping.recipient_removed", name=name))
        if destroyed:
            gone = backups.say_destroyed(opened, list(dict.fromkeys(destroyed)), today)
            click.echo(words("casebook_keeping.destroyed", files=", ".join(backup.file for backup in gone)))
        if days is not None:
            set_after_days(opened, days)
            click.echo(words("casebook_keeping.remind_set", days=str(days)))
        if folder is not None:
            _write(opened, folder, today, words)
        if listing:
            _list(opened, words)


def _pair(text: str) -> tuple[str, str]:
    name, equals, key = text.partition("=")
    if not equals or not name.strip():
        raise VarickError("--add-recipient: give a name and a key, such as counsel=age1...")
    return name.strip(), key.strip()


def _write(book: "Book", folder: Path, today: date, words: Words) -> None:
    from varick.casebook.keeping.backup import back_up

    made = back_up(book, folder, today)
    click.echo(words("casebook_keeping.backup_written", file=str(made.path), bytes=words.number(made.bytes)))
    click.echo(words("casebook_keeping.backup_opens", names=words.listed(made.to)))
    if made.beside:
        click.echo(words("casebook_keeping.backup_beside"))
    if made.earlier:
        click.echo(words("casebook_keeping.backup_earlier"))
        for backup in made.earlier:
            click.echo(backup_line(backup, words))


def _list(book: "Book", words: Words) -> None:
    from varick.casebook.keeping import register
    from varick.casebook.keeping.backup import readers

    opening = readers(book)
    standing = register.standing(book.vault.db)
    click.echo(
        words("casebook_keeping.backup_earlier") if standing else words("casebook_keeping.backup_none")
    )
    for backup in standing:
        click.echo(backup_line(backup, words))
    click.echo(words("casebook_keeping.readers"))
    for name, key in opening:
        click.echo(words("casebook_keeping.reader", name=name, public=key))


def backup_line(backup: "Backup", words: Words) -> str:
    """A backup as one line: number, file, day, how many keys open it."""
    said = {
        "number": str(backup.number),
        "file": backup.file,
        "day": words.date(backup.day),
        "recipients": str(backup.recipients),
    }
    if backup.state == "begun":
        return words("casebook_keeping.backup_line_begun", **said)
    return words("casebook_keeping.backup_line", **said)
