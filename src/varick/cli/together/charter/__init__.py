"""``varick together charter``: what the members of a count agree on, and their signatures."""

import click

from varick.cli.lazy import Lazy

VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "Who takes part?": {
        "join": ("varick.cli.together.charter.join", "Make a desk, and a card with your public keys."),
    },
    "What do we agree on?": {
        "draft": ("varick.cli.together.charter.draft", "A charter from the members' cards, for all to read and sign."),
        "show": ("varick.cli.together.charter.show", "What a charter says, and who has signed it."),
        "sign": ("varick.cli.together.charter.sign", "Sign it; from then on your desk takes no other."),
        "template": ("varick.cli.together.charter.template", "An empty table, for an office without a casebook."),
    },
}  # fmt: skip


@click.group(
    cls=Lazy,
    verbs=VERBS,
    epilog="Example: varick together charter show count.charter. Where count.charter is what "
    "varick together charter draft made.",
)
def command() -> None:
    """The charter of a count: members, cases covered, recipe, padding, who tallies, what is released.

    Every member signs it. Nobody proceeds on a charter that differs by a byte.
    """
