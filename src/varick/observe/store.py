"""An imported folder opened for questions: its tables, its event log, and the account of how they came to be.

A log folder holds `import.json` (the account, written last and replaced in one step) and the folder that it names as
`generation`, with one Parquet file for each table of each release and `events.parquet`. A single event log (from
`varick simulate --log`, or anybody's) opens too, as a folder with one table, `events`.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from varick.errors import NoAnswer, VarickError
from varick.eventlog import EventLog, open_log
from varick.observe.arrow import open_frame
from varick.observe.frame import Coded, Column, Dates, Frame, Numbers

ACCOUNT = "import.json"
EVENTS = "events"
IDENTIFIED, IDENTIFIED_VALUES = "identified", ("yes", "no")
"""The attribute of an event that says whether its row had an identifier, so that an exported log still says so."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Held:
    """One table of one release as the account names it.

    `first` and `last` are the days (ISO) of its main date; `persons` is None where the release gives this table no
    identifier; `extracted` the day the release was extracted, as far as it is known, else the last day in the data.
    """

    table: str
    release: str
    rows: int
    first: str | None
    last: str | None
    persons: int | None
    extracted: str | None
    file: str


class Store:
    """What was imported. Make it with `Store.open`."""

    def __init__(self, path: Path, account: Mapping[str, Any], log: Path) -> None:
        self.path = path
        self.account = account
        self.log_path = log

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> "Store":
        """Open a log folder, or a single event log. Raises VarickError for anything else."""
        place = Path(path)
        if place.is_file():
            return cls(place, {}, place)
        file = place / ACCOUNT
        if not file.is_file():
            what = "holds no finished import" if place.is_dir() else "does not exist"
            raise VarickError(f"{place}: {what}; make one with varick observe import FILE --out {place}")
        try:
            account = json.loads(file.read_text(encoding="utf-8"))
            if account["format"] > FORMAT:
                raise VarickError(f"{file}: written by a later Varick; update Varick")
            events = place / account["generation"] / "events.parquet"
            found = cls(place, account, events)
            _ = found.tables
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VarickError(f"{file}: damaged ({error!r}); import the files again") from error
        return found

    @cached_property
    def tables(self) -> tuple[Held, ...]:
        """Every table of every release, in the order of the account."""
        if not self.account:
            log = self.log
            time = log.time
            first, last = (str(time.min())[:10], str(time.max())[:10]) if len(log) else (None, None)
            persons = persons_of(log)
            name = " and ".join(log.releases) or f"{log.meta.scenario} (simulated)"
            return (Held(EVENTS, name, len(log), first, last, persons, last, str(self.path)),)
        return tuple(Held(**{k: table[k] for k in Held.__slots__}) for table in self.account["tables"])

    @cached_property
    def log(self) -> EventLog:
        """The event log. Raises VarickError where the folder has none."""
        return open_log(self.log_path, check=not self.account)

    def held(self, table: str | None, release: str | None = None) -> Held:
        """The one table that is meant.

        Raises VarickError for an unknown name, and NoAnswer where several releases hold the table and none was
        chosen: two series with one name and different totals are never merged.
        """
        if table == EVENTS and self.account:
            return self._held_events(release)
        known = tuple(dict.fromkeys(held.table for held in self.tables))
        if table is None and len(known) != 1:
            raise VarickError(f"{self.path}: it holds {', '.join(known)}; choose one with --table")
        found = [held for held in self.tables if held.table == (table or known[0])]
        if not found:
            raise VarickError(f"{self.path}: no table {table!r}; it holds {', '.join(known)}")
        chosen = [held for held in found if release in (None, held.release)]
        names = ", ".join(held.release for held in found)
        if not chosen:
            raise VarickError(f"{self.path}: {table} of no release {release!r}; it holds {names}")
        if len(chosen) > 1:
            raise NoAnswer(
                f"{self.path}: {len(chosen)} releases hold {found[0].table} ({names}), and they overlap; "
                "choose one with --release"
            )
        return chosen[0]

    def _held_events(self, release: str | None) -> Held:
        """The event log of one release of the folder, refused as a table is."""
        names = tuple(dict.fromkeys(held.release for held in self.tables))
        if release is None and len(names) > 1:
            raise NoAnswer(
                f"{self.path}: its event log holds {len(names)} releases ({', '.join(names)}), and they overlap; "
                "choose one with --release"
            )
        if release not in (None, *names):
            raise VarickError(f"{self.path}: no release {release!r}; it holds {', '.join(names)}")
        name = release or "".join(names)
        known = [held.extracted for held in self.tables if held.release == name and held.extracted]
        log = self.log if len(names) < 2 else self.log.release(name)
        extracted = max(known, default=None)
        return Held(EVENTS, name, len(log), None, None, None, extracted, str(self.log_path))

    def frame(self, table: str | None = None, release: str | None = None) -> Frame:
        """The rows of one table of one release; see `held` for what is refused."""
        held = self.held(table, release)
        if held.table == EVENTS:
            several = self.account and len({each.release for each in self.tables}) > 1
            return events_frame(self.log.release(held.release) if several else self.log, held.release)
        return open_frame(self.path / held.file)


def persons_of(log: EventLog) -> int:
    """How many persons with an identifier a log has; rows without one are persons of their own only in name."""
    every = len(log.offsets) - 1
    values = log.meta.attributes.get(IDENTIFIED, ())
    if "no" not in values or not every:
        return every
    return every - int((log.column(IDENTIFIED)[log.offsets[:-1]] == values.index("no")).sum())


def events_frame(log: EventLog, release: str = "") -> Frame:
    """An event log as a frame: `activity`, `agency`, its attributes, `time` (the main date) and where rows came from."""
    meta = log.meta

    def load(name: str) -> Column:
        if name == "time":
            return Dates(log.time.astype("datetime64[s]"), False, Coded.blank(len(log)))
        if name == "row":
            return Numbers(log.column("row").astype(np.float64), Coded.blank(len(log)))
        if name == "activity":
            return Coded(log.activity.astype(np.int32), meta.names)
        if name == "agency":
            return Coded(log.agency.astype(np.int32), meta.agencies)
        return Coded(log.column(name).astype(np.int32), meta.attributes[name])

    names = ["time", "activity", "agency", *meta.attributes, *(["row"] if "row" in log.stored else [])]
    return Frame(EVENTS, release, "time", names, len(log), load, lambda: log.person.astype(np.int64))
