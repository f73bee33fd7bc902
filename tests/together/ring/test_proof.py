"""The proof is that of RFC 9497, to the byte; it holds for what it is about and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.together.ring import group, proof

SUITE = b"OPRFV1-\x01-ristretto255-SHA512"
SECRET = bytes.fromhex("e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909")
PUBLIC = bytes.fromhex("c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e")
NONCE = "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e"
VECTORS = (
    (
        ["863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"],
        ["aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"],
        NONCE,
        "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd066d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
    ),
    (
        ["cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c"],
        ["60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468"],
        NONCE,
        "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
    ),
    (
        [
            "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
            "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
        ],
        [
            "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
            "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
        ],
        "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c",
        "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
    ),
)
"""RFC 9497, appendix A.1.2 (VOPRF, ristretto255-SHA512): blinded, evaluated, random scalar, proof."""
CONTEXT = proof.context(b"a test")


@pytest.mark.parametrize(("blinded", "evaluated", "nonce", "known"), VECTORS)
def test_the_vectors_of_the_rfc(blinded: list[str], evaluated: list[str], nonce: str, known: str) -> None:
    before, after = [bytes.fromhex(p) for p in blinded], [bytes.fromhex(p) for p in evaluated]
    mixed, powered = proof.composites(PUBLIC, before, after, SUITE, both=True)
    made = proof.proof_with(SECRET, PUBLIC, mixed, powered, bytes.fromhex(nonce), SUITE)
    assert made.hex() == known
    assert proof.proven(PUBLIC, before, after, SUITE, made)


def case(many: int = 4) -> tuple[bytes, bytes, list[bytes], list[bytes]]:
    secret = group.new_scalar()
    before = [group.random_points(bytes([at]) * 32, 1) for at in range(many)]
    return secret, group.base(secret), before, [group.power(secret, one) for one in before]


@pytest.mark.parametrize("many", [1, 2, 7])
def test_a_proof_holds_and_is_the_same_each_time(many: int) -> None:
    secret, public, before, after = case(many)
    made = proof.prove(secret, public, before, after, CONTEXT, b"n" * 32)
    assert proof.proven(public, before, after, CONTEXT, made)
    assert made == proof.prove(secret, public, before, after, CONTEXT, b"n" * 32)
    assert made != proof.prove(secret, public, before, after, CONTEXT, b"m" * 32)


def test_it_holds_for_nothing_else() -> None:
    secret, public, before, after = case()
    made = proof.prove(secret, public, before, after, CONTEXT, b"n" * 32)
    other = group.base(group.new_scalar())
    swapped = [after[1], after[0], *after[2:]]
    for wrong in (
        (other, before, after, CONTEXT),
        (public, after, before, CONTEXT),
        (public, before, swapped, CONTEXT),
        (public, before[:-1], after[:-1], CONTEXT),
        (public, before, after[:-1], CONTEXT),
        (public, [*before, other], [*after, group.power(secret, public)], CONTEXT),
        (public, before, [*after[:-1], other], CONTEXT),
        (public, before, [*after[:-1], group.IDENTITY], CONTEXT),
        (public, before, [*after[:-1], b"\xff" * 32], CONTEXT),
        (public, before, after, proof.context(b"another test")),
        (public, [], [], CONTEXT),
    ):
        assert not proof.proven(*wrong, made)
    # Swapping rows on both sides is swapping nothing: the weights change, and so does the challenge.
    assert not proof.proven(public, [before[1], before[0], *before[2:]], swapped, CONTEXT, made)


def test_powers_that_only_cancel_in_sum_are_found_out() -> None:
    secret, public, before, after = case(3)
    shift = group.random_points(b"d" * 32, 1)
    minus = group.power((group.ORDER - 1).to_bytes(32, "little"), shift)
    moved = [group.added(after[0], shift), group.added(after[1], minus), after[2]]
    assert group.sums(b"".join(moved), 1) == group.sums(b"".join(after), 1)
    cheated = proof.prove(secret, public, before, moved, CONTEXT, b"n" * 32)
    assert not proof.proven(public, before, moved, CONTEXT, cheated)


_SECRET, _PUBLIC, _BEFORE, _AFTER = case()
_MADE = proof.prove(_SECRET, _PUBLIC, _BEFORE, _AFTER, CONTEXT, b"n" * 32)


@given(st.integers(0, 8 * proof.SIZE - 1))
def test_no_bit_of_a_proof_can_be_turned(bit: int) -> None:
    turned = bytearray(_MADE)
    turned[bit // 8] ^= 1 << bit % 8
    assert not proof.proven(_PUBLIC, _BEFORE, _AFTER, CONTEXT, bytes(turned))


@given(st.binary(max_size=80))
def test_other_bytes_are_no_proof(data: bytes) -> None:
    assert not proof.proven(_PUBLIC, _BEFORE, _AFTER, CONTEXT, data)


def test_a_scalar_has_one_encoding() -> None:
    for at in (0, 32):
        number = int.from_bytes(_MADE[at : at + 32], "little") + group.ORDER
        if number < 1 << 256:
            other = _MADE[:at] + number.to_bytes(32, "little") + _MADE[at + 32 :]
            assert not proof.proven(_PUBLIC, _BEFORE, _AFTER, CONTEXT, other)
    assert not proof.proven(_PUBLIC, _BEFORE, _AFTER, CONTEXT, bytes(64))


def test_no_nonce_serves_two_challenges() -> None:
    secret, public, before, after = case()
    one = proof.prove(secret, public, before, after, CONTEXT, b"n" * 32)
    two = proof.prove(secret, public, before, after, proof.context(b"another"), b"n" * 32)
    # with one nonce for two challenges c and d the secret would be (s - r) / (d - c)
    c, s, d, r = (int.from_bytes(p[i : i + 32], "little") for p in (one, two) for i in (0, 32))
    told = (s - r) * pow(d - c, -1, group.ORDER) % group.ORDER
    assert told != int.from_bytes(secret, "little")
