"""The header of a casebook: two copies of the same text, each sealed by a checksum, so that a torn write leaves one."""

import hashlib
import struct
from typing import Protocol

from varick.casebook.file.container import HEAD
from varick.errors import VarickError

MAGIC = b"varick casebook\n"
COPY = HEAD // 2
DIGEST = 32
_FIXED = struct.Struct("<16sQI")
ROOM = COPY - _FIXED.size - DIGEST
"""Bytes for the text."""


class Place(Protocol):
    """Where a header is kept: a `Shifted` file."""

    def raw(self, offset: int, amount: int) -> bytes:
        """Read."""

    def put(self, offset: int, data: bytes) -> None:
        """Write through to the disk."""


def packed(generation: int, text: bytes) -> bytes:
    """One copy: magic, generation, length, text, zeros, BLAKE2b of all of it."""
    if len(text) > ROOM:
        raise VarickError("the casebook's header is full; remove a key that is not used any more")
    body = (_FIXED.pack(MAGIC, generation, len(text)) + text).ljust(COPY - DIGEST, b"\0")
    return body + hashlib.blake2b(body, digest_size=DIGEST).digest()


def unpacked(copy: bytes) -> tuple[int, bytes] | None:
    """(generation, text) of a copy, or None where it is not sound."""
    if len(copy) != COPY:
        return None
    body, digest = copy[:-DIGEST], copy[-DIGEST:]
    magic, generation, length = _FIXED.unpack_from(body)
    if magic != MAGIC or length > ROOM or hashlib.blake2b(body, digest_size=DIGEST).digest() != digest:
        return None
    return generation, body[_FIXED.size : _FIXED.size + length]


def read(place: Place, name: str) -> tuple[bytes, bool]:
    """(text, whether both copies are sound and alike) of the newest sound copy. Raises VarickError where neither is sound."""
    raw = _both(place)
    copies = [unpacked(copy) for copy in raw]
    sound = [copy for copy in copies if copy is not None]
    if not sound:
        if any(copy.startswith(MAGIC) for copy in raw):
            raise VarickError(
                f"{name}: the header of this casebook is damaged or cut off; restore it from a backup"
            )
        raise VarickError(f"{name}: not a casebook; make one with varick casebook init")
    return max(sound)[1], copies[0] == copies[1]


def write(place: Place, text: bytes) -> None:
    """Both copies, one after the other, each on the disk before the next is begun: at any moment one of them is whole.

    They are one generation newer than what is there. The older or broken copy goes first, so a disk that fails in between
    leaves the newer. Raises VarickError where the text does not fit.
    """
    generations = [0 if copy is None else copy[0] for copy in map(unpacked, _both(place))]
    new = packed(max(generations) + 1, text)
    order = (COPY, 0) if generations[0] > generations[1] else (0, COPY)
    for offset in order:
        place.put(offset, new)


def _both(place: Place) -> tuple[bytes, bytes]:
    return place.raw(0, COPY), place.raw(COPY, COPY)
