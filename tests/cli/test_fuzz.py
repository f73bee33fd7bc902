"""Odd dates, charges, answers, facts, person files and scenario files on the command line: an answer, or one line and exit 2.

Exit 1 is for what has no answer. What takes long and comes after all input is read (the odds of a trace, the draws of an
expectation) is left out here; that the pathway and the law stand is checked.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from mutations import EDITS, mutated

from varick.cli import run
from varick.engine.answers import World
from varick.engine.ask import asker
from varick.engine.trace import Tracer
from varick.model.build import Model
from varick.model.kinds import Kind, label
from varick.model.load import library
from varick.model.offences import offences
from varick.model.scenario import Scenario
from varick.model.shipped import model_of, pathway

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


class Enough(BaseException):
    """All input was read and taken."""


@cache
def base() -> Model:
    from varick.model.load import load_scenario

    return model_of(load_scenario("nyc-2018"))


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """No odds and no draws; models share the tables that do not change."""

    def taken(tracer: Tracer, answers: Any) -> list[Any]:
        tracer.given(answers)
        return []

    def world(scenario: Scenario, *_: Any, **__: Any) -> None:
        Model(pathway(), scenario.facts, scenario.period, like=base())
        raise Enough

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tracer, "trace", taken)
        patch.setattr(World, "of", world)
        patch.setattr(
            "varick.model.shipped.model_of",
            lambda s: (
                base() if s.name == "nyc-2018" and not s.changes and not s.reforms else model_of(s, base())
            ),
        )
        yield


def ask(*arguments: str, stdin: bytes = b"", lines: bool = False) -> None:
    """Run a command; what it says must be an answer or one line. ``lines``: or a line for each problem of a file."""
    out, err = io.StringIO(), io.StringIO()
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
    except Enough:
        code = 0
    finally:
        sys.stdin = before
    said = err.getvalue()
    assert code in (0, 1, 2), (code, said)
    assert "Traceback" not in said
    if code == 0:
        event("answered")
        assert said == ""
        return
    event("refused" if code == 2 else "no answer")
    assert out.getvalue() == ""
    told = said.split("\n")
    assert told.pop() == ""
    assert told
    assert lines or len(told) == 1, said
    for line in told:
        assert line.startswith("varick: ")
        assert line != "varick: "
        assert not {c for c in line if ord(c) < 32 or c in "\x7f\x85\u2028\u2029"}, ascii(line)
        assert len(line) < 800, line


def plain(text: str) -> str:
    """As a shell can pass it: no zero bytes, and not read as an option."""
    return text.replace("\x00", "").lstrip("-")


# Dates

DATES = (
    st.dates().map(str)
    | st.builds(mutated, st.dates().map(str), EDITS)
    | st.builds("{:04d}-{:02d}-{:02d}".format, st.integers(0, 10_000), st.integers(0, 13), st.integers(0, 32))
    | st.sampled_from(
        ["", "0000-00-00", "2018-2-3", "2018-W01-1", "20180101", "2018-01-01T00:00", "-1", "1e4"]
    )
    | st.text(max_size=12)
)
ASKED = st.sampled_from(
    [
        ("offense", "PL 120.05"),
        ("offense", "PL 222.30", "--format", "json"),
        *(("rule", name) for name in asker().rules if asker().inputs(name)),
        ("facts",),
        ("facts", "nypd_detainer_law", "--lang", "es"),
        ("trace",),
        ("trace", "--scenario", "nyc-2015"),
    ]
)


def ask_on(asked: tuple[str, ...], day: str) -> None:
    ask(*asked, f"--on={plain(day)}")


@given(ASKED, DATES)
def test_dates(asked: tuple[str, ...], day: str) -> None:
    ask_on(asked, day)


@pytest.mark.long
@settings(max_examples=10_000, suppress_health_check=SLOW)
@given(ASKED, DATES)
def test_dates_long(asked: tuple[str, ...], day: str) -> None:
    ask_on(asked, day)


# Charges and other inputs of rules, and offenses

SECTIONS = [
    *offences().form.offences,
    *offences().form.charges,
    "PL 120",
    "VTL 600",
    "AC 10-125",
    "PL 999.99",
]
WRITTEN = (
    st.sampled_from(SECTIONS)
    | st.builds(mutated, st.sampled_from(SECTIONS), EDITS)
    | st.text(alphabet="PLVTACpl§ .()-0123456789abi", max_size=24)
    | st.text(max_size=24)
)
DAYS = st.dates().map(str)
LANGS = st.sampled_from(["en", "es"])


def ask_offence(text: str, day: str, lang: str) -> None:
    ask("offense", f"--on={day}", "--lang", lang, "--", text.replace("\x00", ""))
    ask("rule", "must_fingerprint", f"--on={day}", "--lang", lang, f"--set=charge={plain(text)}")


@given(WRITTEN, DAYS, LANGS)
def test_offences(text: str, day: str, lang: str) -> None:
    ask_offence(text, day, lang)


@pytest.mark.long
@settings(max_examples=10_000, suppress_health_check=SLOW)
@given(WRITTEN, DAYS, LANGS)
def test_offences_long(text: str, day: str, lang: str) -> None:
    ask_offence(text, day, lang)


# Answers about a person: --set, --person

NODES = [n for n in pathway().nodes.values() if n.kind in (Kind.ATTRIBUTE, Kind.RULE, Kind.EVENT)]
NAMES = st.sampled_from([n.name for n in NODES]) | st.text(max_size=12)
VALUES = st.sampled_from(sorted({label(v) for n in NODES for v in n.values})) | st.text(max_size=8)
PERSON = """\
# a comment
status: overstay
charge: marijuana_fifth
pending_application: no
prior_order: none
valid_id: true
grams: "up_to_25"
"""
SAID = st.lists(st.tuples(NAMES, VALUES), max_size=3)


def ask_person(edits: list[Any], said: list[tuple[str, str]]) -> None:
    person = mutated(PERSON, edits).encode("utf-8", "surrogatepass")
    ask("trace", "--person", "-", *(f"--set={plain(f'{n}={v}')}" for n, v in said), stdin=person)


@given(st.just([]) | EDITS, SAID)
def test_persons(edits: list[Any], said: list[tuple[str, str]]) -> None:
    ask_person(edits, said)


@pytest.mark.long
@settings(max_examples=10_000, suppress_health_check=SLOW)
@given(st.just([]) | EDITS, SAID)
def test_persons_long(edits: list[Any], said: list[tuple[str, str]]) -> None:
    ask_person(edits, said)


# Facts by --fact

FACTS = st.sampled_from(sorted(library().facts)) | st.text(max_size=12)
NUMBERS = st.sampled_from(
    ["0", "1", "0.5", "-1", "1e400", "nan", "-inf", "1_0", "0x10", "true", "no", "[", "!!a b"]
)
SET = st.tuples(FACTS, NUMBERS | st.floats().map(str) | st.text(max_size=12)).map("=".join) | st.text(
    max_size=20
)


def ask_fact(said: list[str]) -> None:
    ask("expect", *(f"--fact={text.replace(chr(0), '')}" for text in said))


@given(st.lists(SET, min_size=1, max_size=2))
def test_facts(said: list[str]) -> None:
    ask_fact(said)


@pytest.mark.long
@settings(max_examples=10_000, suppress_health_check=SLOW)
@given(st.lists(SET, min_size=1, max_size=2))
def test_facts_long(said: list[str]) -> None:
    ask_fact(said)


# Scenario files of a user

SCENARIO = """\
# What if the city honored every request
extends: nyc-2018
title: Every request honored
period: [2018-02-01, 2018-08-01]
reforms: [honor-all-detainers]
facts:
  letter_share_of_at_large: 0.1
  foreign_born_share_of_arrests: {value: 0.2, low: 0.1, high: 0.3, grade: assumed, note: a guess}
people: 1000
seed: 3
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenario") / "mine.yaml"


def ask_scenario(file: Path, edits: list[Any]) -> None:
    file.write_bytes(mutated(SCENARIO, edits).encode("utf-8", "surrogatepass"))
    ask("expect", "--scenario", str(file), lines=True)


@given(st.just([]) | EDITS)
def test_scenarios(file: Path, edits: list[Any]) -> None:
    ask_scenario(file, edits)


@pytest.mark.long
@settings(max_examples=10_000, suppress_health_check=SLOW)
@given(st.just([]) | EDITS)
def test_scenarios_long(file: Path, edits: list[Any]) -> None:
    ask_scenario(file, edits)
