"""Slots: each lets one secret reach the data key, and the data key can be changed without any of the secrets."""

import base64
import enum
import hashlib
import itertools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from varick.casebook.file.words import private_key, wrapping_key
from varick.errors import VarickError

KEY = 32
KINDS = ("passphrase", "words", "officers")
MOST = 24
"""Slots of one casebook."""
OFFICERS = 3
_MEMORY = (8_192, 1 << 30)
_OPS = (1, 12)
"""What a slot may ask of argon2id."""
MOST_WORK = 12 << 30
"""Passes times bytes that all slots of a header together may ask for, so that a hostile one costs a gigabyte and about a
minute before it is found to be none of ours. Our slots share one salt, and ask once for 3 times 256 MiB."""


class Cost(enum.Enum):
    """Work of argon2id: passes and bytes of memory. LIGHT is for tests."""

    NORMAL = (3, 256 << 20)
    LIGHT = (1, 8_192)


@dataclass(frozen=True)
class Passphrase:
    """A passphrase as typed. `label` chooses among slots that the same passphrase opens."""

    text: str = field(repr=False)
    label: str = ""


@dataclass(frozen=True)
class PaperWords:
    """The twelve recovery words."""

    words: tuple[str, ...] = field(repr=False)
    label: str = ""


@dataclass(frozen=True)
class Officers:
    """The words of two of the three officers, in any order."""

    first: tuple[str, ...] = field(repr=False)
    second: tuple[str, ...] = field(repr=False)
    label: str = ""


Secret = Passphrase | PaperWords | Officers


@dataclass(frozen=True)
class Slot:
    """One way in.

    `public` is the slot's X25519 key, to which the data key is sealed (`sealed`). `wrapped` holds the private key and the
    book's pin (32 bytes each, secretbox) under the secret: under "" for a passphrase or words, under "0-1", "0-2", "1-2" for
    each pair of officers. `salt`, `ops`, `memory` (bytes) are argon2id's, for a passphrase only. `label` says whose it is; it
    is not in the clear header.
    """

    id: str
    kind: str
    public: bytes
    sealed: bytes
    wrapped: Mapping[str, bytes]
    salt: bytes = b""
    ops: int = 0
    memory: int = 0
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        """Without its label."""
        found: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "public": _text(self.public),
            "sealed": _text(self.sealed),
            "wrapped": {name: _text(value) for name, value in self.wrapped.items()},
        }
        if self.kind == "passphrase":
            found |= {"salt": _text(self.salt), "ops": self.ops, "memory": self.memory}
        return found


def from_json(found: Any) -> Slot:
    """A slot of a header that may be hostile. Raises ValueError, TypeError or KeyError for anything unexpected."""
    kind = found["kind"]
    ops, memory, salt = (found["ops"], found["memory"], found["salt"]) if kind == "passphrase" else (0, 0, "")
    slot = Slot(
        id=str(found["id"])[:16],
        kind=kind,
        public=_bytes(found["public"]),
        sealed=_bytes(found["sealed"]),
        wrapped={str(name): _bytes(value) for name, value in dict(found["wrapped"]).items()},
        salt=_bytes(salt),
        ops=ops,
        memory=memory,
    )
    wraps = {"0-1", "0-2", "1-2"} if kind == "officers" else {""}
    sizes = (len(slot.public), len(slot.sealed), *map(len, slot.wrapped.values()))
    if kind not in KINDS or set(slot.wrapped) != wraps or set(sizes) != {KEY, 48 + KEY, 40 + 2 * KEY}:
        raise ValueError("slot")
    if kind == "passphrase" and not (
        type(ops) is int
        and type(memory) is int
        and _OPS[0] <= ops <= _OPS[1]
        and _MEMORY[0] <= memory <= _MEMORY[1]
        and len(slot.salt) == 16
    ):
        raise ValueError("argon2id")
    return slot


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def argon2id(passphrase: str, salt: bytes, ops: int, memory: int) -> bytes:
    """The 32-byte key of a passphrase (NFKC, UTF-8). Raises VarickError where the memory cannot be had."""
    from nacl import exceptions, pwhash

    # What a terminal sends that is no text of its encoding comes as lone surrogates, which UTF-8 has no bytes for.
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogateescape")
    try:
        return bytes(pwhash.argon2id.kdf(KEY, text, salt, opslimit=ops, memlimit=memory))
    except (MemoryError, exceptions.RuntimeError):
        raise VarickError(
            f"the passphrase needs {memory >> 20} MiB of memory to be checked, and they cannot be had; close other programs"
        ) from None


def subkey(key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (at most 16 letters), from which neither the key nor another can be found."""
    return hashlib.blake2b(b"", digest_size=KEY, key=key, person=purpose.encode("ascii")).digest()


def _pair(first: tuple[str, ...], second: tuple[str, ...]) -> bytes:
    return subkey(wrapping_key(first) + wrapping_key(second), "varick officers")


def random_id() -> str:
    """Eight hexadecimal digits."""
    from nacl.utils import random

    return bytes(random(4)).hex()


def sealed_to(public: bytes, data_key: bytes) -> bytes:
    """The data key, for the owner of the public key only."""
    from nacl.public import PublicKey, SealedBox

    return bytes(SealedBox(PublicKey(public)).encrypt(data_key))


def _unsealed(private: bytes, sealed: bytes) -> bytes | None:
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        return bytes(SealedBox(PrivateKey(private)).decrypt(sealed))
    except CryptoError:
        return None


def _wrap(key: bytes, private: bytes, pin: bytes) -> bytes:
    from nacl.secret import SecretBox

    return bytes(SecretBox(key).encrypt(private + pin))


def _unwrap(key: bytes, wrapped: bytes) -> bytes | None:
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        return bytes(SecretBox(key).decrypt(wrapped))
    except CryptoError:
        return None


def _slot(
    kind: str, label: str, private: bytes, wrapped: Mapping[str, bytes], data_key: bytes, **more: Any
) -> Slot:
    from nacl.public import PrivateKey

    public = bytes(PrivateKey(private).public_key)
    return Slot(random_id(), kind, public, sealed_to(public, data_key), wrapped, label=label, **more)


def passphrase_slot(
    text: str, label: str, data_key: bytes, pin: bytes, cost: tuple[int, int], salt: bytes = b""
) -> Slot:
    """A slot for a passphrase; its X25519 key is new. Slots may share a salt, so that one derivation tries them all."""
    from nacl.utils import random

    salt, private = salt or bytes(random(16)), bytes(random(KEY))
    ops, memory = cost
    wrapped = {"": _wrap(argon2id(text, salt, ops, memory), private, pin)}
    return _slot("passphrase", label, private, wrapped, data_key, salt=salt, ops=ops, memory=memory)


def words_slot(words: tuple[str, ...], label: str, data_key: bytes, pin: bytes) -> Slot:
    """A slot for recovery words; its X25519 key is derived from them, so a backup to it opens with the words alone."""
    private = private_key(words)
    return _slot("words", label, private, {"": _wrap(wrapping_key(words), private, pin)}, data_key)


def officers_slot(
    words: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], label: str, data_key: bytes, pin: bytes
) -> Slot:
    """A slot that any two of three people open together."""
    from nacl.utils import random

    private = bytes(random(KEY))
    pairs = itertools.combinations(range(OFFICERS), 2)
    wrapped = {f"{a}-{b}": _wrap(_pair(words[a], words[b]), private, pin) for a, b in pairs}
    return _slot("officers", label, private, wrapped, data_key)


def opened(slots: tuple[Slot, ...], secret: Secret) -> list[tuple[Slot, str, bytes, bytes]]:
    """(slot, which of its wraps, data key, pin) of each slot that the secret opens; none for a wrong one.

    A wrong passphrase costs one argon2id for each salt and cost among the slots, and never less than one.
    Raises VarickError where words are misspelt.
    """
    found = []
    for slot, keys in _candidates(slots, secret):
        for which, key in keys:
            both = _unwrap(key, slot.wrapped[which])
            data_key = both and _unsealed(both[:KEY], slot.sealed)
            if both and data_key:
                found.append((slot, which, data_key, both[KEY:]))
                break
    return found


def work(slots: tuple[Slot, ...]) -> int:
    """Passes times bytes of argon2id that trying one passphrase costs, for each salt and cost once."""
    costs = {(s.salt, s.ops, s.memory) for s in slots if s.kind == "passphrase"}
    return sum(ops * memory for _, ops, memory in costs)


def _candidates(slots: tuple[Slot, ...], secret: Secret) -> list[tuple[Slot, list[tuple[str, bytes]]]]:
    """Slots of the secret's kind, each with the (wrap, key) pairs to try."""
    if isinstance(secret, PaperWords):
        key = wrapping_key(secret.words)
        return [(s, [("", key)]) for s in slots if s.kind == "words"]
    if isinstance(secret, Officers):
        ways = [_pair(secret.first, secret.second), _pair(secret.second, secret.first)]
        return [
            (s, [(pair, key) for key in ways for pair in s.wrapped]) for s in slots if s.kind == "officers"
        ]
    mine = [s for s in slots if s.kind == "passphrase"]
    costs = {(s.salt, s.ops, s.memory) for s in mine} or {(bytes(16), *Cost.NORMAL.value)}
    keys = {cost: argon2id(secret.text, *cost) for cost in costs}
    return [(s, [("", keys[s.salt, s.ops, s.memory])]) for s in mine]
