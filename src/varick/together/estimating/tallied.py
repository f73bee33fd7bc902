"""The overlaps that a tally counted, with what its planted people tell of the links."""

from dataclasses import replace

from varick.errors import NoAnswer
from varick.together.estimating.table import Linkage, Overlaps, Publish
from varick.together.release import withheld
from varick.together.tallying.file import read_bytes
from varick.together.tallying.tally import Tally


def tallied(data: bytes, name: str) -> Overlaps:
    """The table in the bytes of a tally called `name`. Raises VarickError for a damaged one."""
    return overlaps_of(read_bytes(data, name))


def overlaps_of(tally: Tally) -> Overlaps:
    """The counts of a tally as a table of overlaps.

    What may be published of overlaps is what ``varick together release`` chose, once; a second choice beside it could give
    small counts away. So of this table a page may show the union, where a release shows it; all of it where no count is small
    enough to be withheld."""
    quality = tally.quality
    linkage = Linkage(
        pairs=quality.all_pairs,
        found=quality.all_found,
        wrong=quality.wrong,
        people=quality.people,
        rows=quality.rows,
        places=quality.places,
        by_lists=tuple((m, pairs, found) for m, (pairs, found) in sorted(quality.by_lists.items())),
        told=None if quality.alone is None else (quality.alone[0], quality.alone[2]),
    )
    by_pattern = tally.by_pattern()
    counts = [by_pattern[f"{cell:0{tally.k}b}"] for cell in range(1, 2**tally.k)]
    return replace(Overlaps.of(counts, tally.lists, linkage), publish=_publish(tally))


def _publish(tally: Tally) -> Publish:
    """What a release lets be told of the exact counts: nothing where all carry noise, or where the union is withheld too."""
    threshold = tally.rule.threshold
    if tally.rule.kind != "suppress":
        return "nothing"
    try:
        if withheld(tally.counts, threshold).union is None:
            return "nothing"
    except NoAnswer:
        return "nothing"
    small = any(count < threshold for count in (*tally.counts.values(), *tally.cases))
    return "union" if small else "all"
