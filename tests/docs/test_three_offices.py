"""The path of three organizations is a whole run: what it shows as typed is typed, and what it shows as said is said.

Keys are others at each run, so fingerprints, hashes and sizes of files are compared as such only; the page's fictitious people
are those of a seed that stands here.

    PYTHONPATH=docs:src python tests/docs/test_three_offices.py    # put the present output into the page
"""

import glob
import io
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import click.termui
import pytest
from blocks import ROOT, Block, afresh, blocks, differs

from varick.casebook.file.slots import Cost
from varick.cli import clock, run
from varick.cli.casebook import secret
from varick.cli.together import opening
from varick.cli.together.charter import join
from varick.together.keys import MemberKeys

PAGE = ROOT / "docs" / "tutorial-together.md"
SECRET = "invented words for tests"
ASKED = re.compile(r"\[y/N\]: (\w+)$", re.MULTILINE)
"""What the page shows as the answer to a question."""
OTHER_EACH_TIME = (
    (re.compile(r"^\r?[^\n]*: [\d,]+ of [\d,]+ \(\d+%\)\n", re.M), ""),  # progress, on a slow machine
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"\b[0-9a-f]{4}(?: [0-9a-f]{4}){7}\b"), "FINGERPRINT"),
    (re.compile(r"Size: [\d,]+ bytes"), "Size: so many bytes"),
    (re.compile(r"(\.(?:csv|txt)): [\d,]+ bytes"), r"\1: so many bytes"),
)


class Session(io.StringIO):
    """Standard input at a terminal: each answer of the page in its turn, seen on the screen as it is typed."""

    def __init__(self, typed: list[str], screen: io.StringIO) -> None:
        super().__init__()
        self.typed, self.screen = typed, screen

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        line = f"{self.typed.pop(0)}\n"
        self.screen.write(line)
        return line


def sessions() -> list[tuple[Block, str]]:
    """Each command at a terminal with what the page shows of it; "" where it shows nothing."""
    found: list[tuple[Block, str]] = []
    for block in blocks(PAGE):
        if block.language == "sh" and block.note == "at a terminal":
            found.append((block, ""))
        elif block.language == "text" and block.note != "not run" and found:
            found[-1] = (found[-1][0], found[-1][1] + block.text)
    return found


def alike(text: str) -> str:
    """The text without what is other each time."""
    for pattern, instead in OTHER_EACH_TIME:
        text = pattern.sub(instead, text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def hidden(prompt: str) -> str:
    """A passphrase, of which the terminal shows the end of the line."""
    sys.stderr.write(f"{prompt}\n")
    return SECRET


def screen_of(block: Block, shown: str, patch: pytest.MonkeyPatch) -> str:
    """The screen after the commands of a block."""
    screen = io.StringIO()
    session = Session(ASKED.findall(shown), screen)
    for name, stream in (("stdin", session), ("stdout", screen), ("stderr", screen)):
        patch.setattr(sys, name, stream)
    for arguments in block.commands:
        words = [
            found for word in arguments for found in (sorted(glob.glob(word)) if "*" in word else [word])
        ]
        assert run(words) == 0, screen.getvalue()
    patch.undo()
    assert not session.typed, f"{block}: never asked for"
    return screen.getvalue()


def office(patch: pytest.MonkeyPatch) -> None:
    """What is the same for every command: light costs, the page's day, its seed, a terminal that asks."""
    patch.setattr(MemberKeys, "create", partial(MemberKeys.create, cost=Cost.LIGHT))
    patch.setattr(clock, "today", lambda: date(2026, 11, 23))
    patch.setattr(secrets, "token_bytes", lambda size=32: bytes(range(size)))
    for module in (secret, opening, join):
        patch.setattr(module, "protect", lambda words: None)  # a line about this machine's swap
    patch.setattr(click.termui, "hidden_prompt_func", hidden)


def played(folder: Path) -> Iterator[tuple[Block, str, str]]:
    """Each command, what the page shows of it, and what it printed, in an empty folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (folder / "examples").symlink_to(ROOT / "examples")
        office(patch)
        for block, shown in sessions():
            with pytest.MonkeyPatch.context() as terminal:
                yield block, shown, screen_of(block, shown, terminal)


def test_the_run_of_the_page_is_a_run(tmp_path: Path) -> None:
    held = 0
    for block, shown, screen in played(tmp_path):
        if shown:
            assert not differs(alike(shown), alike(screen)), (
                f"{block}: {differs(alike(shown), alike(screen))}"
            )
            held += 1
    assert held >= 8
    assert (tmp_path / "published" / "statement.txt").is_file()


def rewrite() -> None:
    """Put what is printed now in the place of what the page shows."""
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for block, shown, screen in played(Path(folder)):
            if shown and differs(alike(shown), alike(screen)):
                text = text.replace(
                    f"```text\n{shown}```", f"```text\n{afresh(shown, screen, str(block))}```", 1
                )
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
