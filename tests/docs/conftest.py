"""Makes docs/ importable, and keeps what several pages ask for: a scenario's world is the same whoever asks."""

import sys
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from varick.engine.answers import World
from varick.engine.uncertainty import DRAWS
from varick.model.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs"))


@pytest.fixture(scope="session")
def worlds() -> Iterator[None]:
    """While this is in force, a scenario that was asked before is not worked out again."""
    made: dict[tuple[Any, ...], World] = {}
    build = World.of

    def of(scenario: Scenario, *arguments: Any, **named: Any) -> World:
        draws = signature(build).bind(scenario, *arguments, **named).arguments.get("draws")
        key = (scenario.name, scenario.hash, draws or DRAWS)
        if key not in made:
            made[key] = build(scenario, *arguments, **named)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(World, "of", of)
        yield
