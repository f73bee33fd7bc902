"""Building the layers: visit the steps in order, and keep only what some later step can still tell apart.

After each step, variables that nobody reads again are dropped, values that no remaining table tells apart are merged,
and what only closed branches would read is forgotten; states that became equal are added up.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varick.engine.clocks import NOTHING, Clocks, History
from varick.engine.days import Floats
from varick.engine.joint import Joint
from varick.engine.layers import CERTAIN, Layer, Layers
from varick.engine.schedule import Schedule, Visit
from varick.errors import VarickError
from varick.model.program import Integers

MOST_STATES, MOST_TRANSITIONS, MOST_HISTORIES = 250_000, 2_000_000, 1_024


@dataclass
class _States:
    """The states under way: one column a live variable, a history each."""

    columns: dict[int, NDArray[np.int16]] = field(default_factory=dict)
    history: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))

    def taken(self, source: NDArray[np.int64]) -> None:
        self.columns = {i: c[source] for i, c in self.columns.items()}
        self.history = self.history[source]


class Builder:
    """Builds the layers of one program, or of many draws of it at once. Raises VarickError, naming the step, where they grow
    too wide."""

    def __init__(self, joint: Joint, like: Clocks | None = None) -> None:
        """``like``: clocks of similar draws, whose answers are taken over where they would be the same."""
        self.joint, self.program = joint, joint.program
        self.clocks = Clocks(joint, like)
        self.schedule = Schedule(joint, self.clocks)
        self.known: dict[History, int] = {NOTHING: 0}
        self.histories: list[History] = [NOTHING]
        self.states = _States()
        self.layers: list[Layer] = []
        self.clock_odds: dict[int, Floats] = {}
        self.gates = {g for s in self.program.steps for g in s.gates}
        self._turn = {v.step: t for v, t in self.schedule.turn.items() if not v.clock}
        self._metted: dict[int, list[int]] = {}
        self._shortened: dict[tuple[int, frozenset[int], frozenset[int]], int] = {}

    def build(self) -> Layers:
        """The layers of the whole program."""
        started = self.clocks.start()
        self.states.history = np.array([self._number(h) for _, h in started])
        layers = Layers(
            self.joint, self.clocks, _side_by_side([w for w, _ in started]), self.layers, self.clock_odds
        )
        for turn, visit in enumerate(self.schedule.visits):
            source, entry, value = self._clock(visit) if visit.clock else self._step(visit)
            target, count = self._settle(turn, visit)
            self.layers.append(Layer(visit, source, target, entry, value, count))
            layers.widest = max(layers.widest, count)
            self._check_width(visit, len(source), count)
        layers.histories = len(self.histories)
        self.clocks.finished()
        return layers

    def _check_width(self, visit: Visit, transitions: int, states: int) -> None:
        histories = len(np.unique(self.states.history)) if len(self.histories) > MOST_HISTORIES else 0
        for many, most, what in (
            (transitions, MOST_TRANSITIONS, "transitions"),
            (states, MOST_STATES, "states"),
            (histories, MOST_HISTORIES, "histories of days"),
        ):
            if many > most:
                raise VarickError(
                    f"{self.program.steps[visit.step].name}: exact expectation would need {many:,} {what} here (limit "
                    f"{most:,}); derive properties with fewer values before this node, or simulate"
                )

    def _number(self, history: History) -> int:
        number = self.known.setdefault(history, len(self.histories))
        if number == len(self.histories):
            self.histories.append(history)
        return number

    def _column(self, i: int) -> NDArray[np.int16]:
        """The value of a variable in each state; one that no table tells apart any more counts as its first."""
        return (
            self.states.columns[i]
            if i in self.states.columns
            else np.zeros(len(self.states.history), np.int16)
        )

    def _open(self, gates: tuple[int, ...]) -> NDArray[np.bool_] | None:
        """Which states passed one of the gates; None for all."""
        if not gates:
            return None
        passed: NDArray[np.bool_] = self.states.columns[gates[0]] != 0
        for gate in gates[1:]:
            passed = passed | (self.states.columns[gate] != 0)
        return passed

    def _rows(self, i: int, who: Integers | slice) -> Integers:
        """Flat (era, row) of the step's table for some of the states."""
        step = self.program.steps[i]
        row = np.zeros(len(self.states.history[who]), np.int64)
        for j, stride in zip(step.inputs, step.strides, strict=True):
            row += self._column(j)[who] * np.int64(stride)
        if self.schedule.asks_class(i):
            row += self._era(i)[self.states.history[who]] * step.rows
        elif len(self.program.eras[i]) and self.joint.stacks[i].tables.shape[1] > 1:
            segment = (
                self.clocks.segment_of_class[step.clock][0]
                if step.clock in self.clocks.segment_of_class
                else 0
            )
            row += int(self.program.eras[i][segment]) * step.rows
        return row

    def _era(self, i: int) -> Integers:
        """For each history, the era of the step on its clock."""
        step = self.program.steps[i]
        met = self._metted.setdefault(step.clock, [])
        for history in self.histories[len(met) :]:
            met.append(dict(history.met).get(step.clock, 0))
        eras: Integers = self.program.eras[i][self.clocks.segment_of_class[step.clock]][np.array(met)]
        return eras

    def _step(self, visit: Visit) -> tuple[Integers, Integers | None, NDArray[np.int16]]:
        """The value of a step in every state. -> (source state, number of the probability, value) of each transition."""
        i = visit.step
        step = self.program.steps[i]
        passed = self._open(step.gates)
        n = len(self.states.history)
        who = np.arange(n) if passed is None else np.flatnonzero(passed)
        if step.race:
            a, b = step.race
            row = self._column(a)[who] * np.int64(self.schedule.size(b)) + self._column(b)[who]
        else:
            row = self._rows(i, who)
        if not self.joint.chancy(i):
            value = np.zeros(n, np.int16)
            value[who] = self.joint.stacks[i].tables.reshape(-1)[row]
            self.states.columns[i] = value
            return np.arange(n), None, value
        possible = (self.joint.odds(i)[:-1] > 0).any(axis=1).reshape(-1, step.size)
        if step.race:  # under other delays the outcome that is impossible now need not be
            possible = np.ones_like(possible)
        k, v = np.nonzero(possible[row])
        shut = np.empty(0, np.int64) if passed is None else np.flatnonzero(~passed)
        source = np.concatenate([who[k], shut])
        entry = np.concatenate([row[k] * step.size + v, np.full(len(shut), CERTAIN)])
        value = np.concatenate([v, np.zeros(len(shut), np.int64)]).astype(np.int16)
        self.states.taken(source)
        self.states.columns[i] = value
        return source, entry, value

    def _clock(self, visit: Visit) -> tuple[Integers, Integers | None, NDArray[np.int16]]:
        """The day of an event that happened: the law it meets, and the history that each state goes on with."""
        i = visit.step
        step = self.program.steps[i]
        happened = self.states.columns[i] != 0
        n = len(happened)
        who = np.flatnonzero(happened)
        after = np.zeros(len(who), np.int64)
        for place, gate in reversed(list(enumerate(step.gates))):
            mine = self.states.columns[gate][who] != 0 if len(step.gates) > 1 else np.ones(len(who), bool)
            after[mine] = place
        spread = self._column(step.delay)[who]
        places, spreads = max(len(step.gates), 1), int(spread.max(initial=0)) + 1
        asked = (self.states.history[who] * places + after) * spreads + spread
        unique, inverse = _distinct_of(asked, len(self.histories) * places * spreads)
        odds: list[Floats] = []
        to: list[int] = []
        span = np.zeros((len(unique), 2), np.int64)
        moved = step.delay >= 0 and self.program.steps[step.delay].whole_days
        for k, key in enumerate(unique.tolist()):
            history, place, number = key // spreads // places, key // spreads % places, key % spreads
            before = self.program.steps[step.gates[place]].own_clock
            follows = (step.delay, number) if moved else None
            split = self.clocks.move(self.histories[history], i, before, follows)
            span[k] = len(odds), len(split)
            odds += [share for share, _ in split]
            to += [self._number(h) for _, h in split]
        self.clock_odds[len(self.layers)] = _side_by_side([*odds, np.ones(1)])
        begin, many = span[inverse].T if len(who) else np.zeros((2, 0), np.int64)
        turn = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        entry = np.concatenate([np.repeat(begin, many) + turn, np.full(n - len(who), CERTAIN)]).astype(
            np.int64
        )
        source = np.concatenate([np.repeat(who, many), np.flatnonzero(~happened)])
        history = self.states.history[source]
        drawn = entry >= 0
        history[drawn] = np.array([*to, 0])[entry[drawn]]
        self.states.taken(source)
        self.states.history = history
        return source, entry, self.states.columns[i]

    def _settle(self, turn: int, visit: Visit) -> tuple[NDArray[np.int64], int]:
        """Drop, merge and forget; then number the distinct states. -> (target of each transition, number of states)."""
        may_close = visit.step in self.gates
        changed = self._forget_behind_closed_gates(turn, may_close)
        for i in list(self.states.columns):
            same = next((reps for t, reps in self.schedule.alike[i] if t == turn), None)
            if same is None:
                continue
            if same.max() == 0:
                del self.states.columns[i]
                changed = True
            elif not np.array_equal(same, np.arange(len(same))):
                self.states.columns[i] = same[self.states.columns[i]].astype(np.int16)
                changed = True
        if may_close or visit.clock or turn in self.schedule.day_turns:
            changed |= self._forget_days(turn)
        if not changed:
            # Still distinct, because they were and each transition adds its own value.
            n = len(self.states.history)
            return np.arange(n), n
        return self._distinct()

    def _distinct(self) -> tuple[NDArray[np.int64], int]:
        n = len(self.states.history)
        key: NDArray[np.int64] = np.zeros(n, np.int64)
        space = 1
        columns: list[NDArray[Any]] = [self.states.history, *self.states.columns.values()]
        for column in columns:
            size = int(column.max(initial=0)) + 1
            if space * size >= 1 << 62:
                _, key = np.unique(key, return_inverse=True)
                space = int(key.max(initial=0)) + 1
            key, space = key * size + column, space * size
        unique, target = _distinct_of(key, space)
        count = len(unique)
        first = np.empty(count, np.int64)
        first[target[::-1]] = np.arange(n - 1, -1, -1)
        self.states.taken(first)
        return target, count

    def _forget_behind_closed_gates(self, turn: int, may_close: bool) -> bool:
        """Set to its first value what only closed branches would still read. -> whether anything was."""
        changed = False
        for i in list(self.states.columns):
            readers = self.schedule.readers[i]
            later = [t for t in readers if t > turn]
            if not later or not (may_close or turn in readers):
                continue
            need = self._needed(later, turn)
            if need is not None and not need.all():
                self.states.columns[i] = np.where(need, self.states.columns[i], 0).astype(np.int16)
                changed = True
        return changed

    def _needed(self, later: list[int], turn: int) -> NDArray[np.bool_] | None:
        """In which states some of these later visits may still be asked; None for all of them."""
        innermost = set()
        for t in later:
            visit = self.schedule.visits[t]
            chain = self.schedule.chains[visit.step]
            gates = ((visit.step,), *chain) if visit.clock else chain
            settled = next((g for g in gates if all(self._settled(x, turn) for x in g)), None)
            if settled is None:
                return None
            innermost.add(settled)
        need: NDArray[np.bool_] | None = None
        for passing in innermost:
            passed = self._open(passing)
            assert passed is not None
            need = passed if need is None else need | passed
        return need

    def _settled(self, i: int, turn: int) -> bool:
        return self._turn[i] <= turn and i in self.states.columns

    def _forget_days(self, turn: int) -> bool:
        """Shorten each state's history to what its open branches may still ask. -> whether any became shorter."""
        if len(self.histories) == 1:
            return False
        n = len(self.states.history)
        pattern = np.zeros(n, np.int64)
        bits: list[tuple[str, int]] = []
        for kind, readers in (("met", self.schedule.class_readers), ("open", self.schedule.day_readers)):
            for clock, turns in sorted(readers.items()):
                later = [t for t in turns if t > turn]
                if later:
                    need = self._needed(later, turn)
                    pattern |= (1 if need is None else need.astype(np.int64)) << len(bits)
                    bits.append((kind, clock))
        key = self.states.history << len(bits) | pattern
        present = np.zeros(len(self.histories) << len(bits), bool)
        present[key] = True
        fresh = np.zeros(len(present), np.int64)
        asked_of: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
        for value in np.flatnonzero(present).tolist():
            history, wanted = value >> len(bits), value & (1 << len(bits)) - 1
            if wanted not in asked_of:
                kept = [bits[b] for b in range(len(bits)) if wanted >> b & 1]
                asked_of[wanted] = (
                    frozenset(c for kind, c in kept if kind == "met"),
                    frozenset(c for kind, c in kept if kind == "open"),
                )
            met, opened = asked_of[wanted]
            asked = (history, met, opened)
            if asked not in self._shortened:
                self._shortened[asked] = self._number(
                    self.clocks.forget(self.histories[history], met, opened)
                )
            fresh[value] = self._shortened[asked]
        before, self.states.history = self.states.history, fresh[key]
        return not np.array_equal(before, self.states.history)


def _distinct_of(keys: Integers, space: int) -> tuple[Integers, Integers]:
    """The distinct ones of keys below ``space``, in order, and the place of each key among them."""
    if space <= 16 * len(keys) + 65_536:
        seen = np.zeros(space, bool)
        seen[keys] = True
        return np.flatnonzero(seen), (np.cumsum(seen) - 1)[keys]
    unique, inverse = np.unique(keys, return_inverse=True)
    return unique, inverse.ravel().astype(np.int64)


def _side_by_side(odds: list[Floats]) -> Floats:
    """Odds, each of one or all draws, as float64 (odds, draws or 1)."""
    return np.stack(np.broadcast_arrays(*odds))
