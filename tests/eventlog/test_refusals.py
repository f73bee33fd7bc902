"""What an event log refuses: half-written files, wrong files, rows out of order, codes without a name."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from varick.errors import VarickError
from varick.eventlog import LogMeta, open_log, write
from varick.eventlog.schema import METADATA_KEY

META = LogMeta("0.0", "invented", "abc", 7, date(2018, 1, 1), (("arrested", "NYPD"), ("removed", "ICE")))


def block(person: list[int], time: list[int], activity: list[int]) -> dict[str, Any]:
    return {"person": np.array(person), "time": np.array(time), "activity": np.array(activity)}


GOOD = block([1, 2], [0, 5], [0, 1])


def test_an_interrupted_run_leaves_nothing_and_keeps_the_old_log(tmp_path: Path) -> None:
    def interrupted() -> Iterator[dict[str, Any]]:
        yield GOOD
        yield block([3], [0], [0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "log.parquet", interrupted(), META, rows_per_group=1)
    assert list(tmp_path.iterdir()) == []

    write(tmp_path / "log.parquet", [GOOD], META)
    before = (tmp_path / "log.parquet").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "log.parquet", interrupted(), META, rows_per_group=1)
    assert (tmp_path / "log.parquet").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_a_killed_run_leaves_no_log_under_its_name(tmp_path: Path) -> None:
    program = """
import os, signal, sys
from datetime import date
import numpy as np
from varick.eventlog import LogMeta, write
def blocks():
    for person in range(10_000):
        if person == 5_000:
            os.kill(os.getpid(), signal.SIGKILL)
        yield {"person": np.array([person]), "time": np.array([0]), "activity": np.array([0])}
write(sys.argv[1], blocks(), LogMeta("0", "invented", "h", 7, date(2018, 1, 1), (("a", "X"),)), rows_per_group=100)
"""
    path = tmp_path / "log.parquet"
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode == -9
    assert not path.exists()
    with pytest.raises(VarickError, match="no such file"):
        open_log(path)


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([block([2, 1], [0, 0], [0, 0])], "not sorted"),
        ([block([1, 1], [5, 4], [0, 0])], "not sorted"),
        ([block([2], [0], [0]), block([1], [0], [0])], "not sorted"),
        ([block([1], [5], [0]), block([1], [4], [0])], "not sorted"),
        ([block([1], [0], [2])], "activity code 2 has no name"),
        ([block([1], [0], [-1])], "activity code -1 has no name"),
        ([block([-1], [0], [0])], "negative"),
        ([block([1], [2**31], [0])], "beyond 32 bits"),
        ([{"person": np.array([1]), "time": np.array([0])}], "lacks the column 'activity'"),
        ([GOOD | {"colour": np.array([0, 0])}], "'colour' that the metadata does not name"),
        ([GOOD | {"time": np.array([0])}], "differ in length"),
        ([GOOD | {"row": np.array([1, 2])}, block([3], [0], [0])], "different columns"),
    ],
)
def test_bad_blocks_are_refused_in_one_line(
    tmp_path: Path, blocks: list[dict[str, Any]], complaint: str
) -> None:
    with pytest.raises(VarickError, match=complaint) as caught:
        write(tmp_path / "log.parquet", blocks, META)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def rewritten(change: Callable[[Any], Any]) -> Callable[[Path], None]:
    """A file as another program might leave it: the same metadata over a changed table."""

    def make(path: Path) -> None:
        write(path, [block([1, 1, 2], [0, 5, 3], [0, 1, 0])], META)
        pq.write_table(change(pq.read_table(path)), path)

    return make


def with_column(name: str, values: list[Any], kind: Any) -> Callable[[Any], Any]:
    return lambda table: table.set_column(
        table.column_names.index(name), pa.field(name, kind), pa.array(values, type=kind)
    )


def truncated(path: Path) -> None:
    write(path, [GOOD], META)
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda path: path.write_text("person,time\n1,2\n"), "not a sound Parquet file"),
        (lambda path: path.write_bytes(b""), "not a sound Parquet file"),
        (lambda path: path.mkdir(), "no such file"),
        (truncated, "not a sound Parquet file"),
        (lambda path: pq.write_table(pa.table({"a": [1]}), path), "no event log of Varick"),
        (rewritten(lambda table: table.drop_columns(["time"])), "'time' is missing"),
        (rewritten(lambda table: table.append_column("extra", pa.array([1, 2, 3]))), "'extra' is not in its"),
        (rewritten(with_column("time", [0.0, 5.0, 3.0], pa.float64())), "'time' is double"),
        (rewritten(with_column("time", [0, None, 3], pa.int32())), "'time' has gaps"),
        (rewritten(with_column("time", [5, 0, 3], pa.int32())), "row group 0 is not sorted"),
        (rewritten(with_column("person", [2, 2, 1], pa.uint64())), "row group 0 is not sorted"),
        (rewritten(with_column("activity", ["arrested", "vanished", "removed"], pa.string())), "'vanished'"),
        (
            rewritten(with_column("activity", ["arrested", None, "removed"], pa.string())),
            "'activity' has gaps",
        ),
        (rewritten(lambda t: t.replace_schema_metadata({METADATA_KEY: b"{"})), "metadata is damaged"),
        (
            rewritten(lambda t: t.replace_schema_metadata({METADATA_KEY: b'{"format": 99}'})),
            "newer than this",
        ),
    ],
)
def test_wrong_files_give_one_line_that_names_them(
    tmp_path: Path, make: Callable[[Path], Any], complaint: str
) -> None:
    path = tmp_path / "wrong.parquet"
    make(path)
    with pytest.raises(VarickError, match=complaint) as caught:
        open_log(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(VarickError, match="cannot be written"):
        write(tmp_path / "absent" / "log.parquet", [GOOD], META)


def test_unknown_names_list_what_there_is(tmp_path: Path) -> None:
    write(tmp_path / "log.parquet", [GOOD], META)
    log = open_log(tmp_path / "log.parquet")
    for question, known in (
        (lambda: log.select("vanished"), "arrested, removed"),
        (lambda: log.column("colour"), "person, time, activity"),
        (lambda: log.of(77), "nobody has the number 77"),
        (lambda: log.of(-1), "nobody has the number -1"),
        (lambda: log.release("A"), "it has none"),
    ):
        with pytest.raises(VarickError, match=known):
            question()


def test_metadata_names_each_value_once() -> None:
    with pytest.raises(VarickError, match="listed twice"):
        LogMeta("0", "s", "h", 7, date(2018, 1, 1), (("a", "X"), ("a", "Y")))
    with pytest.raises(VarickError, match="column of its own"):
        LogMeta("0", "s", "h", 7, date(2018, 1, 1), (("a", "X"),), {"time": ("x",)})


def test_a_log_replaces_a_log_and_nothing_else(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("somebody's work")
    with pytest.raises(VarickError, match="holds something that is not an event log; choose another place"):
        write(other, [GOOD], META)
    assert other.read_text() == "somebody's work"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(VarickError, match="not a file that an event log can replace"):
        write(pipe, [GOOD], META)
