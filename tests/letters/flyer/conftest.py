"""The flyer needs Typst and, for its letters, the fonts of the machine."""

from importlib.util import find_spec

import pytest

collect_ignore_glob = [] if find_spec("typst") and find_spec("pypdfium2") else ["test_*.py"]


@pytest.fixture(scope="session")
def noto() -> None:
    """Skips where the Noto fonts are not installed."""
    from sheets import NOTO

    from varick.letters.flyer.typeset import families

    if missing := NOTO - set(families()):
        pytest.skip(f"without {', '.join(sorted(missing))} (fonts-noto-core, fonts-noto-cjk)")
