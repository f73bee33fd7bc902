"""Which rows of several lists are the same person: tokens alike are weighed, each list gives a person at most one row.

The answer depends on what is alike and on nothing else. However the rows are shuffled and whatever the tokens are called, as
many clusters of each pattern of lists come out, so that blinded lists give exactly the count that clear ones give.
"""

from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from itertools import combinations, product

from varick.errors import VarickError

Row = Sequence[Hashable | None]
"""One token for each kind; None where there is none, and None is like nothing."""
Node = tuple[int, int]
"""A list and a row of it, both from 0."""
Cluster = tuple[Node, ...]
"""One person: two rows or more, sorted, no two of one list."""
Counts = dict[tuple[bool, ...], int]
"""How many people stand on exactly these lists: every pattern but that of none of them."""

MOST_ROWS = 12
"""A tangle of more rows than this loses its weakest likenesses first; up to it the best parting is found exactly."""


def link(lists: Sequence[Sequence[Row]], weights: Sequence[int], threshold: int) -> list[Cluster]:
    """The clusters of rows that are taken for one person, sorted.

    Two rows of different lists are alike by the sum of the `weights` of the kinds whose tokens are equal, and count as alike
    from `threshold` on. Rows that are alike, directly or through others, form a tangle. In a tangle with two rows of one list
    the parting is taken that keeps most likeness together; of equal ones that with fewest people, then the first by the
    pattern of lists: a rule about the tangle's shape, never about the order of its rows.

    Raises VarickError for weights under 1, a threshold under 1 and a row of another length than the weights."""
    if threshold < 1 or any(weight < 1 for weight in weights):
        raise VarickError("weights and threshold: give whole numbers from 1 on")
    alike = _alike(lists, weights, threshold)
    return sorted(cluster for tangle in _tangles(alike) for cluster in _parted(tangle))


def profile(clusters: Iterable[Cluster], sizes: Sequence[int]) -> Counts:
    """People by pattern of lists, where list i has ``sizes[i]`` rows and a row in no cluster is one person.

    Raises VarickError where a list has fewer rows than the clusters take from it."""
    k = len(sizes)
    counts: Counts = dict.fromkeys(patterns(k), 0)
    left = list(sizes)
    for cluster in clusters:
        on = {at for at, _ in cluster}
        counts[tuple(at in on for at in range(k))] += 1
        for at in on:
            left[at] -= 1
    for at, rest in enumerate(left):
        if rest < 0:
            raise VarickError(f"list {at + 1}: more rows are linked than the {sizes[at]} it is said to have")
        counts[tuple(other == at for other in range(k))] += rest
    return counts


def patterns(k: int) -> list[tuple[bool, ...]]:
    """The 2^k - 1 patterns of lists a person may stand on: one list first, all of them last."""
    found = [pattern for pattern in product((True, False), repeat=k) if any(pattern)]
    return sorted(found, key=lambda pattern: (sum(pattern), tuple(not on for on in pattern)))


Alike = dict[Node, dict[Node, int]]


def _alike(lists: Sequence[Sequence[Row]], weights: Sequence[int], threshold: int) -> Alike:
    """Pairs of rows of different lists whose tokens weigh at least the threshold, both ways round."""
    nodes = [(at, number) for at, rows in enumerate(lists) for number in range(len(rows))]
    rows_of = [row for rows in lists for row in rows]
    for (at, number), row in zip(nodes, rows_of, strict=True):
        if len(row) != len(weights):
            raise VarickError(f"list {at + 1}, row {number + 1}: give {len(weights)} tokens, one a kind")
    scores: dict[tuple[int, int], int] = {}
    for kind, weight in enumerate(weights):
        holders: dict[Hashable, list[int]] = {}
        for place, row in enumerate(rows_of):
            token = row[kind]
            if token is not None:
                holders.setdefault(token, []).append(place)
        for places in holders.values():
            if len(places) > 1:
                for pair in combinations(places, 2):
                    scores[pair] = scores.get(pair, 0) + weight
    alike: Alike = {}
    for (first, second), score in scores.items():
        one, other = nodes[first], nodes[second]
        if score >= threshold and one[0] != other[0]:
            alike.setdefault(one, {})[other] = score
            alike.setdefault(other, {})[one] = score
    return alike


def _tangles(alike: Alike) -> list[Alike]:
    """The connected pieces."""
    found = []
    seen: set[Node] = set()
    for start in alike:
        if start in seen:
            continue
        piece, reached = [start], {start}
        for node in piece:  # grows while it is read
            fresh = alike[node].keys() - reached
            piece.extend(fresh)
            reached |= fresh
        seen |= reached
        if len(piece) > 1:
            found.append({node: alike[node] for node in piece})
    return found


def _parted(tangle: Alike) -> list[Cluster]:
    if len({at for at, _ in tangle}) == len(tangle):
        return [tuple(sorted(tangle))]
    if len(tangle) <= MOST_ROWS:
        return _best(tangle)
    weakest = min(score for near in tangle.values() for score in near.values())
    rest = {
        node: {other: score for other, score in near.items() if score > weakest}
        for node, near in tangle.items()
    }
    return [cluster for piece in _tangles(rest) for cluster in _parted(piece)]


def _best(tangle: Alike) -> list[Cluster]:
    """The parting of a small tangle that keeps most likeness together, found exactly.

    Takes the first row left, tries every cluster it can be in, and parts what remains the best way; what remains is a set of
    rows and is solved once."""
    nodes = sorted(tangle)
    bit = {node: 1 << place for place, node in enumerate(nodes)}
    near = [sum(bit[other] for other in tangle[node]) for node in nodes]

    @cache
    def worth(members: tuple[int, ...]) -> tuple[int, int, int]:
        """Likeness kept; minus people; minus the shape, in a base that lets shapes be added."""
        kept = sum(tangle[nodes[one]].get(nodes[other], 0) for one, other in combinations(members, 2))
        shape = sum(1 << nodes[member][0] for member in members)
        return kept, -1, -(16**shape)

    def clusters(first: int, left: int) -> list[tuple[int, ...]]:
        """Connected sets of rows left that hold the first, no two of one list."""
        grow: list[tuple[int, ...]] = [(first,)]
        found = set(grow)
        for members in grow:
            lists = {nodes[member][0] for member in members}
            reach = 0
            for member in members:
                reach |= near[member]
            reach &= left
            for place, node in enumerate(nodes):
                if reach >> place & 1 and node[0] not in lists:
                    larger = tuple(sorted((*members, place)))
                    if larger not in found:
                        found.add(larger)
                        grow.append(larger)
        return grow

    @cache
    def solved(left: int) -> tuple[tuple[int, int, int], tuple[tuple[int, ...], ...]]:
        if not left:
            return (0, 0, 0), ()
        first = (left & -left).bit_length() - 1
        best = None
        for members in clusters(first, left):
            rest, taken = solved(left & ~sum(1 << member for member in members))
            mine = worth(members)
            value = (rest[0] + mine[0], rest[1] + mine[1], rest[2] + mine[2])
            if best is None or value > best[0]:
                best = value, (members, *taken)
        assert best is not None
        return best

    _, parts = solved((1 << len(nodes)) - 1)
    return [tuple(nodes[member] for member in part) for part in parts if len(part) > 1]
