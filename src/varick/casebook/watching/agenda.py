"""The days that nobody may miss: appointments to come, what is not known after one, cases whose keeping has run out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from varick.casebook.cases.case import Case
from varick.casebook.cases.dates import DayOf

Kind = Literal["appointment", "no_date", "outcome", "follow_up", "retention_over", "retention_near"]
"""appointment: still to come. no_date: a letter without a known date of appointment. outcome: the date is over, and nobody has
asked whether the person went. follow_up: 90 days after an appointment that was missed, what followed has not been asked.
retention_over, retention_near: the day until which the case may be kept has passed, or comes within `NEAR` days."""
KINDS: tuple[Kind, ...] = get_args(Kind)
FOLLOWED = 90
"""Days after a missed appointment for which the casebook asks what ICE did (if_not_attended_followup)."""
NEAR = 30


@dataclass(frozen=True)
class Entry:
    """Something with a day. ``on`` is None only of a letter without a date; ``time`` "HH:MM" in New York, "" where not known.

    ``place``: address and room as the case has them. ``days``: from today to the first day that it can be; negative when over.
    """

    kind: Kind
    case_id: str
    on: DayOf | None
    time: str = ""
    place: str = ""
    days: int | None = None

    @property
    def day(self) -> date:
        """The first day that it can be; the last that there is where it has none."""
        return self.on.day if self.on else date.max


def agenda(cases: Iterable[Case], today: date) -> list[Entry]:
    """The entries of all cases, by kind and then by day and hour; appointments come first."""
    found = [entry for case in cases for entry in (*_appointment(case, today), *_retention(case, today))]
    return sorted(found, key=lambda e: (KINDS.index(e.kind), e.day, e.time or "99", e.case_id))


def _appointment(case: Case, today: date) -> Iterable[Entry]:
    on, went = case.day("appointment_on"), case.answers.get("attended")
    if on is None:
        asked = case.answers.get("appointment_on")
        if (
            case.value("letter_received") == "yes"
            and went is None
            and (asked is None or asked.state == "unknown")
        ):
            yield Entry("no_date", case.id, None)
        return
    days = (on.day - today).days
    # What somebody wrote about going, ahead of the day, must not hide the day.
    if on.last >= today and not (on.day <= today and went is not None and went.value in ("yes", "no")):
        place = ", ".join(
            str(v) for name in ("appointment_place", "appointment_room") if (v := case.value(name))
        )
        yield Entry("appointment", case.id, on, str(case.value("appointment_time") or ""), place, days)
    elif went is None or went.value == "rescheduled":
        # A new date was set: until it is written down the appointment counts as one whose outcome is not known.
        yield Entry("outcome", case.id, on, days=days)
    elif went.value == "no" and "if_not_attended_followup" not in case.answers:
        over = on.last + timedelta(days=FOLLOWED)
        if over < today:
            yield Entry("follow_up", case.id, on, days=days)


def _retention(case: Case, today: date) -> Iterable[Entry]:
    days = (case.retain_until - today).days
    if days < 0:
        yield Entry("retention_over", case.id, DayOf(case.retain_until), days=days)
    elif days <= NEAR:
        yield Entry("retention_near", case.id, DayOf(case.retain_until), days=days)
