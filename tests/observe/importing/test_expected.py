"""Every aggregate of the reference figures for the real files, from an import of them: exactly, or the test fails."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from varick.observe.frame import Coded, Dates, Frame, as_text
from varick.observe.importing.columns import named
from varick.observe.importing.derive import repeats
from varick.observe.importing.import_tables import import_files
from varick.observe.offices import code_of
from varick.observe.store import Store

RELEASE = "2019-ICFO-53623"
FILES = (
    *(f"EROArrests_FY{year}.csv.gz" for year in (2016, 2017, 2018)),
    *(f"EROEncounters_FY{year}.csv.gz" for year in (2016, 2017)),
    *(f"ICERemovals_FY{year}.csv.gz" for year in (2016, 2017, 2018)),
)
BLANK = "<blank>"
MOST = 30
"""The reference lists the most frequent values only."""


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "data" / "expected.json").read_text())
    assert found.keys() == set(FILES)
    return found


@pytest.fixture(scope="module")
def frames(national: Store) -> dict[str, Frame]:
    """The rows of each file."""
    found = {}
    for name in FILES:
        table = "arrests" if "Arrests" in name else "encounters" if "Encounters" in name else "removals"
        frame = national.frame(table, RELEASE)
        file = frame.coded("file")
        found[name] = frame.take(file.codes == file.values.index(name))
    return found


def counted(frame: Frame, name: str, keep: "np.ndarray[Any, Any] | None" = None) -> dict[str, int]:
    column = frame.coded(name)
    chosen = column if keep is None else column.take(keep)
    return {BLANK if value is None else value: rows for value, rows in chosen.counts().items()}


def monthly(frame: Frame, keep: "np.ndarray[Any, Any]") -> dict[str, int]:
    assert frame.main is not None
    months = frame.dates(frame.main).time[keep].astype("datetime64[M]")
    return dict(sorted(Counter(months.astype(str).tolist()).items()))


def of(frame: Frame, name: str, value: str) -> "np.ndarray[Any, Any]":
    column = frame.coded(name)
    return column.codes == (column.values.index(value) if value in column.values else -9)


def agrees(found: Mapping[str, int], reference: Mapping[str, int]) -> None:
    """The reference's values with their rows; where it is cut, what it leaves out is no more frequent than its last."""
    assert {value: found.get(value, 0) for value in reference} == reference
    rest = [rows for value, rows in found.items() if value not in reference]
    assert not rest or (len(reference) == MOST and max(rest) <= min(reference.values()))


def test_the_tables_are_of_one_release_and_without_persons(national: Store) -> None:
    tables = [(h.table, h.release, h.rows, h.first, h.last, h.persons) for h in national.tables]
    assert tables == [
        ("arrests", RELEASE, 412_155, "2015-10-01", "2018-09-30", None),
        ("encounters", RELEASE, 808_548, "2015-10-01", "2017-09-30", None),
        ("removals", RELEASE, 722_459, "2015-10-01", "2018-09-30", None),
    ]


@pytest.mark.parametrize("name", FILES)
def test_rows_and_columns(name: str, expected: dict[str, Any], frames: dict[str, Frame]) -> None:
    frame, figures = frames[name], expected[name]
    assert len(frame) == figures["rows"]
    assert int(of(frame, "aor", "NYC").sum()) == figures["rows_nyc_aor"]
    ours = {column.header: column.name for column in named(frame.table, figures["columns"])}
    for header, percent in figures["blank_pct"].items():
        column = frame.column(ours[header])
        if isinstance(column, Dates):
            blank = np.isnat(column.time) & (column.as_written.codes < 0)
        else:
            assert isinstance(column, Coded)
            blank = column.codes < 0
        assert round(100 * blank.mean(), 2) == percent, header


@pytest.mark.parametrize("name", FILES)
def test_rows_by_office(name: str, expected: dict[str, Any], frames: dict[str, Frame]) -> None:
    offices = {o if o == BLANK else code_of(o): rows for o, rows in expected[name]["by_aor"].items()}
    assert None not in offices
    assert counted(frames[name], "aor") == offices


@pytest.mark.parametrize("name", FILES)
def test_rows_by_month(name: str, expected: dict[str, Any], frames: dict[str, Frame]) -> None:
    frame, figures = frames[name], expected[name]
    nyc = of(frame, "aor", "NYC")
    assert monthly(frame, np.ones(len(frame), bool)) == figures["monthly_national"]
    assert monthly(frame, nyc) == figures["monthly_nyc_aor"]


OURS = {
    "Apprehension Method": "method",
    "Processing Disposition": "disposition",
    "Processing Disposition Code": "disposition",
    "RC Threat Level": "threat_level",
}


@pytest.mark.parametrize("name", FILES)
def test_rows_by_value(name: str, expected: dict[str, Any], frames: dict[str, Frame]) -> None:
    frame, figures = frames[name], expected[name]
    nyc = of(frame, "aor", "NYC")
    seen = 0
    for header, ours in OURS.items():
        if f"by {header}" in figures:
            agrees(counted(frame, ours), figures[f"by {header}"])
            agrees(counted(frame, ours, nyc), figures[f"nyc by {header}"])
            seen += 1
    assert seen == (1 if frame.table == "encounters" else 2)


@pytest.mark.parametrize("name", FILES)
def test_months_in_new_york_by_method_and_by_detainer(
    name: str, expected: dict[str, Any], frames: dict[str, Frame]
) -> None:
    frame, figures = frames[name], expected[name]
    nyc = of(frame, "aor", "NYC")
    for method, months in figures.get("monthly_nyc_by_method", {}).items():
        assert monthly(frame, nyc & of(frame, "method", method)) == months
    if "monthly_nyc_detainer_disposition" in figures:
        found = monthly(frame, nyc & of(frame, "disposition", "Detainer"))
        assert found == figures["monthly_nyc_detainer_disposition"]
    known = {
        "rows", "columns", "rows_nyc_aor", "blank_pct", "exact_duplicate_rows", "by_aor", "monthly_national",
        "monthly_nyc_aor", "monthly_nyc_by_method", "monthly_nyc_detainer_disposition",
        *(f"{who}by {header}" for who in ("", "nyc ") for header in OURS),
    }  # fmt: skip
    assert figures.keys() <= known, "every figure of the reference is tested"


@pytest.mark.parametrize("name", FILES)
def test_every_row_stands_in_the_store_as_it_is_in_the_file(
    name: str, expected: dict[str, Any], release: Path, frames: dict[str, Frame]
) -> None:
    """Read by another reader. Outer blanks and runs of blanks are the only difference, and rows that repeat an earlier one are
    as many as the reference counts them as written."""
    raw = pd.read_csv(
        release / name,
        sep="|", skiprows=5, dtype=str, keep_default_na=False,
    )  # fmt: skip
    assert int(raw.duplicated().sum()) == expected[name]["exact_duplicate_rows"]
    frame = frames[name]
    for column in named(frame.table, list(raw.columns)):
        plain = {text: plainly(column.kind, text) for text in raw[column.header].unique()}
        raw[column.header] = raw[column.header].map(plain)
        ours = as_text(frame.column(column.name))  # type: ignore[arg-type]
        assert [text or "" for text in ours.texts()] == raw[column.header].tolist()
    assert repeats(frame) == int(raw.duplicated().sum()) >= expected[name]["exact_duplicate_rows"]


def plainly(kind: str, text: str) -> str:
    """What the store says of a cell, in text."""
    text = " ".join(text.split())
    if kind == "aor" and text:
        return code_of(text) or text
    if kind in ("event", "past") and "/" in text:
        return pd.to_datetime(text, format="%m/%d/%Y").date().isoformat()
    return text


def test_the_files_of_new_york_are_the_national_rows_of_new_york(
    shared: Path, frames: dict[str, Frame], tmp_path: Path, national: Store
) -> None:
    folder = shared / "data" / "UWCHR_ice-enforce" / "nyc_aor_extract"
    files = sorted(folder.glob("*.csv.gz"))
    assert len(files) == len(FILES)
    import_files(files, tmp_path / "nyc")
    nyc = Store.open(tmp_path / "nyc")
    assert {held.release for held in nyc.tables} == {
        "unstated-arrests",
        "unstated-encounters",
        "unstated-removals",
    }
    for held in nyc.tables:
        frame, whole = nyc.frame(held.table), national.frame(held.table)
        ours = whole.take(of(whole, "aor", "NYC"))
        same: Callable[[Frame], Counter[tuple[str | None, ...]]] = lambda f: Counter(  # noqa: E731
            zip(
                *(as_text(f.column(n)).texts() for n in f.names if n not in ("file", "sheet", "row")),
                strict=True,
            )
        )
        assert same(frame) == same(ours)
