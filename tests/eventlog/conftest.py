"""Event logs for the tests of other formats: every kind of column, and texts that a format could trip over."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from varick.eventlog import EventLog, LogMeta

HOSTILE = (
    "plain",
    "a \"b\" <c> & 'd'",
    "line\nbreak\ttab\rreturn",
    "  blanks  ",
    "ñ 移民 🗽",
    "\x00nul",
    "\ufffdnul",
    "]]>",
)


def invented(
    events: int = 400,
    seed: int = 1,
    *,
    releases: int = 2,
    unit: str = "minute",
    row: bool = True,
    **changes: Any,
) -> EventLog:
    """A random log of made-up persons with `releases` releases (0 = simulated: no provenance)."""
    luck = np.random.default_rng(seed)
    attributes: dict[str, tuple[str, ...]] = {}
    if releases:
        attributes |= {
            "release": tuple(f"2019-TEST-{n}" for n in range(releases)),
            "file": ("one.csv.gz", "dos ñ.xlsx"),
            "sheet": ("Sheet 1",),
        }
    attributes |= {
        "aor": ("NYC", "NEW", "HOU"),
        "facility": ("ORANGE COUNTY JAIL", "OTHER"),
        "note": HOSTILE,
        "Note": ("unused",),
        "concept:name": ("x",),
        "ocel_id": ("y",),
        "varick:odd": ("z",),
    }
    meta = LogMeta(
        **{
            "version": "0.0",
            "scenario": 'made "up" \x01',
            "scenario_hash": "abc",
            "seed": None if releases else 7,
            "origin": date(2015, 10, 1),
            "activities": (
                ("ice_arrest", "ICE"),
                ("sent & printed", "NYPD"),
                ("never", "court"),
                ("removed", "ICE"),
            ),
            "attributes": attributes,
            "unit": unit,
        }
        | changes
    )  # type: ignore[arg-type]
    columns: dict[str, Any] = {
        "release": luck.integers(0, max(releases, 1), events),
        "person": luck.integers(0, max(events // 3, 1), events),
        "time": luck.integers(-5000, 2_000_000, events),
    }
    order = np.lexsort((columns["time"], columns["person"], columns["release"]))
    columns = {name: values[order] for name, values in columns.items()}
    columns["activity"] = luck.choice([0, 1, 3], events)
    for name, values in meta.attributes.items():
        if name != "release":
            columns[name] = luck.integers(-1, len(values), events)
    columns["Note"] = np.full(events, -1)
    columns["row"] = luck.integers(6, 500_000, events)
    types = {"person": np.uint64, "activity": np.uint16}
    names = ["person", "time", "activity", *meta.attributes, *(["row"] if row else [])]
    return EventLog.of_columns(
        meta, {name: columns[name].astype(types.get(name, np.int32)) for name in names}
    )


def same(found: EventLog, given: EventLog) -> None:
    """Every column, code, type and word of the metadata is the same."""
    assert found.meta == given.meta
    assert list(found.meta.attributes) == list(given.meta.attributes)
    assert found.stored == given.stored
    for name in given.stored:
        assert found.column(name).dtype == given.column(name).dtype, name
        np.testing.assert_array_equal(found.column(name), given.column(name), err_msg=name)


@pytest.fixture(scope="session")
def make() -> Callable[..., EventLog]:
    """`make(events, seed, releases=, unit=, row=)`."""
    return invented


@pytest.fixture(scope="session")
def identical() -> Callable[[EventLog, EventLog], None]:
    """`identical(found, given)` fails with the column that differs."""
    return same
