"""The group ristretto255 over many points at once: tokens to points, points to a power, sums of columns.

Points lie one after the other in one bytes object, row by row, 32 bytes each. The work is libsodium's, through rbcl; a call
into it leaves Python free, so threads use all processors and no secret crosses into another process.
"""

import contextlib
import ctypes
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import blake2b, sha512
from pathlib import Path
from typing import Any

from varick.errors import VarickError

POINT = 32
"""Bytes of an encoded point."""
SCALAR = 32
"""Bytes of a scalar: a number below the order of the group, the lowest byte first."""
WIDE = 64
"""Bytes that are made into a point or, reduced, into a scalar."""
ORDER = 2**252 + 27742317777372353535851937790883648493
"""How many points the group has (RFC 9496)."""
IDENTITY = bytes(POINT)
DOMAIN = b"varick together 1"
"""Stands before all that this protocol hashes, so that no hash of it is one of another protocol."""
_PIECE = 1_024
"""Points that a thread takes at a time."""

Told = Callable[[int, int], None]
"""Hears how many of how many points are done."""


class NoPoint(VarickError):
    """Bytes that are no point, or the identity; ``at`` is where they stand, counted in points from 0."""

    def __init__(self, at: int) -> None:
        super().__init__(f"point {at + 1} is none of the group; ask for the file again")
        self.at = at


@cache
def rbcl() -> Any:
    """The module rbcl, which brings libsodium. Raises VarickError where the system does not let it be loaded."""
    try:
        import rbcl as module
    except OSError as error:
        raise VarickError(
            f"libsodium cannot be loaded from the temporary folder ({error.strerror or 'the system refuses'}); set TMPDIR to a "
            "folder with some space, from which programs may run"
        ) from error
    # rbcl writes the library to the temporary folder and leaves it there; once loaded, its name is not needed.
    library = Path(module._sodium._name)
    if library.parent == Path(tempfile.gettempdir()):
        with contextlib.suppress(OSError):
            library.unlink()
    return module


@cache
def _sodium() -> Any:
    """libsodium itself, with the types of what is called here."""
    library = rbcl()._sodium
    at = ctypes.c_void_p
    for name, arguments in (
        ("crypto_scalarmult_ristretto255", (at, ctypes.c_char_p, at)),
        ("crypto_core_ristretto255_add", (at, at, at)),
        ("crypto_core_ristretto255_from_hash", (at, ctypes.c_char_p)),
    ):
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = ctypes.c_int
    return library


def framed(*parts: bytes) -> bytes:
    """Parts one after the other, each after its length, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def digest(what: bytes, data: bytes) -> bytes:
    """BLAKE2b-256 of ``data``; ``what`` (at most 16 bytes) keeps hashes of different things apart."""
    return blake2b(data, digest_size=32, person=what).digest()


def derived(seed: bytes, *purpose: bytes) -> bytes:
    """A seed of 32 bytes for one purpose, from a secret seed of 32 bytes; nothing is learnt from it about another."""
    return blake2b(framed(DOMAIN, *purpose), digest_size=32, key=seed, person=b"varick tog seed").digest()


def stream(seed: bytes, size: int) -> bytes:
    """So many bytes that nobody can guess without the seed of 32 bytes, the same each time (ChaCha20, libsodium)."""
    return bytes(rbcl().randombytes_buf_deterministic(size, seed)) if size else b""


def new_scalar() -> bytes:
    """A random scalar from the system, never zero (32 bytes)."""
    return bytes(rbcl().crypto_core_ristretto255_scalar_random())


def scalar_of(wide: bytes) -> bytes:
    """64 uniform bytes as a scalar (reduced by the order)."""
    return bytes(rbcl().crypto_core_ristretto255_scalar_reduce(wide))


def canonical(scalar: bytes) -> bool:
    """Whether the bytes are the one encoding of a scalar."""
    return len(scalar) == SCALAR and int.from_bytes(scalar, "little") < ORDER


def base(scalar: bytes) -> bytes:
    """The generator to a scalar that is not zero."""
    return bytes(rbcl().crypto_scalarmult_ristretto255_base(scalar))


def generator() -> bytes:
    """The generator itself."""
    return base((1).to_bytes(SCALAR, "little"))


def power(scalar: bytes, point: bytes) -> bytes:
    """One point to a scalar. Raises NoPoint where it is none, or the outcome is the identity."""
    return raised(point, scalar, threads=1)


def added(one: bytes, other: bytes) -> bytes:
    """The sum of two points. Raises NoPoint where one is none."""
    out = ctypes.create_string_buffer(POINT)
    if _sodium().crypto_core_ristretto255_add(ctypes.addressof(out), one, other) != 0:
        raise NoPoint(0)
    return out.raw


def is_point(point: bytes) -> bool:
    """Whether the bytes are the one encoding of a point other than the identity."""
    return (
        len(point) == POINT
        and point != IDENTITY
        and bool(rbcl().crypto_core_ristretto255_is_valid_point(point))
    )


def random_points(seed: bytes, many: int) -> bytes:
    """So many points whose logarithm nobody knows, from a seed of 32 bytes."""
    wide = stream(seed, WIDE * many)
    return b"".join(point_of(wide[at : at + WIDE]) for at in range(0, WIDE * many, WIDE))


def point_of(wide: bytes) -> bytes:
    """64 uniform bytes as a point (RFC 9496, one-way map)."""
    out = ctypes.create_string_buffer(POINT)
    _sodium().crypto_core_ristretto255_from_hash(ctypes.addressof(out), wide)
    return out.raw


def hashed(charter_hash: bytes, tokens: Iterable[tuple[str, bytes]]) -> bytes:
    """The points of (name of the kind, token) pairs under a charter; a token has another point in each run and kind."""
    return b"".join(
        point_of(sha512(framed(DOMAIN + b" point", charter_hash, kind.encode(), token)).digest())
        for kind, token in tokens
    )


def raised(points: bytes, scalar: bytes, *, threads: int | None = None, told: Told | None = None) -> bytes:
    """Each point to the scalar, in the same order.

    ``threads``: how many (default: the machine's processors). Raises NoPoint for the first that is no point in its one
    encoding, or the identity; ValueError where the bytes are no whole number of points.
    """
    if len(scalar) != SCALAR:
        raise ValueError("a scalar has 32 bytes")
    return _multiplied(points, lambda at: scalar, threads, told)


def combined(points: bytes, scalars: bytes, *, threads: int | None = None) -> bytes:
    """The sum of each point to its own scalar. Raises as `raised` does."""
    if len(points) != len(scalars):
        raise ValueError("a scalar for each point")
    powers = _multiplied(points, lambda at: scalars[SCALAR * at : SCALAR * (at + 1)], threads, None)
    return sums(powers, 1, threads=threads)[0]


def _multiplied(
    points: bytes, scalar: Callable[[int], bytes], threads: int | None, told: Told | None
) -> bytes:
    if len(points) % POINT:
        raise ValueError("a point has 32 bytes")
    many = len(points) // POINT
    source = ctypes.create_string_buffer(points, len(points))
    target = ctypes.create_string_buffer(len(points))
    multiply = _sodium().crypto_scalarmult_ristretto255
    begin, end = ctypes.addressof(source), ctypes.addressof(target)

    def piece(first: int) -> int:
        """The first that is no point, or -1."""
        for at in range(first, min(first + _PIECE, many)):
            if multiply(end + POINT * at, scalar(at), begin + POINT * at) != 0:
                return at
        return -1

    _in_pieces(piece, many, threads, told)
    return target.raw


def sums(
    points: bytes, kinds: int, *, threads: int | None = None, told: Told | None = None
) -> tuple[bytes, ...]:
    """The sum of each column of rows of ``kinds`` points, one a kind; no order of the rows changes it.

    Raises NoPoint as `raised` does, and ValueError where the bytes are no whole rows.
    """
    if len(points) % (POINT * kinds):
        raise ValueError("not whole rows")
    many = len(points) // POINT
    source = ctypes.create_string_buffer(points, len(points))
    begin = ctypes.addressof(source)
    add = _sodium().crypto_core_ristretto255_add
    step = _PIECE - _PIECE % kinds
    parts: dict[int, Any] = {}

    def piece(first: int) -> int:
        totals = ctypes.create_string_buffer(POINT * kinds)
        end = ctypes.addressof(totals)
        for at in range(first, min(first + step, many)):
            here = begin + POINT * at
            into = end + POINT * (at % kinds)
            if points[POINT * at : POINT * (at + 1)] == IDENTITY or add(into, into, here) != 0:
                return at
        parts[first] = totals.raw
        return -1

    _in_pieces(piece, many, threads, told, step)
    found = [IDENTITY] * kinds
    for first in sorted(parts):
        for kind in range(kinds):
            found[kind] = added(found[kind], parts[first][POINT * kind : POINT * (kind + 1)])
    return tuple(found)


def _in_pieces(
    piece: Callable[[int], int], many: int, threads: int | None, told: Told | None, step: int = _PIECE
) -> None:
    """Run all pieces. Raises NoPoint with the first place that one of them names."""
    starts: Sequence[int] = range(0, many, step)
    workers = max(1, min(threads or os.cpu_count() or 1, len(starts)))
    with ThreadPoolExecutor(workers) if workers > 1 else contextlib.nullcontext() as pool:
        outcomes = map(piece, starts) if pool is None else pool.map(piece, starts)
        for first, bad in zip(starts, outcomes, strict=True):
            if bad >= 0:
                if pool is not None:
                    pool.shutdown(wait=True, cancel_futures=True)
                raise NoPoint(bad)
            if told is not None:
                told(min(first + step, many), many)
