"""What somebody meets who uses a casebook for the first time: pasted paragraphs, mistyped words, what is said at the end."""

import ast
import json
import os
import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import apsw
import pyrage
import pytest
from made_terminal import SECRET, Terminal, opened_at

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer
from varick.casebook.file.vault import Cost, Passphrase, Vault
from varick.cli.casebook import secret
from varick.errors import VarickError
from varick.words import table

Run = Callable[..., Any]
SOURCE = Path(secret.__file__).parents[2]
NEXT_YEAR = date.today() + timedelta(days=400)  # noqa: DTZ011


@pytest.fixture
def case(office: str) -> str:
    with Book.open(office, Passphrase(SECRET)) as book:
        answers = {"practice": Answer("call_in_letter"), "source_type": Answer("client", source="client")}
        return book.add(answers, retain_until=NEXT_YEAR, privileged=False)


def test_the_lines_of_a_pasted_paragraph_are_one_answer(office: str, case: str) -> None:
    at = opened_at("edit", office, case, "account")
    at.type("Two men came.\n\nThey asked for him\nby an old name")
    code, rest = at.ended()
    assert code == 0, rest
    with Book.open(office, Passphrase(SECRET)) as book:
        assert book.case(case).answers["account"].value == "Two men came. They asked for him by an old name"


def test_what_is_pasted_after_the_last_answer_does_not_reach_the_shell(office: str, case: str) -> None:
    at = opened_at("edit", office, case, "attended")
    at.type("u\nwhat a shell would run\n")
    code, rest = at.ended()
    assert code == 0, rest
    assert "after the last answer was not taken" in rest


@pytest.mark.skipif(sys.platform != "linux", reason="how much of a line a terminal passes on differs")
def test_a_line_that_the_terminal_cuts_is_not_taken(office: str, case: str) -> None:
    at = opened_at("edit", office, case, "account")
    at.type("x" * 6000, "s")
    code, rest = at.ended()
    assert code == 0, rest
    assert "Nothing was changed" in rest


def test_words_that_cannot_be_a_paper_are_asked_for_again(tmp_path: Path) -> None:
    path = str(tmp_path / "o.casebook")
    book, words = Book.create(path, organisation="I", passphrase=SECRET, label="Ana", cost=Cost.LIGHT)
    book.close()
    at = Terminal("casebook", "list", path, "--with", "words")
    for line in ("", "three words only", " ".join(words)):
        at.wait("with spaces between them: ")
        os.write(at.end, f"{line}\n".encode())
    code, rest = at.ended()
    assert code == 0, rest
    assert "0 of 0" in rest


def test_destroying_asks_again_and_any_other_answer_destroys_nothing(office: str, case: str) -> None:
    at = opened_at("purge", office, case)
    at.wait("Type the case id to do it: ")
    os.write(at.end, b"no\n")
    code, rest = at.ended()
    assert code == 1
    assert "nothing was destroyed" in rest
    assert "interrupted" not in rest


@pytest.mark.parametrize("data", [b"\xff\xfe\n", b"caf\xe9 and more\n"])
def test_a_secret_that_is_no_utf_8_is_one_line(varick: Run, office: str, data: bytes) -> None:
    ran = varick("casebook", "list", office, "--secret-from-stdin", stdin=data)
    assert ran.code == 2
    assert ran.err.splitlines() == ["varick: what came through the pipe is not UTF-8 text; pipe it as UTF-8"]


def test_a_search_that_is_no_utf_8_is_one_line(varick: Run, office: str) -> None:
    ran = varick(
        "casebook", "search", office, "--secret-from-stdin", stdin=f"{SECRET}\n".encode() + b"\xff\n"
    )
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    "given",
    [
        ("list",),
        ("list", "--format", "csv"),
        ("search",),
        ("show", "CASE"),
        ("consent", "CASE"),
        ("agenda",),
        ("patterns",),
        ("export", "--list"),
        ("import", "TABLE", "--retain-until", "2090-01-01"),
        ("keys",),
        ("log",),
        ("log", "--head"),
        ("verify",),
        ("backup", "--list"),
        ("purge", "--due"),
    ],
    ids=" ".join,
)
def test_every_verb_ends_with_the_note_on_the_language_and_what_is_due_once(
    ask: Run, case: str, given: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from varick.casebook.keeping import reminders

    monkeypatch.setattr(reminders, "NEW", 0)
    Path("t.csv").write_text("practice,source_type\nhome_arrest,client\n")
    verb, *rest = ({"CASE": case, "TABLE": "t.csv"}.get(word, word) for word in given)
    ran = ask(verb, *rest, "--lang", "es", typed=["persona"])
    assert ran.code == 0, ran.err
    assert ran.err.count("no revisada") == 1
    assert [line[:12] for line in ran.err.splitlines()[-3:]] == [
        "Traducción t",
        "Recordatorio",
        "Recordatorio",
    ]


def test_everything_that_is_logged_has_words_in_both_languages() -> None:
    actions = {action for module in SOURCE.rglob("*.py") for action in logged(module)}
    assert {"created", "added", "purged", "key_added", "rotated", "restored", "drill_failed"} <= actions
    for language in ("en", "es"):
        assert not {action for action in actions if f"casebook_act.{action}" not in table(language)}


def logged(module: Path) -> set[str]:
    """First arguments of `log.append(...)`, `Log.append`, and of helpers called `_logged`."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        said = ast.unparse(node.func)
        place = 0 if re.search(r"\blog\.append$", said) else 1 if said.endswith("_logged") else None
        if place is not None and len(node.args) > place:
            found |= {str(one.value) for one in ast.walk(node.args[place]) if isinstance(one, ast.Constant)}
    return found


def test_taking_back_a_consent_says_where_the_case_is_already(ask: Run, office: str, case: str) -> None:
    with Book.open(office, Passphrase(SECRET)) as book:
        book.consent(case, "coalition", "given", "spoken")
    assert ask("export", "--level", "coalition", "--for", "Partner of ours", "--out", "shared").code == 0
    exported = json.loads(Path("shared/cases.json").read_text())
    ran = ask("consent", case, "--use", "coalition", "--state", "revoked")
    assert ran.code == 0, ran.err
    assert "Partner of ours" in ran.err
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", ran.err)[0] in json.dumps(exported)  # type: ignore[index]
    assert "Partner" not in ask("consent", case, "--use", "named", "--state", "refused").err


def test_an_encrypted_export_says_how_it_is_opened(ask: Run, case: str) -> None:
    key = pyrage.x25519.Identity.generate()
    ran = ask("export", "--level", "full", "--for", "Counsel", "--to", str(key.to_public()), "--out", "c.age")
    assert ran.code == 0, ran.err
    assert "inside is a zip archive" in ran.err
    assert pyrage.decrypt(Path("c.age").read_bytes(), [key]).startswith(b"PK")


def test_who_told_is_said_in_words(ask: Run, case: str) -> None:
    said = ask("show", case, "--lang", "es").out
    assert "de: La persona" in said
    assert "client" not in said


def test_what_sqlite_complains_of_while_a_casebook_opens_is_one_line(
    office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(book: Book) -> None:
        raise apsw.CorruptError("database disk image is malformed")

    monkeypatch.setattr(Book, "_check", damaged)
    with pytest.raises(VarickError, match="is damaged"):
        Book.open(office, Passphrase(SECRET))
    monkeypatch.undo()
    monkeypatch.setattr(Vault, "close", damaged)
    monkeypatch.setattr(Book, "_check", damaged)
    with pytest.raises(VarickError, match="is damaged"):
        Book.open(office, Passphrase(SECRET))
