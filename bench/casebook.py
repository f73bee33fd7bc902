"""A casebook of 10,000 invented cases beside the same work on plain sqlite3: open, list, search, add. Results must be equal.

python bench/casebook.py [--cases 10000] [--json FILE]

Exits with 1 where results differ or a target is missed. Times are the wall's (a durable write waits for the disk), medians
over many calls; processor seconds stand beside them, since a shared machine stretches the wall.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from varick.casebook.book import Book
from varick.casebook.cases import answers as answering
from varick.casebook.cases import case as casing
from varick.casebook.cases import identity as identifying
from varick.casebook.cases.answers import NONE, UNKNOWN, Answer
from varick.casebook.cases.case import Case, searchable
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.fields import Field, fields
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.slots import argon2id
from varick.casebook.file.vault import Cost, Passphrase

TARGETS = {"open": 2_000.0, "search": 20.0, "add": 20.0}
"""Milliseconds: open after the key is derived, a search of one or two words, one durable addition."""
SECRET = "invented words for a bench"
UNTIL = date(2090, 1, 1)
ADDED, SEARCHED = 200, 300
PLAIN = """
pragma journal_mode = delete; pragma synchronous = full; pragma temp_store = memory; pragma secure_delete = on;
create table cases(row integer primary key, case_id text not null unique, document text not null, identity text not null);
create table log(seq integer primary key, at text, actor text, action text, case_id text, detail text);
create virtual table case_text using fts5(said, who, tokenize = "unicode61 remove_diacritics 2");
"""
"""As ours, but for the index, which this sqlite3 may be too old (before 3.42) to clean behind itself."""


class Plain:
    """What one would write without a casebook: JSON in a table, an index, a log of rows; nothing sealed, nothing signed."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)

    def add(self, case: Case, who: Identity) -> None:
        self.db.execute("begin immediate")
        self.put(case, who)
        self.db.execute("commit")

    def put(self, case: Case, who: Identity) -> None:
        said = (case.id, json.dumps(casing.to_json(case)), json.dumps(identifying.to_json(who)))
        row = self.db.execute(
            "insert into cases(case_id, document, identity) values(?, ?, ?)", said
        ).lastrowid
        names = "\n".join((*(n.text for n in who.names), who.phone))
        self.db.execute(
            "insert into case_text(rowid, said, who) values(?, ?, ?)", (row, searchable(case), names)
        )
        detail = json.dumps(list(case.answers))
        logged = (case.added.isoformat(), "Ana", "added", case.id, detail)
        self.db.execute("insert into log(at, actor, action, case_id, detail) values(?, ?, ?, ?, ?)", logged)

    def cases(self) -> list[Case]:
        found = self.db.execute("select case_id, document from cases order by row")
        return [casing.from_json(name, json.loads(text)) for name, text in found]

    def search(self, text: str) -> list[str]:
        asked = " ".join(f'"{word}"*' for word in text.split())
        sql = "select case_id from case_text join cases on row = case_text.rowid where case_text match ? order by rank, row"
        return [name for (name,) in self.db.execute(sql, (asked,))]


def invented(luck: random.Random, words: list[str]) -> tuple[dict[str, Answer], Identity]:
    """A case and a person that do not exist: most fields answered, some unknown, texts of invented words."""
    told: dict[str, Answer] = {}
    for one in fields().values():
        if one.asked_of(told) and (one.tier == "required" or luck.random() < 0.85):
            told[one.name] = _answer(one, luck, words)
    names = tuple(
        Name(f"{luck.choice(words).title()} {luck.choice(words).title()}", k) for k in ("own", "letter")
    )  # type: ignore[arg-type]
    return told, Identity(
        names,
        DayOf(date(1950, 1, 1) + timedelta(luck.randrange(20_000))),
        f"212 555 {luck.randrange(10_000):04}",
    )


def _answer(one: Field, luck: random.Random, words: list[str]) -> Answer:
    if luck.random() < 0.15:
        return NONE if one.none else UNKNOWN
    value: Any = " ".join(luck.choices(words, k=60 if one.name == "account" else 6))
    if one.kind == "choice":
        value = luck.choice(one.choices)
    elif one.kind == "choices":
        value = tuple(c for c in one.choices if luck.random() < 0.5) or one.choices[:1]
    elif one.kind == "date":
        value = DayOf(
            date(2017, 1, 1) + timedelta(luck.randrange(3_000)), luck.choice(("day", "day", "week", "month"))
        )
    elif one.kind == "count":
        value = luck.randint(one.low, min(one.high, 100))
    elif one.kind == "section":
        value = "PL 221.10"
    elif one.kind == "moment":
        value = f"{luck.randrange(24):02}:30"
    answer = Answer(value, source="client", reliability="firsthand")
    answering.check_answer(one, answer)
    return answer


def timed(call: Callable[[], Any], times: int = 1) -> dict[str, float]:
    """Median, the 95th of a hundred and the worst wall time of a call in ms, and its processor ms."""
    took = []
    cpu = time.process_time()
    for _ in range(times):
        begin = time.perf_counter()
        call()
        took.append((time.perf_counter() - begin) * 1000)
    spent = (time.process_time() - cpu) * 1000 / times
    took.sort()
    return {
        "median": statistics.median(took),
        "p95": took[int(len(took) * 0.95)],
        "worst": took[-1],
        "cpu": spent,
    }


def run(folder: Path, n: int) -> tuple[dict[str, dict[str, dict[str, float]]], dict[str, int]]:
    """Times by question and program, and sizes of the files in bytes. Raises AssertionError where results differ."""
    luck = random.Random(5)
    syllables = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo"]
    words = ["".join(luck.choices(syllables, k=luck.randint(2, 4))) for _ in range(3_000)]
    people = [invented(luck, words) for _ in range(n + ADDED)]
    ours, theirs = folder / "office.casebook", folder / "plain.sqlite"
    book, _ = Book.create(ours, organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT)
    with book.vault.transaction():
        for told, who in people[:n]:
            book.add(told, identity=who, retain_until=UNTIL)
    book.close()
    plain = Plain(theirs)
    plain.db.executescript(PLAIN)
    times: dict[str, dict[str, dict[str, float]]] = {}

    def opened() -> None:
        with Book.open(ours, Passphrase(SECRET)) as again:
            assert again.count() == n

    def opened_plainly() -> None:
        again = sqlite3.connect(theirs)
        assert again.execute("select count(*) from cases").fetchone()[0] == n
        again.close()

    with Book.open(ours, Passphrase(SECRET)) as book:
        plain.db.execute("begin")
        for case in book.cases():
            plain.put(case, book.identity(case.id))
        plain.db.execute("commit")
    times["open"] = {"varick": timed(opened, 5), "sqlite3": timed(opened_plainly, 5)}
    with Book.open(ours, Passphrase(SECRET)) as book:
        assert list(book.cases()) == plain.cases(), "every case reads alike"
        asked = [" ".join(luck.choices(words, k=1 + i % 2)) for i in range(SEARCHED)]
        found = [(book.search(text), plain.search(text)) for text in asked]
        assert all(one == other for one, other in found), "every search finds the same, in the same order"
        assert sum(bool(one) for one, _ in found) > SEARCHED / 3, "most searches find something"
        times["list all"] = {
            "varick": timed(lambda: list(book.cases()), 3),
            "sqlite3": timed(plain.cases, 3),
        }
        for name, search in (("varick", book.search), ("sqlite3", plain.search)):
            left = iter(asked)
            times.setdefault("search", {})[name] = timed(lambda s=search, a=left: s(next(a)), SEARCHED)  # type: ignore[misc]
        more, added = iter(people[n:]), []

        def add() -> None:
            told, who = next(more)
            added.append(book.add(told, identity=who, retain_until=UNTIL))

        times["add"] = {"varick": timed(add, ADDED)}
        waiting = iter([(book.case(name), book.identity(name)) for name in added])
        times["add"]["sqlite3"] = timed(lambda: plain.add(*next(waiting)), ADDED)
        assert list(book.cases()) == plain.cases()
        assert [who for _, who in people[n:]] == [book.identity(name) for name in added]
    plain.db.close()
    return times, {"varick": ours.stat().st_size, "sqlite3": theirs.stat().st_size}


def flushed(folder: Path) -> dict[str, float]:
    """One write of a page and its way to the disk, of which a durable addition needs several."""
    with (folder / "flushed").open("wb", buffering=0) as file:

        def write() -> None:
            file.write(os.urandom(4096))
            os.fsync(file.fileno())

        return timed(write, 100)


def main() -> int:
    """Print the table; 0 where results agree and every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--json", type=Path, help="also write the numbers here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times, sizes = run(Path(folder), chosen.cases)
        flush = flushed(Path(folder))
    key = timed(lambda: argon2id(SECRET, os.urandom(16), *Cost.NORMAL.value))
    print(f"{chosen.cases:,} cases; results equal; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':12}{'program':10}{'median ms':>11}{'p95':>9}{'worst':>9}{'cpu ms':>9}{'target':>9}")
    missed = []
    for question, rows in times.items():
        for name, took in rows.items():
            target = TARGETS.get(question) if name == "varick" else None
            if target is not None and took["median"] > target:
                missed.append(question)
            figures = f"{took['median']:>11.2f}{took['p95']:>9.2f}{took['worst']:>9.2f}{took['cpu']:>9.2f}"
            print(f"{question:12}{name:10}{figures}{f'< {target:,.0f}' if target else '':>9}")
    print(f"key of the passphrase (argon2id, 256 MiB, 3 passes), before open: {key['median']:,.0f} ms")
    print(f"one page flushed to this disk: {flush['median']:.2f} ms, p95 {flush['p95']:.2f}")
    print("size: " + ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in sizes.items()))
    if chosen.json:
        chosen.json.write_text(
            json.dumps({"times": times, "sizes": sizes, "key": key}, indent=1), encoding="utf-8"
        )
    for question in missed:
        print(f"missed: {question}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
