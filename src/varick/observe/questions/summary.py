"""What a log folder holds and lacks, as JSON and as sentences."""

from typing import Any

from varick.observe.frame import PROVENANCE
from varick.observe.questions.grouping import TIMES
from varick.observe.questions.warnings import in_words
from varick.observe.store import EVENTS, Store
from varick.words import Words

TOLD = (
    *("main", "undated", "repeats", "extracted", "identifiers", "duplicates", "dates"),
    *("missing", "outside", "unreadable", "health"),
)
"""What is said of a table besides its rows, days and persons, as import.json holds it."""


def summary(store: Store, words: Words | None = None) -> dict[str, Any]:
    """`rows_in`, `rows_rejected`, `tables` and `warnings` of a folder, then its files, checks and missing values.

    `columns` of a table are what it can be asked by, the times of its main date among them. Each warning has its code, what
    its sentence needs, and the sentence. An event log alone has one table, `events`.
    """
    language = words or Words("en")
    account = store.account
    entries = {(t["table"], t["release"]): t for t in account.get("tables", ())}
    tables = []
    for held in store.tables:
        more = entries.get((held.table, held.release), {})
        first = {
            "table": held.table,
            "release": held.release,
            "rows": held.rows,
            "from": held.first,
            "to": held.last,
        }
        names = [n for n in store.frame(held.table, held.release).names if n not in PROVENANCE]
        names += TIMES if held.first or held.table == EVENTS else ()
        told = {k: more[k] for k in TOLD if k in more}
        tables.append({**first, "persons": held.persons, "columns": names, **told})
    rows = sum(held.rows for held in store.tables)
    return {
        "rows_in": account.get("rows_in", rows),
        "rows_rejected": account.get("rows_rejected", 0),
        "tables": tables,
        "warnings": in_words(account, language),
        "events": account.get("events", {}),
        "files": account.get("files", []),
        "imported": account.get("imported"),
        "version": account.get("version", store.log.meta.version if not account else None),
    }
