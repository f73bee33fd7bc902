"""DHS IDENT: every criminal fingerprint that the FBI receives is searched against it (Secure Communities).

No rule of the city is an input of anything in this room: that is the point.
"""

from varick.model import Delay, chance, delay, event, hours, rule
from varick.pathway.terms import Agency


@rule(when="fbi_received_prints", cites=("DHS/FBI interoperability", "8 U.S.C. 1722 (recalled, check)"))
def searched_in_ident(interoperability_active: bool) -> bool:
    """Whether the FBI passes the prints on to DHS. It has for New York City since 2012-05-15, also while
    Secure Communities was called something else."""
    return interoperability_active


@chance(when="searched_in_ident")
def ident_match(
    enrolled_in_ident: bool, ident_true_match_rate: float, ident_false_match_rate: float
) -> float:
    """Probability that the ten-print search returns an identity."""
    return ident_true_match_rate if enrolled_in_ident else ident_false_match_rate


@chance(when="searched_in_ident")
def no_match_referred(born_abroad: bool, no_match_referred_share: float) -> float:
    """Whether a print without a match is referred all the same, because the person was born abroad."""
    return no_match_referred_share if born_abroad else 0.0


@delay
def ident_response_time(hours_ident_to_ice_median: float, hours_ident_to_ice_p90: float) -> Delay:
    """Hours from the FBI's receipt until ICE's support centre has answered and the field office can act."""
    return hours.lognormal(hours_ident_to_ice_median, hours_ident_to_ice_p90)


@event(
    agency=Agency.DHS,
    after="fbi_received_prints",
    delay="ident_response_time",
    sends="Immigration Alien Query",
    to=Agency.ICE,
    seen_by=(Agency.FBI, Agency.DHS, Agency.ICE),
    cites=("DHS/FBI interoperability", "8 U.S.C. 1722 (recalled, check)"),
)
def ice_notified(ident_match: bool, no_match_referred: bool) -> bool:
    """ICE learns of the arrest: an identity that DHS knows, citizens included, or a birth abroad without
    one. Neither the person, nor counsel, nor the city is told."""
    return ident_match or no_match_referred
