"""Files written whole or not at all, and only where nothing, or an earlier file of the same kind, stands."""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from varick.errors import VarickError


@contextmanager
def written_whole(target: Path, known: Callable[[Path], bool], what: str) -> Iterator[Path]:
    """A place to write to; it becomes `target` when the block ends well, and vanishes when it does not.

    A file that is not empty is replaced only where it is `known`, of the kind `what`. Raises VarickError for anything
    else that stands there, and for a place that cannot be written.
    """
    _may_replace(target, known, what)
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        yield partial
        os.replace(partial, target)
    except OSError as error:
        raise VarickError(
            f"{target}: cannot be written ({error.strerror or error}); choose another place"
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _may_replace(target: Path, known: Callable[[Path], bool], what: str) -> None:
    if not target.exists():
        return
    if not target.is_file():
        raise VarickError(f"{target}: not a file that {what} can replace; choose another place")
    try:
        fine = not target.stat().st_size or known(target)
    except (OSError, EOFError, zlib.error):
        fine = False
    if not fine:
        raise VarickError(f"{target}: holds something that is not {what}; choose another place")


def beginning(path: Path) -> bytes:
    """The first thousand bytes, unpacked if they are gzipped."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                return unpacked.read(1000)
        return raw.read(1000)
