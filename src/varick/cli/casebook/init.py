"""``varick casebook init``: make a casebook, and say what it protects against and what not."""

import os
from pathlib import Path

import click

from varick.cli.casebook.papers import check_can_show, close_window, papers_options, show_words
from varick.cli.casebook.secret import SHORTEST, book_argument, new_passphrase, protect, ready_to_ask
from varick.cli.options import language_option
from varick.errors import VarickError
from varick.words import Words

RETAIN = "retain_months"
"""What `Book.meta` calls the months for which a case is kept unless its form says otherwise."""

COMPELLED = (
    "casebook_compelled.order",
    "casebook_compelled.opened",
    "casebook_compelled.closed",
    "casebook_compelled.least",
    "casebook_compelled.purge",
    "casebook_compelled.privilege",
    "casebook_compelled.person",
    "casebook_compelled.lost",
)
"""What is said before a casebook is made."""


@click.command(
    epilog='Example: varick casebook init office.casebook --organization "Our office" --as Ana. It asks for a passphrase of '
    f"at least {SHORTEST} characters, and prints twelve recovery words to be written on paper."
)
@book_argument
@click.option(
    "--organization", "--organisation", "organisation", required=True, metavar="NAME", help="Whose cases."
)
@click.option(
    "--as", "label", required=True, metavar="NAME", help="Whose passphrase; the log says this name acted."
)
@click.option(
    "--retain-months",
    type=click.IntRange(1, 1200),
    default=24,
    show_default=True,
    help="How long a case is kept unless you say otherwise for it.",
)
@papers_options
@click.option(
    "--secret-from-stdin", "piped", is_flag=True, help="Read the passphrase from the first line of a pipe."
)
@language_option
def command(
    book: Path,
    organisation: str,
    label: str,
    retain_months: int,
    words_language: str | None,
    words_to_pipe: bool,
    piped: bool,
    lang: str,
) -> None:
    """Make an encrypted casebook, in one file.

    First it says what your organization can be made to open. Then it asks for a passphrase, and shows the recovery words,
    once: whoever has them opens the casebook, and without passphrase and words nobody does, we neither.
    """
    words = Words(lang)
    _place(book)
    organisation, label = _named(organisation, "--organization"), _named(label, "--as")
    ready_to_ask(piped)
    check_can_show(words_to_pipe)
    protect(words)
    for line in _compelled(words):
        click.echo(line, err=words_to_pipe)
    language = words_language or {"es": "spanish"}.get(lang, "english")
    passphrase = new_passphrase(words, piped)
    from varick.casebook.book import Book
    from varick.casebook.chain.paper import head_of
    from varick.cli.casebook.verify import show_head

    opened, paper = Book.create(
        book, organisation=organisation, passphrase=passphrase, label=label, words_language=language
    )
    with opened:
        opened.set_meta(RETAIN, str(retain_months))
        head = head_of(opened.log.last())
    click.echo(words("casebook_keys.made", file=str(book)), err=words_to_pipe)
    show_words([("", paper)], words, words_to_pipe)
    show_head(head, words, err=words_to_pipe)
    click.echo(words("casebook_keys.next", file=str(book)), err=words_to_pipe)
    close_window(words, words_to_pipe)


def _compelled(words: Words) -> list[str]:
    """What this file gives up, and to whom, before anything is in it."""
    lines = [f"  - {words(line)}" for line in COMPELLED]
    return [words("casebook_keys.compelled"), *lines, *filter(None, [words.notice]), ""]


def _place(book: Path) -> None:
    if os.path.lexists(book):
        raise VarickError(f"{book}: there is something of that name already; choose another name")
    if not book.absolute().parent.is_dir():
        raise VarickError(f"{book}: there is no folder {book.parent}; make it first")


def _named(text: str, option: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise VarickError(f"{option}: give a name of at most 200 letters")
    return name
