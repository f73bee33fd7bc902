"""Who a case is about, kept apart from the case: names as written, date of birth, telephone. Never exported below full."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from varick.casebook.cases.answers import clean
from varick.casebook.cases.dates import DayOf, parse_day
from varick.errors import VarickError

NameKind = Literal["arrest", "letter", "own", "dhs", "other"]
"""Where a name is written so: in the arrest papers, on the letter, by the person, in a DHS file, elsewhere."""
NAME_KINDS: tuple[NameKind, ...] = get_args(NameKind)
LONGEST = 200


@dataclass(frozen=True)
class Name:
    """A name as written somewhere; spellings differ, and each is kept."""

    text: str
    kind: NameKind = "own"

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))  # as it goes to terminals and sheets
        if self.kind not in NAME_KINDS:
            raise VarickError(f"the kind of a name is one of {', '.join(NAME_KINDS)}")
        if not 0 < len(self.text) <= LONGEST:
            raise VarickError(f"a name has 1 to {LONGEST} characters")


@dataclass(frozen=True)
class Identity:
    """Names, date of birth and telephone of one person. There is no place for an A-number or an address."""

    names: tuple[Name, ...] = ()
    birth_date: DayOf | None = None
    phone: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "phone", clean(self.phone))
        if len(self.phone) > LONGEST:
            raise VarickError(f"a telephone number has up to {LONGEST} characters")

    def __bool__(self) -> bool:
        return bool(self.names or self.birth_date or self.phone)


def to_json(identity: Identity) -> dict[str, Any]:
    """An identity as plain JSON."""
    return {
        "names": [{"text": n.text, "kind": n.kind} for n in identity.names],
        "birth_date": str(identity.birth_date) if identity.birth_date else None,
        "phone": identity.phone,
    }


def from_json(read: Mapping[str, Any]) -> Identity:
    """The identity that `to_json` made."""
    return Identity(
        tuple(Name(n["text"], n["kind"]) for n in read["names"]),
        parse_day(read["birth_date"]) if read["birth_date"] else None,
        read["phone"],
    )
