"""From a number to the rows behind it: file, hash, sheet and row numbers, and a line that cites them.

The number is the one that `counts` gives for the same question; a difference would be an error of Varick's and is
raised as one. Row numbers count as in a spreadsheet, from 1, the lines above the header included.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from varick import __version__
from varick.errors import NoAnswer, VarickError
from varick.observe.answer import Answer
from varick.observe.frame import Coded, Frame, Numbers
from varick.observe.linked.duplicates import unflagged
from varick.observe.questions.counts import counts
from varick.observe.questions.grouping import TIMES, grouped
from varick.observe.questions.select import chosen, columns_of
from varick.observe.store import Held, Store
from varick.words import Words

Rows = npt.NDArray[np.int64]
IN_TABLE = 8
"""Ranges of rows in a table that is cut."""
SHOWN = 20
"""Ranges of rows in a citing line, and files with a line of their own; the JSON has all."""


@dataclass(frozen=True)
class Place:
    """Rows of one file and sheet (each None where unknown): sorted numbers, and how many records they are."""

    file: str | None
    sheet: str | None
    rows: Rows
    records: int


def cite(
    store: Store,
    table: str | None = None,
    by: str | Sequence[str] = (),
    *,
    where: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    on: str | None = None,
    duplicates: str | None = None,
    release: str | None = None,
    limit: int | None = None,
    own_eyes: bool = False,
    text: bool = False,
    files: Path | None = None,
    words: Words | None = None,
) -> Answer:
    """The rows behind each number that `counts` gives for the same question.

    The answer has a row for each cell, file and sheet: the columns of `by`, `file`, `sheet`, `count` and `rows` (as
    ranges, "7-9, 15"); its JSON also `sha256`, and `row_numbers`, of which `limit` are the most given. `more` holds
    `total`, `citation` (a line for each file) and, with `text`, `texts`: what stands in at most `limit` (or 20) of the
    rows. Texts come from the imported table, or from the file itself where `files` names the folder that it lies in.

    Raises NoAnswer for a simulated log, behind which there are no files, and for a cell that `counts` withholds
    (`own_eyes` shows it); VarickError as `counts` does, and for a file that is not the one that was imported.
    """
    words = words or Words()
    by = columns_of(by)
    held, frame = store.held(table, release), store.frame(table, release)
    _traceable(store, frame)
    whole = unflagged(frame, duplicates) if duplicates else frame
    given: dict[str, Any] = {"where": where, "start": start, "end": end, "on": on, "duplicates": duplicates}
    counted = counts(store, table, by, **given, release=release, own_eyes=own_eyes, words=words)
    some = any(cell["count"] for cell in counted.rows)
    kept = _narrowed(whole, where, start, end, on) if some else whole.take(np.zeros(0, dtype=np.int64))
    cells = _cells(kept, [grouped(kept, name, on) for name in by])
    hashes = {file["name"]: file["sha256"] for file in store.account.get("files", ())}
    rows: list[dict[str, Any]] = []
    shown: list[Place] = []
    withheld = total = 0
    for cell in counted.rows:
        key = tuple(None if cell[name] is None else str(cell[name]) for name in by)
        if not isinstance(cell["count"], int):
            withheld += 1
            continue
        places = cells.get(key, [])
        if sum(place.records for place in places) != cell["count"]:
            raise AssertionError(f"counts gives {cell['count']} for {key}, but its rows are others")
        total += cell["count"]
        shown += places
        rows += [_row(words, {name: cell[name] for name in by}, place, hashes, limit) for place in places]
    if withheld and not rows:
        raise NoAnswer(
            f"{store.path}: a count this small by citizenship, place and day (or by row) could single a person out, and is "
            "withheld; --own-eyes cites it, for your own eyes"
        )
    citation = _citation(words, held, shown, hashes)
    notes = [*citation, *counted.notes, words("observe_cite.numbers")]
    notes += [] if text else [words("observe_cite.not_shown")]
    if any(place.records > len(place.rows) for place in shown):
        notes.append(words("observe_cite.shared"))
    more: dict[str, Any] = {
        "table": frame.table,
        "release": frame.release,
        "by": list(by),
        "total": None if withheld else total,
        "citation": citation,
    }
    if text:
        from varick.observe.questions.source_text import source_texts

        visible = kept if not withheld else _visible(kept, by, on, counted.rows)
        more["texts"] = source_texts(store, visible, limit or SHOWN, files, hashes)
        notes.append(words("observe_cite.stays"))
    sheets = any(row["sheet"] for row in rows)
    columns = (*by, "file", *(["sheet"] if sheets else []), "count", "rows")
    return Answer(rows, columns, counted.definition, counted.vintage, notes, more)


def _traceable(store: Store, frame: Frame) -> None:
    if "file" in frame.names and "row" in frame.names:
        return
    if frame.table == "events" and not store.account and store.log.meta.seed is not None:
        raise NoAnswer(
            f"{store.path}: a simulated log; its people are invented, and no row of any file stands behind its "
            "numbers: cite the scenario, its hash and seed"
        )
    raise NoAnswer(f"{store.path}: {frame.table} does not say from which file and row each record comes")


def _narrowed(
    frame: Frame, where: Sequence[str], start: date | None, end: date | None, on: str | None
) -> Frame:
    """As `chosen`, which has looked at the conditions already: those of time last, because they are the dearest."""
    timed = [text for text in where if re.split("[=!~]", text)[0].strip() in TIMES]
    rest = [text for text in where if text not in timed]
    return chosen(chosen(frame, rest, start, end, on), timed, on=on)


def _cells(kept: Frame, columns: Sequence[Coded]) -> dict[tuple[str | None, ...], list[Place]]:
    """The places of each combination of values, in the order of files and sheets."""
    file = kept.coded("file")
    sheet = kept.coded("sheet") if "sheet" in kept.names else Coded.blank(len(kept))
    row = kept.column("row")
    if not isinstance(row, Numbers):
        raise VarickError(f"{kept.table} of {kept.release}: the column row holds no numbers; import it again")
    coded = [*columns, file, sheet]
    key, size = np.zeros(len(kept), dtype=np.int64), 1
    for column in coded:
        size *= len(column.values) + 1
        if size > 2**62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            size = (len(kept) + 1) * (len(column.values) + 1)
        key = key * (len(column.values) + 1) + (column.codes.astype(np.int64) + 1)
    order = np.argsort(key, kind="stable")
    edges = [*np.flatnonzero(np.diff(key[order], prepend=-1)).tolist(), len(key)]
    found: dict[tuple[str | None, ...], list[Place]] = {}
    for first, last in pairwise(edges):
        mine = order[first:last]
        values = [None if (code := int(c.codes[mine[0]])) < 0 else c.values[code] for c in coded]
        numbers = row.values[mine]
        rows = np.unique(numbers[~np.isnan(numbers)].astype(np.int64))
        cell = tuple(values[: len(columns)])
        found.setdefault(cell, []).append(Place(values[-2], values[-1], rows, last - first))
    for places in found.values():
        places.sort(key=lambda place: (place.file or "", place.sheet or ""))
    return found


def ranges(rows: Rows, most: int | None = None) -> tuple[str, int]:
    """Sorted row numbers as "7-9, 15", at most `most` ranges, and how many rows are not in the text."""
    if not len(rows):
        return "", 0
    breaks = np.flatnonzero(np.diff(rows) != 1)
    firsts = rows[np.concatenate(([0], breaks + 1))].tolist()
    lasts = rows[np.concatenate((breaks, [len(rows) - 1]))].tolist()
    pairs = list(zip(firsts, lasts, strict=True))[:most]
    text = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in pairs)
    return text, len(rows) - sum(b - a + 1 for a, b in pairs)


def _told(words: Words, rows: Rows, most: int | None) -> str:
    text, rest = ranges(rows, most)
    return words("observe_cite.more", rows=text, rest=words.number(rest)) if rest else text


def _row(
    words: Words, cell: dict[str, Any], place: Place, hashes: Mapping[str, str], limit: int | None
) -> dict[str, Any]:
    return {
        **cell,
        "file": place.file,
        "sheet": place.sheet or None,
        "count": place.records,
        "rows": _told(words, place.rows, None if limit is None else min(limit, IN_TABLE)),
        "sha256": hashes.get(place.file or ""),
        "row_numbers": place.rows[:limit].tolist(),
    }


def _citation(words: Words, held: Held, places: Sequence[Place], hashes: Mapping[str, str]) -> list[str]:
    """A line to paste for each file."""
    by_file: dict[str | None, dict[str | None, list[Place]]] = {}
    for place in places:
        by_file.setdefault(place.file, {}).setdefault(place.sheet or None, []).append(place)
    lines = []
    for file, sheets in list(by_file.items())[:SHOWN]:
        parts = []
        for sheet, of in sheets.items():
            text = _told(words, np.unique(np.concatenate([place.rows for place in of])), SHOWN)
            said = {"rows": text} | ({"sheet": sheet} if sheet else {})
            parts.append(words("observe_cite.in_sheet" if sheet else "observe_cite.in_file", **said))
        records = sum(place.records for of in sheets.values() for place in of)
        source = _source(words, held.release)
        digest = hashes.get(file or "")
        lines.append(
            words(
                "observe_cite.line",
                source=source,
                file=file or words("observe_cite.no_file"),
                hash=f"SHA-256 {digest}" if digest else words("observe_cite.no_hash"),
                rows="; ".join(parts),
                records=words.number(records),
                version=__version__,
            )
        )
    if len(by_file) > SHOWN:
        lines.append(words("observe_cite.more_files", files=words.number(len(by_file) - SHOWN)))
    return lines


def _source(words: Words, release: str) -> str:
    if re.match(r"\d{4}-IC[A-Z]{2}-\d", release):  # ICE's own numbering of requests
        return words("observe_cite.release", release=release)
    stated = release and not release.startswith("unstated")
    return words("observe_cite.other", release=release) if stated else words("observe_cite.unstated")


def _visible(kept: Frame, by: Sequence[str], on: str | None, rows: Sequence[Mapping[str, Any]]) -> Frame:
    """The rows of cells that are not withheld."""
    texts = list(zip(*(grouped(kept, name, on).texts() for name in by), strict=True))
    fine = {
        tuple(None if row[name] is None else str(row[name]) for name in by)
        for row in rows
        if isinstance(row["count"], int)
    }
    return kept.take(np.array([key in fine for key in texts], dtype=bool))
