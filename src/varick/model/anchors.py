"""Published totals against which the pathway is held: the forms of `facts/record/anchors.yaml`, and its loader."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from varick.model.checks import check_sources
from varick.model.fact import Grade
from varick.model.files import Parsed, Place, raise_all, read_yaml
from varick.model.kinds import Node, label
from varick.model.library import Library, unknown
from varick.model.load import library
from varick.model.schema import Day, Form, SourceForm, SourceId, Text, validate

Number = Annotated[float, Field(strict=False, ge=0)]
ANCHORS = "anchors.yaml"
Origin = Literal["local_arrest", "older_cases", "prisons", "border"]
"""Where a person whom ICE arrests or removes comes from. Only the first can come from the pathway."""
ORIGINS: tuple[Origin, ...] = ("local_arrest", "older_cases", "prisons", "border")
CITY, OFFICE = "nyc", "nyc-aor"
AREAS = {"five boroughs": CITY, "14 counties": OFFICE}
"""The areas that a scenario's place can stand for; the state and the country have none."""


def _text(value: object) -> object:
    return label(value) if isinstance(value, bool) else value


def _two(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) == 2:
        return tuple(value)
    raise PydanticCustomError("period", "two dates expected: the first day, and the day after the last")


Word = Annotated[str, BeforeValidator(_text)]
Period = Annotated[tuple[Day, Day], BeforeValidator(_two)]


class QuantityForm(Form):
    """What of the pathway is set beside the published number: exactly one of ``node``, ``fact`` and ``people``."""

    node: str | None = Field(None, description="A node; counted where it has one of ``values``")
    values: list[Word] = Field(default_factory=lambda: ["yes"])
    given: dict[str, list[Word]] = Field(
        default_factory=dict,
        description="Counted only, or for a share: of those, where these nodes have these values",
    )
    gives: Literal["count", "per_month", "per_day", "share", "value"] = "count"
    fact: str | None = Field(None, description="A fact, whose value and range on the first day are shown")
    people: bool = Field(False, description="The arrests of the period themselves")


class AnchorForm(Form):
    """One published number, and what of the pathway it may be held against."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Text
    area: Literal["five boroughs", "14 counties", "state", "US"]
    year: Literal[
        "calendar", "federal fiscal", "July-June", "year ending 30 September", "months", "one day", "other"
    ]
    inferred: bool = Field(False, description="Whether the period was inferred, not stated by the source")
    period: Period
    source: list[SourceId] = Field(min_length=1)
    grade: Grade
    figure: str | None = Field(
        None, description="The entry of quantities.yaml beside this file that says the same"
    )
    quantity: QuantityForm
    scenario_place: str | None = Field(
        None, description="The place of the scenario; by default that of the area, or the city"
    )
    scenario_period: Period | None = Field(
        None, description="The period of the scenario, where it is not that of the number"
    )
    record_counts: list[Text] = Field(
        default_factory=list,
        description="What the record counts and the pathway does not (codes of the words)",
    )
    pathway_counts: list[Text] = Field(
        default_factory=list,
        description="What the pathway counts and the record does not (codes of the words)",
    )
    comparable: Literal["yes", "bound", "no"]
    bound: Literal["at_least", "at_most"] | None = Field(
        None, description="Whether the pathway's number can be no less, or no more, than the published one"
    )
    role: Literal["fitted", "checked"] = "checked"
    inputs: list[str] = Field(
        default_factory=list, description="Of a fitted row: the facts whose values were taken from it"
    )
    reason: Text


class PartForm(Form):
    """One published part of a total, and the origins that it may have."""

    count: Annotated[int, Field(ge=0)]
    may_be: list[Origin] = Field(min_length=1)


class StreamForm(Form):
    """A row's total cut into published parts, from which bounds of each origin follow."""

    row: str
    limits_row: bool = Field(
        True,
        description="Whether the row is held against the part that can come from a local arrest, not the total",
    )
    parts: dict[Text, PartForm] = Field(min_length=1)


class AnchorsForm(Form):
    """The whole file."""

    sources: dict[SourceId, SourceForm] = Field(default_factory=dict)
    rows: dict[str, AnchorForm] = Field(min_length=1)
    streams: dict[str, StreamForm] = Field(default_factory=dict)


@cache
def shipped_anchors() -> AnchorsForm:
    """The published totals that come with Varick. Raises VarickError as load_anchors does."""
    return load_anchors(files("varick") / "facts" / "record", library())


def load_anchors(folder: Path | Traversable, within: Library) -> AnchorsForm:
    """Read the folder's anchors.yaml and check it against the library, the folder's sources and the shipped pathway.

    Raises VarickError with a line, ``file:line``, for each problem."""
    from varick.model.shipped import pathway

    parsed = read_yaml(folder / ANCHORS, f"record/{ANCHORS}")
    beside = folder / "sources.yaml"
    more = read_yaml(beside).data if beside.is_file() else {}
    figures = read_yaml(folder / "quantities.yaml").data
    form = None if () in parsed.broken else validate(parsed, AnchorsForm)
    if form is not None:
        known = {**within.sources, **(more if isinstance(more, Mapping) else {}), **form.sources}
        for name, row in form.rows.items():
            check_sources(parsed, ("rows", name), {"source": row.source}, known)
            _check_row(parsed, name, row, within, pathway().nodes)
            if row.figure is not None:
                _check_figure(parsed, ("rows", name), row, figures if isinstance(figures, Mapping) else {})
        for name, stream in form.streams.items():
            _check_stream(parsed, name, stream, form.rows)
    raise_all(parsed.problems)
    assert isinstance(form, AnchorsForm)
    return form


def _check_row(
    parsed: Parsed, name: str, row: AnchorForm, within: Library, nodes: Mapping[str, Node]
) -> None:
    here: Place = ("rows", name)
    facts = everywhere(within)
    if row.value is None and row.low is None and row.high is None:
        parsed.report(here, "no number; give a value, a low or a high")
    lowest, highest = row.low, row.high
    if lowest is not None and highest is not None and not lowest <= highest:
        parsed.report((*here, "low"), f"{lowest:g} is above high {highest:g}")
    for field, period in (("period", row.period), ("scenario_period", row.scenario_period)):
        if period is not None and not period[0] < period[1]:
            parsed.report(
                (*here, field), f"{period[1]} is not after {period[0]}; the end is the day after the last"
            )
    if (row.comparable == "bound") != (row.bound is not None):
        parsed.report(
            (*here, "comparable"), "a bound says at_least or at_most (bound:), and nothing else does"
        )
    if (row.role == "fitted") != bool(row.inputs):
        parsed.report(
            (*here, "role"),
            "a fitted row names the facts that were taken from it (inputs:), a checked one none",
        )
    for i, fact in enumerate(row.inputs):
        if fact not in facts:
            parsed.report((*here, "inputs", i), unknown("fact", fact, facts))
    _check_quantity(parsed, (*here, "quantity"), row.quantity, facts, nodes)


def _check_figure(parsed: Parsed, here: Place, row: AnchorForm, figures: Mapping[str, Any]) -> None:
    """One number has one home: a row that names a figure of the record may not say another."""
    figure = figures.get(str(row.figure))
    if not isinstance(figure, Mapping):
        parsed.report((*here, "figure"), unknown("figure", str(row.figure), figures))
        return
    for field in ("value", "low", "high"):
        mine, theirs = getattr(row, field), figure.get(field)
        if mine is not None and theirs is not None and mine != theirs:
            parsed.report(
                (*here, field), f"{mine:g}, and {row.figure} in quantities.yaml says {theirs}; keep one"
            )


def _check_quantity(
    parsed: Parsed, here: Place, asked: QuantityForm, facts: Mapping[str, Any], nodes: Mapping[str, Node]
) -> None:
    if sum((asked.node is not None, asked.fact is not None, asked.people)) != 1:
        parsed.report(here, "give one of node, fact and people")
    if asked.fact is not None and asked.fact not in facts:
        parsed.report((*here, "fact"), unknown("fact", asked.fact, facts))
    if asked.gives == "share" and not asked.given:
        parsed.report((*here, "gives"), "a share of what? name it under given")
    conditions = {**({asked.node: asked.values} if asked.node is not None else {}), **asked.given}
    for node, values in conditions.items():
        at = (*here, "node") if node == asked.node else (*here, "given", node)
        if node not in nodes:
            parsed.report(at, unknown("node", node, nodes))
            continue
        known = [label(v) for v in nodes[node].values]
        for value in values:
            if value not in known:
                parsed.report(at, unknown(f"value of {node}", value, dict.fromkeys(known)))


def _check_stream(parsed: Parsed, name: str, stream: StreamForm, rows: Mapping[str, AnchorForm]) -> None:
    here: Place = ("streams", name)
    if stream.row not in rows:
        parsed.report((*here, "row"), unknown("row", stream.row, rows))
        return
    total, stated = sum(part.count for part in stream.parts.values()), rows[stream.row].value
    if total != stated:
        parsed.report(
            (*here, "parts"), f"they sum to {total:,}, and the row {stream.row} says {stated or 0:,.0f}"
        )


def everywhere(within: Library) -> dict[str, Any]:
    """The facts of the library and of all its places, by name; which place a name is of does not matter here."""
    found = dict(within.facts)
    for place in within.places.values():
        found |= place.facts
    return found


def scenario_of(row: AnchorForm) -> tuple[str, tuple[date, date]]:
    """The place and the period of the scenario whose numbers stand beside a row."""
    return row.scenario_place or AREAS.get(row.area, CITY), row.scenario_period or row.period


def bounds(stream: StreamForm) -> dict[Origin, tuple[int, int]]:
    """How many of the total can have come from each origin: at least the parts that can be nothing else, at most all
    that can be."""
    return {
        origin: (
            sum(p.count for p in stream.parts.values() if p.may_be == [origin]),
            sum(p.count for p in stream.parts.values() if origin in p.may_be),
        )
        for origin in ORIGINS
    }
