"""ICE's custody decision and the charging paper."""

from varick.model import chance, event
from varick.pathway.terms import Agency, PriorOrder


@chance(when="ice_arrest", cites="8 CFR 287.3(d) (recalled, check)")
def kept_in_custody(letter_arrest: bool, detained_share_of_arrests: float) -> float:
    """Whether the officer decides to detain. A person kept at the appointment is detained by that
    decision."""
    return 1.0 if letter_arrest else detained_share_of_arrests


@event(
    agency=Agency.ICE,
    after="ice_arrest",
    sends="notice of custody determination (Form I-286)",
    to=Agency.PERSON,
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE),
    cites=("INA 236(a)", "8 CFR 287.3(d) (recalled, check)"),
    odds=False,
)
def detained(kept_in_custody: bool) -> bool:
    """ICE detains the person, in 2018 mostly in county jails in New Jersey and New York."""
    return kept_in_custody


@event(
    agency=Agency.ICE,
    after="ice_arrest",
    sends="notice to appear (Form I-862)",
    to=Agency.EOIR,
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE, Agency.EOIR),
    cites=("INA 239(a) (recalled, check)", "INA 240 (recalled, check)"),
    odds=False,
)
def notice_to_appear(prior_order: PriorOrder) -> bool:
    """ICE starts removal proceedings. A person with an order already gets no new hearing."""
    return prior_order is PriorOrder.none


@event(
    agency=Agency.ICE,
    after="ice_arrest",
    sends="warrant of removal (Form I-205) or reinstatement (Form I-871)",
    to=Agency.PERSON,
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE),
    cites=("8 CFR 241.2", "INA 241(a)(5) (recalled, check)"),
    odds=False,
)
def prior_order_enforced(prior_order: PriorOrder) -> bool:
    """ICE carries out, or reinstates, the order that the person already has."""
    return prior_order is not PriorOrder.none
