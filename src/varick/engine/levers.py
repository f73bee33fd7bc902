"""Levers: every reform applied to the same world, with the same draws of the facts, by who controls it."""

from collections.abc import Callable, Mapping
from typing import Any

from varick.engine.answers import World, difference, level
from varick.model.library import Reform
from varick.pathway import OUTCOMES

Tell = Callable[[int, int], None]


def levers(baseline: World, reforms: Mapping[str, Reform], tell: Tell | None = None) -> dict[str, Any]:
    """The outcomes a year as things are, and under each reform alone: level, exact change, interval, sign, main facts.

    Grouped by owner, never ranked by an effect on persons, and no reform is searched for."""
    rows = []
    chosen = [r for r in reforms.values() if r.name not in baseline.scenario.reforms]
    for number, reform in enumerate(sorted(chosen, key=lambda r: (r.controlled_by, r.name))):
        world = World.of(baseline.scenario.with_(reforms=[reform.name]), like=baseline, draws=baseline.draws)
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
    }
