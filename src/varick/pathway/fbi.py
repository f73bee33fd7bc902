"""The FBI's fingerprint system (NGI), which every identification bureau asks for a national record, and its crime
computer (NCIC), in which ICE has entries of its own."""

from varick.model import Delay, attribute, delay, event, hours
from varick.pathway.terms import Agency, PriorOrder


@attribute
def ncic_flag(
    prior_order: PriorOrder, ncic_flag_share_ordered: float, ncic_flag_share_removed_and_returned: float
) -> float:
    """Whether ICE has its own entry on the person in the national crime computer, which it makes of people under
    an order of removal whom it seeks and of people once deported."""
    if prior_order is PriorOrder.none:
        return 0.0
    if prior_order is PriorOrder.removed_and_returned:
        return ncic_flag_share_removed_and_returned
    return ncic_flag_share_ordered


@delay
def time_to_fbi(hours_to_fbi_median: float, hours_to_fbi_p90: float) -> Delay:
    """Hours from Albany's receipt of the prints until the FBI has searched them."""
    return hours.lognormal(hours_to_fbi_median, hours_to_fbi_p90)


@event(
    agency=Agency.FBI,
    after="dcjs_received_prints",
    delay="time_to_fbi",
    sends="the prints, for a search of IDENT",
    to=Agency.DHS,
    seen_by=(Agency.DCJS, Agency.FBI, Agency.DHS),
    cites="28 U.S.C. 534 (recalled, check)",
)
def fbi_received_prints(dcjs_forwards_to_fbi: bool) -> bool:
    """The FBI receives the prints. The state could stop here, and would lose the national record and
    warrant check."""
    return dcjs_forwards_to_fbi


@event(
    agency=Agency.FBI,
    after="dcjs_received_prints",
    sends="notice that a person whom ICE entered in the national crime computer was identified",
    to=Agency.ICE,
    seen_by=(Agency.NYPD, Agency.DCJS, Agency.FBI, Agency.ICE),
    cites="NYPD testimony of April 2017 (Deputy Commissioner Byrne)",
)
def ice_flag_hit(ncic_flag: bool) -> bool:
    """If ICE tagged the person for notification, ICE will know as a result of the arrest: once printed, the person
    is looked up in the national crime computer, whether or not IDENT is searched."""
    return ncic_flag
