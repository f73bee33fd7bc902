"""Tables as events: which activity, at what time, of whom, in what order."""

from pathlib import Path

import numpy as np
import pytest

from varick.eventlog import EventLog, open_log
from varick.observe.frame import Coded, Column, Dates, Flags, Frame, Numbers
from varick.observe.importing.events import ACTIVITIES, write_events


def dates(*texts: str | None) -> Dates:
    time = np.array([text or "NaT" for text in texts], dtype="datetime64[s]")
    return Dates(time, all(len(text or "") <= 10 for text in texts), Coded.blank(len(texts)))


def frame(
    table: str, main: str, person: list[int] | None = None, release: str = "R", **columns: Column
) -> Frame:
    rows = len(next(iter(columns.values())))
    where: dict[str, Column] = {
        "file": Coded.of([f"{table}.csv"] * rows),
        "sheet": Coded.of(["s"] * rows),
        "row": Numbers(np.arange(7.0, 7 + rows), Coded.blank(rows)),
    }
    numbers = None if person is None else np.array(person)
    return Frame.of_columns(table, release, main, {**columns, **where}, numbers)


def told(log: EventLog) -> list[tuple[int, str, str]]:
    unit = "m" if log.meta.unit == "minute" else "s"
    return [
        (int(p), log.meta.names[a], str(t.astype(f"datetime64[{unit}]")))
        for p, a, t in zip(log.person, log.activity, log.time, strict=True)
    ]


def test_events_of_one_day_stand_in_the_order_of_the_path(tmp_path: Path) -> None:
    day = "2024-05-01"
    frames = [
        frame("removals", "departed_date", [1], departed_date=dates(day), apprehension_date=dates(day)),
        frame("arrests", "apprehension_date", [1, -1], apprehension_date=dates(day, None), method=Coded.of(["Located", "x"])),
        frame("detainers", "prepare_date", [1, -1], prepare_date=dates(day, "2024-05-02")),
        frame("encounters", "event_date", [2, 1], event_date=dates(day, day)),
    ]  # fmt: skip
    counts = write_events(tmp_path / "log.parquet", frames, "0")
    assert counts == {"ice_encounter": 2, "detainer": 2, "ice_arrest": 1, "removed": 1}
    log = open_log(tmp_path / "log.parquet")
    assert told(log) == [
        (1, "ice_encounter", f"{day}T00:00"),
        (1, "detainer", f"{day}T00:00"),
        (1, "ice_arrest", f"{day}T00:00"),
        (1, "removed", f"{day}T00:00"),
        (2, "ice_encounter", f"{day}T00:00"),
        (4, "detainer", "2024-05-02T00:00"),
    ]
    meta = log.meta
    method = [meta.attributes["method"][c] if c >= 0 else None for c in log.column("method")]
    assert method == [None, None, "Located", None, None, None]
    assert [meta.attributes["table"][c] for c in log.column("table")][:2] == ["encounters", "detainers"]
    assert log.column("row").tolist() == [8, 7, 7, 7, 7, 8]
    assert set(log.agency.tolist()) == {0}
    assert meta.names == ACTIVITIES


def test_a_removal_without_identifier_tells_of_its_apprehension(tmp_path: Path) -> None:
    table = frame(
        "removals",
        "removal_date",
        departed_date=dates("2016-03-01", "2016-03-02"),
        removal_date=dates("2016-03-01", "2016-03-03"),
        apprehension_date=dates("2016-01-01", None),
    )
    write_events(tmp_path / "log.parquet", [table], "0")
    assert told(open_log(tmp_path / "log.parquet")) == [
        (1, "apprehended", "2016-01-01T00:00"),
        (1, "removed", "2016-03-01T00:00"),
        (2, "removed", "2016-03-03T00:00"),
    ]


@pytest.mark.parametrize("flagged", [False, True])
def test_a_stay_begins_once_moves_and_ends_once(flagged: bool, tmp_path: Path) -> None:
    stints = frame(
        "detentions",
        "book_in",
        [1, 1, 1, 2, 1],
        stay_book_in=dates("2024-01-01T10:00", "2024-01-01T10:00", "2024-06-01", None, "2024-01-01T10:00"),
        book_in=dates("2024-01-01T10:00", "2024-01-03T08:30", "2024-06-01", "2024-02-02", "2024-01-03T08:30"),
        book_out=dates("2024-01-03T08:00", "2024-01-09T09:00", None, "2024-02-03", "2024-01-09T09:00"),
        stay_book_out=dates("2024-01-09T09:00", "2024-01-09T09:00", None, None, "2024-01-09T09:00"),
        facility_code=Coded.of(["A", "B", "A", "C", "B"]),
        duplicate_ddp_2026=Flags(np.array([False, flagged, False, False, False])),
    )
    write_events(tmp_path / "log.parquet", [stints], "0")
    found = told(open_log(tmp_path / "log.parquet"))
    moved = [(1, "transferred", "2024-01-03T08:30")] * (1 if flagged else 2)
    assert found == [
        (1, "detained", "2024-01-01T10:00"),
        *moved,
        (1, "stay_ended", "2024-01-09T09:00"),
        (1, "detained", "2024-06-01T00:00"),
        (2, "detained", "2024-02-02T00:00"),
    ]


def test_releases_are_kept_apart(tmp_path: Path) -> None:
    frames = [
        frame("arrests", "apprehension_date", [1], r, apprehension_date=dates("2024-01-01T00:00:01"))
        for r in ("A", "B")
    ]
    write_events(tmp_path / "log.parquet", frames, "0")
    log = open_log(tmp_path / "log.parquet")
    assert log.releases == ("A", "B")
    assert log.meta.unit == "second"
    assert len(log.offsets) - 1 == 2, "the same number in two releases is two persons"


def test_no_table_gives_an_empty_log(tmp_path: Path) -> None:
    assert write_events(tmp_path / "log.parquet", [], "0") == {}
    other = frame("other", "x", x=Coded.of(["1"]))
    write_events(tmp_path / "log.parquet", [other], "0")
    assert len(open_log(tmp_path / "log.parquet")) == 0
