"""OCEL 2.0 as an SQLite file: a table for each type of event and object, with the keys that the standard asks for."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from varick.eventlog.exchange.ocel.parts import CASE, KEYS, ROW, Parts, Thing

FIXED = """
CREATE TABLE "event_map_type" ("ocel_type" TEXT PRIMARY KEY, "ocel_type_map" TEXT);
CREATE TABLE "object_map_type" ("ocel_type" TEXT PRIMARY KEY, "ocel_type_map" TEXT);
CREATE TABLE "event" ("ocel_id" TEXT PRIMARY KEY, "ocel_type" TEXT,
  FOREIGN KEY ("ocel_type") REFERENCES "event_map_type"("ocel_type"));
CREATE TABLE "object" ("ocel_id" TEXT PRIMARY KEY, "ocel_type" TEXT,
  FOREIGN KEY ("ocel_type") REFERENCES "object_map_type"("ocel_type"));
CREATE TABLE "event_object" ("ocel_event_id" TEXT, "ocel_object_id" TEXT, "ocel_qualifier" TEXT,
  PRIMARY KEY ("ocel_event_id", "ocel_object_id", "ocel_qualifier"),
  FOREIGN KEY ("ocel_event_id") REFERENCES "event"("ocel_id"),
  FOREIGN KEY ("ocel_object_id") REFERENCES "object"("ocel_id")) WITHOUT ROWID;
CREATE TABLE "object_object" ("ocel_source_id" TEXT, "ocel_target_id" TEXT, "ocel_qualifier" TEXT,
  PRIMARY KEY ("ocel_source_id", "ocel_target_id", "ocel_qualifier"),
  FOREIGN KEY ("ocel_source_id") REFERENCES "object"("ocel_id"),
  FOREIGN KEY ("ocel_target_id") REFERENCES "object"("ocel_id"));
"""
NO_TIME = "1970-01-01 00:00:00"


def named(text: str) -> str:
    """A name as SQL writes it."""
    return '"' + text.replace('"', '""') + '"'


def maps(names: Iterable[str]) -> dict[str, str]:
    """Each type's part of a table's name: its letters and digits, and different from all others whatever the case."""
    found: dict[str, str] = {}
    seen = {"map_type", "object"}  # event_map_type and event_object are tables already
    for name in names:
        base = "".join(part[:1].upper() + part[1:] for part in re.findall(r"[A-Za-z0-9]+", name)) or "Type"
        short, number = base, 2
        while short.casefold() in seen:
            short = f"{base}{number}"
            number += 1
        seen.add(short.casefold())
        found[name] = short
    return found


def write_sqlite(partial: Path, parts: Parts) -> None:
    """Write the relational form. Raises OSError where it cannot be written."""
    try:
        base = sqlite3.connect(partial)
        try:
            base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + FIXED)
            with base:
                _objects(base, parts)
                _events(base, parts)
        finally:
            base.close()
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _create(base: sqlite3.Connection, kind: str, short: str, columns: Sequence[str]) -> str:
    """Make the table of a type; the command that fills it."""
    changed = ', "ocel_changed_field" TEXT' if kind == "object" else ""
    key = " PRIMARY KEY" if kind == "event" else ""
    more = "".join(f", {named(name)} {'INTEGER' if name == ROW else 'TEXT'}" for name in columns)
    table = named(f"{kind}_{short}")
    base.execute(
        f'CREATE TABLE {table} ("ocel_id" TEXT{key}, "ocel_time" TIMESTAMP{changed}{more}, '
        f'FOREIGN KEY ("ocel_id") REFERENCES "{kind}"("ocel_id"))'
    )
    marks = ", ".join("?" * (len(columns) + (3 if changed else 2)))
    return f"INSERT INTO {table} VALUES ({marks})"


def _objects(base: sqlite3.Connection, parts: Parts) -> None:
    types = parts.object_types()
    short = maps(types)
    base.executemany("INSERT INTO object_map_type VALUES (?, ?)", short.items())
    fill = {kind: _create(base, "object", short[kind], columns) for kind, columns in types.items()}
    waiting: list[Thing] = []

    def store() -> None:
        base.executemany("INSERT INTO object VALUES (?, ?)", [(name, kind) for name, kind, _ in waiting])
        for kind, columns in types.items():
            rows = [(name, dict(said)) for name, of, said in waiting if of == kind]
            base.executemany(
                fill[kind],
                [(name, NO_TIME, None, *(said.get(c) for c in columns)) for name, said in rows],
            )
        waiting.clear()

    for thing in parts.things():
        waiting.append(thing)
        if len(waiting) >= 50_000:
            store()
    store()


def _events(base: sqlite3.Connection, parts: Parts) -> None:
    types = dict(parts.event_types())
    short = maps(types)
    base.executemany("INSERT INTO event_map_type VALUES (?, ?)", short.items())
    rows_too = [ROW] if parts.with_row else []
    fill = {kind: _create(base, "event", short[kind], [*keys, *rows_too]) for kind, keys in types.items()}
    people = parts.people()
    places = {kind: [f"{kind}:{text}" for text in parts.values[name]] for kind, name in parts.places.items()}
    texts = {name: [*values, None] for name, values in parts.values.items()}
    for block in parts.blocks():
        columns: dict[str, list[object]] = {
            parts.keys[name]: [texts[name][code] for code in block.codes(name)] for name in parts.coded
        }
        columns[KEYS.agency] = [parts.agencies[code] for code in block.activity]
        if rows_too:
            columns[ROW] = list(block.source_rows())
        times = [time.replace("T", " ") for time in block.times]
        names = [parts.activities[code] for code in block.activity]
        base.executemany("INSERT INTO event VALUES (?, ?)", zip(block.ids, names, strict=True))
        for code, (kind, keys) in enumerate(types.items()):
            mine = [place for place, of in enumerate(block.activity) if of == code]
            if mine:
                chosen = [block.ids, times, *(columns[key] for key in [*keys, *rows_too])]
                base.executemany(fill[kind], zip(*([c[n] for n in mine] for c in chosen), strict=True))
        links = [(name, people[n], CASE) for name, n in zip(block.ids, block.person, strict=True)]
        for kind, ids in places.items():
            codes = block.codes(parts.places[kind])
            links += [(name, ids[c], kind) for name, c in zip(block.ids, codes, strict=True) if c >= 0]
        base.executemany("INSERT INTO event_object VALUES (?, ?, ?)", sorted(links))
