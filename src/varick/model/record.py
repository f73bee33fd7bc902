"""The record: dated figures, events, facts of the article, rules and statements that no node reads, with their sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from varick.errors import VarickError
from varick.model import schema
from varick.model.checks import check_sources, check_where
from varick.model.files import Parsed, raise_all, read_yaml
from varick.model.library import Source, unknown
from varick.model.load import library
from varick.model.record_forms import FILES, AskForm
from varick.model.schema import validate

Span = tuple[Day | None, Day | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """What every entry of the record has: its name, how well it is known, and what it is about."""

    name: str
    grade: str
    source: tuple[str, ...]
    note: str
    bears_on: tuple[str, ...]
    file: str
    line: int

    @property
    def where(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}"

    @property
    def kind(self) -> str:
        """What sort of entry this is: quantity, event, article or rule."""
        return KINDS[type(self)]


@dataclass(frozen=True, slots=True)
class Quantity(Entry):
    """A published figure. Where ``value`` is None, ``low`` and ``high`` (either may be open) or ``text`` say it."""

    description: str
    value: float | None
    low: float | None
    high: float | None
    text: str | None
    unit: str
    counted: str
    period: Span
    year: str
    place: str
    conflicts_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event(Entry):
    """Something that happened between the two days of ``date`` (the same day twice where it is known)."""

    title: str
    date: tuple[Day, Day]
    until: Day | None
    jurisdiction: str
    governs: str


@dataclass(frozen=True, slots=True)
class ArticleFact(Entry):
    """A fact of the article, and whose words it reports."""

    text: str
    sort: str
    period: Span
    said_by: str


@dataclass(frozen=True, slots=True)
class RuleRow(Entry):
    """A rule as encoded. ``since`` None: older than the record. Between its two days where only a range is known."""

    actor: str
    since: tuple[Day, Day] | None
    until: Day | None
    force: str
    condition: str
    citation: str
    governs: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A rule of the pathway that bears on a statement, the day on which it is asked, and what it is given."""

    rule: str
    day: Day
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement and what bears on it; its sentences stand in words/."""

    name: str
    said_by: str
    verdict: str
    day: Day
    article: tuple[str, ...]
    rules: tuple[str, ...]
    events: tuple[str, ...]
    quantities: tuple[str, ...]
    facts: tuple[str, ...]
    nodes: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    asks: tuple[Ask, ...]
    file: str
    line: int


KINDS: dict[type, str] = {Quantity: "quantity", Event: "event", ArticleFact: "article", RuleRow: "rule"}
_MADE: dict[str, type] = {
    "quantities": Quantity,
    "timeline": Event,
    "article": ArticleFact,
    "rules": RuleRow,
    "claims": Claim,
}


@dataclass(frozen=True)
class Record:
    """All that was read from the folder of the record."""

    quantities: Mapping[str, Quantity]
    timeline: Mapping[str, Event]
    article: Mapping[str, ArticleFact]
    rules: Mapping[str, RuleRow]
    claims: Mapping[str, Claim]
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Those of the record and those of the facts."""

    def entries(self) -> Iterator[Entry]:
        """Quantities, events, facts of the article and rules, in the order of their files."""
        for part in (self.quantities, self.timeline, self.article, self.rules):
            yield from part.values()

    def entry(self, name: str) -> Entry:
        """An entry by its id. Raises VarickError with the nearest ids."""
        known = {e.name: e for e in self.entries()}
        if name not in known:
            raise VarickError(unknown("entry of the record", name, known))
        return known[name]

    def about(self, name: str) -> list[Entry]:
        """The entries that bear on a node or a fact."""
        return [e for e in self.entries() if name in e.bears_on]


@cache
def record() -> Record:
    """The record that comes with Varick. Raises VarickError as load_record does."""
    return load_record(files("varick") / "facts" / "record", library().sources)


def load_record(folder: Path | Traversable, known: Mapping[str, Source]) -> Record:
    """Read the files of a record. ``known``: sources that its entries may cite besides its own.

    Raises VarickError with a line for each problem of each file."""
    parsed = {name: _parsed(folder, name) for name in ("sources", *FILES)}
    sources = _sources(parsed["sources"], known)
    ids = None if parsed["sources"].broken else {**known, **sources}
    made = {name: _entries(parsed[name], what, _MADE[name], ids) for name, what in FILES.items()}
    if not any(p.problems for p in parsed.values()):
        _check_names(parsed, made)
    raise_all([problem for p in parsed.values() for problem in p.problems])
    return Record(**made, sources={**known, **sources})


def _parsed(folder: Path | Traversable, name: str) -> Parsed:
    file = folder / f"{name}.yaml"
    label = f"facts/record/{name}.yaml"
    return read_yaml(file, label) if file.is_file() else Parsed(label, {})


def _sources(parsed: Parsed, known: Mapping[str, Source]) -> dict[str, Source]:
    forms = (validate(parsed, schema.Sources) if () not in parsed.broken else None) or {}
    check_where(parsed)
    for name in forms:
        if name in known:
            other = known[name]
            parsed.report((name,), f"already a source, at {other.file}:{other.line}; keep one")
    return {n: Source(n, **dict(f), file=parsed.file, line=parsed.line((n,))) for n, f in forms.items()}


def _entries(parsed: Parsed, what: Any, kind: type, ids: Mapping[str, Source] | None) -> dict[str, Any]:
    """The entries of one file by name; empty if it is wrong, which ``parsed`` then says."""
    forms = (validate(parsed, what) if () not in parsed.broken else None) or {}
    for name, raw in (parsed.data if isinstance(parsed.data, Mapping) else {}).items():
        if isinstance(raw, Mapping):
            check_sources(parsed, (name,), raw, ids)
            if kind is not Claim and not raw.get("source") and not raw.get("note"):
                parsed.report((name,), "neither a source nor a note; say where it comes from")
    made = {}
    for name, form in forms.items():
        fields = {k: _frozen(v) for k, v in dict(form).items()}
        fields["counted"] = fields.get("counted") or ""
        if kind is not Quantity:
            del fields["counted"]
        made[name] = kind(name=name, **fields, file=parsed.file, line=parsed.line((name,)))
        _check_entry(parsed, made[name])
    return made


def _frozen(value: Any) -> Any:
    if isinstance(value, AskForm):
        return Ask(value.rule, value.day, dict(value.given))
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _check_entry(parsed: Parsed, entry: Any) -> None:
    """Report dates that run backwards, and figures that say nothing or contradict themselves."""
    if isinstance(entry, Quantity):
        _check_figure(parsed, entry)
    for name in ("period", "date", "since"):
        days = getattr(entry, name, None)
        if days and None not in days and days[1] < days[0]:
            parsed.report((entry.name, name), f"{days[1]} is before {days[0]}; write the first day first")
    begin, until = (
        getattr(entry, "date", None) or getattr(entry, "since", None),
        getattr(entry, "until", None),
    )
    if begin and until and until < begin[0]:
        parsed.report((entry.name, "until"), f"{until} is before {begin[0]}, when it begins")


def _check_figure(parsed: Parsed, entry: Quantity) -> None:
    numbers = (entry.value, entry.low, entry.high)
    if entry.text is None and numbers == (None, None, None):
        parsed.report((entry.name,), "nothing is said: give value, low or high, or text")
    elif entry.text is not None and numbers != (None, None, None):
        parsed.report((entry.name, "text"), "words or numbers, not both; put the words into the note")
    low, high = entry.low, entry.high
    inside = low if entry.value is None else entry.value
    if (inside is not None and (low is not None and inside < low)) or (
        high is not None and inside is not None and inside > high
    ):
        parsed.report((entry.name, "low"), "low, value and high must stand in this order")


def _check_names(parsed: Mapping[str, Parsed], made: Mapping[str, Mapping[str, Any]]) -> None:
    """Report ids that two files share, and references that nothing answers to."""
    home: dict[str, str] = {}
    for file in ("quantities", "timeline", "article", "rules"):
        for name in made[file]:
            if name in home:
                parsed[file].report((name,), f"already an entry, in {parsed[home[name]].file}; rename one")
            home.setdefault(name, file)
    for q in made["quantities"].values():
        for i, other in enumerate(q.conflicts_with):
            if other not in made["quantities"]:
                what = unknown("quantity", other, made["quantities"])
                parsed["quantities"].report((q.name, "conflicts_with", i), what)
    for claim in made["claims"].values():
        for part, file in (("article",) * 2, ("rules",) * 2, ("events", "timeline"), ("quantities",) * 2):
            for i, other in enumerate(getattr(claim, part)):
                if other not in made[file]:
                    what = unknown(f"entry of {file}.yaml", other, made[file])
                    parsed["claims"].report((claim.name, part, i), what)
