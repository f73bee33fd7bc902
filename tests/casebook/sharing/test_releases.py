"""Tables published one after the other: who has all of them can bound no withheld count more closely than who has one."""

import json
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest
from made_cases import BOTH, TODAY, UNTIL

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer, parse_answer
from varick.casebook.cases.fields import field
from varick.casebook.keeping.purge import purge
from varick.casebook.sharing.aggregate import Asked, aggregate
from varick.casebook.sharing.audit import ranges
from varick.casebook.sharing.dimensions import row_of
from varick.casebook.sharing.package import place
from varick.casebook.sharing.tables import Cell, Sum
from varick.errors import NoAnswer

BY = ("practice,quarter", "practice,borough")
DAYS = ("2018-02-05", "2018-05-07", "2018-08-06", "2018-11-05")


def add(book: Book, practice: str, day: str, borough: str, n: int) -> None:
    for _ in range(n):
        told = {"practice": practice, "source_type": "client", "letter_date": day, "arrest_borough": borough}
        answers = {name: parse_answer(field(name), text) for name, text in told.items()}
        book.add(answers, consents=BOTH, privileged=False, retain_until=UNTIL)


class Reader:
    """Has every release, and knows which cells are of the same cases as before; nothing else."""

    def __init__(self) -> None:
        self.published: dict[Cell, int | None] = {}
        self.sums: list[Sum] = []

    def takes(self, book: Book, told: dict[Cell, int | None], by: tuple[str, ...]) -> None:
        rows = {
            case.id: row_of(case.answers, {level for text in by for level in text.split(",")})
            for case in book.cases()
        }
        within: dict[Cell, frozenset[str]] = {
            cell: frozenset(case for case, row in rows.items() if all(row[a] == b for a, b in cell))
            for cell in told
        }
        named = {cell: (*cell, ("cases", " ".join(sorted(who)))) for cell, who in within.items()}
        for cell, count in told.items():
            if count is not None or named[cell] not in self.published:
                self.published[named[cell]] = count
        for text in by:
            levels = text.split(",")
            parts = defaultdict(list)
            for cell in told:
                for level in levels:
                    if level in dict(cell) and set(dict(cell)) <= set(levels):
                        whole = tuple(side for side in cell if side[0] != level)
                        parts[whole, level].append(named[cell])
            self.sums += [(named[whole], tuple(found)) for (whole, _), found in parts.items()]

    def least_width(self) -> int:
        found = ranges(self.published, self.sums)
        return min((high - low for low, high in found.values() if high is not None), default=99)


def publish(book: Book, tmp_path: Path, number: int) -> dict[Cell, int | None]:
    made = aggregate(book, Asked(by=BY), today=TODAY)
    place(book, made, tmp_path / f"out{number}", recipient="public", today=TODAY)
    told: dict[Cell, int | None] = {}
    for table in json.loads(made.files["tables.json"])["tables"]:
        for row in table["cells"]:
            sides = {k: v for k, v in row.items() if k not in ("cases", "withheld")}
            told[tuple(sorted(sides.items()))] = row["cases"]
    return told


def test_two_totals_do_not_give_back_what_lies_between_them(book: Book, tmp_path: Path) -> None:
    for day, home, letters in zip(DAYS, (2, 7, 9), (20, 7, 9), strict=False):
        add(book, "home_arrest", day, "queens", home)
        add(book, "call_in_letter", day, "queens", letters)
    first = publish(book, tmp_path, 1)
    add(book, "home_arrest", DAYS[3], "queens", 3)
    add(book, "call_in_letter", DAYS[3], "queens", 11)
    second = publish(book, tmp_path, 2)
    home: Cell = (("practice", "home_arrest"),)
    assert first[home] == 18
    assert second[home] is None  # 21 would have told that the fourth quarter's withheld count is 3
    assert publish(book, tmp_path, 3) == second


@pytest.mark.parametrize("seed", range(4))
def test_whoever_has_every_release_bounds_nothing_closely(book: Book, tmp_path: Path, seed: int) -> None:
    luck, reader = Random(seed), Reader()
    for number, day in enumerate(DAYS):
        for practice in ("home_arrest", "call_in_letter", "courthouse_arrest"):
            for borough in ("queens", "bronx", "brooklyn"):
                add(book, practice, day, borough, luck.choice((0, 1, 3, 6, 9)))
        try:
            told = publish(book, tmp_path, number)
        except NoAnswer:
            continue
        reader.takes(book, told, BY)
        assert reader.least_width() >= 3


def test_a_purge_between_two_releases_is_no_contradiction(book: Book, tmp_path: Path) -> None:
    for borough, n in (("queens", 12), ("bronx", 3), ("brooklyn", 9)):
        add(book, "home_arrest", DAYS[0], borough, n)
        add(book, "call_in_letter", DAYS[0], borough, 8)
    publish(book, tmp_path, 1)
    purge(book, [next(case.id for case in book.cases() if case.answers["arrest_borough"] == Answer("bronx"))])
    add(book, "home_arrest", DAYS[1], "queens", 9)
    told = publish(book, tmp_path, 2)
    assert told[("quarter", "2018-Q2"),] == 9
