"""Consented cases as an event log that `varick observe` asks: which step came in which week, of persons numbered anew."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from varick import __version__
from varick.casebook.cases.answers import Answer
from varick.casebook.cases.dates import DayOf
from varick.casebook.sharing.coalition import may_go
from varick.casebook.sharing.coarse import WITHHELD, coarse_answers
from varick.casebook.sharing.groups import LEAST, grouped
from varick.casebook.sharing.package import Package
from varick.casebook.sharing.statement import Statement
from varick.errors import NoAnswer

if TYPE_CHECKING:
    from varick.casebook.book import Book

NYPD, ICE, GROUPS = "nypd", "ice", "community organisations"
STEPS: tuple[tuple[str, str, str], ...] = (
    ("arrest_date", "arrested", NYPD),
    ("fingerprinted_on", "printed", NYPD),
    ("detainer_date", "detainer", ICE),
    ("letter_date", "letter", ICE),
    ("letter_received_on", "letter_received", ICE),
    ("appointment_on", "letter_appointment", ICE),
    ("ice_action_on", "ice_arrest", ICE),
    ("nta_date", "notice_to_appear", ICE),
    ("released_on", "released_by_ice", ICE),
    ("told_on", "documented", GROUPS),
)
"""(date of the case, activity, agency) in the order in which steps of one week stand. Names are those of the model where it
has the step."""
ATTRIBUTES = ("practice", "arrest_borough", "arrest_charge_class", "attended", "interview_outcome")
ORIGIN = date(2000, 1, 3)
"""A Monday."""
MINUTES = 24 * 60


def events(book: "Book", k: int = LEAST, *, today: date) -> Package:
    """Consented, unprivileged cases as an event log; each date is the Monday of its week.

    A date that is not known to the week is no event. Attributes that fewer than k persons share are withheld. Raises
    NoAnswer where no case may leave, or none has a date."""
    cases = may_go(book)
    secrets.SystemRandom().shuffle(cases)
    answers = [coarse_answers(case) for case in cases]
    weeks = [_weeks(one) for one in answers]
    dated = [place for place, one in enumerate(weeks) if one]
    if not dated:
        raise NoAnswer("no case that may leave has a date known to the week; there is no event to write")
    attributes = [{n: one[n] for n in ATTRIBUTES if n in one} for one in answers]
    done = grouped([attributes[place] for place in dated], k)
    statement = Statement()
    statement.say("made", organisation=book.organisation, day=today)
    statement.say("events", cases=len(dated), steps=sum(len(weeks[place]) for place in dated))
    left_out = sum(_vague(answers[place]) for place in dated)
    statement.say("events_weeks", left_out=left_out)
    statement.say("events_lags")
    paths = [tuple(weeks[place]) for place in dated]
    statement.say("events_alone", alone=sum(paths.count(path) == 1 for path in paths), cases=len(dated))
    statement.say("events_attributes", fields=", ".join(ATTRIBUTES), few=done.few, k=k)
    statement.say("coalition_ids")
    statement.say("revoked", organisation=book.organisation)
    data = _log(paths, done.answers, done.withheld)
    given = {cases[place].id: str(number) for number, place in enumerate(dated, start=1)}
    return Package("coalition", "events", {"events.parquet": data}, given, statement)


def _weeks(answers: Mapping[str, Answer]) -> list[tuple[int, int]]:
    """(Monday as days since the origin, activity) of each step known to the week, in order of time, then of `STEPS`."""
    found = []
    for code, (name, _, _) in enumerate(STEPS):
        value = answers[name].value if name in answers else None
        if isinstance(value, DayOf) and value.precision == "week":
            found.append(((value.day - ORIGIN).days, code))
    return sorted(found)


def _vague(answers: Mapping[str, Answer]) -> int:
    """How many dates are known, but not to the week."""
    values = [answers[name].value for name, _, _ in STEPS if name in answers]
    return sum(isinstance(value, DayOf) and value.precision != "week" for value in values)


def _log(
    paths: Sequence[Sequence[tuple[int, int]]],
    attributes: Sequence[Mapping[str, Answer]],
    withheld: Sequence[frozenset[str]],
) -> bytes:
    """The log as Parquet, made in memory: persons are numbered from one in the order given."""
    import numpy as np

    from varick.eventlog import LogMeta
    from varick.eventlog.parquet import as_bytes

    texts = [
        {name: _said(one, gone, name) for name in ATTRIBUTES}
        for one, gone in zip(attributes, withheld, strict=True)
    ]
    values = {name: tuple(sorted({text[name] for text in texts} - {""})) for name in ATTRIBUTES}
    code = {name: {"": -1} | {v: i for i, v in enumerate(values[name])} for name in ATTRIBUTES}
    events = [(number, day, step) for number, path in enumerate(paths) for day, step in path]
    columns: dict[str, Any] = {
        "person": np.array([number + 1 for number, _, _ in events], dtype=np.uint64),
        "time": np.array([day * MINUTES for _, day, _ in events], dtype=np.int32),
        "activity": np.array([step for _, _, step in events], dtype=np.uint16),
    }
    for name in ATTRIBUTES:
        columns[name] = np.array([code[name][texts[n][name]] for n, _, _ in events], dtype=np.int32)
    meta = LogMeta(
        __version__,
        "documented",
        "",
        None,
        ORIGIN,
        tuple((activity, agency) for _, activity, agency in STEPS),
        values,
    )
    return as_bytes([columns], meta)


def _said(answers: Mapping[str, Answer], withheld: frozenset[str], name: str) -> str:
    if name in withheld:
        return WITHHELD
    answer = answers.get(name)
    return "" if answer is None else str(answer.value or answer.state)
