"""The call-in letter: come to 201 Varick Street on an official matter. No statute or rule that triggers it
was found."""

from varick.model import Delay, chance, choice, days, delay, event, rule
from varick.pathway.terms import Agency, FollowUp, IceAction


@rule(when="released")
def at_large(ice_action: IceAction, handed_over: bool) -> bool:
    """Whether ICE still wants the person after the release: never taken over, detainer or no detainer."""
    return ice_action is not IceAction.none and not handed_over


@choice(when="at_large", odds=False, cites=("8 CFR 236.1(b)", "Form G-56"))
def follow_up(
    letter_share_of_at_large: float,
    home_arrest_share_of_at_large: float,
    courthouse_arrest_share_of_at_large: float,
) -> dict[FollowUp, float]:
    """What ICE's office does about the person at large. It is a discretionary act, "case by case" in ICE's
    words; the rest are left alone within the time that is looked at."""
    return {
        FollowUp.letter: letter_share_of_at_large,
        FollowUp.home_arrest: home_arrest_share_of_at_large,
        FollowUp.courthouse_arrest: courthouse_arrest_share_of_at_large,
    }


@delay
def days_to_letter(
    days_to_letter_low: float, days_to_letter_mode: float, days_to_letter_high: float
) -> Delay:
    """Days from the release, the day after arrest and printing, to the letter: "roughly two weeks"."""
    return days.triangular(days_to_letter_low, days_to_letter_mode, days_to_letter_high)


@event(
    agency=Agency.ICE,
    after="released",
    delay="days_to_letter",
    sends="call-in letter (Form G-56): an official matter; bring passport and immigration documents",
    to=Agency.PERSON,
    seen_by=(Agency.PERSON, Agency.ICE),
    cites="none: no authority is cited in the letter, and none was found",
    odds=False,
)
def letter(follow_up: FollowUp) -> bool:
    """ICE mails the letter. It does not say that detention is possible; the city sees nothing of it."""
    return follow_up is FollowUp.letter


@delay
def days_to_appointment(
    days_letter_to_appointment_low: float, days_letter_to_appointment_high: float
) -> Delay:
    """Days from the letter to the appointment."""
    return days.uniform(days_letter_to_appointment_low, days_letter_to_appointment_high)


@event(
    agency=Agency.ICE,
    after="letter",
    delay="days_to_appointment",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE),
    odds=False,
)
def letter_appointment() -> bool:
    """The day of the appointment at 201 Varick Street arrives."""
    return True


@chance(when="letter_appointment")
def attends(attends_appointment_share: float) -> float:
    """Whether the person goes. The letter names no penalty for not going."""
    return attends_appointment_share


@chance(when="letter_appointment")
def kept_at_appointment(
    attends: bool,
    kept_at_appointment_share: float,
    counsel_at_interview: bool,
    counsel_at_interview_factor: float,
) -> float:
    """Whether ICE keeps a person who came. Counsel was not present at the custody decision in 2018; what
    counsel there would change is a guess whose range includes no effect."""
    if not attends:
        return 0.0
    return kept_at_appointment_share * (counsel_at_interview_factor if counsel_at_interview else 1.0)


@event(
    agency=Agency.ICE,
    after="letter_appointment",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def letter_arrest(kept_at_appointment: bool) -> bool:
    """ICE arrests the person at the appointment."""
    return kept_at_appointment
