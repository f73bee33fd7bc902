"""`varick together pass`: what leaves is said before it is written, in both languages; what is wrong is one line on standard error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from offices import PASSPHRASE, Offices, agreed
from rounds import all_lists, check_begun, finished, rows_for

from varick.together.planted import planted_lists

Run = Callable[..., Any]
SECRET = f"{PASSPHRASE}\n".encode()


@pytest.fixture
def made(tmp_path: Path) -> tuple[Offices, Any]:
    """Two offices, both with a list, of whom the first has the second's."""
    offices = agreed(tmp_path / "offices", 2, rows=30, planted=4, tally=1)
    held = rows_for(offices, people=5)
    held = type(held)(held.lists, planted_lists(offices.charter).rows)
    for place in (0, 1):
        offices.started(place, held.lists[place], held.planted[place])
    return offices, held


def passing(varick: Run, offices: Offices, place: int, *paths: Path, more: tuple[str, ...] = ()) -> Any:
    desk = str(offices[place].desk_folder)
    return varick("together", "pass", desk, *map(str, paths), "--secret-from-stdin", *more, stdin=SECRET)


def test_a_list_goes_on_and_the_same_again(varick: Run, made: tuple[Offices, Any]) -> None:
    offices, _ = made
    came = offices.mail / "list-2-of-2.hop-0.to-invented-defenders.together"
    ran = passing(varick, offices, 0, came)
    name = "list-2-of-2.hop-1.to-imagined-road.together"
    assert (ran.code, ran.err, ran.files) == (0, "", (f"here/{name}",))
    data = Path(name).read_bytes()
    lines = ran.out.splitlines()
    assert lines[0] == f"What leaves this machine: {name}, for Imagined Road only:"
    assert "The list of Imagined Road, blinded once more" in lines[1]
    assert f"{len(data):,} bytes" in lines[2]
    again = passing(varick, offices, 0, came, more=("--lang", "es"))
    assert again.code == 0
    assert f"{came.name} ya había llegado antes" in again.out
    assert Path(name).read_bytes() == data
    Path(name).unlink()
    assert passing(varick, offices, 0, came, more=("--write", "..")).code == 0
    assert Path("..", name).read_bytes() == data


def test_what_leaves_is_said_before_it_is_written(varick: Run, made: tuple[Offices, Any]) -> None:
    offices, _ = made
    came = offices.mail / "list-2-of-2.hop-0.to-invented-defenders.together"
    name = "list-2-of-2.hop-1.to-imagined-road.together"
    Path(name).write_text("something else of that name")
    ran = passing(varick, offices, 0, came)
    assert ran.code == 2
    assert "What leaves this machine" in ran.out
    assert name in ran.err
    assert Path(name).read_text() == "something else of that name"
    Path(name).unlink()
    assert passing(varick, offices, 0, came).code == 0


def test_the_check_destroys_the_secret_and_says_so(varick: Run, made: tuple[Offices, Any]) -> None:
    offices, held = made
    files = all_lists(offices, held)
    begun = check_begun(offices, files, held)
    ran = passing(varick, offices, 0, offices.mail / begun.name)
    assert (ran.code, ran.err) == (0, "")
    assert "The secret of this count has been destroyed" in ran.out
    with offices[0].desk() as desk:
        assert desk.stage == "finished"
    again = passing(varick, offices, 0, offices.mail / begun.name)
    assert "destroyed" not in again.out
    finished(offices, files, Path("check.hop-1.to-imagined-road.together"), held)


def test_a_desk_that_has_not_seen_the_charter_whole_is_given_it(varick: Run, tmp_path: Path) -> None:
    offices = agreed(tmp_path / "offices", 2, rows=30, tally=1)
    held = rows_for(offices, people=5)
    offices.started(1, held.lists[1])
    came = offices.mail / "list-2-of-2.hop-0.to-invented-defenders.together"
    ran = passing(varick, offices, 0, came)
    assert (ran.code, ran.out) == (2, "")
    assert "give --charter" in ran.err
    assert passing(varick, offices, 0, came, more=("--charter", str(offices.file))).code == 0


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_wrong_is_one_line(varick: Run, made: tuple[Offices, Any], tmp_path: Path, lang: str) -> None:
    offices, _ = made
    came = offices.mail / "list-2-of-2.hop-0.to-invented-defenders.together"
    (tmp_path / "cut.together").write_bytes(came.read_bytes()[:-5])
    for path in (tmp_path / "cut.together", tmp_path / "none.together", offices.file, tmp_path):
        ran = passing(varick, offices, 0, path, more=("--lang", lang))
        assert (ran.code, ran.out, ran.files) == (2, "", ())
        assert len(ran.err.splitlines()) == 1
        assert ran.err.startswith("varick: ")
        assert path.name in ran.err
    ran = varick(
        "together",
        "pass",
        str(offices[0].desk_folder),
        str(came),
        "--secret-from-stdin",
        stdin=b"wrong words\n",
    )
    assert (ran.code, ran.files) == (2, ())
    assert "does not open this desk" in ran.err
    ran = varick("together", "pass", str(tmp_path), str(came), "--secret-from-stdin", stdin=SECRET)
    assert (ran.code, ran.files) == (2, ())
