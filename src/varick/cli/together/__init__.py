"""``varick together``: count across organisations without sharing a name, and say what cannot be known."""

import click

from varick.cli.lazy import Lazy

VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "What do we agree on?": {
        "charter": ("varick.cli.together.charter", "Who counts what, who tallies, what is released; signed by all."),
    },
    "How do we count without sharing a name?": {
        "prepare": ("varick.cli.together.prepare", "Your cases as blinded rows, for the next member of the ring."),
        "pass": ("varick.cli.together.pass_", "A file that came: checked, blinded again, for the next member."),
        "stop": ("varick.cli.together.stop", "Give a count up: this desk's secret is destroyed."),
    },
    "What did we count, and what may be said?": {
        "tally": ("varick.cli.together.tally", "The overlap of all lists, with this run's measured errors."),
        "release": ("varick.cli.together.release", "The counts as the charter says, and what was done to them."),
        "estimate": ("varick.cli.together.estimate", "What the overlaps can say of the whole, and what not."),
    },
}  # fmt: skip


@click.group(
    cls=Lazy,
    verbs=VERBS,
    epilog="Example: varick together charter join desk --name NAME. It begins a desk, which is this member's place in a "
    "count; the passphrase is asked for and never an argument.",
)
def command() -> None:
    """Count the union of several organizations' cases in files that travel by hand; no name leaves anybody's machine.

    The protocol awaits an outside cryptographer's review before real names are used.
    """
