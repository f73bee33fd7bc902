"""What a member signs of a file: what came in, what goes out, to whom, and the proof that one secret lies between."""

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from varick.together.charter.charter import Charter
from varick.together.keys import MemberKeys
from varick.together.ring import group, proof

LIST, CHECK = "varick together list 1", "varick together check 1"
MOST_SEALED = 4_096
"""Hexadecimal digits of what is sealed to the tally; ours have 550 to 950, for age adds a
stanza of random length."""
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True)
class Statement:
    """One hop of one file. All bytes are hexadecimal text, as they stand in the file.

    ``kind``: LIST or CHECK. ``charter``: its hash. ``list``: place of the owner (of the check: of the tally). ``hop``: from 0.
    ``member``, ``to``: places of who works and who gets the file. ``x``: the member's public point. ``rows``: rows of the file
    (of the check: points). ``sums``: of each column of what goes out (of the check: none). ``body``: the hash of what goes out.
    ``before``: the hash of the statement before (of the check's first: of the lists it is over). ``sealed``: for the tally
    only, at hop 0 of a list the number of cases, in the check the mask of the member's own list. ``proof``: one for each batch.
    """

    kind: str
    charter: str
    list: int
    hop: int
    member: int
    to: int
    x: str
    rows: int
    sums: tuple[str, ...]
    body: str
    before: str
    sealed: str = ""
    proof: str = ""

    @property
    def canonical(self) -> bytes:
        """JSON, keys sorted, no spaces."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()

    @property
    def hash(self) -> str:
        """What the next statement carries of this one (hexadecimal)."""
        return group.digest(b"varick tog state", self.canonical).hex()

    def context(self, batch: int = 0) -> bytes:
        """The context string of a proof of it: all that the statement says, but the proofs, and which of them it is."""
        return proof.context(replace(self, proof="").canonical, batch.to_bytes(4, "big"))

    @property
    def message(self) -> bytes:
        """What is signed."""
        return b"varick together statement 1\0" + self.canonical


@dataclass(frozen=True)
class Signed:
    """A statement with its member's signature (64 bytes)."""

    statement: Statement
    signature: bytes

    @classmethod
    def by(cls, keys: MemberKeys, statement: Statement) -> Self:
        """Sign."""
        return cls(statement, keys.sign(statement.message))

    def as_json(self) -> list[Any]:
        """As it stands in a file."""
        return [asdict(self.statement), self.signature.hex()]

    @classmethod
    def from_json(cls, said: Any) -> Self:
        """Raises ValueError for anything but a statement whose every part has the type and the largest size it can have."""
        if not isinstance(said, list) or len(said) != 2 or not isinstance(said[0], dict):
            raise ValueError("statement")
        found = dict(said[0])
        if found.keys() != {f.name for f in fields(Statement)} or not isinstance(found["sums"], list):
            raise ValueError("statement")
        for name in ("list", "hop", "member", "to", "rows"):
            if type(found[name]) is not int or not 0 <= found[name] < 1 << 31:
                raise ValueError(name)
        if found["kind"] not in (LIST, CHECK) or len(found["sums"]) > 8:
            raise ValueError("kind")
        for size, texts in (
            (64, [found["charter"], found["x"], found["body"], found["before"], *found["sums"]]),
            (128, [said[1]]),
        ):
            for text in texts:
                _hex(text, size, size)
        _hex(found["sealed"], 0, MOST_SEALED)
        _hex(found["proof"], 0, 64 * proof.SIZE)
        return cls(Statement(**{**found, "sums": tuple(found["sums"])}), bytes.fromhex(said[1]))


def _hex(text: Any, least: int, most: int) -> None:
    if not isinstance(text, str) or not least <= len(text) <= most or not _HEX.fullmatch(text):
        raise ValueError("hexadecimal")


def worker(charter: Charter, owner: int, hop: int) -> int:
    """The place of the member who makes hop ``hop`` (0 is the owner's own) of what begins at ``owner``."""
    return (owner + hop) % charter.k


def receiver(charter: Charter, owner: int, hop: int) -> int:
    """The place of who gets it after that hop."""
    return worker(charter, owner, hop + 1) if hop < charter.k - 1 else charter.tally
