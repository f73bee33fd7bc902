"""kill -9 at every moment at which a step changes the disk loses nothing: the same command goes on from there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(os.name == "nt", reason="forks")
def test_every_step_is_killed_before_everything_it_does_to_the_disk(tmp_path: Path) -> None:
    paths = [str(HERE.parent / "made"), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, HERE / "killed_steps.py", tmp_path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    kills = json.loads(done.stdout)
    assert set(kills) == {"prepare 0", "prepare 1", "pass 0", "pass 1", "check begun", "check passed"}
    assert min(kills.values()) >= 12
