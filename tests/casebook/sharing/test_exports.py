"""What leaves at each level, to whom, and what never does."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyrage
import pytest
from made_cases import BOTH, GIVEN, TODAY, UNTIL, fill, planted

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.dates import DayOf
from varick.casebook.sharing import register
from varick.casebook.sharing.aggregate import Asked, aggregate
from varick.casebook.sharing.coalition import coalition
from varick.casebook.sharing.coarse import WITHHELD, dropped
from varick.casebook.sharing.events import events
from varick.casebook.sharing.full import full
from varick.casebook.sharing.groups import DESCRIBES
from varick.casebook.sharing.package import Package, place
from varick.errors import NoAnswer, VarickError

Answers = Callable[..., dict[str, Answer]]


def rows(package: Package, name: str = "cases.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.files[name].decode("utf-8-sig"))))


def everything(folder: Path) -> bytes:
    """Names and bytes of all files of a folder."""
    return b"\n".join(
        str(path.relative_to(folder)).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    )


def secrets_of(count: int) -> list[bytes]:
    return [text.encode() for number in range(count) for key, text in planted(number).items()]


def test_no_planted_word_leaves_below_full(book: Book, tmp_path: Path) -> None:
    """500 planted names and more: none in rows, tables, event log, statements, file names, or the metadata of Parquet."""
    ids = fill(book, 250)
    made = [
        coalition(book, (), 3, today=TODAY),
        coalition(book, (), 1, today=TODAY),
        events(book, today=TODAY),
        aggregate(book, Asked(by=("month", "practice,borough")), today=TODAY),
    ]
    for number, package in enumerate(made):
        place(book, package, tmp_path / f"out{number}", recipient="Invented Partner", today=TODAY)
        held = everything(tmp_path / f"out{number}")
        found = [text for text in secrets_of(250) if text in held or text.lower() in held.lower()]
        assert not found
        assert not [name for name in ids if name.encode() in held]
        assert b"Ana" not in held, "who made it is not in it"
        days = {date.fromisoformat(text.decode()) for text in re.findall(rb"201[89]-[0-9]{2}-[0-9]{2}", held)}
        assert all(day.weekday() == 0 for day in days), "no day leaves but as the Monday of its week"
    whole = full(book, (), TODAY)
    held = b"".join(name.encode() + data for name, data in whole.files.items())
    assert all(word in held for word in secrets_of(1)), "the search finds what is there"


def test_days_leave_as_weeks_and_spans_do_not_give_them_back(book: Book, answers: Answers) -> None:
    told = answers(
        letter_received="yes",
        arrest_date="2018-02-14",
        letter_date="2018-03-02",
        appointment_on="~2018-03-20",
    )
    for _ in range(3):
        book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    for row in rows(coalition(book, (), 3, today=TODAY)):
        assert row["arrest_date"] == "week of 2018-02-12"
        assert row["letter_date"] == "week of 2018-02-26"
        assert row["appointment_on"] == "2018-03", "about a day may lie in another week"
        assert row["derived_days_arrest_to_letter"] == "8 to 20"


def test_states_and_what_was_never_asked_stay_apart(book: Book, answers: Answers) -> None:
    book.add(
        answers(letter_received="yes", attended="unknown", letter_authority_cited="none", letter_date="refused", appointment_place="201 Varick Street, 5th floor", letter_signatory_title="SDDO J. Inventado", pending_benefit="I-130 of Inventada"),
        consents=BOTH, retain_until=UNTIL, privileged=False,
    )  # fmt: skip
    (row,) = rows(coalition(book, (), 1, today=TODAY))
    assert (row["attended"], row["letter_authority_cited"], row["letter_date"]) == (
        "unknown",
        "none",
        "refused",
    )
    assert row["fingerprinted"] == ""
    assert row["appointment_place"] == "varick_201"
    assert row["letter_signatory_title"] == "sddo"
    assert row["pending_benefit"] == "given"
    assert not {one.name for one in dropped()} & row.keys()


@pytest.mark.parametrize("state", ["refused", "revoked", "not_asked"])
def test_only_given_consent_and_known_not_privileged_leaves(book: Book, answers: Answers, state: str) -> None:
    no = Consent(state, date(2026, 1, 1)) if state != "not_asked" else Consent()  # type: ignore[arg-type]
    told = answers()
    book.add(told, consents={"coalition": no, "aggregate": GIVEN}, retain_until=UNTIL, privileged=False)
    book.add(told, consents={"coalition": GIVEN}, retain_until=UNTIL, privileged=True)
    book.add(told, consents={"coalition": GIVEN}, retain_until=UNTIL)
    book.add(told, retain_until=UNTIL, privileged=False)
    with pytest.raises(NoAnswer, match="no case may leave"):
        coalition(book, (), today=TODAY)
    with pytest.raises(NoAnswer, match="no case may leave"):
        events(book, today=TODAY)
    with pytest.raises(NoAnswer, match="fewer than 5"):
        aggregate(book, Asked(), today=TODAY)
    kept = book.add(told, consents={"coalition": GIVEN}, retain_until=UNTIL, privileged=False)
    assert list(coalition(book, (), today=TODAY).given) == [kept]


def test_a_revoked_case_is_gone_from_the_next_export_and_the_register_says_who_has_it(
    book: Book, tmp_path: Path
) -> None:
    ids = fill(book, 12)
    first = coalition(book, (), today=TODAY)
    place(book, first, tmp_path / "one", recipient="Partner A", today=TODAY)
    place(book, events(book, today=TODAY), tmp_path / "two", recipient="Partner B", today=TODAY)
    place(
        book,
        aggregate(book, Asked(by=("practice",)), today=TODAY),
        tmp_path / "three",
        recipient="public",
        today=TODAY,
    )
    book.consent(ids[4], "coalition", "revoked", "by phone")
    book.consent(ids[4], "aggregate", "revoked", "by phone")
    assert ids[4] not in coalition(book, (), today=TODAY).given
    assert ids[4] not in events(book, today=TODAY).given
    assert ids[4] not in aggregate(book, Asked(by=("practice",), few_changes=True), today=TODAY).given
    went = register.exports(book.vault.db, ids[4])
    assert [(e.level, e.kind, e.recipient) for e in went] == [
        ("coalition", "cases", "Partner A"), ("coalition", "events", "Partner B"), ("aggregate", "suppressed", "public"),
    ]  # fmt: skip
    there = register.given_ids(book.vault.db, ids[4])[1]
    assert there == first.given[ids[4]]
    assert there in {row["case"] for row in rows(first)}


def test_a_purge_takes_the_case_out_of_the_register(book: Book, tmp_path: Path) -> None:
    ids = fill(book, 6)
    place(book, coalition(book, (), today=TODAY), tmp_path / "one", recipient="Partner A", today=TODAY)
    book.purge(ids[0])
    assert register.exports(book.vault.db, ids[0]) == []
    (export,) = register.exports(book.vault.db)
    assert export.cases == 6
    assert book.vault.db.execute("select count(*) from export_case").fetchone()[0] == 5


def test_ids_are_new_each_time_and_the_order_is_not_that_of_the_book(book: Book) -> None:
    ids = fill(book, 30)
    one, two = coalition(book, (), today=TODAY), coalition(book, (), today=TODAY)
    assert not {*one.given.values()} & {*two.given.values(), *ids}
    assert len({*one.given.values()}) == 30
    orders = [[row["case"] for row in rows(p)] for p in (one, two)]
    back = [{v: k for k, v in p.given.items()} for p in (one, two)]
    assert [back[0][c] for c in orders[0]] != [back[1][c] for c in orders[1]], (
        "shuffled (1 in 30! to be alike)"
    )


@pytest.mark.parametrize("k", [2, 3, 5])
def test_descriptions_are_shared_by_k_or_gone(book: Book, k: int) -> None:
    fill(book, 60, seed=k)
    package = coalition(book, (), k, today=TODAY)
    described = [tuple(row.get(name, "") for name in DESCRIBES) for row in rows(package)]
    for one, count in Counter(described).items():
        assert count >= k or set(one) <= {WITHHELD, ""}
    said = " ".join(package.statement.both()["en"])
    assert "shared all of that with fewer than" in said
    assert "With nothing of it left" in said


def test_cases_that_are_alike_keep_what_they_have(book: Book, answers: Answers) -> None:
    told = answers(arrest_borough="queens", gender="woman", arrest_date="2018-03-07", letter_received="yes")
    for _ in range(3):
        book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    book.add(told | answers(arrest_borough="bronx"), consents=BOTH, retain_until=UNTIL, privileged=False)
    found = Counter(row["arrest_borough"] for row in rows(coalition(book, (), 3, today=TODAY)))
    assert found == {"queens": 3, WITHHELD: 1}
    assert Counter(row["arrest_borough"] for row in rows(coalition(book, (), 1, today=TODAY))) == {
        "queens": 3,
        "bronx": 1,
    }


def test_the_log_says_level_count_and_hashes_and_no_contents(book: Book, tmp_path: Path) -> None:
    import hashlib

    fill(book, 10)
    placed = place(
        book, coalition(book, (), today=TODAY), tmp_path / "one", recipient="Partner A", today=TODAY
    )
    entry = list(book.log.entries())[-1].body
    assert entry is not None
    assert entry.action == "exported"
    assert (entry.detail["level"], entry.detail["cases"]) == ("coalition", 10)
    for name, digest in placed.hashes.items():
        assert hashlib.sha256((tmp_path / "one" / name).read_bytes()).hexdigest() == digest
        assert f"{name} {digest}" in entry.detail["sha256"]
    assert not [w for w in secrets_of(10) if w.decode() in str(entry.detail)]


def test_full_holds_everything_and_opens_only_for_the_recipient(book: Book, tmp_path: Path) -> None:
    ids = fill(book, 11)
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    place(
        book,
        full(book, (), TODAY),
        tmp_path / "case.age",
        recipient="counsel",
        keys=[str(key.to_public())],
        today=TODAY,
    )
    data = (tmp_path / "case.age").read_bytes()
    assert not [text for text in secrets_of(11) if text in data]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(data, [other])
    archive = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(data, [key])))
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    read = json.loads(archive.read("cases.json"))
    assert [case["case_id"] for case in read["cases"]] == ids
    words = planted(0)
    assert words["first"] in read["cases"][0]["identity"]["names"][0]["text"]
    assert read["cases"][0]["answers"]["arrest_date"]["note"] == words["note"]
    assert archive.read(read["cases"][0]["attachments"][0]["file"]) == words["inside"].encode()
    assert sorted(tmp_path.glob(".*")) == [], "nothing beside it"
    only = full(book, [ids[3].lower()], TODAY)
    assert list(only.given) == [ids[3]]


def test_a_spreadsheet_acts_on_no_cell(book: Book, answers: Answers) -> None:
    told = answers()
    told |= {"account": Answer("=HYPERLINK(\"http://x\")"), "country_of_birth": Answer("+1"), "nta_charges": Answer("@SUM(A1)"), "appointment_room": Answer(" -2+3")}  # fmt: skip
    book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    for package in (full(book, (), TODAY), coalition(book, (), 1, today=TODAY)):
        for row in rows(package):
            assert not [cell for cell in row.values() if re.match(r"\s*[=+\-@]", cell)]
    (row,) = rows(full(book, (), TODAY))
    assert row["account"].startswith("'=")


def test_both_languages_stand_beside_each_export(book: Book, tmp_path: Path) -> None:
    fill(book, 20)
    made = [
        full(book, (), TODAY),
        coalition(book, (), today=TODAY),
        events(book, today=TODAY),
        aggregate(book, Asked(), today=TODAY),
    ]
    for number, package in enumerate(made):
        place(book, package, tmp_path / str(number), recipient="X", today=TODAY)
        text = (tmp_path / str(number) / "statement.txt").read_text(encoding="utf-8")
        assert "What was done to this export" in text
        assert "Lo que se hizo con esta exportación" in text
        for name, data in package.files.items():
            if name in ("cases.json", "tables.json"):
                assert set(json.loads(data)["statement"]) == {"en", "es"}


def test_a_place_that_is_taken_or_broken_leaves_nothing(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(book, 6)
    package = coalition(book, (), today=TODAY)
    (tmp_path / "there").mkdir()
    with pytest.raises(VarickError, match="already"):
        place(book, package, tmp_path / "there", recipient="X", today=TODAY)
    with pytest.raises(VarickError, match="there is no folder"):
        place(book, package, tmp_path / "no" / "such" / "folder", recipient="X", today=TODAY)
    with pytest.raises(VarickError, match="for whom"):
        place(book, package, tmp_path / "out", recipient="  ", today=TODAY)
    with pytest.raises(VarickError, match="not an age public key"):
        place(book, package, tmp_path / "out.age", recipient="X", keys=["age1nothing"], today=TODAY)
    assert register.exports(book.vault.db) == []

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("varick.casebook.sharing.package.os.rename", broken)
    with pytest.raises(VarickError, match="No space left"):
        place(book, package, tmp_path / "out", recipient="X", today=TODAY)
    assert register.exports(book.vault.db) == []
    assert [said.body.action for said in book.log.entries() if said.body][-2:] == [
        "exported",
        "export_failed",
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["office.casebook", "there"]


def test_weeks_cross_the_turn_of_a_year(book: Book) -> None:
    assert str(DayOf(date(2019, 1, 2)).coarser("week")) == "week of 2018-12-31"


def test_sentences_of_a_case_that_is_not_decided(book: Book, answers: Answers) -> None:
    book.add(answers(), retain_until=UNTIL)
    said = " ".join(full(book, (), TODAY).statement.both()["en"])
    assert "not yet decided: 1" in said
    case = next(book.cases())
    assert not replace(case, consents={"coalition": GIVEN}).may_leave("coalition")
