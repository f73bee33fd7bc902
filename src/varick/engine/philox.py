"""The luck of every person: Philox4x32-10, a counter-based generator (Salmon et al., SC'11, Random123).

A draw is a function of (seed, person, word of the node's name, visit) and nothing else: the same person meets the same
luck under another policy, in another block, thread or machine, and after another node was added. Only the first of the
four lanes is used, so that no draw is shared by position.
"""

import numpy as np
from numpy.typing import NDArray

M0, M1 = 0xD2511F53, 0xCD9E8D57
W0, W1 = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10
LOW = 0xFFFFFFFF


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """One block of Philox4x32-10 in plain integers: the reference that the published test vectors check."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        p0, p1 = M0 * c0, M1 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & LOW, (p0 >> 32) ^ c3 ^ k1, p0 & LOW
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    return c0, c1, c2, c3


def draw(seed: int, person: int, word: int, visit: int = 0) -> int:
    """One draw, an integer in [0, 2^32)."""
    return philox((person & LOW, person >> 32, word, visit), (seed & LOW, (seed >> 32) & LOW))[0]


def draws(seed: int, persons: NDArray[np.int64], word: int, visit: int = 0) -> NDArray[np.int64]:
    """One draw a person, int64 in [0, 2^32), shape of ``persons``; bit for bit what `draw` returns."""
    people = persons.astype(np.uint64)
    low, shift = np.uint64(LOW), np.uint64(32)
    c0, c1 = people & low, people >> shift
    # Until the second round the last two words are the same for everybody.
    c2: NDArray[np.uint64] = np.full(1, word, np.uint64)
    c3: NDArray[np.uint64] = np.full(1, visit, np.uint64)
    k0, k1 = seed & LOW, (seed >> 32) & LOW
    m0, m1 = np.uint64(M0), np.uint64(M1)
    for turn in range(ROUNDS):
        p1 = m1 * c2
        if turn == ROUNDS - 1:
            c0 = (p1 >> shift) ^ c1 ^ np.uint64(k0)
            break
        p0 = m0 * c0
        c0, c1 = (p1 >> shift) ^ c1 ^ np.uint64(k0), p1 & low
        c2, c3 = (p0 >> shift) ^ c3 ^ np.uint64(k1), p0 & low
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    return np.broadcast_to(c0, people.shape).astype(np.int64)
