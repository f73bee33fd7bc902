"""Expected totals beside published ones: each in a world of that place and period, and what may be claimed of the two."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from typing import Any

import numpy as np

from varick.engine import uncertainty
from varick.engine.answers import World
from varick.engine.days import Floats
from varick.engine.layers import Layers
from varick.errors import VarickError
from varick.model.anchors import AnchorForm, AnchorsForm, QuantityForm, bounds, scenario_of
from varick.model.build import Model
from varick.model.fact import cells
from varick.model.kinds import label
from varick.model.scenario import Scenario

DRAWS = 40
"""Joint draws of the facts behind low and high, for each place and period: enough for a comparison of orders of size."""
SHORTEST = 40
"""Days of a period that is not halved again."""
DAYS_A_MONTH = 365.25 / 12
Tell = Callable[[int, int], None]
Where = tuple[str, tuple[date, date]]
Evidence = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class Quantity:
    """What the pathway says: the stated value and its range over the draws."""

    value: float
    low: float
    high: float


def anchors(
    scenario: Scenario,
    form: AnchorsForm,
    draws: int = DRAWS,
    tell: Tell | None = None,
    worlds: Sequence[World] = (),
) -> dict[str, Any]:
    """Every published total beside the pathway's number under the facts of a scenario, in the total's place and period.

    ``worlds``: worlds that exist already, used where place, period and facts are theirs; ``tell`` is told of (worlds
    done, worlds in all). Raises VarickError for a scenario with reforms: the record knows none."""
    if scenario.reforms:
        raise VarickError(
            f"{scenario.name}: the record is of the world without reforms; leave out {', '.join(scenario.reforms)}"
        )
    asked: dict[Where, list[str]] = {}
    for name, row in form.rows.items():
        asked.setdefault(scenario_of(row), []).append(name)
    rows: dict[str, dict[str, Any]] = {}
    assumed: set[str] = set()
    for done, (where, names) in enumerate(asked.items()):
        place, period = where
        if place not in scenario.library.places:
            rows |= {n: _row(n, form.rows[n], form, None, ()) for n in names}
        else:
            asks = [form.rows[n].quantity for n in names]
            exact = any(q.node is not None for q in asks)
            made = _worlds(scenario, place, period, draws, worlds, exact)
            asked_here = Asked(made)
            for name, ask in zip(names, asks, strict=True):
                each = [assumed_facts(world.model, form.rows[name].quantity) for world in made]
                guesses = sorted({fact for facts in each for fact in facts})
                assumed |= set(guesses)
                rows[name] = _row(name, form.rows[name], form, asked_here.quantity(ask), guesses)
        if tell is not None:
            tell(done + 1, len(asked))
    fitted = sum(row.role == "fitted" for row in form.rows.values())
    return {
        "scenario": scenario.name,
        "hash": scenario.hash,
        "draws": draws,
        "rows": [rows[name] for name in form.rows],
        "assumed_values": len(assumed),
        "assumed": sorted(assumed),
        "fitted_rows": fitted,
        "identified": len(assumed) <= fitted,
        "streams": _streams(form, rows),
    }


def _worlds(
    scenario: Scenario,
    place: str,
    period: tuple[date, date],
    draws: int,
    known: Sequence[World],
    exact: bool,
) -> list[World]:
    """The world of a place and period, or where the exact calculation of it would grow too wide (a period in which the law
    changed often), those of its halves: expected numbers add up, and the draws are the same in both.

    ``exact``: whether anything is asked of it that has to be calculated at all."""
    for world in known:
        same = world.scenario.place == place and world.scenario.period == period
        if same and world.scenario.changes == scenario.changes and world.scenario.seed == scenario.seed:
            return [world]
    made = Scenario.of(
        scenario.library,
        place=place,
        period=period,
        changes=scenario.changes,
        people=1,
        seed=scenario.seed,
        name=scenario.name,
    )
    world = World.of(replace(made, people=arrests_in(scenario, made)), draws=draws)
    start, end = period
    try:
        if exact:
            _ = world.drawn
    except VarickError:
        if (end - start).days < SHORTEST:
            raise
        middle = start + (end - start) / 2
        halves = (start, middle), (middle, end)
        return [w for half in halves for w in _worlds(scenario, place, half, draws, (), exact)]
    return [world]


def arrests_in(like: Scenario, made: Scenario) -> int:
    """Arrests in a period that need not be a year of the count: each day has its share of the year in which it lies.

    ``like``: the scenario that says how people are counted; a bare number is taken a day, whatever the place."""
    start, end = made.period
    if isinstance(like.people, int):
        first, last = like.period
        return max(1, round(like.people * (end - start).days / (last - first).days))
    fact = made.facts[like.people]
    total, day = 0.0, start
    while day < end:
        year = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        until = min(end, year[1])
        count = sum(float(number) for _, number in cells(fact.on(day).value))
        total += count * (until - day).days / (year[1] - year[0]).days
        day = until
    return max(1, round(total))


class Asked:
    """Worlds that follow one another, as one: what was asked of them once is not worked out again."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self.worlds = worlds
        self._known: dict[tuple[int, frozenset[tuple[int, frozenset[int]]]], Floats] = {}

    def quantity(self, asked: QuantityForm) -> Quantity:
        """What the pathway says."""
        first = self.worlds[0].scenario
        if asked.people:
            people = float(sum(world.scenario.headcount for world in self.worlds))
            return Quantity(people, people, people)
        if asked.fact is not None:
            dated = first.facts[asked.fact].on(first.period[0])
            low, high = (dated.value if n is None else n for n in (dated.low, dated.high))
            return Quantity(float(dated.value), float(low), float(high))
        draws = self._numbers(asked)
        low, high = uncertainty.interval(draws[1:])
        return Quantity(float(draws[0]), low, high)

    def _numbers(self, asked: QuantityForm) -> Floats:
        """A number as stated, and then in each draw: float64 (1 + draws,)."""
        counted = whole = np.zeros(self.worlds[0].draws + 1)
        for world in self.worlds:
            one, of = _evidence(world.model, asked)
            counted = counted + self._drawn(world, one) * world.scenario.headcount
            whole = whole + self._drawn(world, of) * world.scenario.headcount
        if asked.gives == "share":
            return np.divide(counted, whole, out=np.zeros_like(counted), where=whole > 0)
        days = sum(world.model.days for world in self.worlds)
        unit = {"per_month": DAYS_A_MONTH, "per_day": 1.0}.get(asked.gives, days)
        return counted * (unit / days)

    def _drawn(self, world: World, given: Evidence) -> Floats:
        """`probability` as stated and in each draw. That of one event is known already, and that of a no to a question of
        yes or no is what the yes leaves: there are fewer of those, who are followed sooner."""
        key = id(world), frozenset(given.items())
        if key not in self._known:
            program = world.model.program
            refused = [i for i, codes in given.items() if codes == {0} and program.steps[i].size == 2]
            if not given:
                self._known[key] = np.ones(world.draws + 1)
            elif len(given) == 1 and (event := next(iter(given))) in program.events and given[event] == {1}:
                place = program.events.index(event)
                self._known[key] = np.append(world.drawn.stated[place], world.drawn.events[:, place])
            elif refused:
                rest = {i: codes for i, codes in given.items() if i != refused[0]}
                accepted = {**rest, refused[0]: frozenset({1})}
                left = self._drawn(world, rest) - self._drawn(world, accepted)
                self._known[key] = np.maximum(left, 0.0)  # where nothing is left, rounding may say less
            else:
                self._known[key] = probability(world.drawn.layers, given)
        return self._known[key]


def _evidence(model: Model, asked: QuantityForm) -> tuple[Evidence, Evidence]:
    """The steps and codes that are counted, and those that are given."""
    given = {model.program.index[n]: codes_of(model, n, values) for n, values in asked.given.items()}
    if asked.node is None:
        return given, given
    return {**given, model.program.index[asked.node]: codes_of(model, asked.node, asked.values)}, given


def codes_of(model: Model, name: str, values: Sequence[str]) -> frozenset[int]:
    """The codes of a node's values, written as words. Raises ValueError for a word that is none of them."""
    known = [label(v) for v in model.nodes[name].values]
    return frozenset(known.index(value) for value in values)


def probability(layers: Layers, given: Evidence) -> Floats:
    """The exact probability, in each draw, that all of these steps have one of these codes (step -> codes): one forward
    pass over the states that are still possible. float64 (draws or 1,).

    Raises VarickError for a step that decides nothing, which the layers leave out."""
    visited = {layer.visit.step for layer in layers.layers if not layer.visit.clock}
    for step in given.keys() - visited:
        raise VarickError(
            f"{layers.program.steps[step].name} decides nothing in this scenario; name another node"
        )
    open_steps = set(given)
    weights = layers.start
    row_of = np.arange(len(weights))  # of each state that is still possible; -1 for the others
    for number, layer in enumerate(layers.layers):
        if not open_steps:
            break
        kept = row_of[layer.source] >= 0
        codes = None if layer.visit.clock else given.get(layer.visit.step)
        if codes is not None:
            kept &= np.isin(layer.value, list(codes))
            open_steps.discard(layer.visit.step)
        transitions = np.flatnonzero(kept)
        transitions = transitions[np.argsort(layer.target[transitions], kind="stable")]
        mass: Floats = weights[row_of[layer.source[transitions]]]
        odds = layers.odds(number)
        if odds is not None and layer.entry is not None:
            mass = mass * odds[layer.entry[transitions]]
        if not len(transitions):
            return np.zeros(layers.joint.draws)
        states, first = np.unique(layer.target[transitions], return_index=True)
        weights = np.add.reduceat(mass, first, axis=0)
        row_of = np.full(layer.states, -1)
        row_of[states] = np.arange(len(states))
    total: Floats = weights.sum(axis=0)
    return np.broadcast_to(total, (layers.joint.draws,))


def assumed_facts(model: Model, asked: QuantityForm) -> tuple[str, ...]:
    """The facts with an assumed value in force in the period on which the quantity depends, by name."""
    if asked.fact is not None or asked.people:
        names = {asked.fact} if asked.fact is not None else set()
    else:
        names = facts_behind(model, [n for n in (asked.node, *asked.given) if n is not None])
    start, end = model.period
    found = []
    for name in sorted(names):
        values = model.origin[name].values
        for value, after in zip(values, [*values[1:], None], strict=True):
            until = after.since if after is not None else date.max
            if value.grade == "assumed" and value.since < end and until > start:
                found.append(name)
                break
    return tuple(found)


def facts_behind(model: Model, names: Sequence[str]) -> set[str]:
    """The facts that can move these nodes: their own, and those of every node on the way to them."""
    wired = {w.node.name: w for w in model.wired}
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        step = model.program.steps[model.program.index[name]]
        steps = (*step.race, *(i for i in (step.delay, step.clock) if i >= 0))
        waiting += [*wired[name].inputs, *wired[name].gates, *(model.program.steps[i].name for i in steps)]
    return {fact for name in seen for fact in wired[name].facts}


def _row(
    name: str, row: AnchorForm, form: AnchorsForm, quantity: Quantity | None, assumed: Sequence[str]
) -> dict[str, Any]:
    """One row of the answer. Without a quantity nothing is compared, and the place that is missing is named."""
    place, period = scenario_of(row)
    start, end = row.period
    first, last = period
    agrees = None
    if quantity is not None and row.role == "checked" and row.comparable != "no":
        agrees = "yes" if agree(row, limits(name, row, form), quantity) else "no"
    return {
        "id": name,
        "published": row.value,
        "published_low": row.low,
        "published_high": row.high,
        "unit": row.unit,
        "area": row.area,
        "year": row.year,
        "period": [start.isoformat(), end.isoformat()],
        "inferred": row.inferred,
        "source": list(row.source),
        "grade": row.grade,
        "figure": row.figure,
        "quantity": quantity_name(row.quantity),
        "place": place,
        "missing_place": place if quantity is None else None,
        "scenario_period": [first.isoformat(), last.isoformat()],
        "expected": quantity.value if quantity is not None else None,
        "low": quantity.low if quantity is not None else None,
        "high": quantity.high if quantity is not None else None,
        "record_counts": list(row.record_counts),
        "pathway_counts": list(row.pathway_counts),
        "comparable": row.comparable,
        "bound": row.bound,
        "limit": list(limits(name, row, form)) if row.comparable != "no" else None,
        "role": row.role,
        "inputs": list(row.inputs),
        "assumed": len(assumed),
        "agrees": agrees,
        "reason": row.reason,
    }


def quantity_name(asked: QuantityForm) -> str:
    """What of the pathway a row names: ``detainer``, ``desk_appearance_ticket | marijuana`` (given), ``people``."""
    if asked.people:
        return "people"
    if asked.fact is not None:
        return asked.fact
    given = [n if v == ["yes"] else f"{n}={'|'.join(v)}" for n, v in asked.given.items()]
    own = str(asked.node) if asked.values == ["yes"] else f"{asked.node}={'|'.join(asked.values)}"
    return f"{own} | {', '.join(given)}" if given else own


def limits(name: str, row: AnchorForm, form: AnchorsForm) -> tuple[float, float]:
    """The published interval, for a count with what chance allows. Of a total that is cut by origin: what of it can come
    from a local arrest, at least and at most."""
    for stream in form.streams.values():
        if stream.row == name and stream.limits_row:
            least, most = bounds(stream)["local_arrest"]
            return float(least), float(most)
    stated = [n for n in (row.value, row.low, row.high) if n is not None]
    low, high = min(stated), max(stated)
    if row.comparable == "yes" and row.quantity.gives == "count" and low == high:
        # A count is one outcome of chance; these are about the 90 % limits of the mean behind it (Poisson).
        return max(0.0, sqrt(low) - 0.82) ** 2, (sqrt(high + 1) + 0.82) ** 2
    return low, high


def agree(row: AnchorForm, limit: tuple[float, float], quantity: Quantity) -> bool:
    """Whether the intervals overlap, or for a bound, whether the pathway's interval reaches the side that it allows."""
    if row.bound == "at_most":
        return quantity.low <= limit[1]
    if row.bound == "at_least":
        return quantity.high >= limit[0]
    return quantity.low <= limit[1] and quantity.high >= limit[0]


def _streams(form: AnchorsForm, rows: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each total by origin, as bounds; beside the first the pathway's number."""
    return [
        {
            "id": name,
            "row": stream.row,
            "published": form.rows[stream.row].value,
            "parts": {part: {"count": p.count, "may_be": list(p.may_be)} for part, p in stream.parts.items()},
            "origins": {
                origin: {"low": low, "high": high, "from_the_pathway": origin == "local_arrest"}
                for origin, (low, high) in bounds(stream).items()
            },
            "expected": {key: rows[stream.row][key] for key in ("expected", "low", "high")},
        }
        for name, stream in form.streams.items()
    ]
