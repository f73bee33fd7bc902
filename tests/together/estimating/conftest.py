"""The published tables, by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from varick.together.estimating.table import Overlaps, read


@pytest.fixture(scope="session")
def published(shared: Path) -> Callable[[str], Overlaps]:
    """Reads a table of ../shared/mse by the name of its file."""

    def table(name: str) -> Overlaps:
        return read(shared / "mse" / f"{name}.csv")

    return table
