"""A file of the ring: statements and points, encrypted with age to the one member who gets it; read with every size bounded."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from varick.casebook.file.agefile import BEGINS, recipient
from varick.errors import VarickError
from varick.together.charter.card import Card
from varick.together.charter.charter import Charter
from varick.together.reading import beginning
from varick.together.ring.statement import Signed

if TYPE_CHECKING:
    import pyrage

MAGIC = b"varick together file 1\n"
LONGEST_STATEMENT = 8_192
"""Bytes of a signed statement of a list; ours have 2,000 to 3,000."""
LONGEST_CHECK = 16_384
"""Bytes of a signed statement of the check, with its proofs."""
_AGE_HEADER = 2_048
"""Bytes before the encrypted part; ours, to one recipient, have 130 to 320, since age adds a stanza of random length."""
_PIECE, _MORE = 1 << 16, 16
"""age encrypts pieces of so many bytes, each of which becomes so much longer."""


@dataclass(frozen=True)
class Contents:
    """What a file holds. ``lists``: one chain for a list on its way, the chains of all lists in a check; ``check``: the check's
    own chain; ``body``: the points."""

    lists: tuple[tuple[Signed, ...], ...]
    check: tuple[Signed, ...]
    body: bytes

    @property
    def last(self) -> Signed:
        """The statement of the member who sent the file."""
        return self.check[-1] if self.check else self.lists[0][-1]


def packed(contents: Contents) -> bytes:
    """The bytes before encryption."""
    head = _head(contents)
    return MAGIC + len(head).to_bytes(4, "big") + head + contents.body


def encrypted(data: bytes, to: Card) -> bytes:
    """The bytes that leave."""
    import pyrage

    return bytes(pyrage.encrypt(data, [recipient(to.recipient, to.name)]))


def _sizes(charter: Charter, kinds: int, points: int) -> tuple[int, int]:
    head = charter.k * (charter.k * LONGEST_STATEMENT + LONGEST_CHECK)
    return head, max(charter.rows * kinds, charter.k * points) * 32


def _largest(head: int, body: int) -> int:
    plain = len(MAGIC) + 4 + head + body
    return _AGE_HEADER + 16 + plain + _MORE * (plain // _PIECE + 1)


def opened(
    path: Path, identity: "pyrage.x25519.Identity", charter: Charter, kinds: int, points: int
) -> Contents:
    """What a file that came in holds; nothing of it is believed yet. ``points``: how many the check is about.

    Raises VarickError for a file that is too long, none of the ring's, not for this member, damaged, or not in canonical form.
    """
    import pyrage

    head, body = _sizes(charter, kinds, points)
    data = _read(path, _largest(head, body))
    if not data.startswith(BEGINS) or b"\n---" not in data[:_AGE_HEADER]:
        raise VarickError(
            f"{path.name}: not a file of varick together; give the file that the member before you sent"
        )
    try:
        plain = pyrage.decrypt(data, [identity])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise VarickError(
                f"{path.name}: not encrypted to this desk; give it to the member in its name, and take those for you"
            ) from None
        raise damaged(path) from None
    return unpacked(plain, path, head)


def unpacked(plain: bytes, path: Path, longest_head: int) -> Contents:
    """The parts. Raises VarickError for anything that `packed` did not write."""
    begin = len(MAGIC) + 4
    size = int.from_bytes(plain[len(MAGIC) : begin], "big")
    if not plain.startswith(MAGIC) or not 0 < size <= min(longest_head, len(plain) - begin):
        raise damaged(path)
    text, body = plain[begin : begin + size], plain[begin + size :]
    try:
        said: Any = json.loads(text)
        if (
            not isinstance(said, dict)
            or said.keys() != {"check", "lists"}
            or not isinstance(said["lists"], list)
        ):
            raise ValueError("head")
        contents = Contents(tuple(_chain(c) for c in said["lists"]), _chain(said["check"]), body)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise damaged(path) from None
    if _head(contents) != text or not contents.lists or not all(contents.lists):
        raise damaged(path)
    return contents


def damaged(path: Path) -> VarickError:
    """For whatever is not as Varick writes it."""
    return VarickError(f"{path.name}: damaged, or changed on the way; ask who sent it for the file again")


def _chain(said: Any) -> tuple[Signed, ...]:
    if not isinstance(said, list) or len(said) > 6:
        raise ValueError("chain")
    return tuple(Signed.from_json(one) for one in said)


def _head(contents: Contents) -> bytes:
    said: Mapping[str, Sequence[Any]] = {
        "check": [s.as_json() for s in contents.check],
        "lists": [[s.as_json() for s in chain] for chain in contents.lists],
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _read(path: Path, most: int) -> bytes:
    data = beginning(path, most)
    if len(data) > most:
        raise VarickError(
            f"{path.name}: over {most:,} bytes, longer than any file of this run; give the file that was sent to you"
        )
    return data
