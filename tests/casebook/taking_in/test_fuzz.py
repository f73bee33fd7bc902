"""Malformed tables of cases: each is refused in one line, or every row of it is added, changed, the same or rejected."""

import csv
import io
import random
import re
import zipfile
from datetime import date
from pathlib import Path
from unicodedata import category

import pytest
from mutated_files import changed, rezipped

from varick.casebook.book import Book
from varick.casebook.taking_in.columns import match, targets
from varick.casebook.taking_in.plan import plan
from varick.casebook.taking_in.reading import read_table
from varick.errors import VarickError

PLANTED = "Zyxwina Inventada-Quux"
CELLS = (
    "", "", "unknown", "-", "none", "refused", "yes", "NO", "sí", "other", "call_in_letter", "client", "2018-03-08", "2018-02-30", "3/8/2018",
    "2018", "~2018-03-08", "week of 2018-03-05", "9:30", "25:99", "PL 221.10", "44", "-1", "9" * 30, "1e5", "A012345678", "see A12345678.",
    "=1+1", "\u2028", "\u202e", "🙂", "é" * 50, "a\nb", '"', "'", ";", "; ;", "counsel; counsel", "#codes", "B-1", "B-2", " ", "NULL",
    PLANTED, "given", "2030-01-01", "x" * 11_000,
)  # fmt: skip


def headings(luck: random.Random) -> list[str]:
    known = ["practice", "source_type", *luck.sample(sorted(targets()), luck.randint(0, 12))]
    odd = luck.sample(
        ["", "weather", "A#", "práctica", "Who told you?", "x" * 300, PLANTED, "case_id", "own_reference"],
        luck.randint(0, 2),
    )
    found = [*known, *odd]
    luck.shuffle(found)
    return found


def rows(luck: random.Random, book: Book) -> list[list[str]]:
    heads = headings(luck)
    ids = [case.id for case in book.cases()]
    found = [heads]
    for _ in range(luck.randint(0, 12)):
        width = len(heads) + luck.choice((0, 0, 0, 0, 1, -1))
        found.append([luck.choice((*CELLS, *ids)) for _ in range(width)])
        for place, head in enumerate(heads[: len(found[-1])]):
            if head in ("practice", "source_type") and luck.random() < 0.8:
                found[-1][place] = {"practice": "other", "source_type": "client"}[head]
    return found


def as_csv(luck: random.Random, lines: list[list[str]]) -> bytes:
    text = io.StringIO()
    quoting = luck.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(
        text, delimiter=luck.choice(",,;\t|"), quoting=quoting, lineterminator=luck.choice(("\n", "\r\n"))
    ).writerows(lines)
    return text.getvalue().encode(luck.choice(("utf-8", "utf-8-sig", "utf-16")), "replace")


def as_xlsx(luck: random.Random, lines: list[list[str]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for _ in range(luck.choice((1, 1, 2))):
        sheet = made.add_worksheet()
        for number, line in enumerate(lines):
            for place, text in enumerate(line):
                if text.isdigit() and luck.random() < 0.5:
                    sheet.write_number(number, place, float(text[:15]))
                elif text and luck.random() < 0.05:
                    sheet.write_boolean(number, place, luck.random() < 0.5)
                else:
                    sheet.write_string(number, place, re.sub(r"[\x00-\x08]", "", text))
    made.close()
    return out.getvalue()


def one_line(text: str) -> None:
    assert text
    assert len(text) < 1200
    assert not {category(c) for c in text} & {"Cc", "Cs", "Zl", "Zp"}, ascii(text)


def refused(error: VarickError, name: str) -> None:
    assert error.exit_code == 2
    one_line(str(error))
    assert str(error).startswith((name, "--"))


def check(seed: int, book: Book, folder: Path) -> str:
    luck = random.Random(seed)
    lines = rows(luck, book)
    if luck.random() < 0.6:
        path, data = folder / "cases.csv", as_csv(luck, lines)
    else:
        path, data = folder / "cases.xlsx", as_xlsx(luck, lines)
        if luck.random() < 0.3:
            data = rezipped(data, luck)
    path.write_bytes(
        changed(data, luck, luck.choice((0, 1, 1, 2, 5)), text=luck.random() < 0.5)
        if luck.random() < 0.5
        else data
    )
    try:
        table = read_table(path)
        matched = match(table, ignored=["*"] if luck.random() < 0.8 else [], key=None)
        made = plan(
            book, table, matched, retain_until=date(2030, 1, 1), today=date(2026, 11, 23),
            order=luck.choice(("year-first", "month-first", "day-first")),
        )  # fmt: skip
    except VarickError as error:
        refused(error, path.name)
        return "refused"
    assert made.accounted()
    held = [
        *(s.row for s in made.added),
        *(s.row for s in made.changed),
        *made.same,
        *(r for r in made.rejected if r),
    ]
    assert len(set(held)) == len(held)
    assert set(made.rejected) == {one.row for one in made.problems}
    for one in made.problems:
        one_line(one.reason)
        assert PLANTED not in one.reason
        assert "A012345678" not in one.reason
    return "read"


@pytest.mark.parametrize("part", range(6))
def test_malformed_tables(part: int, book: Book, tmp_path: Path) -> None:
    campaign(part * 50, 50, book, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
def test_malformed_tables_at_length(part: int, book: Book, tmp_path: Path) -> None:
    campaign(1_000 + part * 500, 500, book, tmp_path)


def campaign(first: int, count: int, book: Book, folder: Path) -> None:
    """So many files against a casebook of two cases, one of which has an own number; both fates must be met."""
    from varick.casebook.cases.answers import parse_answer
    from varick.casebook.cases.fields import field

    told = {"practice": "other", "source_type": "client"}
    for more in ({}, {"own_reference": "B-1", "attended": "unknown"}):
        answers = {name: parse_answer(field(name), text) for name, text in (told | more).items()}
        book.add(answers, retain_until=date(2030, 1, 1))
    before = len(list(book.log.entries()))
    fates = []
    for seed in range(first, first + count):
        try:
            fates.append(check(seed, book, folder))
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
    assert set(fates) == {"refused", "read"}
    assert len(list(book.log.entries())) == before


def test_a_line_quotes_no_bytes_of_a_workbook(tmp_path: Path) -> None:
    """Of a part whose own name was made longer, zipfile would quote what follows it: cells, where they are stored unpacked."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(random.Random(1), [["practice"], [PLANTED] * 9]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
        at = new.getinfo("xl/worksheets/sheet1.xml").header_offset + 26
    data = bytearray(out.getvalue())
    data[at : at + 2] = (20_000).to_bytes(2, "little")
    path = tmp_path / "cases.xlsx"
    path.write_bytes(data)
    with pytest.raises(VarickError) as caught:
        read_table(path)
    refused(caught.value, path.name)
    assert PLANTED not in str(caught.value)
    assert len(str(caught.value)) < 250
