"""How people get from one stage to the next: exact numbers that split each stage by the stage that each person met before."""

from collections.abc import Sequence

from varick.engine.answers import World
from varick.engine.expect import posterior

SMALLEST = 1e-12


def flows(world: World, stages: Sequence[str]) -> list[tuple[str, str, float]]:
    """(from, to, people a year) between stages in travelling order. Each person of a stage comes from the latest earlier
    stage of the list that happened to them, so that what leaves a stage and what stays behind add up."""
    program, layers = world.model.program, world.expected.layers
    events = dict(zip(world.names, world.expected.events.tolist(), strict=True))
    found = []
    for k, stage in enumerate(stages):
        given = {program.index[stage]: 1}
        mass = events[stage]
        for before in reversed(stages[:k]):
            if mass < SMALLEST:
                break
            share = float(posterior(layers, given)[program.index[before]][1])
            if share * mass >= SMALLEST:
                found.append((before, stage, share * mass * world.per_year))
            if share > 1 - SMALLEST:
                break
            given[program.index[before]] = 0
            mass *= 1 - share
    return found
