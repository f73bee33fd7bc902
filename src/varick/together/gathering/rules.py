"""Which cases a charter covers: practice, days, consent, privilege; each case that stays out has one reason, and is counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from varick.casebook.cases.answers import Answer, day_in
from varick.casebook.cases.case import Case
from varick.casebook.cases.consent import NOT_ASKED
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.identity import NAME_KINDS, Identity
from varick.casebook.watching.practices import shipped
from varick.errors import NoAnswer
from varick.together.charter.charter import Charter
from varick.together.people import Person
from varick.words import Words

REASONS = (
    "other_practice",
    "no_date",
    "outside",
    "date_open",
    "no_name",
    "not_asked",
    "refused",
    "revoked",
    "privileged",
    "privilege_open",
)
"""Why a case stays out, in the order in which it is asked; the first that holds counts.

date_open: known so roughly that it may lie outside. not_asked, refused, revoked: consent to take part in the blinded count.
privilege_open: nobody decided whether the case is privileged."""
_BEST = ("own", *(kind for kind in NAME_KINDS if kind != "own"))
"""Of several names the one that the person writes comes first."""


@dataclass(frozen=True)
class Gathered:
    """The people who take part, and how many cases stay out for which reason (of `REASONS`, those that occur).

    ``ignored``: headings of a table that were not read."""

    people: tuple[Person, ...] = field(repr=False)
    left_out: Mapping[str, int]
    ignored: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """Cases that were looked at: every one takes part or has its reason."""
        return len(self.people) + sum(self.left_out.values())


def gathered(
    cases: Iterable[tuple[Case, Identity, str]], charter: Charter, ignored: tuple[str, ...] = ()
) -> Gathered:
    """(case, who it is about, own reference) of every case as the charter has it. Raises NoAnswer where none takes part."""
    people: list[Person] = []
    out: Counter[str] = Counter()
    for case, identity, ref in cases:
        reason = why_not(case, identity, charter)
        if reason:
            out[reason] += 1
        else:
            people.append(person(case, identity, ref, charter))
    found = Gathered(tuple(people), {reason: out[reason] for reason in REASONS if out[reason]}, ignored)
    if not people:
        if not found.left_out:
            raise NoAnswer(
                "no case takes part in the count, for there is none; put one case a row below the headings"
            )
        words = Words("en")
        said = "; ".join(
            f"{n:,} {words(f'together_left_out.{reason}')}" for reason, n in found.left_out.items()
        )
        raise NoAnswer(
            f"no case takes part in the count ({said}); check practice, dates, consent and privilege"
        )
    return found


def why_not(case: Case, identity: Identity, charter: Charter) -> str:
    """The reason of `REASONS` for which a case stays out; "" where it takes part."""
    practice = case.value("practice")
    if practice not in charter.practices:
        return "other_practice"
    day = when(case.answers, str(practice))
    if day is None:
        return "no_date"
    if day.last < charter.first or day.day > charter.last:
        return "outside"
    if day.day < charter.first or day.last > charter.last:
        return "date_open"
    if not identity.names:
        return "no_name"
    consent = case.consents.get("together", NOT_ASKED).state
    if consent != "given":
        return consent
    if case.privileged is not False:
        return "privileged" if case.privileged else "privilege_open"
    return ""


def date_fields(practice: str) -> tuple[str, ...]:
    """The fields that say when a case of this practice happened; the first known one counts."""
    for one in shipped().practices:
        if one.name == practice:
            return one.dates
    return shipped().case_dates


def when(answers: Mapping[str, Answer], practice: str) -> DayOf | None:
    """When a case of the practice happened, as precisely as it is known."""
    days = (day_in(answers, name) for name in date_fields(practice))
    return next((day for day in days if day is not None), None)


def person(case: Case, identity: Identity, ref: str, charter: Charter) -> Person:
    """What tokens are made of: no more than the charter's fields."""
    names = sorted(identity.names, key=lambda name: _BEST.index(name.kind))
    precinct = case.value("arrest_precinct")
    return Person(
        names=tuple(dict.fromkeys(name.text for name in names)),
        birth=identity.birth_date if "birth_date" in charter.fields else None,
        precinct=str(precinct) if precinct is not None and "precinct" in charter.fields else "",
        phone=identity.phone if "phone" in charter.fields else "",
        ref=ref,
    )
