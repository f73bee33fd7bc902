"""The verbs that keep a casebook: verify, log, backup, restore, drill, purge, through the command line."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
from made_terminal import SECRET

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer
from varick.casebook.cases.fields import field
from varick.casebook.file.vault import Cost, Passphrase
from varick.cli import clock

Run = Callable[..., Any]


class Office:
    def __init__(self, varick: Run, given: Path) -> None:
        self.varick, self.path = varick, given / "office.casebook"
        given.mkdir(exist_ok=True)
        book, self.words = Book.create(
            self.path, organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT
        )
        told = {"practice": "call_in_letter", "source_type": "client"}
        with book:
            answers = {name: parse_answer(field(name), text) for name, text in told.items()}
            self.cases = [book.add(answers, retain_until=date(year, 1, 1)) for year in (2090, 2091)]
            book.attach(self.cases[0], b"abc", name="scan.jpg", kind="letter", provenance="from the client")

    def ask(self, verb: str, *arguments: str) -> Any:
        """The verb on the casebook, opened by the passphrase."""
        return self.varick(
            "casebook", verb, str(self.path), *arguments, "--secret-from-stdin", stdin=f"{SECRET}\n".encode()
        )

    def paper(self, verb: str, *arguments: str) -> Any:
        """A verb, opened by the words."""
        return self.varick(
            "casebook", verb, *arguments, "--secret-from-stdin", stdin=f"{' '.join(self.words)}\n".encode()
        )

    def open(self) -> Book:
        return Book.open(self.path, Passphrase(SECRET))


@pytest.fixture
def office(varick: Run, tmp_path: Path) -> Office:
    return Office(varick, tmp_path / "given")


def clear(text: str) -> None:
    """One line that tells what to do."""
    assert text.startswith("varick: ")
    assert text.count("\n") == 1
    assert "Traceback" not in text


# --- verify and log


def test_a_sound_log_its_head_and_its_file(office: Office) -> None:
    ran = office.ask("verify", "--write", "log.txt", "--contents")
    assert (ran.code, ran.files) == (0, ("here/log.txt",))
    assert "Entries: 4, from " in ran.out
    assert "Cases read: 2. Attachments read: 1. All open" in ran.out
    head = ran.out.splitlines()[-1].strip()
    assert re.fullmatch(r"4 \d{4}-\d\d-\d\d \d\d:\d\d UTC( [a-z]+){8}", head)
    assert office.ask("log", "--head").out.strip() == head
    plain = office.varick("casebook", "verify", "log.txt", "--head", head)
    assert (plain.code, plain.err) == (0, "")
    assert "The head from paper fits entry 4" in plain.out
    assert "The closing record was signed on" in plain.out
    text = Path("log.txt").read_text()
    for word in ("Ana", *office.cases, "scan", "added", "attached", "Invented"):
        assert word not in text


def test_the_head_in_spanish_is_the_same_head(office: Office) -> None:
    spanish = office.ask("log", "--head", "--lang", "es").out.strip()
    ran = office.ask("verify", "--head", spanish, "--lang", "es")
    assert ran.code == 0
    assert "La cabecera en papel coincide con el asiento 4" in ran.out
    assert spanish in ran.out
    assert office.ask("log", "--head").out.strip() != spanish


def test_a_changed_log_names_the_entry(office: Office) -> None:
    office.ask("verify", "--write", "log.txt")
    lines = Path("log.txt").read_text().splitlines(keepends=True)
    Path("log.txt").write_text("".join(lines[:3] + lines[4:]))
    ran = office.varick("casebook", "verify", "log.txt")
    assert ran.code == 2
    assert "Entry 2: it is missing." in ran.out
    assert (
        ran.err
        == "varick: log.txt: the log is not as it was written, at entry 2; keep this file, and compare it with a backup\n"
    )
    told = json.loads(office.varick("casebook", "verify", "log.txt", "--format", "json").out)
    assert (told["sound"], told["problems"], told["head"]) == (False, [{"entry": 2, "what": "missing"}], None)
    with office.open() as book:
        book.vault.db.execute("drop trigger log_entry_as_it_was")
        book.vault.db.execute("update log_entry set minute = minute - 9 where seq = 3")
    ran = office.ask("verify", "--lang", "es")
    assert (ran.code, "Asiento 3: se cambió" in ran.out) == (2, True)
    clear(ran.err.splitlines(keepends=True)[-1])


def test_an_attachment_that_is_not_what_the_log_says(office: Office) -> None:
    with office.open() as book:
        attachment = book.attachments(office.cases[0])[0].id
        book.vault.db.execute("delete from attachment")
    ran = office.ask("verify", "--contents")
    assert ran.code == 2
    assert attachment in ran.out
    clear(ran.err)


def test_a_log_file_that_cannot_be(office: Office, given: Callable[..., str]) -> None:
    for arguments in (
        (given("x.txt", b"Varick casebook log, format 1\r\n\r\n"),),
        ("nothing.txt",),
        ("log.txt", "--head", "4 words"),
    ):
        ran = office.varick("casebook", "verify", *arguments)
        assert ran.code == 2
        clear(ran.err)
    office.ask("verify", "--write", "log.txt")
    assert office.varick("casebook", "verify", "log.txt", "--write", "b.txt").code == 2
    Path("mine.txt").write_text("mine")
    ran = office.ask("verify", "--write", "mine.txt")
    assert (ran.code, Path("mine.txt").read_text()) == (2, "mine")
    clear(ran.err)


def test_who_did_what_when(office: Office) -> None:
    ran = office.ask("log")
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    assert ran.out.splitlines()[2].split()[4:] == ["Ana", "made", "the", "casebook"]
    assert office.ask("log", "--lang", "es").out.split()[:3] == ["Asiento", "Hora", "Quién"]
    assert "agregó un caso" in office.ask("log", "--lang", "es").out
    rows = json.loads(office.ask("log", "--case", office.cases[0].lower(), "--format", "json").out)
    assert [(row["entry"], row["what"]) for row in rows] == [(2, "added"), (4, "attached")]
    assert len(json.loads(office.ask("log", "--last", "1", "--format", "json").out)) == 1
    ran = office.ask("log", "--case", "ZZZZ-ZZZZ")
    assert ran.code == 1
    clear(ran.err)


# --- backup, restore, drill


def test_from_backup_to_casebook_with_the_words(office: Office) -> None:
    Path("away").mkdir()
    ran = office.ask("backup", "--to", "away")
    assert ran.code == 0
    (name,) = (p.name for p in Path("away").iterdir())
    assert re.fullmatch(r"casebook-\d{4}-\d\d-\d\d\.age", name)
    assert "It opens with the key of: recovery words." in ran.out
    drilled = office.paper("drill", str(office.path), f"away/{name}")
    assert (drilled.code, drilled.err) == (0, "")
    assert re.search(
        r"The drill passed in (under )?[\d.]+ seconds: casebook-.*age opens and is sound. Cases: 2. Attachments: 1.",
        drilled.out,
    )
    ran = office.paper("restore", f"away/{name}", "--to", "new.casebook")
    assert (ran.code, ran.err) == (0, "")
    assert "all is sound" in ran.out
    assert ran.files == ("here/away", f"here/away/{name}", "here/new.casebook")
    again = office.paper("restore", f"away/{name}", "--to", "new.casebook")
    assert again.code == 2
    clear(again.err)
    with Book.open("new.casebook", Passphrase(SECRET)) as book:
        assert book.count() == 2
    listed = office.ask("backup", "--list")
    assert f"  1: {name}, " in listed.out
    assert "recovery words: age1" in listed.out
    assert "destruidas: " in office.ask("backup", "--destroyed", "1", "--lang", "es").out
    assert "No backup is known" in office.ask("backup", "--list").out


def test_recipients_by_name(office: Office) -> None:
    Path("away").mkdir()
    key = pyrage.x25519.Identity.generate()
    ran = office.ask("backup", "--add-recipient", f"counsel={key.to_public()}", "--to", "away")
    assert (ran.code, "It opens with the key of: recovery words and counsel." in ran.out) == (0, True)
    Path("counsel.key").write_text(f"{key}\n")
    (name,) = Path("away").iterdir()
    ran = office.varick(
        "casebook",
        "restore",
        str(name),
        "--to",
        "c.casebook",
        "--identity",
        "counsel.key",
        "--secret-from-stdin",
        stdin=SECRET.encode(),
    )
    assert (ran.code, ran.err) == (0, "")
    assert office.ask("backup", "--remove-recipient", "counsel").code == 0
    for arguments in (
        ["--add-recipient", "counsel"],
        ["--add-recipient", f"x={key}"],
        ["--remove-recipient", "x"],
        ["--to", "none"],
        [],
        ["--remind-after", "0"],
        ["--destroyed", "7"],
    ):
        ran = office.ask("backup", *arguments)
        assert ran.code == 2
        clear(ran.err)
        assert str(key) not in ran.err
    assert "after 30 days" in office.ask("backup", "--remind-after", "30").out


def test_a_backup_that_does_not_open_is_one_line(office: Office, given: Callable[..., str]) -> None:
    bad = given("bad.age", b"age-encryption.org/v1\nno")
    for ran in (
        office.paper("restore", bad, "--to", "new.casebook"),
        office.paper("drill", str(office.path), bad),
        office.paper("restore", "nothing.age", "--to", "new.casebook"),
        office.paper("drill", "nothing.casebook", bad),
        office.varick(
            "casebook",
            "restore",
            bad,
            "--to",
            "x.casebook",
            "--with",
            "passphrase",
            "--secret-from-stdin",
            stdin=b"x" * 12,
        ),
        office.varick("casebook", "restore", bad, "--to", "x.casebook"),
    ):
        assert (ran.code, ran.files) == (2, ())
        clear(ran.err)


# --- purge and reminders


def test_a_case_is_purged_and_its_backups_are_listed(office: Office) -> None:
    Path("away").mkdir()
    office.ask("backup", "--to", "away")
    ran = office.ask("purge", office.cases[0])
    assert (ran.code, ran.err) == (
        2,
        "varick: there is no terminal to confirm on; add --yes to destroy without being asked\n",
    )
    ran = office.ask("purge", office.cases[0], "--yes")
    assert (ran.code, "destroy nothing without counsel" in ran.err) == (0, True)
    assert f"Case {office.cases[0]} is destroyed" in ran.out
    assert "  1: casebook-" in ran.out
    assert "(purged)" in office.ask("log").out
    ran = office.ask("purge", office.cases[0], "--yes")
    assert ran.code == 1
    clear(ran.err.splitlines(keepends=True)[-1])
    for arguments in ([], [office.cases[1], "--due"]):
        assert office.ask("purge", *arguments).code == 2
    assert "No case is past its retention date." in office.ask("purge", "--due").out


def test_cases_that_are_due(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2090, 6, 1))
    _, first, last = office.ask("purge", "--due").out.splitlines()
    assert first == f"  {office.cases[0]}: kept until January 1, 2090"
    assert last.endswith("destroy nothing without counsel.")


def test_reminders_come_after_the_answer_until_it_is_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from varick.casebook.keeping import reminders

    monkeypatch.setattr(reminders, "NEW", 0)
    Path("away").mkdir()
    for _ in range(2):
        ran = office.ask("log")
        assert ran.err.splitlines() == [
            "Reminder: there is no backup of this casebook. varick casebook backup makes one.",
            "Reminder: no recovery drill has been held. varick casebook drill proves that a backup opens.",
        ]
    assert "backup of" not in office.ask("backup", "--to", "away").err, (
        "what this command did is not asked for"
    )
    (name,) = Path("away").iterdir()
    notice, reminder = office.ask("log", "--lang", "es").err.splitlines()
    assert "no revisada" in notice
    assert reminder.startswith("Recordatorio: no se ha hecho ningún simulacro")
    assert office.paper("drill", str(office.path), str(name)).err == ""
    monkeypatch.setattr(reminders, "DAYS", -1)
    assert re.fullmatch(
        r"Reminder: the last backup is of .*\nReminder: the last recovery drill was on .*\n",
        office.ask("log").err,
    )
