"""The page of linked releases: waits, stays, detainers and journeys are the answers', small cells stay away, commands work."""

import shlex
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from log_folders import log_folder
from synthetic import Truth, make
from synthetic.journeys import came, journeys

from varick.cli import run
from varick.eventlog import LogMeta, open_log, write, write_xes
from varick.observe.export import export
from varick.observe.frame import Coded, Column, Dates, Frame
from varick.observe.importing.import_tables import import_files
from varick.observe.questions.lags import lags
from varick.observe.questions.lift_reasons import GROUPS, lift_group
from varick.observe.questions.variants import variants
from varick.observe.store import Store
from varick.report.observed.linked import detainers, detention
from varick.report.observed.page import record_page
from varick.report.observed.parts import Item, Record
from varick.report.observed.write import render_record
from varick.words import LANGUAGES, Words

EN, ES = Words("en"), Words("es")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Truth]:
    """Two invented linked releases in one folder, of which the later one is E."""
    folder = tmp_path_factory.mktemp("linked")
    truths = {}
    for layout in ("C", "E"):
        (folder / layout).mkdir()
        truths[layout] = make(folder / layout, layout, size=500, form="csv")
    import_files(sorted(path for layout in truths for path in (folder / layout).iterdir()), folder / "log")
    return Store.open(folder / "log"), truths["E"]


@pytest.fixture(scope="module")
def page(made: tuple[Store, Truth]) -> Record:
    return record_page(made[0], "log", EN)


def items(page: Record) -> dict[str, Item]:
    return {found.table.name: found for found in page.items}


def rows(found: Item) -> list[dict[str, Any]]:
    return [
        dict(zip((column.key for column in found.table.columns), row, strict=True))
        for row in found.table.rows
    ]


def test_the_parts_that_a_linked_release_has(page: Record) -> None:
    names = [section.name for section in page.sections]
    for name in ("detainers", "criminality", "detention", "followed"):
        assert name in names
    held = next(section for section in page.sections if section.name == "holds")
    assert any("Administrative arrests: 2026-ICLI-00005" in said for said in held.said)


def test_the_curve_and_its_table_are_the_answer(made: tuple[Store, Truth], page: Record) -> None:
    answer = lags(made[0], "detainer", "ice_arrest", release="2026-ICLI-00005", window=180)
    told = {row["days"]: row for row in answer.rows}
    table = rows(items(page)["detainer-to-arrest-table"])
    assert len(table) > 6
    for row in table:
        assert {name: row[name] for name in told[row["days"]]} == told[row["days"]]
    curve = rows(items(page)["detainer-to-arrest"])
    assert [row["days"] for row in curve] == list(range(181))
    shares = [row["share"] for row in curve]
    assert shares == sorted(shares)
    assert [row["at_risk"] for row in curve] == sorted((row["at_risk"] for row in curve), reverse=True)


def test_stays_and_journeys_are_those_that_were_planted(made: tuple[Store, Truth], page: Record) -> None:
    truth = made[1]
    stays = [stay for stay in truth.stays if stay.identified]
    ended = {
        row["stay_release_reason"]: row["count"] for row in rows(items(page)["stays-stay-release-reason"])
    }
    assert sum(ended.values()) == len(stays)
    assert ended["(blank)"] == sum(stay.end is None for stay in stays)
    longest = rows(items(page)["stays-facility-longest"])
    assert sum(row["count"] for row in longest) == len(stays)
    steps = ("ice_encounter", "detainer", "ice_arrest", "detained", "removed")
    done = [came(journey, steps) for journey in journeys(truth).values()]
    assert [row["persons"] for row in rows(items(page)["funnel"])] == [
        sum(number > step for number in done) for step in range(5)
    ]
    assert all(row["persons"] >= 5 for row in rows(items(page)["variants"]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_reads_in_both_languages(made: tuple[Store, Truth], lang: str) -> None:
    words = Words(lang)
    html = render_record(record_page(made[0], "log", words), words)
    assert words("observe_report.to_arrest") in html
    if lang == "es":
        assert '<span lang="en">Booked into Detention</span>' in html
        assert '<span lang="en">(en blanco)</span>' not in html
        assert '<span lang="en">1 Convicted Criminal</span>' in html


def test_every_command_of_the_page_is_answered(
    made: tuple[Store, Truth], page: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two releases hold the same tables: a command without --release would be refused."""
    commands = dict.fromkeys([*(found.command for found in page.items), *page.cite_commands])
    for line in commands:
        _, group, verb, place, *options = shlex.split(line)
        assert place == "log"
        if verb not in ("changes", "growth"):  # they always name the release, and take their time
            assert run([group, verb, str(made[0].path), *options]) == 0, (line, capsys.readouterr().err)


def test_lift_reasons_in_groups() -> None:
    """As one public classifier of the released values has them; a blank is ours to name."""
    assert lift_group("Booked into Detention") == "booked"
    assert lift_group("detainer declined by  LEA") == "declined"
    assert lift_group("Prosecutorial Discretion") == "closed"
    assert lift_group("Superseded by another form") == "administrative"
    assert {lift_group(text) for text in (None, "", "NA", "--")} == {"pending"}
    assert lift_group("(b)(7)(e)") == "withheld"
    for words in (EN, ES):
        assert all(words.find(f"observe_lift.{group}") for group in GROUPS)


def stay(number: int, facility: str, wrong: bool = False) -> dict[str, Any]:
    return {"person": number, "facility": facility, "wrong": wrong}


def of_stays(folder: Path, places: list[str]) -> Store:
    """Stays, one a person, each at one of these places."""
    number = len(places)
    begin = np.datetime64("2025-01-01T08:00", "s") + np.arange(number) * np.timedelta64(86_400, "s")
    columns: dict[str, Column] = {
        "stay_book_in": Dates(begin, False, Coded.blank(number)),
        "stay_book_out": Dates(begin + np.timedelta64(86_400, "s"), False, Coded.blank(number)),
        "facility_longest": Coded.of(places),
    }
    frame = Frame.of_columns("stays", "test", "stay_book_in", columns, np.arange(1, number + 1))
    return log_folder(folder, frame)


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        (["A"] * 9 + ["B"] * 6 + ["C"] * 2, {"A": 9, "2 others": 8}),
        (["A"] * 9 + ["B"] * 6 + ["C"] * 3 + ["D"] * 2, {"A": 9, "B": 6, "2 others": 5}),
        (["A"] * 9 + ["B"] * 6, {"A": 9, "B": 6}),
        (["A"] * 3 + ["B"] * 2, None),
    ],
)
def test_a_place_with_few_stays_cannot_be_worked_out(
    tmp_path: Path, places: list[str], shown: dict[str, int] | None
) -> None:
    section = detention(of_stays(tmp_path / "log", places), "log", EN)
    assert section is not None
    found = next((one for one in section.items if one.table.name == "stays-facility-longest"), None)
    assert (found and {row["facility_longest"]: row["count"] for row in rows(found)}) == shown


def test_stays_that_contradict_their_stints_are_not_used(made: tuple[Store, Truth], tmp_path: Path) -> None:
    store, _ = made
    whole = detention(store, "log", EN)
    assert whole is not None
    assert whole.items
    account = {**store.account, "tables": [dict(entry) for entry in store.account["tables"]]}
    for entry in account["tables"]:
        if entry["table"] == "stays":
            check = {"check": "stay_first_book_in", "wrong": 9, "rows": 10, "share": 0.9, "level": "stop"}
            entry["health"] = [{**check, "column": "stay_book_in", "warn": 0.01, "stop": 0.05}]
    refused = detention(Store(store.path, account, store.log_path), "log", EN)
    assert refused is not None
    assert not refused.items
    assert "9 of 10 (90%)" in refused.said[1]


def test_a_release_without_lift_reasons_says_so(tmp_path: Path) -> None:
    (tmp_path / "D1").mkdir()
    make(tmp_path / "D1", "D1", size=200, form="csv")
    import_files(sorted((tmp_path / "D1").iterdir()), tmp_path / "log")
    section = detainers(Store.open(tmp_path / "log"), "log", EN)
    assert section is not None
    assert any("does not say why" in said for said in section.said)
    assert [found.table.name for found in section.items] == ["detainer-to-arrest", "detainer-to-arrest-table"]


@pytest.mark.parametrize("end", ["xes", "sqlite", "jsonocel", "xmlocel", "parquet"])
def test_an_exported_log_still_knows_whom_nobody_can_follow(
    made: tuple[Store, Truth], tmp_path: Path, end: str
) -> None:
    """Without it, rows without identifier would come back as persons for whom nothing ever happened."""
    store = made[0]
    file = tmp_path / f"log.{end}"
    export(store, file, "2026-ICLI-00005")
    if end != "parquet":
        import_files([file], tmp_path / "log")
    back = Store.open(file if end == "parquet" else tmp_path / "log")
    one = lags(store, "detainer", "ice_arrest", release="2026-ICLI-00005")
    two = lags(back, "detainer", "ice_arrest")
    assert one.rows == two.rows
    assert one.more["without_identifier"] == two.more["without_identifier"]
    assert variants(store, release="2026-ICLI-00005").rows == variants(back).rows
    assert back.tables[0].persons == variants(back).more["persons"]


def test_the_log_of_another_tool_has_a_page_and_its_journeys(tmp_path: Path) -> None:
    meta = LogMeta("0", "orders", "", None, date(2021, 1, 1), (("Ask", "shop"), ("Decide", "shop")))
    person = np.repeat(np.arange(60, dtype=np.uint64), 2)
    minutes = (np.arange(120, dtype=np.int32) // 2) * 9_000 + np.arange(120, dtype=np.int32) % 2 * 600
    columns = {"person": person, "time": minutes, "activity": np.tile(np.array([0, 1], dtype=np.uint16), 60)}
    write(tmp_path / "orders.parquet", [columns], meta)
    write_xes(tmp_path / "orders.xes", open_log(tmp_path / "orders.parquet"))
    import_files([tmp_path / "orders.xes"], tmp_path / "log")
    store = Store.open(tmp_path / "log")
    assert lags(store, "Ask", "Decide").more["reached"] == 60
    found = record_page(store, "log", EN)
    table = rows(items(found)["variants"])
    assert [(row["journey"], row["persons"]) for row in table] == [("Ask → Decide", 60)]
    assert "another tool" in found.lead[0]
    assert "ICE" not in render_record(found, EN).partition("<body>")[2]
