"""Whole files: made under a partial name, checked, put in place in one step; and what a crash left behind."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import apsw

from varick.casebook.file import disk, header
from varick.casebook.file import keyring as rings
from varick.casebook.file.container import HEAD, Shifted, connect
from varick.casebook.file.keyring import Keyring
from varick.casebook.file.slots import Secret, subkey
from varick.errors import VarickError

PAGE = 4096


def partial(path: Path) -> Path:
    """Where the next file of this name is written."""
    return path.with_name(f".{path.name}.new")


def former(path: Path) -> Path:
    """Where the last file of this name stands until its header has been overwritten."""
    return path.with_name(f".{path.name}.old")


def set_key(db: apsw.Connection, data_key: bytes) -> None:
    """Give a new connection its key and its habits: every page authenticated, nothing in temporary files, each commit on the
    disk before it returns, deleted content overwritten."""
    db.pragma("cipher", "chacha20")
    db.pragma("key", f"raw:{subkey(data_key, 'varick database').hex()}")
    for name, value in (
        ("page_size", PAGE),
        ("temp_store", 2),
        ("secure_delete", 1),
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
    ):
        db.pragma(name, value)


def connected(path: Path, base: str, data_key: bytes) -> tuple[apsw.Connection, Shifted]:
    """The database of a casebook whose key is known."""
    db, file = connect(str(path), base)
    try:
        _begin(db, file, data_key)
    except BaseException:
        db.close()
        raise
    return db, file


def unlocked(path: Path, base: str, secret: Secret) -> tuple[apsw.Connection, Shifted, Keyring]:
    """The database, its file and its keys. Raises VarickError as `keyring.unlock` does."""
    if not path.is_file():
        raise VarickError(
            f"{path}: there is no such file; check the name, or make one with varick casebook init"
        )
    if _journal(path).is_symlink():
        raise VarickError(
            f"{_journal(path)}: a link to another file, which Varick never makes; somebody put it there: remove it"
        )
    db, file = connect(str(path), base)
    try:
        ring = rings.unlock(file, secret, str(path))
        _finish(path)
        _begin(db, file, ring.data_key)
    except BaseException:
        db.close()
        raise
    return db, file, ring


def _begin(db: apsw.Connection, file: Shifted, data_key: bytes) -> None:
    """Give the key and read the first page, after undoing what a crash left half written."""
    if file.xFileSize() < PAGE:  # to SQLite, a file without pages is a sound and empty database
        raise apsw.CorruptError("cut off")
    set_key(db, data_key)
    if db.pragma("user_version") < 1:
        raise apsw.CorruptError("empty")


def create(path: Path, base: str, keyring: Keyring) -> None:
    """A casebook without tables, whole under its name when this returns. Raises VarickError where something stands there."""
    nothing_at(path)
    new = partial(path)
    with _written(new, base, keyring) as db:
        db.execute("pragma user_version = 1")
    try:
        nothing_at(path)
        os.replace(new, path)
    except BaseException:
        _discard(new)
        raise
    disk.named(path.parent)


def nothing_at(path: Path) -> None:
    """Raises VarickError where something has the name; a journal without its file would be undone into ours."""
    disk.free(path)
    if os.path.lexists(_journal(path)):
        raise VarickError(
            f"{_journal(path)}: belongs to another casebook that had this name; move the two together, or choose another name"
        )


@contextlib.contextmanager
def _written(new: Path, base: str, keyring: Keyring) -> Iterator[apsw.Connection]:
    """A partial file with a header and an open database; closed at the end, gone where something fails."""
    _empty(new, base)
    try:
        db, file = connect(str(new), base)
        try:
            keyring.write(file)
            set_key(db, keyring.data_key)
            yield db
        finally:
            db.close()
    except BaseException:
        _discard(new)
        raise


def write_beside(path: Path, base: str, keyring: Keyring, source: apsw.Connection) -> None:
    """The whole content under another data key, in the partial file, on the disk and checked."""
    with _written(partial(path), base, keyring) as db:
        with db.backup("main", source, "main") as copying:
            copying.step(-1)
        check(db)


def take_the_name(path: Path) -> None:
    """The partial file takes the name of the casebook, which keeps a second one, so that a crash before `retire` leaves
    something that the next `unlocked` finishes. Raises OSError; then all is as before."""
    old = former(path)
    try:
        old.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # a file system without second names: `retire` has the open file
            os.link(path, old)
        os.replace(partial(path), path)
    except OSError:
        for left in (partial(path), old):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise


def retire(path: Path, file: Shifted | None) -> None:
    """The header of the casebook that had the name is overwritten, through ``file`` where it is open, and it is let go.

    Whoever had just opened the old one finds no header there, and cannot go on writing to a file that has no name."""
    disk.named(path.parent)
    old = former(path)
    if file is not None:
        file.put(0, os.urandom(HEAD))
    else:
        _overwrite(old)
    old.unlink(missing_ok=True)
    disk.named(path.parent)


def check(db: apsw.Connection) -> None:
    """Read every page in use. Raises apsw.CorruptError for what is damaged."""
    found = [row[0] for row in db.execute("pragma integrity_check(1)")]
    if found != ["ok"]:
        raise apsw.CorruptError("integrity")


def _finish(path: Path) -> None:
    """What a rotation that was cut off left: an old file whose header must go, a new one that was never put in place."""
    old, new = former(path), partial(path)
    if os.path.lexists(old):
        if not (old.exists() and os.path.samefile(old, path)):
            _overwrite(old)
        old.unlink()
    if os.path.lexists(new):
        if not (new.exists() and os.path.samefile(new, path)):  # a second name that somebody gave it
            _overwrite(new)
        new.unlink()
    _journal(new).unlink(missing_ok=True)


def _discard(path: Path) -> None:
    """A partial file that came to nothing."""
    path.unlink(missing_ok=True)
    _journal(path).unlink(missing_ok=True)


def _journal(path: Path) -> Path:
    """What SQLite keeps beside a file while it writes to it."""
    return path.with_name(f"{path.name}-journal")


def _overwrite(path: Path) -> None:
    """Random bytes over the header of a casebook that nobody has open. Anything else of that name is left as it is: somebody
    may have put it there, a link to another file for example, to have that destroyed."""
    try:
        number = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOENT, errno.EISDIR):
            return
        raise
    with os.fdopen(number, "r+b") as file:
        head = file.read(HEAD)
        if header.MAGIC in (head[: len(header.MAGIC)], head[header.COPY : header.COPY + len(header.MAGIC)]):
            file.seek(0)
            file.write(os.urandom(len(head)))
            file.flush()
            os.fsync(number)


def _empty(path: Path, base: str) -> None:
    """A file of zeros as long as the header, for its owner's eyes only; what a crash left of that name goes."""
    if os.path.lexists(path):
        if not path.is_symlink():
            connect(str(path), base)[0].close()  # refuses where somebody is writing it now
        path.unlink()
    _journal(path).unlink(missing_ok=True)
    with disk.fresh(path) as file:
        file.write(bytes(HEAD))
        disk.written(file)
