"""The check: when all lists are complete, the planted people's tokens go round once more, unshuffled, each step proven whole.

The file carries the signed statements of all lists, so that every member sees, before its secret touches a planted token, that
each list is complete and that nothing in any of them can still be changed. Then no hop could know a planted row while it might
still tamper with one. With its step a member gives the tally the mask of its own list; it needs its secret no more, and its
desk destroys it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.keys import MemberKeys
from varick.together.ring import group
from varick.together.ring.chain import (
    at,
    body_hash,
    body_signed,
    check_in_order,
    list_in_order,
    over,
    public_points,
)
from varick.together.ring.envelope import Contents, damaged
from varick.together.ring.fictitious import as_points, expected, in_order
from varick.together.ring.group import Told
from varick.together.ring.lists import Complete, known_before, mine_stand
from varick.together.ring.making import again, proven, sent, slot
from varick.together.ring.outgoing import Outgoing
from varick.together.ring.sealed import mask, sealed_mask
from varick.together.ring.statement import CHECK, Signed, Statement, receiver
from varick.together.tokens import Recipe, Row

Chains = Sequence[Sequence[Signed]]


def begin(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    complete: Complete,
    planted: Sequence[Sequence[Row]],
    *,
    told: Told | None = None,
) -> Outgoing:
    """The tally's own step, the first, over the complete lists. ``planted[i]``: rows of the planted people of list i, as the
    charter gives them to everybody. With it the tally's secret is destroyed. Run again, it gives the very same file."""
    start = Contents(complete.chains, (), b"")
    before = as_points(charter, in_order(planted))
    return _step(desk, keys, charter, start, before, told)


def passed(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    path: Path,
    contents: Contents,
    planted: Sequence[Sequence[Row]],
    *,
    told: Told | None = None,
) -> Outgoing:
    """A member's step: the chain of every list and every earlier step are verified, then the points are raised, and the secret
    of this desk is destroyed. The same file again gives the same file. Raises VarickError, which names member and file."""
    came = contents.last.statement
    me = charter.place(keys.verify_key)
    start = as_points(charter, in_order(planted))
    _chains_stand(path, charter, contents.lists)
    check_in_order(path, charter, contents.check, len(start) // group.POINT, over(contents.lists))
    if came.hop == charter.k - 1:
        raise VarickError(f"{path.name}: has been with every member; give it to varick together tally")
    if came.to != me:
        raise VarickError(f"{path.name}: is for {charter.members[came.to].name}; give it to them")
    mine_stand(desk, charter, path, contents.lists)
    body = _last_body(path, charter, contents, start)
    if known_before(desk, path, charter, came):
        return again(desk, charter, _bare(charter, contents, len(start) // group.POINT))
    statements = [signed for chain in (*contents.lists, contents.check) for signed in chain]
    points = public_points(path, charter, dict(desk.points()), statements)
    _steps_proven(path, charter, contents, start)
    return _step(desk, keys, charter, contents, body, told, points=points)


def finished(
    desk: Desk, keys: MemberKeys, charter: Charter, complete: Complete, planted: Sequence[Sequence[Row]]
) -> tuple[tuple[tuple[bytes | None, ...], ...], ...]:
    """At the tally, whose `complete` has the check's file: the planted rows of each list as they must stand in the complete
    lists, in the order of ``planted``; None where a row has no token.

    Raises VarickError where the file is not the end of the check that this desk began over these lists, or a step is wrong.
    """
    if complete.check is None:
        raise VarickError(
            "the file of the check is missing; give it with the lists when it has been with every member"
        )
    path, contents = complete.check
    tokens = in_order(planted)
    start = as_points(charter, tokens)
    came = contents.last.statement
    mine_stand(desk, charter, path, [contents.check])
    known_before(desk, path, charter, came)
    points = public_points(path, charter, dict(desk.points()), contents.check)
    last = _last_body(path, charter, contents, start)
    _steps_proven(path, charter, contents, start)
    desk.remember(points=points, seen={slot(came): came.hash})
    at_end = {token: last[group.POINT * i : group.POINT * (i + 1)] for i, token in enumerate(tokens)}
    return expected(planted, at_end)


def _bare(charter: Charter, contents: Contents, many: int) -> Statement:
    hop = len(contents.check)
    return Statement(
        kind=CHECK,
        charter=charter.hash.hex(),
        list=charter.tally,
        hop=hop,
        member=(charter.tally + hop) % charter.k,
        to=receiver(charter, charter.tally, hop),
        x="",
        rows=many,
        sums=(),
        body="",
        before=contents.check[-1].statement.hash if contents.check else over(contents.lists),
    )


def _step(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    contents: Contents,
    before: bytes,
    told: Told | None,
    *,
    points: dict[int, bytes] | None = None,
) -> Outgoing:
    bare = _bare(charter, contents, len(before) // group.POINT)
    if desk.wrote(slot(bare)) is not None:
        if bare.hop == 0 and desk.seen("check over") != bare.before:
            raise VarickError(
                "the check has begun already over other lists; do not go on: keep all files, and tell all members"
            )
        return again(desk, charter, bare)
    secret = desk.secret()
    after = group.raised(before, secret.scalar, told=told)
    made = replace(
        bare,
        x=group.base(secret.scalar).hex(),
        body=body_hash(after),
        sealed=sealed_mask(charter, bare.member, mask(secret.seed, charter)),
    )
    seen = {"check over": bare.before}
    if contents.check:
        came = contents.last.statement
        seen[slot(came)] = came.hash
    return sent(
        desk,
        keys,
        charter,
        secret,
        made,
        (_split(before), _split(after)),
        contents,
        contents.body + after,
        seen,
        points=points or {},
        destroy=True,
    )


def _chains_stand(path: Path, charter: Charter, chains: Chains) -> None:
    """Raises VarickError unless these are the complete chains of all lists, in the order of the ring."""
    kinds = len(Recipe.load(charter.recipe).kinds)
    if [chain[0].statement.list for chain in chains] != list(range(charter.k)):
        raise damaged(path)
    for chain in chains:
        if len(chain) != charter.k:
            raise VarickError(
                f"{path.name}: the check began before the list of {charter.members[chain[0].statement.list].name} was "
                "complete; do not go on, and tell all members"
            )
        list_in_order(path, charter, kinds, chain)


def _bodies(path: Path, charter: Charter, contents: Contents, start: bytes) -> list[bytes]:
    """The points before the first step and after each."""
    size = len(start)
    if len(contents.body) != size * len(contents.check):
        raise VarickError(
            f"{at(path, charter, contents.last.statement)}: the points are not as many as the planted tokens"
        )
    bodies = [contents.body[size * i : size * (i + 1)] for i in range(len(contents.check))]
    for signed, body in zip(contents.check, bodies, strict=True):
        body_signed(path, charter, signed.statement, body)
    return [start, *bodies]


def _last_body(path: Path, charter: Charter, contents: Contents, start: bytes) -> bytes:
    return _bodies(path, charter, contents, start)[-1]


def _steps_proven(path: Path, charter: Charter, contents: Contents, start: bytes) -> None:
    """Raises VarickError, naming the member, for a step that is not the same secret on each point."""
    bodies = _bodies(path, charter, contents, start)
    for signed, before, after in zip(contents.check, bodies, bodies[1:], strict=False):
        if not proven(signed.statement, _split(before), _split(after)):
            raise VarickError(
                f"{at(path, charter, signed.statement)}: the proof is wrong; do not go on: tell all members, and begin again "
                "with a new charter"
            )


def _split(points: bytes) -> list[bytes]:
    return [points[i : i + group.POINT] for i in range(0, len(points), group.POINT)]
