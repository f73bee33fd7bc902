"""What statements carry for the tally alone: how many cases a list has, and the mask that lies on it until the check.

Each owner raises its own list, beside its secret, to a mask that it uses nowhere else. Without it, two members around an honest
one could put their guesses into a list of their own, see what the honest secret makes of them, and look for that in the honest
member's list. A mask leaves its desk with that member's step of the check, when every list is complete and can no more be
changed; so nobody, not the tally either, can compare lists before every member has seen that.
"""

from typing import TYPE_CHECKING

from varick.together.charter.charter import Charter
from varick.together.ring import group
from varick.together.ring.envelope import encrypted
from varick.together.ring.statement import Statement

if TYPE_CHECKING:
    from varick.together.keys import MemberKeys

_DIGITS = 10
_CASES, _MASK = b"varick together cases 1\0", b"varick together mask 1\0"


def mask(seed: bytes, charter: Charter) -> bytes:
    """The mask of a member's own list: a scalar, from the sealed seed of its run (32 bytes)."""
    return group.scalar_of(group.stream(group.derived(seed, b"mask", charter.hash), group.WIDE))


def masked(scalar: bytes, mask: bytes) -> bytes:
    """Secret times mask: what the owner raises its own list to."""
    return bytes(group.rbcl().crypto_core_ristretto255_scalar_mul(scalar, mask))


def unmasked(points: bytes, mask: bytes, told: group.Told | None = None) -> bytes:
    """Points without the mask that lies on them. Raises NoPoint as `group.raised` does."""
    inverse = bytes(group.rbcl().crypto_core_ristretto255_scalar_invert(mask))
    return group.raised(points, inverse, told=told)


def sealed_cases(charter: Charter, owner: int, many: int) -> str:
    """A number of cases for the tally (hexadecimal)."""
    return encrypted(_cases(charter, owner, many), charter.members[charter.tally]).hex()


def sealed_mask(charter: Charter, member: int, mask: bytes) -> str:
    """A mask for the tally (hexadecimal)."""
    return encrypted(_about(_MASK, charter, member) + mask, charter.members[charter.tally]).hex()


def cases(keys: "MemberKeys", charter: Charter, said: Statement, planted: int) -> int | None:
    """At the tally: how many real cases are in a list, as its owner sealed it in its first statement; None where that is not of
    this list, or more than there is room for beside the planted rows."""
    text = _opened(keys, said)
    digits = text[-_DIGITS:]
    found = int(digits) if digits.isdigit() else -1
    if text != _cases(charter, said.list, found) or not 0 <= found <= charter.rows - planted:
        return None
    return found


def mask_of(keys: "MemberKeys", charter: Charter, said: Statement) -> bytes | None:
    """At the tally: the mask that a member sealed in its step of the check; None where that is none of this member's."""
    text = _opened(keys, said)
    begin, found = text[: -group.SCALAR], text[-group.SCALAR :]
    if begin != _about(_MASK, charter, said.member) or not group.canonical(found) or not any(found):
        return None
    return found


def _opened(keys: "MemberKeys", said: Statement) -> bytes:
    import pyrage

    try:
        return bytes(pyrage.decrypt(bytes.fromhex(said.sealed), [keys.age_identity]))
    except (pyrage.DecryptError, ValueError):
        return b""


def _about(what: bytes, charter: Charter, member: int) -> bytes:
    return what + charter.hash + bytes([member])


def _cases(charter: Charter, owner: int, many: int) -> bytes:
    """Always as long, so that the sealed text does not tell the number."""
    return _about(_CASES, charter, owner) + f"{max(many, 0):0{_DIGITS}d}".encode()
