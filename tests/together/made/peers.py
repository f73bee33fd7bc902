"""What others do: exact matching of name and birth date, and Bloom filters of their bigrams under a shared secret (CLKs).

A CLK as in Schnell, Bachteler and Reiher (2009), with the choices usual in clkhash: 1,024 bits, bigrams of the padded names, the
eight figures of the birth date each with its place, and double hashing by two HMACs under the members' common secret. Two are
compared by the Dice coefficient; pairs are taken from the highest down, one to one.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from varick.together.people import Person

BITS, HASHES = 1_024, 20
Bits = NDArray[np.bool_]
Pairs = set[tuple[int, int]]


def plain(text: str) -> str:
    """Small letters without accents; what is neither letter nor space is left out."""
    parted = unicodedata.normalize("NFD", text.lower().replace("-", " "))
    return " ".join("".join(c for c in parted if c.isalpha() or c == " ").split())


def halves(person: Person) -> tuple[str, str]:
    """Given names and family names of the first name written: parted by a comma, else by the last space, as most tools ask."""
    whole = person.names[0] if person.names else ""
    if "," in whole:
        family, _, given = whole.partition(",")
        return plain(given), plain(family)
    given, _, family = plain(whole).rpartition(" ")
    return given, family


def day(person: Person) -> str:
    """The birth date in eight figures, as far as it is known."""
    if person.birth is None:
        return ""
    return str(person.birth).lstrip("~").replace("-", "")


def exact(first: Sequence[Person], second: Sequence[Person]) -> Pairs:
    """Pairs alike in the whole name and the birth date; a key that one list holds twice is matched to its first."""
    where: dict[tuple[str, str], int] = {}
    for row, person in enumerate(second):
        where.setdefault((" ".join(halves(person)), day(person)), row)
    found: dict[int, int] = {}
    for row, person in enumerate(first):
        key = (" ".join(halves(person)), day(person))
        if len(key[1]) == 8 and key in where:
            found.setdefault(where[key], row)
    return {(row, other) for other, row in found.items()}


def bigrams(text: str) -> list[str]:
    """Bigrams of the padded text: `` j``, ``jo``, ... ``n ``."""
    padded = f" {text} "
    return [padded[n : n + 2] for n in range(len(padded) - 1)] if text else []


def grams(given: str, family: str, born: str) -> list[str]:
    """What goes into one filter: bigrams of both names, figures of the date with their places."""
    return [*bigrams(given), *bigrams(family), *(f"{place}:{figure}" for place, figure in enumerate(born))]


def places(gram: str, secret: bytes) -> NDArray[np.int64]:
    """The bits that one gram sets: int64 (HASHES,)."""
    one, two = (
        int.from_bytes(hmac.digest(secret + mark, gram.encode(), "sha256")[:8], "big")
        for mark in (b"1", b"2")
    )
    return np.array([(one + n * two) % BITS for n in range(HASHES)])


def clk(given: str, family: str, born: str, secret: bytes, known: dict[str, NDArray[np.int64]]) -> Bits:
    """One filter: bool (BITS,). ``known`` keeps the places of grams met before."""
    bits = np.zeros(BITS, dtype=bool)
    for gram in grams(given, family, born):
        if gram not in known:
            known[gram] = places(gram, secret)
        bits[known[gram]] = True
    return bits


def clks(people: Iterable[Person], secret: bytes) -> Bits:
    """The filters of a list: bool (rows, BITS)."""
    known: dict[str, NDArray[np.int64]] = {}
    return np.array([clk(*halves(person), day(person), secret, known) for person in people])


def dice(first: Bits, second: Bits) -> NDArray[np.float32]:
    """Dice coefficients of all pairs: float32 (rows of first, rows of second)."""
    a, b = first.astype(np.float32), second.astype(np.float32)
    return np.asarray(2 * (a @ b.T) / (a.sum(1)[:, None] + b.sum(1)[None, :]), dtype=np.float32)


def one_to_one(like: NDArray[np.float32], threshold: float) -> Pairs:
    """Pairs from the most alike down, each row once, none below the threshold."""
    rows, others = np.nonzero(like >= threshold)
    order = np.argsort(-like[rows, others], kind="stable")
    left, right, found = set(), set(), set()
    for row, other in zip(rows[order].tolist(), others[order].tolist(), strict=True):
        if row not in left and other not in right:
            left.add(row)
            right.add(other)
            found.add((row, other))
    return found


def shared_secret(name: str) -> bytes:
    """A secret for a test; the members of a real CLK study share such a one, and every one of them holds it."""
    return hashlib.sha256(name.encode()).digest()
