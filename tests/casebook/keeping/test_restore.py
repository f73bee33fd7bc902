"""From a backup back to a casebook: with words, with an identity, never over a file, never half; and the drill of it."""

import errno
import os
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from made_office import PASSPHRASE, TODAY, Failing, Office
from mutated_files import changed, replaced

from varick.casebook.book import Book
from varick.casebook.chain.paper import head_of
from varick.casebook.chain.state import state_of
from varick.casebook.chain.verify import check_book
from varick.casebook.checking import check
from varick.casebook.file.agefile import encrypted, recipient
from varick.casebook.file.vault import Cost, PaperWords, Passphrase
from varick.casebook.file.words import age_recipient, new_words, private_key
from varick.casebook.keeping import backup as backups
from varick.casebook.keeping import register
from varick.casebook.keeping.drill import LAST, drill
from varick.casebook.keeping.restore import restore
from varick.errors import VarickError

Backup = Callable[[], Path]


def test_a_casebook_comes_back_with_the_paper_words_alone(
    office: Office, backed_up: Backup, tmp_path: Path
) -> None:
    backup = backed_up()
    with office.open() as book:
        before = [(case, book.identity(case.id), book.attachments(case.id)) for case in book.cases()]
        letter = book.attachment(office.cases[1], book.attachments(office.cases[1])[0].id)
    clean = tmp_path / "clean"
    clean.mkdir()
    shutil.rmtree(office.path.parent)
    done = restore(backup, clean / "office.casebook", office.paper)
    assert (done.sound, done.cases, done.attachments) == (True, 6, 3)
    assert [p.name for p in clean.iterdir()] == ["office.casebook"]
    with Book.open(clean / "office.casebook", office.paper) as book:
        assert [(case, book.identity(case.id), book.attachments(case.id)) for case in book.cases()] == before
        assert book.attachment(office.cases[1], book.attachments(office.cases[1])[0].id) == letter
        assert check_book(book.log).sound
        *_, last = book.log.entries()
        assert (last.body.action, last.body.detail["file"]) == ("restored", backup.name)
        (one,) = register.backups(book.vault.db)
        assert (one.state, one.sha256) == ("written", done.sha256)
    with Book.open(clean / "office.casebook", Passphrase(PASSPHRASE)) as book:
        assert book.count() == 6


def test_an_identity_opens_the_backup_and_a_slot_the_casebook_in_it(office: Office, tmp_path: Path) -> None:
    counsel, file = pyrage.x25519.Identity.generate(), tmp_path / "counsel.key"
    file.write_text(f"# created: today\n# public key: {counsel.to_public()}\n{counsel}\n")
    with office.open() as book:
        backups.add_recipient(book, "counsel", str(counsel.to_public()))
        path = backups.back_up(book, tmp_path, TODAY).path
    assert restore(path, tmp_path / "a.casebook", Passphrase(PASSPHRASE), file).sound
    with pytest.raises(VarickError, match="opens with the paper words"):
        restore(path, tmp_path / "b.casebook", Passphrase(PASSPHRASE))
    with pytest.raises(VarickError) as caught:
        restore(path, tmp_path / "b.casebook", Passphrase("another passphrase"), file)
    assert "\n" not in str(caught.value)
    for text, said in (
        ("", "holds no age secret key"),
        ("# x\nAGE-SECRET-KEY-1X\n", "line 2: not an age secret key"),
    ):
        file.write_text(text)
        with pytest.raises(VarickError, match=said):
            restore(path, tmp_path / "b.casebook", office.paper, file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(VarickError, match="cannot be read as a file of age secret keys"):
        restore(path, tmp_path / "b.casebook", office.paper, file)
    assert sorted(p.name for p in tmp_path.glob("*.casebook")) == ["a.casebook"]


def test_nothing_that_stands_there_is_replaced(office: Office, backed_up: Backup) -> None:
    backup, before = backed_up(), office.path.read_bytes()
    with pytest.raises(VarickError, match=r"there is something of that name already; choose another name$"):
        restore(backup, office.path, office.paper)
    assert office.path.read_bytes() == before
    link = office.path.with_name("link.casebook")
    link.symlink_to("nowhere")
    with pytest.raises(VarickError, match="there is something of that name already"):
        restore(backup, link, office.paper)
    journal = office.path.with_name("c.casebook-journal")
    journal.write_bytes(b"of another file")
    with pytest.raises(VarickError, match="journal: belongs to another casebook"):
        restore(backup, office.path.with_name("c.casebook"), office.paper)
    assert journal.read_bytes() == b"of another file"


def test_a_disk_that_is_full_is_said_of_the_file_that_was_asked_for(
    office: Office, backed_up: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, folder = backed_up(), tmp_path / "new"
    with pytest.raises(VarickError, match=r"/new/o.casebook: there is no folder .*/new; make it first$"):
        restore(backup, folder / "o.casebook", office.paper)
    folder.mkdir()
    real = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda number, mode: Failing(real(number, mode), 100_000, errno.ENOSPC))
    with pytest.raises(
        VarickError, match=r"/new/o.casebook: cannot be read or written \(No space left on device\)"
    ):
        restore(backup, folder / "o.casebook", office.paper)
    assert list(folder.iterdir()) == []


def test_what_a_crash_left_is_no_hindrance(office: Office, backed_up: Backup, tmp_path: Path) -> None:
    (tmp_path / "backups" / f".casebook-{TODAY}.age.partial").write_bytes(b"half")
    (tmp_path / ".o.casebook.restoring").write_bytes(b"half")
    assert restore(backed_up(), tmp_path / "o.casebook", office.paper).sound
    assert not list(tmp_path.rglob("*.partial")) + list(tmp_path.rglob("*.restoring"))


def test_words_of_another_book_do_not_open_it(office: Office, backed_up: Backup, tmp_path: Path) -> None:
    with pytest.raises(VarickError, match="not made for this key"):
        restore(backed_up(), tmp_path / "new.casebook", PaperWords(new_words()))
    assert not (tmp_path / "new.casebook").exists()


def test_words_that_were_removed_since_still_open_the_older_backup(
    office: Office, backed_up: Backup, tmp_path: Path
) -> None:
    """Why older backups must be destroyed: removing a slot does not reach them."""
    backup = backed_up()
    with office.open() as book:
        vault = book.vault
        vault.remove_slot(next(s.id for s in vault.slots if s.kind == "words"))
    assert restore(backup, tmp_path / "old.casebook", office.paper).cases == 6


def test_the_loss_of_any_one_slot_is_survived(office: Office, tmp_path: Path) -> None:
    with office.open() as book:
        vault = book.vault
        second = vault.add_words("second set")
        officers = vault.add_officers(("A", "B", "C"))
        path = backups.back_up(book, tmp_path, TODAY).path
    from varick.casebook.file.vault import Officers

    assert restore(path, tmp_path / "1.casebook", PaperWords(second)).sound
    for number, secret in enumerate(
        (Passphrase(PASSPHRASE), office.paper, Officers(officers[0], officers[2]))
    ):
        with Book.open(tmp_path / "1.casebook", secret) as book:
            assert book.count() == 6, number


def test_a_purged_case_is_still_in_the_backup_of_before(
    office: Office, backed_up: Backup, tmp_path: Path
) -> None:
    backup = backed_up()
    with office.open() as book:
        book.purge(office.cases[0])
    restore(backup, tmp_path / "old.casebook", office.paper)
    with Book.open(tmp_path / "old.casebook", office.paper) as book:
        assert book.case(office.cases[0]).id == office.cases[0]


def test_a_head_printed_after_the_backup_tells_that_something_was_lost(
    office: Office, backed_up: Backup, tmp_path: Path
) -> None:
    backup = backed_up()
    with office.open() as book:
        before = head_of(book.log.last())
        for case in office.cases:
            book.change(case, {}, privileged=True)
        after = head_of(book.log.last())
    restore(backup, tmp_path / "new.casebook", office.paper)
    with Book.open(tmp_path / "new.casebook", office.paper) as book:
        assert check_book(book.log, [before]).sound
        assert [(p.seq, p.what) for p in check_book(book.log, [after]).problems] == [
            (after.seq, "head_beyond")
        ]


# --- the drill


def test_a_drill_passes_is_recorded_and_leaves_nothing(
    office: Office, backed_up: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, scratch = backed_up(), tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not-here"))
    with office.open() as book:
        book.add(dict(book.case(office.cases[0]).answers), retain_until=TODAY)
        done = drill(book, backup, office.paper, TODAY, scratch=scratch)
        assert (done.sound, done.checked.cases, done.cases_now, done.backup.number) == (True, 6, 7, 1)
        assert 0 < done.seconds < 120
        assert list(done.checked.seconds) == ["decrypt", "open", "pages", "log", "cases"]
        assert book.meta(LAST) == "2026-11-23"
        *_, last = book.log.entries()
        assert (last.body.action, last.body.detail["cases"]) == ("drill", 6)
    assert list(scratch.iterdir()) == []


def test_what_stands_in_the_scratch_place_is_encrypted(
    office: Office, backed_up: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from varick.casebook.keeping import restore as restoring

    backup, seen = backed_up(), []
    real = restoring.check

    def look(book: Book, *rest: object) -> object:
        (folder,) = tmp_path.glob("varick-drill-*")
        seen.extend(p.read_bytes() for p in folder.iterdir())
        return real(book, *rest)

    monkeypatch.setattr(restoring, "check", look)
    with office.open() as book:
        drill(book, backup, office.paper, TODAY, scratch=tmp_path)
    assert seen
    for data in seen:
        assert b"Quetzalcoatl" not in data
        assert b"SQLite format" not in data
        assert b"cousin" not in data


def test_a_drill_that_fails_is_recorded_and_counts_for_nothing(
    office: Office, backed_up: Backup, tmp_path: Path
) -> None:
    backup = backed_up()
    data = bytearray(backup.read_bytes())
    data[-5000] ^= 1
    backup.write_bytes(data)
    with office.open() as book:
        with pytest.raises(VarickError, match="damaged or cut off"):
            drill(book, backup, office.paper, TODAY, scratch=tmp_path)
        assert book.meta(LAST) is None
        *_, last = book.log.entries()
        assert last.body.action == "drill_failed"
    assert not list(tmp_path.glob("varick-drill-*"))


def test_a_drill_with_a_backup_of_another_casebook_does_not_count(office: Office, tmp_path: Path) -> None:
    other, words = Book.create(
        tmp_path / "b.casebook", organisation="B", passphrase=PASSPHRASE, label="B", cost=Cost.LIGHT
    )
    with other:
        path = backups.back_up(other, tmp_path, TODAY).path
    with office.open() as book:
        done = drill(book, path, PaperWords(words), TODAY)
        assert (done.checked.sound, done.same_book, done.sound, done.backup) == (True, False, False, None)
        assert book.meta(LAST) is None


def test_a_drill_needs_a_folder(office: Office, backed_up: Backup, tmp_path: Path) -> None:
    backup = backed_up()
    with office.open() as book, pytest.raises(VarickError, match="give one with --scratch"):
        drill(book, backup, office.paper, TODAY, scratch=tmp_path / "none")


# --- what is in the book, against the log


def tamper(office: Office, statement: str, *values: object) -> tuple[tuple[str, ...], bool]:
    with office.open() as book:
        book.vault.db.execute(statement, values)
        found = check(book)
        return found.wrong, found.log.sound


def test_an_attachment_that_was_removed_is_missed(office: Office) -> None:
    with office.open() as book:
        attachment = book.attachments(office.cases[0])[0].id
    assert tamper(office, "delete from attachment where id = ?", attachment) == ((attachment,), True)


def test_an_attachment_that_was_replaced_with_its_hash_is_told_by_the_log(office: Office) -> None:
    """Somebody with every key replaces the bytes and the hash beside them; the log took the hash down when it came."""
    with office.open() as book:
        first, second = (book.attachments(case)[0].id for case in office.cases[:2])
        other = book.attach(office.cases[0], b"another letter", name="x", kind="letter", provenance="x")
        about, sealed = book.vault.db.execute(
            "select about, sealed from attachment where id = ?", (other,)
        ).fetchone()
    wrong, log = tamper(
        office, "update attachment set about = ?, sealed = ? where id = ?", about, sealed, first
    )
    assert (wrong, log) == ((first,), True)
    assert second not in wrong


def test_a_case_that_does_not_open_is_named(office: Office) -> None:
    wrong, _ = tamper(office, "update case_key set key = ? where case_id = ?", bytes(32), office.cases[4])
    assert wrong == (office.cases[4],)


def test_a_case_that_was_changed_past_the_log_is_told(office: Office) -> None:
    """Somebody with every key puts an older page of a case back, which opens."""
    with office.open() as book:
        asked = (
            "select row, sealed from case_part join case_key using(row) where case_id = ? and part = 'case'"
        )
        before = book.vault.db.execute(asked, (office.cases[2],)).fetchone()
        book.change(office.cases[2], {}, privileged=True)
        book.change(office.cases[3], {}, privileged=True)
        assert check(book).sound
        *_, last = book.log.entries()
        assert last.body.state == state_of(book.vault.db, office.cases[3])
    wrong, log_sound = tamper(
        office, "update case_part set sealed = ? where row = ? and part = 'case'", before[1], before[0]
    )
    assert (wrong, log_sound) == ((office.cases[2],), True)


# --- malformed backups


def _mangled(data: bytes, luck: random.Random) -> bytes:
    if luck.random() < 0.1:
        head = b"age-encryption.org/v1\n"
        own = [head, head + luck.randbytes(900), b"-----BEGIN AGE ENCRYPTED FILE-----\nabc"]
        return luck.choice([*own, replaced(data, luck)])
    return changed(data, luck, luck.choice((1, 1, 1, 3)), head=400)


def fuzz(office: Office, backup: Path, folder: Path, first: int, count: int) -> int:
    """Each mangled backup gives one line, and nothing is left; returns how many were refused."""
    sound, refused = backup.read_bytes(), 0
    for number in range(first, first + count):
        data = _mangled(sound, random.Random(number))
        if data == sound:
            continue
        bad = folder / "bad.age"
        bad.write_bytes(data)
        with pytest.raises(VarickError) as caught:
            restore(bad, folder / "new.casebook", office.paper)
        assert "\n" not in str(caught.value)
        assert str(caught.value).startswith(f"{bad}: ")
        assert [p.name for p in folder.iterdir()] == ["bad.age"]
        refused += 1
    return refused


def fuzz_inside(office: Office, folder: Path, first: int, count: int) -> int:
    """A sound age file around a mangled casebook: one line, or a casebook that is as it was; never half of one."""
    sound, refused = office.path.read_bytes(), 0
    key = recipient(age_recipient(bytes(_public(office))), "words")
    for number in range(first, first + count):
        bad, new = folder / "bad.age", folder / "new.casebook"
        encrypted([_mangled(sound, random.Random(number))], bad, [key])
        try:
            done = restore(bad, new, office.paper)
        except VarickError as error:
            assert "\n" not in str(error)  # noqa: PT017
            assert not new.exists()
            refused += 1
        else:
            assert (done.sound, done.cases, done.attachments) == (True, 6, 3)
            new.unlink()
        bad.unlink()
        assert list(folder.iterdir()) == []
    return refused


def _public(office: Office) -> bytes:
    from nacl.public import PrivateKey

    return bytes(PrivateKey(private_key(office.words)).public_key)


def test_300_malformed_backups_are_one_line_each(office: Office, backed_up: Backup, tmp_path: Path) -> None:
    backup, folder, inside = backed_up(), tmp_path / "fuzz", tmp_path / "inside"
    folder.mkdir()
    inside.mkdir()
    assert fuzz(office, backup, folder, 0, 200) > 190
    assert fuzz_inside(office, inside, 0, 100) > 40


@pytest.mark.long
def test_5_000_malformed_backups_are_one_line_each(office: Office, backed_up: Backup, tmp_path: Path) -> None:
    backup, folder, inside = backed_up(), tmp_path / "fuzz", tmp_path / "inside"
    folder.mkdir()
    inside.mkdir()
    assert fuzz(office, backup, folder, 10_000, 3_500) > 3_400
    assert fuzz_inside(office, inside, 20_000, 1_500) > 600
