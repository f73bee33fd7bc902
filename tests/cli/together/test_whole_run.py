"""The whole of it as three offices type it: prepare, pass, tally, check, tally, release, estimate; and what lies about after."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from offices import Offices, agreed
from people import Written, made, written

from varick.together.tallying import read

Run = Callable[..., Any]
PEOPLE = 90


@pytest.fixture
def offices(tmp_path: Path) -> Offices:
    return agreed(tmp_path / "offices", rows=100, planted=40)


@pytest.fixture
def lists() -> Written:
    return written(made("development-1", PEOPLE), seed="development-1", coverage=(0.5, 0.5, 0.5), errors=0.2)


def to(offices: Offices, file: Path) -> int:
    """The place of the member whom a file's name says."""
    (slug,) = re.findall(r"\.to-(.+)\.together$", file.name)
    return [member.card.slug for member in offices.members].index(slug)


def went_round(varick: Run, offices: Offices, what: str, hops: range) -> None:
    for hop in hops:
        for file in sorted(offices.mail.glob(f"{what}*.hop-{hop}.*")):
            ran = offices.cli(varick, to(offices, file))("pass", "desk", file, "--write", offices.mail)
            assert ran.code == 0, ran.err
            # the last step of a list may be the tallying member's own: that file stays
            said = re.search("What leaves this machine|Nothing leaves this machine", ran.out)
            assert said, ran.out
            assert said.start() < ran.out.index(f"{offices.mail}")


def test_three_offices_count_together(varick: Run, offices: Offices, lists: Written) -> None:
    for place, people in enumerate(lists.people):
        offices.table(place, people)
        ran = offices.cli(varick, place)(
            "prepare", "desk", "../count.charter", "--table", "cases.csv", "--write", "../mail"
        )
        assert ran.code == 0, ran.err
    went_round(varick, offices, "list-", range(2))
    tally = offices.cli(varick, offices.tally.place)
    complete = sorted(offices.mail.glob("list-*.hop-2.*"))
    assert len(complete) == 3
    ran = tally("tally", "desk", *complete, "--write", "../mail")
    assert ran.code == 0, ran.err
    assert not (offices.mail / "count.tally").exists()
    went_round(varick, offices, "check", range(2))
    (last,) = offices.mail.glob("check.hop-2.*")
    ran = tally("tally", "desk", *complete, last)
    assert ran.code == 0, ran.err

    counted = read(offices.tally.folder / "count.tally")
    assert counted.cases == tuple(len(people) for people in lists.people)
    for place in range(3):
        held = sum(count for pattern, count in counted.counts.items() if pattern[place])
        assert held == len(lists.people[place])
    true = lists.profile()
    assert sum(true.values()) <= sum(counted.counts.values()) <= sum(true.values()) * 1.15
    for office in offices.members:
        with office.desk() as desk:
            assert desk.stage == "finished"

    ran = tally("release", "desk", "count.tally", "--write", "published")
    assert ran.code == 0, ran.err
    ran = tally("estimate", "count.tally", "--quick")
    assert ran.code == 0, ran.err
    assert "What each assumes:" in ran.out


def test_no_name_lies_in_any_file_but_the_tables(varick: Run, offices: Offices, lists: Written) -> None:
    """Nor in what was printed: the desks, the mail, the tally, the release."""
    said = []
    for place, people in enumerate(lists.people):
        offices.table(place, people)
        said.append(
            offices.cli(varick, place)(
                "prepare", "desk", "../count.charter", "--table", "cases.csv", "--write", "../mail"
            )
        )
    went_round(varick, offices, "list-", range(2))
    tally = offices.cli(varick, offices.tally.place)
    complete = sorted(offices.mail.glob("list-*.hop-2.*"))
    said.append(tally("tally", "desk", *complete, "--write", "../mail"))
    went_round(varick, offices, "check", range(2))
    said.append(tally("tally", "desk", *complete, *offices.mail.glob("check.hop-2.*")))
    said.append(tally("release", "desk", "count.tally", "--write", "published"))
    assert [ran.code for ran in said] == [0] * len(said), [ran.err for ran in said]
    tables = {member.folder / "cases.csv" for member in offices.members}
    kept = [path.read_bytes() for path in offices.folder.rglob("*") if path.is_file() and path not in tables]
    kept += [f"{ran.out}{ran.err}".encode() for ran in said]
    words = {
        w
        for people in lists.people
        for one in people
        for name in one.names
        for w in re.findall(r"\w{5,}", name)
    }
    numbers = {one.phone for people in lists.people for one in people if one.phone}
    assert len(words) > 60
    assert not [found for found in words | numbers if any(found.encode() in data for data in kept)]
