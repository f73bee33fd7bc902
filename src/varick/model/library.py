"""What the folder of facts holds: facts, sources, reforms, places and scenarios, found by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from varick.errors import VarickError, did_you_mean
from varick.model.fact import SET, Fact
from varick.model.say import plain

if TYPE_CHECKING:
    from varick.model.schema import ScenarioForm

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands, and how much of it was read."""

    id: str
    title: str
    url: str | None
    where: str | None
    date: str
    seen: str
    note: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A value that a reform or a scenario gives to a fact from the scenario's first day on."""

    value: Any
    low: Any = None
    high: Any = None
    grade: str = SET
    source: tuple[str, ...] = ()
    note: str = ""

    def apply(self, fact: Fact, since: date) -> Fact:
        """The fact with this value. Raises VarickError where the value does not fit the fact."""
        return fact.replaced(since, self.value, self.low, self.high, self.grade, self.source, self.note)


@dataclass(frozen=True, slots=True)
class Reform:
    """A named change of rules or facts, and who could make it."""

    name: str
    title: str
    controlled_by: str
    description: str
    facts: Mapping[str, Change]
    cites: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A place and its own facts, each of which stands instead of the general one of the same name."""

    name: str
    title: str
    facts: Mapping[str, Fact]
    description: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario as it is written, before what it extends is looked up."""

    name: str
    form: "ScenarioForm"
    file: str = ""
    path: Path | None = None
    """Where it was read by its path; None for one that was found by name, or made in memory."""

    def same(self, other: "ScenarioFile") -> bool:
        """Whether two are the same scenario, however they were named."""
        if self.path is None or other.path is None:
            return self.path is other.path and self.file == other.file
        return self.path.resolve() == other.path.resolve()


@dataclass(frozen=True)
class Library:
    """All that was read from one folder of facts. The lookups raise VarickError with the nearest names."""

    facts: Mapping[str, Fact]
    sources: Mapping[str, Source] = field(default_factory=dict)
    reforms: Mapping[str, Reform] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    scenarios: Mapping[str, ScenarioFile] = field(default_factory=dict)
    as_of: Mapping[str, date] = field(default_factory=dict)
    """The day to which the law was checked, by jurisdiction."""

    def source(self, id: str) -> Source:
        return _found("source", id, self.sources)

    def reform(self, name: str) -> Reform:
        return _found("reform", name, self.reforms)

    def place(self, name: str) -> Place:
        return _found("place", name, self.places)

    def facts_of(self, place: str) -> dict[str, Fact]:
        """The facts as they are in a place."""
        return {**self.facts, **self.place(place).facts}


def is_path(name: str | Path) -> bool:
    """Whether a scenario is named by the path of its file rather than by its name."""
    return isinstance(name, Path) or "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))


def _found(what: str, name: str, known: Mapping[str, T]) -> T:
    try:
        return known[name]
    except KeyError:
        raise VarickError(unknown(what, name, known)) from None


def unknown(what: str, name: str, known: Mapping[str, Any]) -> str:
    """``there is no reform "x"; did you mean "y"?``; where nothing is near, some of those that there are."""
    hint = did_you_mean(name, known)
    some = ", ".join(sorted(known)[:12]) + (", ..." if len(known) > 12 else "")
    return f'there is no {what} "{plain(name)}"' + (hint or (f"; there are {some}" if known else ""))
