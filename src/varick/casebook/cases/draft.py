"""A case that somebody has begun to enter and not finished; it is kept inside the encrypted file and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from varick.casebook.cases import answers as answering
from varick.casebook.cases import consent as consenting
from varick.casebook.cases import identity as identifying
from varick.casebook.cases.answers import Answer
from varick.casebook.cases.case import NEVER, read_answers
from varick.casebook.cases.consent import Consent, Use
from varick.casebook.cases.identity import Identity


@dataclass(frozen=True)
class Draft:
    """Answers so far. ``case_id``: the case that is being changed, None for a new one. ``at``: where the person left, a name
    that the form chooses. ``id`` is given by `Book.keep_draft`; ``kept`` is UTC, to the minute.
    """

    id: str = ""
    case_id: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    identity: Identity | None = None
    consents: Mapping[Use, Consent] = field(default_factory=dict)
    privileged: bool | None = None
    retain_until: date | None = None
    at: str = ""
    kept: datetime = NEVER


def to_json(draft: Draft) -> dict[str, Any]:
    """A draft as plain JSON, without its id."""
    return {
        "case_id": draft.case_id,
        "answers": {name: answering.to_json(answer) for name, answer in draft.answers.items()},
        "identity": identifying.to_json(draft.identity) if draft.identity is not None else None,
        "consents": consenting.to_json(draft.consents),
        "privileged": draft.privileged,
        "retain_until": draft.retain_until.isoformat() if draft.retain_until else None,
        "at": draft.at,
        "kept": draft.kept.isoformat(),
    }


def from_json(draft_id: str, read: Mapping[str, Any]) -> Draft:
    """The draft that `to_json` made."""
    return Draft(
        draft_id,
        read["case_id"],
        read_answers(read["answers"]),
        identifying.from_json(read["identity"]) if read["identity"] is not None else None,
        consenting.from_json(read["consents"]),
        read["privileged"],
        date.fromisoformat(read["retain_until"]) if read["retain_until"] else None,
        read["at"],
        datetime.fromisoformat(read["kept"]),
    )
