"""``varick together pass``: this member's step for each file that came, and the files that go on."""

from pathlib import Path

import click

from varick.cli.options import language_option
from varick.cli.output import progress
from varick.cli.together.leaving import folder_option, leave
from varick.cli.together.opening import desk_argument, open_desk, piped_option
from varick.words import Words


@click.command(
    epilog="Example: varick together pass desk list-2-of-3.hop-0.to-bronx.together. Where the file came from the member before "
    "you in the charter's order. What is written goes to the member whom its name says."
)
@desk_argument
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--charter",
    "signed",
    type=click.Path(path_type=Path),
    help="The charter, where this desk has not seen it with every signature yet.",
)
@folder_option
@piped_option
@language_option
def command(
    desk: Path, files: tuple[Path, ...], signed: Path | None, folder: Path, piped: bool, lang: str
) -> None:
    """Check each file that came in, blind its points with this desk's secret, shuffle the rows, and write the file for the next
    member.

    It says what leaves this machine, in words and in bytes, before it writes it. A file that was changed, comes out of turn
    or is not what its members signed is refused, with the name of the member. The same file again gives the same file again.
    With the last file, the check, the desk's secret is destroyed.
    """
    from varick.together.charter.charter import Charter
    from varick.together.planted import planted_lists
    from varick.together.ring.hop import passed

    words = Words(lang)
    given = Charter.read(signed) if signed else None
    with open_desk(desk, words, piped) as opened:
        if given is not None:
            opened.must_be_of(given)
        charter = opened.kept_charter()
        planted = planted_lists(charter).rows
        for path in files:
            tell = progress(words("together_ring.blinding"))
            before = opened.stage
            out = passed(opened, opened.keys, charter, path, planted, told=tell)
            if out.again:
                click.echo(words("together_ring.same", file=path.name))
            leave(out, folder, words, opened.card.name)
            if before != "finished" and opened.stage == "finished":
                click.echo(words("together_ring.destroyed"))
