"""When, within its day, an event happened of which the release gives only the day.

A detainer has no time of day and an encounter has one. Written at midnight, the detainer of an encounter at noon would
come before it: in an invented release a fifth of the detainers that followed an encounter on the same day were lost so.
Such an event is put at the last moment, on that day, of the same person's events of an earlier kind (an encounter
leads to a detainer, a stay ends before a removal), but not after the first one of a later kind: an encounter at noon
that follows an arrest in the morning would otherwise take the detainer behind its own arrest. Where there is no such
moment it stays at midnight. Its day is never changed. Which came first on a day no release tells: the rule is judged.
"""

import numpy as np
import numpy.typing as npt

from varick.observe.sorting import DAY, Keys, repeated


def placed(person: Keys, seconds: Keys, rank: npt.NDArray[np.int8], whole: npt.NDArray[np.bool_]) -> Keys:
    """The moments, those of events that are only days (`whole`) put between the day's events of lower and higher rank.

    `person` int64 tells persons (of all releases) apart; `seconds` since 1970, midnights where `whole`; `rank` the
    order of activities within a moment. All of shape (events,); so is what comes back.
    """
    if not whole.any() or whole.all():
        return seconds
    day = seconds // DAY
    rows = repeated([person, day])  # an event alone on its day stays where it is
    rows = rows[np.lexsort((day[rows], person[rows]))]
    who, when, of = person[rows], day[rows], rank[rows]
    new = np.zeros(len(rows), dtype=np.int64)
    new[1:] = (who[1:] != who[:-1]) | (when[1:] != when[:-1])
    begins = (
        np.cumsum(new) * DAY
    )  # one person's one day after the other, so that one sorted array serves them all
    moment = begins + seconds[rows] - when * DAY
    timed = ~whole[rows]
    found = seconds.copy()
    for one in np.unique(of[~timed]):
        mine = np.flatnonzero(~timed & (of == one))
        earlier, later = np.sort(moment[timed & (of < one)]), np.sort(moment[timed & (of > one)])
        start = begins[mine]
        ahead = np.append(later, np.iinfo(np.int64).max)[np.searchsorted(later, start)]
        latest = np.searchsorted(earlier, np.minimum(ahead, start + DAY - 1), side="right") - 1
        found[rows[mine]] += np.maximum(np.append(earlier, -1)[latest] - start, 0)
    return found
