"""The stages that a flow shows and the people who go from one to the next, checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from varick.errors import VarickError
from varick.figures.svg import Mark
from varick.words import Words

LOOSE = 1e-6
"""Relative error that sums may have: the numbers come from float additions."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One event of the pathway: people a year who meet it, with the interval.

    `kind`: "passes", "lever" (rules of city or state decide here) or "custody" (in ICE's hands). `leaving` is how
    many go no further: "rest" is what the links leave over; give a number, or "unknown", where a person can take
    several of the links, so that they overlap. `leaving_label` says why they leave.
    """

    id: str
    label: str
    agency: str
    per_year: float
    low: float
    high: float
    kind: Mark = "passes"
    leaving: float | Literal["rest", "unknown"] = "rest"
    leaving_label: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all layouts of one flow share: its words and its scale (see `flow.flow` for the zoom and `largest`)."""

    title: str
    alt: str
    words: Words
    zoom_after: str | None
    zoom: float
    largest: float | None


@dataclass(slots=True)
class Split:
    """What becomes of a stage's people. `leaving` is None where branches overlap, so that it cannot be known."""

    stage: Stage
    out: list[tuple[str, float]] = field(default_factory=list)
    into: list[tuple[str, float]] = field(default_factory=list)

    @property
    def leaving(self) -> float | None:
        """People a year who go no further; 0 at a last stage (its bar says it all)."""
        if self.stage.leaving == "unknown":
            return None
        if self.stage.leaving != "rest":
            return self.stage.leaving
        if not self.out:
            return 0.0
        left = self.stage.per_year - sum(people for _, people in self.out)
        if left < -LOOSE * max(self.stage.per_year, 1.0):
            return None
        return left if left > LOOSE * max(self.stage.per_year, 1.0) else 0.0


def splits(stages: Sequence[Stage], links: Sequence[tuple[str, str, float]]) -> dict[str, Split]:
    """Each stage with its links, in pathway order.

    `links` are (from, to, people a year). Raises VarickError for a stage named twice, a link to a stage that is
    not there or that comes earlier, a number that is negative, or a link wider than the stage it leaves.
    """
    found: dict[str, Split] = {}
    for stage in stages:
        if stage.id in found:
            raise VarickError(f"flow: stage {stage.id!r} is given twice; give each once")
        if stage.per_year < 0 or not stage.low <= stage.high:
            raise VarickError(
                f"flow: stage {stage.id!r} has {stage.per_year} ({stage.low}, {stage.high}); check it"
            )
        found[stage.id] = Split(stage)
    order = {name: place for place, name in enumerate(found)}
    for source, target, people in links:
        for name in (source, target):
            if name not in found:
                raise VarickError(f"flow: a link names {name!r}, which is no stage; give both its ends")
        if order[source] >= order[target]:
            raise VarickError(f"flow: {target!r} stands before {source!r}; give stages in pathway order")
        if not 0 <= people <= found[source].stage.per_year * (1 + LOOSE):
            raise VarickError(
                f"flow: {people} people go from {source!r} to {target!r}, more than are there; check"
            )
        found[source].out.append((target, people))
        found[target].into.append((source, people))
    return found


def layers_of(drawn: Sequence[Sequence[Stage]]) -> dict[str, int]:
    """Each stage's column number."""
    return {stage.id: number for number, column in enumerate(drawn) for stage in column}


def columns(stages: Sequence[Stage], found: dict[str, Split]) -> list[list[Stage]]:
    """Columns in which every stage stands right of those before it, and each column is one agency's.

    A stage joins the first column of its agency that is right of all it comes from; else it opens a new one.
    """
    placed: dict[str, int] = {}
    drawn: list[list[Stage]] = []
    for stage in stages:
        after = max((placed[source] for source, _ in found[stage.id].into), default=-1)
        for number in range(after + 1, len(drawn)):
            if drawn[number][0].agency == stage.agency:
                break
        else:
            number = len(drawn)
            drawn.append([])
        drawn[number].append(stage)
        placed[stage.id] = number
    return drawn
