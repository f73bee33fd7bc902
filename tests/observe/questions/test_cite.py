"""Cite: the same number as counts, from the very rows; a line to paste; texts only here and only from the same file."""

import csv
import gzip
import hashlib
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pytest
from log_folders import log_folder

from varick.errors import NoAnswer, VarickError
from varick.observe.frame import Coded, Dates, Frame, Numbers
from varick.observe.importing.import_tables import import_files
from varick.observe.questions.cite import cite, ranges
from varick.observe.questions.counts import counts
from varick.observe.store import Store
from varick.words import Words

ROWS = 400


def frame(seed: int = 3) -> Frame:
    luck = np.random.default_rng(seed)
    days = np.datetime64("2017-01-01") + luck.integers(0, 90, ROWS)
    spare = Coded.blank(ROWS)
    columns: dict[str, Any] = {
        "apprehension_date": Dates(days.astype("datetime64[s]"), True, spare),
        "aor": Coded(luck.integers(-1, 2, ROWS).astype(np.int32), ("NYC", "HOU")),
        "landmark": Coded(
            luck.integers(0, 30, ROWS).astype(np.int32), tuple(f"PLACE {n}" for n in range(30))
        ),
        "citizenship": Coded(luck.integers(0, 3, ROWS).astype(np.int32), ("A", "B", "C")),
        "birth_year": Numbers(luck.integers(1950, 1954, ROWS).astype(float), spare),
        "file": Coded(np.repeat([0, 1], ROWS // 2).astype(np.int32), ("one.xlsx", "two.csv.gz")),
        "sheet": Coded(np.repeat([0, 1, -1, -1], ROWS // 4).astype(np.int32), ("First", "Second")),
        "row": Numbers(np.tile(np.arange(ROWS // 4) + 7.0, 4) + np.repeat([0, 0, 0, ROWS], ROWS // 4), spare),
    }
    return Frame.of_columns("arrests", "2019-ICFO-53623", "apprehension_date", columns)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return log_folder(tmp_path / "log", frame())


@pytest.mark.parametrize(
    "by",
    [(), ("month",), ("month", "aor"), ("birth_year", "aor"), ("citizenship", "month", "aor"), ("file",)],
)
@pytest.mark.parametrize(
    "where", [(), ("aor=NYC",), ("aor=",), ("month=2017-02", "citizenship!=A"), ("landmark~PLACE 1",)]
)
def test_the_number_is_that_of_counts_and_the_rows_are_its_rows(
    store: Store, by: Sequence[str], where: Sequence[str]
) -> None:
    asked: dict[str, Any] = {
        "where": where,
        "start": date(2017, 1, 5),
        "end": date(2017, 3, 20),
        "own_eyes": True,
    }
    found = cite(store, None, by, **asked)
    counted = counts(store, None, by, **asked)
    each: Counter[tuple[Any, ...]] = Counter()
    places = []
    for row in found.rows:
        each[tuple(row[name] for name in by)] += row["count"]
        places += [(row["file"], row["sheet"], n) for n in row["row_numbers"]]
    assert each == {tuple(row[name] for name in by): row["count"] for row in counted.rows if row["count"]}
    assert len(places) == len(set(places)) == found.more["total"] == counted.more["total"]
    whole = store.frame()
    at = {
        place: n
        for n, place in enumerate(
            zip(
                whole.coded("file").texts(),
                whole.coded("sheet").texts(),
                whole.column("row").values.tolist(),
                strict=True,
            )  # type: ignore[union-attr]
        )
    }
    mine = whole.take(np.array(sorted(at[place] for place in places), dtype=np.int64))
    if "aor=NYC" in where:
        assert set(mine.coded("aor").texts()) == {"NYC"}
    assert (found.definition, found.vintage) == (counted.definition, counted.vintage)


def test_ranges_are_short() -> None:
    assert ranges(np.array([7, 8, 9, 15])) == ("7-9, 15", 0)
    assert ranges(np.array([7, 8, 9, 15, 17, 18]), 2) == ("7-9, 15", 2)
    assert ranges(np.zeros(0, dtype=np.int64)) == ("", 0)


def test_a_line_to_paste(store: Store) -> None:
    found = cite(store, where=("aor=NYC",), limit=2)
    assert len(found.more["citation"]) == 2
    first, second = found.more["citation"]
    assert first.startswith(
        "ICE, FOIA release 2019-ICFO-53623, file one.xlsx, SHA-256 not recorded, sheet “First”, rows 7"
    )
    assert "sheet “Second”, rows" in first
    assert "two.csv.gz" in second
    assert "sheet" not in second
    assert found.columns == ("file", "sheet", "count", "rows")
    assert all(len(row["row_numbers"]) <= 2 for row in found.rows)
    assert " more rows" in found.rows[0]["rows"]
    spanish = cite(store, where=("aor=NYC",), words=Words("es"))
    assert spanish.more["citation"][0].startswith("ICE, entrega FOIA 2019-ICFO-53623, archivo one.xlsx")


def test_what_counts_withholds_is_not_cited(store: Store) -> None:
    by = ("landmark", "citizenship", "day")
    with pytest.raises(NoAnswer, match="single a person out"):
        cite(store, None, by)
    found = cite(store, None, by, own_eyes=True)
    assert sum(row["count"] for row in found.rows) == found.more["total"] == ROWS
    row = found.rows[0]
    one = [f"{name}={row[name]}" for name in by]
    with pytest.raises(NoAnswer, match="single a person out"):
        cite(store, where=one)
    with pytest.raises(NoAnswer, match="single a person out"):
        cite(store, where=one, text=True)


def test_no_row_is_no_row(store: Store) -> None:
    found = cite(store, where=("aor=NYC", "aor!=NYC"))
    assert (list(found.rows), found.more["total"], found.more["citation"]) == ([], 0, [])


def test_texts_from_the_table_leave_out_who_and_where_it_stands(store: Store) -> None:
    found = cite(store, where=("aor=NYC",), text=True, limit=3)
    assert len(found.more["texts"]) == 3
    assert set(found.more["texts"][0]["cells"]) == {
        "apprehension_date",
        "aor",
        "landmark",
        "citizenship",
        "birth_year",
    }
    assert any("this machine only" in note for note in found.notes)
    assert "texts" not in cite(store, where=("aor=NYC",)).more


# Real files, and copies of them that changed


HEADER = [
    "Area of Responsibility",
    "Apprehension Date",
    "Apprehension Method",
    "Apprehension Landmark",
    "Operation",
    "Processing Disposition",
    "Birth Date",
    "Citizenship",
    "Gender",
]


@pytest.fixture
def synthetic(tmp_path: Path) -> tuple[Store, Path]:
    """A made-up file in the layout of the release, imported."""
    folder = tmp_path / "files"
    folder.mkdir()
    lines = ["preamble", "2019-ICFO-53623", "", "title", "", "|".join(f'"{h}"' for h in HEADER)]
    for n in range(50):
        office = "New York City" if n % 5 == 0 else "Houston"
        lines.append(
            f'"{office} Area of Responsibility"|{n % 12 + 1}/3/2017|"Located"|"PLACE {n}"||"Other"|"(B)(6);(B)(7)(C) "|"NOWHERE"|"Female"'
        )
    (folder / "EROArrests_FY2017.csv").write_text("\n".join(lines) + "\n")
    import_files([folder / "EROArrests_FY2017.csv"], tmp_path / "log")
    return Store.open(tmp_path / "log"), folder


def test_texts_word_for_word_from_the_same_file(synthetic: tuple[Store, Path]) -> None:
    store, folder = synthetic
    found = cite(store, where=("aor=NYC",), text=True, files=folder)
    path = folder / "EROArrests_FY2017.csv"
    lines = path.read_text().splitlines()
    assert [row["row_numbers"] for row in found.rows] == [
        [n + 1 for n, line in enumerate(lines) if "New York" in line]
    ]
    assert found.rows[0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    for text in found.more["texts"]:
        written = next(csv.reader([lines[text["row"] - 1]], delimiter="|"))
        assert {h: (t or "").strip() for h, t in text["cells"].items()} == {
            h: t.strip() for h, t in zip(HEADER, written, strict=True)
        }


def test_another_file_of_that_name_is_refused(synthetic: tuple[Store, Path], tmp_path: Path) -> None:
    store, folder = synthetic
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    path = other / "EROArrests_FY2017.csv"
    path.write_text(path.read_text().replace("Located", "Locatex", 1))
    with pytest.raises(VarickError, match="not the file that was imported"):
        cite(store, text=True, files=other)
    path.unlink()
    with pytest.raises(VarickError, match="no file EROArrests_FY2017"):
        cite(store, text=True, files=other)


def test_real_rows_are_the_rows_that_are_cited(release: Path, national: Store) -> None:
    source = release / "EROEncounters_FY2017.csv.gz"
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        records = list(csv.reader(file, delimiter="|"))
    given = hashlib.sha256(source.read_bytes()).hexdigest()
    for month, number in (("2017-01", 54), ("2017-02", 272)):
        start = process_time()
        found = cite(national, "encounters", where=("aor=NYC", "disposition=Detainer", f"month={month}"))
        assert (
            process_time() - start < 2
        )  # CPU seconds, of which most is reading the columns for the first time
        (row,) = found.rows
        assert (row["count"], len(row["row_numbers"]), row["sha256"]) == (number, number, given)
        year, at = month.split("-")
        for line in row["row_numbers"]:
            record = [cell.strip() for cell in records[line - 1]]
            assert record[0] == "New York City Area of Responsibility"
            assert record[4] == "Detainer"
            days = record[1].split("/")
            assert (days[0], days[2]) == (str(int(at)), year)


# The log of events


def test_events_lead_to_the_rows_of_the_tables(synthetic: tuple[Store, Path]) -> None:
    store, _ = synthetic
    found = cite(store, "events", where=("activity=ice_arrest", "aor=NYC"))
    arrests = cite(store, "arrests", where=("aor=NYC",))
    assert found.rows[0]["row_numbers"] == arrests.rows[0]["row_numbers"]
    assert found.rows[0]["sha256"] == arrests.rows[0]["sha256"]
