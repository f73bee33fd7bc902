"""The register of backups inside the book: what was written when and to whom, and which of them have been destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

SCHEMA = """
create table if not exists backup(number integer primary key, day text not null, file text not null,
    recipients integer not null, state text not null, sha256 text not null default '', bytes integer not null default 0,
    destroyed text);
create table if not exists backup_recipient(name text primary key, key text not null);
"""
"""``state``: begun (a row that stands in the backup itself says so) or written; ``destroyed``: the day, once it is."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as the book knows it. ``sha256`` (hexadecimal) is empty in the copy that the backup itself holds."""

    number: int
    day: date
    file: str
    recipients: int
    state: str
    sha256: str
    bytes: int
    destroyed: date | None


def ready(db: "apsw.Connection") -> None:
    """Make the tables where a book does not have them yet."""
    db.execute(SCHEMA)


def begin(db: "apsw.Connection", day: date, file: str, recipients: int) -> int:
    """A backup that is about to be written; its number."""
    db.execute(
        "insert into backup(day, file, recipients, state) values(?, ?, ?, 'begun')",
        (day.isoformat(), file, recipients),
    )
    return int(db.last_insert_rowid())


def finish(db: "apsw.Connection", number: int, sha256: str, size: int) -> None:
    """It is on the disk."""
    db.execute(
        "update backup set state = 'written', sha256 = ?, bytes = ? where number = ?", (sha256, size, number)
    )


def forget(db: "apsw.Connection", number: int) -> None:
    """It could not be written."""
    db.execute("delete from backup where number = ?", (number,))


def backups(db: "apsw.Connection") -> list[Backup]:
    """All of them, oldest first; also those that were destroyed."""
    return [
        Backup(
            number,
            date.fromisoformat(day),
            file,
            to,
            state,
            sha256,
            size,
            date.fromisoformat(gone) if gone else None,
        )
        for number, day, file, to, state, sha256, size, gone in db.execute(
            "select number, day, file, recipients, state, sha256, bytes, destroyed from backup order by number"
        )
    ]


def standing(db: "apsw.Connection") -> list[Backup]:
    """Those that nobody has said to have destroyed."""
    return [backup for backup in backups(db) if backup.destroyed is None]


def destroyed(db: "apsw.Connection", number: int, day: date) -> None:
    """Somebody says that every copy of it has been destroyed."""
    db.execute("update backup set destroyed = ? where number = ?", (day.isoformat(), number))


def recipients(db: "apsw.Connection") -> Mapping[str, str]:
    """Name -> age public key, of those who are to be able to open a backup beside the paper words."""
    return dict(db.execute("select name, key from backup_recipient order by name"))


def add_recipient(db: "apsw.Connection", name: str, key: str) -> None:
    """One more, or another key for a name that is there."""
    db.execute("insert or replace into backup_recipient values(?, ?)", (name, key))


def remove_recipient(db: "apsw.Connection", name: str) -> bool:
    """Whether there was one of that name."""
    db.execute("delete from backup_recipient where name = ?", (name,))
    return bool(db.changes())
