"""One question and what may be typed to it: a number, a code's word, a day, a text, or that it is unknown or refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from varick.casebook.asking import typed
from varick.casebook.asking.typed import Several, Unread
from varick.casebook.cases.answers import NONE, REFUSED, UNKNOWN, Answer, parse_answer
from varick.casebook.cases.dates import DayOf, parse_day
from varick.casebook.cases.fields import Field
from varick.errors import VarickError
from varick.words import Words

NOTE = re.compile(r"(?:^|\s)//\s+")
"""What follows " // " is a note on the answer."""
A_NUMBER = re.compile(r"\bA[ #:.-]*\d{2,3}[ -]?\d{3}[ -]?\d{3}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """One question of the form.

    ``key``: the field's name, or a name with a dot for what is no field ("identity.phone", "consent.coalition"). ``ask``,
    ``why`` and ``label`` are sentences. ``choices``: (code, how it is said), by number from 1. ``states``: which of unknown,
    refused and none may be answered. ``needed``: Enter does not pass it by. ``counts``: whether it is one of "question 7 of
    about 20". ``after``: the day that a date must come after.
    """

    key: str
    group: str
    kind: str
    ask: str
    why: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    states: frozenset[str] = frozenset()
    needed: bool = False
    counts: bool = True
    after: date | None = None
    field: Field | None = None


def of_field(field: Field, words: Words) -> Question:
    """The question of a field, with its choices in words."""
    codes = field.choices if field.kind in ("choice", "choices") else ()
    choices = [(code, field.choice(code, words)) for code in codes]
    if field.kind == "place":
        # A known place by number stands as its words do; any other is typed.
        choices = [(field.choice(c, words), field.choice(c, words)) for c in field.choices if c != "other"]
    if field.none and codes:
        choices.append(("none", words("casebook_form.none")))
    return Question(
        field.name,
        field.group,
        field.kind,
        field.question(words),
        words.find(f"casebook_why.{field.name}") or field.label(words),
        field.label(words),
        tuple(choices),
        frozenset({"unknown", "refused"} | ({"none"} if field.none else set())),
        field.tier == "required",
        field=field,
    )


def read(question: Question, line: str, words: Words, today: date) -> Answer | Several | Unread:
    """The answer that a line gives; Several where it can mean more than one day or hour, Unread with the reason where none.

    A value stands as written; nothing is corrected.
    """
    text, note = cut(line)
    if not text:
        return Unread("note_alone")
    if note and question.field is None and question.key != "consent.how":
        return Unread("no_note_here")
    found: Answer | Several | Unread
    if question.kind == "date":
        found = NONE if _none(question, text, words) else _day(question, text, words, today)
    elif question.choices and (question.kind != "place" or text.isdigit() or _code(question, text)):
        found = _chosen(question, text)
    elif _none(question, text, words):
        found = NONE
    elif question.kind == "moment":
        found = _made(typed.time(text))
    else:
        found = _parsed(question, text)
    return _noted(found, note) if isinstance(found, Answer) and note else found


def state(question: Question, name: str, note: str = "") -> Answer | Unread:
    """Unknown or refused as the answer, where the question takes it."""
    if name not in question.states:
        return Unread("state_not_here")
    if note and question.field is None:
        return Unread("no_note_here")
    return _noted(UNKNOWN if name == "unknown" else REFUSED, note)


def said(question: Question, answer: Answer, words: Words) -> str:
    """An answer in words, without its note."""
    if answer.state != "known":
        return words(f"casebook_form.{answer.state}")
    value = answer.value
    if isinstance(value, DayOf):
        return day_said(value, words)
    if isinstance(value, tuple):
        return words("casebook_form.and_also").join(_choice(question, code) for code in value)
    if question.kind == "moment" and isinstance(value, str):
        return time_said(value, words)
    return _choice(question, str(value))


def day_said(day: DayOf, words: Words) -> str:
    """A day in words with its weekday, which shows a slip; a week, month, year or "about" as such."""
    year = str(day.day.year)
    if day.precision == "year":
        return words("casebook_form.day_year", year=year)
    if day.precision == "month":
        return words("casebook_form.day_month", month=words(f"month.m{day.day.month}"), year=year)
    date_ = words.date(day.day)
    if day.precision == "day":
        return words(
            "casebook_form.day_day", weekday=words(f"casebook_form.weekday_{day.day.weekday()}"), date=date_
        )
    return words(f"casebook_form.day_{day.precision}", date=date_)


def time_said(value: str, words: Words) -> str:
    """ "14:30" as "2:30 p.m."."""
    hour, minute = int(value[:2]), value[3:]
    half = words(f"casebook_form.{'pm' if hour >= 12 else 'am'}")
    return words("casebook_form.time", hour=str(hour % 12 or 12), minute=minute, half=half)


def _choice(question: Question, code: str) -> str:
    return dict(question.choices).get(code, code)


def cut(line: str) -> tuple[str, str]:
    """(what stands before a note, the note)."""
    found = NOTE.search(line)
    return (line[: found.start()].strip(), line[found.end() :].strip()) if found else (line.strip(), "")


def _chosen(question: Question, text: str) -> Answer | Unread:
    """A code by its number, or by the beginning of its word where that leaves one; several for a question that takes them."""
    many = question.kind == "choices"
    parts = [
        p for p in re.split(r"[,;\s]+" if not re.search(r"[^\W\d]", text) else r"[,;]", text) if p.strip()
    ]
    codes = [_code(question, part.strip()) for part in parts]
    if None in codes or not codes or (len(set(codes)) > 1 and not many):
        return Unread("number_again", (("last", str(len(question.choices))),))
    if "none" in codes:
        return NONE if set(codes) == {"none"} else Unread("none_and_more")
    if many:
        return Answer(tuple(code for code, _ in question.choices if code in codes))
    return Answer(codes[0])


def _code(question: Question, text: str) -> str | None:
    if text.isascii() and text.isdigit():
        number = int(text[:6])
        return question.choices[number - 1][0] if 1 <= number <= len(question.choices) else None
    plain = typed.plain(text)
    same = [code for code, label in question.choices if plain in (typed.plain(label), code)]
    near = same or [code for code, label in question.choices if typed.plain(label).startswith(plain)]
    return near[0] if len(near) == 1 else None


def _none(question: Question, text: str, words: Words) -> bool:
    """Whether the text says that there is none, where that is an answer."""
    return (
        "none" in question.states
        and typed.plain(text) in typed.plain(words("casebook_form.none_typed")).split()
    )


def _day(question: Question, text: str, words: Words, today: date) -> Answer | Several | Unread:
    """A day, which may be the one suggested by number."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= len(question.choices):
        return Answer(parse_day(question.choices[int(text) - 1][0]))
    found = typed.day(text, words.lang, today)
    if question.after and isinstance(found, DayOf) and found.last <= question.after:
        return Unread("day_over")
    return _made(found)


def _made(found: DayOf | str | Several | Unread) -> Answer | Several | Unread:
    return found if isinstance(found, Several | Unread) else Answer(found)


def _parsed(question: Question, text: str) -> Answer | Unread:
    """What `parse_answer` makes of it; a field that is none of the casebook's takes the text as it stands."""
    if question.field is None:
        # An answer that slipped by a line, such as the number of a choice, must not become somebody's name.
        if question.key == "identity.phone" and sum(map(str.isdigit, text)) < 7:
            return Unread("phone_unread")
        if (
            question.group == "identity"
            and question.key != "identity.phone"
            and not any(map(str.isalpha, text))
        ):
            return Unread("name_unread")
        return Answer(text) if len(text) <= 200 else Unread("text_long")
    try:
        answer = parse_answer(question.field, text)
    except VarickError:
        limits = (("low", str(question.field.low)), ("high", f"{question.field.high:,}"))
        return Unread(f"{question.kind}_unread", limits if question.kind == "count" else ())
    return answer if answer.state == "known" else Unread("text_is_state")


def _noted(answer: Answer, note: str) -> Answer:
    return Answer(answer.value, answer.state, answer.source, answer.reliability, note)


def numbered(choices: Sequence[tuple[str, str]]) -> list[str]:
    """The choices, one a line, each after its number."""
    return [f"  {number} {label}" for number, (_, label) in enumerate(choices, 1)]
