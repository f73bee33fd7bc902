"""The caseworker's tutorial is a session at a terminal: what it shows as typed is typed, and what it shows as said is said."""

import io
import re
import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import click.termui
import pytest
from blocks import ROOT, Block, blocks, differs

from varick.casebook.book import Book
from varick.casebook.file.vault import Cost, Vault
from varick.cli import clock, run
from varick.cli.casebook import reminding, secret

TUTORIAL = ROOT / "docs" / "tutorial-caseworker.md"
SECRET = "invented words for tests"
TODAY = date(2026, 11, 23)
CASE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
"""The id of a case or an attachment, which is another at each run."""


class Session:
    """A terminal: standard output and error one below the other, with what is typed after its prompt."""

    def __init__(self, typed: list[str]) -> None:
        self.screen, self.typed = io.StringIO(), typed

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        """The next line of the page, shown as a terminal shows it."""
        if not self.typed:
            return ""
        line = f"{self.typed.pop(0)}\n"
        self.screen.write(line)
        return line


def sessions(page: Path) -> list[tuple[Block, list[Block]]]:
    """Each command at a terminal with the blocks that show what followed; prose may stand between these."""
    found: list[tuple[Block, list[Block]]] = []
    for block in blocks(page):
        if block.language == "sh":
            found.append((block, []))
        elif block.language == "text" and found:
            found[-1][1].append(block)
    return [(command, shown) for command, shown in found if command.note == "at a terminal"]


def typed_in(shown: str) -> list[str]:
    """What stands after the prompts."""
    return [
        line[2:] if line.startswith("> ") else "" for line in shown.splitlines() if re.match(r">( |$)", line)
    ]


def held(block: Block, shown: str, cases: dict[str, str], patch: pytest.MonkeyPatch) -> str:
    """The screen after the command of the block, with the page's case ids in place of the real ones."""
    session = Session(typed_in(shown))
    patch.setattr(sys, "stdin", session)
    patch.setattr(sys, "stdout", session.screen)
    patch.setattr(sys, "stderr", session.screen)
    for arguments in block.commands:
        real = [next((r for r, page in cases.items() if page == word), word) for word in arguments]
        assert run(real) in (0, 1), session.screen.getvalue()
    patch.undo()
    assert not session.typed, f"{block}: never asked for: {session.typed[0]!r}"
    for real_id, page_id in zip(CASE.findall(session.screen.getvalue()), CASE.findall(shown), strict=False):
        cases.setdefault(real_id, page_id)
    screen = session.screen.getvalue()
    for real_id, page_id in cases.items():
        screen = screen.replace(real_id, page_id)
    return "\n".join(line.rstrip() for line in screen.splitlines()) + "\n"


def office(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """What stands there before the tutorial's second step: a casebook, and a scan of an invented letter."""
    about = {"organisation": "Invented", "passphrase": SECRET, "label": "Ana"}
    vault, _ = Vault.create(folder / "office.casebook", cost=Cost.LIGHT, **about)
    Book.begin(vault, now).close()
    patch.setattr(Book, "open", lambda path, secret: Book(Vault.open(path, secret), now))
    (folder / "scan.jpg").write_bytes(b"an invented letter")
    patch.setattr(clock, "today", lambda: TODAY)
    patch.setattr(reminding, "reminding", lambda book, words: nullcontext())  # of a later day than the page's
    patch.setattr(secret, "protect", lambda words: None)  # a line about this machine's swap
    patch.setattr(click.termui, "hidden_prompt_func", hidden)


def now() -> datetime:
    """Noon of the page's day."""
    return datetime(2026, 11, 23, 17, tzinfo=UTC)


def hidden(prompt: str) -> str:
    """The passphrase, of which the terminal shows the end of the line."""
    sys.stderr.write(f"{prompt}\n")
    return SECRET


def test_the_session_of_the_tutorial_is_a_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    office(tmp_path, monkeypatch)
    cases: dict[str, str] = {}
    held_ones = 0
    for command, parts in sessions(TUTORIAL):
        shown = "\n".join(part.text for part in parts)
        with pytest.MonkeyPatch.context() as patch:
            screen = held(command, shown, cases, patch)
        assert not differs(shown, screen), f"{command}: {differs(shown, screen)}"
        held_ones += 1
    assert held_ones >= 5
    assert sorted(p.name for p in tmp_path.iterdir()) == ["agenda.ics", "office.casebook", "scan.jpg"]
