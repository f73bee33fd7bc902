"""A watch over series that grow month by month: how long has the present level lasted?

The run-length filter of Adams and MacKay (2007) with a Gamma-Poisson level, month by month: nothing later than a month
is used to judge it. The first `WARM_UP` months give the ordinary level and scatter; an alarm is a probability of at
least `CERTAIN` that the level of today began within the last `RECENT` months. It is meant to be quiet: most changes
that the scan finds in hindsight never alarm it, and the false alarms that it gives are few (docs/decisions/changes.md).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.eventlog.measures.changes.scan import Array, checked

WARM_UP = 12
"""Months that are only learnt from."""
RECENT = 6
"""A level this young, in months, may be an alarm."""
CERTAIN = 0.99
"""Probability from which it is one."""
LASTS = 48.0
"""Months that a level lasts on average, beforehand. Judged."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`young` (series, months): the probability, as of that month, that its level began within the last `RECENT` months
    and after the warm-up; NaN in the warm-up. `alarms`: for each series (month of the alarm, month in which the new
    level most likely began, rate now over rate before), one a level."""

    young: npt.NDArray[np.float64]
    alarms: tuple[tuple[tuple[int, int, float], ...], ...]


def watch(counts: Array, days: Array, warm_up: int = WARM_UP, certain: float = CERTAIN) -> Watch:
    """Filter series of counts (series, months) over months of `days`. Small counts are sound: with none at all in the
    warm-up, half an event stands in for it. Raises VarickError for arrays that do not fit."""
    y, e = checked(counts, days)
    series, months = y.shape
    young = np.full(y.shape, np.nan)
    if months <= warm_up:
        return Watch(young, ((),) * series)
    rate = np.maximum(y[:, :warm_up].sum(axis=1), 0.5) / e[:warm_up].sum()
    month_days = float(e.mean())
    usual = rate[:, None] * e[None, :warm_up]
    phi = np.maximum((np.square(y[:, :warm_up] - usual) / usual).sum(axis=1) / (warm_up - 1), 1.0)
    y, e = y / phi[:, None], e[None, :] / phi[:, None]
    # place r of these arrays: the level began r months ago; the last place holds the level of the warm-up
    # a new level has an exponential prior around the ordinary one, or one event a month where there was less
    fresh = 1 / np.maximum(rate, 1 / month_days)
    shape = np.ones((series, months - warm_up + 1))
    scale = np.broadcast_to(fresh[:, None], shape.shape).copy()
    shape[:, -1] += y[:, :warm_up].sum(axis=1)
    scale[:, -1] += e[:, :warm_up].sum(axis=1)
    log = np.full(shape.shape, -np.inf)
    log[:, -1] = 0.0
    alarms: list[list[tuple[int, int, float]]] = [[] for _ in range(series)]
    for month in range(warm_up, months):
        age = month - warm_up
        log[:, 1 : age + 1] = log[:, :age] + np.log1p(-1 / LASTS)
        shape[:, 1 : age + 1], scale[:, 1 : age + 1] = shape[:, :age].copy(), scale[:, :age].copy()
        log[:, -1] += np.log1p(-1 / LASTS)
        shape[:, 0], scale[:, 0] = 1.0, fresh
        log[:, 0] = -np.log(LASTS)
        live = np.r_[0 : age + 1, shape.shape[1] - 1]
        log[:, live] += predictive(y[:, month, None], e[:, month, None], shape[:, live], scale[:, live])
        top = log[:, live].max(axis=1, keepdims=True)
        log -= top + np.log(np.exp(log[:, live] - top).sum(axis=1, keepdims=True))
        shape[:, live] += y[:, month, None]
        scale[:, live] += e[:, month, None]
        recent = np.exp(log[:, : min(age + 1, RECENT)])
        young[:, month] = recent.sum(axis=1)
        for place in np.flatnonzero(young[:, month] >= certain).tolist():
            began = int(recent[place].argmax())
            start = month - began
            if not alarms[place] or start - alarms[place][-1][1] >= RECENT:
                before = shape[place, -1] / scale[place, -1]
                now = shape[place, began] / scale[place, began]
                alarms[place].append((month, start, float(now / before)))
    return Watch(young, tuple(map(tuple, alarms)))


def predictive(count: Array, days: Array, shape: Array, scale: Array) -> Array:
    """Logarithm of the probability of a count, up to what is the same for every level, where the level's rate has a
    Gamma(shape, scale) distribution by now."""
    from scipy.special import gammaln

    found: Array = (
        gammaln(shape + count)
        - gammaln(shape)
        + shape * np.log(scale)
        - (shape + count) * np.log(scale + days)
    )
    return found
