"""A proof that one secret made both a public point and a batch of powers: DLEQ of RFC 9497 over ristretto255 and SHA-512.

The composites, the challenge and the check are those of section 2.2 of the RFC; the context string is this protocol's and
names what the proof stands in, so that a proof says nothing anywhere else. The nonce is derived from a secret seed and from
all that is proven: the same proof comes out each time, and no nonce serves two challenges.
"""

from collections.abc import Sequence
from hashlib import sha512

from varick.together.ring import group
from varick.together.ring.group import SCALAR, WIDE, NoPoint

SIZE = 2 * SCALAR
"""Bytes of a proof: the challenge and the response."""
BATCH = 1 << 14
"""Points of one proof; the RFC counts them in two bytes."""
SUITE = b"-ristretto255-SHA512"
_BLOCK = 128
"""Bytes of a block of SHA-512."""


def context(*binding: bytes) -> bytes:
    """The context string of a proof that stands in something; at most 200 bytes long."""
    return b"VarickTogetherV1-" + group.digest(b"varick tog proof", group.framed(*binding)) + SUITE


def to_scalar(message: bytes, context: bytes) -> bytes:
    """HashToScalar of the RFC: expand_message_xmd (RFC 9380) to 64 bytes, reduced."""
    tag = b"HashToScalar-" + context
    prime = tag + bytes([len(tag)])
    first = sha512(bytes(_BLOCK) + message + WIDE.to_bytes(2, "big") + b"\0" + prime).digest()
    return group.scalar_of(sha512(first + b"\x01" + prime).digest())


def prove(
    secret: bytes,
    public: bytes,
    before: Sequence[bytes],
    after: Sequence[bytes],
    context: bytes,
    nonce_seed: bytes,
) -> bytes:
    """The proof that ``public`` is the generator to ``secret`` and each of ``after`` is its neighbour of ``before`` to it.

    64 bytes: challenge, response. ``nonce_seed``: 32 secret bytes. Raises NoPoint where one is no point.
    """
    mixed, _ = composites(public, before, after, context, both=False)
    powered = group.power(secret, mixed)
    wide = group.stream(group.derived(nonce_seed, b"nonce", context, public, mixed, powered), WIDE)
    return proof_with(secret, public, mixed, powered, group.scalar_of(wide), context)


def proof_with(
    secret: bytes, public: bytes, mixed: bytes, powered: bytes, nonce: bytes, context: bytes
) -> bytes:
    """The proof with a nonce that is given. Using one twice tells the secret."""
    challenge = _challenge(public, mixed, powered, group.base(nonce), group.power(nonce, mixed), context)
    times = group.rbcl().crypto_core_ristretto255_scalar_mul(challenge, secret)
    return challenge + bytes(group.rbcl().crypto_core_ristretto255_scalar_sub(nonce, times))


def proven(
    public: bytes, before: Sequence[bytes], after: Sequence[bytes], context: bytes, proof: bytes
) -> bool:
    """Whether the proof holds. False for anything that is none, whatever is in it."""
    if len(proof) != SIZE or not before or len(before) != len(after) or len(before) > BATCH:
        return False
    challenge, response = proof[:SCALAR], proof[SCALAR:]
    if not (group.canonical(challenge) and group.canonical(response)):
        return False
    try:
        mixed, powered = composites(public, before, after, context, both=True)
        left = group.added(group.base(response), group.power(challenge, public))
        right = group.added(group.power(response, mixed), group.power(challenge, powered))
    except (NoPoint, ValueError, RuntimeError):  # a scalar of zero gives no point
        return False
    return challenge == _challenge(public, mixed, powered, left, right, context)


def composites(
    public: bytes, before: Sequence[bytes], after: Sequence[bytes], context: bytes, *, both: bool
) -> tuple[bytes, bytes]:
    """The two sums with weights that nobody can choose; without ``both`` the second is empty."""
    tag = b"Seed-" + context
    seed = sha512(_sized(public, tag)).digest()
    weights = b"".join(
        to_scalar(_sized(seed) + at.to_bytes(2, "big") + _sized(one, other) + b"Composite", context)
        for at, (one, other) in enumerate(zip(before, after, strict=True))
    )
    mixed = group.combined(b"".join(before), weights)
    return mixed, group.combined(b"".join(after), weights) if both else b""


def _challenge(
    public: bytes, mixed: bytes, powered: bytes, left: bytes, right: bytes, context: bytes
) -> bytes:
    return to_scalar(_sized(public, mixed, powered, left, right) + b"Challenge", context)


def _sized(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)
