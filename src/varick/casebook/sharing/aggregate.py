"""Tables for the public: counts of consented cases, small ones withheld or all of them with noise, never both of one cell."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from varick.casebook.sharing import register
from varick.casebook.sharing.dimensions import (
    DEFAULT,
    HAPPENED,
    SHORT,
    TIMES,
    UNKNOWN,
    countable,
    month_of,
    months_between,
    named,
    row_of,
    table_by,
    within,
)
from varick.casebook.sharing.noise import Ledger
from varick.casebook.sharing.package import Package
from varick.casebook.sharing.releases import as_told, before, row_text, together
from varick.casebook.sharing.sheet import as_csv, as_json
from varick.casebook.sharing.statement import Statement
from varick.casebook.sharing.suppress import THRESHOLD, suppress
from varick.casebook.sharing.tables import EVERYBODY, Cell, Release, Table, release
from varick.errors import NoAnswer, VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.cases.case import Case

WITHHELD = "withheld"
Shown = Mapping[Cell, int | None]
"""A count, or None where it is withheld."""
LUCK = "exports.luck"
NOISE = "exports.noise"
"""Where the book keeps the ledger of noise."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What tables are asked for: ``by`` as `named` reads it; ``epsilon`` None suppresses; months from since to until."""

    by: Sequence[str] = DEFAULT
    threshold: int = THRESHOLD
    epsilon: float | None = None
    budget: float | None = None
    since: date | None = None
    until: date | None = None
    few_changes: bool = False
    """Publish although fewer cases than the threshold changed since an earlier export."""


def aggregate(book: "Book", asked: Asked, *, today: date) -> Package:
    """Tables of the cases whose person agreed to be counted and that are not privileged.

    Raises NoAnswer for fewer such cases than the threshold, fewer changes than that since an earlier export of tables,
    cells that left in the other way before, and a spent budget; VarickError for tables that cannot be made.
    """
    names = list(dict.fromkeys(named(text) for text in asked.by))
    cases = [
        case
        for case in book.cases()
        if case.may_leave("aggregate") and within(month_of(case.answers), asked.since, asked.until)
    ]
    if len(cases) < asked.threshold:
        raise NoAnswer(
            f"fewer than {asked.threshold} cases may be counted (consent to aggregate, known not to be privileged, in these "
            "months); nothing can be published of so few"
        )
    given = {case.id: _row_text(case) for case in cases}
    levels = {name for by in names for name in by}
    if "month" in levels:
        levels.add("quarter")
    rows = [row_of(case.answers, levels) for case in cases]
    months = _months(rows, levels, asked)
    tables = [table_by(by, months) for by in names]
    made = release(tables, rows)
    statement = Statement()
    statement.say("made", organisation=book.organisation, day=today)
    if asked.epsilon is None:
        _check_other_way(book, tables, "noised")
        knowingly = _check_changes(book, given, tables, asked)
        told = _suppressed(book, made, given, asked, statement)
        if knowingly:
            statement.say("few_changes", threshold=asked.threshold)
    else:
        _check_other_way(book, tables, "suppressed")
        told = _noised(book, made, asked, statement, today)
    _say_what_is_counted(statement, levels)
    _say_releases(book, statement, told[0], asked)
    data = {
        "format": 1,
        "level": "aggregate",
        "organisation": book.organisation,
        "made": today.isoformat(),
        "statement": statement.both(),
        "tables": [
            {"by": table.name.split(", "), "cells": _listed(table, cells)}
            for table, cells in zip(tables, told, strict=True)
        ],
    }
    shown = {cell: count for cells in told for cell, count in cells.items()}
    kept = {
        "asked": _as_asked(tables, asked),
        "tables": [_margins(table) for table in tables],
    } | as_told(names, months, {} if asked.epsilon is not None else shown)
    kind = "suppressed" if asked.epsilon is None else "noised"
    files = {_file(table): _sheet(table, cells) for table, cells in zip(tables, told, strict=True)}
    files["tables.json"] = as_json(data)
    return Package("aggregate", kind, files, given, statement, json.dumps(kept))


def _row_text(case: "Case") -> str:
    """How the case is counted in any table; kept with the export, and gone with the case."""
    return row_text(row_of(case.answers, (*TIMES, *SHORT, *countable())))


def _months(rows: Sequence[Mapping[str, str]], levels: set[str], asked: Asked) -> list[str]:
    """The months that tables have room for: those asked for, or from the first case to the last."""
    if not levels & set(TIMES):
        return []
    if asked.since is not None and asked.until is not None:
        return months_between(asked.since.isoformat()[:7], asked.until.isoformat()[:7])
    if asked.epsilon is not None:
        raise VarickError(
            "noise by month or quarter needs --since and --until: the first and last month of the cases would tell of them"
        )
    level = "month" if "month" in levels else "quarter"
    seen = sorted({row[level] for row in rows} - {UNKNOWN})
    if not seen:
        return []
    first, last = seen[0], seen[-1]
    if level == "quarter":
        first, last = f"{first[:4]}-{int(first[-1]) * 3 - 2:02}", f"{last[:4]}-{int(last[-1]) * 3:02}"
    if asked.since is not None:
        first = asked.since.isoformat()[:7]
    if asked.until is not None:
        last = asked.until.isoformat()[:7]
    return months_between(first, last)


def _check_changes(book: "Book", given: Mapping[str, str], tables: Sequence[Table], asked: Asked) -> bool:
    """Whether an earlier release of nearly the same cases is knowingly followed by this one.

    Raises NoAnswer where the two side by side would show a handful of cases, or give back what each withholds."""
    knowingly = False
    for export, changed in register.changes_since(book.vault.db, given, "suppressed"):
        if changed >= asked.threshold:
            continue
        told = json.loads(register.told(book.vault.db, export.number))
        if told["asked"] != _as_asked(tables, asked):
            raise NoAnswer(
                f"export {export.number} of {export.day} counted nearly the same cases in other tables: side by side they "
                "could give withheld counts back; ask for the same tables as then, or wait for more cases"
            )
        if changed and not asked.few_changes:
            raise NoAnswer(
                f"export {export.number} of {export.day} counted the same cases but for fewer than {asked.threshold}: who "
                "has both would see these few; publish that one again, wait, or say --despite-few-changes"
            )
        knowingly |= changed > 0
    return knowingly


def _as_asked(tables: Sequence[Table], asked: Asked) -> list[Any]:
    return [sorted(table.name for table in tables), asked.threshold]


def _margins(table: Table) -> list[list[str]]:
    """The sets of levels by which a table tells counts, without the total."""
    return sorted({tuple(sorted(level for level, _ in cell)) for cell in table.cells()} - {()})  # type: ignore[arg-type]


def _check_other_way(book: "Book", tables: Sequence[Table], other: str) -> None:
    """Raise NoAnswer where cells of these tables left the other way: noise beside a withheld cell would estimate it."""
    asked = {tuple(margin) for table in tables for margin in _margins(table)}
    for export in register.exports(book.vault.db):
        if export.level == "aggregate" and export.kind == other:
            told = json.loads(register.told(book.vault.db, export.number))
            before = {tuple(margin) for margins in told["tables"] for margin in margins}
            if both := sorted(asked & before):
                raise NoAnswer(
                    f"counts by {', '.join(both[0])} were {other} in export {export.number} of {export.day}: the same cells "
                    "are never both withheld and given with noise; ask for other tables, or in the same way as then"
                )


def _suppressed(
    book: "Book", made: Release, given: Mapping[str, str], asked: Asked, statement: Statement
) -> list[Shown]:
    earlier = [
        before(
            json.loads(register.told(book.vault.db, export.number)),
            register.cases_of(book.vault.db, export.number),
        )
        for export in register.exports(book.vault.db)
        if export.level == "aggregate" and export.kind == "suppressed"
    ]
    rows = {case: json.loads(text) for case, text in given.items()}
    beside = together(made, rows, earlier) if earlier else None
    done = suppress(made, asked.threshold, luck=_luck(book, made, asked), earlier=beside)
    total = done.published[EVERYBODY]
    if total is None:
        statement.say("aggregate_untold")
    else:
        statement.say("aggregate", cases=total)
    statement.say(
        "suppressed",
        most=asked.threshold - 1,
        withheld=done.withheld,
        cells=len(done.published),
    )
    statement.say("suppressed_safe", width=done.width)
    statement.say("zeros")
    one_column = _one_column(made, done.published)
    if one_column:
        statement.say("one_column", rows=one_column)
    statement.say("not_protected")
    return [done.published] * len(made.tables)


def _luck(book: "Book", made: Release, asked: Asked) -> Random:
    """Chance for the choice of cells, from a secret of the book: the same for the same tables, unknown to everybody else."""
    key = book.meta(LUCK)
    if key is None:
        key = secrets.token_hex(32)
        book.set_meta(LUCK, key)
    said = json.dumps([asked.threshold, sorted(_as_pairs(made.counts))])
    return Random(hashlib.blake2b(said.encode(), key=bytes.fromhex(key)).digest())


def _noised(book: "Book", made: Release, asked: Asked, statement: Statement, today: date) -> list[Shown]:
    """Draw, keep in the book, then show: what was drawn is spent even where no file comes of it."""
    assert asked.epsilon is not None
    ledger = Ledger(book.meta(NOISE))
    if asked.budget is not None:
        ledger.allow(asked.budget)
    tables = ledger.noised(made.tables, made.counts, asked.epsilon, today.isoformat())
    book.set_meta(NOISE, ledger.to_json())
    statement.say("noised")
    for drawn in tables:
        key = "noised_kept" if drawn.kept else "noised_table"
        statement.say(key, table=drawn.table, epsilon=f"{drawn.epsilon:.3g}", within=drawn.within)
    statement.say(
        "noised_budget",
        spent=f"{ledger.spent:.3g}",
        budget=f"{ledger.budget:g}",
        releases=ledger.releases,
    )
    statement.say("noised_negative")
    return [drawn.cells for drawn in tables]


def _one_column(made: Release, published: Shown) -> int:
    """How many shown margins have all their cases in one cell: who is known to be of the one is known to be of the other."""
    found = set()
    for whole, parts in made.sums:
        if whole == EVERYBODY or not published[whole]:
            continue
        if sum(made.counts[part] > 0 for part in parts) == 1 and all(len(p) == 2 for p in parts):
            found.add(whole)
    return len(found)


def _say_what_is_counted(statement: Statement, levels: set[str]) -> None:
    statement.say("unit")
    if levels & set(TIMES):
        statement.say("months", fields=", ".join(HAPPENED))
    statement.say("unknowns")
    statement.say("not_all")


def _say_releases(book: "Book", statement: Statement, told: Shown, asked: Asked) -> None:
    """What an earlier release beside this one shows."""
    before = [e for e in register.exports(book.vault.db) if e.level == "aggregate"]
    if not before:
        return
    changed = 0
    if asked.epsilon is None:
        last = next((e for e in reversed(before) if e.kind == "suppressed"), None)
        then: dict[Cell, int | None] = {}
        if last is not None:
            pairs = json.loads(register.told(book.vault.db, last.number))["cells"]
            then = {tuple((level, category) for level, category in cell): count for cell, count in pairs}
        for cell, count in told.items():
            old = then.get(cell)
            if count is not None and old is not None and 0 < abs(count - old) < asked.threshold:
                changed += 1
    statement.say("releases", releases=len(before), changed=changed, most=asked.threshold - 1)


def _as_pairs(told: Shown) -> list[Any]:
    return [[[list(side) for side in cell], count] for cell, count in told.items()]


def _file(table: Table) -> str:
    return "-by-".join(table.name.split(", ")) + ".csv"


def _listed(table: Table, told: Shown) -> list[dict[str, Any]]:
    return [{**dict(cell), "cases": told[cell], "withheld": told[cell] is None} for cell in table.cells()]


def _sheet(table: Table, told: Shown) -> bytes:
    """One row a cell: its categories (empty: all), then the count."""
    levels = list(dict.fromkeys(level for chain in table.chains for level in chain.levels))
    rows: list[dict[str, str | int | None]] = []
    for cell in table.cells():
        count = told[cell]
        rows.append({**dict(cell), "cases": WITHHELD if count is None else count})
    return as_csv([*levels, "cases"], rows)
