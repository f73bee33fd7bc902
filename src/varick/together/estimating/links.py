"""How links between the records of one person are lost: what planted people tell of it, and what that does to others."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb

import numpy as np
import numpy.typing as npt

from varick.together.estimating.table import Linkage

Rates = npt.NDArray[np.float64]
Partition = tuple[int, ...]
"""Records in groups, each group a binary number over the records."""
ANY = 0.5
"""Pseudo-count of a Beta distribution that knows nothing (Jeffreys)."""
RECALLS = 400
"""Values of recall that are weighed."""
SHARES = 11
"""Values of the share of loss that is the records' that are weighed."""


@dataclass(frozen=True, slots=True)
class Loss:
    """How links are lost, a draw each: `fit` (draws,) is the probability that a record can be linked to any other at all,
    `held` (draws,) that a link between two fit records is found. Records that links connect are one person's."""

    fit: Rates
    held: Rates

    @property
    def recall(self) -> Rates:
        """(draws,): the probability that the two records of a person on two lists are linked."""
        found: Rates = self.fit**2 * self.held
        return found

    def chances(self, m: int) -> Rates:
        """(draws, partitions of m): the probability that a person with m records is found parted so."""
        return np.stack([self._chance(groups, m) for groups in partitions(m)], axis=1)

    def _chance(self, groups: Partition, m: int) -> Rates:
        """Every record that is not fit is alone; the fit ones are connected by the links that hold, or not."""
        large = tuple(sorted(group.bit_count() for group in groups if group.bit_count() > 1))
        alone = sum(group.bit_count() == 1 for group in groups)
        total = np.zeros_like(self.fit)
        for unfit in range(alone + 1):
            way = comb(alone, unfit) * (1 - self.fit) ** unfit * self.fit ** (m - unfit)
            total += way * connected((1,) * (alone - unfit) + large, self.held)
        return total

    def together(self, m: int) -> Rates:
        """(draws,): of the pairs of records of a person with m, the share that is found together."""
        shares = [sum(comb(g.bit_count(), 2) for g in groups) / comb(m, 2) for groups in partitions(m)]
        found: Rates = self.chances(m) @ np.array(shares)
        return found


def lost_links(linkage: Linkage, k: int, draws: int, rng: np.random.Generator) -> Loss:
    """Draws of how links are lost, given what planted people tell.

    Planted people who are on several lists are found more easily than those on two, since two links of three connect
    three records. So recall of two records, and the share of the loss that is the records' (all links of a record are lost
    together) and not the single links', are weighed on a grid by how likely they make the pairs found; where the planted
    people are not told apart by how many lists they are on, every set of lists is taken to be as frequent as any other, as
    `together.planted` makes them. Pairs of one person count as many as they are worth: m - 1 for m records.
    """
    recall = (np.arange(RECALLS) + ANY) / RECALLS
    share = np.linspace(0.0, 1.0, SHARES)
    both = np.repeat(recall, SHARES)
    of_records = np.tile(share, RECALLS)
    every = Loss(both ** (of_records / 2), both ** (1 - of_records))
    log = np.zeros_like(both)
    for expected, found, pairs in _told(linkage, k, every):
        expected = np.clip(expected, 1e-9, 1 - 1e-9)
        log += found * np.log(expected) + (pairs - found) * np.log(1 - expected)
    weights = np.exp(log - log.max())
    at = rng.choice(len(both), size=draws, p=weights / weights.sum())
    drawn = np.clip(both[at] + (rng.random(draws) - ANY) / RECALLS, 1e-3, 1 - 1e-9)
    return Loss(drawn ** (of_records[at] / 2), drawn ** (1 - of_records[at]))


def _told(linkage: Linkage, k: int, every: Loss) -> list[tuple[Rates, float, float]]:
    """(share of pairs expected to be found, found, pairs) for each number of lists, or once for all."""
    if linkage.by_lists:
        found = []
        for m, pairs, right in linkage.by_lists:
            worth = 2 / m
            found.append((every.together(m), right * worth, pairs * worth))
        return found
    sizes = range(2, k + 1)
    pairs_of = np.array([comb(k, m) * comb(m, 2) for m in sizes], float)
    expected = np.stack([every.together(m) for m in sizes]).T @ (pairs_of / pairs_of.sum())
    worth = sum(comb(k, m) * (m - 1) for m in sizes) / pairs_of.sum()
    return [(expected, linkage.found * worth, linkage.pairs * worth)]


@cache
def partitions(m: int) -> tuple[Partition, ...]:
    """All ways to part m records in groups, as binary numbers over the m records; the one group of all is the last."""
    found: list[Partition] = []

    def grow(next_one: int, groups: Partition) -> None:
        if next_one == m:
            found.append(groups)
            return
        for i, group in enumerate(groups):
            grow(next_one + 1, (*groups[:i], group | 1 << next_one, *groups[i + 1 :]))
        grow(next_one + 1, (*groups, 1 << next_one))

    grow(0, ())
    return tuple(sorted(found, key=lambda groups: (-len(groups), groups)))


def connected(sizes: Sequence[int], held: Rates) -> Rates:
    """(draws,): the probability that links, each held with this probability, connect records in groups of these sizes."""
    m = sum(sizes)
    inside = np.ones_like(held)
    for size in sizes:
        inside = inside * whole(size, held)
    between = comb(m, 2) - sum(comb(size, 2) for size in sizes)
    found: Rates = inside * (1 - held) ** between
    return found


def whole(m: int, held: Rates) -> Rates:
    """(draws,): the probability that links, each held with this probability, connect m records (Gilbert 1959, recalled)."""
    if m <= 1:
        return np.ones_like(held)
    apart = np.zeros_like(held)
    for size in range(1, m):
        apart += comb(m - 1, size - 1) * whole(size, held) * (1 - held) ** (size * (m - size))
    found: Rates = 1 - apart
    return found
