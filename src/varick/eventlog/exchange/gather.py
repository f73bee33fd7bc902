"""Events read one by one from a foreign file, made an event log, with every one of them accounted for."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from varick import __version__
from varick.errors import VarickError
from varick.eventlog.checks import in_order
from varick.eventlog.exchange.spelling import spelt
from varick.eventlog.log import Column, EventLog
from varick.eventlog.schema import PROVENANCE, RESERVED, LogMeta

UNSTATED = "unstated"
"""The agency of an activity where the file does not name one for all of its events."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = date(1800, 1, 1), date(2200, 1, 1)
"""The declared range of an event's time: outside of it, a time is a slip of the pen or a placeholder."""
PERSON, RELEASE, ROW = "varick:person", "varick:release", "varick:row"
"""Keys of a case (the first two) and of an event."""
FIRST, END = ((day - EPOCH.date()).days * 86400 for day in (EARLIEST, LATEST))
MOST_ATTRIBUTES = 500
"""More kinds of attributes than this are refused: each takes four bytes an event."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """An event that could not become a row: its number in the file, from 1, and why."""

    row: int
    reason: str


@dataclass(frozen=True)
class Imported:
    """A log read from a foreign file.

    `rows_in` events stood in the file; `repeated` rows are there because an event belongs to several cases. So
    ``rows_in + repeated == len(log) + len(rejected)``. `own` says that Varick wrote the file and that the log is the
    one it was written from. `notes` say what was changed or left out on the way.
    """

    log: EventLog
    rows_in: int
    rejected: tuple[Unfit, ...]
    notes: tuple[str, ...]
    own: bool
    repeated: int = 0


class Texts:
    """A column of texts in the making: a code for each row that has one, -1 for the others."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.codes = array("i")

    def put(self, row: int, text: str) -> bool:
        """Set the text of `row`; False, and nothing changed, where it has one already."""
        missing = row - len(self.codes)
        if missing < 0:
            return False
        if missing:
            self.codes.extend((-1,) * missing)
        self.codes.append(self.known.setdefault(text, len(self.known)))
        return True

    def column(self, rows: int) -> Column:
        """The codes of the first `rows` rows, int32 of shape (rows,)."""
        codes = np.full(rows, -1, dtype=np.int32)
        known = np.array(self.codes, dtype=np.int32)[:rows]
        codes[: len(known)] = known
        return codes


@dataclass
class Gathered:
    """What was read so far. Cases are numbered from 0 in the order of the file."""

    name: str
    rows_in: int = 0
    repeated: int = 0
    cases: int = 0
    case: "array[int]" = field(default_factory=lambda: array("q"))
    number: "array[int]" = field(default_factory=lambda: array("q"))
    seconds: "array[int]" = field(default_factory=lambda: array("q"))
    source_row: "array[int]" = field(default_factory=lambda: array("q"))
    activity: Texts = field(default_factory=Texts)
    of_event: dict[str, Texts] = field(default_factory=dict)
    of_case: dict[str, Texts] = field(default_factory=dict)
    rejected: list[Unfit] = field(default_factory=list)
    odd: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, times: int = 1) -> None:
        """Count something that the reader should be told of."""
        self.odd[what] = self.odd.get(what, 0) + times

    def reject(self, number: int, reason: str) -> bool:
        """Keep the number of an event that cannot become a row; always False."""
        self.rejected.append(Unfit(number, reason))
        return False

    def begin_case(self, attributes: Iterable[tuple[str, str]] = ()) -> int:
        """A new case and its number."""
        self.cases += 1
        self.describe_case(self.cases - 1, attributes)
        return self.cases - 1

    def describe_case(self, case: int, attributes: Iterable[tuple[str, str]]) -> None:
        """Attributes of the last case that was begun."""
        for key, text in attributes:
            if not self._column(self.of_case, key).put(case, text):
                self.note(f"a case has {key[:60]} twice; the first is kept")

    def add(
        self,
        number: int,
        case: int,
        activity: str | None,
        time: str | None,
        attributes: Iterable[tuple[str, str]] = (),
        source_row: str | None = None,
    ) -> bool:
        """One event of a case: a row (True), or a rejection with its reason."""
        if activity is None:
            return self.reject(number, "it names no activity")
        if time is None:
            return self.reject(number, "it has no time")
        stamp = self._stamp(time)
        if stamp is None:
            return self.reject(number, f"its time cannot be read: {time[:40]!r}")
        if not FIRST <= stamp < END:
            return self.reject(number, f"its time lies outside {EARLIEST} to {LATEST}: {time[:40]!r}")
        row = len(self.case)
        self.case.append(case)
        self.number.append(number)
        self.seconds.append(stamp)
        self.activity.put(row, activity)
        if source_row is not None:
            self._source(row, source_row)
        for key, text in attributes:
            if not self._column(self.of_event, key).put(row, text):
                self.note(f"an event has {key[:60]} twice; the first is kept")
        return True

    def _source(self, row: int, text: str) -> None:
        """The row of the sheet that an event once came from, where every event so far has said it."""
        try:
            number = int(text)
        except ValueError:
            return
        if len(self.source_row) == row and -(2**31) <= number < 2**31:
            self.source_row.append(number)

    def _column(self, columns: dict[str, Texts], key: str) -> Texts:
        if (found := columns.get(key)) is None:
            if len(self.of_event) + len(self.of_case) >= MOST_ATTRIBUTES:
                raise VarickError(
                    f"{self.name}: more than {MOST_ATTRIBUTES} kinds of attributes; take some out of the file"
                )
            found = columns[key] = Texts()
        return found

    def _stamp(self, text: str) -> int | None:
        """Seconds since 1970 UTC, a time without zone taken as UTC; None for what is no ISO 8601 time."""
        try:
            if text[4:5] != "-":  # a bare number would be read as a date without hyphens
                return None
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                self.note("a time has no zone; taken as UTC")
                moment = moment.replace(tzinfo=UTC)
            elif moment.utcoffset() != timedelta(0):
                self.note("a time of another zone was changed to UTC")
            whole = (moment - EPOCH) // timedelta(seconds=1)
        except (ValueError, OverflowError):
            return None
        if moment.microsecond:
            self.note("a time has fractions of a second; cut to the second")
        return whole

    def finish(self, keys: "Keys", meta: LogMeta | None = None, *, with_row: bool = False) -> Imported:
        """The log: whole as Varick wrote it where `meta` came with the file and still fits, else made from the rows."""
        log, own = None, False
        if meta is not None:
            log = self._as_written(keys, meta, with_row)
            own = log is not None
            if log is None:
                self.note("it was changed after Varick wrote it; read as any other log")
        if log is None:
            log = self._made(keys)
        notes = tuple(f"{what}: {n:,}" for what, n in self.odd.items())
        return Imported(log, self.rows_in, tuple(self.rejected), notes, own, self.repeated)

    def _as_written(self, keys: "Keys", meta: LogMeta, with_row: bool) -> EventLog | None:
        rows = len(self.case)
        case = _numbers(self.case)
        per_step = 60 if meta.unit == "minute" else 1
        origin = (meta.origin - EPOCH.date()).days * 86400
        steps, rest = np.divmod(_numbers(self.seconds) - origin, per_step)
        if self.rejected or self.repeated or rest.any() or (rows and np.abs(steps).max() >= 2**31):
            return None
        columns: dict[str, Column] = {"time": steps.astype(np.int32)}
        people = self.of_case.get(PERSON)
        numbers = _person_numbers(people.known) if people is not None else np.zeros(0, dtype=np.uint64)
        if rows:
            of_case = people.column(self.cases) if people is not None else np.full(self.cases, -1)
            if numbers is None or of_case[case].min() < 0:
                return None
            columns["person"] = numbers[of_case[case]]
        else:
            columns["person"] = np.zeros(0, dtype=np.uint64)
        named = {"activity": (self.activity, meta.names)}
        written = keys.of(meta)
        for name, values in meta.attributes.items():
            of_event = self.of_event.get(written[name])
            named[name] = (of_event or Texts(), values)
        if set(self.of_event) - set(written.values()) - {keys.agency}:
            return None
        for name, (texts, values) in named.items():
            column = texts.column(rows)
            place = {text: code for code, text in enumerate(spelt(values))}
            if name == "release" and RELEASE in self.of_case:
                texts = self.of_case[RELEASE]
                column = texts.column(self.cases)[case]
            if any(text not in place for text in texts.known):
                return None
            meaning = np.array([*(place[text] for text in texts.known), -1], dtype=np.int32)
            columns[name] = meaning[column].astype(np.uint16 if name == "activity" else np.int32)
        if with_row:
            if len(self.source_row) != rows:
                return None
            columns["row"] = _numbers(self.source_row).astype(np.int32)
        outer = [columns["release"]] if "release" in columns else []
        order = np.lexsort((_numbers(self.number), columns["person"], *outer))
        if rows and (order[:-1] > order[1:]).any():
            columns = {name: values[order] for name, values in columns.items()}
        try:
            if rows:
                in_order(columns, None, self.name)
        except VarickError:
            return None
        stored = {name: columns[name] for name in ("person", "time", "activity", *meta.attributes)}
        return EventLog.of_columns(meta, stored | {name: columns[name] for name in columns if name == "row"})

    def _made(self, keys: "Keys") -> EventLog:
        rows = len(self.case)
        case, seconds = _numbers(self.case), _numbers(self.seconds)
        columns: dict[str, Column] = {}
        attributes: dict[str, tuple[str, ...]] = {}
        given = {key: (texts.column(rows), texts) for key, texts in self.of_event.items()}
        given |= {
            f"case:{key}": (texts.column(self.cases)[case] if rows else texts.column(0), texts)
            for key, texts in self.of_case.items()
        }
        kept = rows and len(self.source_row) == rows
        for name in PROVENANCE:
            for key in (f"varick:{name}", f"case:varick:{name}"):
                gaps = name == "sheet"  # a csv has no sheet
                if name not in columns and key in given and rows and (gaps or given[key][0].min() >= 0):
                    column, texts = given.pop(key)
                    columns[name], attributes[name] = column, tuple(texts.known)
        if not kept or "file" not in columns:
            columns["file"], attributes["file"] = np.zeros(rows, dtype=np.int32), (self.name,)
            columns.pop("sheet", None), attributes.pop("sheet", None)
            columns["row"] = _numbers(self.number)
        else:
            columns["row"] = _numbers(self.source_row)
        agencies = self._agencies(given, keys)
        for key, (column, texts) in given.items():
            name = key
            while name in RESERVED or name in PROVENANCE or name in columns:
                name = f"event:{name}"
            columns[name], attributes[name] = column, tuple(texts.known)
        release = columns.get("release", np.zeros(rows, dtype=np.int32))
        number = _numbers(self.number)
        order = np.lexsort((number, seconds, case, release))
        if moved := int((order != np.lexsort((number, case, release))).sum()):
            self.note("a case's events were not in order of time; sorted", moved)
        unit, per_step = ("second", 1) if (seconds % 60).any() else ("minute", 60)
        origin = int(seconds.min()) // 86400 * 86400 if rows else 0
        if unit == "second" and rows and int(seconds.max()) - origin >= 2**31:
            self.note("the log spans more than 68 years; times are cut to the minute", rows)
            unit, per_step = "minute", 60
        columns["person"] = case.astype(np.uint64)
        columns["time"] = (seconds - origin) // per_step
        columns["activity"] = self.activity.column(rows)
        meta = LogMeta(
            version=__version__,
            scenario=self.name,
            scenario_hash="",
            seed=None,
            origin=EPOCH.date() + timedelta(seconds=origin),
            activities=tuple(zip(self.activity.known, agencies, strict=True)),
            attributes={name: attributes[name] for name in sorted(attributes, key=_place)},
            unit="second" if unit == "second" else "minute",
        )
        types: Mapping[str, Any] = {"person": np.uint64, "activity": np.uint16}
        names = ("person", "time", "activity", *meta.attributes, "row")
        return EventLog.of_columns(
            meta, {name: columns[name][order].astype(types.get(name, np.int32)) for name in names}
        )

    def _agencies(self, given: dict[str, tuple[Column, Texts]], keys: "Keys") -> list[str]:
        """Each activity's agency, where one and the same is named on all of its events."""
        activity = self.activity.column(len(self.case))
        if len(self.activity.known) > 2**16:
            raise VarickError(f"{self.name}: more than 65,536 activities; an activity is a kind of event")
        if keys.agency in given and len(activity):
            column, texts = given[keys.agency]
            low = np.full(len(self.activity.known), len(texts.known), dtype=np.int64)
            high = np.full(len(self.activity.known), -1, dtype=np.int64)
            np.minimum.at(low, activity, column)
            np.maximum.at(high, activity, column)
            if (low == high).all() and low.min() >= 0:
                del given[keys.agency]
                names = tuple(texts.known)
                return [names[code] for code in low.tolist()]
        return [UNSTATED] * len(self.activity.known)


@dataclass(frozen=True)
class Keys:
    """Under which names a format keeps what belongs to Varick: `agency` is the agency's key on an event; `taken` are the
    keys that mean something else there."""

    agency: str
    taken: frozenset[str]
    fold: bool = False
    """Whether two keys must differ by more than upper and lower case."""

    def of(self, meta: LogMeta) -> dict[str, str]:
        """The key of each attribute, all different."""
        found = []
        for name in meta.attributes:
            if name in PROVENANCE:
                found.append(f"varick:{name}")
            elif name in self.taken or name.startswith("varick:"):
                found.append(f"varick:attribute:{name}")
            else:
                found.append(name)
        keys: dict[str, str] = {}
        seen: set[str] = {key.casefold() for key in (self.agency, ROW, *self.taken)}
        for name, key in zip(meta.attributes, spelt(found), strict=True):
            number = 2
            free = key
            while self.fold and free.casefold() in seen:
                free = f"{key}~{number}"
                number += 1
            seen.add(free.casefold())
            keys[name] = free
        return keys


def _numbers(values: "array[int]") -> Column:
    return np.frombuffer(values, dtype=np.int64) if values else np.zeros(0, dtype=np.int64)


def _person_numbers(texts: Iterable[str]) -> Column | None:
    """Person numbers as written, None where one is none."""
    try:
        return np.array([int(text) for text in texts], dtype=np.uint64)
    except (ValueError, OverflowError):
        return None


def _place(name: str) -> int:
    return PROVENANCE.index(name) if name in PROVENANCE else len(PROVENANCE)
