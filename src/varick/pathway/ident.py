"""DHS IDENT: every criminal fingerprint that the FBI receives is searched against it (Secure Communities).

No rule of the city is an input of anything in this room: that is the point.
"""

from collections.abc import Mapping

from varick.model import Delay, chance, delay, event, hours, rule
from varick.pathway.terms import Agency, County


@rule(when="fbi_received_prints", cites=("DHS/FBI interoperability", "8 U.S.C. 1722 (recalled, check)"))
def searched_in_ident(
    county: County, interoperability_active: bool, interoperability_by_county: Mapping[str, float]
) -> bool:
    """Whether the FBI passes the prints on to DHS. It does for a county's arrests once the county was activated,
    New York City's since 2012-05-15, also while Secure Communities was called something else."""
    return interoperability_active and interoperability_by_county[county] > 0


@chance(when="searched_in_ident")
def ident_match(enrolled_in_ident: bool, ident_true_match_rate: float) -> float:
    """Whether the ten-print search returns the identity of a person whom DHS has printed before."""
    return ident_true_match_rate if enrolled_in_ident else 0.0


@chance(when="searched_in_ident")
def ident_false_match(enrolled_in_ident: bool, ident_false_match_rate: float) -> float:
    """Whether the search returns somebody else, after examination, for a person whom DHS never printed."""
    return 0.0 if enrolled_in_ident else ident_false_match_rate


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
def immigration_query(ident_match: bool, ident_false_match: bool, no_match_referred: bool) -> bool:
    """DHS asks ICE's support centre about an identity that it knows, citizens included, or about a birth abroad
    without one; the centre answers to the field office."""
    return ident_match or ident_false_match or no_match_referred


@event(
    agency=Agency.ICE,
    after=("immigration_query", "ice_flag_hit"),
    seen_by=(Agency.DHS, Agency.ICE),
    cites="DHS/FBI interoperability",
)
def ice_notified() -> bool:
    """ICE learns of the arrest, from the search of IDENT or from its own entry in the national crime computer.
    No rule was found that tells the person, counsel or the city; the state bureau may get the answer."""
    return True
