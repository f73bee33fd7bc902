"""A backup: the encrypted file once more in an age file, for the paper words and for whom else the book names."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from varick.casebook.file.agefile import encrypted, recipient
from varick.casebook.keeping import register
from varick.casebook.keeping.register import Backup
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that stands on the disk. ``to``: who opens it; the paper words have the label of their slot."""

    path: Path
    to: tuple[str, ...]
    sha256: str
    bytes: int
    earlier: tuple[Backup, ...]
    beside: bool
    """Whether it stands in the folder of the casebook, where one theft or fire takes both."""


def readers(book: "Book") -> list[tuple[str, str]]:
    """(name, age public key) of all who will be able to open the next backup: each set of paper words, then the recipients."""
    from varick.casebook.file.words import age_recipient

    register.ready(book.vault.db)
    papers = [(slot.label, age_recipient(slot.public)) for slot in book.vault.slots if slot.kind == "words"]
    return papers + list(register.recipients(book.vault.db).items())


def add_recipient(book: "Book", name: str, key: str) -> None:
    """From the next backup on, the holder of this age key can open backups; not the casebook, which asks for a slot.

    Raises VarickError for what is no age public key, or a name that is empty.
    """
    name = " ".join(name.split())
    if not name:
        raise VarickError("recipient: give a name and a key, such as counsel=age1...")
    recipient(key, name)
    with book.vault.transaction() as db:
        register.ready(db)
        register.add_recipient(db, name, key)
        book.log.append("recipient_added", name=name, key=key)


def remove_recipient(book: "Book", name: str) -> None:
    """From the next backup on this key opens nothing; those that exist still open. Raises VarickError for no such name."""
    with book.vault.transaction() as db:
        register.ready(db)
        if not register.remove_recipient(db, name):
            raise VarickError(f'recipient "{name}": there is none of that name; see backup --list')
        book.log.append("recipient_removed", name=name)


def back_up(book: "Book", folder: Path, today: date) -> Written:
    """Write ``casebook-DATE.age`` (``casebook-DATE-2.age`` where that stands already) into ``folder``.

    The register and the log have it first, so that the copy knows of itself; both forget it where it cannot be written.
    Raises VarickError where nobody could open it, the folder is none, or it cannot be written.
    """
    if not folder.is_dir():
        raise VarickError(f"{folder}: no such folder; name one that exists, best on another disk")
    to = readers(book)
    if not to:
        raise VarickError(
            "nobody could open the backup: the casebook has no paper words and no recipient; "
            "add words (varick casebook keys) or a recipient (backup --add-recipient)"
        )
    keys = [recipient(key, name) for name, key in to]
    target = _free(folder, today)
    with book.vault.transaction() as db:
        register.ready(db)
        earlier = tuple(register.standing(db))
        number = register.begin(db, today, target.name, len(keys))
        book.log.append("backup", file=target.name, recipients=len(keys))
    try:
        sha256, size = encrypted(book.vault.raw_copy(), target, keys)
    except BaseException:
        with book.vault.transaction() as db:
            register.forget(db, number)
            book.log.append("backup_failed", file=target.name)
        raise
    with book.vault.transaction() as db:
        register.finish(db, number, sha256, size)
    beside = target.resolve().parent == book.vault.path.resolve().parent
    return Written(target, tuple(name for name, _ in to), sha256, size, earlier, beside)


def _free(folder: Path, today: date) -> Path:
    """The first name of the day that is not taken."""
    number, target = 1, folder / f"casebook-{today.isoformat()}.age"
    while target.exists():
        number += 1
        target = folder / f"casebook-{today.isoformat()}-{number}.age"
    return target


def say_destroyed(book: "Book", numbers: list[int], today: date) -> list[Backup]:
    """Note that every copy of these backups was destroyed. Raises VarickError for a number that stands in no list."""
    with book.vault.transaction() as db:
        register.ready(db)
        known = {backup.number: backup for backup in register.standing(db)}
        for number in numbers:
            if number not in known:
                raise VarickError(f"backup {number}: not in the list of those that exist; see backup --list")
            register.destroyed(db, number, today)
        book.log.append("backups_destroyed", files=[known[number].file for number in numbers])
    return [known[number] for number in numbers]
