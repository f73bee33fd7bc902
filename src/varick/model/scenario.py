"""A scenario: where, when, under which rules and facts, for how many people; its canonical form and hash."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from varick.errors import VarickError
from varick.model.fact import SET, Fact, cells
from varick.model.library import Change, Library, unknown


@dataclass(frozen=True)
class Scenario:
    """A scenario with everything it extends looked up. Made by ``Scenario.of`` or the loaders."""

    name: str
    title: str
    place: str
    period: tuple[date, date]
    """The first day, and the day after the last."""
    reforms: tuple[str, ...]
    changes: Mapping[str, Change]
    """Facts set by the scenario itself, which count before those that its reforms set."""
    people: int | str
    """How many arrests: a number, or the name of a count."""
    seed: int
    facts: Mapping[str, Fact] = field(repr=False)
    """Every fact, as it is in this place under these reforms and changes."""
    library: Library = field(repr=False, compare=False)

    @classmethod
    def of(
        cls,
        library: Library,
        *,
        place: str,
        period: tuple[date, date],
        reforms: Sequence[str] = (),
        changes: Mapping[str, Change] | None = None,
        people: int | str,
        seed: int = 7,
        name: str = "scenario",
        title: str = "",
    ) -> "Scenario":
        """Put a scenario together.

        Raises VarickError for unknown names, values that do not fit, and reforms that disagree."""
        start, end = period
        if not start < end:
            raise VarickError(
                f"{name}: period: {end} is not after {start}; the end is the day after the last"
            )
        facts = library.facts_of(place)
        set_by: dict[str, str] = {}
        for reform in (library.reform(r) for r in dict.fromkeys(reforms)):
            for fact, change in reform.facts.items():
                if fact in set_by and library.reforms[set_by[fact]].facts[fact] != change:
                    both = f"the reforms {set_by[fact]} and {reform.name} set {fact} differently"
                    raise VarickError(f"{name}: reforms: {both}; leave one out, or set the fact itself")
                set_by[fact] = reform.name
                _change(facts, fact, change, start, f"{name}: the reform {reform.name}")
        for fact, change in (changes or {}).items():
            _change(facts, fact, change, start, f"{name}: facts")
        if isinstance(people, str) and (what := people_problem(people, facts)):
            raise VarickError(f"{name}: people: {what}")
        unique = tuple(dict.fromkeys(reforms))
        return cls(
            name,
            title or name,
            place,
            (start, end),
            unique,
            dict(changes or {}),
            people,
            seed,
            facts,
            library,
        )

    def with_(
        self,
        *,
        reforms: Sequence[str] = (),
        changes: Mapping[str, Change] | None = None,
        people: int | str | None = None,
        seed: int | None = None,
        name: str | None = None,
    ) -> "Scenario":
        """This scenario with more reforms or changes. Raises VarickError as ``of`` does."""
        return Scenario.of(
            self.library,
            place=self.place,
            period=self.period,
            reforms=(*self.reforms, *reforms),
            changes={**self.changes, **(changes or {})},
            people=self.people if people is None else people,
            seed=self.seed if seed is None else seed,
            name=name or self.name,
            title=self.title,
        )

    @property
    def headcount(self) -> int:
        """Arrests in the whole period: the number given, or the sum of the count of the first day."""
        if isinstance(self.people, int):
            return self.people
        count = self.facts[self.people].on(self.period[0]).value
        return round(sum(float(number) for _, number in cells(count)))

    def canonical(self) -> dict[str, Any]:
        """The fields that decide the results, JSON-ready, the same however the scenario was written."""
        return {
            "place": self.place,
            "period": [day.isoformat() for day in self.period],
            "reforms": sorted(self.reforms),
            "facts": {name: _written(change) for name, change in sorted(self.changes.items())},
            "people": self.people,
            "seed": self.seed,
        }

    @property
    def sha256(self) -> str:
        """The hash of the canonical form, 64 hexadecimal digits."""
        return sha256(
            json.dumps(self.canonical(), sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()

    @property
    def hash(self) -> str:
        """The first 12 digits of the hash, as it is shown."""
        return self.sha256[:12]


def people_problem(name: str, facts: Mapping[str, Fact]) -> str:
    """Why a fact cannot be a number of people, or nothing."""
    if name not in facts:
        return unknown("fact", name, facts)
    if facts[name].unit != "count":
        counts = {n: f for n, f in facts.items() if f.unit == "count"}
        return f"{name} is not a count but a {facts[name].unit}" + (
            f"; {', '.join(counts)} would do" if counts else ""
        )
    return ""


def _change(facts: dict[str, Fact], name: str, change: Change, since: date, where: str) -> None:
    if name not in facts:
        raise VarickError(f"{where}: {unknown('fact', name, facts)}")
    try:
        facts[name] = change.apply(facts[name], since)
    except VarickError as error:
        raise VarickError("\n".join(f"{where}: {line}" for line in str(error).splitlines())) from None


def _written(change: Change) -> Any:
    """A change as a scenario file would have it: the bare value where nothing else was given."""
    fields = {"value": _number(change.value), "low": _number(change.low), "high": _number(change.high)}
    fields |= {
        "grade": None if change.grade == SET else change.grade,
        "source": list(change.source),
        "note": change.note,
    }
    given = {name: value for name, value in fields.items() if value not in (None, [], "")}
    return given["value"] if given.keys() == {"value"} else given


def _number(value: Any) -> Any:
    """1.0 as 1, so that the hash does not depend on how a number was written."""
    if isinstance(value, Mapping):
        return {name: _number(inner) for name, inner in sorted(value.items())}
    return int(value) if isinstance(value, float) and value.is_integer() else value
