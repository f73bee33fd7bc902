"""Immigration court at 201 Varick Street or 26 Federal Plaza, and removal; and the sealing of the criminal
case, which nothing federal waits for."""

from varick.model import Delay, chance, choice, days, delay, event
from varick.pathway.terms import Agency, CourtOutcome, DetentionPlace, PriorOrder


@delay
def days_to_first_hearing(
    detained: bool,
    days_to_hearing_detained_median: float,
    days_to_hearing_detained_p90: float,
    days_to_hearing_released_median: float,
    days_to_hearing_released_p90: float,
) -> Delay:
    """Days from the charging paper to the first hearing before an immigration judge."""
    if detained:
        return days.lognormal(days_to_hearing_detained_median, days_to_hearing_detained_p90)
    return days.lognormal(days_to_hearing_released_median, days_to_hearing_released_p90)


@event(
    agency=Agency.EOIR,
    after="notice_to_appear",
    delay="days_to_first_hearing",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE, Agency.EOIR),
    cites="INA 240 (recalled, check)",
    odds=False,
)
def first_hearing() -> bool:
    """The first hearing. Until it a detained person has seen no judge."""
    return True


@chance(
    when="first_hearing",
    on="released",
    cites=("INA 292 (recalled, check)", "New York Immigrant Family Unity Project"),
)
def counsel_in_court(
    detained: bool,
    custody_place: DetentionPlace,
    public_defenders_at_varick: bool,
    represented_share_at_varick: float,
    represented_share_detained: float,
    represented_share_released: float,
) -> float:
    """Whether a lawyer stands beside the person in immigration court, where nobody has a right to one at
    public cost. Since 2014-07-01 the city pays for detained people whose cases are heard at Varick Street,
    as those of people in the jails nearby are; the day of the release stands for that of the hearing."""
    if not detained:
        return represented_share_released
    nearby = custody_place is not DetentionPlace.elsewhere
    return (
        represented_share_at_varick if nearby and public_defenders_at_varick else represented_share_detained
    )


@choice(
    when="first_hearing",
    on="ice_arrest",
    odds=False,
    cites=("INA 240 (recalled, check)", "INA 240B (recalled, check)"),
)
def court_outcome(
    removable: bool,
    detained: bool,
    counsel_in_court: bool,
    stays_share_detained: float,
    stays_share_released: float,
    counsel_in_court_factor: float,
    open_share_detained: float,
    open_share_released: float,
    voluntary_departure_share: float,
) -> dict[CourtOutcome, float]:
    """How the case ends: the person may stay, leaves voluntarily, is ordered removed, or waits still. A
    person who is not removable in law is taken to win in the end, which is kinder than the record."""
    if not removable:
        return {CourtOutcome.stays: 1.0}
    still_open = open_share_detained if detained else open_share_released
    stays = stays_share_detained if detained else stays_share_released
    stays = min(stays * (counsel_in_court_factor if counsel_in_court else 1.0), 1.0)
    lost = (1 - still_open) * (1 - stays)
    return {
        CourtOutcome.stays: (1 - still_open) * stays,
        CourtOutcome.voluntary_departure: lost * voluntary_departure_share,
        CourtOutcome.removal_order: lost * (1 - voluntary_departure_share),
    }


@chance(when="prior_order_enforced", cites="INA 241(a)(5) (recalled, check)")
def order_carried_out(prior_order_removed_share: float) -> float:
    """Whether an earlier order is carried out. Motions to reopen and interviews about fear stop some."""
    return prior_order_removed_share


@event(
    agency=Agency.EOIR,
    after=("first_hearing", "prior_order_enforced"),
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE, Agency.EOIR),
    cites=("INA 240 (recalled, check)", "8 CFR 241.2"),
    odds=False,
)
def under_order(court_outcome: CourtOutcome, order_carried_out: bool) -> bool:
    """The person is under an order of removal that will be carried out, new or old."""
    return order_carried_out or court_outcome is CourtOutcome.removal_order


@delay(on="ice_arrest")
def days_to_removal(
    prior_order: PriorOrder,
    days_to_removal_new_order_median: float,
    days_to_removal_new_order_p90: float,
    days_to_removal_prior_order_median: float,
    days_to_removal_prior_order_p90: float,
) -> Delay:
    """Days from the first hearing, or from the arrest on an earlier order, to departure."""
    if prior_order is PriorOrder.none:
        return days.lognormal(days_to_removal_new_order_median, days_to_removal_new_order_p90)
    return days.lognormal(days_to_removal_prior_order_median, days_to_removal_prior_order_p90)


@event(
    agency=Agency.ICE,
    after="under_order",
    delay="days_to_removal",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE),
    cites="8 CFR 241.2",
    odds=False,
)
def removed() -> bool:
    """ICE removes the person from the country."""
    return True


@chance(when="printed", cites="CPL 160.50(3)")
def ends_favorably(prosecuted: bool, ends_favorably_share: float) -> float:
    """Whether the criminal case ends in the person's favor: declined, dismissed, or acquitted."""
    return ends_favorably_share if prosecuted else 1.0


@delay
def days_to_sealing(days_to_sealing_median: float, days_to_sealing_p90: float) -> Delay:
    """Days from the fingerprint to the sealing of the case."""
    return days.lognormal(days_to_sealing_median, days_to_sealing_p90)


@event(
    agency=Agency.COURT,
    after="printed",
    delay="days_to_sealing",
    sends="order to seal, and to destroy or return the prints",
    to=Agency.DCJS,
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.COURT, Agency.NYPD, Agency.DCJS),
    cites="CPL 160.50",
    odds=False,
)
def sealed(ends_favorably: bool) -> bool:
    """The state's copies of the record are sealed and the prints destroyed, except where others of the same
    person are on file. If ICE was told of the arrest, it was before."""
    return ends_favorably


@chance(
    when="sealed", cites="none: no rule was found that makes the federal holders delete what was passed on"
)
def holders_delete(federal_copies_deleted_share: float) -> float:
    """Whether the FBI and DHS delete their copies when the state has sealed. The State can ask; they decide."""
    return federal_copies_deleted_share


@event(
    agency=Agency.FBI,
    after="sealed",
    sends="deletion of the arrest's prints",
    to=Agency.DHS,
    seen_by=(Agency.DCJS, Agency.FBI, Agency.DHS),
    cites="none: no rule was found that makes the federal holders delete what was passed on",
    odds=False,
)
def federal_copies_recalled(holders_delete: bool) -> bool:
    """The FBI and DHS delete their copies after the state seals; no rule was found that makes them. Nothing in
    this pathway reads it: if ICE was told of the arrest, it was before."""
    return holders_delete
