"""What all tests share: the folder of real records beside the repository, and how hard the random tests try."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from varick.observe.store import Store

settings.register_profile("short", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "long", max_examples=2_000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="also run the tests marked long, and try harder at random"
    )


def pytest_configure(config: pytest.Config) -> None:
    # for tests that start Python anew: they see the same source as this process
    paths = [str(Path(__file__).resolve().parents[1] / "src"), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session", autouse=True)
def sockets() -> Iterator[None]:
    """``varick letter read`` refuses its process every new socket for good; run inside this process it must not, since
    other tests start a cluster."""
    from varick.letters import alone

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alone, "alone", alone.silenced)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records and reference figures beside the repository; a user's clone does not have it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CI has no folder ../shared, which this test reads")
        pytest.skip("reads ../shared, which is not part of the repository")
    return folder


@pytest.fixture(scope="session")
def release(shared: Path) -> Path:
    """The eight national files of 2019-ICFO-53623: arrests, encounters and removals of the fiscal years 2016 to 2018."""
    return shared / "data" / "UWCHR_ice-enforce" / "us-fy16-19_frozen"


@pytest.fixture(scope="session")
def national(release: Path, tmp_path_factory: pytest.TempPathFactory) -> "Store":
    """These files imported, once for all tests. They are only read."""
    from varick.observe.importing.import_tables import import_files
    from varick.observe.store import Store

    out = tmp_path_factory.mktemp("national") / "log"
    account = import_files(sorted(release.glob("*.csv.gz")), out)
    assert (account["rows_in"], account["rows_rejected"]) == (1_943_162, 0)
    return Store.open(out)
