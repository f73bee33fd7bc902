"""Invented populations on lists, linked with known error: the truth against which an interval is counted as holding it or not.

Linkage goes wrong here in its own way, record by record, and not in the way in which the estimate undoes it: each record has
a quality, two records of a person are linked with a probability that falls with both qualities, a person's records are
whole where the links connect them, and an open record is taken by a record of someone else with a probability that grows
with the list. Planted people go through the same.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from varick.together.estimating.table import Linkage, Overlaps


@dataclass(frozen=True)
class World:
    """What a population is like: `people`, the probability `on` of each list, how much a person's propensity varies
    (`spread`, standard deviation on the logit scale), the log odds ratio `pull` between the first two lists, and the
    linkage's `recall`, share of open records wrongly taken (`taken`) and number of `planted` people (0: exact linkage)."""

    people: int
    on: tuple[float, ...]
    spread: float = 0.0
    pull: float = 0.0
    recall: float = 1.0
    taken: float = 0.0
    planted: int = 0

    @property
    def k(self) -> int:
        """How many lists there are."""
        return len(self.on)


def drawn(world: World, rng: np.random.Generator) -> Overlaps:
    """One table that the tally of this world could give, with what its planted people tell of the linkage."""
    held = _held(world, rng)
    held = held[held.any(axis=1)]
    if not world.planted:
        return Overlaps.of(_counts(held))
    rows = held.astype(int)
    planted = _planted(world, rng)
    found, wrong, taken = _linked(world, np.vstack([planted, rows]).astype(bool), len(planted), rng)
    return Overlaps.of(_counts(found), linkage=_told(planted, taken, wrong))


def _held(world: World, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """(people, k): who is on which list."""
    p = np.array(world.on)
    logit = np.log(p / (1 - p))[None, :] + world.spread * rng.standard_normal((world.people, 1))
    held = rng.random((world.people, world.k)) < 1 / (1 + np.exp(-logit))
    if world.pull:
        # list 2 given list 1, with the share on list 2 as it was: p = a q1 + (1 - a) q0, odds ratio exp(pull)
        a, b, ratio = world.on[0], world.on[1], np.exp(world.pull)
        low, high = 0.0, 1.0
        for _ in range(60):
            q0 = (low + high) / 2
            q1 = ratio * q0 / (1 - q0 + ratio * q0)
            low, high = (q0, high) if a * q1 + (1 - a) * q0 < b else (low, q0)
        held[:, 1] = rng.random(world.people) < np.where(held[:, 0], q1, q0)
    return held


def _planted(world: World, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """(planted, k): as the protocol plants them, each set of two lists or more as often as any other, and every tenth a
    decoy on one list."""
    k = world.k
    sets = [chosen for size in range(2, k + 1) for chosen in combinations(range(k), size)]
    rows = np.zeros((world.planted, k), bool)
    true = 0
    for i in range(world.planted):
        if i % 10 == 9:
            rows[i, rng.integers(k)] = True
        else:
            rows[i, list(sets[true % len(sets)])] = True
            true += 1
    return rows


def _linked(
    world: World, held: npt.NDArray[np.bool_], planted: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.bool_], int, list[list[set[int]]]]:
    """(clusters of real people as list patterns, wrong places on planted rows, groups of lists of each planted person)."""
    k = world.k
    # a record's quality: half the loss is the record's, half the pair's
    bad = 1 - world.recall**0.25
    good = rng.random(held.shape) >= bad
    clusters: list[tuple[int, set[int]]] = []
    for person in range(len(held)):
        lists = np.flatnonzero(held[person])
        groups: list[set[int]] = []
        for j in lists:
            joined = {int(j)}
            rest = []
            for group in groups:
                links = [
                    good[person, j] and good[person, i] and rng.random() < world.recall**0.5 for i in group
                ]
                if any(links):
                    joined |= group
                else:
                    rest.append(group)
            groups = [*rest, joined]
        clusters += [(person, group) for group in groups]
    # wrong links: an open record meets one of someone else; the share taken is of all open places at the start
    taken = np.zeros(len(clusters), bool)
    order = rng.permutation(len(clusters))
    merged: list[set[int]] = []
    sizes = held.sum(axis=0)
    by_list: list[list[int]] = [[c for c in order if j in clusters[c][1]] for j in range(k)]
    wrong = 0
    for c in order:
        if taken[c]:
            continue
        person, group = clusters[c]
        for j in range(k):
            if j in group or rng.random() >= world.taken / 2 * len(by_list[j]) / max(
                1.0, float(sizes.mean())
            ):
                continue
            other = by_list[j][int(rng.integers(len(by_list[j])))]
            if other == c or taken[other] or clusters[other][1] & group or clusters[other][0] == person:
                continue
            taken[c] = taken[other] = True
            wrong += (person < planted) + (clusters[other][0] < planted)
            if person >= planted and clusters[other][0] >= planted:
                merged.append(group | clusters[other][1])
            elif person >= planted:
                merged.append(group)
            elif clusters[other][0] >= planted:
                merged.append(clusters[other][1])
            break
    alone = [g for c, (p, g) in enumerate(clusters) if not taken[c] and p >= planted]
    patterns = np.zeros((len(alone) + len(merged), k), bool)
    for row, group in enumerate([*alone, *merged]):
        patterns[row, list(group)] = True
    parts: list[list[set[int]]] = [[] for _ in range(planted)]
    for person, group in clusters:
        if person < planted:
            parts[person].append(group)
    return patterns, wrong, parts


def _told(planted: npt.NDArray[np.bool_], parts: list[list[set[int]]], wrong: int) -> Linkage:
    size = planted.sum(axis=1)
    k = planted.shape[1]
    found = sum(len(g) * (len(g) - 1) // 2 for groups in parts for g in groups)
    places = int(size.sum()) * (k - 1) - 2 * found
    pairs = int((size * (size - 1) // 2).sum())
    return Linkage(pairs, found, wrong, len(planted), int(size.sum()), places)


def _counts(held: npt.NDArray[np.bool_]) -> list[int]:
    k = held.shape[1]
    index = held @ (1 << np.arange(k)[::-1])
    return [int(n) for n in np.bincount(index, minlength=2**k)[1:]]
