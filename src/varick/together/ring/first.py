"""Hop 0: a member's own list, blinded for the first time, under its secret and under a mask that comes off at the end."""

from collections.abc import Sequence
from dataclasses import replace

from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.keys import MemberKeys
from varick.together.memory import Secret
from varick.together.ring import group
from varick.together.ring.chain import NOTHING, body_hash
from varick.together.ring.envelope import Contents
from varick.together.ring.group import Told
from varick.together.ring.making import again, sent, shuffled, slot
from varick.together.ring.outgoing import Outgoing
from varick.together.ring.sealed import mask, masked, sealed_cases
from varick.together.ring.statement import LIST, Statement, receiver
from varick.together.tokens import Recipe, Row, unique

LONGEST_TOKEN = 1_024
OWN = "own list"


def start(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    rows: Sequence[Row],
    planted_rows: Sequence[Row],
    *,
    told: Told | None = None,
) -> Outgoing:
    """Blind this member's list and address it to the next member.

    ``rows``: the tokens of its real cases, one row a case, one token or None a kind of the recipe; ``planted_rows``: those of
    the planted people that the charter puts in this member's list. Tokens that stand twice are taken out here; the list is
    filled up to the charter's rows. Run again, it gives the very same file.
    Raises VarickError where the charter is not the desk's, the list is longer than the charter's rows, or another list was
    made before.
    """
    desk.must_be_of(charter)
    me = charter.place(keys.verify_key)
    kinds = tuple(kind.name for kind in Recipe.load(charter.recipe).kinds)
    _must_fit(charter, len(kinds), rows, planted_rows)
    bare = Statement(
        kind=LIST,
        charter=charter.hash.hex(),
        list=me,
        hop=0,
        member=me,
        to=receiver(charter, me, 0),
        x="",
        rows=charter.rows,
        sums=("",) * len(kinds),
        body="",
        before=NOTHING,
    )
    mark = _mark(keys, charter, rows, planted_rows)
    made = desk.wrote(slot(bare))
    if made is not None:
        if desk.seen(OWN) != mark:
            raise VarickError(
                "this desk has made its list already, from other cases, and never makes a second one: "
                f"send {desk.folder / 'kept' / made.name}, or begin again with a new charter"
            )
        return again(desk, charter, bare)
    secret = desk.begin()
    rows = sorted(
        rows, key=lambda row: [token or b"" for token in row]
    )  # the same list gives the same file in any order
    body = _blinded(charter, secret, kinds, whole(rows, planted_rows), bytes.fromhex(mark), told)
    x = group.base(secret.scalar)
    bare = replace(
        bare,
        x=x.hex(),
        sums=tuple(s.hex() for s in group.sums(body, len(kinds))),
        body=body_hash(body),
        sealed=sealed_cases(charter, me, len(rows)),
    )
    nothing = Contents((), (), b"")
    powers = ([group.generator()], [x])
    return sent(desk, keys, charter, secret, bare, powers, nothing, body, {OWN: mark}, points={me: x})


def whole(rows: Sequence[Row], planted_rows: Sequence[Row]) -> list[Row]:
    """The rows of a list without what stands twice in it. A planted row keeps what it shares with a real case, which loses it:
    so everybody can tell from the charter what a list must hold of its planted rows."""
    planted = unique(planted_rows)
    held = {(kind, token) for row in planted for kind, token in enumerate(row)}
    real = [
        tuple(None if (kind, token) in held else token for kind, token in enumerate(row))
        for row in unique(rows)
    ]
    return [*real, *planted]


def _must_fit(charter: Charter, kinds: int, rows: Sequence[Row], planted_rows: Sequence[Row]) -> None:
    if len(rows) + len(planted_rows) > charter.rows:
        raise VarickError(
            f"{len(rows):,} cases and {len(planted_rows):,} planted ones, and the charter has {charter.rows:,} rows; "
            "agree on a charter with more rows"
        )
    for number, row in enumerate([*rows, *planted_rows], 1):
        if len(row) != kinds or any(
            token is not None and not 0 < len(token) <= LONGEST_TOKEN for token in row
        ):
            raise VarickError(
                f"row {number}: not {kinds} tokens of 1 to {LONGEST_TOKEN} bytes; check the recipe"
            )


def _mark(keys: MemberKeys, charter: Charter, rows: Sequence[Row], planted_rows: Sequence[Row]) -> str:
    """A keyed hash of the whole list, whatever its order: whether prepare was run on the same cases."""
    parts = [
        b"".join(sorted(group.framed(*(b"" if token is None else token for token in row)) for row in some))
        for some in (rows, planted_rows)
    ]
    return group.derived(keys.desk_key, b"own list", charter.hash, *parts).hex()


def _blinded(
    charter: Charter,
    secret: Secret,
    kinds: Sequence[str],
    rows: Sequence[Row],
    mark: bytes,
    told: Told | None,
) -> bytes:
    """All rows of the file: tokens to the secret and the mask, and a point that nobody can tell from one wherever there is no
    token. ``mark``: of these rows, so that a desk that is made to begin again with others (it was killed, or put back to an
    older copy) gives them no filling and no order that it gave before."""
    tokens = [
        (at, kind, token)
        for at, row in enumerate(rows)
        for kind, token in enumerate(row)
        if token is not None
    ]
    points = group.hashed(charter.hash, ((kinds[kind], token) for _, kind, token in tokens))
    powers = group.raised(points, masked(secret.scalar, mask(secret.seed, charter)), told=told)
    filling = group.random_points(
        group.derived(secret.seed, b"filling", charter.hash, mark), charter.rows * len(kinds) - len(tokens)
    )
    real = {at * len(kinds) + kind: number for number, (at, kind, _) in enumerate(tokens)}
    pieces, spare = [], 0
    for at in range(charter.rows * len(kinds)):
        number = real.get(at)
        if number is None:
            pieces.append(filling[32 * spare : 32 * spare + 32])
            spare += 1
        else:
            pieces.append(powers[32 * number : 32 * number + 32])
    return shuffled(b"".join(pieces), len(kinds), group.derived(secret.seed, b"shuffle", charter.hash, mark))
