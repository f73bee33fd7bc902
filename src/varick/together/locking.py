"""One process at a time: a lock on a file that the system gives up when the process ends, however it ends."""

import errno
import os
import sys
from pathlib import Path

from varick.errors import VarickError


def lock(path: Path, taken: str) -> int:
    """Hold the file until `unlock`; what to give that. Raises VarickError: ``taken`` where another process holds it, another
    message where there is no such file."""
    try:
        number = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        raise VarickError(
            f"{path.parent}: not a desk ({error.strerror or error}); give the folder that varick together charter join made"
        ) from error
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            os.close(number)
            raise VarickError(taken) from None
        # some network file systems have no locks; there the desk is its user's to guard
    return number


def unlock(number: int) -> None:
    """Let go of the file."""
    os.close(number)
