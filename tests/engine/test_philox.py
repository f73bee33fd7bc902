"""Philox4x32-10 against the published known answers of Random123 (tests/kat_vectors of that distribution)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.engine.philox import draw, draws, philox

KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_published_vectors(counter: str, key: str, answer: str) -> None:
    assert philox(words(counter), words(key)) == words(answer)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_vectorised_draws_meet_the_published_vectors(counter: str, key: str, answer: str) -> None:
    c, k = words(counter), words(key)
    person = np.array([c[0] | c[1] << 32], np.uint64).view(np.int64)
    assert draws(k[0] | k[1] << 32, person, c[2], c[3]).tolist() == [words(answer)[0]]


@given(
    seed=st.integers(0, 2**64 - 1),
    people=st.lists(st.integers(0, 2**40), min_size=1, max_size=20),
    word=st.integers(0, 2**32 - 1),
    visit=st.integers(0, 2**32 - 1),
)
def test_vectorised_draws_are_the_plain_ones(seed: int, people: list[int], word: int, visit: int) -> None:
    vector = draws(seed, np.array(people, np.int64), word, visit)
    assert vector.tolist() == [draw(seed, person, word, visit) for person in people]
