"""Log folders made of frames in memory, for questions that do not care how files are read."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from log_folders import log_folder

from varick.observe.store import Store


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Store]:
    """`made(frame, ..., extracted=...)`: a log folder with these tables, opened."""
    return partial(log_folder, tmp_path / "log")
