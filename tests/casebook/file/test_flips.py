"""Every byte of a casebook changed: noticed, or the contents are read as they were."""

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from varick.casebook.file import header, keyring, replacing
from varick.casebook.file.container import HEAD
from varick.casebook.file.vault import Cost, Passphrase, Vault
from varick.errors import VarickError

QUESTIONS = (
    "select * from t",
    "select rowid, * from f",
    "select rowid from f where f match 'common'",
    "select name, sql from sqlite_schema",
)


class Book:
    """A small casebook that has free pages too, the key of its database, and its contents."""

    def __init__(self, path: Path) -> None:
        self.path = path
        vault, _ = Vault.create(path, organisation="Org", passphrase="x", label="Ana", cost=Cost.LIGHT)
        with vault:
            with vault.transaction() as db:
                db.execute("create table t(a, b)")
                db.execute("create virtual table f using fts5(x)")
                for i in range(10):
                    db.execute("insert into t values(?, ?)", (i, "n" * 700))
                    db.execute("insert into f values(?)", (f"word{i} common",))
                db.execute("insert into t values(99, ?)", ("n" * 7500,))
            with vault.transaction() as db:
                db.execute("delete from t where a = 99")
            assert vault.db.pragma("freelist_count") >= 2
            self.key = vault._keyring.data_key
        self.bytes = path.read_bytes()
        self.contents = self.read()

    def read(self) -> Any:
        db, _ = replacing.connected(self.path, "", self.key)
        with contextlib.closing(db):
            replacing.check(db)
            return [list(db.execute(question)) for question in QUESTIONS]

    def changed(self, places: Iterator[int] | range) -> Iterator[int]:
        """The file with one byte changed, place after place."""
        number = os.open(self.path, os.O_RDWR)
        try:
            for at in places:
                other = self.bytes[at] ^ (1 + at * 37 % 255)
                os.pwrite(number, bytes([other]), at)
                yield at
                assert os.fstat(number).st_size == len(self.bytes)
                os.pwrite(number, self.bytes[at : at + 1], at)
        finally:
            os.close(number)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("flips") / "small.casebook")


def pages_noticed_or_harmless(book: Book, places: range) -> Counter[str]:
    found: Counter[str] = Counter()
    for at in book.changed(places):
        try:
            same = book.read() == book.contents
        except (apsw.NotADBError, apsw.CorruptError):
            found["noticed"] += 1
        else:
            assert same, f"byte {at} changed the contents and nobody noticed"
            found["harmless"] += 1
    return found


def test_bytes_of_the_pages(book: Book) -> None:
    found = pages_noticed_or_harmless(book, range(HEAD, len(book.bytes), 17))
    assert found["noticed"] > 4 * found["harmless"] > 0  # a free page is not read by anybody


def test_the_clear_bytes_of_the_first_page(book: Book) -> None:
    assert pages_noticed_or_harmless(book, range(HEAD, HEAD + 120)) == {"noticed": 120}


@pytest.mark.long
def test_every_byte_of_the_pages(book: Book) -> None:
    found = pages_noticed_or_harmless(book, range(HEAD, len(book.bytes)))
    assert sum(found.values()) == len(book.bytes) - HEAD
    assert found["harmless"] <= 4096


class Memory:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def raw(self, offset: int, amount: int) -> bytes:
        return self.data[offset : offset + amount]

    def put(self, offset: int, data: bytes) -> None:
        raise AssertionError("a reader writes nothing")


def header_is_read_from_the_other_copy(book: Book, places: range) -> None:
    text, alike = header.read(Memory(book.bytes), "")
    assert alike
    for at in places:
        damaged = bytearray(book.bytes[:HEAD])
        damaged[at] ^= 1 + at * 37 % 255
        assert header.read(Memory(bytes(damaged)), "") == (text, False), at


def test_bytes_of_the_header(book: Book) -> None:
    header_is_read_from_the_other_copy(book, range(0, HEAD, 61))


@pytest.mark.long
def test_every_byte_of_the_header(book: Book) -> None:
    header_is_read_from_the_other_copy(book, range(HEAD))


def test_a_changed_header_is_mended_on_opening(book: Book, tmp_path: Path) -> None:
    copy = Path(tmp_path / "copy.casebook")
    for at in (0, 20, 25, 400, header.COPY - 1, header.COPY, HEAD - 1):
        copy.write_bytes(book.bytes[:at] + bytes([book.bytes[at] ^ 8]) + book.bytes[at + 1 :])
        Vault.open(copy, Passphrase("x")).close()
        data = copy.read_bytes()
        assert data[: header.COPY] == data[header.COPY : HEAD]
        assert data[HEAD:] == book.bytes[HEAD:]


def test_a_header_with_a_good_checksum_and_one_changed_byte_is_refused(book: Book, tmp_path: Path) -> None:
    """Checksums stop chance; against intent the header is authenticated."""
    text = header.read(Memory(book.bytes), "")[0]
    copy = tmp_path / "copy.casebook"
    for at in range(0, len(text), 7):
        body = text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :]
        packed = header.packed(5, body)
        copy.write_bytes(packed + packed + book.bytes[HEAD:])
        with pytest.raises(VarickError):
            Vault.open(copy, Passphrase("x")).close()
    assert keyring.slots_of(text, "")[1]
