"""Levers: a reform counts before what the scenario sets itself, and one that cannot be combined is named, not fatal."""

from typing import Any

import numpy as np
import pytest

from varick.engine import levers as room
from varick.engine.answers import World
from varick.engine.deciding import deciding, hand_overs, reached
from varick.engine.levers import levers, with_reform
from varick.model import Delay, days, delay, event
from varick.model.build import Model
from varick.model.fact import Fact
from varick.model.library import Change
from varick.model.load import library, load_scenario
from varick.model.shipped import model_of
from varick.model.wiring import Pathway, ancestors
from varick.pathway import OUTCOMES


def test_a_reform_counts_before_the_scenarios_own_facts() -> None:
    held = load_scenario("nyc-2018").with_(changes={"interoperability_active": Change(True)})
    reformed = with_reform(held, library().reform("end-interoperability"))
    assert reformed.facts["interoperability_active"].on(reformed.period[0]).value is False
    assert reformed.headcount == held.headcount


def test_reforms_that_disagree_are_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Baseline:
        scenario = load_scenario("nyc-2018").with_(reforms=["honor-no-detainers"])
        draws = 200
        model = None

    def nothing(*_: Any, **__: Any) -> dict[str, Any]:
        return {"moved_most_by": []}

    monkeypatch.setattr(room, "level", nothing)
    monkeypatch.setattr(room, "difference", nothing)
    monkeypatch.setattr(room, "hand_overs", nothing)
    monkeypatch.setattr(room, "reachable", lambda *_: True)
    monkeypatch.setattr(room.World, "of", classmethod(lambda *_, **__: Baseline()))
    answer = room.levers(Baseline(), library().reforms)  # type: ignore[arg-type]
    assert [each["reform"] for each in answer["left_out"]] == ["honor-all-detainers"]
    assert len(answer["levers"]) == len(library().reforms) - 2


def test_a_detainer_lever_changes_letters_only_through_hand_overs() -> None:
    model = model_of(load_scenario("nyc-2018"))
    for name, told in (
        ("honor-no-detainers", True),
        ("end-interoperability", False),
        ("protect-our-courts", False),
    ):
        found = hand_overs(model, library().reform(name).facts, {"change": 3.0})
        assert found == (
            {"handed_over": {"change": 3.0}, "letter_only_through_handed_over": True} if told else {}
        )
    # ICE's own choice of letters, taken with it, is another way.
    both = {*library().reform("honor-no-detainers").facts, *library().reform("no-call-in-letters").facts}
    assert hand_overs(model, both, {})["letter_only_through_handed_over"] is False


def test_the_grade_of_the_deciding_fact_is_the_worst_in_force() -> None:
    model = model_of(load_scenario("nyc-2018"))
    assert deciding([], model) == {"deciding_fact": None, "deciding_grade": None}
    for fact in model.used_facts:
        found = deciding([{"fact": fact, "share": 0.5, "direction": "up"}], model)
        assert found["deciding_fact"] == fact
        grades = {v.grade for v in model.facts[fact].values if v.since < model.period[1]}
        assert found["deciding_grade"] in grades


SHIPPED = load_scenario("nyc-2018")
UPSTREAM = ("printed", "ice_notified")
DETAINER_LEVERS = ("honor-no-detainers", "honor-all-detainers")


@pytest.mark.parametrize("name", DETAINER_LEVERS)
def test_no_detainer_lever_can_reach_prints_or_notices(name: str) -> None:
    """On the graph: no detainer rule and no fact of one is an ancestor, whatever the numbers are."""
    model = model_of(SHIPPED)
    changed = set(library().reform(name).facts)
    for outcome in UPSTREAM:
        nodes, facts = ancestors(model.wired, outcome)
        assert outcome in nodes
        assert not facts & changed
        assert not room.reachable(model, changed, outcome)
    assert room.reachable(model, changed, "ice_arrest")


def test_what_bears_on_an_outcome_is_what_can_be_reached_from_it() -> None:
    """Two walks over the graph, against and along its arrows; the second also counts what only moves a date in the log."""
    model = model_of(SHIPPED)
    for outcome in OUTCOMES:
        for fact in model.used_facts:
            if room.reachable(model, [fact], outcome):
                assert outcome in reached(model, [fact])
    assert not room.reachable(model, ["interoperability_active"], "printed")
    assert room.reachable(model, ["interoperability_active"], "ice_notified")


def test_an_outcome_that_cannot_be_reached_does_not_change_in_any_draw() -> None:
    baseline = World.of(SHIPPED, draws=12)
    answer = levers(baseline, library().reforms)
    shut = open_and_moved = 0
    for lever in answer["levers"]:
        for outcome, found in lever["outcomes"].items():
            same = (found["change"], found["change_low"], found["change_high"]) == (0, 0, 0)
            if not found["reachable"]:
                assert same, (lever["reform"], outcome)
                assert found["same_sign_share"] == 1
                shut += 1
            open_and_moved += not same
    assert shut > 10
    assert open_and_moved > 10
    for name in (r.name for r in library().reforms.values()):
        world = World.of(with_reform(SHIPPED, library().reform(name)), like=baseline, draws=12)
        off = np.abs(world.drawn.events - baseline.drawn.events).max(axis=0)
        for outcome, most in zip(world.names, off.tolist(), strict=True):
            if not room.reachable(world.model, library().reform(name).facts, outcome):
                assert most < 1e-13, (name, outcome)


def test_a_delay_bears_on_days_and_races_only() -> None:
    """How long until a letter bears on the law that the next step meets, not on the letter."""

    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    @delay
    def letter_time(letter_days: float) -> Delay:
        return days.exactly(letter_days)

    @event(agency="ICE", after="arrested", delay="letter_time")
    def letter(letters: bool) -> bool:
        return letters

    @event(agency="ICE", after="letter")
    def interview(interviews: bool) -> bool:
        return interviews

    @event(agency="ICE", after="interview")
    def seen() -> bool:
        return True

    values = {"letter_days": 3.0, "letters": True, "interviews": True}
    facts = {name: Fact.simple(name, value) for name, value in values.items()}
    model = Model(Pathway([arrested, letter_time, letter, interview, seen]), facts, SHIPPED.period)
    bear = {n: set(ancestors(model.wired, n)[1]) for n in ("arrested", "letter", "interview", "seen")}
    assert bear == {
        "arrested": set(),
        "letter": {"letters"},
        "interview": set(values),
        "seen": set(values),
    }
    assert ancestors(model.wired, "seen")[0] == {"arrested", "letter_time", "letter", "interview", "seen"}
