"""How often `varick casebook patterns` calls a practice new or growing when nothing changed, and how soon when one began.

    python bench/patterns.py                 # every table of docs/decisions/patterns.md, about eight minutes of one core
    python bench/patterns.py --offices 200   # the same, quicker and rougher

Offices are invented: three years of cases, then one year in which somebody looks on each day on which a case of a
practice is written down. An office has seven practices of the rates in `RATES` and `others` cases a month beside them.
Nothing here is fitted to a real office: no series of such cases was published.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from varick.casebook.watching import chance
from varick.eventlog.measures.changes import watch

RATES = (0.0, 0.02, 0.05, 0.1, 0.3, 1.0, 2.0)
"""Cases a month of the seven practices of an office where nothing changes."""
MONTH = 365.25 / 12
YEAR = 365
DAYS = 4 * YEAR
OTHERS = (2, 5, 20)
EDGES = np.linspace(0, DAYS, 49).round()
"""Months, for the watch."""

Level = Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]
"""How the rate of a day (of practices, of other cases) stands to the usual one: two arrays of DAYS."""


@dataclass(frozen=True)
class World:
    """A kind of office: levels day by day, further cases that come with one, and days until a case is written down."""

    says: str
    level: Level
    sweep: float = 0.0
    delay: tuple[float, float] = (0.0, 0.0)
    own_scatter: float = 0.0


def flat(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return np.ones(DAYS), np.ones(DAYS)


def rising(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    line = np.geomspace(0.4, 1.6, DAYS)
    return line, line


def jump(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    line = np.where(np.arange(DAYS) < 3 * YEAR + rng.integers(YEAR), 1.0, 3.0)
    return line, line


def season(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    line = 1 + 0.6 * np.sin(2 * np.pi * (np.arange(DAYS) / YEAR + rng.random()))
    return line, np.ones(DAYS)


def shared_scatter(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    line = np.repeat(rng.gamma(4, 1 / 4, DAYS // 30 + 1), 30)[:DAYS]
    return line, line


def fewer_others(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    line = np.where(np.arange(DAYS) < 3 * YEAR + rng.integers(YEAR), 1.0, 0.2)
    return np.ones(DAYS), line


def young(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    line = np.where(np.arange(DAYS) < 3 * YEAR - 425, 0.0, 1.0)
    return line, line


def attention(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return np.where(np.arange(DAYS) < 3 * YEAR + rng.integers(YEAR), 1.0, 3.0), np.ones(DAYS)


WORLDS = {
    "steady": World("nothing changes", flat),
    "rising": World("all intake grows fourfold in four years", rising),
    "jump": World("all intake triples on one day of the year", jump),
    "scatter": World("all intake scatters from month to month (coefficient of variation 0.5)", shared_scatter),
    "fewer": World("other cases fall to a fifth, the practices stay", fewer_others),
    "delay": World("every case is written down 45 days late on average", flat, delay=(45, 45)),
    "delay apart": World("practices are written down 10 days late, other cases 90", flat, delay=(10, 90)),
    "season": World("the practices have a season of 60 %, other cases none", season),
    "own scatter": World("each practice scatters by itself (0.7 a month)", flat, own_scatter=2.0),
    "sweeps": World("each case brings 1.5 more of its kind within a week", flat, sweep=1.5),
    "young": World("nothing changes; the office is fourteen months old when the year begins", young),
    "attention": World("three times as many of the practices' people come, on one day of the year", attention),
}  # fmt: skip


def arrivals(rng: np.random.Generator, a_month: float, level: np.ndarray, sweep: float) -> np.ndarray:
    """Days of cases at `a_month` where the level is 1, sweeps included in that rate."""
    days = rng.poisson(a_month / (1 + sweep) / MONTH * level)
    days = np.repeat(np.arange(DAYS), days)
    if sweep and len(days):
        more = np.repeat(days, rng.poisson(sweep, len(days)))
        days = np.concatenate([days, more + rng.integers(0, 8, len(more))])
    return days[days < DAYS]


def calls(rng: np.random.Generator, world: World, others: float, rates: tuple[float, ...]) -> list[str]:
    """For each practice "new", "growing" or "": the first call in the fourth year."""
    practices, rest = world.level(rng)
    found = []
    other = arrivals(rng, others, rest, 0)
    known_other = other + rng.exponential(world.delay[1], len(other)) if world.delay[1] else other
    for rate in rates:
        level = practices
        if world.own_scatter:
            shape = world.own_scatter
            level = practices * np.repeat(rng.gamma(shape, 1 / shape, DAYS // 30 + 1), 30)[:DAYS]
        days = arrivals(rng, rate, level, world.sweep)
        known = days + rng.exponential(world.delay[0], len(days)) if world.delay[0] else days
        found.append(first_call(days, known, other, known_other))
    return found


def first_call(
    days: np.ndarray, known: np.ndarray, other: np.ndarray, known_other: np.ndarray, start: int = 3 * YEAR
) -> str:
    for kind, _ in watched(days, known, other, known_other, start):
        if kind:
            return kind
    return ""


def watched(
    days: np.ndarray, known: np.ndarray, other: np.ndarray, known_other: np.ndarray, start: int = 3 * YEAR
) -> Iterator[tuple[str, int]]:
    """(call, day) of each look, on the days of the fourth year on which a case of the practice is written down."""
    for look in np.unique(np.ceil(known[(known >= start) & (known < DAYS)])).astype(int).tolist():
        mine = days[known <= look]
        rest = np.sort(other[known_other <= look]).tolist()
        begin = chance.watched_since(sorted([*rest, *mine.tolist()]), look)
        if begin is not None:
            yield chance.called(np.sort(mine).tolist(), rest, begin, look)[0], look


def percent(found: Iterable[object]) -> float:
    return 100 * float(np.mean([bool(one) for one in found]))


def false_calls(offices: int, names: list[str]) -> None:
    print(
        f"False calls in one year, in % of {offices:,} offices with seven practices; looked at after each case"
    )
    print(f"{'world':14}{'others a month':>16}{'any practice':>14}{'new':>7}{'growing':>9}   by rate {RATES}")
    for name in names:
        for others in OTHERS:
            rng = np.random.default_rng([2018, *name.encode(), others])
            got = [calls(rng, WORLDS[name], others, RATES) for _ in range(offices)]
            by_rate = " ".join(f"{percent([row[i] for row in got]):.1f}" for i in range(len(RATES)))
            new, growing = percent(["new" in row for row in got]), percent(["growing" in row for row in got])
            print(
                f"{name:14}{others:16}{percent(map(any, got)):14.1f}{new:7.1f}{growing:9.1f}   {by_rate}",
                flush=True,
            )


def others_left_out(offices: int) -> None:
    """The same worlds judged by the calendar alone, and by the watch over monthly counts that `varick observe` has."""
    print(
        "\nThe same, 5 other cases a month, without them: the calendar alone, and eventlog.measures.changes.online.watch"
    )
    print(f"{'world':14}{'both (as shipped)':>20}{'calendar alone':>18}{'watch':>10}")
    for name in ("steady", "rising", "jump", "scatter", "sweeps"):
        rng = np.random.default_rng([2019, *name.encode()])
        got: list[tuple[bool, bool, bool]] = []
        for _ in range(offices):
            practices, rest = WORLDS[name].level(rng)
            other = arrivals(rng, 5, rest, 0)
            days = [arrivals(rng, rate, practices, WORLDS[name].sweep) for rate in RATES]
            both = any(bool(first_call(one, one, other, other)) for one in days)
            counts = np.array([np.histogram(one, EDGES)[0] for one in days])
            alarms = watch(counts, np.diff(EDGES)).alarms
            got.append(
                (
                    both,
                    any(map(calendar_alone, days)),
                    any(month >= 36 for one in alarms for month, _, _ in one),
                )
            )
        shares = [percent(column) for column in zip(*got, strict=True)]
        print(f"{name:14}{shares[0]:20.1f}{shares[1]:18.1f}{shares[2]:10.1f}", flush=True)


def calendar_alone(days: np.ndarray) -> bool:
    """Whether the chance by the calendar falls below the level on any day of a case in the fourth year."""
    single = np.unique(days).tolist()
    for look in [day for day in single if day >= 3 * YEAR]:
        first = single[0]
        if first >= chance.WAIT and look - first < chance.YOUNG:
            seen = chance.inside(single, first, look)
            if seen >= chance.LEAST and chance._tail(first, look - first + 1, seen) < chance.LEVEL:
                return True
        for window in chance.WINDOWS:
            before, after = (
                chance.inside(single, 0, look - window),
                chance.inside(single, look - window + 1, look),
            )
            p = chance._binomial(after, before, window / (look + 1))
            if before and after >= chance.LEAST and p < chance.LEVEL:
                return True
    return False


def power(offices: int) -> None:
    """A practice that begins, or grows, on the first day of the fourth year."""
    print(
        "\nA practice begins after three years (before > after, cases a month): called within a year, %; half of the"
    )
    print(
        "calls by this many cases of it and this many days after the first; last, % called by the watch alone"
    )
    for before, after in ((0, 0.5), (0, 1), (0, 2), (0, 3), (0.1, 2), (0.3, 2), (1, 3), (1, 5)):
        for others in OTHERS:
            rng = np.random.default_rng([7, int(10 * before), int(10 * after), others])
            needed, waited, seen = [], [], 0
            for _ in range(offices):
                level = np.where(np.arange(DAYS) < 3 * YEAR, before, after)
                days = np.sort(arrivals(rng, 1.0, level, 0))
                other = arrivals(rng, others, np.ones(DAYS), 0)
                since = days[days >= 3 * YEAR]
                alarms = watch(np.histogram(days, EDGES)[0][None, :], np.diff(EDGES)).alarms[0]
                seen += any(month >= 36 for month, _, _ in alarms)
                for kind, look in watched(days, days, other, other):
                    if kind:
                        needed.append(int((since <= look).sum()))
                        waited.append(look - int(since[0]))
                        break
            share = 100 * len(needed) / offices
            half = f"{np.median(needed):.0f} cases, {np.median(waited):.0f} days" if needed else "-"
            print(
                f"{before:5} > {after:4}{others:6} others a month{share:8.0f}   {half:24}{100 * seen / offices:5.0f}",
                flush=True,
            )


def letters(offices: int) -> None:
    """Six letters in two months after none in two years, the case of the article: how likely a call is."""
    print(
        "\nSix letters in 60 days after two years without one: called, %, and the chances behind it (median)"
    )
    for others in (0, 1, *OTHERS):
        rng = np.random.default_rng([6, others])
        for count in (3, 4, 5, 6):
            got = []
            for _ in range(offices):
                other = arrivals(rng, others, np.ones(DAYS), 0)
                other = other[(other >= 100) & (other < 100 + 2 * YEAR + 60)]
                days = 100 + 2 * YEAR + rng.integers(0, 60, count)
                end, begin = int(days.max()), chance.watched_since(sorted([*other, *days]), int(days.max()))
                got.append(chance.called(np.sort(days).tolist(), np.sort(other).tolist(), begin or end, end))
            odds = [o for _, o in got if o is not None]
            middle = "nothing to compare with"
            if odds:
                calendar, among = (
                    np.median([getattr(one, name) for one in odds]) for name in ("calendar", "among")
                )
                middle = f"{calendar:.2g} by the calendar, {among:.2g} among cases"
            share = percent(kind for kind, _ in got)
            print(f"{others:4} others a month, {count} letters{share:8.0f}   {middle}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--offices", type=int, default=1000)
    parser.add_argument("--world", action="append", choices=list(WORLDS), help="only these")
    chosen = parser.parse_args()
    for name, world in WORLDS.items():
        print(f"{name:14}{world.says}")
    false_calls(chosen.offices, chosen.world or list(WORLDS))
    if not chosen.world:
        others_left_out(max(50, chosen.offices // 3))
        power(max(50, chosen.offices // 5))
        letters(max(50, chosen.offices // 5))


if __name__ == "__main__":
    main()
