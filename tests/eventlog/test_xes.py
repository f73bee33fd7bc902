"""XES: what Varick writes comes back whole, an independent reader sees the same, and any other log is read with an account."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rustxes

from varick.errors import VarickError
from varick.eventlog import EventLog
from varick.eventlog.exchange.spelling import spelt
from varick.eventlog.exchange.xes import write_xes
from varick.eventlog.exchange.xes_read import read_xes

Make = Callable[..., EventLog]
Identical = Callable[[EventLog, EventLog], None]

HEAD = '<log xes.version="1.0" xmlns="http://www.xes-standard.org/">'


def event(name: str | None = "a", time: str | None = "2020-05-01T10:00:00.000+00:00", more: str = "") -> str:
    said = "" if name is None else f'<string key="concept:name" value="{name}"/>'
    at = "" if time is None else f'<date key="time:timestamp" value="{time}"/>'
    return f"<event>{said}{at}{more}</event>"


def foreign(tmp_path: Path, body: str, head: str = HEAD) -> Path:
    path = tmp_path / "foreign.xes"
    path.write_text(f"{head}{body}</log>", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
@pytest.mark.parametrize(
    "shape",
    [{}, {"releases": 0, "row": False}, {"unit": "second"}, {"releases": 1}, {"events": 0}, {"events": 1}],
)
def test_a_log_comes_back_whole(
    tmp_path: Path, make: Make, identical: Identical, name: str, shape: dict[str, Any]
) -> None:
    log = make(**shape)
    assert write_xes(tmp_path / name, log) == len(log)
    found = read_xes(tmp_path / name)
    assert (found.own, found.rows_in, found.rejected, found.notes) == (True, len(log), (), ())
    identical(found.log, log)
    first = (tmp_path / name).read_bytes()
    write_xes(tmp_path / name, found.log)
    assert (tmp_path / name).read_bytes() == first


def test_blocks_hold_whole_persons(
    tmp_path: Path, make: Make, identical: Identical, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("varick.eventlog.exchange.xes.EVENTS_AT_ONCE", 7)
    monkeypatch.setattr("varick.eventlog.about.PIECE", 11)
    log = make(300)
    write_xes(tmp_path / "log.xes", log)
    identical(read_xes(tmp_path / "log.xes").log, log)


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_an_independent_reader_sees_the_same(tmp_path: Path, make: Make, name: str) -> None:
    log = make(3_000)
    write_xes(tmp_path / name, log)
    table, about = rustxes.import_xes(str(tmp_path / name))
    assert len(table) == len(log)
    assert table["case:concept:name"].n_unique() == len(log.persons())
    codes = log.column("release").tolist()
    names = spelt(log.meta.attributes["release"])
    assert table["case:varick:person"].to_list() == [str(n) for n in log.person.tolist()]
    assert table["case:varick:release"].to_list() == [names[code] for code in codes]
    assert table["concept:name"].to_list() == [log.meta.names[code] for code in log.activity.tolist()]
    assert table["org:group"].to_list() == [log.meta.agencies[code] for code in log.agency.tolist()]
    np.testing.assert_array_equal(table["time:timestamp"].to_numpy().astype("datetime64[m]"), log.time)
    assert table["varick:row"].to_list() == log.column("row").tolist()
    keys = {"file": "varick:file", "sheet": "varick:sheet", "concept:name": "varick:attribute:concept:name"}
    for attribute in ("file", "sheet", "aor", "facility", "note", "ocel_id", "concept:name"):
        texts = [*spelt(log.meta.attributes[attribute]), None]
        assert table[keys.get(attribute, attribute)].to_list() == [
            texts[code] for code in log.column(attribute).tolist()
        ]
    said = {entry["key"]: entry["value"]["content"] for entry in json.loads(about)["log_attributes"]}
    assert (said["varick:origin"], said["varick:unit"]) == ("2015-10-01", "minute")
    assert {e["prefix"] for e in json.loads(about)["extensions"]} == {"concept", "time", "org", "varick"}


def test_any_log_is_read_with_an_account(tmp_path: Path) -> None:
    path = foreign(
        tmp_path,
        '<global scope="event"><string key="concept:name" value="__INVALID__"/></global><string key="creator" value="us"/>'
        '<trace><string key="concept:name" value="case 1"/><float key="cost" value="1.5"/>'
        + event(
            "b",
            "2020-05-01T10:00:00.500+02:00",
            '<string key="org:group" value="desk"/><int key="n" value="3"/>',
        )
        + event(
            "a",
            "2020-05-01T07:00:00Z",
            '<string key="org:group" value="till"/><string key="n" value="4"><string key="inner" value="x"/></string>',
        )
        + event(None)
        + event("a", None)
        + event("a", "yesterday")
        + event("a", "0199-01-01T00:00:00Z")
        + "</trace><trace>"
        + event(
            "a",
            "2020-05-02",
            '<string key="org:group" value="till"/><list key="many"><values/></list><foo key="k" value="v"/><string key="person" value="P"/><string key="release" value="R"/><string key="n" value="1"/><string key="n" value="2"/>',
        )
        + "</trace>"
        + event("stray"),
    )
    found = read_xes(path)
    log = found.log
    assert found.rows_in == len(log) + len(found.rejected) == 8
    assert [(unfit.row, unfit.reason) for unfit in found.rejected] == [
        (3, "it names no activity"),
        (4, "it has no time"),
        (5, "its time cannot be read: 'yesterday'"),
        (6, "its time lies outside 1800-01-01 to 2200-01-01: '0199-01-01T00:00:00Z'"),
        (8, "it stands outside of every trace"),
    ]
    assert [str(time) for time in log.time] == ["2020-05-01T07:00", "2020-05-01T08:00", "2020-05-02T00:00"]
    assert [log.meta.activities[code] for code in log.activity] == [
        ("a", "till"),
        ("b", "desk"),
        ("a", "till"),
    ]
    assert log.person.tolist() == [0, 0, 1]
    assert log.column("row").tolist() == [2, 1, 7]
    arrow = log.to_arrow()
    assert arrow.column("file").to_pylist() == ["foreign.xes"] * 3
    assert arrow.column("case:cost").to_pylist() == ["1.5", "1.5", None]
    assert arrow.column("case:concept:name").to_pylist() == ["case 1", "case 1", None]
    assert arrow.column("n").to_pylist() == ["4", "3", "1"]
    assert arrow.column("event:person").to_pylist() == [None, None, "P"]
    assert arrow.column("event:release").to_pylist() == [None, None, "R"]
    assert "release" not in log.stored
    told = "\n".join(found.notes)
    for part in (
        "changed to UTC",
        "no zone; taken as UTC",
        "fractions of a second",
        "not in order of time",
        "nested in n ",
        "many is a list",
        "k is a foo",
        "has n twice",
    ):
        assert part in told


def test_names_may_have_a_prefix(tmp_path: Path) -> None:
    body = (
        f"<trace>{event()}</trace></log>".replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    )
    (tmp_path / "log.xes").write_text('<x:log xmlns:x="http://www.xes-standard.org/">' + body)
    found = read_xes(tmp_path / "log.xes")
    assert (found.rows_in, len(found.log), found.log.meta.names) == (1, 1, ("a",))


def test_a_changed_log_of_varick_keeps_its_rows_files_and_releases(tmp_path: Path, make: Make) -> None:
    log = make(60)
    path = tmp_path / "log.xes"
    write_xes(path, log)
    path.write_text(
        path.read_text(encoding="utf-8").replace('value="removed"', 'value="gone"'), encoding="utf-8"
    )
    found = read_xes(path)
    assert not found.own
    assert any("changed after Varick wrote it" in note for note in found.notes)
    assert "gone" in found.log.meta.names
    assert found.log.releases == log.releases
    np.testing.assert_array_equal(found.log.column("release"), log.column("release"))
    assert len(found.log.offsets) == len(log.offsets)


def test_events_taken_out_leave_a_log_of_varick(tmp_path: Path, make: Make) -> None:
    log = make(60)
    write_xes(tmp_path / "log.xes", log)
    text = (tmp_path / "log.xes").read_text(encoding="utf-8")
    start = text.index("<event>")
    (tmp_path / "log.xes").write_text(
        text[:start] + text[text.index("</event>\n", start) + 9 :], encoding="utf-8"
    )
    found = read_xes(tmp_path / "log.xes")
    assert found.own
    assert found.log.column("row").tolist() == log.column("row").tolist()[1:]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not well-formed XML"),
        (b"<log><trace>", "not well-formed XML"),
        (b"<html></html>", "no XES file, it begins with <html>"),
        (b'<!DOCTYPE log [<!ENTITY a "b">]><log>&a;</log>', "declares a document type"),
        (b'<!DOCTYPE log SYSTEM "http://example.org/x.dtd"><log/>', "declares a document type"),
        (b"<log>&a;</log>", "not well-formed XML"),
        (b'<?xml version="1.0" encoding="no-such"?><log/>', "cannot be read|not well-formed"),
        (b"<log>" + b"<a>" * 300, "not well-formed"),
        (gzip.compress(b"<log></log>" * 9, mtime=0)[:-9], "damaged or cut short|not well-formed"),
        (b"\x1f\x8brubbish", "damaged or cut short"),
        (b"PAR1", "not well-formed XML"),
    ],
)
def test_what_is_no_log_is_refused_in_a_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.xes"
    path.write_bytes(content)
    with pytest.raises(VarickError, match=message) as refused:
        read_xes(path)
    assert "\n" not in str(refused.value)


def test_a_bomb_is_refused_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varick.eventlog.exchange.xmlstream.SMALL", 1 << 20)
    (tmp_path / "bomb.xes.gz").write_bytes(gzip.compress(b"<log>" + b" " * 40_000_000 + b"</log>"))
    with pytest.raises(VarickError, match="times its size"):
        read_xes(tmp_path / "bomb.xes.gz")
    monkeypatch.setattr("varick.eventlog.exchange.xmlstream.LONGEST_TAG", 1 << 20)
    (tmp_path / "tag.xes").write_bytes(b'<log a="' + b"x" * 4_000_000 + b'"/>')
    with pytest.raises(VarickError, match="single tag"):
        read_xes(tmp_path / "tag.xes")


def test_too_many_kinds_of_attributes(tmp_path: Path) -> None:
    more = "".join(f'<string key="k{n}" value=""/>' for n in range(501))
    with pytest.raises(VarickError, match="more than 500 kinds"):
        read_xes(foreign(tmp_path, f"<trace>{event(more=more)}</trace>"))


def test_nothing_else_is_overwritten(tmp_path: Path, make: Make) -> None:
    (tmp_path / "work.xes").write_text("my notes")
    with pytest.raises(VarickError, match="not an XES file"):
        write_xes(tmp_path / "work.xes", make(3))
    assert (tmp_path / "work.xes").read_text() == "my notes"
    (tmp_path / "folder.xes").mkdir()
    with pytest.raises(VarickError, match="can replace"):
        write_xes(tmp_path / "folder.xes", make(3))
    with pytest.raises(VarickError, match="cannot be written"):
        write_xes(tmp_path / "none" / "log.xes", make(3))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder.xes", "work.xes"]


def test_a_failed_write_leaves_nothing(tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    log = make(50)
    write_xes(tmp_path / "log.xes", log)
    before = (tmp_path / "log.xes").read_bytes()

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("varick.eventlog.exchange.xes._traces", full)
    with pytest.raises(VarickError, match="No space left"):
        write_xes(tmp_path / "log.xes", log)
    assert [p.name for p in tmp_path.iterdir()] == ["log.xes"]
    assert (tmp_path / "log.xes").read_bytes() == before


def test_times_that_xes_readers_could_not_hold_are_refused(tmp_path: Path, make: Make) -> None:
    from datetime import date

    with pytest.raises(VarickError, match="outside 1800 to 2200"):
        write_xes(tmp_path / "log.xes", make(5, origin=date(2199, 1, 1)))
