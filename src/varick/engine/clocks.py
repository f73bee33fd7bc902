"""The law's days in exact expectation: what is known of the days of a journey, and the odds of the law it meets next.

A history is a small tree of days: the arrest's, and those of later events that follow one another by random whole days.
Only the days from which a later day still follows are kept; what was seen of the others (which law they met) stays as
evidence on the days that remain. Many draws of the facts share their histories: a law that can be met in one of the draws
is followed in all of them, with odds that may be zero.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from varick.engine.days import Beliefs, Day, Days, Floats, Seen, Spread
from varick.engine.joint import Joint, parts
from varick.model.kinds import Kind
from varick.model.program import ALWAYS, Integers


@dataclass(frozen=True)
class History:
    """``met``: clock -> class of law met, while some table still asks. ``open``: clock -> its day, while another follows."""

    met: tuple[tuple[int, int], ...] = ()
    open: tuple[tuple[int, int], ...] = ()
    days: Days = ()


Split = list[tuple[Floats, History]]
"""Histories that one splits into, each with its odds: float64 (draws or 1,)."""
SMALLEST, UNHEARD = 1e-15, 1e-13
"""Odds below which a law is not met at all; odds of a history below which a draw is not asked which laws it meets."""
LANES = 50
"""Draws whose days are worked out at once: as many as a processor's memory holds near."""
NOTHING = History()
"""Nothing is known and nothing will be asked."""


class Clocks:
    """The classes of law that each clock's tables tell apart, and the arithmetic of histories."""

    def __init__(self, joint: Joint, like: "Clocks | None" = None) -> None:
        """``like``: clocks of similar programs, whose answers are taken over where delays and classes are the same."""
        self.joint, self.program = joint, joint.program
        self.class_of_segment: dict[int, Integers] = {}
        self.segment_of_class: dict[int, Integers] = {}
        for clock in (ALWAYS, *sorted(self.program.deciding_clocks)):
            # A delay that moves no clock and races nothing decides nothing: its law need not be told apart.
            on_it = [
                i
                for i, s in enumerate(self.program.steps)
                if s.timed
                and s.clock == clock
                and (s.kind is not Kind.DELAY or i in self.program.deciding_delays)
            ]
            self._tell_apart(clock, on_it)
        self.horizon = self._last_difference()
        self._classes_of_day = {
            c: k[self.program.segment_of_day[: self.horizon]] for c, k in self.class_of_segment.items()
        }
        self._answers: dict[object, tuple[Floats, Floats]] = (
            like._answers if like is not None and self._same_as(like) else {}
        )
        self._lanes: list[Beliefs] = []

    def _same_as(self, other: "Clocks") -> bool:
        """Whether these clocks would answer every question as the others do."""
        mine, theirs = self._classes_of_day, other._classes_of_day
        return (
            self.joint.draws == other.joint.draws
            and self.program.days == other.program.days
            and self.horizon == other.horizon
            and mine.keys() == theirs.keys()
            and all(np.array_equal(kinds, theirs[clock]) for clock, kinds in mine.items())
            and all(
                np.array_equal(self.joint.stacks[i].quantiles, other.joint.stacks[i].quantiles)
                for i in self.program.deciding_delays
            )
        )

    def finished(self) -> None:
        """Let go of the vectors behind the answers; they are made again should another question come."""
        self._lanes = []

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
            seen = b"".join(
                self.joint.stacks[i].marks[self.program.eras[i][segment]].tobytes() for i in on_it
            )
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

    def start(self) -> Split:
        """The day of the arrest, split by the law it meets."""
        if ALWAYS not in self.matter:
            return [(np.ones(1), NOTHING)]
        root = Day(-1, None, ())
        return self._split(History((), ((ALWAYS, 0),), (root,)), ALWAYS, 0)

    def move(self, history: History, clock: int, before: int, spread: Spread | None) -> Split:
        """An event's own day: ``spread`` after the day of the clock ``before``; split by the law that it meets."""
        place = dict(history.open)[before]
        days = history.days
        if spread is not None:
            days = (*days, Day(place, spread, ()))
            place = len(days) - 1
        return self._split(History(history.met, (*history.open, (clock, place)), days), clock, place)

    def _split(self, history: History, clock: int, place: int) -> Split:
        if self.classes(clock) == 1:
            return [(np.ones(1), history)]
        mass, total = self._odds(history.days, place, clock)
        # Where the history itself cannot be, nobody comes this way, any share will do, and what is left is rounding.
        shares = np.divide(mass, total[:, None], out=np.zeros_like(mass), where=total[:, None] > 0)
        heard = total > UNHEARD
        possible = (shares[heard if heard.any() else slice(None)] > SMALLEST).any(axis=0)
        shares = np.where(possible, shares, 0.0)
        whole = shares.sum(axis=1, keepdims=True)
        shares = np.divide(shares, whole, out=np.zeros_like(shares), where=whole > 0)
        day = history.days[place]
        split = []
        for kind in np.flatnonzero(possible).tolist():
            seen = Day(day.before, day.spread, _with(day.seen, ("met", clock, kind)))
            days = (*history.days[:place], seen, *history.days[place + 1 :])
            split.append((shares[:, kind], History((*history.met, (clock, kind)), history.open, days)))
        return split

    def _odds(self, days: Days, place: int, clock: int) -> tuple[Floats, Floats]:
        """How probable a history is with each class of law on one of its days, and without: see `Beliefs.odds`."""
        key = (days, place, clock)
        if key not in self._answers:
            if not self._lanes:
                self._lanes = self._fresh_lanes()
            kinds = self.classes(clock)
            found = [self._lanes[0].odds(days, place, clock, kinds)]
            if (
                len(found[0][1]) > 1
            ):  # else no delay that the draws tell apart was met, and one row stands for all
                found += [lane.odds(days, place, clock, kinds) for lane in self._lanes[1:]]
            self._answers[key] = (
                np.concatenate([mass for mass, _ in found]),
                np.concatenate([total for _, total in found]),
            )
        return self._answers[key]

    def _fresh_lanes(self) -> list[Beliefs]:
        moving = [i for i in self.program.deciding_delays if self.program.steps[i].whole_days]
        draws = max([1, *(len(self.joint.stacks[i].quantiles) for i in moving)])
        lanes = []
        for part in parts(draws, LANES):
            each = (stack.quantiles for stack in self.joint.stacks)
            quantiles = tuple(q[part] if len(q) > 1 else q for q in each)
            lanes.append(Beliefs(quantiles, self._classes_of_day, self.program.days, self.horizon))
        return lanes

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
                days[gone.before] = Day(parent.before, parent.spread, _with(parent.seen, then))
        place = {old: new for new, old in enumerate(i for i, d in enumerate(days) if d is not None)}
        left = tuple(Day(place.get(d.before, -1), d.spread, d.seen) for d in days if d is not None)
        return History(kept, tuple(sorted((c, place[p]) for c, p in opens.items())), left)


def _with(seen: Seen, also: tuple[object, ...]) -> Seen:
    return tuple(sorted({*seen, also}))
