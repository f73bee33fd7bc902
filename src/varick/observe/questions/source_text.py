"""What stands in a row: from the imported table, or word for word from the file, whose hash must be the imported one's."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from varick.errors import VarickError
from varick.observe.frame import PROVENANCE, Flags, Frame, Numbers
from varick.observe.importing.accounts import sha256
from varick.observe.questions.grouping import grouped
from varick.observe.store import Store

HIDDEN = frozenset({*PROVENANCE, "identifier"})
"""Columns that tell where a row stands, and the identifier, which no citation needs."""

Texts = list[dict[str, Any]]


def source_texts(
    store: Store, kept: Frame, limit: int, files: Path | None, hashes: Mapping[str, str]
) -> Texts:
    """At most `limit` rows: file, sheet, row, and their cells by heading.

    Raises VarickError where `files` does not hold a needed file, or another of that name."""
    first = kept.take(np.arange(min(limit, len(kept))))
    return imported(first) if files is None else original(store, first, files, hashes)


def _numbers(frame: Frame) -> list[int | None]:
    row = frame.column("row")
    assert isinstance(row, Numbers)
    return [None if np.isnan(number) else int(number) for number in row.values.tolist()]


def imported(frame: Frame) -> Texts:
    """The rows as Varick reads them, by its own names of the columns."""
    names = [name for name in frame.names if name not in HIDDEN and not isinstance(frame.column(name), Flags)]
    columns = {name: grouped(frame, name).texts() for name in names}
    return _together(frame, [{name: columns[name][place] for name in names} for place in range(len(frame))])


def _together(frame: Frame, cells: Sequence[dict[str, str | None] | None]) -> Texts:
    sheets = frame.coded("sheet").texts() if "sheet" in frame.names else [None] * len(frame)
    return [
        {"file": file, "sheet": sheet or None, "row": row, "cells": said}
        for file, sheet, row, said in zip(
            frame.coded("file").texts(), sheets, _numbers(frame), cells, strict=True
        )
    ]


def original(store: Store, frame: Frame, files: Path, hashes: Mapping[str, str]) -> Texts:
    """The rows as the files have them, by their own headings; columns that an import leaves out stay out."""
    cells: list[dict[str, str | None] | None] = [None] * len(frame)
    at = list(zip(frame.coded("file").texts(), _sheets(frame), _numbers(frame), strict=True))
    for name in dict.fromkeys(file for file, _, _ in at if file is not None):
        path = _same_file(files, name, hashes)
        wanted: dict[str, dict[int, list[int]]] = {}
        for place, (file, sheet, row) in enumerate(at):
            if file == name and row is not None:
                wanted.setdefault(sheet, {}).setdefault(row, []).append(place)
        for sheet, rows in wanted.items():
            for row, said in _cells_of(path, sheet, list(rows), _left_out(store, name)).items():
                for place in rows[row]:
                    cells[place] = said
    return _together(frame, cells)


def _sheets(frame: Frame) -> list[str]:
    texts = frame.coded("sheet").texts() if "sheet" in frame.names else [None] * len(frame)
    return [text or "" for text in texts]


def _same_file(files: Path, name: str, hashes: Mapping[str, str]) -> Path:
    """The file in the folder, checked to be the one that was imported."""
    path = next((p for p in (files / name, files / Path(name).name) if p.is_file()), None)
    if path is None:
        raise VarickError(f"{files}: no file {name}; give the folder of the imported files with --files")
    if name not in hashes:
        raise VarickError(
            f"{name}: its hash was not recorded, so nobody can tell the file; leave --files out"
        )
    found = sha256(path)
    if found != hashes[name]:
        raise VarickError(
            f"{path}: not the file that was imported (SHA-256 {found[:12]}..., imported {hashes[name][:12]}...); "
            "its rows may be others"
        )
    return path


def _left_out(store: Store, name: str) -> set[str]:
    """Headings of columns that the import left out of this file."""
    return {
        heading
        for file in store.account.get("files", ())
        if file["name"] == name
        for sheet in file.get("sheets", ())
        for heading in sheet.get("dropped", ())
    }


def _cells_of(
    path: Path, name: str, rows: Sequence[int], left_out: set[str]
) -> dict[int, dict[str, str | None]]:
    from varick.observe.reading import sheets

    for sheet in sheets(path):
        if sheet.sheet != name or sheet.kind != "data":
            continue
        places = np.searchsorted(sheet.rows, rows)
        found = [
            (row, place)
            for row, place in zip(rows, places.tolist(), strict=True)
            if place < len(sheet.rows) and sheet.rows[place] == row
        ]
        taken = np.array([place for _, place in found], dtype=np.int64)
        headings = _told_apart(sheet.header)
        columns = {
            h: c.take(taken) for h, c in zip(headings, sheet.columns, strict=True) if h not in left_out
        }
        frame = Frame.of_columns("sheet", path.name, None, columns)
        texts = {heading: grouped(frame, heading).texts() for heading in columns}
        return {row: {h: texts[h][n] for h in columns} for n, (row, _) in enumerate(found)}
    return {}


def _told_apart(headings: Sequence[str]) -> list[str]:
    """Headings, with a number where one stands twice (or is blank)."""
    seen: dict[str, int] = {}
    found = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        found.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return found
