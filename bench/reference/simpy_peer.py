"""The SimPy peer: one generator process a person, started by a source on the day of the arrest; events
counted.

Timed: the whole run, with drawing the attributes. Python's own ``random`` supplies the draws, as in SimPy's
examples.
"""

from collections import Counter
from collections.abc import Generator
from itertools import accumulate
from math import log
from random import Random
from typing import Any

import simpy

from reference import definition as d

Shares = tuple[tuple[str, ...], tuple[float, ...]]


def cumulative(shares: dict[str, float]) -> Shares:
    """Names and cumulative weights, as ``random.choices`` takes them."""
    return tuple(shares), tuple(accumulate(shares.values()))


BOROUGH = cumulative(d.BOROUGH)
CHARGE = {borough: cumulative(shares) for borough, shares in d.CHARGE.items()}
STATUS = {borough: cumulative(shares) for borough, shares in d.STATUS.items()}
ACTION = {
    priority: cumulative({**shares, "none": 1 - sum(shares.values())})
    for priority, shares in d.ACTION.items()
}
DELAY = {name: (log(median), d.sigma(name)) for name, (median, _) in d.LOGNORMAL.items()}

# --- model begins


def one_of(luck: Random, shares: Shares) -> str:
    return luck.choices(shares[0], cum_weights=shares[1])[0]


def in_hours(luck: Random, delay: str) -> float:
    """Hours as a part of a day, the unit of the clock."""
    return luck.lognormvariate(*DELAY[delay]) / 24


def in_days(luck: Random, delay: str) -> int:
    return round(luck.lognormvariate(*DELAY[delay]))


def person(
    env: simpy.Environment, luck: Random, count: Counter[str], day: int
) -> Generator[simpy.Event, Any, None]:
    """One arrest and what follows. ``day`` is the law's: hours do not move it."""
    count["arrest"] += 1
    borough = one_of(luck, BOROUGH)
    charge = one_of(luck, CHARGE[borough])
    record = luck.random() < d.PRIOR_RECORD[charge]
    custody = d.CUSTODY[charge][borough]
    if record:
        custody = 1 - (1 - custody) * d.RECORD_SPARES
    if luck.random() >= custody:
        return
    count["booked"] += 1
    if luck.random() >= d.FINGERPRINTED[charge]:
        return
    count["prints_taken"] += 1
    if luck.random() >= d.READABLE[borough]:
        return
    count["prints_at_state"] += 1
    if charge == "violation" and not record:
        return
    count["prints_at_fbi"] += 1
    status = one_of(luck, STATUS[borough])
    enrolled = luck.random() < d.ENROLLED[status]
    if luck.random() >= (d.MATCH_IF_ENROLLED if enrolled else d.MATCH_IF_NOT):
        return
    count["ice_notified"] += 1
    priority = d.priority(day >= d.MEMO_BROAD_FROM, status, charge in d.SERIOUS, record)
    action = one_of(luck, ACTION[priority])
    if action == "none":
        return
    still_held = False
    if action == "detainer":
        response = env.timeout(in_hours(luck, "ice_response"))
        release = env.timeout(in_hours(luck, "custody_time"))
        first = yield response | release
        still_held = response in first
    if still_held:
        count["detainer_lodged"] += 1
        law = d.NEW if day >= d.CITY_LAW_FROM else d.OLD
        if luck.random() >= (d.HONORED_WITH_RECORD if record else d.HONORED)[law][charge]:
            return
    else:
        delay = in_days(luck, "letter_delay")
        yield env.timeout(delay)
        day += delay
        count["letter_mailed"] += 1
        memo = d.BROAD if day >= d.MEMO_BROAD_FROM else d.NARROW
        if luck.random() >= d.DETAINED_AT_LETTER[memo][status]:
            return
    count["ice_custody"] += 1
    if luck.random() >= d.FILED[priority]:
        return
    delay = in_days(luck, "filing_delay")
    yield env.timeout(delay)
    day += delay
    count["proceedings"] += 1
    delay = in_days(luck, "hearing_delay")
    yield env.timeout(delay)
    day += delay
    count["hearing"] += 1
    share = d.REMOVED[d.BROAD if day >= d.MEMO_BROAD_FROM else d.NARROW][status]
    if luck.random() < (1 - (1 - share) * d.RECORD_REMOVES if record else share):
        count["removed"] += 1


def arrests(
    env: simpy.Environment, luck: Random, count: Counter[str], n: int
) -> Generator[simpy.Event, Any, None]:
    """Start each person's process on its day."""
    for day in sorted(luck.randrange(d.DAYS) for _ in range(n)):
        if day > env.now:
            yield env.timeout(day - env.now)
        env.process(person(env, luck, count, day))


def run(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons."""
    env, luck, count = simpy.Environment(), Random(seed), Counter[str]()
    env.process(arrests(env, luck, count, n))
    env.run()
    return {event: count[event] for event in d.EVENTS}


# --- model ends
