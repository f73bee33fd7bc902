"""What the shape of a file cannot tell: whether values fit their units and ranges, and names exist."""

from collections.abc import Collection, Mapping
from typing import Any

from varick.model.fact import GRADES, SET, Fact, shape_problem, unit_problem, value_problems
from varick.model.files import Parsed, Place
from varick.model.library import Library, is_path, unknown
from varick.model.scenario import people_problem
from varick.model.schema import is_full

Sources = Collection[str] | None
"""The ids of the sources; None where their file could not be read, so that nothing is said of them."""


def check_facts(parsed: Parsed, sources: Sources) -> None:
    """Report the values of facts that do not fit their unit, kind, range, source, or each other."""
    for name, raw in _mapping(parsed.data).items():
        if not isinstance(raw, Mapping):
            continue
        unit, kind, values = raw.get("unit"), raw.get("kind"), _mapping(raw.get("values"))
        if isinstance(unit, str) and (what := unit_problem(unit)):
            parsed.report((name, "unit"), what)
            continue
        for field in ("estimates", "counted"):
            if kind == "law" and raw.get(field) is not None:
                parsed.report((name, field), "only a quantity has this; a law is not counted")
        like: Any = None
        for since, dated in values.items():
            if isinstance(dated, Mapping) and isinstance(unit, str) and kind in GRADES:
                place = (name, "values", since)
                like = _check_dated(parsed, place, dated, unit, kind, like)
                check_sources(parsed, place, dated, sources)
                if not dated.get("source") and not dated.get("note") and "grade" in dated:
                    parsed.report(place, "neither a source nor a note; say where it comes from")


def _check_dated(
    parsed: Parsed, place: Place, dated: Mapping[str, Any], unit: str, kind: str, like: Any
) -> Any:
    """Report a value that does not fit, and return the first value of the fact that does."""
    value = dated.get("value")
    if "value" not in dated or (*place, "value") in parsed.broken:
        return like
    found = value_problems(unit, kind, value, dated.get("low"), dated.get("high"), dated.get("grade"))
    for field, what in found:
        parsed.report((*place, *field.split(".", 1)), what)
    if any(field == "value" for field, _ in found):
        return like
    if like is not None and (what := shape_problem(value, like)):
        parsed.report((*place, "value"), what)
    return value if like is None else like


def check_sources(parsed: Parsed, place: Place, raw: Mapping[str, Any], sources: Sources) -> None:
    """Report ids of sources that do not exist."""
    cited = raw.get("source")
    for i, source in enumerate(cited if isinstance(cited, list) else []):
        if isinstance(source, str) and sources is not None and source not in sources:
            parsed.report((*place, "source", i), unknown("source", source, dict.fromkeys(sources)))


def check_where(parsed: Parsed) -> None:
    """Report sources that nobody could find again."""
    for name, raw in _mapping(parsed.data).items():
        if isinstance(raw, Mapping) and not raw.get("url") and not raw.get("where"):
            parsed.report((name,), "neither url nor where; say where it can be found")


def check_changes(
    parsed: Parsed, place: Place, changes: Any, facts: Mapping[str, Fact], sources: Sources
) -> None:
    """Report changes of facts that do not exist, or that the fact cannot have."""
    for name, change in _mapping(changes).items():
        here = (*place, name)
        if name not in facts:
            parsed.report(here, unknown("fact", name, facts))
            continue
        fact, full = facts[name], is_full(change)
        raw = change if full else {"value": change}
        at = here if full else place
        if "value" not in raw or (*here, "value") in parsed.broken:
            continue
        value, grade = raw["value"], raw.get("grade") or SET
        found = value_problems(fact.unit, fact.kind, value, raw.get("low"), raw.get("high"), grade)
        if not found and (what := shape_problem(value, fact.values[0].value)):
            found = [("value", what)]
        for field, what in found:
            parsed.report((*at, *(field.split(".", 1) if full else [name])), what)
        check_sources(parsed, here, raw, sources)


def check_scenario(parsed: Parsed, library: Library) -> None:
    """Report names that a scenario uses and nobody has defined, and a period that ends before it begins."""
    raw = _mapping(parsed.data)
    facts = dict(library.facts)
    for place in library.places.values():
        facts |= place.facts
    if isinstance(place_name := raw.get("place"), str):
        if place_name in library.places:
            facts |= library.places[place_name].facts
        else:
            parsed.report(("place",), unknown("place", place_name, library.places))
    extends = raw.get("extends")
    if isinstance(extends, str) and not is_path(extends) and extends not in library.scenarios:
        parsed.report(("extends",), unknown("scenario", extends, library.scenarios))
    reforms = raw.get("reforms")
    for i, reform in enumerate(reforms if isinstance(reforms, list) else []):
        if isinstance(reform, str) and reform not in library.reforms:
            parsed.report(("reforms", i), unknown("reform", reform, library.reforms))
    if isinstance(people := raw.get("people"), str) and (what := people_problem(people, facts)):
        parsed.report(("people",), what)
    period = raw.get("period")
    if isinstance(period, list) and len(period) == 2 and type(period[0]) is type(period[1]):
        try:
            backwards = not period[0] < period[1]
        except TypeError:
            backwards = False
        if backwards:
            parsed.report(
                ("period",), f"{period[1]} is not after {period[0]}; the end is the day after the last"
            )
    check_changes(parsed, ("facts",), raw.get("facts"), facts, library.sources)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
