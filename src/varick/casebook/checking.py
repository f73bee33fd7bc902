"""Reading all of a casebook: every page, the log, every case, every attachment against its hash and against the log."""

import contextlib
import hashlib
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from varick.casebook.chain.state import state_of
from varick.casebook.chain.verify import Report, check_book
from varick.casebook.shelf import words_of
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. ``sha256``: of the backup it came from, if any. ``wrong``: ids of cases that do not open or are not what
    the log took down, and of attachments that are not what their hash or the log says, or that are gone. ``seconds`` by step,
    in order."""

    sha256: str
    cases: int
    attachments: int
    wrong: tuple[str, ...]
    log: Report
    seconds: dict[str, float]

    @property
    def sound(self) -> bool:
        """Whether everything is as it was written."""
        return self.log.sound and not self.wrong


def check(book: "Book", sha256: str = "", seconds: dict[str, float] | None = None) -> Checked:
    """Read all of an open book. Raises VarickError only for a page that is damaged."""
    seconds = {} if seconds is None else seconds
    with timed(seconds, "pages"):
        book.vault.check()
    with timed(seconds, "log"):
        report = check_book(book.log)
    with timed(seconds, "cases"):
        logged, states = _logged(book)
        wrong: list[str] = []
        ids = [name for (name,) in book.vault.db.execute("select case_id from case_key order by row")]
        found: dict[str, str] = {}
        for case_id in ids:
            try:
                if _indexed(book, case_id) != words_of(book.case(case_id), book.identity(case_id)):
                    wrong.append(case_id)  # a search would not find what stands in it now
                found |= {one.id: case_id for one in book.attachments(case_id)}
            except VarickError:
                wrong.append(case_id)
            else:
                now = state_of(book.vault.db, case_id)
                if states.get(case_id, now) != now and case_id not in wrong:
                    wrong.append(case_id)
        for one, case_id in found.items():
            if not _sound(book, case_id, one, logged.get(one)):
                wrong.append(one)
        wrong += [one for one in logged if one not in found]
    return Checked(sha256, len(ids), len(found), tuple(wrong), report, seconds)


def _indexed(book: "Book", case_id: str) -> tuple[str, str]:
    """What the index of the search holds of a case; that the index fits it is SQLite's own check."""
    sql = "select said, who from case_text join case_key on row = case_text.rowid where case_id = ?"
    said, who = next(iter(book.vault.db.execute(sql, (case_id,))), ("", ""))
    return said, who


def set_back(book: "Book", case_ids: Collection[str]) -> list[str]:
    """Which of these cases are not what the log took down after the last act on them; "log" too, where its end was cut off.

    Somebody who can write to the file, without any key, can put back an older page of it: one on which a consent still stands
    that was taken back since. Raises VarickError for a log that cannot be read."""
    log = book.log
    _, states = _logged(book)
    found = [
        case_id
        for case_id in case_ids
        if (now := state_of(book.vault.db, case_id)) != states.get(case_id, now)
    ]
    return found + ([] if log.next_key == log.last().next_key else ["log"])


def _sound(book: "Book", case_id: str, attachment_id: str, logged: str | None) -> bool:
    """Whether the bytes are what the hash beside them says, and that hash is the one in the log."""
    try:
        return hashlib.sha256(book.attachment(case_id, attachment_id)).hexdigest() == logged
    except VarickError:
        return False


def _logged(book: "Book") -> tuple[dict[str, str], dict[str, str]]:
    """Attachment -> the SHA-256 that the log took down when it came; case -> its state after the last act on it.

    Of cases that were purged nothing is left."""
    attached: dict[str, str] = {}
    states: dict[str, str] = {}
    with contextlib.suppress(VarickError):  # the report of the log says what is wrong with it
        for said in book.log.entries():
            if said.body is None:
                continue
            if said.body.action == "attached":
                detail = said.body.detail
                attached[str(detail.get("attachment"))] = str(detail.get("sha256"))
            if said.body.case is not None and said.body.state is not None:
                states[said.body.case] = said.body.state
    return attached, states


@contextmanager
def timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    """Add the seconds that a block takes under its name."""
    began = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - began
