"""A log folder changed as a whole or not at all, also when the import is killed.

Everything is written into a new generation beside the old one and flushed to the disk; then import.json, which names
the generation, is replaced in one step. A new folder is built under another name and renamed at the end. What a
killed import leaves behind is named by no import.json, and the next import removes it.
"""

import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from varick.errors import VarickError
from varick.observe.store import ACCOUNT, FORMAT

GENERATION = "generation-"


@dataclass(frozen=True, slots=True)
class Change:
    """A change under way: write into `place`, read what was there from `before` (its account, None for a new folder).

    `name` is the generation's name, to be put into the account as `generation`."""

    place: Path
    name: str
    base: Path
    before: dict[str, Any] | None


@contextmanager
def changed(out: Path, account: dict[str, Any]) -> Iterator[Change]:
    """Change the log folder `out`: the caller writes the generation and fills `account` before the block ends.

    An error inside the block leaves everything as it was. Raises VarickError where `out` holds something else, where
    another import is at work in it, and where it cannot be written."""
    try:
        with _changed(out, account) as change:
            yield change
    except (OSError, VarickError) as error:
        cause = error.__cause__ if isinstance(error, VarickError) else error
        if not isinstance(cause, OSError) or (error is not cause and GENERATION not in str(error)):
            raise
        reason = (cause.strerror or str(cause)).rpartition("] ")[
            2
        ]  # Arrow puts the system's words at the end
        raise VarickError(f"{out}: cannot be written ({reason}); choose another place") from cause


@contextmanager
def _changed(out: Path, account: dict[str, Any]) -> Iterator[Change]:
    before = _account(out)
    name = GENERATION + uuid.uuid4().hex[:12]
    if out.exists():
        with _locked(out) as free:
            if not free:
                raise VarickError(f"{out}: another import is at work in it; wait until it ends")
            before = _account(out)  # what the other import may have finished meanwhile
            for orphan in _generations(out, before):
                shutil.rmtree(orphan, ignore_errors=True)
            place = out / name
            place.mkdir()
            try:
                yield Change(place, name, out, before)
                _write(out, place, account)
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
            for old in _generations(out, account):
                shutil.rmtree(old, ignore_errors=True)
        return
    parent = out.absolute().parent
    if not parent.is_dir():
        raise VarickError(f"{out}: there is no folder {parent}; make it first")
    for orphan in parent.glob(f".{out.name}.importing-*"):
        with _locked(orphan) as free:
            if free:
                shutil.rmtree(orphan, ignore_errors=True)
    base = parent / f".{out.name}.importing-{uuid.uuid4().hex[:12]}"
    base.mkdir()
    with _locked(base):
        try:
            place = base / name
            place.mkdir()
            yield Change(place, name, base, None)
            _write(base, place, account)
            if out.exists():
                raise VarickError(f"{out}: another import made it meanwhile; import these files once more")
            base.rename(out)
            _flush(parent)
        except BaseException:
            shutil.rmtree(base, ignore_errors=True)
            raise


def _account(out: Path) -> dict[str, Any] | None:
    """The account of the folder; None for a folder that is new, or empty but for what killed imports left."""
    if not out.exists():
        return None
    if not out.is_dir():
        raise VarickError(f"{out}: a file, not a folder; choose another place")
    file = out / ACCOUNT
    if file.is_file():
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            newer = found["format"] > FORMAT
        except (ValueError, KeyError, TypeError) as error:
            raise VarickError(f"{file}: damaged ({error!r}); import into another folder") from error
        if newer:
            raise VarickError(f"{file}: written by a later Varick; update Varick")
        return found
    strangers = [p for p in out.iterdir() if not p.name.startswith((GENERATION, f".{ACCOUNT}"))]
    if strangers:
        raise VarickError(
            f"{out}: holds {strangers[0].name}, which is no import of Varick's; choose another place"
        )
    return None


def _generations(out: Path, account: Mapping[str, Any] | None) -> list[Path]:
    """Generations, and half-written accounts, that the account does not name."""
    kept = account["generation"] if account else None
    found = [p for p in out.iterdir() if p.name.startswith(GENERATION) and p.name != kept]
    for partial in out.glob(f".{ACCOUNT}.*"):
        partial.unlink(missing_ok=True)
    return found


@contextmanager
def _locked(place: Path) -> Iterator[bool]:
    """Hold the folder for this process; False where another one has it. The lock ends with the process, however it ends."""
    if sys.platform == "win32":  # pragma: no cover (there two imports at once are the user's to avoid)
        yield True
        return
    from fcntl import LOCK_EX, LOCK_NB, flock

    handle = os.open(place, os.O_RDONLY)
    try:
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def _write(base: Path, place: Path, account: Mapping[str, Any]) -> None:
    for file in place.iterdir():
        _flush(file)
    _flush(place)
    partial = base / f".{ACCOUNT}.{os.getpid()}"
    partial.write_text(json.dumps(account, ensure_ascii=False, indent=1), encoding="utf-8")
    _flush(partial)
    partial.replace(base / ACCOUNT)
    _flush(base)


def _flush(path: Path) -> None:
    """Ask the system to put the file or folder on the disk."""
    if os.name == "nt" and path.is_dir():  # pragma: no cover
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
