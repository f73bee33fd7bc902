"""A list that came in: its hop at one member, and all of them, complete, at the tally."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.keys import MemberKeys
from varick.together.ring import group
from varick.together.ring.chain import (
    at,
    body_fits,
    body_hash,
    body_signed,
    check_in_order,
    list_in_order,
    over,
    public_points,
)
from varick.together.ring.envelope import Contents, damaged, opened
from varick.together.ring.fictitious import many_points
from varick.together.ring.group import Told
from varick.together.ring.making import again, sent, shuffled, slot
from varick.together.ring.outgoing import Outgoing
from varick.together.ring.sealed import cases, mask_of, unmasked
from varick.together.ring.statement import LIST, Signed, Statement, receiver
from varick.together.tokens import Recipe, Row


@dataclass(frozen=True)
class Complete:
    """All lists after every hop.

    ``points[i]``: list i without its mask, row after row, one point of 32 bytes a kind; no lists at all before the check is
    back, since until then each has a mask of its own. ``cases[i]``: how many real cases are in it (planted people and filling
    not counted), as its owner sealed it for the tally. ``chains[i]``: its signed statements. ``check``: the check's file, if it
    came with them.
    """

    points: tuple[tuple[tuple[bytes, ...], ...], ...] = field(repr=False)
    cases: tuple[int, ...]
    chains: tuple[tuple[Signed, ...], ...] = field(repr=False)
    check: tuple[Path, Contents] | None = field(repr=False, default=None)


def passed(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    path: Path,
    contents: Contents,
    *,
    told: Told | None = None,
) -> Outgoing:
    """Check a list that came in, raise every point to this desk's secret, shuffle the rows, and address it onward.

    ``contents``: what the file holds. The same file again gives the same file. Raises VarickError, which
    names the member and the file, for anything that is not as the protocol has it.
    """
    me = charter.place(keys.verify_key)
    kinds = len(Recipe.load(charter.recipe).kinds)
    (chain,) = contents.lists
    list_in_order(path, charter, kinds, chain)
    came = chain[-1].statement
    if came.hop == charter.k - 1:
        raise VarickError(f"{path.name}: has been with every member; give it to varick together tally")
    if came.to != me:
        raise VarickError(f"{path.name}: is for {charter.members[came.to].name}; give it to them")
    body_signed(path, charter, came, contents.body)
    bare = Statement(
        kind=LIST,
        charter=came.charter,
        list=came.list,
        hop=came.hop + 1,
        member=me,
        to=receiver(charter, came.list, came.hop + 1),
        x="",
        rows=charter.rows,
        sums=("",) * kinds,
        body="",
        before=came.hash,
    )
    if known_before(desk, path, charter, came):
        return again(desk, charter, bare)
    secret = desk.begin()
    points = public_points(path, charter, dict(desk.points()), chain)
    body_fits(path, charter, kinds, came, contents.body)
    powers = group.raised(contents.body, secret.scalar, told=told)
    body = shuffled(powers, kinds, group.derived(secret.seed, b"shuffle", bytes.fromhex(came.hash)))
    before = [bytes.fromhex(s) for s in came.sums]
    after = [group.power(secret.scalar, s) for s in before]  # the sum of powers is the power of the sum
    made = replace(
        bare,
        x=group.base(secret.scalar).hex(),
        sums=tuple(s.hex() for s in after),
        body=body_hash(body),
    )
    seen = {slot(came): came.hash}
    return sent(desk, keys, charter, secret, made, (before, after), contents, body, seen, points=points)


def known_before(desk: Desk, path: Path, charter: Charter, came: Statement) -> bool:
    """Whether this very statement came in before. Raises VarickError where another one did in its place."""
    earlier = desk.seen(slot(came))
    if earlier is not None and earlier != came.hash:
        raise VarickError(
            f"{at(path, charter, came)}: another file came in for the same hop before, and both are signed; do not go on: keep "
            "both, and tell all members"
        )
    return earlier is not None


def completed(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    paths: Sequence[Path],
    planted: Sequence[Sequence[Row]] = (),
    *,
    told: Told | None = None,
) -> Complete:
    """The lists at the tally, one file each, in any order, and the check's file if it is among them.

    ``planted[i]``: rows of the planted people of list i. Raises VarickError as `passed` does, where this desk does not tally,
    and with the names of the lists that are missing.
    """
    desk.must_be_of(charter)
    me = charter.place(keys.verify_key)
    if me != charter.tally:
        raise VarickError(
            f"{charter.members[charter.tally].name} tallies, by the charter; give the files to them"
        )
    kinds = len(Recipe.load(charter.recipe).kinds)
    found: dict[int, tuple[Path, Contents]] = {}
    check: tuple[Path, Contents] | None = None
    for path in paths:
        contents = opened(path, keys.age_identity, charter, kinds, many_points(planted))
        if contents.check:
            if check is not None and check[1] != contents:
                raise VarickError(
                    f"{path.name}: a second file of the check; give the one that came last round the ring"
                )
            check = path, contents
            continue
        owner = _complete_list(desk, charter, kinds, path, contents)
        if owner in found and found[owner][1] != contents:
            raise VarickError(
                f"{path.name}: a second file of the list in {found[owner][0].name}; give one for each list"
            )
        found[owner] = path, contents
    missing = [member.name for place, member in enumerate(charter.members) if place not in found]
    if missing:
        raise VarickError(
            f"not here yet, after all {charter.k} steps: the list of {', of '.join(missing)}; "
            f"give list-*.hop-{charter.k - 1}.* of all {charter.k} lists together"
        )
    points, numbers = dict(desk.points()), []
    for owner in range(charter.k):
        path, contents = found[owner]
        points = public_points(path, charter, points, contents.lists[0])
        body_fits(path, charter, kinds, contents.last.statement, contents.body, told)
        many = cases(keys, charter, contents.lists[0][0].statement, len(planted[owner]) if planted else 0)
        if many is None:
            raise VarickError(
                f"{at(path, charter, contents.lists[0][0].statement)}: the sealed number of cases is none; get the file again"
            )
        numbers.append(many)
    lists = [found[owner][1] for owner in range(charter.k)]
    chains = tuple(contents.lists[0] for contents in lists)
    mine_stand(desk, charter, found[me][0], chains)
    bodies: list[bytes] = []
    if check is not None:
        masks = _masks(keys, charter, *check, chains, many_points(planted))
        bodies = [unmasked(c.body, mask, told) for c, mask in zip(lists, masks, strict=True)]
    desk.remember(points=points, seen={slot(c[-1].statement): c[-1].statement.hash for c in chains})
    return Complete(tuple(_rows(body, kinds) for body in bodies), tuple(numbers), chains, check)


def _masks(
    keys: MemberKeys,
    charter: Charter,
    path: Path,
    contents: Contents,
    chains: Sequence[Sequence[Signed]],
    many: int,
) -> list[bytes]:
    """The mask of each list, in the order of the ring, out of a check that has been with every member and is over these lists;
    whether its points are right is `check.finished`'s to say."""
    if over(contents.lists) != over(chains):
        raise VarickError(
            f"{path.name}: is the check of other lists than those given; give the files of one run"
        )
    if contents.lists != tuple(
        chains
    ):  # the same lists at their end, and something on the way there was changed
        raise damaged(path)
    check_in_order(path, charter, contents.check, many, over(chains))
    came = contents.last.statement
    if came.hop < charter.k - 1:
        raise VarickError(
            f"{path.name}: has been with {came.hop + 1} of {charter.k} members; {charter.members[came.to].name} gives it to "
            "varick together pass first"
        )
    found: dict[int, bytes] = {}
    for signed in contents.check:
        mask = mask_of(keys, charter, signed.statement)
        if mask is None:
            raise VarickError(
                f"{at(path, charter, signed.statement)}: the sealed mask of their list is none; ask them for the file again"
            )
        found[signed.statement.member] = mask
    return [found[place] for place in range(charter.k)]


def _complete_list(desk: Desk, charter: Charter, kinds: int, path: Path, contents: Contents) -> int:
    """Whose list it is, after all that is cheap to check."""
    if len(contents.lists) != 1:
        raise damaged(path)
    list_in_order(path, charter, kinds, contents.lists[0])
    came = contents.last.statement
    if came.hop < charter.k - 1:
        raise VarickError(
            f"{path.name}: has been with {came.hop + 1} of {charter.k} members; {charter.members[came.to].name} gives it to "
            "varick together pass first"
        )
    known_before(desk, path, charter, came)
    body_signed(path, charter, came, contents.body)
    return came.list


def mine_stand(desk: Desk, charter: Charter, path: Path, chains: Sequence[Sequence[Signed]]) -> None:
    """Raises VarickError unless every statement of this desk's member in the chains is the one that the desk wrote."""
    me = charter.place(desk.keys.verify_key)
    for chain in chains:
        for signed in chain:
            said = signed.statement
            if said.member != me:
                continue
            made = desk.wrote(slot(said))
            if made is None or made.statement != said.hash:
                raise VarickError(
                    f"{at(path, charter, said)}: signed with this desk's key, and not what this desk wrote; somebody else has "
                    "the desk, or a copy of it: do not go on, and tell all members"
                )


def _rows(body: bytes, kinds: int) -> tuple[tuple[bytes, ...], ...]:
    points = [body[at : at + group.POINT] for at in range(0, len(body), group.POINT)]
    return tuple(tuple(points[at : at + kinds]) for at in range(0, len(points), kinds))
