"""Distributions over days, of many draws at once: what is known of each day of a journey's small tree of days.

Vectors are float64 (draws or 1, days), exact but for floating point; days past the horizon count as its last day. Where no
delay differs between the draws, one row stands for all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varick.engine.walk import HALF_A_DAY, MINUTES_A_DAY
from varick.model.program import ONE, Integers

Floats = NDArray[np.float64]
Spread = tuple[int, int]
"""A delay's distribution: (step, number among its distributions)."""
Seen = tuple[tuple[Any, ...], ...]
"""What is known of a day, each once and in order: ("met", clock, class) or ("then", spread, what is known of the day so much
later)."""


@dataclass(frozen=True)
class Day:
    """One unknown day of a history: so much after another day of it (``before`` is -1 for the arrest)."""

    before: int
    spread: Spread | None
    seen: Seen


Days = tuple[Day, ...]
MOST_TURNS = 8
"""Turns of a likelihood up to which what is ahead is added up turn by turn: quicker than a transform, and without its noise."""


@dataclass(frozen=True, eq=False)
class Belief:
    """Odds of each of some days, from the day ``first`` on: float64 (draws or 1, days). All other days have none."""

    first: int
    odds: Floats

    @property
    def part(self) -> slice:
        """The days."""
        return slice(self.first, self.first + self.odds.shape[1])

    def given(self, likelihood: Floats) -> "Belief":
        """Times a likelihood of every day."""
        return Belief(self.first, self.odds * likelihood[:, self.part])

    def trimmed(self) -> "Belief":
        """Without the days at both ends that have no odds; one day at least."""
        some = np.flatnonzero(self.odds.any(axis=0))
        a, b = (int(some[0]), int(some[-1]) + 1) if len(some) else (0, 1)
        return Belief(self.first + a, np.ascontiguousarray(self.odds[:, a:b]))


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


class Beliefs:
    """What some draws say of histories of days. All that was worked out is kept until the object goes."""

    def __init__(
        self,
        quantiles: tuple[Integers, ...],
        classes_of_day: Mapping[int, Integers],
        period: int,
        horizon: int,
    ) -> None:
        """``quantiles``: per step int64 (draws or 1, distributions, 1025); ``classes_of_day``: clock -> class of law of
        each day; ``period``: number of days on which arrests fall."""
        self.quantiles, self.classes_of_day, self.horizon = quantiles, classes_of_day, horizon
        edges = -(-(np.arange(period + 1, dtype=np.int64) * ONE) // period)
        self.arrest = Belief(0, np.diff(edges)[None] / ONE)
        """Each day of the period with the odds that the integer draw gives it: floor(u * days / 2^32)."""
        self._messages: dict[object, Floats] = {}
        self._spreads: dict[Spread, Belief] = {}
        self._beliefs: dict[object, Belief] = {}
        self._priors: dict[object, Belief] = {}

    def odds(self, days: Days, place: int, clock: int, kinds: int) -> tuple[Floats, Floats]:
        """How probable a history is with each class of law on one of its days, and without: (draws or 1, kinds) and
        (draws or 1,)."""
        day = days[place]
        if day.spread is not None and not day.seen and place == len(days) - 1:
            # A day that nothing is known of yet: look ahead from the day before it, which many histories share.
            belief = self._belief(days[:-1], day.before)
            like = [self._ahead_of((("met", clock, k),), day.spread) for k in range(kinds)]
        else:
            belief = self._belief(days, place)
            like = [self._likelihood((("met", clock, k),)) for k in range(kinds)]
        mass = [(belief.odds * each[:, belief.part]).sum(axis=1) for each in like]
        total = belief.odds.sum(axis=1)
        rows = max(len(total), *map(len, mass))
        return np.stack([np.broadcast_to(m, rows) for m in mass], axis=1), np.broadcast_to(total, rows)

    def _spread(self, spread: Spread) -> "Belief":
        """How many days later, with what odds."""
        if spread not in self._spreads:
            step, number = spread
            each = [day_distribution(q, self.horizon) for q in self.quantiles[step][:, number]]
            self._spreads[spread] = Belief(0, np.stack(each)).trimmed()
        return self._spreads[spread]

    def _likelihood(self, seen: Seen) -> Floats:
        """How well each day agrees with what was seen of it."""
        if seen not in self._messages:
            vector = np.ones((1, self.horizon))
            for what, which, value in seen:
                if what == "met":
                    vector = vector * (self.classes_of_day[which] == value)
                else:
                    vector = vector * self._ahead_of(value, which)
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
        turns = (np.flatnonzero((later[:, 1:] != later[:, :-1]).any(axis=0)) + 1).tolist()
        if not turns:
            return later
        wait = self._spread(spread)
        longest = wait.part.stop
        if len(turns) > MOST_TURNS:
            long = np.concatenate([later, np.repeat(later[:, -1:], longest, axis=1)], axis=1)
            size = _fast(long.shape[1])
            product = np.fft.rfft(long, size) * np.conj(np.fft.rfft(wait.odds, size))
            turned: Floats = np.fft.irfft(product, size)[:, wait.first : wait.first + self.horizon]
            return np.maximum(turned, 0.0)
        at_least = np.zeros((len(wait.odds), longest + 1))
        at_least[:, wait.first : longest] = np.cumsum(wait.odds[:, ::-1], axis=1)[:, ::-1]
        at_least[:, : wait.first + 1] = 1.0
        ahead = later[:, :1]
        for turn in turns:
            needed = np.clip(turn - np.arange(self.horizon), 0, longest)
            rise = later[:, turn : turn + 1] - later[:, turn - 1 : turn]
            ahead = ahead + rise * np.take(at_least, needed, axis=1)
        return np.maximum(ahead, 0.0)

    def _following(self, day: "Belief", spread: Spread) -> "Belief":
        """The distribution of the day that follows ``day`` by ``spread``; all past the horizon is its last day."""
        wait = self._spread(spread)
        n = day.odds.shape[1] + wait.odds.shape[1] - 1
        size = _fast(n)
        long = np.fft.irfft(np.fft.rfft(day.odds, size) * np.fft.rfft(wait.odds, size), size)[:, :n]
        first, kept = day.first + wait.first, self.horizon - day.first - wait.first
        if kept < 1:
            return Belief(self.horizon - 1, np.maximum(long, 0.0).sum(axis=1, keepdims=True))
        later = np.maximum(long[:, :kept], 0.0)
        if n > kept:
            later[:, -1] += np.maximum(long[:, kept:], 0.0).sum(axis=1)
        return Belief(first, later)

    def _belief(self, days: Days, place: int) -> "Belief":
        """The distribution (not normalised) of one day given all that was seen of the history, by two passes over its tree."""
        key = (days, place)
        if key not in self._beliefs:
            before, spread = days[place].before, days[place].spread
            if spread is None:
                belief = self.arrest
            else:
                rest, parent = _without(days, place, before)
                prior = (rest, parent, spread)
                if prior not in self._priors:
                    self._priors[prior] = self._following(self._belief(rest, parent), spread)
                belief = self._priors[prior]
            belief = belief.given(self._likelihood(days[place].seen))
            for child in (i for i, d in enumerate(days) if d.before == place):
                belief = belief.given(self._upward(days, child))
            self._beliefs[key] = belief.trimmed()
        return self._beliefs[key]

    def _upward(self, days: Days, child: int) -> Floats:
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


def _without(days: Days, place: int, before: int) -> tuple[Days, int]:
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
