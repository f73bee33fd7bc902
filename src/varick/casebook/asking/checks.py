"""What does not fit together in a case: told gently, never refused, for papers contradict each other and people misremember."""

from collections.abc import Iterator, Mapping
from datetime import date

from varick.casebook.cases.answers import Answer, day_in
from varick.casebook.cases.dates import DayOf, days_between
from varick.casebook.cases.fields import field
from varick.words import Words

IN_ORDER = (
    ("identity.birth_date", "arrest_date"),
    ("arrest_date", "fingerprinted_on"),
    ("arrest_date", "letter_date"),
    ("arrest_date", "ice_action_on"),
    ("letter_date", "letter_postmark"),
    ("letter_date", "letter_received_on"),
    ("letter_postmark", "letter_received_on"),
    ("letter_date", "appointment_on"),
    ("letter_received_on", "appointment_on"),
    ("detainer_date", "released_on"),
)
"""Pairs of dates of which the first comes first, or on the same day."""
NOT_AHEAD = (
    "arrest_date", "fingerprinted_on", "letter_date", "letter_postmark", "letter_received_on", "told_on", "ice_action_on",
    "detainer_date", "nta_date", "released_on", "identity.birth_date",
)  # fmt: skip
"""Dates of what has happened."""
AFTERWARDS = ("attended", "attorney_at_appointment", "if_not_attended_followup", "others_present_by_letter")
"""What can be known only after the appointment."""
ABOUT = 31
"""Days by which a date that is "about" right may be out before anything is said."""


def told(key: str, answers: Mapping[str, Answer], today: date, words: Words) -> list[str]:
    """What there is to say of an answer that was just given beside the others."""
    return list(_told(key, answers, today, words))


def _told(key: str, answers: Mapping[str, Answer], today: date, words: Words) -> Iterator[str]:
    for first, second in IN_ORDER:
        early, late = day_in(answers, first), day_in(answers, second)
        if key in (first, second) and early and late and _before(late, early):
            values = {"first": _label(first, words), "second": _label(second, words)}
            yield words("casebook_form.order", **values)
    day = day_in(answers, key)
    if day and key in NOT_AHEAD and day.day > today:
        yield words("casebook_form.ahead")
    meeting = day_in(answers, "appointment_on")
    to_come = key in ("appointment_on", *AFTERWARDS) and meeting and meeting.day > today
    if to_come and any(_known(answers, name) for name in AFTERWARDS):
        yield words("casebook_form.not_yet")
    if key == "appointment_on" and meeting and meeting.last < today:
        yield words("casebook_form.over")


def _before(late: DayOf, early: DayOf) -> bool:
    """Whether the later date surely comes before the earlier one."""
    days = days_between(early, late)
    return days.high < (-ABOUT if days.about else 0)


def _known(answers: Mapping[str, Answer], name: str) -> bool:
    answer = answers.get(name)
    return answer is not None and answer.state == "known" and answer.value != "rescheduled"


def _label(key: str, words: Words) -> str:
    return words("casebook_ask.identity_birth_date_label") if "." in key else field(key).label(words)
