"""Every kernel three ways: array operations, compiled loops, and plain Python; cut into blocks in any way."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from random_logs import META, NAMES, Event, columns, cut, journeys, log_of, some

from varick.errors import VarickError
from varick.eventlog import EventLog, LogMeta, open_log, write
from varick.eventlog.blocks import blocks
from varick.eventlog.measures import flow, funnel, jit, lags, variants

CUTS = st.lists(st.integers(0, 6), max_size=6)
COLUMNS = ("time", "activity", "office")
BOTH: tuple[jit.Backend, ...] = ("numpy", "compiled")


@given(events=some(), groups=CUTS)
def test_directly_follows(events: list[Event], groups: list[int]) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    gaps: dict[tuple[str, str], list[int]] = {}
    for journey in journeys(events):
        names = ["start", *(NAMES[e[3]] for e in journey), "end"]
        expected.update(pairwise(names))
        for one, other in pairwise(journey):
            gaps.setdefault((NAMES[one[3]], NAMES[other[3]]), []).append(other[2] - one[2])
    log = log_of(events)
    for backend in BOTH:
        for given_ in (log, cut(log, COLUMNS, groups)):
            found = flow.directly_follows(given_, NAMES, times=True, backend=backend)
            sides = [*NAMES, "outside"]
            counts = {
                (sides[i], sides[j]): int(found.counts[i, j])
                for i in range(5)
                for j in range(5)
                if found.counts[i, j]
            }
            assert counts == {
                (a.replace("start", "outside"), b.replace("end", "outside")): n
                for (a, b), n in expected.items()
            }
            assert found.persons == len(journeys(events))
            assert found.events == len(events)
            assert found.median is not None
            assert found.mean is not None
            for i, a in enumerate(NAMES):
                for j, b in enumerate(NAMES):
                    if (a, b) in gaps:
                        assert found.median[i, j] == median(gaps[a, b])
                        assert found.mean[i, j] == pytest.approx(mean(gaps[a, b]))
                    else:
                        assert np.isnan(found.median[i, j])


LONG = [(0, 1, t, t % 4, 0) for t in range(40)]


@given(events=some(120, longest=3), groups=CUTS, most=st.sampled_from([None, 0, 1, 3]))
@example(events=[*LONG, *[(1, *e[1:]) for e in LONG]], groups=[1], most=None)
@example(events=[*LONG, *[(1, *e[1:]) for e in LONG[:31]]], groups=[1], most=None)
def test_variants(events: list[Event], groups: list[int], most: int | None) -> None:
    expected = Counter(tuple(e[3] for e in journey) for journey in journeys(events))
    order = sorted(expected.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))[:most]
    log = log_of(events)
    for backend in BOTH:
        for given_ in (log, cut(log, COLUMNS, groups)):
            found = variants.variants(given_, NAMES, backend=backend)
            assert len(found) == len(expected)
            assert found.persons == expected.total()
            assert found.top(most) == [(tuple(NAMES[c] for c in codes), n) for codes, n in order]


@pytest.mark.parametrize("activities", [1, 2, 14, 256, 257, 700])
def test_any_number_of_activities(activities: int) -> None:
    names = tuple(f"a{i}" for i in range(activities))
    meta = LogMeta("0", "invented", "", None, META.origin, tuple((n, "ICE") for n in names))
    rng = np.random.default_rng(activities)
    person = np.sort(rng.integers(0, 300, 4_000)).astype(np.uint64)
    activity = rng.integers(0, activities, 4_000).astype(np.uint16)
    activity[:2] = activities - 1
    log = EventLog.of_columns(
        meta, {"person": person, "time": np.arange(4_000, dtype=np.int32), "activity": activity}
    )
    expected = Counter(tuple(names[a] for a in activity[person == p]) for p in np.unique(person))
    assert dict(variants.variants(log).top()) == expected
    assert (
        flow.directly_follows(log).counts.tolist()
        == flow.directly_follows(log, backend="compiled").counts.tolist()
    )
    assert flow.directly_follows(log).events == 4_000


def plainly(
    events: list[Event], asked: lags.Asked, office: int | None
) -> tuple[list[int], list[int], dict[str, int]]:
    reached, censored = [], []
    tally = dict.fromkeys(lags.TALLIES, 0)
    for journey in journeys(events):
        begun = 0
        for place, (_, _, time, activity, where) in enumerate(journey):
            if activity != asked.x or (office is not None and where != office):
                continue
            if (asked.since is not None and time < asked.since) or (
                asked.until is not None and time >= asked.until
            ):
                continue
            begun += 1
            if asked.first and begun > 1:
                continue
            if time > asked.end:
                tally["starts_after_end"] += 1
                continue
            tally["starts"] += 1
            if begun == 1:
                tally["persons"] += 1
            before = [e for e in journey[:place] if e[3] == asked.y]
            tally["tied"] += bool(before) and before[-1][2] == time
            later = [e for e in journey[place + 1 :] if e[3] == asked.y]
            window = asked.window if asked.window is not None else 10**9
            if later and later[0][2] > asked.end:
                tally["after_end"] += 1
            elif later and later[0][2] - time > window:
                tally["beyond_window"] += 1
            if later and later[0][2] <= asked.end and later[0][2] - time <= window:
                reached.append(later[0][2] - time)
                tally["zero"] += later[0][2] == time
            else:
                censored.append(min(window, asked.end - time))
    return sorted(reached), sorted(censored), tally


@given(
    events=some(),
    groups=CUTS,
    x=st.integers(0, 3),
    y=st.integers(0, 3),
    end=st.integers(-6, 45),
    window=st.none() | st.integers(0, 30),
    first=st.booleans(),
    between=st.tuples(st.none() | st.integers(-5, 20), st.none() | st.integers(-5, 40)),
    office=st.none() | st.integers(-1, 1),
)
def test_lags(
    events: list[Event], groups: list[int], x: int, y: int, end: int, window: int | None, first: bool,
    between: tuple[int | None, int | None], office: int | None,
) -> None:  # fmt: skip
    conditions = None if office is None else {"office": np.arange(3) == office % 3}
    asked = lags.Asked(x, y, end, window, first, *between, conditions)
    reached, censored, tally = plainly(events, asked, office)
    log = log_of(events)
    for backend in BOTH:
        for given_ in (log, cut(log, COLUMNS, groups)):
            found = lags.lags(given_, asked, backend=backend)
            assert sorted(found.reached.tolist()) == reached
            assert sorted(found.censored.tolist()) == censored
            assert found.tally == tally


def furthest(journey: list[Event], steps: funnel.Steps, office: int | None) -> tuple[int, int | None]:
    """How many steps any first event leads to, by trying each start by itself; and the time of the last start."""
    best, last = 0, None
    for place, (_, _, begun, activity, where) in enumerate(journey):
        if activity != steps.codes[0] or (office is not None and where != office):
            continue
        if (steps.since is not None and begun < steps.since) or (
            steps.until is not None and begun >= steps.until
        ):
            continue
        level, last = 1, begun
        for _, _, time, next_, _ in journey[place + 1 :]:
            inside = steps.window is None or time - begun <= steps.window
            if level < len(steps.codes) and next_ == steps.codes[level] and inside:
                level += 1
        best = max(best, level)
    return best, last


@given(
    events=some(),
    groups=CUTS,
    codes=st.lists(st.integers(0, 3), min_size=1, max_size=4).map(tuple),
    window=st.none() | st.integers(0, 30),
    between=st.tuples(st.none() | st.integers(-5, 20), st.none() | st.integers(-5, 40)),
    office=st.none() | st.integers(-1, 1),
)
def test_funnel(
    events: list[Event], groups: list[int], codes: tuple[int, ...], window: int | None,
    between: tuple[int | None, int | None], office: int | None,
) -> None:  # fmt: skip
    conditions = None if office is None else {"office": np.arange(3) == office % 3}
    steps = funnel.Steps(codes, 40, window, *between, conditions)
    levels = [furthest(journey, steps, office) for journey in journeys(events)]
    expected = [sum(best > k for best, _ in levels) for k in range(len(codes))]
    open_yet = sum(
        0 < best < len(codes) and (window is None or (last is not None and last > 40 - window))
        for best, last in levels
    )
    log = log_of(events)
    for backend in BOTH:
        for given_ in (log, cut(log, COLUMNS, groups)):
            found = funnel.funnel(given_, steps, backend=backend)
            assert found.persons.tolist() == expected
            assert found.cut_short == open_yet


@given(events=some(), groups=CUTS)
def test_throughput(events: list[Event], groups: list[int]) -> None:
    expected = sorted(journey[-1][2] - journey[0][2] for journey in journeys(events))
    log = log_of(events)
    assert sorted(flow.throughput(log).tolist()) == expected
    assert sorted(flow.throughput(cut(log, COLUMNS, groups)).tolist()) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=some(), group=st.integers(1, 30), release=st.sampled_from([None, "one", "two"]))
def test_a_file_is_read_in_blocks_of_whole_persons(
    tmp_path: Path, events: list[Event], group: int, release: str | None
) -> None:
    write(tmp_path / "log.parquet", [columns(events)], META, rows_per_group=group)
    log = open_log(tmp_path / "log.parquet")
    kept = [e for e in events if release in (None, META.attributes["release"][e[0]])]
    found: list[list[Any]] = []
    for block in blocks(log, COLUMNS, release=release):
        for a, b in pairwise(block.starts.tolist()):
            found.append(
                [tuple(int(block[n][i]) for n in ("release", "person", *COLUMNS)) for i in range(a, b)]
            )
    assert found == journeys(kept)
    assert not log._columns  # nothing is kept


def test_persons_that_another_program_cut_in_two_are_joined(tmp_path: Path) -> None:
    """Row groups of two events each, as a writer that knows nothing of persons would cut them."""
    import pyarrow.parquet as pq

    events = [(0, 1, t, t % 4, 0) for t in range(5)] + [(0, 2, 3, 1, 0), (1, 2, 4, 2, 0), (1, 2, 5, 2, -1)]
    write(tmp_path / "log.parquet", [columns(events)], META)
    table = pq.read_table(tmp_path / "log.parquet")
    pq.write_table(table, tmp_path / "cut.parquet", row_group_size=2)
    log = open_log(tmp_path / "cut.parquet")
    parts = list(blocks(log, ("time",)))
    assert [len(b.starts) - 1 for b in parts] == [1, 1, 1]
    assert [b.first for b in parts] == [0, 5, 6]
    assert flow.directly_follows(log).counts.tolist() == flow.directly_follows(log_of(events)).counts.tolist()


def test_what_the_log_does_not_have_is_refused() -> None:
    log = log_of([(0, 1, 1, 1, 0)])
    with pytest.raises(VarickError, match="no column 'charge'"):
        list(blocks(log, ("charge",)))
    with pytest.raises(VarickError, match="no release 'three'"):
        list(blocks(log, release="three"))


def test_quantiles_are_those_of_numpy() -> None:
    values = np.random.default_rng(1).integers(0, 10_000, 137).astype(np.uint32)
    shares = (0, 0.1, 0.25, 0.5, 0.9, 1)
    assert flow.quantiles(values, shares) == pytest.approx(
        [float(np.quantile(values, share)) for share in shares]
    )
    assert flow.quantiles(values[:1], shares) == [values[0]] * 6
    assert np.isnan(flow.quantiles(values[:0], [0.5]))
