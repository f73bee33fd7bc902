"""The people of a table (CSV, xlsx, ods) who take part in a count, for an office without a casebook; and an empty table."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from varick.casebook.cases.answers import Answer, day_in
from varick.casebook.cases.case import Case
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.dates import FORMS
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import Identity, Name, NameKind
from varick.casebook.file import disk
from varick.casebook.taking_in.cells import DayOrder, answer_of, consent_state, yes_or_no
from varick.casebook.taking_in.columns import plain, spellings
from varick.casebook.taking_in.numbers import holds_a_number
from varick.casebook.taking_in.reading import GUIDE, Table, read_table
from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.gathering.rules import Gathered, date_fields, gathered
from varick.words import LANGUAGES, Words

MOST_SAID = 6
"""Rows that one complaint names."""
GIVEN, FAMILY = "given_name", "family_name"
_IDENTITY = (
    "name_own",
    "name_arrest",
    "name_letter",
    "name_dhs",
    "name_other",
    GIVEN,
    FAMILY,
    "birth_date",
    "phone",
)
_ALWAYS = ("own_reference", *_IDENTITY, "arrest_precinct", "practice", "privileged", "consent_together")
_NEEDED = ("practice", "privileged", "consent_together")

Cells = Mapping[str, str]
"""Title of a column -> the cell's text, of those that are filled."""


def columns(charter: Charter) -> list[str]:
    """The titles of the columns that are read, each once: those of a casebook's import."""
    dates = (name for practice in charter.practices for name in date_fields(practice))
    return list(dict.fromkeys((*_ALWAYS, *dates)))


def from_table(
    path: Path, charter: Charter, sheet: str | None = None, order: DayOrder = "year-first"
) -> Gathered:
    """The cases of a table that the charter covers; the reference is the own number, or else the row.

    ``order``: which of day and month comes first in 3/8/2018; "year-first" refuses it. Headings may be a column's title, or
    its label or question in either language; others are not read. Every row is read or the table is refused. Raises
    VarickError, with row and column and never with what stands there, and NoAnswer where none takes part.
    """
    table = read_table(path, sheet)
    places, ignored = _matched(table, charter)
    wrong: list[tuple[int, str]] = [(one.row, one.reason) for one in table.unfit]
    found = []
    for number, row in table.rows:
        cells = {title: text for title, at in places.items() if (text := (row[at] or "").strip())}
        try:
            found.append(_case(cells, number, charter, order))
        except VarickError as error:
            wrong.append((number, str(error)))
    if wrong:
        raise VarickError(f"{table.file}: {_complaint(wrong)}")
    return gathered(found, charter, ignored)


def write_template(target: Path, charter: Charter) -> None:
    """An empty table with the columns and, in the row below, what may be written there. Raises VarickError for a name that is
    taken, and a place that cannot be written."""
    titles = [one for one in columns(charter) if one not in (GIVEN, FAMILY)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["", *titles])
    writer.writerow([GUIDE, *(_allowed(title, charter) for title in titles)])
    try:
        disk.private(target, b"\xef\xbb\xbf" + text.getvalue().encode())
    except FileExistsError:
        raise VarickError(f"{target}: there is something of that name already; choose another name") from None
    except OSError as error:
        raise disk.refused(target, error) from error


def _matched(table: Table, charter: Charter) -> tuple[dict[str, int], tuple[str, ...]]:
    """Title -> place of its column; the headings that are not read. Raises VarickError for two of one title, and for none
    of one that must be there."""
    known = _headings(charter)
    places: dict[str, int] = {}
    ignored = []
    for at, heading in enumerate(table.headings):
        titles = known.get(plain(heading), frozenset())
        if not titles:
            ignored += [heading[:80]] if heading else []
            continue
        if len(titles) > 1 or (title := min(titles)) in places:
            raise VarickError(
                f'{table.file}: two columns, or one of two meanings: "{heading[:80]}"; name each by a title of the template'
            )
        places[title] = at
    if not any(title in places for title in _IDENTITY[:5]) and not (GIVEN in places and FAMILY in places):
        raise VarickError(
            f"{table.file}: no column of names; call it name, or give given_name and family_name"
        )
    dates = tuple(dict.fromkeys(name for practice in charter.practices for name in date_fields(practice)))
    for wanted in (*((title,) for title in _NEEDED), dates):
        if not any(title in places for title in wanted):
            raise VarickError(
                f"{table.file}: no column {' or '.join(wanted)}; add it (see varick together charter template)"
            )
    return places, tuple(ignored)


def _headings(charter: Charter) -> dict[str, frozenset[str]]:
    """`plain` heading -> the titles that it may mean, of those that are read."""
    wanted = set(columns(charter))
    found: dict[str, set[str]] = {}
    for spelt, targets in spellings().items():
        for target in targets:
            if target.title in wanted:
                found.setdefault(spelt, set()).add(target.title)
    for title in (GIVEN, FAMILY):
        for words in map(Words, LANGUAGES):
            for text in (title, *words(f"together_heading.{title}").split("|")):
                found.setdefault(plain(text), set()).add(title)
    return {spelt: frozenset(titles) for spelt, titles in found.items()}


def _case(cells: Cells, number: int, charter: Charter, order: DayOrder) -> tuple[Case, Identity, str]:
    """A row as a case. Raises VarickError beginning with the column's title."""
    answers: dict[str, Answer] = {}
    for title, text in cells.items():
        if title in fields():
            with _at(title):
                answers[title] = answer_of(fields()[title], text, order, "")
    reference = answers.get("own_reference")
    ref = str(reference.value) if reference and reference.value else str(number)
    consents: dict[Any, Consent] = {}
    privileged = None
    with _at("consent_together"):
        state = _consent(cells.get("consent_together", ""))
        if state != "not_asked":
            # the table is the record of how it was said; only the state decides here
            consents["together"] = Consent(state, charter.first, "table")  # type: ignore[arg-type]  # one of the states
    with _at("privileged"):
        if "privileged" in cells:
            privileged = yes_or_no(cells["privileged"])
    case = Case(str(number), answers, consents, privileged)
    return case, _identity(cells, order), ref


def _consent(text: str) -> str:
    """A state of consent; yes and no are taken for given and refused."""
    if not text:
        return "not_asked"
    try:
        return consent_state(text)
    except VarickError:
        try:
            said = yes_or_no(text)
        except VarickError:
            raise VarickError("given, refused, revoked or not_asked") from None
        return "not_asked" if said is None else "given" if said else "refused"


def _identity(cells: Cells, order: DayOrder) -> Identity:
    names: list[Name] = []
    whole = {title: cells[title] for title in _IDENTITY[:5] if title in cells}
    parts = (cells.get(FAMILY, ""), cells.get(GIVEN, ""))
    if any(parts):
        whole.setdefault("name_own", ", ".join(parts) if all(parts) else "".join(parts))
    for title, text in whole.items():
        kind: NameKind = title.removeprefix("name_")  # type: ignore[assignment]  # titles are made of the kinds
        with _at(title):
            for one in filter(None, (part.strip() for part in text.split(";"))):
                if holds_a_number(one):
                    raise VarickError("holds something like an A-number; take it out")
                names.append(Name(one, kind))
    birth = None
    with _at("birth_date"):
        if "birth_date" in cells:  # read as any other date, with its words for what is not known
            birth = day_in({"on": answer_of(fields()["told_on"], cells["birth_date"], order, "")}, "on")
    with _at("phone"):
        return Identity(tuple(names), birth, cells.get("phone", ""))


@contextmanager
def _at(title: str) -> Iterator[None]:
    """Puts the column's title before what is wrong within."""
    try:
        yield
    except VarickError as error:
        raise VarickError(f"{title}: {str(error).removeprefix(f'{title}: ')}") from None


def _complaint(wrong: Sequence[tuple[int, str]]) -> str:
    said = "; ".join(f"row {row}, {reason}" if row else reason for row, reason in wrong[:MOST_SAID])
    more = f"; and {len(wrong) - MOST_SAID} more rows" if len(wrong) > MOST_SAID else ""
    return f"{said}{more}. Correct them and run it again: nothing was taken"


def _allowed(title: str, charter: Charter) -> str:
    if title in fields():
        one = fields()[title]
        if title == "practice":
            return " | ".join(charter.practices)
        return {"date": FORMS, "count": f"{one.low}-{one.high}"}.get(one.kind, "...")
    said = {"birth_date": FORMS, "phone": "", "privileged": "yes | no | unknown"}
    return said.get(title, "given | refused | not_asked" if title == "consent_together" else "a; b")
