"""``varick casebook drill``: prove that a backup opens, before it is needed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli import clock
from varick.cli.casebook.restore import backup_argument, by_words, findings, identity_option, seconds_said
from varick.cli.casebook.secret import Way, book_argument, secret_options
from varick.cli.options import language_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.keeping.drill import Drill


@click.command(
    epilog="Example: varick casebook drill office.casebook backups/casebook-2026-11-23.age. It asks for the twelve words."
)
@book_argument
@backup_argument
@identity_option
@click.option(
    "--scratch",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Where to try it (default: the system's folder for temporary files); what stands there meanwhile is encrypted.",
)
@secret_options
@language_option
def command(
    book: Path, backup: Path, identity: Path | None, scratch: Path | None, way: Way, lang: str
) -> None:
    """Restore a backup to a scratch place with the secret that you would have after a loss, check all of it, and say how long
    it took. The casebook records the drill, and reminds you when the last one is old.

    Use the paper words: they are what is left when passphrase and computer are gone.
    """
    from varick.casebook.book import Book
    from varick.casebook.keeping.drill import drill
    from varick.cli.casebook.reminding import reminding
    from varick.cli.casebook.secret import ask, protect

    words = Words(lang)
    way = by_words(way, identity)
    for file in (book, backup):
        if not file.is_file():
            raise VarickError(f"{file}: there is no such file; check the name")
    protect(words)
    secret = ask(words, way)
    with Book.open(book, secret) as opened, reminding(opened, words):
        done = drill(opened, backup, secret, clock.today(), identity=identity, scratch=scratch)
        for line in _lines(done, backup, words):
            click.echo(line)
    if not done.same_book:
        raise VarickError(
            f"{backup}: a sound backup, but of another casebook than {book}; the drill does not count"
        )
    if not done.sound:
        raise VarickError(
            f"{backup}: not sound; make a new backup now, hold the drill again, and keep this file"
        )


def _lines(done: "Drill", backup: Path, words: Words) -> list[str]:
    checked = done.checked
    said = findings(checked, words)
    if done.sound:
        counts = {
            "cases": words.number(checked.cases),
            "attachments": words.number(checked.attachments),
            "entries": words.number(checked.log.entries),
        }
        seconds = seconds_said(done.seconds, words)
        said.append(words("casebook_keeping.drill_passed", file=backup.name, seconds=seconds, **counts))
    if done.cases_now != checked.cases:
        said.append(words("casebook_keeping.drill_since", cases=words.number(done.cases_now)))
    if done.backup is not None:
        day = words.date(done.backup.day)
        said.append(words("casebook_keeping.drill_known", number=str(done.backup.number), day=day))
    else:
        said.append(words("casebook_keeping.drill_unknown"))
    took = {name: seconds_said(seconds, words) for name, seconds in checked.seconds.items()}
    steps = [
        words("casebook_keeping.step_decrypt", seconds=took["decrypt"]),
        words("casebook_keeping.step_open", seconds=took["open"]),
        words("casebook_keeping.step_pages", seconds=took["pages"]),
        words("casebook_keeping.step_log", seconds=took["log"]),
        words("casebook_keeping.step_cases", seconds=took["cases"]),
    ]
    if done.seconds >= 1:
        said.append(words("casebook_keeping.drill_steps", steps=", ".join(steps)))
    return [*said, words("casebook_keeping.drill_deleted")]
