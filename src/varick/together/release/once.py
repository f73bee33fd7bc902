"""A tally is released once: what was drawn and chosen is kept in the desk before anything is shown, and stays the same."""

from datetime import date
from hashlib import blake2b, sha256
from random import Random

from varick.casebook.file.slots import subkey
from varick.errors import NoAnswer, VarickError
from varick.together.charter.card import groups
from varick.together.desk import Desk
from varick.together.memory import Wrote
from varick.together.release.noise import Noised, noised
from varick.together.release.released import (
    OVERLAPS,
    STATEMENT,
    TOTALS,
    Released,
    checked,
    overlaps_csv,
    totals_csv,
    totals_of,
)
from varick.together.release.statement import statement
from varick.together.release.withholding import Shown, withheld
from varick.together.tallying import Tally

SLOT = "release"
"""What the desk remembers a release by."""


def release(desk: Desk, tally: Tally, day: date) -> Released:
    """What may be published of this tally, as its charter says; on the desk's disk before this returns.

    Asked again, it gives the same files. Raises VarickError for a tally that this desk did not make, and NoAnswer where another
    tally of the charter was released, or nothing can be shown."""
    if tally.key != desk.keys.verify_key:
        raise VarickError(
            f"this tally was signed by another desk; {tally.lists[tally.tallied_by]} tallied, and releases it"
        )
    if desk.charter is None or desk.charter.hex() != tally.charter:
        raise VarickError(
            "this tally is of another charter than the one that this desk signed last; use its own desk"
        )
    mark = _mark(tally)
    before = stored(desk)
    if before is not None:
        if before[0] != mark:
            raise NoAnswer(
                "another tally of this charter was released before; two releases of one count would tell more than one may, so "
                "this one is not made"
            )
        return before[1]
    if tally.rule.kind == "noise":
        done: Shown | Noised = noised(tally.counts, tally.rule.epsilon)
    else:
        luck = blake2b(mark.encode(), key=subkey(desk.keys.desk_key, "varick tog luck"), digest_size=32)
        done = withheld(tally.counts, tally.rule.threshold, Random(luck.digest()))
    made = Released(_files(tally, done, day))
    data = made.as_bytes()
    kept = Wrote("release.json", "", len(data), sha256(data).hexdigest(), mark)
    desk.remember(wrote={SLOT: (kept, data)})
    return made


def stored(desk: Desk) -> tuple[str, Released] | None:
    """The mark of the tally that this desk released under its charter, and the release; None where it has released none."""
    kept = desk.wrote(SLOT)
    if kept is None:
        return None
    return kept.statement, checked(Released.of(desk.kept(kept)), kept.name)


def _mark(tally: Tally) -> str:
    """The same for the same counts under the same charter."""
    said = [tally.charter, *(f"{pattern} {count}" for pattern, count in tally.by_pattern().items())]
    return blake2b("\n".join(said).encode(), digest_size=32).hexdigest()


def _files(tally: Tally, done: Shown | Noised, day: date) -> dict[str, bytes]:
    remarks = [
        tally.title,
        f"charter {groups(tally.charter[:32])}",
        f"counts under {tally.rule.threshold} withheld, and others with them"
        if isinstance(done, Shown)
        else f"noise: 19 of 20 counts lie within {done.within} of what was counted; negative ones are as drawn",
    ]
    if isinstance(done, Shown):
        totals, union = done.totals, done.union
    else:
        totals, union = totals_of(done.counts), sum(done.counts.values())
    return {
        OVERLAPS: overlaps_csv(tally, done.counts, remarks),
        TOTALS: totals_csv(tally, totals, union, remarks),
        STATEMENT: statement(tally, done, day).encode(),
    }
