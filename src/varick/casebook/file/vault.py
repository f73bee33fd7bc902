"""The vault: an encrypted database in one file, opened by any of several secrets."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import apsw

from varick.casebook.file import disk, replacing, slots
from varick.casebook.file.container import HEAD, Shifted
from varick.casebook.file.keyring import BETWEEN, Keyring, WrongSecret
from varick.casebook.file.slots import Cost, Officers, PaperWords, Passphrase, Secret, Slot
from varick.casebook.file.words import new_words
from varick.errors import VarickError

__all__ = ["Cost", "Officers", "PaperWords", "Passphrase", "Slot", "Vault", "WrongSecret"]
PIECE = 1 << 20
DISK = (
    apsw.IOError,
    apsw.FullError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.NoMemError,
    apsw.CantOpenError,
)
WORDS_LABEL = "recovery words"


class Vault:
    """An open casebook file; nobody else can open it until `close`.

    `db` is the connection; it changes when the data key is rotated, so ask for it each time. Writes go through
    `transaction`. As a context manager it closes itself, and what SQLite raises inside becomes a VarickError.
    """

    def __init__(self, path: Path, base: str, db: apsw.Connection, file: Shifted, keyring: Keyring) -> None:
        self.path = path
        self._base, self._db, self._file, self._keyring = base, db, file, keyring
        self._depth = 0
        self._broken: apsw.Error | None = None

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        organisation: str,
        passphrase: str,
        label: str,
        cost: Cost = Cost.NORMAL,
        words_language: str = "english",
        vfs_base: str = "",
    ) -> tuple[Self, tuple[str, ...]]:
        """A new casebook with one passphrase slot, whose owner is `label`, and one of recovery words.

        Returns it with the words, which are kept nowhere. It stands whole under its name or not at all.
        Raises VarickError where something stands there already, or it cannot be written.
        """
        path = Path(path).resolve()
        words = new_words(words_language)
        keyring = Keyring.new(organisation)
        made = slots.passphrase_slot(passphrase, label, keyring.data_key, keyring.pin, cost.value)
        keyring = keyring.with_(actor=made.label, slots=(made, keyring.words_slot(words, WORDS_LABEL)))
        with told(path):
            replacing.create(path, vfs_base, keyring)
            db, file = replacing.connected(path, vfs_base, keyring.data_key)
        return cls(path, vfs_base, db, file, keyring), words

    @classmethod
    def open(cls, path: Path | str, secret: Secret, vfs_base: str = "") -> Self:
        """The casebook at `path`. Raises WrongSecret, and VarickError for anything that is no sound casebook, that is open
        elsewhere or may not be written. What a crash left half done is finished or undone here."""
        path = Path(path).resolve()
        with told(path):
            db, file, keyring = replacing.unlocked(path, vfs_base, secret)
        return cls(path, vfs_base, db, file, keyring)

    @property
    def db(self) -> apsw.Connection:
        """The connection. Raises VarickError after `close`."""
        if self._db is None:
            raise VarickError(f"{self.path}: the casebook has been closed")
        return self._db

    @property
    def actor(self) -> str:
        """The label of the slot that opened it."""
        return self._keyring.actor

    @property
    def organisation(self) -> str:
        """Whose casebook it is."""
        return self._keyring.organisation

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The ways in."""
        return self._keyring.slots

    @contextlib.contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """All of the block or nothing; on the disk when it returns. One within another belongs to it.

        Raises VarickError where it could not be written, for want of space for example; then nothing of it was kept.
        """
        db = self.db
        if self._depth:
            with self._noticing(), db:
                yield db
            return
        self._broken = None
        try:
            db.execute("begin immediate")
            self._depth += 1
            try:
                with self._noticing():
                    yield db
                if self._broken is not None:  # and whoever caught it went on
                    raise self._broken
                db.execute("commit")
            except BaseException:
                if db.in_transaction:
                    with contextlib.suppress(apsw.Error):
                        db.execute("rollback")
                raise
            finally:
                self._depth -= 1
        except apsw.Error as error:
            self._reopen()
            raise _plain(self.path, error) from error

    @contextlib.contextmanager
    def _noticing(self) -> Iterator[None]:
        """Remember that the disk failed, for whoever catches it within a transaction."""
        try:
            yield
        except DISK as error:
            self._broken = error
            raise

    def _reopen(self) -> None:
        """A fresh connection. After an error of the disk in the middle of a statement, SQLite's full-text search keeps
        something of it in memory past the rollback, and writes a damaged index next time: measured with SQLite 3.54."""
        self.close()
        with contextlib.suppress(apsw.Error, VarickError):
            self._db, self._file = replacing.connected(self.path, self._base, self._keyring.data_key)

    def raw_copy(self) -> Iterator[bytes]:
        """The bytes of the file, header and all, as of now: a casebook that the same secrets open. Change nothing meanwhile.

        Raises VarickError within a transaction.
        """
        self._quiet()
        size = HEAD + self._file.xFileSize()
        for at in range(0, size, PIECE):
            yield self._file.raw(at, min(PIECE, size - at))

    def check(self) -> None:
        """Read every page and compare tables with their indices. Raises VarickError for what is damaged."""
        with told(self.path):
            replacing.check(self.db)

    def add_passphrase(self, passphrase: str, label: str, cost: Cost | None = None) -> Slot:
        """One more way in, for the person `label`; by default at the cost of the others."""
        return self._added(self._keyring.passphrase_slot(passphrase, label, cost))

    def add_words(self, label: str = WORDS_LABEL, language: str = "english") -> tuple[str, ...]:
        """Twelve more recovery words, kept nowhere."""
        words = new_words(language)
        self._added(self._keyring.words_slot(words, label))
        return words

    def add_officers(
        self, names: tuple[str, str, str], language: str = "english"
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Twelve words for each of three people, of whom any two open the casebook. Raises VarickError for a name that is
        empty, given twice, or has a comma."""
        if len(set(names)) < slots.OFFICERS or not all(n.strip() and "," not in n for n in names):
            raise VarickError("officers: give three different names without commas")
        words = (new_words(language), new_words(language), new_words(language))
        ring = self._keyring
        self._added(slots.officers_slot(words, BETWEEN.join(names), ring.data_key, ring.pin))
        return words

    def change_passphrase(self, slot_id: str, passphrase: str, cost: Cost | None = None) -> Slot:
        """A new passphrase, and a new key of the slot, in place of an old one; who has a copy of the file from before and the
        old passphrase still has its data key, until `rotate`. Raises VarickError where the slot has no passphrase."""
        old = self.slot(slot_id)
        if old.kind != "passphrase":
            raise VarickError(f"key {slot_id}: not a passphrase; add new {old.kind}, then remove this key")
        new = replace(self._keyring.passphrase_slot(passphrase, old.label, cost), id=old.id)
        self._keep(tuple(new if s.id == old.id else s for s in self.slots))
        return new

    def remove_slot(self, slot_id: str) -> None:
        """Take a way in away, and rotate the data key, which its owner may have had. Raises VarickError for the last one."""
        gone = self.slot(slot_id)
        left = tuple(s for s in self.slots if s.id != gone.id)
        if not left:
            raise VarickError(f"key {slot_id}: it is the only one; add another first")
        self._rotate(self._keyring.with_(slots=left))

    def rotate(self) -> None:
        """A new data key: the whole file is written anew beside this one, checked and put in its place; the old header is
        overwritten, so that what the disk may keep of the old file stays closed. Raises VarickError where it fails; the
        casebook is as before then."""
        self._rotate(self._keyring)

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        if self._db is not None:
            db, self._db = self._db, None  # type: ignore[assignment]
            db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(apsw.Error):
            self.close()
        self.explain(error)

    def explain(self, error: BaseException | None) -> None:
        """Raise what SQLite complained of as a VarickError of one line; nothing for any other error, or none."""
        if isinstance(error, apsw.Error):
            raise _plain(self.path, error) from error

    def slot(self, slot_id: str) -> Slot:
        """The slot of that id. Raises VarickError where there is none."""
        for slot in self.slots:
            if slot.id == slot_id:
                return slot
        raise VarickError(f"key {slot_id}: there is none of that id; see varick casebook keys")

    def _quiet(self) -> None:
        if self.db.in_transaction:
            raise VarickError("the casebook is being written; finish that first")

    def _added(self, slot: Slot) -> Slot:
        if len(self.slots) >= slots.MOST:
            raise VarickError(f"the casebook has {slots.MOST} keys already; remove one that is not used")
        self._keep((*self.slots, slot))
        return slot

    def _keep(self, changed: tuple[Slot, ...]) -> None:
        """Write a header with these slots, on the disk when this returns."""
        self._quiet()
        keyring = self._keyring.with_(slots=changed)
        with told(self.path):
            keyring.write(self._file)
        self._keyring = keyring

    def _rotate(self, keyring: Keyring) -> None:
        self._quiet()
        fresh = keyring.rotated()
        with told(self.path):
            replacing.write_beside(self.path, self._base, fresh, self.db)
            if disk.WINDOWS:  # it does not replace a file that is open
                self.close()
            replacing.take_the_name(self.path)
            try:
                replacing.retire(self.path, None if disk.WINDOWS else self._file)
            finally:
                self.close()
                self._db, self._file = replacing.connected(self.path, self._base, fresh.data_key)
                self._keyring = fresh


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite or the system raises, as one clear line without contents."""
    try:
        yield
    except apsw.Error as error:
        raise _plain(path, error) from error
    except OSError as error:
        raise VarickError(f"{path}: {error.strerror or 'the disk refuses'}; {_AGAIN}") from error


_AGAIN = "see what was kept when it works again, and copy the file to another disk if this happens twice"


def _plain(path: Path, error: apsw.Error) -> VarickError:
    if isinstance(error, apsw.FullError):
        return VarickError(
            f"{path}: the disk is full; make room and try again: nothing of this step was kept"
        )
    if isinstance(error, apsw.NotADBError | apsw.CorruptError):
        return VarickError(f"{path}: the casebook is damaged; keep this file and restore a backup beside it")
    if isinstance(error, apsw.BusyError):
        return VarickError(f"{path}: the casebook is open elsewhere; close it there first")
    if isinstance(error, apsw.IOError | apsw.ReadOnlyError | apsw.CantOpenError):
        return VarickError(f"{path}: the disk cannot be read or written; {_AGAIN}")
    return VarickError(
        f"{path}: the casebook cannot do this ({type(error).__name__}); nothing of it was kept"
    )
