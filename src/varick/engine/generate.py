"""Source from a program's structure: for each gate, one straight line over the people who passed it.

Tables are data, so a new policy needs no new code. People come in batches. Steps behind the same gate make a stretch: first its
draws, a node at a time in a branch-free loop (which compilers vectorise), only for those who passed; then one loop over
them, which indexes tables, compares draws with integer thresholds and lists who passes the next gates. Nothing branches on
what happened to one person, and nothing is drawn for those who never get there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from varick.engine.generated_head import HEAD, philox_over_people
from varick.model.kinds import Kind
from varick.model.program import ALWAYS, DAY_WORD, MINUTE_WORD, Program, Step

Gates = tuple[int, ...]


def offsets(program: Program) -> tuple[list[int], int, int]:
    """Where each step's table starts: among the constant ones, or within a segment. -> (starts, constant size, width)."""
    starts, constant, width = [], 0, 0
    for step, table in zip(program.steps, program.tables, strict=True):
        entries = step.rows * table.shape[-1]
        if step.timed:
            starts.append(width)
            width += entries
        else:
            starts.append(constant)
            constant += entries
    return starts, constant, width


def source(program: Program) -> str:
    """A Python module for Numba with ``count``, ``record`` and ``record_times``."""
    words: list[int] = []
    functions = [_Writer(program, kind, words).function() for kind in ("count", "record", "record_times")]
    return (
        "\n\n".join([HEAD, f"WORDS = np.array({words}, np.uint64)", philox_over_people(), *functions]) + "\n"
    )


@dataclass(frozen=True)
class _Stretch:
    """Steps in a row behind the same gates."""

    gates: Gates
    steps: tuple[int, ...]


class _Writer:
    """Writes one of the three functions: they differ only in what they keep of each person."""

    def __init__(self, program: Program, kind: str, words: list[int]) -> None:
        """``words``: the counter words of all draws in the order in which they are made; this function's are added."""
        self.program, self.kind, self.words = program, kind, words
        self.times = kind == "record_times"
        self.starts, _, _ = offsets(program)
        every = range(len(program.steps))
        self.clocks = (
            frozenset(i for i in every if program.steps[i].own_clock == i)
            if self.times
            else program.deciding_clocks
        )
        self.delays = (
            frozenset(i for i in every if program.steps[i].kind is Kind.DELAY)
            if self.times
            else program.deciding_delays
        )
        self.chains = self._chains()
        if kind == "count":
            self._draw_late()
        self.stretches = list(self._stretches())
        self.shared = self._shared()
        self.lists = [s.gates for s in self.stretches if s.gates]
        self.lists = list(
            dict.fromkeys([*self.lists, *(outer for gates in self.lists for outer in self._outer(gates))])
        )

    def function(self) -> str:
        keep = "counts" if self.kind == "count" else "codes, minutes"
        arguments = (
            f"persons, first, n, k0, k1, table, constant, width, segment, horizon, days, quantiles, {keep}"
        )
        most = max(sum(self._drawn(i) for i in s.steps) for s in self.stretches)
        lines = [
            "@njit(nogil=True, cache=True)",
            f"def {self.kind}({arguments}):",
            *self._buffers(max(most, 2)),
            "    listed = persons.shape[0] > 0",
            "    begin = 0",
            "    while begin < n:",
            "        number = persons[first + begin] if listed else first + begin",
            "        high = number >> 32",
            "        low = number & 4294967295",
            "        m = min(PEOPLE, n - begin, n if listed else 4294967296 - low)",
            "        if listed:",
            "            for i in range(m):",
            "                number = persons[first + begin + i]",
            "                if number >> 32 != high:",
            "                    m = i",
            "                    break",
            "                person[i] = np.uint32(number & 4294967295)",
            "        else:",
            "            for i in range(m):",
            "                person[i] = np.uint32(low + i)",
            *(f"        {line}" for line in self._arrest()),
        ]
        for stretch in self.stretches:
            lines += [f"        {line}" for line in self._write(stretch)]
        lines += [f"        {line}" for line in self._kept()]
        lines.append("        begin += m")
        if self.kind == "count":
            lines += [f"    counts[{k}] += n{i}" for k, i in enumerate(self.program.events)]
        return "\n".join(lines)

    def _buffers(self, most: int) -> Iterator[str]:
        """Memory for one batch: few arrays with a row a name, because each allocation costs time to compile."""
        clocks = ["", *map(str, sorted(self.clocks))]
        times = [f"t{event}" for event in ("", *self.program.events)] if self.times else []
        delays = [f"a{i}" for i in sorted(self.shared) if self.program.steps[i].kind is Kind.DELAY]
        values = [f"a{i}" for i in sorted(self.shared) if self.program.steps[i].kind is not Kind.DELAY]
        gates = max(sum(len(g) == 1 and g[0] in s.steps for g in self.lists) for s in self.stretches)
        long = [*(f"{kind}{c}" for c in clocks for kind in "ds"), *times, *delays]
        for name, kind, rows in (
            ("long", "np.int64", long),
            ("codes_here", "np.int32", values),
            ("lists", "np.uint32", ["person", "here", *(_list(g) for g in self.lists)]),
            ("passes", "np.uint8", [f"passed{j}" for j in range(gates)]),
            ("draws", "np.uint32", [f"draws{j}" for j in range(most)]),
        ):
            yield f"    {name} = np.zeros(({max(len(rows), 1)}, PEOPLE + 1), {kind})"
            yield from (f"    {row} = {name}[{j}]" for j, row in enumerate(rows))
        if self.kind == "count":
            yield from (f"    n{i} = 0" for i in self.program.events)

    def _arrest(self) -> Iterator[str]:
        yield self._fill("person", "m", [DAY_WORD, MINUTE_WORD] if self.times else [DAY_WORD])
        yield "for i in range(m):"
        yield "    d[i] = (np.int64(draws0[i]) * days) >> 32"
        yield "    s[i] = constant + segment[d[i]] * width"
        if self.times:
            yield "    t[i] = d[i] * 1440 + ((np.int64(draws1[i]) * 1440) >> 32)"
        # Where a gate did not happen, a step has the first value of its domain.
        for i in sorted(self.shared):
            if self.program.steps[i].gates:
                yield f"    a{i}[i] = 0"
        if self.times:
            for i in self.program.events:
                yield f"    t{i}[i] = -1"

    def _fill(self, people: str, many: str, words: Sequence[int]) -> str:
        """The call that draws these words for a list of people."""
        first = len(self.words)
        self.words += words
        return f"fill(draws, {people}, {many}, {first}, {len(words)}, U(high), k0, k1)"

    def _chains(self) -> dict[int, tuple[Gates, ...]]:
        """Step -> the gates that lead to it, from the outside in."""
        chains: dict[int, tuple[Gates, ...]] = {}
        for i, step in enumerate(self.program.steps):
            inner = [chains[g] for g in step.gates]
            shared = 0
            while inner and all(len(c) > shared and c[shared] == inner[0][shared] for c in inner):
                shared += 1
            # The first event happens to everybody: behind it alone is behind no gate.
            always = len(step.gates) == 1 and self._always(step.gates[0])
            chains[i] = () if always or not inner else (*inner[0][:shared], step.gates)
        return chains

    def _always(self, i: int) -> bool:
        return self.program.steps[i].kind is Kind.EVENT and not self.program.steps[i].gates

    def _draw_late(self) -> None:
        """Where only events are counted, what is read behind one gate alone is worked out there, for fewer people.

        Nobody's luck changes: a draw depends on no other draw."""
        steps = self.program.steps
        used: dict[int, list[tuple[Gates, ...]]] = {i: [] for i in range(len(steps))}
        for i in reversed(range(len(steps))):
            step = steps[i]
            if used[i] and step.kind is not Kind.EVENT:
                shared = used[i][0]
                for other in used[i][1:]:
                    same = [a == b for a, b in zip(shared, other, strict=False)]
                    shared = shared[: same.index(False) if False in same else len(same)]
                if shared[: len(self.chains[i])] == self.chains[i]:
                    self.chains[i] = shared
            for j in (*step.inputs, *step.race, *({step.delay} & self.delays)):
                used[j].append(self.chains[i])
            for j in step.gates:
                inside = self.chains[i].index(step.gates) if step.gates in self.chains[i] else 0
                used[j].append(self.chains[i][:inside])

    def _outer(self, gates: Gates) -> tuple[Gates, ...]:
        """The lists of people within which the list of those who passed these gates is made."""
        if len(gates) == 1:
            return ()
        chain = next(self.chains[i] for i, s in enumerate(self.program.steps) if s.gates == gates)
        return chain[: chain.index(gates)][-1:]

    def _stretches(self) -> Iterator[_Stretch]:
        """All steps in an order in which few stretches suffice: steps behind one gate as far as possible together."""
        steps = self.program.steps
        waiting = {i for i, s in enumerate(steps) if s.kind is not Kind.DELAY or i in self.delays}
        here: tuple[Gates, ...] = ()
        now: list[int] = []
        while waiting:
            ready = [i for i in waiting if not waiting.intersection(self._needs(i))]
            shared = {i: sum(1 for a, b in zip(self.chains[i], here, strict=False) if a == b) for i in ready}
            i = min(ready, key=lambda i: (self.chains[i] != here, -shared[i], len(self.chains[i]), i))
            if self.chains[i] != here and now:
                yield _Stretch(here[-1] if here else (), tuple(now))
                now = []
            waiting.remove(i)
            here = self.chains[i]
            now.append(i)
        yield _Stretch(here[-1] if here else (), tuple(now))

    def _needs(self, place: int) -> set[int]:
        step = self.program.steps[place]
        needs = {*step.inputs, *step.gates, *step.race, step.clock}
        if step.delay in self.delays:
            needs.add(step.delay)
        for gates in self.chains[place]:
            needs.update(gates)
        return needs - {ALWAYS}

    def _shared(self) -> frozenset[int]:
        """Steps whose value is read in another stretch than its own, or kept."""
        if self.kind != "count":
            return frozenset(i for s in self.stretches for i in s.steps)
        shared: set[int] = set()
        for stretch in self.stretches:
            for i in stretch.steps:
                step = self.program.steps[i]
                read = {*step.inputs, *step.race, *({step.delay} & self.delays)}
                shared.update(j for j in read if j not in stretch.steps)
                shared.update(step.gates if len(step.gates) > 1 else ())
                shared.update(g for gates in self.chains[i] if len(gates) > 1 for g in gates)
        return frozenset(shared)

    def _drawn(self, i: int) -> bool:
        return self.program.steps[i].drawn or i in self.delays

    def _write(self, stretch: _Stretch) -> Iterator[str]:
        """One stretch: who passed, their draws, their straight line."""
        gates = stretch.gates
        if len(gates) > 1:
            yield from self._merge(gates)
        count = f"m{_suffix(gates)}" if gates else "m"
        drawn = [i for i in stretch.steps if self._drawn(i)]
        if gates and drawn:
            yield f"for k in range({count}):"
            yield f"    here[k] = person[{_list(gates)}[k]]"
        if drawn:
            yield self._fill(
                "here" if gates else "person", count, [self.program.steps[i].word for i in drawn]
            )
        following = [g for g in self.lists if len(g) == 1 and g[0] in stretch.steps]
        who = f"    i = {_list(gates)}[k]" if gates else "    i = U(k)"
        yield f"for k in range({count}):"
        yield who
        known: set[int] = set()
        draw = {i: f"draws{j}[k]" for j, i in enumerate(drawn)}
        for i in stretch.steps:
            for line in self._step(i, self.program.steps[i], draw.get(i, ""), known):
                yield f"    {line}"
            known.add(i)
            if i in self.shared:
                yield f"    a{i}[i] = v{i}"
        for j, g in enumerate(following):
            yield f"    passed{j}[k] = v{g[0]}"
        for j, g in enumerate(following):
            yield f"m{_suffix(g)} = 0"
            yield f"for k in range({count}):"
            yield f"    {_list(g)}[m{_suffix(g)}] = {f'{_list(gates)}[k]' if gates else 'k'}"
            yield f"    m{_suffix(g)} += passed{j}[k]"

    def _merge(self, gates: Gates) -> Iterator[str]:
        """List those who passed one of several alternatives."""
        outer = self._outer(gates)
        yield f"m{_suffix(gates)} = 0"
        yield f"for k in range({f'm{_suffix(outer[0])}' if outer else 'm'}):"
        yield f"    i = {_list(outer[0])}[k]" if outer else "    i = np.uint32(k)"
        yield f"    {_list(gates)}[m{_suffix(gates)}] = i"
        yield f"    m{_suffix(gates)} += ({' | '.join(f'a{g}[i]' for g in gates)}) != 0"

    def _kept(self) -> Iterator[str]:
        if self.kind == "count":
            return
        yield "for i in range(m):"
        for i, step in enumerate(self.program.steps):
            if step.kind is not Kind.DELAY:
                yield f"    codes[{i}, begin + i] = a{i}[i]"
        if self.times:
            for k, i in enumerate(self.program.events):
                yield f"    minutes[{k}, begin + i] = t{i}[i]"

    def _step(self, i: int, step: Step, draw: str, known: set[int]) -> Iterator[str]:
        if step.race:
            a, b = (self._value(j, known) for j in step.race)
            yield f"v{i} = {a} < {b}"
            return
        place = self._place(i, step, known)
        if step.kind is Kind.DELAY:
            yield f"w = np.int64({draw})"
            yield f"q = table[U({place})] * 1025 + (w >> 22)"
            yield "low = quantiles[U(q)]"
            yield f"v{i} = low + (((quantiles[U(q + 1)] - low) * (w & 4194303)) >> 22)"
            if step.whole_days:
                yield f"v{i} = (v{i} + 720) // 1440 * 1440"
        elif step.drawn:
            yield from self._choose(i, step, draw, place)
        else:
            yield f"v{i} = table[U({place})]"
        if step.kind is Kind.EVENT:
            yield from self._happens(i, step, known)

    def _choose(self, i: int, step: Step, draw: str, place: str) -> Iterator[str]:
        width = step.size - 1
        if width <= 1:
            yield f"v{i} = {draw} < table[U({place})]" if width else f"v{i} = 0"
            return
        yield f"u = {draw}"
        yield f"e = {place}"
        if width <= 6:
            yield f"p = 0 + {' + '.join(f'(u >= table[U(e + {k})])' for k in range(width))}"
        else:
            yield "p = 0"
            yield f"for j in range({width}):"
            yield "    p += u >= table[U(e + j)]"
        yield f"v{i} = (p + 1) * (p < {width})"

    def _happens(self, i: int, step: Step, known: set[int]) -> Iterator[str]:
        if self.kind == "count":
            yield f"n{i} += v{i}"
        clock, time = i in self.clocks, self.times
        if not clock and not time:
            return
        sources: Sequence[int] = step.gates or (ALWAYS,)
        later = (
            self._value(step.delay, known) if step.delay >= 0 and (time or step.delay in self.delays) else ""
        )
        # Worked out for all, though only those to whom it happened will ask: a branch would cost more.
        if clock:
            owns = [self.program.steps[g].own_clock if g != ALWAYS else ALWAYS for g in sources]
            day = self._of_first(sources, [f"d{'' if own == ALWAYS else own}[i]" for own in owns])
            moved = f" + {later} // 1440" if later and self.program.steps[step.delay].whole_days else ""
            yield f"day = {day}{moved}"
            yield f"d{i}[i] = day"
            yield f"s{i}[i] = constant + segment[U(min(day, horizon - 1))] * width"
        if time:
            before = self._of_first(sources, [f"t{'' if g == ALWAYS else g}[i]" for g in sources])
            yield f"t{i}[i] = {before}{f' + {later}' if later else ''} if v{i} else -1"

    @staticmethod
    def _of_first(sources: Sequence[int], values: Sequence[str]) -> str:
        """The value that belongs to the first of several alternatives that happened."""
        text = values[-1]
        for gate, value in list(zip(sources, values, strict=True))[-2::-1]:
            text = f"{value} if a{gate}[i] else ({text})"
        return f"({text})"

    def _value(self, j: int, known: set[int]) -> str:
        """A step's value: a local of this stretch, or what another stretch kept."""
        return f"v{j}" if j in known else f"a{j}[i]"

    def _place(self, i: int, step: Step, known: set[int]) -> str:
        width = self.program.tables[i].shape[-1]
        terms = [
            self._value(j, known) + (f" * {stride * width}" if stride * width != 1 else "")
            for j, stride in zip(step.inputs, step.strides, strict=True)
        ]
        if step.timed:
            terms.insert(0, f"s{'' if step.clock == ALWAYS else step.clock}[i]")
        if self.starts[i] or not terms:
            terms.append(str(self.starts[i]))
        return " + ".join(terms)


def _suffix(gates: Gates) -> str:
    return "_".join(map(str, gates))


def _list(gates: Gates) -> str:
    """The name of the list of people who passed these gates."""
    return f"x{_suffix(gates)}"
