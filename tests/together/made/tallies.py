"""Invented tallies: counts that nobody counted, with or without the offices whose charter they are of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from offices import NAMES, SUPPRESS, Offices

from varick.together.charter.charter import ReleaseRule
from varick.together.linking import Counts, patterns
from varick.together.tallying import Quality, Tally
from varick.together.tallying.file import as_bytes, read_bytes

QUALITY = Quality(
    people=20,
    rows=45,
    pairs={(0, 1): 11, (0, 2): 10, (1, 2): 10},
    found={(0, 1): 9, (0, 2): 10, (1, 2): 8},
    places=36,
    wrong_real=1,
    wrong_like=1,
    wrong_planted=0,
    by_lists={2: (16, 13), 3: (15, 14)},
    alone=(26, 38, 2),
)


def in_order(counts: Sequence[int]) -> Counts:
    """Counts of the patterns 001, 010, 011, ... as a table of overlaps has them."""
    return dict(zip(sorted(patterns((len(counts) + 1).bit_length() - 1)), counts, strict=True))


def invented_tally(counts: Counts, rule: ReleaseRule = SUPPRESS) -> Tally:
    """A tally of three offices."""
    return Tally(
        charter="ab" * 32,
        title="Letters of an invented year",
        lists=NAMES[:3],
        tallied_by=2,
        practices=("call_in_letter",),
        first=date(2018, 1, 1),
        last=date(2018, 12, 31),
        rows=1000,
        cases=tuple(sum(n for pattern, n in counts.items() if pattern[at]) for at in range(3)),
        counts=counts,
        quality=QUALITY,
        rule=rule,
    )


def tally_of(offices: Offices, counts: Counts) -> Tally:
    """A tally under the charter of three offices, signed by the one that tallies."""
    charter = offices.charter
    made = replace(
        invented_tally(counts, charter.release),
        charter=charter.hash.hex(),
        title=charter.title,
        tallied_by=charter.tally,
    )
    return signed(offices, made)


def signed(offices: Offices, made: Tally) -> Tally:
    """A tally with the signature of who tallies."""
    return read_bytes(as_bytes(replace(made, key=b""), offices.tally.keys), "count.tally")
