"""Backups: who can open them, that nothing is in clear, that they are whole or not there, and the register of them."""

import builtins
import errno
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from made_office import PASSPHRASE, PLANTED, TODAY, Failing, Office

from varick.casebook.chain.verify import check_book
from varick.casebook.file.agefile import encrypted, recipient
from varick.casebook.file.vault import Passphrase, Vault
from varick.casebook.file.words import age_identity, private_key
from varick.casebook.keeping import backup as backups
from varick.casebook.keeping import register
from varick.errors import VarickError


def age(data: bytes, identity: pyrage.x25519.Identity) -> bytes:
    out = io.BytesIO()
    pyrage.decrypt_io(io.BytesIO(data), out, [identity])
    return out.getvalue()


def test_an_age_library_opens_a_backup_with_the_paper_words(
    office: Office, backed_up: Callable[[], Path]
) -> None:
    path = backed_up()
    assert path.name == "casebook-2026-11-23.age"
    data = path.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    inside = age(data, pyrage.x25519.Identity.from_str(age_identity(private_key(office.words))))
    with office.open() as book:
        now = b"".join(book.vault.raw_copy())
    assert len(inside) == len(now)
    copy = office.path.with_name("copy.casebook")
    copy.write_bytes(inside)
    with Vault.open(copy, Passphrase(PASSPHRASE)) as vault:
        vault.check()


def test_neither_a_name_nor_an_organisation_is_in_a_backup_or_its_name(backed_up: Callable[[], Path]) -> None:
    path = backed_up()
    data = path.read_bytes() + path.name.encode()
    for word in (*PLANTED, "Quetzalcoatl", "Invented", "House", "office", "cousin"):
        assert word.encode() not in data


def test_every_recipient_opens_it_and_nobody_else(office: Office, tmp_path: Path) -> None:
    counsel, trustee, other = (pyrage.x25519.Identity.generate() for _ in range(3))
    with office.open() as book:
        backups.add_recipient(book, "counsel", str(counsel.to_public()))
        backups.add_recipient(book, "trustee", str(trustee.to_public()))
        words = book.vault.add_words("second set")
        made = backups.back_up(book, tmp_path, TODAY)
        assert made.to == ("recovery words", "second set", "counsel", "trustee")
        backups.remove_recipient(book, "trustee")
        later = backups.back_up(book, tmp_path, TODAY)
        assert check_book(book.log).sound
    papers = [pyrage.x25519.Identity.from_str(age_identity(private_key(w))) for w in (office.words, words)]
    for identity in (counsel, trustee, *papers):
        assert age(made.path.read_bytes(), identity)
    with pytest.raises(pyrage.DecryptError):
        age(made.path.read_bytes(), other)
    with pytest.raises(pyrage.DecryptError):
        age(later.path.read_bytes(), trustee)
    assert [b.file for b in later.earlier] == ["casebook-2026-11-23.age"]
    assert later.path.name == "casebook-2026-11-23-2.age"


def test_two_readers_of_one_name_are_two(office: Office) -> None:
    """Nobody takes the place of the paper words by taking their name."""
    key = str(pyrage.x25519.Identity.generate().to_public())
    with office.open() as book:
        book.vault.add_words()
        backups.add_recipient(book, "recovery words", key)
        found = backups.readers(book)
        assert [name for name, _ in found] == ["recovery words"] * 3
        assert len({public for _, public in found}) == 3


def test_the_register_knows_each_backup_and_what_was_destroyed(
    office: Office, backed_up: Callable[[], Path]
) -> None:
    path = backed_up()
    with office.open() as book:
        (one,) = register.standing(book.vault.db)
        assert (one.file, one.day, one.recipients, one.state) == (path.name, TODAY, 1, "written")
        assert one.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert one.bytes == path.stat().st_size
        assert backups.say_destroyed(book, [one.number], TODAY) == [one]
        assert register.standing(book.vault.db) == []
        assert [b.destroyed for b in register.backups(book.vault.db)] == [TODAY]
        with pytest.raises(
            VarickError, match=r"^backup 1: not in the list of those that exist; see backup --list$"
        ):
            backups.say_destroyed(book, [1], TODAY)
        *_, done, gone = book.log.entries()
        assert (done.body.action, gone.body.action) == ("backup", "backups_destroyed")


def test_it_says_when_it_stands_beside_the_casebook(office: Office, tmp_path: Path) -> None:
    with office.open() as book:
        assert backups.back_up(book, office.path.parent, TODAY).beside
        assert not backups.back_up(book, tmp_path, TODAY).beside


def test_what_cannot_be_done_is_one_line(office: Office, tmp_path: Path) -> None:
    secret = pyrage.x25519.Identity.generate()
    with office.open() as book:
        for act, said in (
            (lambda: backups.back_up(book, tmp_path / "none", TODAY), "no such folder"),
            (lambda: backups.add_recipient(book, " ", "age1x"), "give a name and a key"),
            (
                lambda: backups.add_recipient(book, "counsel", "age1x"),
                'recipient "counsel": not an age public key',
            ),
            (lambda: backups.add_recipient(book, "counsel", str(secret)), "never type it here"),
            (
                lambda: backups.remove_recipient(book, "nobody"),
                'recipient "nobody": there is none of that name',
            ),
        ):
            with pytest.raises(VarickError, match=said) as caught:
                act()
            assert "\n" not in str(caught.value)
            assert str(secret) not in str(caught.value)
        vault = book.vault
        vault.remove_slot(next(s.id for s in vault.slots if s.kind == "words"))
        with pytest.raises(VarickError, match=r"^nobody could open the backup"):
            backups.back_up(book, tmp_path, TODAY)
    assert list(tmp_path.glob("*.age")) == []


@pytest.mark.parametrize("left", [0, 100, 70_000, 160_000])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_leaves_no_half_backup(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int, code: int
) -> None:
    target = tmp_path / "sticks"
    target.mkdir()
    real = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda number, mode: Failing(real(number, mode), left, code))
    with office.open() as book:
        with pytest.raises(VarickError, match=r"cannot be written \((No space|Input/output)") as caught:
            backups.back_up(book, target, TODAY)
        assert "\n" not in str(caught.value)
        assert list(target.iterdir()) == []
        assert register.standing(book.vault.db) == []
        *_, last = book.log.entries()
        assert last.body.action == "backup_failed"
        assert check_book(book.log).sound


def test_a_disk_without_second_names_is_good_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(source: Any, target: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    key = pyrage.x25519.Identity.generate()
    monkeypatch.setattr(os, "link", none)
    encrypted([b"a", b"", b"bc"], tmp_path / "x.age", [recipient(str(key.to_public()), "x")])
    assert age((tmp_path / "x.age").read_bytes(), key) == b"abc"
    assert [p.name for p in tmp_path.iterdir()] == ["x.age"]


def test_a_name_that_somebody_took_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "x.age").write_bytes(b"mine")
    with pytest.raises(VarickError, match="there is something of that name already"):
        encrypted([b"abc"], tmp_path / "x.age", [recipient(str(key.to_public()), "x")])
    assert (tmp_path / "x.age").read_bytes() == b"mine"
    assert [p.name for p in tmp_path.iterdir()] == ["x.age"]


def test_a_backup_is_for_its_owners_eyes_and_nothing_else_is_written(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = builtins.open
    monkeypatch.setattr(
        builtins, "open", lambda path, *rest, **more: opened.append(str(path)) or real(path, *rest, **more)
    )
    with office.open() as book:
        made = backups.back_up(book, tmp_path, TODAY)
    if os.name != "nt":
        assert made.path.stat().st_mode & 0o777 == 0o600
    assert not [
        name
        for name in opened
        if name.startswith("/tmp") and "office" not in name and str(tmp_path) not in name
    ]
