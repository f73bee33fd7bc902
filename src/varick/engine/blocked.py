"""Simulation in blocked NumPy: always available, nothing to compile. A block is a pure function of (program, seed, persons)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varick.engine.philox import draws
from varick.engine.walk import HALF_A_DAY, MINUTES_A_DAY
from varick.model.kinds import Kind
from varick.model.program import ALWAYS, DAY_WORD, MINUTE_WORD, Integers, Program, Step

BLOCK = 65_536


@dataclass(frozen=True)
class Block:
    """What a block of people met. ``codes``: int16 (steps, people); delays are left at 0. ``minutes``: int64
    (events, people) since the first day, 00:00, or -1 where the event did not happen; None unless asked for."""

    persons: Integers
    codes: NDArray[np.int16]
    minutes: Integers | None


class _People:
    """A block under way: the values known so far."""

    def __init__(self, program: Program, seed: int, persons: Integers, times: bool) -> None:
        self.program, self.seed, self.persons, self.times = program, seed, persons, times
        self.everybody = np.arange(len(persons))
        self.codes = np.zeros((len(program.steps), len(persons)), np.int16)
        arrest_day = draws(seed, persons, DAY_WORD) * program.days >> 32
        self.days: dict[int, Integers] = {ALWAYS: arrest_day}
        self.delays: dict[int, Integers] = {}
        self.minutes: dict[int, Integers] = {}
        if times:
            self.minutes[ALWAYS] = arrest_day * MINUTES_A_DAY + (
                draws(seed, persons, MINUTE_WORD) * MINUTES_A_DAY >> 32
            )
        self._reached: dict[tuple[int, ...], Integers] = {(): self.everybody}
        self._segments: dict[int, Integers] = {}

    def reached(self, gates: tuple[int, ...]) -> Integers:
        """Places of the people for whom one of the gates happened."""
        if gates not in self._reached:
            self._reached[gates] = np.flatnonzero(self.codes[list(gates)].any(axis=0))
        return self._reached[gates]

    def entries(self, i: int, step: Step, who: Integers) -> Integers:
        """The row of the step's table that each of these people meets: int64 (people, width)."""
        table = self.program.tables[i]
        row = np.zeros(len(who), np.int64)
        for j, stride in zip(step.inputs, step.strides, strict=True):
            row += self.codes[j, who] * np.int64(stride)
        if len(table) > 1:
            row += self.program.eras[i][self.segments(step.clock)[who]] * step.rows
        return table.reshape(-1, table.shape[-1])[row]

    def segments(self, clock: int) -> Integers:
        """The segment of each person's day on this clock (anything where the clock's event did not happen)."""
        if clock not in self._segments:
            day = np.minimum(self.days[clock], self.program.horizon - 1)
            self._segments[clock] = self.program.segment_of_day[day]
        return self._segments[clock]

    def delay(self, i: int, step: Step, who: Integers) -> None:
        quantiles = self.program.quantiles[i]
        kind = self.entries(i, step, who)[:, 0]
        u = draws(self.seed, self.persons[who], step.word)
        cell, part = u >> 22, u & 0x3FFFFF
        low = quantiles[kind, cell]
        minutes = low + ((quantiles[kind, cell + 1] - low) * part >> 22)
        if step.whole_days:
            minutes = (minutes + HALF_A_DAY) // MINUTES_A_DAY * MINUTES_A_DAY
        self.delays[i] = np.zeros(len(self.persons), np.int64)
        self.delays[i][who] = minutes

    def date(self, i: int, step: Step) -> None:
        """The minute and the law's day of an event, for the people to whom it happened."""
        who = np.flatnonzero(self.codes[i])
        before = np.full(len(who), ALWAYS)
        for gate in reversed(step.gates):
            before[self.codes[gate, who] != 0] = gate
        moves = step.delay >= 0 and self.program.steps[step.delay].whole_days
        if i in self.program.deciding_clocks:
            day = np.zeros(len(self.persons), np.int64)
            for gate in step.gates:
                mine = who[before == gate]
                day[mine] = self.days[self.program.steps[gate].own_clock][mine]
            if moves:
                day[who] += self.delays[step.delay][who] // MINUTES_A_DAY
            self.days[i] = day
        if self.times:
            minute = np.full(len(self.persons), -1, np.int64)
            for gate in step.gates or (ALWAYS,):
                mine = who[before == gate]
                minute[mine] = self.minutes[gate][mine]
            if step.delay >= 0:
                minute[who] += self.delays[step.delay][who]
            self.minutes[i] = minute


def run(program: Program, seed: int, persons: Integers, *, times: bool = False) -> Block:
    """Simulate these people (their numbers, int64). With ``times``, delays that move no law are drawn as well."""
    people = _People(program, seed, persons, times)
    for i, step in enumerate(program.steps):
        who = people.reached(step.gates)
        if step.kind is Kind.DELAY:
            if times or i in program.deciding_delays:
                people.delay(i, step, who)
            continue
        if step.race:
            a, b = step.race
            people.codes[i, who] = people.delays[a][who] < people.delays[b][who]
        elif step.drawn:
            u = draws(seed, persons[who], step.word)
            place = (u[:, None] >= people.entries(i, step, who)).sum(axis=1)
            people.codes[i, who] = np.where(place < step.size - 1, place + 1, 0)
        else:
            people.codes[i, who] = people.entries(i, step, who)[:, 0]
        if step.kind is Kind.EVENT and (times or i in program.deciding_clocks):
            people.date(i, step)
    minutes = np.stack([people.minutes[i] for i in program.events]) if times else None
    return Block(persons, people.codes, minutes)
