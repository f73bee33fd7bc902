"""ICE's arrests outside city custody: at home, at work, in a sweep and at court, with the rules that date by
date close the courthouses."""

from varick.model import Delay, chance, days, delay, event, rule
from varick.pathway.terms import (
    AfterMissed,
    Agency,
    Conviction,
    CourthousePolicy,
    CourthouseReach,
    CourthouseTarget,
    FollowUp,
    PriorOrder,
)


@chance(when="at_large")
def found_at_home(follow_up: FollowUp, after_missed: AfterMissed, found_at_home_share: float) -> float:
    """Whether ICE finds the person at home or nearby: those it chose to seek there, and some who did not
    come to the appointment in their letter."""
    sought = follow_up is FollowUp.home_arrest or after_missed is AfterMissed.home_arrest
    return found_at_home_share if sought else 0.0


@chance(when="at_large")
def found_at_work(follow_up: FollowUp, after_missed: AfterMissed, found_at_work_share: float) -> float:
    """Whether ICE finds the person at work, sought there at once or after a missed appointment."""
    sought = follow_up is FollowUp.work_arrest or after_missed is AfterMissed.work_arrest
    return found_at_work_share if sought else 0.0


@delay
def days_to_home_arrest(
    follow_up: FollowUp,
    days_to_home_arrest_median: float,
    days_to_home_arrest_p90: float,
    days_to_home_arrest_after_letter_mode: float,
    days_to_home_arrest_after_letter_high: float,
) -> Delay:
    """Days from the release to the arrest at home or at work; after a missed appointment, later than any
    appointment can be."""
    if follow_up is FollowUp.letter:
        longest_wait = 90
        return days.triangular(
            longest_wait, days_to_home_arrest_after_letter_mode, days_to_home_arrest_after_letter_high
        )
    return days.lognormal(days_to_home_arrest_median, days_to_home_arrest_p90)


@event(
    agency=Agency.ICE,
    after="released",
    delay="days_to_home_arrest",
    seen_by=(Agency.PERSON, Agency.ICE),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def home_arrest(found_at_home: bool) -> bool:
    """ICE arrests the person at home or in the street. Its own warrant opens no door without consent."""
    return found_at_home


@event(
    agency=Agency.ICE,
    after="released",
    delay="days_to_home_arrest",
    seen_by=(Agency.PERSON, Agency.ICE, Agency.PUBLIC),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def work_arrest(found_at_work: bool) -> bool:
    """ICE arrests the person at work or on the way there."""
    return found_at_work


@chance(when="at_large")
def found_in_sweep(follow_up: FollowUp, found_at_home_share: float) -> float:
    """Whether ICE finds a person who is on the list of a sweep, taken to be as likely as at home."""
    return found_at_home_share if follow_up is FollowUp.sweep else 0.0


@delay
def days_to_sweep(days_to_sweep_median: float, days_to_sweep_p90: float) -> Delay:
    """Days from the release to the sweep that has the person on its list. Sweeps come in weeks, such as
    2018-04-09 to 2018-04-14; here their dates are spread evenly."""
    return days.lognormal(days_to_sweep_median, days_to_sweep_p90)


@event(
    agency=Agency.ICE,
    after="released",
    delay="days_to_sweep",
    seen_by=(Agency.PERSON, Agency.ICE, Agency.PUBLIC),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def sweep_arrest(found_in_sweep: bool) -> bool:
    """ICE arrests the person in an operation of several days that it announces afterwards. Others whom the
    officers meet are not in this pathway, which begins with an arrest by the police."""
    return found_in_sweep


@delay
def days_to_court_date(days_to_court_date_median: float, days_to_court_date_p90: float) -> Delay:
    """Days from the release to the next date in the criminal case."""
    return days.lognormal(days_to_court_date_median, days_to_court_date_p90)


@event(
    agency=Agency.COURT,
    after="released",
    delay="days_to_court_date",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.PROSECUTOR, Agency.COURT, Agency.PUBLIC),
    cites="CPL 150.10 and 170.10 (recalled, check)",
    odds=False,
)
def court_date(follow_up: FollowUp, prosecuted: bool) -> bool:
    """The next court date of a person whom ICE means to arrest there; there is none if the case was not
    brought."""
    return prosecuted and follow_up is FollowUp.courthouse_arrest


@rule(
    when="ice_notified",
    cites=("ICE Directive 11072.1, s. 2 (2018-01-10)", "ICE guidance of 2025-01-21 (11072.3)"),
)
def courthouse_target(
    conviction: Conviction, prior_order: PriorOrder, gang_list: bool, watch_list_match: bool
) -> CourthouseTarget:
    """Whether the person is among those whom ICE's texts name for arrests inside courthouses: a conviction, a
    gang, an order or a return after removal, and apart from them a threat to national security."""
    if watch_list_match:
        return CourthouseTarget.security
    named = gang_list or conviction is not Conviction.none or prior_order is not PriorOrder.none
    return CourthouseTarget.named if named else CourthouseTarget.none


@rule(
    when="court_date",
    cites=(
        "ICE Directive 11072.1 (2018-01-10)",
        "ICE and CBP memorandum of 2021-04-27",
        "ICE guidance of 2025-01-21 (11072.3) and its successor",
        "Office of Court Administration directive of 2019-04-17",
        "Protect Our Courts Act, Civil Rights Law 28 (L. 2020 ch. 322), in force 2020-12-15",
    ),
)
def courthouse_reach(
    courthouse_target: CourthouseTarget,
    ice_courthouse_policy: CourthousePolicy,
    courts_require_judicial_warrant: bool,
    protect_our_courts_act: bool,
) -> CourthouseReach:
    """Where a civil arrest without a judge's warrant is open to ICE on the court date: nowhere on the way,
    at court or back under the State act; only outside under the courts' own rule; and by ICE's own texts
    only certain people inside, or in 2021 to 2025 nearly nobody in or near. Their "public safety" and case
    by case exceptions are not modelled."""
    if protect_our_courts_act:
        return CourthouseReach.none
    security = courthouse_target is CourthouseTarget.security
    if ice_courthouse_policy is CourthousePolicy.memo_of_2021 and not security:
        return CourthouseReach.none
    if courts_require_judicial_warrant:
        return CourthouseReach.outside_only
    anybody = ice_courthouse_policy is CourthousePolicy.no_text
    if anybody or courthouse_target is not CourthouseTarget.none:
        return CourthouseReach.inside_and_outside
    return CourthouseReach.outside_only


@chance(when="court_date")
def taken_at_court(
    courthouse_reach: CourthouseReach, taken_at_court_share: float, outside_the_courthouse_factor: float
) -> float:
    """Whether ICE's officers take the person there."""
    inside = courthouse_reach is CourthouseReach.inside_and_outside
    return taken_at_court_share * (1.0 if inside else outside_the_courthouse_factor)


@event(
    agency=Agency.ICE,
    after="court_date",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.COURT, Agency.ICE, Agency.PUBLIC),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def courthouse_arrest(courthouse_reach: CourthouseReach, taken_at_court: bool) -> bool:
    """ICE arrests the person in or around the courthouse."""
    return taken_at_court and courthouse_reach is not CourthouseReach.none


@event(
    agency=Agency.ICE,
    after=(
        "handed_over",
        "letter_arrest",
        "home_arrest",
        "work_arrest",
        "courthouse_arrest",
        "sweep_arrest",
    ),
    seen_by=(Agency.PERSON, Agency.ICE),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def ice_arrest() -> bool:
    """ICE has the person, by whichever of the six ways. Only arrests that began with this police arrest
    are counted."""
    return True
