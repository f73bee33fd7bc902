"""Files into a log folder: read as parts of tables, put together, accounted for, and written as a whole."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from varick import __version__
from varick.errors import VarickError
from varick.observe import releases
from varick.observe.arrow import open_frame, write_frame
from varick.observe.frame import Frame
from varick.observe.importing import accounts, cautions, columns, derive, parts, refused
from varick.observe.importing.events import write_events
from varick.observe.importing.folder import Change, changed
from varick.observe.importing.import_log import holds_tables, import_log, is_log
from varick.observe.importing.parts import Part
from varick.observe.importing.read_files import ReadFile, Tell, read_files, shares, slug, stem
from varick.observe.store import FORMAT, Store


def import_files(
    paths: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    release: str | None = None,
    replace: bool = False,
    case: str | None = None,
    tell: Tell | None = None,
) -> dict[str, Any]:
    """Import files into the log folder `out` and return the account that its import.json holds.

    Files join what the folder holds already; what is derived from all rows (persons, duplicate flags, stays, the event
    log) is made again. `release` names the release of all these files instead of what they state. A file that the
    folder holds already (the same SHA-256, or the same name with other content) is refused, unless `replace` puts it
    in the place of the earlier one. A single XES or OCEL file becomes a folder of its own (see `import_log`, also for
    `case`). Raises VarickError, one line, for a file that cannot be read, a table that is known to be
    wrong, and files that would be counted twice; then nothing has changed.
    """
    files = _named([Path(path) for path in paths])
    release = releases.stated(release)
    if not files:
        raise VarickError("no file was named; give the files to import")
    if any(is_log(path) for path in files.values()):
        return import_log(files, out, release=release, replace=replace, case=case)
    for path in files.values():
        if _is_ours(path):
            raise VarickError(f"{path}: an event log of Varick's, which needs no import; ask it as it is")
    account: dict[str, Any] = {}
    with changed(Path(out), account) as change:
        if change.before and change.before["tables"] and not holds_tables(change.before):
            raise VarickError(f"{out}: it holds an event log; import ICE's tables into another folder")
        today = datetime.now(UTC).date()
        hashes = {name: accounts.sha256(path) for name, path in files.items()}
        leaving = _replaced(change, hashes, out, replace)
        total = sum(path.stat().st_size for path in files.values())
        read = read_files(files, hashes, today, release, shares(files, total, tell))
        accounts.balanced(r.account for r in read)
        rows = any(part.rows or part.table != columns.OTHER for r in read for part in r.parts)
        if not rows and not any(r.rejected for r in read):
            kinds = ", ".join(dict.fromkeys(sheet.kind for r in read for sheet in r.account.sheets))
            raise VarickError(
                f"{read[0].account.name}: no table with rows (its sheets: {kinds}); nothing was imported"
            )
        frames, told, twice = _tables(change, read, leaving, today)
        refused.known_wrong(frames)
        _write(change, read, leaving, frames, told, account, today)
        account["warnings"] = [cautions.of_overlap(asdict(o)) for o in twice] + account["warnings"]
        if tell is not None:
            tell(total, total)
    return account


def read(paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> Store:
    """Open a log folder or an event log, or import raw files into a place that is removed with the Store.

    Raises VarickError for what is neither."""
    several = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if len(several) == 1 and (Path(several[0]).is_dir() or _is_ours(Path(several[0]))):
        return Store.open(several[0])
    place = Path(tempfile.mkdtemp(prefix="varick-"))
    try:
        import_files(several, place / "log")
        store = Store.open(place / "log")
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    weakref.finalize(store, shutil.rmtree, place, ignore_errors=True)
    return store


def _is_ours(path: Path) -> bool:
    """Whether the file is an event log of Varick's, by its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from varick.eventlog.schema import METADATA_KEY

    try:
        return METADATA_KEY in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowInvalid):
        return False


def _named(paths: Sequence[Path]) -> dict[str, Path]:
    """Name inside the folder -> file: the file's name, with as many of its folders as tell it from the others."""
    found: dict[str, Path] = {}
    for path in dict.fromkeys(path.absolute() for path in paths):
        if path.is_dir():
            raise VarickError(f"{path}: a folder; name the files in it")
        deep = 1
        while (name := "/".join(path.parts[-deep:])) in found and deep < len(path.parts):
            deep += 1
        found[name] = path
    return found


def _replaced(change: Change, hashes: dict[str, str], out: object, replace: bool) -> set[str]:
    """Names of files in the folder whose rows go because these files come. Raises VarickError without `replace`."""
    twice: dict[str, str] = {}
    for name, digest in hashes.items():
        if digest in twice:
            raise VarickError(f"{name}: the same content as {twice[digest]}; name it once")
        twice[digest] = name
    leaving = set()
    for held in (change.before or {}).get("files", ()):
        same = twice.get(held["sha256"])
        other = held["name"] if held["name"] in hashes and same is None else None
        if same is None and other is None:
            continue
        if not replace:
            what = (
                f"{same}: {out} holds this file already (as {held['name']})"
                if same
                else f"{other}: {out} holds a file of this name with other content"
            )
            raise VarickError(f"{what}; --replace puts it in the place of the earlier one")
        leaving.add(held["name"])
    return leaving


def _free(place: Path) -> Path:
    """The path, or one with a number before its suffix where two releases have names that are written alike."""
    number = 2
    free = place
    while free.exists():
        free = place.with_suffix(f".{number}.parquet")
        number += 1
    return free


def _set_apart(
    part: Part, held: Mapping[tuple[str, str], Frame], fresh: Mapping[tuple[str, str], Sequence[Part]]
) -> None:
    """Give a sheet of no known kind a release of its own where a sheet with other columns has the name already."""
    names = set(part.columns)
    stated = part.release.name
    for name in (stated, f"{stated}-{stem(part.file)}", f"{stated}-{stem(part.file)}-{slug(part.sheet)}"):
        key = (name, part.table)
        there = (
            [set(held[key].names)] if key in held else [set(other.columns) for other in fresh.get(key, ())]
        )
        part.release = releases.named(name)
        if all(columns_there == names for columns_there in there):
            return


def _tables(
    change: Change, read: Sequence[ReadFile], leaving: set[str], today: date
) -> tuple[list[Frame], dict[tuple[str, str], list[Part]], list[refused.Overlap]]:
    """Every table of every release, old rows and new; the parts that came new to each; and which files share rows."""
    held: dict[tuple[str, str], Frame] = {}
    for table in (change.before or {}).get("tables", ()):
        if table["table"] != derive.STAYS:
            frame = open_frame(change.base / table["file"])
            held[table["release"], table["table"]] = derive.without_derived(frame, leaving)
    fresh: dict[tuple[str, str], list[Part]] = {}
    for part in (part for found in read for part in found.parts):
        if part.table == columns.OTHER:
            _set_apart(part, held, fresh)
        fresh.setdefault((part.release.name, part.table), []).append(part)
    order = [*columns.tables(), columns.OTHER]
    keys = sorted({**held, **fresh}, key=lambda key: (key[0], order.index(key[1])))
    frames, twice = [], list[refused.Overlap]()
    for key in keys:
        pieces: list[Frame | Part] = [*([held[key]] if key in held else []), *fresh.get(key, ())]
        pieces = [piece for piece in pieces if not isinstance(piece, Frame) or len(piece)]
        if pieces:
            twice += refused.overlaps(key, pieces)
            frames.append(parts.stacked(key[1], key[0], pieces))
    return frames, fresh, twice


def _write(
    change: Change,
    read: Sequence[ReadFile],
    leaving: set[str],
    frames: list[Frame],
    fresh: Mapping[tuple[str, str], list[Part]],
    account: dict[str, Any],
    today: date,
) -> None:
    """Write the generation and fill the account."""
    before = change.before or {}
    old = {(table["release"], table["table"]): table for table in before.get("tables", ())}
    tables: list[dict[str, Any]] = []
    complete: list[Frame] = []
    for release in dict.fromkeys(frame.release for frame in frames):
        of = [frame for frame in frames if frame.release == release]
        new = [part for key, found in fresh.items() if key[0] == release for part in found]
        refused = [e for key, e in old.items() if key[0] == release and e.get("identifiers") == "refuse"]
        rule = derive.rule_of(release, new, refused[0] if refused else {})
        last = derive.extracted(of)
        for frame in derive.whole(of, rule):
            place = _free(change.place / f"{frame.table}.{slug(release)}.parquet")
            write_frame(frame, place)
            tables.append(derive.entry(frame, f"{change.name}/{place.name}", last, rule))
            complete.append(frame)
    events = write_events(
        change.place / "events.parquet", [f for f in complete if f.table != derive.STAYS], __version__
    )
    rejected = [r for found in read for r in found.rejected]
    if before:
        earlier = accounts.read_rejected(change.base / before["generation"] / "rejected.csv")
        rejected = [r for r in earlier if r.file not in leaving] + rejected
    accounts.write_rejected(change.place / "rejected.csv", rejected)
    files = [f for f in before.get("files", ()) if f["name"] not in leaving]
    files += [found.account.to_dict() for found in read]
    warnings = cautions.of_files(files) + cautions.of_tables(complete, tables)
    account |= {
        "format": FORMAT,
        "version": __version__,
        "generation": change.name,
        "imported": today.isoformat(),
        "rows_in": sum(f["rows_in"] for f in files),
        "rows_rejected": sum(f["rows_rejected"] for f in files),
        "tables": tables,
        "warnings": warnings + [found for table in tables for found in cautions.of_columns(table)],
        "events": events,
        "added": [found.account.name for found in read],
        "files": files,
    }
