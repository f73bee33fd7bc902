"""Malformed casebooks and written logs: each ends in one line, or holds all that it held; a file that is refused stays as it is.

Malformed tables, backups and pictures have campaigns of their own (taking_in/test_fuzz.py, keeping/test_restore.py and
letters/test_decode.py); here some of every kind go through the verbs, as a user gives them.
"""

import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
import synthetic_letters
import watched
from mutated_files import changed, replaced, rezipped, table, workbook

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer
from varick.casebook.cases.fields import field
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.chain.logfile import check_file, written
from varick.casebook.checking import check
from varick.casebook.file.container import HEAD
from varick.casebook.file.vault import Cost, PaperWords, Passphrase
from varick.casebook.keeping.backup import back_up
from varick.errors import VarickError

SECRET = "invented words for tests"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "organisation.yaml"
CASES = 5


@dataclass
class Sound:
    """Good files of each kind, as bytes, and what opens them."""

    book: bytes
    backup: bytes
    log: bytes
    words: tuple[str, ...]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    folder = tmp_path_factory.mktemp("sound")
    book, words = Book.create(
        folder / "office.casebook", organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT
    )
    with book:
        told = {"practice": "call_in_letter", "source_type": "client", "account": "an invented account"}
        answers = {name: parse_answer(field(name), text) for name, text in told.items()}
        for number in range(CASES):
            who = Identity((Name(f"Inventada {number}"),))
            case = book.add(answers, identity=who, retain_until=date(2090, 1, 1))
            book.attach(
                case,
                f"a letter {number} ".encode() * 400,
                name="letter.txt",
                kind="letter",
                provenance="by hand",
            )
        log = "".join(written(book.log)).encode()
        backup = back_up(book, folder, date(2026, 11, 23)).path.read_bytes()
    return Sound((folder / "office.casebook").read_bytes(), backup, log, words)


def refusal(error: VarickError, starts: tuple[str, ...]) -> None:
    one_line(str(error))
    assert error.exit_code == 2
    assert str(error).startswith(starts), str(error)


def one_line(text: str) -> None:
    assert text.strip()
    assert len(text) < 600, text
    assert not {category(c) for c in text} & {"Cc", "Cs", "Zl", "Zp"}, ascii(text)


def mangled(data: bytes, luck: random.Random, head: int, text: bool = False) -> bytes:
    if luck.random() < 0.05:
        return replaced(data, luck)
    return changed(data, luck, luck.choice((1, 1, 1, 2, 4)), text, head)


# --- casebooks


def books(sound: Sound, folder: Path, first: int, count: int) -> Counter[str]:
    """What became of so many malformed casebooks: refused, told by a check, or whole."""
    found: Counter[str] = Counter()
    path = folder / "bad.casebook"
    for seed in range(first, first + count):
        luck = random.Random(seed)
        data = mangled(sound.book, luck, HEAD if luck.random() < 0.5 else 0)
        path.write_bytes(data)
        secret = luck.choice([Passphrase(SECRET), PaperWords(sound.words)])
        try:
            with Book.open(path, secret) as book:
                checked = check(book)
                assert checked.sound, f"seed {seed}: authenticated, and not what was written"
                assert (checked.cases, checked.attachments) == (CASES, CASES), f"seed {seed}"
                assert len(book.search("inventada")) == CASES
        except VarickError as error:
            refusal(error, (f"{path}: ", "wrong"))
            kept = path.read_bytes()
            found["refused" if kept[HEAD:] == data[HEAD:] else "written to"] += 1
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        else:
            found["whole"] += 1
        assert [one.name for one in folder.iterdir()] == [path.name], f"seed {seed}"
        path.unlink()
    assert not found["written to"]
    return found


def test_malformed_casebooks(sound: Sound, tmp_path: Path) -> None:
    found = books(sound, tmp_path, 0, 150)
    assert min(found["refused"], found["whole"]) > 10, found


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_3_000_malformed_casebooks(sound: Sound, tmp_path: Path, part: int) -> None:
    found = books(sound, tmp_path, 10_000 + 750 * part, 750)
    assert sum(found.values()) == 750


# --- written logs


def logs(sound: Sound, first: int, count: int) -> Counter[str]:
    """What became of so many malformed logs; only one that says the same as before may pass."""
    found: Counter[str] = Counter()
    for seed in range(first, first + count):
        luck = random.Random(seed)
        data = mangled(sound.log, luck, 200, text=luck.random() < 0.6)
        try:
            report = check_file(data, "log.txt")
        except VarickError as error:
            refusal(error, ("log.txt: ",))
            found["refused"] += 1
            continue
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        assert not report.sound or data == sound.log or sound.log.startswith(data), f"seed {seed}"
        found["told" if not report.sound else "whole"] += 1
    return found


def test_malformed_logs(sound: Sound) -> None:
    found = logs(sound, 0, 400)
    assert min(found["refused"], found["told"]) > 10, found


@pytest.mark.long
def test_3_000_malformed_logs(sound: Sound) -> None:
    assert sum(logs(sound, 10_000, 3_000).values()) == 3_000


# --- through the verbs


Kind = tuple[str, Callable[[Sound, random.Random], bytes], list[str], str]


def _table(luck: random.Random) -> bytes:
    rows = "".join(f"other,client,{row[0]},{row[3]!r}\n" for row in table(luck, 9))
    return f"practice,source_type,letter_date,account\n{rows}".encode()


def kinds(sound: Sound) -> list[Kind]:
    """(name of the file, malformed bytes, the verb, what is typed): FILE, BOOK and OUT stand for paths."""
    words, picture = " ".join(sound.words), synthetic_letters.photographed("dev-prose-02", "flat")
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/MediaBox[0 0 612 792]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n"
    piped = ["--secret-from-stdin"]
    taking = ["casebook", "import", "BOOK", "FILE", "--retain-until", "2090-01-01", "--apply", *piped]

    def of(data: bytes, head: int = 0, text: bool = False) -> Callable[[Sound, random.Random], bytes]:
        return lambda _, luck: mangled(data, luck, head, text)

    return [
        ("a.casebook", of(sound.book, HEAD), ["casebook", "list", "FILE", *piped], SECRET),
        ("b.casebook", of(sound.book), ["casebook", "verify", "FILE", "--contents", *piped], SECRET),
        ("c.casebook", of(sound.book), ["casebook", "export", "FILE", "--level", "full", "--in-clear", "--for", "X", "--out", "OUT", *piped], SECRET),
        ("a.age", of(sound.backup, 400), ["casebook", "restore", "FILE", "--to", "OUT", *piped], words),
        ("b.age", of(sound.backup), ["casebook", "drill", "BOOK", "FILE", *piped], words),
        ("log.txt", of(sound.log, 200, True), ["casebook", "verify", "FILE"], ""),
        ("cases.csv", lambda _, luck: changed(_table(luck), luck, 3, True), taking, SECRET),
        ("cases.xlsx", lambda _, luck: rezipped(workbook(luck), luck), taking, SECRET),
        ("letter.jpg", lambda _, luck: changed(picture[: luck.randrange(2000)], luck, 2), ["letter", "read", "FILE"], ""),
        ("letter.pdf", of(pdf, 0, True), ["letter", "read", "FILE", "--masked", "OUT"], ""),
        ("org.yaml", lambda _, luck: changed(EXAMPLE.read_bytes(), luck, 2, True), ["flyer", "--org", "FILE", "--out", "OUT"], ""),
    ]  # fmt: skip


def hashes(folder: Path) -> dict[str, str]:
    """Of each file; of a casebook that was malformed without its header, of which a sound copy heals the other."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            data = data[HEAD:] if path.suffix == ".casebook" and path.name != "good.casebook" else data
            found[str(path)] = hashlib.sha256(data).hexdigest()
    return found


def through_verbs(sound: Sound, folder: Path, seeds: range) -> Counter[str]:
    """Each kind, so often, through its verb: exit 0, 1 or 2, and then one line; the file as it was, and nothing half written."""
    places, given = watched.Places(folder / "watched"), folder / "given"
    asked: list[dict[str, Any]] = []
    for seed in seeds:
        for name, make, arguments, typed in kinds(sound):
            here = given / f"{seed}-{name}"
            here.mkdir(parents=True)
            (here / name).write_bytes(make(sound, random.Random(f"{seed} {name}")))
            (here / "good.casebook").write_bytes(sound.book)
            paths = {"FILE": name, "BOOK": "good.casebook", "OUT": "out"}
            put = [str(here / paths[one]) if one in paths else one for one in arguments]
            asked.append({"arguments": put, "typed": f"{typed}\n"})
    before = hashes(given)
    done, _ = watched.steps(places, asked, seconds=900)
    after, found = hashes(given), Counter[str]()
    for step in done:
        (here,) = {Path(one).parent for one in step.arguments if str(given) in one}
        what = here.name.partition("-")[2]
        lines = [line for line in step.err.splitlines() if line.startswith("varick: ")]
        assert step.code in (0, 1, 2), (here, step.err)
        assert (len(lines) == 1) == (step.code != 0), (here, step.code, step.err)
        for line in lines:
            one_line(line)
        exported = what == "c.casebook" and not step.code
        assert exported or after[str(here / what)] == before[str(here / what)], here
        if step.code and what.startswith(("cases", "letter", "org", "log", "a.")):
            assert after.get(str(here / "good.casebook")) == before[str(here / "good.casebook")], here
            assert sorted(p.name for p in here.iterdir()) == sorted((what, "good.casebook")), here
        found[f"{what} {'answered' if not step.code else 'refused'}"] += 1
    assert [str(p) for f in places.folders for p in f.rglob("*")] == []
    shutil.rmtree(given)
    return found


def test_malformed_files_of_every_kind_through_the_verbs(sound: Sound, tmp_path: Path) -> None:
    found = through_verbs(sound, tmp_path, range(6))
    assert sum(found.values()) == 6 * len(kinds(sound))
    assert sum(count for what, count in found.items() if what.endswith("refused")) > 20, found


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_many_malformed_files_of_every_kind_through_the_verbs(
    sound: Sound, tmp_path: Path, part: int
) -> None:
    found = through_verbs(sound, tmp_path, range(100 + 30 * part, 130 + 30 * part))
    assert sum(found.values()) == 30 * len(kinds(sound))
