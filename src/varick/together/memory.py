"""What a desk remembers of a run, and how it is sealed under keys that the passphrase opens."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from varick.casebook.file.slots import subkey
from varick.together.keys import MemberKeys

_KIND = "varick together desk 1"


@dataclass(frozen=True)
class Secret:
    """The one-run secret: a scalar, and a seed for shuffles, points in place of missing tokens, and nonces (32 bytes each)."""

    scalar: bytes = field(repr=False)
    seed: bytes = field(repr=False)


@dataclass(frozen=True)
class Wrote:
    """A file that the desk has made: its name, who gets it, its size and SHA-256 (hexadecimal), the hash of its statement."""

    name: str
    to: str
    bytes: int
    sha256: str
    statement: str


@dataclass(frozen=True)
class State:
    """What a desk remembers. ``seen``: place in the ring's work -> hash of the statement that came in; ``wrote``: likewise
    what went out; ``points``: place of a member -> its public point X."""

    card: Mapping[str, str]
    charter: str = ""
    finished: tuple[str, ...] = ()
    secret: str = ""
    destroyed: bool = False
    points: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    wrote: Mapping[str, Wrote] = field(default_factory=dict)

    def sealed(self, keys: MemberKeys) -> bytes:
        """As it lies in the desk."""
        said = json.dumps({"kind": _KIND, **asdict(self)}, sort_keys=True, separators=(",", ":"))
        return closed(_key(keys), said.encode())

    @classmethod
    def opened(cls, data: bytes, keys: MemberKeys) -> Self:
        """What these keys sealed. Raises ValueError, TypeError or KeyError for anything else."""
        said: dict[str, Any] = json.loads(opened(_key(keys), data))
        if said.pop("kind") != _KIND:
            raise ValueError("kind")
        said["wrote"] = {slot: Wrote(**made) for slot, made in said["wrote"].items()}
        return cls(**{**said, "finished": tuple(said["finished"])})


def closed(key: bytes, data: bytes) -> bytes:
    """The data sealed under a key of 32 bytes."""
    from nacl.secret import SecretBox

    return bytes(SecretBox(key).encrypt(data))


def opened(key: bytes, data: bytes) -> bytes:
    """What `closed` sealed. Raises ValueError where the key does not open it."""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        return bytes(SecretBox(key).decrypt(data))
    except CryptoError:
        raise ValueError("sealed") from None


def _key(keys: MemberKeys) -> bytes:
    return subkey(keys.desk_key, "varick tog state")
