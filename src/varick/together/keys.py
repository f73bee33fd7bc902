"""The keys of one member: a signing key, an age identity and the key of its desk, from one seed behind a passphrase.

The seed is wrapped as a casebook wraps its data key (argon2id, secretbox). There are no recovery words: who forgets the
passphrase of a desk begins the count again with a new one, and loses no case.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from varick.casebook.file import slots
from varick.casebook.file.slots import Cost
from varick.casebook.file.words import age_identity
from varick.errors import VarickError

if TYPE_CHECKING:
    import pyrage
    from nacl.signing import SigningKey

SEED = 32
LONGEST = 4_096
"""Bytes of a member's keys as they lie in its desk; ours have 700."""
MOST_WORK = 2 << 30
"""Passes times bytes that a desk's keys may ask of argon2id; ours ask for 3 times 256 MiB. A damaged number must not keep its
owner waiting."""
_KIND = "varick together keys 1"


class WrongPassphrase(VarickError):
    """The passphrase does not open the keys."""


@dataclass(frozen=True)
class MemberKeys:
    """What a member signs, opens and seals with. ``sealed`` is how it lies on a disk: nothing in it without the passphrase."""

    sealed: bytes
    _seed: bytes = field(repr=False)

    @classmethod
    def create(cls, passphrase: str, cost: Cost = Cost.NORMAL) -> Self:
        """New keys from the system's random source. Raises VarickError where argon2id's memory cannot be had."""
        from nacl.utils import random

        seed = bytes(random(SEED))
        pin = bytes(cls(b"", seed).signing.verify_key)
        slot = slots.passphrase_slot(passphrase, "", seed, pin, cost.value)
        said = {"kind": _KIND, "slot": slot.as_json()}
        return cls(json.dumps(said, sort_keys=True, separators=(",", ":")).encode(), seed)

    @classmethod
    def open(cls, sealed: bytes, passphrase: str) -> Self:
        """The keys that `create` sealed. Raises WrongPassphrase, and VarickError for bytes that are no sealed keys."""
        slot = _slot(sealed)
        for _, _, seed, pin in slots.opened((slot,), slots.Passphrase(passphrase)):
            keys = cls(sealed, seed)
            if bytes(keys.signing.verify_key) == pin:
                return keys
        raise WrongPassphrase("the passphrase does not open this desk; type it again")

    @cached_property
    def signing(self) -> "SigningKey":
        """The Ed25519 key."""
        from nacl.signing import SigningKey

        return SigningKey(slots.subkey(self._seed, "varick tog sign"))

    @cached_property
    def age_identity(self) -> "pyrage.x25519.Identity":
        """What opens the files that are encrypted to this member."""
        import pyrage

        return pyrage.x25519.Identity.from_str(age_identity(slots.subkey(self._seed, "varick tog age")))

    @property
    def desk_key(self) -> bytes:
        """The 32-byte key under which the desk seals what it remembers."""
        return slots.subkey(self._seed, "varick tog desk")

    @property
    def verify_key(self) -> bytes:
        """The public half of `signing` (32 bytes)."""
        return bytes(self.signing.verify_key)

    @property
    def recipient(self) -> str:
        """The public half of `age_identity`, ``age1...``."""
        return str(self.age_identity.to_public())

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature (64 bytes). A message begins with what it is, so that none passes for another."""
        return bytes(self.signing.sign(message).signature)


def good(verify_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is of this public key (32 bytes)."""
    from nacl.exceptions import BadSignatureError, CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(verify_key).verify(message, signature)
    except (BadSignatureError, CryptoError, ValueError, TypeError):
        return False
    return True


def _slot(sealed: bytes) -> slots.Slot:
    try:
        if len(sealed) > LONGEST:
            raise ValueError("long")
        said: Any = json.loads(sealed)
        if said["kind"] != _KIND or said["slot"]["kind"] != "passphrase":
            raise ValueError("kind")
        slot = slots.from_json(said["slot"])
        if slots.work((slot,)) > MOST_WORK:
            raise ValueError("argon2id")
        return slot
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise VarickError(
            "the desk's keys are damaged; take a copy of the desk, or join again with a new one"
        ) from None
