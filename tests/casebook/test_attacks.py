"""What somebody does with the file, its folder or its texts who has no key: found, refused or without effect."""

import contextlib
import io
import json
import os
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer, from_json
from varick.casebook.cases.attachment import Attachment
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.fields import field
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.cases.sealing import new_id
from varick.casebook.checking import check
from varick.casebook.file import header, keyring
from varick.casebook.file.container import HEAD
from varick.casebook.file.vault import Cost, PaperWords, Passphrase, WrongSecret
from varick.casebook.keeping.backup import back_up
from varick.casebook.keeping.purge import purge
from varick.casebook.keeping.restore import restore
from varick.casebook.sharing.coalition import coalition
from varick.casebook.sharing.full import full
from varick.casebook.sharing.package import place
from varick.casebook.sharing.sheet import guarded
from varick.cli import run
from varick.cli.casebook.secret import new_passphrase
from varick.errors import VarickError
from varick.words import Words

Answers = Callable[..., dict[str, Answer]]
TODAY, UNTIL, PAGE = date(2026, 11, 23), date(2090, 1, 1), 4096
SECRET = Passphrase("invented words for tests")
GIVEN = Consent("given", date(2026, 1, 1), "on paper")


def office(tmp_path: Path) -> tuple[Book, tuple[str, ...]]:
    return Book.create(
        tmp_path / "office.casebook",
        organisation="Invented Defenders",
        passphrase=SECRET.text,
        label="Ana",
        cost=Cost.LIGHT,
    )


def with_pages_of(new: bytes, old: bytes, pages: list[int]) -> bytes:
    mixed = bytearray(new)
    for page in pages:
        at = slice(HEAD + page * PAGE, HEAD + (page + 1) * PAGE)
        mixed[at] = old[at]
    return bytes(mixed)


def test_a_page_put_back_does_not_bring_back_a_consent(tmp_path: Path, answers: Answers) -> None:
    book, _ = office(tmp_path)
    file = tmp_path / "office.casebook"
    with book:
        cases = [
            book.add(answers(), consents={"coalition": GIVEN}, privileged=False, retain_until=UNTIL)
            for _ in range(30)
        ]
    before = file.read_bytes()
    with Book.open(file, SECRET) as book:
        book.consent(cases[15], "coalition", "revoked")
    after = file.read_bytes()
    pages = range((len(after) - HEAD) // PAGE)
    other = [n for n in pages if with_pages_of(after, before, [n]) != after]
    back = 0
    for page in other:
        file.write_bytes(with_pages_of(after, before, [page]))
        with contextlib.suppress(VarickError), Book.open(file, SECRET) as book:  # or it is damaged
            if not book.case(cases[15]).may_leave("coalition"):
                continue
            back += 1
            assert cases[15] in check(book).wrong
            package = coalition(book, (), today=TODAY)
            with pytest.raises(VarickError, match="put back to an earlier state"):
                place(book, package, tmp_path / "out", recipient="Partner", today=TODAY)
    assert back
    assert not (tmp_path / "out").exists()


def test_the_journal_of_a_lost_casebook_does_not_enter_the_restored_one(
    tmp_path: Path, answers: Answers
) -> None:
    book, words = office(tmp_path)
    folder = tmp_path / "backups"
    folder.mkdir()
    with book:
        cases = [book.add(answers(), retain_until=UNTIL) for _ in range(20)]
        made = back_up(book, folder, TODAY)
        for _ in range(40):
            book.add(answers(), retain_until=UNTIL)
        with book.vault.transaction() as db:
            db.execute("pragma cache_size = 1")
            for case in cases:
                book.change(case, {"letter_purpose_text": Answer("again " * 80)})
            journal = (tmp_path / "office.casebook-journal").read_bytes()
    for left in ("a.casebook-journal", ".b.casebook.restoring-journal"):
        (tmp_path / left).write_bytes(journal)
    with pytest.raises(VarickError, match=r"a\.casebook-journal: belongs to another"):
        restore(made.path, tmp_path / "a.casebook", PaperWords(words))
    assert not (tmp_path / "a.casebook").exists()
    assert restore(made.path, tmp_path / "b.casebook", PaperWords(words)).sound
    with Book.open(tmp_path / "b.casebook", SECRET) as book:
        assert book.count() == 20
        assert check(book).sound


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_links_in_the_folder_destroy_nothing(tmp_path: Path, answers: Answers) -> None:
    book, _ = office(tmp_path)
    file, letter = tmp_path / "office.casebook", tmp_path / "letter.txt"
    with book:
        book.add(answers(), retain_until=UNTIL)
    letter.write_bytes(b"\0 kept")
    for name in (".office.casebook.new", ".office.casebook.old"):
        os.link(file, tmp_path / name)
        with Book.open(file, SECRET) as book:
            assert book.count() == 1
    for name in (".office.casebook.new", ".office.casebook.old"):
        (tmp_path / name).symlink_to(letter)
        with Book.open(file, SECRET) as book:
            book.vault.rotate()
    (tmp_path / "office.casebook-journal").symlink_to(letter)
    with pytest.raises(VarickError, match="a link"):
        Book.open(file, SECRET)
    assert letter.read_bytes() == b"\0 kept"


def test_no_header_asks_for_more_than_a_minute_of_work(tmp_path: Path) -> None:
    book, _ = office(tmp_path)
    book.close()
    file = tmp_path / "office.casebook"
    data = file.read_bytes()
    found = header.unpacked(data[: header.COPY])
    assert found
    body = json.loads(found[1])
    slot = next(one for one in body["slots"] if one["kind"] == "passphrase")
    costly = {"ops": 12, "memory": 1 << 30}
    body["slots"] = [
        slot | costly | {"id": f"{n:08x}", "salt": b64encode(os.urandom(16)).decode()} for n in range(24)
    ]
    with pytest.raises(VarickError, match="header of this casebook is damaged"):
        keyring.slots_of(json.dumps(body).encode(), "x")
    body["slots"] = body["slots"][:1]
    keyring.slots_of(json.dumps(body).encode(), "x")


def test_a_passphrase_that_is_no_text_is_wrong_and_not_repeated(tmp_path: Path) -> None:
    book, _ = office(tmp_path)
    book.close()
    with pytest.raises(WrongSecret) as wrong:
        Book.open(tmp_path / "office.casebook", Passphrase("ab\udcffcd\udc80"))
    assert "ab" not in str(wrong.value).rsplit(":", 1)[1].split()


def test_a_purged_case_leaves_no_trace_in_the_register_of_exports(tmp_path: Path, answers: Answers) -> None:
    book, _ = office(tmp_path)
    with book:
        case = book.add(answers(), retain_until=UNTIL, identity=Identity((Name("Xochiquetzal Quispe"),)))
        book.attach(case, b"scan", name="Quispeletter.jpg", kind="letter", provenance="by hand")
        place(book, full(book, [case], TODAY), tmp_path / "out", recipient="counsel", today=TODAY)
        assert case.encode() in book.vault.db.serialize("main")
        purge(book, [case])
        pages = book.vault.db.serialize("main").lower()
        for part in (case, "ochiquetzal", "quispe", "etzal"):
            assert part.lower().encode() not in pages


def test_an_export_stands_in_the_log_before_a_byte_of_it_is_written(
    tmp_path: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, _ = office(tmp_path)
    with book:
        book.add(answers(), retain_until=UNTIL)

        def killed(path: Path, data: bytes) -> None:
            raise SystemExit

        monkeypatch.setattr("varick.casebook.file.disk.private", killed)
        with pytest.raises(SystemExit):
            place(book, full(book, (), TODAY), tmp_path / "out", recipient="counsel", today=TODAY)
        said = [one.body.action for one in book.log.entries() if one.body]
        assert said[-2:] == ["exported", "export_failed"]


@pytest.mark.parametrize("bad", ["\x1b]0;title\x07", "\x1b[2J", "\u202e", "\r"])
def test_what_steers_a_terminal_is_not_kept(bad: str) -> None:
    name = Name(f"Ana{bad}Pérez")
    who = Identity((name,), phone=f"212{bad}555")
    how = Consent("given", date(2026, 1, 1), f"paper{bad}").how
    attached = Attachment(new_id(), f"a{bad}.jpg", "letter", f"by{bad} hand", None, 1, "", datetime.now(UTC))
    for text in (name.text, who.phone, how, attached.name, attached.provenance):
        assert text.isprintable()
    assert Name("রহ\u200dমান").text == "রহ\u200dমান"


@pytest.mark.parametrize(
    ("text", "safe"),
    [("a;=1+1", "a;'=1+1"), ("＝1+1", "'＝1+1"), ("a; @x\t-2", "a; '@x\t'-2"), ("no; yes", "no; yes")],
)
def test_a_sheet_that_divides_at_semicolons_finds_no_formula(text: str, safe: str) -> None:
    assert guarded(text) == safe


def test_an_error_of_our_own_repeats_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book, _ = office(tmp_path)
    book.close()

    def broken(*_: object) -> None:
        raise ValueError("Xochiquetzal Quispe")

    monkeypatch.setattr("varick.casebook.file.harden.harden", broken)
    monkeypatch.delenv("VARICK_DEBUG", raising=False)
    assert run(["casebook", "list", str(tmp_path / "office.casebook"), "--secret-from-stdin"]) == 70
    told = capsys.readouterr().err
    assert "Quispe" not in told
    assert "ValueError in varick.cli.casebook.secret" in told


def test_an_old_backup_does_not_bring_a_consent_back_unnoticed(tmp_path: Path, answers: Answers) -> None:
    book, words = office(tmp_path)
    folder, target = tmp_path / "backups", tmp_path / "restored.casebook"
    folder.mkdir()
    with book:
        case = book.add(answers(), consents={"coalition": GIVEN}, privileged=False, retain_until=UNTIL)
        made = back_up(book, folder, TODAY)
        book.consent(case, "coalition", "revoked")
    restore(made.path, target, PaperWords(words))
    with Book.open(target, SECRET) as book:
        package = coalition(book, (), k=1, today=TODAY)  # to the book, it is given
        with pytest.raises(VarickError, match="restored, and knows of nothing after"):
            place(book, package, tmp_path / "out", recipient="Partner", today=TODAY)
        place(book, full(book, (), TODAY), tmp_path / "full", recipient="counsel", today=TODAY)
        place(book, package, tmp_path / "out", recipient="Partner", today=TODAY, after_restore=True)
        place(book, package, tmp_path / "out2", recipient="Partner", today=TODAY)


def test_an_older_index_of_the_search_is_told(tmp_path: Path, answers: Answers) -> None:
    book, _ = office(tmp_path)
    with book:
        case = book.add(answers(), retain_until=UNTIL, identity=Identity((Name("Ana Luna"),)))
        assert check(book).sound
        book.vault.db.execute("update case_text set who = 'Otra Persona'")
        assert check(book).wrong == (case,)


def test_a_backup_with_endless_recipients_is_refused_at_once(tmp_path: Path) -> None:
    words = office(tmp_path)[1]
    line = b"-> grease " + b"a" * 60 + b"\n\n"
    hostile = b"age-encryption.org/v1\n" + line * 12_000 + b"--- " + b"A" * 43 + b"\n"
    (tmp_path / "h.age").write_bytes(hostile)
    began = time.process_time()
    with pytest.raises(VarickError, match="damaged or cut off"):
        restore(tmp_path / "h.age", tmp_path / "r.casebook", PaperWords(words))
    assert time.process_time() - began < 5


def test_an_answer_in_a_casebook_of_somebody_else_steers_no_terminal() -> None:
    read = from_json(
        field("letter_purpose_text"), {"value": "a\x1b[2Jb", "note": "\x1b]0;x\x07", "source": "\x9b"}
    )
    assert (read.value, read.note, read.source) == ("a[2Jb", "]0;x", "")


def test_a_passphrase_of_one_letter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("aaaaaaaaaaaaaaaa", "Ana ana ANA ana ana"):
        monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))
        with pytest.raises(VarickError, match="few different ones"):
            new_passphrase(Words("en"), piped=True)
