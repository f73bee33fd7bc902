"""``varick together charter draft``: a charter from the members' cards."""

import secrets
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.options import language_option
from varick.cli.together.charter.saying import lines
from varick.errors import VarickError, did_you_mean
from varick.words import Words

if TYPE_CHECKING:
    from varick.together.charter.charter import ReleaseRule

PLANTED = 200
"""Fictitious people where nobody says otherwise: in three lists recall is then measured to about 4 points either way."""


@click.command(
    epilog="Example: varick together charter draft count.charter --title Letters --member invented-defenders.member --member "
    "imagined-road.member --member made-up-justice.member --tally made-up-justice --practice call_in_letter --from 2018-01-01 "
    "--to 2018-12-31 --rows 300"
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="What is counted, in a few words.")
@click.option(
    "--member",
    "cards",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    metavar="CARD",
    help="A member's card; give two to six, in the order in which files will travel.",
)
@click.option("--tally", required=True, metavar="NAME", help="The member who will compare the blinded lists.")
@click.option(
    "--practice",
    "practices",
    multiple=True,
    required=True,
    metavar="CODE",
    help="What is counted; may be given again.",
)
@click.option(
    "--from",
    "first",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="First day covered.",
)
@click.option(
    "--to", "last", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE", help="Last day covered."
)
@click.option(
    "--rows",
    type=int,
    required=True,
    help="Every list is padded to so many rows: more than the largest office's cases and the fictitious people together.",
)
@click.option(
    "--without",
    type=click.Choice(["birth_date", "precinct", "phone"]),
    multiple=True,
    help="A field that is not used for matching; names always are.",
)
@click.option(
    "--planted",
    type=int,
    default=PLANTED,
    show_default=True,
    help="Fictitious people, by whom errors are measured.",
)
@click.option(
    "--withhold-under",
    "threshold",
    type=int,
    help="Release no count under this number (default: 5, unless --epsilon).",
)
@click.option(
    "--epsilon", metavar="NUMBER", help="Release every count with noise of this epsilon instead, such as 1.0."
)
@language_option
def command(
    out: Path,
    title: str,
    cards: tuple[Path, ...],
    tally: str,
    practices: tuple[str, ...],
    first: datetime,
    last: datetime,
    rows: int,
    without: tuple[str, ...],
    planted: int,
    threshold: int | None,
    epsilon: str | None,
    lang: str,
) -> None:
    """Draft a charter. It counts for nothing until every member has signed it.

    Read each member's fingerprint out to them over the telephone: whoever exchanged a card on the way could otherwise
    read files that were meant for that member.
    """
    from varick.casebook.cases.fields import fields
    from varick.casebook.file import disk
    from varick.together.charter.card import Card, slug, tidy_name
    from varick.together.charter.charter import FIELDS, SEED, Charter
    from varick.together.preparing import room
    from varick.together.tokens.recipe import NEWEST

    words = Words(lang)
    known = fields()["practice"].choices
    for code in practices:
        if code not in known:
            raise VarickError(
                f"--practice {code[:60]!r}: no such practice{did_you_mean(code, known)}; there are {', '.join(known)}"
            )
    members = tuple(map(Card.read, cards))
    names = [member.slug for member in members]
    if slug(tally) not in names:
        raise VarickError(f"--tally {tally[:60]!r}: no member of that name{did_you_mean(slug(tally), names)}")
    charter = Charter(
        title=tidy_name(title),
        members=members,
        practices=tuple(sorted(set(practices))),
        first=first.date(),
        last=last.date(),
        fields=tuple(name for name in FIELDS if name not in without),
        recipe=NEWEST,
        rows=rows,
        tally=names.index(slug(tally)),
        release=_rule(threshold, epsilon),
        planted_seed=secrets.token_bytes(SEED),
        planted_count=planted,
    )
    if room(charter) < 1:
        raise VarickError(
            f"--rows {rows}: the fictitious people need {rows - room(charter)} of them; give that and a row for each case"
        )
    disk.free(out)
    charter.write(out)
    for line in lines(charter, words):
        click.echo(line)
    click.echo(words("together_charter.drafted", file=str(out)))


def _rule(threshold: int | None, epsilon: str | None) -> "ReleaseRule":
    from varick.together.charter.charter import ReleaseRule

    if epsilon is None:
        return ReleaseRule("suppress", threshold=5 if threshold is None else threshold)
    if threshold is not None:
        raise click.UsageError(
            "--withhold-under or --epsilon: one of them; both together would give counts back"
        )
    try:
        return ReleaseRule("noise", epsilon=Decimal(epsilon))
    except InvalidOperation:
        raise click.UsageError("--epsilon: a number such as 0.5 or 1.0") from None
