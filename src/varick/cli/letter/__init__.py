"""``varick letter``: a letter read from a photograph or a scan, on this machine alone."""

import click

from varick.cli.lazy import Lazy

VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "What does the letter say, and what does it not say?": {
        "read": ("varick.cli.letter.read", "A photograph, scan or PDF into fields, for you to confirm."),
    },
}


@click.group(
    cls=Lazy,
    verbs=VERBS,
    epilog="Example: varick letter read --help. It says what is read, asked and kept.",
)
def command() -> None:
    """A letter read on this machine: nothing of it is sent anywhere, and nothing is kept unless you say where.

    Whether a letter is genuine cannot be told from an image, and is never said.
    """
