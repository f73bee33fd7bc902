"""Trace: exactly what is certain, exactly how likely the rest is, why, who could change it, and what is never told."""

import os
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from every_way import timeless_model, ways
from hypothesis import given, settings
from hypothesis import strategies as st
from random_pathways import random_model

from varick.engine.expect import Impossible, expect, posterior
from varick.engine.trace import Hop, Tracer
from varick.engine.walk import walk
from varick.errors import VarickError
from varick.model import Delay, attribute, chance, choice, days, delay, event, rule
from varick.model.build import Model
from varick.model.fact import Dated, Fact
from varick.model.kinds import label
from varick.model.load import load_scenario
from varick.model.shipped import model_of
from varick.model.wiring import Pathway

randoms = st.randoms(use_true_random=False, note_method_calls=False)


class Status(Enum):
    citizen = "citizen"
    visa = "visa"
    overstay = "overstay"


class Action(Enum):
    none = "none"
    letter = "letter"
    arrest = "arrest"


@attribute
def status() -> dict[Status, float]:
    return {Status.citizen: 0.5, Status.visa: 0.25, Status.overstay: 0.25}


@event(agency="NYPD", seen_by=("person", "NYPD"), sends="ten fingerprints", to="FBI")
def arrested() -> bool:
    """The arrest."""
    return True


@rule(when="arrested", cites=("28 USC 534",))
def passed_on(interoperability: bool) -> bool:
    return interoperability


@chance(when="passed_on")
def legible(legible_share: float) -> float:
    return legible_share


@event(agency="FBI", after="arrested", sends="a query", to="ICE", cites="a practice")
def searched(legible: bool) -> bool:
    return legible


@rule(when="searched", cites="8 USC 1227")
def removable(status: Status, residents_too: bool) -> bool:
    return status is Status.overstay or (status is Status.visa and residents_too)


@event(agency="ICE", after="searched", cites="8 USC 1357")
def told(removable: bool) -> bool:
    return removable


@choice(when="told", odds=False)
def action(letter_share: float) -> dict[Action, float]:
    return {Action.letter: letter_share, Action.arrest: 0.25}


@event(agency="ICE", after="told", sends="a letter", to="person", seen_by="person")
def letter(action: Action) -> bool:
    return action is Action.letter


@event(agency="ICE", after="letter")
def attended() -> bool:
    return True


@event(agency="ICE", after="told")
def at_home(action: Action) -> bool:
    return action is Action.arrest


@event(agency="ICE", after=("attended", "at_home"))
def detained() -> bool:
    return True


NODES = (
    status,
    arrested,
    legible,
    passed_on,
    searched,
    removable,
    told,
    action,
    letter,
    attended,
    at_home,
    detained,
)
FIRST, CHANGE = date(2000, 1, 1), date(2018, 7, 1)


def law(name: str, owner: str, *values: tuple[date, Any]) -> Fact:
    switch = isinstance(values[0][1], bool)
    return Fact(name, "switch" if switch else "number", owner, "law", tuple(Dated(d, v) for d, v in values))


def tracer(on: date = date(2018, 3, 1), **changed: Any) -> Tracer:
    facts = {
        "legible_share": law("legible_share", "nature", (FIRST, 0.75)),
        "interoperability": law("interoperability", "federal", (FIRST, True)),
        "residents_too": law("residents_too", "court", (FIRST, False), (CHANGE, True)),
        "letter_share": law("letter_share", "federal", (FIRST, 0.5)),
    }
    for name, value in changed.items():
        facts[name] = law(name, facts[name].controlled_by, (FIRST, value))
    return Tracer(Model(Pathway(NODES), facts, (date(2018, 1, 1), date(2019, 1, 1))), on)


def traced(
    answers: dict[str, Any] | None = None, on: date = date(2018, 3, 1), **changed: Any
) -> dict[str, Hop]:
    return {hop.activity: hop for hop in tracer(on, **changed).trace(answers or {})}


def values(hops: dict[str, Hop]) -> dict[str, str]:
    return {name: hop.value for name, hop in hops.items()}


def test_what_is_unknown_keeps_its_exact_probability() -> None:
    hops = traced()
    assert list(hops) == ["arrested", "searched", "told", "letter", "attended", "at_home", "detained"]
    assert values(hops) == dict.fromkeys(hops, "unknown") | {"arrested": "yes"}
    assert hops["arrested"].probability == pytest.approx(1, abs=1e-15)
    assert hops["searched"].probability == pytest.approx(0.75, abs=1e-9)
    assert hops["told"].probability == pytest.approx(0.75 * 0.25, abs=1e-9)


def test_what_is_known_makes_certain_what_follows_from_it() -> None:
    hops = traced({"status": "citizen"})
    assert hops["searched"].probability == pytest.approx(0.75, abs=1e-9)  # no evidence about the prints
    for name in ("told", "letter", "attended", "at_home", "detained"):
        assert hops[name].value == "no"
    assert hops["told"].probability == 0.0
    hops = traced({"status": "overstay", "searched": True})
    assert (hops["searched"].value, hops["told"].value, hops["letter"].value) == ("yes", "yes", "unknown")
    assert hops["told"].probability == pytest.approx(1, abs=1e-12)


def test_evidence_speaks_of_what_went_before() -> None:
    asked = tracer()
    index = asked.model.program.index
    found = asked.chances(asked.given({"told": "yes"}))
    assert found[index["legible"]].tolist() == pytest.approx([0, 1])
    assert found[index["status"]].tolist() == pytest.approx([0, 0, 1])
    found = asked.chances(asked.given({"told": "no"}))
    assert found[index["status"]][2] == pytest.approx(
        float(Fraction(1, 4) * Fraction(1, 4) / Fraction(13, 16)), abs=1e-9
    )


def test_the_law_is_that_of_the_day_of_the_arrest() -> None:
    assert traced({"status": "visa", "searched": "yes"}, on=date(2018, 6, 30))["told"].value == "no"
    assert traced({"status": "visa", "searched": "yes"}, on=CHANGE)["told"].value == "yes"


def test_a_day_without_law_is_refused() -> None:
    with pytest.raises(VarickError, match="has no value on 1999-12-31: its first is of 2000-01-01"):
        tracer(date(1999, 12, 31))
    with pytest.raises(VarickError, match="9999-12-31 is the last day of the calendar; take an earlier one"):
        tracer(date.max)


def test_no_odds_are_told_of_what_follows_a_choice_about_one_person() -> None:
    silent = {"letter", "attended", "at_home", "detained"}
    for answers in ({}, {"status": "overstay"}, {"status": "overstay", "searched": "yes"}, {"letter": "yes"}):
        hops = traced(answers)
        assert {name for name, hop in hops.items() if hop.withheld and hop.value == "unknown"} <= silent
        for name in silent:
            assert hops[name].probability is None
            assert hops[name].withheld


def test_withheld_odds_cannot_be_worked_out_from_those_that_are_told() -> None:
    """P(searched), P(searched given no detention) and P(searched given detention) together are P(detention)."""
    for answers in ({"detained": "no"}, {"letter": "no"}, {"action": "none"}):
        hops = traced(answers)
        assert hops["searched"].value == "unknown"
        assert hops["searched"].probability is None
        assert hops["searched"].withheld
        assert hops["arrested"].probability == pytest.approx(1)
    assert traced({"told": "no"})["searched"].probability == pytest.approx(9 / 13)


def test_what_each_hop_says_of_itself() -> None:
    hops = traced({"status": "overstay"})
    assert hops["searched"].receives == "ten fingerprints"
    assert (hops["searched"].sends, hops["searched"].to) == ("a query", "ICE")
    assert hops["told"].receives == "a query"
    assert hops["arrested"].receives == hops["attended"].receives == ""
    assert hops["arrested"].seen_by == ("person", "NYPD")
    assert hops["searched"].authority == ("a practice", "28 USC 534")
    assert hops["told"].authority == ("8 USC 1357", "8 USC 1227")
    assert hops["arrested"].explanation == "The arrest."


def test_who_controls_what_decided() -> None:
    hops = traced()
    assert hops["searched"].controlled_by == ("federal",)  # through the gate; legibility is nature's
    assert hops["told"].controlled_by == ("court",)
    assert hops["letter"].controlled_by == ("federal",)  # through ICE's choice
    assert hops["arrested"].controlled_by == ()


def test_why_is_said_with_the_smallest_changes() -> None:
    because = {
        reason.rule: reason for reason in traced({"status": "visa", "searched": "yes"})["told"].because
    }
    assert because["told"].value == "no"
    assert because["told"].flips == (((("removable", "yes"),), "yes"),)
    assert set(because["removable"].flips) == {
        ((("status", "overstay"),), "yes"),
        ((("residents_too", "yes"),), "yes"),
    }
    because = {reason.rule: reason for reason in traced()["searched"].because}
    assert because["searched"].value == "unknown"
    assert because["searched"].unknown == ("legible",)
    assert because["passed_on"].value == "yes"
    assert because["passed_on"].flips == (((("interoperability", "no"),), "no"),)


def test_a_certain_answer_is_not_explained_by_a_person_whom_there_cannot_be() -> None:
    """Each status is the less likely one, but everybody has one of them."""

    @rule
    def is_citizen(status: Status) -> bool:
        return status is Status.citizen

    @rule
    def is_visitor(status: Status) -> bool:
        return status is Status.visa

    @rule
    def overstayed(status: Status) -> bool:
        return status is Status.overstay

    @event(agency="NYPD", after="arrested")
    def recorded(is_citizen: bool, is_visitor: bool, overstayed: bool) -> bool:
        return is_citizen or is_visitor or overstayed

    @attribute
    def status() -> dict[Status, float]:
        return {Status.citizen: 0.4, Status.visa: 0.3, Status.overstay: 0.3}

    nodes = [status, arrested, is_citizen, is_visitor, overstayed, recorded]
    hop = Tracer(Model(Pathway(nodes), {}, (FIRST, CHANGE)), FIRST).trace({})[1]
    assert hop.value == "yes"
    why = hop.because[0]
    assert (why.rule, why.value, why.flips) == ("recorded", "yes", ())
    assert why.unknown == ("is_citizen", "is_visitor", "overstayed")


def test_a_rule_that_was_not_asked_is_no_reason() -> None:
    """Of a rule behind a gate that stayed shut, the first value of its domain decided nothing."""

    @rule(when="arrested")
    def in_jail(on_bail: bool) -> bool:
        return not on_bail

    @rule(when="in_jail")
    def held(on_bail: bool) -> bool:
        return not on_bail

    @event(agency="DOC", after="arrested")
    def handed_over(held: bool) -> bool:
        return held

    for on_bail, asked in ((True, {"handed_over", "in_jail"}), (False, {"handed_over", "in_jail", "held"})):
        facts = {"on_bail": law("on_bail", "court", (FIRST, on_bail))}
        model = Model(Pathway([arrested, in_jail, held, handed_over]), facts, (CHANGE, date(2019, 1, 1)))
        hop = Tracer(model, CHANGE).trace({})[1]
        assert {reason.rule for reason in hop.because} == asked


def test_what_was_decided_before_the_last_event_stands_there() -> None:
    """A gate opened by an earlier choice is a reason; the rules behind that choice belong to the hop before."""

    @rule(when="attended")
    def at_risk(action: Action) -> bool:
        return action is Action.letter

    @chance(when="at_risk")
    def kept() -> float:
        return 0.5

    @event(agency="ICE", after="attended")
    def taken(kept: bool) -> bool:
        return kept

    facts = tracer().model.facts
    model = Model(Pathway([*NODES, at_risk, kept, taken]), facts, (FIRST, CHANGE))
    hop = next(h for h in Tracer(model, FIRST).trace({}) if h.activity == "taken")
    assert [reason.rule for reason in hop.because] == ["taken", "at_risk"]
    assert hop.controlled_by == ()


def test_the_reasons_are_those_once_the_event_before_has_happened() -> None:
    """Whether the prints were read is not known, but of an overstayer ICE would be told if they were."""
    because = {reason.rule: reason for reason in traced({"status": "overstay"})["told"].because}
    assert (because["removable"].value, because["told"].value) == ("yes", "yes")
    assert traced(interoperability=False)["told"].because == ()  # it cannot come to that


def test_answers_may_be_written_in_several_ways() -> None:
    asked = tracer()
    assert all(
        asked.given({"searched": said}) == asked.given({"searched": True})
        for said in ("yes", "Yes", " y ", "true", "TRUE")
    )
    assert all(
        asked.given({"searched": said}) == asked.given({"searched": False}) for said in ("no", "N", "False")
    )


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"statsu": "visa"}, 'statsu is not something that can be known of a person; did you mean "status"?'),
        ({"colour": "red"}, "colour is not something that can be known of a person; attributes are status"),
        (
            {"letter_share": "0.5"},
            'letter_share is not something that can be known of a person; did you mean "letter"?',
        ),
        ({"status": "overstya"}, "status cannot be 'overstya'; did you mean \"overstay\"?"),
        ({"status": "x"}, "status cannot be 'x'; say citizen, visa, overstay"),
        ({"status": True}, "status cannot be 'yes'; say citizen, visa, overstay"),
        ({"searched": "maybe"}, "searched cannot be 'maybe'; say no, yes"),
    ],
)
def test_what_cannot_be_said_of_a_person(answers: dict[str, Any], message: str) -> None:
    with pytest.raises(VarickError) as caught:
        tracer().trace(answers)
    assert str(caught.value) == message
    assert caught.value.exit_code == 2


def test_what_cannot_be_true_together_is_no_answer() -> None:
    with pytest.raises(
        Impossible, match="cannot all be true under this scenario; leave one of the answers out"
    ) as caught:
        tracer().trace({"status": "citizen", "told": "yes"})
    assert caught.value.exit_code == 1
    with pytest.raises(Impossible):
        tracer(interoperability=False).trace({"searched": "yes"})


@pytest.mark.parametrize("section", ["PL 120.05", "PL 140.20", "PL 205.10"])
def test_a_graver_felony_that_is_named_gets_no_ticket(section: str) -> None:
    """No arrest is counted under it, so that it has no share of its own; county and person are as of anybody."""
    asked = Tracer(model_of(load_scenario("nyc-2018")), date(2018, 2, 15))
    index = asked.model.program.index
    of = {s: asked.chances(asked.given({"charge": s})) for s in (section, "felony_other")}
    assert (
        of[section][index["desk_appearance_ticket"]][1]
        == 0
        < of["felony_other"][index["desk_appearance_ticket"]][1]
    )
    assert of[section][index["must_fingerprint"]][1] == pytest.approx(1)
    assert of[section][index["status"]] == pytest.approx(of["felony_other"][index["status"]])
    assert asked.trace({"charge": section, "status": "overstay"})[0].value == "yes"


@given(r=randoms, nodes=st.integers(1, 7))
@settings(max_examples=40)
def test_every_probability_is_that_of_all_ways_together(r: Random, nodes: int) -> None:
    """Against every outcome of every draw, tried one by one; also given something, likely or not."""
    model = timeless_model(r, nodes)
    program = model.program
    every = list(ways(program))
    weights = np.array([w for w, _ in every])
    codes = np.array([c for _, c in every])
    assert weights.sum() == pytest.approx(1)
    for k, i in enumerate(program.events):
        assert expect(program).events[k] == pytest.approx(weights[codes[:, i] != 0].sum(), abs=1e-12)
    known = {i: r.randrange(s.size) for i, s in enumerate(program.steps) if r.random() < 0.3}
    like_that = (
        np.all([codes[:, i] == c for i, c in known.items()], axis=0) if known else np.ones(len(every), bool)
    )
    total = weights[like_that].sum()
    asked = Tracer(model, model.period[0])
    answers = {
        program.steps[i].name: label(model.nodes[program.steps[i].name].values[c]) for i, c in known.items()
    }
    if total == 0:
        with pytest.raises(Impossible):
            asked.trace(answers)
        return
    found = posterior(expect(program).layers, known)
    for i, step in enumerate(program.steps):
        shares = np.bincount(codes[like_that, i], weights=weights[like_that], minlength=step.size) / total
        assert found[i] == pytest.approx(shares, abs=1e-9)
    for hop in asked.trace(answers):
        happened = {bool(c) for c in codes[like_that, program.index[hop.activity]]}
        assert hop.value == ("unknown" if len(happened) > 1 else "yes" if True in happened else "no")


def downstream(model: Model, sources: set[str]) -> set[str]:
    """All nodes that these nodes can reach, by inputs, gates and delays."""
    reached = set(sources)
    for w in model.wired:
        if reached & {*w.inputs, *w.gates, *w.node.race, w.node.delay}:
            reached.add(w.node.name)
    return reached


def shipped(**facts: Any) -> Model:
    from varick.model.library import Change

    scenario = load_scenario("nyc-2018")
    return model_of(scenario.with_(changes={n: Change(v) for n, v in facts.items()}))


PERSONS: list[dict[str, str | bool]] = [
    {},
    {"status": "overstay", "charge": "marijuana_fifth"},
    {"status": "entered_without_inspection", "enrolled_in_ident": "yes", "ice_notified": "yes"},
    {"status": "permanent_resident", "conviction": "felony", "county": "bronx"},
]


@pytest.mark.parametrize("person", PERSONS)
def test_of_the_shipped_pathway_nothing_after_ice_s_choice_has_odds(person: dict[str, str | bool]) -> None:
    model = shipped()
    silent = downstream(model, {"ice_action"})
    hops = Tracer(model, date(2018, 2, 15)).trace(person)
    later = [hop for hop in hops if hop.activity in silent]
    assert {"detainer", "released", "letter", "home_arrest", "courthouse_arrest", "detained", "removed"} <= {
        hop.activity for hop in later
    }
    for hop in later:
        assert hop.probability is None
        assert hop.withheld
    how_the_case_ends = {"sealed", "federal_copies_recalled"}
    for hop in hops:
        if hop.activity not in silent:
            assert (hop.probability is None) == (hop.activity in how_the_case_ends)


def test_of_the_shipped_pathway_no_evidence_gives_withheld_odds_away() -> None:
    model = shipped()
    asked = Tracer(model, date(2018, 2, 15))
    for name in sorted(downstream(model, {"ice_action"})):
        if model.nodes[name].values:
            hops = asked.trace({name: label(model.nodes[name].values[0])})
            assert all(hop.probability is None for hop in hops if hop.value == "unknown"), name


@pytest.mark.parametrize("person", PERSONS)
def test_without_interoperability_ice_is_not_told(person: dict[str, str | bool]) -> None:
    person = {n: v for n, v in person.items() if n != "ice_notified"} | {"ncic_flag": "no"}
    asked = Tracer(shipped(interoperability_active=False), date(2018, 2, 15))
    hops = {hop.activity: hop for hop in asked.trace(person)}
    assert hops["fbi_received_prints"].value != "no"
    assert hops["immigration_query"].value == hops["ice_notified"].value == "no"
    assert hops["immigration_query"].controlled_by == ("federal",)
    assert {hop.value for name, hop in hops.items() if name in downstream(asked.model, {"ice_notified"})} == {
        "no"
    }


def test_every_shipped_hop_has_an_agency_and_says_what_it_is() -> None:
    for hop in Tracer(shipped(), date(2018, 2, 15)).trace({}):
        assert hop.agency
        assert hop.explanation
        assert hop.seen_by
        assert bool(hop.sends) == bool(hop.to)
        assert isinstance(asdict(hop), dict)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("status: entered_without_inspection\ncounty: staten_island\n", 0),
        ("status: canary_of_varick_street\n", 2),
    ],
)
def test_what_is_answered_stays_in_memory(tmp_path: Path, answer: str, code: int) -> None:
    """A trace leaves no file behind, in the home, the cache, the working or the temporary folder."""
    home, cache, here, temporary = (tmp_path / name for name in ("home", "cache", "here", "temporary"))
    for folder in (home, cache, here, temporary):
        folder.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "VARICK_"))}
    environment |= {"HOME": str(home), "VARICK_CACHE": str(cache), "TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "varick", "trace", "--person", "-", "--format", "json"],
        input=answer,
        env=environment,
        cwd=here,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == code
    written = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert not [p for p, held in written.items() for word in answer.split() if word.encode() in held]
    assert not written


def shipped_tracer() -> Tracer:
    return Tracer(model_of(load_scenario("nyc-2018")), date(2018, 2, 15))


def test_a_flip_holds_whatever_the_unknown_inputs_are() -> None:
    """What a conviction nobody told of would do must not be left out: the 2011 memo makes some felonies a priority."""
    hops = {hop.activity: hop for hop in shipped_tracer().trace({"status": "overstay"})}
    reasons = {r.rule: r for r in hops["detainer"].because}
    priority = reasons["ice_priority"]
    assert "conviction" in priority.unknown
    for changes, _ in priority.flips:
        assert not {name for name, _ in changes} & set(priority.unknown)
        assert ("enforcement_priorities", "memo_of_2011") not in changes


def test_once_one_of_several_ways_happened_the_event_that_merges_them_is_certain() -> None:
    hops = {hop.activity: hop for hop in shipped_tracer().trace({})}
    reason = next(r for r in hops["ice_arrest"].because if r.rule == "ice_arrest")
    assert reason.value == "yes"


class Wanted(Enum):
    none = 0
    sought = 1


def test_what_a_delay_tells_of_a_choice_is_withheld_too() -> None:
    """The law of the day after a delay that ICE chose would give its choice away."""

    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    @choice(odds=False)
    def action() -> dict[Wanted, float]:
        return {Wanted.sought: 0.3}

    @delay
    def days_held(action: Wanted) -> Delay:
        return days.exactly(20 if action is Wanted.sought else 1)

    @event(agency="NYPD", after="arrested", delay="days_held")
    def released() -> bool:
        return True

    @event(agency="COURT", after="released")
    def told(open_court: bool) -> bool:
        return open_court

    law = Fact(
        "open_court",
        "switch",
        "court",
        "law",
        (Dated(date(2000, 1, 1), False), Dated(date(2018, 1, 10), True)),
    )
    nodes = Pathway([arrested, action, days_held, released, told])
    model = Model(nodes, {"open_court": law}, (date(2018, 1, 1), date(2018, 2, 1)))
    hop = Tracer(model, date(2018, 1, 1)).trace({})[-1]
    assert hop.activity == "told"
    assert hop.probability is None
    assert hop.withheld


JULY = date(2018, 7, 1)


def later_law(soonest: float, latest: float, with_clerk: float = -1, june: bool = False) -> Tracer:
    """A rule asked some days after an arrest of 11 June, of a switch that turns on 1 July."""

    @attribute
    def clerk() -> float:
        return 0.5

    @attribute
    def warrant() -> float:
        return 0.5

    @event(agency="NYPD")
    def booked() -> bool:
        return True

    @rule(when="booked")
    def barred_at_once(warrant: bool, warrant_needed: bool) -> bool:
        return warrant_needed and not warrant

    @delay
    def waiting(clerk: bool, soonest: float, latest: float, with_clerk: float) -> Delay:
        return days.exactly(with_clerk) if clerk and with_clerk >= 0 else days.uniform(soonest, latest)

    @event(agency="court", after="booked", delay="waiting")
    def in_court() -> bool:
        return True

    @rule(when="in_court")
    def barred(warrant: bool, warrant_needed: bool) -> bool:
        return warrant_needed and not warrant

    @event(agency="ICE", after="in_court")
    def taken(barred: bool) -> bool:
        return not barred

    @event(agency="ICE", after="booked")
    def taken_at_once(barred_at_once: bool) -> bool:
        return not barred_at_once

    law = (Dated(date(2000, 1, 1), june), Dated(JULY, True))
    facts = {
        "warrant_needed": Fact("warrant_needed", "switch", "court", "law", law),
        "soonest": Fact.simple("soonest", soonest),
        "latest": Fact.simple("latest", latest),
        "with_clerk": Fact.simple("with_clerk", with_clerk),
    }
    nodes = [clerk, warrant, booked, barred_at_once, waiting, in_court, barred, taken, taken_at_once]
    return Tracer(Model(Pathway(nodes), facts, (date(2018, 1, 1), date(2019, 1, 1))), date(2018, 6, 11))


def the_reason(tracer: Tracer, activity: str, name: str, **answers: str | bool) -> Any:
    hop = next(h for h in tracer.trace(answers) if h.activity == activity)
    return next(r for r in hop.because if r.rule == name)


def test_smallest_changes_are_those_of_the_law_on_the_rules_own_day() -> None:
    """Twenty days after an arrest of 11 June is July: a warrant is needed then, and was not on the day of the arrest."""
    tracer = later_law(20, 20)
    at_once = the_reason(tracer, "taken_at_once", "barred_at_once", warrant=False)
    assert (at_once.value, at_once.flips) == ("no", (((("warrant_needed", "yes"),), "yes"),))
    in_july = the_reason(tracer, "taken", "barred", warrant=False)
    assert in_july.value == "yes"
    assert set(in_july.flips) == {((("warrant", "yes"),), "no"), ((("warrant_needed", "no"),), "no")}
    assert in_july.eras == at_once.eras == ()


def test_where_one_of_several_laws_may_be_met_no_smallest_change_is_told() -> None:
    tracer = later_law(10, 30)
    certain = the_reason(tracer, "taken", "barred", warrant=True)
    assert (certain.value, certain.flips, certain.eras) == ("no", (), (JULY,))
    unsure = the_reason(tracer, "taken", "barred", warrant=False)
    assert (unsure.value, unsure.flips, unsure.unknown, unsure.eras) == ("unknown", (), (), (JULY,))


def test_what_is_known_of_the_person_settles_the_day() -> None:
    """With the clerk it takes a day, without one twenty: which law is met follows from the answer."""
    tracer = later_law(20, 20, with_clerk=1)
    asked = {
        clerk: the_reason(tracer, "taken", "barred", warrant=False, clerk=clerk) for clerk in (True, False)
    }
    assert [(asked[clerk].value, asked[clerk].eras) for clerk in (True, False)] == [("no", ()), ("yes", ())]
    assert asked[True].flips == (((("warrant_needed", "yes"),), "yes"),)
    assert the_reason(tracer, "taken", "barred", warrant=False).eras == (JULY,)


def test_a_law_that_stays_as_it_was_is_no_other_law() -> None:
    tracer = later_law(10, 30, june=True)
    found = the_reason(tracer, "taken", "barred", warrant=False)
    assert (found.value, found.eras) == ("yes", ())
    assert len(found.flips) == 2


@given(r=randoms, nodes=st.integers(4, 16))
@settings(max_examples=25, deadline=None)
def test_the_days_on_which_a_rule_may_be_asked_hold_all_that_are_drawn(r: Random, nodes: int) -> None:
    """No simulated person comes to a clock outside the first and last day that the trace counts with."""
    model = random_model(r, nodes)
    tracer = Tracer(model, model.period[0])
    program = tracer.model.program
    chances = tracer.chances({})
    people = [walk(program, 5, person) for person in range(60)]
    for clock in program.deciding_clocks:
        first, last = tracer._days(program.steps[clock].name, chances)
        for person in people:
            if clock in person.days:
                assert first <= person.days[clock] <= last
