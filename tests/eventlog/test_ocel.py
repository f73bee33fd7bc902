"""OCEL 2.0: what Varick writes comes back whole and keeps the standard's constraints; any other file is read by its case."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rustxes

from varick.errors import VarickError
from varick.eventlog import EventLog
from varick.eventlog.exchange.ocel import read_ocel, write_ocel
from varick.eventlog.exchange.spelling import spelt

Make = Callable[..., EventLog]
Identical = Callable[[EventLog, EventLog], None]
FORMS = ("log.sqlite", "log.jsonocel", "log.xmlocel", "log.json", "log.xml")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "shape", [{}, {"releases": 0, "row": False}, {"unit": "second"}, {"events": 0}, {"events": 1}]
)
def test_a_log_comes_back_whole(
    tmp_path: Path, make: Make, identical: Identical, name: str, shape: dict[str, Any]
) -> None:
    log = make(**shape)
    assert write_ocel(tmp_path / name, log) == len(log)
    found = read_ocel(tmp_path / name)
    assert (found.own, found.rows_in, found.rejected, found.notes) == (True, len(log), (), ())
    identical(found.log, log)
    write_ocel(tmp_path / name, found.log)
    identical(read_ocel(tmp_path / name).log, log)


@pytest.mark.parametrize("name", FORMS[:3])
def test_in_small_blocks(
    tmp_path: Path, make: Make, identical: Identical, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("varick.eventlog.exchange.ocel.parts.EVENTS_AT_ONCE", 7)
    log = make(100)
    write_ocel(tmp_path / name, log)
    identical(read_ocel(tmp_path / name).log, log)


@pytest.mark.parametrize(
    ("name", "read"), [("log.jsonocel", rustxes.import_ocel_json), ("log.xmlocel", rustxes.import_ocel_xml)]
)
def test_an_independent_reader_sees_the_same(
    tmp_path: Path, make: Make, name: str, read: Callable[[str], Any]
) -> None:
    log = make(2_000)
    write_ocel(tmp_path / name, log)
    found = read(str(tmp_path / name))
    events = found["events"].sort("ocel:eid")
    assert events["ocel:activity"].to_list() == [log.meta.names[code] for code in log.activity.tolist()]
    np.testing.assert_array_equal(events["ocel:timestamp"].to_numpy().astype("datetime64[m]"), log.time)
    assert events["agency"].to_list() == [log.meta.agencies[code] for code in log.agency.tolist()]
    assert events["varick:row"].to_list() == log.column("row").tolist()
    for attribute in ("aor", "note", "facility"):
        texts = [*spelt(log.meta.attributes[attribute]), None]
        if name.endswith("xmlocel"):  # rustxes cuts the blanks around a text between tags
            texts = [text and text.strip() for text in texts]
        assert events[attribute].to_list() == [texts[code] for code in log.column(attribute).tolist()]
    kinds = Counter(found["objects"]["ocel:type"].to_list())
    assert kinds == {"person": len(log.persons()), "office": 3, "facility": 2, "log": 1}
    links = found["relations"].sort("ocel:eid")
    people = [
        f"person:{log.meta.attributes['release'][r]}:{p}"
        for r, p in zip(log.column("release").tolist(), log.person.tolist(), strict=True)
    ]
    assert links.filter(links["ocel:type"] == "person")["ocel:oid"].to_list() == people
    offices = links.filter(links["ocel:type"] == "office")["ocel:oid"].to_list()
    names = log.meta.attributes["aor"]
    assert offices == [f"office:{names[code]}" for code in log.column("aor").tolist() if code >= 0]


def test_the_sqlite_form_keeps_the_constraints_of_the_standard(tmp_path: Path, make: Make) -> None:
    log = make(500)
    write_ocel(tmp_path / "log.sqlite", log)
    base = sqlite3.connect(tmp_path / "log.sqlite")
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    fixed = {"event", "object", "event_object", "object_object", "event_map_type", "object_map_type"}
    own = {
        f"{kind}_{short}"
        for kind in ("event", "object")
        for (short,) in base.execute(f"SELECT ocel_type_map FROM {kind}_map_type")
    }
    assert tables == fixed | own

    def columns(table: str) -> dict[str, tuple[str, int]]:
        return {
            name: (kind, key) for _, name, kind, _, _, key in base.execute(f'PRAGMA table_info("{table}")')
        }

    def foreign(table: str) -> set[tuple[str, str, str]]:
        return {(row[3], row[2], row[4]) for row in base.execute(f'PRAGMA foreign_key_list("{table}")')}

    for kind in ("event", "object"):
        assert {"ocel_type", "ocel_type_map"} == set(columns(f"{kind}_map_type"))
        assert columns(f"{kind}_map_type")["ocel_type"][1] == 1
        assert columns(kind)["ocel_id"][1] == 1
        assert foreign(kind) == {("ocel_type", f"{kind}_map_type", "ocel_type")}
        for table in own:
            if table.startswith(f"{kind}_"):
                assert columns(table)["ocel_time"][0] == "TIMESTAMP"
                assert foreign(table) == {("ocel_id", kind, "ocel_id")}
                assert columns(table)["ocel_id"][1] == (kind == "event")
                assert ("ocel_changed_field" in columns(table)) == (kind == "object")
        total = sum(
            base.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in own
            if table.startswith(f"{kind}_")
        )
        assert total == base.execute(f"SELECT count(*) FROM {kind}").fetchone()[0]
    assert foreign("event_object") == {
        ("ocel_event_id", "event", "ocel_id"),
        ("ocel_object_id", "object", "ocel_id"),
    }
    assert [key for _, key in columns("event_object").values()] == [1, 2, 3]
    count, first = base.execute("SELECT count(*), min(ocel_time) FROM event_Removed").fetchone()
    assert count == int((log.activity == 3).sum())
    assert first == str(log.time[log.activity == 3].min()).replace("T", " ") + ":00"
    base.close()


OTHER: dict[str, Any] = {
    "objectTypes": [{"name": "order", "attributes": []}, {"name": "item", "attributes": []}],
    "eventTypes": [{"name": "place", "attributes": []}],
    "objects": [
        {"id": "o1", "type": "order", "attributes": [{"name": "price", "time": "1970-01-01T00:00:00Z", "value": 5}, {"name": "price", "time": "2020-01-01T00:00:00Z", "value": 6}], "relationships": [{"objectId": "i1", "qualifier": "has"}]},
        {"id": "o2", "type": "order", "attributes": []},
        {"id": "i1", "type": "item", "attributes": []},
        {"id": "i1", "type": "item", "attributes": []},
        {"id": 3, "type": "item"},
        "rubbish",
    ],
    "events": [
        {"id": "e1", "type": "place", "time": "2020-05-01T10:00:00+02:00", "attributes": [{"name": "n", "value": 1.5}, {"name": "fine", "value": True}, {"name": "gone", "value": None}, {"name": "odd", "value": [1]}], "relationships": [{"objectId": "o1", "qualifier": "a"}, {"objectId": "i1", "qualifier": "b"}, {"objectId": "o1", "qualifier": "c"}]},
        {"id": "e2", "type": "both", "time": "2020-05-02T10:00:00Z", "attributes": [], "relationships": [{"objectId": "o1", "qualifier": ""}, {"objectId": "o2", "qualifier": ""}, {"objectId": "nobody", "qualifier": ""}]},
        {"id": "e3", "type": "place", "time": "2020-05-01T10:00:00Z", "relationships": [{"objectId": "i1", "qualifier": ""}]},
        {"id": "e1", "type": "place", "time": "2020-05-01T10:00:00Z", "relationships": [{"objectId": "o1", "qualifier": ""}]},
        {"id": "e5", "type": "place", "time": 1588327200, "relationships": [{"objectId": "o1", "qualifier": ""}]},
        {"id": "e6", "time": "2020-05-01T10:00:00Z", "relationships": [{"objectId": "o1", "qualifier": ""}]},
        {"type": "place"},
        7,
    ],
}  # fmt: skip


def test_any_file_is_flattened_to_its_case_with_an_account(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps(OTHER))
    with pytest.raises(VarickError, match="types of objects order, item; choose the case with --case"):
        read_ocel(path)
    with pytest.raises(VarickError, match="no type of object 'person'; it has order, item"):
        read_ocel(path, "person")
    found = read_ocel(path, "order")
    log = found.log
    assert (found.rows_in, found.repeated, len(log), len(found.rejected)) == (8, 1, 3, 6)
    assert found.rows_in + found.repeated == len(log) + len(found.rejected)
    assert [(unfit.row, unfit.reason) for unfit in found.rejected] == [
        (3, "it belongs to no order"),
        (4, "its id 'e1' stands twice"),
        (5, "its time cannot be read: '(1588327200)'"),
        (6, "it names no activity"),
        (7, "it has no id"),
        (8, "it has no id"),
    ]
    arrow = log.to_arrow()
    assert arrow.column("activity").to_pylist() == ["place", "both", "both"]
    assert log.person.tolist() == [0, 0, 1]
    assert log.column("row").tolist() == [1, 2, 2]
    assert arrow.column("case:ocel_id").to_pylist() == ["o1", "o1", "o2"]
    assert arrow.column("case:price").to_pylist() == ["5", "5", None]
    assert arrow.column("object:item").to_pylist() == ["i1", None, None]
    assert (arrow.column("n").to_pylist()[0], arrow.column("fine").to_pylist()[0]) == ("1.5", "true")
    told = "\n".join(found.notes)
    for part in (
        "belongs to several",
        "object that the file does not have",
        "id stands twice",
        "no id or no type",
        "something else",
        "odd is not a single value",
        "price changes with time",
        "changed to UTC",
        "related to others",
    ):
        assert part in told
    items = read_ocel(path, "item")
    assert [unfit.row for unfit in items.rejected] == [2, 4, 5, 6, 7, 8]
    assert len(items.log) == 2


STANDARD = """
CREATE TABLE "event" ("ocel_id" TEXT, "ocel_type" TEXT);
CREATE TABLE "event_object" ("ocel_event_id" TEXT, "ocel_object_id" TEXT, "ocel_qualifier" TEXT);
CREATE TABLE "object" ("ocel_id" TEXT, "ocel_type" TEXT);
CREATE TABLE "object_object" ("ocel_source_id" TEXT, "ocel_target_id" TEXT, "ocel_qualifier" TEXT);
CREATE TABLE "event_PlaceIt" ("ocel_id" TEXT, "ocel_time" TEXT, "total items" INTEGER);
CREATE TABLE "event_map_type" ("ocel_type" TEXT, "ocel_type_map" TEXT);
CREATE TABLE "object_map_type" ("ocel_type" TEXT, "ocel_type_map" TEXT);
CREATE TABLE "object_Order" ("ocel_id" TEXT, "ocel_time" TEXT, "ocel_changed_field" TEXT, "item" INTEGER);
INSERT INTO event_map_type VALUES ('Place it', 'PlaceIt');
INSERT INTO object_map_type VALUES ('Order', 'Order');
INSERT INTO event VALUES ('e1', 'Place it'), ('e2', 'Place it'), ('e3', 'Place it');
INSERT INTO event_PlaceIt VALUES ('e2', '2020-01-02 00:00:00', 2), ('e1', '2020-01-01 00:00:00', 1), ('e9', '2020-01-01 00:00:00', 1);
INSERT INTO object VALUES ('o1', 'Order');
INSERT INTO object_Order VALUES ('o1', '1970-01-01 00:00:00', NULL, 1), ('o1', '2020-01-01 00:00:00', 'item', 2);
INSERT INTO event_object VALUES ('e1', 'o1', 'order'), ('e2', 'o1', 'order'), ('e3', 'o1', 'order');
"""


def database(path: Path, script: str) -> Path:
    base = sqlite3.connect(path)
    base.executescript(script)
    base.close()
    return path


def test_a_file_like_the_example_of_the_standard(tmp_path: Path) -> None:
    found = read_ocel(database(tmp_path / "other.sqlite", STANDARD))
    assert [(unfit.row, unfit.reason) for unfit in found.rejected] == [(3, "it has no time")]
    assert found.rows_in == 3
    assert found.log.column("row").tolist() == [1, 2]
    arrow = found.log.to_arrow()
    assert arrow.column("total items").to_pylist() == ["1", "2"]
    assert arrow.column("case:item").to_pylist() == ["1", "1"]
    assert "no zone" not in " ".join(found.notes)
    assert any("no event of that type" in note for note in found.notes)
    assert any("item changes with time" in note for note in found.notes)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"", "no OCEL file"),
        ("a.json", b"{", "not sound JSON"),
        ("a.json", b'{"a":' + b"[" * 100_000, "not sound JSON"),
        ("a.json", b'{"ocel:events": {}}', "OCEL 1.0"),
        ("a.json", b'{"events": 3, "objects": 4}', "types of objects none"),
        ("a.json", b"PAR1", "no OCEL file"),
        ("a.xml", b"<log><objects>", "not well-formed"),
        ("a.xml", b"<html/>", "begins with <html>"),
        ("a.xml", b"<log><trace/></log>", "no objects and no events"),
        ("a.xml", b"<!DOCTYPE log><log/>", "document type"),
        ("a.sqlite", b"SQLite format 3\0rubbish", "not a sound SQLite file"),
    ],
)
def test_what_is_no_log_is_refused_in_a_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(VarickError, match=message) as refused:
        read_ocel(tmp_path / name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("CREATE TABLE a (b);", "the table 'object_map_type' is missing"),
        (STANDARD + "DROP TABLE event_PlaceIt;", "the table 'event_PlaceIt' is missing"),
        (STANDARD + "ALTER TABLE event RENAME COLUMN ocel_type TO kind;", "no column 'ocel_type'"),
        (STANDARD + "DROP TABLE event; CREATE VIEW event AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS ocel_id, 'Place it' AS ocel_type FROM n;", "the table 'event' is missing"),
    ],
)  # fmt: skip
def test_a_database_that_is_no_log_is_refused(tmp_path: Path, script: str, message: str) -> None:
    with pytest.raises(VarickError, match=message):
        read_ocel(database(tmp_path / "a.sqlite", script))


@pytest.mark.parametrize("name", FORMS)
def test_nothing_else_is_overwritten(tmp_path: Path, make: Make, name: str) -> None:
    path = tmp_path / name
    (database(path, "CREATE TABLE mine (a);") if name.endswith("sqlite") else path).touch()
    if not name.endswith("sqlite"):
        path.write_text('{"mine": 1}')
    before = path.read_bytes()
    with pytest.raises(VarickError, match="not an OCEL 2.0 file"):
        write_ocel(path, make(3))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_another_name_is_refused(tmp_path: Path, make: Make) -> None:
    with pytest.raises(VarickError, match=r"use \.sqlite"):
        write_ocel(tmp_path / "log.csv", make(3))
    with pytest.raises(VarickError, match="cannot be written"):
        write_ocel(tmp_path / "none" / "log.sqlite", make(3))
