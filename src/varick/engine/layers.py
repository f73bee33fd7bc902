"""Exact propagation over layers of distinct live states: no sampling, the exact mean of what `simulate` draws.

After each step, variables that nobody reads again are dropped, values that no remaining table tells apart are merged,
and what only closed branches would read is forgotten; states that became equal are added up. The transitions are kept,
so that new probabilities can be pushed through the same structure, and evidence backwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varick.engine.clocks import NOTHING, Clocks, Floats, History, Spread, odds_of_race
from varick.engine.schedule import Schedule, Visit
from varick.errors import VarickError
from varick.model.program import ONE, Integers, Program

MOST_STATES, MOST_HISTORIES = 250_000, 512
CERTAIN = -1
"""In place of a probability's number: one, which stands at the end of every flat list of probabilities."""


@dataclass(frozen=True)
class Layer:
    """One visit: from each source state, with the probability numbered ``entry``, to a target state with a value."""

    visit: Visit
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    entry: NDArray[np.int64] | None
    """Place in the visit's flat list of probabilities; None where nothing is drawn."""
    value: NDArray[np.int16]
    states: int
    """Number of target states."""


@dataclass(frozen=True)
class Pattern:
    """What the merging of states relied on in a drawn step's table, in the eras that some state meets: where it is zero,
    and along each input (axis) which slices are equal (for each, the first one like it)."""

    eras: Integers
    zero: NDArray[np.bool_]
    equal: tuple[tuple[int, Integers], ...]


@dataclass(frozen=True)
class Asked:
    """One question of a clock visit: the day that follows a history's day; the classes of law that it may meet."""

    history: History
    clock: int
    before: int
    spread: Spread | None
    kinds: tuple[int, ...]


@dataclass
class Layers:
    """The recorded structure of one program."""

    program: Program
    clocks: Clocks
    start: Floats
    layers: list[Layer]
    clock_odds: dict[int, Floats]
    """Layer number -> probabilities of a clock visit."""
    asked: dict[int, list[Asked]]
    """Layer number -> the questions behind those probabilities, in order."""
    widest: int = 0
    widest_step: str = ""
    transitions: int = 0
    histories: int = 0
    patterns: dict[int, Pattern] = field(default_factory=dict)
    prepared: dict[int, Floats] = field(default_factory=dict)
    """Odds of races, which cost something to work out."""

    def moved(self, program: Program, clocks: Clocks, clock_odds: dict[int, Floats]) -> "Layers":
        """The same structure under a program that fits it."""
        return replace(self, program=program, clocks=clocks, clock_odds=clock_odds, prepared={})

    def asked_again(self, clocks: Clocks) -> dict[int, Floats] | None:
        """The probabilities of all clock visits under changed delays; None where other laws can be met than before."""
        found = {}
        for number, questions in self.asked.items():
            odds: list[float] = []
            for q in questions:
                shares = clocks.asked(q.history, q.clock, q.before, q.spread, q.kinds)
                if shares is None:
                    return None
                odds += shares.tolist()
            found[number] = np.array([*odds, 1.0])
        return found

    def odds_table(self, i: int, table: Integers) -> Integers:
        """A drawn step's table of thresholds with an axis for the era and for each input, and one for the value."""
        step = self.program.steps[i]
        sizes = [self.program.steps[j].size for j in step.inputs]
        edges = np.concatenate(
            [np.zeros_like(table[..., :1]), table, np.full_like(table[..., :1], ONE)], axis=-1
        )
        return np.diff(edges, axis=-1).reshape(len(table), *sizes, -1)

    def pattern(self, i: int) -> Pattern:
        """What the states relied on in this step's table."""
        if i not in self.patterns:
            layer = next(layer for layer in self.layers if layer.visit == Visit(i))
            assert layer.entry is not None
            step = self.program.steps[i]
            met = layer.entry[layer.entry >= 0] // (step.rows * step.size)
            eras = np.flatnonzero(np.bincount(met, minlength=len(self.program.tables[i])))
            table = self.odds_table(i, self.program.tables[i])[eras]
            equal = []
            for axis in range(table.ndim - 1 if len(eras) else 0):
                slices = np.moveaxis(table, axis, 0).reshape(table.shape[axis], -1)
                _, first, inverse = np.unique(slices, axis=0, return_index=True, return_inverse=True)
                equal.append((axis, first[inverse.ravel()]))
            self.patterns[i] = Pattern(eras, table == 0, tuple(equal))
        return self.patterns[i]

    def odds(self, number: int, program: Program) -> Floats | None:
        """The probabilities of a layer's entries under a program of the same structure."""
        layer = self.layers[number]
        if layer.entry is None:
            return None
        if layer.visit.clock:
            return self.clock_odds[number]
        i = layer.visit.step
        if not program.steps[i].race:
            return flat_odds(program, i)
        if i not in self.prepared:
            self.prepared[i] = flat_odds(program, i)
        return self.prepared[i]

    def forward(self, program: Program) -> list[Floats]:
        """Probability of each state after each layer; element 0 is the start."""
        weights = [self.start]
        for number, layer in enumerate(self.layers):
            mass = weights[-1][layer.source]
            odds = self.odds(number, program)
            if odds is not None:
                mass = mass * odds[layer.entry]
            weights.append(added(layer.target, mass, layer.states))
        return weights

    def events(self, program: Program) -> Floats:
        """Probability of each event: float64 (events,)."""
        place = {i: k for k, i in enumerate(program.events)}
        found = np.zeros(len(place))
        weights: Floats = self.start
        for number, layer in enumerate(self.layers):
            mass: Floats = weights[layer.source]
            odds = self.odds(number, program)
            if odds is not None:
                mass = mass * odds[layer.entry]
            if layer.visit.step in place and not layer.visit.clock:
                found[place[layer.visit.step]] = mass[layer.value != 0].sum()
            weights = added(layer.target, mass, layer.states)
        return found


def added(places: NDArray[np.int64], mass: Floats, size: int) -> Floats:
    """The mass that falls on each place: float64 (size,)."""
    return np.bincount(places, weights=mass, minlength=size).astype(np.float64, copy=False)


def flat_odds(program: Program, i: int) -> Floats:
    """Probability of each (era, row, value) of a drawn step, flat; for a race, of each (row of a, row of b, value)."""
    step = program.steps[i]
    if step.race:
        a, b = (program.quantiles[d] for d in step.race)
        yes = np.array([[odds_of_race(x, y) for y in b] for x in a])
        return np.append(np.stack([1 - yes, yes], axis=-1), 1.0)
    table = program.tables[i]
    edges = np.concatenate([np.zeros_like(table[..., :1]), table, np.full_like(table[..., :1], ONE)], axis=-1)
    shares = np.diff(edges, axis=-1) / ONE
    if step.size == 1:
        return np.ones(table.shape[0] * table.shape[1] + 1)
    return np.append(np.concatenate([shares[..., -1:], shares[..., :-1]], axis=-1), 1.0)


@dataclass
class _States:
    """The states under way: one column a live variable, a history each."""

    columns: dict[int, NDArray[np.int16]] = field(default_factory=dict)
    history: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))

    def taken(self, source: NDArray[np.int64]) -> None:
        self.columns = {i: c[source] for i, c in self.columns.items()}
        self.history = self.history[source]


class Builder:
    """Builds the layers of a program once. Raises VarickError, naming the step, where they grow too wide."""

    def __init__(self, program: Program, beside: Sequence[Program] = ()) -> None:
        """``beside``: programs with other delays that the structure is to fit as well."""
        self.program = program
        self.clocks = Clocks(program, beside=beside)
        self.schedule = Schedule(program, self.clocks)
        self.known: dict[History, int] = {NOTHING: 0}
        self.histories: list[History] = [NOTHING]
        self.states = _States()
        self.layers: list[Layer] = []
        self.clock_odds: dict[int, Floats] = {}
        self.asked: dict[int, list[Asked]] = {}
        self.gates = {g for s in program.steps for g in s.gates}
        self._metted: dict[int, list[int]] = {}
        self._shortened: dict[tuple[int, frozenset[int], frozenset[int]], int] = {}

    def build(self) -> Layers:
        """The layers of the whole program."""
        started = self.clocks.start()
        self.states.history = np.array([self._number(h) for _, h in started])
        layers = Layers(
            self.program,
            self.clocks,
            np.array([w for w, _ in started]),
            self.layers,
            self.clock_odds,
            self.asked,
        )
        for turn, visit in enumerate(self.schedule.visits):
            source, entry, value = self._clock(visit) if visit.clock else self._step(visit)
            target, count = self._settle(turn, visit)
            self.layers.append(Layer(visit, source, target, entry, value, count))
            layers.transitions += len(source)
            if count > layers.widest:
                layers.widest, layers.widest_step = count, self.program.steps[visit.step].name
            if (
                len(source) > 8 * MOST_STATES
                or count > MOST_STATES
                or len(self.histories) > 64 * MOST_HISTORIES
            ):
                raise VarickError(
                    f"{self.program.steps[visit.step].name}: exact expectation would need {count:,} states here (limit "
                    f"{MOST_STATES:,}); derive properties with fewer values before this node, or simulate"
                )
        layers.histories = len(self.histories)
        return layers

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
        elif len(self.program.tables[i]) > 1:
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
        if not (step.drawn or step.race):
            value = np.zeros(n, np.int16)
            value[who] = self.program.tables[i].reshape(-1)[row]
            self.states.columns[i] = value
            return np.arange(n), None, value
        odds = flat_odds(self.program, i)[:-1].reshape(-1, step.size)
        k, v = np.nonzero(odds[row] > 0)
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
        asked = np.stack([self.states.history[who], after, spread.astype(np.int64)])
        unique, inverse = np.unique(asked, axis=1, return_inverse=True)
        odds: list[float] = []
        to: list[int] = []
        questions: list[Asked] = []
        span = np.zeros((unique.shape[1], 2), np.int64)
        moved = step.delay >= 0 and self.program.steps[step.delay].whole_days
        for k, (history, place, number) in enumerate(unique.T.tolist()):
            before = self.program.steps[step.gates[place]].own_clock
            follows = (step.delay, number) if moved else None
            split = self.clocks.move(self.histories[history], i, before, follows)
            kinds = tuple(dict(h.met).get(i, 0) for _, h in split)
            questions.append(Asked(self.histories[history], i, before, follows, kinds))
            span[k] = len(odds), len(split)
            odds += [share for share, _ in split]
            to += [self._number(h) for _, h in split]
        self.clock_odds[len(self.layers)] = np.array([*odds, 1.0])
        self.asked[len(self.layers)] = questions
        begin, many = span[inverse.ravel()].T if len(who) else np.zeros((2, 0), np.int64)
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
        if space <= 16 * n + 65_536:
            seen = np.zeros(space, bool)
            seen[key] = True
            target = (np.cumsum(seen) - 1)[key]
            count = int(seen.sum())
        else:
            unique, target = np.unique(key, return_inverse=True)
            count = len(unique)
        first = np.empty(count, np.int64)
        first[target[::-1]] = np.arange(n - 1, -1, -1)
        self.states.taken(first)
        return target.astype(np.int64), count

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
        return self.schedule.turn[Visit(i)] <= turn and i in self.states.columns

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
        for value in np.flatnonzero(present).tolist():
            kept = [bits[b] for b in range(len(bits)) if value >> b & 1]
            met = frozenset(c for kind, c in kept if kind == "met")
            opened = frozenset(c for kind, c in kept if kind == "open")
            history = value >> len(bits)
            asked = (history, met, opened)
            if asked not in self._shortened:
                self._shortened[asked] = self._number(
                    self.clocks.forget(self.histories[history], met, opened)
                )
            fresh[value] = self._shortened[asked]
        before, self.states.history = self.states.history, fresh[key]
        return not np.array_equal(before, self.states.history)
