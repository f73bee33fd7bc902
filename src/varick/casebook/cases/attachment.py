"""What is known of an attached file: its name, kind, where it is from, when it was made, its hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from varick.casebook.cases.answers import clean
from varick.casebook.cases.dates import DayOf, parse_day
from varick.errors import VarickError

Kind = Literal["letter", "photograph", "document", "recording", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LARGEST = 100_000_000
"""Bytes of one file."""


@dataclass(frozen=True)
class Attachment:
    """A file kept with a case.

    ``provenance``: from whom and how it came. ``taken``: when it was made. ``size`` in bytes; ``sha256`` of the bytes as they
    came, in hexadecimal. ``added``: UTC, to the minute.
    """

    id: str
    name: str
    kind: Kind
    provenance: str
    taken: DayOf | None
    size: int
    sha256: str
    added: datetime

    def __post_init__(self) -> None:
        # The name of a file is chosen by whoever sent it, and goes to terminals.
        object.__setattr__(self, "name", clean(self.name))
        object.__setattr__(self, "provenance", clean(self.provenance))
        kind_named(self.kind)
        if not self.name.strip() or not self.provenance.strip():
            raise VarickError("an attachment needs a name and where it is from")
        if self.size > LARGEST:
            raise VarickError(f"the file has {self.size:,} bytes; an attachment may have {LARGEST:,}")


def kind_named(name: str) -> Kind:
    """A kind by its name. Raises VarickError for any other."""
    if name not in KINDS:
        raise VarickError(f"the kind of an attachment is one of {', '.join(KINDS)}")
    return name


def to_json(attachment: Attachment) -> dict[str, Any]:
    """An attachment as plain JSON, without its id."""
    return {
        "name": attachment.name,
        "kind": attachment.kind,
        "provenance": attachment.provenance,
        "taken": str(attachment.taken) if attachment.taken else None,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "added": attachment.added.isoformat(),
    }


def from_json(attachment_id: str, read: Mapping[str, Any]) -> Attachment:
    """The attachment that `to_json` made."""
    return Attachment(
        attachment_id,
        read["name"],
        read["kind"],
        read["provenance"],
        parse_day(read["taken"]) if read["taken"] else None,
        read["size"],
        read["sha256"],
        datetime.fromisoformat(read["added"]),
    )
