"""``varick together release``: what of a tally may be published, and the statement of what was done."""

from pathlib import Path

import click

from varick.cli.options import language_option
from varick.cli.output import agreed_to
from varick.cli.together.opening import desk_argument, open_desk, piped_option
from varick.words import Words


@click.command(
    epilog="Example: varick together release desk count.tally --write published. Where desk is that of the member who tallied, "
    "and published is a folder that does not exist yet."
)
@desk_argument
@click.argument("tally", type=click.Path(path_type=Path))
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="A new folder for the tables and the statement.",
)
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@piped_option
@language_option
def command(desk: Path, tally: Path, folder: Path, yes: bool, piped: bool, lang: str) -> None:
    """Publish the counts as the charter says: small ones withheld and those that would tell them, or all with noise.

    One count is released once. Asked for again, the same files are written, whatever the day; a second release of another
    count under the same charter is refused. What is published is said, in words and in bytes, before it is written.
    """
    from varick.cli.clock import today
    from varick.together.release import release
    from varick.together.tallying import read

    words = Words(lang)
    counted = read(tally)
    with open_desk(desk, words, piped) as opened:
        made = release(opened, counted, today())
    if made.again:
        click.echo(words("together_publish.again"))
    for name, data in made.files.items():
        click.echo(words("together_publish.file", file=name, bytes=words.number(len(data))))
    for line in made.said(lang):
        click.echo(line)
    if not (yes or piped or agreed_to(words("together_publish.go_on"), words)):
        click.echo(words("together_publish.nothing"))
        return
    made.write(folder)
    click.echo(words("together_publish.written", folder=str(folder)))
