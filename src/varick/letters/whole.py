"""A letter read from end to end: opened, made upright, read by each engine, its fields compared, its private parts covered."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from varick.errors import VarickError
from varick.letters import agree, mask, says
from varick.letters.decode import pages
from varick.letters.engines import Engine, installed
from varick.letters.find import Finder
from varick.letters.reading import Line, Reading

if TYPE_CHECKING:
    from varick.letters.reading import Pixels

POOR = 0.8
FEW_LINES = 5
"""A page is poorly read where the engines' mean confidence is lower, or where they found fewer lines."""


def read(source: Path | str | bytes, *, engines: Sequence[Engine] | None = None) -> Reading:
    """The letter in a file, or in its bytes. Nothing is written and nothing is sent.

    Raises VarickError for a file that cannot be opened, holds no page, or where no engine is installed."""
    data, name = _bytes(source)
    readers = tuple(installed() if engines is None else engines)
    opened = pages(data, name)
    upright = [_upright(page, readers) for page in opened]
    page = _stacked(upright)
    lines = _lines(upright, readers)
    if not any(lines.values()):
        raise VarickError(
            f"{name}: no text was found on it; photograph the page from above, in even light, and try again"
        )
    return read_lines(page, lines, hashlib.sha256(data).hexdigest())


def read_lines(page: "Pixels", lines: dict[str, Sequence[Line]], sha256: str) -> Reading:
    """The reading of an upright page (rows, columns, 3) from each engine's lines (engine -> lines)."""
    finders = {engine: Finder(one) for engine, one in lines.items()}
    found = {engine: finder.fields() for engine, finder in finders.items()}
    unread = {name: d for finder in finders.values() for name, d in finder.doubts.items()}
    fields = agree.fields(found, page, unread)
    texts = says.texts(lines)
    said = says.says(texts)
    poor = _poor(lines)
    masked = mask.masks(page, lines)
    have = {one.name for one in fields if one.value is not None}
    told = {sign.code for sign in said} | ({"authority"} if "letter_authority_cited" in have else set())
    notes = []
    if len(lines) == 1:
        notes.append("one_engine")
    if poor:
        notes.append("poor")
    if "addressee" not in mask.kinds(masked):
        notes.append("no_addressee")
    return Reading(
        fields=fields,
        says=said,
        missing=tuple(code for code in says.codes("says") if code not in told),
        scam_signs=says.scam_signs(texts),
        likeness=says.likeness(texts, have, poor),
        masked_png=agree.png(mask.covered(page, masked)),
        page_png=agree.png(page),
        sha256=sha256,
        engines=tuple(lines),
        notes=tuple(notes),
        masked=mask.kinds(masked),
    )


def _bytes(source: Path | str | bytes) -> tuple[bytes, str]:
    from varick.letters.decode import MOST_BYTES

    if isinstance(source, bytes):
        return source, "the letter"
    path = Path(source)
    name = path.name[:80]
    try:
        if path.is_dir():
            raise VarickError(f"{name}: a folder; give one file, the letter's image or PDF")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1), name
    except OSError as error:
        raise VarickError(
            f"{name}: it cannot be read: {error.strerror or error}; give the letter's image or PDF"
        ) from None


def _upright(page: "Pixels", readers: Sequence[Engine]) -> "Pixels":
    from varick.letters.straighten import upright

    return upright(page, readers[0].upside_down)


def _stacked(upright: "Sequence[Pixels]") -> "Pixels":
    """The pages one below the other on white."""
    import numpy as np

    if len(upright) == 1:
        return upright[0]
    width = max(page.shape[1] for page in upright)
    sheet = np.full((sum(page.shape[0] for page in upright), width, 3), 255, np.uint8)
    top = 0
    for page in upright:
        sheet[top : top + page.shape[0], : page.shape[1]] = page
        top += page.shape[0]
    return sheet


def _lines(upright: "Sequence[Pixels]", readers: Sequence[Engine]) -> dict[str, Sequence[Line]]:
    found: dict[str, Sequence[Line]] = {}
    for reader in readers:
        every, top = [], 0
        for page in upright:
            every += [Line(line.text, line.box.shifted(top), line.confidence) for line in reader.lines(page)]
            top += page.shape[0]
        found[reader.name] = every
    return found


def _poor(lines: dict[str, Sequence[Line]]) -> bool:
    """Whether the engine that read most read little, or was not sure of it; a letter counts as much as another."""
    best = max(lines.values(), key=lambda one: sum(len(line.text) * line.confidence for line in one))
    letters = sum(len(line.text) for line in best)
    return len(best) < FEW_LINES or sum(line.confidence * len(line.text) for line in best) < POOR * letters
