"""``varick observe lags|funnel|variants``: printed, refused in one line, the same in every form."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def people(varick: Run, tmp_path: Any) -> str:
    """A simulated log."""
    path = tmp_path / "given" / "people.parquet"
    assert varick("simulate", "--people", "2000", "--log", str(path)).code == 0
    return str(path)


@pytest.mark.parametrize(
    "asked",
    [
        "lags --from arrested --to arraigned --window 90 --first --since 2018-02 --until 2018-06",
        "funnel --steps arrested,fbi_received_prints,arraigned --window 90 --from 2018-02 --to 2018-06",
        "variants --top 3 --from 2018-02 --to 2018-03",
        "variants --directly-follows --times",
    ],
)
def test_the_same_in_every_form(varick: Run, people: str, asked: str) -> None:
    verb, *options = asked.split()
    found = json.loads(varick("observe", verb, people, *options, "--format", "json").out)
    assert found["rows"]
    assert "invented" in found["vintage"]
    csv = varick("observe", verb, people, *options, "--format", "csv")
    assert csv.out.count("\r\n") == len(found["rows"]) + 1
    assert found["definition"] in csv.err
    table = varick("observe", verb, people, *options)
    assert table.out.startswith(found["definition"])
    assert table.out.endswith(found["vintage"] + "\n")
    spanish = varick("observe", verb, people, *options, "--lang", "es")
    assert (spanish.code, spanish.err) == (0, "")
    assert spanish.out.splitlines()[0] != table.out.splitlines()[0]


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        ("lags --from arested --to removed", 2, 'did you mean "arrested"'),
        ("lags --from arrested", 2, "Missing option '--to'"),
        ("lags --from arrested --to removed --window 0", 2, "0 is not in the range"),
        (
            "lags --from arrested --to removed --since 2018-05 --until 2018-05",
            2,
            "--until is the day after the last",
        ),
        ("lags --from arrested --to removed --since 2090-01", 1, "no event 'arrested' fits"),
        ("lags --from arrested --to removed --release X", 2, "leave --release out"),
        ("lags --from arrested --to removed --by month", 2, "go with --table"),
        ("lags --from time --to tim --table events", 2, 'did you mean "time"'),
        ("funnel --steps arrested", 2, "two steps or more"),
        ("funnel --steps arrested,removd", 2, 'did you mean "removed"'),
        ("variants --times", 2, "goes with --directly-follows"),
        ("variants --where aor=NYC", 2, "have no attributes"),
        ("variants --from 2090-01", 1, "no journey fits"),
    ],
)
def test_questions_without_sense_are_refused(
    varick: Run, people: str, asked: str, code: int, says: str
) -> None:
    verb, *options = asked.split()
    ran = varick("observe", verb, people, *options)
    assert (ran.code, ran.out, ran.files) == (code, "", ())
    assert says in ran.err
    assert ran.err.count("\n") == 1
