"""``varick demo``: the main job, the brief of a scenario with a summary and a check by simulation."""

from collections.abc import Mapping
from datetime import timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import click

from varick.cli.options import language_option, scenario_option
from varick.cli.output import lined_up
from varick.words import Words


@click.command(epilog="Example: varick demo --out out/nyc-2018")
@scenario_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the page (default: out/SCENARIO).",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 1024),
    default=2,
    show_default=True,
    help="Threads for the simulated check.",
)
@language_option
def command(scenario: str, out: Path | None, threads: int, lang: str) -> None:
    """The main job: what happens to a year of arrests, which rules bear on it, and who holds them, as one page.

    Makes what varick brief makes, in English and Spanish (not yet reviewed), checks it by simulating the scenario's people,
    and prints a summary. The numbers rest on facts of which most are assumed; the page says of each where it is from.
    """
    from varick.cli.brief import make
    from varick.engine.answers import simulated_activities
    from varick.pathway import OUTCOMES
    from varick.report.headline import detainers_come_too_late

    words = Words(lang)
    made = make(scenario, out)
    world, page = made.world, made.page
    simulated = simulated_activities(world, None, threads=threads, backend_name="numpy")
    start, end = world.scenario.period
    arrests = words.number(world.scenario.headcount)
    first, last = words.date(start), words.date(end - timedelta(days=1))
    title = words.title("scenario", world.scenario.name, world.scenario.title)
    click.echo("\n" + words("demo.head", title=title, arrests=arrests, first=first, last=last))
    for line in filter(None, [words.notice]):
        click.echo(line)
    click.echo("\n" + words("demo.expected"))
    levels = [(outcome, made.answer["baseline"][outcome]) for outcome in OUTCOMES]
    rows = [
        ["", words.label("activity", o), words.estimate(n["per_year"], n["low"], n["high"])]
        for o, n in levels
    ]
    for line in lined_up(rows):
        click.echo(line)
    off = max(_off(row, exact) for row, exact in zip(simulated["activities"], page.activities, strict=True))
    checked = words("demo.checked", people=words.number(simulated["people"]), errors=words.number(off, 0.1))
    click.echo("\n" + checked)
    if detainers_come_too_late(page):
        click.echo(words("demo.too_late", reforms=words.listed(page.detainer_levers)))
    assumed = sum(row["grade"] == "assumed" for row in page.facts)
    click.echo(words("demo.assumed", facts=words.number(len(page.facts)), assumed=words.number(assumed)))
    index = made.pages[0]
    tables = len(list(index.parent.glob("*.csv")))
    click.echo("\n" + words("demo.page", path=str(index)))
    click.echo(words("demo.numbers", count=words.number(tables)))


def _off(row: Mapping[str, Any], exact: Mapping[str, Any]) -> float:
    """Standard errors between a simulated count and its expectation."""
    expected, people = float(exact["count"]), float(row["count"])
    return abs(people - expected) / sqrt(max(expected, 1.0))
