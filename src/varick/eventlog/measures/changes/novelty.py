"""Something never seen before: is it more than the first of the rare things that turn up by chance?

Nothing for a long while, then a first event, then more. If the rate had been the same all along, with Jeffreys' prior
Gamma(1/2), the waiting time and the first event leave Gamma(3/2, days waited), and the number of further events in a
given time is negative binomial. Its upper tail is the p-value. One event alone says nothing, whatever it is.

The measure counts events, so a single sweep can look like a practice; newcomers must therefore be met in several
months (`SUSTAINED`). It is sound for a handful of an organisation's own cases: `tail` takes three numbers.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.eventlog.measures.changes.scan import Array, checked

WAIT = 12
"""Months in which a category must have been absent before it counts as new."""
WINDOW = 6
"""Months, from that of its first event, in which its events are counted."""
SUSTAINED = 3
"""Months among these in which it must be met."""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Categories first met after `WAIT` months, by first month; all arrays have one entry each.

    `place` is the row of the counts; `first` the month of the first event, from 0; `events` and `met_in` the events in
    the window and the months with any; `months` how much of the window there is; `p` the tail and `sustained` whether
    it was met in `SUSTAINED` months.
    """

    place: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    events: npt.NDArray[np.int64]
    met_in: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    p: npt.NDArray[np.float64]
    sustained: npt.NDArray[np.bool_]


def tail(waited: Array | float, since: Array | float, events: Array | int) -> npt.NDArray[np.float64]:
    """Probability of `events` or more in all, when none came in `waited` days and the first began a window of `since`
    days, if the rate never changed. 1 for a single event.

    For example 730 days without, then 4 in 60 days: about 1 in 1,070.
    """
    from scipy.special import betainc

    further = np.asarray(events, dtype=np.float64) - 1
    share = np.asarray(since, dtype=np.float64) / (np.asarray(waited, dtype=np.float64) + since)
    found: npt.NDArray[np.float64] = np.where(
        further > 0, betainc(np.maximum(further, 1e-9), 1.5, share), 1.0
    )
    return found


def newcomers(counts: Array, days: Array, wait: int = WAIT, window: int = WINDOW) -> Newcomers:
    """The categories of counts (categories, months) that are first met after `wait` months.

    Raises VarickError for arrays that do not fit.
    """
    y, e = checked(counts, days)
    months = y.shape[1]
    first = np.where(y.any(axis=1), (y > 0).argmax(axis=1), months)
    place = np.flatnonzero((first >= wait) & (first < months))
    place = place[np.argsort(first[place], kind="stable")]
    first = first[place]
    inside = np.arange(months)[None, :] - first[:, None]
    in_window = (inside >= 0) & (inside < window)
    events = np.where(in_window, y[place], 0).sum(axis=1)
    met_in = (in_window & (y[place] > 0)).sum(axis=1)
    waited = np.concatenate([[0.0], np.cumsum(e)])[first]
    p = tail(waited, (in_window * e[None, :]).sum(axis=1), events)
    return Newcomers(
        place, first, events.astype(np.int64), met_in, in_window.sum(axis=1), p, met_in >= SUSTAINED
    )
