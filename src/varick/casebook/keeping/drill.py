"""The drill: prove that a backup opens, by restoring it to a scratch place and checking all of it, against the clock."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from varick.casebook.checking import Checked
from varick.casebook.keeping import register
from varick.casebook.keeping.register import Backup
from varick.casebook.keeping.restore import unpacked
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.file.slots import Secret

LAST = "last_drill"
"""Under this name the book keeps the day of the last drill that found everything right."""


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found. ``backup``: the register's row of the file, None where the book does not know it.
    ``same_book``: whether its log began as this book's log did. ``missing``: cases that came after the backup."""

    checked: Checked
    seconds: float
    backup: Backup | None
    same_book: bool
    cases_now: int

    @property
    def sound(self) -> bool:
        """Whether the backup is a sound copy of this book."""
        return self.checked.sound and self.same_book


def drill(
    book: "Book",
    backup: Path,
    secret: "Secret",
    today: date,
    *,
    identity: Path | None = None,
    scratch: Path | None = None,
) -> Drill:
    """Restore ``backup`` to a scratch folder with a secret that opens one of its slots, check it, delete it; the book records
    the result in its log, and the day if all was right.

    ``scratch``: a folder with room for the file (default: the system's for temporary files; what stands there meanwhile
    is encrypted). Raises VarickError for a backup that does not open, and records that too.
    """
    began = time.perf_counter()
    try:
        folder = Path(tempfile.mkdtemp(prefix="varick-drill-", dir=scratch))
    except OSError as error:
        raise VarickError(
            f"{scratch or tempfile.gettempdir()}: no folder to try the backup in ({error.strerror}); give one with --scratch"
        ) from error
    try:
        with unpacked(backup, folder / "drill.casebook", secret, identity, folder) as (copy, checked):
            same = copy.log.genesis == book.log.genesis
    except VarickError:
        book.log.append("drill_failed", file=backup.name)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = time.perf_counter() - began
    with book.vault.transaction() as db:
        register.ready(db)
        known = next((b for b in register.backups(db) if b.sha256 == checked.sha256), None)
        done = Drill(checked, seconds, known, same, book.count())
        if done.sound:
            book.set_meta(LAST, today.isoformat())
        book.log.append(
            "drill" if done.sound else "drill_failed",
            file=backup.name,
            sha256=checked.sha256,
            cases=checked.cases,
            attachments=checked.attachments,
            seconds=round(seconds),
        )
    return done
