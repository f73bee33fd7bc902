"""A small casebook of made-up cases, with words and backups, made once and copied for each test."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from made_office import PASSPHRASE, PLANTED, TODAY, Office, answers

from varick.casebook.book import Book
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.vault import Cost


@pytest.fixture(scope="session")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    path = tmp_path_factory.mktemp("office") / "office.casebook"
    book, words = Book.create(
        path, organisation="Invented House", passphrase=PASSPHRASE, label="Ana", cost=Cost.LIGHT
    )
    with book:
        cases = []
        for number in range(6):
            who = Identity(names=(Name(PLANTED[number % 2] + f" {number}", "own"),))
            retain = date(2026 + number, 12, 31)
            cases.append(book.add(answers(f"told by a cousin {number}"), identity=who, retain_until=retain))
        for case in cases[:3]:
            book.attach(
                case,
                f"a letter of {case}".encode() * 500,
                name="letter.txt",
                kind="letter",
                provenance="by hand",
            )
    return Office(path, words, tuple(cases))


@pytest.fixture
def office(_office: Office, tmp_path: Path) -> Office:
    """The casebook, to do with as one likes."""
    folder = tmp_path / "office"
    folder.mkdir()
    shutil.copy(_office.path, folder / "office.casebook")
    return Office(folder / "office.casebook", _office.words, _office.cases)


@pytest.fixture
def backed_up(office: Office, tmp_path: Path) -> Callable[[], Path]:
    """Makes a backup of it."""
    from varick.casebook.keeping.backup import back_up

    folder = tmp_path / "backups"
    folder.mkdir()

    def make() -> Path:
        with office.open() as book:
            return back_up(book, folder, TODAY).path

    return make
