"""The call-in letter: come to 201 Varick Street on an official matter. No statute or rule that triggers it
was found."""

from varick.model import Delay, chance, choice, days, delay, event, rule
from varick.pathway.terms import AfterMissed, Agency, FollowUp, IceAction


@rule(when="released")
def at_large(ice_action: IceAction, handed_over: bool) -> bool:
    """Whether ICE still wants the person after the release: never taken over, detainer or no detainer."""
    return ice_action is not IceAction.none and not handed_over


@choice(when="at_large", odds=False, cites=("8 CFR 236.1(b)", "Form G-56"))
def follow_up(
    letter_share_of_at_large: float,
    home_arrest_share_of_at_large: float,
    work_arrest_share_of_at_large: float,
    courthouse_arrest_share_of_at_large: float,
    sweep_share_of_at_large: float,
) -> dict[FollowUp, float]:
    """What ICE's office does about the person at large. It is a discretionary act, "case by case" in ICE's
    words; the rest are left alone within the time that is looked at."""
    return {
        FollowUp.letter: letter_share_of_at_large,
        FollowUp.courthouse_arrest: courthouse_arrest_share_of_at_large,
        FollowUp.work_arrest: work_arrest_share_of_at_large,
        FollowUp.home_arrest: home_arrest_share_of_at_large,
        FollowUp.sweep: sweep_share_of_at_large,
    }


@delay
def days_to_letter(
    days_to_letter_low: float, days_to_letter_mode: float, days_to_letter_high: float
) -> Delay:
    """Days from the release, mostly the day after arrest and printing, to the letter: "roughly two
    weeks"."""
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


@chance(when="letter")
def letter_says_why(letter_says_why_share: float) -> float:
    """Whether the letter gives a reason beyond an official matter. Those of 2018 that were described did
    not; others of the same form name a reason."""
    return letter_says_why_share


@chance(when="letter")
def has_counsel(has_counsel_share: float) -> float:
    """Whether the person has a lawyer who knows of the letter before the day."""
    return has_counsel_share


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
    cites="Form G-56",
    odds=False,
)
def letter_appointment() -> bool:
    """The day of the appointment at 201 Varick Street arrives."""
    return True


@chance(when="letter_appointment")
def attends(
    letter_says_why: bool, attends_appointment_share: float, attends_when_told_factor: float
) -> float:
    """Whether the person goes. The letter names no penalty for not going; what a stated reason changes is
    not known."""
    share = attends_appointment_share * (attends_when_told_factor if letter_says_why else 1.0)
    return min(share, 1.0)


@chance(when="letter_appointment")
def comes_with_counsel(attends: bool, has_counsel: bool, counsel_comes_along_share: float) -> float:
    """Whether a lawyer comes along to 201 Varick Street, which is not yet to be let into the decision."""
    return counsel_comes_along_share if attends and has_counsel else 0.0


@choice(when="letter_appointment", odds=False)
def after_missed(
    attends: bool, missed_letter_home_share: float, missed_letter_work_share: float
) -> dict[AfterMissed, float]:
    """Where ICE then looks for a person who did not come. An organisation's flyer warned of the home, the
    workplace and the next court date; the last is not timed here after a missed appointment."""
    if attends:
        return {}
    return {
        AfterMissed.work_arrest: missed_letter_work_share,
        AfterMissed.home_arrest: missed_letter_home_share,
    }


@event(
    agency=Agency.ICE,
    after="interview",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ICE),
    cites=("INA 236(a)", "8 CFR 236.1(b)"),
    odds=False,
)
def letter_arrest(officer_keeps: bool, supervisor_reverses: bool) -> bool:
    """ICE arrests the person at the appointment: the officer decides to, or a supervisor does after the
    officer had said that the person would go home."""
    return officer_keeps != supervisor_reverses
