"""Answers as plain dictionaries, the same for the table, the CSV, the JSON and the page: numbers a year, with both errors."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from varick.engine import uncertainty
from varick.engine.clocks import Floats
from varick.engine.expect import Expected, expect
from varick.engine.monte_carlo import wilson
from varick.engine.population import Counted, Progress, backend, simulate
from varick.model.build import Model
from varick.model.scenario import Scenario
from varick.model.shipped import model_of

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

    @property
    def _same_draws(self) -> "World | None":
        """The world whose draws this one's can lean on."""

        def drawn_alike(world: World) -> tuple[object, ...]:
            return world.draws, world.scenario.seed, world.model.period

        like = self.like
        return like if like is not None and drawn_alike(like) == drawn_alike(self) else None

    @cached_property
    def draw_models(self) -> list[Model]:
        """The model in each joint draw of the facts."""
        like = self._same_draws
        return uncertainty.models(
            self.model, self.places, self.draws, like.draw_models if like is not None else None
        )

    @cached_property
    def drawn(self) -> uncertainty.Drawn:
        """The exact expectation in each joint draw of the facts."""
        like = self._same_draws
        structure = uncertainty.envelope(self.model, self.draw_models)
        return uncertainty.draw(
            self.draw_models, structure, like.drawn.clocks if like is not None else None, self.tell
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
    exact = float(b.expected.events[m] * b.per_year - a.expected.events[k] * a.per_year)
    draws: Floats = b.drawn.events[:, m] * b.per_year - a.drawn.events[:, k] * a.per_year
    # Differences below what floating point can tell apart are none: rules that decide nothing change nothing.
    tiny = 1e-9 * max(a.per_year, 1.0)
    exact, draws = (0.0 if abs(exact) < tiny else exact), np.where(np.abs(draws) < tiny, 0.0, draws)
    low, high = uncertainty.interval(draws)
    where = {**a.places, **b.places}
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
    return {"per_year": float(world.expected.events[k]) * world.per_year, "low": low, "high": high}
