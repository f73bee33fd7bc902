"""Asking one rule: what is implied, worked out, contradicted, unset; which law it rests on; what would turn it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from varick.engine.ask import Asker, Ruling, asker
from varick.errors import VarickError
from varick.model import attribute, chance, rule
from varick.model.fact import Dated, Fact
from varick.model.kinds import Kind, label
from varick.model.load import library
from varick.model.offences import offences
from varick.model.wiring import Pathway

APRIL = date(2018, 4, 26)


def ask(name: str, day: str | date = APRIL, **answers: str) -> Ruling:
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return asker().ask(name, on, answers.items())


def said(name: str, day: str | date = APRIL, **answers: str) -> str:
    return label(ask(name, day, **answers).value)


# A small pathway of its own


class Weight(StrEnum):
    none = "none"
    light = "light"
    heavy = "heavy"

    @classmethod
    def of(cls, grams: float) -> "Weight":
        if not 0 <= grams < 1e6:
            raise ValueError(grams)
        return cls.none if grams == 0 else cls.light if grams <= 25 else cls.heavy


@attribute
def weight(share: float) -> dict[Weight, float]:
    """How much."""
    return {Weight.light: share, Weight.none: 1 - share}


@chance
def lucky(share: float) -> float:
    """Something drawn."""
    return share


@rule
def heavy(weight: Weight) -> bool:
    """Whether it is heavy."""
    return weight is Weight.heavy


@rule(implies=(("heavy", "noticed"), ("noticed", "seen_at_all")), cites="Law 1")
def stopped(heavy: bool, noticed: bool, seen_at_all: bool, lucky: bool, strict: bool) -> bool:
    """Whether somebody stops it."""
    return (noticed and seen_at_all and strict) or (heavy and not lucky)


@attribute
def noticed(share: float) -> float:
    """Whether somebody notices."""
    return share


@attribute
def seen_at_all(share: float) -> float:
    """Whether somebody sees."""
    return share


def small(values: Mapping[str, tuple[bool, str]], as_of: Mapping[str, date] | None = None) -> Asker:
    dated = tuple(Dated(date.fromisoformat(day), v, grade=grade) for day, (v, grade) in values.items())
    facts = {
        "strict": Fact("strict", "switch", "city", "law", dated),
        "share": Fact("share", "share", "nature", "quantity", (Dated(date(2012, 1, 1), 0.5),)),
    }
    nodes = [weight, lucky, heavy, stopped, noticed, seen_at_all]
    return Asker(Pathway(nodes), facts, as_of or {})


SMALL = small({"2010-01-01": (False, "recalled"), "2014-01-01": (True, "seen")}, {"city": date(2015, 1, 1)})


def small_ask(day: str = "2014-06-01", **answers: str) -> Ruling:
    return SMALL.ask("stopped", date.fromisoformat(day), answers.items())


def test_unset_inputs_are_no_and_law_is_of_the_day() -> None:
    ruling = small_ask()
    assert ruling.value is False
    assert {n: label(v) for n, v in ruling.inputs.items()} == {
        "heavy": "no",
        "noticed": "no",
        "seen_at_all": "no",
        "lucky": "no",
    }
    assert [(fact.name, dated.value) for fact, dated in ruling.law] == [("strict", True)]
    assert (ruling.grade, ruling.cites, ruling.late) == ("seen", ("Law 1",), ())
    assert small_ask("2013-12-31").grade == "recalled"


def test_a_stronger_input_implies_the_weaker_on_and_on() -> None:
    ruling = small_ask(heavy="yes", lucky="yes")
    assert ruling.inputs["noticed"] is ruling.inputs["seen_at_all"] is True
    assert ruling.value is True
    assert small_ask("2013-12-31", heavy="yes", lucky="yes").value is False


@pytest.mark.parametrize(
    "answers",
    [
        {"heavy": "yes", "noticed": "no"},
        {"heavy": "yes", "seen_at_all": "no"},
        {"noticed": "yes", "seen_at_all": "no"},
    ],
)
def test_only_a_no_against_an_implied_yes_is_a_contradiction(answers: dict[str, str]) -> None:
    with pytest.raises(VarickError, match="contradicts") as refused:
        small_ask(**answers)
    assert len(str(refused.value).splitlines()) == 1
    assert small_ask(heavy="no", noticed="yes").value is True


def test_a_rule_further_up_is_worked_out_of_what_was_given() -> None:
    ruling = small_ask(weight="heavy")
    assert {n: label(v) for n, v in ruling.inputs.items()} == {
        "weight": "heavy",
        "noticed": "yes",
        "seen_at_all": "yes",
        "lucky": "no",
        "heavy": "yes",
    }
    assert ruling.value is True
    with pytest.raises(VarickError, match="heavy=no contradicts weight=heavy"):
        small_ask(weight="heavy", heavy="no")
    with pytest.raises(VarickError, match="heavy=yes contradicts weight=light"):
        small_ask(weight="light", heavy="yes")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", "none"), ("25", "light"), ("25.5", "heavy"), ("light", "light"), ("HEAVY", "heavy")],
)
def test_a_number_goes_into_its_band(text: str, value: str) -> None:
    assert label(small_ask(weight=text).inputs["weight"]) == value


@pytest.mark.parametrize("text", ["-1", "nan", "inf", "1e999", "much", "", "1_0_x"])
def test_a_number_that_is_in_no_band_is_refused(text: str) -> None:
    with pytest.raises(VarickError, match="weight cannot be"):
        small_ask(weight=text)


def test_flips_change_inputs_before_law() -> None:
    flips = small_ask("2013-12-31", noticed="yes").flips
    assert flips
    of_law = [any(name == "strict" for name, _ in flip.changes) for flip in flips]
    assert of_law == sorted(of_law)
    assert any(flip.changes == (("strict", True),) for flip in flips)
    worked_out = small_ask(weight="heavy").flips
    assert all(name != "heavy" for flip in worked_out for name, _ in flip.changes), (
        "what was given is what may change"
    )


def test_a_day_before_the_law_is_refused_and_one_after_the_law_known_is_told() -> None:
    with pytest.raises(VarickError, match="strict is known here from 2010-01-01 on"):
        small_ask("2009-12-31")
    assert small_ask("2015-01-01").late == ()
    assert small_ask("2015-01-02").late == (("city", date(2015, 1, 1)),)


@pytest.mark.parametrize(
    ("name", "answers", "complaint"),
    [
        ("stoped", {}, 'did you mean "stopped"'),
        ("weight", {}, "weight is an attribute, not a rule"),
        ("xyz", {}, "varick nodes"),
        ("stopped", {"hevy": "yes"}, 'did you mean "heavy"'),
        ("stopped", {"strict": "yes"}, "--on chooses it"),
        ("stopped", {"heavy": "perhaps"}, "say no, yes"),
        ("heavy", {"lucky": "yes"}, "its inputs are weight"),
    ],
)
def test_what_there_is_not_is_refused_with_what_is_near(
    name: str, answers: dict[str, str], complaint: str
) -> None:
    with pytest.raises(VarickError) as refused:
        SMALL.ask(name, APRIL, answers.items())
    assert complaint in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_an_input_that_is_said_twice_is_refused() -> None:
    with pytest.raises(VarickError, match="said twice"):
        SMALL.ask("stopped", APRIL, [("heavy", "yes"), ("heavy", "yes")])


# The rules that come with Varick


def test_the_promised_rules_take_the_promised_inputs() -> None:
    detainer = {
        "judicial_warrant",
        "violent_or_serious_conviction_within_5y",
        "violent_or_serious_conviction_ever",
        "watch_list_match",
        "illegal_reentry",
        "any_conviction",
        "covered_crime_conviction",
        "pending_case",
        "pending_covered_case",
        "criminal_warrant",
        "gang_list",
        "removal_order",
    }
    marijuana = {
        "charge",
        "grams",
        "burning",
        "valid_id",
        "active_warrant",
        "on_parole_or_probation",
        "recent_violence",
    }
    promised = {
        "nypd_detainer_response": detainer,
        "doc_detainer_response": detainer,
        "must_fingerprint": {"charge"},
        "marijuana_response": marijuana,
        "ice_priority": {"conviction", "charged", "final_order", "recent_entry"},
    }
    for name, inputs in promised.items():
        assert inputs <= set(asker().inputs(name)), name


def test_within_five_years_is_ever_is_any() -> None:
    ruling = ask("nypd_detainer_response", violent_or_serious_conviction_within_5y="yes")
    assert ruling.inputs["violent_or_serious_conviction_ever"] is ruling.inputs["any_conviction"] is True
    with pytest.raises(VarickError, match="any_conviction=no contradicts"):
        ask("nypd_detainer_response", violent_or_serious_conviction_within_5y="yes", any_conviction="no")
    with pytest.raises(VarickError, match="pending_case=no contradicts"):
        ask("doc_detainer_response", pending_covered_case="yes", pending_case="no")


def test_a_permission_says_so_and_a_hold_carries_its_warning() -> None:
    before = ask("nypd_detainer_response", "2018-11-13", watch_list_match="yes")
    after = ask("nypd_detainer_response", "2018-11-14", watch_list_match="yes")
    assert (before.may, before.held_to_be_an_arrest) == (True, False)
    assert (after.may, after.held_to_be_an_arrest) == (True, True)
    assert "hold_is_an_arrest" in [fact.name for fact, _ in after.law]
    warranted = ask("nypd_detainer_response", "2018-11-14", watch_list_match="yes", judicial_warrant="yes")
    assert (warranted.may, warranted.held_to_be_an_arrest) == (True, False)
    assert ask("nypd_detainer_response", "2018-11-14").may is False


def test_a_charge_is_a_case_as_brought_unless_it_was_declined() -> None:
    brought = ask("nypd_detainer_response", "2013-08-01", charge="PL 120.05")
    assert (label(brought.value), brought.as_brought) == ("honor", True)
    assert brought.inputs["prosecuted"] is brought.inputs["pending_covered_case"] is True
    declined = ask("nypd_detainer_response", "2013-08-01", charge="PL 120.05", prosecuted="no")
    assert (label(declined.value), declined.as_brought) == ("decline", False)
    assert not ask("nypd_detainer_response", "2013-08-01", prosecuted="yes").as_brought
    assert "prosecuted" not in ask("nypd_detainer_response", "2013-08-01").inputs
    assert not ask("must_fingerprint", charge="PL 120.05").as_brought
    assert ask("pending_case", charge="PL 240.20").value is False


@pytest.mark.parametrize(
    "answers",
    [
        {"final_order": "since_2014", "prior_order": "none"},
        {"conviction": "felony", "youth_adjudication": "yes"},
        {"conviction": "none", "record": "felony"},
    ],
)
def test_an_answer_further_up_is_not_passed_over(answers: dict[str, str]) -> None:
    with pytest.raises(VarickError, match="contradicts") as refused:
        ask("ice_priority", **answers)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("ice_priority", {"conviction": "felony", "record": "felony"}),
        ("ice_priority", {"conviction": "felony", "youth_adjudication": "no"}),
        ("nypd_detainer_response", {"pending_case": "yes", "charge": "PL 240.20"}),
        ("nypd_detainer_response", {"pending_case": "no", "charge": "PL 120.05"}),
    ],
)
def test_answers_that_can_stand_together_are_taken_and_told(name: str, answers: dict[str, str]) -> None:
    ruling = ask(name, **answers)
    assert set(answers) <= set(ruling.inputs)


def test_the_promised_inputs_do_not_stand_on_one_another() -> None:
    """Any values of them can be given together, as far as they do not contradict in law."""
    known = asker()
    for name in ("nypd_detainer_response", "doc_detainer_response", "marijuana_response", "ice_priority"):
        own = set(known.wired[name].inputs)
        for one in own:
            above = set(known.inputs(one)) & own if known.nodes[one].kind is Kind.RULE else set()
            assert not above, (name, one, above)


@pytest.mark.parametrize(
    ("name", "answers", "grade"),
    [
        ("must_fingerprint", {"charge": "VTL 1192(2)"}, "recalled"),
        ("must_fingerprint", {"charge": "PL 120.00"}, "seen"),
        ("removable", {}, "recalled"),
        ("fare_evasion_charge", {}, None),
    ],
)
def test_a_grade_is_no_better_than_what_is_cited(
    name: str, answers: dict[str, str], grade: str | None
) -> None:
    assert ask(name, **answers).grade == grade


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sí", "yes"),
        ("SI", "yes"),
        ("si\u0301", "yes"),
        ("1", "yes"),
        ("on", "yes"),
        ("0", "no"),
        ("Off", "no"),
    ],
)
def test_yes_and_no_in_other_words(text: str, value: str) -> None:
    assert label(ask("nypd_detainer_response", judicial_warrant=text).inputs["judicial_warrant"]) == value


def test_a_charge_may_be_a_section() -> None:
    ruling = ask("must_fingerprint", charge="pl 221.10(1)")
    assert ruling.read_as == (("PL 221.10(1)", "marijuana_fifth"),)
    assert ruling.inputs["charge"] == "marijuana_fifth"
    with pytest.raises(VarickError, match="not known here"):
        ask("must_fingerprint", charge="PL 120.99")
    with pytest.raises(VarickError, match="or a section such as"):
        ask("must_fingerprint", charge="murder")


DAYS = [
    date(2008, 1, 1),
    APRIL,
    date(2019, 8, 27),
    date(2019, 8, 28),
    date(2021, 2, 1),
    date(2021, 2, 2),
    date(2021, 3, 31),
    date(2026, 1, 1),
]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_fingerprints_are_the_same_whether_the_rule_or_the_offense_is_asked(day: date) -> None:
    known = 0
    for section in (
        *offences().form.offences,
        *offences().form.charges,
        "PL 265.02(1)",
        "VTL 511(2)(a)",
        "PL 105.15",
    ):
        answer = offences().answer(section, day).fingerprintable
        if isinstance(answer, bool):
            known += 1
            assert ask("must_fingerprint", day, charge=section).value is answer, f"{section} on {day}"
    assert known > 150


def test_where_there_is_too_much_to_look_through_the_own_inputs_are_turned() -> None:
    flips = ask("ice_priority", charge="PL 221.10").flips
    assert any(name == "charged" for flip in flips for name, _ in flip.changes)


def test_every_charge_group_of_the_offences_is_a_charge_of_the_pathway() -> None:
    groups = {label(v) for v in asker().nodes["charge"].values}
    assert {c.charge for c in offences().form.charges.values() if c.charge} <= groups


def test_every_rule_can_be_asked_of_nothing() -> None:
    for name in asker().rules:
        ruling = asker().ask(name, date(2018, 4, 26), [])
        assert ruling.value in asker().nodes[name].values
        assert ruling.grade in (None, "seen", "secondary", "recalled")


def test_a_ruling_is_the_rule_itself() -> None:
    """Where every input of a rule is given, asking is calling its function."""
    for name in asker().rules:
        wired = asker().wired[name]
        inputs: dict[str, Any] = {n: asker().nodes[n].values[-1] for n in wired.inputs}
        law = {f: library().facts_of("nyc")[f].on(APRIL).value for f in wired.facts}
        if any(not isinstance(v, bool) for v in law.values()):
            continue
        rules = [n for n in inputs if asker().nodes[n].kind is Kind.RULE]
        if any(set(inputs) & set(asker().inputs(n)) for n in rules):  # these could contradict one another
            continue
        found = asker().ask(name, APRIL, [(n, label(v)) for n, v in inputs.items()])
        assert found.value == wired.node.function(**inputs, **law), name


def test_no_rule_of_the_city_stands_behind_the_search_in_ident() -> None:
    known = asker()
    rules = [n for n in known.inputs("searched_in_ident") if known.nodes[n].kind is Kind.RULE]
    facts = {f for name in ("searched_in_ident", *rules) for f in known.wired[name].facts}
    assert "city" not in {known.facts[f].controlled_by for f in facts}
