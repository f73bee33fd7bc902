"""How well planted people were linked: pairs found, and the places at which somebody else's row was taken for theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from varick.together.linking import Cluster, Node

Pair = tuple[int, int]
"""Two members' places, the lower first."""


@dataclass(frozen=True)
class Quality:
    """What the planted people of a run tell of its links; numbers only.

    ``people`` have ``rows`` rows in all lists. ``found[i, j]`` of ``pairs[i, j]`` are linked: the same person's rows in
    lists i and j. ``places``: a planted row and another list on which it was not linked to the same person's row. At
    ``wrong_real`` of them it was linked to a row of no planted person, at ``wrong_like`` to that of a decoy or of whom the
    decoy is like, at ``wrong_planted`` to that of another planted person. ``by_lists[m]``: (pairs, found) of the people who
    stand on m lists. ``alone``: of the planted rows linked among themselves, without a real one, as everybody can work out from
    the charter: pairs found, places, places at which another was taken. Of what is measured only that may be published as it
    is: beside it the rest would say whether real people are like certain fictitious ones, and who drafts a charter can look for
    a seed that invents people to ask about.
    """

    people: int
    rows: int
    pairs: Mapping[Pair, int]
    found: Mapping[Pair, int]
    places: int
    wrong_real: int
    wrong_like: int
    wrong_planted: int
    by_lists: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    alone: tuple[int, int, int] | None = None

    @property
    def wrong(self) -> int:
        """Places at which somebody else's row was taken."""
        return self.wrong_real + self.wrong_like + self.wrong_planted

    @property
    def all_pairs(self) -> int:
        """Pairs of rows that are the same planted person."""
        return sum(self.pairs.values())

    @property
    def all_found(self) -> int:
        """Those of them that were linked."""
        return sum(self.found.values())


def measured(
    clusters: Sequence[Cluster],
    who: Mapping[Node, int],
    like: Mapping[int, int],
    k: int,
) -> Quality:
    """What clusters of all rows, planted and real, tell.

    ``who``: planted row -> person; ``like``: decoy -> the person it is like."""
    linked = {node: cluster for cluster in clusters for node in cluster}
    lists_of: dict[int, list[int]] = {}
    for (at, _), person in who.items():
        lists_of.setdefault(person, []).append(at)
    pairs = dict.fromkeys(combinations(range(k), 2), 0)
    found = dict(pairs)
    of_m = {m: [0, 0] for m in range(2, k + 1)}
    for lists in lists_of.values():
        for one, other in combinations(sorted(lists), 2):
            pairs[one, other] += 1
            of_m[len(lists)][0] += 1
    places = wrong_real = wrong_like = wrong_planted = 0
    for node, person in who.items():
        partners = {at: (at, row) for at, row in linked.get(node, ()) if (at, row) != node}
        for at in range(k):
            if at == node[0]:
                continue
            partner = partners.get(at)
            theirs = None if partner is None else who.get(partner)
            if theirs == person:
                if node[0] < at:
                    found[node[0], at] += 1
                    of_m[len(lists_of[person])][1] += 1
                continue
            places += 1
            if partner is None:
                continue
            if theirs is None:
                wrong_real += 1
            elif like.get(theirs, theirs) == like.get(person, person):
                wrong_like += 1
            else:
                wrong_planted += 1
    return Quality(
        people=len(lists_of),
        rows=len(who),
        pairs=pairs,
        found=found,
        places=places,
        wrong_real=wrong_real,
        wrong_like=wrong_like,
        wrong_planted=wrong_planted,
        by_lists={m: (of, right) for m, (of, right) in of_m.items()},
    )
