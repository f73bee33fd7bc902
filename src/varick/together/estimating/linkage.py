"""Linkage error carried into an estimate: tables that could be the true one, drawn as the planted people say links go wrong.

A link that was missed splits a person's record in two and inflates the estimate; a wrong link merges two people and
deflates it. Both are measured on planted people, whose pairs are known. `likely_tables` draws recall and the rate of wrong
links from what was measured, undoes wrong links, then puts split people together again, in whole people and without ever
changing the size of a list; whoever estimates does so on every table, and the spread between the tables is what the
linkage adds to the interval (multiple imputation, Rubin 1987, recalled).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from varick.together.estimating.links import ANY, Loss, Partition, lost_links, partitions
from varick.together.estimating.table import Linkage, Overlaps, patterns

Counts = npt.NDArray[np.int64]
Rates = npt.NDArray[np.float64]
SPARE = 5
"""Tables drawn for each one kept: those are kept in which the lists have room for all records that were split off."""
LEAST = 1e-6
"""No chance of being found whole is taken to be smaller."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Likely:
    """Tables that could be the true one: `counts` (draws, 2^k - 1), the `recall` (draws,) with which each was drawn, how many
    people it takes apart (`merged`) and puts together (`split`), and `strained`: the share of all draws for which the lists
    had no room, so that they were drawn with fewer split people than the planted ones say."""

    counts: Counts
    recall: Rates
    merged: Counts
    split: Counts
    strained: float


def likely_tables(table: Overlaps, linkage: Linkage, draws: int, seed: int) -> Likely:
    """`draws` tables drawn as the planted people of the run say; how links are lost is drawn by `links.drawn`, and wrong links
    come as `_wrong_links` says."""
    rng = np.random.Generator(np.random.Philox(seed))
    many = draws * SPARE
    counts = np.repeat(table.counts[None, :], many, axis=0)
    merged = _take_apart(counts, _wrong_links(table, linkage, many, rng), table.k, rng)
    loss = lost_links(linkage, table.k, many, rng)
    split, short = _put_together(counts, loss, table.k, rng)
    best = np.argsort(short, kind="stable")[:draws]
    return Likely(counts[best], loss.recall[best], merged[best], split[best], float((short > 0).mean()))


def _wrong_links(table: Overlaps, linkage: Linkage, draws: int, rng: np.random.Generator) -> Counts:
    """(draws, 2^k - 1): how many people of each pattern are two people wrongly linked.

    Where the tally says how many places stood open on the planted rows (a planted row and a list that holds no linked
    record of the same person) and how many of them a wrong record took, open places of real records are taken at that rate; the
    chance that two given records are linked wrongly is the same for all. Without it, links of real records are as often
    wrong as those of planted ones, which holds only if as many of them have a true partner.
    """
    k = table.k
    counts = table.counts.astype(float)
    cells = np.arange(1, 2**k)
    size = patterns(k).sum(axis=1)
    if linkage.places is None:
        right = rng.beta(linkage.found + ANY, linkage.wrong + ANY, size=draws)
        chance = 1 - right[:, None] ** (size - 1)[None, :]
        among: Counts = rng.binomial(table.counts[None, :], chance)
        return among
    open_to = [
        counts[((cells >> (k - 1 - j)) & 1 == 1) & ((cells >> (k - 1 - i)) & 1 == 0)].sum()
        for i in range(k)
        for j in range(k)
        if i != j
    ]
    rate = rng.beta(linkage.wrong + ANY, max(0, linkage.places - linkage.wrong) + ANY, size=draws)
    each = rate / max(1.0, float(np.mean(open_to)))
    expected = np.array([_pairs(int(cell), counts, size) for cell in cells])
    wrong = rng.poisson(each[:, None] * expected[None, :])
    possible: Counts = np.minimum(wrong, table.counts[None, :])
    return possible


def _pairs(cell: int, counts: Rates, size: Counts) -> float:
    """Pairs of records that, linked wrongly, would make one person of pattern `cell`."""
    return sum(float(counts[a - 1] * counts[b - 1] * size[a - 1] * size[b - 1]) for a, b in two_parts(cell))


@cache
def two_parts(cell: int) -> tuple[tuple[int, int], ...]:
    """The ways to part a pattern in two patterns that hold something."""
    found, part = [], (cell - 1) & cell
    while part:
        if part < cell ^ part:
            found.append((part, cell ^ part))
        part = (part - 1) & cell
    return tuple(found)


def _take_apart(counts: Counts, wrong: Counts, k: int, rng: np.random.Generator) -> Counts:
    """Undo wrong links in place: a person of a pattern becomes two whose patterns make it up. Returns how many, a draw."""
    size = patterns(k).sum(axis=1)
    before = counts.copy()
    for cell in _largest_first(k):
        ways = two_parts(cell)
        if not ways:
            continue
        weights = np.array([[a, b] for a, b in ways])
        odds = (before[:, weights - 1] + ANY).prod(axis=2) * size[weights - 1].prod(axis=1)
        drawn = rng.multinomial(wrong[:, cell - 1], odds / odds.sum(axis=1, keepdims=True))
        for way, (a, b) in enumerate(ways):
            counts[:, a - 1] += drawn[:, way]
            counts[:, b - 1] += drawn[:, way]
        counts[:, cell - 1] -= wrong[:, cell - 1]
    people: Counts = wrong.sum(axis=1)
    return people


def _put_together(counts: Counts, loss: Loss, k: int, rng: np.random.Generator) -> tuple[Counts, Counts]:
    """Make split people whole in place: (how many were split, how many more the lists had no room for), a draw each.

    Patterns on the most lists come first. Of those who are truly on a pattern, the ones found whole are a binomial share, so
    the others are negative binomial given them; each was split in one of the pattern's ways, which takes one record from
    each of the patterns it was split in.
    """
    split = np.zeros(len(counts), np.int64)
    short = np.zeros(len(counts), np.int64)
    for cell in _largest_first(k):
        m = int(cell).bit_count()
        if m == 1:
            continue
        chances = loss.chances(m)
        whole = np.clip(chances[:, -1], LEAST, 1.0)
        odds = chances[:, :-1] / np.maximum(chances[:, :-1].sum(axis=1, keepdims=True), LEAST**2)
        odds[odds.sum(axis=1) < HALF] = 1 / odds.shape[1]
        here = counts[:, cell - 1]
        lost = np.where(here > 0, rng.negative_binomial(np.maximum(here, 1), whole), 0)
        drawn = rng.multinomial(lost, odds / odds.sum(axis=1, keepdims=True))
        for way, groups in enumerate(_renamed(cell)[:-1]):
            parts = np.array(groups) - 1
            taken = np.minimum(drawn[:, way], counts[:, parts].min(axis=1))
            counts[:, parts] -= taken[:, None]
            counts[:, cell - 1] += taken
            split += taken
            short += drawn[:, way] - taken
    return split, short


def _largest_first(k: int) -> list[int]:
    return sorted(range(1, 2**k), key=lambda cell: (-cell.bit_count(), cell))


@cache
def _renamed(cell: int) -> tuple[Partition, ...]:
    """The partitions of the lists of a pattern, as patterns."""
    bits = [b for b in range(cell.bit_length()) if cell >> b & 1]
    moved: Mapping[int, int] = {
        group: sum(1 << bits[i] for i in range(len(bits)) if group >> i & 1)
        for group in range(1, 1 << len(bits))
    }
    return tuple(tuple(moved[group] for group in groups) for groups in partitions(len(bits)))
