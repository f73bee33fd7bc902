"""The people of a casebook who take part in a count."""

from typing import TYPE_CHECKING

from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.gathering.rules import Gathered, gathered

if TYPE_CHECKING:
    from varick.casebook.book import Book

ACT = "counted_together"
"""What the log of the casebook calls it."""


def from_book(book: "Book", charter: Charter, *, after_restore: bool = False) -> Gathered:
    """The cases of an open casebook that the charter covers, with the case's id as reference.

    Nothing is written. Raises NoAnswer where none takes part; VarickError for a case that does not open or is older than the
    last act on it, so that a consent that was taken back may be missing; and for a casebook that was restored, unless
    ``after_restore``: somebody says that what was done after the backup has been entered again.
    """
    from varick.casebook.checking import set_back
    from varick.casebook.sharing.register import RESTORED

    found = gathered(((case, book.identity(case.id), case.id) for case in book.cases()), charter)
    if older := set_back(book, {person.ref for person in found.people}):
        raise VarickError(
            f"not counted: part of the casebook's file was put back to an earlier state ({', '.join(older[:5])}); run "
            "varick casebook verify --contents, and keep this file"
        )
    restored = book.meta(RESTORED)
    if restored is not None and not after_restore:
        raise VarickError(
            f"not counted: this casebook was restored, and knows of nothing after {restored}; enter again what was done since "
            "(consents taken back, cases purged), then say --after-restore"
        )
    return found


def note(book: "Book", charter: Charter, cases: int) -> None:
    """Write into the casebook's log that so many of its cases took part in a count; which ones, it does not say. Once for
    a charter, so that it may be called again where a list was made and the machine stopped before this."""
    asked = charter.hash.hex()
    acts = (one.body for one in book.log.entries() if one.body is not None and one.body.action == ACT)
    if any(body.detail.get("charter") == asked for body in acts):
        return
    with book.vault.transaction():
        book.log.append(ACT, charter=asked, cases=cases)
