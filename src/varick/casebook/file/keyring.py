"""What an open casebook knows of its keys, and the text of the header that keeps them."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from varick.casebook.file import header, slots
from varick.casebook.file.container import Shifted
from varick.casebook.file.slots import Cost, Officers, Secret, Slot, subkey
from varick.errors import VarickError

FORMAT = 1
BETWEEN = ", "
"""Between the names of the officers who share a slot."""


class WrongSecret(VarickError):
    """The passphrase, words or officers open none of the slots."""


@dataclass(frozen=True)
class Keyring:
    """The data key (32 bytes, random), the pin, and the slots.

    The pin (32 bytes, random, for the life of the book) lies in each slot under that slot's secret. The header is
    authenticated with it and the data key together: so nobody who only holds the file can put a slot of his own into it,
    nor a book of his own in its place, although the public keys of the slots are in clear.
    """

    data_key: bytes = field(repr=False)
    pin: bytes = field(repr=False)
    organisation: str
    created: str
    slots: tuple[Slot, ...] = ()
    actor: str = ""

    @classmethod
    def new(cls, organisation: str) -> Self:
        """Random keys, no slot yet."""
        from nacl.utils import random

        return cls(
            bytes(random(slots.KEY)),
            bytes(random(slots.KEY)),
            organisation,
            datetime.now(UTC).date().isoformat(),
        )

    def with_(self, **changes: Any) -> Self:
        """The same with changes."""
        return replace(self, **changes)

    def rotated(self) -> Self:
        """With a fresh data key, sealed to each slot; no secret is needed."""
        from nacl.utils import random

        fresh = bytes(random(slots.KEY))
        sealed = tuple(replace(s, sealed=slots.sealed_to(s.public, fresh)) for s in self.slots)
        return replace(self, data_key=fresh, slots=sealed)

    def passphrase_slot(self, text: str, label: str, cost: Cost | None) -> Slot:
        """A slot for a passphrase, by default with the salt and cost of the others, so that one derivation serves all."""
        like = next((s for s in self.slots if s.kind == "passphrase"), None)
        if like is not None and cost is None:
            return slots.passphrase_slot(
                text, label, self.data_key, self.pin, (like.ops, like.memory), like.salt
            )
        return slots.passphrase_slot(text, label, self.data_key, self.pin, (cost or Cost.NORMAL).value)

    def words_slot(self, words: tuple[str, ...], label: str) -> Slot:
        """A slot for recovery words."""
        return slots.words_slot(words, label, self.data_key, self.pin)

    def text(self) -> bytes:
        """The header's text: slots in clear without labels; labels, organisation and day of making sealed; authenticated."""
        from nacl.secret import SecretBox

        private = {
            "organisation": self.organisation,
            "created": self.created,
            "labels": {s.id: s.label for s in self.slots},
        }
        body: dict[str, Any] = {
            "format": FORMAT,
            "slots": [s.as_json() for s in self.slots],
            "sealed": SecretBox(subkey(self.data_key, "varick labels")).encrypt(_json(private)).hex(),
        }
        return _json(body | {"mac": self._mac(body)})

    def write(self, place: header.Place) -> None:
        """Put the header into the file, and onto the disk. Raises VarickError where it does not fit."""
        header.write(place, self.text())

    def _mac(self, body: dict[str, Any]) -> str:
        key = subkey(self.data_key + self.pin, "varick header")
        return hashlib.blake2b(_json(body), digest_size=32, key=key).hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def slots_of(text: bytes, name: str) -> tuple[dict[str, Any], tuple[Slot, ...]]:
    """(body, slots) of a header's text, not yet authenticated. Raises VarickError for what cannot be one of ours."""
    try:
        body = json.loads(text)
        if body["format"] != FORMAT:
            raise VarickError(
                f"{name}: made by a newer Varick (format {body['format']!r:.20}); update Varick"
            )
        found = tuple(slots.from_json(slot) for slot in body["slots"])
        if not 0 < len(found) <= slots.MOST or len({s.id for s in found}) != len(found):
            raise ValueError("slots")
        if slots.work(found) > slots.MOST_WORK:
            raise ValueError("argon2id")
        if not isinstance(body["mac"], str) or not isinstance(body["sealed"], str):
            raise ValueError("header")
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        raise VarickError(
            f"{name}: the header of this casebook is damaged; restore it from a backup"
        ) from None
    return body, found


def unlock(place: Shifted, secret: Secret, name: str) -> Keyring:
    """The keyring that the secret opens; a copy of the header that was torn is mended.

    Raises WrongSecret; VarickError for a header that is damaged, or that was changed by somebody without a key.
    """
    text, alike = header.read(place, name)
    body, found = slots_of(text, name)
    open_ = slots.opened(found, secret)
    if not open_:
        raise WrongSecret(_wrong(secret, name))
    rings = [_ring(body, found, way, name) for way in open_]
    ring = next((r for r in rings if not secret.label or r.actor == secret.label), None)
    if ring is None:
        raise WrongSecret(f"{name}: this opens no key of that name; see varick casebook keys")
    if not alike:
        ring.write(place)
    return ring


def _ring(
    body: dict[str, Any],
    found: tuple[Slot, ...],
    way: tuple[Slot, str, bytes, bytes],
    name: str,
) -> Keyring:
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    slot, which, data_key, pin = way
    ring = Keyring(data_key, pin, "", "")
    signed = {key: value for key, value in body.items() if key != "mac"}
    if not hmac.compare_digest(ring._mac(signed).encode(), str(body["mac"]).encode()):
        raise VarickError(
            f"{name}: the header was changed by somebody who has none of its keys; restore the file from a backup"
        )
    try:
        private = json.loads(
            SecretBox(subkey(data_key, "varick labels")).decrypt(bytes.fromhex(body["sealed"]))
        )
    except (CryptoError, ValueError):
        raise VarickError(
            f"{name}: the header of this casebook is damaged; restore it from a backup"
        ) from None
    named = tuple(replace(s, label=private["labels"].get(s.id, "")) for s in found)
    label = private["labels"].get(slot.id, "")
    if which:  # two of the three who share the slot
        names = label.split(BETWEEN)
        label = BETWEEN.join(names[int(place)] for place in which.split("-"))
    return ring.with_(
        organisation=private["organisation"],
        created=private["created"],
        slots=named,
        actor=label,
    )


def _wrong(secret: Secret, name: str) -> str:
    if isinstance(secret, slots.Passphrase):
        return f"{name}: wrong passphrase; try again, or open it with the recovery words (--with words)"
    if isinstance(secret, Officers):
        return (
            f"{name}: the words of these two officers do not open it; check that they belong to this casebook"
        )
    return f"{name}: these recovery words do not open it; check that they belong to this casebook"
