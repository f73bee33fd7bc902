"""`varick together tally` and `release` at the terminal: said first, once, in both languages, and nothing that was refused is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from offices import NOISE, PASSPHRASE, Offices, agreed, tokens_of
from people import MODERATE, made, written

Run = Callable[..., Any]
SECRET = f"{PASSPHRASE}\n".encode()


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    return agreed(tmp_path_factory.mktemp("offices"), rows=90, planted=40)


@pytest.fixture(scope="module")
def files(offices: Offices) -> list[str]:
    found = written(made("development-1", 100), seed="development-1", coverage=(0.4,) * 3, errors=MODERATE)
    lists = [tokens_of(people, offices.charter) for people in found.people]
    return [str(path) for path in offices.gone_round(lists)]


def desk(offices: Offices) -> str:
    return str(offices.tally.desk_folder)


def test_it_is_counted_said_and_released_once(varick: Run, offices: Offices, files: list[str]) -> None:
    tally = ("together", "tally", desk(offices), *files, "--secret-from-stdin")
    ran = varick(*tally, stdin=SECRET)
    assert ran.code == 0, ran.err
    for said in (
        "Different people on all lists together",
        "fictitious people",
        "Invented Defenders and Imagined Road:",
    ):
        assert said in ran.out
    first = Path("count.tally").read_bytes()
    assert varick(*tally, "--lang", "es", stdin=SECRET).out.startswith(
        "Personas distintas en todas las listas"
    )
    assert Path("count.tally").read_bytes() == first

    release = ("together", "release", desk(offices), "count.tally", "--secret-from-stdin", "--write")
    ran = varick(*release, "published", stdin=SECRET)
    assert ran.code == 0, ran.err
    assert ran.out.index("No organization learned") < ran.out.index("Written to published")
    made_first = {one.name: one.read_bytes() for one in Path("published").iterdir()}
    assert made_first.keys() == {"overlaps.csv", "totals.csv", "statement.txt"}
    ran = varick(*release, "again", "--lang", "es", stdin=SECRET)
    assert "ya se publicó" in ran.out
    assert {one.name: one.read_bytes() for one in Path("again").iterdir()} == made_first
    Path("again", "totals.csv").write_text("changed")
    ran = varick(*release, "again", stdin=SECRET)
    assert (ran.code, ran.out.count("Written")) == (2, 0)
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("name", ["desk", "none.tally", "empty"])
def test_what_is_no_tally_is_refused_in_one_line(varick: Run, offices: Offices, name: str) -> None:
    Path("empty").write_bytes(b"")
    ran = varick(
        "together", "release", desk(offices), name, "--write", "out", "--secret-from-stdin", stdin=SECRET
    )
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert not Path("out").exists()


def test_an_incomplete_set_of_lists_names_whose_is_missing(
    varick: Run, offices: Offices, files: list[str]
) -> None:
    ran = varick("together", "tally", desk(offices), files[0], files[2], "--secret-from-stdin", stdin=SECRET)
    assert ran.code == 2
    assert "not here yet, after all 3 steps: the list of Imagined Road" in ran.err
    assert not Path("count.tally").exists()


def test_noise_is_said_with_its_epsilon(varick: Run, tmp_path: Path) -> None:
    offices = agreed(tmp_path / "noise", rows=30, planted=10, release=NOISE)
    lists = [
        tokens_of(people, offices.charter)
        for people in written(
            made("development-2", 30), seed="development-2", coverage=(0.5,) * 3, errors=0.2
        ).people
    ]
    files = [str(path) for path in offices.gone_round(lists)]
    assert varick("together", "tally", desk(offices), *files, "--secret-from-stdin", stdin=SECRET).code == 0
    ran = varick(
        "together",
        "release",
        desk(offices),
        "count.tally",
        "--write",
        "out",
        "--secret-from-stdin",
        stdin=SECRET,
    )
    assert ran.code == 0, ran.err
    assert "epsilon 1" in ran.out
    assert "fictitious people in the lists" not in ran.out
