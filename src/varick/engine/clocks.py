"""The law's days in exact expectation: what is known of the days of a journey, and the odds of the law it meets next.

A history is a small tree of days: the arrest's, and those of later events that follow one another by random whole days.
Only the days from which a later day still follows are kept; what was seen of the others (which law they met) stays as
evidence on the days that remain. Distributions are vectors over days, exact but for floating point; days past the
program's horizon count as its last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from varick.engine.walk import HALF_A_DAY, MINUTES_A_DAY
from varick.model.program import ALWAYS, ONE, Integers, Program

Floats = NDArray[np.float64]
Spread = tuple[int, int]
"""A delay's distribution: (step, number among its distributions)."""
Seen = frozenset[tuple[object, ...]]
"""What is known of a day: ("met", clock, class) or ("then", spread, what is known of the day so much later)."""


@dataclass(frozen=True)
class Day:
    """One unknown day of a history: so much after another day of it (``before`` is -1 for the arrest)."""

    before: int
    spread: Spread | None
    seen: Seen


@dataclass(frozen=True)
class History:
    """``met``: clock -> class of law met, while some table still asks. ``open``: clock -> its day, while another follows."""

    met: tuple[tuple[int, int], ...] = ()
    open: tuple[tuple[int, int], ...] = ()
    days: tuple[Day, ...] = ()


SMALLEST, NEGLIGIBLE = 1e-15, 1e-6
"""Odds below which a law is not met at all; odds of laws outside a known structure that may be left out of a draw."""
NOTHING = History()
"""Nothing is known and nothing will be asked."""


def day_distribution(quantiles: Integers, days: int) -> Floats:
    """Probability of each whole number of days, exact from the integer quantile table; the last entry holds the tail."""
    edges = np.arange(1, days, dtype=np.int64) * MINUTES_A_DAY - HALF_A_DAY
    cell = np.searchsorted(quantiles, edges, side="left") - 1
    inside = (cell >= 0) & (cell < len(quantiles) - 1)
    c = np.clip(cell, 0, len(quantiles) - 2)
    rise = np.maximum(quantiles[c + 1] - quantiles[c], 1)
    part = -(-((edges - quantiles[c]) << 22) // rise)
    first = np.where(inside, (c << 22) + part, np.where(cell < 0, 0, ONE))
    below = np.concatenate([[0], np.minimum(first, ONE), [ONE]])
    return np.diff(below) / ONE


def odds_of_race(a: Integers, b: Integers) -> float:
    """Probability that a draw of quantile table ``a`` (minutes) is shorter than one of ``b``: exact over both tables."""
    return _odds_of_race(a.tobytes(), b.tobytes())


@lru_cache(maxsize=2048)
def _odds_of_race(first: bytes, second: bytes) -> float:
    a, b = np.frombuffer(first, np.int64), np.frombuffer(second, np.int64)
    top, odds = int(b[-1]) + 1, 0.0
    for begin in range(0, top, 1 << 20):
        minutes = np.arange(begin, min(begin + (1 << 20), top) + 1)
        odds += float(np.sum(np.diff(_below(b, minutes) / ONE) * (_below(a, minutes[:-1]) / ONE)))
    return odds


def _below(quantiles: Integers, minutes: Integers) -> Integers:
    """How many of the 2^32 draws fall below each of these minutes."""
    cell = np.searchsorted(quantiles, minutes, side="left") - 1
    c = np.clip(cell, 0, len(quantiles) - 2)
    rise = np.maximum(quantiles[c + 1] - quantiles[c], 1)
    part = -(-((minutes - quantiles[c]) << 22) // rise)
    first = np.where(cell < 0, 0, np.where(cell >= len(quantiles) - 1, ONE, (c << 22) + part))
    return np.minimum(first, ONE)


class Clocks:
    """The classes of law that each clock's tables tell apart, and the arithmetic of histories."""

    def __init__(
        self, program: Program, classes_of: "Clocks | None" = None, beside: Sequence[Program] = ()
    ) -> None:
        """``classes_of``: clocks of a program that tells the same days apart. ``beside``: programs with other delays,
        under which other laws can be met; a split lists the laws that can be met under any of them."""
        self.program = program
        self.class_of_segment: dict[int, Integers] = {}
        self.segment_of_class: dict[int, Integers] = {}
        if classes_of is not None:
            self.class_of_segment, self.segment_of_class = (
                classes_of.class_of_segment,
                classes_of.segment_of_class,
            )
        else:
            for clock in (ALWAYS, *sorted(program.deciding_clocks)):
                on_it = [i for i, s in enumerate(program.steps) if s.timed and s.clock == clock]
                self._tell_apart(clock, on_it)
        self.horizon = self._last_difference()
        self.size = _fast(2 * self.horizon)
        self._classes_of_day = {
            c: k[program.segment_of_day[: self.horizon]] for c, k in self.class_of_segment.items()
        }
        self._messages: dict[object, Floats] = {}
        self._spreads: dict[Spread, Floats] = {}
        self._transforms: dict[Spread, NDArray[np.complex128]] = {}
        self._beliefs: dict[object, Floats] = {}
        self._asked: dict[object, Floats] = {}
        self._priors: dict[object, Floats] = {}
        self.beside = [Clocks(other, classes_of=self) for other in beside]

    def same_as(self, program: Program, classes_of: "Clocks") -> bool:
        """Whether these clocks would answer for a program as clocks made for it would: what was worked out can be kept."""
        mine, other = self._classes_of_day, classes_of._classes_of_day
        return (
            self.program.days == program.days
            and self.horizon == classes_of.horizon
            and mine.keys() == other.keys()
            and all(np.array_equal(kinds, other[clock]) for clock, kinds in mine.items())
            and all(
                np.array_equal(self.program.quantiles[i], program.quantiles[i])
                for i in program.deciding_delays
            )
        )

    def _last_difference(self) -> int:
        """Days until no clock's law changes any more; later days count as the last of these."""
        last = self.program.days
        for kinds in self.class_of_segment.values():
            changes = np.flatnonzero(np.diff(kinds[self.program.segment_of_day]))
            last = max(last, int(changes.max(initial=-1)) + 2)
        return last

    def _tell_apart(self, clock: int, on_it: list[int]) -> None:
        classes: dict[bytes, int] = {}
        of_segment, first = [], []
        for segment in range(self.program.segments):
            seen = b"".join(self.program.tables[i][self.program.eras[i][segment]].tobytes() for i in on_it)
            if seen not in classes:
                classes[seen] = len(classes)
                first.append(segment)
            of_segment.append(classes[seen])
        self.class_of_segment[clock] = np.array(of_segment)
        self.segment_of_class[clock] = np.array(first)

    def classes(self, clock: int) -> int:
        """How many kinds of law the tables on this clock tell apart."""
        return len(self.segment_of_class[clock])

    @cached_property
    def matter(self) -> frozenset[int]:
        """Clocks on which some table differs between days, or from which such a clock follows."""
        found: set[int] = {c for c in self.class_of_segment if self.classes(c) > 1}
        for i in sorted(self.program.deciding_clocks, reverse=True):
            if i in found:
                found.update(self.program.steps[g].own_clock for g in self.program.steps[i].gates)
        return frozenset(found)

    def start(self) -> list[tuple[float, History]]:
        """The day of the arrest, split by the law it meets."""
        if ALWAYS not in self.matter:
            return [(1.0, NOTHING)]
        root = Day(-1, None, frozenset())
        return self._split(History((), ((ALWAYS, 0),), (root,)), ALWAYS, 0)

    def move(
        self, history: History, clock: int, before: int, spread: Spread | None
    ) -> list[tuple[float, History]]:
        """An event's own day: ``spread`` after the day of the clock ``before``; split by the law that it meets."""
        place = dict(history.open)[before]
        days = history.days
        if spread is not None:
            days = (*days, Day(place, spread, frozenset()))
            place = len(days) - 1
        return self._split(History(history.met, (*history.open, (clock, place)), days), clock, place)

    def _split(self, history: History, clock: int, place: int) -> list[tuple[float, History]]:
        if self.classes(clock) == 1:
            return [(1.0, history)]
        shares = self._shares(history.days, place, clock)
        possible = shares > SMALLEST
        for other in self.beside:
            possible = possible | (other._shares(history.days, place, clock) > SMALLEST)
        shares = np.where(possible, shares, 0.0)
        total = float(shares.sum())
        day = history.days[place]
        split = []
        for kind in np.flatnonzero(possible).tolist():
            seen = Day(day.before, day.spread, day.seen | {("met", clock, kind)})
            days = (*history.days[:place], seen, *history.days[place + 1 :])
            # Where the history itself cannot be, nobody comes this way and any share will do.
            share = float(shares[kind]) / total if total > 0 else 0.0
            split.append((share, History((*history.met, (clock, kind)), history.open, days)))
        return split

    def asked(
        self, history: History, clock: int, before: int, spread: Spread | None, kinds: Sequence[int]
    ) -> Floats | None:
        """The shares of these classes of law, as `move` splits them; None where another class can be met as well."""
        place = dict(history.open)[before]
        days = history.days
        if spread is not None:
            days = (*days, Day(place, spread, frozenset()))
            place = len(days) - 1
        if self.classes(clock) == 1:
            return np.ones(1)
        shares = self._shares(days, place, clock)
        listed = shares[list(kinds)]
        total = float(listed.sum())
        if shares.sum() - total > NEGLIGIBLE:
            return None
        scaled: Floats = listed / total if total > 0 else np.zeros(len(listed))
        return scaled

    def _shares(self, days: tuple[Day, ...], place: int, clock: int) -> Floats:
        """The odds of each class of law on one day of a history; zeros where the history cannot be."""
        key = (days, place, clock)
        if key not in self._asked:
            self._asked[key] = self._worked_out(days, place, clock)
        return self._asked[key]

    def _worked_out(self, days: tuple[Day, ...], place: int, clock: int) -> Floats:
        day = days[place]
        if day.spread is not None and not day.seen and place == len(days) - 1:
            # A day that nothing is known of yet: look ahead from the day before it, which many histories share.
            belief = self._belief(days[:-1], day.before)
            kinds = range(self.classes(clock))
            mass = np.array(
                [belief @ self._ahead_of(frozenset({("met", clock, k)}), day.spread) for k in kinds]
            )
        else:
            belief = self._belief(days, place)
            mass = np.bincount(self._classes_of_day[clock], weights=belief, minlength=self.classes(clock))
        total = belief.sum()
        shares: Floats = mass / total if total > 0 else np.zeros(len(mass))
        return shares

    def forget(self, history: History, met: frozenset[int], opened: frozenset[int]) -> History:
        """Keep only the classes that are still asked for and the days from which another still follows."""
        kept = tuple(sorted((c, k) for c, k in history.met if c in met))
        opens = {c: place for c, place in history.open if c in opened}
        if not opens:
            return History(kept)
        days: list[Day | None] = list(history.days)
        # A day that nobody will ask for again is folded into the day that it follows, as evidence.
        while True:
            parents = {d.before for d in days if d is not None}
            leaf = next(
                (
                    i
                    for i, d in enumerate(days)
                    if d is not None and i not in parents and i not in opens.values()
                ),
                None,
            )
            if leaf is None:
                break
            gone, days[leaf] = days[leaf], None
            assert gone is not None
            parent = days[gone.before] if gone.before >= 0 else None
            if parent is not None and gone.seen:
                then = ("then", gone.spread, gone.seen)
                days[gone.before] = Day(parent.before, parent.spread, parent.seen | {then})
        place = {old: new for new, old in enumerate(i for i, d in enumerate(days) if d is not None)}
        left = tuple(Day(place.get(d.before, -1), d.spread, d.seen) for d in days if d is not None)
        return History(kept, tuple(sorted((c, place[p]) for c, p in opens.items())), left)

    def _spread(self, spread: Spread) -> Floats:
        if spread not in self._spreads:
            step, number = spread
            self._spreads[spread] = day_distribution(self.program.quantiles[step][number], self.horizon)
        return self._spreads[spread]

    def _likelihood(self, seen: Seen) -> Floats:
        """How well each day agrees with what was seen of it."""
        if seen not in self._messages:
            vector = np.ones(self.horizon)
            for what in seen:
                if what[0] == "met":
                    _, clock, kind = what
                    vector = vector * (self._classes_of_day[clock] == kind)  # type: ignore[index]
                else:
                    vector = vector * self._ahead_of(what[2], what[1])  # type: ignore[arg-type]
            self._messages[seen] = vector
        return self._messages[seen]

    def _ahead_of(self, seen: Seen, spread: Spread) -> Floats:
        """For each day, how well the day that follows it by ``spread`` agrees with what was seen of that one."""
        key = (seen, spread)
        if key not in self._messages:
            self._messages[key] = self._looking_ahead(self._likelihood(seen), spread)
        return self._messages[key]

    def _looking_ahead(self, later: Floats, spread: Spread) -> Floats:
        """For each day, the mean of ``later`` over the day that follows it by ``spread``."""
        if (later == later[0]).all():
            return later
        long = np.concatenate([later, np.full(self.horizon, later[-1])])
        product = np.fft.rfft(long, self.size) * np.conj(self._transform(spread))
        ahead: Floats = np.clip(np.fft.irfft(product, self.size)[: self.horizon], 0.0, None)
        return ahead

    def _following(self, day: Floats, spread: Spread) -> Floats:
        """The distribution of the day that follows ``day`` by ``spread``; all past the horizon is its last day."""
        long = np.fft.irfft(np.fft.rfft(day, self.size) * self._transform(spread), self.size)
        long = np.maximum(long[: 2 * self.horizon], 0.0)
        later = long[: self.horizon].copy()
        later[-1] += long[self.horizon :].sum()
        return later

    def _transform(self, spread: Spread) -> NDArray[np.complex128]:
        if spread not in self._transforms:
            self._transforms[spread] = np.fft.rfft(self._spread(spread), self.size)
        return self._transforms[spread]

    def _belief(self, days: tuple[Day, ...], place: int) -> Floats:
        """The distribution (not normalised) of one day given all that was seen of the history, by two passes over its tree."""
        key = (days, place)
        if key not in self._beliefs:
            belief = self._likelihood(days[place].seen)
            for child in (i for i, d in enumerate(days) if d.before == place):
                belief = belief * self._upward(days, child)
            before, spread = days[place].before, days[place].spread
            if spread is None:
                belief = belief * self._arrest
            else:
                rest, parent = _without(days, place, before)
                prior = (rest, parent, spread)
                if prior not in self._priors:
                    self._priors[prior] = self._following(self._belief(rest, parent), spread)
                belief = belief * self._priors[prior]
            self._beliefs[key] = belief
        return self._beliefs[key]

    def _upward(self, days: tuple[Day, ...], child: int) -> Floats:
        """What a later day, and all that follows it, say of the day before it."""
        day = days[child]
        assert day.spread is not None
        grandchildren = [i for i, d in enumerate(days) if d.before == child]
        if not grandchildren:
            return self._ahead_of(day.seen, day.spread)
        later = self._likelihood(day.seen)
        for i in grandchildren:
            later = later * self._upward(days, i)
        return self._looking_ahead(later, day.spread)

    @cached_property
    def _arrest(self) -> Floats:
        """Each day of the period with the odds that the integer draw gives it: floor(u * days / 2^32)."""
        edges = -(-(np.arange(self.program.days + 1, dtype=np.int64) * ONE) // self.program.days)
        vector = np.zeros(self.horizon)
        vector[: self.program.days] = np.diff(edges) / ONE
        return vector


def _without(days: tuple[Day, ...], place: int, before: int) -> tuple[tuple[Day, ...], int]:
    """A history without one day and all that follows it. -> (days, where the day before it is now)."""
    gone = {place}
    for i, day in enumerate(days):
        if day.before in gone:
            gone.add(i)
    now = {old: new for new, old in enumerate(i for i in range(len(days)) if i not in gone)}
    left = tuple(Day(now.get(days[i].before, -1), days[i].spread, days[i].seen) for i in now)
    return left, now[before]


@lru_cache(maxsize=64)
def _fast(n: int) -> int:
    """The next length whose prime factors are 2, 3 and 5: the transform is quick there."""
    while True:
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 1
