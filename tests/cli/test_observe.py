"""``varick observe``: the group's help, and questions that are refused in one line."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def people(varick: Run, tmp_path: Any) -> str:
    """A simulated log."""
    path = tmp_path / "given" / "people.parquet"
    assert varick("simulate", "--people", "300", "--log", str(path)).code == 0
    return str(path)


def test_the_group_shows_its_verbs(varick: Run) -> None:
    ran = varick("observe")
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    assert "counts" in ran.out
    assert varick("observe", "--help").out == varick("observe", "-h").out == ran.out


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("observe cuonts", 'there is no verb "observe cuonts"; did you mean "counts"?'),
        ("observe counts", "Missing argument 'LOGDIR'"),
        ("observe counts nowhere", "nowhere: does not exist; make one with varick observe import FILE"),
        ("observe counts . --by month", ".: holds no finished import"),
    ],
)
def test_what_is_no_log_is_refused(varick: Run, asked: str, says: str) -> None:
    ran = varick(*asked.split())
    assert (ran.code, ran.out, ran.files) == (2, "", ())
    assert says in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        ("--by mnth", 2, "no column 'mnth'; did you mean \"month\""),
        ("--by month,month", 2, "month stands twice"),
        ("--from 2018", 2, '"2018" is no date; write YYYY-MM-DD, or YYYY-MM'),
        ("--from 2018-02-30", 2, '"2018-02-30" is no date'),
        ("--from 2018-03 --to 2018-03", 2, "holds no day; --to is the day after the last"),
        ("--from 2101-01", 1, "choose --from and --to inside it"),
        ("--where activity", 2, "write COLUMN=VALUE"),
        ("--where activity=ice_notifid", 2, 'did you mean "ice_notified"'),
        ("--duplicates uwchr", 2, "without identifiers nobody can tell"),
        ("--table arrests", 2, "no table 'arrests'; it holds events"),
        ("--on activity --from 2018-03", 2, "holds no dates"),
        ("--format yaml", 2, "'yaml' is not one of 'table', 'csv', 'json'"),
    ],
)
def test_questions_without_sense_are_refused(
    varick: Run, people: str, asked: str, code: int, says: str
) -> None:
    ran = varick("observe", "counts", people, *asked.split())
    assert (ran.code, ran.out, ran.files) == (code, "", ())
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_counts_of_a_simulated_log(varick: Run, people: str) -> None:
    found = json.loads(varick("observe", "counts", people, "--by", "month,activity", "--format", "json").out)
    assert found["definition"].startswith("Each number counts rows of the event log")
    assert "invented" in found["vintage"]
    assert sum(row["count"] for row in found["rows"]) == found["total"]
    months = [row["month"] for row in found["rows"]]
    assert months == sorted(months)
    alone = json.loads(varick("observe", "counts", people, "--format", "json").out)
    assert alone["rows"] == [{"count": found["total"]}]


def test_the_same_numbers_as_a_table_and_as_csv(varick: Run, people: str) -> None:
    asked = ("observe", "counts", people, "--by", "activity")
    found = json.loads(varick(*asked, "--format", "json").out)
    csv = varick(*asked, "--format", "csv")
    assert csv.out.split("\r\n")[1:-1] == [f"{r['activity']},{r['count']}" for r in found["rows"]]
    assert found["definition"] in csv.err
    table = varick(*asked).out
    assert table.startswith(found["definition"])
    assert table.endswith(found["vintage"] + "\n")
    assert varick(*asked, "--lang", "es").out.startswith("Cada número cuenta filas")
