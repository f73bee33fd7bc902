"""What the file of offences may hold: grounds of a listing, listed sections, class rules, other charges."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from varick.errors import VarickError
from varick.model.files import Parsed, Place
from varick.model.say import shown
from varick.model.schema import Day, Form, SourceId, Text
from varick.model.sections import parse

LawGrade = Literal["seen", "secondary", "recalled"]
Crime = Literal[
    "felony",
    "misdemeanor",
    "felony_or_misdemeanor",
    "repeated",
    "other_misdemeanor",
    "violation",
    "infraction",
    "loitering",
    "practice",
    "any",
    "none",
]
"""What a charge is; the head of the file says what each word means."""


def _between(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) == 2:
        return tuple(value)
    raise PydanticCustomError("between", "two dates expected: the first and the last day that it can be")


class GroundForm(Form):
    """On what a listing rests, and since when: a day, or two days between which it lies."""

    cites: list[Text] = Field(min_length=1)
    since: Day | None = None
    between: Annotated[tuple[Day, Day], BeforeValidator(_between)] | None = None
    until: Day | None = Field(None, description="The first day on which it no longer counts")
    grade: LawGrade
    source: list[SourceId] = Field(default_factory=list)
    note: str = ""

    @property
    def first(self) -> date:
        """The first day on which it may count."""
        return self.since or (self.between[0] if self.between else date.min)

    @property
    def when(self) -> str:
        """The day from which it counts, or ``first..last`` of the days that it can be."""
        return f"{self.between[0]}..{self.between[1]}" if self.between else self.first.isoformat()


class ListedForm(Form):
    """A section of the list, or parts of one."""

    name: Text
    name_grade: LawGrade
    felony_class: Text | None = Field(None, alias="class", description="Recalled throughout")
    listed: list[Text] = Field(min_length=1)
    subdivisions: list[Text] = Field(default_factory=list, description="Where only these are listed")
    rest: Literal["felony", "unknown"] = Field("felony", description="What the parts not listed are")
    mixed: bool = Field(False, description="Whether some of it may be a misdemeanor")
    began: Day | None = Field(None, alias="from", description="The first day on which it is an offense")
    repealed: Day | None = None
    note: str = ""


class RuleForm(Form):
    """A kind of crime that the list names as a kind."""

    sections: Text | None = None
    name: Text
    name_grade: LawGrade
    felony_class: Text | None = Field(None, alias="class")
    listed: list[Text] = Field(min_length=1)
    crime: Crime = "any"


class ChargeForm(Form):
    """Another charge, and what it is from which day on."""

    name: Text
    name_grade: LawGrade
    charge: Text | None = Field(None, description="The pathway's group of charges, where one is meant for it")
    what: dict[Day, Crime] = Field(min_length=1, alias="is")
    of_class: Text | None = Field(None, alias="class", description="Such as E felony, A misdemeanor")
    began: Day | None = Field(None, description="The first day on which it is an offense")
    repealed: Day | None = None
    source: list[SourceId] = Field(default_factory=list)
    note: str = ""

    def on(self, day: date) -> str:
        """What it is on a day."""
        what: Mapping[date, str] = self.what
        return what[max((since for since in what if since <= day), default=min(what))]


class OffencesForm(Form):
    """The whole file."""

    known_since: Day = Field(description="The first day for which it says what a charge is")
    grounds: dict[Text, GroundForm]
    offences: dict[Text, ListedForm]
    class_rules: dict[Text, RuleForm]
    charges: dict[Text, ChargeForm]


def check_key(parsed: Parsed, place: Place, key: str) -> None:
    """Report a key of a file that is not how a section is written."""
    try:
        written = str(parse(key))
    except VarickError:
        written = ""
    if written != key:
        how = f"; write {written}" if written else ""
        parsed.report(place, f"{shown(key)} is not how a section is written{how}")
