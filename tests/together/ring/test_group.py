"""Points in bulk: known values of the group, one encoding, nothing alike across runs and kinds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.together.ring import group

MULTIPLES = (
    "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
    "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
    "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
)
"""The generator once, twice and three times (RFC 9496, appendix A.1)."""
NO_POINTS = (
    "00" * 32,  # the identity is a point, and never of a token
    "01" + "00" * 31,
    "ff" * 32,
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
)
"""The identity, and encodings that decoding must refuse: not below the prime, negative, no square (RFC 9496, appendix A.2)."""


def some_points(many: int, seed: int = 0) -> bytes:
    return group.random_points(seed.to_bytes(32, "big"), many)


def test_small_multiples_of_the_generator() -> None:
    for times, known in enumerate(MULTIPLES, 1):
        assert group.base(times.to_bytes(32, "little")).hex() == known
    one, two, three = (bytes.fromhex(text) for text in MULTIPLES)
    assert group.generator() == one
    assert group.added(one, two) == three
    assert group.power((3).to_bytes(32, "little"), one) == three


@pytest.mark.parametrize("encoding", NO_POINTS)
@pytest.mark.parametrize("at", [0, 5, 1_199])
def test_what_is_no_point_is_named_by_its_place(encoding: str, at: int) -> None:
    bad = bytes.fromhex(encoding)
    assert not group.is_point(bad)
    points = some_points(1_200)
    points = points[: 32 * at] + bad + points[32 * (at + 1) :]
    for threads in (1, 2):
        with pytest.raises(group.NoPoint) as caught:
            group.raised(points, group.new_scalar(), threads=threads)
        assert caught.value.at == at
        with pytest.raises(group.NoPoint) as caught:
            group.sums(points, 6, threads=threads)
        assert caught.value.at == at


def test_threads_and_pieces_change_nothing() -> None:
    points, scalar = some_points(5_000), group.new_scalar()
    told: list[tuple[int, int]] = []
    powers = group.raised(points, scalar, threads=3, told=lambda done, of: told.append((done, of)))
    assert powers == group.raised(points, scalar, threads=1)
    assert told[-1] == (5_000, 5_000)
    assert powers[32 * 77 : 32 * 78] == group.power(scalar, points[32 * 77 : 32 * 78])
    assert group.sums(points, 8, threads=3) == group.sums(points, 8, threads=1)
    assert group.raised(b"", scalar) == b""


def test_the_sum_of_powers_is_the_power_of_the_sum_in_any_order() -> None:
    points, scalar = some_points(60), group.new_scalar()
    rows = [points[at : at + 96] for at in range(0, len(points), 96)]
    random.Random(1).shuffle(rows)
    before = group.sums(points, 3)
    after = group.sums(group.raised(b"".join(rows), scalar), 3)
    assert after == tuple(group.power(scalar, one) for one in before)


def test_two_members_secrets_give_the_same_in_either_order() -> None:
    points, one, other = some_points(10), group.new_scalar(), group.new_scalar()
    assert group.raised(group.raised(points, one), other) == group.raised(group.raised(points, other), one)


def test_a_token_has_another_point_in_each_run_and_kind() -> None:
    runs = (b"a" * 32, b"b" * 32)
    pairs = [("ab", b"c"), ("a", b"bc"), ("", b"abc"), ("abc", b"")]
    points = {group.hashed(run, pairs)[at : at + 32] for run in runs for at in range(0, 32 * len(pairs), 32)}
    assert len(points) == len(runs) * len(pairs)
    assert group.hashed(runs[0], pairs) == group.hashed(runs[0], pairs)
    assert all(map(group.is_point, points))


@given(st.lists(st.binary(max_size=5), max_size=4), st.lists(st.binary(max_size=5), max_size=4))
def test_no_two_lists_of_parts_are_framed_alike(one: list[bytes], other: list[bytes]) -> None:
    assert (group.framed(*one) == group.framed(*other)) == (one == other)


def test_streams_and_seeds() -> None:
    seed = b"s" * 32
    assert group.stream(seed, 100) == group.stream(seed, 200)[:100]
    assert group.stream(seed, 0) == b""
    assert (
        len({group.derived(seed, b"a"), group.derived(seed, b"a", b""), group.derived(seed, b"", b"a")}) == 3
    )
    assert group.derived(seed, b"a") != group.derived(b"t" * 32, b"a")


def test_canonical_scalars() -> None:
    assert group.canonical((group.ORDER - 1).to_bytes(32, "little"))
    assert not group.canonical(group.ORDER.to_bytes(32, "little"))
    assert not group.canonical(bytes(31))
    assert all(group.canonical(group.new_scalar()) for _ in range(100))
