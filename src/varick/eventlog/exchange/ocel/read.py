"""OCEL 2.0 files of any origin as event logs: SQLite, JSON and XML, told apart by their contents."""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from varick.errors import VarickError
from varick.eventlog.exchange.gather import Imported
from varick.eventlog.exchange.ocel.flatten import Flattening, as_text
from varick.eventlog.exchange.ocel.parts import Attributes, Thing
from varick.eventlog.exchange.ocel.tables import named
from varick.eventlog.exchange.ocel.xml_read import read_xml
from varick.eventlog.exchange.spelling import sound

LARGEST_JSON = 2 << 30
"""Bytes; a JSON document is read as one piece."""

NO_ZONE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")
"""A time as the standard's own SQLite example writes it, in UTC."""


def read_ocel(path: str | os.PathLike[str], case: str | None = None) -> Imported:
    """Read an OCEL 2.0 file; `case` is the type of object whose journeys are the log's persons.

    A log that Varick wrote comes back as it was, with the person as its case. Of any other, the case must be named
    unless there is only one type of object. An event's attributes are kept as text under their keys, those of the
    case under `case:` and their key, the event's other objects under `object:` and their type; `file` and `row` say
    where an event stood (its number in the file, from 1). Relations between objects, and changes of an object's
    attributes, are left out and noted. Raises VarickError for what is no OCEL 2.0 file.
    """
    source = Path(path)
    if not source.is_file():
        raise VarickError(f"{source}: no such file; give an OCEL 2.0 file (.sqlite, .jsonocel or .xmlocel)")
    with source.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"SQLite format 3\0"):
        return _read_sqlite(source, case)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return _read_json(source, case)
    if text.startswith(b"<"):
        return read_xml(source, case)
    raise VarickError(f"{source}: no OCEL file; give SQLite, JSON or XML of OCEL 2.0")


# JSON


def _read_json(source: Path, case: str | None) -> Imported:
    if source.stat().st_size > LARGEST_JSON:
        raise VarickError(f"{source}: more than {LARGEST_JSON >> 30} GB of JSON; export it as SQLite")
    try:
        data = source.read_bytes()
        halves = (
            b"\\ud" in data or b"\\uD" in data
        )  # escapes of half a character, which no text can hold alone
        found = json.loads(data, object_hook=_sound if halves else None)
    except (ValueError, RecursionError) as error:
        reason = (str(error).splitlines() or ["unreadable"])[0][:100]
        raise VarickError(f"{source}: not sound JSON ({reason}); export it again") from error
    if not isinstance(found, dict) or "events" not in found or "objects" not in found:
        old = isinstance(found, dict) and "ocel:events" in found
        what = (
            "it is OCEL 1.0; convert it to 2.0"
            if old
            else "no OCEL 2.0, it lacks events or objects; give an OCEL file"
        )
        raise VarickError(f"{source}: {what}")
    notes: list[str] = []
    things: list[Thing] = []
    for thing in _entries(found["objects"], notes, "object"):
        if not isinstance(thing.get("id"), str) or not isinstance(thing.get("type"), str):
            notes.append("an object has no id or no type; left out")
            continue
        attributes = _pairs(thing.get("attributes"), notes, first_only=True)
        things.append((thing["id"], thing["type"], attributes))
        if thing.get("relationships"):
            notes.append("an object is related to others; that is left out")
    declared = [
        t["name"] for t in _entries(found.get("objectTypes"), [], "") if isinstance(t.get("name"), str)
    ]
    flat = Flattening(source.name, declared, things, case)
    events = found["events"]
    for event in events if isinstance(events, list) else ():
        if not isinstance(event, dict):
            event = {}
        related = [
            r["objectId"]
            for r in _entries(event.get("relationships"), notes, "relation")
            if isinstance(r.get("objectId"), str)
        ]
        pairs = _pairs(event.get("attributes"), notes)
        flat.event(event.get("id"), event.get("type"), event.get("time"), pairs, related)
    for note in notes:
        flat.gathered.note(note)
    return flat.finish()


def _sound(found: dict[str, Any]) -> dict[str, Any]:
    return {sound(key): sound(value) if isinstance(value, str) else value for key, value in found.items()}


def _entries(found: Any, notes: list[str], what: str) -> Iterator[dict[str, Any]]:
    """The objects of a list; anything else is noted."""
    if found is None:
        return
    if not isinstance(found, list):
        notes.append(f"a list of {what}s is something else; left out")
        return
    for entry in found:
        if isinstance(entry, dict):
            yield entry
        else:
            notes.append(f"an entry of a list of {what}s is something else; left out")


def _pairs(found: Any, notes: list[str], *, first_only: bool = False) -> Attributes:
    pairs: dict[str, str] = {}
    rest: Attributes = []
    for attribute in _entries(found, notes, "attribute"):
        key, value = attribute.get("name"), attribute.get("value")
        text = as_text(value)
        if not isinstance(key, str):
            notes.append("an attribute without a name is left out")
        elif text is None:
            if value is not None:
                notes.append(f"{key[:60]} is not a single value, and is left out")
        elif key not in pairs:
            pairs[key] = text
        elif first_only:
            notes.append(f"an object's {key[:60]} changes with time; the first is kept")
        else:
            rest.append((key, text))
    return [*pairs.items(), *rest]


# SQLite


def _read_sqlite(source: Path, case: str | None) -> Imported:
    address = f"file:{quote(str(source.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            base.text_factory = lambda data: data.decode("utf-8", "replace")
            base.execute("PRAGMA trusted_schema=OFF")
            return _Tables(source, base).read(case)
    except (sqlite3.Error, UnicodeError) as error:
        raise VarickError(
            f"{source}: not a sound SQLite file ({str(error)[:100]}); export it again"
        ) from error


class _Tables:
    """The tables of an OCEL file. Views and virtual tables, which may run anything, are none."""

    def __init__(self, source: Path, base: sqlite3.Connection) -> None:
        self.source = source
        self.base = base
        rows = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        self.names = {str(name).casefold(): str(name) for (name,) in rows}
        self.notes: list[str] = []

    def rows(self, table: str, *needed: str) -> Iterator[dict[str, Any]]:
        """A table's rows. Raises VarickError where it or a needed column is missing."""
        name = self.names.get(table.casefold())
        if name is None:
            raise VarickError(
                f"{self.source}: no OCEL 2.0, the table {table[:80]!r} is missing; give an OCEL file"
            )
        cursor = self.base.execute(f"SELECT * FROM {named(name)}")
        columns = [str(column[0]) for column in cursor.description]
        folded = {column.casefold() for column in columns}
        if absent := [column for column in needed if column not in folded]:
            raise VarickError(f"{self.source}: table {name!r} has no column {absent[0]!r}; give an OCEL file")
        keys = [c.casefold() if c.casefold().startswith("ocel_") else c for c in columns]
        for row in cursor:
            yield dict(zip(keys, row, strict=True))

    def read(self, case: str | None) -> Imported:
        """The log and its account."""
        types = {
            row["ocel_type"]: row["ocel_type_map"]
            for row in self.rows("object_map_type", "ocel_type", "ocel_type_map")
        }
        shorts = {
            row["ocel_type"]: row["ocel_type_map"]
            for row in self.rows("event_map_type", "ocel_type", "ocel_type_map")
        }
        kinds = {row["ocel_id"]: row["ocel_type"] for row in self.rows("object", "ocel_id", "ocel_type")}
        described = self._described(types)
        things = [(str(i), str(kind), described.get(i, [])) for i, kind in kinds.items() if i is not None]
        flat = Flattening(self.source.name, [str(t) for t in types if t is not None], things, case)
        if any(True for _ in self.rows("object_object")):
            self.notes.append("objects are related to others; that is left out")
        numbers: dict[Any, int] = {}
        named_kind: dict[Any, Any] = {}
        for number, row in enumerate(self.rows("event", "ocel_id", "ocel_type"), 1):
            if row["ocel_id"] is None or row["ocel_id"] in numbers:
                flat.gathered.rows_in += 1
                flat.gathered.reject(
                    number, "it has no id" if row["ocel_id"] is None else "its id stands twice"
                )
                continue
            numbers[row["ocel_id"]] = number
            named_kind[row["ocel_id"]] = row["ocel_type"]
        related: dict[Any, list[str]] = {}
        for row in self.rows("event_object", "ocel_event_id", "ocel_object_id"):
            related.setdefault(row["ocel_event_id"], []).append(str(row["ocel_object_id"]))
        done: set[Any] = set()
        for kind, short in shorts.items():
            for row in self.rows(f"event_{short}", "ocel_id", "ocel_time"):
                ident = row.pop("ocel_id")
                time = row.pop("ocel_time")
                if isinstance(time, str) and NO_ZONE.fullmatch(time):
                    time += "+00:00"
                if named_kind.get(ident) != kind or ident in done:
                    self.notes.append(f"a row of event_{str(short)[:60]} is no event of that type; left out")
                    continue
                done.add(ident)
                flat.event(str(ident), kind, time, self._pairs(row), related.get(ident, ()), numbers[ident])
        for ident, number in numbers.items():
            if ident not in done:
                flat.event(str(ident), named_kind[ident], None, [], related.get(ident, ()), number)
        for note in self.notes:
            flat.gathered.note(note)
        return flat.finish()

    def _described(self, types: dict[Any, Any]) -> dict[Any, Attributes]:
        """The attributes of each object, its first values."""
        found: dict[Any, dict[str, str]] = {}
        for short in types.values():
            if f"object_{short}".casefold() not in self.names:
                self.notes.append(f"the table object_{str(short)[:60]} is missing")
                continue
            for row in self.rows(f"object_{short}", "ocel_id"):
                ident = row.pop("ocel_id")
                row.pop("ocel_changed_field", None)
                row.pop("ocel_time", None)
                said = found.setdefault(ident, {})
                for key, text in self._pairs(row):
                    if said.setdefault(key, text) != text:
                        self.notes.append(f"an object's {key[:60]} changes with time; the first is kept")
        return {ident: list(said.items()) for ident, said in found.items()}

    def _pairs(self, row: dict[str, Any]) -> Attributes:
        pairs = []
        for key, value in row.items():
            if (text := as_text(value)) is not None:
                pairs.append((key, text))
            elif value is not None:
                self.notes.append(f"{key[:60]} is not a single value, and is left out")
        return pairs
