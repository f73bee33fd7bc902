"""Cases of one organisation in one encrypted file, what is done with them, and what may leave it.

    from varick.casebook import Book, Passphrase

    with Book.open("office.casebook", Passphrase("five words nobody would guess")) as book:
        book.search("Varick Street")

`Book` is what the terminal calls, and later the local site: cases, consents, attachments, drafts, each act with its entry in
the log. `agenda` and `look` tell what is coming and what is new; `back_up`, `restore`, `drill` and `purge` keep and destroy;
`full`, `coalition` and `aggregate` make a `Package`, which `place` writes.

The rooms lean on one another in one direction only. `file` is the file: header, slots, encrypted database, the age format.
`chain` is the log, which needs no key to be checked; `cases` says what a case is. `book` (with its `shelf`) puts the three
together, and `checking` reads all of it. Above them stand `asking` (the form), `taking_in` (tables), `watching`, `sharing`
and `keeping`. Words for people are said in ``cli``.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.cases.answers import Answer, parse_answer
    from varick.casebook.cases.case import Case
    from varick.casebook.cases.consent import Consent
    from varick.casebook.cases.dates import DayOf
    from varick.casebook.cases.identity import Identity, Name
    from varick.casebook.checking import check
    from varick.casebook.file.vault import Officers, PaperWords, Passphrase
    from varick.casebook.keeping.backup import back_up
    from varick.casebook.keeping.drill import drill
    from varick.casebook.keeping.purge import purge
    from varick.casebook.keeping.restore import restore
    from varick.casebook.sharing.aggregate import aggregate
    from varick.casebook.sharing.coalition import coalition
    from varick.casebook.sharing.full import full
    from varick.casebook.sharing.package import Package, place
    from varick.casebook.watching.agenda import agenda
    from varick.casebook.watching.patterns import look

_HOME = {
    "book": ("Book",),
    "cases.answers": ("Answer", "parse_answer"),
    "cases.case": ("Case",),
    "cases.consent": ("Consent",),
    "cases.dates": ("DayOf",),
    "cases.identity": ("Identity", "Name"),
    "checking": ("check",),
    "file.vault": ("Officers", "PaperWords", "Passphrase"),
    "keeping.backup": ("back_up",),
    "keeping.drill": ("drill",),
    "keeping.purge": ("purge",),
    "keeping.restore": ("restore",),
    "sharing.aggregate": ("aggregate",),
    "sharing.coalition": ("coalition",),
    "sharing.full": ("full",),
    "sharing.package": ("Package", "place"),
    "watching.agenda": ("agenda",),
    "watching.patterns": ("look",),
}

__all__ = [
    "Answer",
    "Book",
    "Case",
    "Consent",
    "DayOf",
    "Identity",
    "Name",
    "Officers",
    "Package",
    "PaperWords",
    "Passphrase",
    "agenda",
    "aggregate",
    "back_up",
    "check",
    "coalition",
    "drill",
    "full",
    "look",
    "parse_answer",
    "place",
    "purge",
    "restore",
]


def __getattr__(name: str) -> Any:
    """Imported when first asked for: the package itself stays light."""
    from importlib import import_module

    for home, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
