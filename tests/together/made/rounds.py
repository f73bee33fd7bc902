"""Invented rows of tokens, and a whole run of offices with them: lists, hops, the check; for tests of the ring.

offices = agreed(tmp_path, k=3, rows=40, planted=3)
held = rows_for(offices, people=20)
run = whole_run(offices, held)
run.complete.points, run.expected
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from offices import Office, Offices

from varick.together.keys import MemberKeys
from varick.together.ring import check
from varick.together.ring.envelope import Contents, encrypted, opened, packed
from varick.together.ring.hop import passed
from varick.together.ring.lists import Complete, completed
from varick.together.ring.outgoing import Outgoing
from varick.together.ring.statement import Signed, Statement
from varick.together.tokens import Recipe, Row

MOST_POINTS = 10_000
"""More points than the check of any test here has."""


@dataclass(frozen=True)
class Held:
    """Rows of each list, and of the planted people in each."""

    lists: tuple[tuple[Row, ...], ...]
    planted: tuple[tuple[Row, ...], ...]


@dataclass(frozen=True)
class Run:
    """The end of a run: files, the lists at the tally, and the planted rows that must be in them."""

    files: tuple[Path, ...]
    check: Path
    complete: Complete
    expected: tuple[tuple[tuple[bytes | None, ...], ...], ...]


def kinds() -> int:
    return len(Recipe.load().kinds)


def rows_for(offices: Offices, people: int, *, planted: int = 4, seed: int = 1) -> Held:
    """Lists of as many people each, of whom about half are on two lists; some tokens are missing, some stand twice."""
    rng = random.Random(seed)
    k, n = offices.charter.k, kinds()
    crowd: list[Row] = [
        tuple(None if rng.random() < 0.1 else f"{who} {kind}".encode() for kind in range(n))
        for who in range(2 * people)
    ]
    for _ in range(people // 5):  # two people who share a token
        one, other, kind = rng.randrange(len(crowd)), rng.randrange(len(crowd)), rng.randrange(n)
        crowd[one] = tuple(crowd[other][at] if at == kind else token for at, token in enumerate(crowd[one]))
    invented: list[Row] = [
        tuple(f"nobody {who} {kind}".encode() for kind in range(n)) for who in range(planted)
    ]
    lists = tuple(tuple(rng.sample(crowd, people)) for _ in range(k))
    return Held(lists, tuple(tuple(rng.sample(invented, max(0, planted - 1))) for _ in range(k)))


def all_lists(offices: Offices, held: Held) -> tuple[Path, ...]:
    """Every list once round."""
    return tuple(offices.round(held.lists, held.planted))


def at_tally(offices: Offices, files: Sequence[Path], held: Held) -> Complete:
    with offices.tally.desk() as desk:
        return completed(desk, offices.tally.keys, offices.charter, files, held.planted)


def check_begun(offices: Offices, files: Sequence[Path], held: Held) -> Outgoing:
    tally = offices.tally
    with tally.desk() as desk:
        complete = completed(desk, tally.keys, offices.charter, files, held.planted)
        out = check.begin(desk, tally.keys, offices.charter, complete, held.planted)
    out.write(offices.mail)
    return out


def check_passed(offices: Offices, place: int, path: Path, held: Held) -> Outgoing:
    office = offices[place]
    with office.desk() as desk:
        out = passed(desk, office.keys, offices.charter, path, held.planted)
    out.write(offices.mail)
    return out


def whole_run(offices: Offices, held: Held) -> Run:
    files = all_lists(offices, held)
    out = check_begun(offices, files, held)
    for step in range(1, offices.charter.k):
        out = check_passed(offices, offices.charter.tally + step, offices.mail / out.name, held)
    path = offices.mail / out.name
    return finished(offices, files, path, held)


def finished(offices: Offices, files: Sequence[Path], path: Path, held: Held) -> Run:
    tally = offices.tally
    with tally.desk() as desk:
        complete = completed(desk, tally.keys, offices.charter, [*files, path], held.planted)
        expected = check.finished(desk, tally.keys, offices.charter, complete, held.planted)
    return Run(tuple(files), path, complete, expected)


def contents(offices: Offices, path: Path, reader: Office) -> Contents:
    """What a file holds, for whom it is for."""
    return opened(path, reader.keys.age_identity, offices.charter, kinds(), MOST_POINTS)


def forged(offices: Offices, path: Path, said: Contents, reader: Office) -> Path:
    """A file with these contents, encrypted to its reader as anybody can, beside ``path``."""
    made = path.with_name(f"forged-{path.name}")
    made.write_bytes(encrypted(packed(said), reader.card))
    return made


def signed_again(said: Contents, keys: MemberKeys, **changes: object) -> Contents:
    """The last statement of a list changed, and signed by whoever holds these keys."""
    chain = said.lists[0]
    statement = replace(chain[-1].statement, **changes)  # type: ignore[arg-type]
    return replace(said, lists=((*chain[:-1], Signed.by(keys, statement)),))


def last(said: Contents) -> Statement:
    return said.last.statement
