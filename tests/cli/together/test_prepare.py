"""`varick together prepare`: what it says before anything leaves, what it writes, and what it refuses."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from offices import PASSPHRASE, Offices, agreed
from people import made, written

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.fields import field
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.vault import Cost, Passphrase
from varick.together.people import Person

Run = Callable[..., Any]
FILE = "list-1-of-3.hop-0.to-imagined-road.together"


@pytest.fixture
def offices(tmp_path: Path) -> Offices:
    return agreed(tmp_path / "offices", rows=60, planted=20)


@pytest.fixture
def people() -> tuple[Person, ...]:
    return written(made("development-1", 20), seed="development-1", known=[range(20)]).people[0]


@pytest.fixture
def prepare(varick: Run, offices: Offices, people: tuple[Person, ...]) -> Run:
    """The verb at the first office, on cases.csv with these people."""
    offices.table(0, people)
    office = offices.cli(varick, 0)

    def run(*more: str, table: str = "cases.csv", charter: str = "../count.charter") -> Any:
        return office("prepare", "desk", charter, "--table", table, *more)

    return run


def left_in(offices: Offices) -> list[str]:
    """What stands in the first office's folder beside desk and table."""
    return sorted(p.name for p in offices[0].folder.iterdir() if p.name not in ("desk", "cases.csv"))


def test_it_says_what_leaves_before_it_writes_it(prepare: Run, offices: Offices) -> None:
    ran = prepare()
    assert ran.code == 0, ran.err
    assert "Cases looked at: 20. Taking part: 20." in ran.out
    said, written = ran.out.index("What leaves this machine"), ran.out.index("Written: ")
    assert said < written
    size = (offices[0].folder / FILE).stat().st_size
    assert f"{size:,} bytes. SHA-256: " in ran.out
    assert left_in(offices) == [FILE]


def test_a_dry_run_makes_no_secret_and_no_file(prepare: Run, offices: Offices) -> None:
    ran = prepare("--dry-run")
    assert ran.code == 0, ran.err
    assert "Nothing was blinded or written." in ran.out
    assert left_in(offices) == []
    with offices[0].desk() as desk:
        assert desk.stage == "signed"


def test_the_same_again_is_the_same_file_and_other_cases_are_refused(
    prepare: Run, offices: Offices, people: tuple[Person, ...]
) -> None:
    assert prepare().code == 0
    first = (offices[0].folder / FILE).read_bytes()
    again = prepare()
    assert "Written before, and the same again" in again.out
    assert (offices[0].folder / FILE).read_bytes() == first
    offices.table(0, people[:-1])
    other = prepare()
    assert other.code == 2
    assert "never makes a second one" in other.err
    assert (offices[0].folder / FILE).read_bytes() == first


def test_no_name_and_no_number_of_a_case_leaves_or_lies_in_the_desk(
    prepare: Run, offices: Offices, people: tuple[Person, ...]
) -> None:
    ran = prepare()
    kept = b"".join(
        p.read_bytes() for p in sorted(offices[0].folder.rglob("*")) if p.is_file() and p.name != "cases.csv"
    )
    words = {word for one in people for name in one.names for word in re.split(r"\W+", name) if len(word) > 3}
    found = kept + ran.out.encode() + ran.err.encode()
    assert len(words) > 30
    assert not [
        word for word in (*words, *(one.phone for one in people if one.phone)) if word.encode() in found
    ]


def test_a_charter_that_this_desk_did_not_sign_is_refused(prepare: Run, offices: Offices) -> None:
    other = replace(offices.charter, rows=61, signatures={})
    for office in offices.members:
        other = other.signed_by(office.keys)
    other.write(offices.folder / "other.charter")
    ran = prepare(charter="../other.charter")
    assert (ran.code, left_in(offices)) == (2, [])
    assert "not the one that this desk signed" in ran.err


def test_a_charter_that_lacks_a_signature_is_refused(prepare: Run, offices: Offices) -> None:
    signed = {place: name for place, name in offices.charter.signatures.items() if place}
    replace(offices.charter, signatures=signed).write(offices.file)
    ran = prepare()
    assert (ran.code, left_in(offices)) == (2, [])
    assert "count.charter" in ran.err or "not signed by Invented Defenders" in ran.err


def test_a_list_that_is_longer_than_the_charter_has_rows(prepare: Run, offices: Offices) -> None:
    offices.table(0, written(made("development-1", 60), seed="development-1", known=[range(60)]).people[0])
    for more in (("--dry-run",), ()):
        ran = prepare(*more)
        assert (ran.code, left_in(offices)) == (2, [])
        assert "your list has 60 people, and the charter's 60 rows have room for " in ran.err
        assert "agree with all members on a charter with more --rows" in ran.err
    with offices[0].desk() as desk:
        assert desk.stage == "signed"


def test_a_table_with_a_wrong_row_is_refused_whole(prepare: Run, offices: Offices) -> None:
    table = offices[0].folder / "cases.csv"
    table.write_text(table.read_text().replace("2018-03-08", "2018-33-08", 1))
    ran = prepare()
    assert (ran.code, left_in(offices)) == (2, [])
    assert re.search(r"cases\.csv: row 2, letter_date: .*nothing was taken", ran.err)


def test_cases_that_stay_out_are_counted_by_reason_in_both_languages(prepare: Run, offices: Offices) -> None:
    table = offices[0].folder / "cases.csv"
    lines = table.read_text().splitlines()
    lines[1] = lines[1].replace("given", "refused")
    lines[2] = lines[2].replace("2018-03-08", "2019-03-08")
    table.write_text("\n".join(lines) + "\n")
    ran = prepare("--dry-run")
    assert "Cases looked at: 20. Taking part: 18." in ran.out
    assert "1 stay out: did not agree to be counted together" in ran.out
    assert "1 stay out: outside the days that the charter covers" in ran.out
    assert "1 quedan fuera: no aceptaron ser contados en conjunto" in prepare("--dry-run", "--lang", "es").out


def test_cases_come_from_a_casebook_after_both_passphrases(varick: Run, offices: Offices) -> None:
    path = offices[0].folder / "office.casebook"
    secret = "another invented passphrase"
    book, _ = Book.create(path, organisation="Invented", passphrase=secret, label="Ana", cost=Cost.LIGHT)
    told = {"practice": "call_in_letter", "source_type": "client", "letter_date": "2018-03-08"}
    with book:
        book.add(
            {name: parse_answer(field(name), text) for name, text in told.items()},
            identity=Identity((Name("Ximena Inventada"),)),
            consents={"together": Consent("given", date(2018, 6, 1), "on paper")},
            privileged=False,
            retain_until=date(2090, 1, 1),
        )
    asked = (
        "prepare",
        str(offices[0].desk_folder),
        str(offices.file),
        "--book",
        str(path),
        "--secret-from-stdin",
    )
    ran = varick("together", *asked, stdin=f"{PASSPHRASE}\n{secret}\n".encode())
    assert ran.code == 0, ran.err
    assert "Cases with a name and nothing else to match by: 1." in ran.out
    assert ran.files == (f"here/{FILE}",)
    assert "Written before" in varick("together", *asked, stdin=f"{PASSPHRASE}\n{secret}\n".encode()).out
    with Book.open(path, Passphrase(secret)) as again:
        acts = [one.body.action for one in again.log.entries() if one.body]
    assert acts.count("counted_together") == 1
    wrong = varick("together", *asked, stdin=f"{PASSPHRASE}\nwrong words\n".encode())
    assert wrong.code == 2


def test_a_book_or_a_table_is_given(varick: Run, offices: Offices) -> None:
    ran = offices.cli(varick, 0)("prepare", "desk", "../count.charter")
    assert (ran.code, "--book or --table: one of them" in ran.err) == (2, True)


def test_days_as_a_spreadsheet_writes_them_are_read_when_their_order_is_said(
    prepare: Run, offices: Offices
) -> None:
    table = offices[0].folder / "spreadsheet.csv"
    head = "name;birth_date;practice;letter_date;privileged;consent_together"
    table.write_text(
        f"{head}\nXimena Inventada;3.2.1990;call_in_letter;08.03.2018;no;given\n;;;;;\n", "utf-16"
    )
    refused = prepare("--dry-run", table=table.name)
    assert refused.code == 2
    assert "say --dates month-first or --dates day-first" in refused.err
    taken = prepare("--dry-run", "--dates", "day-first", table=table.name)
    assert "Taking part: 1." in taken.out, taken.err


def test_a_table_of_which_nobody_takes_part_is_told_why_in_words(prepare: Run, offices: Offices) -> None:
    table = offices[0].folder / "early.csv"
    head = "name,practice,letter_date,privileged,consent_together"
    table.write_text(f"{head}\nXimena Inventada,call_in_letter,2001-03-08,no,given\n")
    ran = prepare("--dry-run", table=table.name)
    assert "(1 outside the days that the charter covers)" in ran.err
    table.write_text(head + "\n")
    assert "there is none; put one case a row" in prepare("--dry-run", table=table.name).err
