"""The detainer: what ICE asks of the police and of Correction, what local law lets them do, and what they
do.

All of it comes after ICE knows of the arrest. Two things are kept apart throughout: *holding* a person
beyond release, and *telling* ICE when the release will be.
"""

from varick.model import Delay, chance, days, delay, event, hours, race, rule
from varick.pathway.terms import Agency, DetainerLaw, DetainerResponse, IceAction, PriorOrder


@delay(when="ice_notified")
def detainer_time(hours_to_detainer_median: float, hours_to_detainer_p90: float) -> Delay:
    """Hours from ICE's learning of the arrest until its detainer reaches the agency that has the person."""
    return hours.lognormal(hours_to_detainer_median, hours_to_detainer_p90)


@delay(when="ice_notified")
def custody_left(
    desk_appearance_ticket: bool,
    custody_left_ticket_median: float,
    custody_left_ticket_p90: float,
    custody_left_arraignment_median: float,
    custody_left_arraignment_p90: float,
) -> Delay:
    """Hours that the police or the court still have the person once ICE knows: few with a ticket, up to a
    day for those who are taken to arraignment."""
    if desk_appearance_ticket:
        return hours.lognormal(custody_left_ticket_median, custody_left_ticket_p90)
    return hours.lognormal(custody_left_arraignment_median, custody_left_arraignment_p90)


@race(first="detainer_time", before="custody_left", when="ice_notified")
def detainer_before_release() -> bool:
    """Whether a detainer can reach the agency before the person walks out of the precinct or the
    arraignment."""


@event(
    agency=Agency.ICE,
    after="ice_notified",
    delay="detainer_time",
    sends="immigration detainer (Form I-247A since 2017-04-02)",
    to=Agency.CITY_CUSTODY,
    seen_by=(Agency.ICE, Agency.NYPD, Agency.DOC, Agency.PERSON),
    cites=("8 CFR 287.7(a)", "Form I-247A: a request, to be served on the person to take effect"),
    odds=False,
)
def detainer(ice_action: IceAction) -> bool:
    """ICE lodges a detainer with the NYPD, or with Correction once the person is there: it asks to be told
    of the release and to have the person held up to 48 hours beyond it. Many arrive after the release."""
    return ice_action is IceAction.detainer


@chance(when="detainer", cites=("NYC Admin. Code 14-154(a)(4)", "NYC Admin. Code 9-131(a)"))
def judicial_warrant(judicial_warrant_share: float) -> float:
    """Whether the detainer comes with a warrant of a federal judge or magistrate. ICE's own forms I-200
    and I-205 are signed by ICE officers and are none."""
    return judicial_warrant_share


@delay
def days_to_release(jailed: bool, days_in_jail_median: float, days_in_jail_p90: float) -> Delay:
    """Days from ICE's learning of the arrest to the release from city custody: the next day, or after a
    stay in jail."""
    if jailed:
        return days.lognormal(days_in_jail_median, days_in_jail_p90)
    return days.exactly(1)


@event(
    agency=Agency.CITY_CUSTODY,
    after="ice_notified",
    delay="days_to_release",
    seen_by=(Agency.PERSON, Agency.NYPD, Agency.DOC),
    odds=False,
)
def released(ice_action: IceAction) -> bool:
    """City custody ends for a person whom ICE pursues. The law of this day decides on the detainer, so
    that a person arrested before a change and released after it meets the new rule."""
    return ice_action is not IceAction.none


@rule(when="released")
def detainer_on_file(detainer: bool, jailed: bool, detainer_before_release: bool) -> bool:
    """Whether the agency has the detainer in hand at the release. For people in jail it always has."""
    return detainer and (jailed or detainer_before_release)


@rule(
    when="detainer_on_file",
    cites=("NYC Admin. Code 14-154(b)(1)", "NYC Admin. Code 14-154(b)(2)", "Local Law 59 of 2014"),
    implies=(("violent_or_serious_conviction_within_5y", "violent_or_serious_conviction_ever"),),
)
def nypd_detainer_response(
    judicial_warrant: bool,
    violent_or_serious_conviction_within_5y: bool,
    violent_or_serious_conviction_ever: bool,
    watch_list_match: bool,
    prior_order: PriorOrder,
    nypd_detainer_law: DetainerLaw,
) -> DetainerResponse:
    """The most that local law lets the NYPD do. The arrest and its charge count for nothing, only
    convictions, the watch list and a judge's warrant. Without one it may hold 48 hours in two cases, and
    must then release and not tell."""
    if nypd_detainer_law is DetainerLaw.no_law:
        return DetainerResponse.honor
    illegal_reentry = prior_order is PriorOrder.removed_and_returned
    if judicial_warrant and (violent_or_serious_conviction_within_5y or watch_list_match):
        return DetainerResponse.honor
    if (violent_or_serious_conviction_ever and illegal_reentry) or watch_list_match:
        return DetainerResponse.hold_48_hours
    return DetainerResponse.decline


@rule(when="detainer_on_file", cites=("NYC Admin. Code 9-131(b)(1)", "Local Law 58 of 2014"))
def doc_detainer_response(
    judicial_warrant: bool,
    violent_or_serious_conviction_within_5y: bool,
    watch_list_match: bool,
    doc_detainer_law: DetainerLaw,
) -> DetainerResponse:
    """The most that local law lets the Department of Correction do: as the NYPD, but with no case without
    a warrant."""
    if doc_detainer_law is DetainerLaw.no_law:
        return DetainerResponse.honor
    if judicial_warrant and (violent_or_serious_conviction_within_5y or watch_list_match):
        return DetainerResponse.honor
    return DetainerResponse.decline


@rule(
    when="detainer_on_file",
    cites=(
        "NYC Admin. Code 14-154(b)",
        "NYC Admin. Code 9-131(b)",
        "NYC Admin. Code 10-178(c), (e)",
        "People ex rel. Wells v. DeMarco, 168 AD3d 31 (2d Dept 2018)",
    ),
)
def city_may_hold(
    jailed: bool,
    judicial_warrant: bool,
    nypd_detainer_response: DetainerResponse,
    doc_detainer_response: DetainerResponse,
    nypd_detainer_law: DetainerLaw,
    doc_detainer_law: DetainerLaw,
    city_resources_barred: bool,
    hold_is_an_arrest: bool,
) -> bool:
    """Whether the agency that has the person may hold beyond release. Local law confers no power to hold:
    since DeMarco a hold on ICE paper is an arrest that State law does not allow. Section 10-178 spares
    what the detainer laws allow, and so bars a hold if they are repealed and it is not."""
    response = doc_detainer_response if jailed else nypd_detainer_response
    local_law = doc_detainer_law if jailed else nypd_detainer_law
    if response not in (DetainerResponse.hold_48_hours, DetainerResponse.honor):
        return False
    if local_law is DetainerLaw.no_law and city_resources_barred:
        return False
    return judicial_warrant or not hold_is_an_arrest


@rule(
    when="detainer_on_file",
    cites=(
        "NYC Admin. Code 14-154(b)(1)",
        "NYC Admin. Code 9-131(b)(1)",
        "NYC Admin. Code 9-131(h)(1), in force 2015-02-12",
        "NYC Admin. Code 10-178(c), (e)",
    ),
)
def city_may_tell(
    jailed: bool,
    violent_or_serious_conviction_within_5y: bool,
    watch_list_match: bool,
    nypd_detainer_response: DetainerResponse,
    doc_detainer_response: DetainerResponse,
    nypd_detainer_law: DetainerLaw,
    doc_detainer_law: DetainerLaw,
    doc_may_tell_of_the_convicted: bool,
    city_resources_barred: bool,
) -> bool:
    """Whether the agency may tell ICE of the release. Correction may, by its own rule and without a
    warrant, of people convicted of a violent or serious crime or on the watch list; the NYPD only where it
    may honor the detainer."""
    response = doc_detainer_response if jailed else nypd_detainer_response
    local_law = doc_detainer_law if jailed else nypd_detainer_law
    if local_law is DetainerLaw.no_law:
        return not city_resources_barred
    if response is DetainerResponse.honor:
        return True
    of_the_convicted = violent_or_serious_conviction_within_5y or watch_list_match
    return jailed and doc_may_tell_of_the_convicted and of_the_convicted


@chance(
    when="detainer_on_file",
    cites=("NYC Admin. Code 14-154(b)(2)", "NYPD protocol of 2018-01-31 (Duty Chief and Legal Bureau)"),
)
def held_for_ice(
    jailed: bool,
    judicial_warrant: bool,
    nypd_detainer_response: DetainerResponse,
    duty_chief_must_approve: bool,
    duty_chief_approves_share: float,
    city_holds_when_permitted_share: float,
    warrant_within_48_hours_share: float,
) -> float:
    """Whether the agency, where it may, holds the person until ICE comes. The statutes say "may": it may also
    decline. A 48-hour hold without a warrant ends in release unless ICE brings one in time."""
    willing = city_holds_when_permitted_share
    if duty_chief_must_approve and not jailed:
        willing = willing * duty_chief_approves_share
    waits_for_warrant = nypd_detainer_response is DetainerResponse.hold_48_hours and not jailed
    return willing * warrant_within_48_hours_share if waits_for_warrant and not judicial_warrant else willing


@chance(when="detainer_on_file", cites="NYPD protocol of 2018-01-31 (Duty Chief and Legal Bureau)")
def met_at_release(
    jailed: bool,
    duty_chief_must_approve: bool,
    duty_chief_approves_share: float,
    city_tells_when_permitted_share: float,
    ice_meets_release_share: float,
) -> float:
    """Whether the agency, where it may, tells ICE of the release, and ICE is there to meet it."""
    willing = city_tells_when_permitted_share
    if duty_chief_must_approve and not jailed:
        willing = willing * duty_chief_approves_share
    return willing * ice_meets_release_share


@event(
    agency=Agency.CITY_CUSTODY,
    after="released",
    sends="the person, at the door",
    to=Agency.ICE,
    seen_by=(Agency.PERSON, Agency.NYPD, Agency.DOC, Agency.CITY, Agency.ICE),
    cites=("NYC Admin. Code 14-154(b)", "NYC Admin. Code 9-131(b), (h)(1)"),
    odds=False,
)
def handed_over(city_may_hold: bool, held_for_ice: bool, city_may_tell: bool, met_at_release: bool) -> bool:
    """ICE takes the person over from the police or from jail, on a hold or on word of the release."""
    return (city_may_hold and held_for_ice) or (city_may_tell and met_at_release)
