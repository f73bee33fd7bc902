"""Cases as lines of a table, CSV or JSON: what `list` and `search` print."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from varick.cli.output import as_csv, as_json, as_table

if TYPE_CHECKING:
    from varick.casebook.cases.case import Case
    from varick.casebook.cases.fields import Field
    from varick.words import Words

SHOWN = (
    "practice",
    "arrest_date",
    "letter_date",
    "derived_days_arrest_to_letter",
    "appointment_on",
    "attended",
    "interview_outcome",
)
"""Columns where none are named."""


def chosen(names: Sequence[str], every: bool) -> "list[Field]":
    """The fields of the columns. Raises VarickError for a name that is none."""
    from varick.casebook.cases.fields import field, fields

    return list(fields().values()) if every else [field(name) for name in names or SHOWN]


def show_lines(
    cases: "Sequence[Case]", of: int, columns: "Sequence[Field]", form: str, words: "Words"
) -> None:
    """Print the cases, ``of`` so many, as asked. CSV and JSON hold codes; a question never asked is empty there, and *unknown*
    is the word unknown. In CSV an apostrophe stands before what a spreadsheet would take for a formula."""
    if form == "json":
        told = [{"case": c.id, "answers": _json(c, columns), "derived": derived(c, columns)} for c in cases]
        click.echo(as_json({"cases": told, "shown": len(told), "of": of}))
        return
    if form == "csv":
        names = ["case", *(field.name for field in columns)]
        click.echo(as_csv([{"case": c.id, **_codes(c, columns)} for c in cases], names), nl=False)
        return
    from varick.casebook.cases.saying import say_answer, say_days

    click.echo(words("casebook_show.cases", shown=words.number(len(cases)), all=words.number(of)))
    if not cases:
        return
    heads = [_capital(words("casebook_show.case")), *(_capital(f.label(words)) for f in columns)]
    rows = []
    for case in cases:
        said = [
            say_days(case.derived(f.name), words)
            if f.tier == "derived"
            else say_answer(f, case.answers.get(f.name), words, brief=True)
            for f in columns
        ]
        rows.append(dict(zip(heads, [case.id, *(_one_line(text) for text in said)], strict=True)))
    click.echo(as_table(rows, heads))


def derived(case: "Case", columns: "Sequence[Field]") -> dict[str, Any]:
    """The derived fields among the columns: low, high, about; None where they cannot be counted."""
    found: dict[str, Any] = {}
    for field in columns:
        if field.tier == "derived":
            days = case.derived(field.name)
            found[field.name] = days and {"low": days.low, "high": days.high, "about": days.about}
    return found


def _json(case: "Case", columns: "Sequence[Field]") -> Mapping[str, Any]:
    from varick.casebook.cases.answers import to_json

    return {f.name: to_json(case.answers[f.name]) for f in columns if f.name in case.answers}


def _codes(case: "Case", columns: "Sequence[Field]") -> dict[str, str]:
    from varick.casebook.cases.answers import written
    from varick.casebook.sharing.sheet import guarded

    return {
        f.name: str(case.derived(f.name) or "")
        if f.tier == "derived"
        else guarded(written(case.answers.get(f.name)))
        for f in columns
    }


def _one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
