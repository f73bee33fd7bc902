"""varick together estimate: what it prints of a table, refuses, and says of an outside observation."""

import csv
import json
import re
import shlex
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from offices import PASSPHRASE
from tallies import in_order, invented_tally

from varick.casebook.file.slots import Cost
from varick.together.charter.charter import ReleaseRule
from varick.together.keys import MemberKeys
from varick.together.tallying import write

Run = Callable[..., Any]

TABLE = "A,B,C,count\n0,0,1,111\n0,1,0,144\n0,1,1,38\n1,0,0,208\n1,0,1,40\n1,1,0,68\n1,1,1,16\n"
FEW = "A,B,C,count\n0,0,1,2\n0,1,0,1\n1,0,0,3\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "overlaps.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def few(tmp_path: Path) -> Path:
    path = tmp_path / "few.csv"
    path.write_text(FEW, encoding="utf-8")
    return path


def test_it_shows_every_method_and_never_one_number(varick: Run, table: Path) -> None:
    ran = varick("together", "estimate", str(table), "--quick")
    assert ran.code == 0
    assert all(line.startswith("estimating: ") for line in ran.err.splitlines())  # after two seconds
    for said in (
        "On any list: 625 different people; on two lists or more: 162.",
        "Linkage error is in none of these intervals",
        "Independent lists",
        "Graphs of dependence, averaged",
        "At least (Chao)",
        "95% interval",
        "None of these is the answer.",
        "1/2",
        "lists that find the same people",
        "A and B",
    ):
        assert said in ran.out
    assert "Latent" not in ran.out


def test_it_speaks_spanish(varick: Run, table: Path) -> None:
    ran = varick("together", "estimate", str(table), "--quick", "--lang", "es")
    assert ran.code == 0
    assert "Ninguna de estas es la respuesta." in ran.out
    assert "Intervalo de 95" in ran.out
    assert "None of" not in ran.out


def test_six_documented_are_not_extrapolated_and_the_observation_is_a_floor(varick: Run, few: Path) -> None:
    ran = varick(
        "together", "estimate", str(few), "--observed-low", "6", "--observed-high", "11",
        "--observed-shared-low", "1", "--observed-shared-high", "5",
    )  # fmt: skip
    assert ran.code == 0
    assert "On any list: 6 different people" in ran.out
    assert "at least 30 are needed" in ran.out
    assert "there are at least 7 different people" in ran.out
    assert "describe at most 16" in ran.out
    assert "No total can be computed from it." in ran.out
    assert "Independent lists" not in ran.out
    assert "Linkage error" not in ran.out


def test_json_and_csv_hold_the_same_numbers(varick: Run, table: Path) -> None:
    told = json.loads(varick("together", "estimate", str(table), "--quick", "--format", "json").out)
    assert told["union"] == 625
    assert told["linkage"] is None
    assert told["refused"] is None
    ran = varick("together", "estimate", str(table), "--quick", "--format", "csv")
    rows = list(csv.DictReader(StringIO(ran.out)))
    assert [row["method"] for row in rows if row["kind"] == "method"] == [
        row["method"] for row in told["estimates"] if row["kind"] == "method"
    ]
    first = next(row for row in rows if row["method"] == "independent")
    assert float(first["value"]) == pytest.approx(1091.7, abs=0.1)
    assert len([row for row in rows if row["kind"] == "dependence"]) == 7 + 6


def test_json_of_a_refusal_names_why(varick: Run, few: Path) -> None:
    told = json.loads(varick("together", "estimate", str(few), "--format", "json", "--observed-low", "6").out)
    assert told["refused"] == "few_cases"
    assert told["span"] is None
    assert told["observed"]["least"] == 6


def test_an_observation_without_its_lower_number_is_refused(varick: Run, table: Path) -> None:
    ran = varick("together", "estimate", str(table), "--observed-high", "11")
    assert ran.code == 2
    assert "--observed-low" in ran.err


def test_numbers_of_an_observation_that_cannot_be_are_refused(varick: Run, table: Path) -> None:
    ran = varick("together", "estimate", str(table), "--quick", "--observed-low", "9", "--observed-high", "4")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "the lower one first" in ran.err


@pytest.mark.parametrize(
    ("lang", "index"), [("en", "Outside observation: 6 to 11 people"), ("es", "Observación")]
)
def test_it_writes_the_page_in_the_language_asked_for_first(
    varick: Run, table: Path, tmp_path: Path, lang: str, index: str
) -> None:
    asked = [
        "together", "estimate", str(table), "--observed-low", "6", "--observed-high", "11", "--quick",
        "--write", str(tmp_path / "page"), *(["--lang", "es"] if lang == "es" else []),
    ]  # fmt: skip
    assert varick(*asked).code == 0
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in page
    assert index in page
    other = "es" if lang == "en" else "en"
    assert (tmp_path / "page" / f"index.{other}.html").is_file()
    assert (tmp_path / "page" / "estimates.csv").is_file()
    [cited] = re.findall(r"<code>(varick together estimate .*?)</code>", page)
    ending = ["--lang", "es"] if lang == "es" else []
    assert shlex.split(cited) == [
        "varick", "together", "estimate", "overlaps.csv", "--observed-low", "6", "--observed-high", "11", "--quick",
        "--write", "page", *ending,
    ]  # fmt: skip


def test_a_folder_that_may_not_be_replaced_is_refused_before_the_work(
    varick: Run, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("varick.together.estimating.side_by_side.estimate", None)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    ran = varick("together", "estimate", str(table), "--write", str(tmp_path / "mine"))
    assert ran.code == 2
    assert "something else is there" in ran.err


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("counts", [[161, 144, 38, 208, 40, 68, 16], [1, 2, 0, 3, 0, 0, 0]])
def test_of_a_tally_released_with_noise_not_even_the_union_is_told(
    varick: Run, tmp_path: Path, counts: list[int], form: str
) -> None:
    path = tmp_path / "count.tally"
    tally = invented_tally(in_order(counts), ReleaseRule("noise", epsilon=Decimal("0.5")))
    write(tally, MemberKeys.create(PASSPHRASE, Cost.LIGHT), path)
    ran = varick("together", "estimate", str(path), "--quick", "--format", form)
    assert ran.code == 0
    assert not re.search(rf"(?<![\d.,]){sum(counts)}(\.0)?(?![\d.,]*\d)", ran.out)
    asked = ["together", "estimate", str(path), "--quick", "--observed-low", "6"]
    assert varick(*asked).code == 2
    assert varick(*asked, "--observed-documented", "6").code == 0
    assert varick(*asked[:4], "--write", str(tmp_path / "page")).code == 1


def test_of_a_tally_with_small_counts_no_share_has_all_its_digits(varick: Run, tmp_path: Path) -> None:
    """From a recall with all its digits one solves for what was found beside real cases."""
    path = tmp_path / "count.tally"
    write(
        invented_tally(in_order([161, 144, 4, 208, 40, 68, 16])),
        MemberKeys.create(PASSPHRASE, Cost.LIGHT),
        path,
    )
    told = json.loads(varick("together", "estimate", str(path), "--quick", "--format", "json").out)["linkage"]
    assert (told["found"], told["wrong"]) == (26, 2)
    assert all(share == round(share, 2) for share in told["recall"])
    assert all(people == round(people) for people in (*told["counted_twice"], *told["taken_for_one"]))


def test_a_file_that_is_no_table_is_named(varick: Run, tmp_path: Path) -> None:
    ran = varick("together", "estimate", str(tmp_path / "none.csv"))
    assert ran.code == 2
    assert "none.csv" in ran.err
    assert ran.out == ""


def test_how_far_it_is_is_told_on_standard_error(
    varick: Run, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from varick.cli import output

    clock = iter(range(0, 100_000, 11))
    monkeypatch.setattr(output.time, "monotonic", lambda: float(next(clock)))
    ran = varick("together", "estimate", str(table), "--quick")
    assert "estimating: 1 of 6 (17%)" in ran.err
    assert "estimating: 6 of 6 (100%)" in ran.err
    assert "estimating" not in ran.out


def test_a_table_without_any_fit_says_so_and_no_traceback(varick: Run, tmp_path: Path) -> None:
    """People on the first list and another, none on two others alone: independent lists have no single best fit."""
    path = tmp_path / "odd.csv"
    path.write_text("A,B,C,count\n1,0,1,12\n1,1,0,12\n1,1,1,12\n", encoding="utf-8")
    ran = varick("together", "estimate", str(path), "--quick")
    assert ran.code == 0
    assert "No model of this kind has one best fit" in ran.out
    assert "Under no dependence that was tried does a model fit" in ran.out
