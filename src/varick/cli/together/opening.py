"""How a verb opens a desk: its folder, its passphrase on the terminal or through a pipe, and its charter."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.casebook.secret import TRIES, protect, ready_to_ask, typed

if TYPE_CHECKING:
    from varick.together.desk import Desk
    from varick.words import Words

desk_argument = click.argument("desk", type=click.Path(path_type=Path))
"""DESK, the folder that `varick together charter join` made."""
piped_option = click.option(
    "--secret-from-stdin",
    "piped",
    is_flag=True,
    help="Read the desk's passphrase from the first line of a pipe, not the terminal.",
)
"""--secret-from-stdin, as ``piped``."""


@contextmanager
def open_desk(folder: Path, words: "Words", piped: bool) -> Iterator["Desk"]:
    """The open desk, after asking for its passphrase; on a terminal three times. Its keys are ``desk.keys``.

    Raises VarickError where there is no terminal to ask on, and as `Desk.open` and `MemberKeys.open` do.
    """
    from varick.together.desk import Desk
    from varick.together.keys import MemberKeys, WrongPassphrase

    sealed = Desk.sealed_keys(folder)
    ready_to_ask(piped)
    protect(words)
    for left in reversed(range(1 if piped else TRIES)):
        try:
            keys = MemberKeys.open(sealed, typed(words("together_desk.ask_passphrase"), piped))
        except WrongPassphrase:
            if not left or not sys.stdin.isatty():
                raise
            click.echo(words("together_desk.again"), err=True)
        else:
            break
    with Desk.open(folder, keys) as desk:
        yield desk
