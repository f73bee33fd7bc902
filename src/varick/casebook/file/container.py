"""A SQLite VFS that keeps 64 KiB of our own before the database, and holds the file from open to close."""

import os
import weakref
from functools import cache
from typing import Any

import apsw

from varick.errors import VarickError

HEAD = 65_536
"""Bytes before the database; a multiple of every page and sector size, so that pages stay aligned."""
PAGE_1 = bytes.fromhex("1000010120402020")
"""Bytes 16 to 23 of the database: 4,096 to a page, no write-ahead log, 32 bytes a page for nonce and tag. The cipher leaves
them in clear and unauthenticated, so they are compared with the only values that we write."""
FROM, TO = 16, 24


class Container(apsw.VFS):
    """The VFS. Journals and the like pass through; a database is shifted by `HEAD` and locked while it is open."""

    def __init__(self, name: str, base: str) -> None:
        self.base, self.known_as = base, name
        self.open: weakref.WeakValueDictionary[str, Shifted] = weakref.WeakValueDictionary()
        super().__init__(name, base)

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        """Called by SQLite."""
        if not flags[0] & apsw.SQLITE_OPEN_MAIN_DB:
            return apsw.VFSFile(self.base, name, flags)
        file = Shifted(self.base, name, flags)
        self.open[os.path.realpath(name if isinstance(name, str) else name.filename())] = file
        return file


class Shifted(apsw.VFSFile):
    """A database behind its header.

    The exclusive lock is taken when the file is opened and given back when it is closed, so SQLite's own locking has nothing
    to do, and a second opener learns at once that he is second. Header and database are reached through the same file:
    on POSIX, closing another descriptor of the same file would drop the lock.
    """

    def __init__(self, base: str, name: Any, flags: list[int]) -> None:
        super().__init__(base, name, flags)
        try:
            super().xLock(apsw.SQLITE_LOCK_SHARED)
            super().xLock(apsw.SQLITE_LOCK_EXCLUSIVE)
        except apsw.Error:
            self.xClose()
            raise

    def xLock(self, level: int) -> None:
        """Held already."""

    def xUnlock(self, level: int) -> None:
        """Held until the file is closed."""

    def xCheckReservedLock(self) -> bool:
        """Nobody else can have it."""
        return False

    def xRead(self, amount: int, offset: int) -> bytes:
        """Raises apsw.CorruptError where the clear bytes of the first page are not those that we write."""
        data: bytes = super().xRead(amount, offset + HEAD)
        if offset < TO and len(data) > FROM - offset:
            first = max(FROM - offset, 0)
            clear = data[first : TO - offset]
            begin = offset + first - FROM
            if clear != PAGE_1[begin : begin + len(clear)]:
                raise apsw.CorruptError("database disk image is malformed")
        return data

    def xWrite(self, data: bytes, offset: int) -> None:
        """Behind the header."""
        super().xWrite(data, offset + HEAD)

    def xTruncate(self, size: int) -> None:
        """Never into the header."""
        super().xTruncate(size + HEAD)

    def xFileSize(self) -> int:
        """Of the database alone."""
        return max(0, int(super().xFileSize()) - HEAD)

    def raw(self, offset: int, amount: int) -> bytes:
        """Bytes of the whole file, header included; fewer at its end."""
        data: bytes = super().xRead(amount, offset)
        return data

    def put(self, offset: int, data: bytes) -> None:
        """Write into the header, and to the disk before this returns."""
        if offset < 0 or offset + len(data) > HEAD:
            raise ValueError("outside the header")
        super().xWrite(data, offset)
        super().xSync(apsw.SQLITE_SYNC_FULL)


@cache
def container(base: str = "") -> Container:
    """The registered VFS on top of `base` ("" for the system's own). One a process: SQLite's list of VFSs is the process's."""
    return Container(f"casebook-{base}" if base else "casebook", base)


def connect(path: str, base: str = "") -> tuple[apsw.Connection, Shifted]:
    """A connection to the file, without a key yet, and the file behind it; both are held until the connection is closed.

    Raises VarickError where there is none, where it may not be written, and where somebody else holds it.
    """
    vfs = container(base)
    try:
        connection = apsw.Connection(
            path, flags=apsw.SQLITE_OPEN_READWRITE, vfs=f"multipleciphers-{vfs.known_as}"
        )
    except apsw.BusyError:
        raise VarickError(f"{path}: the casebook is open elsewhere; close it there first") from None
    except (apsw.CantOpenError, apsw.IOError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        why = "" if os.path.exists(path) else " (there is no such file)"
        raise VarickError(
            f"{path}: cannot be opened for writing{why}; check the name, or copy it to a folder of your own"
        ) from error
    return connection, vfs.open[os.path.realpath(path)]
