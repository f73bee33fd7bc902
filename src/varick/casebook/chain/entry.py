"""One entry of the log: its public part, which anybody can check, and its body, sealed under the key of the case.

Each entry is signed with a key that is used once and then destroyed; the public key of the next entry stands in it.
So whoever holds the file today can write tomorrow's entries, and cannot write yesterday's again.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from nacl.bindings import crypto_sign_BYTES, crypto_sign_PUBLICKEYBYTES
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

from varick.errors import VarickError

HASH = 32
"""Bytes of a hash (BLAKE2b)."""
PUBLIC_KEY = crypto_sign_PUBLICKEYBYTES
SIGNATURE = crypto_sign_BYTES
BLOCK = 512
"""A body is padded to a multiple of so many bytes, so that its length does not tell what was done."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MINUTE = 4_000_000_000
"""Far beyond any clock; a file that says more is not one of Varick's."""
_PUBLIC = struct.Struct(f">QQQ{HASH}s{HASH}s{PUBLIC_KEY}s")
_CLOSING = struct.Struct(f">QQ{HASH}s")

Detail = str | int | list[str] | list[int]
"""What a body may say of an act: names of fields and counts, never what is in them."""


def digest(what: bytes, data: bytes) -> bytes:
    """BLAKE2b-256 of ``data``; ``what`` (at most 16 bytes) keeps hashes of different things apart."""
    return blake2b(data, digest_size=HASH, person=what).digest()


def minute_of(moment: datetime) -> int:
    """Whole minutes since 1970 (UTC); seconds are dropped. ``moment`` carries its time zone."""
    return (moment - EPOCH) // timedelta(minutes=1)


def moment_of(minute: int) -> datetime:
    """The moment (UTC) at which a minute begins. Raises VarickError where no calendar has it."""
    try:
        return EPOCH + timedelta(minutes=minute)
    except OverflowError as error:
        raise VarickError("the time of an entry is in no calendar; the log was changed") from error


@dataclass(frozen=True, slots=True)
class Genesis:
    """Where a log begins: the book's random name and the key that signs its first entry."""

    book: bytes
    first_key: bytes

    @property
    def hash(self) -> bytes:
        """What stands as "the entry before" in entry 1 (32 bytes)."""
        return digest(b"varick genesis", self.book + self.first_key)


@dataclass(frozen=True, slots=True)
class Entry:
    """The public part of an entry. ``minute``: since 1970, UTC. ``behind``: minutes by which the machine's clock
    stood behind the entry before, which then lends its time; so times never run backwards and nothing is hidden."""

    seq: int
    minute: int
    behind: int
    previous: bytes
    body_hash: bytes
    next_key: bytes
    signature: bytes

    @property
    def possible(self) -> bool:
        """Whether every part has the kind and size that Varick writes; what somebody changed may not."""
        numbers: list[object] = [self.seq, self.minute, self.behind]
        sizes: list[tuple[object, int]] = [
            (self.previous, HASH),
            (self.body_hash, HASH),
            (self.next_key, PUBLIC_KEY),
            (self.signature, SIGNATURE),
        ]
        return all(isinstance(n, int) and 0 <= n <= LAST_MINUTE for n in numbers) and all(
            isinstance(part, bytes) and len(part) == size for part, size in sizes
        )

    def must_be_possible(self) -> None:
        """Raises VarickError where a part is not `possible`."""
        if not self.possible:
            raise VarickError(
                f"entry {self.seq} of the log was changed; varick casebook verify names all that is wrong"
            )

    @property
    def signed(self) -> bytes:
        """The bytes under the signature. Raises VarickError where a part is not possible."""
        self.must_be_possible()
        return b"varick log entry 1\0" + _PUBLIC.pack(
            self.seq, self.minute, self.behind, self.previous, self.body_hash, self.next_key
        )

    @property
    def hash(self) -> bytes:
        """The hash that the next entry, the closing record and the head on paper carry (32 bytes)."""
        return digest(b"varick entry", self.signed + self.signature)

    def signed_by(self, key: bytes) -> bool:
        """Whether the signature is of this public key (32 bytes)."""
        return _good(key, self.signed, self.signature)


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a log that was written to a file: signed by the key of the entry that is still to come."""

    seq: int
    minute: int
    last: bytes
    signature: bytes

    @property
    def signed(self) -> bytes:
        """The bytes under the signature; they begin otherwise than those of an entry."""
        return b"varick log closing 1\0" + _CLOSING.pack(self.seq, self.minute, self.last)

    def signed_by(self, key: bytes) -> bool:
        """Whether the signature is of this public key (32 bytes)."""
        return _good(key, self.signed, self.signature)


def _good(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(message, signature)
    except (BadSignatureError, CryptoError, ValueError):
        return False
    return True


def signed_entry(
    secret: bytes, *, seq: int, minute: int, behind: int, previous: bytes, body: bytes, next_key: bytes
) -> Entry:
    """An entry over a sealed body, signed with the seed of an Ed25519 key (32 bytes)."""
    bare = Entry(seq, minute, behind, previous, body_hash(body), next_key, bytes(SIGNATURE))
    signature = SigningKey(secret).sign(bare.signed).signature
    return Entry(seq, minute, behind, previous, bare.body_hash, next_key, signature)


def signed_closing(secret: bytes, *, seq: int, minute: int, last: bytes) -> Closing:
    """The closing record after entry ``seq`` with hash ``last``."""
    bare = Closing(seq, minute, last, b"")
    return Closing(seq, minute, last, SigningKey(secret).sign(bare.signed).signature)


def public_key(secret: bytes) -> bytes:
    """The public key (32 bytes) of a seed (32 bytes)."""
    return bytes(SigningKey(secret).verify_key)


@dataclass(frozen=True, slots=True)
class Body:
    """What an entry is about: who, what was done, to which case, and which fields; never what stands in them.

    ``state``: a hash of the case as it lay in the file after the act, so that a case that was changed past the log is noticed.
    """

    actor: str
    action: str
    case: str | None
    detail: Mapping[str, Detail]
    state: str | None = None


def sealed(body: Body, key: bytes) -> bytes:
    """The body as JSON, padded to whole blocks and sealed (XSalsa20-Poly1305) under a key of 32 bytes."""
    said = {
        "actor": body.actor,
        "action": body.action,
        "case": body.case,
        "detail": dict(body.detail),
        "state": body.state,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    padding = -(len(text) + 4) % BLOCK
    return bytes(SecretBox(key).encrypt(struct.pack(">I", len(text)) + text + bytes(padding)))


def opened(data: bytes, key: bytes) -> Body | None:
    """The body behind sealed bytes; None where the key does not open them, or what is in them is none of Varick's."""
    try:
        padded = SecretBox(key).decrypt(data)
        said = json.loads(padded[4 : 4 + struct.unpack(">I", padded[:4])[0]])
        return Body(said["actor"], said["action"], said["case"], said["detail"], said["state"])
    except (CryptoError, ValueError, TypeError, KeyError, struct.error):
        return None


def body_hash(data: bytes) -> bytes:
    """The hash of a sealed body (32 bytes)."""
    return digest(b"varick body", data)
