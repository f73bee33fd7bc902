"""Killed, cut off from power, filled, broken: a casebook opens afterwards with all that was acknowledged, and nothing lies about.

The campaign itself is crash.py: it forks, so it runs in a process of its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

CAMPAIGN = Path(__file__).with_name("crash.py")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def campaign(folder: Path, *arguments: str, seconds: int) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, str(CAMPAIGN), str(folder), *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def test_one_operation_in_forty_goes_wrong_in_each_way(tmp_path: Path) -> None:
    done = campaign(tmp_path, "--every", "40", "--timed", "8", seconds=300)
    assert all(done[how] >= 12 for how in ("kill", "torn", "power", "eio", "full")), done
    assert done["short"] + done["unread"] >= 8, done
    assert done["timed"] == 8


def test_a_casebook_that_goes_on_after_an_error_writes_a_sound_index(tmp_path: Path) -> None:
    """SQLite 3.54's full-text search keeps something of a failed statement past the rollback."""
    done = campaign(tmp_path, "--phases", "commit", "--modes", "eio", "--upto", "60", seconds=300)
    assert done == {"eio": 60}


@pytest.mark.long
def test_every_operation_goes_wrong_in_each_way_and_a_thousand_kills_at_random(tmp_path: Path) -> None:
    """In memory where there is such a folder: what a power cut loses is simulated, so nothing here waits for a disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        done = campaign(Path(folder), "--timed", "1000", "--seed", "7", seconds=3000)
    assert all(done[how] >= 500 for how in ("kill", "torn", "power", "eio", "full")), done
    assert done["short"] + done["unread"] >= 500, done
    assert done["timed"] == 1000
