"""Chance that follows from a seed alone, on every machine and in every version: a stream of BLAKE2b blocks."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws for one purpose. The same seed and names give the same draws; other names give others."""

    def __init__(self, seed: bytes, *names: object) -> None:
        named = "\x1f".join(str(name) for name in ("varick planted 1", *names)).encode()
        self._key = blake2b(named, key=seed, digest_size=32).digest()
        self._block = 0

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1, each as likely (to one part in 2^40 for limits under 2^24)."""
        self._block += 1
        drawn = blake2b(self._block.to_bytes(8, "big"), key=self._key, digest_size=8).digest()
        return int.from_bytes(drawn, "big") % limit

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self.below(high - low + 1)

    def per_mille(self, rate: int) -> bool:
        """True in so many of a thousand."""
        return self.below(1000) < rate

    def one_of(self, choices: Sequence[T]) -> T:
        """Any of them."""
        return choices[self.below(len(choices))]

    def order(self, things: Sequence[T]) -> list[T]:
        """All of them, in an order by chance."""
        left = list(things)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]
