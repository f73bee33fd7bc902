"""The detainer: what ICE asks of the police and of Correction, what local law lets them do, and what they
do.

All of it comes after ICE knows of the arrest. Two things are kept apart throughout: *holding* a person
beyond release, and *telling* ICE when the release will be.
"""

from collections.abc import Mapping

from varick.model import Delay, chance, days, delay, event, hours, race, rule
from varick.pathway.terms import Agency, County, DetainerForm, DetainerLaw, DetainerResponse, IceAction

PROTOCOL = "NYPD protocol of 2018-01-31 (Duty Chief and Legal Bureau)"
IMPLIES = (
    ("violent_or_serious_conviction_within_5y", "violent_or_serious_conviction_ever"),
    ("violent_or_serious_conviction_ever", "any_conviction"),
    ("covered_crime_conviction", "any_conviction"),
    ("pending_covered_case", "pending_case"),
)
"""Which inputs of the detainer laws cannot be true without which others."""


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
    sends="immigration detainer (Form I-247; D, N or X from 2015-07-02, A from 2017-04-02)",
    to=Agency.CITY_CUSTODY,
    seen_by=(Agency.ICE, Agency.NYPD, Agency.DOC, Agency.PERSON),
    cites=("8 CFR 287.7(a)", "Form I-247A (2017-04-02): a request, to take effect once it is served"),
    odds=False,
)
def detainer(ice_action: IceAction) -> bool:
    """ICE lodges a detainer with the NYPD, or with Correction once the person is there: it asks to be told
    of the release and to have the person held up to 48 hours beyond it. Many arrive after the release."""
    return ice_action is IceAction.detainer


@chance(when="detainer", cites="NYC Admin. Code 14-154(a)(4) and 9-131(a), in force 2014-12-14")
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


def _before_2014(law: DetainerLaw, covered: bool, any_ground: bool, listed: bool) -> DetainerResponse:
    """The laws of 2013 and 2011: met by a covered conviction or case, or any at all; or a warrant, list or order."""
    if law is DetainerLaw.law_of_2013:
        return DetainerResponse.honor if covered or listed else DetainerResponse.decline
    if law is DetainerLaw.law_of_2011:
        return DetainerResponse.honor if covered or any_ground or listed else DetainerResponse.decline
    return DetainerResponse.honor


@rule(
    when="released",
    cites=(
        "NYC Admin. Code 14-154(b)(1), (b)(2) (Local Law 59 of 2014), in force 2014-12-14",
        "People ex rel. Wells v. DeMarco, 168 AD3d 31 (2d Dept), decided 2018-11-14, on hold_48_hours",
        "Local Law 21 of 2013, in force 2013-07-16",
    ),
    implies=IMPLIES,
)
def nypd_detainer_response(
    judicial_warrant: bool,
    violent_or_serious_conviction_within_5y: bool,
    violent_or_serious_conviction_ever: bool,
    watch_list_match: bool,
    illegal_reentry: bool,
    any_conviction: bool,
    covered_crime_conviction: bool,
    pending_case: bool,
    pending_covered_case: bool,
    criminal_warrant: bool,
    gang_list: bool,
    removal_order: bool,
    nypd_detainer_law: DetainerLaw,
) -> DetainerResponse:
    """The most that local law lets the NYPD do. Since 2014 the arrest and its charge count for nothing: it may honor
    with a judge's warrant and a listed conviction within five years or the watch list; without a warrant it may hold 48
    hours in two cases, and must then release and not notify. The law of 2013 looked for a covered conviction or case, a
    warrant, a list or an order; before it no local law bound the NYPD. Since DeMarco (2018-11-14) a hold without a judge's
    warrant is an arrest that State law does not allow, whatever local law permits."""
    if nypd_detainer_law is DetainerLaw.law_of_2014:
        if judicial_warrant and (violent_or_serious_conviction_within_5y or watch_list_match):
            return DetainerResponse.honor
        ever = violent_or_serious_conviction_ever or violent_or_serious_conviction_within_5y
        if (ever and illegal_reentry) or watch_list_match:
            return DetainerResponse.hold_48_hours
        return DetainerResponse.decline
    covered = covered_crime_conviction or pending_covered_case
    listed = criminal_warrant or gang_list or watch_list_match or removal_order
    return _before_2014(nypd_detainer_law, covered, any_conviction or pending_case, listed)


@rule(
    when="released",
    cites=(
        "NYC Admin. Code 9-131(b)(1) (Local Law 58 of 2014), in force 2014-12-14",
        "Local Law 22 of 2013, in force 2013-07-16",
        "Local Law 62 of 2011, in force 2012-03-21",
    ),
    implies=IMPLIES,
)
def doc_detainer_response(
    judicial_warrant: bool,
    violent_or_serious_conviction_within_5y: bool,
    violent_or_serious_conviction_ever: bool,
    watch_list_match: bool,
    illegal_reentry: bool,
    any_conviction: bool,
    covered_crime_conviction: bool,
    pending_case: bool,
    pending_covered_case: bool,
    criminal_warrant: bool,
    gang_list: bool,
    removal_order: bool,
    doc_detainer_law: DetainerLaw,
) -> DetainerResponse:
    """The most that local law lets the Department of Correction do: since 2014 as the NYPD, but with no case without a
    warrant. The law of 2011 was met by any conviction, pending case, criminal warrant, gang or watch list or removal order,
    that of 2013 by covered convictions and cases in place of any; before 2012-03-21 no local law bound it."""
    if doc_detainer_law is DetainerLaw.law_of_2014:
        grounds = violent_or_serious_conviction_within_5y or watch_list_match
        return DetainerResponse.honor if judicial_warrant and grounds else DetainerResponse.decline
    covered = covered_crime_conviction or pending_covered_case
    listed = criminal_warrant or gang_list or watch_list_match or removal_order
    return _before_2014(doc_detainer_law, covered, any_conviction or pending_case, listed)


@rule(when="detainer", cites="NYC Admin. Code 9-205(b) (Local Law 226 of 2017), in force 2017-12-01")
def probation_detainer_response(
    judicial_warrant: bool,
    violent_or_serious_conviction_within_5y: bool,
    watch_list_match: bool,
    probation_detainer_law: DetainerLaw,
) -> DetainerResponse:
    """The most that local law lets the Department of Probation do with a detainer for a person under its supervision:
    since 2017-12-01 as Correction. No hold by Probation was reported, and none is counted here."""
    if probation_detainer_law is not DetainerLaw.law_of_2014:
        return DetainerResponse.honor
    grounds = violent_or_serious_conviction_within_5y or watch_list_match
    return DetainerResponse.honor if judicial_warrant and grounds else DetainerResponse.decline


@rule(
    when="released",
    cites=("INA 287(g)", "NYC Admin. Code 10-178(b), (c), in force 2018-01-30"),
)
def agreement_287g(
    county: County, agreements_287g: Mapping[str, float], city_resources_barred: bool, in_the_city: bool
) -> bool:
    """Whether officers of the county act for ICE under an agreement of section 287(g). New York City has none, and
    since 2018-01-30 may put no officer under the direction of ICE."""
    return agreements_287g[county] > 0 and not (in_the_city and city_resources_barred)


@rule(
    when="released",
    cites=(
        "NYC Admin. Code 14-154(b), (c) and 9-131(b), (d), in force 2014-12-14",
        "NYC Admin. Code 10-178(c), (e), in force 2018-01-30",
        "People ex rel. Wells v. DeMarco, 168 AD3d 31 (2d Dept), decided 2018-11-14",
    ),
)
def city_may_hold(
    in_the_city: bool,
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
    if not in_the_city or response not in (DetainerResponse.hold_48_hours, DetainerResponse.honor):
        return False
    if local_law is DetainerLaw.no_law and city_resources_barred:
        return False
    return judicial_warrant or not hold_is_an_arrest


@rule(when="released", cites=("NYC Admin. Code 9-131(h)(1), in force 2015-02-12",))
def doc_may_tell(
    violent_or_serious_conviction_within_5y: bool,
    watch_list_match: bool,
    doc_detainer_response: DetainerResponse,
    doc_detainer_law: DetainerLaw,
    doc_may_tell_of_the_convicted: bool,
    city_resources_barred: bool,
) -> bool:
    """Whether Correction may tell ICE of the release: where it may honor the detainer and, by its own rule of 2015 and
    without a warrant, of people convicted of a violent or serious crime within five years or on the watch list."""
    if doc_detainer_law is DetainerLaw.no_law:
        return not city_resources_barred
    if doc_detainer_response is DetainerResponse.honor:
        return True
    of_the_convicted = violent_or_serious_conviction_within_5y or watch_list_match
    return doc_may_tell_of_the_convicted and of_the_convicted


@rule(
    when="released",
    cites=(
        "NYC Admin. Code 14-154(b)(1), (b)(2) and 9-131(b)(1), in force 2014-12-14",
        "NYC Admin. Code 10-178(c), (e), in force 2018-01-30",
    ),
)
def city_may_tell(
    in_the_city: bool,
    jailed: bool,
    doc_may_tell: bool,
    nypd_detainer_response: DetainerResponse,
    nypd_detainer_law: DetainerLaw,
    city_resources_barred: bool,
) -> bool:
    """Whether the agency that has the person may tell ICE of the release: Correction as its own rule says, the NYPD
    only where it may honor the detainer. After 48 hours without a warrant it shall not notify."""
    if not in_the_city:
        return False
    if jailed:
        return doc_may_tell
    if nypd_detainer_law is DetainerLaw.no_law:
        return not city_resources_barred
    return nypd_detainer_response is DetainerResponse.honor


@chance(
    when="detainer_on_file",
    cites=("NYC Admin. Code 14-154(b)(2), in force 2014-12-14", PROTOCOL),
)
def held_for_ice(
    jailed: bool,
    judicial_warrant: bool,
    nypd_detainer_response: DetainerResponse,
    duty_chief_must_approve: bool,
    duty_chief_approves_share: float,
    detainer_form: DetainerForm,
    city_holds_when_permitted_share: float,
    warrant_within_48_hours_share: float,
) -> float:
    """Whether the agency, where it may, holds the person until ICE comes. The statutes say "may": it may also
    decline. A 48-hour hold without a warrant ends in release unless ICE brings one in time. Form I-247N asked for
    word of the release only."""
    if detainer_form is DetainerForm.i_247n:
        return 0.0
    willing = city_holds_when_permitted_share
    if duty_chief_must_approve and not jailed:
        willing = willing * duty_chief_approves_share
    waits_for_warrant = nypd_detainer_response is DetainerResponse.hold_48_hours and not jailed
    return willing * warrant_within_48_hours_share if waits_for_warrant and not judicial_warrant else willing


@chance(when="detainer_on_file", cites=PROTOCOL)
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


@rule(when="detainer_on_file")
def outside_the_city(in_the_city: bool) -> bool:
    """Whether a county outside the city has the detainer in hand; in the five boroughs no county is asked."""
    return not in_the_city


@rule(
    when="outside_the_city",
    cites=("People ex rel. Wells v. DeMarco, 168 AD3d 31 (2d Dept), decided 2018-11-14", "INA 287(g)"),
)
def county_may_hold(
    in_the_city: bool, judicial_warrant: bool, agreement_287g: bool, hold_is_an_arrest: bool
) -> bool:
    """Whether a county outside the city may hold beyond release. State law alone decides: since DeMarco only with a
    judge's warrant, unless an agreement under 287(g), which that decision left open, gives its officers federal power."""
    return not in_the_city and (judicial_warrant or agreement_287g or not hold_is_an_arrest)


@chance(when="outside_the_city")
def county_holds(county: County, county_holds_share: Mapping[str, float]) -> float:
    """Whether a county outside the city, where it may, holds the person until ICE comes. Suffolk did as a policy
    from 2016-12-02; of the others nothing was found."""
    return county_holds_share.get(county, 0.0)


@chance(when="outside_the_city")
def county_tells(county_tells_share: float, ice_meets_release_share: float) -> float:
    """Whether a county outside the city, which no local law found here forbids it, tells ICE of the release, and ICE is
    there to meet it."""
    return county_tells_share * ice_meets_release_share


@event(
    agency=Agency.CITY_CUSTODY,
    after="released",
    sends="the person, at the door",
    to=Agency.ICE,
    seen_by=(Agency.PERSON, Agency.NYPD, Agency.DOC, Agency.CITY, Agency.ICE),
    cites=(
        "NYC Admin. Code 14-154(b) and 9-131(b), in force 2014-12-14",
        "NYC Admin. Code 9-131(h)(1), in force 2015-02-12",
    ),
    odds=False,
)
def handed_over(
    city_may_hold: bool,
    held_for_ice: bool,
    city_may_tell: bool,
    met_at_release: bool,
    county_may_hold: bool,
    county_holds: bool,
    county_tells: bool,
) -> bool:
    """ICE takes the person over from the police or from jail, on a hold or on word of the release."""
    by_the_city = (city_may_hold and held_for_ice) or (city_may_tell and met_at_release)
    return by_the_city or (county_may_hold and county_holds) or county_tells


@event(
    agency=Agency.ICE,
    after="released",
    sends="immigration detainer, for a person who is no longer there",
    to=Agency.CITY_CUSTODY,
    seen_by=(Agency.ICE, Agency.NYPD),
    odds=False,
)
def detainer_too_late(detainer: bool, detainer_on_file: bool) -> bool:
    """The request reaches the police after the person has gone. It counts among the requests received and
    not honored, whatever the law would have let them do."""
    return detainer and not detainer_on_file
