"""Recovery words shown once, on a terminal, and asked for again so that the paper is known to be right."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.words import Words

ASKED = 3
"""Words of each paper that are asked for again."""
Paper = tuple[str, tuple[str, ...]]
"""Whose paper ("" where there is one only), and its words."""


def papers_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--words-language, --words-to-pipe."""
    for option in reversed(
        [
            click.option(
                "--words-language",
                type=click.Choice(["english", "spanish"]),
                help="Of the recovery words (default: that of --lang).",
            ),
            click.option(
                "--words-to-pipe",
                is_flag=True,
                help="For scripts: print the words alone to standard output, although it is no terminal.",
            ),
        ]
    ):
        command = option(command)
    return command


def check_can_show(words_to_pipe: bool) -> None:
    """Raises VarickError where recovery words would end in a file or pipe that the user did not ask for."""
    if not (words_to_pipe or sys.stdout.isatty()):
        raise VarickError(
            "recovery words are shown on a terminal only; run it on one without redirecting it, or say --words-to-pipe"
        )


def show_words(papers: Sequence[Paper], words: "Words", words_to_pipe: bool) -> None:
    """Each paper's words, one a line with its number; on a terminal, three of each are then asked for."""
    if words_to_pipe:
        for _, paper in papers:
            click.echo(" ".join(paper))
        return
    for whose, paper in papers:
        if whose and sys.stdin.isatty():
            _alone(whose, words)
        click.echo(words("casebook_keys.paper_of", name=whose) if whose else words("casebook_keys.paper"))
        for number, word in enumerate(paper, 1):
            click.echo(f"{number}. {word}")
        click.echo(words("casebook_keys.paper_care_of") if whose else words("casebook_keys.paper_care"))
        if sys.stdin.isatty():
            try:
                _confirm(paper, words)
            except click.Abort:
                click.echo(f"\n{words('casebook_keys.not_confirmed')}", err=True)
                raise


def close_window(words: "Words", words_to_pipe: bool) -> None:
    """The last line after recovery words on a terminal: they still stand above it."""
    if not words_to_pipe:
        click.echo(words("casebook_keys.close_window"))


def _alone(whose: str, words: "Words") -> None:
    """Wait for the one whose words come next, and clear what stands in the window, with what was scrolled out of it."""
    click.prompt(words("casebook_keys.alone", name=whose), default="", show_default=False, err=True)
    click.clear()
    click.echo("\x1b[3J", nl=False)


def _confirm(paper: tuple[str, ...], words: "Words") -> None:
    from secrets import SystemRandom

    from varick.casebook.file.words import alike

    for place in sorted(SystemRandom().sample(range(len(paper)), ASKED)):
        while not alike(
            click.prompt(words("casebook_keys.confirm", number=str(place + 1)), err=True), paper[place]
        ):
            click.echo(words("casebook_keys.not_that_word", number=str(place + 1)), err=True)
    click.echo(words("casebook_keys.confirmed"))
