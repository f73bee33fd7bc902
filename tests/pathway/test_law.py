"""The statutes as truth tables, each line with its citation; the law the day before and the day of each change."""

from datetime import date, timedelta
from typing import Any

import pytest

from varick.model.kinds import Node
from varick.model.load import library
from varick.model.shipped import pathway
from varick.model.wiring import wire
from varick.pathway import arrest, detainer, ice, nypd, person
from varick.pathway.terms import (
    Charge,
    Conviction,
    County,
    CourthousePolicy,
    CourthouseReach,
    DetainerForm,
    DetainerForms,
    DetainerLaw,
    DetainerResponse,
    FinalOrder,
    Grams,
    IceAction,
    MarijuanaCharge,
    MarijuanaLaw,
    MarijuanaResponse,
    Priorities,
    Priority,
    PriorOrder,
    Record,
    Status,
)

FACTS = library().facts_of("nyc")

DECLINE, HOLD, HONOR = DetainerResponse.decline, DetainerResponse.hold_48_hours, DetainerResponse.honor
NO_ORDER, RETURNED = PriorOrder.none, PriorOrder.removed_and_returned
R0, R1, R2, R3 = (
    DetainerLaw.no_law,
    DetainerLaw.law_of_2011,
    DetainerLaw.law_of_2013,
    DetainerLaw.law_of_2014,
)
WITHIN = "violent_or_serious_conviction_within_5y violent_or_serious_conviction_ever any_conviction"
EVER = "violent_or_serious_conviction_ever any_conviction"


def asked(node: Node, true: str = "", **others: Any) -> Any:
    """What a node answers where the named inputs hold, the other yes-or-no inputs do not, and the rest is given."""
    given = {name: False for name, kind in node.arguments.items() if kind is bool}
    unknown = set(true.split()) - given.keys()
    assert not unknown, unknown
    return node(**{**given, **dict.fromkeys(true.split(), True), **others})


@pytest.mark.parametrize(
    ("true", "expected", "cite"),
    [
        ("", DECLINE, "14-154(b): none of the grounds"),
        ("judicial_warrant", DECLINE, "14-154(b)(1)(ii): a warrant alone is not enough"),
        (WITHIN, DECLINE, "14-154(b)(1)(i): a conviction alone is not enough"),
        ("judicial_warrant " + WITHIN, HONOR, "14-154(b)(1)(i), (ii)(A)"),
        ("judicial_warrant " + EVER, DECLINE, "14-154(a)(2)(ii): convicted over five years ago"),
        ("judicial_warrant watch_list_match", HONOR, "14-154(b)(1)(i), (ii)(B)"),
        ("watch_list_match", HOLD, "14-154(b)(2)(B): the watch list alone, 48 hours"),
        ("illegal_reentry " + EVER, HOLD, "14-154(b)(2)(A) and (a)(2)(ii), last clause: ever convicted"),
        ("illegal_reentry " + WITHIN, HOLD, "14-154(b)(2)(A)"),
        ("illegal_reentry removal_order", DECLINE, "14-154(b)(2)(A): re-entry alone is not enough"),
        ("removal_order " + EVER, DECLINE, "14-154(b)(2)(A): an order is not a re-entry"),
        (
            "judicial_warrant illegal_reentry " + EVER,
            HOLD,
            "14-154(b)(2)(A): not within (b)(1), warrant or no",
        ),
        ("judicial_warrant illegal_reentry watch_list_match " + WITHIN, HONOR, "14-154(b)(1)"),
        (
            "pending_case pending_covered_case criminal_warrant gang_list removal_order covered_crime_conviction any_conviction",
            DECLINE,
            "grounds of the laws of 2011 and 2013 count no longer",
        ),
    ],
)
def test_what_the_nypd_may_do_since_2014(true: str, expected: DetainerResponse, cite: str) -> None:
    """NYC Admin. Code 14-154 as amended by Local Law 59 of 2014."""
    node = detainer.nypd_detainer_response
    assert asked(node, true, nypd_detainer_law=R3) is expected, cite
    assert asked(node, true, nypd_detainer_law=R0) is HONOR, "no local law forbids anything"


@pytest.mark.parametrize(
    ("true", "expected", "cite"),
    [
        ("", DECLINE, "9-131(b)(1): none of the grounds"),
        ("judicial_warrant", DECLINE, "9-131(b)(1)(ii)"),
        (WITHIN, DECLINE, "9-131(b)(1)(i)"),
        ("watch_list_match", DECLINE, "9-131(b): no 48-hour hold, unlike 14-154(b)(2)(B)"),
        ("illegal_reentry removal_order " + EVER, DECLINE, "9-131(b): no re-entry exception either"),
        ("judicial_warrant " + EVER, DECLINE, "9-131(a)(2): over five years ago"),
        ("judicial_warrant " + WITHIN, HONOR, "9-131(b)(1)(i), (ii)(A)"),
        ("judicial_warrant watch_list_match", HONOR, "9-131(b)(1)(i), (ii)(B)"),
    ],
)
def test_what_correction_and_probation_may_do_since_2014(
    true: str, expected: DetainerResponse, cite: str
) -> None:
    """NYC Admin. Code 9-131 as amended by Local Law 58 of 2014; 9-205 by Local Law 226 of 2017."""
    assert asked(detainer.doc_detainer_response, true, doc_detainer_law=R3) is expected, cite
    node = detainer.probation_detainer_response
    known = " ".join(name for name in true.split() if name in node.arguments)
    assert asked(node, known, probation_detainer_law=R3) is expected, cite
    assert asked(node, known, probation_detainer_law=R0) is HONOR


@pytest.mark.parametrize(
    ("true", "of_2011", "of_2013"),
    [
        ("", DECLINE, DECLINE),
        ("judicial_warrant", DECLINE, DECLINE),
        ("any_conviction", HONOR, DECLINE),
        ("any_conviction covered_crime_conviction", HONOR, HONOR),
        # a listed felony of New York is a covered crime: told as an input of its own, as the record rules do
        (WITHIN, HONOR, DECLINE),
        (EVER + " covered_crime_conviction", HONOR, HONOR),
        ("pending_case", HONOR, DECLINE),
        ("pending_case pending_covered_case", HONOR, HONOR),
        ("criminal_warrant", HONOR, HONOR),
        ("gang_list", HONOR, HONOR),
        ("watch_list_match", HONOR, HONOR),
        ("removal_order", HONOR, HONOR),
        ("illegal_reentry", DECLINE, DECLINE),
        ("illegal_reentry removal_order", HONOR, HONOR),
    ],
)
def test_the_laws_of_2011_and_2013(true: str, of_2011: DetainerResponse, of_2013: DetainerResponse) -> None:
    """Local Law 62 of 2011, Correction only; Local Laws 21 (NYPD) and 22 (Correction) of 2013."""
    assert asked(detainer.doc_detainer_response, true, doc_detainer_law=R1) is of_2011
    assert asked(detainer.doc_detainer_response, true, doc_detainer_law=R2) is of_2013
    assert asked(detainer.nypd_detainer_response, true, nypd_detainer_law=R2) is of_2013
    assert asked(detainer.doc_detainer_response, true, doc_detainer_law=R0) is HONOR


def test_a_stronger_input_never_makes_the_answer_weaker_under_the_laws_of_2011_and_2013() -> None:
    for node, fact, laws in (
        (detainer.nypd_detainer_response, "nypd_detainer_law", (R0, R2)),
        (detainer.doc_detainer_response, "doc_detainer_law", (R0, R1, R2)),
    ):
        names = [n for n, kind in node.arguments.items() if kind is bool]
        for law in laws:
            for mask in range(2 ** len(names)):
                true = [n for k, n in enumerate(names) if mask >> k & 1]
                if asked(node, " ".join(true), **{fact: law}) is HONOR:
                    assert all(asked(node, " ".join({*true, n}), **{fact: law}) is HONOR for n in names[:3])


def test_stronger_inputs_imply_weaker_ones() -> None:
    for node in (detainer.nypd_detainer_response, detainer.doc_detainer_response):
        assert set(node.implies) == {
            ("violent_or_serious_conviction_within_5y", "violent_or_serious_conviction_ever"),
            ("violent_or_serious_conviction_ever", "any_conviction"),
            ("covered_crime_conviction", "any_conviction"),
            ("pending_covered_case", "pending_case"),
        }


def may_hold(true: str = "in_the_city city_resources_barred hold_is_an_arrest", **changed: Any) -> bool:
    """Whether the NYPD may hold on a 48-hour ground without a warrant, under the law of the end of 2018, unless changed."""
    given: dict[str, Any] = {
        "nypd_detainer_response": HOLD,
        "doc_detainer_response": DECLINE,
        "nypd_detainer_law": R3,
        "doc_detainer_law": R3,
    }
    return bool(asked(detainer.city_may_hold, true, **{**given, **changed}))


def test_since_demarco_a_hold_needs_a_judges_warrant() -> None:
    """Wells v. DeMarco, 168 AD3d 31; 14-154(c): the local law confers no authority to hold."""
    now = "in_the_city city_resources_barred hold_is_an_arrest "
    assert may_hold("in_the_city city_resources_barred")
    assert not may_hold()
    assert may_hold(now + "judicial_warrant")
    assert may_hold(now + "judicial_warrant", nypd_detainer_response=HONOR)
    assert not may_hold(now + "jailed judicial_warrant"), "in jail Correction's answer counts"
    assert not may_hold("in_the_city", nypd_detainer_response=DECLINE)
    assert not may_hold("judicial_warrant"), "outside the city the city's law decides nothing"


def test_section_10_178_spares_only_what_the_detainer_laws_allow() -> None:
    """10-178(c), (e)(ii): with 14-154 repealed and 10-178 in force, a hold spends city resources on enforcement."""
    repealed = {"nypd_detainer_law": R0, "nypd_detainer_response": HONOR}
    assert not may_hold("in_the_city city_resources_barred", **repealed)
    assert may_hold("in_the_city", **repealed)


@pytest.mark.parametrize(
    ("true", "response", "law", "may", "cite"),
    [
        ("", DECLINE, R3, False, "9-131(b)(1)"),
        ("violent_or_serious_conviction_within_5y", DECLINE, R3, False, "before 2015-02-12: a warrant only"),
        (
            "violent_or_serious_conviction_within_5y doc_may_tell_of_the_convicted",
            DECLINE,
            R3,
            True,
            "9-131(h)(1)(i)",
        ),
        ("watch_list_match doc_may_tell_of_the_convicted", DECLINE, R3, True, "9-131(h)(1)(ii)"),
        ("doc_may_tell_of_the_convicted", DECLINE, R3, False, "9-131(h)(1): nobody else"),
        ("", HONOR, R3, True, "9-131(b)(1): to honor is to hold or to notify"),
        ("", HONOR, R1, True, "Local Law 62 of 2011: the same"),
        ("", DECLINE, R1, False, "Local Law 62 of 2011: the same"),
        ("", HONOR, R0, True, "no local law"),
        ("city_resources_barred", HONOR, R0, False, "10-178(c) if 9-131 were repealed"),
    ],
)
def test_what_correction_may_tell(
    true: str, response: DetainerResponse, law: DetainerLaw, may: bool, cite: str
) -> None:
    given = asked(detainer.doc_may_tell, true, doc_detainer_response=response, doc_detainer_law=law)
    assert given is may, cite


def test_holding_and_telling_are_two_things() -> None:
    """14-154(b)(2): after 48 hours without a warrant the NYPD shall not notify; Correction may tell whom it may not hold."""

    def tells(true: str, response: DetainerResponse, law: DetainerLaw = R3) -> bool:
        given = {"nypd_detainer_response": response, "nypd_detainer_law": law}
        return bool(asked(detainer.city_may_tell, "in_the_city " + true, **given))

    assert not tells("", HOLD)
    assert not tells("", DECLINE)
    assert tells("", HONOR)
    assert tells("jailed doc_may_tell", DECLINE)
    assert not tells("doc_may_tell", DECLINE), "the NYPD has no such rule"
    assert tells("", HONOR, R0)
    assert not tells("city_resources_barred", HONOR, R0)
    given = {"nypd_detainer_response": HONOR, "nypd_detainer_law": R3}
    assert not asked(detainer.city_may_tell, "jailed doc_may_tell", **given)


def test_outside_the_city_state_law_alone_decides_on_holds() -> None:
    """Suffolk held on ICE paper until DeMarco; 287(g) was left open by it, and is barred in the city."""
    assert asked(detainer.county_may_hold, "")
    assert not asked(detainer.county_may_hold, "hold_is_an_arrest")
    assert asked(detainer.county_may_hold, "hold_is_an_arrest judicial_warrant")
    assert asked(detainer.county_may_hold, "hold_is_an_arrest agreement_287g")
    assert not asked(detainer.county_may_hold, "in_the_city")
    signed = {c.value: 1.0 for c in County}
    of = {"county": County.nassau, "agreements_287g": signed}
    assert asked(detainer.agreement_287g, "city_resources_barred", **of)
    assert not asked(detainer.agreement_287g, "city_resources_barred in_the_city", **of)
    assert not asked(detainer.agreement_287g, "", **{**of, "agreements_287g": dict.fromkeys(signed, 0.0)})
    holds = FACTS["county_holds_share"]
    assert [holds.on(date.fromisoformat(d)).value["suffolk"] for d in ("2016-12-01", "2016-12-02")] == [
        0.0,
        0.95,
    ]
    assert detainer.county_holds(County.bronx, holds.on(date(2018, 1, 1)).value) == 0


def test_a_request_after_the_release_is_too_late_whatever_the_law() -> None:
    assert detainer.detainer_on_file(True, True, False), "in jail it is always there in time"
    assert not detainer.detainer_on_file(True, False, False)
    assert detainer.detainer_too_late(True, False)
    assert not detainer.detainer_too_late(True, True)
    assert not detainer.detainer_too_late(False, False)


@pytest.mark.parametrize(
    ("charge", "law", "printed", "cite"),
    [
        (Charge.felony_violent, MarijuanaLaw.article_221, True, "160.10(1)(a)"),
        (Charge.felony_other, MarijuanaLaw.article_221, True, "160.10(1)(a)"),
        (Charge.petit_larceny, MarijuanaLaw.article_221, True, "160.10(1)(b)"),
        (Charge.fare_evasion, MarijuanaLaw.article_221, True, "160.10(1)(b)"),
        (Charge.assault_third, MarijuanaLaw.article_222, True, "160.10(1)(b)"),
        (Charge.marijuana_fifth, MarijuanaLaw.article_221, True, "160.10(1)(b), PL 221.10 a misdemeanor"),
        (Charge.marijuana_fifth, MarijuanaLaw.decriminalized, False, "PL 221.10 a violation from 2019-08-28"),
        (Charge.marijuana_violation, MarijuanaLaw.article_221, False, "PL 221.05, a violation"),
        (Charge.dwi, MarijuanaLaw.article_221, True, "160.10(1)(c)"),
        (Charge.unlicensed_driving, MarijuanaLaw.article_221, False, "VTL 511(1): no felony if repeated"),
        (Charge.disorderly_conduct, MarijuanaLaw.article_221, False, "PL 240.20, a violation"),
        (Charge.none, MarijuanaLaw.article_221, False, "no charge"),
    ],
)
def test_who_must_be_printed(charge: Charge, law: MarijuanaLaw, printed: bool, cite: str) -> None:
    """CPL 160.10(1)."""
    asked_of = (
        person.felony(charge),
        person.penal_law_misdemeanor(charge, law),
        nypd.felony_if_repeated(charge),
        nypd.loitering_charge(charge),
        True,
    )
    assert nypd.must_fingerprint(*asked_of) is printed, cite


def test_loitering_for_prostitution_was_printed_until_its_repeal() -> None:
    """CPL 160.10(1)(d), PL 240.37(2): repealed 2021-02-02."""
    assert nypd.must_fingerprint(False, False, False, True, True)
    assert not nypd.must_fingerprint(False, False, False, True, False)


def test_who_may_be_printed() -> None:
    """CPL 160.10(2): identity not known, or thought to be wanted; then it is the officer's choice."""
    assert not nypd.may_fingerprint(True, False)
    assert nypd.may_fingerprint(False, False)
    assert nypd.may_fingerprint(True, True)
    assert nypd.officer_prints(True, False, 0.8) == 0.8
    assert nypd.officer_prints(False, False, 0.8) == nypd.officer_prints(True, True, 0.8) == 0


def test_a_ticket_does_not_spare_the_print_and_one_repeal_of_two_does_not_either() -> None:
    """CPL 160.10 (precinct) and 150.70 (court): only both repeals together leave a ticket holder unprinted."""
    both = "must_fingerprint desk_appearance_ticket ticket_holders_printed_at_precinct"
    assert asked(nypd.printed_at_precinct, both)
    assert not asked(nypd.printed_at_precinct, both + " ticket_print_missed")
    assert not asked(nypd.printed_at_precinct, "must_fingerprint desk_appearance_ticket")
    assert asked(nypd.printed_at_precinct, "must_fingerprint"), "central booking"
    assert asked(nypd.printed_at_precinct, "officer_prints")
    assert not asked(nypd.printed_at_precinct, "ticket_holders_printed_at_precinct")
    court = "must_fingerprint ticket_holders_printed_at_arraignment"
    assert asked(nypd.printed_at_arraignment, court)
    assert not asked(nypd.printed_at_arraignment, court + " printed_at_precinct"), "once is enough"
    assert not asked(nypd.printed_at_arraignment, "must_fingerprint")
    assert not asked(nypd.printed_at_arraignment, "ticket_holders_printed_at_arraignment")


def test_tickets() -> None:
    """CPL 150.20(1): may, for less than class D; since 2020 shall, with exceptions, one more since 2022."""
    for barred in (Charge.felony_violent, Charge.felony_graver, Charge.felony_theft_graver):
        assert not nypd.ticket_allowed(barred)
    assert nypd.ticket_allowed(Charge.petit_larceny)
    shall = "ticket_allowed valid_id ticket_is_mandatory"
    assert asked(nypd.ticket_required, shall)
    assert not asked(nypd.ticket_required, "ticket_allowed valid_id"), "may, until 2019-12-31"
    assert not asked(nypd.ticket_required, "ticket_allowed ticket_is_mandatory"), "(b)(iii)"
    assert not asked(nypd.ticket_required, shall + " active_warrant"), "(b)(i)"
    assert not asked(nypd.ticket_required, shall + " felony")
    repeated = shall + " harm_charge other_pending_case"
    assert asked(nypd.ticket_required, repeated)
    assert not asked(nypd.ticket_required, repeated + " repeated_offences_excepted"), "(b)(xi)"
    assert asked(nypd.ticket_required, shall + " harm_charge repeated_offences_excepted")


SUMMONS, ARREST, NOTHING = MarijuanaResponse.summons, MarijuanaResponse.arrest, MarijuanaResponse.none
CONDUCT, FIFTH, VIOLATION, OTHER = (
    MarijuanaCharge.none,
    MarijuanaCharge.fifth,
    MarijuanaCharge.violation,
    MarijuanaCharge.other,
)


def marijuana(day: str, charge: MarijuanaCharge, grams: float, true: str) -> Any:
    on = date.fromisoformat(day)
    switches = [n for n in ("order_43_of_2014", "summons_for_marijuana") if FACTS[n].on(on).value]
    law = MarijuanaLaw(FACTS["marijuana_law"].on(on).value)
    given = {"marijuana_charge": charge, "grams": Grams.of(grams), "marijuana_law": law}
    policy = asked(
        nypd.marijuana_policy, " ".join([*true.replace("valid_id", "").split(), *switches]), **given
    )
    return nypd.marijuana_response.function(policy, "valid_id" in true.split())


@pytest.mark.parametrize(
    ("charge", "grams", "true", "answers", "cite"),
    [
        # on 2014-11-18, 2014-11-19, 2018-08-31, 2018-09-01, 2019-08-27, 2019-08-28, 2021-03-30, 2021-03-31
        (FIFTH, 10, "valid_id", "a s s s s s s n", "Operations Order 43: open to view, not burning"),
        (CONDUCT, 10, "valid_id", "a s s s s s s n", "without a charge: taken as open to view"),
        (FIFTH, 25, "valid_id", "a s s s s s s n", "25 grams or less"),
        (FIFTH, 26, "valid_id", "a a a a a s s n", "over 25 grams: 221.10(2)"),
        (FIFTH, 10, "", "a a a a a a a n", "no identification"),
        (
            FIFTH,
            10,
            "valid_id active_warrant",
            "a a a a a s s n",
            "wanted: order 43; a violation is a ticket",
        ),
        (FIFTH, 10, "valid_id on_parole_or_probation", "a s s s s s s n", "parole is no bar under order 43"),
        (FIFTH, 10, "valid_id burning", "a a a s s s s n", "public smoking: policy of 2018"),
        (CONDUCT, 1, "valid_id burning", "a a a s s s s n", "public smoking"),
        (CONDUCT, 0, "valid_id burning", "a a a s s s s n", "public smoking, weight not given"),
        (FIFTH, 10, "valid_id burning on_parole_or_probation", "a a a a a s s n", "parole or probation"),
        (FIFTH, 10, "valid_id burning recent_violence", "a a a a a s s n", "recent violence"),
        (FIFTH, 10, "valid_id burning active_warrant", "a a a a a s s n", "warrant"),
        (FIFTH, 10, "burning", "a a a a a a a n", "no identification"),
        (VIOLATION, 10, "valid_id", "s s s s s s s n", "221.05: CPL 150.75"),
        (VIOLATION, 10, "", "a a a a a a a n", "CPL 150.75(2): identity not known"),
        (CONDUCT, 60, "valid_id", "a a a a a a a n", "over two ounces: 221.15"),
        (CONDUCT, 100, "valid_id", "a a a a a a a s", "over three ounces: 222.25"),
        (CONDUCT, 500, "valid_id", "a a a a a a a a", "over sixteen ounces: 222.30"),
        (CONDUCT, 0, "valid_id", "n n n n n n n n", "nothing to answer"),
        (OTHER, 10, "valid_id", "a a a a a a a a", "another charge is not diverted"),
    ],
)
def test_what_marijuana_brings(
    charge: MarijuanaCharge, grams: float, true: str, answers: str, cite: str
) -> None:
    days = [
        "2014-11-18",
        "2014-11-19",
        "2018-08-31",
        "2018-09-01",
        "2019-08-27",
        "2019-08-28",
        "2021-03-30",
        "2021-03-31",
    ]
    meant = {"a": ARREST, "s": SUMMONS, "n": NOTHING}
    given = [marijuana(day, charge, grams, true) for day in days]
    assert given == [meant[a] for a in answers.split()], cite


def test_weights_have_bands() -> None:
    assert [Grams.of(g) for g in (0, 0.1, 25, 25.1, 28.34, 28.36, 56.6, 85, 226, 453, 454)] == [
        Grams.none, Grams.up_to_25, Grams.up_to_25, Grams.up_to_1oz, Grams.up_to_1oz, Grams.up_to_2oz, Grams.up_to_2oz,
        Grams.up_to_3oz, Grams.up_to_8oz, Grams.up_to_16oz, Grams.over_16oz,
    ]  # fmt: skip
    for bad in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="weight in grams"):
            Grams.of(bad)


def test_an_unpaid_fare_is_a_summons_only_by_a_reform() -> None:
    fare = "fare_evasion_charge valid_id"
    given = {"marijuana_response": ARREST}
    assert not asked(nypd.summonsed, fare, **given)
    assert asked(nypd.summonsed, fare + " summons_for_fare_evasion", **given)
    assert not asked(nypd.summonsed, "fare_evasion_charge summons_for_fare_evasion", **given)
    assert not asked(nypd.summonsed, fare + " summons_for_fare_evasion active_warrant", **given)
    assert asked(nypd.summonsed, "", marijuana_response=SUMMONS)
    assert not asked(nypd.summonsed, "arrested_all_the_same", marijuana_response=SUMMONS)


def test_whom_order_43_spared_and_the_table_counts_was_arrested_all_the_same() -> None:
    """Not burning, a few grams, identification shown: possible in February 2018, and spared by no reform a second time."""

    def despite(burning: bool, day: str) -> float:
        names = ("arrested_despite_policy_share", "arrested_despite_order_43_share")
        given = [FACTS[n].on(date.fromisoformat(day)).value for n in names]
        return float(nypd.arrested_all_the_same(burning, *given))

    assert despite(False, "2014-11-18") < 1 == despite(False, "2014-11-19")
    assert despite(True, "2018-08-31") < 1 == despite(True, "2018-09-01")
    burning = [
        FACTS["marijuana_burning_share"].on(date.fromisoformat(d)) for d in ("2014-11-18", "2018-02-15")
    ]
    assert all(0 < b.value < 1 for b in burning)


def test_what_a_record_is_in_each_law() -> None:
    """CPL 1.20(15), 720.35: a youthful offender adjudication is no conviction in any of them."""
    rules = (
        person.any_conviction,
        person.covered_crime_conviction,
        person.violent_or_serious_conviction_ever,
        person.violent_or_serious_conviction_within_5y,
    )
    meant = {
        Record.none: (Conviction.none, "...."),
        Record.misdemeanor_not_covered: (Conviction.misdemeanor, "y..."),
        Record.misdemeanor: (Conviction.misdemeanor, "yy.."),
        Record.significant_misdemeanor: (Conviction.significant_misdemeanor, "yy.."),
        Record.three_misdemeanors: (Conviction.three_misdemeanors, "yy.."),
        Record.felony: (Conviction.felony, "yy.."),
        Record.aggravated_felony: (Conviction.aggravated_felony, "yy.."),
        Record.violent_or_serious_over_5y: (Conviction.felony, "yyy."),
        Record.violent_or_serious_within_5y: (Conviction.felony, "yyyy"),
    }
    assert meant.keys() == set(Record)
    for record, (conviction, flags) in meant.items():
        assert person.conviction(record, False) is conviction
        assert person.conviction(record, True) is Conviction.none
        given = [rules[0](conviction), *(r(record, False) for r in rules[1:])]
        assert given == [f == "y" for f in flags]
        assert not any(r(record, True) for r in rules[1:])


def test_pending_cases() -> None:
    """Local Law 62 of 2011: any case; Local Laws 21 and 22 of 2013: a covered one, or more than one."""
    assert asked(nypd.pending_case, "prosecuted crime_charged")
    assert not asked(nypd.pending_case, "crime_charged"), "declined"
    assert not asked(nypd.pending_case, "prosecuted"), "a violation only"
    assert asked(nypd.pending_case, "other_pending_case")
    assert asked(nypd.pending_covered_case, "prosecuted crime_charged covered_charge")
    assert asked(nypd.pending_covered_case, "prosecuted crime_charged other_pending_case")
    assert not asked(nypd.pending_covered_case, "prosecuted crime_charged")
    covered = {c for c in Charge if person.covered_charge(person.felony(c), c)}
    assert covered == {*person.FELONIES, Charge.assault_third, Charge.weapon_fourth, Charge.dwi}


NONE, LATE, EARLY = FinalOrder.none, FinalOrder.since_2014, FinalOrder.before_2014


@pytest.mark.parametrize(
    ("text", "conviction", "order", "true", "priority"),
    [
        (Priorities.order_13768, Conviction.none, NONE, "charged", Priority.order_13768),
        (Priorities.order_13768, Conviction.none, NONE, "", Priority.none),
        (Priorities.order_13768, Conviction.none, EARLY, "", Priority.order_13768),
        (Priorities.memo_of_2014, Conviction.none, NONE, "charged", Priority.none),
        (Priorities.memo_of_2014, Conviction.misdemeanor, NONE, "charged", Priority.none),
        (Priorities.memo_of_2014, Conviction.felony, NONE, "", Priority.priority_1),
        (Priorities.memo_of_2014, Conviction.aggravated_felony, NONE, "", Priority.priority_1),
        (Priorities.memo_of_2014, Conviction.significant_misdemeanor, NONE, "", Priority.priority_2),
        (Priorities.memo_of_2014, Conviction.three_misdemeanors, NONE, "", Priority.priority_2),
        (Priorities.memo_of_2014, Conviction.none, NONE, "recent_entry", Priority.priority_2),
        (Priorities.memo_of_2014, Conviction.none, LATE, "", Priority.priority_3),
        (Priorities.memo_of_2014, Conviction.none, EARLY, "", Priority.none),
        (Priorities.memo_of_2011, Conviction.misdemeanor, NONE, "", Priority.priority_1),
        (Priorities.memo_of_2011, Conviction.none, EARLY, "", Priority.priority_3),
        (Priorities.memo_of_2011, Conviction.none, NONE, "charged", Priority.none),
        (Priorities.levels_of_2008, Conviction.none, NONE, "charged", Priority.level_3),
        (Priorities.levels_of_2008, Conviction.aggravated_felony, NONE, "charged", Priority.level_1),
        (Priorities.guidelines_of_2021, Conviction.misdemeanor, NONE, "charged", Priority.none),
        (Priorities.no_text, Conviction.felony, NONE, "recent_entry", Priority.none),
        (Priorities.order_14159, Conviction.none, NONE, "", Priority.order_14159),
    ],
)
def test_priorities(
    text: Priorities, conviction: Conviction, order: FinalOrder, true: str, priority: Priority
) -> None:
    """An arrest without a conviction became a priority on 2017-01-25: the federal change behind the letters."""
    given = asked(
        ice.ice_priority, true, conviction=conviction, final_order=order, enforcement_priorities=text
    )
    assert given is priority


def test_what_a_charge_is_to_ice() -> None:
    assert asked(person.charged, "crime_charged")
    assert asked(person.charged, "other_pending_case")
    assert not asked(person.charged)


def test_orders_in_the_terms_of_each_law() -> None:
    for order in PriorOrder:
        assert person.removal_order(order) is (order is not NO_ORDER)
        assert person.illegal_reentry(order) is (order is RETURNED)
    assert [person.final_order(o) for o in PriorOrder] == [NONE, EARLY, LATE, EARLY]


def test_an_arrest_makes_nobody_removable() -> None:
    for status in Status:
        without = status in (Status.overstay, Status.entered_without_inspection)
        deportable = ice.deportable(status, Conviction.none, False)
        assert ice.removable(ice.inadmissible(status), deportable) is without
    assert ice.deportable(Status.permanent_resident, Conviction.felony, True)
    assert not ice.deportable(Status.citizen_born_abroad, Conviction.aggravated_felony, True)


def test_detainers_under_the_priority_enforcement_program_need_a_conviction() -> None:
    def form(true: str, **changed: Any) -> Any:
        given: dict[str, Any] = {
            "conviction": Conviction.none,
            "final_order": NONE,
            "ice_priority": Priority.none,
            "detainer_forms": DetainerForms.d_n_x,
        }
        return asked(ice.detainer_form, true, **{**given, **changed})

    assert form("detainer_needs_conviction") is DetainerForm.none
    assert form("", detainer_forms=DetainerForms.i_247a) is DetainerForm.i_247a
    convicted = {"conviction": Conviction.felony, "ice_priority": Priority.priority_1}
    assert form("detainer_needs_conviction", **convicted) is DetainerForm.i_247d
    assert (
        form("minor_misdemeanor_detainers_ruled_out", detainer_forms=DetainerForms.i_247) is DetainerForm.none
    )
    none = ice.ice_action(True, Priority.priority_2, DetainerForm.none, False, 0.4, 0.1, 0.5, 0.9)
    assert none[IceAction.detainer] == 0
    sent = ice.ice_action(True, Priority.priority_2, DetainerForm.i_247a, False, 0.4, 0.1, 0.5, 0.9)
    assert sent[IceAction.detainer] == 0.2
    assert ice.ice_action(False, Priority.none, DetainerForm.i_247a, False, 0.4, 0.1, 0.5, 0.9) == {}


@pytest.mark.parametrize(
    ("conviction", "order", "policy", "true", "reach"),
    [
        (Conviction.none, NO_ORDER, "no_text", "", CourthouseReach.inside_and_outside),
        (Conviction.none, NO_ORDER, "directive_of_2018", "", CourthouseReach.outside_only),
        (Conviction.misdemeanor, NO_ORDER, "directive_of_2018", "", CourthouseReach.inside_and_outside),
        (
            Conviction.none,
            PriorOrder.before_2014,
            "directive_of_2018",
            "",
            CourthouseReach.inside_and_outside,
        ),
        (
            Conviction.felony,
            NO_ORDER,
            "directive_of_2018",
            "courts_require_judicial_warrant",
            CourthouseReach.outside_only,
        ),
        (
            Conviction.felony,
            NO_ORDER,
            "directive_of_2018",
            "courts_require_judicial_warrant protect_our_courts_act",
            CourthouseReach.none,
        ),
        (Conviction.felony, NO_ORDER, "memo_of_2021", "", CourthouseReach.none),
    ],
)
def test_where_ice_may_arrest_at_court(
    conviction: Conviction, order: PriorOrder, policy: str, true: str, reach: CourthouseReach
) -> None:
    target = asked(arrest.courthouse_target, conviction=conviction, prior_order=order)
    given = {"courthouse_target": target, "ice_courthouse_policy": CourthousePolicy(policy)}
    assert asked(arrest.courthouse_reach, true, **given) is reach


@pytest.mark.parametrize(
    ("fact", "first_day", "before", "after"),
    [
        ("doc_detainer_law", "2012-03-21", "no_law", "law_of_2011"),
        ("doc_detainer_law", "2013-07-16", "law_of_2011", "law_of_2013"),
        ("doc_detainer_law", "2014-12-14", "law_of_2013", "law_of_2014"),
        ("nypd_detainer_law", "2013-07-16", "no_law", "law_of_2013"),
        ("nypd_detainer_law", "2014-12-14", "law_of_2013", "law_of_2014"),
        ("probation_detainer_law", "2017-12-01", "no_law", "law_of_2014"),
        ("doc_may_tell_of_the_convicted", "2015-02-12", False, True),
        ("city_resources_barred", "2018-01-30", False, True),
        ("duty_chief_must_approve", "2018-01-31", False, True),
        ("hold_is_an_arrest", "2018-11-14", False, True),
        ("order_43_of_2014", "2014-11-19", False, True),
        ("summons_for_marijuana", "2018-09-01", False, True),
        ("marijuana_law", "2019-08-28", "article_221", "decriminalized"),
        ("marijuana_law", "2021-03-31", "decriminalized", "article_222"),
        ("loitering_is_printable", "2021-02-02", True, False),
        ("ticket_is_mandatory", "2020-01-01", False, True),
        ("repeated_offences_excepted", "2022-05-01", False, True),
        ("manhattan_declines_marijuana", "2018-08-01", False, True),
        ("interoperability_active", "2008-10-27", False, True),
        ("enforcement_priorities", "2015-01-05", "memo_of_2011", "memo_of_2014"),
        ("enforcement_priorities", "2017-01-25", "memo_of_2014", "order_13768"),
        ("detainer_needs_conviction", "2015-07-02", False, True),
        ("detainer_needs_conviction", "2017-01-25", True, False),
        ("ice_courthouse_policy", "2018-01-10", "no_text", "directive_of_2018"),
        ("courts_require_judicial_warrant", "2019-04-17", False, True),
        ("protect_our_courts_act", "2020-12-15", False, True),
    ],
)
def test_the_day_before_and_the_day_itself(fact: str, first_day: str, before: Any, after: Any) -> None:
    day = date.fromisoformat(first_day)
    known = FACTS[fact]
    assert known.on(day - timedelta(days=1)).value == before
    assert known.on(day).value == after


@pytest.mark.parametrize(
    ("first_day", "before", "after"),
    [("2011-01-11", 0, 2), ("2011-02-01", 2, 9), ("2012-05-15", 9, 14)],
)
def test_counties_join_secure_communities(first_day: str, before: int, after: int) -> None:
    day = date.fromisoformat(first_day)
    active = FACTS["interoperability_by_county"]
    assert sum(active.on(day - timedelta(days=1)).value.values()) == before
    assert sum(active.on(day).value.values()) == after
    assert (active.on(date(2012, 5, 14)).value["bronx"], active.on(date(2012, 5, 15)).value["bronx"]) == (
        0,
        1,
    )


def test_a_law_can_be_asked_of_any_day_since_2008() -> None:
    for fact in FACTS.values():
        if fact.kind == "law":
            assert fact.values[0].since <= date(2008, 1, 1), fact.name


def test_a_release_after_the_change_meets_the_new_law() -> None:
    """The detainer rules take the law of the day of release, which an arrest precedes by days or months."""
    graph = {w.node.name: w for w in wire(pathway(), list(FACTS))}
    for name in (
        "nypd_detainer_response",
        "doc_detainer_response",
        "city_may_hold",
        "doc_may_tell",
        "city_may_tell",
        "county_may_hold",
    ):
        assert graph[name].clock == "released"
    assert graph["courthouse_reach"].clock == "court_date"
    assert graph["printed_at_arraignment"].clock == "arraigned"
    assert graph["printed_at_precinct"].clock == ""
    assert graph["ice_priority"].clock == graph["printed"].own_clock == "printed"
