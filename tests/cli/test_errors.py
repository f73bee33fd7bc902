"""Whatever is wrong with a question: one line that says what, where and what to do; exit 2 (1 where there is no answer);
nothing on standard output, and no file left behind."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from varick import cli
from varick.errors import NoAnswer, VarickError

Run = Callable[..., Any]
Given = Callable[[str, str | bytes], str]

LONG_NUMBER = "1" + "0" * 400


def assert_refused(ran: Any, says: str, code: int = 2) -> None:
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("varick: ")
    assert ran.err.endswith("\n")
    assert ran.err.count("\n") == 1
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert ran.files == ()


WRONG: list[tuple[str, str]] = [
    ("tracee", 'there is no verb "tracee"; did you mean "trace"?'),
    ("xyzzy", 'there is no verb "xyzzy"; see varick --help'),
    ("--xyzzy", "No such option '--xyzzy'"),
    ("expect --poeple 5", "--poeple"),
    ("expect extra", "unexpected extra argument (extra)"),
    ("compare nyc-2018", "Missing argument 'B'"),
    ("expect --scenario nyc-2081", 'there is no scenario "nyc-2081"; did you mean "nyc-2018"'),
    ("expect --scenario xyzzy", 'there is no scenario "xyzzy"; there are nyc-2012, nyc-2015, nyc-2018'),
    ("compare nyc-2018 nyc-2081", 'there is no scenario "nyc-2081"'),
    ("trace --scenario nyc-2081", 'there is no scenario "nyc-2081"'),
    ("demo --scenario nyc-2081", 'there is no scenario "nyc-2081"'),
    ("expect --reform end-interoperabilty", 'there is no reform "end-interoperabilty"; did you mean "end-interoperability"'),
    ("trace --reform nothing", 'there is no reform "nothing"'),
    ("expect --reform honor-no-detainers --reform honor-all-detainers", "set city_holds_when_permitted_share differently"),
    ("expect --fact interoperability_actve=false", 'there is no fact "interoperability_actve"; did you mean "interoperability_active"'),
    ("expect --fact interoperability_active", "write NAME=VALUE, such as --fact interoperability_active=false"),
    ("expect --fact interoperability_active=", "write NAME=VALUE"),
    ("expect --fact =false", "write NAME=VALUE"),
    ("expect --fact interoperability_active=false --fact interoperability_active=true", "interoperability_active is set twice"),
    ("trace --set status=visa --set status=overstay", "status is said twice; say it once"),
    ("expect --fact interoperability_active=maybe", 'true or false expected of a switch; this is "maybe"'),
    ("expect --fact interoperability_active=3", "true or false expected of a switch"),
    ("expect --fact pursued_share_of_others=yes", "is for a switch (unit: switch); this is a share"),
    ("expect --fact pursued_share_of_others=1.5", "1.5 is not between 0 and 1, as a share must be"),
    ("expect --fact pursued_share_of_others=.nan", "nan is not a finite number"),
    ("expect --fact pursued_share_of_others=[1]", "give a number, true, false or a word"),
    ("expect --fact pursued_share_of_others=!!int", "the value cannot be read"),
    ("expect --fact pursued_share_of_others={a:", "the value cannot be read"),
    ("expect --fact pursued_share_of_others=2018-99-99", "the value cannot be read"),
    (f"expect --fact pursued_share_of_others={LONG_NUMBER}", "is not a finite number"),
    ("expect --fact enforcement_priorities=memo_of_2099", "; it can be "),
    ("expect --fact letter_share_of_at_large=0.99", "the probabilities sum to"),
    ("expect --people 0", "--people 0: give a number from 1 to"),
    ("expect --people -1", "--people -1: give a number from 1 to"),
    ("expect --people many", "'many' is not a valid integer"),
    ("expect --people 1.5", "'1.5' is not a valid integer"),
    (f"expect --people {LONG_NUMBER}", "give a number from 1 to 1,099,511,627,776"),
    ("simulate --people 0", "--people 0: give a number from 1 to"),
    ("simulate --people -3", "--people -3: give a number from 1 to"),
    ("simulate --people 1099511627777", "give a number from 1 to 1,099,511,627,776"),
    ("compare nyc-2018 nyc-2018 --people 0", "--people 0: give a number from 1 to"),
    ("compare nyc-2018 nyc-2018 --people -1", "--people -1: give a number from 1 to"),
    ("expect --seed -1", "--seed -1: a seed is a whole number from 0 to 2^64 - 1"),
    ("expect --seed 18446744073709551616", "a seed is a whole number from 0 to 2^64 - 1"),
    ("simulate --seed x", "'x' is not a valid integer"),
    ("compare nyc-2018 nyc-2018 --seed -1", "a seed is a whole number"),
    ("expect --draws 199", "199 is not in the range"),
    ("levers --draws 0", "0 is not in the range"),
    ("expect --format xml", "'xml' is not one of 'table', 'csv', 'json'"),
    ("trace --format csv", "'csv' is not one of 'text', 'json'"),
    ("simulate --threads 0 --people 9", "--threads 0: give a number from 1 to 1024"),
    ("simulate --threads -2 --people 9", "--threads -2: give a number from 1 to 1024"),
    ("simulate --threads 5000 --people 9", "--threads 5000: give a number from 1 to 1024"),
    ("simulate --threads two", "'two' is not a valid integer"),
    ("simulate --block 0 --people 9", "--block 0: give a number from 1 to"),
    ("simulate --block 16777217 --people 9", "--block 16777217: give a number from 1 to"),
    ("simulate --backend fortran", "'fortran' is not one of 'numpy', 'compiled'"),
    ("simulate --engine spark", "'spark' is not one of 'local', 'dask'"),
    ("simulate --scheduler tcp://127.0.0.1:8786", "--scheduler needs --engine dask"),
    ("simulate --engine dask --scheduler nonsense://x --people 9", "no Dask scheduler answers there"),
    ("simulate --people 9 --log nowhere/people.parquet", "there is no folder nowhere; make it first"),
    ("simulate --people 9 --log ..", "is a directory"),
    ("expect --log people.parquet", "use varick simulate --log FILE"),
    ("compare nyc-2018 nyc-2018 --by conty", '--by "conty": not an attribute; did you mean "county"?'),
    ("compare nyc-2018 nyc-2018 --by detained", '--by "detained": not an attribute; there are county, charge, status'),
    ("compare nyc-2018 nyc-2015 --people 9", "compare scenarios of"),
    ("compare nyc-2018 nyc-2018 --people 9 --fact foreign_born_share_of_arrests=0.9 --by status", "status itself differs between the two"),
    ("compare nyc-2018 nyc-2018 --people 9 --fact foreign_born_share_of_arrests=0.9 --by valid_id", "valid_id itself differs between the two"),
    ("trace --on 2018-02-30", "'2018-02-30' does not match the format '%Y-%m-%d'"),
    ("trace --on yesterday", "'yesterday' does not match the format"),
    ("trace --on 1850-01-01", "has no value on 1850-01-01: its first is of"),
    ("trace --on 9999-12-31", "the last day of the calendar"),
    ("trace --on 9999-01-01", "at the end of the calendar"),
    ("trace --set statsu=overstay", 'statsu is not something that can be known of a person; did you mean "status"?'),
    ("trace --set status=overstya", "status cannot be 'overstya'; did you mean \"overstay\"?"),
    ("trace --set status", "--set: write NAME=VALUE"),
    ("trace --set =overstay", "--set: write NAME=VALUE"),
    ("trace --set days_to_letter=3", "days_to_letter is not something that can be known of a person"),
    ("trace --set name=Maria", "name is not something that can be known of a person"),
    ("nodes --station idnet", 'there is no station "idnet"; did you mean "ident"?'),
    ("schema scenarios", 'there is no schema "scenarios"; did you mean "scenario"'),
    ("demo --threads 0", "0 is not in the range"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "says"), WRONG, ids=[c[:60] for c, _ in WRONG])
def test_what_is_wrong_is_said_in_one_line(varick: Run, command: str, says: str) -> None:
    assert_refused(varick(*command.split(" ")), says)


def test_evidence_that_cannot_be_has_no_answer(varick: Run) -> None:
    ran = varick("trace", "--set", "printed=no", "--set", "ice_notified=yes")
    assert_refused(ran, "cannot all be true under this scenario; leave one of the answers out", code=1)
    ran = varick("trace", "--reform", "end-interoperability", "--set", "immigration_query=yes")
    assert_refused(ran, "cannot all be true", code=1)


FILES: list[tuple[str, str | bytes, str]] = [
    ("broken.yaml", "period: [2018-01-01", "broken.yaml:1: not valid YAML"),
    ("latin.yaml", "title: São Paulo".encode("latin-1"), "latin.yaml:1: not UTF-8 (byte 0xe3); save the file as UTF-8"),
    ("deep.yaml", "[" * 5000, "deep.yaml:1: nested more than 16 levels deep"),
    ("key.yaml", "extends: nyc-2018\nperoid: [2018-01-01, 2018-02-01]\n", "key.yaml:2"),
    ("backwards.yaml", "extends: nyc-2018\nperiod: [2018-02-01, 2018-01-01]\n", "backwards.yaml:2"),
    ("early.yaml", "extends: nyc-2018\nperiod: [1990-01-01, 1991-01-01]\n", "has no value on 1990-01-01: its first is of"),
    ("late.yaml", "extends: nyc-2018\nperiod: [9998-01-01, 9999-01-01]\n", "at the end of the calendar"),
    ("reform.yaml", "extends: nyc-2018\nreforms: [end-interoperabilty]\n", 'did you mean "end-interoperability"'),
    ("fact.yaml", "extends: nyc-2018\nfacts: {interoperability_actve: false}\n", 'did you mean "interoperability_active"'),
    ("people.yaml", "extends: nyc-2018\npeople: 0\n", "people.yaml:2"),
    ("seed.yaml", "extends: nyc-2018\nseed: -1\n", "seed.yaml:2"),
    ("circle.yaml", "extends: ./circle.yaml\n", "circle"),
    ("parent.yaml", "extends: nyc-2081\n", 'did you mean "nyc-2018"'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "says"), FILES, ids=[f[0] for f in FILES])
@pytest.mark.parametrize("verb", ["expect", "trace"])
def test_a_wrong_scenario_file(
    varick: Run, given: Given, verb: str, name: str, content: str | bytes, says: str
) -> None:
    assert_refused(varick(verb, "--scenario", given(name, content)), says)


@pytest.mark.parametrize("option", ["--scenario", "--person"])
def test_a_file_that_is_none(varick: Run, tmp_path: Path, option: str) -> None:
    assert_refused(varick("trace", option, str(tmp_path / "nowhere.yaml")), "o such file")
    assert_refused(varick("trace", option, str(tmp_path / "given")), "given")


def test_every_problem_of_a_file_has_its_line(varick: Run, given: Given) -> None:
    ran = varick(
        "expect", "--scenario", given("two.yaml", "extends: nyc-2081\nseed: -1\nreforms: [nothing]\n")
    )
    assert (ran.code, ran.out, ran.files) == (2, "", ())
    lines = ran.err.splitlines()
    assert len(lines) == 3
    for number, line in enumerate(lines, 1):
        assert line.startswith("varick: ")
        assert f"two.yaml:{number}: " in line


PERSONS: list[tuple[bytes, str]] = [
    (b"status: [overstay", ":1: not readable as YAML; write lines such as status: overstay"),
    (b"status: overstay\n\tx: y", ":2: not readable as YAML"),
    (b"status: \xff\xfe", ":1: not readable as YAML"),
    (b"status: 2018-99-99", ":1: not readable as YAML"),
    (b"[" * 20_000, ":1: not readable as YAML"),
    (b"!!int : overstay\n", ":1: not readable as YAML"),
    (b"grams: !!timestamp x\n", ":1: not readable as YAML"),
    (b"status: !!bool x\n", ":1: not readable as YAML"),
    (b"- status\n", ":1: write lines such as status: overstay"),
    (b"overstay\n", ":1: write lines such as status: overstay"),
    (b"status: [overstay]\n", "status: give one word, yes or no"),
    (b"status: 2018-01-01\n", "status: give one word, yes or no"),
    (b"status:\n", "status: give one word, yes or no"),
    (b"statsu: overstay\n", 'did you mean "status"?'),
    (b"status: 3\n", "status cannot be '3'"),
]


@pytest.mark.parametrize(("content", "says"), PERSONS, ids=range(len(PERSONS)))
def test_a_person_that_cannot_be_read(varick: Run, given: Given, content: bytes, says: str) -> None:
    assert_refused(varick("trace", "--person", given("person.yaml", content)), says)
    assert_refused(varick("trace", "--person", "-", stdin=content), says)


def test_a_log_that_cannot_be_asked_for_leaves_no_file(varick: Run) -> None:
    """Under this fact the model stands, but not every draw of the other facts: refused before the log is written."""
    ran = varick(
        "simulate", "--people", "50", "--log", "people.parquet", "--fact", "letter_share_of_at_large=0.75"
    )
    assert_refused(ran, "the probabilities sum to")


def test_a_page_is_not_written_over_a_file(varick: Run, given: Given) -> None:
    path = given("page", "mine")
    assert_refused(varick("demo", "--out", path), "is a file")
    assert Path(path).read_text() == "mine"


def test_dask_that_is_not_installed_is_said(varick: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_dask(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("varick.engine.cluster.import_module", without_dask)
    assert_refused(
        varick("simulate", "--engine", "dask", "--people", "9"),
        "--engine dask needs an extra; install it with",
    )


@pytest.mark.long
def test_a_scheduler_that_does_not_answer_is_said() -> None:
    pytest.importorskip("distributed")
    command = ["simulate", "--engine", "dask", "--people", "9", "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run(
        [sys.executable, "-m", "varick", *command], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("varick: --scheduler tcp://127.0.0.1:9: no Dask scheduler answers there")


RAISED: list[tuple[BaseException, int, str]] = [
    (VarickError("a file:3: wrong"), 2, "varick: a file:3: wrong\n"),
    (NoAnswer("it cannot be"), 1, "varick: it cannot be\n"),
    (click.UsageError("no\n  such thing"), 2, "varick: no such thing\n"),
    (
        KeyboardInterrupt(),
        130,
        "\nvarick: interrupted; nothing was left half-written\n",
    ),  # after the terminal's ^C
    (MemoryError(), 2, "varick: not enough memory; use fewer people, or a smaller --block\n"),
    (
        ZeroDivisionError("by zero"),
        70,
        "varick: an error of Varick's own, please report it: ZeroDivisionError: by zero (VARICK_DEBUG=1 shows where)\n",
    ),
]


@pytest.mark.parametrize(("error", "code", "says"), RAISED, ids=[type(e).__name__ for e, _, _ in RAISED])
def test_whatever_happens_is_one_line(
    varick: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, says: str
) -> None:
    command = importlib.import_module("varick.cli.scenarios").command

    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(command, "callback", fails)
    ran = varick("scenarios")
    assert (ran.code, ran.out, ran.err) == (code, "", says)


def test_developers_may_see_where(varick: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(importlib.import_module("varick.cli.scenarios").command, "callback", fails)
    monkeypatch.setenv("VARICK_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        varick("scenarios")


def test_main_exits_with_the_code(varick: Run, capfdbinary: Any) -> None:
    for arguments, code in ((["scenarios"], 0), (["nothing"], 2)):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == code


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    """``varick nodes | head -1``: no traceback, no complaint."""
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "varick", "nodes", "--format", "json"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(writing)
        os.close(reading)
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_cannot_be_written_is_an_error(unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "varick", "schema", "scenario"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert ran.returncode == 2
    assert "cannot be written" in ran.stderr
