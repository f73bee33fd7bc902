"""``varick levers``: every reform against one scenario."""

from typing import Any

import click

from varick.cli.options import scenario_named, scenario_options
from varick.cli.output import number, progress, show

COLUMNS = (
    "controlled_by",
    "reform",
    "outcome",
    "per_year",
    "change",
    "change_low",
    "change_high",
    "same_sign_share",
)


@click.command(epilog="Example: varick levers --scenario nyc-2018 --format json")
@scenario_options
def command(
    scenario: str, reforms: tuple[str, ...], facts: tuple[str, ...], seed: int | None, draws: int, form: str
) -> None:
    """Every reform against a scenario: what would change, for how many a year, and who holds that lever.

    Exact expectation, in the same joint draws of the facts; low and high are 5th and 95th percentiles. Grouped by owner,
    not ranked: nothing here says what anybody should do.
    """
    from varick.engine.answers import World
    from varick.engine.levers import levers
    from varick.model.load import library

    world = World.of(scenario_named(scenario, reforms, facts, seed), draws=draws)
    answer = levers(world, library().reforms, progress("reforms"))
    rows: list[dict[str, Any]] = [
        {"controlled_by": lever["controlled_by"], "reform": lever["reform"], "outcome": outcome, **numbers}
        for lever in answer["levers"]
        for outcome, numbers in lever["outcomes"].items()
    ]
    if form == "table":
        rows = [r for r in rows if r["change"] or r["change_low"] or r["change_high"]]
    lines = [
        f"{world.scenario.title} ({answer['scenario']}, hash {answer['hash']}), people a year as things are:"
    ]
    lines += [
        f"  {name:14s} {number(n['per_year']):>9s}  ({number(n['low'])} to {number(n['high'])})"
        for name, n in answer["baseline"].items()
    ]
    unchanged = sorted({lv["reform"] for lv in answer["levers"]} - {r["reform"] for r in rows})
    lines += ["", "Change a year by reform; outcomes that do not change in any draw are left out.", ""]
    show(rows, COLUMNS, form, answer, lines)
    for each in answer["left_out"] if form == "table" else ():
        click.echo(f"\nNot combined with what is in force: {each['reform']} ({each['why']}).")
    if form == "table" and unchanged:
        click.echo(f"\nNo outcome changes in any draw: {', '.join(unchanged)}.")
