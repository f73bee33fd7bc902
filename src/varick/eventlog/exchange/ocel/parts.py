"""An event log as OCEL 2.0 sees it: events, the persons, offices and facilities they belong to, and the log itself.

The log's metadata is an object too, of type `log`, related to no event: so every form of the standard can hold it.
"""

from collections.abc import Iterator

import numpy as np

from varick.eventlog.about import about
from varick.eventlog.exchange.gather import PERSON, RELEASE, ROW, Keys
from varick.eventlog.exchange.spelling import spelt
from varick.eventlog.log import Column, EventLog

CASE, ABOUT = "person", "log"
KEYS = Keys("agency", frozenset({"ocel_id", "ocel_time", "ocel_type"}), fold=True)
PLACES = {"office": ("aor",), "facility": ("facility_code", "facility")}
"""Other types of objects -> the attribute that names them; of several the first that the log has."""
EVENTS_AT_ONCE = 100_000

Attributes = list[tuple[str, str]]
Thing = tuple[str, str, Attributes]
"""An object: id, type, attributes."""


class Parts:
    """A log in the terms of the standard; texts are writable in every form."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        meta = log.meta
        self.said = about(log)
        self.keys = KEYS.of(meta)
        self.activities = list(spelt(meta.names))
        agencies = dict(zip(meta.agencies, spelt(meta.agencies), strict=True))
        self.agencies = [agencies[of] for _, of in meta.activities]
        self.values = {name: list(spelt(values)) for name, values in meta.attributes.items()}
        self.coded = [name for name in meta.attributes if name != "release"]
        self.with_row = "row" in log.stored
        self.places = {
            kind: next(name for name in names if name in meta.attributes)
            for kind, names in PLACES.items()
            if set(names) & set(meta.attributes)
        }
        width = len(str(max(len(log), 1)))
        self._event_id = f"e{{:0{width}d}}"

    def event_types(self) -> Iterator[tuple[str, list[str]]]:
        """Each activity with the attributes that its events have."""
        log, count = self.log, len(self.activities)
        has = {
            name: np.bincount(log.activity[log.column(name) >= 0], minlength=count) > 0 for name in self.coded
        }
        for code, name in enumerate(self.activities):
            yield name, [KEYS.agency, *(self.keys[n] for n in self.coded if has[n][code])]

    def object_types(self) -> dict[str, list[str]]:
        """Each type of object with its attributes."""
        person = [PERSON, RELEASE] if "release" in self.values else [PERSON]
        return {CASE: person, **{kind: ["name"] for kind in self.places}, ABOUT: list(self.said)}

    def people(self) -> list[str]:
        """The persons' ids, in the order of the log."""
        starts = self.log.offsets[:-1]
        numbers = self.log.person[starts].tolist()
        if "release" not in self.values:
            return [f"{CASE}:{n}" for n in numbers]
        names = self.values["release"]
        codes = self.log.column("release")[starts].tolist()
        return [f"{CASE}:{names[code]}:{n}" for n, code in zip(numbers, codes, strict=True)]

    def things(self) -> Iterator[Thing]:
        """All objects."""
        starts = self.log.offsets[:-1]
        numbers = self.log.person[starts].tolist()
        releases = self.log.column("release")[starts].tolist() if "release" in self.values else None
        for place, (name, n) in enumerate(zip(self.people(), numbers, strict=True)):
            attributes = [(PERSON, str(n))]
            if releases is not None:
                attributes.append((RELEASE, self.values["release"][releases[place]]))
            yield name, CASE, attributes
        for kind, attribute in self.places.items():
            for code in np.unique(self.log.column(attribute)).tolist():
                if code >= 0:
                    text = self.values[attribute][code]
                    yield f"{kind}:{text}", kind, [("name", text)]
        yield ABOUT, ABOUT, list(self.said.items())

    def blocks(self) -> Iterator["Block"]:
        """The events, some at a time."""
        for first in range(0, len(self.log), EVENTS_AT_ONCE):
            yield Block(self, slice(first, min(first + EVENTS_AT_ONCE, len(self.log))))


class Block:
    """Some rows of the log."""

    def __init__(self, parts: Parts, rows: slice) -> None:
        self.parts = parts
        self.rows = rows
        log = parts.log
        self.activity: list[int] = log.activity[rows].tolist()
        self.ids = [parts._event_id.format(n + 1) for n in range(rows.start, rows.stop)]
        self.times = np.datetime_as_string(log.time[rows].astype("datetime64[s]")).tolist()
        self.person: list[int] = (
            np.searchsorted(log.offsets, np.arange(rows.start, rows.stop), side="right") - 1
        ).tolist()

    def codes(self, name: str) -> list[int]:
        """A coded column of these rows."""
        column: Column = self.parts.log.column(name)[self.rows]
        found: list[int] = column.tolist()
        return found

    def source_rows(self) -> list[int]:
        """The column `row` of these rows."""
        return self.codes("row")


__all__ = ["ABOUT", "CASE", "KEYS", "PERSON", "RELEASE", "ROW", "Attributes", "Block", "Parts", "Thing"]
