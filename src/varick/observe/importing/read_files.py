"""Files as parts of tables: each sheet named and cleaned, with an account of every row."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from varick.observe import reading, releases
from varick.observe.frame import Column
from varick.observe.importing import accounts, columns, joined, parts
from varick.observe.importing.accounts import FileAccount, RejectedRow, SheetAccount
from varick.observe.importing.parts import Part
from varick.observe.importing.strays import without_strays

Tell = Callable[[int, int], None]


@dataclass
class ReadFile:
    """What came of one file."""

    account: FileAccount
    parts: list[Part] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)


def shares(files: Mapping[str, Path], total: int, tell: Tell | None) -> Callable[[str, int, int], None]:
    """A counter of bytes over all files: reading is most of the work, and the rest has no number of its own."""
    done = dict.fromkeys(files, 0)

    def say(name: str, part: int, of: int) -> None:
        done[name] = files[name].stat().st_size * part // max(of, 1)
        if tell is not None:
            tell(sum(done.values()) * 7 // 10, total)

    return say


def read_files(
    files: Mapping[str, Path],
    hashes: Mapping[str, str],
    today: date,
    release: str | None,
    say: Callable[[str, int, int], None],
) -> list[ReadFile]:
    """Every file, two at a time: what is slow in reading runs outside Python's lock."""

    def one(name: str) -> ReadFile:
        return _read(files[name], name, hashes[name], today, release, lambda part, of: say(name, part, of))

    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting = [pool.submit(one, name) for name in files]
        try:
            return [future.result() for future in waiting]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _read(
    path: Path, name: str, digest: str, today: date, release: str | None, tell: Tell | None = None
) -> ReadFile:
    """One file: its sheets as parts of tables, and the account of every row."""
    found = ReadFile(FileAccount(name, digest, path.stat().st_size))
    sheets = reading.sheets(path, tell=tell)
    several = sum(sheet.kind == "data" for sheet in sheets) > 1
    cover = tuple(text for sheet in sheets if sheet.kind == "preamble" for text in sheet.preamble)
    for sheet in sheets:
        seen = SheetAccount(sheet.sheet, sheet.kind, sheet.reader, sheet.header_row, notes=list(sheet.notes))
        seen.title = next((text for text in reversed(sheet.preamble) if text.strip()), "")
        seen.rows_blank = sheet.blank_rows
        found.account.sheets.append(seen)
        if sheet.kind != "data":
            continue
        sheet = without_strays(sheet, name)
        seen.rows_kept = len(sheet.rows)
        seen.rows_rejected = len(sheet.rejected)
        seen.rows_in = seen.rows_kept + seen.rows_rejected
        seen.repaired = accounts.counted(r.rule for r in sheet.repaired)
        seen.rejected = accounts.counted(r.reason for r in sheet.rejected)
        found.rejected += [RejectedRow(name, sheet.sheet, r.row, r.reason, r.text) for r in sheet.rejected]
        for part in _parts(sheet, name, today, release, several, cover):
            seen.release = part.release.name
            seen.tables[part.table] = part.rows
            seen.columns |= {n.header: n.name for n in part.names}
            seen.unknown += [
                n.header
                for n in part.names
                if not n.known and part.table != columns.OTHER and n.name != joined.VERSIONS
            ]
            seen.dropped += part.dropped
            seen.orders += [{"table": part.table, "column": n, "order": o} for n, o in part.orders.items()]
            found.parts.append(part)
        seen.dropped += joined.left_out(sheet.header) if len(seen.tables) > 1 else ()
    return found


def _parts(
    sheet: reading.Sheet,
    name: str,
    today: date,
    release: str | None,
    several: bool,
    cover: Sequence[str] = (),
) -> list[Part]:
    """The parts of tables that a sheet holds: one, or one for each table of a file with a row for each combination.

    `cover` are the lines of the workbook's title sheets, which may name the release for all of them."""
    if joined.is_joined(sheet.header):
        stated = releases.release_of(sheet.preamble, sheet.sheet, name, (), "joined", cover).name
        records = joined.split(sheet.header, sheet.columns, sheet.rows)
        return [
            parts.part_of(
                _Records(sheet.sheet, found.header, sheet.preamble, found.columns, found.rows),
                name,
                today,
                release or stated,
                table,
            )
            for table, found in records.items()
        ]
    part = parts.part_of(sheet, name, today, release, cover=cover)
    if part.table == columns.OTHER and not release and part.release.name == "unstated-other":
        part.release = releases.named(f"unstated-{stem(name)}" + (f"-{slug(sheet.sheet)}" if several else ""))
    return [part]


@dataclass(frozen=True)
class _Records:
    """Records of one table out of a joined file, in the shape of a sheet."""

    sheet: str
    header: tuple[str, ...]
    preamble: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: npt.NDArray[np.int32]


def stem(name: str) -> str:
    """A file's name as a part of other names, without what tells its kind."""
    return slug(re.sub(r"\.(gz|csv|tsv|txt|xlsx|xlsm|xls|ods|parquet|feather|dta|sav)\b", "", name))


def slug(text: str) -> str:
    """A text as a part of names: other signs than letters and digits become a dash."""
    return re.sub(r"[^0-9A-Za-z_+-]+", "-", text).strip("-") or "sheet"
