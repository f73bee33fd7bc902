"""Dates and times in a letter's words and figures, read strictly: what does not exist is no date, and no year is guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from varick.letters.text import distance

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9,
    "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "lunes": 0, "martes": 1, "miércoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "domingo": 6,
}  # fmt: skip
_D = r"[0-9OoIl|]"
_WORDED = re.compile(
    rf"(?<![A-Za-z])(?P<month>(?:\b0)?[A-Za-zé]{{2,18}})(?![A-Za-zé])[.,]?\s*(?P<day>{_D}{{1,2}})(?:st|nd|rd|th)?\s*[,.;]?\s*(?P<year>{_D}{{4}})(?!{_D}|\d)"
)
_DAY_FIRST = re.compile(
    rf"(?<![0-9A-Za-z/:.-])(?P<day>{_D}{{1,2}})(?:st|nd|rd|th)?\s*(?:de\s+|of\s+)?(?P<month>(?:\b0)?[A-Za-zé]{{2,10}}?)[.,]?\s*(?:de\s+)?(?P<year>[0-9OoIl|]{{4}})(?!{_D}|\d)"
)
_FIGURES = re.compile(
    rf"(?<![0-9A-Za-z/-])(?P<month>{_D}{{1,2}})\s?[/\-]\s?(?P<day>{_D}{{1,2}})\s?[/\-]\s?(?P<year>{_D}{{4}})(?![0-9/-])"
)
_NO_YEAR = re.compile(
    r"(?<![A-Za-z])(?P<month>[A-Za-z]{3,10})\.?\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\s*[,.]?\s*[0-9OoIl|]{4}|\d)"
)
_HOUR = rf"(?<!\d[:.])(?P<hour>(?<![0-9A-Za-z/-]){_D}{{1,2}}|(?<=[a-z])\d{{1,2}})"
_HALF = r"(?P<half>[AaPp]\s?[.,]?\s?[Mm])(?:(?![A-Za-z])|(?=in\b|on\b|at\b))"
_TIME = re.compile(rf"{_HOUR}(?:\s?[:.;]\s?(?P<minute>{_D}{{2}}))?\s?{_HALF}")
_BARE_TIME = re.compile(r"(?<![0-9/-])(?<!\d[:.])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![0-9/:-])")
FIRST_YEAR, LAST_YEAR = 1990, 2099


@dataclass(frozen=True)
class Day:
    """A date in a text: where it stands, and the weekday printed before it (0 Monday to 6), if any."""

    day: date
    start: int
    end: int
    weekday: int | None = None

    @property
    def weekday_differs(self) -> bool:
        """Whether another weekday is printed than the date has."""
        return self.weekday is not None and self.weekday != self.day.weekday()


@dataclass(frozen=True)
class Clock:
    """A time in a text: "HH:MM", or as printed ("9:30") where neither a.m. nor p.m. is said and it could be either."""

    text: str
    start: int
    end: int
    whole: bool = True


def _figures(text: str) -> int:
    return int(re.sub("[Oo]", "0", re.sub(r"[Il|]", "1", text)))


def days(text: str) -> list[Day]:
    """The dates of a text that exist and have a year of four figures, in order. Figures are month/day/year."""
    found: list[Day] = []
    for pattern in (_WORDED, _DAY_FIRST, _FIGURES):
        at = 0
        while (match := pattern.search(text, at)) is not None:
            at = match.start() + 1
            day = _day(match)
            if day is not None and not any(d.start < match.end() and match.start() < d.end for d in found):
                start = match.start()
                if pattern is _WORDED:  # "onMarch": the month is the end of the word
                    start = match.end("month") - len(_month_of(match["month"])[1])
                found.append(Day(day, start, match.end(), _weekday(text[:start])))
                at = match.end()
    return sorted(found, key=lambda d: d.start)


def _day(match: re.Match[str]) -> date | None:
    month = match["month"]
    number = _figures(month) if re.fullmatch(rf"{_D}+", month) else _month_of(month)[0]
    year = _figures(match["year"])
    if not number or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, number, _figures(match["day"]))
    except ValueError:
        return None


def _month_of(word: str) -> tuple[int, str]:
    """(1 to 12, the part of the word that names the month), or (0, "")."""
    said = re.sub("^0", "o", word.casefold())  # 0ctober
    if said in MONTHS:
        return MONTHS[said], word
    if said in SHORT:
        return SHORT[said], word
    for name, number in MONTHS.items():
        if len(said) > len(name) and said.endswith(name):
            return number, word[-len(name) :]
    near = {
        number
        for name, number in MONTHS.items()
        if len(name) >= 4 and distance(said, name, 2) <= (1 if len(name) < 7 else 2)
    }
    return (near.pop(), word) if len(near) == 1 else (0, "")


def _weekday(before: str) -> int | None:
    """The weekday with which a text ends, before a comma."""
    match = re.search(r"([A-Za-zéá]{5,18})\s*[,.]?\s*(?:the\s*)?$", before)
    if not match:
        return None
    said = match[1].casefold()
    for name, number in WEEKDAYS.items():
        if said.endswith(name) or distance(said, name, 1) <= 1:
            return number
    return None


def yearless(text: str) -> bool:
    """Whether a month and a day stand here without a year."""
    read = days(text)
    for match in _NO_YEAR.finditer(text):
        if _month_of(match["month"])[0] and not any(
            d.start < match.end() and match.start() < d.end for d in read
        ):
            return True
    return False


def clocks(text: str) -> list[Clock]:
    """The times of a text, in order."""
    found: list[Clock] = []
    for match in _TIME.finditer(text):
        hour, minute = _figures(match["hour"]), _figures(match["minute"] or "0")
        if 1 <= hour <= 12 and minute <= 59:
            late = match["half"][0] in "Pp"
            found.append(Clock(f"{hour % 12 + 12 * late:02}:{minute:02}", match.start(), match.end()))
    taken = list(found)
    for match in _BARE_TIME.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"])
        if hour <= 23 and minute <= 59 and not any(c.start <= match.start() < c.end for c in taken):
            sure = hour >= 13 or hour == 0
            said = f"{hour:02}:{minute:02}" if sure else f"{hour}:{minute:02}"
            if not re.match(
                r"\s?[AaPp](?:\b|\s?[.,]?\s?[Mm])", text[match.end() :]
            ):  # "16:30 AM" is a reading error
                found.append(Clock(said, match.start(), match.end(), whole=sure))
    return sorted(found, key=lambda c: c.start)


def only_a_date(text: str) -> Iterator[Day]:
    """The date of a text that holds little else (a weekday, a town)."""
    read = days(text)
    if len(read) == 1 and len(re.sub(r"\W", "", text)) - (read[0].end - read[0].start) <= 12:
        yield read[0]


def iso_day(text: str) -> date | None:
    """The date of a text such as 2018-03-08 (year first, as no letter prints it but a person may type it), or None."""
    match = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
