"""Sections of the Penal Law (PL), the Vehicle and Traffic Law (VTL) and the Administrative Code (AC), as people write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from varick.errors import VarickError
from varick.model.say import plain

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_LAWS = {
    "PL": r"(?:n\.?y\.? ?)?(?:p\.? ?l\.?|penal law|penal code)",
    "VTL": r"(?:n\.?y\.? ?)?(?:v\.? ?t\.? ?l\.?|v ?& ?t ?l?|vehicle (?:and|&) traffic(?: law)?)",
    "AC": r"(?:n\.?y\.?c\.? ?)?(?:a\.? ?c\.?|adm(?:in)?\.? ?code|administrative code)",
}
_NUMBERS = {
    "PL": r"([0-9]{1,3})(?:\.([0-9]{2})(?:-?([a-z])(?![a-z0-9]))?)?",
    "VTL": r"([0-9]{1,4})(?:-?([a-z])(?![a-z0-9]))?",
    "AC": r"([0-9]{1,2}-[0-9]{2,4}(?:\.[0-9]{1,3})*)(?:-([a-z])(?![a-z0-9]))?",
}
_SIGN = r"(?: ?(?:§+|sections?|secs?\.?|ss?\.|art(?:icle|\.)))?"
_PART = re.compile(
    r" ?(?:\(([0-9]{1,3}(?:-[a-z])?|[a-z]{1,5}(?:-[0-9])?)\)|\.([0-9]{1,2}(?:-[a-z])?)(?![0-9]))"
)
_WORDS = re.compile(
    r",? ?\b(?:subdivision|subdiv|subd|sub|subparagraph|paragraph|para|par|clause)\b\.? ?\(?([0-9a-z-]{1,5})\)?"
)
LONGEST = 200
"""Characters. No name of a section is longer."""


@dataclass(frozen=True)
class Section:
    """A section and the part of it that is meant: PL, 265.02, ("2",)."""

    law: str
    number: str
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.head + "".join(f"({part})" for part in self.parts)

    @property
    def head(self) -> str:
        """Without the parts: ``PL 265.02``."""
        return f"{self.law} {self.number}"

    @property
    def article(self) -> str:
        """The article of a section of the Penal Law, ``PL 265``; for other laws the section itself."""
        return f"{self.law} {self.number.partition('.')[0]}" if self.law == "PL" else self.head

    @property
    def is_article(self) -> bool:
        """Whether a whole article of the Penal Law is named, and no section of it."""
        return self.law == "PL" and "." not in self.number

    @property
    def around(self) -> tuple[str, ...]:
        """The section as written, and what it is a part of, from the inside out."""
        return tuple(
            self.head + "".join(f"({part})" for part in self.parts[:n])
            for n in range(len(self.parts), -1, -1)
        )

    def within(self, subdivisions: Iterable[str]) -> bool | Literal["depends"]:
        """Whether it lies within one of some subdivisions ("4", "2(b)"); depends where they lie within it."""
        inside: bool | Literal["depends"] = False
        for one in subdivisions:
            listed = tuple(re.findall(r"[0-9a-z-]+", one))
            if self.parts[: len(listed)] == listed:
                return True
            if listed[: len(self.parts)] == self.parts:
                inside = "depends"
        return inside


def parse(text: str) -> Section:
    """``P.L. 120.05 (3)`` as PL 120.05(3). A bare number with two decimals is of the Penal Law.

    Raises VarickError for text that names no section of these three laws."""
    folded = " ".join(text[: LONGEST + 1].translate(_DASHES).casefold().split())
    for law, names in _LAWS.items() if len(folded) <= LONGEST else ():
        named = re.match(rf"{names}{_SIGN} ?(?=[0-9])", folded)
        if named is None and law == "PL" and re.match(r"(?:§+ ?)?[0-9]{1,3}\.[0-9]{2}", folded):
            named = re.match(r"(?:§+ ?)?", folded)
        if named is None:
            continue
        number = re.compile(_NUMBERS[law]).match(folded, named.end())
        if number is None:
            continue
        parts = _parts(folded[number.end() :])
        section = Section(law, _written(law, number.groups()), parts or ())
        if parts is not None and not (parts and section.is_article):
            return section
    seen = plain(" ".join(text.split()))
    raise VarickError(
        f'"{seen}" is not a section of a law; write it such as "PL 120.05", "VTL 511(2)(a)" or "AC 10-125"'
    )


def _written(law: str, groups: tuple[str | None, ...]) -> str:
    *number, letter = groups
    return ".".join(filter(None, number)) + (f"-{letter}" if letter else "")


def _parts(rest: str) -> tuple[str, ...] | None:
    """The parts that follow a section's number; None where something else does."""
    parts = []
    at = 0
    while at < len(rest):
        found = _PART.match(rest, at) or _WORDS.match(rest, at)
        if found is None:
            return None
        parts.append(next(part for part in found.groups() if part))
        at = found.end()
    return tuple(parts) if len(parts) <= 6 else None
