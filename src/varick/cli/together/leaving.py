"""What leaves this machine, said in bytes and in words before it is written."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from varick.together.ring.outgoing import Outgoing
    from varick.words import Words

folder_option = click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=".",
    metavar="FOLDER",
    help="Where to write the file that leaves (default: here).",
)
"""--write, as ``folder``."""


def leave(out: "Outgoing", folder: Path, words: "Words", own: str = "") -> None:
    """Say what the file is, in words and in bytes; then write it. ``own``: this member's name, by which a file that
    stays with it is told. Raises VarickError as `Outgoing.write` does."""
    key, values = out.says
    stays = out.to == own
    head = "together_leaving.stays" if stays else "together_leaving.leaves"
    click.echo(words(head, file=out.name, to=out.to))
    click.echo(f"  {words(key, **values)}")
    click.echo(words("together_leaving.bytes", bytes=words.number(out.bytes), sha256=out.sha256))
    path = out.write(folder)
    if stays:
        kept = "together_leaving.kept_again" if out.again else "together_leaving.kept_written"
        click.echo(words(kept, path=str(path)))
    else:
        end = "together_leaving.again" if out.again else "together_leaving.written"
        click.echo(words(end, path=str(path), to=out.to))
