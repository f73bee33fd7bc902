"""The interview, ICE's custody decision, the place, bond, and the paper that starts or ends the case."""

from varick.model import Delay, chance, choice, days, delay, event, rule
from varick.pathway.terms import Agency, DetentionPlace, PriorOrder


@event(
    agency=Agency.ICE,
    after="letter_appointment",
    seen_by=(Agency.PERSON, Agency.ICE),
    cites=("Form G-56", "8 CFR 287.3 (recalled, check)"),
    odds=False,
)
def interview(attends: bool) -> bool:
    """A deportation officer questions the person who came, and decides on custody; of one client of 2018 it is
    known that the lawyer was not there for it. People arrested elsewhere are questioned too, as part of the decision below."""
    return attends


@chance(when="interview", cites="8 CFR 287.3(d) (recalled, check)")
def officer_keeps(
    officer_keeps_share: float, counsel_at_interview: bool, counsel_at_interview_factor: float
) -> float:
    """Whether the officer decides to keep the person. Counsel is taken not to be present, as for the one
    client of 2018 of whom that is known; what counsel would change is a guess whose range includes no effect."""
    return officer_keeps_share * (counsel_at_interview_factor if counsel_at_interview else 1.0)


@chance(when="interview")
def supervisor_reverses(
    officer_keeps: bool, supervisor_releases_share: float, supervisor_keeps_share: float
) -> float:
    """Whether a supervisory officer decides otherwise. The article's second client was first told that she
    would not be kept, and was then detained by a supervisor."""
    return supervisor_releases_share if officer_keeps else supervisor_keeps_share


@chance(when="ice_arrest", cites=("8 CFR 287.3(d) (recalled, check)", "INA 236(a), (c)"))
def kept_in_custody(letter_arrest: bool, must_detain: bool, detained_share_of_arrests: float) -> float:
    """Whether ICE decides to detain. A person kept at the appointment is detained by that decision, and a
    person whom a statute names has no choice made for them."""
    return 1.0 if letter_arrest or must_detain else detained_share_of_arrests


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
    """ICE detains the person. Nobody outside ICE is told but the person and counsel who asks."""
    return kept_in_custody


@choice(when="detained", on="arrested", odds=False)
def custody_place(new_jersey_share: float, new_york_share: float) -> dict[DetentionPlace, float]:
    """Where the person is held: in 2018 mostly county jails in New Jersey, some in a county jail in New
    York; since the jails of New Jersey ended their contracts in 2021, mostly elsewhere. The jails of the
    day of the police arrest stand for those of the detention."""
    return {
        DetentionPlace.new_jersey: new_jersey_share,
        DetentionPlace.new_york: new_york_share,
        DetentionPlace.elsewhere: max(1 - new_jersey_share - new_york_share, 0.0),
    }


@rule(
    when="detained",
    cites=(
        "INA 236(a), (c)",
        "INA 241(a)(2), (5) (recalled, check)",
        "Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025-09-05)",
    ),
)
def bond_eligible(
    must_detain: bool,
    inadmissible: bool,
    prior_order: PriorOrder,
    no_bond_after_entry_without_inspection: bool,
) -> bool:
    """Whether an immigration judge may set a bond: not where a statute orders detention, not on an order
    that is already final, and, as the immigration courts held from 2025-09-05, not for people who entered
    without inspection."""
    if must_detain or prior_order is not PriorOrder.none:
        return False
    return not (inadmissible and no_bond_after_entry_without_inspection)


@chance(when="detained", cites="INA 236(a)")
def bond_granted(bond_eligible: bool, bond_granted_share: float) -> float:
    """Whether a bond is set, by ICE or a judge, and paid. The shares published with and without public
    defenders are of different people, and are not used as an effect."""
    return bond_granted_share if bond_eligible else 0.0


@delay
def days_to_bond(days_to_bond_median: float, days_to_bond_p90: float) -> Delay:
    """Days from the detention to the release on bond."""
    return days.lognormal(days_to_bond_median, days_to_bond_p90)


@event(
    agency=Agency.ICE,
    after="detained",
    delay="days_to_bond",
    sends="order of release on bond",
    to=Agency.PERSON,
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE, Agency.EOIR),
    cites=("INA 236(a)", "8 CFR 1003.19 (recalled, check)"),
    odds=False,
)
def released_on_bond(bond_granted: bool) -> bool:
    """The person goes home while the case goes on."""
    return bond_granted


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
