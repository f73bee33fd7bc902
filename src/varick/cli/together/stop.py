"""``varick together stop``: a count given up, and this desk's secret destroyed."""

from pathlib import Path

import click

from varick.cli.options import language_option
from varick.cli.output import agreed_to
from varick.cli.together.opening import desk_argument, open_desk, piped_option
from varick.words import Words


@click.command(
    epilog="Example: varick together stop desk --yes. Where a file was refused for good, or a member does not go on; then all "
    "members stop, and agree on a new charter."
)
@desk_argument
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@piped_option
@language_option
def command(desk: Path, yes: bool, piped: bool, lang: str) -> None:
    """Give the count up that this desk is in: its secret is destroyed, and another charter can be signed.

    A count that is never finished would leave each member's secret on its desk. What this desk has sent stays unreadable to
    whoever has it. It cannot be undone.
    """
    words = Words(lang)
    with open_desk(desk, words, piped) as opened:
        if opened.stage == "finished":
            click.echo(words("together_stop.finished"))
            return
        if not (yes or piped or agreed_to(words("together_stop.go_on"), words)):
            click.echo(words("together_stop.nothing"))
            return
        opened.give_up()
    click.echo(words("together_stop.done"))
