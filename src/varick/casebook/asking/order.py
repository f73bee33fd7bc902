"""Which questions are asked of a case, in which order: what must be known first, then what presses, then the rest."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from varick.casebook.asking.checks import AFTERWARDS
from varick.casebook.asking.question import Question, day_said, of_field
from varick.casebook.cases.answers import RELIABILITY, Answer, day_in
from varick.casebook.cases.case import RETAIN_MONTHS
from varick.casebook.cases.consent import USES
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.fields import asked, fields
from varick.casebook.cases.identity import NAME_KINDS
from varick.words import Words

OUTCOME = ("interview_outcome", "interview_decided_by", "interview_reversed", "custody_facility_state")
"""How an interview ended."""
FIRST = (
    "letter_received", "letter_date", "letter_received_on", "appointment_on", "appointment_time", "appointment_place",
    "appointment_room", "attended", "arrest_date", "arrest_borough", "arrest_precinct", "fingerprinted", "ice_action_on",
    "interview_outcome",
)  # fmt: skip
"""The letter and its date, which somebody must not miss; then what makes the case one of a practice. The rest can wait."""
RETAIN, PRIVILEGED, HOW, KNOWN = "retain_until", "privileged", "consent.how", "known.how"
MORE, SAVE = "ending.more", "ending.save"


def questions(
    answers: Mapping[str, Answer], words: Words, today: date, months: int = RETAIN_MONTHS
) -> list[Question]:
    """Every question of a new case that makes sense beside these answers, in the order in which they are asked.

    Required, first, who it is (a screen of its own), consent use by use, whether to go on, the rest, whether to save.
    ``months``: for how long the organisation keeps a case unless it says otherwise.
    """
    plain = {name: a for name, a in answers.items() if "." not in name}
    early = to_come(plain, today)
    apply = {field.name: of_field(field, words) for field in asked(plain) if field.name not in early}
    required = [q for q in apply.values() if q.needed]
    first = [apply[name] for name in FIRST if name in apply]
    rest = [q for q in apply.values() if q not in required and q not in first]
    found = [
        *required,
        known(words),
        privileged(words),
        retain_until(words, today, months),
        *first,
        *identity(words),
    ]
    found += consent(answers, words)
    if rest:
        found.append(_ending(MORE, ("save", "go_on"), words, more=str(len(rest))))
        found += rest if _is(answers, MORE, "go_on") else []
    return [*found, _ending(SAVE, ("save", "throw_away"), words)]


def of_case(
    answers: Mapping[str, Answer],
    words: Words,
    today: date,
    only: frozenset[str] = frozenset(),
    months: int = RETAIN_MONTHS,
) -> list[Question]:
    """The questions of a case that stands already: those in ``only``, whether they make sense or not; else every one that does,
    and whatever is answered all the same. Who it is stands apart, and consent has a verb of its own."""
    plain = {name: a for name, a in answers.items() if name in fields()}
    apply = ({field.name for field in asked(plain)} - to_come(plain, today)) | plain.keys() | only
    found = [of_field(field, words) for name, field in fields().items() if name in apply]
    found += [
        replace(privileged(words), states=frozenset()),
        retain_until(words, today, months),
        *identity(words),
    ]
    if only:
        return [question for question in found if question.key in only or question.group in only]
    return [question for question in found if question.group != "identity"]


def to_come(answers: Mapping[str, Answer], today: date) -> frozenset[str]:
    """The questions that nobody can answer yet, because the appointment is still to come."""
    meeting, practice = day_in(answers, "appointment_on"), answers.get("practice")
    if meeting is None or meeting.day <= today:
        return frozenset()
    by_letter = practice is not None and practice.value == "call_in_letter"
    return frozenset(AFTERWARDS) | (frozenset(OUTCOME) if by_letter else frozenset())


def privileged(words: Words) -> Question:
    """Whether the case holds what only counsel may see."""
    return replace(_own(PRIVILEGED, "choice", "report", words, ("yes", "no")), states=frozenset({"unknown"}))


def known(words: Words) -> Question:
    """How what is written now is known: from a document, at first hand, told, inferred."""
    codes = tuple((code, words(f"casebook_reliability.{code}")) for code in RELIABILITY[1:])
    return replace(_own(KNOWN, "choice", "report", words), choices=codes)


def retain_until(words: Words, today: date, months: int) -> Question:
    """Until when the case is kept; the first choice is the suggestion, so many months from today."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    day = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return replace(
        _own(RETAIN, "date", "report", words),
        choices=((day.isoformat(), day_said(DayOf(day), words)),),
        needed=True,
        after=today,
    )


def identity(words: Words) -> list[Question]:
    """Names by where they are written, birth date and telephone: nothing else identifies anybody here."""
    kinds = sorted(NAME_KINDS, key=("own", "arrest", "letter", "dhs", "other").index)
    names = [_own(f"identity.{kind}", "text", "identity", words) for kind in kinds]
    return [
        *names,
        _own("identity.birth_date", "date", "identity", words),
        _own("identity.phone", "text", "identity", words),
    ]


def consent(answers: Mapping[str, Answer], words: Words) -> list[Question]:
    """One question a use, and how it was said; none for a case that is privileged, of which nothing leaves below full."""
    if _is(answers, PRIVILEGED, "yes"):
        return []
    uses = [_own(f"consent.{use}", "choice", "consent", words, ("given", "refused")) for use in USES]
    if any(_is(answers, q.key, "given") for q in uses):
        uses.append(
            replace(_own(HOW, "choice", "consent", words, ("paper", "spoken", "counsel")), needed=True)
        )
    return uses


def _own(key: str, kind: str, group: str, words: Words, codes: tuple[str, ...] = ()) -> Question:
    """A question that is no field of the casebook."""
    name = key.replace(".", "_")
    return Question(
        key,
        group,
        kind,
        words(f"casebook_ask.{name}"),
        words(f"casebook_ask.{name}_why"),
        words(f"casebook_ask.{name}_label"),
        tuple((code, words(f"casebook_ask.{name}_{code}")) for code in codes),
    )


def _ending(key: str, codes: tuple[str, ...], words: Words, **values: str) -> Question:
    name = key.replace(".", "_")
    return Question(
        key,
        "ending",
        "choice",
        words(f"casebook_ask.{name}", **values),
        words(f"casebook_ask.{name}_why"),
        "",
        tuple((code, words(f"casebook_ask.{name}_{code}")) for code in codes),
        needed=True,
        counts=False,
    )


def _is(answers: Mapping[str, Answer], key: str, code: str) -> bool:
    answer = answers.get(key)
    return answer is not None and answer.value == code
