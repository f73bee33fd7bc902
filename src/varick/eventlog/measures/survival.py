"""The Kaplan-Meier estimate: how long until something happens, where for some it had not happened when they were last seen.

Kaplan and Meier (1958), J. Am. Stat. Assoc. 53:457-481. Standard error by Greenwood's formula; interval on the
log(-log) scale (Kalbfleisch and Prentice), which stays between 0 and 1; interval of a quantile by inverting it (Brookmeyer
and Crowley 1982, Biometrics 38:29-41).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Survival:
    """One entry for each time at which something happened or somebody was last seen, ascending.

    `at_risk` those followed up to just before the time; `events` and `censored` at the time (who is censored at a time
    was at risk at it); `survival` the estimated share to whom it has not happened by then, that time included.
    Intervals are at `level`.
    """

    times: npt.NDArray[Any]
    at_risk: Counts
    events: Counts
    censored: Counts
    survival: Floats
    level: float

    @cached_property
    def _curves(self) -> tuple[Floats, Floats, Floats]:
        """Error, low and high; worked out where something happened, and the same until something happens again."""
        places = np.flatnonzero(self.events)
        risk, events = self.at_risk[places].astype(np.float64), self.events[places]
        survival = self.survival[places]
        with np.errstate(divide="ignore", invalid="ignore"):
            greenwood = np.cumsum(events / (risk * (risk - events)))
            root = np.sqrt(greenwood)
            error = np.where(survival > 0, survival * root, 0.0)
            spread = _normal(0.5 + self.level / 2) * root / np.log(survival)
            low, high = survival ** np.exp(-spread), survival ** np.exp(spread)
        gone = ~(survival > 0)
        low[gone] = high[gone] = np.nan
        latest = np.cumsum(self.events > 0)

        def spread_out(values: Floats, before: float) -> Floats:
            every: Floats = np.append(before, values)[latest]
            return every

        return spread_out(error, 0.0), spread_out(low, 1.0), spread_out(high, 1.0)

    @property
    def error(self) -> Floats:
        """Standard error of the survival (Greenwood), 0 where it is 1 or 0."""
        return self._curves[0]

    @property
    def low(self) -> Floats:
        """Lower end of the survival's interval: 1 where nothing has happened yet, NaN where the survival is 0."""
        return self._curves[1]

    @property
    def high(self) -> Floats:
        """Upper end of the survival's interval, likewise."""
        return self._curves[2]

    def at(self, time: float) -> dict[str, float]:
        """At a time: `at_risk`, `events` and `censored` up to and with it, `survival`, `low`, `high`.

        `at_risk` are those still followed just before it. Beyond the last time the estimate is not defined where
        anybody was still followed there: survival, low and high are then NaN."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        upcoming = int(np.searchsorted(self.times, time))
        risk = int(self.at_risk[upcoming]) if upcoming < len(self.times) else 0
        events = int(self.events[: place + 1].sum())
        censored = int(self.censored[: place + 1].sum())
        beyond = not len(self.times) or (time > self.times[-1] and self.survival[-1] > 0)
        if beyond:
            s, low, high = float("nan"), float("nan"), float("nan")
        elif place < 0:
            s, low, high = 1.0, 1.0, 1.0
        else:
            s, low, high = (float(x[place]) for x in (self.survival, self.low, self.high))
        return {"at_risk": risk, "events": events, "censored": censored, "survival": s, "low": low, "high": high}  # fmt: skip

    def quantile(self, share: float) -> tuple[float, float, float]:
        """The time by which it has happened to `share`, with its interval; NaN for what the follow-up does not reach.

        The first time at which survival is at most 1 - share; the interval's ends likewise from the survival's."""
        level = 1 - share

        def first(curve: Floats) -> float:
            # a curve falls; NaN (survival 0) stands at its end only, and counts as reached
            reached = np.flatnonzero(~(curve > level + 1e-12))
            return float(self.times[reached[0]]) if len(reached) else float("nan")

        def bound(curve: Floats) -> float:
            reached = np.flatnonzero(curve <= level + 1e-12)
            return float(self.times[reached[0]]) if len(reached) else float("nan")

        return first(self.survival), bound(self.low), bound(self.high)


def kaplan_meier(reached: npt.NDArray[Any], censored: npt.NDArray[Any], level: float = 0.95) -> Survival:
    """Estimate from times `reached` (it happened) and `censored` (last seen, not yet), any order, not negative.

    Raises ValueError for a negative time or a level outside (0, 1)."""
    if not 0 < level < 1:
        raise ValueError(f"level {level}: give a share between 0 and 1")
    times, events, lost = _table(_ordered(reached), _ordered(censored))
    if len(times) and times[0] < 0:
        raise ValueError(f"a time of {times[0]} is negative")
    at_risk = np.cumsum((events + lost)[::-1])[::-1]
    survival = np.cumprod(1 - events / at_risk, dtype=np.float64)
    return Survival(times, at_risk, events, lost, survival, level)


def _ordered(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values if (values[1:] >= values[:-1]).all() else np.sort(values)


def _table(reached: npt.NDArray[Any], censored: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Counts, Counts]:
    """The distinct times of two sorted arrays and how often each stands in either."""
    (one, ones), (other, others) = _runs(reached), _runs(censored)
    times, _ = _runs(
        np.sort(np.concatenate((one, other)), kind="stable")
    )  # two runs, which a stable sort merges
    events = np.zeros(len(times), dtype=np.int64)
    lost = np.zeros(len(times), dtype=np.int64)
    events[np.searchsorted(times, one)] = ones
    lost[np.searchsorted(times, other)] = others
    return times, events, lost


def _runs(ordered: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Counts]:
    """The distinct values of a sorted array and how often each stands in it."""
    if not len(ordered):
        return ordered, np.zeros(0, dtype=np.int64)
    first = np.append(0, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)
    return ordered[first], np.diff(first, append=len(ordered))


def _normal(share: float) -> float:
    """The standard normal quantile."""
    from statistics import NormalDist  # its import takes as long as a million events

    return NormalDist().inv_cdf(share)
