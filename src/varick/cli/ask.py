"""Questions about one person, one by one on the terminal. Answers stay in memory; nothing is echoed to a file."""

import sys
from collections.abc import Mapping, Sequence

import click

from varick.model.kinds import Node
from varick.words import Words
from varick.words.nodes import capital, clause, thing


def ask(
    nodes: Sequence[Node],
    known: Mapping[str, str | bool],
    possible: Mapping[str, Sequence[str]],
    words: Words,
) -> dict[str, str | bool]:
    """An answer for each attribute that is not known and not skipped, out of those that are ``possible`` here.

    Questions go to standard error, so that the trace alone is on standard output; answers are read line by line without
    a history of lines. The end of the input ends the questions."""
    click.echo(words("ask.intro"), err=True)
    answers: dict[str, str | bool] = {}
    for node in nodes:
        if node.name in known:
            continue
        values = possible[node.name]
        what = capital(thing(words, node.name))
        click.echo("\n" + words("ask.question", what=what), err=True)
        for number, value in enumerate(values, 1):
            said = clause(words, node.name, value)
            click.echo("  " + words("ask.choice", number=str(number), answer=said), err=True)
        chosen = _number(len(values), words)
        if chosen is None:
            break
        if chosen:
            answers[node.name] = values[chosen - 1]
    click.echo("", err=True)
    return answers


def _number(last: int, words: Words) -> int | None:
    """The number that was typed, 0 for none, None at the end of the input."""
    while True:
        click.echo(words("ask.prompt"), err=True, nl=False)
        line = sys.stdin.readline()
        if not line:
            return None
        typed = line.strip()
        if not typed:
            return 0
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= last:
            return int(typed)
        click.echo(words("ask.again", last=str(last)), err=True)
