"""An empty casebook of invented people, and its verbs, with the passphrase and what is typed through the pipe."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from made_terminal import SECRET

from varick.casebook.book import Book
from varick.casebook.file.vault import Cost

Run = Callable[..., Any]


@pytest.fixture
def office(tmp_path: Path) -> str:
    """An empty casebook beside, not in, the folder where the verbs run."""
    path = tmp_path / "given" / "office.casebook"
    path.parent.mkdir(exist_ok=True)
    Book.create(path, organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT)[0].close()
    return str(path)


@pytest.fixture
def ask(varick: Run, office: str) -> Run:
    """``ask("add", typed=lines)``: the verb on the casebook, with its passphrase and then the lines through the pipe."""

    def asked(verb: str, *arguments: str | Path, typed: Sequence[str] = ()) -> Any:
        lines = "".join(f"{line}\n" for line in (SECRET, *typed))
        given = map(str, (verb, office, *arguments, "--secret-from-stdin"))
        return varick("casebook", *given, stdin=lines.encode())

    return asked
