"""The log as it is written: what an entry says, who may read it, what a purge leaves, how the clock is told."""

import apsw
import pytest
from made_logs import START, Made, made
from nacl.secret import SecretBox

from varick.casebook.chain.entry import BLOCK, moment_of, opened
from varick.casebook.chain.log import Log
from varick.casebook.chain.logfile import check_file, written
from varick.casebook.chain.verify import check_book
from varick.errors import VarickError


def text(book: Made) -> str:
    return "".join(written(book.log))


def test_a_log_begins_with_its_creation_and_says_who_did_what() -> None:
    book = made(1)
    book.clock.later(5)
    assert book.log.append("attached", "case 2", kind="letter", count=2) == 2
    first, second = book.log.entries()
    assert (first.seq, first.at, first.body.action, first.body.case) == (1, START, "created", None)
    assert (second.body.actor, second.body.action, second.body.case) == ("Ana", "attached", "case 2")
    assert second.body.detail == {"kind": "letter", "count": 2}
    assert [said.seq for said in book.log.entries("case 2")] == [2]
    assert check_book(book.log).sound


def test_an_entry_is_undone_with_the_act_it_tells_of() -> None:
    book = made(3)
    before = book.log.next_key

    def half_an_act() -> None:
        with book.db:
            book.log.append("changed", "case 1")
            raise KeyError

    with pytest.raises(KeyError):
        half_an_act()
    assert (book.log.last().seq, book.log.next_key) == (3, before)
    assert check_book(book.log).sound


def test_a_key_signs_once_and_is_gone() -> None:
    book = made(1)
    seen = set()
    for _ in range(10):
        (secret,) = book.db.execute("select secret from log_state").fetchone()
        seen.add(secret)
        book.log.append("shown", "case 1")
    assert len(seen) == 10
    kept = [value for row in book.db.execute("select * from log_entry") for value in row]
    kept += list(book.db.execute("select * from log_state").fetchone())
    assert not seen & {value for value in kept if isinstance(value, bytes)}


def test_the_database_itself_refuses_to_change_or_delete() -> None:
    book = made(5)
    for statement in (
        "delete from log_entry where seq = 5",
        "update log_entry set minute = 0",
        "update log_entry set signature = x'00' where seq = 2",
    ):
        with pytest.raises(apsw.ConstraintError, match="the log is only added to"):
            book.db.execute(statement)


def test_nothing_but_the_body_says_what_was_done_and_its_length_tells_nothing() -> None:
    book = made(1)
    for action, detail in (("changed", ["letter_date"]), ("attached", [f"field_{n}" for n in range(25)])):
        book.log.append(action, "case 1", fields=detail)
    lengths = {len(row.body) for row in book.log.rows()}
    assert len(lengths) == 1
    assert lengths.pop() % BLOCK == 40  # the nonce and the tag
    for word in ("case 1", "Ana", "changed", "letter_date", "created"):
        assert word not in text(book)
        assert word.encode() not in b"".join(row.body for row in book.log.rows())


def test_a_body_opens_with_the_key_of_its_case_only() -> None:
    book = made(1)
    book.log.append("changed", "case 1")
    *_, row = book.log.rows()
    assert opened(row.body, book.keys["case 1"]).action == "changed"
    assert opened(row.body, book.keys["case 2"]) is None
    assert opened(b"short", book.keys["case 1"]) is None


@pytest.mark.parametrize("inside", [b"", b"abc", b"\0\0\0\5[1,2]", b"\0\0\0\2{}", b"\xff" * 40])
def test_what_no_varick_sealed_is_no_body(inside: bytes) -> None:
    """Somebody with the key of a case sealed something else."""
    book = made(3)
    book.attack()
    garbage = bytes(SecretBox(book.keys["case 1"]).encrypt(inside))
    book.db.execute("update log_entry set case_id = 'case 1', body = ? where seq = 2", (garbage,))
    assert [(p.seq, p.what) for p in check_book(book.log).problems] == [(2, "body")]
    assert [said.body for said in book.log.entries()][1] is None


def test_a_purge_leaves_the_entry_and_takes_what_it_said() -> None:
    book = made(30)
    mine = [row.entry.seq for row in book.log.rows() if row.case_id == "case 2"]
    kept = text(book)
    del book.keys["case 2"]
    emptied = book.log.empty("case 2")
    assert emptied == mine
    book.log.append("purged", entries=emptied)
    report = check_book(book.log)
    assert (report.sound, report.emptied, report.entries) == (True, len(mine), 31)
    assert [said.seq for said in book.log.entries() if said.body is None] == mine
    assert text(book).splitlines()[1:-2] == kept.splitlines()[1:-1]
    everything = [value for row in book.db.execute("select case_id, body from log_entry") for value in row]
    assert "case 2" not in everything
    assert check_file(text(book).encode(), "log").sound


def test_a_clock_that_goes_back_is_stated_and_times_never_run_backwards() -> None:
    book = made(4)
    at = book.clock.now
    book.clock.later(-3 * 24 * 60)
    assert book.log.append("shown", "case 1") == 5
    report = check_book(book.log)
    assert (report.sound, report.behind) == (True, {5: 3 * 24 * 60})
    assert moment_of(book.log.last().minute) == at
    *_, said = book.log.entries()
    assert said.at == book.clock.now
    closing = check_file(text(book).encode(), "log").closed
    assert closing.minute == book.log.last().minute


def test_a_log_without_its_beginning_says_so() -> None:
    book = made(2)
    book.db.execute("delete from log_state")
    with pytest.raises(
        VarickError, match=r"^the log has no beginning; it was changed: open a backup instead$"
    ):
        book.log.append("shown")
    assert [p.what for p in check_book(book.log).problems] == ["genesis"]
    empty = Log(book.db, actor="Ana", case_key=book.keys.get, now=book.clock)
    book.attack()
    book.db.execute("delete from log_entry")
    with pytest.raises(VarickError, match="the log has no entry"):
        empty.last()
