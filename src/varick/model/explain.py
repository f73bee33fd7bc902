"""Why a rule said what it said: the smallest changes of its inputs that would have made it say something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Any

import numpy as np

from varick.errors import VarickError
from varick.model.build import Model
from varick.model.kinds import Kind, label
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


def explain(model: Model, name: str, inputs: Mapping[str, Any], facts: Mapping[str, Any]) -> Explanation:
    """Explain a rule or event. ``inputs``: its node inputs; ``facts``: values of the facts it reads.

    Switches and named facts count as inputs that may change; numbers do not. Inputs that cannot hold together
    (``implies``) are no explanation. Raises VarickError where the rule has too many inputs to look through."""
    wired = next(w for w in model.wired if w.node.name == name)
    node = wired.node
    if node.kind not in (Kind.RULE, Kind.EVENT):
        raise VarickError(f"{name} is a {node.kind}; only rules and events are explained")
    given = given_as_annotated(node, {f: facts[f] for f in wired.facts})
    domains: dict[str, tuple[Any, ...]] = {n: model.nodes[n].values for n in wired.inputs}
    for fact, value in given.items():
        if isinstance(value, bool | Enum):
            domains[fact] = (False, True) if isinstance(value, bool) else tuple(type(value))
    fixed = {f: v for f, v in given.items() if f not in domains}
    asked = {**{n: inputs[n] for n in wired.inputs}, **{f: given[f] for f in domains if f in given}}
    names = list(domains)
    rows = int(np.prod([len(d) for d in domains.values()], dtype=np.int64))
    if rows > LARGEST:
        raise VarickError(
            f"{name} has {rows:,} combinations of inputs; over {LARGEST:,} are not looked through"
        )
    value = node.function(**asked, **fixed)
    smallest: dict[frozenset[str], Flip] = {}
    for combination in sorted(product(*domains.values()), key=lambda c: _distance(c, names, asked)):
        changed = frozenset(
            n for n, v in zip(names, combination, strict=True) if v is not asked[n] and v != asked[n]
        )
        if not changed or any(known <= changed for known in smallest):
            continue
        here = dict(zip(names, combination, strict=True))
        if not _possible(here, node.implies):
            continue
        outcome = node.function(**here, **fixed)
        if outcome != value:
            smallest[changed] = Flip(tuple((n, here[n]) for n in names if n in changed), outcome)
    return Explanation(name, value, asked, tuple(smallest.values()))


def _distance(combination: Sequence[Any], names: Sequence[str], asked: Mapping[str, Any]) -> int:
    return sum(v is not asked[n] and v != asked[n] for n, v in zip(names, combination, strict=True))


def _possible(values: Mapping[str, Any], implies: Sequence[tuple[str, str]]) -> bool:
    return all(not values[a] or values[b] for a, b in implies if a in values and b in values)


def in_words(explanation: Explanation) -> str:
    """A flip list as plain words: ``yes; would be no if judicial_warrant were no``."""
    parts = [" and ".join(f"{n} were {label(v)}" for n, v in flip.changes) for flip in explanation.flips]
    return f"{label(explanation.value)}" + (f"; otherwise if {' or if '.join(parts)}" if parts else "")
