"""Tables beside those that were published before: what was shown is known, what was withheld must stay unknown.

Two releases that are each safe give counts back together: a total of 18 in spring and of 21 in autumn, where the three months
between them show only "withheld". So the earlier cells and their sums enter the check of the new tables. A cell that the same
cases make up then as now is one unknown; any other version of it is another.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from varick.casebook.sharing.dimensions import table_by
from varick.casebook.sharing.tables import Cell, Release, Table

AS_OF = "as of"
"""The level that marks an earlier version of a cell."""


@dataclass(frozen=True, slots=True)
class Before:
    """A release as it was: its tables, what it showed (None: withheld), and the rows of its cases that were not purged."""

    tables: Sequence[Table]
    published: Mapping[Cell, int | None]
    rows: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Together:
    """New tables and earlier ones as one: ``known`` was shown before, ``withheld`` was not; the counts of both are true."""

    release: Release
    known: frozenset[Cell]
    withheld: frozenset[Cell]


def as_told(by: Iterable[Sequence[str]], months: Sequence[str], published: Mapping[Cell, int | None]) -> Any:
    """What `before` needs of a release, as plain JSON; nothing that was not published."""
    cells = [[[list(side) for side in cell], count] for cell, count in published.items()]
    return {"by": [list(names) for names in by], "months": list(months), "cells": cells}


def before(told: Mapping[str, Any], rows: Mapping[str, str]) -> Before:
    """The release that was kept; ``rows``: case -> what `row_text` made of it."""
    published = {tuple((level, category) for level, category in cell): n for cell, n in told["cells"]}
    tables = [table_by(names, told["months"]) for names in told["by"]]
    return Before(tables, published, {case: json.loads(text) for case, text in rows.items()})


def row_text(row: Mapping[str, str]) -> str:
    """A row as text, the same for the same row."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"))


def together(made: Release, rows: Mapping[str, Mapping[str, str]], earlier: Iterable[Before]) -> Together:
    """New tables with all earlier ones. ``rows``: case -> row, for the new."""
    counts = dict(made.counts)
    sums = dict.fromkeys(made.sums)
    names = {(cell, counts[cell], mark): cell for cell, mark in _members(made.tables, rows).items()}
    known: set[Cell] = set()
    withheld: set[Cell] = set()
    for one in earlier:
        marks = _members(one.tables, one.rows)
        sizes = _sizes(one.tables, one.rows)
        named: dict[Cell, Cell] = {}
        for cell, shown in one.published.items():
            # Of a purged case the book knows no more; a withheld count is then taken without it.
            count = max(sizes[cell], 1) if shown is None else shown
            version = (cell, count, marks[cell])
            name = names.setdefault(version, (*cell, (AS_OF, f"{count} {marks[cell]}")))
            named[cell], counts[name] = name, count
            (withheld if shown is None else known).add(name)
        for whole, parts in (found for table in one.tables for found in table.sums()):
            added = tuple(named[part] for part in parts)
            if counts[named[whole]] == sum(counts[part] for part in added):
                sums[named[whole], added] = None
    joint = Release(made.tables, counts, tuple(sums))
    return Together(joint, frozenset(known), frozenset(withheld - known))


def _members(tables: Sequence[Table], rows: Mapping[str, Mapping[str, str]]) -> dict[Cell, str]:
    """Cell -> a mark of the cases in it."""
    found: dict[Cell, list[str]] = {cell: [] for table in tables for cell in table.cells()}
    for case, row in sorted(rows.items()):
        for cell in cells_of(tables, row):
            found[cell].append(case)
    return {
        cell: hashlib.blake2b(" ".join(cases).encode(), digest_size=8).hexdigest()
        for cell, cases in found.items()
    }


def _sizes(tables: Sequence[Table], rows: Mapping[str, Mapping[str, str]]) -> dict[Cell, int]:
    found = dict.fromkeys((cell for table in tables for cell in table.cells()), 0)
    for row in rows.values():
        for cell in cells_of(tables, row):
            found[cell] += 1
    return found


def cells_of(tables: Sequence[Table], row: Mapping[str, str]) -> set[Cell]:
    """Every cell that a row is counted in."""
    found: set[Cell] = set()
    for table in tables:
        paths = [tuple(row[level] for level in chain.levels) for chain in table.chains]
        heads = [[path[:depth] for depth in range(len(path) + 1)] for path in paths]
        found.update(table.cell(chosen) for chosen in product(*heads))
    return found
