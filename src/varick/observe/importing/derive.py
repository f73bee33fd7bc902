"""What is made anew from all rows of a release: persons, duplicate flags, detention stays, and their entries in the account."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from varick.observe import releases
from varick.observe.frame import PROVENANCE, Coded, Dates, Flags, Frame, Numbers
from varick.observe.importing import health, parts
from varick.observe.importing.clean import leftover
from varick.observe.importing.parts import Part
from varick.observe.linked import duplicates, stays
from varick.observe.releases import Release
from varick.observe.sorting import MIX, SPREAD

STAYS = "stays"


def whole(of: Sequence[Frame], release: Release) -> list[Frame]:
    """The tables of one release with persons and duplicate flags where identifiers allow it, and the stays of its stints."""
    numbers = parts.persons(of) if release.identifiers == "link" else {}
    found = []
    for bare in of:
        frame = parts.with_person(bare, numbers.get(bare.table))
        if frame.person is not None:
            frame = frame.with_columns(duplicates.flags(frame))
        found.append(frame)
        if frame.table == "detentions" and frame.person is not None and set(stays.NEEDED) <= set(frame.names):
            found.append(stays.stays(frame, extracted(of) or date.min))
    return found


def without_derived(frame: Frame, leaving: set[str]) -> Frame:
    """The frame without the rows of these files, and without what `whole` adds."""
    names = [n for n in frame.names if not n.startswith((duplicates.PREFIX, duplicates.LIKELY))]
    bare = Frame(frame.table, frame.release, frame.main, names, len(frame), frame.column)
    if not leaving:
        return bare
    file = frame.coded("file")
    gone = np.array([*(value in leaving for value in file.values), False], dtype=bool)
    return bare.take(~gone[file.codes])


def entry(frame: Frame, file: str, extracted: date | None, rule: Release) -> dict[str, Any]:
    """The table's entry in import.json: what `Held` needs, then what was found in its columns."""
    first, last = days(frame)
    person = frame.person
    persons = None if person is None else len(np.unique(person[person > 0]))
    typed = {n: c for n in frame.names if not isinstance(c := frame.column(n), Flags)}
    dates = {n: "days" if c.whole_days else "moments" for n, c in typed.items() if isinstance(c, Dates)}
    left = {n: leftover(c) for n, c in typed.items() if isinstance(c, Dates | Numbers)}
    found: dict[str, Any] = {
        "table": frame.table,
        "release": frame.release,
        "rows": len(frame),
        "first": first,
        "last": last,
        "persons": persons,
        "extracted": extracted.isoformat() if extracted else None,
        "file": file,
        "main": frame.main,
        "identifiers": rule.identifiers if person is not None or rule.identifiers == "refuse" else "none",
        "reason": rule.reason,
        "dates": dates,
        "missing": parts.missing(frame),
        "outside": {n: found.outside for n, found in left.items() if found.outside},
        "unreadable": {n: found.unreadable for n, found in left.items() if found.unreadable},
        "examples": {n: list(found.examples) for n, found in left.items() if found.examples},
        "health": [check.to_dict() for check in health.findings(frame, rule)],
        "duplicates": {
            name: int(column.values.sum())
            for name in frame.names
            if isinstance(column := frame.column(name), Flags)
        },
    }
    if person is None and frame.table != "other":
        found["repeats"] = repeats(frame)
    if frame.main is not None:
        found["undated"] = int(np.isnat(frame.dates(frame.main).time).sum())
    found["read"] = {n: int((~np.isnat(typed[n].time)).sum()) for n in dates if n in found["unreadable"]}  # type: ignore[union-attr]
    return {key: value for key, value in found.items() if value not in ({}, [], "")}


def days(frame: Frame) -> tuple[str | None, str | None]:
    """First and last day of the table's main date, ISO; None where it has none."""
    if frame.main is None:
        return None, None
    time = frame.dates(frame.main).time
    time = time[~np.isnat(time)]
    return (str(time.min())[:10], str(time.max())[:10]) if len(time) else (None, None)


def extracted(frames: Sequence[Frame]) -> date | None:
    """The last day on which anything happened in the release: no later day is known to have been looked at."""
    last = None
    for frame in frames:
        for name in {frame.main, "book_out", "departed_date"} & set(frame.names):
            column = frame.column(name)  # type: ignore[arg-type]
            if isinstance(column, Dates) and not np.isnat(column.time).all():
                day = np.nanmax(column.time).astype("datetime64[D]").item()
                last = day if last is None else max(last, day)
    return last


def repeats(frame: Frame) -> int:
    """Rows that equal an earlier row in every column but where they were read: in a table without identifiers, most
    likely different people of one day and place. Compared by 64 bits of hash, in which two rows in 10^13 collide."""
    total = np.zeros(len(frame), dtype=np.uint64)
    for name in frame.names:
        column = frame.column(name)
        if name in PROVENANCE or isinstance(column, Flags):
            continue
        texts = column if isinstance(column, Coded) else column.as_written
        total = total * MIX ^ (texts.codes.astype(np.uint64) + np.uint64(1)) * SPREAD
        if not isinstance(column, Coded):
            values = column.time.astype("datetime64[s]") if isinstance(column, Dates) else column.values + 0.0
            total = total * MIX ^ values.view(np.uint64) * SPREAD
        total ^= total >> np.uint64(29)
    total.sort()
    return int((total[1:] == total[:-1]).sum())


def rule_of(name: str, new: Sequence[Part], old: Mapping[str, Any]) -> Release:
    """What the release's identifiers may be used for: refused for good once a file showed that they are cut or mixed."""
    known = releases.named(name)
    for part in new:
        if part.release.identifiers == "refuse":
            return part.release
        if part.truncated:
            reason = f"in {part.file} they were stored as numbers too long for a spreadsheet, so that people may share one"
            return Release(known.name, "refuse", known.known, reason, known.window)
    if old.get("identifiers") == "refuse":
        return Release(known.name, "refuse", known.known, old.get("reason", ""), known.window)
    return known
