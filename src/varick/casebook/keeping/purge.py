"""Purging a case: what the book destroys itself, and what only people can destroy, by date."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from varick.casebook.keeping import register
from varick.casebook.keeping.register import Backup
from varick.casebook.sharing import register as exporting
from varick.casebook.sharing.register import Export

if TYPE_CHECKING:
    from varick.casebook.book import Book


@dataclass(frozen=True, slots=True)
class Purged:
    """What is gone, and where the case may still be: backups made since it was added, and exports that it was in with the
    id that it had there (empty for tables), oldest first."""

    case_id: str
    attachments: int
    entries: int
    backups: tuple[Backup, ...]
    exports: tuple[tuple[Export, str], ...]


def purge(book: "Book", case_ids: list[str]) -> list[Purged]:
    """Destroy cases: key, contents, identity, attachments, index, what the log says of them; then rotate the data key, once.

    All of them are looked up before the first is destroyed. Raises NoAnswer where one of them does not exist.
    """
    found = [book.case(case_id) for case_id in dict.fromkeys(case_ids)]
    register.ready(book.vault.db)
    standing = register.standing(book.vault.db)
    done = []
    unique = {case.id: case for case in found}
    for number, case in enumerate(unique.values(), 1):
        since = case.added.date()
        # A backup of the day before in UTC may be one of the same day here.
        backups = tuple(b for b in standing if (since - b.day).days <= 1)
        attachments = len(book.attachments(case.id))
        entries = sum(1 for row in book.log.rows() if row.case_id == case.id)
        given = exporting.given_ids(book.vault.db, case.id)
        exports = tuple(
            (export, given[export.number] if export.level != "aggregate" else "")
            for export in exporting.exports(book.vault.db, case.id)
        )
        book.purge(case.id, rotate=number == len(unique))
        done.append(Purged(case.id, attachments, entries, backups, exports))
    return done
