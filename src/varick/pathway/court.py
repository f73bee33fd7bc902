"""Immigration court at 201 Varick Street or 26 Federal Plaza, and removal."""

from varick.model import Delay, chance, days, delay, event
from varick.pathway.terms import Agency, PriorOrder


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


@chance(when="ice_arrest")
def removal_follows(
    removable: bool,
    prior_order: PriorOrder,
    detained: bool,
    stays_share_detained: float,
    stays_share_released: float,
    prior_order_removed_share: float,
) -> float:
    """Whether the case ends in removal. A person who is not removable in law is taken to win in the end,
    which is kinder than the record; an earlier order is mostly carried out."""
    if not removable:
        return 0.0
    if prior_order is not PriorOrder.none:
        return prior_order_removed_share
    return 1 - (stays_share_detained if detained else stays_share_released)


@event(
    agency=Agency.EOIR,
    after=("first_hearing", "prior_order_enforced"),
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE, Agency.EOIR),
    cites=("INA 240 (recalled, check)", "8 CFR 241.2"),
    odds=False,
)
def under_order(removal_follows: bool) -> bool:
    """The person is under an order of removal that will be carried out, new or old."""
    return removal_follows


@delay
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
