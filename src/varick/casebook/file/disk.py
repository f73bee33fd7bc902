"""New files on the disk: for their owner's eyes only, never in the place of another, and there when the call returns."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from varick.errors import VarickError

WINDOWS = os.name == "nt"


def fresh(path: Path) -> BinaryIO:
    """A new file. Raises FileExistsError."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(number, "wb")


def written(file: BinaryIO) -> None:
    """What was written so far is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def private(path: Path, data: bytes) -> None:
    """A new file with this content, on the disk when this returns; never through a link that stands there."""
    with fresh(path) as file:
        file.write(data)
        written(file)


def holds(path: Path, data: bytes) -> bool:
    """Whether there is a file of just this content. Raises OSError."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def put(path: Path, data: bytes) -> None:
    """A file whole, and on the disk; nothing is done where just this one stands there already.

    Raises VarickError where something else has the name, or it cannot be written."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        if holds(path, data):
            return
        partial.unlink(missing_ok=True)
        private(partial, data)
        placed(partial, path)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def replace(path: Path, data: bytes) -> None:
    """A file whole, in place of what stood there, and on the disk. Raises VarickError where it cannot be written."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        private(partial, data)
        os.replace(partial, path)
        named(path.absolute().parent)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def free(target: Path) -> None:
    """Raises VarickError where something has the name."""
    if os.path.lexists(target):
        raise _taken(target)


def placed(partial: Path, target: Path) -> None:
    """Give a finished file its name, where nothing has it. Raises VarickError where something does, and OSError."""
    try:
        os.link(partial, target)  # refuses a name that is taken, in one step
    except FileExistsError as error:
        raise _taken(target) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EIO, errno.EDQUOT) or os.path.lexists(target):
            raise
        os.rename(partial, target)  # a disk without second names, such as a stick's
    partial.unlink(missing_ok=True)
    named(target.parent)


def named(folder: Path) -> None:
    """The names in a folder are on the disk, where the system can."""
    if WINDOWS:
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot
            raise
    finally:
        os.close(number)


def refused(target: Path, error: OSError) -> VarickError:
    """What the system says of a place that cannot be written, in one line."""
    return VarickError(
        f"{target}: cannot be written ({error.strerror or 'the disk refuses'}); choose another place"
    )


def _taken(target: Path) -> VarickError:
    return VarickError(f"{target}: there is something of that name already; choose another name")
