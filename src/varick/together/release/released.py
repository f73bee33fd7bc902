"""A release as files: the overlaps, the totals, and the statement, the same bytes whenever it is asked for."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from varick.casebook.file import disk
from varick.casebook.sharing.sheet import as_csv
from varick.errors import VarickError
from varick.together.linking import Counts
from varick.together.tallying import Tally
from varick.words import LANGUAGES

WITHHELD = "withheld"
OVERLAPS, TOTALS, STATEMENT = "overlaps.csv", "totals.csv", "statement.txt"


@dataclass(frozen=True)
class Released:
    """What is published, file by file. ``again``: it had been made before, and is the same."""

    files: Mapping[str, bytes]
    again: bool = False

    def as_bytes(self) -> bytes:
        """All files in one piece, as a desk keeps them."""
        return json.dumps({name: data.decode() for name, data in self.files.items()}, sort_keys=True).encode()

    @classmethod
    def of(cls, data: bytes) -> "Released":
        """What `as_bytes` made, which was therefore made before."""
        return cls({name: text.encode() for name, text in json.loads(data).items()}, again=True)

    def said(self, lang: str) -> list[str]:
        """The statement in one language, line by line."""
        part = self.files[STATEMENT].decode().split("\n\n\n")[LANGUAGES.index(lang)]
        return [line for line in part.splitlines() if line]

    def write(self, folder: Path) -> None:
        """The files in a new folder, which appears whole; a folder that holds just these is left as it is.

        Raises VarickError where something else has the name, or the disk refuses."""
        partial = folder.with_name(f".{folder.name}.partial")
        try:
            if folder.is_dir() and self._stands(folder):
                return
            disk.free(folder)
            if partial.is_dir() and not partial.is_symlink():
                shutil.rmtree(partial)  # what a crash left of an earlier try
            partial.mkdir(mode=0o700)
            for name, data in self.files.items():
                disk.private(partial / name, data)
            os.rename(partial, folder)
            disk.named(folder.absolute().parent)
        except OSError as error:
            raise disk.refused(folder, error) from error

    def _stands(self, folder: Path) -> bool:
        there = {path.name: path for path in folder.iterdir()}
        return there.keys() == self.files.keys() and all(
            disk.holds(path, self.files[name]) for name, path in there.items()
        )


def overlaps_csv(
    tally: Tally, counts: Mapping[tuple[bool, ...], int | None], remarks: Sequence[str]
) -> bytes:
    """One row a pattern: 1 under each list that holds these people, and how many there are; remarks first."""
    rows: list[dict[str, str | int | None]] = [
        {
            **{name: int(on) for name, on in zip(tally.lists, pattern, strict=True)},
            "count": WITHHELD if count is None else count,
        }
        for pattern, count in counts.items()
    ]
    return _remarked(remarks, as_csv([*tally.lists, "count"], rows))


def totals_csv(
    tally: Tally, totals: Sequence[int | None], union: int | None, remarks: Sequence[str]
) -> bytes:
    """The union, then each list with its total."""
    named = [("all lists together", union), *zip(tally.lists, totals, strict=True)]
    rows: list[dict[str, str | int | None]] = [
        {"people on": name, "count": WITHHELD if count is None else count} for name, count in named
    ]
    return _remarked(remarks, as_csv(["people on", "count"], rows))


def totals_of(counts: Counts) -> tuple[int, ...]:
    """Each list's total as the sum of the overlaps that it is in."""
    k = len(next(iter(counts)))
    return tuple(sum(count for pattern, count in counts.items() if pattern[at]) for at in range(k))


def checked(released: "Released", name: str) -> "Released":
    """The release, unless one of its files is missing. Raises VarickError."""
    if released.files.keys() != {OVERLAPS, TOTALS, STATEMENT}:
        raise VarickError(
            f"{name}: the release that this desk kept is damaged; take the copy that you have of it"
        )
    return released


def _remarked(remarks: Sequence[str], table: bytes) -> bytes:
    mark = "\ufeff"
    lines = "".join(f"# {line}\r\n" for line in remarks)
    return (mark + lines + table.decode("utf-8-sig")).encode()
