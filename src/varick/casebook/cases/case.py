"""A case: answers, consents, privilege, retention; what follows from its dates, what does not fit, what is searched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Literal

from varick.casebook.cases import answers as answering
from varick.casebook.cases import consent as consenting
from varick.casebook.cases.answers import Answer, day_in, known, written
from varick.casebook.cases.consent import Consent, Use, may_leave
from varick.casebook.cases.dates import DayOf, Days, days_between
from varick.casebook.cases.fields import fields
from varick.errors import VarickError

NEVER = datetime(1, 1, 1, tzinfo=UTC)
ORDER = ("arrest_date", "letter_date", "letter_received_on", "appointment_on", "released_on")
"""Dates that follow one another where the record is right."""
RETAIN_MONTHS = 24
"""How long a case is kept where nobody says otherwise: a suggestion, not a rule of law; the organisation decides."""


@dataclass(frozen=True)
class Case:
    """One case as the book holds it, without identity and attachments.

    ``answers``: field -> answer; a field that is missing was never asked. ``privileged`` None: nobody has decided.
    ``added``, ``changed``: UTC, to the minute.
    """

    id: str
    answers: Mapping[str, Answer]
    consents: Mapping[Use, Consent] = field(default_factory=dict)
    privileged: bool | None = None
    retain_until: date = date.max
    added: datetime = NEVER
    changed: datetime = NEVER

    def may_leave(self, use: Use) -> bool:
        """Whether it may be used so: consent given, and known not to be privileged."""
        return may_leave(use, self.consents, self.privileged)

    def value(self, name: str) -> Any:
        """The value of a field where it is known, else None."""
        return known(self.answers, name)

    def day(self, name: str) -> DayOf | None:
        """A date where it is known, else None."""
        return day_in(self.answers, name)

    def derived(self, name: str) -> Days | None:
        """The days that a derived field counts; None where one of its dates is not known."""
        return days_of(self.answers, name)


def days_of(answers: Mapping[str, Answer], name: str) -> Days | None:
    """The days that the derived field ``name`` counts, as precise as its two dates; None where one is not known."""
    between = fields()[name].days
    assert between is not None, f"{name} is no derived field"
    first, second = (day_in(answers, date_field) for date_field in between)
    return None if first is None or second is None else days_between(first, second)


@dataclass(frozen=True)
class Oddity:
    """What does not fit together, for a person to look at; nothing is refused for it.

    unasked: ``field`` has a known answer, and ``other`` says that the question makes no sense. backwards: the date ``field``
    certainly lies before the date ``other``, which comes first where the record is right.
    """

    kind: Literal["unasked", "backwards"]
    field: str
    other: str


def oddities(answers: Mapping[str, Answer]) -> Iterator[Oddity]:
    """The oddities of a case, in the order of its fields."""
    for name, answer in answers.items():
        if answer.state != "known":
            continue
        for other, codes in fields()[name].asks.items():
            before = answers.get(other)
            if before is not None and before.state == "known" and not _held(before) & set(codes):
                yield Oddity("unasked", name, other)
    dated = [(name, day) for name in ORDER if (day := day_in(answers, name))]
    for (first, before_day), (second, after_day) in pairwise(dated):
        if "about" not in (before_day.precision, after_day.precision) and after_day.last < before_day.day:
            yield Oddity("backwards", second, first)


def _held(answer: Answer) -> set[Any]:
    return set(answer.value) if isinstance(answer.value, tuple) else {answer.value}


def check_answers(answers: Mapping[str, Answer]) -> None:
    """Raise VarickError, beginning with the field's name, for the first answer that its field cannot have."""
    from varick.casebook.cases.fields import field as named

    for name, answer in answers.items():
        answering.check_answer(named(name), answer)


def check_whole(answers: Mapping[str, Answer]) -> None:
    """Raise VarickError where a required field has no answer; unknown is one."""
    for one in fields().values():
        if one.tier == "required" and one.name not in answers:
            raise VarickError(f"{one.name}: every case needs an answer here; unknown is one")


def searchable(case: Case) -> str:
    """What a search finds a case by: its id, values, dates, sources and notes; not the states, not yes and no.

    The check of a book compares the index with this: who changes it must write the index of existing books anew."""
    parts = [case.id]
    for answer in case.answers.values():
        if answer.state == "known" and answer.value not in ("yes", "no"):
            parts.append(written(answer))
        parts += [answer.source, answer.note]
    return " \n".join(part for part in parts if part)


def to_json(case: Case) -> dict[str, Any]:
    """A case as plain JSON, without its id."""
    return {
        "answers": {name: answering.to_json(answer) for name, answer in case.answers.items()},
        "consents": consenting.to_json(case.consents),
        "privileged": case.privileged,
        "retain_until": case.retain_until.isoformat(),
        "added": case.added.isoformat(),
        "changed": case.changed.isoformat(),
    }


def read_answers(read: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    """Answers from plain JSON. Raises VarickError for a field of a later Varick, rather than losing what it holds."""
    known = fields()
    try:
        return {name: answering.from_json(known[name], answer) for name, answer in read.items()}
    except KeyError as error:
        raise VarickError(
            f"a case has the field {error.args[0]}, which this Varick does not know; open it with a later one"
        ) from None


def from_json(case_id: str, read: Mapping[str, Any]) -> Case:
    """The case that `to_json` made. Raises VarickError as `read_answers` does."""
    return Case(
        case_id,
        read_answers(read["answers"]),
        consenting.from_json(read["consents"]),
        read["privileged"],
        date.fromisoformat(read["retain_until"]),
        datetime.fromisoformat(read["added"]),
        datetime.fromisoformat(read["changed"]),
    )
