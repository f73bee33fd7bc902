"""``varick expect``: exact expected numbers."""

import click

from varick.cli.options import population_options, scenario_named, scenario_options
from varick.cli.output import progress, show

COLUMNS = ("activity", "agency", "count", "per_year", "low", "high", "mc_low", "mc_high")


@click.command(
    epilog="Example: varick expect --scenario nyc-2018 --reform end-interoperability --format csv",
)
@scenario_options
@population_options
@click.option("--log", hidden=True)
def command(
    scenario: str,
    reforms: tuple[str, ...],
    facts: tuple[str, ...],
    seed: int | None,
    draws: int,
    form: str,
    people: int | None,
    log: str | None,
    **_population: object,
) -> None:
    """Exact expected numbers of a scenario: nobody is drawn, so there is no Monte Carlo error.

    low and high are the 5th and 95th percentiles over joint draws of all facts within their ranges. Options about
    threads, blocks, backends and engines are accepted and change nothing: the calculation is one small sum.
    """
    from varick.engine.answers import World, expected_activities

    if log is not None:
        raise click.UsageError(
            "--log: expect draws nobody, so there is no log; use varick simulate --log FILE"
        )
    chosen = scenario_named(scenario, reforms, facts, seed, people)
    world = World.of(chosen, draws=draws, tell=progress("draws of the facts"))
    answer = expected_activities(world, people)
    show(answer["activities"], COLUMNS, form, answer, head(world, answer))


def head(world: object, answer: dict[str, object]) -> list[str]:
    """The lines above a table: what was asked, and how to ask it again."""
    from varick.engine.answers import World

    assert isinstance(world, World)
    start, end = world.scenario.period
    reforms = ", ".join(world.scenario.reforms) or "none"
    return [
        f"{world.scenario.title} ({answer['scenario']}, hash {answer['hash']}, model {answer['model']})",
        f"arrests {start} up to {end}; reforms: {reforms}; people {answer['people']:,}, seed {answer['seed']}",
        f"low and high: 5th and 95th percentile over {world.draws} draws of the facts",
        "",
    ]
