"""What an insider reads back from Bloom filters: every member of such a study holds the secret under which they were made.

A dictionary attack: the bits of each name and date are computed under the secret; what a filter holds in full was put in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from naming_cultures import CULTURES
from numpy.typing import NDArray
from peers import BITS, Bits, bigrams, places, plain

from varick.together.people import Person


@dataclass(frozen=True)
class Read:
    """What was read from one filter; empty where nothing was."""

    given: str
    family: str
    born: str


def dictionary() -> tuple[list[str], list[str]]:
    """Given names and family names in every spelling of the six cultures: words."""
    given: set[str] = set()
    family: set[str] = set()
    for culture in CULTURES:
        for words, names in ((given, (*culture.women, *culture.men)), (family, culture.families)):
            words.update(word for name in names for one in name.split("|") for word in plain(one).split())
    return sorted(given), sorted(family)


def _masks(words: Sequence[str], secret: bytes) -> Bits:
    masks = np.zeros((len(words), BITS), dtype=bool)
    for row, word in enumerate(words):
        for gram in bigrams(word):
            masks[row, places(gram, secret)] = True
    return masks


def _longest(held: NDArray[np.float32], words: Sequence[str]) -> str:
    """The word whose bits are best held, the longest of them."""
    best = max(range(len(words)), key=lambda n: (round(float(held[n]), 3), len(words[n])))
    return words[best] if held[best] > 0.93 else ""


def _dates(filled: Bits, secret: bytes) -> str:
    """The only date whose eight figures, each with its place, the filter holds."""
    fits = [
        [figure for figure in "0123456789" if filled[places(f"{place}:{figure}", secret)].all()]
        for place in range(8)
    ]
    if not all(fits) or np.prod([len(figures) for figures in fits]) > 500:
        return ""
    found = ["".join(figures) for figures in product(*fits)]
    real = [d for d in found if "1900" < d[:4] < "2100" and "01" <= d[4:6] <= "12" and "01" <= d[6:] <= "31"]
    return real[0] if len(real) == 1 else ""


def read(filters: Bits, secret: bytes) -> list[Read]:
    """What each filter gives away."""
    given, family = dictionary()
    held: list[NDArray[np.float32]] = []
    for words in (given, family):
        masks = _masks(words, secret).astype(np.float32)
        held.append(np.asarray(filters.astype(np.float32) @ masks.T / masks.sum(1), dtype=np.float32))
    return [
        Read(_longest(held[0][row], given), _longest(held[1][row], family), _dates(filled, secret))
        for row, filled in enumerate(filters)
    ]


def shares(people: Iterable[Person], found: Iterable[Read]) -> dict[str, float]:
    """Shares of the entries of which a given name, a family name, the birth date, and all three were read rightly."""
    from peers import day, halves

    counts = {"given name": 0, "family name": 0, "birth date": 0, "all three": 0}
    number = 0
    for person, one in zip(people, found, strict=True):
        words = " ".join(halves(person)).split()
        right = (
            one.given in words,
            one.family in words and one.family != one.given,
            one.born == day(person) != "",
        )
        for name, yes in zip(counts, (*right, all(right)), strict=True):
            counts[name] += yes
        number += 1
    return {name: count / number for name, count in counts.items()}
