"""How many of a stated number of letters the organisations would come to know of, whether they work apart, refer, or
divide the city.

The calculation runs one way: from letters to cases. It says nothing of how many letters there were.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varick.engine.answers import World
from varick.errors import NoAnswer, VarickError
from varick.model import event
from varick.model.build import Model
from varick.model.library import Change
from varick.model.scenario import Scenario
from varick.model.shipped import pathway
from varick.model.wiring import Pathway, wire
from varick.pathway.terms import Agency, Known, Pattern

Floats = NDArray[np.float64]
MOST_LETTERS = 5_000
ORGANISATIONS = {"b": "bronx_defenders", "m": "make_the_road", "i": "idp"}
PROFILES = {k: "+".join(ORGANISATIONS[x] for x in k.value.split("_")) for k in Known if k is not Known.none}
"""Overlap profile -> the organisations that know, joined by a plus sign."""

# One event for each profile, written out: a node may read nothing but its arguments and constants, so none is made in a loop.
_case = event(agency=Agency.ORGANISATIONS, after="letter_appointment", odds=False)


@_case
def _only_b(known_to: Known) -> bool:
    return known_to is Known.b


@_case
def _only_m(known_to: Known) -> bool:
    return known_to is Known.m


@_case
def _only_i(known_to: Known) -> bool:
    return known_to is Known.i


@_case
def _only_b_m(known_to: Known) -> bool:
    return known_to is Known.b_m


@_case
def _only_b_i(known_to: Known) -> bool:
    return known_to is Known.b_i


@_case
def _only_m_i(known_to: Known) -> bool:
    return known_to is Known.m_i


@_case
def _only_b_m_i(known_to: Known) -> bool:
    return known_to is Known.b_m_i


@event(agency=Agency.ORGANISATIONS, after="surfaced", odds=False)
def _in_the_count(in_the_articles_count: bool) -> bool:
    return in_the_articles_count


_ASKED = (_only_b, _only_m, _only_i, _only_b_m, _only_b_i, _only_m_i, _only_b_m_i, _in_the_count)


def documented(
    scenario: Scenario,
    letters: int,
    patterns: Sequence[str] = tuple(Pattern),
    draws: int = 200,
    tell: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """For each pattern of the organisations: the distribution of the cases that at least one of them knows, and of each
    overlap profile, among ``letters`` letters of the scenario. ``distribution`` lists the probabilities of 0, 1, ...
    ``letters`` cases: a mixture, over the draws of the facts, of exact binomial distributions.

    Raises VarickError for a number of letters that is not from 1 to 5,000, NoAnswer where no letters are sent."""
    if not 1 <= letters <= MOST_LETTERS:
        raise VarickError(f"letters: a whole number from 1 to {MOST_LETTERS:,} expected; this is {letters:,}")
    cut = _pathway_of_letters(scenario)
    found: dict[str, Any] = {}
    like: World | None = None
    for pattern in patterns:
        chosen = scenario.with_(changes={"organisations_pattern": Change(str(pattern))})
        model = Model(cut, chosen.facts, chosen.period, like=like.model if like is not None else None)
        world = World(chosen, model, draws, like, tell)
        like = like or world
        found[str(pattern)] = _pattern(world, letters)
    return {
        "scenario": scenario.name,
        "hash": scenario.hash,
        "draws": draws,
        "letters": letters,
        "patterns": found,
    }


def _pathway_of_letters(scenario: Scenario) -> Pathway:
    """The nodes on which the letters and who knows of them depend, and the questions asked here: a small pathway."""
    whole = Pathway([*pathway().nodes.values(), *_ASKED])
    wired = {w.node.name: w for w in wire(whole, list(scenario.facts))}
    keep: set[str] = set()
    waiting = ["encounter", "letter", "documented", *(node.name for node in _ASKED)]
    while waiting:
        name = waiting.pop()
        if name not in keep:
            keep.add(name)
            w = wired[name]
            waiting += [*w.inputs, *w.gates, *w.node.race, *filter(None, (w.node.delay, w.node.on))]
    return Pathway(node for node in whole.nodes.values() if node.name in keep)


def _pattern(world: World, letters: int) -> dict[str, Any]:
    """The answer under one pattern."""
    place = {name: k for k, name in enumerate(world.names)}
    sent: Floats = world.drawn.events[:, place["letter"]]
    if not (sent > 0).any():
        raise NoAnswer(
            "no letters are sent under this scenario, so that nobody can know of one; take another scenario, or fewer reforms"
        )
    given = world.drawn.events[sent > 0] / sent[sent > 0, None]
    profiles = {
        name: spread(given[:, place[f"_only_{known.value}"]], letters) for known, name in PROFILES.items()
    }
    counted: Floats = given[:, place["_in_the_count"]] / np.maximum(given[:, place["documented"]], 1e-300)
    low, high = np.percentile(counted, [5, 95])
    return {
        **spread(given[:, place["documented"]], letters),
        "profiles": profiles,
        "in_the_articles_count": {"share": float(counted.mean()), "low": float(low), "high": float(high)},
    }


def spread(shares: Floats, letters: int) -> dict[str, Any]:
    """Mean, 5th and 95th percentile and distribution of a number of cases among ``letters``, each a case with the
    probability of the draw: shares float64 (draws,)."""
    mixture: Floats = np.zeros(letters + 1)
    for share in shares:  # added up one by one: all of them at once are as large as draws times letters
        mixture += binomial(letters, min(max(float(share), 0.0), 1.0))
    mixture /= mixture.sum()
    below = np.cumsum(mixture)
    low, high = (int(np.searchsorted(below, q - 1e-12)) for q in (0.05, 0.95))
    mean = float(mixture @ np.arange(letters + 1))
    return {"mean": mean, "low": low, "high": high, "distribution": mixture.tolist()}


def binomial(n: int, p: float) -> Floats:
    """Probabilities of 0, 1, ... n successes: float64 (n + 1,)."""
    found = np.zeros(n + 1)
    if p in (0.0, 1.0):
        found[n if p else 0] = 1.0
        return found
    k = np.arange(n + 1)
    ways = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    found[:] = np.exp(ways[n] - ways[k] - ways[n - k] + k * np.log(p) + (n - k) * np.log1p(-p))
    return found


def side_by_side(patterns: Mapping[str, Any], most_rows: int = 16) -> list[tuple[int, int, list[float]]]:
    """(from, to, probability under each pattern) of the number of known cases, in at most ``most_rows`` stretches up to
    where under 0.5 % is left in every pattern; the last stretch goes to the end."""
    each = [np.array(found["distribution"]) for found in patterns.values()]
    end = max(int(np.searchsorted(np.cumsum(d), 0.995)) for d in each)
    step = -(-(end + 1) // most_rows)
    starts = list(range(0, end + 1, step))
    ends = [s - 1 for s in starts[1:]] + [len(each[0]) - 1]
    return [(a, b, [float(d[a : b + 1].sum()) for d in each]) for a, b in zip(starts, ends, strict=True)]
