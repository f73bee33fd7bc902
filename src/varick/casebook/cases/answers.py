"""Answers: a value or the state of not having one, with source and reliability; *unknown* is never *no*."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from varick.casebook.cases.dates import DayOf, parse_day
from varick.casebook.cases.fields import Field
from varick.errors import VarickError

State = Literal["known", "unknown", "refused", "none"]
"""known: there is a value. unknown: asked, and not known. refused: the person would rather not say. none: there is none (a
letter without a form number). Never asked is no state: the case has no answer then."""
STATES = get_args(State)
Value = str | int | tuple[str, ...] | DayOf | None
RELIABILITY = ("", "document", "firsthand", "reported", "inferred")
"""How an answer is known: not said, seen in a document, from who lived it, from somebody else, inferred."""
LONGEST = 10_000
"""Characters of a text."""
_LAWS = {
    "penal law": "PL",
    "vehicle and traffic law": "VTL",
    "administrative code": "AC",
    "criminal procedure law": "CPL",
}
_SECTION = re.compile(
    r"([A-Z]{2,5})\s*(?:§\s*)?(\d{1,4}[A-Z]?(?:[.-]\d{1,4}[A-Z]?)?(?:\(\w{1,4}\))*)", re.IGNORECASE
)
_MOMENT = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """The answer to one question. ``value`` is None unless ``state`` is "known".

    By the field's kind ``value`` is a code (choice), codes in the vocabulary's order (choices), a `DayOf` (date), an int
    (count), text (text, place), "PL 221.10" (section) or "09:30" (moment). ``source`` says who or what it comes from.
    """

    value: Value = None
    state: State = "known"
    source: str = ""
    reliability: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise VarickError(f"the state of an answer is one of {', '.join(STATES)}")
        if (self.value is None) == (self.state == "known"):
            raise VarickError("an answer has a value where its state is known, and none otherwise")
        if self.reliability not in RELIABILITY:
            raise VarickError(f"reliability is one of {', '.join(RELIABILITY[1:])}, or left out")


UNKNOWN = Answer(state="unknown")
REFUSED = Answer(state="refused")
NONE = Answer(state="none")


def parse_answer(field: Field, text: str, *, source: str = "", reliability: str = "") -> Answer:
    """An answer as written in a table or typed: the value, or one of the words unknown, refused, none.

    Several codes stand one after the other with semicolons. Raises VarickError beginning with the field's name, never with the
    text itself; an empty text is no answer and raises too.
    """
    word = " ".join(text.split()).casefold()
    if not word:
        raise VarickError(f"{field.name}: no answer; leave the field out, or write unknown")
    if word in STATES[1:]:
        answer = Answer(None, word, source, reliability)  # type: ignore[arg-type]  # just compared
    else:
        try:
            answer = Answer(_value(field, text), "known", source, reliability)
        except VarickError as error:
            raise VarickError(f"{field.name}: {error}") from None
    check_answer(field, answer)
    return answer


def written(answer: Answer | None) -> str:
    """An answer as `parse_answer` reads it; empty for a question never asked."""
    if answer is None:
        return ""
    if answer.state != "known":
        return answer.state
    return "; ".join(answer.value) if isinstance(answer.value, tuple) else str(answer.value)


def check_answer(field: Field, answer: Answer) -> None:
    """Raise VarickError, beginning with the field's name, where an answer is none that the field can have."""
    if field.tier == "derived":
        raise VarickError(f"{field.name}: computed from other fields; leave it out")
    if answer.state == "none" and not field.none:
        raise VarickError(f"{field.name}: none is no answer here; write no, unknown or a value")
    if answer.state == "known" and not _fits(field, answer.value):
        raise VarickError(f"{field.name}: {_wanted(field)}")
    long = max(map(len, (answer.source, answer.note, written(answer))))
    if long > LONGEST:
        raise VarickError(f"{field.name}: {long:,} characters; keep it under {LONGEST:,}, or attach a file")


def _fits(field: Field, value: Value) -> bool:
    if field.kind == "choice":
        return value in field.choices
    if field.kind == "choices":
        codes = value if isinstance(value, tuple) else ()
        return bool(codes) and codes == tuple(code for code in field.choices if code in codes)
    if field.kind == "date":
        return isinstance(value, DayOf)
    if field.kind == "count":
        return isinstance(value, int) and not isinstance(value, bool) and field.low <= value <= field.high
    if not isinstance(value, str):
        return False
    if field.kind in ("section", "moment"):
        return value == _value_or_none(field, value)
    # A text that reads "unknown" would come back from a table as the state.
    return bool(value.strip()) and " ".join(value.split()).casefold() not in STATES[1:]


def _wanted(field: Field) -> str:
    if field.kind in ("choice", "choices"):
        return f"one of {', '.join(field.choices)}{', none' if field.none else ''}, unknown or refused"
    if field.kind == "count":
        return f"a whole number from {field.low} to {field.high:,}"
    return {
        "date": "a date",
        "section": "a section such as PL 221.10, VTL 511 or AC 10-125",
        "moment": "a time of day such as 09:30 or 2:15 pm",
    }.get(field.kind, "a text that is not empty")


def _value(field: Field, text: str) -> Value:
    """The value of a text. Raises VarickError without the text."""
    if field.kind == "date":
        return parse_day(text)
    value = _value_or_none(field, text)
    if value is None:
        raise VarickError(_wanted(field))
    return value


def _value_or_none(field: Field, text: str) -> Value:
    plain = " ".join(text.split())
    if field.kind == "choice":
        return _code(field, plain)
    if field.kind == "choices":
        codes = {_code(field, part) for part in plain.split(";") if part.strip()}
        return None if None in codes or not codes else tuple(c for c in field.choices if c in codes)
    if field.kind == "count":
        digits = plain.replace(",", "")
        return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else None
    if field.kind == "section":
        return _section(plain)
    if field.kind == "moment":
        return _moment(plain)
    return clean(text)


def _code(field: Field, text: str) -> str | None:
    """A code however it is spelt: "G-56", "g 56" and "g_56" are one."""
    code = re.sub(r"\W+", "_", text.strip().casefold()).strip("_")
    return code if code in field.choices else None


def _section(text: str) -> str | None:
    for law, short in _LAWS.items():
        text = re.sub(law, short, text, flags=re.IGNORECASE)
    found = _SECTION.fullmatch(text)
    return (
        f"{found[1].upper()} {found[2].upper() if found[2][-1:].isalpha() else found[2]}" if found else None
    )


def _moment(text: str) -> str | None:
    found = _MOMENT.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p")
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


_JOINERS = "\u200c\u200d"
"""Of the letters of Bengali and Persian names; they steer nothing."""


def clean(text: str) -> str:
    """A text as written, without what a terminal or a sheet would act on; lines stay."""
    kept = "".join(
        c for c in text if c == "\n" or c in _JOINERS or not unicodedata.category(c).startswith("C")
    )
    return unicodedata.normalize("NFC", kept).strip()


def known(answers: Mapping[str, Answer], name: str) -> Any:
    """The value of a field where it is known, else None."""
    answer = answers.get(name)
    return answer.value if answer is not None else None


def day_in(answers: Mapping[str, Answer], name: str) -> DayOf | None:
    """A date where it is known, else None."""
    value = known(answers, name)
    return value if isinstance(value, DayOf) else None


def to_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain JSON; what is empty is left out."""
    value = answer.value
    made: dict[str, Any] = {} if answer.state == "known" else {"state": answer.state}
    if value is not None:
        made["value"] = (
            list(value) if isinstance(value, tuple) else str(value) if isinstance(value, DayOf) else value
        )
    for name in ("source", "reliability", "note"):
        if text := getattr(answer, name):
            made[name] = text
    return made


def from_json(field: Field, read: Mapping[str, Any]) -> Answer:
    """The answer that `to_json` made for this field."""
    value = read.get("value")
    if field.kind == "date" and value is not None:
        value = parse_day(value)
    elif isinstance(value, list):
        value = tuple(value)
    elif isinstance(value, str):
        value = clean(value)  # a casebook that somebody else made may hold anything
    got = read.get
    source, note = clean(got("source", "")), clean(got("note", ""))
    return Answer(value, got("state", "known"), source, got("reliability", ""), note)
