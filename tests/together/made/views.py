"""What each party of a count comes to see: the ring worked by hand, every file of it kept, for those who attack it.

Points are as in `varick.together.ring.group`; files, signatures and proofs are left out, since they tell an attacker nothing
about a token. `of_offices` takes the same views out of the real files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from offices import Offices
from people import luck

from varick.together.charter.charter import Charter
from varick.together.ring import group
from varick.together.ring.envelope import Contents, unpacked
from varick.together.ring.outgoing import Outgoing
from varick.together.ring.sealed import mask
from varick.together.tokens import Recipe, Row

Points = tuple[tuple[bytes, ...], ...]
"""Rows of points, one a kind."""


@dataclass(frozen=True)
class Views:
    """``files[owner, hop]``: what leaves the member of that hop (0: the owner); ``readers[owner, hop]``: the member who opens it,
    -1 the tally. ``secrets``: each member's scalar; ``masks``: what each has raised its own list to besides."""

    k: int
    files: dict[tuple[int, int], Points]
    readers: dict[tuple[int, int], int]
    secrets: tuple[bytes, ...]
    charter_hash: bytes
    kinds: tuple[str, ...]
    masks: tuple[bytes, ...] = ()

    @property
    def final(self) -> list[Points]:
        """The complete lists, as the tally has them."""
        last = max(hop for _, hop in self.files)
        return [self.files[owner, last] for owner in range(self.k)]

    def held_by(self, members: Sequence[int], tally: bool = False) -> dict[tuple[int, int], Points]:
        """The files that these members made or opened, and the complete ones where they have the tally with them."""
        hands = set(members) | ({-1} if tally else set())
        return {
            place: points
            for place, points in self.files.items()
            if self.readers[place] in hands or (place[0] + place[1]) % self.k in members
        }


def product(scalars: Iterable[bytes]) -> bytes:
    """The product of scalars."""
    found = 1
    for scalar in scalars:
        found = found * int.from_bytes(scalar, "little") % group.ORDER
    return found.to_bytes(group.SCALAR, "little")


def inverse(scalars: Iterable[bytes]) -> bytes:
    """One over the product of scalars."""
    return pow(int.from_bytes(product(scalars), "little"), -1, group.ORDER).to_bytes(group.SCALAR, "little")


def by_hand(
    lists: Sequence[Sequence[Row]], kinds: Sequence[str], *, rows: int, seed: str, masked: bool = False
) -> Views:
    """All lists through the ring of version 1: the owner's secret first, each following member's after it, the rows shuffled
    anew each time; missing tokens and the rows that fill a list up are random points.

    ``masked``: the owner first raises its list to a number that it uses nowhere else, and at the end, when the list is home
    again, takes it out and puts its secret in; so nobody but the tally meets the list under the secret that raised theirs."""
    k = len(lists)
    charter_hash = group.digest(b"attack", seed.encode())
    secrets = tuple(group.scalar_of(luck(seed, "secret", member).bytes(64)) for member in range(k))
    files: dict[tuple[int, int], Points] = {}
    readers: dict[tuple[int, int], int] = {}
    for owner, own in enumerate(lists):
        noise = luck(seed, "noise", owner)
        filled = [*own, *[(None,) * len(kinds)] * (rows - len(own))]
        points: Points = tuple(
            tuple(
                group.point_of(noise.bytes(64))
                if token is None
                else group.hashed(charter_hash, [(kind, token)])
                for kind, token in zip(kinds, row, strict=True)
            )
            for row in filled
        )
        mask = group.scalar_of(noise.bytes(64))
        steps = [secrets[(owner + hop) % k] for hop in range(k)]
        if masked:
            steps = [mask, *steps[1:], product([secrets[owner], inverse([mask])])]
        for hop, step in enumerate(steps):
            member = (owner + hop) % k
            raised = group.raised(b"".join(b"".join(row) for row in points), step, threads=1)
            shuffled = luck(seed, "shuffle", owner, hop).permutation(rows).tolist()
            points = tuple(
                tuple(
                    raised[group.POINT * (row * len(kinds) + kind) :][: group.POINT]
                    for kind in range(len(kinds))
                )
                for row in shuffled
            )
            files[owner, hop] = points
            readers[owner, hop] = (member + 1) % k if hop < len(steps) - 1 else -1
    return Views(k, files, readers, secrets, charter_hash, tuple(kinds))


def of_offices(offices: Offices, lists: Sequence[Sequence[Row]], planted: Sequence[Sequence[Row]]) -> Views:
    """The same views out of the real files: each list goes round, and every file is opened with its receiver's key."""
    charter = offices.charter
    kinds = tuple(kind.name for kind in Recipe.load(charter.recipe).kinds)
    files: dict[tuple[int, int], Points] = {}
    readers: dict[tuple[int, int], int] = {}
    last = 0
    for owner, rows in enumerate(lists):
        out, hop = offices.started(owner, rows, planted[owner]), 0
        while True:
            contents = _opened(offices, out)
            to = contents.last.statement.to
            body, size = contents.body, group.POINT * len(kinds)
            files[owner, hop] = tuple(
                tuple(body[at + group.POINT * kind :][: group.POINT] for kind in range(len(kinds)))
                for at in range(0, len(body), size)
            )
            last = max(last, hop)
            if len(contents.lists[0]) == _steps(charter):
                readers[owner, hop] = -1
                break
            readers[owner, hop] = to
            out, hop = offices.passed_on(to, offices.mail / out.name), hop + 1
    secrets, masks = [], []
    for office in offices.members:
        with office.desk() as desk:
            secret = desk.secret()
            secrets.append(secret.scalar)
            masks.append(mask(secret.seed, charter))
    return Views(charter.k, files, readers, tuple(secrets), charter.hash, kinds, tuple(masks))


def _steps(charter: Charter) -> int:
    """How many members' steps a complete list has behind it."""
    return charter.k


def _opened(offices: Offices, out: Outgoing) -> Contents:
    import pyrage

    for office in offices.members:
        try:
            plain = pyrage.decrypt(out.data, [office.keys.age_identity])
        except pyrage.DecryptError:
            continue
        return unpacked(plain, offices.mail / out.name, len(plain))
    raise AssertionError("for nobody")
