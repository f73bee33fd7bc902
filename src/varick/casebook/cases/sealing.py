"""Sealing a thing of a case under the case's own key, so that destroying the key destroys the thing wherever a copy is."""

import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from varick.errors import VarickError

KEY = 32
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O or U: an id is read aloud and written by hand."""


def new_key() -> bytes:
    """A random key of a case (32 bytes)."""
    return os.urandom(KEY)


def new_id() -> str:
    """A random id such as "7KQ2-M9XD", which says nothing of the person; about 39 bits."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def plain_id(text: str) -> str:
    """An id as somebody typed it, in the one way it is written: "7kq2 m9xd" is "7KQ2-M9XD"."""
    letters = "".join(c for c in text.upper() if c.isalnum())
    return f"{letters[:4]}-{letters[4:]}"


def sealed(what: str, data: bytes, key: bytes) -> bytes:
    """XSalsa20-Poly1305 over the data and its ``what``, so that one thing of a case cannot stand for another."""
    return bytes(SecretBox(key).encrypt(what.encode() + b"\0" + data))


def unsealed(what: str, data: bytes, key: bytes) -> bytes:
    """The data behind `sealed`. Raises VarickError where key, ``what`` or a single bit is another."""
    try:
        plain = SecretBox(key).decrypt(data)
    except (CryptoError, ValueError, TypeError):
        plain = b""
    name, _, kept = plain.partition(b"\0")
    if name != what.encode():
        raise VarickError(f"the casebook's {what} of a case was changed; restore a backup beside this file")
    return kept


def sealed_json(what: str, value: Mapping[str, Any], key: bytes) -> bytes:
    """Plain JSON, sealed."""
    return sealed(what, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), key)


def unsealed_json(what: str, data: bytes, key: bytes) -> Any:
    """The value behind `sealed_json`. Raises VarickError as `unsealed` does."""
    return json.loads(unsealed(what, data, key))
