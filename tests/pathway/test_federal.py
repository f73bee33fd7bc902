"""The federal texts on the days around each change: priorities, forms, mandatory detention, bond, courthouses."""

from datetime import date, timedelta
from typing import Any

import pytest

from varick.model.load import library
from varick.model.tables import given_as_annotated
from varick.pathway import arrest, custody, ice
from varick.pathway.terms import (
    Conviction,
    CourthouseTarget,
    DetainerForm,
    FinalOrder,
    Priority,
    PriorOrder,
    Status,
)

NOBODY: dict[str, Any] = {
    "conviction": Conviction.none,
    "charged": False,
    "final_order": FinalOrder.none,
    "recent_entry": False,
    "watch_list_match": False,
    "gang_list": False,
}
ARRESTED = {**NOBODY, "charged": True}


def under(node: Any, day: str, **inputs: Any) -> Any:
    """A rule's answer under the facts of a day."""
    facts = library().facts_of("nyc")
    names = [n for n in node.arguments if n in facts]
    given = given_as_annotated(node, {n: facts[n].on(date.fromisoformat(day)).value for n in names})
    return node(**inputs, **given)


def priority(day: str, **inputs: Any) -> str:
    return str(under(ice.ice_priority, day, **{**NOBODY, **inputs}))


@pytest.mark.parametrize(
    ("first_day", "before", "after"),
    [
        ("2008-10-27", "none", "level_3"),
        ("2011-03-02", "level_3", "none"),
        ("2015-01-05", "none", "none"),
        ("2017-01-25", "none", "order_13768"),
        ("2021-01-20", "order_13768", "none"),
        ("2021-11-29", "none", "none"),
        ("2022-06-10", "none", "none"),
        ("2023-06-23", "none", "none"),
        ("2025-01-20", "none", "order_14159"),
    ],
)
def test_a_first_arrest_without_conviction_or_order(first_day: str, before: str, after: str) -> None:
    eve = str(date.fromisoformat(first_day) - timedelta(days=1))
    assert (priority(eve, charged=True), priority(first_day, charged=True)) == (before, after)


def test_the_order_of_2017_governs_though_the_memorandum_was_rescinded_later() -> None:
    assert priority("2017-02-10", charged=True) == "order_13768"
    assert priority("2017-02-10") == "none"
    assert priority("2017-02-10", final_order=FinalOrder.before_2014) == "order_13768"


@pytest.mark.parametrize(
    ("day", "inputs", "said"),
    [
        ("2010-06-01", {"conviction": Conviction.aggravated_felony}, "level_1"),
        ("2010-06-01", {"conviction": Conviction.felony}, "level_2"),
        ("2010-06-01", {"conviction": Conviction.three_misdemeanors}, "level_2"),
        ("2010-06-01", {"conviction": Conviction.misdemeanor}, "level_3"),
        ("2012-06-01", {"conviction": Conviction.misdemeanor}, "priority_1"),
        ("2012-06-01", {"final_order": FinalOrder.before_2014}, "priority_3"),
        ("2016-06-01", {"conviction": Conviction.felony}, "priority_1"),
        ("2016-06-01", {"conviction": Conviction.misdemeanor}, "none"),
        ("2016-06-01", {"conviction": Conviction.three_misdemeanors}, "priority_2"),
        ("2016-06-01", {"conviction": Conviction.significant_misdemeanor}, "priority_2"),
        ("2016-06-01", {"recent_entry": True}, "priority_2"),
        ("2016-06-01", {"final_order": FinalOrder.since_2014}, "priority_3"),
        ("2016-06-01", {"final_order": FinalOrder.before_2014}, "none"),
        ("2021-03-01", {"conviction": Conviction.aggravated_felony}, "public_safety"),
        ("2021-03-01", {"conviction": Conviction.felony}, "none"),
        ("2022-01-01", {"conviction": Conviction.felony}, "public_safety"),
        ("2022-07-01", {"conviction": Conviction.felony}, "none"),
        ("2024-01-01", {"watch_list_match": True}, "national_security"),
    ],
)
def test_priorities(day: str, inputs: dict[str, Any], said: str) -> None:
    assert priority(day, **inputs) == said


def form(day: str, **inputs: Any) -> DetainerForm:
    of = {
        **NOBODY,
        "felony": False,
        "covered_charge": False,
        "illegal_reentry": False,
        "ice_priority": Priority.none,
        **inputs,
    }
    found: DetainerForm = under(
        ice.detainer_form, day, **{n: of[n] for n in ice.detainer_form.arguments if n in of}
    )
    return found


@pytest.mark.parametrize(
    ("day", "inputs", "said"),
    [
        ("2012-12-20", {}, DetainerForm.i_247),
        ("2012-12-21", {}, DetainerForm.none),
        ("2012-12-21", {"felony": True}, DetainerForm.i_247),
        ("2015-07-01", {"covered_charge": True}, DetainerForm.i_247),
        ("2015-07-02", {"covered_charge": True}, DetainerForm.none),
        ("2015-07-02", {"ice_priority": Priority.priority_2}, DetainerForm.i_247x),
        ("2016-01-01", {"conviction": Conviction.felony, "ice_priority": Priority.priority_1}, DetainerForm.i_247d),
        (
            "2016-01-01",
            {"conviction": Conviction.three_misdemeanors, "ice_priority": Priority.priority_2},
            DetainerForm.i_247n,
        ),
        ("2017-04-01", {"ice_priority": Priority.order_13768}, DetainerForm.i_247d),
        ("2017-04-02", {"ice_priority": Priority.order_13768}, DetainerForm.i_247a),
    ],
)  # fmt: skip
def test_forms(day: str, inputs: dict[str, Any], said: DetainerForm) -> None:
    assert form(day, **inputs) is said


def test_who_is_removable() -> None:
    assert ice.inadmissible(Status.entered_without_inspection)
    assert not ice.deportable(Status.entered_without_inspection, Conviction.felony, True)
    assert ice.deportable(Status.overstay, Conviction.none, False)
    for admitted in (Status.permanent_resident, Status.visa):
        for one in Conviction:
            always = one is Conviction.aggravated_felony
            assert ice.deportable(admitted, one, False) is always, "no felony is enough as such"
        assert ice.deportable(admitted, Conviction.misdemeanor, True)
    for never in (Status.citizen_born_here, Status.citizen_born_abroad):
        assert not ice.inadmissible(never)
        assert not ice.deportable(never, Conviction.aggravated_felony, True)
        assert not under(
            ice.must_detain, "2025-02-01", status=never, inadmissible=False, theft_charge=True,
            conviction=Conviction.aggravated_felony,
        )  # fmt: skip


def test_convictions_that_end_temporary_protection() -> None:
    """INA 244(c)(2)(B)(i): any felony, or two or more misdemeanors."""
    ended = {c for c in Conviction if ice.deportable(Status.temporary_protection, c, True)}
    assert ended == {Conviction.three_misdemeanors, Conviction.felony, Conviction.aggravated_felony}


def test_which_convictions_the_law_names_is_a_guess_but_for_aggravated_felonies() -> None:
    share = library().facts["deportable_conviction_share"].values[0].value
    assert {c for c in Conviction if c not in share} == {Conviction.none, Conviction.aggravated_felony}
    assert ice.deportable_conviction(Conviction.none, share) == 0
    assert ice.deportable_conviction(Conviction.aggravated_felony, share) == 1
    assert 0 < ice.deportable_conviction(Conviction.misdemeanor, share) < 1


def test_an_arrest_is_no_input_of_removability() -> None:
    inputs = {*ice.inadmissible.arguments, *ice.deportable.arguments}
    assert inputs == {"status", "conviction", "deportable_conviction"}


@pytest.mark.parametrize(("day", "said"), [("2025-01-28", False), ("2025-01-29", True)])
def test_an_arrest_for_theft_of_a_person_never_admitted(day: str, said: bool) -> None:
    theft = {
        "status": Status.entered_without_inspection, "inadmissible": True, "theft_charge": True,
        "conviction": Conviction.none,
    }  # fmt: skip
    assert under(ice.must_detain, day, **theft) is said
    assert not under(ice.must_detain, day, **{**theft, "inadmissible": False})
    assert not under(ice.must_detain, day, **{**theft, "theft_charge": False})


@pytest.mark.parametrize(("day", "said"), [("2025-09-04", True), ("2025-09-05", False)])
def test_bond_after_entry_without_inspection(day: str, said: bool) -> None:
    person = {"must_detain": False, "inadmissible": True, "prior_order": PriorOrder.none}
    assert under(custody.bond_eligible, day, **person) is said
    assert under(custody.bond_eligible, day, **{**person, "inadmissible": False})
    assert not under(custody.bond_eligible, day, **{**person, "prior_order": PriorOrder.since_2014})


@pytest.mark.parametrize(
    ("day", "nobody", "named"),
    [
        ("2018-01-09", "inside_and_outside", "inside_and_outside"),
        ("2018-01-10", "outside_only", "inside_and_outside"),
        ("2019-04-16", "outside_only", "inside_and_outside"),
        ("2019-04-17", "outside_only", "outside_only"),
        ("2020-12-14", "outside_only", "outside_only"),
        ("2020-12-15", "none", "none"),
        ("2025-06-01", "none", "none"),
    ],
)
def test_courthouses(day: str, nobody: str, named: str) -> None:
    targets = (CourthouseTarget.none, CourthouseTarget.named)
    assert [str(under(arrest.courthouse_reach, day, courthouse_target=t)) for t in targets] == [nobody, named]


def test_ices_own_texts_where_the_state_act_is_not_in_force() -> None:
    def reach(policy: str, target: CourthouseTarget) -> str:
        given = given_as_annotated(
            arrest.courthouse_reach,
            {
                "ice_courthouse_policy": policy,
                "courts_require_judicial_warrant": False,
                "protect_our_courts_act": False,
            },
        )
        return str(arrest.courthouse_reach(courthouse_target=target, **given))

    assert reach("memo_of_2021", CourthouseTarget.named) == "none"
    assert reach("memo_of_2021", CourthouseTarget.security) == "inside_and_outside"
    assert reach("guidance_of_2025", CourthouseTarget.named) == "inside_and_outside"
    assert reach("guidance_of_2025", CourthouseTarget.none) == "outside_only"


def test_a_supervisor_can_turn_the_decision_either_way() -> None:
    from varick.pathway.letter import letter_arrest

    assert letter_arrest(officer_keeps=False, supervisor_reverses=True)
    assert not letter_arrest(officer_keeps=True, supervisor_reverses=True)
    assert custody.officer_keeps(0.5, False, 0.8) == 0.5
    assert custody.officer_keeps(0.5, True, 0.8) == pytest.approx(0.4)
