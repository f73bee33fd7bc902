"""Levers: every reform applied to the same world, with the same draws of the facts, by who controls it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from varick.engine.answers import World, difference, level
from varick.engine.deciding import deciding, hand_overs
from varick.errors import VarickError
from varick.model.build import Model
from varick.model.library import Reform
from varick.model.scenario import Scenario
from varick.model.wiring import ancestors
from varick.pathway import OUTCOMES

Tell = Callable[[int, int], None]


def levers(baseline: World, reforms: Mapping[str, Reform], tell: Tell | None = None) -> dict[str, Any]:
    """The outcomes a year as things are, and under each reform alone: level, exact change, interval, sign, main facts.

    Grouped by owner, never ranked by an effect on persons, and no reform is searched for."""
    rows, left_out = [], []
    chosen = [r for r in reforms.values() if r.name not in baseline.scenario.reforms]
    for number, reform in enumerate(sorted(chosen, key=lambda r: (r.controlled_by, r.name))):
        try:
            scenario = with_reform(baseline.scenario, reform)
        except VarickError as error:
            left_out.append({"reform": reform.name, "controlled_by": reform.controlled_by, "why": str(error)})
            continue
        world = World.of(scenario, like=baseline, draws=baseline.draws)
        can = {o: reachable(world.model, reform.facts, o) for o in OUTCOMES}
        outcomes = {
            o: {**level(world, o), **_difference(baseline, world, o), "reachable": can[o]} for o in OUTCOMES
        }
        rows.append(
            {
                "reform": reform.name,
                "controlled_by": reform.controlled_by,
                "title": reform.title,
                "outcomes": outcomes,
                **hand_overs(world.model, reform.facts, _difference(baseline, world, "handed_over")),
            }
        )
        if tell is not None:
            tell(number + 1, len(chosen))
    return {
        "scenario": baseline.scenario.name,
        "hash": baseline.scenario.hash,
        "baseline": {o: level(baseline, o) for o in OUTCOMES},
        "levers": rows,
        "left_out": left_out,
    }


def reachable(model: Model, facts: Iterable[str], outcome: str) -> bool:
    """Whether some of these facts bear on an outcome: read off the graph of the pathway, never off numbers."""
    _, bear = ancestors(model.wired, outcome)
    return not bear.isdisjoint(facts)


def _difference(baseline: World, world: World, outcome: str) -> dict[str, Any]:
    found = difference(baseline, world, outcome)
    return {**found, **deciding(found["moved_most_by"], baseline.model)}


def with_reform(scenario: Scenario, reform: Reform) -> Scenario:
    """A scenario under one more reform, which counts before what the scenario itself sets.

    Raises VarickError where it disagrees with a reform that is in force already."""
    return Scenario.of(
        scenario.library,
        place=scenario.place,
        period=scenario.period,
        reforms=(*scenario.reforms, reform.name),
        changes={name: change for name, change in scenario.changes.items() if name not in reform.facts},
        people=scenario.people,
        seed=scenario.seed,
        name=scenario.name,
        title=scenario.title,
    )
