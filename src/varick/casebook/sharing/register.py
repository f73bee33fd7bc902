"""Inside the book: what was exported when, at which level, to whom, and which cases were in it.

So that taking back a consent can name everybody who has the case already. A purge takes the case out of the register; the
export itself, with the number of its cases and the hash of its files, stays.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import apsw

Level = Literal["full", "coalition", "aggregate"]

RESTORED = "exports.restored"
"""Under this name a restored book keeps the day of the last act that it knows of, until somebody says that what came after it
has been entered again: consents taken back, purges, and what was published."""

SCHEMA = """
create table if not exists export(number integer primary key, day text not null, level text not null, kind text not null,
    recipient text not null, encrypted integer not null, cases integer not null, hashes text not null, told text not null);
create table if not exists export_case(number integer not null, case_id text not null, given text not null,
    primary key(number, case_id)) without rowid;
create trigger if not exists export_forgets after delete on case_key begin
    delete from export_case where case_id = old.case_id;
end;
"""
"""``kind``: cases, events, suppressed or noised. ``given``: the id that the case had in that export; of tables, how the
case was counted (its row, as JSON). ``told``: of tables, what
they published (JSON), to compare the next with."""


@dataclass(frozen=True, slots=True)
class Export:
    """One export as the book knows it. ``cases``: how many there were; ``hashes``: SHA-256 of each file by its name."""

    number: int
    day: date
    level: str
    kind: str
    recipient: str
    encrypted: bool
    cases: int
    hashes: Mapping[str, str]


def ready(db: "apsw.Connection") -> None:
    """Make the tables where a book does not have them yet."""
    db.execute(SCHEMA)


def keep(
    db: "apsw.Connection",
    *,
    day: date,
    level: Level,
    kind: str,
    recipient: str,
    encrypted: bool,
    hashes: Mapping[str, str],
    given: Mapping[str, str],
    told: str = "",
) -> int:
    """Write an export down and return its number. ``given``: case id -> the id it had in the export, or its mark."""
    ready(db)
    db.execute(
        "insert into export(day, level, kind, recipient, encrypted, cases, hashes, told) values(?,?,?,?,?,?,?,?)",
        (
            day.isoformat(),
            level,
            kind,
            recipient,
            int(encrypted),
            len(given),
            json.dumps(hashes, sort_keys=True),
            told,
        ),
    )
    number = int(db.last_insert_rowid())
    db.executemany(
        "insert into export_case values(?, ?, ?)", [(number, case, other) for case, other in given.items()]
    )
    return number


def exports(db: "apsw.Connection", case_id: str | None = None) -> list[Export]:
    """All exports, oldest first; with a case, those that it was in."""
    ready(db)
    asked = "select number, day, level, kind, recipient, encrypted, cases, hashes from export"
    if case_id is not None:
        asked += " where number in (select number from export_case where case_id = ?)"
    found = db.execute(asked + " order by number", () if case_id is None else (case_id,))
    return [
        Export(number, date.fromisoformat(day), level, kind, to, bool(encrypted), cases, json.loads(hashes))
        for number, day, level, kind, to, encrypted, cases, hashes in found
    ]


def given_ids(db: "apsw.Connection", case_id: str) -> dict[int, str]:
    """Number of each export that the case was in -> the id that it had there."""
    ready(db)
    return dict(db.execute("select number, given from export_case where case_id = ?", (case_id,)))


def cases_of(db: "apsw.Connection", number: int) -> dict[str, str]:
    """Case -> what `keep` was given of it, for the cases of an export that were not purged since."""
    return dict(db.execute("select case_id, given from export_case where number = ?", (number,)))


def changes_since(db: "apsw.Connection", cases: Mapping[str, str], kind: str) -> list[tuple[Export, int]]:
    """Each export of tables of this kind, and how many cases are other now: added, taken out, purged, or with another mark.

    ``cases``: id -> mark, as they were given to `keep`."""
    found = []
    for export in exports(db):
        if export.level == "aggregate" and export.kind == kind:
            then = cases_of(db, export.number)
            other = sum(then.get(case) != cases.get(case) for case in then.keys() | cases.keys())
            found.append((export, other + export.cases - len(then)))
    return found


def told(db: "apsw.Connection", number: int) -> str:
    """What an export of tables published, as it was kept."""
    (text,) = next(iter(db.execute("select told from export where number = ?", (number,))))
    return str(text)
