"""Appointments as a calendar file (.ics, RFC 5545) that says "appointment" and the case id, and nothing else of a case."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from varick.casebook.watching.agenda import Entry
from varick.words import Words

if TYPE_CHECKING:
    import icalendar

PLACE = "America/New_York"
"""Times of appointments are those of New York's clocks, whatever the clock of this computer says."""
WARN_BEFORE = (timedelta(days=7), timedelta(days=1))
HOUR, YEAR = timedelta(hours=1), timedelta(days=366)
MARK = b"PRODID:-//Varick//casebook agenda//EN"
"""By which a file that was made here is known, and may be written over."""
KIND = "a calendar of the agenda"


def calendar_file(entries: Iterable[Entry], words: Words, now: datetime) -> bytes:
    """The appointments that are known to the day; without a time they last the whole day. ``now``: UTC, of the writing.

    An event has the same id whenever it is written, so that a calendar that is given a later file moves it, not doubles it.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", MARK.decode().removeprefix("PRODID:"))
    days = []
    for entry in entries:
        if entry.kind == "appointment" and entry.on is not None and entry.on.precision == "day":
            calendar.add_component(_event(entry, words, now))
            days.append(entry.on.day)
    if days:
        # The rules of New York's clocks around these days, and not of all years.
        calendar.add_missing_timezones(min(days) - YEAR, max(days) + YEAR)
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry, words: Words, now: datetime) -> "icalendar.Event":
    import icalendar

    assert entry.on is not None
    title = words("casebook_agenda.event", case=entry.case_id)
    event = icalendar.Event()
    event.add("uid", f"{entry.case_id}@casebook.varick.invalid")
    event.add("dtstamp", now)
    event.add("summary", title)
    event.add("class", "PRIVATE")
    if entry.time:
        hour, minute = map(int, entry.time.split(":"))
        start = datetime.combine(entry.on.day, clock(hour, minute), ZoneInfo(PLACE))
        event.add("dtstart", start)
        event.add("dtend", start + HOUR)
    else:
        event.add("dtstart", entry.on.day)
    for before in WARN_BEFORE:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event
