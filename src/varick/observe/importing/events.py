"""Tables of one or more releases as one event log, person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.eventlog import LogMeta, write
from varick.observe.frame import Coded, Flags, Frame, Numbers
from varick.observe.importing.day_order import placed
from varick.observe.sorting import DAY
from varick.observe.store import IDENTIFIED, IDENTIFIED_VALUES

ICE = "ice"
ACTIVITIES = (
    "ice_encounter",
    "detainer",
    "ice_arrest",
    "detained",
    "transferred",
    "stay_ended",
    "removed",
    "apprehended",
)
"""In the order in which events of one person at one moment stand: the encounter comes before the detainer, and so on."""

ORDER = ("apprehended", *ACTIVITIES[:-1])
ATTRIBUTES = (
    "aor",
    "method",
    "disposition",
    "citizenship",
    "gender",
    "landmark",
    "program",
    "criminality",
    "threat_level",
    "charge",
    "charge_code",
    "charge_section",
    "facility",
    "facility_code",
    "state",
    "lift_reason",
)
ORIGIN = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class _Happened:
    """Events of one activity: rows of a frame, their moments, their persons."""

    activity: str
    frame: Frame
    rows: npt.NDArray[np.int64]
    time: npt.NDArray[np.datetime64]
    person: npt.NDArray[np.int64]
    alone: npt.NDArray[np.bool_]


def write_events(path: Path, frames: Sequence[Frame], version: str) -> dict[str, int]:
    """Write the events of all frames and return how many of each activity.

    A row without identifier is a person of its own, and its attribute `identified` says no. A row without its date is no
    event, and is in no count. Detention stints need their stays: a stint begins with `detained` where it opens the stay,
    else with `transferred`.
    """
    happened: list[tuple[int, _Happened]] = []
    names = tuple(dict.fromkeys(frame.release for frame in frames))
    for place, release in enumerate(names):
        of = [frame for frame in frames if frame.release == release]
        last = max((int(f.person.max(initial=0)) for f in of if f.person is not None), default=0)
        for frame in of:
            found, last = _of_frame(frame, last)
            happened += [(place, events) for events in found]
    blocks, meta, counts = _block(happened, names, version)
    write(path, blocks, meta)
    return counts


def _of_frame(frame: Frame, last: int) -> tuple[list[_Happened], int]:
    """The events of one table, and the highest person number given so far."""
    numbers = frame.person if frame.person is not None else np.full(len(frame), -1, dtype=np.int64)
    alone = numbers < 0
    person = numbers.copy()
    person[alone] = last + 1 + np.arange(int(alone.sum()))
    last += int(alone.sum())
    found: list[_Found] = []
    match frame.table:
        case "encounters":
            found = [("ice_encounter", "event_date", None)]
        case "detainers":
            found = [("detainer", "prepare_date", None)]
        case "arrests":
            found = [("ice_arrest", "apprehension_date", None)]
        case "removals":
            found = [("removed", frame.main or "departed_date", None)]
            if frame.person is None and "apprehension_date" in frame.names:
                found.append(("apprehended", "apprehension_date", None))
        case "detentions":
            found = _detention(frame, person)
    events = []
    for activity, column, keep in found:
        if isinstance(column, str) and column not in frame.names:
            continue
        time = frame.dates(column).time if isinstance(column, str) else column
        known = ~np.isnat(time) if keep is None else ~np.isnat(time) & keep
        rows = np.flatnonzero(known)
        events.append(_Happened(activity, frame, rows, time[rows], person[rows], alone[rows]))
    return events, last


_Found = tuple[str, str | npt.NDArray[np.datetime64], npt.NDArray[np.bool_] | None]
"""An activity, the date it happens on (a column or times), the rows that it happens in (None = all with the date)."""


def _detention(frame: Frame, person: npt.NDArray[np.int64]) -> list[_Found]:
    """The first stint of a stay is `detained`, the others `transferred`; the stay's book-out ends it.

    A stay is a person and a stay book-in; a stint without one is a stay of its own, as is every stint of a table
    without such a column. Rows that the rule ddp_2026 leaves out are no transfers: they repeat a stint."""
    if "stay_book_in" not in frame.names:
        return [("detained", "book_in", None), ("stay_ended", "book_out", None)]
    begun = frame.dates("stay_book_in").time
    entered = frame.dates("book_in").time
    alone = np.isnat(begun)
    out = frame.dates("book_out").time if "book_out" in frame.names else entered
    ended = frame.dates("stay_book_out").time if "stay_book_out" in frame.names else out
    flags = frame.column("duplicate_ddp_2026") if "duplicate_ddp_2026" in frame.names else None
    copy = flags.values if isinstance(flags, Flags) else np.zeros(len(frame), dtype=np.bool_)
    first = _ends(person, begun, (out, entered, copy), last=False)
    last = _ends(person, begun, (out, entered, ~copy), last=True)
    return [
        ("detained", np.where(alone, entered, begun), first),
        ("transferred", "book_in", ~first & ~copy),
        ("stay_ended", ended, last),
    ]


def _ends(
    person: npt.NDArray[np.int64],
    begun: npt.NDArray[np.datetime64],
    within: tuple[npt.NDArray[Any], ...],
    last: bool,
) -> npt.NDArray[np.bool_]:
    """The first or the last row of each person's each stay, in the order of `within` (its last key first)."""
    order = np.lexsort((*within, begun, person))
    who, when = person[order], begun[order]
    new = np.ones(len(order) + 1, dtype=np.bool_)
    new[1:-1] = (who[1:] != who[:-1]) | (when[1:] != when[:-1])
    found = np.zeros(len(order), dtype=np.bool_)
    found[order[new[1:] if last else new[:-1]]] = True
    return found


def _block(
    happened: Sequence[tuple[int, _Happened]], releases: Sequence[str], version: str
) -> tuple[list[Mapping[str, npt.NDArray[np.generic]]], LogMeta, dict[str, int]]:
    frames = list(dict.fromkeys(event.frame for _, event in happened))
    attributes = [
        n for n in ATTRIBUTES if any(n in f.names and isinstance(f.column(n), Coded) for f in frames)
    ]
    times = [e.time.astype("datetime64[s]").astype(np.int64) for _, e in happened]
    time = np.concatenate(times or [np.zeros(0, np.int64)])
    person = np.concatenate([e.person for _, e in happened] or [np.zeros(0, np.int64)])
    release = np.concatenate(
        [np.full(len(e.rows), r, np.int32) for r, e in happened] or [np.zeros(0, np.int32)]
    )
    rank = {name: place for place, name in enumerate(ORDER)}
    code = {name: place for place, name in enumerate(ACTIVITIES)}
    ranks = np.concatenate(
        [np.full(len(e.rows), rank[e.activity], np.int8) for _, e in happened] or [np.zeros(0, np.int8)]
    )
    whole = np.concatenate([np.full(len(t), not (t % DAY).any()) for t in times] or [np.zeros(0, np.bool_)])
    time = placed((release.astype(np.int64) << 44) | person, time, ranks, whole)
    unit = "second" if (time % 60).any() else "minute"
    step = 1 if unit == "second" else 60
    origin = int(np.datetime64(ORIGIN, "s").astype(np.int64))
    steps = (time - origin) // step
    if len(steps) and (abs(steps) >= 2**31).any():
        raise VarickError("an event lies over 68 years from 2000, where times are to the second")
    activity = np.array([code[name] for name in ORDER], dtype=np.uint16)[ranks]
    order = _sorted(release, person, steps, ranks)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "person": person[order].astype(np.uint64),
        "time": steps[order].astype(np.int32),
        "activity": activity[order],
        "release": release[order],
    }
    values: dict[str, tuple[str, ...]] = {"release": tuple(releases)}
    for name in ("file", "sheet", "table", *attributes):
        coded = _attribute(name, happened)
        columns[name] = coded.codes[order]
        values[name] = coded.values
    alone = np.concatenate([e.alone for _, e in happened] or [np.zeros(0, np.bool_)])
    columns[IDENTIFIED] = alone[order].astype(np.int32)
    values[IDENTIFIED] = IDENTIFIED_VALUES
    rows = [_rows(event) for _, event in happened]
    columns["row"] = np.concatenate(rows or [np.zeros(0, np.int32)])[order]
    meta = LogMeta(version, "observed", "", None, ORIGIN, tuple((a, ICE) for a in ACTIVITIES), values, unit)  # type: ignore[arg-type]
    counts = np.bincount(activity, minlength=len(ACTIVITIES)).tolist()
    return [columns], meta, {name: n for name, n in zip(ACTIVITIES, counts, strict=True) if n}


def _sorted(
    release: npt.NDArray[np.int32],
    person: npt.NDArray[np.int64],
    steps: npt.NDArray[np.int64],
    ranks: npt.NDArray[np.int8],
) -> npt.NDArray[np.int64]:
    """The order by release, person, time and rank: two keys of 64 bits, of which the second is mostly in order."""
    within = ((steps + 2**31) << 4) | ranks
    across = (release.astype(np.int64) << 44) | person
    if (across[1:] >= across[:-1]).all() and ((across[1:] > across[:-1]) | (within[1:] >= within[:-1])).all():
        return np.arange(len(across))
    return np.lexsort((within, across))


def _rows(event: _Happened) -> npt.NDArray[np.int32]:
    column = event.frame.column("row")
    assert isinstance(column, Numbers)
    return column.values[event.rows].astype(np.int32)


def _attribute(name: str, happened: Sequence[tuple[int, _Happened]]) -> Coded:
    """One attribute of all events; a frame's values are looked up once, whatever the number of its events."""
    known: dict[str, int] = {}
    cached: dict[int, npt.NDArray[np.int32]] = {}
    codes = []
    for _, event in happened:
        frame = event.frame
        if name == "table":
            codes.append(np.full(len(event.rows), known.setdefault(frame.table, len(known)), np.int32))
            continue
        column = frame.column(name) if name in frame.names else None
        if not isinstance(column, Coded):
            codes.append(np.full(len(event.rows), -1, dtype=np.int32))
            continue
        if id(frame) not in cached:
            to = np.array([*(known.setdefault(v, len(known)) for v in column.values), -1], dtype=np.int32)
            cached[id(frame)] = to[column.codes]
        codes.append(cached[id(frame)][event.rows])
    return Coded(np.concatenate(codes) if codes else np.zeros(0, np.int32), tuple(known))
