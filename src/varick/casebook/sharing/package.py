"""An export as files, written whole after it stands in the register and the log: in clear as a folder, or one age file."""

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from varick.casebook.file import disk
from varick.casebook.sharing import register
from varick.casebook.sharing.register import Level
from varick.casebook.sharing.statement import Statement
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book

LONGEST = 200
"""Characters of a recipient's name."""


@dataclass(frozen=True)
class Package:
    """What leaves: files by name, which cases are in them (case id -> the id given there), and what was done.

    ``told``: of tables, what they publish, for the register."""

    level: Level
    kind: str
    files: Mapping[str, bytes]
    given: Mapping[str, str]
    statement: Statement
    told: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an export lies, its number in the register, and SHA-256 of each file by name."""

    number: int
    path: Path
    hashes: Mapping[str, str]


def place(
    book: "Book",
    package: Package,
    out: Path,
    *,
    recipient: str,
    keys: Sequence[str] = (),
    today: date,
    after_restore: bool = False,
) -> Placed:
    """Write an export: with age public keys one encrypted file, else a folder. First it is logged, then it appears.

    ``after_restore``: somebody says that what was done after the backup, from which the book was restored, has been entered
    again; without that nothing leaves a restored book below full.
    Raises VarickError for a place that is taken or cannot be written, no recipient's name, and what is no age key; then
    nothing is left at ``out`` and the log says that it failed.
    """
    recipient = " ".join(recipient.split())
    if not 0 < len(recipient) <= LONGEST:
        raise VarickError(f"say for whom the export is (--for), in up to {LONGEST} characters")
    disk.free(out)
    _must_be_as_logged(book, package.given)
    restored = book.meta(register.RESTORED)
    if restored is not None and package.level != "full" and not after_restore:
        raise VarickError(
            f"not exported: this casebook was restored, and knows of nothing after {restored}; enter again what was done since "
            "(consents taken back, cases purged), look at what was published since, then say --after-restore"
        )
    if not out.absolute().parent.is_dir():
        raise VarickError(f"{out}: there is no folder {out.parent}; make it first")
    files = {**package.files, "statement.txt": package.statement.text().encode()}
    if keys:
        files = {out.name: _encrypted(files, keys)}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        # Before the first byte of a case is on the disk, so that whoever kills the program in between is in the log.
        with book.vault.transaction():
            number = _keep(book, package, recipient, bool(keys), hashes, today)
            if package.level != "full":
                book.set_meta(register.RESTORED, None)
        try:
            if keys:
                disk.private(partial, files[out.name])
            else:
                partial.mkdir(mode=0o700)
                for name, data in files.items():
                    (partial / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    disk.private(partial / name, data)
            _appear(partial, out)
        except BaseException:
            with book.vault.transaction() as db:
                db.execute("delete from export_case where number = ?", (number,))
                db.execute("delete from export where number = ?", (number,))
                book.log.append("export_failed", number=number)
            raise
    except OSError as error:
        raise disk.refused(out, error) from error
    finally:
        if partial.is_dir():
            shutil.rmtree(partial)
        else:
            partial.unlink(missing_ok=True)
    return Placed(number, out, hashes)


def _must_be_as_logged(book: "Book", cases: Mapping[str, str]) -> None:
    """Raises VarickError where a case that would leave is older than the last act on it: a consent that was taken back may be
    among what is missing."""
    from varick.casebook.checking import set_back

    if found := set_back(book, cases.keys()):
        raise VarickError(
            f"not exported: part of the casebook's file was put back to an earlier state ({', '.join(found[:5])}); run "
            "varick casebook verify --contents, and keep this file"
        )


def _keep(
    book: "Book",
    package: Package,
    recipient: str,
    encrypted: bool,
    hashes: Mapping[str, str],
    today: date,
) -> int:
    """Register and log in one transaction; the log says level, number of cases and hashes, nothing of the contents.

    Names of attachments and the case in their folder's name stay out of both: a purge must find nothing here to take out.
    Their hashes stand in cases.json, whose own hash is kept."""
    hashes = {name: digest for name, digest in hashes.items() if "/" not in name}
    with book.vault.transaction() as db:
        number = register.keep(
            db,
            day=today,
            level=package.level,
            kind=package.kind,
            recipient=recipient,
            encrypted=encrypted,
            hashes=hashes,
            given=package.given,
            told=package.told,
        )
        book.log.append(
            "exported",
            number=number,
            level=package.level,
            kind=package.kind,
            cases=len(package.given),
            encrypted=encrypted,
            sha256=[f"{name} {digest}" for name, digest in hashes.items()],
        )
    return number


def _encrypted(files: Mapping[str, bytes], keys: Sequence[str]) -> bytes:
    """A zip, made in memory, encrypted to age public keys. Raises VarickError for what is none."""
    import pyrage

    from varick.casebook.file.agefile import recipient

    recipients = [recipient(key, f"--to number {number}") for number, key in enumerate(keys, start=1)]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            about = zipfile.ZipInfo(name)  # its date is 1980: a zip tells when each file was made
            about.external_attr = 0o600 << 16
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, data)
    return bytes(pyrage.encrypt(zipped.getvalue(), recipients))


def _appear(partial: Path, out: Path) -> None:
    """Give the finished file or folder its name."""
    if partial.is_dir():
        disk.free(out)
        os.rename(partial, out)
        disk.named(out.parent)
    else:
        disk.placed(partial, out)
