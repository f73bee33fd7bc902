"""A cell as an answer: codes, labels in either language, days as the user says they are written, and words for no answer."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from varick.casebook.cases.answers import STATES, Answer, parse_answer
from varick.casebook.cases.dates import DayOf, parse_day
from varick.casebook.cases.fields import Field
from varick.casebook.taking_in.columns import KEY, plain
from varick.casebook.taking_in.numbers import holds_a_number, no_reference
from varick.errors import VarickError
from varick.words import LANGUAGES, Words

DayOrder = Literal["year-first", "month-first", "day-first"]
"""How days are written in the table: 2018-03-08; 3/8/2018; or 8/3/2018."""
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 0?0:00(?::00)?)?")
_CLOCK = re.compile(r"(\d{1,2}:\d{2}):00")
_BOOLEAN = {"true": "yes", "false": "no"}
CLEAR = "-"
"""A cell that makes a question one never asked."""


def is_clear(text: str) -> bool:
    """Whether a cell says to clear: "-", or the word for it in either language."""
    return text == CLEAR or plain(text) in _said("casebook_word.clear")


def answer_of(field: Field, text: str, order: DayOrder, source: str) -> Answer:
    """The answer in a cell that is neither blank nor to clear. Raises VarickError with the reason, never the text."""
    if holds_a_number(text):
        raise VarickError("holds something like an A-number, and a casebook keeps none; take it out")
    if field.name == KEY and (why := no_reference(text)):
        raise VarickError(f"it {why}")
    code = _choices(field, text) if field.kind in ("choice", "choices") else None
    if code is None:
        code = _states().get(plain(text))
    if code is None and field.kind == "date":
        code = str(day_of(text, order))
    if code is None and field.kind == "moment" and (clock := _CLOCK.fullmatch(text)):
        code = clock[1]
    try:
        return parse_answer(field, code or text, source=source)
    except VarickError as error:
        raise VarickError(str(error).removeprefix(f"{field.name}: ")) from None


def day_of(text: str, order: DayOrder) -> DayOf:
    """A date as `parse_day` reads it, or with month or day first where the user says so. Raises VarickError."""
    found = _NUMERIC.fullmatch(text.strip())
    if found is None:
        return parse_day(text)
    if order == "year-first":
        raise VarickError(
            "which is the month and which the day is not said; write 2018-03-08, or say --dates month-first or "
            "--dates day-first"
        )
    month, day = (found[1], found[2]) if order == "month-first" else (found[2], found[1])
    return parse_day(f"{found[3]}-{int(month):02}-{int(day):02}")


def whole_day(text: str, order: DayOrder) -> date:
    """A day that must be known to the day. Raises VarickError."""
    found = day_of(text, order)
    if found.precision != "day":
        raise VarickError("a whole day is needed here, such as 2028-12-31")
    return found.day


def yes_or_no(text: str) -> bool | None:
    """yes or no in either language; None for unknown. Raises VarickError."""
    said = plain(text)
    if _states().get(said) == "unknown":
        return None
    for code in ("yes", "no"):
        if said == code or said in _labels_of("fingerprinted").get(code, frozenset()):
            return code == "yes"
    if said in _BOOLEAN:
        return _BOOLEAN[said] == "yes"
    raise VarickError("yes, no or unknown")


def consent_state(text: str) -> str:
    """A state of a consent by code or in words of either language. Raises VarickError."""
    said = plain(text)
    for code in ("given", "refused", "revoked", "not_asked"):
        if said == plain(code) or said in _said(f"casebook_consent.{code}"):
            return code
    raise VarickError("given, refused, revoked or not_asked")


def _choices(field: Field, text: str) -> str | None:
    """Codes for the labels of a choice; None where there is none among them."""
    labels = _labels_of(field.name)
    known: dict[str, str] = {}
    for code in field.choices:
        for label in labels.get(code, frozenset()):
            known.setdefault(label, code)
    if {"yes", "no"} <= set(field.choices):
        known |= _BOOLEAN
    parts = [plain(part) for part in text.split(";") if part.strip()]
    codes = {plain(code): code for code in field.choices}
    found = [codes.get(part) or known.get(part) for part in parts]
    return None if None in found or not found else "; ".join(filter(None, found))


@cache
def _labels_of(name: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for words in map(Words, LANGUAGES):
        from varick.casebook.cases.fields import fields

        for code in fields()[name].choices:
            if label := words.find(f"casebook_choice.{name}.{code}"):
                found.setdefault(code, set()).add(plain(label))
    return {code: frozenset(labels) for code, labels in found.items()}


@cache
def _states() -> Mapping[str, str]:
    """`plain` word -> state, in either language; what may stand for another thing in a text is no such word."""
    found: dict[str, str] = {}
    for state in STATES[1:]:
        for said in (
            plain(state),
            *_said(f"casebook_state.{state}"),
            *_said(f"casebook_word.{state}"),
        ):
            found[said] = state
    return found


@cache
def _said(key: str) -> frozenset[str]:
    """The spellings of a word in both languages, divided by |."""
    texts = [(words.find(key) or "").split("|") for words in map(Words, LANGUAGES)]
    return frozenset(spelt for those in texts for one in those if (spelt := plain(one)))
