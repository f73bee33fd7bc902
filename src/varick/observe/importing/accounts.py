"""Every row accounted for: rows in are rows out and rows rejected, by file and sheet, with reasons."""

import csv
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from varick.errors import VarickError


@dataclass
class SheetAccount:
    """What became of one sheet. `kind` is data or what else the reader took it for; `rows_in` counts rows with content."""

    sheet: str
    kind: str
    reader: str = ""
    header_row: int = 0
    title: str = ""
    tables: dict[str, int] = field(default_factory=dict)
    """Table -> rows out; one row of a combined file may give rows of several tables."""
    release: str | None = None
    rows_in: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    rows_blank: int = 0
    repaired: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    """Header as written -> our name."""
    unknown: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    orders: list[dict[str, str]] = field(default_factory=list)
    """Columns of dates whose order of day and month is not ICE's, or cannot be known: table, column, order."""
    notes: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """As import.json holds it."""
        kept = {name: value for name, value in vars(self).items() if value not in ("", None, [], {})}
        return {"sheet": self.sheet, **kept}


@dataclass
class FileAccount:
    """One file: its name inside this folder, hash, size, and its sheets."""

    name: str
    sha256: str
    bytes: int
    sheets: list[SheetAccount] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """As import.json holds it."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "bytes": self.bytes,
            "rows_in": sum(s.rows_in for s in self.sheets),
            "rows_rejected": sum(s.rows_rejected for s in self.sheets),
            "sheets": [s.to_dict() for s in self.sheets],
        }


def balanced(files: Iterable[FileAccount]) -> None:
    """Raises VarickError where rows in are not rows kept and rows rejected: then nothing must be written."""
    for file in files:
        for sheet in file.sheets:
            if sheet.rows_in != sheet.rows_kept + sheet.rows_rejected:
                raise VarickError(
                    f"{file.name}, sheet {sheet.sheet}: {sheet.rows_in} rows in, but {sheet.rows_kept} kept and "
                    f"{sheet.rows_rejected} rejected; nothing was imported, please report this"
                )


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal. Raises VarickError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise VarickError(f"{path}: cannot be read ({error.strerror or error}); name a file") from error


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be taken in: where, why, and its text as far as it could be read."""

    file: str
    sheet: str
    row: int
    reason: str
    text: str


def write_rejected(path: Path, rows: Sequence[RejectedRow]) -> None:
    """All rejected rows as CSV (file, sheet, row, reason, text). It holds what ICE wrote: keep it with the raw files."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "sheet", "row", "reason", "text"))
        writer.writerows((r.file, r.sheet, r.row, r.reason, r.text) for r in rows)
        file.flush()
        os.fsync(file.fileno())


def read_rejected(path: Path) -> list[RejectedRow]:
    """What `write_rejected` wrote; nothing where there is no such file."""
    if not path.is_file():
        return []
    usual = csv.field_size_limit(2**31 - 1)  # one for the whole process: restored
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [
                RejectedRow(r["file"], r["sheet"], int(r["row"]), r["reason"], r["text"])
                for r in csv.DictReader(file)
            ]
    finally:
        csv.field_size_limit(usual)


def counted(reasons: Iterable[str]) -> dict[str, int]:
    """How often each reason, the most frequent first."""
    return dict(Counter(reasons).most_common())
