"""Event logs as OCEL 2.0 (object-centric event logs): SQLite, JSON and XML, out and back whole.

The forms are those of the standard's pages, ocel-standard.org/specification/formats: sqlite, json, xml.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from varick.errors import VarickError
from varick.eventlog.exchange.ocel.parts import Parts
from varick.eventlog.exchange.ocel.read import read_ocel
from varick.eventlog.exchange.ocel.tables import write_sqlite
from varick.eventlog.exchange.ocel.text import write_json, write_xml
from varick.eventlog.log import EventLog
from varick.eventlog.whole import beginning, written_whole

__all__ = ["SUFFIXES", "read_ocel", "write_ocel"]


def _is_sqlite(path: Path) -> bool:
    if not beginning(path).startswith(b"SQLite format 3\0"):
        return False
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as base:
            found = base.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'event_map_type'"
            ).fetchone()
    except sqlite3.Error:
        return False
    return bool(found[0])


def _is_json(path: Path) -> bool:
    start = beginning(path)
    return b'"objectTypes"' in start or b'"eventTypes"' in start


def _is_xml(path: Path) -> bool:
    return b"<log" in beginning(path)


Form = tuple[Callable[[Path, Parts], None], Callable[[Path], bool]]
SUFFIXES: dict[str, Form] = {
    ".sqlite": (write_sqlite, _is_sqlite),
    ".jsonocel": (write_json, _is_json),
    ".json": (write_json, _is_json),
    ".xmlocel": (write_xml, _is_xml),
    ".xml": (write_xml, _is_xml),
}
"""A file name's end -> the function that writes that form, and the test for an earlier file of it."""


def write_ocel(path: str | os.PathLike[str], log: EventLog) -> int:
    """Write a log as OCEL 2.0, in the form that the name's end asks for, and return its number of events.

    Objects are the persons (of each release), offices and facilities, and one that holds the log's metadata. The file
    appears under `path` only when it is complete. Raises VarickError for another end, a place that cannot be written
    or holds something else, and for a log whose times lie outside 1800 to 2200.
    """
    target = Path(path)
    if target.suffix not in SUFFIXES:
        raise VarickError(f"{target}: no form of OCEL 2.0 ends like this; use {', '.join(SUFFIXES)}")
    write, known = SUFFIXES[target.suffix]
    parts = Parts(log)
    with written_whole(target, known, "an OCEL 2.0 file of that form") as partial:
        write(partial, parts)
    return len(log)
