"""A small casebook of made-up cases, and what opens it."""

import io
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer
from varick.casebook.cases.fields import fields
from varick.casebook.file.vault import PaperWords, Passphrase

PASSPHRASE = "five words nobody would guess"
TODAY = date(2026, 11, 23)
PLANTED = ("Ximena Quetzalcoatl-Ybarra", "Bartholomew Zyskowski")


@dataclass(frozen=True)
class Office:
    """A casebook on the disk: its file, its secrets, and its case ids in order."""

    path: Path
    words: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def paper(self) -> PaperWords:
        return PaperWords(self.words)

    def open(self) -> Book:
        return Book.open(self.path, Passphrase(PASSPHRASE))


def answers(note: str = "") -> dict[str, Answer]:
    """The least that a case may hold."""
    found = {name: Answer(None, "unknown") for name, field in fields().items() if field.tier == "required"}
    first = next(iter(found))
    return found | {first: Answer(None, "unknown", note=note)}


class Failing(io.BytesIO):
    """A file on a disk that is full, or breaks, after so many bytes."""

    def __init__(self, file: Any, left: int, code: int) -> None:
        super().__init__()
        self.file, self.left, self.code = file, left, code

    def write(self, data: Any) -> int:
        self.left -= len(data)
        if self.left < 0:
            raise OSError(self.code, os.strerror(self.code))
        return int(self.file.write(data))

    def fileno(self) -> int:
        return int(self.file.fileno())

    def close(self) -> None:
        self.file.close()
        super().close()
