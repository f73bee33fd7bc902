"""Days and times of day as people type them, in English or Spanish: read, or asked back where they can mean two things."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from varick.casebook.cases.dates import DayOf

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january enero", "february febrero", "march marzo", "april abril", "may mayo", "june junio", "july julio",
         "august agosto", "september septiembre setiembre", "october octubre", "november noviembre", "december diciembre"), 1)
    for name in names.split()
}  # fmt: skip
"""A month by its name in either language: an office that works in two writes both, whichever the form speaks."""
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday lunes", "tuesday martes", "wednesday miercoles", "thursday jueves", "friday viernes",
         "saturday sabado", "sunday domingo"))
    for name in names.split()
}  # fmt: skip
NEAR = {"today": 0, "hoy": 0, "yesterday": -1, "ayer": -1, "tomorrow": 1, "manana": 1}
ABOUT = re.compile(
    r"^(~|(about|around|approximately|approx|circa|ca|hacia|alrededor|aproximadamente|aprox|sobre|como)\.?\s+(el |del? )?)"
)
WEEK = re.compile(r"^(the |la )?(week|semana)( of| del?)? ")
FILLERS = frozenset({"of", "the", "de", "del", "el", "la", "on", "en", "in"})
ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th|ro|º|°|o)\b")
FIRST_YEAR = 1900
LATER_YEARS = 20
"""How many years ahead of today a day may lie; what is further off is a slip of the finger."""


@dataclass(frozen=True)
class Several:
    """What was typed can mean each of these; somebody has to choose."""

    readings: tuple[DayOf, ...] | tuple[str, ...]


@dataclass(frozen=True)
class Unread:
    """What was typed is not taken; ``why`` is the name of a sentence in the family casebook_form, with its values."""

    why: str
    values: tuple[tuple[str, str], ...] = ()


def day(text: str, lang: str, today: date) -> DayOf | Several | Unread:
    """A day with its precision, as typed: "8 March 2018", "3/8/18", "marzo de 2018", "about 8 March 2018", "week of ...".

    English reads 3/8/2018 as New York writes it, month first; in Spanish, where both orders are in use, it comes back as
    `Several`. A day without a year comes back as the one before and the one after ``today``."""
    bare = _bare(text)
    if bare in NEAR:
        return DayOf(today + timedelta(days=NEAR[bare]), "day")
    about = ABOUT.match(bare)
    bare = bare[about.end() :] if about else bare
    week = WEEK.match(bare)
    bare = bare[week.end() :] if week else bare
    words = [w for w in bare.split() if w not in FILLERS]
    named = [WEEKDAYS[w] for w in words if w in WEEKDAYS]
    words = [w for w in words if w not in WEEKDAYS]
    found = _sound(tuple(dict.fromkeys(_readings(words, lang, today))), today)
    if isinstance(found, Unread):
        return found
    if named and (right := [d for d in found if d.precision == "day" and d.day.weekday() in named]):
        found = right
    elif named:
        return Unread("weekday_differs")
    shaped = [_as(d, bool(about), bool(week)) for d in found]
    return shaped[0] if len(shaped) == 1 else Several(tuple(shaped))


def _bare(text: str) -> str:
    """Small letters without accents, ordinal signs, commas and dots after words; single spaces."""
    bare = ORDINAL.sub("", plain(text)).replace(",", " ")
    return " ".join(re.sub(r"(?<=[a-z])\.", " ", bare).split())


def plain(text: str) -> str:
    """Small letters without accents, single spaces: how words are compared with what somebody types."""
    apart = unicodedata.normalize("NFD", text.lower())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def _readings(words: Sequence[str], lang: str, today: date) -> Iterator[DayOf | Unread]:
    """Every way to read the words, without the marks for about and week; an impossible day is told as such."""
    whole = " ".join(words)
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", whole):
        yield _made(int(match[1]), int(match[2]), int(match[3]))
    elif match := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", whole):
        for month, on in _orders(int(match[1]), int(match[3]), lang, match[2]):
            yield _made(_year(match[4], today), month, on)
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})", whole):
        for month, on in _orders(int(match[1]), int(match[2]), lang, "/"):
            yield from _either_year(month, on, today)
    elif match := re.fullmatch(r"(\d{4})[-/](\d{1,2})", whole):
        yield _made(int(match[1]), int(match[2]), None)
    elif match := re.fullmatch(r"(\d{1,2})/(\d{4})", whole):
        yield _made(int(match[2]), int(match[1]), None)
    elif match := re.fullmatch(r"\d{4}", whole):
        yield _made(int(whole), None, None)
    else:
        yield from _in_words(words, today)


def _in_words(words: Sequence[str], today: date) -> Iterator[DayOf | Unread]:
    months = [m for w in words if (m := _month(w))]
    numbers = [w for w in words if re.fullmatch(r"\d{1,2}|'?\d{2}|\d{4}", w)]
    if len(months) != 1 or len(months) + len(numbers) != len(words) or len(numbers) > 2:
        return
    years = [n for n in numbers if len(n) == 4]
    if len(numbers) == 2:
        # "8 March 18" and "March 8 18": the day comes first, and what is longer is the year.
        year = years[0] if years else numbers[1]
        on = next((n for n in numbers if n is not year), numbers[0])
        yield _made(_year(year, today), months[0], int(on) if on.isdigit() else 0)
    elif years:
        yield _made(int(years[0]), months[0], None)
    elif numbers and numbers[0].isdigit():
        yield from _either_year(months[0], int(numbers[0]), today)


def _month(word: str) -> int:
    """The month's number, 0 for no month; three letters are enough."""
    if word == "sept":
        return 9
    return next((n for name, n in MONTHS.items() if len(word) >= 3 and name.startswith(word)), 0)


def _orders(first: int, second: int, lang: str, mark: str) -> Iterator[tuple[int, int]]:
    """(month, day) for two numbers; one order where only one can be, or where English writes with strokes."""
    if first > 12 or second > 12 or first == second:
        yield (second, first) if first > 12 else (first, second)
    elif lang == "en" and mark != ".":
        yield first, second
    else:
        yield first, second
        yield second, first


def _year(text: str, today: date) -> int:
    """Two digits are the year nearest behind, or next year at most: 18 is 2018, 85 is 1985."""
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    near = today.year // 100 * 100 + int(digits)
    return near if near <= today.year + 1 else near - 100


def _either_year(month: int, on: int, today: date) -> Iterator[DayOf | Unread]:
    """The last such day before today and the next one, today itself alone."""
    days = [_made(year, month, on) for year in range(today.year - 5, today.year + 6)]
    known = [d for d in days if isinstance(d, DayOf)]
    if not known:
        yield Unread("day_not_there")
    elif any(d.day == today for d in known):
        yield DayOf(today, "day")
    else:
        yield from [d for d in known if d.day < today][-1:]
        yield from [d for d in known if d.day > today][:1]


def _made(year: int, month: int | None, on: int | None) -> DayOf | Unread:
    try:
        if month is None:
            return DayOf(date(year, 1, 1), "year")
        return DayOf(date(year, month, 1), "month") if on is None else DayOf(date(year, month, on))
    except ValueError:
        return Unread("day_not_there")


def _sound(found: Sequence[DayOf | Unread], today: date) -> list[DayOf] | Unread:
    """The readings that can be; else why there is none."""
    days = [d for d in found if isinstance(d, DayOf)]
    near = [d for d in days if FIRST_YEAR <= d.day.year <= today.year + LATER_YEARS]
    if near:
        return near
    if days:
        return Unread("year_far", (("first", str(FIRST_YEAR)), ("last", str(today.year + LATER_YEARS))))
    return next((f for f in found if isinstance(f, Unread)), Unread("day_unread"))


def _as(day_of: DayOf, about: bool, week: bool) -> DayOf:
    """The reading with "about" or "week of"; a week is kept by its Monday. About a month is that month."""
    if day_of.precision != "day" or not (about or week):
        return day_of
    if week:
        return DayOf(day_of.day - timedelta(days=day_of.day.weekday()), "week")
    return DayOf(day_of.day, "about")


MARKS = {"am": "am", "pm": "pm", "manana": "am", "tarde": "pm", "noche": "pm"}
MIDDAY = {"noon", "midday", "mediodia"}


def time(text: str) -> str | Several | Unread:
    """A time of day, "HH:MM", as typed: 10 a.m., 2:30 pm, 14:00, "2 de la tarde", noon. A bare 9 or 9:30 comes back as both."""
    bare = re.sub(r"(?<![a-z])([ap]) ?m\b", r"\1m", _bare(text))
    words = [w for w in bare.replace("hrs", "h").split() if w not in {"de", "la", "las", "a", "at", "por"}]
    if words and set(words) <= MIDDAY | {"12"} and MIDDAY & set(words):
        return "12:00"
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))? ?h?(?: ?(am|pm|manana|tarde|noche))?", " ".join(words))
    if not match:
        return Unread("time_unread")
    hour, minute, mark = int(match[1]), int(match[2] or 0), MARKS.get(match[3] or "")
    if hour > 23 or minute > 59 or (mark and not 1 <= hour <= 12 and not (mark == "pm" and hour > 12)):
        return Unread("time_unread")
    if mark:
        return f"{hour % 12 + (12 if mark == 'pm' else 0):02}:{minute:02}"
    if 1 <= hour <= 12 and not match[1].startswith("0"):
        return Several((f"{hour % 12:02}:{minute:02}", f"{hour % 12 + 12:02}:{minute:02}"))
    return f"{hour:02}:{minute:02}"
