"""What each invented person with an identifier went through, event by event, as it was planted: read by no code of Varick's.

The rules are those that docs/reference states for the event log, written out plainly: copies of a row are events too,
but for stints, where a copy is no transfer; an event of which only the day is known comes after what the same person
had of an earlier kind on that day, but not after the first of a later kind; equal moments stand in the order of `KINDS`.
"""

from collections.abc import Sequence

import numpy as np

from synthetic.truth import Truth

KINDS = ("ice_encounter", "detainer", "ice_arrest", "detained", "transferred", "stay_ended", "removed")
OF_ONE_DATE = {
    "encounters": "ice_encounter",
    "detainers": "detainer",
    "arrests": "ice_arrest",
    "removals": "removed",
}
DAY = np.timedelta64(24 * 60 * 60, "s")
Journey = list[tuple[np.datetime64, str]]


def journeys(truth: Truth) -> dict[int, Journey]:
    """Person -> (moment, activity) in the order of the log."""
    days_only = {
        OF_ONE_DATE[name]
        for name, table in truth.tables.items()
        if name in OF_ONE_DATE
        and not (table.time.astype("datetime64[s]") - table.time.astype("datetime64[D]")).any()
    }
    found: dict[int, Journey] = {}
    for name, activity in OF_ONE_DATE.items():
        if table := truth.tables.get(name):
            for who, time, known in zip(table.who.tolist(), table.time, table.identified, strict=True):
                if known:
                    found.setdefault(who, []).append((time.astype("datetime64[s]"), activity))
    for who, events in _detention(truth).items():
        found.setdefault(who, []).extend(events)
    return {who: _ordered(events, days_only) for who, events in found.items()}


def _detention(truth: Truth) -> dict[int, Journey]:
    """The beginning of each stay, its stints but the first, and its end."""
    stints: dict[int, list[np.datetime64]] = {}
    table = truth.tables["detentions"]
    for who, time, left_out in zip(table.who.tolist(), table.time, table.flags["ddp_2026"], strict=True):
        if not left_out:
            stints.setdefault(who, []).append(time.astype("datetime64[s]"))
    found: dict[int, Journey] = {}
    stays = [stay for stay in truth.stays if stay.identified]
    for stay in stays:
        begin = stay.begin.astype("datetime64[s]")
        later = [s.begin.astype("datetime64[s]") for s in stays if s.who == stay.who and s.begin > stay.begin]
        mine = sorted(t for t in stints[stay.who] if t >= begin and all(t < other for other in later))
        events = found.setdefault(stay.who, [])
        events.append((begin, "detained"))
        events += [(time, "transferred") for time in mine[1:]]
        if stay.end is not None:
            events.append((stay.end.astype("datetime64[s]"), "stay_ended"))
    return found


def _ordered(events: Journey, days_only: set[str]) -> Journey:
    timed = [event for event in events if event[1] not in days_only]
    placed: Journey = []
    for time, activity in events:
        if activity in days_only:
            same_day = [(at, KINDS.index(of)) for at, of in timed if at.astype("datetime64[D]") == time]
            rank = KINDS.index(activity)
            ahead = min((at for at, of in same_day if of > rank), default=time + DAY)
            time = max((at for at, of in same_day if of < rank and at <= ahead), default=time)
        placed.append((time, activity))
    return sorted(placed, key=lambda event: (event[0], KINDS.index(event[1])))


def came(journey: Journey, steps: Sequence[str], window: int | None = None) -> int:
    """How many of the steps, in this order, follow the best of the person's first ones, each within `window` days of it."""
    best = 0
    for place, (start, activity) in enumerate(journey):
        if activity != steps[0]:
            continue
        done = 1
        for time, later in journey[place + 1 :]:
            if (
                done < len(steps)
                and later == steps[done]
                and (window is None or time - start <= window * DAY)
            ):
                done += 1
        best = max(best, done)
    return best
