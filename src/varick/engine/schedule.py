"""In which order exact expectation visits the steps, and what it may forget after each: read off the tables alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from varick.engine.clocks import Clocks
from varick.engine.joint import Joint
from varick.model.kinds import Kind


@dataclass(frozen=True)
class Visit:
    """One turn: a step's value (``step``), or for a ``clock`` visit the day of an event that has happened."""

    step: int
    clock: bool = False


class Schedule:
    """The visits in order, with the readers of each variable. A variable is a step, or a delay's distribution."""

    def __init__(self, joint: Joint, clocks: Clocks) -> None:
        self.joint, self.clocks = joint, clocks
        self.program = program = joint.program
        self.moving = frozenset(i for i in program.deciding_clocks if i in clocks.matter)
        self.visits = list(self._order())
        self.turn = {v: t for t, v in enumerate(self.visits)}
        self.readers: dict[int, list[int]] = {v.step: [] for v in self.visits if not v.clock}
        """Variable -> turns at which it is read, as an input, a gate or an alternative."""
        for turn, visit in enumerate(self.visits):
            for i in self.reads(visit):
                self.readers[i].append(turn)
        self.class_readers: dict[int, list[int]] = {
            c: [] for c in clocks.class_of_segment if clocks.classes(c) > 1
        }
        self.day_readers: dict[int, list[int]] = {c: [] for c in clocks.matter}
        for turn, visit in enumerate(self.visits):
            step = program.steps[visit.step]
            if visit.clock:
                for gate in step.gates:
                    self.day_readers[program.steps[gate].own_clock].append(turn)
            elif self.asks_class(visit.step):
                self.class_readers[step.clock].append(turn)

        self.day_turns = {
            t
            for readers in (self.class_readers, self.day_readers)
            for turns in readers.values()
            for t in turns
        }

    def asks_class(self, i: int) -> bool:
        """Whether the step's table differs between the classes of law that its clock tells apart."""
        step = self.program.steps[i]
        if (
            not step.timed
            or step.clock not in self.clocks.class_of_segment
            or self.clocks.classes(step.clock) < 2
        ):
            return False
        met = self.joint.stacks[i].marks[self.program.eras[i][self.clocks.segment_of_class[step.clock]]]
        return bool((met != met[0]).any())

    def reads(self, visit: Visit) -> list[int]:
        """The variables that a visit reads."""
        step = self.program.steps[visit.step]
        if visit.clock:
            spread = [step.delay] if step.delay in self.readers else []
            return [visit.step, *(step.gates if len(step.gates) > 1 else ()), *spread]
        return list(dict.fromkeys([*step.inputs, *step.gates, *step.race]))

    def _order(self) -> Iterator[Visit]:
        """Depth first from the events, so that attributes are drawn late; rules as soon as their inputs are known."""
        steps = self.program.steps
        needed_delays = ({d for s in steps for d in s.race} | {steps[i].delay for i in self.moving}) - {-1}
        done: set[int] = set()
        rules = [i for i, s in enumerate(steps) if s.kind is Kind.RULE]

        def needs(i: int) -> list[int]:
            step = steps[i]
            order = [*step.gates, *step.race, *step.inputs]
            if step.clock >= 0:
                order.insert(0, step.clock)
            if step.delay in needed_delays and i in self.moving:
                order.append(step.delay)
            return order

        def visit(i: int) -> Iterator[Visit]:
            if i in done:
                return
            for need in needs(i):
                yield from visit(need)
            if i in done:  # a rule, visited as soon as the last of its needs was
                return
            done.add(i)
            yield Visit(i)
            if i in self.moving:
                yield Visit(i, clock=True)
            # A derived property replaces its inputs at once: the charge need not stay alive for what it implies.
            for rule in rules:
                if rule not in done and all(n in done for n in needs(rule)):
                    yield from visit(rule)

        last = [i for i, s in enumerate(steps) if s.kind is not Kind.EVENT and s.kind is not Kind.DELAY]
        for i in [*self.program.events, *last]:
            yield from visit(i)

    @cached_property
    def alike(self) -> dict[int, list[tuple[int, NDArray[np.int64]]]]:
        """Variable -> (turn, representative of each value) from that turn on: values that no later table tells apart."""
        found: dict[int, list[tuple[int, NDArray[np.int64]]]] = {}
        for i, turns in self.readers.items():
            size = self.size(i)
            same = np.zeros(size, np.int64)
            steps: list[tuple[int, NDArray[np.int64]]] = []
            for turn in reversed(turns):
                steps.append((turn, _representatives(same)))
                same = _refined(same, self._told_apart(i, self.visits[turn], size))
            steps.append((self.turn[Visit(i)], _representatives(same)))
            found[i] = steps[::-1]
        return found

    def size(self, i: int) -> int:
        """Number of values of a variable; for a delay, its distributions."""
        step = self.program.steps[i]
        return self.joint.stacks[i].quantiles.shape[1] if step.kind is Kind.DELAY else step.size

    def _told_apart(self, i: int, visit: Visit, size: int) -> NDArray[np.int64]:
        """How one visit tells the values of a variable apart: a class number for each value."""
        step = self.program.steps[visit.step]
        every = np.arange(size)
        if visit.clock:
            return every
        classes = np.zeros(size, np.int64)
        if i in step.gates:
            classes = _refined(classes, (every > 0).astype(np.int64))
        if i in step.race:
            classes = _refined(classes, every)
        if i in step.inputs:
            table = self.joint.stacks[visit.step].marks
            stride = step.strides[step.inputs.index(i)]
            slices = table.reshape(len(table), -1, size, stride, table.shape[-1])
            ids: dict[bytes, int] = {}
            classes = _refined(
                classes, np.array([ids.setdefault(slices[:, :, k].tobytes(), len(ids)) for k in range(size)])
            )
        return classes

    @cached_property
    def chains(self) -> dict[int, tuple[tuple[int, ...], ...]]:
        """Step -> its gates from the inside out, as far as each is the only way in."""
        chains: dict[int, tuple[tuple[int, ...], ...]] = {}
        for i, step in enumerate(self.program.steps):
            outer = [chains[g] for g in step.gates]
            shared = [gate for gate in outer[0] if all(gate in other for other in outer)] if outer else []
            chains[i] = (step.gates, *shared) if step.gates else ()
        return chains


def _refined(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    ids: dict[tuple[int, int], int] = {}
    return np.array([ids.setdefault(pair, len(ids)) for pair in zip(a.tolist(), b.tolist(), strict=True)])


def _representatives(classes: NDArray[np.int64]) -> NDArray[np.int64]:
    first: dict[int, int] = {}
    return np.array([first.setdefault(c, value) for value, c in enumerate(classes.tolist())])
