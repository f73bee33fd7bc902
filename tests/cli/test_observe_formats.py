"""``varick observe cite``, ``export``, and ``import`` of event logs from other tools."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from varick.eventlog import open_log, read_ocel, read_xes

Run = Callable[..., Any]
ARRESTS = Path(__file__).resolve().parents[2] / "examples" / "observe" / "arrests.csv"
FORMS = ("log.xes", "log.xes.gz", "log.sqlite", "log.jsonocel", "log.xmlocel", "log.parquet")


@pytest.fixture
def folder(varick: Run, tmp_path: Path) -> str:
    """The example of the record, imported."""
    path = tmp_path / "given" / "log"
    assert varick("observe", "import", str(ARRESTS), "--out", str(path)).code == 0
    return str(path)


@pytest.fixture
def people(varick: Run, tmp_path: Path) -> str:
    """A simulated log."""
    path = tmp_path / "given" / "people.parquet"
    assert varick("simulate", "--people", "200", "--log", str(path)).code == 0
    return str(path)


def test_cite(varick: Run, folder: str) -> None:
    asked = ("observe", "cite", folder, "--where", "aor=NYC")
    ran = varick(*asked)
    assert ran.code == 0
    assert "arrests.csv" in ran.out
    assert "EXAMPLELAND" not in ran.out
    answer = json.loads(varick(*asked, "--format", "json").out)
    counted = json.loads(varick("observe", "counts", folder, "--where", "aor=NYC", "--format", "json").out)
    assert answer["total"] == counted["total"] == len(answer["rows"][0]["row_numbers"]) > 0
    ran = varick(*asked, "--text", "--files", str(ARRESTS.parent), "--limit", "1")
    assert ran.out.count("Area of Responsibility: New York City") == 1
    assert "this machine only" in ran.out
    assert "filas" in varick(*asked, "--lang", "es").out
    ran = varick(*asked, "--files", str(ARRESTS.parent))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "add --text" in ran.err


def test_simulated_rows_have_no_source(varick: Run, people: str) -> None:
    ran = varick("observe", "cite", people)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "its people are invented" in ran.err


@pytest.mark.parametrize("name", FORMS)
def test_export_and_back(varick: Run, folder: str, tmp_path: Path, name: str) -> None:
    target = tmp_path / "given" / name
    ran = varick("observe", "export", folder, "--to", str(target))
    assert ran.code == 0
    assert "publish figures made of it, never the file" in ran.err
    (generation,) = Path(folder).glob("generation-*")
    log = open_log(generation / "events.parquet")
    assert f"{len(log):,} events" in ran.out
    if name.endswith(".parquet"):
        back = open_log(target)
    else:
        found = read_xes(target) if "xes" in name else read_ocel(target)
        assert found.own
        back = found.log
    assert back.meta == log.meta
    for column in log.stored:
        assert back.column(column).tolist() == log.column(column).tolist()
    assert varick("observe", "export", folder, "--to", str(target)).code == 0


@pytest.mark.parametrize("name", FORMS[:-1])
def test_an_exported_log_is_imported_and_answers(varick: Run, people: str, tmp_path: Path, name: str) -> None:
    target, log = str(tmp_path / "given" / name), str(tmp_path / "given" / "again")
    ran = varick("observe", "export", people, "--to", target)
    assert (ran.code, ran.err) == (0, "These people are invented; this is no record.\n")
    ran = varick("observe", "import", target, "--out", log)
    assert (ran.code, ran.err) == (0, "")
    asked = ("--by", "activity", "--format", "json")
    ours, theirs = (json.loads(varick("observe", "counts", place, *asked).out) for place in (log, people))
    assert ours["rows"] == theirs["rows"]
    assert (
        "simulated"
        in json.loads(varick("observe", "summary", log, "--format", "json").out)["tables"][0]["release"]
    )


OTHER = """<log><trace><string key="concept:name" value="case 7"/>
<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2020-05-01T10:00:00+02:00"/></event>
<event><string key="concept:name" value="b"/><date key="time:timestamp" value="never"/></event></trace></log>"""


def test_a_log_of_another_tool(
    varick: Run, tmp_path: Path, given: Callable[[str, str], str], folder: str
) -> None:
    path, log = given("other.xes", OTHER), str(tmp_path / "given" / "other")
    ran = varick("observe", "import", path, "--out", log)
    assert ran.code == 0
    assert ran.err == "other.xes: a time of another zone was changed to UTC: 1\n"
    account = json.loads(varick("observe", "summary", log, "--format", "json").out)
    assert (account["rows_in"], account["rows_rejected"]) == (2, 1)
    (rejected,) = Path(log).glob("*/rejected.csv")
    assert "other.xes,,2,its time cannot be read: 'never'," in rejected.read_text()
    (row,) = json.loads(varick("observe", "cite", log, "--format", "json").out)["rows"]
    assert (row["file"], row["row_numbers"], row["count"]) == ("other.xes", [1], 1)
    for asked, says in (
        ((path, "--out", log), "--replace puts this one in its place"),
        ((path, "--out", folder), "holds ICE's tables"),
        ((str(ARRESTS), "--out", log), "it holds an event log"),
        ((path, str(ARRESTS), "--out", f"{log}2"), "import it alone"),
    ):
        ran = varick("observe", "import", *asked)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert says in ran.err
    assert varick("observe", "import", path, "--out", log, "--replace").code == 0


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("{log} --to out.csv", "no form of event log ends like this; use .xes"),
        ("{log} --to none/out.xes", "cannot be written"),
        ("{log} --to out.xes --release X", "no release 'X'"),
        ("{log}", "Missing option '--to'"),
        ("nowhere --to out.xes", "does not exist"),
        ("{people} --to {people}", "this is the log that is read"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(
    varick: Run, folder: str, people: str, asked: str, says: str
) -> None:
    ran = varick("observe", "export", *asked.format(log=folder, people=people).split())
    assert (ran.code, ran.out, ran.files, ran.err.count("\n")) == (2, "", (), 1)
    assert says in ran.err
