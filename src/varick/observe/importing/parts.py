"""Sheets as parts of tables, and parts of one table of one release put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np

from varick.observe import releases
from varick.observe.frame import Coded, Column, Dates, Flags, Frame, Numbers, as_text
from varick.observe.importing import columns
from varick.observe.importing.clean import clean, date_order
from varick.observe.importing.columns import Named
from varick.observe.releases import Release
from varick.observe.written import kind_of


class SheetLike(Protocol):
    """What is read of a sheet: see `varick.observe.reading.Sheet`."""

    @property
    def sheet(self) -> str: ...
    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def preamble(self) -> tuple[str, ...]: ...
    @property
    def columns(self) -> tuple[Column, ...]: ...
    @property
    def rows(self) -> "np.ndarray[tuple[int], np.dtype[np.int32]]": ...


@dataclass
class Part:
    """The rows that one sheet gives one table: cleaned columns by our name, and what was noticed on the way."""

    table: str
    release: Release
    file: str
    sheet: str
    columns: dict[str, Column]
    rows: int
    names: tuple[Named, ...] = ()
    dropped: list[str] = field(default_factory=list)
    truncated: bool = False
    """The identifier was stored as a number too long for a spreadsheet: different people may share one."""
    orders: dict[str, str] = field(default_factory=dict)
    """Date column -> what was noticed of its order of day and month (see `written_dates.order`)."""


def part_of(
    sheet: SheetLike,
    file: str,
    today: date,
    release: str | None,
    table: str | None = None,
    cover: Sequence[str] = (),
) -> Part:
    """A data sheet as a part of its table. Every row of the sheet is a row of the part.

    `cover` are the lines of the workbook's title sheets. `table` and `release` are told where somebody knows better.
    Free text about people is left out (kind `comment`)."""
    found = table or columns.table_of(sheet.header, (*sheet.preamble, sheet.sheet, file))
    named = columns.named(found, sheet.header)
    published: tuple[str, ...] = ()
    given: dict[str, Column] = {}
    stated = releases.named(release) if release else Release("", "none", False)
    part = Part(found, stated, file, sheet.sheet, given, len(sheet.rows))
    for name in named:
        column = sheet.columns[name.place]
        if name.kind == "comment":
            part.dropped.append(name.header)
            continue
        if name.kind == "id" and isinstance(column, Numbers):
            part.truncated = bool(np.nanmax(column.values, initial=0.0) >= 1e15)
        given[name.name] = clean(column, name.kind, today)
        if noticed := date_order(column, name.kind):
            part.orders[name.name] = noticed
        if name.name == "published_file":
            published = tuple(text for text in as_text(given[name.name]).counts() if text)
    part.names = tuple(named)
    if not release:
        part.release = releases.release_of(sheet.preamble, sheet.sheet, file, published, found, cover)
    rows = len(sheet.rows)
    given["file"] = Coded(np.zeros(rows, dtype=np.int32), (file,))
    given["sheet"] = Coded(np.zeros(rows, dtype=np.int32), (sheet.sheet,))
    given["row"] = Numbers(np.asarray(sheet.rows, dtype=np.float64), Coded.blank(rows))
    return part


def stacked(table: str, release: str, pieces: Sequence[Frame | Part]) -> Frame:
    """Frames and parts of one table as one, row under row; a column that a piece lacks is blank there."""
    lengths = [len(p) if isinstance(p, Frame) else p.rows for p in pieces]
    held = [{n: p.column(n) for n in p.names} if isinstance(p, Frame) else p.columns for p in pieces]
    names = tuple(dict.fromkeys(name for columns_of in held for name in columns_of))
    ordered = (*(n for n in names if n not in ("file", "sheet", "row")), "file", "sheet", "row")
    joined = {n: _joined([(h.get(n), k) for h, k in zip(held, lengths, strict=True)]) for n in ordered}
    return Frame.of_columns(table, release, columns.main_date(table, names), joined)


def _joined(pieces: Sequence[tuple[Column | None, int]]) -> Column:
    present = [column for column, _ in pieces if column is not None]
    if len(pieces) == 1:
        return present[0]
    if all(isinstance(column, Flags) for column in present):
        return Flags(
            np.concatenate([c.values if isinstance(c, Flags) else np.zeros(n, bool) for c, n in pieces])
        )
    if all(isinstance(column, Dates) for column in present):
        time = [c.time if isinstance(c, Dates) else np.full(n, "NaT", "datetime64[s]") for c, n in pieces]
        beside = joined_texts([c.as_written if isinstance(c, Dates) else Coded.blank(n) for c, n in pieces])
        return Dates(np.concatenate(time), all(c.whole_days for c in present if isinstance(c, Dates)), beside)
    if all(isinstance(column, Numbers) for column in present):
        values = [c.values if isinstance(c, Numbers) else np.full(n, np.nan) for c, n in pieces]
        beside = joined_texts([c.as_written if isinstance(c, Numbers) else Coded.blank(n) for c, n in pieces])
        return Numbers(np.concatenate(values), beside)
    return joined_texts([Coded.blank(n) if c is None else as_text(c) for c, n in pieces])


def joined_texts(pieces: Sequence[Coded]) -> Coded:
    """Text columns one under the other; equal values get one code."""
    known: dict[str, int] = {}
    codes = []
    for piece in pieces:
        to = np.array([*(known.setdefault(v, len(known)) for v in piece.values), -1], dtype=np.int32)
        codes.append(to[piece.codes])
    return Coded(np.concatenate(codes), tuple(known))


def persons(frames: Sequence[Frame]) -> dict[str, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """A number for every row's person inside one release, by table: from 1, in the order in which identifiers are met;
    -1 where a row has none. Tables without identifiers are left out."""
    known: dict[str, int] = {}
    found = {}
    for frame in frames:
        if "identifier" not in frame.names:
            continue
        column = frame.coded("identifier")
        to = [known.setdefault(v, len(known) + 1) if kind_of(v) == "value" else -1 for v in column.values]
        numbers = np.array([*to, -1], dtype=np.int64)[column.codes]
        if (numbers > 0).any():
            found[frame.table] = numbers
    return found


def with_person(frame: Frame, numbers: "np.ndarray[tuple[int], np.dtype[np.int64]] | None") -> Frame:
    """The same rows with the person numbers, or without any."""
    return Frame.of_columns(
        frame.table, frame.release, frame.main, {n: frame.column(n) for n in frame.names}, numbers
    )


def missing(frame: Frame) -> dict[str, dict[str, int]]:
    """For each column that has any: rows blank, NA (or a dash), redacted and unreadable as what it should be."""
    found = {}
    for name in frame.names:
        column = frame.column(name)
        if name in columns.RESERVED or isinstance(column, Flags):
            continue
        typed = not isinstance(column, Coded)
        texts = column if isinstance(column, Coded) else column.as_written
        counts = np.bincount(texts.codes + 1, minlength=len(texts.values) + 1).tolist()
        tally: dict[str, int] = {}
        for value, rows in zip(texts.values, counts[1:], strict=True):
            kind = kind_of(value)
            kind = {"dash": "na", "value": "unreadable" if typed else ""}.get(kind, kind)
            if rows and kind:
                tally[kind] = tally.get(kind, 0) + rows
        if isinstance(column, Dates):
            blank = int((np.isnat(column.time) & (texts.codes < 0)).sum())
        elif isinstance(column, Numbers):
            blank = int((np.isnan(column.values) & (texts.codes < 0)).sum())
        else:
            blank = counts[0]
        if blank:
            tally["blank"] = blank
        if tally:
            found[name] = tally
    return found
