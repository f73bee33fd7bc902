"""The examples in the help of `varick together` run, among invented offices, as a user would type them."""

import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from offices import PASSPHRASE, Offices, agreed, tokens_of
from people import made, written

from varick.cli import cli
from varick.cli.lazy import every
from varick.together.planted import planted_lists
from varick.together.ring import check
from varick.together.ring.lists import completed
from varick.together.tallying import write

Run = Callable[..., Any]
VERBS = [path for path in every(cli) if path[0] == "together"]
ASKS = ("join", "sign", "prepare", "pass", "stop", "tally", "release")
"""Verbs that open a desk."""
ME = 0
"""The office that types."""


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Offices, Path]:
    """The offices after a whole run, and a folder with the first one's desk as it was at each stage. It tallies."""
    kept = tmp_path_factory.mktemp("kept")
    offices = agreed(tmp_path_factory.mktemp("offices"), rows=60, planted=20, tally=ME)
    me, planted = offices[ME], planted_lists(offices.charter).rows
    lists = written(made("development-1", 50), seed="development-1", coverage=(0.5, 0.5, 0.5)).people
    offices.table(ME, lists[ME])
    rows = [tokens_of(people, offices.charter) for people in lists]

    def keep(stage: str) -> None:
        shutil.copytree(me.desk_folder, kept / stage)

    keep("signed")
    offices.started(ME, rows[ME])
    offices.started(2, rows[2])
    keep("started")
    files = offices.round(rows)
    keep("round")
    with me.desk() as desk:
        complete = completed(desk, me.keys, offices.charter, files, planted)
        check.begin(desk, me.keys, offices.charter, complete, planted)
    counted = offices.tallied([*files, offices.checked(files)])
    write(counted, me.keys, offices.folder / "count.tally")
    keep("counted")
    return offices, kept


def prepared(verb: str, offices: Offices, kept: Path) -> None:
    """What the example of a verb needs, in the folder of the test."""
    stage = {"pass": "started", "stop": "started", "tally": "round", "release": "counted"}.get(verb, "signed")
    if verb != "join":
        shutil.copytree(kept / stage, "desk")
    if verb != "draft":
        charter = offices.charter if verb != "sign" else replace(offices.charter, signatures={})
        charter.write(Path("count.charter"))
    if verb == "draft":
        for office in offices.members:
            office.card.write(Path(f"{office.card.slug}.member"), office.keys)
    if verb == "prepare":
        shutil.copy(offices[ME].folder / "cases.csv", "cases.csv")
    if verb == "tally":
        for file in offices.mail.glob("list-*.hop-2.*"):
            shutil.copy(file, file.name)
    if verb == "release":
        shutil.copy(offices.folder / "count.tally", "count.tally")
    if verb == "estimate":
        Path("overlaps.csv").write_text("A,B,count\n1,0,40\n0,1,35\n1,1,20\n")


def typed(verb: str, words: list[str], offices: Offices) -> list[str]:
    """The words as the shell gives them on: a file that came under its name, and all names of a pattern."""
    found: list[str] = []
    for word in words:
        if verb == "pass" and word.endswith(".together"):
            shutil.copy(next(offices.mail.glob("list-3-of-3.hop-0.*")), word)
        found += sorted(map(str, Path().glob(word))) if "*" in word else [word]
    return found


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_the_example_in_the_help_runs(
    varick: Run, stages: tuple[Offices, Path], path: tuple[str, ...]
) -> None:
    epilog = " ".join((every(cli)[path].epilog or "").split())
    example = re.match(r"Example: (varick .*?)(?:\. |\.?$)", epilog)
    assert example, f"varick {' '.join(path)} --help has no example"
    words = shlex.split(example[1])[1:]
    verb = words[1] if words[1] != "charter" else words[2]
    offices, kept = stages
    prepared(verb, offices, kept)
    extra = ["--secret-from-stdin"] if verb in ASKS else []
    ran = varick(*typed(verb, words, offices), *extra, stdin=f"{PASSPHRASE}\n".encode())
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
