"""Where cases lie in the database: each sealed under its own key, with a row of the search index beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from varick.casebook.cases import case as casing
from varick.casebook.cases import identity as identifying
from varick.casebook.cases.case import Case, searchable
from varick.casebook.cases.identity import Identity
from varick.casebook.cases.sealing import new_id, new_key, plain_id, sealed_json, unsealed_json
from varick.errors import NoAnswer

if TYPE_CHECKING:
    from varick.casebook.file.vault import Vault

CASES = """
create table meta(key text primary key, value text not null) without rowid;
create table case_key(row integer primary key, case_id text not null unique, key blob not null);
create table case_part(row integer not null, part text not null, sealed blob not null, primary key(row, part)) without rowid;
create table attachment(id text primary key, row integer not null, about blob not null, sealed blob not null);
create index attachment_of_case on attachment(row);
create table draft(id text primary key, case_id text, content text not null) without rowid;
create virtual table case_text using fts5(said, who, tokenize = "unicode61 remove_diacritics 2");
insert into case_text(case_text, rank) values('secure-delete', 1);
"""
"""The tables beside the log's. A case is a row of ``case_key``, its parts ("case", "identity") sealed under that key, and a row
of the index with the same number."""


def words_of(case: Case, identity: Identity) -> tuple[str, str]:
    """What a search finds a case by: of the case, and of whom it is about."""
    return searchable(case), "\n".join((*(name.text for name in identity.names), identity.phone))


class Shelf:
    """The cases of a vault. Writing belongs in a transaction of the caller."""

    def __init__(self, vault: "Vault") -> None:
        self.vault = vault

    def one(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """The first row, or an empty tuple."""
        return next(iter(self.vault.db.execute(sql, values)), ())

    def row(self, case_id: str) -> tuple[int, str, bytes]:
        """(row, id, key) of a case, however its id is typed. Raises NoAnswer where there is none."""
        found = self.one("select row, case_id, key from case_key where case_id = ?", plain_id(case_id))
        if not found:
            raise NoAnswer("there is no case of that id; varick casebook list shows them")
        return found[0], found[1], found[2]

    def key(self, case_id: str) -> bytes | None:
        """The key of a case, or None where it has been destroyed."""
        found = self.one("select key from case_key where case_id = ?", case_id)
        return found[0] if found else None

    def new(self) -> str:
        """A free id with a key of its own."""
        case_id = new_id()
        while self.key(case_id) is not None:
            case_id = new_id()
        self.vault.db.execute("insert into case_key(case_id, key) values(?, ?)", (case_id, new_key()))
        return case_id

    def case(self, case_id: str) -> Case:
        """Raises NoAnswer where there is no such case, VarickError where it was changed."""
        row, name, key = self.row(case_id)
        return casing.from_json(name, unsealed_json("case", self._part(row, "case"), key))

    def cases(self) -> Iterator[Case]:
        """Every case, in the order in which they were added. Raises VarickError for one that does not open."""
        for name, key, part in self.vault.db.execute(
            "select case_id, key, sealed from case_key join case_part using(row) where part = 'case' order by row"
        ):
            yield casing.from_json(name, unsealed_json("case", part, key))

    def identity(self, case_id: str) -> Identity:
        """Raises as `case` does."""
        row, _, key = self.row(case_id)
        return identifying.from_json(unsealed_json("identity", self._part(row, "identity"), key))

    def keep(self, case: Case, identity: Identity | None = None) -> None:
        """Write a case; ``identity`` None leaves the one that is kept."""
        row, _, key = self.row(case.id)
        self._keep_part(row, "case", sealed_json("case", casing.to_json(case), key))
        if identity is None:
            self.vault.db.execute("update case_text set said = ? where rowid = ?", (searchable(case), row))
            return
        self._keep_part(row, "identity", sealed_json("identity", identifying.to_json(identity), key))
        self.vault.db.execute(
            "insert or replace into case_text(rowid, said, who) values(?, ?, ?)",
            (row, *words_of(case, identity)),
        )

    def search(self, asked: str) -> list[str]:
        """Ids of the cases that an expression of FTS5 matches, best first."""
        found = self.vault.db.execute(
            "select case_id from case_text join case_key on row = case_text.rowid where case_text match ? order by rank, row",
            (asked,),
        )
        return [name for (name,) in found]

    def destroy(self, case_id: str) -> str:
        """Take a case away: key, parts, attachments, drafts, words in the index. Its id as it was written."""
        row, name, _ = self.row(case_id)
        for table in ("case_key", "case_part", "attachment"):
            self.vault.db.execute(f"delete from {table} where row = ?", (row,))
        self.vault.db.execute("delete from case_text where rowid = ?", (row,))
        self.vault.db.execute("delete from draft where case_id = ?", (name,))
        return name

    def _keep_part(self, row: int, part: str, data: bytes) -> None:
        self.vault.db.execute("insert or replace into case_part values(?, ?, ?)", (row, part, data))

    def _part(self, row: int, part: str) -> bytes:
        found = self.one("select sealed from case_part where row = ? and part = ?", row, part)
        return found[0] if found else b""
