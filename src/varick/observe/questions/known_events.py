"""Known events: the policies, laws, recounts and borders between files that a change in a series is compared with.

The events stand in `layouts/known_events.yaml`, each with source and grade; the starts of federal fiscal years
(1 October), where a release may begin a new file, are computed. An event names what is known to have happened at the
time. It does not say that it caused anything.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.observe.frame import Frame
    from varick.words import Words

Kind = Literal["policy", "law", "local", "recode", "release"]
Precision = Literal["day", "month"]
GRADES = ("seen", "secondary", "recalled")
FISCAL_YEAR = "fiscal_year"
_FIELDS = {
    "date",
    "until",
    "precision",
    "era",
    "kind",
    "offices",
    "tables",
    "columns",
    "values",
    "grade",
    "found_in_data",
    "source",
}


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """Something that happened at a known time.

    `offices` (codes), `tables` and `columns` are what it touches, empty for everything; `values` are parts of the
    values of those columns that it touches, in a table split by them. `until` is the day on which it
    ended, None where it did not or where nothing ends. `found_in_data` says that it was read off the tables themselves
    and that nobody is known to have announced it. `words` is its key in the family `observe_event`.
    """

    name: str
    date: dt.date
    kind: Kind
    source: str
    grade: str
    precision: Precision = "day"
    until: dt.date | None = None
    era: bool = False
    offices: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    found_in_data: bool = False

    @property
    def month(self) -> str:
        """The month in which it happened, such as 2017-01."""
        return f"{self.date:%Y-%m}"

    def title(self, words: "Words") -> str:
        """What it is, in the language of `words`."""
        if self.name == FISCAL_YEAR:
            return words("observe_event.fiscal_year", year=str(self.date.year + 1))
        return words(f"observe_event.{self.name}")

    def touches(
        self,
        table: str | None = None,
        offices: Collection[str] | None = None,
        columns: Collection[str] | None = None,
    ) -> bool:
        """Whether it may be seen in this table, in these offices, in a series split by these columns.

        None means any. An event of one office is not asked for where offices are given and it is not among them; a
        recode of a column shows only in a series split by it, and every other event of a column in any series.
        """
        if table is not None and self.tables and table not in self.tables:
            return False
        if offices is not None and self.offices and not set(offices) & set(self.offices):
            return False
        recoded = self.kind == "recode" and bool(self.columns) and columns is not None
        return not recoded or bool(set(columns or ()) & set(self.columns))

    def fits(self, values: Mapping[str, str]) -> bool:
        """Whether a series of these values (column -> value) can show it: one of its offices, and one of its values
        where the series is split by a column that it touches."""
        if self.offices and values.get("aor") not in self.offices:
            return False
        split = [values[column].casefold() for column in self.columns if column in values]
        parts = [part.casefold() for part in self.values]
        return not split or not parts or any(part in value for value in split for part in parts)


@dataclass(frozen=True, slots=True)
class Era:
    """A period of national policy, [start, end); `end` is None for the one that goes on."""

    name: str
    start: dt.date
    end: dt.date | None
    grade: str
    source: str

    def title(self, words: "Words") -> str:
        """What it is called, in the language of `words`."""
        return words(f"observe_event.{self.name}")


def known_events(
    table: str | None = None,
    offices: Collection[str] | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
    columns: Collection[str] | None = None,
    fiscal_years: bool = True,
) -> tuple[KnownEvent, ...]:
    """The events that touch this table, these offices (codes; None = any) and these columns, in [start, end), by date.

    Starts of fiscal years are among them where `start` and `end` are given, unless `fiscal_years` is False.
    """
    found = [event for event in shipped() if event.touches(table, offices, columns)]
    if fiscal_years and start is not None and end is not None:
        found += [fiscal_year(year) for year in range(start.year, end.year + 1)]
    chosen = (e for e in found if (start is None or e.date >= start) and (end is None or e.date < end))
    return tuple(sorted(chosen, key=lambda event: (event.date, event.kind, event.name)))


def of_ice(frame: "Frame") -> bool:
    """Whether rows are of ICE's record: what is known of that says nothing of a simulated log or of another tool's."""
    return frame.table != "events" or "release" in frame.names


def eras() -> tuple[Era, ...]:
    """The periods of national policy in order, without gaps from the first; for shading a series."""
    named = [event for event in shipped() if event.era]
    return tuple(Era(event.name, event.date, event.until, event.grade, event.source) for event in named)


def fiscal_year(year: int) -> KnownEvent:
    """The start of the federal fiscal year that begins in October of `year`."""
    return KnownEvent(
        FISCAL_YEAR, dt.date(year, 10, 1), "release", "31 U.S.C. 1102: 1 October to 30 September", "recalled"
    )


def months_between(first: str, second: str) -> int:
    """Whole months from one month to another, such as 2017-01 and 2017-03: 2."""
    return 12 * (int(second[:4]) - int(first[:4])) + int(second[5:7]) - int(first[5:7])


@cache
def shipped() -> tuple[KnownEvent, ...]:
    """The events of `layouts/known_events.yaml`, by date."""
    path = files("varick.observe").joinpath("layouts/known_events.yaml")
    return read_events(path.read_text(encoding="utf-8"), "layouts/known_events.yaml")


def read_events(text: str, file: str) -> tuple[KnownEvent, ...]:
    """The events of a file, by date. Raises VarickError, one line, for the first that is not sound."""
    import yaml

    try:
        entries = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise VarickError(f"{file}: not YAML ({str(error).splitlines()[0]}); mend it") from error
    if not isinstance(entries, dict):
        raise VarickError(f"{file}: it holds no events by name; write NAME: with date, kind, grade, source")
    events = sorted(
        (_event(str(name), entry, f"{file}: {name}") for name, entry in entries.items()),
        key=lambda event: (event.date, event.name),
    )
    before: KnownEvent | None = None
    for event in (event for event in events if event.era):
        if event.offices:
            raise VarickError(f"{file}: {event.name}: an era is national; leave out offices or era")
        if before is not None and before.until != event.date:
            raise VarickError(f"{file}: {before.name}: the next era begins {event.date}; give that as until")
        before = event
    return tuple(events)


def _event(name: str, entry: Any, where: str) -> KnownEvent:
    if not isinstance(entry, Mapping):
        raise VarickError(f"{where}: give date, kind, grade and source")
    if unknown := sorted(set(map(str, entry)) - _FIELDS):
        raise VarickError(f"{where}: unknown field {unknown[0]!r}; it may have {', '.join(sorted(_FIELDS))}")
    if missing := [field for field in ("date", "kind", "grade", "source") if field not in entry]:
        raise VarickError(f"{where}: {missing[0]} is missing; give it")
    for field in ("date", "until"):
        if field in entry and type(entry[field]) is not dt.date:
            raise VarickError(f"{where}: {field} {entry[field]!r} is no day; write it as 2017-01-25")
    for field, allowed in (("kind", get_args(Kind)), ("grade", GRADES), ("precision", get_args(Precision))):
        if field in entry and entry[field] not in allowed:
            raise VarickError(f"{where}: {field} {entry[field]!r}; choose {', '.join(allowed)}")
    for field in ("era", "found_in_data"):
        if not isinstance(entry.get(field, False), bool):
            raise VarickError(f"{where}: {field} {entry[field]!r}; write yes or leave it out")
    lists = {
        field: _texts(entry.get(field, []), f"{where}: {field}")
        for field in ("offices", "tables", "columns", "values")
    }
    if not isinstance(entry["source"], str) or not entry["source"].strip():
        raise VarickError(f"{where}: source is empty; say where it can be read")
    if entry.get("until") is not None and entry["until"] <= entry["date"]:
        raise VarickError(f"{where}: until {entry['until']} is not after {entry['date']}; mend one")
    if lists["values"] and not lists["columns"]:
        raise VarickError(f"{where}: values of which columns? give columns too")
    if entry["kind"] == "local" and not lists["offices"]:
        raise VarickError(f"{where}: a local event names its offices; give their codes")
    return KnownEvent(
        name,
        entry["date"],
        entry["kind"],
        entry["source"],
        entry["grade"],
        entry.get("precision", "day"),
        entry.get("until"),
        entry.get("era", False),
        found_in_data=entry.get("found_in_data", False),
        **lists,
    )


def _texts(given: Any, where: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(text, str) and text for text in given):
        raise VarickError(f"{where}: write a list of names, such as [NYC]")
    return tuple(given)
