"""The charter: who counts what, with which recipe, who tallies and what is released; refused unless every member signed it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Self

from varick.errors import VarickError
from varick.together.charter.card import Card, groups
from varick.together.keys import MemberKeys, good

FORMAT = 1
KIND = "varick together charter 1"
FIELDS = ("names", "birth_date", "precinct", "phone")
"""What tokens may be made of; names always are. There is no place for an official number or an address."""
MEMBERS = (2, 6)
MOST_ROWS = 200_000
MOST_PLANTED = 5_000
LEAST_THRESHOLD = 3
SEED = 32


@dataclass(frozen=True)
class ReleaseRule:
    """What the tally may release: cells under ``threshold`` withheld (kind "suppress"), or every cell with noise of a
    differential-privacy parameter ``epsilon`` (kind "noise"). Raises VarickError for any other."""

    kind: str
    threshold: int = 0
    epsilon: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.kind == "suppress":
            if not LEAST_THRESHOLD <= self.threshold <= 100 or self.epsilon:
                raise VarickError(
                    f"release: cells are withheld under {LEAST_THRESHOLD} to 100 cases; choose a number between"
                )
        elif self.kind == "noise":
            if self.threshold or not self.epsilon.is_finite() or not Decimal("0.01") <= self.epsilon <= 10:
                raise VarickError("release: epsilon is a number from 0.01 to 10; choose one between")
            if self.epsilon.as_tuple().exponent not in (0, -1, -2):
                raise VarickError("release: epsilon has at most two decimals; write it so")
        else:
            raise VarickError("release: the rule is suppress or noise; choose one of them")


@dataclass(frozen=True)
class Charter:
    """What every member signs. ``members`` stand in the order of the ring; ``tally`` is the place of the one who tallies.

    ``first`` to ``last``: the days covered, both included. ``recipe``: version of tokens, weights and threshold.
    ``rows``: how many rows every list has in its files. ``planted_seed`` (32 bytes) and ``planted_count``: the fictitious
    people. ``signatures``: place of a member -> its signature. Raises VarickError for what does not fit together.
    """

    title: str
    members: tuple[Card, ...]
    practices: tuple[str, ...]
    first: date
    last: date
    fields: tuple[str, ...]
    recipe: int
    rows: int
    tally: int
    release: ReleaseRule
    planted_seed: bytes = field(repr=False)
    planted_count: int
    signatures: Mapping[int, bytes] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        from varick.together.charter.checks import check

        check(self)

    @property
    def k(self) -> int:
        """How many members."""
        return len(self.members)

    @cached_property
    def canonical(self) -> bytes:
        """The bytes that are signed: JSON, keys sorted, no spaces, UTF-8."""
        from varick.together.charter.form import as_json

        return json.dumps(as_json(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @cached_property
    def hash(self) -> bytes:
        """BLAKE2b-256 of `canonical` (32 bytes)."""
        return blake2b(self.canonical, digest_size=32).digest()

    @property
    def fingerprint(self) -> str:
        """The first 128 bits of the hash in eight groups, to be read out over the telephone."""
        return groups(self.hash.hex()[:32])

    def place(self, verify_key: bytes) -> int:
        """The place in the ring of the member with this key. Raises VarickError where there is none."""
        for at, member in enumerate(self.members):
            if member.verify_key == verify_key:
                return at
        raise VarickError(
            "this desk is none of the charter's members; use the desk whose card went into it, or draft the charter again"
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the members who have not signed."""
        return tuple(m.name for at, m in enumerate(self.members) if at not in self.signatures)

    def signed_by(self, keys: MemberKeys) -> Self:
        """With this member's signature. Raises VarickError where it is no member."""
        return replace(
            self, signatures={**self.signatures, self.place(keys.verify_key): keys.sign(self._message)}
        )

    def with_signature(self, place: int, signature: bytes) -> Self:
        """With a signature that came with the file. Raises VarickError, naming the member, where it is not theirs."""
        member = self.members[place]
        if not good(member.verify_key, self._message, signature):
            raise VarickError(
                f"the signature of {member.name} is not of this charter; get the file again from them"
            )
        return replace(self, signatures={**self.signatures, place: signature})

    def must_be_signed(self) -> None:
        """Raises VarickError, naming who is missing, unless every member has signed."""
        if self.missing:
            raise VarickError(
                f"the charter is not signed by {', '.join(self.missing)}; nothing is done before every member has signed it"
            )

    @classmethod
    def read(cls, path: Path, *, whole: bool = True) -> Self:
        """The charter in a file. Raises VarickError for a file that is none, for a signature that is wrong, and, unless
        ``whole`` is False, where a signature is missing."""
        from varick.together.charter.form import read

        charter = read(path, cls)
        if whole:
            charter.must_be_signed()
        return charter

    def write(self, path: Path) -> None:
        """The charter with its signatures, in place of what stood there. Raises VarickError where it cannot be written."""
        from varick.together.charter.form import write

        write(self, path)

    @property
    def _message(self) -> bytes:
        return KIND.encode() + b"\0" + self.canonical
