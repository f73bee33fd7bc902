"""A campaign: verbs of varick casebook, as a user types them, are killed at any moment; the casebook then opens, is sound, and has all
that a verb said it had done, and never half of anything.

    python killed_verbs.py FOLDER --kills 24 --seed 1

prints one JSON line: how many kills fell into each verb, and how many of them before it had said that it was done. Forks, so it
runs in a process of its own, into which everything has been imported that the verbs need.
"""

import argparse
import io
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer
from varick.casebook.cases.fields import field
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.checking import check
from varick.casebook.file.vault import Cost, Passphrase
from varick.cli import run

SECRET = "invented words for tests"
UNTIL = date(2090, 1, 1)
CASES, ROWS = 12, 25
LETTER = bytes(range(256)) * 300
TOLD = {"practice": "call_in_letter", "source_type": "client", "letter_received": "yes", "attended": "no"}


@dataclass
class Made:
    """A prepared folder: the cases of office.casebook, oldest first, and the words of its paper."""

    cases: list[str]
    words: str


Held = Callable[[Book, Path, Made, bool], None]
"""Raises AssertionError where a casebook is neither as before the verb nor as after it, or as before though it was done."""


def prepared(folder: Path) -> Made:
    book, words = Book.create(
        folder / "office.casebook", organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT
    )
    with book:
        told = {name: parse_answer(field(name), text) for name, text in TOLD.items()}
        cases = []
        for number in range(CASES):
            who = Identity((Name(f"Inventada {number}"),))
            cases.append(book.add(told, identity=who, retain_until=UNTIL, privileged=False))
            book.attach(
                cases[-1], LETTER + bytes([number]), name="letter.jpg", kind="letter", provenance="by hand"
            )
    rows = "".join(f"other,client,row {number},Nombre Inventado {number}\n" for number in range(ROWS))
    (folder / "cases.csv").write_text(f"practice,source_type,account,name_own\n{rows}", encoding="utf-8")
    (folder / "scan.jpg").write_bytes(LETTER)
    (folder / "backups").mkdir()
    return Made(cases, " ".join(words))


def among(found: int, before: int, after: int, done: bool) -> None:
    assert found in ((after,) if done else (before, after)), (
        f"{found}, before {before}, after {after}, done {done}"
    )


def added(book: Book, folder: Path, made: Made, done: bool) -> None:
    among(book.count(), CASES, CASES + 1, done)
    assert len(book.drafts()) <= 1
    assert not (book.count() > CASES and book.drafts()), "saved, and begun still"


def edited(book: Book, folder: Path, made: Made, done: bool) -> None:
    among(int(book.case(made.cases[1]).value("attended") == "yes"), 0, 1, done)


def attached(book: Book, folder: Path, made: Made, done: bool) -> None:
    there = book.attachments(made.cases[2])
    among(len(there), 1, 2, done)
    assert [book.attachment(made.cases[2], one.id) for one in there[1:]] == [LETTER] * (len(there) - 1)


def imported(book: Book, folder: Path, made: Made, done: bool) -> None:
    among(book.count(), CASES, CASES + ROWS, done)


def purged(book: Book, folder: Path, made: Made, done: bool) -> None:
    among(book.count(), CASES, CASES - 1, done)
    gone = book.count() < CASES
    assert gone == (made.cases[3] not in {case.id for case in book.cases()})
    (left,) = book.vault.db.execute("select count(*) from attachment").fetchone()
    assert left == book.count()
    assert len(book.search("inventada")) == book.count()


def consented(book: Book, folder: Path, made: Made, done: bool) -> None:
    said = book.case(made.cases[4]).consents.get("coalition")
    among(int(said is not None and said.state == "given"), 0, 1, done)


def rotated(book: Book, folder: Path, made: Made, done: bool) -> None:
    actions = [entry.body.action for entry in book.log.entries() if entry.body]
    assert not done or "rotated" in actions
    assert book.count() == CASES


def backed_up(book: Book, folder: Path, made: Made, done: bool) -> None:
    """Whole or not there; and the next one is written all the same."""
    from varick.casebook.cases.dates import parse_day
    from varick.casebook.file.vault import PaperWords
    from varick.casebook.keeping.backup import back_up
    from varick.casebook.keeping.restore import restore

    assert parse_day("2026")
    there = list((folder / "backups").glob("*.age"))
    among(len(there), 0, 1, done)
    back_up(book, folder / "backups", date(2026, 1, 1))
    back_up(book, folder / "backups", date.today())  # noqa: DTZ011
    for number, one in enumerate(sorted((folder / "backups").glob("*.age"))):
        target = folder / f"restored-{number}.casebook"
        assert restore(one, target, PaperWords(tuple(made.words.split()))).cases == CASES
        target.unlink()
    assert not list((folder / "backups").glob(".*")), "what was begun lies about"
    shutil.rmtree(folder / "backups")
    (folder / "backups").mkdir()


VERBS: dict[str, tuple[Callable[[Made], list[str]], list[str], Held]] = {
    "add": (lambda made: ["add"], ["1", "1", "1", "2", "1", "2", *[""] * 17, "1", "1"], added),
    "edit": (lambda made: ["edit", made.cases[1], "attended"], ["yes"], edited),
    "attach": (lambda made: ["attach", made.cases[2], "scan.jpg", "--kind", "letter"], ["from the client", "2018-03"], attached),
    "import": (lambda made: ["import", "cases.csv", "--retain-until", "2090-01-01", "--apply"], [], imported),
    "purge": (lambda made: ["purge", made.cases[3], "--yes"], [], purged),
    "keys": (lambda made: ["keys", "--rotate"], [], rotated),
    "consent": (lambda made: ["consent", made.cases[4], "--use", "coalition", "--state", "given"], ["on paper"], consented),
    "backup": (lambda made: ["backup", "--to", "backups"], [], backed_up),
}  # fmt: skip


def once(work: Path, made: Made, verb: str, after: float | None) -> bool:
    """Run a verb in a child, kill it after so many seconds where that is given; whether it had said that it was done."""
    arguments, typed, held = VERBS[verb]
    name, *rest = arguments(made)
    read, out = os.pipe()
    pid = os.fork()
    if not pid:
        code = 70
        try:
            os.close(read)
            os.dup2(out, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.chdir(work)
            lines = "".join(f"{line}\n" for line in (SECRET, *typed))
            sys.stdin = io.TextIOWrapper(io.BytesIO(lines.encode()), encoding="utf-8")
            sys.stdout = os.fdopen(1, "w", encoding="utf-8")
            sys.stderr = os.fdopen(2, "w", encoding="utf-8")
            code = run(["casebook", name, "office.casebook", *rest, "--secret-from-stdin"])
        except BaseException:
            traceback.print_exc()
        os._exit(code)
    os.close(out)
    if after is not None:
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, (
        f"{verb} ended with {os.WEXITSTATUS(status)}"
    )
    done = not os.WIFSIGNALED(status) or bool(said)
    with Book.open(work / "office.casebook", Passphrase(SECRET)) as book:
        book.vault.check()
        assert check(book).sound, "what is in it is not what the log says"
        held(book, work, made, done)
        book.set_meta(
            "written after", "yes"
        )  # a journal that was never begun in earnest goes with the next write
    left = sorted(path.name for path in work.iterdir())
    assert left == ["backups", "cases.csv", "office.casebook", "scan.jpg"], left
    return done


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    luck, found = random.Random(given.seed), Counter[str]()
    source, work = given.folder / "source", given.folder / "work"
    source.mkdir()
    made = prepared(source)
    takes: dict[str, float] = {}
    for number in range(-2 * len(VERBS), given.kills):
        verb = list(VERBS)[number % len(VERBS)]
        shutil.copytree(source, work)
        after = None if number < 0 else luck.random() * takes[verb] * 1.05
        begin = time.monotonic()
        try:
            done = once(work, made, verb, after)
        except BaseException:
            print(f"{verb}, killed after {after} seconds", file=sys.stderr)
            raise
        if after is None:  # twice, since the first time something is imported
            takes[verb] = (time.monotonic() - begin) / (3 if verb == "backup" else 1.5)
        else:
            found[verb] += 1
            found["done before"] += done
        shutil.rmtree(work)
    shutil.rmtree(source)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
