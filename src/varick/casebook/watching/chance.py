"""How often chance alone would bring so many cases of a practice: two exact tests, by the calendar and among the cases.

By the calendar a practice is set against the days that passed. But an organisation that grows sees more of everything;
so it is set against the organisation's other cases too, and only what is beyond chance in both is called. Cases that come
together are one event, such as an operation or a household: so those of one day count as one, and what is
called must still be unlikely, though less so, where those of one week do. Of a practice that is met often the cases are
divided by how much more than chance they scatter.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, inf, lgamma
from types import MappingProxyType

WAIT = 365
"""Days without a case of the practice before its first counts as new, and days that a comparison needs before it."""
YOUNG = 365
"""Days after its first case in which a practice can be called new; later it can only be growing."""
WINDOWS = (60, 120, 240)
"""Days up to today that are compared with what came before."""
BACK = 3 * 365
"""Days before them that a comparison reaches back at most."""
PAUSE = 183
"""Days without any case after which what lies before is not counted: nobody may have been writing cases down."""
WEEK = 7
"""Days within which cases may be one event."""
TOGETHER = 0.01
"""Probability below which the cases must be unlikely where those within a week count as one."""
OFTEN = 20
"""Cases before a window from which their scatter can be judged."""
BIN = 30
"""Days of the bins in which it is."""
LEAST = 3
"""Cases, on different days, below which nothing is called, whatever the odds."""
LEVEL = 0.001
"""Probability below which a practice is called new or growing. docs/decisions/patterns.md says how many calls are false."""
FALSE_CALLS = MappingProxyType(
    {"low": 0, "high": 4, "own": 10, "bunched": 17, "attention_low": 46, "attention_high": 78}
)
"""Simulated offices of 100 with a call of any of seven practices in a year, rounded outward from the table of
docs/decisions/patterns.md (a test reads it there): the fewest and most where no practice changes; where each varies by itself
or has a season; where cases come in bunches; and where three times as many people come."""


@dataclass(frozen=True, slots=True)
class Odds:
    """One comparison. Days are ordinals; `before` and `since` hold (days, cases of the practice on different days, other
    cases).

    `calendar` is the chance of so many in so many days, `among` the chance of so many among so many cases; 1 where
    there is nothing to compare with. `together` is the larger of both where cases of one week count as one."""

    begin: int
    split: int
    end: int
    before: tuple[int, int, int]
    since: tuple[int, int, int]
    calendar: float
    among: float
    together: float

    @property
    def p(self) -> float:
        """The larger of both: what is beyond chance must be so either way."""
        return max(self.calendar, self.among)

    @property
    def beyond(self) -> bool:
        """Whether chance is ruled out: by both comparisons, and if cases of one week are one event."""
        return self.p < LEVEL and self.together < TOGETHER and self.since[1] >= LEAST


def inside(days: Sequence[int], first: int, last: int) -> int:
    """How many of the sorted days are from `first` to `last`, both included."""
    return bisect_right(days, last) - bisect_left(days, first)


def watched_since(days: Sequence[int], end: int) -> int | None:
    """The first of the sorted days of all cases up to `end` that no pause of more than `PAUSE` days follows; None where
    there is none."""
    known = days[: bisect_right(days, end)]
    if not known or end - known[-1] > PAUSE:
        return None
    place = len(known) - 1
    while place and known[place] - known[place - 1] <= PAUSE:
        place -= 1
    return known[place]


def called(days: Sequence[int], others: Sequence[int], begin: int, end: int) -> tuple[str, Odds | None]:
    """ "new", "growing" or "" with the odds behind it, or None where nothing can be compared.

    Days of the practice and of other cases are sorted ordinals; what lies after `end` is not looked at."""
    new, more = first_seen(days, others, begin, end), grown(days, others, begin, end)
    if new is not None and new.beyond:
        return "new", new
    if more is not None and more.beyond:
        return "growing", more
    return "", min(filter(None, (new, more)), key=lambda one: (one.p, one.calendar), default=None)


def first_seen(days: Sequence[int], others: Sequence[int], begin: int, end: int) -> Odds | None:
    """New: none since `begin`, then a first case and others up to `end`. None where the first came before `begin`, less
    than `WAIT` days after it, or more than `YOUNG` days ago.

    By the calendar this is `eventlog.measures.changes.novelty.tail`. Among cases: the first case only begins the
    window; the chance that every further one falls into it, if each case were as likely as any other to be one."""
    if not inside(days, begin, end) or days[0] - begin < WAIT or end - days[0] >= YOUNG:
        return None
    first = days[0]
    waited, since = first - begin, end - first + 1
    earlier, later = inside(others, begin, first - 1), inside(others, first, end)

    def odds(seen: int) -> tuple[float, float]:
        return _tail(waited, since, seen), _all_late(seen - 1, earlier, later)

    seen = inside(apart(days), first, end)
    return Odds(
        begin, first, end, (waited, 0, earlier), (since, seen, later),
        *odds(seen), max(odds(inside(apart(days, WEEK), first, end))),
    )  # fmt: skip


def grown(days: Sequence[int], others: Sequence[int], begin: int, end: int) -> Odds | None:
    """Growing: the least likely of the `WINDOWS` up to `end`, against what came before since `begin`, `BACK` days at most.
    None where fewer than `WAIT` days or no case of the practice came before.

    By the calendar: binomial, given the sum (the exact comparison of two Poisson counts). Among cases: hypergeometric,
    which is exact however the number of all cases grew. Of a practice met `OFTEN` the cases are divided by their
    scatter instead of counting one a week, which there are always."""
    found: list[Odds] = []
    single, weekly = apart(days), apart(days, WEEK)
    for window in WINDOWS:
        split = end - window + 1
        start = max(begin, split - BACK)
        if split - start < WAIT or not inside(days, start, split - 1):
            continue
        n0, n1 = inside(others, start, split - 1), inside(others, split, end)

        def odds(
            x0: int, x1: int, n0: int = n0, n1: int = n1, share: float = window / (end - start + 1)
        ) -> tuple[float, float]:
            return _binomial(x1, x0, share), _hypergeometric(x1, x0, n1, n0)

        x0, x1 = inside(single, start, split - 1), inside(single, split, end)
        if x0 >= OFTEN:
            wide = scatter(days, start, split)
            both = odds(ceil(x0 / wide), floor(x1 / wide))
            together = max(both)
        else:
            both = odds(x0, x1)
            together = max(odds(inside(weekly, start, split - 1), inside(weekly, split, end)))
        found.append(Odds(start, split, end, (split - start, x0, n0), (window, x1, n1), *both, together))
    return min(found, key=lambda one: (not one.beyond, one.p, one.calendar), default=None)


def apart(days: Sequence[int], least: int = 1) -> list[int]:
    """The sorted days less those that come fewer than `least` days after one that is kept."""
    found: list[int] = []
    for day in days:
        if not found or day - found[-1] >= least:
            found.append(day)
    return found


def scatter(days: Sequence[int], start: int, end: int) -> float:
    """Variance over mean of the cases in bins of `BIN` days before `end`; at least 1."""
    counts = [inside(days, last - BIN, last - 1) for last in range(end, start + BIN - 1, -BIN)]
    mean = sum(counts) / len(counts)
    return max(1.0, sum((n - mean) ** 2 for n in counts) / (len(counts) - 1) / mean) if mean else 1.0


def _tail(waited: float, since: float, events: int) -> float:
    from varick.eventlog.measures.changes.novelty import tail

    return float(tail(waited, since, events))


def _choose(n: float, k: float) -> float:
    """Logarithm of n over k."""
    return -inf if k < 0 or k > n else lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _all_late(further: int, earlier: int, later: int) -> float:
    """Chance that of `further` occasions put anywhere among the cases none comes before the first."""
    if further <= 0:
        return 1.0
    return exp(_choose(further + later, further) - _choose(further + later + earlier, further))


def _binomial(x1: int, x0: int, share: float) -> float:
    """Probability of x1 or more of x0 + x1 in a window of this share of the time."""
    from scipy.special import betainc

    return float(betainc(x1, x0 + 1, share)) if x1 else 1.0


def _hypergeometric(x1: int, x0: int, n1: int, n0: int) -> float:
    """Probability of x1 or more of the x0 + x1 in the window, where it holds x1 + n1 of all cases."""
    all_of_it, drawn, total = x0 + x1, x1 + n1, x0 + x1 + n0 + n1
    return min(
        1.0,
        sum(
            exp(_choose(all_of_it, j) + _choose(total - all_of_it, drawn - j) - _choose(total, drawn))
            for j in range(x1, min(all_of_it, drawn) + 1)
        ),
    )
