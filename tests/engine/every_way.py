"""Every way through a small pathway with its exact probability, by trying each outcome of each draw: the slow truth."""

from collections.abc import Iterator
from random import Random

from random_pathways import Writer

from varick.model.build import Model
from varick.model.program import ONE, Program


class WithoutTime(Writer):
    """Writes pathways without delays and races, on a single day, so that their draws can be tried one by one."""

    def timed_event(self, name: str) -> None:
        """As an event without a delay."""
        self.event(name)

    def race(self, name: str) -> None:
        """As a chance."""
        self.chance(name)

    def model(self) -> Model:
        """The pathway for arrests on one day."""
        self.days = 1
        return super().model()


def timeless_model(r: Random, nodes: int) -> Model:
    """A random model of which every way can be tried."""
    return WithoutTime(r, nodes).model()


def ways(program: Program) -> Iterator[tuple[float, tuple[int, ...]]]:
    """(probability, value of each step) of each way that is possible."""
    yield from _from(program, ())


def _from(program: Program, codes: tuple[int, ...]) -> Iterator[tuple[float, tuple[int, ...]]]:
    i = len(codes)
    if i == len(program.steps):
        yield 1.0, codes
        return
    step = program.steps[i]
    assert step.delay < 0 and not step.race  # noqa: PT018
    if step.gates and not any(codes[g] for g in step.gates):
        yield from _from(program, (*codes, 0))
        return
    row = sum(codes[j] * stride for j, stride in zip(step.inputs, step.strides, strict=True))
    entry = program.tables[i][program.eras[i][0], row].tolist()
    if not step.drawn:
        yield from _from(program, (*codes, entry[0]))
        return
    before = 0
    for value, until in enumerate([*entry[: step.size - 1], ONE], 1):
        if until > before:
            for share, way in _from(program, (*codes, value % step.size)):
                yield share * (until - before) / ONE, way
        before = until
