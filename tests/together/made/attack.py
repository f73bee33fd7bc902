"""Attacks on a count: by members who collude, by a curious tally, by a member who puts invented cases in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from views import Points, Views, inverse, product

from varick.together.ring import group
from varick.together.tokens import Row


def points_of(files: dict[tuple[int, int], Points], owner: int) -> set[bytes]:
    """Every point of an owner's list at every hop that somebody holds."""
    return {point for (whose, _), rows in files.items() if whose == owner for row in rows for point in row}


def decoded(
    views: Views,
    victim: int,
    dictionary: Iterable[tuple[str, bytes]],
    secrets: Sequence[bytes],
    files: dict[tuple[int, int], Points],
) -> int:
    """How many (kind, token) pairs of a dictionary are found in the victim's list, by whoever holds these files and secrets:
    each token is hashed under the charter and raised to every product of the secrets, none of them included."""
    seen = points_of(files, victim)
    tokens = list(dictionary)
    hashed = group.hashed(views.charter_hash, tokens)
    found: set[int] = set()
    for size in range(len(secrets) + 1):
        for chosen in combinations(secrets, size):
            tried = group.raised(hashed, product(chosen), threads=1) if chosen else hashed
            found |= {n for n in range(len(tokens)) if tried[32 * n : 32 * n + 32] in seen}
    return len(found)


def linked_by_colluders(
    views: Views, victim: int, colluders: Sequence[int], files: dict[tuple[int, int], Points]
) -> list[frozenset[int]]:
    """For each row of the victim's first file that colluders hold: the kinds in which it equals one of their own rows.

    They take their secrets out of the victim's first file, and out of each file of theirs that the victim has raised and one
    of them received; what then is equal, is the same token under the victim's secret."""
    if (victim, 0) not in files:
        return []
    theirs: list[set[bytes]] = [set() for _ in views.kinds]
    for (owner, hop), rows in files.items():
        did = [(owner + h) % views.k for h in range(hop + 1)]
        if owner == victim or victim not in did:
            continue
        strip = inverse(views.secrets[member] for member in did if member != victim)
        bare = group.raised(b"".join(b"".join(row) for row in rows), strip, threads=1)
        for at in range(0, len(bare), 32):
            theirs[at // 32 % len(views.kinds)].add(bare[at : at + 32])
    return [
        frozenset(kind for kind, point in enumerate(row) if point in theirs[kind]) for row in files[victim, 0]
    ]


@dataclass(frozen=True)
class Guessed:
    """A frequency attack on one kind: of the ``tried`` most frequent points, so many got their own token."""

    kind: str
    tried: int
    right: int
    most_often: int


def by_frequency(
    lists: Sequence[Sequence[Row]], kinds: Sequence[str], reference: Sequence[Row], tried: int = 50
) -> list[Guessed]:
    """Match the most frequent points of the complete lists to the most frequent tokens of a reference population, rank by rank.

    ``lists`` hold tokens where the tally has points: the attack uses only whether two are equal, the score which they are."""
    found: list[Guessed] = []
    for number, kind in enumerate(kinds):
        seen = Counter(row[number] for rows in lists for row in rows if row[number] is not None)
        usual = Counter(row[number] for row in reference if row[number] is not None)
        points = [
            p for p, _ in sorted(seen.items(), key=lambda item: (-item[1], group.digest(b"x", item[0])))
        ]
        tokens = [t for t, _ in usual.most_common(tried)]
        pairs = list(zip(points[:tried], tokens, strict=False))
        right = sum(point == token for point, token in pairs)
        found.append(Guessed(kind, len(pairs), right, max(seen.values(), default=0)))
    return found


Pattern = frozenset[tuple[int, int]]
"""Which kinds of a row equal a row of which other list."""


def patterns(lists: Sequence[Sequence[Row]], own: int) -> list[Pattern]:
    """What a tally sees of each row of one list: (other list, kind) where a row there has the same point."""
    where = [
        [{row[kind] for row in rows if row[kind] is not None} for kind in range(_kinds(lists))]
        for rows in lists
    ]
    return [
        frozenset(
            (other, kind)
            for other in range(len(lists))
            if other != own
            for kind, token in enumerate(row)
            if token is not None and token in where[other][kind]
        )
        for row in lists[own]
    ]


def _kinds(lists: Sequence[Sequence[Row]]) -> int:
    return next(len(row) for rows in lists for row in rows)


def anonymity(lists: Sequence[Sequence[Row]], own: int) -> list[int]:
    """For each row of a member's list that equals another list's in some kind: among how many of its own cases that member,
    were it the tally too, cannot tell whose row it is. A case comes into question if it has a token of every kind that is
    equal (a missing one is a random point, which equals nothing)."""
    has = [frozenset(kind for kind, token in enumerate(row) if token is not None) for row in lists[own]]
    return [
        sum({kind for _, kind in pattern} <= kinds for kinds in has)
        for pattern in patterns(lists, own)
        if pattern
    ]


def signatures(rows: Sequence[Row]) -> int:
    """How many rows of one list stand out by repeats inside it: the only row whose tokens are repeated so often and with rows
    that are themselves so repeated, told apart by refinement. Each of them the owner recognises in the blinded list."""
    colour: list[object] = [0] * len(rows)
    groups: dict[tuple[int, bytes], list[int]] = {}
    for number, row in enumerate(rows):
        for kind, token in enumerate(row):
            if token is not None:
                groups.setdefault((kind, token), []).append(number)
    shared = [(kind, members) for (kind, _), members in groups.items() if len(members) > 1]
    for _ in range(4):
        near: list[list[tuple[int, tuple[str, ...]]]] = [[] for _ in rows]
        for kind, members in shared:
            around = tuple(sorted(str(colour[m]) for m in members))
            for member in members:
                near[member].append((kind, around))
        colour = [hash_of((own, sorted(found))) for own, found in zip(colour, near, strict=True)]
    alone = Counter(colour)
    return sum(alone[c] == 1 for c in colour)


def hash_of(what: object) -> str:
    """The same for the same structure, in every process."""
    return group.digest(b"colour", repr(what).encode()).hex()


def watermarked(full: Sequence[Row], subsets: Sequence[frozenset[int]]) -> list[Row]:
    """Rows about people that carry a mark: of each person only the kinds of a subset of its own, the others missing."""
    return [
        tuple(token if kind in marked else None for kind, token in enumerate(row))
        for row, marked in zip(full, subsets, strict=True)
    ]
