"""The vault: every secret opens it, a wrong one never does; what a hostile file asks for is refused; nothing lies in clear."""

import contextlib
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import pytest

from varick.casebook.file import header, keyring, replacing, slots
from varick.casebook.file.container import HEAD
from varick.casebook.file.vault import Cost, Officers, PaperWords, Passphrase, Vault, WrongSecret
from varick.errors import VarickError

FIRST = "correct horse battery"
NAME = "Xiomara Quispe-Okonkwo"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.casebook"


def made(path: Path, passphrase: str = FIRST) -> tuple[Vault, tuple[str, ...]]:
    vault, words = Vault.create(
        path, organisation="Oficina", passphrase=passphrase, label="Ana", cost=Cost.LIGHT
    )
    with vault.transaction() as db:
        db.execute("create table t(a)")
        db.execute("insert into t values(?)", (NAME,))
    return vault, words


def rows(vault: Vault) -> list[str]:
    return [row[0] for row in vault.db.execute("select a from t")]


def opens(path: Path, secret: Any) -> str:
    with Vault.open(path, secret) as vault:
        assert rows(vault) == [NAME]
        return vault.actor


def test_each_secret_opens_it_and_names_who_did(path: Path) -> None:
    vault, words = made(path)
    with vault:
        first, second, third = vault.add_officers(("Ida", "Omar", "Lin"))
        vault.add_passphrase("another long one", "Luis")
        more = vault.add_words("safe at the bank", "spanish")
        assert [s.kind for s in vault.slots] == ["passphrase", "words", "officers", "passphrase", "words"]
    assert opens(path, Passphrase(FIRST)) == "Ana"
    assert opens(path, Passphrase("another long one")) == "Luis"
    assert opens(path, PaperWords(words)) == "recovery words"
    assert opens(path, PaperWords(tuple(w[:4].upper() for w in more))) == "safe at the bank"
    assert opens(path, Officers(first, second)) == "Ida, Omar"
    assert opens(path, Officers(third, first)) == "Ida, Lin"
    assert opens(path, Officers(second, third)) == "Omar, Lin"
    for wrong in (Passphrase("no"), PaperWords(first), Officers(first, first), Officers(words, first)):
        with pytest.raises(WrongSecret) as told:
            Vault.open(path, wrong)
        assert "\n" not in str(told.value)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("lost", range(3))
def test_the_loss_of_any_one_slot_is_survived(path: Path, lost: int) -> None:
    vault, words = made(path)
    with vault:
        people = vault.add_officers(("Ida", "Omar", "Lin"))
        vault.remove_slot(vault.slots[lost].id)
        assert rows(vault) == [NAME]
    secrets = (Passphrase(FIRST), PaperWords(words), Officers(people[0], people[2]))
    for i, secret in enumerate(secrets):
        if i == lost:
            with pytest.raises(WrongSecret):
                Vault.open(path, secret)
        else:
            opens(path, secret)


def test_the_last_slot_stays(path: Path) -> None:
    vault, _ = made(path)
    with vault:
        vault.remove_slot(vault.slots[1].id)
        with pytest.raises(VarickError, match="the only one"):
            vault.remove_slot(vault.slots[0].id)
        with pytest.raises(VarickError, match="none of that id"):
            vault.remove_slot("nowhere")


def test_every_wrong_passphrase_costs_one_argon2id(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, _ = made(path)
    with vault:
        vault.add_passphrase("another long one", "Luis")
        vault.add_passphrase("a third long one", "Kofi")
    asked: list[tuple[int, int]] = []
    real = slots.argon2id

    def counted(text: str, salt: bytes, ops: int, memory: int) -> bytes:
        asked.append((ops, memory))
        return real(text, salt, ops, memory)

    monkeypatch.setattr(slots, "argon2id", counted)
    for n in range(1, 6):
        with pytest.raises(WrongSecret):
            Vault.open(path, Passphrase(f"wrong {n}"))
        assert asked == [Cost.LIGHT.value] * n
    opens(path, Passphrase("a third long one"))
    assert len(asked) == 6


def test_the_normal_cost_is_what_the_page_says() -> None:
    assert Cost.NORMAL.value == (3, 256 << 20)


def test_a_passphrase_that_two_share_opens_the_key_that_is_named(path: Path) -> None:
    vault, _ = made(path)
    with vault:
        vault.add_passphrase(FIRST, "Luis")
    assert opens(path, Passphrase(FIRST)) == "Ana"
    assert opens(path, Passphrase(FIRST, "Luis")) == "Luis"
    with pytest.raises(WrongSecret, match="no key of that name"):
        Vault.open(path, Passphrase(FIRST, "Nobody"))


def test_the_same_passphrase_typed_on_another_keyboard_opens_it(path: Path) -> None:
    made(path, "contrasen\u0303a larga")[0].close()
    opens(path, Passphrase("contrase\u00f1a larga"))


def test_a_changed_passphrase_replaces_the_old_one(path: Path) -> None:
    vault, _ = made(path)
    with vault:
        vault.add_passphrase("another long one", "Luis")
        luis = vault.slots[-1]
        new = vault.change_passphrase(luis.id, "yet another one")
        assert (new.id, new.label, new.public != luis.public) == (luis.id, "Luis", True)
        with pytest.raises(VarickError, match="not a passphrase"):
            vault.change_passphrase(vault.slots[1].id, "x")
    assert opens(path, Passphrase("yet another one")) == "Luis"
    with pytest.raises(WrongSecret):
        Vault.open(path, Passphrase("another long one"))


def test_a_rotation_changes_every_page_and_the_old_header_is_overwritten(path: Path) -> None:
    vault, words = made(path)
    witness = path.parent / "second-name"
    os.link(path, witness)
    before = path.read_bytes() if os.name == "nt" else b"".join(vault.raw_copy())
    with vault:
        vault.rotate()
        assert rows(vault) == [NAME]
        with vault.transaction() as db:
            db.execute("insert into t values('more')")
            db.execute("delete from t where a = 'more'")
    after, old = path.read_bytes(), witness.read_bytes()
    assert after[HEAD : HEAD + 16] != before[HEAD : HEAD + 16]
    assert old[HEAD:] == before[HEAD:], "the witness is the old file"
    assert header.unpacked(old[: header.COPY]) is None
    assert header.unpacked(old[header.COPY : HEAD]) is None
    # and somebody who kept the old header cannot open the new pages with it
    witness.write_bytes(before[:HEAD] + after[HEAD:])
    with pytest.raises(VarickError, match="damaged"):
        Vault.open(witness, Passphrase(FIRST))
    witness.unlink()
    opens(path, PaperWords(words))
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_what_a_rotation_left_is_finished_by_the_next_who_opens(path: Path) -> None:
    vault, _ = made(path)
    old, new = replacing.former(path), replacing.partial(path)
    vault.close()
    os.link(path, old)  # killed before the new file took the name
    new.write_bytes(b"half a file")
    new.with_name(f"{new.name}-journal").write_bytes(b"half a journal")
    opens(path, Passphrase(FIRST))
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    old.write_bytes(path.read_bytes())  # killed after, before the old header went
    number = os.open(old, os.O_RDONLY)
    opens(path, Passphrase(FIRST))
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert header.unpacked(os.pread(number, header.COPY, 0)) is None
    os.close(number)


def test_a_link_that_somebody_put_there_destroys_nothing(path: Path, tmp_path: Path) -> None:
    made(path)[0].close()
    precious = tmp_path / "precious"
    precious.write_bytes(b"p" * 100_000)
    for place in (replacing.former(path), replacing.partial(path)):
        place.symlink_to(precious)
        opens(path, Passphrase(FIRST))
        assert not os.path.lexists(place)
        place.symlink_to(precious)
        with Vault.open(path, Passphrase(FIRST)) as vault:
            place.unlink(missing_ok=True)
            place.symlink_to(precious)
            vault.rotate()
    assert precious.read_bytes() == b"p" * 100_000


def test_a_rotation_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, _ = made(path)
    before = b"".join(vault.raw_copy())

    def refused(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with vault:
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", refused)
            with pytest.raises(VarickError, match="No space left"):
                vault.rotate()
        assert b"".join(vault.raw_copy()) == before
        assert [p.name for p in path.parent.iterdir()] == [path.name]
        vault.rotate()
        assert rows(vault) == [NAME]
    opens(path, Passphrase(FIRST))


def test_on_a_file_system_without_second_names_the_old_header_goes_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, _ = made(path)
    number = os.open(path, os.O_RDONLY)

    def refused(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    with vault:
        vault.rotate()
    assert header.unpacked(os.pread(number, header.COPY, 0)) is None
    os.close(number)
    opens(path, Passphrase(FIRST))
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_the_journal_of_another_casebook_is_not_undone_into_a_new_one(path: Path) -> None:
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"somebody's journal")
    with pytest.raises(VarickError, match="belongs to another casebook"):
        made(path)
    assert journal.read_bytes() == b"somebody's journal"
    journal.unlink()
    made(path)[0].close()


def test_an_error_of_the_disk_that_was_caught_still_keeps_nothing(path: Path) -> None:
    vault, _ = made(path)

    def inner() -> None:
        with vault.transaction():
            raise apsw.IOError("disk I/O error")

    def outer() -> None:
        with vault.transaction() as db:
            db.execute("insert into t values('lost')")
            with contextlib.suppress(apsw.IOError):
                inner()

    with vault:
        with pytest.raises(VarickError, match="cannot be read or written"):
            outer()
        assert rows(vault) == [NAME]
        with vault.transaction() as db:
            db.execute("insert into t values('kept')")
        assert rows(vault) == [NAME, "kept"]


def test_a_copy_is_a_casebook(path: Path) -> None:
    vault, words = made(path)
    copy = path.with_name("copy.casebook")
    with vault:
        data = b"".join(vault.raw_copy())
        with vault.transaction(), pytest.raises(VarickError, match="being written"):
            next(vault.raw_copy())
    copy.write_bytes(data)
    assert data == path.read_bytes()
    opens(copy, PaperWords(words))


def test_a_transaction_is_kept_whole_or_not_at_all(path: Path) -> None:
    vault, _ = made(path)

    def insert(text: str, fail: type[Exception] | None = None) -> None:
        with vault.transaction() as db:
            db.execute("insert into t values(?)", (text,))
            if fail:
                raise fail

    with vault:
        with pytest.raises(KeyError):
            insert("lost", KeyError)
        with pytest.raises(FileNotFoundError):
            insert("lost", FileNotFoundError)  # the block's own trouble stays its own
        with vault.transaction() as db:
            db.execute("insert into t values('kept')")
            with pytest.raises(KeyError):
                insert("inner, lost", KeyError)
            insert("inner, kept")
    with Vault.open(path, Passphrase(FIRST)) as vault:
        assert rows(vault) == [NAME, "kept", "inner, kept"]


def test_what_sqlite_says_never_reaches_the_user(path: Path) -> None:
    vault, _ = made(path)
    with pytest.raises(VarickError) as told, vault:
        vault.db.execute("select * from nowhere_" + NAME.replace(" ", "_").replace("-", "_"))
    assert NAME.split()[0] not in str(told.value)
    with pytest.raises(VarickError, match="has been closed"):
        _ = vault.db


def test_who_comes_second_is_told_so_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, _ = made(path)
    monkeypatch.setattr(slots, "argon2id", lambda *_: pytest.fail("asked before the lock"))
    with pytest.raises(VarickError, match="open elsewhere"):
        Vault.open(path, Passphrase(FIRST))
    program = (
        "import sys; from varick.casebook.file.vault import *\n"
        "try: Vault.open(sys.argv[1], Passphrase('x'))\n"
        "except Exception as e: print(type(e).__name__, e)"
    )
    said = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert said.stdout == f"VarickError {path}: the casebook is open elsewhere; close it there first\n"
    with vault.transaction() as db:  # the two have disturbed nothing
        db.execute("insert into t values('more')")
    vault.close()
    monkeypatch.undo()
    with Vault.open(path, Passphrase(FIRST)) as vault:
        assert rows(vault) == [NAME, "more"]


def test_it_is_made_whole_for_its_owner_only_and_over_nothing(path: Path) -> None:
    made(path)[0].close()
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(VarickError, match="something of that name"):
        made(path)
    assert path.read_bytes() == before
    with pytest.raises(VarickError) as told:
        made(path.parent / "nowhere" / "x.casebook")
    assert "\n" not in str(told.value)


def test_a_link_to_it_stays_a_link(path: Path, tmp_path: Path) -> None:
    made(path)[0].close()
    link = tmp_path / "link.casebook"
    link.symlink_to(path)
    with Vault.open(link, Passphrase(FIRST)) as vault:
        vault.rotate()
    assert link.is_symlink()
    opens(path, Passphrase(FIRST))


def test_any_name_will_do(tmp_path: Path) -> None:
    for name in ("año #1?mode=ro&x=%41.casebook", "-x", "a b"):
        vault, words = made(tmp_path / name)
        with vault:
            vault.rotate()
        opens(tmp_path / name, PaperWords(words))
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    "content", [b"", b"short", b"\xff\xd8\xff" * 50_000, b"varick casebook\n" + bytes(70_000), bytes(HEAD)]
)
def test_what_is_no_casebook_is_one_clear_line(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(VarickError, match="not a casebook|damaged") as told:
        Vault.open(path, Passphrase(FIRST))
    assert "\n" not in str(told.value)
    assert path.read_bytes() == content


def test_nothing_lies_in_clear(path: Path) -> None:
    vault, words = made(path)
    with vault:
        vault.add_passphrase("another long one", "Luisa Fernanda")
        with vault.transaction() as db:
            db.execute("create virtual table found using fts5(text)")
            for n in range(500):
                db.execute("insert into found select a || ? from t", (f" {n}",))
        with vault.transaction() as db:
            db.execute("update found set text = 'nothing' where rowid % 2")
            journal = path.with_name(f"{path.name}-journal").read_bytes()
            assert len(journal) > 4096
            assert not set(os.listdir(path.parent)) - {path.name, f"{path.name}-journal"}
        everything = path.read_bytes() if os.name == "nt" else b"".join(vault.raw_copy())
    for planted in (*NAME.split(), "Luisa", "Oficina", "recovery", "SQLite", "create", FIRST, words[0] + " "):
        for text in (planted, planted.lower()):
            assert text.encode() not in everything + journal
            assert text.encode("utf-16-le") not in everything + journal


def header_of(path: Path) -> dict[str, Any]:
    found = header.unpacked(path.read_bytes()[: header.COPY])
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def with_header(path: Path, body: Any) -> None:
    copy = header.packed(9, json.dumps(body).encode())
    path.write_bytes(copy + copy + path.read_bytes()[HEAD:])


def test_a_hostile_header_asks_for_no_hundred_gigabytes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path)[0].close()
    monkeypatch.setattr(slots, "argon2id", lambda *_: pytest.fail("derived for a hostile header"))
    body = header_of(path)
    for change in ({"memory": 100 << 30}, {"ops": 10_000_000}, {"memory": True}, {"ops": "3"}, {"salt": ""}):
        with_header(path, body | {"slots": [body["slots"][0] | change]})
        with pytest.raises(VarickError, match="damaged"):
            Vault.open(path, Passphrase(FIRST))
    for hostile in ([], 1, {}, None, {"format": 2}, body | {"slots": []}, body | {"slots": body["slots"] * 2},
                    body | {"slots": [[]]}, body | {"slots": {"a": 1}}, body | {"mac": 3}, body | {"sealed": []}):  # fmt: skip
        with_header(path, hostile)
        with pytest.raises(VarickError) as told:
            Vault.open(path, Passphrase(FIRST))
        assert "\n" not in str(told.value)


def test_nobody_without_a_key_can_put_a_key_into_the_header(path: Path) -> None:
    """The public keys are in clear; if the header were not authenticated, the next rotation would seal the data key to a
    stranger's."""
    made(path)[0].close()
    body = header_of(path)
    stranger = slots.passphrase_slot("stranger", "", bytes(32), bytes(32), Cost.LIGHT.value).as_json()
    for changed in ([*body["slots"], stranger], [body["slots"][0] | {"public": stranger["public"]}],
                    body["slots"][:1], body["slots"][::-1]):  # fmt: skip
        with_header(path, body | {"slots": changed})
        with pytest.raises(VarickError, match="somebody who has none of its keys"):
            Vault.open(path, Passphrase(FIRST))


def test_nobody_without_a_key_can_put_his_own_book_in_its_place(path: Path) -> None:
    """Sealing to a public key takes no secret, so a stranger could seal a data key of his own to our slots."""
    vault, _ = made(path)
    vault.close()
    ours = keyring.slots_of(json.dumps(header_of(path)).encode(), "")[1][0]
    theirs = path.with_name("theirs.casebook")
    ring = keyring.Keyring.new("Them")
    lure = replace(ours, sealed=slots.sealed_to(ours.public, ring.data_key))
    replacing.create(theirs, "", ring.with_(slots=(lure,)))
    with pytest.raises(VarickError, match="somebody who has none of its keys"):
        Vault.open(theirs, Passphrase(FIRST))


def test_a_torn_header_is_mended_from_its_other_copy(path: Path) -> None:
    made(path)[0].close()
    good = path.read_bytes()
    for at in (40, header.COPY + 40):
        path.write_bytes(good[:at] + bytes(5_000) + good[at + 5_000 :])
        opens(path, Passphrase(FIRST))
        data = path.read_bytes()
        assert header.unpacked(data[: header.COPY]) == header.unpacked(data[header.COPY : HEAD]) != None  # noqa: E711
    path.write_bytes(good[:40] + bytes(header.COPY) + good[40 + header.COPY :])
    with pytest.raises(VarickError, match="header of this casebook is damaged"):
        Vault.open(path, Passphrase(FIRST))


@pytest.mark.parametrize("cut", [1, 4096, 5000, 8192])
def test_a_file_that_was_cut_is_noticed(path: Path, cut: int) -> None:
    made(path)[0].close()
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(VarickError), Vault.open(path, Passphrase(FIRST)) as vault:
        vault.check()


def test_too_many_keys_are_refused(path: Path) -> None:
    vault, words = made(path)
    with vault:
        for n in range(slots.MOST - 2):
            vault.add_officers(("Ida" * 9, "Omar" * 9, f"Lin {n}"))
        with pytest.raises(VarickError, match="keys already"):
            vault.add_words()
        with pytest.raises(VarickError, match="three different names"):
            vault.add_officers(("a", "a", "b"))
    opens(path, PaperWords(words))


def test_secrets_do_not_show_themselves() -> None:
    shown = repr(
        (
            Passphrase(FIRST),
            PaperWords(("abandon",)),
            Officers(("abandon",), ("zoo",)),
            keyring.Keyring.new("x"),
        )
    )
    assert "correct" not in shown
    assert "abandon" not in shown
    assert "data_key" not in shown


def test_no_other_cipher_and_no_temporary_files(path: Path) -> None:
    vault, _ = made(path)
    with vault:
        db = vault.db
        assert [db.pragma(p) for p in ("cipher", "temp_store", "secure_delete", "journal_mode", "synchronous")] == [
            "chacha20", 2, 1, "delete", 3]  # fmt: skip
        assert isinstance(db, apsw.Connection)
