"""``varick offense``: whether a section is on the city's list on a day, and whether an arrest for it is fingerprinted."""

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from varick.cli.options import day_option, language_option, text_format_option
from varick.words import Words

if TYPE_CHECKING:
    from varick.model.offences import Answer


@click.command(epilog='Example: varick offense "PL 120.05" --on 2018-04-26')
@click.argument("section")
@day_option
@text_format_option
@language_option
def command(section: str, day: Any, form: str, lang: str) -> None:
    """Whether a conviction under SECTION is on the city's list of violent or serious crimes on a day, and whether an arrest
    for it must be fingerprinted.

    SECTION is of the Penal Law (PL), the Vehicle and Traffic Law (VTL) or the Administrative Code (AC), with or without
    a subdivision: "PL 265.02(3)". The list matters to convictions only; the charge of an arrest decides on fingerprints.
    """
    from varick.model.offences import offences

    words = Words(lang)
    answer = offences().answer(section, day.date())
    if form == "json":
        click.echo(json.dumps(as_dict(answer, words), indent=1, ensure_ascii=False))
        return
    for line in _text(answer, words):
        click.echo(line)


def as_dict(answer: "Answer", words: Words) -> dict[str, Any]:
    """An answer as the JSON of `varick offense` has it: the reasons as sentences of the language."""
    return {
        "offense": str(answer.section),
        "name": answer.name,
        "qualifies": answer.qualifies,
        "subdivisions": list(answer.subdivisions),
        "listed_since": answer.listed_since,
        "fingerprintable": answer.fingerprintable,
        "why": " ".join(_sentences(answer, words)),
    }


def _text(answer: "Answer", words: Words) -> Iterator[str]:
    late = [s for r, s in zip(answer.reasons, _sentences(answer, words), strict=True) if r.key == "law_known"]
    yield from late
    name = answer.name or words("offense.no_name")
    yield words("offense.head", offense=str(answer.section), date=words.date(answer.on), name=name)
    if words.notice:
        yield words.notice
    yield words("offense.qualifies", answer=_said(answer.qualifies, words))
    if answer.subdivisions:
        yield words("offense.subdivisions", parts=", ".join(answer.subdivisions))
    if answer.listed_since:
        days = [words.date(date.fromisoformat(day)) for day in answer.listed_since.split("..")]
        since = days[0] if len(days) == 1 else words("offense.between", first=days[0], last=days[1])
        yield words("offense.listed_since", date=since)
    yield words("offense.fingerprintable", answer=_said(answer.fingerprintable, words))
    if answer.cites:
        yield words("offense.cites", cites="; ".join(answer.cites))
    yield ""
    yield from _sentences(answer, words)[len(late) :]


def _said(value: bool | str, words: Words) -> str:
    if isinstance(value, bool):
        return words("told.yes" if value else "told.no")
    return words(f"offense.answer.{value}")


def _sentences(answer: "Answer", words: Words) -> list[str]:
    return [words(f"offense.{r.key}", **_filled(r.values, words)) for r in answer.reasons]


def _filled(values: Any, words: Words) -> dict[str, str]:
    """The values of a reason as the language writes them."""
    filled = {}
    for name, value in values.items():
        if isinstance(value, date):
            filled[name] = words.date(value)
        elif isinstance(value, tuple):
            filled[name] = words.listed(value) if name == "parts" else "; ".join(value)
        else:
            filled[name] = words.label("jurisdiction", value) if name == "who" else value
    return filled
