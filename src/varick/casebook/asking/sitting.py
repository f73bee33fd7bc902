"""What was said in one sitting as the parts of a case, and as the draft from which the sitting can go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from varick.casebook.asking.order import HOW, KNOWN, PRIVILEGED, RETAIN
from varick.casebook.cases.answers import Answer
from varick.casebook.cases.consent import USES, Consent, Use
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.draft import Draft
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import NAME_KINDS, Identity, Name
from varick.words import LANGUAGES, Words

NOT_SAID = "?"
"""How a consent was said, in a draft that was left before that was asked. No case is kept with it."""
HOWS = ("paper", "spoken", "counsel")


@dataclass(frozen=True)
class Entered:
    """The parts of a case as `Book.add` takes them."""

    answers: dict[str, Answer]
    identity: Identity
    consents: dict[Use, Consent]
    privileged: bool | None
    retain_until: date | None


def entered(given: Mapping[str, Answer], words: Words, today: date) -> Entered:
    """The parts of what was said, by the questions' keys. Each answer has the sitting's source and how it is known."""
    source, known = given.get("source_type"), given.get(KNOWN)
    by = str(source.value) if source and source.state == "known" else ""
    how = str(known.value) if known else ""
    answers = {
        name: replace(
            given[name], source=given[name].source or by, reliability=given[name].reliability or how
        )
        for name in fields()
        if name in given
    }
    privileged, until = given.get(PRIVILEGED), given.get(RETAIN)
    return Entered(
        answers,
        identity(given),
        _consents(given, words, today),
        None if privileged is None or privileged.state != "known" else privileged.value == "yes",
        until.value.last if until and isinstance(until.value, DayOf) else None,
    )


def identity(given: Mapping[str, Answer]) -> Identity:
    """Names, birth date and telephone among the answers; several other names stand with semicolons."""
    names = []
    for kind in NAME_KINDS:
        answer = given.get(f"identity.{kind}")
        written = str(answer.value) if answer and answer.value else ""
        parts = written.split(";") if kind == "other" else [written]
        names += [Name(part.strip(), kind) for part in parts if part.strip()]
    born, phone = given.get("identity.birth_date"), given.get("identity.phone")
    return Identity(
        tuple(names),
        born.value if born and isinstance(born.value, DayOf) else None,
        str(phone.value) if phone and phone.value else "",
    )


def of_identity(who: Identity) -> dict[str, Answer]:
    """The answers that give this identity; of one kind of name the first, all of the others."""
    given: dict[str, Answer] = {}
    for kind in NAME_KINDS:
        if written := [name.text for name in who.names if name.kind == kind]:
            given[f"identity.{kind}"] = Answer("; ".join(written))
    if who.birth_date:
        given["identity.birth_date"] = Answer(who.birth_date)
    if who.phone:
        given["identity.phone"] = Answer(who.phone)
    return given


def to_draft(given: Mapping[str, Answer], passed: Iterable[str], words: Words, today: date, id: str) -> Draft:
    """What was said so far, and which questions were passed by."""
    parts = entered(given, words, today)
    return Draft(
        id,
        None,
        parts.answers,
        parts.identity,
        parts.consents,
        parts.privileged,
        parts.retain_until,
        " ".join(passed),
    )


def from_draft(draft: Draft) -> tuple[dict[str, Answer], list[str]]:
    """The answers of a draft by the questions' keys, and the keys of the questions passed by."""
    given: dict[str, Answer] = dict(draft.answers)
    known = {a.reliability for a in draft.answers.values()}
    if len(known) == 1 and (how := known.pop()):
        given[KNOWN] = Answer(how)
    if draft.identity is not None:
        given |= of_identity(draft.identity)
    if draft.privileged is not None:
        given[PRIVILEGED] = Answer("yes" if draft.privileged else "no")
    if draft.retain_until:
        given[RETAIN] = Answer(DayOf(draft.retain_until))
    said = None
    for use, consent in draft.consents.items():
        given[f"consent.{use}"] = Answer(consent.state)
        said = said or _how(consent.how)
    if said:
        given[HOW] = said
    return given, draft.at.split()


def _consents(given: Mapping[str, Answer], words: Words, today: date) -> dict[Use, Consent]:
    """What was said to each use that was asked; of a case that is privileged none was."""
    privileged = given.get(PRIVILEGED)
    if privileged and privileged.value == "yes":
        return {}
    how, said = given.get(HOW), NOT_SAID
    if how and how.value:
        said = words(f"casebook_ask.consent_how_{how.value}")
        said = f"{said}; {how.note}" if how.note else said
    found: dict[Use, Consent] = {}
    for use in USES:
        answer = given.get(f"consent.{use}")
        if answer and answer.value == "given":
            found[use] = Consent("given", today, said)
        elif answer and answer.value == "refused":
            found[use] = Consent("refused", today, "" if said == NOT_SAID else said)
    return found


def _how(text: str) -> Answer | None:
    """The answer that `_consents` wrote so, in either language."""
    said, _, note = text.partition("; ")
    for lang in LANGUAGES:
        for code in HOWS:
            if Words(lang)(f"casebook_ask.consent_how_{code}") == said:
                return Answer(code, note=note)
    return None
