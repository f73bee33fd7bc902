"""``varick expect``: exact expected numbers."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from varick.cli.options import language_option, population_options, scenario_named, scenario_options
from varick.cli.output import progress, show
from varick.words import Words

if TYPE_CHECKING:
    from varick.engine.answers import World

COLUMNS = ("activity", "agency", "count", "per_year", "low", "high", "mc_low", "mc_high")


@click.command(
    epilog="Example: varick expect --scenario nyc-2018 --reform end-interoperability --format csv",
)
@scenario_options
@population_options
@click.option("--log", hidden=True)
@language_option
def command(
    scenario: str,
    reforms: tuple[str, ...],
    facts: tuple[str, ...],
    seed: int | None,
    draws: int,
    form: str,
    people: int | None,
    log: str | None,
    lang: str,
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
    words = Words(lang)
    show(answer["activities"], COLUMNS, form, answer, head(world, answer, words), words)


def head(world: "World", answer: dict[str, Any], words: Words) -> list[str]:
    """The lines above a table: what was asked, and how to ask it again."""
    scenario = world.scenario
    start, end = scenario.period
    title = words.title("scenario", scenario.name, scenario.title)
    lines = [
        words("table.head", title=title, scenario=scenario.name, hash=answer["hash"], model=answer["model"]),
        words(
            "table.asked",
            first=words.date(start),
            last=words.date(end - timedelta(days=1)),
            reforms=", ".join(scenario.reforms) or words("page.no_reforms"),
            people=words.number(answer["people"]),
            seed=str(answer["seed"]),
        ),
        words("table.draws", draws=words.number(world.draws)),
    ]
    return [*lines, *filter(None, [words.notice]), ""]
