"""A conversation on the terminal: its lines are printed one below the other, each answer is a line that is typed."""

import sys
from typing import TYPE_CHECKING

import click

from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.asking.conversation import Conversation
    from varick.words import Words


TERMINAL = 4095
"""Bytes of a line that a terminal passes on; what is longer it drops without a word."""
PASTED = 0.05
"""Seconds within which the lines of a pasted paragraph follow each other."""


def say(lines: list[str]) -> None:
    """Lines of a form, to standard error: what a verb answers stands alone on standard output. No cursor is moved, no line is
    written over, so that a screen reader reads them in order."""
    for line in lines:
        click.echo("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line), err=True)


def read_line() -> str | None:
    """A line as typed, kept in no history; None at the end of the input."""
    click.echo("> ", err=True, nl=False)
    sys.stderr.flush()
    return _line()


def _line() -> str | None:
    try:
        line = sys.stdin.readline()
        line.encode()  # where the locale is not UTF-8, other bytes arrive as what cannot be kept
    except UnicodeError:
        raise VarickError("what was typed is not UTF-8 text; set the terminal to UTF-8") from None
    if not line:
        click.echo("", err=True)
        return None
    return line.rstrip("\r\n")


def talk(conversation: "Conversation") -> bool:
    """Hold it to its end; False where the input ended first (what was said is then in ``conversation``)."""
    say(conversation.open())
    try:
        while conversation.outcome == "going":
            line = read_line()
            if line is None:
                return False
            line, whole = _pasted(line, conversation)
            say(conversation.take(line) if whole else [conversation.words("casebook_form.line_cut")])
        return True
    finally:
        if _waiting():
            say([conversation.words("casebook_form.left_over")])
            _forget()


def _pasted(line: str, conversation: "Conversation") -> tuple[str, bool]:
    """The line with the rest of a paragraph that was pasted as the answer to a question for a text, as one; and whether the
    terminal passed all of it on. Without this the rest would answer the next questions."""
    question = conversation.question
    parts, whole = [line], _whole(line)
    while question is not None and question.kind == "text" and question.field is not None and _waiting():
        more = _line()
        if more is None:
            break
        parts.append(more)
        whole = whole and _whole(more)
    return " ".join(part for part in parts if part.strip()) if len(parts) > 1 else line, whole


def _whole(line: str) -> bool:
    return not sys.stdin.isatty() or len(line.encode()) < TERMINAL


def _waiting() -> bool:
    """Whether more was typed or pasted already; False where this cannot be seen."""
    import select

    try:
        return sys.stdin.isatty() and bool(select.select([sys.stdin], [], [], PASTED)[0])
    except (OSError, TypeError, ValueError):
        return False


def _forget() -> None:
    """What waits would go to the shell when this program ends, which would run it and keep it in its history."""
    try:
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    except (ImportError, OSError, TypeError, ValueError):
        return


def choose(choices: list[tuple[str, str]], words: "Words") -> str | None:
    """The code of a choice by its number; None where the line is empty or the input ends."""
    from varick.casebook.asking.question import numbered

    say(numbered(choices))
    while True:
        line = (read_line() or "").strip()
        if not line:
            return None
        if line.isascii() and line.isdigit() and 1 <= int(line[:6]) <= len(choices):
            return choices[int(line) - 1][0]
        say([words("casebook_form.number_again", last=str(len(choices)))])
