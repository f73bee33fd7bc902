"""Why a rule said what it said: the smallest changes of its inputs that would have made it say something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Any

import numpy as np

from varick.errors import VarickError
from varick.model.build import Model
from varick.model.kinds import Kind, Node
from varick.model.tables import LARGEST, given_as_annotated


@dataclass(frozen=True)
class Flip:
    """A smallest change: input -> the value it would need, and what the rule would then say."""

    changes: tuple[tuple[str, Any], ...]
    outcome: Any


@dataclass(frozen=True)
class Explanation:
    """A rule's value for given inputs, and every smallest change that would flip it (no smaller part of one does)."""

    rule: str
    value: Any
    inputs: Mapping[str, Any]
    flips: tuple[Flip, ...]
    """Each set of inputs once; where several values would do, the first."""


def explain(
    model: Model,
    name: str,
    inputs: Mapping[str, Any],
    facts: Mapping[str, Any],
    unknown: Mapping[str, Sequence[Any]] | None = None,
) -> Explanation:
    """Explain a rule or event. ``inputs``: its node inputs; ``facts``: values of the facts it reads; ``unknown``: inputs
    that nobody told, with the values they may have: they are not changed, and a change flips the rule only if it does so
    whichever of these they have.

    Switches and named facts count as inputs that may change; numbers do not. Inputs that cannot hold together
    (``implies``) or are of no person (``never``) are no explanation.

    Raises VarickError where the rule has too many inputs to look through."""
    wired = next(w for w in model.wired if w.node.name == name)
    node = wired.node
    if node.kind not in (Kind.RULE, Kind.EVENT):
        raise VarickError(f"{name} is a {node.kind}; only rules and events are explained")
    unknown = unknown or {}
    given = given_as_annotated(node, {f: facts[f] for f in wired.facts})
    domains = {n: _proposed(model.nodes[n], inputs[n]) for n in wired.inputs if n not in unknown}
    for fact, value in given.items():
        if isinstance(value, bool | Enum):
            domains[fact] = (False, True) if isinstance(value, bool) else tuple(type(value))
    fixed = {f: v for f, v in given.items() if f not in domains}
    known = {
        **{n: inputs[n] for n in wired.inputs if n not in unknown},
        **{f: given[f] for f in domains if f in given},
    }
    names = list(domains)
    sizes = [len(d) for d in (*domains.values(), *unknown.values())]
    rows = int(np.prod(sizes, dtype=np.int64))
    if rows > LARGEST:
        raise VarickError(
            f"{name} has {rows:,} combinations of inputs; over {LARGEST:,} are not looked through"
        )
    asked = {n: inputs.get(n, known.get(n)) for n in (*wired.inputs, *known)}
    value = node.function(**asked, **fixed)
    others = [dict(zip(unknown, values, strict=True)) for values in product(*unknown.values())]
    if unknown:  # what is unknown can only be such that the rule says what it says
        others = [
            o
            for o in others
            if _possible({**known, **o}, node.implies) and node.function(**known, **o, **fixed) == value
        ]
    smallest: dict[frozenset[str], Flip] = {}
    for combination in sorted(product(*domains.values()), key=lambda c: _distance(c, names, known)):
        changed = frozenset(
            n for n, v in zip(names, combination, strict=True) if v is not known[n] and v != known[n]
        )
        if not changed or any(smaller <= changed for smaller in smallest):
            continue
        here = dict(zip(names, combination, strict=True))
        possible = [{**here, **o} for o in others if _possible({**here, **o}, node.implies)]
        outcomes = [node.function(**one, **fixed) for one in possible]
        if outcomes and outcomes[0] != value and all(o == outcomes[0] for o in outcomes):
            smallest[changed] = Flip(tuple((n, here[n]) for n in names if n in changed), outcomes[0])
    return Explanation(name, value, asked, tuple(smallest.values()))


def _proposed(node: Node, now: Any) -> tuple[Any, ...]:
    """The values that an input may change to, and the one that it has."""
    return tuple(v for v in node.values if v is not node.never or v is now)


def leading(changes: Sequence[tuple[str, Any]], implies: Sequence[tuple[str, str]]) -> list[tuple[str, Any]]:
    """The changes of a flip without those that another of them implies: a conviction within five years is one at all."""
    yes = {name for name, value in changes if value in (True, "yes")}
    follows = {b for a, b in implies if a in yes}
    while more := {b for a, b in implies if a in follows} - follows:
        follows |= more
    return [(name, value) for name, value in changes if name not in yes or name not in follows]


def _distance(combination: Sequence[Any], names: Sequence[str], asked: Mapping[str, Any]) -> int:
    return sum(v is not asked[n] and v != asked[n] for n, v in zip(names, combination, strict=True))


def _possible(values: Mapping[str, Any], implies: Sequence[tuple[str, str]]) -> bool:
    return all(not values[a] or values[b] for a, b in implies if a in values and b in values)
