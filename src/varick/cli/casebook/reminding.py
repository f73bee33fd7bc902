"""After each command on a casebook: that nobody has reviewed the Spanish, and what backup or drill is too long ago."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from varick.cli import clock

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.words import Words


@contextmanager
def reminding(book: "Book", words: "Words") -> Iterator[None]:
    """Say on standard error, after everything else that the command prints, what is to be known of its language and what is due
    at the end of the block: so a command that does what is due is not reminded of it."""
    try:
        yield
    finally:
        said = [*filter(None, [words.notice]), *_lines(book, words)]
        for line in reversed(said):  # what is asked for last is called first
            click.get_current_context().call_on_close(partial(click.echo, line, err=True))


def _lines(book: "Book", words: "Words") -> list[str]:
    """What is due, in words; nothing where the book cannot say, because it is being closed on an error."""
    import apsw

    from varick.casebook.keeping.reminders import reminders
    from varick.errors import VarickError

    try:
        due = reminders(book, clock.today())
    except (VarickError, apsw.Error):
        return []
    said = []
    for one in due:
        if one.what == "backup":
            never, before = "casebook_keeping.remind_no_backup", "casebook_keeping.remind_backup"
        else:
            never, before = "casebook_keeping.remind_no_drill", "casebook_keeping.remind_drill"
        said.append(words(never) if one.last is None else words(before, day=words.date(one.last)))
    return said
