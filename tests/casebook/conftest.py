"""A casebook of invented people, with light costs, and a hand to write answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer, parse_answer
from varick.casebook.cases.fields import field
from varick.casebook.file.vault import Cost

PASSPHRASE = "invented words for tests"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty casebook in tmp_path / "office.casebook", opened by "Ana"."""
    made, _ = Book.create(
        tmp_path / "office.casebook",
        organisation="Invented Defenders",
        passphrase=PASSPHRASE,
        label="Ana",
        cost=Cost.LIGHT,
    )
    with made:
        yield made


@pytest.fixture
def answers() -> Callable[..., dict[str, Answer]]:
    """``answers(attended="yes")``: a case with the required answers and these, as a table has them."""

    def made(**told: str) -> dict[str, Answer]:
        whole = {"practice": "call_in_letter", "source_type": "client"} | told
        return {name: parse_answer(field(name), text) for name, text in whole.items()}

    return made
