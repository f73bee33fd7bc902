"""The whole of some cases, with names and attachments: for counsel."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from varick.casebook.cases import answers as answering
from varick.casebook.cases import consent as consenting
from varick.casebook.cases import identity as identifying
from varick.casebook.cases.answers import written
from varick.casebook.cases.consent import USES
from varick.casebook.cases.fields import fields
from varick.casebook.sharing.package import Package
from varick.casebook.sharing.sheet import as_csv, as_json
from varick.casebook.sharing.statement import Statement
from varick.errors import NoAnswer

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.cases.case import Case
    from varick.casebook.cases.identity import Identity


def full(book: "Book", case_ids: Sequence[str], today: date) -> Package:
    """Cases with identity, sources, notes and attachments; without ids, all. Raises NoAnswer for none."""
    cases = [book.case(name) for name in dict.fromkeys(case_ids)] if case_ids else list(book.cases())
    if not cases:
        raise NoAnswer("the casebook holds no case yet; add one first")
    statement = Statement()
    statement.say("made", organisation=book.organisation, day=today)
    statement.say("full", cases=len(cases))
    closed = sum(case.privileged is not False for case in cases)
    if closed:
        statement.say("full_privileged", cases=closed)
    files: dict[str, bytes] = {}
    told, rows = [], []
    for case in cases:
        who = book.identity(case.id)
        attached = []
        for one in book.attachments(case.id):
            name = f"attachments/{case.id}/{one.id} {_plain(one.name)}"
            files[name] = book.attachment(case.id, one.id)
            attached.append(
                {
                    "file": name,
                    "name": one.name,
                    "kind": one.kind,
                    "provenance": one.provenance,
                    "taken": str(one.taken) if one.taken else None,
                    "sha256": one.sha256,
                }
            )
        told.append(_whole(case, who) | {"attachments": attached})
        rows.append(_flat(case, who))
    columns = ["case_id", "names", "birth_date", "phone", *fields(), "privileged", "retain_until", *USES]
    data = {
        "format": 1,
        "level": "full",
        "organisation": book.organisation,
        "made": today.isoformat(),
        "statement": statement.both(),
        "cases": told,
    }
    return Package(
        "full",
        "cases",
        {"cases.json": as_json(data), "cases.csv": as_csv(columns, rows), **files},
        {case.id: case.id for case in cases},
        statement,
    )


def _whole(case: "Case", who: "Identity") -> dict[str, Any]:
    derived = {one.name: case.derived(one.name) for one in fields().values() if one.tier == "derived"}
    return {
        "case_id": case.id,
        "identity": identifying.to_json(who),
        "answers": {name: answering.to_json(answer) for name, answer in case.answers.items()},
        "derived": {name: str(days) for name, days in derived.items() if days is not None},
        "consents": consenting.to_json(case.consents),
        "privileged": case.privileged,
        "retain_until": case.retain_until.isoformat(),
        "added": case.added.isoformat(),
        "changed": case.changed.isoformat(),
    }


def _flat(case: "Case", who: "Identity") -> dict[str, str]:
    row = {name: written(case.answers.get(name)) for name in fields()}
    for one in fields().values():
        if one.tier == "derived":
            days = case.derived(one.name)
            row[one.name] = "" if days is None else str(days)
    row |= {
        "case_id": case.id,
        "names": "; ".join(name.text for name in who.names),
        "birth_date": str(who.birth_date) if who.birth_date else "",
        "phone": who.phone,
        "privileged": {True: "yes", False: "no", None: "unknown"}[case.privileged],
        "retain_until": case.retain_until.isoformat(),
    }
    return row | {use: case.consents[use].state if use in case.consents else "not_asked" for use in USES}


def _plain(name: str) -> str:
    """A file name that every system takes."""
    return re.sub(r"[^\w.\- ]", "_", name).strip(" .")[-80:] or "file"
