"""The statutes as truth tables, each line with its citation; the law the day before and the day of each change."""

from datetime import date, timedelta
from typing import Any

import pytest

from varick.errors import VarickError
from varick.model.load import library
from varick.model.shipped import pathway
from varick.model.wiring import wire
from varick.pathway import arrest, detainer, ice, nypd
from varick.pathway.terms import (
    Conviction,
    CourthouseReach,
    DetainerLaw,
    DetainerResponse,
    IceAction,
    Priorities,
    Priority,
    PriorOrder,
    Status,
)

FACTS = library().facts_of("nyc")

DECLINE, HOLD, HONOR = DetainerResponse.decline, DetainerResponse.hold_48_hours, DetainerResponse.honor
NO_ORDER, RETURNED = PriorOrder.none, PriorOrder.removed_and_returned


@pytest.mark.parametrize(
    ("warrant", "within_5y", "ever", "watch_list", "order", "expected", "cite"),
    [
        (False, False, False, False, NO_ORDER, DECLINE, "14-154(b): none of the grounds"),
        (True, False, False, False, NO_ORDER, DECLINE, "14-154(b)(1)(ii): a warrant alone is not enough"),
        (False, True, True, False, NO_ORDER, DECLINE, "14-154(b)(1)(i): a conviction alone is not enough"),
        (True, True, True, False, NO_ORDER, HONOR, "14-154(b)(1)(i), (ii)(A)"),
        (True, False, True, False, NO_ORDER, DECLINE, "14-154(a)(2)(ii): convicted over five years ago"),
        (True, False, False, True, NO_ORDER, HONOR, "14-154(b)(1)(i), (ii)(B)"),
        (False, False, False, True, NO_ORDER, HOLD, "14-154(b)(2)(B): the watch list alone, 48 hours"),
        (
            False,
            False,
            True,
            False,
            RETURNED,
            HOLD,
            "14-154(b)(2)(A) and (a)(2)(ii), last clause: ever convicted",
        ),
        (False, True, True, False, RETURNED, HOLD, "14-154(b)(2)(A)"),
        (False, False, False, False, RETURNED, DECLINE, "14-154(b)(2)(A): re-entry alone is not enough"),
        (
            False,
            False,
            True,
            False,
            PriorOrder.since_2014,
            DECLINE,
            "14-154(b)(2)(A): an order is not a re-entry",
        ),
        (True, False, True, False, RETURNED, HOLD, "14-154(b)(2)(A): not within (b)(1), warrant or no"),
        (True, True, True, True, RETURNED, HONOR, "14-154(b)(1)"),
    ],
)
def test_what_the_nypd_may_do(
    warrant: bool,
    within_5y: bool,
    ever: bool,
    watch_list: bool,
    order: PriorOrder,
    expected: DetainerResponse,
    cite: str,
) -> None:
    """NYC Admin. Code 14-154 as amended by Local Law 59 of 2014."""
    asked = (warrant, within_5y, ever, watch_list, order)
    assert detainer.nypd_detainer_response(*asked, DetainerLaw.law_of_2014) is expected, cite
    assert detainer.nypd_detainer_response(*asked, DetainerLaw.no_law) is HONOR, (
        "no local law forbids anything"
    )


@pytest.mark.parametrize(
    ("warrant", "within_5y", "watch_list", "expected", "cite"),
    [
        (False, False, False, DECLINE, "9-131(b)(1): none of the grounds"),
        (True, False, False, DECLINE, "9-131(b)(1)(ii)"),
        (False, True, False, DECLINE, "9-131(b)(1)(i)"),
        (False, False, True, DECLINE, "9-131(b): no 48-hour hold, unlike 14-154(b)(2)(B)"),
        (True, True, False, HONOR, "9-131(b)(1)(i), (ii)(A)"),
        (True, False, True, HONOR, "9-131(b)(1)(i), (ii)(B)"),
    ],
)
def test_what_correction_may_do(
    warrant: bool, within_5y: bool, watch_list: bool, expected: DetainerResponse, cite: str
) -> None:
    """NYC Admin. Code 9-131 as amended by Local Law 58 of 2014."""
    given = detainer.doc_detainer_response(warrant, within_5y, watch_list, DetainerLaw.law_of_2014)
    assert given is expected, cite


def may_hold(**changed: Any) -> bool:
    """Whether the NYPD may hold on a 48-hour ground without a warrant, under the law of the end of 2018,
    unless changed."""
    asked: dict[str, Any] = {
        "jailed": False,
        "judicial_warrant": False,
        "nypd_detainer_response": HOLD,
        "doc_detainer_response": DECLINE,
        "nypd_detainer_law": DetainerLaw.law_of_2014,
        "doc_detainer_law": DetainerLaw.law_of_2014,
        "city_resources_barred": True,
        "hold_is_an_arrest": True,
    }
    return bool(detainer.city_may_hold(**{**asked, **changed}))


def test_since_demarco_a_hold_needs_a_judges_warrant() -> None:
    """Wells v. DeMarco, 168 AD3d 31; 14-154(c): the local law confers no authority to hold."""
    assert may_hold(hold_is_an_arrest=False)
    assert not may_hold()
    assert may_hold(judicial_warrant=True)
    assert may_hold(judicial_warrant=True, nypd_detainer_response=HONOR)
    assert not may_hold(jailed=True, judicial_warrant=True), (
        "in jail Correction's answer counts, not the NYPD's"
    )
    assert not may_hold(nypd_detainer_response=DECLINE, hold_is_an_arrest=False)


def test_section_10_178_spares_only_what_the_detainer_laws_allow() -> None:
    """10-178(c), (e)(ii): with 14-154 repealed and 10-178 in force, a hold spends city resources on
    enforcement."""
    repealed = {
        "nypd_detainer_law": DetainerLaw.no_law,
        "nypd_detainer_response": HONOR,
        "hold_is_an_arrest": False,
    }
    assert not may_hold(**repealed)
    assert may_hold(**repealed, city_resources_barred=False)


def may_tell(**changed: Any) -> bool:
    """Whether Correction may tell ICE of a release where the detainer is declined, unless changed."""
    asked: dict[str, Any] = {
        "jailed": True,
        "violent_or_serious_conviction_within_5y": False,
        "watch_list_match": False,
        "nypd_detainer_response": DECLINE,
        "doc_detainer_response": DECLINE,
        "nypd_detainer_law": DetainerLaw.law_of_2014,
        "doc_detainer_law": DetainerLaw.law_of_2014,
        "doc_may_tell_of_the_convicted": True,
        "city_resources_barred": True,
    }
    return bool(detainer.city_may_tell(**{**asked, **changed}))


def test_holding_and_telling_are_two_things() -> None:
    """9-131(h)(1)(i): Correction may tell, without a warrant, of those whom it may not hold. The NYPD has
    no such rule."""
    convicted = {"violent_or_serious_conviction_within_5y": True}
    assert not may_tell()
    assert may_tell(**convicted)
    assert may_tell(watch_list_match=True)
    assert not may_tell(**convicted, jailed=False)
    assert not may_tell(**convicted, doc_may_tell_of_the_convicted=False), "before 2015-02-12"
    assert may_tell(doc_detainer_response=HONOR), "9-131(b)(1): to honor is to hold or to notify"
    assert not may_tell(jailed=False, nypd_detainer_response=HOLD), "14-154(b)(2): shall not notify"


@pytest.mark.parametrize(
    ("felony", "marijuana", "is_misdemeanor", "printed"),
    [
        (True, False, True, True),
        (False, False, True, True),
        (False, True, True, True),
        (False, True, False, False),
    ],
)
def test_who_must_be_printed(felony: bool, marijuana: bool, is_misdemeanor: bool, printed: bool) -> None:
    """CPL 160.10(1): felonies and Penal Law misdemeanors; 221.10 was one until 2019-08-27."""
    assert nypd.must_fingerprint(felony, marijuana, is_misdemeanor) is printed


def test_a_ticket_does_not_spare_the_print_and_one_repeal_of_two_does_not_either() -> None:
    """CPL 160.10 (precinct) and 150.70 (court): only both repeals together leave a ticket holder
    unprinted."""
    assert nypd.printed(True, True, True, True)
    assert nypd.printed(True, True, False, True)
    assert nypd.printed(True, True, True, False)
    assert not nypd.printed(True, True, False, False)
    assert nypd.printed(True, False, False, False)


@pytest.mark.parametrize(
    ("text", "conviction", "order", "recent", "priority"),
    [
        (Priorities.order_13768, Conviction.none, NO_ORDER, False, Priority.order_13768),
        (Priorities.memo_of_2014, Conviction.none, NO_ORDER, False, Priority.none),
        (Priorities.memo_of_2014, Conviction.misdemeanor, NO_ORDER, False, Priority.none),
        (Priorities.memo_of_2014, Conviction.felony, NO_ORDER, False, Priority.priority_1),
        (Priorities.memo_of_2014, Conviction.significant_misdemeanor, NO_ORDER, False, Priority.priority_2),
        (Priorities.memo_of_2014, Conviction.none, NO_ORDER, True, Priority.priority_2),
        (Priorities.memo_of_2014, Conviction.none, PriorOrder.since_2014, False, Priority.priority_3),
        (Priorities.memo_of_2014, Conviction.none, PriorOrder.before_2014, False, Priority.none),
        (Priorities.memo_of_2011, Conviction.misdemeanor, NO_ORDER, False, Priority.priority_1),
        (Priorities.memo_of_2011, Conviction.none, PriorOrder.before_2014, False, Priority.priority_3),
        (Priorities.memo_of_2011, Conviction.none, NO_ORDER, False, Priority.none),
        (Priorities.memos_of_2021, Conviction.misdemeanor, NO_ORDER, False, Priority.none),
        (Priorities.no_text, Conviction.felony, NO_ORDER, True, Priority.none),
    ],
)
def test_priorities(
    text: Priorities, conviction: Conviction, order: PriorOrder, recent: bool, priority: Priority
) -> None:
    """An arrest without a conviction became a priority on 2017-01-25: the federal change behind the
    letters."""
    assert ice.ice_priority(conviction, order, recent, False, text) is priority


def test_an_arrest_makes_nobody_removable() -> None:
    for status in Status:
        without = status in (Status.overstay, Status.entered_without_inspection)
        assert ice.removable(status, Conviction.none) is without
    assert ice.removable(Status.permanent_resident, Conviction.felony)
    assert not ice.removable(Status.citizen_born_abroad, Conviction.violent_or_serious_within_5y)


def test_detainers_under_the_priority_enforcement_program_need_a_conviction() -> None:
    asked = (True, Priority.priority_2)
    action = IceAction.detainer
    assert ice.ice_action(*asked, Conviction.none, True, 0.4, 0.1, 0.5)[action] == 0
    assert ice.ice_action(*asked, Conviction.none, False, 0.4, 0.1, 0.5)[action] == 0.2
    assert ice.ice_action(*asked, Conviction.significant_misdemeanor, True, 0.4, 0.1, 0.5)[action] == 0.2
    assert ice.ice_action(False, Priority.none, Conviction.felony, False, 0.4, 0.1, 0.5) == {}


@pytest.mark.parametrize(
    ("conviction", "order", "directive", "courts", "act", "reach"),
    [
        (Conviction.none, NO_ORDER, False, False, False, CourthouseReach.inside_and_outside),
        (Conviction.none, NO_ORDER, True, False, False, CourthouseReach.outside_only),
        (Conviction.misdemeanor, NO_ORDER, True, False, False, CourthouseReach.inside_and_outside),
        (Conviction.none, PriorOrder.before_2014, True, False, False, CourthouseReach.inside_and_outside),
        (Conviction.felony, NO_ORDER, True, True, False, CourthouseReach.outside_only),
        (Conviction.felony, NO_ORDER, True, True, True, CourthouseReach.none),
    ],
)
def test_where_ice_may_arrest_at_court(
    conviction: Conviction,
    order: PriorOrder,
    directive: bool,
    courts: bool,
    act: bool,
    reach: CourthouseReach,
) -> None:
    assert arrest.courthouse_reach(conviction, order, directive, courts, act) is reach


@pytest.mark.parametrize(
    ("fact", "first_day", "before", "after"),
    [
        ("doc_may_tell_of_the_convicted", "2015-02-12", False, True),
        ("city_resources_barred", "2018-01-30", False, True),
        ("duty_chief_must_approve", "2018-01-31", False, True),
        ("hold_is_an_arrest", "2018-11-14", False, True),
        ("summons_for_marijuana", "2018-09-01", False, True),
        ("marijuana_is_misdemeanor", "2019-08-28", True, False),
        ("manhattan_declines_marijuana", "2018-08-01", False, True),
        ("interoperability_active", "2012-05-15", False, True),
        ("enforcement_priorities", "2015-01-05", "memo_of_2011", "memo_of_2014"),
        ("enforcement_priorities", "2017-01-25", "memo_of_2014", "order_13768"),
        ("detainer_needs_conviction", "2015-07-02", False, True),
        ("detainer_needs_conviction", "2017-01-25", True, False),
        ("ice_courthouse_directive", "2018-01-10", False, True),
        ("courts_require_judicial_warrant", "2019-04-17", False, True),
        ("protect_our_courts_act", "2020-12-15", False, True),
    ],
)
def test_the_day_before_and_the_day_itself(fact: str, first_day: str, before: Any, after: Any) -> None:
    day = date.fromisoformat(first_day)
    known = FACTS[fact]
    assert known.on(day - timedelta(days=1)).value == before
    assert known.on(day).value == after


def test_the_detainer_laws_before_2014_12_14_are_not_guessed() -> None:
    for name in ("nypd_detainer_law", "doc_detainer_law"):
        assert FACTS[name].on(date(2014, 12, 14)).value == "law_of_2014"
        with pytest.raises(VarickError, match="no value on 2014-12-13"):
            FACTS[name].on(date(2014, 12, 13))


def test_a_release_after_the_change_meets_the_new_law() -> None:
    """The detainer rules take the law of the day of release, which an arrest precedes by days or months."""
    graph = {w.node.name: w for w in wire(pathway(), list(FACTS))}
    for name in ("nypd_detainer_response", "doc_detainer_response", "city_may_hold", "city_may_tell"):
        assert graph[name].clock == "released"
    assert graph["courthouse_reach"].clock == "court_date"
    assert graph["ice_priority"].clock == ""
