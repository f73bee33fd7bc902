"""Which table a sheet holds, and our name for each of its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from varick.observe.layouts import table as layout

OTHER = "other"
FEWEST = 3
"""Known columns that a header must have before it is taken for a table of ICE's."""


@dataclass(frozen=True, slots=True)
class Named:
    """One column: its place in the header (from 0), the header as written, our name, its kind (see layouts/columns.yaml).

    `known` is False for a header that no table of names has; the column keeps its own name in snake_case."""

    place: int
    header: str
    name: str
    kind: str
    known: bool


def plain(header: str) -> str:
    """A header as it is compared: lower case, words joined by "_"; "TOA Current Duty AOR" gives toa_current_duty_aor."""
    return re.sub(r"[^0-9a-z]+", "_", header.casefold()).strip("_")


def plain_headers(header: Sequence[str]) -> list[str]:
    """Each header as it is compared; the second of two equal ones ends in _2, and one without letters is named by its place."""
    found: list[str] = []
    for place, text in enumerate(header):
        name = plain(text) or f"column_{place + 1}"
        repeats = 2
        unique = name
        while unique in found:
            unique = f"{name}_{repeats}"
            repeats += 1
        found.append(unique)
    return found


@cache
def spellings(table: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Our name -> (kind, the spellings in the order in which they are preferred) for one table."""
    columns = layout("columns")
    lines: dict[str, list[str]] = dict(columns["every"]) if table != OTHER else {}
    lines |= columns["tables"].get(table, {}).get("columns", {})
    found = {}
    for name, (kind, *given) in lines.items():
        asked = (f"{name}_yes_no",) if kind == "yes_no" else ()
        found[name] = (kind, (*given, *asked))
    return found


def table_of(header: Sequence[str], said: Sequence[str] = ()) -> str:
    """The table that a header belongs to, "other" where none fits.

    `said` are the texts around it (title lines, sheet, file name): they decide between tables whose columns fit alike.
    A table fits when one of its dates and one of its further marks are there, no mark of another table is, and at
    least half of the columns are known.
    """
    names = set(plain_headers(header))
    best, most = OTHER, 0.0
    around = " ".join(said).casefold().replace("_", " ")
    for table, rules in layout("columns")["tables"].items():
        if not names & set(rules["must"]) or names & set(rules["never"]):
            continue
        if not names & set(rules["also"]):
            continue
        known = len(names & _all_spellings(table))
        if known < FEWEST or known * 2 < len(names):
            continue
        score = known / len(names) + 0.2 * any(title in around for title in rules["title"])
        if score > most:
            best, most = table, score
    return best


@cache
def _all_spellings(table: str) -> frozenset[str]:
    found = spellings(table)
    return frozenset(found) | {given for _, others in found.values() for given in others}


def named(table: str, header: Sequence[str]) -> tuple[Named, ...]:
    """Our name and kind for every column of a header, in its order; no two have the same name.

    Listed spellings go before our own names, so that "Final Order" of a detainer is the ground where the case's final
    order has a column of its own.
    """
    given = plain_headers(header)
    at = {name: place for place, name in enumerate(given)}
    found: dict[int, tuple[str, str]] = {}
    known = spellings(table)
    spare: dict[str, str] = {}
    taken: set[str] = set()
    for own in (False, True):
        for name, (kind, others) in known.items():
            for spelling in (name,) if own else others:
                if spelling not in at or at[spelling] in found:
                    continue
                if name in taken:
                    spare.setdefault(spelling, kind)
                    continue
                found[at[spelling]] = (name, kind)
                taken.add(name)
    columns = []
    for place, text in enumerate(given):
        if place in found:
            name, kind = found[place]
            columns.append(Named(place, header[place], name, kind, True))
            continue
        name = _free(text, taken)
        taken.add(name)
        columns.append(Named(place, header[place], name, spare.get(text, "text"), text in spare))
    return tuple(columns)


def _free(text: str, taken: set[str]) -> str:
    """A name for a column that the table of names does not have: its own, unless something else is called so."""
    name = f"published_{text}" if text.startswith("duplicate_") or text in RESERVED else text
    number = 2
    while name in taken:
        name = f"{text}_{number}"
        number += 1
    return name


RESERVED = ("file", "sheet", "row", "person")
"""Names that say where a row was read and whose it is."""


def tables() -> tuple[str, ...]:
    """The tables that layouts/columns.yaml describes, in its order."""
    return tuple(layout("columns")["tables"])


def main_date(table: str, names: Sequence[str]) -> str | None:
    """The date that rows of this table are counted by: the first of the table's main dates that it has."""
    rules: dict[str, Any] = layout("columns")["tables"].get(table, {})
    return next((name for name in rules.get("main", ()) if name in names), None)
