"""The tally of a run: counts of the overlaps and how well planted people were linked; nothing of any row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from varick.together.charter.charter import ReleaseRule
from varick.together.linking import Counts
from varick.together.tallying.quality import Quality


@dataclass(frozen=True)
class Tally:
    """Counts that a run gave.

    ``charter``: its hash (hexadecimal); ``lists``: the members' names in ring order; ``tallied_by``: the place of the one who
    tallied; ``practices``, ``first`` and ``last``: what was counted; ``rows``: rows of each list with its filling; ``cases``:
    real cases of each list; ``counts``: people on exactly these lists, every pattern; ``rule``: what may be released.
    ``key``: the public key (32 bytes) with which the tally's file was signed; empty while it is not.
    """

    charter: str
    title: str
    lists: tuple[str, ...]
    tallied_by: int
    practices: tuple[str, ...]
    first: date
    last: date
    rows: int
    cases: tuple[int, ...]
    counts: Counts
    quality: Quality
    rule: ReleaseRule
    key: bytes = b""

    @property
    def k(self) -> int:
        """How many lists."""
        return len(self.lists)

    @property
    def union(self) -> int:
        """Different people on any list."""
        return sum(self.counts.values())

    @property
    def on_several(self) -> int:
        """People on two lists or more."""
        return sum(count for pattern, count in self.counts.items() if sum(pattern) > 1)

    def by_pattern(self) -> Mapping[str, int]:
        """The counts by patterns as texts: "101" is the first and the third list."""
        return {"".join("1" if on else "0" for on in pattern): n for pattern, n in self.counts.items()}
