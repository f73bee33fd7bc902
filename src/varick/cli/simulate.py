"""``varick simulate``: a synthetic population."""

from pathlib import Path

import click

from varick.cli.expect import COLUMNS, head
from varick.cli.options import language_option, population_options, scenario_named, scenario_options
from varick.cli.output import progress, show
from varick.words import Words


@click.command(
    epilog="Example: varick simulate --people 100000 --threads 2 --log people.parquet --format json",
)
@scenario_options
@population_options
@language_option
@click.option(
    "--log", type=click.Path(path_type=Path, dir_okay=False), help="Write the event log to this Parquet file."
)
def command(
    scenario: str,
    reforms: tuple[str, ...],
    facts: tuple[str, ...],
    seed: int | None,
    draws: int,
    form: str,
    people: int | None,
    threads: int,
    block: int | None,
    backend: str | None,
    engine: str,
    scheduler: str | None,
    log: Path | None,
    lang: str,
) -> None:
    """Simulate synthetic people, one arrest each, and count what happened to them.

    The same seed gives the same people and the same luck under every reform, whatever the threads, blocks, backend or
    engine. mc_low and mc_high are the Monte Carlo error alone; low and high what the ranges of the facts do. The people
    are invented: nobody is identified.
    """
    from varick.engine.answers import World, simulated_activities
    from varick.engine.population import backend as chosen_backend
    from varick.engine.population import check_sizes

    if log is not None and log.is_dir():
        raise click.UsageError(f"--log {log}: this is a folder; name a file")
    if scheduler is not None and engine != "dask":
        raise click.UsageError("--scheduler needs --engine dask")
    if log is not None and not log.parent.is_dir():
        raise click.UsageError(f"--log {log}: there is no folder {log.parent}; make it first")
    world = World.of(
        scenario_named(scenario, reforms, facts, seed, people),
        draws=draws,
        tell=progress("draws of the facts"),
    )
    wanted = people or world.scenario.headcount
    check_sizes(world.scenario.seed, wanted, threads, block)
    counted = None
    if engine == "dask":
        from varick.engine import cluster

        counted = cluster.simulate(
            world.model.program, world.scenario.seed, wanted, scheduler=scheduler, threads=threads, block=block,
            backend_name=backend, progress=progress("simulated"),
        )  # fmt: skip
    if log is not None:
        from varick.engine.log import write_log

        _ = world.drawn  # what cannot be answered is refused before there is a file
        # Who is logged is counted on the way, unless a cluster has counted already.
        runner = chosen_backend(world.model.program, backend, wanted, "record_times")
        logged = write_log(world, runner, wanted, log, block=block, progress=progress("logged"))
        counted = counted or logged
    answer = simulated_activities(
        world,
        wanted,
        threads=threads,
        block=block,
        backend_name=backend,
        counted=counted,
        progress=progress("simulated"),
    )
    if log is not None:
        answer["log"] = str(log)
        answer["log_events"] = int(logged.events.sum())
    words = Words(lang)
    show(answer["activities"], COLUMNS, form, answer, head(world, answer, words), words)
