"""The pages on recovery are followed to the letter: each command as it stands there, on a terminal, typing what is asked for."""

import os
import re
import select
import shlex
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from made_office import PASSPHRASE, Office

from varick.casebook.book import Book
from varick.casebook.chain.verify import check_book
from varick.casebook.file.vault import PaperWords, Passphrase, WrongSecret

pty = pytest.importorskip("pty", reason="pseudo-terminals are a thing of Unix")
PAGES = Path(__file__).resolve().parents[3] / "docs" / "how-to"
NEW = "another five words nobody guesses"
TODAY = date.today()  # noqa: DTZ011 - the day that is in the names of backups
LIMIT = 120
"""Seconds that a recovery may take."""


def sections(page: str) -> dict[str, list[list[str]]]:
    """Heading -> the varick commands under it, in order."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    shown = False
    for line in (PAGES / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") and not shown:
            heading = line.lstrip("# ")
            found[heading] = []
        elif line.startswith("```"):
            shown = line == "```sh"
        elif shown and line.startswith("varick "):
            found[heading].append(shlex.split(line.replace("casebook-2026-11-23", f"casebook-{TODAY}")))
    return {name: commands for name, commands in found.items() if commands}


class Person:
    """Somebody at a terminal who knows the secrets, in an own folder."""

    def __init__(self, folder: Path, passphrase: str, words: tuple[str, ...]) -> None:
        self.folder = folder
        self.paper: list[str] = []
        self.answers = {
            r"Passphrase of the casebook": passphrase,
            r"The twelve recovery words": " ".join(word[:4] for word in words),
            r"New passphrase": NEW,
            r"The same passphrase again": NEW,
            r"Type the case id to do it": "",
        }

    def types(self, command: list[str]) -> str:
        """Run it and answer each question once; what the terminal showed. Fails unless it ends well."""
        ours, theirs = pty.openpty()
        program = "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from varick.cli import main; main(sys.argv[1:])"
        running = subprocess.Popen(
            [sys.executable, "-c", program, *command[1:]], cwd=self.folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        shown, read, end = "", 0, time.monotonic() + 90
        try:
            while time.monotonic() < end:
                if select.select([ours], [], [], 0.1)[0]:
                    try:
                        data = os.read(ours, 65_536)
                    except OSError:  # Linux: the other side is closed
                        break
                    if not data:
                        break
                    shown += data.decode(errors="replace")
                read = self._answer(shown, read, ours)
            code = running.wait(timeout=20)
        finally:
            running.kill()
            running.wait()
            os.close(ours)
        assert code == 0, f"{shlex.join(command)}: exit {code}\n{shown}"
        return shown.replace("\r\n", "\n")

    def _answer(self, shown: str, read: int, terminal: int) -> int:
        """Answer a question that stands at the end of what is shown; how far it has been read."""
        new = shown[read:]
        self.paper = re.findall(r"^\d+\. (\S+)\r$", shown, re.MULTILINE)[:12] or self.paper
        asked = re.search(r"[Ww]ord (?:number )?(\d+)[^\n]*: $", new)
        answer = self.paper[int(asked[1]) - 1] if asked and self.paper else None
        for question, known in self.answers.items():
            if re.search(question + r"[^\n]*: $", new):
                answer = known
        if answer is None:
            return read
        os.write(terminal, answer.encode() + b"\n")
        return len(shown)


@pytest.fixture
def person(office: Office) -> Person:
    (office.path.parent / "stick").mkdir()
    return Person(office.path.parent, PASSPHRASE, office.words)


def key_of(shown: str, kind: str) -> str:
    """The id of the first key of a kind in what ``keys`` listed."""
    (first, *_) = (
        line.split()[0] for line in shown.splitlines() if kind in line and re.match(r"[0-9a-f]{8} ", line)
    )
    return first


def test_a_lost_passphrase_where_the_file_is_there(office: Office, person: Person) -> None:
    add, show, remove, look = sections("lost-passphrase.md")["The casebook's file is there"]
    person.types(add)
    listed = person.types(show)
    forgotten = key_of(listed, "passphrase")
    person.types([forgotten if word == "ID" else word for word in remove])
    person.answers["Passphrase of the casebook"] = NEW
    person.types(look)
    with pytest.raises(WrongSecret):
        Book.open(office.path, Passphrase(PASSPHRASE))
    with Book.open(office.path, Passphrase(NEW)) as book:
        assert book.count() == 6
        assert check_book(book.log).sound


def test_a_lost_computer_from_backup_and_paper_in_under_two_minutes(
    office: Office, person: Person, tmp_path: Path
) -> None:
    person.types(["varick", "casebook", "backup", "office.casebook", "--to", "."])
    clean = tmp_path / "clean"
    clean.mkdir()
    (backup,) = person.folder.glob("*.age")
    backup.rename(clean / backup.name)
    office.path.unlink()
    somebody = Person(clean, NEW, office.words)
    began = time.monotonic()
    shown = [
        somebody.types(command) for command in sections("lost-passphrase.md")["The computer is gone too"]
    ]
    assert time.monotonic() - began < LIMIT
    assert "all is sound" in shown[0]
    assert "Cases read: 6. Attachments read: 3. All open" in shown[1]
    assert re.search(r"^\d+ \d{4}-\d\d-\d\d \d\d:\d\d UTC( [a-z]+){8}$", shown[3], re.MULTILINE)
    assert sorted(p.name for p in clean.iterdir()) == [
        f"casebook-{TODAY}-2.age",
        f"casebook-{TODAY}.age",
        "office.casebook",
    ]
    with Book.open(clean / "office.casebook", Passphrase(NEW)) as book:
        assert book.count() == 6


def test_a_lost_paper(office: Office, person: Person) -> None:
    add, show, remove, back_up = sections("lost-passphrase.md")["The paper is lost, the passphrase is not"]
    shown = person.types(add)
    listed = person.types(show)
    person.types([key_of(listed, "words") if word == "ID" else word for word in remove])
    person.types(back_up)
    with pytest.raises(WrongSecret):
        Book.open(office.path, office.paper)
    paper = tuple(re.findall(r"^\d+\. (\S+)$", shown, re.MULTILINE)[:12])
    with Book.open(office.path, PaperWords(paper)) as book:
        assert book.count() == 6


def test_the_drill_and_the_rehearsal(person: Person) -> None:
    first, second, restore, look = (c for found in sections("recovery-drill.md").values() for c in found)
    person.types(first)
    assert "The drill passed" in person.types(second)
    (backup,) = (person.folder / "stick").iterdir()
    backup.rename(person.folder / backup.name)
    assert "all is sound" in person.types(restore)
    person.types(look)


def test_old_backups_are_destroyed(office: Office, person: Person) -> None:
    person.types(["varick", "casebook", "backup", "office.casebook", "--to", "stick"])
    listing, due, purge, destroyed = (
        c for found in sections("destroy-old-backups.md").values() for c in found
    )
    assert "  1: casebook-" in person.types(listing)
    person.types(due)
    person.answers["Type the case id to do it"] = office.cases[0].lower()
    shown = person.types([office.cases[0] if word == "CASE" else word for word in purge])
    assert f"Case {office.cases[0]} is destroyed" in shown
    assert "  1: casebook-" in shown
    assert "Noted as destroyed" in person.types(destroyed)
    with office.open() as book:
        assert book.count() == 5


def test_a_secret_is_never_shown(office: Office, person: Person) -> None:
    add, show, *_ = sections("lost-passphrase.md")["The casebook's file is there"]
    shown = person.types(add) + person.types(show)
    assert NEW not in shown
    assert office.words[0] + " " + office.words[1] not in shown
    assert " ".join(word[:4] for word in office.words) not in shown
