"""The Python way in: files, a folder or a log are read, and questions give answers that other tools take."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from varick import observe
from varick.errors import VarickError
from varick.eventlog import LogMeta, write
from varick.observe.answer import Answer

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "observe" / "arrests.csv"


def test_raw_files_are_read_and_go_away() -> None:
    record = observe.read(EXAMPLE)
    place = record.store.path
    answer = record.counts("arrests", by="month", start="2016-10", end="2017-02-01", where="aor=NYC")
    assert [row["month"] for row in answer.rows] == ["2016-10", "2016-11", "2016-12", "2017-01"]
    assert "arrests" in repr(record)
    assert "<td>arrests</td>" in record._repr_html_()
    assert place.exists()
    del record
    assert not place.exists()


def test_a_folder_that_stays(tmp_path: Path) -> None:
    account = observe.import_files([EXAMPLE], tmp_path / "log")
    record = observe.read(tmp_path / "log", lang="es")
    assert record.tables[0].rows == account["rows_in"] == len(record.frame("arrests"))
    assert record.counts().definition.startswith("Cada número")
    grown = record.growth("arrests", "method", ("2016-10", "2017-02"), ("2017-02", "2017-10"))
    assert grown.rows


def test_wrong_use_is_told_in_a_line() -> None:
    record = observe.read([EXAMPLE])
    one = record.counts(by="fy", where=["aor=NYC", "method=Located"])
    assert record.counts(by=["fy"], where={"aor": "NYC", "method": ["Located"]}).rows == one.rows
    assert record.counts(by=None, where=None).rows == [{"count": 103}]
    moment = datetime(2017, 1, 1, 9)  # noqa: DTZ001 (ICE states no zone)
    assert record.counts(start=moment, end="2017-02").rows == record.counts(where={"month": "2017-01"}).rows
    assert (len(one), next(iter(one))) == (len(one.rows), one.rows[0])
    assert repr(one).startswith(f"Answer of {len(one):,} rows by fy, count. Each number counts rows")
    assert record.summary()["rows_in"] == 103
    for wrong in ({"by": 5}, {"by": ["fy", 1]}, {"where": 7}, {"start": 2017}):
        with pytest.raises(VarickError):
            record.counts(**wrong)
    for nothing in (None, [None], []):
        with pytest.raises(VarickError, match="no file"):
            observe.read(nothing)  # type: ignore[arg-type]


def test_a_notebook_shows_no_more_than_it_can() -> None:
    answer = Answer([{"n": n} for n in range(5_000)], ("n",), "D", "V")
    assert answer._repr_html_().count("<tr>") == 201
    assert "<p>… 200 / 5,000</p>" in answer._repr_html_()


def test_the_package_has_observe_without_an_import_of_its_own() -> None:
    code = "import sys, varick; heavy = {'numpy', 'pyarrow'} & set(sys.modules); print(heavy, varick.observe.read)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("set() <function read")


def test_every_question_is_a_method(tmp_path: Path) -> None:
    record = observe.read(EXAMPLE)
    assert record.changes("arrests", "aor").rows
    assert record.cite("arrests", where="aor=NYC", start="2017-02", end="2017-03").rows
    meta = LogMeta(
        "0.1.0",
        "made",
        "",
        None,
        date(2018, 1, 1),
        (("detainer", "ICE"), ("ice_arrest", "ICE")),
        {"release": ("R1",)},
    )
    columns = {
        "person": np.array([1, 1, 2], dtype=np.uint64),
        "time": np.array([0, 14_400, 5], dtype=np.int32),
        "activity": np.array([0, 1, 0], dtype=np.uint16),
        "release": np.zeros(3, dtype=np.int32),
    }
    write(tmp_path / "log.parquet", [columns], meta)
    log = observe.read(tmp_path / "log.parquet")
    assert log.variants().rows[0]["persons"] == 1
    assert [row["persons"] for row in log.funnel(["detainer", "ice_arrest"]).rows] == [2, 1]
    assert log.lags("detainer", "ice_arrest").rows


def test_answers_as_tables_of_other_tools() -> None:
    answer = observe.read([EXAMPLE]).counts(by=["aor", "method"])
    rows = [dict(row) for row in answer.rows]
    assert answer.to_arrow().to_pylist() == rows
    assert answer.to_polars().to_dicts() == rows
    assert answer.to_pandas()["count"].tolist() == [row["count"] for row in rows]
    assert "<table>" in answer._repr_html_()


def test_withheld_counts_are_a_column_of_text_where_arrow_wants_one_kind() -> None:
    answer = observe.read(EXAMPLE).counts(by="citizenship,landmark,day")
    assert set(answer.to_arrow()["count"].to_pylist()) == {"<5"}
    mixed = Answer([{"count": 12}, {"count": "<5"}, {"count": None}], ["count"], "", "")
    assert mixed.to_arrow()["count"].to_pylist() == ["12", "<5", None]


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VarickError):
        observe.read(tmp_path / "nowhere.csv")
    with pytest.raises(VarickError, match="is no date"):
        observe.read(EXAMPLE).counts(start="2017")
    with pytest.raises(AttributeError):
        _ = observe.nothing


def test_the_package_imports_light() -> None:
    code = "import sys, varick.observe; print('numpy' in sys.modules, 'pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
