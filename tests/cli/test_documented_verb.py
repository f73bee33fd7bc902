"""varick documented: a stated number of letters, three patterns side by side, and never the reverse."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]
ALONE = ("--letters", "4", "--pattern", "divided")


def test_as_json(varick: Run) -> None:
    ran = varick("documented", "--letters", "4", "--format", "json")
    assert ran.code == 0
    assert ran.files == ()
    answer = json.loads(ran.out)
    assert answer["letters"] == 4
    assert list(answer["patterns"]) == ["independent", "referring", "divided"]
    for found in answer["patterns"].values():
        assert [*found][:4] == ["mean", "low", "high", "distribution"]
        assert len(found["distribution"]) == 5


def test_csv_holds_every_probability(varick: Run) -> None:
    answer = json.loads(varick("documented", *ALONE, "--format", "json").out)["patterns"]["divided"]
    rows = list(csv.DictReader(io.StringIO(varick("documented", *ALONE, "--format", "csv").out)))
    assert len(rows) == 5 * 8
    assert [float(r["probability"]) for r in rows if r["known_to"] == "any"] == answer["distribution"]


@pytest.mark.parametrize(
    ("lang", "said", "never"),
    [
        ("en", "Divided", "never estimated from the six"),
        ("es", "Por zonas", "nunca se estima cuántas cartas"),
    ],
)
def test_the_table_says_that_it_never_runs_backwards(varick: Run, lang: str, said: str, never: str) -> None:
    ran = varick("documented", *ALONE, "--lang", lang)
    assert ran.code == 0
    assert said in ran.out
    assert sum(never in line for line in ran.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--letters", "0"], 2, "from 1 to 5,000"),
        (["--letters", "six"], 2, "not a valid integer"),
        ([], 2, "--letters"),
        (["--letters", "4", "--pattern", "secret"], 2, "--pattern"),
        (["--letters", "4", "--reform", "no-call-in-letters"], 1, "no letters are sent"),
    ],
)
def test_what_cannot_be_answered(varick: Run, arguments: list[str], code: int, said: str) -> None:
    ran = varick("documented", *arguments)
    assert ran.code == code
    assert ran.out == ""
    lines = [line for line in ran.err.splitlines() if line.startswith("varick:")]
    assert len(lines) == 1
    assert said in lines[0]
