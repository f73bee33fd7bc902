"""``varick together charter show``: what a charter says, and who has signed it."""

from pathlib import Path

import click

from varick.cli.options import language_option, text_format_option
from varick.cli.output import as_json
from varick.cli.together.charter.saying import lines
from varick.words import Words


@click.command(epilog="Example: varick together charter show count.charter --lang es")
@click.argument("file", type=click.Path(path_type=Path))
@text_format_option
@language_option
def command(file: Path, form: str, lang: str) -> None:
    """What a charter says, who has signed it, and its fingerprint, to be compared over the telephone. It needs no key."""
    from varick.together.charter import form as written
    from varick.together.charter.charter import Charter

    charter = Charter.read(file, whole=False)
    if form == "json":
        signed = [m.name for at, m in enumerate(charter.members) if at in charter.signatures]
        told = {"signed": signed, "missing": list(charter.missing), "hash": charter.hash.hex()}
        click.echo(as_json({"charter": written.as_json(charter), **told}))
        return
    for line in lines(charter, Words(lang)):
        click.echo(line)
