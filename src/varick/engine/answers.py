"""Answers as plain dictionaries, the same for the table, the CSV, the JSON and the page: numbers a year, with both errors."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from varick.engine import uncertainty
from varick.engine.days import Floats
from varick.engine.expect import Expected, expect
from varick.engine.monte_carlo import wilson
from varick.engine.population import Counted, Progress, backend, simulate
from varick.model.build import Model
from varick.model.scenario import Scenario
from varick.model.shipped import model_of
from varick.model.wiring import ancestors

DAYS_A_YEAR = 365.25


@dataclass
class World:
    """A scenario made ready to be asked: its model, its exact expectation, its draws of the facts."""

    scenario: Scenario
    model: Model
    draws: int = uncertainty.DRAWS
    like: "World | None" = None
    tell: Progress | None = None
    """Told of (draws done, draws in all)."""

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        like: "World | None" = None,
        draws: int = uncertainty.DRAWS,
        tell: Progress | None = None,
    ) -> "World":
        """Build a scenario's world. ``like``: one whose tables and structure are used again where they fit."""
        return cls(scenario, model_of(scenario, like.model if like is not None else None), draws, like, tell)

    @cached_property
    def expected(self) -> Expected:
        """The exact expectation."""
        return expect(self.model.program, self.like.expected.layers if self.like is not None else None)

    @cached_property
    def places(self) -> dict[str, Floats]:
        """Where each fact stands in its range in each draw."""
        return uncertainty.places(uncertainty.ranged(self.model), self.scenario.seed, self.draws)

    @cached_property
    def drawing(self) -> uncertainty.Drawing:
        """The draws of all facts, shared with the world that this one is like."""
        like = self.like
        if like is not None and (like.draws, like.scenario.seed) == (self.draws, self.scenario.seed):
            return like.drawing
        return uncertainty.Drawing(self.scenario.seed, self.draws)

    @cached_property
    def drawn(self) -> uncertainty.Drawn:
        """The exact expectation in each joint draw of the facts."""
        like = self.like
        alike = like is not None and self.drawing is like.drawing
        return self.drawing.draw(
            self.model, like.drawn.layers if like is not None and alike else None, self.tell
        )

    @property
    def per_year(self) -> float:
        """Arrests a year: what turns a probability into people a year."""
        return self.scenario.headcount * DAYS_A_YEAR / self.model.days

    @property
    def names(self) -> tuple[str, ...]:
        """The events, in order."""
        return tuple(self.model.program.steps[i].name for i in self.model.program.events)

    def head(self, people: int, seconds: float) -> dict[str, Any]:
        """What stands at the top of every answer."""
        return {
            "scenario": self.scenario.name,
            "hash": self.scenario.hash,
            "model": self.model.program.digest,
            "people": people,
            "seed": self.scenario.seed,
            "seconds": seconds,
        }


def expected_activities(world: World, people: int | None = None) -> dict[str, Any]:
    """The exact expected numbers among ``people`` arrests, with the intervals that the facts' ranges give."""
    people = people or world.scenario.headcount
    events = world.expected.events
    rows = []
    for k, name in enumerate(world.names):
        exact = float(events[k])
        rows.append(_row(world, k, name, exact * people, exact, exact, exact))
    return {**world.head(people, world.expected.seconds), "activities": rows}


def simulated_activities(
    world: World,
    people: int | None,
    *,
    threads: int = 1,
    block: int | None = None,
    backend_name: str | None = None,
    counted: Counted | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Counts among simulated people. ``counted``: counts that were made elsewhere (on a cluster)."""
    people = people or world.scenario.headcount
    if counted is None:
        runner = backend(world.model.program, backend_name, people)
        runner.count(
            world.scenario.seed, 0, 1
        )  # load what is compiled, so that `seconds` is the engine's own work
        counted = simulate(
            runner, world.scenario.seed, people, threads=threads, block=block, progress=progress
        )
    rows = []
    for k, name in enumerate(world.names):
        count = int(counted.events[k])
        low, high = wilson(count, people)
        rows.append(_row(world, k, name, count, count / people, low, high))
    return {**world.head(people, counted.seconds), "activities": rows}


def _row(
    world: World, k: int, name: str, count: float, share: float, mc_low: float, mc_high: float
) -> dict[str, Any]:
    low, high = uncertainty.interval(world.drawn.events[:, k] * world.per_year)
    return {
        "activity": name,
        "agency": world.model.nodes[name].agency,
        "count": count,
        "per_year": share * world.per_year,
        "low": low,
        "high": high,
        "mc_low": mc_low * world.per_year,
        "mc_high": mc_high * world.per_year,
    }


def difference(a: World, b: World, outcome: str) -> dict[str, Any]:
    """b - a a year for one outcome: exact, with the interval, the sign's agreement and the facts that move it most."""
    k, m = a.names.index(outcome), b.names.index(outcome)
    exact = float(b.drawn.stated[m] * b.per_year - a.drawn.stated[k] * a.per_year)
    draws: Floats = b.drawn.events[:, m] * b.per_year - a.drawn.events[:, k] * a.per_year
    # Differences below what floating point can tell apart are none: rules that decide nothing change nothing.
    tiny = 1e-9 * max(a.per_year, 1.0)
    exact, draws = (0.0 if abs(exact) < tiny else exact), np.where(np.abs(draws) < tiny, 0.0, draws)
    low, high = uncertainty.interval(draws)
    # A fact that has no way to the outcome moves it by the chance of the draws alone.
    bear = ancestors(a.model.wired, outcome)[1] | ancestors(b.model.wired, outcome)[1]
    where = {name: place for name, place in {**a.places, **b.places}.items() if name in bear}
    return {
        "change": exact,
        "change_low": low,
        "change_high": high,
        "same_sign_share": uncertainty.same_sign(draws, exact),
        "moved_most_by": [
            {"fact": m.fact, "share": round(m.share, 4), "direction": "up" if m.up else "down"}
            for m in uncertainty.movers(draws, where)
        ],
    }


def level(world: World, outcome: str) -> dict[str, float]:
    """One outcome a year with its interval."""
    k = world.names.index(outcome)
    low, high = uncertainty.interval(world.drawn.events[:, k] * world.per_year)
    return {"per_year": float(world.drawn.stated[k]) * world.per_year, "low": low, "high": high}
