"""The event log of a simulated population: what `eventlog` stores, made block by block from the engine's own arrays."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varick import __version__
from varick.engine.answers import World
from varick.engine.blocked import BLOCK, Block
from varick.engine.population import Backend, Counted, Progress
from varick.eventlog.parquet import write
from varick.eventlog.schema import LogMeta
from varick.model.program import Integers


def write_log(
    world: World,
    runner: Backend,
    people: int,
    path: Path,
    *,
    block: int | None = None,
    progress: Progress | None = None,
) -> Counted:
    """Write the events of people 0..people, sorted by person and time. -> how often each happened.

    The file appears when it is complete. Raises VarickError where it cannot be written."""
    steps = world.model.program.steps
    meta = LogMeta(
        version=__version__,
        scenario=world.scenario.name,
        scenario_hash=world.scenario.hash,
        seed=world.scenario.seed,
        origin=world.scenario.period[0],
        activities=tuple((steps[i].name, steps[i].agency) for i in world.model.program.events),
    )
    begin = perf_counter()
    counts = np.zeros(len(world.model.program.events), np.int64)
    write(path, _blocks(world.scenario.seed, runner, people, block or BLOCK, counts, progress), meta)
    return Counted(people, world.scenario.seed, counts, perf_counter() - begin)


def _blocks(
    seed: int, runner: Backend, people: int, block: int, counts: Integers, progress: Progress | None
) -> Iterator[Mapping[str, Any]]:
    """The rows of each block; ``counts`` grows by its events."""
    for first in range(0, people, block):
        persons = np.arange(first, min(first + block, people), dtype=np.int64)
        made = rows(runner.run(seed, persons, times=True))
        counts += np.bincount(made["activity"], minlength=len(counts))
        yield made
        if progress is not None:
            progress(first + len(persons), people)


def rows(block: Block) -> dict[str, NDArray[Any]]:
    """person uint64, activity uint16 (place among the events), time int64 minutes: by person, then time, then place."""
    assert block.minutes is not None
    who, activity = np.nonzero(block.minutes.T >= 0)
    time = block.minutes[activity, who]
    order = np.lexsort((activity, time, who))
    return {
        "person": block.persons[who[order]].astype(np.uint64),
        "activity": activity[order].astype(np.uint16),
        "time": time[order],
    }
