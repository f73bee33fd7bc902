"""Who uses what: the nodes that read a fact, the reforms and scenarios that set it, and what lies before a node."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from varick.errors import VarickError, did_you_mean
from varick.model.fact import Fact
from varick.model.library import Library
from varick.model.shipped import pathway


@dataclass(frozen=True, slots=True)
class Uses:
    """The names of the nodes that read a fact, of the reforms that set it, and of the scenarios that do or count by it."""

    nodes: tuple[str, ...]
    reforms: tuple[str, ...]
    scenarios: tuple[str, ...]


def uses_of(fact: str, within: Library) -> Uses:
    """Who uses a fact; empty where nobody does."""
    reforms = tuple(r.name for r in within.reforms.values() if fact in r.facts)
    scenarios = []
    for name, written in within.scenarios.items():
        form = written.form
        if fact in form.facts or form.people == fact or set(form.reforms) & set(reforms):
            scenarios.append(name)
    return Uses(
        tuple(n for n, node in pathway().nodes.items() if fact in node.arguments), reforms, tuple(scenarios)
    )


def facts_everywhere(within: Library) -> Iterator[tuple[str, Fact]]:
    """(place, fact) of every fact: the general ones with an empty place, then those of each place."""
    for fact in within.facts.values():
        yield "", fact
    for place in within.places.values():
        for fact in place.facts.values():
            yield place.name, fact


def facts_read_by(node: str) -> tuple[str, ...]:
    """The facts among a node's arguments. Raises VarickError with the nearest names for a node that is not there."""
    nodes = pathway().nodes
    if node not in nodes:
        hint = did_you_mean(node, nodes) or "; see varick nodes"
        raise VarickError(f'there is no node "{node}"{hint}')
    return tuple(name for name in nodes[node].arguments if name not in nodes)


def before(node: str) -> frozenset[str]:
    """Every node on which this one rests, at any distance: arguments, gates, clocks, delays and races."""
    return _before()[node]


@cache
def _before() -> dict[str, frozenset[str]]:
    nodes = pathway().nodes
    direct = {
        n.name: {
            name
            for name in (*n.arguments, *n.gates, n.on, n.delay, *n.race)
            if name is not None and name in nodes
        }
        for n in nodes.values()
    }
    found: dict[str, frozenset[str]] = {}
    for name in nodes:
        seen: set[str] = set()
        waiting = list(direct[name])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting += direct[other]
        found[name] = frozenset(seen)
    return found
