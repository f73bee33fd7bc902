"""ICE's arrests outside city custody: at home and at court, with the rules that date by date close the
courthouses."""

from varick.model import Delay, chance, days, delay, event, rule
from varick.pathway.terms import Agency, Conviction, CourthouseReach, FollowUp, PriorOrder


@chance(when="at_large")
def found_at_home(
    follow_up: FollowUp,
    letter_appointment: bool,
    attends: bool,
    found_at_home_share: float,
    missed_letter_pursued_share: float,
) -> float:
    """Whether ICE finds the person at home or nearby: those it chose to seek there, and some who did not
    come to the appointment in their letter."""
    if follow_up is FollowUp.home_arrest:
        return found_at_home_share
    missed = letter_appointment and not attends
    return missed_letter_pursued_share * found_at_home_share if missed else 0.0


@delay
def days_to_home_arrest(
    follow_up: FollowUp,
    days_to_home_arrest_median: float,
    days_to_home_arrest_p90: float,
    days_to_home_arrest_after_letter_mode: float,
    days_to_home_arrest_after_letter_high: float,
) -> Delay:
    """Days from the release to the arrest at home; after a missed appointment, later than any appointment
    can be."""
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
    """ICE arrests the person at home, at work or in the street."""
    return found_at_home


@delay
def days_to_court_date(days_to_court_date_median: float, days_to_court_date_p90: float) -> Delay:
    """Days from the release to the next date in the criminal case."""
    return days.lognormal(days_to_court_date_median, days_to_court_date_p90)


@event(
    agency=Agency.COURT,
    after="released",
    delay="days_to_court_date",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.PROSECUTOR, Agency.COURT, Agency.PUBLIC),
    odds=False,
)
def court_date(follow_up: FollowUp, prosecuted: bool) -> bool:
    """The next court date of a person whom ICE means to arrest there; there is none if the case was not
    brought."""
    return prosecuted and follow_up is FollowUp.courthouse_arrest


@rule(
    when="court_date",
    cites=(
        "ICE Directive 11072.1 (2018-01-10)",
        "Office of Court Administration directive of 2019-04-17",
        "Protect Our Courts Act, Civil Rights Law 28 (L. 2020 ch. 322)",
    ),
)
def courthouse_reach(
    conviction: Conviction,
    prior_order: PriorOrder,
    ice_courthouse_directive: bool,
    courts_require_judicial_warrant: bool,
    protect_our_courts_act: bool,
) -> CourthouseReach:
    """Where a civil arrest without a judge's warrant is open to ICE on the court date: nowhere on the way,
    at court or back under the State act; only outside under the courts' own rule; and inside, by ICE's
    directive, only people with a conviction or an order. The directive's "public safety" is not modelled."""
    if protect_our_courts_act:
        return CourthouseReach.none
    if courts_require_judicial_warrant:
        return CourthouseReach.outside_only
    targeted = conviction is not Conviction.none or prior_order is not PriorOrder.none
    if ice_courthouse_directive and not targeted:
        return CourthouseReach.outside_only
    return CourthouseReach.inside_and_outside


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
    after=("handed_over", "letter_arrest", "home_arrest", "courthouse_arrest"),
    seen_by=(Agency.PERSON, Agency.ICE),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def ice_arrest() -> bool:
    """ICE has the person, by whichever of the four ways. Only arrests that began with this police arrest
    are counted."""
    return True
