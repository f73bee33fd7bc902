"""``varick observe report``: one page of a log folder, with its numbers as CSV files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.observe.options import logdir_argument, options
from varick.cli.options import language_option
from varick.cli.output import progress

if TYPE_CHECKING:
    from varick.observe.store import Store


@click.command(
    epilog="Example: varick observe report log --out page. Open page/index.html in any browser; nothing is fetched.",
)
@options(
    logdir_argument,
    click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        required=True,
        help="The folder to write; an earlier page there is replaced.",
    ),
    language_option,
)
def command(store: "Store", out: Path, lang: str) -> None:
    """One page that reads on a phone, a desk and paper: what the folder holds and lacks, and what its numbers say.

    New York first where it is there; then months, what grew, what changed. Every number has its definition, its release
    and the command that gives it; a CSV file stands beside the page for each figure and table. It holds no row, and
    counts under 5 by who, place or day are withheld.
    """
    from varick.report.observed.page import record_page
    from varick.report.observed.write import write_record
    from varick.report.write import may_replace, may_write
    from varick.words import Words

    target = out.absolute()
    may_replace(target)
    may_write(target)
    words = Words(lang)
    record = record_page(store, str(store.path), words, progress("parts of the page"))
    click.echo(write_record(out, record, words))
    click.echo(words("demo.numbers", count=words.number(len(record.items))), err=True)
