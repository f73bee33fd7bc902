"""The end of every step: prove, sign, encrypt, remember; and the words about what leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.keys import MemberKeys
from varick.together.memory import Secret, Wrote
from varick.together.ring import group, proof
from varick.together.ring.envelope import Contents, encrypted, packed
from varick.together.ring.outgoing import Outgoing
from varick.together.ring.statement import CHECK, LIST, Signed, Statement

ENDING = ".together"


def slot(statement: Statement) -> str:
    """What a desk remembers a statement by."""
    return f"{statement.kind}: {statement.list} {statement.hop}"


def shuffled(body: bytes, kinds: int, seed: bytes) -> bytes:
    """The rows in an order that only the seed tells, each of all orders as likely."""
    size = group.POINT * kinds
    rows = [body[at : at + size] for at in range(0, len(body), size)]
    marks = group.stream(seed, 16 * len(rows))
    return b"".join(rows[at] for at in sorted(range(len(rows)), key=lambda at: marks[16 * at : 16 * at + 16]))


def sent(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    secret: Secret,
    bare: Statement,
    powers: tuple[Sequence[bytes], Sequence[bytes]],
    came: Contents,
    body: bytes,
    seen: Mapping[str, str],
    *,
    points: Mapping[int, bytes],
    destroy: bool = False,
) -> Outgoing:
    """Prove and sign ``bare``, which says all but the proof, add it to the chain that ``came``, encrypt it with ``body`` to who
    is next, and put all of it on the disk before anything leaves.

    ``powers``: points before and after, which the proof is about. ``seen``, ``points``, ``destroy``: as `Desk.remember`.
    """
    whole = replace(bare, proof=_proofs(secret, bare, *powers).hex())
    signed = Signed.by(keys, whole)
    if bare.kind == LIST:
        contents = Contents(((*came.lists[0], signed) if came.lists else (signed,),), (), body)
    else:
        contents = Contents(came.lists, (*came.check, signed), body)
    to = charter.members[bare.to]
    data = encrypted(packed(contents), to)
    made = Wrote(
        name=_name(charter, whole),
        to=to.name,
        bytes=len(data),
        sha256=sha256(data).hexdigest(),
        statement=whole.hash,
    )
    desk.remember(points=points, seen=seen, wrote={slot(whole): (made, data)}, destroy=destroy)
    return Outgoing(made.name, made.to, data, _says(charter, whole))


def again(desk: Desk, charter: Charter, statement: Statement) -> Outgoing:
    """The file that this step made before."""
    made = desk.wrote(slot(statement))
    assert made is not None
    return Outgoing(made.name, made.to, desk.kept(made), _says(charter, statement), again=True)


def _proofs(secret: Secret, bare: Statement, before: Sequence[bytes], after: Sequence[bytes]) -> bytes:
    nonces = group.derived(secret.seed, b"nonces")
    public = bytes.fromhex(bare.x)
    return b"".join(
        proof.prove(
            secret.scalar,
            public,
            before[at : at + proof.BATCH],
            after[at : at + proof.BATCH],
            bare.context(at // proof.BATCH),
            nonces,
        )
        for at in range(0, len(before), proof.BATCH)
    )


def proven(said: Statement, before: Sequence[bytes], after: Sequence[bytes]) -> bool:
    """Whether the proofs of a statement hold for these points; one proof for each batch, and none more."""
    proofs, public = bytes.fromhex(said.proof), bytes.fromhex(said.x)
    batches = range(0, len(before), proof.BATCH)
    return len(proofs) == len(batches) * proof.SIZE and all(
        proof.proven(
            public,
            before[at : at + proof.BATCH],
            after[at : at + proof.BATCH],
            said.context(number),
            proofs[proof.SIZE * number : proof.SIZE * (number + 1)],
        )
        for number, at in enumerate(batches)
    )


def _name(charter: Charter, said: Statement) -> str:
    """For people only: what a file is stands in its signed statement."""
    what = f"list-{said.list + 1}-of-{charter.k}" if said.kind == LIST else "check"
    return f"{what}.hop-{said.hop}.to-{charter.members[said.to].slug}{ENDING}"


def _says(charter: Charter, said: Statement) -> tuple[str, Mapping[str, str]]:
    rows, to = str(said.rows), charter.members[said.to].name
    tally = {"tally": charter.members[charter.tally].name}
    step = {"hop": str(said.hop + 1), "of": str(charter.k)}
    if said.kind == CHECK:
        return "together_ring.leaves_check", {"points": rows, "to": to, **step, **tally}
    columns = {"rows": rows, "kinds": str(len(said.sums)), "to": to}
    if said.hop == 0:
        return "together_ring.leaves_first", {**columns, **tally}
    return "together_ring.leaves_passed", {"owner": charter.members[said.list].name, **columns, **step}
