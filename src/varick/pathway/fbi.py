"""The FBI's fingerprint system (NGI), which every identification bureau asks for a national record."""

from varick.model import Delay, delay, event, hours
from varick.pathway.terms import Agency


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
