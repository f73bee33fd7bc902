"""What a log folder holds and lacks: tables, days, identifiers, missing shares, health, warnings, files."""

from collections.abc import Mapping, Sequence
from typing import Any

from varick.figures import Table
from varick.figures.table import Kind
from varick.observe.frame import PROVENANCE
from varick.observe.linked.duplicates import LIKELY, PREFIX
from varick.observe.questions.warnings import in_words
from varick.observe.questions.windows import day
from varick.observe.questions.wording import column_name, table_name
from varick.observe.store import EVENTS, Held, Store
from varick.report.observed.parts import Item, Section, capital, command, short, table_of
from varick.words import Words

KINDS = ("blank", "na", "dash", "redacted", "unreadable", "outside")
"""Ways in which a cell gives no value, in the order in which they are shown."""
DERIVED = (EVENTS, "stays")
"""Tables put together from others, whose missing values are those of the others."""
LONG = 40
"""A table of more columns than this is folded: those of linked releases have some sixty each."""
DEFINED = {
    "holds": "observe_report.holds_defined",
    "columns": "observe_report.no_value_defined",
    "missing": "observe_report.missing_defined",
    "health": "observe_report.health_defined",
}


def holds(store: Store, place: str, words: Words) -> Section:
    """The section; of a single event log, which has no account, what little there is to say."""
    items = [_tables(store, place, words)]
    missing = _missing(store, words)
    if missing:
        items.append(_about(store, _columns(store, words), place, words))
        items.append(_about(store, missing, place, words, folded=len(missing.rows) > LONG))
    health = _health(store, words)
    if health:
        items.append(_about(store, health, place, words, folded=True))
    return Section(
        "holds",
        words("observe_report.holds"),
        [words("observe_report.holds_said"), *_which(store, words)],
        items,
        warnings(store, words),
    )


def _which(store: Store, words: Words) -> list[str]:
    """Of which release the figures of each table are, where several hold it."""
    held = [one.table for one in store.tables]
    several = [
        words("observe_report.newest_one", table=short(table, words), release=one.release)
        for table, one in newest(store).items()
        if held.count(table) > 1 and table not in ("other", "stays")
    ]
    return [words("observe_report.newest", tables="; ".join(several))] if several else []


def only_log(store: Store) -> bool:
    """Whether the store is an event log and nothing else: a file, or a folder made of another tool's."""
    return all(held.table == EVENTS for held in store.tables)


def warnings(store: Store, words: Words) -> list[str]:
    """The warnings of the import, each once."""
    return list(dict.fromkeys(found["text"] for found in in_words(store.account, words)))


def newest(store: Store) -> dict[str, Held]:
    """For each table the release that reaches furthest: series with one name and different totals are never merged."""
    found: dict[str, Held] = {}
    for held in store.tables:
        if held.table not in found or (held.last or "") > (found[held.table].last or ""):
            found[held.table] = held
    return found


def _tables(store: Store, place: str, words: Words) -> Item:
    rows = [
        {
            "table": capital(table_name(words, held.table)),
            "release": held.release,
            "rows": held.rows,
            "first": words.date(day(held.first)) if held.first else None,
            "last": words.date(day(held.last)) if held.last else None,
            "persons": words.number(held.persons)
            if held.persons is not None
            else words("observe_report.no_identifiers"),
        }
        for held in store.tables
    ]
    columns = ("table", "release", "rows", "first", "last", "persons")
    labels = {name: words(f"observe_head.{name}") for name in columns}
    table = table_of("holds", words("observe_report.holds_caption"), rows, columns, words, labels=labels)
    return _about(store, table, place, words)


def _about(store: Store, table: Table, place: str, words: Words, folded: bool = False) -> Item:
    return Item(
        None,
        table,
        words("observe_report.log_defined" if only_log(store) else DEFINED[table.name]),
        words("observe_report.account" if store.account else "observe_report.log_account"),
        (),
        command(place, "summary"),
        folded,
    )


def _columns(store: Store, words: Words) -> Table:
    """How many columns of each table have a value in every row, in some and in none."""
    rows = []
    for entry in store.account.get("tables", ()):
        if entry["table"] in DERIVED or not entry["rows"]:
            continue
        frame = store.frame(entry["table"], entry["release"])
        names = [n for n in frame.names if n not in PROVENANCE and not n.startswith((PREFIX, LIKELY))]
        lacks = {name: sum(found.values()) for name, found in _without(entry).items()}
        none = sum(lacks.get(name, 0) >= entry["rows"] for name in names)
        some = sum(0 < lacks.get(name, 0) < entry["rows"] for name in names)
        rows.append(
            {
                "table": capital(table_name(words, entry["table"])),
                "release": entry["release"],
                "columns": len(names),
                "full": len(names) - none - some,
                "some": some,
                "none": none,
            }
        )
    several = len({row["release"] for row in rows}) > 1
    columns = ("table", *(["release"] if several else []), "columns", "full", "some", "none")
    labels = {name: words(f"observe_head.{name}") for name in columns}
    return table_of("columns", words("observe_report.no_value_caption"), rows, columns, words, labels=labels)


def _missing(store: Store, words: Words) -> Table | None:
    """The share of each column that holds no value, by the way in which it holds none."""
    rows = []
    for entry in store.account.get("tables", ()):
        if entry["table"] in DERIVED or not entry["rows"]:
            continue
        for name, found in _without(entry).items():
            share = {kind: found.get(kind, 0) / entry["rows"] for kind in KINDS}
            rows.append(
                {
                    "column": f"{entry['table']}: {column_name(words, name).replace('_', ' ')}",
                    "release": entry["release"],
                    **share,
                    "total": sum(share.values()),
                }
            )
    if not rows:
        return None
    rows.sort(key=lambda row: (row["column"].split(":")[0], -float(row["total"])))
    used = [kind for kind in KINDS if any(row[kind] for row in rows)]
    columns = ("column", *(["release"] if len({row["release"] for row in rows}) > 1 else []), *used, "total")
    labels = {name: words(f"observe_head.{name}") for name in columns}
    kinds: dict[str, Kind] = dict.fromkeys([*used, "total"], "share")
    return table_of(
        "missing",
        words("observe_report.missing_caption"),
        rows,
        columns,
        words,
        kinds=kinds,
        labels=labels,
    )


def _without(entry: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Of each column, cells without a value by kind, as the account counts them."""
    found = {name: dict(kinds) for name, kinds in entry.get("missing", {}).items()}
    for kind in ("unreadable", "outside"):
        for name, rows in entry.get(kind, {}).items():
            found.setdefault(name, {})[kind] = rows
    return {name: kinds for name, kinds in found.items() if any(kinds.values())}


def _health(store: Store, words: Words) -> Table | None:
    rows = [
        {
            "check": check_said(entry["table"], found, words),
            "wrong": found["wrong"],
            "of": found["rows"],
            "share": found["share"],
            "warn": found["warn"],
            "stop": found["stop"],
            "level": words(f"observe_level.{found['level']}"),
        }
        for entry in store.account.get("tables", ())
        for found in entry.get("health", ())
    ]
    if not rows:
        return None
    columns = ("check", "wrong", "of", "share", "warn", "stop", "level")
    labels = {name: words(f"observe_head.{name}") for name in columns}
    shares: dict[str, Kind] = dict.fromkeys(("share", "warn", "stop"), "share")
    return table_of(
        "health", words("observe_report.health_caption"), rows, columns, words, kinds=shares, labels=labels
    )


def check_said(table: str, found: Mapping[str, Any], words: Words) -> str:
    """A check of a table in a few words."""
    key = f"observe_check.{found['check']}"
    column = {"column": column_name(words, found["column"])}
    said = words(key, **column) if "{column}" in (words.find(key) or "") else words(key)
    return f"{table}: {said}"


def files(store: Store) -> list[tuple[str, str]]:
    """Names of the files read and their SHA-256."""
    return [(entry["name"], entry["sha256"]) for entry in store.account.get("files", ())]


def spans(held: Sequence[Held]) -> tuple[str, str] | None:
    """The first and last day of several tables."""
    days = [(one.first, one.last) for one in held if one.first and one.last]
    return (min(first for first, _ in days), max(last for _, last in days)) if days else None
