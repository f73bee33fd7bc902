"""Malformed casebooks: opened as they were, or refused in one line; never a traceback, never left changed in their pages."""

import random
from pathlib import Path

import pytest

from varick.casebook.file import header
from varick.casebook.file.container import HEAD
from varick.casebook.file.vault import Cost, Passphrase, Vault
from varick.errors import VarickError

NAME = "Xiomara Quispe-Okonkwo"
FIRST = "correct horse battery"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "a.casebook"
    vault, _ = Vault.create(path, organisation="Org", passphrase=FIRST, label="Ana", cost=Cost.LIGHT)
    with vault:
        vault.add_officers(("Ida", "Omar", "Lin"))
        with vault.transaction() as db:
            db.execute("create table t(a)")
            db.execute("create virtual table f using fts5(x)")
            for n in range(60):
                db.execute("insert into t values(?)", (f"{NAME} {n}" * 20,))
                db.execute("insert into f values(?)", (f"word{n} common",))
    return path.read_bytes()


def text_changed(sound: bytes, luck: random.Random) -> bytes:
    """The header's JSON with something else in it, under a good checksum."""
    found = header.unpacked(sound[: header.COPY])
    assert found
    text = bytearray(found[1])
    for _ in range(luck.randrange(1, 4)):
        at = luck.randrange(len(text))
        what = luck.choice(
            [
                b"",
                b"null",
                b"-1",
                b"[" * 2000,
                b"1e999",
                b'"',
                b"{}",
                b"\xff",
                b"9" * 5000,
                b"true",
                b"\\u0000",
            ]
        )
        text[at : at + luck.randrange(0, 40)] = what
    copy = header.packed(luck.randrange(1 << 64), bytes(text)[: header.ROOM])
    return copy + copy + sound[HEAD:]


def mangled(sound: bytes, luck: random.Random) -> bytes:
    data = bytearray(sound)
    how = luck.randrange(7)
    if how == 0:
        return text_changed(sound, luck)
    if how == 1:
        return bytes(data[: luck.randrange(len(data))])
    if how == 2:  # pages in another order, or one twice
        a, b = (HEAD + 4096 * luck.randrange((len(data) - HEAD) // 4096) for _ in range(2))
        data[a : a + 4096] = data[b : b + 4096]
    elif how == 3:
        at = luck.randrange(len(data))
        data[at : at + luck.randrange(1, 9000)] = bytes(luck.randrange(9000))
    elif how == 4:
        data[luck.randrange(HEAD, len(data)) :] = luck.randbytes(luck.randrange(20_000))
    elif how == 5:
        return luck.randbytes(luck.randrange(200_000))
    else:
        for _ in range(luck.randrange(1, 30)):
            data[luck.randrange(len(data))] = luck.randrange(256)
    return bytes(data)


def contents(path: Path) -> list[tuple[str]]:
    with Vault.open(path, Passphrase(FIRST)) as vault:
        vault.check()
        list(vault.db.execute("select * from f where f match 'common'"))
        return list(vault.db.execute("select a from t"))


def refused_or_read_as_it_was(sound: bytes, folder: Path, seeds: range) -> None:
    path = folder / "b.casebook"
    path.write_bytes(sound)
    as_it_was, refused = contents(path), 0
    for seed in seeds:
        data = mangled(sound, random.Random(seed))
        path.write_bytes(data)
        told = ""
        try:
            assert contents(path) == as_it_was, seed
        except VarickError as error:
            refused += 1
            told = str(error)
        assert "\n" not in told, seed
        assert "Xiomara" not in told, seed
        assert path.read_bytes()[HEAD:] == data[HEAD:], seed
        assert [p.name for p in folder.iterdir()] == [path.name], seed
    assert refused > len(seeds) // 2


def test_malformed_files(sound: bytes, tmp_path: Path) -> None:
    refused_or_read_as_it_was(sound, tmp_path, range(250))


@pytest.mark.long
def test_many_malformed_files(sound: bytes, tmp_path: Path) -> None:
    refused_or_read_as_it_was(sound, tmp_path, range(1_000, 6_000))
