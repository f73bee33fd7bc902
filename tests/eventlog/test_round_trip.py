"""Writing an event log and reading it back: nothing is lost, however the rows were cut into blocks."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.eventlog import EventLog, LogMeta, open_log, write

META = LogMeta(
    version="0.0",
    scenario="invented",
    scenario_hash="abc",
    seed=7,
    origin=date(2018, 1, 1),
    activities=(("arrested", "NYPD"), ("printed", "NYPD"), ("removed", "ICE")),
)
OBSERVED = LogMeta(
    version="0.0",
    scenario="invented release",
    scenario_hash="",
    seed=None,
    origin=date(2015, 10, 1),
    activities=(("book-in", "ICE"), ("book-out", "ICE")),
    attributes={"release": ("A", "B"), "sheet": ("one", "dos ñ"), "country": ("X",)},
    unit="second",
)


def block(**columns: Any) -> dict[str, Any]:
    return {name: np.array(values) for name, values in columns.items()}


def stacked(rows: list[tuple[int, int, int]]) -> dict[str, Any]:
    rows = sorted(rows, key=lambda row: row[:2])
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return {
        "person": table[:, 0].astype(np.uint64),
        "time": table[:, 1],
        "activity": table[:, 2].astype(np.uint8),
    }


ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(-5_000, 5_000_000), st.integers(0, 2)), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, cuts=st.lists(st.integers(0, 60), max_size=6), group=st.integers(1, 20))
def test_any_partition_into_blocks_gives_the_same_file(
    tmp_path: Path, rows: list[tuple[int, int, int]], cuts: list[int], group: int
) -> None:
    whole = stacked(rows)
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [{name: values[a:b] for name, values in whole.items()} for a, b in pairwise(edges)]
    assert write(tmp_path / "one.parquet", [whole], META, rows_per_group=group) == len(rows)
    assert write(tmp_path / "many.parquet", parts, META, rows_per_group=group) == len(rows)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "many.parquet").read_bytes()

    log = open_log(tmp_path / "many.parquet")
    assert len(log) == len(rows)
    for name, stored in (("person", log.person), ("time", log.steps), ("activity", log.activity)):
        np.testing.assert_array_equal(stored, whole[name])
    assert log.meta == META

    groups = pq.ParquetFile(tmp_path / "many.parquet")
    seen: set[int] = set()
    for number in range(groups.num_row_groups):
        people = set(groups.read_row_group(number).column("person").to_pylist())
        assert not people & seen, "a row group holds whole persons"
        seen |= people


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 5),
            st.integers(0, 2_000_000_000),
            st.integers(0, 1),
            st.integers(-1, 1),
            st.integers(-1, 0),
        ),
        max_size=40,
    )
)
def test_observed_rows_keep_their_provenance(tmp_path: Path, rows: list[tuple[int, ...]]) -> None:
    table = np.array(sorted(rows, key=lambda row: row[:3]), dtype=np.int64).reshape(-1, 6)
    names = ("release", "person", "time", "activity", "sheet", "country")
    columns = {name: table[:, place] for place, name in enumerate(names)}
    columns["row"] = np.arange(len(table)) + 8
    write(tmp_path / "observed.parquet", [columns], OBSERVED, rows_per_group=7)
    log = open_log(tmp_path / "observed.parquet")
    for name in ("release", "sheet", "country", "row"):
        if len(table):
            np.testing.assert_array_equal(log.column(name), columns[name])
    arrow = log.to_arrow()
    expected = [None if code < 0 else OBSERVED.attributes["sheet"][code] for code in columns["sheet"]]
    assert arrow.column("sheet").to_pylist() == expected
    assert len(log.persons()) == len({(row[0], row[1]) for row in rows})


def small(path: Path) -> EventLog:
    write(
        path,
        [block(person=[1, 1, 4, 9, 9], time=[0, 90, 61, 1440, 1500], activity=[0, 1, 0, 0, 2])],
        META,
    )
    return open_log(path)


def test_times_agencies_and_persons(tmp_path: Path) -> None:
    log = small(tmp_path / "log.parquet")
    assert log.time[1] == np.datetime64("2018-01-01T01:30")
    assert log.time[3] == np.datetime64("2018-01-02T00:00")
    assert [log.meta.agencies[code] for code in log.agency] == ["NYPD", "NYPD", "NYPD", "NYPD", "ICE"]
    assert log.persons().tolist() == [1, 4, 9]
    assert log.count_persons() == 3
    assert log.offsets.tolist() == [0, 2, 3, 5]
    assert [(j.person, len(j.activity)) for j in log.journeys()] == [(1, 2), (4, 1), (9, 2)]
    assert log.of(9).time.tolist()[1].isoformat() == "2018-01-02T01:00:00"
    assert log.select("arrested").person.tolist() == [1, 4, 9]
    assert log.select("removed", "printed").person.tolist() == [1, 9]
    arrow = log.to_arrow()
    assert arrow.column("agency").to_pylist()[-1] == "ICE"
    assert arrow.column("time").to_pylist()[1].isoformat() == "2018-01-01T01:30:00"


def test_agency_is_not_stored_and_the_file_speaks_for_itself(tmp_path: Path) -> None:
    small(tmp_path / "log.parquet")
    table = pq.read_table(tmp_path / "log.parquet")
    assert table.column_names == ["person", "time", "activity"]
    assert table.column("activity").to_pylist()[0] == "arrested"
    assert table.schema.field("time").metadata[b"unit"] == b"minutes since 2018-01-01T00:00"


def test_columns_are_read_only(tmp_path: Path) -> None:
    log = small(tmp_path / "log.parquet")
    with pytest.raises(ValueError, match="read-only"):
        log.person[0] = 3


def test_an_empty_log_is_a_log(tmp_path: Path) -> None:
    assert write(tmp_path / "empty.parquet", [], META) == 0
    log = open_log(tmp_path / "empty.parquet")
    assert (len(log), log.count_persons(), list(log.journeys())) == (0, 0, [])


def test_a_person_exists_only_inside_one_release(tmp_path: Path) -> None:
    columns = block(
        release=[0, 0, 1],
        person=[5, 6, 5],
        time=[1, 1, 1],
        activity=[0, 0, 1],
        sheet=[0, 0, 0],
        country=[0, 0, 0],
    )
    write(tmp_path / "two.parquet", [columns], OBSERVED)
    log = open_log(tmp_path / "two.parquet")
    assert log.releases == ("A", "B")
    assert log.persons().tolist() == [(0, 5), (0, 6), (1, 5)]
    assert [(j.release, j.person) for j in log.journeys()] == [("A", 5), ("A", 6), ("B", 5)]
    for question in (log.count_persons, lambda: log.of(5)):
        with pytest.raises(VarickError, match=r"one only; choose one with \.release"):
            question()
    assert log.release("A").count_persons() == 2
    assert log.release("B").of(5).activity.tolist() == [1]
