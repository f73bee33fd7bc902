"""Which activity directly follows which, how long that takes, and how long journeys last from first to last event."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.eventlog.blocks import Block, blocks
from varick.eventlog.log import EventLog
from varick.eventlog.measures.jit import Backend, chosen, compiled

Counts = npt.NDArray[np.int64]
NO_RELEASE = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Flow:
    """Directly-follows counts of a log with n activities.

    `counts` int64 of shape (n + 1, n + 1): row = from, column = to, in the order of `names`; the last row is a
    journey's start, the last column its end. `median` and `mean` are steps of the log's unit between the two events,
    float64 of shape (n, n), NaN where the pair does not occur; None where times were not asked for.
    """

    names: tuple[str, ...]
    counts: Counts
    median: npt.NDArray[np.float64] | None = None
    mean: npt.NDArray[np.float64] | None = None

    @property
    def persons(self) -> int:
        """How many journeys there are."""
        return int(self.counts[-1].sum())

    @property
    def events(self) -> int:
        """How many events they have."""
        return int(self.counts[:, :-1].sum())


def directly_follows(
    log: EventLog | Iterable[Block], names: tuple[str, ...] | None = None, *, times: bool = False,
    release: str | None = None, backend: Backend | None = None,
) -> Flow:  # fmt: skip
    """Count the pairs of neighbouring events of each person.

    Give a log, or blocks with `person`, `activity` (and `time` with `times`) and the activities' `names`. `times`
    holds eight bytes for each pair of events in memory to give exact medians.
    """
    given, names, large = _parts(log, names, ("activity", "time") if times else ("activity",), release)
    counts = np.zeros((len(names) + 1, len(names) + 1), dtype=np.int64)
    waits: list[npt.NDArray[np.uint64]] = []
    loops = chosen(backend, large)
    for block in given:
        counts += counted(block, len(names), loops=loops)
        if times:
            waits.append(_waits(block, len(names)))
    if not times:
        return Flow(names, counts)
    median, mean = _typical(waits, len(names))
    return Flow(names, counts, median, mean)


def _parts(
    log: EventLog | Iterable[Block],
    names: tuple[str, ...] | None,
    columns: tuple[str, ...],
    release: str | None,
) -> tuple[Iterable[Block], tuple[str, ...], int]:
    if isinstance(log, EventLog):
        return blocks(log, columns, release=release), log.meta.names, len(log)
    return log, names or (), 0


def counted(block: Block, activities: int, *, loops: bool = False) -> Counts:
    """The counts of one block, of the shape of `Flow.counts`; blocks' counts add up."""
    n, activity = activities, block["activity"]
    counts = np.zeros((n + 1, n + 1), dtype=np.int64)
    if loops:
        release = block.columns.get("release", NO_RELEASE)
        compiled().follows(block["person"], release, activity, counts)
        return counts
    if not len(block):
        return counts
    firsts, lasts = block.starts[:-1], block.starts[1:] - 1
    pair = _pairs(activity, n)
    within = np.bincount(pair, minlength=n * n)
    within -= np.bincount(
        pair[lasts[:-1]], minlength=n * n
    )  # the last event of one person, the first of the next
    counts[:n, :n] = within.reshape(n, n)
    counts[n, :n] = np.bincount(activity[firsts], minlength=n)
    counts[:n, n] = np.bincount(activity[lasts], minlength=n)
    return counts


def _pairs(activity: npt.NDArray[Any], n: int) -> npt.NDArray[Any]:
    wide = np.dtype(np.uint16 if n <= 2**8 else np.int64)
    pair: npt.NDArray[np.integer[Any]] = activity[:-1].astype(wide)
    np.multiply(pair, wide.type(n), out=pair)
    np.add(pair, activity[1:], out=pair)
    return pair


def _waits(block: Block, n: int) -> npt.NDArray[np.uint64]:
    """The pair's number and the steps between its events as one number an event pair: pair * 2**32 + steps."""
    within = ~block.begins()
    time = block["time"].astype(np.int64)
    waits = np.diff(time)[within].astype(np.uint64)
    activity = block["activity"].astype(np.uint64)
    waits |= (activity[:-1] * np.uint64(n) + activity[1:])[within] << np.uint64(32)
    return waits


def _typical(
    parts: list[npt.NDArray[np.uint64]], n: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    waits = np.concatenate([*parts, np.zeros(0, dtype=np.uint64)])
    waits.sort()
    edges = np.searchsorted(waits, np.arange(n * n + 1, dtype=np.uint64) << np.uint64(32))
    median = np.full(n * n, np.nan)
    mean = np.full(n * n, np.nan)
    for pair in np.flatnonzero(np.diff(edges)):
        steps = (waits[edges[pair] : edges[pair + 1]] & np.uint64(2**32 - 1)).astype(np.int64)
        median[pair] = (steps[(len(steps) - 1) // 2] + steps[len(steps) // 2]) / 2
        mean[pair] = steps.sum() / len(steps)
    return median.reshape(n, n), mean.reshape(n, n)


def throughput(log: EventLog | Iterable[Block], *, release: str | None = None) -> npt.NDArray[np.uint32]:
    """Steps of the log's unit from each person's first to last event, uint32 of shape (persons,), in the log's order.

    A journey that is still going on counts as far as it has come: this is not a time to an end.
    """
    given, _, _ = _parts(log, None, ("time",), release)
    return np.concatenate([*map(span, given), np.zeros(0, dtype=np.uint32)])


def span(block: Block) -> npt.NDArray[np.uint32]:
    """The same of one block."""
    time, starts = block["time"], block.starts
    steps: npt.NDArray[np.uint32] = (time[starts[1:] - 1] - time[starts[:-1]]).view(np.uint32)
    return steps  # the difference of two int32, never negative: exact in 32 bits without a sign


def quantiles(values: npt.NDArray[Any], shares: Iterable[float]) -> list[float]:
    """Quantiles, interpolated between neighbours as NumPy and pandas do; NaN of no values."""
    asked = [share * (len(values) - 1) for share in shares]
    if not len(values):
        return [float("nan") for _ in asked]
    places = sorted({at for place in asked for at in (int(place), min(int(place) + 1, len(values) - 1))})
    ordered = np.partition(values, places)

    def between(place: float) -> float:
        low = int(place)
        high = min(low + 1, len(values) - 1)
        return float(ordered[low] + (float(ordered[high]) - float(ordered[low])) * (place - low))

    return [between(place) for place in asked]
