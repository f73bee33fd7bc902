"""An import changes a log folder as a whole or not at all, keeps every row, and can be repeated."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import varick.observe.importing.import_tables as imports
from varick.errors import VarickError
from varick.eventlog import write_xes
from varick.observe.importing.import_tables import import_files, read
from varick.observe.store import Store

HEADER = (
    "Area of Responsibility|Apprehension Date|Apprehension Method|Apprehension Landmark|Citizenship|Gender"
)
PREAMBLE = "ERO-LESA Statistical Tracking Unit|||||\nFor Official Use Only|||||\n2019-ICFO-53623|||||\n|||||\nERO Administrative Arrests|||||\n"


def arrests(path: Path, rows: list[str], preamble: str = PREAMBLE) -> Path:
    path.write_text(preamble + HEADER + "\n" + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def row(day: str, office: str = "New York City Area of Responsibility", method: str = "Located") -> str:
    return f"{office}|{day}|{method}|26  FEDERAL PLAZA |MEXICO|Male"


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return arrests(tmp_path / "fy16.csv", [row(f"{month}/2/2016") for month in range(1, 10)])


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return arrests(tmp_path / "fy17.csv", [row(f"{month}/3/2017", "Newark") for month in range(1, 10)])


def state(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def test_a_file_becomes_a_table_an_event_log_and_an_account(one: Path, tmp_path: Path) -> None:
    account = import_files([one], tmp_path / "log")
    assert account == json.loads((tmp_path / "log" / "import.json").read_text())
    assert (account["rows_in"], account["rows_rejected"]) == (9, 0)
    store = Store.open(tmp_path / "log")
    (held,) = store.tables
    assert (held.table, held.release, held.rows) == ("arrests", "2019-ICFO-53623", 9)
    assert (held.first, held.last, held.persons) == ("2016-01-02", "2016-09-02", None)
    frame = store.frame()
    assert frame.coded("aor").counts() == {"NYC": 9}
    assert frame.coded("landmark").counts() == {"26 FEDERAL PLAZA": 9}
    assert frame.column("row").values.tolist() == list(range(7, 16))  # type: ignore[union-attr]
    assert frame.coded("file").values == ("fy16.csv",)
    log = store.log
    assert len(log) == 9
    assert log.meta.names[log.activity[0]] == "ice_arrest"
    assert log.releases == ("2019-ICFO-53623",)
    assert len(set(log.person.tolist())) == 9, "a row without identifier is a person of its own"
    assert sorted(log.column("row").tolist()) == list(range(7, 16))
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_files_of_one_release_become_one_table(one: Path, two: Path, tmp_path: Path) -> None:
    import_files([one], tmp_path / "log")
    account = import_files([two], tmp_path / "log")
    together = import_files([one, two], tmp_path / "both")
    assert account["rows_in"] == together["rows_in"] == 18
    assert [f["name"] for f in account["files"]] == ["fy16.csv", "fy17.csv"]
    assert account["added"] == ["fy17.csv"]
    for out in ("log", "both"):
        store = Store.open(tmp_path / out)
        (held,) = store.tables
        assert (held.rows, held.first, held.last) == (18, "2016-01-02", "2017-09-03")
        assert store.frame().coded("file").counts() == {"fy16.csv": 9, "fy17.csv": 9}
        assert len(store.log) == 18
    assert len(list((tmp_path / "log").glob("generation-*"))) == 1


def test_the_same_file_is_refused_or_replaces(one: Path, two: Path, tmp_path: Path) -> None:
    out = tmp_path / "log"
    import_files([one, two], out)
    before = state(out)
    with pytest.raises(VarickError, match=r"fy16.csv: .* holds this file already .*--replace") as said:
        import_files([one], out)
    assert "\n" not in str(said.value)
    assert state(out) == before
    account = import_files([one], out, replace=True)
    assert account["rows_in"] == 18
    arrests(one, [row("5/5/2016")])
    with pytest.raises(VarickError, match="a file of this name with other content"):
        import_files([one], out)
    account = import_files([one], out, replace=True)
    assert (account["rows_in"], [t["rows"] for t in account["tables"]]) == (10, [10])
    copy = tmp_path / "copy.csv"
    copy.write_bytes(one.read_bytes())
    with pytest.raises(VarickError, match="the same content as fy16.csv"):
        import_files([one, copy], tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_files_that_hold_the_same_rows_are_refused(one: Path, tmp_path: Path) -> None:
    later = arrests(tmp_path / "later.csv", [row(f"{month}/2/2016") for month in range(1, 12)])
    with pytest.raises(VarickError, match=r"fy16.csv: 100% of its rows of arrests stand in later.csv too"):
        import_files([one, later], tmp_path / "log")
    import_files([one], tmp_path / "log")
    account = import_files([later], tmp_path / "log", release="later delivery")
    assert {t["release"] for t in account["tables"]} == {"2019-ICFO-53623", "later delivery"}
    assert "several_releases" in {w["code"] for w in account["warnings"]}


def test_files_without_a_number_are_kept_apart(one: Path, tmp_path: Path) -> None:
    extract = arrests(tmp_path / "nyc.csv", [row("1/2/2016")], preamble="")
    account = import_files([one, extract], tmp_path / "log")
    assert [(t["release"], t["rows"]) for t in account["tables"]] == [
        ("2019-ICFO-53623", 9),
        ("unstated-arrests", 1),
    ]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for year in ("16", "17"):
        (tmp_path / year).mkdir()
        arrests(tmp_path / year / "arrests.csv", [row(f"1/2/20{year}")])
    account = import_files([tmp_path / y / "arrests.csv" for y in ("16", "17")], tmp_path / "log")
    assert [f["name"] for f in account["files"]] == ["arrests.csv", "17/arrests.csv"]


def test_a_second_import_leaves_the_limits_of_the_process_alone(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    for year in (2016, 2017):
        import_files([arrests(tmp_path / f"{year}.csv", [row(f"1/2/{year}")])], tmp_path / "log")
    assert csv.field_size_limit() == before


def test_rejected_rows_are_saved_with_their_reasons(tmp_path: Path) -> None:
    path = arrests(tmp_path / "odd.csv", [row("1/2/2016"), row("1/3/2016") + "|surplus", row("1/4/2016")])
    account = import_files([path], tmp_path / "log")
    assert (account["rows_in"], account["rows_rejected"]) == (3, 1)
    saved = tmp_path / "log" / account["generation"] / "rejected.csv"
    text = saved.read_text()
    assert text.startswith("file,sheet,row,reason,text")
    assert "odd.csv,,8," in text
    assert "surplus" in text
    assert "rejected" in {w["code"] for w in account["warnings"]}
    account = import_files([arrests(tmp_path / "b.csv", [row("1/2/2018")])], tmp_path / "log")
    assert account["rows_rejected"] == 1
    assert "surplus" in (tmp_path / "log" / account["generation"] / "rejected.csv").read_text()


@pytest.mark.parametrize("place", ["a file", "a folder of somebody's", "no parent"])
def test_a_place_that_holds_something_else_is_left_alone(place: str, one: Path, tmp_path: Path) -> None:
    out = tmp_path / "log"
    if place == "a file":
        out.write_text("mine")
    elif place == "no parent":
        out = tmp_path / "none" / "log"
    else:
        out.mkdir()
        (out / "letter.txt").write_text("mine")
    before = state(tmp_path)
    with pytest.raises(VarickError) as said:
        import_files([one], out)
    assert "\n" not in str(said.value)
    assert state(tmp_path) == before


@pytest.mark.parametrize("new", [True, False])
def test_an_import_that_fails_leaves_everything_as_it_was(
    new: bool, one: Path, two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "log"
    if not new:
        import_files([one], out)
    before = state(tmp_path)

    def fails(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("write_events", "write_frame"):
        with monkeypatch.context() as broken:
            broken.setattr(imports, name, fails)
            with pytest.raises(VarickError, match="No space left on device"):
                import_files([two], out)
        assert state(tmp_path) == before
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
            ["fy16.csv", "fy17.csv", *([] if new else ["log"])]
        )


def test_two_imports_at_once_are_refused(one: Path, two: Path, tmp_path: Path) -> None:
    out = tmp_path / "log"
    import_files([one], out)
    seen: list[str] = []

    def meanwhile(done: int, total: int) -> None:
        if not seen:
            seen.append("")
            with pytest.raises(VarickError, match="another import is at work in it"):
                import_files([two], out)

    import_files([arrests(tmp_path / "c.csv", [row("1/1/2018")])], out, tell=meanwhile)
    assert seen
    assert len(Store.open(out).frame()) == 10


def test_raw_files_are_read_into_a_place_that_goes_away(one: Path, two: Path, tmp_path: Path) -> None:
    store = read([one, two])
    place = store.path
    assert len(store.frame()) == 18
    import_files([one], tmp_path / "log")
    assert len(read(tmp_path / "log").frame()) == 9
    assert len(read(Store.open(tmp_path / "log").log_path).frame("events")) == 9
    del store
    assert not place.exists()
    with pytest.raises(VarickError):
        read(tmp_path / "none.csv")


def test_sheets_of_no_known_kind_are_stacked_only_if_they_are_alike(tmp_path: Path) -> None:
    for name, text in (("a.csv", "x,y\n1,2\n"), ("b.csv", "x,y\n3,4\n"), ("c.csv", "x,z\n5,6\n")):
        (tmp_path / name).write_text(text)
    files = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    apart = import_files(files, tmp_path / "apart")
    assert [(t["release"], t["rows"]) for t in apart["tables"]] == [(f"unstated-{n}", 1) for n in "abc"]
    one = import_files(files[:1], tmp_path / "one", release="R/1")
    one = import_files(files[1:], tmp_path / "one", release="R/1")
    assert [(t["release"], t["rows"]) for t in one["tables"]] == [("R/1", 2), ("R/1-c", 1)]
    store = Store.open(tmp_path / "one")
    assert store.frame("other", "R/1").coded("x").texts() == ["1", "3"]
    assert [w["code"] for w in one["warnings"]] == ["other_table"] * 3


def test_free_text_about_persons_is_left_out_and_named(tmp_path: Path) -> None:
    rca = tmp_path / "rca.csv"
    rca.write_text(
        "RCA_AOR,SUJB ID,RISK_TO_PUBLIC_SAFETY,OFFICER_COMMENTS,RCA_FINAL_DECISION,RCA_DECISION_DATE,UNIQUE_ID\n"
        "NYC,(b)(6),Low,he said,Detain,1/2/2016,abc\nNEW,(b)(6),High,,Detain,1/3/2016,\n"
    )
    account = import_files([rca], tmp_path / "log")
    frame = Store.open(tmp_path / "log").frame("rca")
    assert "officer_comments" not in frame.names
    assert frame.coded("subject_id").counts() == {"(b)(6)": 2}
    assert frame.person is not None
    assert frame.person.tolist() == [1, -1]
    dropped = [w["params"]["columns"] for w in account["warnings"] if w["code"] == "dropped_columns"]
    assert dropped == [["OFFICER_COMMENTS"]]
    assert b"he said" not in b"".join(state(tmp_path / "log").values())


def test_a_file_without_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(VarickError, match="empty.csv: no table with rows"):
        import_files([tmp_path / "empty.csv"], tmp_path / "log")
    assert not (tmp_path / "log").exists()
    (tmp_path / "header.csv").write_text(HEADER.replace("|", ",") + "\n")
    account = import_files([tmp_path / "header.csv"], tmp_path / "log")
    assert [(t["table"], t["rows"]) for t in account["tables"]] == [("arrests", 0)]


def test_a_log_of_another_tool_has_a_folder_of_its_own(one: Path, tmp_path: Path) -> None:
    import_files([one], tmp_path / "log")
    store = Store.open(tmp_path / "log")
    xes = tmp_path / "log.xes"
    write_xes(xes, store.log)
    account = import_files([xes], tmp_path / "other")
    assert account["rows_in"] == 9
    assert Store.open(tmp_path / "other").tables[0].rows == 9
    with pytest.raises(VarickError, match="it holds an event log"):
        import_files([one], tmp_path / "other")
    with pytest.raises(VarickError, match="folder of its own"):
        import_files([xes], tmp_path / "log")
    with pytest.raises(VarickError, match="needs no import"):
        import_files([store.log_path], tmp_path / "third")


KILLED = """
import os, signal, sys
from pathlib import Path
from varick.observe.importing.import_tables import import_files
at, done = int(sys.argv[1]), 0
def note(event, arguments):
    global done
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writes or event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"):
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(note)
import_files([Path(p) for p in sys.argv[3:]], sys.argv[2])
print(done)
"""
"""Imports in a process that kills itself, without warning, before it changes the disk for the nth time (0: never)."""


def steps(out: Path, files: list[Path]) -> int:
    """How often an import of these files changes the disk."""
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, "0", str(out), *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(ran.stdout)


def killed_at(step: int, out: Path, files: list[Path]) -> None:
    ran = subprocess.run([sys.executable, "-c", KILLED, str(step), str(out), *map(str, files)], check=False)
    assert ran.returncode == -signal.SIGKILL


def killed_after(seconds: float, out: Path, files: list[Path]) -> bool:
    """Import in a process of its own and kill it from outside; whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, "0", str(out), *map(str, files)], stdout=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    assert process.returncode == 0
    return False


def check_what_is_left(out: Path, one: Path, two: Path, held: bool) -> None:
    """What a killed import of both files (of the second, where the first is `held`) left is whole, and it can be done again."""
    if out.exists():
        store = Store.open(out)
        rows = sum(t.rows for t in store.tables)
        assert rows == len(store.log) == len(store.frame())
        assert rows in ((len_of(one), len_of(one) + len_of(two)) if held else (len_of(one) + len_of(two),))
    done = out.exists() and len(Store.open(out).frame()) == len_of(one) + len_of(two)
    account = import_files([two] if held else [one, two], out, replace=done)
    assert account["rows_in"] == len_of(one) + len_of(two) == len(Store.open(out).frame())
    assert len(list(out.glob("generation-*"))) == 1, "what the killed import left is gone"
    assert sorted(p.name for p in out.iterdir()) == [account["generation"], "import.json"]
    assert not list(out.parent.glob(f".{out.name}.importing-*"))


def len_of(path: Path) -> int:
    return path.read_text().count("\n") - 6


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, Path]:
    luck = np.random.default_rng(1)
    days = [f"{m}/{d}/{{}}" for m in range(1, 13) for d in range(1, 28)]
    return tuple(  # type: ignore[return-value]
        arrests(
            tmp_path / f"{year}.csv", [row(days[i].format(year)) for i in luck.integers(0, len(days), 20_000)]
        )
        for year in (2016, 2017)
    )


@pytest.mark.parametrize("held", [False, True], ids=["a new folder", "a folder that holds files"])
def test_an_import_killed_at_any_step_leaves_no_half_log(
    tmp_path: Path, large: tuple[Path, Path], held: bool
) -> None:
    one, two = large
    files = [two] if held else [one, two]

    def folder(name: str) -> Path:
        if held:
            import_files([one], tmp_path / name)
        return tmp_path / name

    many = steps(folder("probe"), files)
    assert many >= 4
    for step in sorted({*range(1, many + 1, max(1, many // 4)), many}):
        out = folder(f"log{step}")
        killed_at(step, out, files)
        check_what_is_left(out, one, two, held)


@pytest.mark.long
def test_imports_killed_at_any_moment_leave_no_half_log(tmp_path: Path, large: tuple[Path, Path]) -> None:
    one, two = large
    begin = time.monotonic()
    killed_after(600, tmp_path / "probe", [one, two])
    whole = time.monotonic() - begin
    luck = random.Random(53623)
    cut = 0
    for turn in range(120):
        out, held = tmp_path / f"log{turn}", turn % 2 == 1
        if held:
            import_files([one], out)
        # most of the time goes into starting Python: the last half is where files are written
        cut += killed_after(whole * luck.uniform(0.5, 1.02), out, [two] if held else [one, two])
        check_what_is_left(out, one, two, held)
    assert cut > 10, "imports were cut off in the middle"
