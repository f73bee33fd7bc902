"""Was it renamed rather than begun? What came and what went in the same place and month, and how the mix moved.

A new label takes rows from an old one: the total stays and the shares move. So beside a change stand the rows under
labels that begin about that month and those under labels that end there, and the total-variation distance between the
shares of all labels before and after. Neither proves anything: a practice can end as another begins.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.eventlog.measures.changes.scan import Array

WINDOW = 6
"""Months before and after that are compared."""
NEAR = 1
"""Months that the first or last row of a label may lie from the change."""


@dataclass(frozen=True, slots=True)
class Masses:
    """Rows in the window: `appearing` under labels first met about the month, `vanishing` under labels last met about
    the month before, `before` and `after` under all labels."""

    appearing: int
    vanishing: int
    before: int
    after: int

    @property
    def renamed(self) -> float:
        """The part of the smaller side that may have changed its name: the lesser of both masses over it; 0 without rows."""
        least = min(self.before, self.after)
        return min(self.appearing, self.vanishing) / least if least else 0.0


def masses(counts: Array, month: int, window: int = WINDOW, near: int = NEAR) -> Masses:
    """What appears and vanishes about `month` (from 0) among labels of counts (labels, months)."""
    y = np.asarray(counts)
    months = y.shape[1]
    seen = y > 0
    first = np.where(seen.any(axis=1), seen.argmax(axis=1), months)
    last = np.where(seen.any(axis=1), months - 1 - seen[:, ::-1].argmax(axis=1), -1)
    after = y[:, month : month + window].sum(axis=1)
    before = y[:, max(month - window, 0) : month].sum(axis=1)
    begins = (np.abs(first - month) <= near) & (first > 0)
    ends = (np.abs(last - (month - 1)) <= near) & (last < months - 1)
    return Masses(int(after[begins].sum()), int(before[ends].sum()), int(before.sum()), int(after.sum()))


def variation(counts: Array, window: int = WINDOW) -> npt.NDArray[np.float64]:
    """Total-variation distance of the labels' shares between the `window` months before each month and those from it,
    for counts (labels, months); NaN where a window is cut off or has no rows.

    From 0 (the same mix) to 1 (no label in common). Many rare labels alone raise it, so a month is compared with the
    series' own other months.
    """
    y = np.asarray(counts, dtype=np.float64)
    months = y.shape[1]
    answer = np.full(months, np.nan)
    sums = np.concatenate([np.zeros((len(y), 1)), np.cumsum(y, axis=1)], axis=1)
    for month in range(window, months - window + 1):
        before, after = (
            sums[:, month] - sums[:, month - window],
            sums[:, min(month + window, months)] - sums[:, month],
        )
        if month < months and before.sum() and after.sum():
            answer[month] = 0.5 * np.abs(before / before.sum() - after / after.sum()).sum()
    return answer
