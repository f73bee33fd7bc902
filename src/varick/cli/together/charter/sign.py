"""``varick together charter sign``: a member's signature under a charter."""

from pathlib import Path

import click

from varick.cli.options import language_option
from varick.cli.together.charter.saying import lines
from varick.cli.together.opening import desk_argument, open_desk, piped_option
from varick.errors import VarickError
from varick.words import Words


@click.command(
    epilog="Example: varick together charter sign desk count.charter. Then the file goes to the next who has not signed."
)
@desk_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("copies", nargs=-1, type=click.Path(path_type=Path))
@piped_option
@language_option
def command(desk: Path, file: Path, copies: tuple[Path, ...], piped: bool, lang: str) -> None:
    """Sign a charter, in its file. From then on this desk takes no other charter. Until it has made its list,
    another may be signed in its place; after that, not until this count is done.

    The file goes round until all have signed. Or each signs a copy, and one member gathers the signatures: COPIES.
    """
    from varick.together.charter.charter import Charter

    words = Words(lang)
    charter = Charter.read(file, whole=False)
    for copy in copies:
        other = Charter.read(copy, whole=False)
        if other.hash != charter.hash:
            raise VarickError(f"{copy.name}: another charter than {file.name}; agree on one, and sign that")
        for place, signature in other.signatures.items():
            charter = charter.with_signature(place, signature)
    for line in lines(charter, words):
        click.echo(line)
    with open_desk(desk, words, piped) as opened:
        before = opened.charter
        replaced = opened.stage != "finished" and before not in (None, charter.hash)
        opened.agree(charter)
        charter = charter.signed_by(opened.keys)
        charter.write(file)
        said = {"file": str(file), "name": opened.card.name}
    click.echo(words("together_charter.has_signed", **said))
    if replaced:
        click.echo(words("together_charter.replaced"))
    if charter.missing:
        click.echo(words("together_charter.missing", names=words.listed(charter.missing)))
    else:
        click.echo(words("together_charter.whole"))
