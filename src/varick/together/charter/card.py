"""A member's card: its name and its public keys, signed with its own key, to be handed to whoever drafts the charter."""

import json
import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

from varick.casebook.file import disk
from varick.casebook.file.agefile import recipient as age_recipient
from varick.errors import VarickError
from varick.together.keys import MemberKeys, good
from varick.together.reading import beginning

LONGEST_NAME = 80
LONGEST = 2_048
"""Bytes of a card; ours have 300."""
_KIND = "varick together member 1"


@dataclass(frozen=True)
class Card:
    """One member as the others know it. ``verify_key``: Ed25519, 32 bytes. ``recipient``: ``age1...``.

    Raises VarickError where one of them is none.
    """

    name: str
    verify_key: bytes
    recipient: str

    def __post_init__(self) -> None:
        checked_name(self.name)
        if len(self.verify_key) != 32:
            raise VarickError(
                f'member "{self.name}": the key has {len(self.verify_key)} bytes, not 32; ask for the card again'
            )
        age_recipient(self.recipient, self.name)

    @classmethod
    def of(cls, name: str, keys: MemberKeys) -> Self:
        """The card of these keys."""
        return cls(tidy_name(name), keys.verify_key, keys.recipient)

    @property
    def slug(self) -> str:
        """The name as it stands in names of files: small letters, digits and hyphens."""
        return slug(self.name)

    @property
    def fingerprint(self) -> str:
        """Eight groups of four hexadecimal digits (128 bits of BLAKE2b), to be read out over the telephone."""
        return groups(blake2b(_signed(self.as_json()), digest_size=16).hexdigest())

    def as_json(self) -> dict[str, str]:
        """As it stands in a charter and on a card."""
        return {"name": self.name, "key": self.verify_key.hex(), "age": self.recipient}

    @classmethod
    def from_json(cls, said: Any) -> Self:
        """The member that `as_json` wrote. Raises VarickError for anything else."""
        if not isinstance(said, dict) or said.keys() != {"name", "key", "age"}:
            raise VarickError(
                "a member has a name, a key and an age recipient, and nothing else; ask for the card again"
            )
        if not all(isinstance(value, str) and len(value) <= 200 for value in said.values()):
            raise VarickError(
                "a member's name or key is no text of up to 200 letters; ask for the card again"
            )
        if not re.fullmatch(r"[0-9a-f]{64}", said["key"]):
            raise VarickError("a member's key is not 64 hexadecimal digits; ask for the card again")
        return cls(said["name"], bytes.fromhex(said["key"]), said["age"])

    def write(self, path: Path, keys: MemberKeys) -> None:
        """The card as a new file, signed with the member's own key. Raises VarickError where there is a file of that name."""
        body = _signed(self.as_json())
        lines = [_KIND, body.decode(), keys.sign(_KIND.encode() + b"\0" + body).hex(), ""]
        try:
            disk.private(path, "\n".join(lines).encode())
        except FileExistsError:
            raise VarickError(
                f"{path}: there is something of that name already; choose another name"
            ) from None
        except OSError as error:
            raise disk.refused(path, error) from error

    def same(self, path: Path) -> bool:
        """Whether the file is this member's card."""
        try:
            return Card.read(path) == self
        except VarickError:
            return False

    @classmethod
    def read(cls, path: Path) -> Self:
        """The card in a file. Raises VarickError for a file that is none, or that its own key did not sign."""
        text = bounded_text(path, LONGEST, "a member's card")
        lines = text.split("\n")
        if len(lines) != 4 or lines[0] != _KIND or lines[3]:
            raise VarickError(
                f"{path.name}: not a member's card; give the file that varick together charter join wrote"
            )
        body = lines[1].encode()
        try:
            card = cls.from_json(json.loads(body))
            signature = bytes.fromhex(lines[2] if re.fullmatch(r"[0-9a-f]{128}", lines[2]) else "?")
        except VarickError as error:
            raise VarickError(f"{path.name}: {error}") from error
        except (ValueError, RecursionError):
            raise VarickError(f"{path.name}: damaged; ask for the card again") from None
        if _signed(card.as_json()) != body or not good(
            card.verify_key, _KIND.encode() + b"\0" + body, signature
        ):
            raise VarickError(f"{path.name}: its signature is not of the key on it; ask for the card again")
        return card


def tidy_name(name: str) -> str:
    """A name with single spaces and letters in one piece (NFC)."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def checked_name(name: str) -> None:
    """Raises VarickError for a name that is empty, long, not tidy or without a letter that a file name can have."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name != tidy_name(name):
        raise VarickError(
            f"a member's name has 1 to {LONGEST_NAME} letters and single spaces; give the organization's name"
        )
    if not slug(name):
        raise VarickError(
            "a member's name needs a letter or digit of a to z, 0 to 9, for the names of files; add one"
        )


def slug(name: str) -> str:
    """Small letters and digits with hyphens between; empty where a name has none."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(
        c if c.isascii() and c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain
    )
    return "-".join(kept.split())[:40].strip("-")


def groups(digits: str) -> str:
    """Digits in groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def bounded_text(path: Path, longest: int, what: str) -> str:
    """A file of at most so many bytes as UTF-8. Raises VarickError for a longer one, another encoding, and no file."""
    data = beginning(path, longest)
    if len(data) > longest:
        raise VarickError(f"{path.name}: over {longest} bytes, too long for {what}; give the right file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise VarickError(f"{path.name}: not text, so not {what}; give the right file") from None


def _signed(said: dict[str, str]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
