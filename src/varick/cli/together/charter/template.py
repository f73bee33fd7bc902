"""``varick together charter template``: an empty table for an office without a casebook."""

from pathlib import Path

import click

from varick.cli.options import language_option
from varick.words import Words


@click.command(epilog="Example: varick together charter template count.charter cases.csv")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@language_option
def command(file: Path, out: Path, lang: str) -> None:
    """Write an empty CSV table with the columns that this charter needs; one case a row.

    A filled table holds names in clear: keep it on an encrypted disk, and delete it when the count is done. A casebook has all
    of this already.
    """
    from varick.together.charter.charter import Charter
    from varick.together.gathering.table import write_template

    words = Words(lang)
    write_template(out, Charter.read(file, whole=False))
    click.echo(words("together_charter.template", file=str(out)))
