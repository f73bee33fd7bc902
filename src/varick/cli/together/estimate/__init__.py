"""``varick together estimate``: what the overlaps of lists say of the whole, side by side, and what they cannot say."""

import shlex
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.options import language_option
from varick.cli.output import FORMATS, as_csv, as_json, progress
from varick.words import LANGUAGES, Words

if TYPE_CHECKING:
    from varick.report.together import Source
    from varick.together.estimating.observation import Observation
    from varick.together.estimating.table import Overlaps

SEEN = click.IntRange(0, 1_000_000_000)


@click.command(epilog="Example: varick together estimate overlaps.csv --observed-low 6 --observed-high 11")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--observed-low", type=SEEN, help="At least so many people were seen on one occasion.")
@click.option("--observed-high", type=SEEN, help="At most so many (default: as at least).")
@click.option("--observed-documented", type=SEEN, help="People documented (default: those on any list).")
@click.option("--observed-shared-low", type=SEEN, help="At least so many of those seen are documented.")
@click.option("--observed-shared-high", type=SEEN, help="At most so many of them.")
@click.option("--quick", is_flag=True, help="Leave out the latent classes, which take seconds.")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write a page in two languages, with figures and CSV files, into this folder.",
)
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
def command(
    table: Path,
    quick: bool,
    folder: Path | None,
    form: str,
    lang: str,
    **observed: int | None,
) -> None:
    """How many people there are in all, those on no list included, by every method that may answer; or why none may.

    TABLE is a CSV with a column of 0 and 1 for each list and a column "count", or a tally. A tally brings what was measured
    on its planted people, and that error is in every interval; of its counts no more is shown than its charter lets be
    published. Estimates of a tally come from its exact counts: where small ones are withheld they are for whoever may
    know these, not for publication. It never gives one number.
    """
    from varick.cli.together.estimate import data, text
    from varick.report.together import may_be_shown, write_together
    from varick.report.write import may_replace, may_write
    from varick.together.estimating.coarse import coarse
    from varick.together.estimating.side_by_side import SLOW, estimate, methods_of
    from varick.together.estimating.table import read

    words = Words(lang)
    counted = read(table)
    seen = _seen(observed, counted)
    if folder is not None:  # before the work, not after it
        may_be_shown(counted)
        may_replace(folder.absolute())
        may_write(folder.absolute())
    chosen = [name for name in methods_of(counted.k) if not quick or name not in SLOW]
    found = estimate(counted, only=chosen, tell=progress(words("together_estimate.working")))
    if folder is not None:
        checks = None if seen is None else lambda words: list(text.observed(found, seen, words))
        langs = (lang, *(other for other in LANGUAGES if other != lang))
        source = _source(table, folder, observed, quick, lang)
        click.echo(write_together(folder, found, source, checks=checks, langs=langs), err=True)
    told = found if counted.whole else coarse(found)
    if form == "json":
        click.echo(as_json(data.answer(told, seen)))
    elif form == "csv":
        click.echo(as_csv(list(data.rows(told)), data.COLUMNS), nl=False)
    else:
        for line in text.lines(told, seen, table.name, words):
            click.echo(line)


def _seen(observed: Mapping[str, int | None], counted: "Overlaps") -> "Observation | None":
    """The observation in the options; None where there is none."""
    from varick.together.estimating.observation import Observation

    low, high = observed["observed_low"], observed["observed_high"]
    documented = observed["observed_documented"]
    if low is None:
        if any(number is not None for number in observed.values()):
            raise click.UsageError("an observation needs --observed-low, how many people were seen at least")
        return None
    if documented is None:
        if counted.publish == "nothing":
            raise click.UsageError(
                "--observed-documented: give how many; of this tally it may not be told how many people are on any list"
            )
        documented = counted.union
    return Observation.of(
        low,
        low if high is None else high,
        documented,
        observed["observed_shared_low"],
        observed["observed_shared_high"],
    )


def _source(
    table: Path, folder: Path, observed: Mapping[str, int | None], quick: bool, lang: str
) -> "Source":
    """The table's file and the command that makes the page again."""
    from varick.report.together import Source

    said = ["varick", "together", "estimate", table.name]
    for name, number in observed.items():
        if number is not None:
            said += [f"--{name.replace('_', '-')}", str(number)]
    said += ["--quick"] if quick else []
    said += ["--write", folder.absolute().name]
    said += [] if lang == LANGUAGES[0] else ["--lang", lang]
    return Source(table.name, sha256(table.read_bytes()).hexdigest(), shlex.join(said))
