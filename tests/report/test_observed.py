"""The page of the record: its numbers are the answers', it asks for nothing, withholds small cells, and is whole or not there."""

import csv
import re
import shlex
from copy import copy
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import click
import numpy as np
import pytest
from log_folders import log_folder

from varick.cli import cli, run
from varick.errors import NoAnswer, VarickError
from varick.eventlog import LogMeta, write
from varick.observe.frame import Coded, Column, Dates, Frame
from varick.observe.importing.import_tables import import_files
from varick.observe.questions.changes import changes
from varick.observe.questions.counts import counts
from varick.observe.questions.growth import growth
from varick.observe.questions.lags import lags
from varick.observe.questions.spans import spans
from varick.observe.store import Store
from varick.report.observed.followed import complete_from, waited
from varick.report.observed.grown import around, windows
from varick.report.observed.page import record_page
from varick.report.observed.parts import Record, command, guarded
from varick.report.observed.write import render_record, write_record
from varick.words import LANGUAGES, Words

ROOT = Path(__file__).resolve().parents[2]
EN = Words("en")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The invented table that comes with Varick, imported."""
    out = tmp_path_factory.mktemp("page") / "log"
    import_files([ROOT / "examples" / "observe" / "arrests.csv"], out)
    return Store.open(out)


@pytest.fixture(scope="module")
def page(example: Store) -> Record:
    return record_page(example, "log", EN)


def with_the_plaza(folder: Path, before: int, after: int) -> Store:
    """Arrests in New York of fiscal years 2017 and 2018, so many of them of the lead."""
    ends = np.array(["2016-10-01", "2018-09-30"], dtype="datetime64[D]").astype(np.int64)
    days = [str(np.datetime64(int(n), "D")) for n in np.linspace(ends[0], ends[1], 400)]
    method, landmark = ["Located"] * 400, ["SOMEWHERE"] * 400
    days += ["2017-03-01"] * before + ["2018-03-01"] * after
    method += ["CAP Local Incarceration"] * (before + after)
    landmark += ["NDD - 26 FEDERAL PLAZA NY, NY"] * (before + after)
    time = Dates(np.array(days, dtype="datetime64[s]"), True, Coded.blank(len(days)))
    columns: dict[str, Column] = {
        "apprehension_date": time,
        "aor": Coded.of(["NYC"] * len(days)),
        "method": Coded.of(method),
        "landmark": Coded.of(landmark),
    }
    return log_folder(folder, Frame.of_columns("arrests", "test", "apprehension_date", columns))


class Parsed(HTMLParser):
    """Tags in order, ids, addresses, and whether every element that was opened is closed in its turn."""

    VOID = ("meta", "link", "br", "img", "path", "rect", "circle")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(found["id"])] if "id" in found else []
        self.addresses += [str(found[k]) for k in ("href", "src", "action", "data") if k in found]
        assert "style" not in found
        assert not any(name.startswith("on") for name in found)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_sound_and_asks_for_nothing(example: Store, lang: str) -> None:
    words = Words(lang)
    html = render_record(record_page(example, "log", words), words)
    parsed = Parsed(html)
    assert len(set(parsed.ids)) == len(parsed.ids)
    assert all(address.startswith(("#", "data:")) for address in parsed.addresses)
    inside = {address[1:] for address in parsed.addresses if address.startswith("#")}
    assert inside <= set(parsed.ids)
    assert "default-src 'none'" in html
    assert "script" not in parsed.tags
    assert "@import" not in html
    assert "url(" not in re.sub(r"url\(#", "", html)
    assert f'<html lang="{lang}">' in html
    assert "\u2014" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.S)


def test_every_figure_has_its_text_and_every_part_a_heading(page: Record) -> None:
    html = render_record(page, EN)
    assert html.count('role="img"') == 3 * sum(item.figure is not None for item in page.items)
    for section in page.sections:
        assert f'<h2 id="section-{section.name}">' in html
    for item in page.items:
        assert item.definition
        assert item.vintage
        if item.figure:
            assert item.figure.alt in item.figure.svg.replace("&amp;", "&").replace("&#x27;", "'")


def test_every_command_on_the_page_is_one(
    page: Record, monkeypatch: pytest.MonkeyPatch, example: Store
) -> None:
    """They are read by click with `log` put for the folder; some are run by the other tests."""
    asked = [item.command for item in page.items] + list(page.cite_commands)
    assert len(asked) > 8
    for line in asked:
        assert line.startswith("varick observe ")
        _, group, verb, place, *options = shlex.split(line)
        assert place == "log"
        observe = cli.get_command(click.Context(cli), group)
        assert isinstance(observe, click.Group)
        found = observe.get_command(click.Context(observe), verb)
        assert found is not None, line
        copy(found).make_context(
            verb, [str(example.path), *options]
        )  # click keeps the help option of who asks first


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_the_csv_files_are_the_answers(tmp_path: Path, example: Store, page: Record) -> None:
    folder = write_record(tmp_path / "page", page, EN).parent
    assert {path.name for path in folder.iterdir()} == {
        "index.html",
        *(f"{i.table.name}.csv" for i in page.items),
    }
    months = read(folder / "months-arrests.csv")
    told = counts(example, "arrests", ("month", "method")).rows
    for row in told:
        line = next(m for m in months if m["month"] == row["month"])
        assert line[str(row["method"])] == str(row["count"])
    a, b = windows(
        [m["month"] for m in months], [m["month"] for m in months if m["incomplete"] == "yes"]
    ) or (None, None)
    assert a is not None
    assert b is not None
    answer = growth(example, "arrests", "method", (a.start, a.end), (b.start, b.end))
    grown = read(folder / "grown-arrests-method.csv")
    assert [row["category"] for row in grown] == [row["category"] for row in answer.rows]
    for name in ("a", "b", "ratio", "low", "high", "wide_low", "wide_high", "q"):
        assert [float(row[name]) for row in grown] == [row[name] for row in answer.rows]
    moved = read(folder / "changes-arrests-aor.csv")
    found = changes(example, "arrests", "aor")
    assert [(row["series"], row["month"]) for row in moved] == [
        (row["aor"], row["month"]) for row in found.rows
    ]


def test_the_same_record_is_the_same_bytes(tmp_path: Path, example: Store, page: Record) -> None:
    one = write_record(tmp_path / "one", page, EN).parent
    two = write_record(tmp_path / "two", record_page(example, "log", EN), EN).parent
    assert all((two / path.name).read_bytes() == path.read_bytes() for path in one.iterdir())


def test_no_row_of_the_table_is_on_the_page(page: Record, example: Store) -> None:
    html = render_record(page, EN)
    frame = example.frame("arrests")
    assert "NDD - EXAMPLE PLAZA" in frame.coded("landmark").values
    for column in ("landmark", "citizenship"):
        assert not [value for value in frame.coded(column).values if value in html]


@pytest.mark.parametrize(("before", "shown"), [(2, "fewer than 5"), (6, 6), (0, 0)])
def test_small_cells_by_landmark_are_withheld(tmp_path: Path, before: int, shown: str | int) -> None:
    store = with_the_plaza(tmp_path / "log", before, 30)
    page = record_page(store, "log", EN)
    lead = next((section for section in page.sections if section.name == "lead"), None)
    assert lead is not None
    rows = {row[0]: row[1] for row in lead.items[0].table.rows}
    assert rows == {"2017": shown, "2018": 30}
    said = " ".join(lead.said)
    assert ("Two checks" in said) == (before != 2), "a sum by method beside it would tell a withheld number"
    assert "First reading" in said
    assert "Second reading" in said
    assert "nothing about letters" in said
    if before == 2:
        html = render_record(page, EN)
        assert re.search(r"fewer than 5 times in FY2017 and 30 times in FY2018", html)


def test_cells_are_withheld_by_who_where_and_day_only() -> None:
    rows = [
        {"citizenship": "X", "count": 3},
        {"citizenship": "Y", "count": 5},
        {"citizenship": "Z", "count": 0},
    ]
    assert [row["count"] for row in guarded(rows, ("citizenship",), ("count",), EN)] == ["fewer than 5", 5, 0]
    assert guarded(rows, ("method",), ("count",), EN) == rows


def test_the_windows_follow_the_stated_rule() -> None:
    months = [f"{year}-{month:02}" for year in (2015, 2016, 2017) for month in range(1, 13)]
    a, b = windows(months, ["2015-01", "2017-12"]) or (None, None)
    assert a is not None
    assert b is not None
    assert (a.months[0], a.months[-1], b.months[0], b.months[-1]) == (
        "2015-12",
        "2016-11",
        "2016-12",
        "2017-11",
    )
    a, b = windows(months[:7], []) or (None, None)
    assert a is not None
    assert b is not None
    assert (a.months, b.months) == (("2015-02", "2015-03", "2015-04"), ("2015-05", "2015-06", "2015-07"))
    assert windows(months[:3], []) is None
    a, b = around("2015-06", months, []) or (None, None)
    assert a is not None
    assert b is not None
    assert (a.months[0], b.months[-1]) == ("2015-01", "2015-10")
    assert around("2014-01", months, []) is None


def test_commands_are_quoted_as_a_shell_wants_them() -> None:
    assert command("my log", "counts", "--where", "landmark~NDD - 26") == (
        "varick observe counts 'my log' --where 'landmark~NDD - 26'"
    )


def test_a_simulated_log_has_a_page_that_says_what_it_is(tmp_path: Path) -> None:
    log = tmp_path / "people.parquet"
    meta = LogMeta(
        "0", "nyc-2018", "abc", 1, date(2018, 1, 1), (("arrested", "NYPD"), ("ice_notified", "DHS"))
    )
    person = np.repeat(np.arange(400, dtype=np.uint64), 2)
    minutes = (np.arange(800, dtype=np.int32) // 2) * 1300 + np.arange(800, dtype=np.int32) % 2
    columns = {"person": person, "time": minutes, "activity": np.tile(np.array([0, 1], dtype=np.uint16), 400)}
    write(log, [columns], meta)
    page = record_page(Store.open(log), "people.parquet", EN)
    html = render_record(page, EN)
    assert "invented" in page.lead[0]
    assert "ICE's own" not in html
    assert [section.name for section in page.sections] == ["holds", "months"]


def test_the_verb_writes_the_page_and_refuses_what_is_in_the_way(
    tmp_path: Path, example: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["observe", "report", str(example.path), "--out", str(out), "--lang", "es"]) == 0
    assert capsys.readouterr().out.strip() == str(out / "index.html")
    assert "Nueva York" in (out / "index.html").read_text(encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    assert run(["observe", "report", str(example.path), "--out", str(tmp_path / "mine")]) == 2
    assert "something else is there" in capsys.readouterr().err
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_folder_without_dates_has_no_page(tmp_path: Path) -> None:
    frame = Frame.of_columns("other", "unstated-other", None, {"a": Coded.of(["x"])})
    store = log_folder(tmp_path / "log", frame)
    with pytest.raises(NoAnswer, match="nothing to draw"):
        record_page(store, "log", EN)


def test_two_tables_of_one_name_are_refused(page: Record) -> None:
    from dataclasses import replace

    doubled = replace(page, sections=[*page.sections, page.sections[0]])
    with pytest.raises(VarickError, match="two tables are named"):
        render_record(doubled, EN)


def test_new_york_in_the_real_tables(national: Store) -> None:
    """Arrests by method, encounters with a detainer, removals and days to departure, as the research notes have them."""
    from varick.report.observed.new_york import lead, new_york

    section = new_york(national, "log", EN)
    assert section is not None
    items = {item.table.name: item.table for item in section.items}
    beware = {item.table.name: " ".join(item.notes) for item in section.items}
    assert "not ICE's table of detainers" in beware["new-york-detainers"]
    assert "Border Patrol" in beware["new-york-removals"]
    assert "arrests at courthouses" in beware["new-york-arrests"]
    methods = {row[0]: row[1:] for row in items["new-york-methods"].rows}
    assert methods["CAP Local Incarceration"] == [392, 754, 1041, 2187]
    assert methods["All methods"] == [1847, 2576, 3476, 7899]
    assert methods["6 others"] == [4, 2, 3, 9], (
        "methods met fewer than five times in three years stand together"
    )
    detainers = {row[0]: row[1] for row in items["new-york-detainers"].rows}
    assert [detainers[m] for m in ("2016-10", "2016-11", "2016-12", "2017-01", "2017-02", "2017-03")] == [
        46,
        57,
        49,
        54,
        272,
        193,
    ]
    removals = {row[0]: row[1] for row in items["new-york-removals"].rows}
    assert (
        removals["2015-10"],
        removals["2018-09"],
        sum(v for v in removals.values() if isinstance(v, int)),
    ) == (94, 192, 5636)
    days = spans(
        national, "apprehension_date", "departed_date", table="removals", where=("aor=NYC",), by="fy"
    )
    table = items["new-york-days"]
    assert [row[0] for row in table.rows] == ["2016", "2017", "2018"]
    place = [column.key for column in table.columns].index("median")
    assert [row[place] for row in table.rows] == [row["median"] for row in days.rows] == [317, 321, 336]
    assert "among those removed" in table.caption
    told = lead(national, "log", EN)
    assert told is not None
    assert "5 times in FY2016 to 2017 and 138 times in FY2018" in told.said[0]
    assert told.items[0].table.rows == [["2016 to 2017", 5], ["2018", 138]], (
        "no year below 5, and none by subtraction"
    )
    assert "1,141 in FY2016 to 2017 and 903 in FY2018" in " ".join(told.said)
    assert "200 in FY2016, 406 in FY2017 and 337 in FY2018" in " ".join(told.said)


def test_a_length_of_stay_begins_where_all_stays_are_there(tmp_path: Path) -> None:
    """Stays of 1 and of 100 days begin each day; the file has those that end from 15 November 2023 on, as the first
    delivery of 2025 does. Half of all stays end within a day; of those begun before the file's first end, almost none."""
    lines = ["2025-ICLI-00019 invented people", ""]
    lines.append(
        "Stay Book In Date Time,Book In Date Time,Detention Facility,Detention Facility Code,"
        "Detention Book Out Date Time,Stay Book Out Date Time,Unique Identifier"
    )
    for number in range(1600):
        begun = date(2023, 1, 1) + timedelta(days=number // 2)
        ended = begun + timedelta(days=100 if number % 2 else 1)
        if ended >= date(2023, 11, 15):
            lines.append(f"{begun},{begun},JAIL,JAILXX,{ended},{ended},p{number:05d}")
    (tmp_path / "stints.csv").write_text("\n".join(lines) + "\n")
    import_files([tmp_path / "stints.csv"], tmp_path / "log")
    store = Store.open(tmp_path / "log")
    release = store.held("detentions").release
    assert complete_from(store, release, "detained") == date(2023, 11, 15)
    assert complete_from(store, release, "ice_arrest") is None
    figure, _ = waited(store, "log", EN, "detained", "stay_ended", 365, "stay", "Stay")
    assert "--since 2023-11-15" in figure.command
    assert "Half had it within 1 day" in " ".join(figure.notes)
    assert any("left truncation" in note for note in figure.notes)
    whole = lags(store, "detained", "stay_ended", release=release)
    early = lags(store, "detained", "stay_ended", release=release, until=date(2023, 11, 14))
    assert whole.more["starts"] == 1065
    assert early.more["starts"] == 99
    assert early.more["quantiles"]["p10"]["days"] == 100
