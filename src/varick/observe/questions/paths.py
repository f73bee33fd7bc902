"""Whose journeys a question about persons may follow: one release, rows with an identifier, up to the day it was extracted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import NoAnswer, VarickError, did_you_mean
from varick.eventlog import EventLog
from varick.eventlog.blocks import Block, Conditions, blocks
from varick.observe.questions.select import Condition, conditions
from varick.observe.questions.small_cells import Window, refuse_singling
from varick.observe.questions.warnings import warned
from varick.observe.questions.windows import ONE_DAY
from varick.observe.questions.wording import table_name
from varick.observe.store import EVENTS, IDENTIFIED, Held, Store, events_frame
from varick.words import Words

TABLE_OF = {
    "ice_encounter": "encounters",
    "detainer": "detainers",
    "ice_arrest": "arrests",
    "detained": "detentions",
    "transferred": "detentions",
    "stay_ended": "detentions",
    "removed": "removals",
    "apprehended": "removals",
}
"""The table whose rows are the events of each activity of an imported log."""
IN_A_DAY = {"minute": 24 * 60, "second": 24 * 60 * 60}


@dataclass(frozen=True)
class Journeys:
    """The events of one release that can be followed.

    `below`: persons from this number on are rows without identifier, each a person of its own (None: there are none
    such). `linked` and `alone` count the events of each activity, with and without an identifier, int64 (activities,).
    `last` is the day (included) up to which the record goes.
    """

    store: Store
    log: EventLog
    release: str | None
    below: int | None
    linked: npt.NDArray[np.int64]
    alone: npt.NDArray[np.int64]
    last: date
    extracted: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The activities of the log in the order of their codes."""
        return self.log.meta.names

    @property
    def day(self) -> int:
        """Steps of time in a day."""
        return IN_A_DAY[self.log.meta.unit]

    @property
    def end(self) -> int:
        """The last step of the last day."""
        return self.steps(self.last + ONE_DAY) - 1

    def steps(self, day: date) -> int:
        """The step at which a day begins."""
        return (day - self.log.meta.origin).days * self.day

    def blocks(self, names: Sequence[str]) -> Iterator[Block]:
        """The events with an identifier, block by block."""
        return blocks(self.log, names, release=self.release, below=self.below)

    def code(self, activity: str) -> int:
        """The code of an activity. Raises VarickError with the nearest names for one that the log does not know, and
        NoAnswer where this release has no such event that can be followed."""
        if activity not in self.names:
            hint = did_you_mean(activity, self.names) or f"; it has {', '.join(self.present())}"
            raise VarickError(f"{self.store.path}: no activity {activity!r} in the log{hint}")
        code = self.names.index(activity)
        if self.linked[code]:
            return code
        where = f"{self.store.path}: " + (f"release {self.release}: " if self.release else "")
        if not self.alone[code]:
            raise NoAnswer(
                f"{where}no event {activity!r}; it has {', '.join(self.present()) or 'none'}, choose among them"
            )
        removals = any(h.table == "removals" and h.release == self.release for h in self.store.tables)
        instead = (
            "two dates of one row can be compared: varick observe lags LOGDIR --table removals "
            "--from apprehension_date --to departed_date"
            if removals
            else "ask for counts instead"
        )
        raise NoAnswer(
            f"{where}the {self.alone[code]:,} events {activity!r} come from rows without an identifier, so nobody can tell "
            f"which are of one person; {instead}"
        )

    def present(self) -> tuple[str, ...]:
        """The activities that occur."""
        return tuple(n for n, a, b in zip(self.names, self.linked, self.alone, strict=True) if a or b)


def journeys(store: Store, release: str | None, activities: Sequence[str] = ()) -> Journeys:
    """What can be followed in a release, up to the day on which the tables of these activities (none: all) were extracted.

    Raises VarickError for an unknown release, and NoAnswer where the log holds several and none was chosen, or nothing.
    """
    log = store.log
    held = _of_release(store, release)
    chosen = held[0].release if held else _single(store, log, release)
    if not log.meta.attributes.get("release"):
        chosen = None  # another tool's log: the folder gave it a name, its events have none
    tables = [table for table in held if table.table != EVENTS]
    below = _identified(store, tables) if tables else _stated(log, chosen)
    linked = np.zeros(len(log.meta.names), dtype=np.int64)
    alone = np.zeros(len(log.meta.names), dtype=np.int64)
    latest = None
    for block in blocks(log, ("activity", "time"), release=chosen):
        activity = block["activity"]
        known = slice(None) if below is None else block["person"] < np.uint64(below)
        here = np.bincount(activity[known], minlength=len(linked))
        linked += here
        alone += np.bincount(activity, minlength=len(linked)) - here
        latest = max(int(block["time"].max()), -(2**31) if latest is None else latest)
    if latest is None:
        raise NoAnswer(
            f"{store.path}: the log holds no event{f' of {chosen}' if chosen else ''}; import one that does"
        )
    last = log.meta.origin + timedelta(days=latest // IN_A_DAY[log.meta.unit])
    extracted = _extracted(held, activities)
    return Journeys(store, log, chosen, below, linked, alone, extracted or last, extracted is not None)


def _of_release(store: Store, release: str | None) -> list[Held]:
    """The tables of the one release of an imported folder; none for a log by itself."""
    if not store.account:
        return []
    names = tuple(dict.fromkeys(held.release for held in store.tables))
    if release is None and len(names) > 1:
        raise _several(store, names)
    if release not in (None, *names):
        raise VarickError(f"{store.path}: no release {release!r}; it holds {', '.join(names)}")
    return [held for held in store.tables if held.release == (release or names[0])]


def _single(store: Store, log: EventLog, release: str | None) -> str | None:
    names = log.meta.attributes.get("release", ())
    if len(names) > 1:  # a log of one release, exported from several, still knows the others' names
        names = log.releases
    if release is None and len(names) > 1:
        raise _several(store, names)
    if release is not None and release not in names:
        raise VarickError(
            f"{store.path}: no release {release!r} in the log; "
            + (f"it holds {', '.join(names)}" if names else "leave --release out")
        )
    return release or (names[0] if names else None)


def _several(store: Store, names: Sequence[str]) -> NoAnswer:
    return NoAnswer(
        f"{store.path}: its log holds {len(names)} releases ({', '.join(names)}), and nobody can be followed from one "
        "to another; choose one with --release"
    )


def _identified(store: Store, held: Sequence[Held]) -> int:
    """One more than the greatest number of an identifier in the release; the rows without one are numbered from there."""
    greatest = -1
    for table in held:
        person = store.frame(table.table, table.release).person if table.persons is not None else None
        greatest = max(greatest, -1 if person is None else int(person.max(initial=-1)))
    return greatest + 1


def _stated(log: EventLog, release: str | None) -> int | None:
    """The least number of a row without identifier, as the events of an exported log state it; None where none is."""
    values = log.meta.attributes.get(IDENTIFIED, ())
    if "no" not in values:
        return None
    least = None
    for block in blocks(log, (IDENTIFIED,), release=release):
        alone = block["person"][block[IDENTIFIED] == values.index("no")]
        if len(alone):
            found = int(alone.min())
            least = found if least is None else min(least, found)
    return least


def _extracted(held: Sequence[Held], activities: Sequence[str]) -> date | None:
    """The earliest of the days up to which the tables of these activities go: beyond it one of them says nothing."""
    tables = {TABLE_OF[name] for name in activities if name in TABLE_OF}
    days = [
        day for table in held if not tables or table.table in tables if (day := table.extracted or table.last)
    ]
    return date.fromisoformat(min(days)[:10]) if days else None


def understood(
    log: EventLog, where: Sequence[str], release: str | None = None, window: Window = (None, None)
) -> tuple[tuple[Condition, ...], Conditions]:
    """The conditions on attributes of the log's events, as `select` reads them and as the kernels do.

    Raises VarickError for a column that is no attribute, and as `select.conditions` does; NoAnswer where they and the
    window, [from, to), could single a person out."""
    meta = log.meta
    nothing: Mapping[str, Any] = {
        "person": np.zeros(0, dtype=np.uint64),
        "time": np.zeros(0, dtype=np.int32),
        "activity": np.zeros(0, dtype=np.uint16),
        **{name: np.zeros(0, dtype=np.int32) for name in meta.attributes},
    }
    read: list[Condition] = []
    if where and not meta.attributes:
        raise VarickError("--where: the events of this log have no attributes; leave --where out")
    frame = events_frame(EventLog.of_columns(meta, nothing), release or "")
    allowed: dict[str, npt.NDArray[np.bool_]] = {}
    refuse_singling(frame, (), where, windows=[window])
    for condition in conditions(frame, where):
        name = condition.column
        if name not in meta.attributes:
            raise VarickError(
                f"--where {name}: no attribute of an event; the log has {', '.join(meta.attributes)}"
            )
        values = meta.attributes[name]
        fits = np.array([value in condition.values for value in (*values, None)])
        if condition.sign == "!=":
            fits = ~fits
        allowed[name] = allowed.get(name, True) & fits
        read.append(condition)
    return tuple(read), allowed


def activity_name(words: Words, activity: str) -> str:
    """An activity in words, of the record or of the model."""
    return words.find(f"observe_activity.{activity}") or words.label("activity", activity)


def source(words: Words, found: Journeys) -> str:
    """Of which log, release and day the answer is."""
    meta = found.log.meta
    if meta.seed is not None:
        return words(
            "observe_counts.vintage_simulated",
            scenario=meta.scenario, hash=meta.scenario_hash, seed=str(meta.seed), version=meta.version,
        )  # fmt: skip
    release = found.release or meta.scenario
    key = "observe_paths.vintage" if found.extracted else "observe_paths.vintage_log"
    return words(key, release=release, day=words.date(found.last))


def cautions(
    words: Words, found: Journeys, activities: Sequence[str], read: Sequence[Condition], dated: bool
) -> list[str]:
    """Notes: how many rows of each activity have no identifier, and the warnings of the import about their tables."""
    notes = without_identifier(words, found, activities)
    tables = {TABLE_OF.get(name) for name in activities}
    for held in found.store.tables if found.store.account else ():
        if held.release == found.release and held.table in tables:
            notes += warned(words, found.store, held, {c.column for c in read}, dated)
    return list(dict.fromkeys(notes))


def without_identifier(words: Words, found: Journeys, activities: Sequence[str]) -> list[str]:
    """A note for each activity of which some rows have no identifier."""
    notes = []
    for name in dict.fromkeys(activities):
        code = found.names.index(name)
        alone, every = int(found.alone[code]), int(found.alone[code] + found.linked[code])
        if alone:
            notes.append(
                words(
                    "observe_paths.alone",
                    activity=activity_name(words, name),
                    rows=words.number(alone),
                    share=words.percent(alone / every),
                    table=table_name(words, TABLE_OF.get(name, "other")),
                )
            )
    return notes
