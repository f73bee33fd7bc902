"""Levers: every reform applied to the same world, with the same draws of the facts, by who controls it."""

from collections.abc import Callable, Mapping
from typing import Any

from varick.engine.answers import World, difference, level
from varick.errors import VarickError
from varick.model.library import Reform
from varick.model.scenario import Scenario
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
        outcomes = {o: {**level(world, o), **difference(baseline, world, o)} for o in OUTCOMES}
        rows.append(
            {
                "reform": reform.name,
                "controlled_by": reform.controlled_by,
                "title": reform.title,
                "outcomes": outcomes,
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
