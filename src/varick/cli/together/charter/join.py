"""``varick together charter join``: a desk and a card."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.casebook.secret import SHORTEST, new_passphrase, protect, ready_to_ask
from varick.cli.options import language_option
from varick.cli.together.opening import desk_argument, open_desk, piped_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.together.charter.card import Card
    from varick.together.keys import MemberKeys


@click.command(
    epilog='Example: varick together charter join desk --name "Invented Defenders". It asks for a new passphrase of at least '
    f"{SHORTEST} characters, and writes the desk and invented-defenders.member."
)
@desk_argument
@click.option(
    "--name", required=True, metavar="NAME", help="The organization's name, as the others will see it."
)
@click.option(
    "--card",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the card (default: beside the desk, by the name).",
)
@piped_option
@language_option
def command(desk: Path, name: str, target: Path | None, piped: bool, lang: str) -> None:
    """Make a desk: the folder that keeps this member's keys and what it has seen and written, sealed by a passphrase.

    The card holds public keys only. Give it to whoever drafts the charter, and read its fingerprint out over the telephone.
    For a desk that is there already, the card is written again.
    """
    from varick.casebook.file import disk
    from varick.together.charter.card import Card, checked_name, slug, tidy_name
    from varick.together.desk import Desk
    from varick.together.keys import MemberKeys

    words = Words(lang)
    name = tidy_name(name)
    checked_name(name)
    place = target or desk.parent / f"{slug(name)}.member"
    if desk.is_dir():
        with open_desk(desk, words, piped) as opened:
            if opened.card.name != name:
                raise VarickError(
                    f'{desk}: the desk of "{opened.card.name}"; give that name, or another folder'
                )
            _handed_over(opened.card, opened.keys, place, desk, words)
        return
    disk.free(place)  # before there is a desk whose card cannot be written
    if not place.parent.is_dir():
        raise VarickError(f"{place}: there is no folder of that name; choose another place")
    ready_to_ask(piped)
    protect(words)
    keys = MemberKeys.create(new_passphrase(words, piped))
    card = Card.of(name, keys)
    with Desk.create(desk, keys, card):
        _handed_over(card, keys, place, desk, words)


def _handed_over(card: "Card", keys: "MemberKeys", place: Path, desk: Path, words: Words) -> None:
    """Write the card, unless it lies there, and say what it is for."""
    if not (place.is_file() and card.same(place)):
        card.write(place, keys)
    click.echo(words("together_charter.joined", desk=str(desk), name=card.name))
    click.echo(words("together_charter.card", file=str(place), fingerprint=card.fingerprint))
    click.echo(words("together_charter.no_paper"))
