"""``varick together tally``: complete lists, first into the check that goes round once more, then into counts."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.options import language_option
from varick.cli.output import as_table, progress
from varick.cli.together.leaving import folder_option, leave
from varick.cli.together.opening import desk_argument, open_desk, piped_option
from varick.words import Words

if TYPE_CHECKING:
    from varick.together.tallying import Tally

FILE = "count.tally"


@click.command(
    epilog="Example: varick together tally desk list-*.hop-2.*. Where desk is that of the member who tallies; the files are "
    "the lists after the last hop, which is hop 2 of three members. Once more, with check.hop-2.*, when the check has been "
    "with every member."
)
@desk_argument
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@folder_option
@piped_option
@language_option
def command(desk: Path, files: tuple[Path, ...], folder: Path, piped: bool, lang: str) -> None:
    """Count the overlaps of all lists, at the desk of the member who tallies.

    With the complete lists alone it writes the check, which goes once round the ring. With the lists and the check that came
    back it finds the fictitious people in every list, measures on them how well rows are matched, takes them out, and counts
    the others. Only counts are written, to count.tally; which rows belong together never leaves memory. They are exact: keep
    the file where you keep cases, and publish what varick together release makes of it.
    """
    from varick.together.planted import planted_lists
    from varick.together.ring import check
    from varick.together.ring.lists import completed
    from varick.together.tallying import tally, write

    words = Words(lang)
    with open_desk(desk, words, piped) as opened:
        charter = opened.kept_charter()
        planted = planted_lists(charter).rows
        tell = progress(words("together_tally.checking"))
        complete = completed(opened, opened.keys, charter, files, planted, told=tell)
        if complete.check is None:
            out = check.begin(opened, opened.keys, charter, complete, planted, told=tell)
            click.echo(words("together_tally.check"))
            leave(out, folder, words, opened.card.name)
            return
        expected = check.finished(opened, opened.keys, charter, complete, planted)
        counted = tally(charter, complete.points, complete.cases, expected)
        write(counted, opened.keys, folder / FILE)
    for line in lines(counted, words):
        click.echo(line)
    click.echo(words("together_tally.written", file=str(folder / FILE)))


def lines(tally: "Tally", words: Words) -> list[str]:
    """What the tally says, for its terminal."""
    number = words.number
    heads = [*tally.lists, words("together_tally.people")]
    rows = [
        dict(zip(heads, ["x" if on else "" for on in pattern] + [number(count)], strict=True))
        for pattern, count in tally.counts.items()
    ]
    quality = tally.quality
    said = [
        words("together_tally.union", union=number(tally.union), several=number(tally.on_several)),
        as_table(rows, heads),
    ]
    if not quality.all_pairs:
        return [*said, words("together_tally.planted_none")]
    said.append(
        words(
            "together_tally.recall",
            people=number(quality.people),
            pairs=number(quality.all_pairs),
            found=number(quality.all_found),
            share=words.percent(quality.all_found / quality.all_pairs),
        )
    )
    said += [
        words(
            "together_tally.recall_pair",
            first=tally.lists[i],
            second=tally.lists[j],
            found=number(quality.found[i, j]),
            pairs=number(of),
        )
        for (i, j), of in quality.pairs.items()
    ]
    said.append(
        words(
            "together_tally.wrong",
            places=number(quality.places),
            real=number(quality.wrong_real),
            like=number(quality.wrong_like),
            planted=number(quality.wrong_planted),
        )
    )
    return [*said, words("together_tally.assumed")]
