"""An event log in use: coded NumPy columns, person by person, read from the file when first asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.eventlog.schema import LogMeta

Codes = npt.NDArray[np.integer[Any]]
Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's events in order: `time` datetime64, `activity` codes, `rows` their place in the log."""

    person: int
    release: str | None
    time: Column
    activity: Codes
    rows: slice


class EventLog:
    """Events sorted by (release,) person and time.

    `load(name)` gives a stored column whole; it is called once for each column that is asked for. `len(log)`
    is the number of events. The columns are read-only.
    """

    def __init__(
        self,
        meta: LogMeta,
        load: Callable[[str], Column],
        stored: Sequence[str],
        length: int,
        groups: Callable[[Sequence[str]], Iterator[dict[str, Column]]] | None = None,
    ) -> None:
        self.meta = meta
        self._groups = groups
        self.stored = tuple(stored)
        self._load = load
        self._length = length
        self._columns: dict[str, Column] = {}

    @classmethod
    def of_columns(cls, meta: LogMeta, columns: Mapping[str, Column]) -> "EventLog":
        """A log in memory. Raises VarickError if a column is missing."""
        if absent := [name for name in ("person", "time", "activity") if name not in columns]:
            raise VarickError(f"event log: column {absent[0]!r} is missing; give person, time and activity")
        return cls(meta, dict(columns).__getitem__, tuple(columns), len(columns["person"]))

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        meta = self.meta
        return (
            f"EventLog({self._length:,} events, {len(meta.activities)} activities, "
            f"scenario {meta.scenario!r}, varick {meta.version}, "
            f"hash {meta.scenario_hash or 'none'}, seed {meta.seed})"
        )

    def column(self, name: str) -> Column:
        """A stored column as NumPy (codes where it is coded). Raises VarickError for an unknown name."""
        self.check(name)
        if name not in self._columns:
            values = self._load(name).view()
            values.flags.writeable = False
            self._columns[name] = values
        return self._columns[name]

    def check(self, *names: str, release: str | None = None) -> None:
        """Raises VarickError for a column, or a release, that the log does not have."""
        if unknown := [name for name in names if name not in self.stored]:
            raise VarickError(f"event log: no column {unknown[0]!r}; it has {', '.join(self.stored)}")
        known = self.meta.attributes.get("release", ())
        if release is not None and release not in known:
            raise VarickError(f"event log: no release {release!r}; it has {', '.join(known) or 'none'}")

    def groups(self, names: Sequence[str]) -> Iterator[dict[str, Column]]:
        """These columns row group by row group as the file holds them, kept nowhere; all at once where the log is in memory.

        Activity codes are uint8 where there are at most 256 activities. `eventlog.blocks` cuts between persons."""
        if self._groups is None or all(name in self._columns for name in names):
            yield {name: self.column(name) for name in names}
        else:
            yield from self._groups(names)

    @property
    def person(self) -> npt.NDArray[np.uint64]:
        """Person numbers, shape (events,)."""
        return self.column("person")

    @property
    def steps(self) -> npt.NDArray[np.int32]:
        """Time as stored: minutes (or seconds, by `meta.unit`) since the origin's 00:00, shape (events,)."""
        return self.column("time")

    @property
    def time(self) -> Column:
        """Timestamps, datetime64[m] or [s], shape (events,)."""
        return self._stamps(self.steps)

    def _stamps(self, steps: npt.NDArray[np.int32]) -> Column:
        letter = "m" if self.meta.unit == "minute" else "s"
        origin = np.datetime64(self.meta.origin.isoformat()).astype(f"datetime64[{letter}]")
        stamps: Column = origin + steps.astype(f"timedelta64[{letter}]")
        return stamps

    @property
    def activity(self) -> Codes:
        """Activity codes into `meta.names`, shape (events,)."""
        return self.column("activity")

    @property
    def agency(self) -> npt.NDArray[np.uint8]:
        """Agency codes into `meta.agencies`, derived from the activity, shape (events,)."""
        order = {name: code for code, name in enumerate(self.meta.agencies)}
        of_activity = np.array([order[agency] for _, agency in self.meta.activities] or [0], dtype=np.uint8)
        codes: npt.NDArray[np.uint8] = of_activity[self.activity]
        return codes

    @property
    def releases(self) -> tuple[str, ...]:
        """The releases that occur in this log (none for a simulated one)."""
        if "release" not in self.stored:
            return ()
        return tuple(self.meta.attributes["release"][code] for code in np.unique(self.column("release")))

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where each person's events begin, and the end of the last: shape (persons + 1,)."""
        if not self._length:
            return np.zeros(1, dtype=np.int64)
        new = self.person[1:] != self.person[:-1]
        if "release" in self.stored:
            release = self.column("release")
            new |= release[1:] != release[:-1]
        return np.concatenate(([0], np.flatnonzero(new) + 1, [self._length])).astype(np.int64)

    def persons(self) -> Column:
        """Everybody in the log, once, in order.

        uint64 numbers; where the log holds several releases, a structured array of (`release` code,
        `person`), because the same number in two releases is not the same person.
        """
        starts = self.offsets[:-1]
        if len(self.releases) < 2:
            return self.person[starts]
        pairs = np.empty(len(starts), dtype=[("release", np.int32), ("person", np.uint64)])
        pairs["release"] = self.column("release")[starts]
        pairs["person"] = self.person[starts]
        return pairs

    def _in_one_release(self) -> None:
        if len(found := self.releases) > 1:
            raise VarickError(
                f"event log: it holds {len(found)} releases ({', '.join(found)}), and a person's number "
                "means something inside one only; choose one with .release(NAME)"
            )

    def count_persons(self) -> int:
        """How many persons. Raises VarickError for several releases: nobody can tell who is in two."""
        self._in_one_release()
        return len(self.offsets) - 1

    def of(self, person: int) -> Journey:
        """One person's events. Raises VarickError if there is none, or if the log holds several releases."""
        self._in_one_release()
        number = np.uint64(max(person, 0))
        first = np.searchsorted(self.person, number)
        last = np.searchsorted(self.person, number, side="right") if person >= 0 else first
        if first == last:
            raise VarickError(f"event log: nobody has the number {person}; .persons() lists who is there")
        return self._journey(int(first), int(last))

    def _journey(self, first: int, last: int) -> Journey:
        rows = slice(first, last)
        release = None
        if "release" in self.stored:
            release = self.meta.attributes["release"][self.column("release")[first]]
        return Journey(
            int(self.person[first]), release, self._stamps(self.steps[rows]), self.activity[rows], rows
        )

    def journeys(self) -> Iterator[Journey]:
        """Person by person, in order. For counting many, use the columns with `offsets`: it is far faster."""
        for first, last in zip(self.offsets[:-1].tolist(), self.offsets[1:].tolist(), strict=True):
            yield self._journey(first, last)

    def select(self, *activities: str) -> "EventLog":
        """The events of the named activities. Raises VarickError for a name that the log does not know."""
        if unknown := [name for name in activities if name not in self.meta.names]:
            raise VarickError(
                f"event log: no activity {unknown[0]!r}; it has {', '.join(self.meta.names) or 'none'}"
            )
        wanted = np.zeros(max(len(self.meta.names), 1), dtype=bool)
        wanted[[self.meta.names.index(name) for name in activities]] = True
        return self._where(wanted[self.activity])

    def release(self, name: str) -> "EventLog":
        """The events of one release. Raises VarickError if the log has no such release."""
        if name not in self.releases:
            raise VarickError(f"event log: no release {name!r}; it has {', '.join(self.releases) or 'none'}")
        return self._where(self.column("release") == self.meta.attributes["release"].index(name))

    def _where(self, keep: npt.NDArray[np.bool_]) -> "EventLog":
        return EventLog.of_columns(self.meta, {name: self.column(name)[keep] for name in self.stored})

    def to_arrow(self) -> Any:
        """A pyarrow Table: person, time as timestamp[us], activity, agency and attributes as dictionaries."""
        from varick.eventlog.parquet import to_arrow

        return to_arrow(self)
