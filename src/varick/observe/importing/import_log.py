"""An event log from another tool (XES, OCEL 2.0) into a log folder of its own, with every event accounted for."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from varick import __version__
from varick.errors import VarickError
from varick.eventlog import EventLog, Imported, read_ocel, read_xes, write
from varick.observe.importing.accounts import (
    FileAccount,
    RejectedRow,
    SheetAccount,
    balanced,
    counted,
    sha256,
    write_rejected,
)
from varick.observe.importing.folder import changed
from varick.observe.store import EVENTS, FORMAT, persons_of

XES = (".xes", ".xes.gz")
OCEL = (".sqlite", ".jsonocel", ".xmlocel", ".json", ".xml")


def is_log(path: Path) -> bool:
    """Whether the name is that of an XES or OCEL file, which none of ICE's tables have."""
    return path.name.lower().endswith((*XES, *OCEL))


def import_log(
    files: Mapping[str, Path],
    out: str | os.PathLike[str],
    *,
    release: str | None = None,
    replace: bool = False,
    case: str | None = None,
) -> dict[str, Any]:
    """Import one XES or OCEL file into the log folder `out` and return the account that its import.json holds.

    `case` is the type of object whose journeys an OCEL log tells; see `varick.eventlog.read_ocel`. `release` names
    the log where it states no releases. A log has a folder of its own. Raises VarickError for several files, a folder
    that holds anything else, or that holds a log already unless `replace` puts this one in its place.
    """
    if len(files) > 1:
        raise VarickError("an event log (XES, OCEL) needs a folder of its own; import it alone")
    ((name, path),) = files.items()
    account: dict[str, Any] = {}
    with changed(Path(out), account) as change:
        before = change.before or {}
        if holds_tables(before):
            raise VarickError(f"{out}: it holds ICE's tables; an event log needs a folder of its own")
        if before and not replace:
            raise VarickError(f"{out}: it holds an event log; --replace puts this one in its place")
        found = read_xes(path) if path.name.lower().endswith(XES) else read_ocel(path, case)
        log = found.log
        write(change.place / "events.parquet", [{c: log.column(c) for c in log.stored}], log.meta)
        file = _account(name, path, found)
        rejected = [RejectedRow(name, "", unfit.row, unfit.reason, "") for unfit in found.rejected]
        write_rejected(change.place / "rejected.csv", rejected)
        account |= {
            "format": FORMAT,
            "version": __version__,
            "generation": change.name,
            "imported": datetime.now(UTC).date().isoformat(),
            "rows_in": found.rows_in,
            "rows_rejected": len(found.rejected),
            "tables": _tables(log, f"{change.name}/events.parquet", release or f"unstated-{name}"),
            "warnings": [],
            "events": _activities(log),
            "added": [name],
            "files": [file.to_dict()],
        }
    return account


def holds_tables(account: Mapping[str, Any]) -> bool:
    """Whether the folder of this account holds ICE's tables, not a log from another tool."""
    return any(table["table"] != EVENTS for table in account.get("tables", ()))


def _account(name: str, path: Path, found: Imported) -> FileAccount:
    sheet = SheetAccount("", "log", "XES" if path.name.lower().endswith(XES) else "OCEL 2.0")
    sheet.rows_in, sheet.rows_rejected = found.rows_in, len(found.rejected)
    sheet.rows_kept = found.rows_in - len(found.rejected)
    sheet.tables = {EVENTS: len(found.log)}
    sheet.rejected = counted(unfit.reason.partition(":")[0] for unfit in found.rejected)
    sheet.notes = list(found.notes)
    file = FileAccount(name, sha256(path), path.stat().st_size, [sheet])
    balanced([file])
    return file


def _tables(log: EventLog, file: str, unstated: str) -> list[dict[str, Any]]:
    """An entry for each release in the log; one under the given name, or that of its scenario, where it states none."""
    simulated = log.meta.seed is not None
    parts = {name: log.release(name) for name in log.releases} or {
        f"{log.meta.scenario} (simulated)" if simulated else unstated: log
    }
    entries = []
    for release, part in parts.items():
        ends = (part.steps.argmin(), part.steps.argmax()) if len(part) else ()
        first, last = (str(part.time[place])[:10] for place in ends) if len(part) else (None, None)
        entries.append(
            {
                "table": EVENTS,
                "release": release,
                "rows": len(part),
                "first": first,
                "last": last,
                "persons": persons_of(part),
                "extracted": None,
                "file": file,
                "main": "time",
            }
        )
    return entries


def _activities(log: EventLog) -> dict[str, int]:
    counts = np.bincount(log.activity, minlength=len(log.meta.names)).tolist()
    return {name: n for name, n in zip(log.meta.names, counts, strict=True) if n}
