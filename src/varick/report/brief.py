"""The brief of a scenario: what the engines say of it, handed to the page with an account of every fact it rests on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from varick import __version__
from varick.engine import uncertainty
from varick.engine.answers import World, expected_activities
from varick.engine.flows import flows
from varick.figures.svg import Mark
from varick.model.fact import cells
from varick.model.wiring import ancestors
from varick.pathway import OUTCOMES
from varick.report.page import Anchors, ClaimRow, FactRow, Page, SeenRow, SourceRow
from varick.report.traced import traced

STAGES = (
    "arrested", "printed", "dcjs_received_prints", "fbi_received_prints", "ice_notified", "detainer", "letter",
    "handed_over", "letter_arrest", "home_arrest", "work_arrest", "courthouse_arrest", "sweep_arrest", "ice_arrest",
    "detained", "removed",
)  # fmt: skip
"""What the flow shows of what the pathway has: more columns would not be legible."""
FUNNEL = ("arrested", "printed", "ice_notified", "detainer", "ice_arrest", "detained", "removed")
KEY = ("arrested", "ice_notified", "detained", "removed")
MARKS: Mapping[str, Mark] = {
    "printed": "lever", "fbi_received_prints": "lever", "handed_over": "lever", "letter_arrest": "custody",
    "home_arrest": "custody", "work_arrest": "custody", "courthouse_arrest": "custody", "sweep_arrest": "custody",
    "ice_arrest": "custody", "detained": "custody", "removed": "custody",
}  # fmt: skip
ZOOM_AFTER, ZOOM, FUNNEL_ZOOM = "ice_notified", 50, 20
"""Fixed for all briefs, so that two of them compare."""
DETAINER_LEVERS = ("honor-no-detainers", "honor-all-detainers")
MOVERS, LEAST = 3, 0.05
"""So many facts of each outcome are in the table of where the uncertainty comes from, none below this share of it: among 150
facts that do nothing, the largest share in 200 draws is some 0.04 by chance."""
LEVER_FIGURES = ("ice_notified", "letter", "detained")
"""The outcomes that have a picture of all levers; the table has all outcomes."""


def brief(
    world: World,
    levers: Sequence[Mapping[str, Any]],
    command: str,
    *,
    anchors: Mapping[str, Anchors] | None = None,
    claims: Mapping[str, Sequence[ClaimRow]] | None = None,
) -> Page:
    """Everything that the page of a scenario says. ``levers``: rows of `engine.levers.levers`. ``anchors`` and ``claims``
    are in words, by language."""
    stages = [name for name in STAGES if name in world.names]
    detainer_levers = [name for name in DETAINER_LEVERS if any(lever["reform"] == name for lever in levers)]
    return Page(
        title=world.scenario.title,
        scenario=world.scenario.name,
        hash=world.scenario.hash,
        version=__version__,
        seed=world.scenario.seed,
        people=world.scenario.headcount,
        period=world.scenario.period,
        facts_as_of=world.scenario.library.as_of,
        command=command,
        activities=expected_activities(world)["activities"],
        links=flows(world, stages),
        facts=account(world),
        sources=_sources(world),
        flow=stages,
        funnel=[name for name in FUNNEL if name in stages],
        key=KEY,
        marks=MARKS,
        zoom_after=ZOOM_AFTER,
        zoom=ZOOM,
        funnel_zoom=FUNNEL_ZOOM,
        levers=levers,  # type: ignore[arg-type]
        outcomes=LEVER_FIGURES,
        detainer_levers=detainer_levers,
        uncertainty=uncertainties(world),
        traced=traced(world),
        seen=seen(world),
        anchors=anchors or {},
        claims=claims or {},
        reforms=world.scenario.reforms,
    )


def seen(world: World) -> list[SeenRow]:
    """Who sees each event, in the order of the pathway."""
    nodes = [world.model.nodes[name] for name in world.names]
    return [
        SeenRow(activity=node.name, agency=str(node.agency), seen_by=[str(who) for who in node.seen_by])
        for node in nodes
    ]


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


def _shown(value: Any) -> float | bool | str | tuple[int, float]:
    if isinstance(value, Mapping):
        numbers = [number for _, number in cells(value)]
        return len(numbers), sum(numbers)
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


def uncertainties(world: World) -> dict[str, dict[str, float]]:
    """Of each outcome, the shares of the facts that move it or another one most; of those below `LEAST` only where
    they are among another outcome's. A fact from which nothing leads to an outcome has no share in it: what its ranks show
    there is chance."""
    found: dict[str, dict[str, float]] = {}
    for outcome in OUTCOMES:
        values = world.drawn.events[:, world.names.index(outcome)]
        _, bear = ancestors(world.model.wired, outcome)
        places = {name: drawn for name, drawn in world.places.items() if name in bear}
        movers = uncertainty.movers(values, places, most=len(places)) if places else []
        found[outcome] = {mover.fact: mover.share for mover in movers}
    named = {
        name
        for shares in found.values()
        for name in sorted(shares, key=lambda one: (-shares[one], one))[:MOVERS]
        if shares[name] >= LEAST
    }
    return {
        outcome: {name: share for name, share in shares.items() if name in named}
        for outcome, shares in found.items()
        if any(share >= LEAST for share in shares.values())
    }
