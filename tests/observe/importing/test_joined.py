"""One row for each combination of records, split back: the invented table below and the real one of Washington State."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from varick.observe.frame import Coded, Column
from varick.observe.importing.import_tables import import_files
from varick.observe.importing.joined import Part, is_joined, left_out, split
from varick.observe.linked.link import next_after
from varick.observe.linked.stays import checks, stays, stintless
from varick.observe.questions.lags import lags
from varick.observe.store import Store

HEADER = (
    "unique_identifier",
    "event_date.encounter",
    "event_type.encounter",
    "site.encounter",
    "book_in_date_time.detention",
    "possible_something",
)
ROWS = (
    ("p1", "2024-01-01", "Arrest", "here", "2024-02-01 10:00:00", "TRUE"),
    ("p1", "2024-01-01", "Arrest", "here", "2024-02-02 10:00:00", "TRUE"),
    ("p1", "2024-01-01", "Arrest", "there", "2024-02-01 10:00:00", "TRUE"),
    ("p1", "2024-01-01", "Arrest", "there", "2024-02-02 10:00:00", "TRUE"),
    ("p2", "NA", "NA", None, "2024-02-01 10:00:00", "FALSE"),
    ("p3", "2024-01-01", "Arrest", "here", "NA", "NA"),
)


def parts(header: tuple[str, ...], rows: list[tuple[str | None, ...]], first: int = 2) -> dict[str, Part]:
    columns: tuple[Column, ...] = tuple(Coded.of(cells) for cells in zip(*rows, strict=True))
    return split(header, columns, np.arange(first, first + len(rows), dtype=np.int32))


def texts(part: Part, name: str) -> list[str | None]:
    column = part.columns[part.header.index(name)]
    assert isinstance(column, Coded)
    return column.texts()


def test_a_record_stands_once_with_its_first_row_and_its_repeats() -> None:
    found = parts(HEADER, list(ROWS))
    assert list(found) == ["encounters", "detentions"]
    stints = found["detentions"]
    assert stints.header == ("unique_identifier", "book_in_date_time")
    assert texts(stints, "unique_identifier") == ["p1", "p1", "p2"]
    assert stints.rows.tolist() == [2, 3, 6]
    assert stints.repeats.tolist() == [2, 2, 1]


def test_versions_of_one_encounter_are_one_record_and_counted() -> None:
    encounters = parts(HEADER, list(ROWS))["encounters"]
    assert texts(encounters, "unique_identifier") == ["p1", "p3"]
    assert texts(encounters, "site") == ["here", "here"]
    assert texts(encounters, "versions") == ["2", "1"]
    assert encounters.repeats.tolist() == [4, 1]


def test_what_an_analyst_computed_of_a_combination_is_no_record() -> None:
    assert left_out(HEADER) == ("possible_something",)


@pytest.mark.parametrize(
    "header",
    [
        ("unique_identifier", "event_date"),
        ("event_date.encounter", "book_in.detention"),
        ("unique_identifier", "event_date.encounter", ".detention"),
    ],
)
def test_other_files_are_left_whole(header: tuple[str, ...]) -> None:
    assert not is_joined(header)
    assert parts(header, [("x",) * len(header)]) == {}


@pytest.fixture(scope="module")
def washington(shared: Path) -> dict[str, Part]:
    with (shared / "data/UWCHR_deport-data-proj/joined_df_wa.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert (len(rows), len(header)) == (235, 146)
    return parts(tuple(header), [tuple(cell or None for cell in row) for row in rows])


def people(part: Part) -> int:
    return len(set(texts(part, "unique_identifier")))


def by_person(part: Part, name: str) -> Counter[str | None]:
    """The value of each person's first record."""
    first: dict[str | None, str | None] = {}
    for who, value in zip(texts(part, "unique_identifier"), texts(part, name), strict=True):
        first.setdefault(who, value)
    return Counter(first.values())


def test_the_washington_table_is_split_back(washington: dict[str, Part]) -> None:
    assert {table: (len(part.rows), people(part)) for table, part in washington.items()} == {
        "detainers": (47, 44),
        "arrests": (47, 44),
        "encounters": (74, 42),
        "detentions": (103, 43),
    }
    assert washington["detainers"].repeats.sum() == washington["arrests"].repeats.sum() == 235
    assert Counter(texts(washington["encounters"], "versions")) == {"1": 71, "2": 3}


def test_its_published_counts_of_people(washington: dict[str, Part]) -> None:
    detainers, arrests = washington["detainers"], washington["arrests"]
    charges = by_person(detainers, "most_serious_conviction_charge")
    assert charges["NA"] == 14
    assert charges["Domestic Violence"] == charges["Driving Under Influence Liquor"] == 5
    assert charges["Assault"] == 4
    assert by_person(detainers, "biometric_match_yes_no") == {"YES": 42, "NO": 2}
    assert by_person(arrests, "apprehension_criminality") == {
        "1 Convicted Criminal": 38,
        "2 Pending Criminal Charges": 6,
    }
    methods = by_person(arrests, "apprehension_method")
    assert (methods["Located"], methods["CAP Local Incarceration"], methods["Non-Custodial Arrest"]) == (
        22,
        15,
        5,
    )
    assert min(filter(None, texts(detainers, "detainer_prepare_date"))) == "2023-11-27"
    assert max(filter(None, texts(detainers, "detainer_prepare_date"))) == "2025-02-05"


def test_days_from_detainer_to_arrest_one_row_a_person(washington: dict[str, Part]) -> None:
    def first(part: Part, name: str) -> dict[str | None, date]:
        found: dict[str | None, date] = {}
        for who, day in zip(texts(part, "unique_identifier"), texts(part, name), strict=True):
            found.setdefault(who, date.fromisoformat(str(day)[:10]))
        return found

    prepared = first(washington["detainers"], "detainer_prepare_date")
    arrested = first(washington["arrests"], "apprehension_date")
    lags = np.array([(arrested[who] - prepared[who]).days for who in prepared])
    assert len(lags) == 44
    assert np.quantile(lags, (0.25, 0.5, 0.75)).tolist() == [13.25, 48.5, 91.25]
    assert round(lags.mean()) == 83
    assert lags.max() == 319


def test_the_washington_table_imported(shared: Path, tmp_path: Path) -> None:
    """Its days from detainer to arrest by our link, and what import says of its two mixed-up columns."""
    import_files([shared / "data/UWCHR_deport-data-proj/joined_df_wa.csv"], tmp_path / "log")
    store = Store.open(tmp_path / "log")
    rows = {held.table: (held.rows, held.persons) for held in store.tables if held.table != "stays"}
    assert rows == {
        "detainers": (47, 44),
        "arrests": (47, 44),
        "encounters": (74, 42),
        "detentions": (103, 43),
    }
    links = next_after(store.frame("detainers"), store.frame("arrests"), within_days=365)
    person = store.frame("detainers").person
    assert person is not None
    _, firsts = np.unique(person[links.left], return_index=True)
    assert np.quantile(links.days[firsts], (0.25, 0.5, 0.75)).tolist() == [13.25, 48.5, 91.25]
    stints = store.frame("detentions")
    found = stays(stints, date(2025, 2, 26))
    assert checks(found)[0].level == "stop"  # the column of the stay's book-in holds its book-out
    assert stintless(stints) == 33
    codes = [warning["code"] for warning in store.account["warnings"]]
    assert "joined" in codes
    assert "left_truncated" not in codes, "a handful of stints shows nothing"
    answer = lags(store, "detainer", "ice_arrest")
    assert any("says nothing about others" in note for note in answer.notes), (
        "they are in it because they were arrested"
    )
