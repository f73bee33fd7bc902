"""How a verb asks for the secret that opens a casebook: on the terminal, or from a pipe where the user says so."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.file.vault import Officers, PaperWords, Passphrase
    from varick.words import Words

SHORTEST = 12
"""Characters of a new passphrase."""
FEWEST = 6
"""Different ones among them: "aaaaaaaaaaaa" and "121212121212" are tried before anything else."""
TRIES = 3
"""Of a wrong secret on a terminal."""


@dataclass(frozen=True)
class Way:
    """How the user wants to open the casebook: with what (passphrase, words, officers), whose key, and asked where."""

    kind: str = "passphrase"
    label: str = ""
    piped: bool = False


def secret_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--with, --as, --secret-from-stdin; the command takes them as one `Way` named ``way``."""

    @functools.wraps(command)
    def taking(*arguments: Any, with_: str, as_: str, secret_from_stdin: bool, **named: Any) -> Any:
        return command(*arguments, way=Way(with_, as_, secret_from_stdin), **named)

    for option in reversed(
        [
            click.option(
                "--with",
                "with_",
                type=click.Choice(["passphrase", "words", "officers"]),
                default="passphrase",
                show_default=True,
                help="What opens the casebook.",
            ),
            click.option(
                "--as", "as_", default="", metavar="LABEL", help="Whose key, where one secret opens several."
            ),
            click.option(
                "--secret-from-stdin",
                is_flag=True,
                help="Read the secret from the first line of a pipe (the second officer's from the second), not the terminal.",
            ),
        ]
    ):
        taking = option(taking)
    return taking


book_argument = click.argument("book", type=click.Path(path_type=Path))
"""BOOK, the casebook's file."""


@contextmanager
def unlock(path: Path, words: "Words", way: Way) -> Iterator["Book"]:
    """The open casebook, after asking for its secret; on a terminal three times. At its end comes the reminder of what is due.

    Raises VarickError where there is no terminal to ask on, and as `Book.open` does.
    """
    from varick.cli.casebook.reminding import reminding

    protect(words)
    _ready(path, way.piped)
    with _opened(path, words, way) as book, reminding(book, words):
        yield book


def _opened(path: Path, words: "Words", way: Way) -> "Book":
    from varick.casebook.book import Book
    from varick.casebook.file.vault import WrongSecret

    for left in reversed(range(1 if way.piped else TRIES)):
        try:
            return Book.open(path, ask(words, way))
        except WrongSecret:
            if not left or not sys.stdin.isatty():
                raise
            click.echo(words("casebook_keys.again"), err=True)
    raise AssertionError("the last try returns or raises")


def protect(words: "Words") -> None:
    """Harden this process; a line on standard error where memory may reach a disk."""
    from varick.casebook.file.harden import harden

    if not harden():
        click.echo(words("casebook_keys.swap"), err=True)


def ask(words: "Words", way: Way) -> "Passphrase | PaperWords | Officers":
    """The secret as typed; nothing of it is shown. Raises VarickError where there is nobody to ask."""
    from varick.casebook.file.vault import Officers, PaperWords, Passphrase

    if way.kind == "passphrase":
        return Passphrase(typed(words("casebook_keys.ask_passphrase"), way.piped), way.label)
    if way.kind == "words":
        return PaperWords(_words(words("casebook_keys.ask_words"), way.piped), way.label)
    first = _words(words("casebook_keys.ask_officer", number="1"), way.piped)
    return Officers(first, _words(words("casebook_keys.ask_officer", number="2"), way.piped), way.label)


def new_passphrase(words: "Words", piped: bool) -> str:
    """A passphrase of at least twelve characters, typed twice on a terminal, read once from a pipe."""
    while True:
        text = typed(words("casebook_keys.ask_new", characters=str(SHORTEST)), piped)
        if len(text) < SHORTEST:
            problem = "casebook_keys.too_short"
        elif len(set(text.casefold())) < FEWEST:
            problem = "casebook_keys.too_simple"
        elif piped or typed(words("casebook_keys.ask_repeat"), piped) == text:
            return text
        else:
            problem = "casebook_keys.not_alike"
        if piped or not sys.stdin.isatty():
            raise VarickError(
                f"passphrase: fewer than {SHORTEST} characters, or few different ones; take five words that nobody would guess"
            )
        click.echo(
            words(problem, characters=str(SHORTEST)) if problem.endswith("short") else words(problem),
            err=True,
        )


def typed(question: str, piped: bool) -> str:
    """One secret line. Raises VarickError for an empty one, and where there is no terminal."""
    if piped:
        text = piped_line()
    else:
        ready_to_ask(piped)
        text = prompted(question, hide_input=True)
    if not text.strip():
        raise VarickError(
            "the secret is empty; type it, or pipe it as the first line with --secret-from-stdin"
        )
    return text


def piped_line() -> str:
    """The next line of the pipe; the one reader of it, because another would read ahead. Raises VarickError for bytes that are
    no UTF-8."""
    try:
        line = sys.stdin.readline().rstrip("\r\n")
        line.encode()
    except UnicodeError:
        raise VarickError("what came through the pipe is not UTF-8 text; pipe it as UTF-8") from None
    return line


def prompted(question: str, **how: Any) -> str:
    """A line from the terminal. Raises VarickError for bytes that are no UTF-8."""
    try:
        text = str(click.prompt(question, err=True, **how))
        text.encode()
    except UnicodeError:
        raise VarickError("what was typed is not UTF-8 text; set the terminal to UTF-8") from None
    return text


def asked(question: str, piped: bool) -> str:
    """A line that may be seen as it is typed; of a pipe the next one."""
    return (piped_line() if piped else prompted(question)).strip()


def _words(question: str, piped: bool) -> tuple[str, ...]:
    """Twelve words; on a terminal, what cannot be twelve words of a paper is said and asked again."""
    from varick.casebook.file.words import entropy

    for left in reversed(range(1 if piped else TRIES)):
        found = tuple(typed(question, piped).split())
        try:
            entropy(found)
        except VarickError as error:
            if not left:
                raise
            click.echo(f"varick: {error}", err=True)
        else:
            break
    return found


def _ready(path: Path, piped: bool) -> None:
    """Before anything is asked: is there a file, and somebody to ask?"""
    if not path.is_file():
        raise VarickError(
            f"{path}: there is no such file; check the name, or make one with varick casebook init"
        )
    ready_to_ask(piped)


def ready_to_ask(piped: bool) -> None:
    """Raises VarickError where a secret is neither piped nor can be asked for on a terminal."""
    if not piped and not sys.stdin.isatty():
        raise VarickError(
            "there is no terminal to ask for the secret on; run it on one, or pipe the secret with --secret-from-stdin"
        )
