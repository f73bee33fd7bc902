"""Random small event logs, and the same logs as lists that plain Python reads."""

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from varick.eventlog import EventLog, LogMeta
from varick.eventlog.blocks import Block, blocks

NAMES = ("a", "b", "c", "d")
META = LogMeta(
    version="0.0",
    scenario="invented",
    scenario_hash="",
    seed=None,
    origin=date(2018, 1, 1),
    activities=tuple((name, "ICE") for name in NAMES),
    attributes={"release": ("one", "two"), "office": ("X", "Y")},
)

Event = tuple[int, int, int, int, int]
"""release, person, time, activity, office (-1: none)"""


def some(most: int = 60, activities: int = len(NAMES), longest: int = 12) -> st.SearchStrategy[list[Event]]:
    """Events in the order of a log: few persons, few moments, so that ties and long journeys are common."""
    event = st.tuples(
        st.integers(0, 1),
        st.integers(0, longest),
        st.integers(-5, 40),
        st.integers(0, activities - 1),
        st.integers(-1, 1),
    )
    return st.lists(event, max_size=most).map(lambda rows: sorted(rows, key=lambda e: e[:4]))


def log_of(events: list[Event]) -> EventLog:
    """The events as a log in memory."""
    return EventLog.of_columns(META, columns(events))


def columns(events: list[Event]) -> dict[str, Any]:
    """The events as a block for `write`."""
    table = np.array(events, dtype=np.int64).reshape(-1, 5)
    return {
        "person": table[:, 1].astype(np.uint64),
        "time": table[:, 2].astype(np.int32),
        "activity": table[:, 3].astype(np.uint16),
        "release": table[:, 0].astype(np.int32),
        "office": table[:, 4].astype(np.int32),
    }


def journeys(events: list[Event]) -> list[list[Event]]:
    """One list a person of a release, in order."""
    found: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        found.setdefault(event[:2], []).append(event)
    return list(found.values())


def cut(log: EventLog, names: tuple[str, ...], groups: list[int]) -> list[Block]:
    """The log in blocks of so many persons each (the last has the rest)."""
    if not len(log):
        return []
    (whole,) = blocks(log, names)
    edges = [0, *np.minimum(np.cumsum(groups), len(whole.starts) - 1).tolist(), len(whole.starts) - 1]
    rows = [(int(whole.starts[a]), int(whole.starts[b])) for a, b in pairwise(edges)]
    return [whole.take(slice(a, b)) for a, b in rows]
