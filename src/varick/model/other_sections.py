"""The file of other sections: what is often charged and not on the city's list, with its class; read as charges."""

from collections.abc import Collection, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, RootModel
from pydantic_core import PydanticCustomError

from varick.model.files import Parsed, Place, raise_all, read_yaml
from varick.model.library import Library, unknown
from varick.model.offence_forms import ChargeForm, LawGrade, check_key
from varick.model.schema import Day, Form, SourceId, Text, validate

WITHOUT_LETTER = {
    "misdemeanor": "other_misdemeanor",
    "violation": "violation",
    "infraction": "infraction",
    "depends": "any",
}
"""What the charge is, for classes that have no letter."""
LETTERS = {
    "felony": ("A-I", "A-II", "B", "C", "D", "E"),
    "misdemeanor": ("A", "B"),
}


def _class(value: str) -> str:
    letter, _, kind = value.partition(" ")
    if value in WITHOUT_LETTER or letter in LETTERS.get(kind, ()):
        return value
    raise PydanticCustomError(
        "class", "write such as E felony, A misdemeanor, misdemeanor, violation, infraction or depends"
    )


class OtherForm(Form):
    """A section, and on which days it is an offense."""

    name: Text
    of_class: Annotated[Text, AfterValidator(_class)] = Field(alias="class")
    since: Day | None = Field(None, alias="from", description="The first day on which it is an offense")
    until: Day | None = Field(None, description="The first day on which it is none any more")
    note: str = ""


class GroupForm(Form):
    """Sections that rest on the same source."""

    grade: LawGrade
    source: list[SourceId] = Field(min_length=1)
    note: str = ""
    sections: dict[Text, OtherForm] = Field(min_length=1)


class OthersForm(RootModel[dict[Text, GroupForm]]):
    """The whole file: groups by a name that only the file uses."""


def load_other_sections(
    file: Path | Traversable, within: Library, taken: Collection[str], known_since: date
) -> dict[str, ChargeForm]:
    """The sections of a file as charges, by name. ``taken`` are sections that stand elsewhere and must not stand here.

    Raises VarickError with a line for each problem of the file."""
    parsed = read_yaml(file, f"record/{file.name}")
    form = None if () in parsed.broken else validate(parsed, OthersForm)
    groups: Mapping[str, GroupForm] = form.root if isinstance(form, OthersForm) else {}
    found: dict[str, ChargeForm] = {}
    for name, group in groups.items():
        for i, source in enumerate(group.source):
            if source not in within.sources:
                parsed.report((name, "source", i), unknown("source", source, within.sources))
        for key, other in group.sections.items():
            place: Place = (name, "sections", key)
            if key in taken or key in found:
                parsed.report(place, "already among the offences; keep one")
            _check(parsed, place, key, other)
            found[key] = _charge(key, other, group, known_since)
    raise_all(parsed.problems)
    return found


def _check(parsed: Parsed, place: Place, key: str, other: OtherForm) -> None:
    """Report a key that is not how a section is written, a class of another law, and days the wrong way round."""
    check_key(parsed, place, key)
    penal = key.startswith("PL ")
    if penal == (other.of_class in ("misdemeanor", "infraction")):
        if penal:
            parsed.report((*place, "class"), "a crime of the Penal Law has a class with a letter")
        elif other.of_class.endswith(" misdemeanor"):
            parsed.report((*place, "class"), "write misdemeanor; the letters are those of the Penal Law")
    if other.since is not None and other.until is not None and other.until <= other.since:
        parsed.report((*place, "until"), "not after from")


def _charge(key: str, other: OtherForm, group: GroupForm, known_since: date) -> ChargeForm:
    """A section as a charge: what it is from which day on."""
    crime = WITHOUT_LETTER.get(other.of_class) or other.of_class.rpartition(" ")[2]
    what = {known_since: crime}
    if other.since is not None and other.since > known_since:
        what = {known_since: "none", other.since: crime}
    if other.until is not None:
        what[other.until] = "none"
    fields: dict[str, Any] = {
        "name": other.name,
        "name_grade": group.grade,
        "is": what,
        "class": other.of_class,
        "began": other.since,
        "repealed": other.until,
        "source": group.source,
        "note": other.note,
    }
    return ChargeForm.model_validate(fields)
