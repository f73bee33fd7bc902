"""Verbs that are killed while they write: nothing that was said to be done is lost, and nothing is half done. See killed_verbs.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CAMPAIGN = Path(__file__).with_name("killed_verbs.py")
VERBS = {"add", "edit", "attach", "import", "purge", "keys", "consent", "backup"}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def killed(folder: Path, kills: int) -> dict[str, int]:
    command = [sys.executable, str(CAMPAIGN), str(folder), "--kills", str(kills)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3000, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def test_each_verb_is_killed_three_times(tmp_path: Path) -> None:
    counted = killed(tmp_path, 24)
    assert {verb: counted[verb] for verb in VERBS} == dict.fromkeys(VERBS, 3)


@pytest.mark.long
def test_a_thousand_kills_at_random(tmp_path: Path) -> None:
    counted = killed(tmp_path, 1000)
    assert {verb: counted[verb] for verb in VERBS} == dict.fromkeys(VERBS, 125)
    assert counted["done before"] < 400, "most fall into the work"
