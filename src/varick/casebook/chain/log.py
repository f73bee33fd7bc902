"""The log inside a casebook's database: append, read, and make a purged case's entries empty.

`SCHEMA` makes the tables; `Log.create` writes the beginning; `Log(db, ...)` continues. `append` belongs in the same
transaction as the act that it tells of.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from varick.casebook.chain.entry import (
    Body,
    Closing,
    Detail,
    Entry,
    Genesis,
    minute_of,
    moment_of,
    opened,
    public_key,
    sealed,
    signed_closing,
    signed_entry,
)
from varick.casebook.chain.state import state_of
from varick.errors import VarickError

if TYPE_CHECKING:
    import apsw

SCHEMA = """
create table log_entry(
    seq integer primary key, minute integer not null, behind integer not null, previous blob not null,
    body_hash blob not null, next_key blob not null, signature blob not null, case_id, body blob
);
create index log_of_case on log_entry(case_id) where case_id is not null;
create table log_state(one integer primary key check (one = 1), book blob not null, first_key blob not null,
    secret blob not null, log_key blob not null);
create trigger log_entry_stays before delete on log_entry
    begin select raise(abort, 'the log is only added to'); end;
create trigger log_entry_as_it_was before update of seq, minute, behind, previous, body_hash, next_key, signature
    on log_entry begin select raise(abort, 'the log is only added to'); end;
"""
"""The tables. ``case_id`` and ``body`` (sealed) are the only columns that a purge may empty; the hash of the body stays."""

_COLUMNS = "seq, minute, behind, previous, body_hash, next_key, signature"
CaseKey = Callable[[str], bytes | None]
"""Case -> its key (32 bytes), or None where it has been destroyed."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it stands in the book: its public part, its sealed body (None once purged), its case."""

    entry: Entry
    body: bytes | None
    case_id: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """An entry with its body opened. ``body`` is None where the case was purged: that something was done stays known."""

    seq: int
    at: datetime
    body: Body | None


class Log:
    """The log of one open casebook. ``actor``: who acts, the label of the slot that opened the book."""

    def __init__(
        self,
        db: "apsw.Connection",
        *,
        actor: str,
        case_key: CaseKey,
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._actor = actor
        self._case_key = case_key
        self._now = now

    @classmethod
    def create(
        cls,
        db: "apsw.Connection",
        *,
        actor: str,
        case_key: CaseKey,
        now: Callable[[], datetime],
    ) -> "Log":
        """Begin the log (the tables of `SCHEMA` are there and empty) with an entry ``created``."""
        secret = os.urandom(32)
        log = cls(db, actor=actor, case_key=case_key, now=now)
        with db:
            db.execute(
                "insert into log_state values(1, ?, ?, ?, ?)",
                (os.urandom(16), public_key(secret), secret, os.urandom(32)),
            )
            log.append("created")
        return log

    def append(self, action: str, case_id: str | None = None, /, **detail: Detail) -> int:
        """Add an entry and return its number. ``detail``: names of fields and counts, never contents. Of a case it takes
        down the state too, so append after the act.

        Sealed under the case's key, or under the book's where no case is named or its key is gone. Part of the
        transaction that is open; its own where none is. Raises VarickError where the log has no beginning.
        """
        with self._db:
            book, first_key, secret, log_key = self._state()
            last = self._last()
            key = (self._case_key(case_id) if case_id is not None else None) or log_key
            state = None if case_id is None else state_of(self._db, case_id)
            body = sealed(Body(self._actor, action, case_id, detail, state), key)
            clock, floor = minute_of(self._now()), last.minute if last else 0
            following = os.urandom(32)
            entry = signed_entry(
                secret,
                seq=last.seq + 1 if last else 1,
                minute=max(clock, floor),
                behind=max(0, floor - clock),
                previous=last.hash if last else Genesis(book, first_key).hash,
                body=body,
                next_key=public_key(following),
            )
            self._db.execute(
                f"insert into log_entry({_COLUMNS}, case_id, body) values(?,?,?,?,?,?,?,?,?)",
                (
                    entry.seq,
                    entry.minute,
                    entry.behind,
                    entry.previous,
                    entry.body_hash,
                    entry.next_key,
                    entry.signature,
                    case_id,
                    body,
                ),
            )
            # The key that signed goes: what is written cannot be signed a second time.
            self._db.execute("update log_state set secret = ?", (following,))
        return entry.seq

    def empty(self, case_id: str) -> list[int]:
        """Take the bodies and the case's name out of its entries, for a purge; the numbers of those entries.

        What they were stays verifiable by the hash of the body. Raises nothing where the case has none.
        """
        found = [
            row[0] for row in self._db.execute("select seq from log_entry where case_id = ?", (case_id,))
        ]
        self._db.execute("update log_entry set case_id = null, body = null where case_id = ?", (case_id,))
        return sorted(found)

    def entries(self, case_id: str | None = None) -> Iterator[Said]:
        """All entries in order, opened as far as their keys exist; of one case where it is named."""
        for row in self.rows():
            if case_id is None or row.case_id == case_id:
                row.entry.must_be_possible()
                yield Said(row.entry.seq, moment_of(row.entry.minute - row.entry.behind), self.body(row))

    def body(self, row: Row) -> Body | None:
        """What stands in an entry; None where it was emptied or no key of the book opens it."""
        if row.body is None:
            return None
        key = self._case_key(row.case_id) if row.case_id is not None else None
        return (opened(row.body, key) if key else None) or opened(row.body, self._state()[3])

    def rows(self) -> Iterator[Row]:
        """The entries as they stand, in the order of their numbers."""
        for *public, case_id, body in self._db.execute(
            f"select {_COLUMNS}, case_id, body from log_entry order by seq"
        ):
            # what somebody put there instead of bytes is no body that fits its hash
            yield Row(Entry(*public), body if body is None or isinstance(body, bytes) else b"", case_id)

    def last(self) -> Entry:
        """The newest entry. Raises VarickError where there is none."""
        found = self._last()
        if found is None:
            raise VarickError("the log has no entry; it was changed: open a backup instead")
        return found

    @property
    def genesis(self) -> Genesis:
        """Where this log begins."""
        book, first_key, _, _ = self._state()
        return Genesis(book, first_key)

    @property
    def next_key(self) -> bytes:
        """The public key of the entry that is still to come, from the secret that the book holds."""
        return public_key(self._state()[2])

    def closing(self) -> Closing:
        """The closing record of this moment, for a log that is written to a file."""
        last = self.last()
        minute = max(minute_of(self._now()), last.minute)
        return signed_closing(self._state()[2], seq=last.seq, minute=minute, last=last.hash)

    def _state(self) -> tuple[bytes, bytes, bytes, bytes]:
        found: Iterable[tuple[bytes, bytes, bytes, bytes]] = self._db.execute(
            "select book, first_key, secret, log_key from log_state"
        )
        for state in found:
            return state
        raise VarickError("the log has no beginning; it was changed: open a backup instead")

    def _last(self) -> Entry | None:
        for row in self._db.execute(f"select {_COLUMNS} from log_entry order by seq desc limit 1"):
            return Entry(*row)
        return None
