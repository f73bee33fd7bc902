"""What a lever's numbers hang on: the fact that moves them most and how well it is known, and by which way it can act."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from varick.model.build import FactLike, Model
from varick.model.fact import GRADES

ORDER = {grade: place for grades in GRADES.values() for place, grade in enumerate(grades)}


def deciding(moved_most_by: Sequence[Mapping[str, Any]], model: Model) -> dict[str, str | None]:
    """The first of the facts that move a difference, and its grade; both None where no fact's range moves it."""
    if not moved_most_by:
        return {"deciding_fact": None, "deciding_grade": None}
    name = str(moved_most_by[0]["fact"])
    return {"deciding_fact": name, "deciding_grade": _grade(model.facts[name], model)}


def _grade(fact: FactLike, model: Model) -> str:
    """The worst grade among the values that are in force in the model's period."""
    start, end = model.period
    dated = [v for v in fact.values if v.since < end]
    in_force = [v for k, v in enumerate(dated) if k + 1 == len(dated) or dated[k + 1].since > start]
    grades: list[str] = [v.grade for v in in_force]
    return max(grades, key=lambda grade: ORDER.get(grade, -1))


def reached(model: Model, facts: Iterable[str], past: str = "") -> set[str]:
    """The nodes whose values, clocks or delays some of these facts can change; what lies only behind ``past`` left out."""
    changed, found = set(facts), set[str]()
    for w in model.wired:  # each follows all that it needs
        needs = {*w.inputs, *w.gates, *w.node.race, w.node.delay, w.clock, w.asked_clock}
        if changed & set(w.facts) or (found - {past}) & needs:
            found.add(w.node.name)
    return found


def hand_overs(model: Model, facts: Iterable[str], change: Mapping[str, Any]) -> dict[str, Any]:
    """What a lever that acts only after ICE knew says of hand-overs: ``change`` of them, and whether letters can change by
    another way than through them. Empty for levers that reach `ice_notified`, or no hand-over.

    Read off the graph, not off numbers."""
    facts = set(facts)
    nodes = reached(model, facts)
    if "ice_notified" in nodes or "handed_over" not in nodes:
        return {}
    return {
        "handed_over": dict(change),
        "letter_only_through_handed_over": "letter" not in reached(model, facts, past="handed_over"),
    }
