"""``varick demo``: the main job."""

from collections.abc import Mapping
from math import sqrt
from pathlib import Path
from typing import Any

import click

from varick.cli.options import scenario_named
from varick.cli.output import number, progress


@click.command(epilog="Example: varick demo --out out/nyc-2018")
@click.option(
    "--scenario",
    "-s",
    default="nyc-2018",
    show_default=True,
    help="A scenario's name, or the path of its file.",
)
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
def command(scenario: str, out: Path | None, threads: int) -> None:
    """The main job: what happens to a year of arrests, which rules bear on it, and who holds them, as one page.

    Writes index.html (English), index.es.html (Spanish, not yet reviewed) and a CSV beside every figure and table.
    The numbers rest on facts of which most are assumed; the page says of each where it is from.
    """
    from varick.engine.answers import World, simulated_activities
    from varick.engine.levers import levers
    from varick.model.load import library
    from varick.pathway import OUTCOMES
    from varick.report import write_page
    from varick.report.brief import brief

    world = World.of(scenario_named(scenario, (), (), None))
    folder = out if out is not None else Path("out") / world.scenario.name
    click.echo(
        "Working out the scenario and every reform in 200 draws of the facts (under a minute) ...", err=True
    )
    answer = levers(world, library().reforms, progress("reforms"))
    simulated = simulated_activities(world, None, threads=threads, backend_name="numpy")
    page = brief(world, answer["levers"], f"varick demo --scenario {scenario}")
    index = write_page(folder, page)

    start, end = world.scenario.period
    click.echo(f"\n{world.scenario.title}: {world.scenario.headcount:,} arrests from {start} up to {end}\n")
    click.echo("Expected people a year (with the range that the facts' own uncertainty gives):")
    for outcome in OUTCOMES:
        level = answer["baseline"][outcome]
        click.echo(
            f"  {outcome:14s} {number(level['per_year']):>9s}   ({number(level['low'])} to {number(level['high'])})"
        )
    off = max(_off(row, exact) for row, exact in zip(simulated["activities"], page.activities, strict=True))
    click.echo(
        f"\nChecked by simulating {simulated['people']:,} synthetic people: largest difference {off:.1f} standard errors."
    )
    exact = [lever for lever in answer["levers"] if lever["reform"] in page.detainer_levers]
    if exact and all(
        lever["outcomes"]["ice_notified"][key] == 0
        for lever in exact
        for key in ("change", "change_low", "change_high")
    ):
        click.echo(
            "Whatever the city answers to detainers, ICE has already been told of the arrest: under "
            + " and ".join(lever["reform"] for lever in exact)
            + " the number of people ICE is told of does not change in any draw."
        )
    assumed = sum(row["grade"] == "assumed" for row in page.facts)
    click.echo(
        f"Of {len(page.facts)} values of facts in force, {assumed} are assumed: marked so, and drawn over wide ranges."
    )
    click.echo(
        f"\nThe page: {index}\nIts numbers: {len(list(index.parent.glob('*.csv')))} CSV files beside it"
    )


def _off(row: Mapping[str, Any], exact: Mapping[str, Any]) -> float:
    """Standard errors between a simulated count and its expectation."""
    expected, people = float(exact["count"]), float(row["count"])
    return abs(people - expected) / sqrt(max(expected, 1.0))
