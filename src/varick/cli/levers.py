"""``varick levers``: every reform against one scenario."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import click

from varick.cli.options import language_option, scenario_named, scenario_options
from varick.cli.output import as_csv, as_json, lined_up, progress
from varick.words import Words

COLUMNS = (
    "controlled_by",
    "reform",
    "outcome",
    "per_year",
    "change",
    "change_low",
    "change_high",
    "same_sign_share",
    "deciding_fact",
    "deciding_grade",
)


@click.command(epilog="Example: varick levers --scenario nyc-2018 --format json")
@scenario_options
@language_option
def command(
    scenario: str,
    reforms: tuple[str, ...],
    facts: tuple[str, ...],
    seed: int | None,
    draws: int,
    form: str,
    lang: str,
) -> None:
    """Every reform against a scenario: what would change, for how many a year, and who holds that lever.

    Exact expectation, in the same joint draws of the facts; low and high are 5th and 95th percentiles. Grouped by owner,
    not ranked: nothing here says what anybody should do.
    """
    from varick.engine.answers import World
    from varick.engine.levers import levers
    from varick.model.load import library

    words = Words(lang)
    world = World.of(scenario_named(scenario, reforms, facts, seed), draws=draws)
    answer = levers(world, library().reforms, progress("reforms"))
    if form == "json":
        click.echo(as_json(answer))
        return
    if form == "csv":
        rows = [
            {
                "controlled_by": lever["controlled_by"],
                "reform": lever["reform"],
                "outcome": outcome,
                **numbers,
            }
            for lever in answer["levers"]
            for outcome, numbers in lever["outcomes"].items()
        ]
        click.echo(as_csv(rows, COLUMNS), nl=False)
        return
    title = words.title("scenario", world.scenario.name, world.scenario.title)
    for line in table(answer, title, words):
        click.echo(line)


def table(answer: Mapping[str, Any], title: str, words: Words) -> Iterator[str]:
    """The answer as text: things as they are, then by owner what each reform would change, then what changes nothing."""
    yield words("lever.head", title=title, scenario=answer["scenario"], hash=answer["hash"])
    if words.notice:
        yield words.notice
    baseline = [
        ["", words.label("activity", name), words.estimate(n["per_year"], n["low"], n["high"])]
        for name, n in answer["baseline"].items()
    ]
    yield from lined_up(baseline, right=())
    yield ""
    yield words("lever.intro")
    heads = [
        "",
        words("lever.outcome"),
        words("lever.change"),
        words("lever.same_sign"),
        words("lever.deciding"),
    ]
    changed = {lever["reform"]: _changes(lever, words) for lever in answer["levers"]}
    lines = iter(lined_up([heads, *(row for rows in changed.values() for row in rows)], right=(3,)))
    yield f"\n{next(lines)}"
    for owner, held in groupby(answer["levers"], key=lambda lever: str(lever["controlled_by"])):
        told = [lever for lever in held if changed[lever["reform"]]]
        if told:
            yield f"\n{words.label('owner', owner)}"
        for lever in told:
            yield words(
                "lever.reform",
                title=words.title("reform", lever["reform"], lever["title"]),
                name=lever["reform"],
            )
            for _ in changed[lever["reform"]]:
                yield next(lines)
            if note := _hand_overs(lever, words):
                yield f"    {note}"
    unchanged = [lever["reform"] for lever in answer["levers"] if not changed[lever["reform"]]]
    if unchanged:
        yield "\n" + words("lever.unchanged", reforms=", ".join(unchanged))
    for each in answer["left_out"]:
        yield "\n" + words("lever.left_out", reform=each["reform"], why=each["why"])


def _changes(lever: Mapping[str, Any], words: Words) -> list[list[str]]:
    """A row for each outcome that changes in some draw."""
    rows = []
    for outcome, n in lever["outcomes"].items():
        if not (n["change"] or n["change_low"] or n["change_high"]):
            continue
        fact, grade = n["deciding_fact"], n["deciding_grade"]
        known = (
            words("lever.fact", fact=fact, grade=words.label("grade", grade))
            if fact
            else words("lever.certain")
        )
        shift = words.change(n["change"], n["change_low"], n["change_high"])
        rows.append(
            ["  ", words.label("activity", outcome), shift, words.percent(n["same_sign_share"]), known]
        )
    return rows


def _hand_overs(lever: Mapping[str, Any], words: Words) -> str:
    """That letters change only through people handed over, and how many of them; empty where that is not so."""
    letters = lever["outcomes"]["letter"]
    if (
        not lever.get("letter_only_through_handed_over")
        or letters["change_low"] == letters["change_high"] == 0
    ):
        return ""
    n = lever["handed_over"]
    return words("lever.hand_overs", change=words.change(n["change"], n["change_low"], n["change_high"]))
