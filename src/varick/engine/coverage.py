"""Where each item lives, and how likely its nodes are to be asked in the scenarios that come with Varick."""

from collections.abc import Callable, Mapping
from typing import Any

from varick.engine.anchors import probability
from varick.engine.expect import expect
from varick.model.coverage import CoverageForm
from varick.model.library import Library
from varick.model.load import load_scenario
from varick.model.shipped import model_of, station_of

Tell = Callable[[int, int], None]
Range = tuple[float, float]


def coverage(form: CoverageForm, within: Library, tell: Tell | None = None) -> dict[str, Any]:
    """Each item of the map with its nodes, each with the lowest and highest probability of being asked over the
    shipped scenarios; and the nodes that no item names. ``tell`` is told of (scenarios done, scenarios in all)."""
    ranges = asked_ranges(within, tell)
    rows = [
        {
            "table": table,
            "item": name,
            "nodes": [{"node": n, "low": ranges[n][0], "high": ranges[n][1]} for n in item.nodes],
            "facts": list(item.facts),
            "record": list(item.record),
            "context": item.context,
        }
        for table, name, item in form.items()
    ]
    named = {n for items in form.stations.values() for item in items.values() for n in item.nodes}
    return {
        "scenarios": list(within.scenarios),
        "items": rows,
        "nodes": len(ranges),
        "not_named": sorted(set(ranges) - named),
    }


def asked_ranges(within: Library, tell: Tell | None = None) -> dict[str, Range]:
    """Node -> lowest and highest probability, over the shipped scenarios, that it is asked of a person."""
    found = [
        _asked(within, name, tell, k + 1, len(within.scenarios)) for k, name in enumerate(within.scenarios)
    ]
    return {
        node: (min(chances[node] for chances in found), max(chances[node] for chances in found))
        for node in station_of()
    }


def _asked(within: Library, name: str, tell: Tell | None, done: int, of: int) -> Mapping[str, float]:
    """The probability of each node that one of its gates opened; 1 where it has none."""
    program = model_of(load_scenario(name, within)).program
    layers = expect(program).layers
    shut = frozenset({0})
    by_gates: dict[tuple[int, ...], float] = {(): 1.0}
    for step in program.steps:
        if step.gates not in by_gates:
            # The first gate, or the second but not the first, and so on: sums, so that what cannot be is exactly 0.
            by_gates[step.gates] = 0.0
            for k, gate in enumerate(step.gates):
                opened = {gate: frozenset(range(1, program.steps[gate].size))}
                by_gates[step.gates] += float(
                    probability(layers, dict.fromkeys(step.gates[:k], shut) | opened)[0]
                )
    if tell is not None:
        tell(done, of)
    return {step.name: by_gates[step.gates] for step in program.steps}
