"""Files in the age format (https://age-encryption.org/v1), read and written piece by piece, and the keys that open them."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from varick.casebook.file import disk
from varick.errors import VarickError

if TYPE_CHECKING:
    import pyrage

BEGINS = b"age-encryption.org/v1\n"
ARMORED = b"-----BEGIN AGE ENCRYPTED FILE-----"
LONGEST_HEADER = 1 << 16
"""Bytes before the encrypted part; a backup to twenty recipients has 3,000."""


class _Pieces(io.RawIOBase):
    """An iterator of bytes as a file that can be read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


class _Hashing(io.RawIOBase):
    """A file that is written, with the SHA-256 and the size of what went into it, and the system's error if it failed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.size = 0
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        try:
            self._file.write(data)
        except OSError as error:
            self.error = error
            raise
        self.sha256.update(data)
        self.size += len(data)
        return len(data)


def recipient(key: str, name: str) -> "pyrage.x25519.Recipient":
    """A public key ``age1...``. Raises VarickError, which names whose it is, where it is none."""
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        hint = (
            "; this is a secret key: never type it here" if key.upper().startswith("AGE-SECRET-KEY") else ""
        )
        raise VarickError(
            f'recipient "{name}": not an age public key (age1 and 58 letters); copy it again{hint}'
        ) from error


def identities(file: Path) -> list["pyrage.x25519.Identity"]:
    """The secret keys in a file as age-keygen writes it: one a line, after ``#`` remarks.

    Raises VarickError with the number of the line; never what stands in it.
    """
    import pyrage

    try:
        lines = (
            file.read_text(encoding="utf-8").splitlines() if file.stat().st_size < LONGEST_HEADER else [""]
        )
    except (OSError, UnicodeDecodeError) as error:
        raise VarickError(f"{file}: cannot be read as a file of age secret keys; check the name") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                found.append(pyrage.x25519.Identity.from_str(line.strip()))
            except pyrage.IdentityError as error:
                raise VarickError(
                    f"{file}, line {number}: not an age secret key; give the file that age-keygen wrote"
                ) from error
    if not found:
        raise VarickError(f"{file}: holds no age secret key; give the file that age-keygen wrote")
    return found


def encrypted(
    pieces: Iterable[bytes], target: Path, recipients: Sequence["pyrage.x25519.Recipient"]
) -> tuple[str, int]:
    """Write pieces encrypted to ``target``, which must not exist; (SHA-256 in hexadecimal, bytes) of the file.

    On the disk when this returns, or not there at all. Raises VarickError where it stands already or cannot be written.
    """
    import pyrage

    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)  # what a crash left of an earlier try
    try:
        with disk.fresh(partial) as file:
            counting = _Hashing(file)
            try:
                pyrage.encrypt_io(io.BufferedReader(_Pieces(pieces)), counting, list(recipients))
            except (OSError, pyrage.EncryptError) as error:
                raise counting.error or error from error
            disk.written(file)
        disk.placed(partial, target)
    except OSError as error:
        raise disk.refused(target, error) from error
    finally:
        partial.unlink(missing_ok=True)
    return counting.sha256.hexdigest(), counting.size


def decrypted(source: Path, target: Path, keys: Sequence["pyrage.x25519.Identity"], known_as: Path) -> str:
    """Write what an age file holds to ``target``, which must not exist; the SHA-256 of the age file in hexadecimal.

    ``target`` is on the disk, whole, when this returns; on any error it is not there; an error calls it ``known_as``.
    Raises VarickError for what is no age file, none for these keys, damaged or cut off, and for a disk that fails.
    """
    import pyrage

    try:
        with source.open("rb") as file, disk.fresh(target) as out:
            reading = hashlib.sha256()
            writing = _Hashing(out)
            pieces = _read(file, source, reading)
            try:
                pyrage.decrypt_io(io.BufferedReader(_Pieces(pieces)), writing, list(keys))
            except pyrage.DecryptError as error:
                if "No matching keys" in str(error):
                    raise VarickError(
                        f"{source}: not made for this key; check that the words, or the identity, belong to it"
                    ) from error
                raise _damaged(source) from error
            except OSError as error:
                if writing.error is not None:
                    raise writing.error from error
                raise _damaged(source) from error
            for _ in pieces:  # nothing may follow, and all of it is hashed
                raise _damaged(source)
            disk.written(out)
    except OSError as error:
        target.unlink(missing_ok=True)
        where = source if error.filename == str(source) else known_as
        raise VarickError(
            f"{where}: cannot be read or written ({error.strerror or 'the disk refuses'}); choose another place"
        ) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return reading.hexdigest()


def _damaged(source: Path) -> VarickError:
    return VarickError(f"{source}: damaged or cut off; take another copy of this backup, or an older one")


def _read(file: BinaryIO, source: Path, reading: "hashlib._Hash") -> Iterator[bytes]:
    """The file in pieces. Raises VarickError where it does not begin as an age file."""
    first = file.read(LONGEST_HEADER)
    if first.startswith(ARMORED):
        raise VarickError(f"{source}: an age file in letters (armored); make it binary with age first")
    if not first.startswith(BEGINS):
        raise VarickError(f"{source}: not a backup (no age file); give a file of varick casebook backup")
    if b"\n---" not in first:  # of a header that is longer, age compares every line with every key
        raise _damaged(source)
    while first:
        reading.update(first)
        yield first
        first = file.read(LONGEST_HEADER)
