"""``varick observe export``: the event log for other tools."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.observe.options import logdir_argument, release_option
from varick.cli.options import language_option
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store


@click.command(
    epilog="Example: varick observe export log --to log.xes.gz. PM4Py, ProM, Disco and Celonis read XES; tools for "
    "object-centric logs read OCEL 2.0."
)
@logdir_argument
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The file to write; its end says what: .xes, .xes.gz, .sqlite, .jsonocel, .xmlocel (OCEL 2.0) or .parquet.",
)
@release_option
@language_option
def command(store: "Store", target: Path, release: str | None, lang: str) -> None:
    """Write the event log of a log folder, or of varick simulate --log, as XES, OCEL 2.0 or Parquet.

    What was exported can be imported again and is the same log. The file holds rows, not counts: real, unnamed people,
    one event each. It is for your own work; publish figures made of it, never the file.
    """
    from varick.observe.export import export

    words = Words(lang)
    done = export(store, target, release)
    figures = {"events": words.number(done.events), "persons": words.number(done.persons)}
    click.echo(words("observe_formats.written", file=str(target), **figures))
    click.echo(words("observe_formats.simulated" if done.simulated else "observe_formats.rows"), err=True)
