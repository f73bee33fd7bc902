"""From a backup to a casebook that opens and is checked: decrypted, opened with a slot, read page by page, log and hashes."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from varick.casebook.chain.entry import moment_of
from varick.casebook.checking import Checked, check, timed
from varick.casebook.file import disk
from varick.casebook.file.agefile import decrypted, identities
from varick.casebook.file.replacing import nothing_at
from varick.casebook.keeping import register
from varick.casebook.sharing.register import RESTORED
from varick.errors import VarickError

if TYPE_CHECKING:
    import pyrage

    from varick.casebook.book import Book
    from varick.casebook.file.slots import Secret


def keys_of(secret: "Secret", identity: Path | None) -> list["pyrage.x25519.Identity"]:
    """The age keys that open a backup: of the identity file where one is given, else of the paper words.

    Raises VarickError where there is neither.
    """
    import pyrage

    from varick.casebook.file.vault import PaperWords
    from varick.casebook.file.words import age_identity, private_key

    if identity is not None:
        return identities(identity)
    if isinstance(secret, PaperWords):
        return [pyrage.x25519.Identity.from_str(age_identity(private_key(secret.words)))]
    raise VarickError(
        "a backup opens with the paper words (--with words) or with a recipient's key (--identity FILE); give one of them"
    )


def restore(backup: Path, target: Path, secret: "Secret", identity: Path | None = None) -> Checked:
    """Make the casebook ``target`` from a backup; it stands there checked, or not at all.

    Its log says that it was restored. A log or attachment that is not sound is reported, not refused: it is what there is.
    Raises VarickError where something stands at ``target``, and for what is no backup, damaged, or not for these keys.
    """
    nothing_at(target)
    partial = target.with_name(f".{target.name}.restoring")
    if not target.absolute().parent.is_dir():
        raise VarickError(f"{target}: there is no folder {target.parent}; make it first")
    with unpacked(backup, partial, secret, identity, target) as (book, checked):
        with book.vault.transaction() as db:
            register.ready(db)
            for made in register.backups(db)[-1:]:
                if made.state == "begun":
                    register.finish(db, made.number, checked.sha256, backup.stat().st_size)
            book.set_meta(RESTORED, moment_of(book.log.last().minute).astimezone().date().isoformat())
            book.log.append("restored", file=backup.name, sha256=checked.sha256)
        book.close()
        nothing_at(target)
        try:
            disk.placed(partial, target)
        except OSError as error:
            raise disk.refused(target, error) from error
    return checked


@contextmanager
def unpacked(
    backup: Path, place: Path, secret: "Secret", identity: Path | None, known_as: Path
) -> Iterator[tuple["Book", Checked]]:
    """The casebook of a backup, open and checked, in the file ``place``, which is gone when the block ends.

    What is written there is the encrypted casebook; nothing is ever in clear. ``known_as``: what an error calls the place.
    Raises VarickError as `restore` does.
    """
    from varick.casebook.book import Book

    seconds: dict[str, float] = {}
    keys = keys_of(secret, identity)
    _gone(place)  # what a crash left of an earlier try, its journal above all
    with contextlib.ExitStack() as leave:
        with timed(seconds, "decrypt"):
            sha256 = decrypted(backup, place, keys, known_as)
        leave.callback(_gone, place)
        with _of_the_backup(backup, place):
            _must_be_a_casebook(backup, place)
            with timed(seconds, "open"):
                book = leave.enter_context(Book.open(place, secret))
            checked = check(book, sha256, seconds)
        yield book, checked


@contextmanager
def _of_the_backup(backup: Path, place: Path) -> Iterator[None]:
    """What is wrong with the scratch file, of which the user knows nothing, is said of the backup."""
    import apsw

    try:
        yield
    except apsw.Error as error:
        raise VarickError(
            f"{backup}: decrypted, but the casebook in it is damaged; take an older backup, and keep this one"
        ) from error
    except VarickError as error:
        raise type(error)(str(error).replace(str(place.absolute()), str(backup))) from error


def _must_be_a_casebook(backup: Path, place: Path) -> None:
    from varick.casebook.file.container import HEAD
    from varick.casebook.file.header import COPY, MAGIC

    with place.open("rb") as file:
        head = file.read(HEAD)
    if MAGIC not in (head[: len(MAGIC)], head[COPY : COPY + len(MAGIC)]):
        raise VarickError(
            f"{backup}: decrypted, but it holds no casebook; give a file of varick casebook backup"
        )


def _gone(place: Path) -> None:
    """The scratch file, and what SQLite or a rotation may have put beside it."""
    for name in (place.name, f"{place.name}-journal", f".{place.name}.new", f".{place.name}.old"):
        place.with_name(name).unlink(missing_ok=True)
