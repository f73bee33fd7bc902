"""The brief of a scenario: what the engines say of it, handed to the page with an account of every fact it rests on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from varick import __version__
from varick.engine import uncertainty
from varick.engine.answers import World, expected_activities
from varick.engine.flows import flows
from varick.engine.trace import Tracer, as_dict
from varick.figures.svg import Mark
from varick.model.fact import cells
from varick.pathway import OUTCOMES
from varick.report.page import FactRow, Page, SourceRow

STAGES = (
    "arrested", "printed", "dcjs_received_prints", "fbi_received_prints", "ice_notified", "detainer", "letter",
    "handed_over", "letter_arrest", "home_arrest", "courthouse_arrest", "ice_arrest", "detained", "removed",
)  # fmt: skip
"""What the flow shows: more columns would not be legible."""
FUNNEL = ("arrested", "printed", "ice_notified", "detainer", "ice_arrest", "detained", "removed")
KEY = ("arrested", "ice_notified", "detained", "removed")
MARKS: Mapping[str, Mark] = {
    "printed": "lever", "fbi_received_prints": "lever", "handed_over": "lever", "letter_arrest": "custody",
    "home_arrest": "custody", "courthouse_arrest": "custody", "ice_arrest": "custody", "detained": "custody",
    "removed": "custody",
}  # fmt: skip
ZOOM_AFTER, ZOOM, FUNNEL_ZOOM = "ice_notified", 50, 20
"""Fixed for all briefs, so that two of them compare."""
DETAINER_LEVERS = ("honor-no-detainers", "honor-all-detainers")
EXAMPLE: Mapping[str, str] = {
    "charge": "misdemeanor_marijuana",
    "desk_appearance_ticket": "yes",
    "status": "entered_without_inspection",
    "enrolled_in_ident": "no",
    "conviction": "none",
    "prior_order": "none",
    "watch_list_match": "no",
}
"""A synthetic person: an arrest for smoking marijuana in public, sent home with a ticket, never printed by DHS before."""


def brief(world: World, levers: Sequence[Mapping[str, Any]], command: str) -> Page:
    """Everything that the page of a scenario says. ``levers``: rows of `engine.levers.levers`."""
    start, end = world.scenario.period
    on = min(max(date(2018, 2, 15), start), end)
    return Page(
        title=world.scenario.title,
        scenario=world.scenario.name,
        hash=world.scenario.hash,
        version=__version__,
        seed=world.scenario.seed,
        people=world.scenario.headcount,
        period=(start, end),
        facts_as_of=world.scenario.library.as_of,
        command=command,
        activities=expected_activities(world)["activities"],
        links=flows(world, STAGES),
        facts=account(world),
        sources=_sources(world),
        flow=STAGES,
        funnel=FUNNEL,
        key=KEY,
        marks=MARKS,
        zoom_after=ZOOM_AFTER,
        zoom=ZOOM,
        funnel_zoom=FUNNEL_ZOOM,
        levers=levers,  # type: ignore[arg-type]
        outcomes=("ice_notified", "detained", "removed"),
        detainer_levers=[
            name for name in DETAINER_LEVERS if any(lever["reform"] == name for lever in levers)
        ],
        uncertainty={name: found for name in OUTCOMES if (found := _movers(world, name))},
        example_title=f"{on}: possession of marijuana in public view (Penal Law 221.10), a desk appearance ticket.",
        example=[as_dict(hop) for hop in Tracer(world.model, on).trace(EXAMPLE)],  # type: ignore[misc]
        reforms=world.scenario.reforms,
    )


def account(world: World) -> list[FactRow]:
    """Every value of every fact that some node reads and that is in force on a day of the period."""
    start, end = world.scenario.period
    rows: list[FactRow] = []
    for name in world.model.used_facts:
        fact = world.scenario.facts[name]
        for k, dated in enumerate(fact.values):
            until = fact.values[k + 1].since if k + 1 < len(fact.values) else date.max
            if dated.since >= end or until <= start:
                continue
            ranged = (
                dated.low is not None
                and isinstance(dated.value, int | float)
                and not isinstance(dated.value, bool)
            )
            rows.append(
                FactRow(
                    name=name,
                    description=fact.description,
                    unit=fact.unit,
                    value=_shown(dated.value),
                    low=float(dated.low) if ranged else None,
                    high=float(dated.high) if ranged else None,
                    grade=dated.grade,
                    controlled_by=fact.controlled_by,
                    source=list(dated.source),
                    since=dated.since.isoformat(),
                    counted=fact.counted or "",
                    note=dated.note,
                )
            )
    return rows


def _shown(value: Any) -> float | bool | str:
    if isinstance(value, Mapping):
        numbers = [number for _, number in cells(value)]
        return f"{len(numbers)} numbers, sum {sum(numbers):,.0f}"
    return value if isinstance(value, bool | str) else float(value)


def _sources(world: World) -> dict[str, SourceRow]:
    found: dict[str, SourceRow] = {}
    for id, source in world.scenario.library.sources.items():
        row = SourceRow(title=source.title, date=source.date, seen=source.seen)
        if source.url:
            row["url"] = source.url
        if source.where:
            row["where"] = source.where
        found[id] = row
    return found


def _movers(world: World, outcome: str) -> dict[str, float]:
    values = world.drawn.events[:, world.names.index(outcome)]
    return {m.fact: m.share for m in uncertainty.movers(values, world.places, most=6) if m.share >= 0.01}
