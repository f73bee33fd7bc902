"""Whether a chain of statements is what the charter says: in order, signed, and proven, from the owner to who sent the file."""

from collections.abc import Sequence
from pathlib import Path

from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.keys import good
from varick.together.ring import group
from varick.together.ring.group import NoPoint, Told
from varick.together.ring.making import proven
from varick.together.ring.statement import CHECK, LIST, Signed, Statement, receiver, worker

NOTHING = bytes(32).hex()
"""What the first statement of a list names as the one before it."""


def body_hash(body: bytes) -> str:
    """What a statement says of the points (hexadecimal)."""
    return group.digest(b"varick tog body", body).hex()


def at(path: Path, charter: Charter, statement: Statement) -> str:
    """Which file, which list and hop, and whose: what an error begins with."""
    what = "the check" if statement.kind == CHECK else f"the list of {charter.members[statement.list].name}"
    return f"{path.name}: {what}, hop {statement.hop} by {charter.members[statement.member].name}"


def list_in_order(path: Path, charter: Charter, kinds: int, chain: Sequence[Signed]) -> None:
    """Raises VarickError, naming member and file, unless the chain is that of one list: each statement where it must stand,
    of this charter, with the right size, signed by its member and proven against the one before."""
    owner = chain[0].statement.list
    _ordered(path, charter, chain, LIST, owner)
    before: Statement | None = None
    for signed in chain:
        said = signed.statement
        where = at(path, charter, said)
        if said.rows != charter.rows or len(said.sums) != kinds:
            raise VarickError(
                f"{where}: {said.rows} rows of {len(said.sums)} points, not {charter.rows} of {kinds}; {_AGAIN}"
            )
        if said.before != (before.hash if before else NOTHING):
            raise VarickError(f"{where}: does not follow the statement before it; {_AGAIN}")
        if bool(said.sealed) != (said.hop == 0):
            raise VarickError(
                f"{where}: the sealed number of cases stands where it must not, or is missing; {_AGAIN}"
            )
        points = [bytes.fromhex(p) for p in said.sums]
        if not all(map(group.is_point, points)):
            raise VarickError(f"{where}: a sum is no point of the group; {_REFUSE}")
        # At hop 0 there is nothing to compare with: the owner proves that it knows the secret of its public point.
        base = [bytes.fromhex(p) for p in before.sums] if before else [group.generator()]
        power = points if before else [bytes.fromhex(said.x)]
        if not proven(said, base, power):
            raise VarickError(f"{where}: the proof is wrong; {_REFUSE}")
        before = said


def check_in_order(path: Path, charter: Charter, chain: Sequence[Signed], points: int, over: str) -> None:
    """Raises VarickError unless the chain is that of the check over these lists (``over``); its proofs are another matter."""
    _ordered(path, charter, chain, CHECK, charter.tally)
    before = over
    for signed in chain:
        said = signed.statement
        where = at(path, charter, said)
        if said.rows != points or said.sums or not said.sealed:
            raise VarickError(f"{where}: not {points} points and a sealed mask; {_AGAIN}")
        if said.before != before:
            raise VarickError(f"{where}: does not follow what stands before it; {_AGAIN}")
        before = said.hash


def over(chains: Sequence[Sequence[Signed]]) -> str:
    """What the check's first statement names as before it: the last statements of all lists (hexadecimal)."""
    return group.digest(
        b"varick tog lists", group.framed(*(bytes.fromhex(chain[-1].statement.hash) for chain in chains))
    ).hex()


def _ordered(path: Path, charter: Charter, chain: Sequence[Signed], kind: str, owner: int) -> None:
    if owner >= charter.k or len(chain) > charter.k:
        raise VarickError(f"{path.name}: a list that the charter does not have; {_AGAIN}")
    for hop, signed in enumerate(chain):
        said = signed.statement
        if said.charter != charter.hash.hex():
            raise VarickError(
                f"{path.name}: belongs to another charter than the one this desk signed; {_AGAIN}"
            )
        places = (said.kind, said.list, said.hop, said.member, said.to)
        if places != (kind, owner, hop, worker(charter, owner, hop), receiver(charter, owner, hop)):
            raise VarickError(
                f"{path.name}: a statement stands where the charter's order has another; {_AGAIN}"
            )
        if not good(charter.members[said.member].verify_key, said.message, signed.signature):
            raise VarickError(f"{at(path, charter, said)}: the signature is not theirs; {_AGAIN}")
        if not group.is_point(bytes.fromhex(said.x)):
            raise VarickError(f"{at(path, charter, said)}: the public point is none of the group; {_REFUSE}")


def public_points(
    path: Path, charter: Charter, known: dict[int, bytes], statements: Sequence[Signed]
) -> dict[int, bytes]:
    """Place of a member -> its public point, ``known`` and new. Raises VarickError for a member who has two, and for two who
    have one."""
    found = dict(known)
    for signed in statements:
        said = signed.statement
        x = bytes.fromhex(said.x)
        if found.setdefault(said.member, x) != x:
            raise VarickError(
                f"{at(path, charter, said)}: another secret than in their other files; {_REFUSE}"
            )
    if len(set(found.values())) < len(found):
        raise VarickError(f"{path.name}: two members have the same public point; {_REFUSE}")
    return found


def body_signed(path: Path, charter: Charter, said: Statement, body: bytes) -> None:
    """Raises VarickError unless the points are the very bytes that the statement is about."""
    if len(body) != said.rows * max(1, len(said.sums)) * group.POINT or body_hash(body) != said.body:
        raise VarickError(f"{at(path, charter, said)}: the points are not those that were signed; {_AGAIN}")


def body_fits(
    path: Path, charter: Charter, kinds: int, said: Statement, body: bytes, told: Told | None = None
) -> None:
    """Raises VarickError unless the points that were signed are all of the group, in one encoding, none twice, and have the
    statement's sums."""
    where = at(path, charter, said)
    many = len(body) // group.POINT
    if len({body[group.POINT * i : group.POINT * (i + 1)] for i in range(many)}) != many:
        raise VarickError(f"{where}: a point stands twice; {_REFUSE}")
    try:
        found = group.sums(body, kinds, told=told)
    except NoPoint as error:
        raise VarickError(
            f"{where}: row {error.at // kinds + 1} holds no point of the group; {_REFUSE}"
        ) from None
    if tuple(s.hex() for s in found) != said.sums:
        raise VarickError(f"{where}: the sums are not those of the points; {_REFUSE}")


_AGAIN = "ask who sent it for the right file"
_REFUSE = "do not go on: tell all members, and begin again with a new charter"
