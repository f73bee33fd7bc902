"""``varick rule``: what one rule says on a day, why, and what would turn it."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from varick.cli.options import day_option, language_option, text_format_option
from varick.words import Words
from varick.words.nodes import capital, clause, thing

if TYPE_CHECKING:
    from varick.engine.ask import Ruling

MOST = 6
"""Smallest changes that are told; the rest is counted."""


@click.command(
    epilog="Example: varick rule nypd_detainer_response --on 2018-04-26 --set violent_or_serious_conviction_within_5y=yes"
)
@click.argument("name")
@day_option
@click.option(
    "--set",
    "answers",
    multiple=True,
    metavar="INPUT=VALUE",
    help="An input of the rule, or of a rule that it stands on; may be given again. Unset: no, none, 0.",
)
@text_format_option
@language_option
def command(name: str, day: Any, answers: tuple[str, ...], form: str, lang: str) -> None:
    """What the rule NAME says on a day in New York City, why, and the smallest changes that would turn it.

    NAME is a rule of the pathway (varick nodes lists them), such as nypd_detainer_response, doc_detainer_response,
    must_fingerprint, marijuana_response or ice_priority. A yes implies what it implies in law: a conviction within five
    years is a conviction. The charge may be a section: --set charge="PL 221.10"; its case is taken as
    brought, unless prosecuted=no is set. Nothing here is legal advice.
    """
    from varick.engine.ask import asker

    given = []
    for answer in answers:
        said, equals, value = answer.partition("=")
        if not equals or not said.strip() or not value.strip():
            raise click.UsageError("--set: write INPUT=VALUE, such as --set judicial_warrant=yes")
        given.append((said.strip(), value.strip()))
    words = Words(lang)
    ruling = asker().ask(name, day.date(), given)
    if form == "json":
        click.echo(json.dumps(as_dict(ruling, words), indent=1, ensure_ascii=False))
        return
    for line in _text(ruling, words):
        click.echo(line)


def as_dict(ruling: "Ruling", words: Words) -> dict[str, Any]:
    """A ruling as the JSON of `varick rule` has it: names and values of the model, reasons as sentences of the language."""
    from varick.model.kinds import label

    return {
        "rule": ruling.rule,
        "on": ruling.on.isoformat(),
        "value": label(ruling.value),
        "because": list(_because(ruling, words)),
        "cites": list(ruling.cites),
        "grade": ruling.grade,
        "inputs": {name: label(value) for name, value in ruling.inputs.items()},
    }


def _text(ruling: "Ruling", words: Words) -> Iterator[str]:
    from varick.model.kinds import label

    lines = list(_because(ruling, words))
    yield from lines[: len(ruling.late)]
    yield words("rule.head", rule=ruling.rule, date=words.date(ruling.on), value=label(ruling.value))
    if words.notice:
        yield words.notice
    for line in lines[len(ruling.late) :]:
        yield f"  {line}"
    if ruling.cites:
        yield words("rule.cites", cites="; ".join(ruling.cites))
    if ruling.grade:
        yield words("rule.grade", grade=words.label("grade", ruling.grade))
    if ruling.inputs:
        said = ", ".join(f"{name}={label(value)}" for name, value in ruling.inputs.items())
        yield words("rule.inputs", inputs=said)
    yield words("rule.not_advice")


def _because(ruling: "Ruling", words: Words) -> Iterator[str]:
    """The reasons, one sentence or a few each: what is not known, the decision, what would turn it, the law of the day."""
    from varick.model.kinds import label

    for who, day in ruling.late:
        yield words("rule.law_known", date=words.date(day), who=words.label("jurisdiction", who))
    yield words("rule.so", statement=capital(clause(words, ruling.rule, label(ruling.value))))
    if ruling.may:
        yield words("rule.may")
    if ruling.held_to_be_an_arrest:
        yield words("rule.demarco")
    for section, group in ruling.read_as:
        yield words("rule.read_as", section=section, group=group)
    if ruling.as_brought:
        yield words("rule.as_brought")
    from varick.model.explain import leading
    from varick.model.shipped import pathway

    flips = ruling.flips
    for flip in flips[:MOST]:
        changes = leading(flip.changes, pathway().nodes[ruling.rule].implies)
        conditions = words.listed([clause(words, name, label(value)) for name, value in changes])
        outcome = clause(words, ruling.rule, label(flip.outcome))
        yield capital(words("why.if", conditions=conditions, outcome=outcome))
    if len(flips) > MOST:
        yield capital(words("why.more", count=words.number(len(flips) - MOST)))
    for fact, dated in ruling.law:
        yield words(
            "rule.law",
            statement=_stands(fact.name, dated.value, words),
            date=words.date(dated.since),
            grade=words.label("grade", dated.grade),
            note=words("rule.note", note=" ".join(dated.note.split())) if dated.note else "",
        )


def _stands(fact: str, value: Any, words: Words) -> str:
    """What a fact says on the day, as a clause."""
    from varick.model.kinds import label

    if isinstance(value, bool | str):
        return clause(words, fact, label(value))
    said = words.stated(value) if isinstance(value, float) else words("rule.table")
    return f"{thing(words, fact)}: {said}"
