"""The book: cases kept, changed, found, attached to, drafted and destroyed, each act with its entry in the log."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from varick import casebook
from varick.casebook.book import Book
from varick.casebook.cases.answers import UNKNOWN, Answer
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.dates import parse_day
from varick.casebook.cases.draft import Draft
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.vault import Cost, Passphrase, Vault, WrongSecret
from varick.errors import NoAnswer, VarickError

Answers = Callable[..., dict[str, Answer]]
UNTIL = date(2090, 1, 1)
WHO = Identity(
    (Name("Zoraida Inventada", "letter"), Name("Soraida Ynventada", "arrest")),
    parse_day("1990-05"),
    "212 555 0100",
)
SECRET = Passphrase("invented words for tests")


def acts(book: Book) -> list[str]:
    return [said.body.action if said.body else "-" for said in book.log.entries()]


def test_a_case_is_kept_as_it_was_given(book: Book, answers: Answers) -> None:
    told = answers(attended="unknown", letter_received="yes", arrest_date="2018-02")
    case_id = book.add(told, identity=WHO, consents={"coalition": Consent("given", date(2026, 1, 1), "on paper")}, retain_until=UNTIL, privileged=False)  # fmt: skip
    case = book.case(case_id.lower())
    assert case.answers == told
    assert list(case.answers) == ["practice", "source_type", "arrest_date", "letter_received", "attended"]
    assert (case.retain_until, case.privileged, case.may_leave("coalition")) == (UNTIL, False, True)
    assert book.identity(case_id) == WHO
    assert [c.id for c in book.cases()] == [case_id]
    assert (book.count(), acts(book)) == (1, ["created", "added"])


def test_what_is_changed_is_told_by_name_only(book: Book, answers: Answers) -> None:
    case_id = book.add(answers(attended="unknown", account="first words"), retain_until=UNTIL)
    names = book.change(case_id, {"attended": Answer("no"), "account": None}, identity=WHO, privileged=True)
    assert names == ("attended", "account", "privileged", "identity")
    assert "account" not in book.case(case_id).answers
    assert book.search("words") == []
    assert book.search("zoraida") == [case_id]
    last = list(book.log.entries())[-1].body
    assert last is not None
    assert last.detail == {"fields": list(names)}
    assert book.change(case_id, {"attended": Answer("no")}) == ()
    assert acts(book) == ["created", "added", "changed"]


def test_a_required_answer_cannot_be_missing_and_unknown_is_one(book: Book, answers: Answers) -> None:
    told = answers()
    with pytest.raises(VarickError, match=r"^source_type: every case needs"):
        book.add({"practice": told["practice"]}, retain_until=UNTIL)
    case_id = book.add(told | {"source_type": UNKNOWN}, retain_until=UNTIL)
    with pytest.raises(VarickError, match=r"^practice: every case needs"):
        book.change(case_id, {"practice": None})
    with pytest.raises(VarickError, match="there is no field"):
        book.add(told | {"alien_number": Answer("1")}, retain_until=UNTIL)
    with pytest.raises(VarickError, match="retain_until: the day has passed"):
        book.add(told, retain_until=date(2020, 1, 1))
    assert book.count() == 1


def test_consent_taken_back_counts_at_once(book: Book, answers: Answers) -> None:
    case_id = book.add(answers(), retain_until=UNTIL, privileged=False)
    assert not book.case(case_id).may_leave("together")
    book.consent(case_id, "together", "given", "by phone")
    assert book.case(case_id).may_leave("together")
    book.consent(case_id, "together", "revoked")
    assert not book.case(case_id).may_leave("together")
    assert acts(book)[-2:] == ["consent", "consent"]
    with pytest.raises(VarickError, match="a use is one of"):
        book.consent(case_id, "everything", "given", "by phone")


def test_search_finds_names_values_and_beginnings(book: Book, answers: Answers) -> None:
    one = book.add(answers(account="La señora trajo la carta"), identity=WHO, retain_until=UNTIL)
    two = book.add(answers(practice="home_arrest"), retain_until=UNTIL)
    assert book.search("SENORA car") == [one]
    assert book.search("ynventada") == [one]
    assert book.search("home") == [two]
    assert set(book.search("client")) == {one, two}
    assert book.search('" OR *') == [] or book.search("or") == []
    with pytest.raises(NoAnswer):
        book.search(' "* ')


def test_a_file_is_kept_with_its_hash_and_where_it_is_from(book: Book, answers: Answers) -> None:
    case_id = book.add(answers(), retain_until=UNTIL)
    data = bytes(range(256)) * 40
    made = book.attach(
        case_id,
        data,
        name="letter.jpg",
        kind="letter",
        provenance="from the client",
        taken=parse_day("2018-03"),
    )
    (about,) = book.attachments(case_id)
    assert (about.id, about.size, about.name, about.taken) == (
        made,
        len(data),
        "letter.jpg",
        parse_day("2018-03"),
    )
    assert book.attachment(case_id, made) == data
    with pytest.raises(NoAnswer):
        book.attachment(case_id, "no such")
    other = book.add(answers(), retain_until=UNTIL)
    with pytest.raises(NoAnswer):
        book.attachment(other, made)
    for wrong in ({"kind": "x"}, {"name": " "}, {"provenance": ""}):
        with pytest.raises(VarickError):
            book.attach(case_id, b"", **({"name": "a", "kind": "letter", "provenance": "b"} | wrong))


def test_a_draft_waits_in_the_book_until_the_case_is_kept(book: Book, answers: Answers) -> None:
    draft = book.keep_draft(
        Draft(answers=answers(attended="unknown"), identity=WHO, at="attended", retain_until=UNTIL)
    )
    again = book.keep_draft(Draft(id=draft.id, answers=draft.answers, identity=WHO, at="letter_date"))
    (kept,) = book.drafts()
    assert (kept, kept.at, kept.identity) == (again, "letter_date", WHO)
    assert book.count() == 0
    book.add(kept.answers, identity=kept.identity, retain_until=UNTIL, draft=kept.id)
    assert book.drafts() == []
    book.keep_draft(Draft())
    book.drop_draft(book.drafts()[0].id)
    assert book.drafts() == []
    assert acts(book) == ["created", "added"]


def test_a_purged_case_is_gone_and_its_entries_stay_without_content(
    book: Book, answers: Answers, tmp_path: Path
) -> None:
    other = book.add(answers(), retain_until=UNTIL)
    case_id = book.add(answers(account="Zoraida"), identity=WHO, retain_until=UNTIL)
    book.attach(case_id, b"secret", name="a", kind="letter", provenance="b")
    book.keep_draft(Draft(case_id=case_id, answers=answers()))
    before = (tmp_path / "office.casebook").read_bytes()
    book.purge(case_id)
    assert acts(book) == ["created", "added", "-", "-", "purged"]
    assert (book.search("zoraida"), book.drafts(), book.count()) == ([], [], 1)
    for gone in (book.case, book.identity, book.attachments, book.purge):
        with pytest.raises(NoAnswer):
            gone(case_id)
    for table in ("case_part", "attachment", "case_text"):
        rows = next(iter(book.vault.db.execute(f"select count(*) from {table}")))[0]
        assert rows == {"case_part": 2, "attachment": 0, "case_text": 1}[table]
    assert book.case(other).id == other
    assert before[65_536:] != (tmp_path / "office.casebook").read_bytes()[65_536:], "the data key was rotated"


def left_in(book: Book, needle: bytes) -> list[str]:
    """Where the bytes still stand: tables, or a page of the opened database that no table uses any more."""
    db = book.vault.db
    tables = [name for (name,) in list(db.execute("select name from sqlite_master where type = 'table'"))]
    found = []
    for table in tables:
        cells = (cell for row in db.execute(f'select * from "{table}"') for cell in row)
        if any(
            needle in (c.encode() if isinstance(c, str) else c) for c in cells if isinstance(c, str | bytes)
        ):
            found.append(table)
    return found + ["a page"] * (needle in db.serialize("main"))


def test_no_word_of_a_purged_case_is_left_even_before_the_rotation(book: Book, answers: Answers) -> None:
    for n in range(30):
        who = WHO if n == 7 else Identity((Name(f"Other Person{n}"),))
        book.add(
            answers(account="quetzalword" if n == 7 else f"plain words {n}"), identity=who, retain_until=UNTIL
        )
    (case_id,) = book.search("zoraida")
    for needle in (b"Zoraida", b"quetzalword"):
        assert "case_text_content" in left_in(book, needle)
    book.purge(case_id, rotate=False)
    for rotated in (False, True):
        assert not [needle for needle in (b"Zoraida", b"zoraida", b"quetzalword") if left_in(book, needle)]
        if not rotated:
            book.vault.rotate()


def test_a_casebook_cut_short_before_its_tables_is_begun_when_opened(tmp_path: Path) -> None:
    made, _ = Vault.create(
        tmp_path / "new.casebook",
        organisation="Invented",
        passphrase=SECRET.text,
        label="Ana",
        cost=Cost.LIGHT,
    )
    made.close()
    with Book.open(tmp_path / "new.casebook", SECRET) as book:
        assert (book.count(), acts(book)) == (0, ["created"])


def test_a_field_of_a_later_varick_is_named_and_not_lost(
    book: Book, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = book.add(answers(told_on="2026"), retain_until=UNTIL)
    known = {name: field for name, field in fields().items() if name != "told_on"}
    monkeypatch.setattr("varick.casebook.cases.case.fields", lambda: known)
    with pytest.raises(VarickError, match="the field told_on, which this Varick does not know"):
        book.case(case_id)


def test_a_rotation_that_failed_is_made_up_for(
    book: Book, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = book.add(answers(), retain_until=UNTIL)
    rotate = type(book.vault).rotate
    monkeypatch.setattr(
        type(book.vault), "rotate", lambda self: (_ for _ in ()).throw(VarickError("disk full"))
    )
    with pytest.raises(VarickError, match="disk full"):
        book.purge(case_id)
    book.close()
    turned = []
    monkeypatch.setattr(type(book.vault), "rotate", lambda self: (turned.append(1), rotate(self)))
    for _ in range(2):
        with Book.open(tmp_path / "office.casebook", SECRET) as again:
            assert again.count() == 0
    assert turned == [1]


def test_it_is_there_when_it_is_opened_again(book: Book, answers: Answers, tmp_path: Path) -> None:
    path = tmp_path / "office.casebook"
    case_id = book.add(answers(account="Ñandú"), identity=WHO, retain_until=UNTIL)
    book.set_meta("last_drill", "2026-11-01")
    book.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["office.casebook"]
    raw = path.read_bytes()
    assert not [text for text in ("andú", "Zoraida", "Inventada", case_id) if text.encode() in raw]
    with pytest.raises(WrongSecret):
        Book.open(path, Passphrase("another passphrase"))
    with Book.open(path, SECRET) as again:
        assert again.case(case_id).value("account") == "Ñandú"
        assert (again.identity(case_id), again.meta("last_drill"), again.organisation) == (
            WHO,
            "2026-11-01",
            "Invented Defenders",
        )
        again.set_meta("last_drill", None)
        assert again.meta("last_drill") is None


def test_a_failed_act_leaves_neither_the_case_nor_its_entry(
    book: Book, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from varick.casebook.chain.log import Log

    def broken(*_: object, **__: object) -> int:
        raise VarickError("no log")

    monkeypatch.setattr(Log, "append", broken)
    with pytest.raises(VarickError, match="no log"):
        book.add(answers(), retain_until=UNTIL)
    assert (book.count(), book.search("client")) == (0, [])


def test_a_casebook_of_a_later_format_is_refused(book: Book, tmp_path: Path) -> None:
    book.set_meta("format", "2")
    book.close()
    with pytest.raises(VarickError, match="a later Varick"):
        Book.open(tmp_path / "office.casebook", SECRET)


def test_the_public_names_are_where_the_package_says() -> None:
    assert sorted(name for names in casebook._HOME.values() for name in names) == casebook.__all__
    assert all(hasattr(casebook, name) for name in casebook.__all__)
