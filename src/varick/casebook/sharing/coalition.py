"""Coarsened cases for partner organisations: consented, not privileged, under ids that are made for this export."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from varick.casebook.cases.sealing import new_id
from varick.casebook.sharing.coarse import WITHHELD, Row, coarse_answers, dropped, row_of, shared
from varick.casebook.sharing.groups import DESCRIBES, LEAST, grouped
from varick.casebook.sharing.package import Package
from varick.casebook.sharing.sheet import as_csv, as_json
from varick.casebook.sharing.statement import Statement
from varick.errors import NoAnswer

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.cases.case import Case


def may_go(book: "Book", case_ids: Sequence[str] = ()) -> "list[Case]":
    """The cases that may leave for a coalition, of these or of all. Raises NoAnswer where there is none."""
    cases: Iterable[Case] = (
        (book.case(name) for name in dict.fromkeys(case_ids)) if case_ids else book.cases()
    )
    found = [case for case in cases if case.may_leave("coalition")]
    if not found:
        raise NoAnswer(
            "no case may leave for a coalition: each needs consent for it (varick casebook consent) and to be marked as "
            "not privileged"
        )
    return found


def fresh_ids(cases: "Sequence[Case]", taken: Iterable[str]) -> dict[str, str]:
    """Case id -> a random id that no case of the book has, each once."""
    used = set(taken)
    given: dict[str, str] = {}
    for case in cases:
        other = new_id()
        while other in used:
            other = new_id()
        used.add(other)
        given[case.id] = other
    return given


def coalition(book: "Book", case_ids: Sequence[str], k: int = LEAST, *, today: date) -> Package:
    """Consented, unprivileged cases as coarsened rows in random order; descriptions shared by fewer than k made alike.

    Raises NoAnswer where no case may leave."""
    cases = may_go(book, case_ids)
    given = fresh_ids(cases, (case.id for case in book.cases()))
    secrets.SystemRandom().shuffle(cases)
    done = grouped([coarse_answers(case) for case in cases], k)
    rows: list[Row] = []
    for case, answers, withheld in zip(cases, done.answers, done.withheld, strict=True):
        row = {"case": given[case.id], **row_of(answers)}
        row |= dict.fromkeys(withheld, WITHHELD)
        rows.append(row)
    statement = Statement()
    statement.say("made", organisation=book.organisation, day=today)
    statement.say("coalition", cases=len(cases))
    statement.say("coalition_dropped", fields=", ".join(one.name for one in dropped()))
    statement.say("coalition_coarse")
    statement.say("coalition_ids")
    statement.say("coalition_days")
    if k > 1:
        described = [name for name in DESCRIBES if any(one.name == name for one in shared())]
        statement.say("groups", k=k, fields=", ".join(described), few=done.few, cases=len(cases))
        statement.say("groups_done", k=k, alike=done.few - done.bare, bare=done.bare)
    else:
        statement.say("groups_not", few=grouped([coarse_answers(case) for case in cases], 2).few)
    statement.say("groups_rest")
    statement.say("states")
    statement.say("revoked", organisation=book.organisation)
    columns = ["case", *(one.name for one in shared())]
    data = {
        "format": 1,
        "level": "coalition",
        "organisation": book.organisation,
        "made": today.isoformat(),
        "statement": statement.both(),
        "cases": [{column: row[column] for column in columns if row[column]} for row in rows],
    }
    files = {"cases.json": as_json(data), "cases.csv": as_csv(columns, rows)}
    return Package("coalition", "cases", files, given, statement)
