"""The fenced blocks of the README and the pages: run as shown, and their shown output compared or written afresh.

    python docs/blocks.py           # which blocks are there
    python docs/blocks.py --write   # run them all and put the present output into the pages (minutes)

A block ``sh`` runs its lines that start with ``varick`` or ``./varick``; other lines are for the reader. A block ``yaml``
or ``python`` whose first line is ``# NAME`` becomes that file; other ``python`` blocks are executed, all of a page in one
namespace. A block ``text`` after one of these is what it prints, where a line ``...`` stands for lines left out and a
line that ends in `` ...`` is cut. In an HTML comment before a block, ``long`` runs it only when asked, ``not run`` never,
and ``at a terminal`` is a session in which somebody types, which tests/docs/test_caseworker.py holds.
"""

import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REPORTER = ROOT / "docs" / "tutorial-reporter.md"
"""The page whose blocks read ICE's own files, which the repository does not carry."""
RELEASE = Path("data") / "UWCHR_ice-enforce" / "us-fy16-19_frozen"
"""Where those files are in the folder of real records beside the repository."""
FENCE = re.compile(r"(?:^<!-- ([\w ]+) -->\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# ([\w./-]+\.(?:yaml|py))\n")
GAP, CUT = "...", " ..."


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str
    note: str

    def __str__(self) -> str:
        page = self.page.relative_to(ROOT) if self.page.is_absolute() else self.page
        return f"{page}:{self.line} ({self.language})"

    @property
    def commands(self) -> list[list[str]]:
        """The arguments of each varick command in a ``sh`` block."""
        lines = self.text.replace("\\\n", " ").splitlines() if self.language == "sh" else []
        words = [shlex.split(line.partition(" > ")[0], comments=True) for line in lines]
        return [w[1:] for w in words if w and w[0] in ("varick", "./varick")]

    @property
    def file(self) -> str | None:
        """The file that this block shows, if its first line names one."""
        found = FILE.match(self.text) if self.language in ("yaml", "python") else None
        return found[1] if found else None


def pages() -> list[Path]:
    """The README and every page, in order."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start(3)) + 1
        found.append(Block(page, line, match[2], match[3], match[1] or ""))
    return found


def examples(page: Path) -> Iterator[tuple[Block, Block | None]]:
    """Each block that can run, with the block of its output, if the page shows it."""
    found = blocks(page)
    for block, after in zip(found, [*found[1:], None], strict=False):
        if block.language in ("sh", "python", "yaml") and block.note not in ("not run", "at a terminal"):
            shown = after is not None and after.language == "text" and after.note != "not run"
            yield block, after if shown else None


class Runner:
    """Runs the blocks of one page in a folder of their own, in which ``examples`` is the repository's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.space: dict[str, Any] = {"__name__": "page"}
        if not (folder / "examples").exists():
            (folder / "examples").symlink_to(ROOT / "examples")

    def link(self, release: Path) -> None:
        """Put ICE's files of a release beside the blocks."""
        for file in release.glob("*.csv.gz"):
            (self.folder / file.name).symlink_to(file)

    def run(self, block: Block) -> str:
        """What a block prints on standard output. Raises AssertionError where a command of it fails."""
        out = io.StringIO()
        if block.file is not None:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
            return ""
        with chdir(self.folder), redirect_stdout(out):
            if block.language == "python":
                exec(compile(block.text, str(block.page), "exec"), self.space)
            for arguments in block.commands:
                _varick(arguments, block)
        return out.getvalue()


def _varick(arguments: Sequence[str], block: Block) -> None:
    from varick.cli import run

    said = io.StringIO()
    with redirect_stderr(said):
        code = run(arguments)
    assert code == 0, f"{block}: varick {shlex.join(arguments)}: exit {code}: {said.getvalue()}"


def differs(shown: str, printed: str) -> str:
    """The first shown line that was not printed where it should be, or nothing."""
    have = [line.rstrip() for line in printed.rstrip("\n").split("\n")]
    place, anywhere = 0, False
    for line in shown.rstrip("\n").split("\n"):
        if line.strip() == GAP:
            anywhere = True
            continue
        last = len(have) if anywhere else place + 1
        at = next((k for k in range(place, min(last, len(have))) if _same(line, have[k])), None)
        if at is None:
            return f"{line!r}, but it prints {have[place] if place < len(have) else 'nothing more'!r}"
        place, anywhere = at + 1, False
    return "" if anywhere or place == len(have) else f"the end, but it prints {have[place]!r}"


def _same(shown: str, printed: str) -> bool:
    return printed.startswith(shown.removesuffix(CUT)) if shown.endswith(CUT) else shown.rstrip() == printed


def afresh(shown: str, printed: str, where: str) -> str:
    """The shown lines with what is printed now: a line is known by the beginning of its first cell, or is the nearest."""
    have = [line.rstrip() for line in printed.rstrip("\n").split("\n")]
    lines, place = [], 0
    for line in shown.rstrip("\n").split("\n"):
        if line.strip() == GAP:
            lines.append(line)
            continue
        key = re.split(r"\s{2,}|(?<=\w): ", line.strip().removesuffix(CUT))[0][:24].rstrip()
        at = next((k for k in range(place, len(have)) if _same(line, have[k])), None)
        if at is None:
            at = next((k for k in range(place, len(have)) if have[k].strip().startswith(key)), None)
        if at is None and (near := get_close_matches(line, have[place:], n=1, cutoff=0.5)):
            at = have.index(near[0], place)
        if at is None:
            raise SystemExit(f"{where}: no line that starts with {key!r} is printed any more; edit the page")
        now = have[at]
        if line.endswith(CUT) and len(now) > len(line):
            now = now[: len(line) - len(CUT)].rsplit(" ", 1)[0] + CUT
        lines.append(now)
        place = at + 1
    return "\n".join(lines) + "\n"


def rewrite(page: Path) -> None:
    """Run every block of a page, and put what it prints now in the place of what it shows."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(Path(folder))
        if page == REPORTER:
            runner.link(ROOT.parent / "shared" / RELEASE)
        for block, shown in examples(page):
            if ["test"] in block.commands:
                continue
            printed = runner.run(block)
            if shown is not None and differs(shown.text, printed):
                now = afresh(shown.text, printed, str(shown))
                text = text.replace(f"```text\n{shown.text}```", f"```text\n{now}```", 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("COLUMNS", "100")
    chosen = [Path(a).resolve() for a in sys.argv[1:] if not a.startswith("--")] or pages()
    for each in chosen:
        for block, _ in examples(each):
            print(block, block.note)
        if "--write" in sys.argv:
            rewrite(each)
