"""The book: what the terminal and later the local site do with cases. Each act and its log entry are one transaction."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from varick.casebook.cases import attachment as attaching
from varick.casebook.cases import draft as drafting
from varick.casebook.cases.answers import Answer
from varick.casebook.cases.attachment import Attachment
from varick.casebook.cases.case import RETAIN_MONTHS, Case, check_answers, check_whole
from varick.casebook.cases.consent import Consent, State, Use, use_named
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.draft import Draft
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import Identity
from varick.casebook.cases.sealing import new_id, sealed, sealed_json, unsealed, unsealed_json
from varick.casebook.chain.log import SCHEMA as LOG_SCHEMA
from varick.casebook.chain.log import Log
from varick.casebook.shelf import CASES, Shelf
from varick.errors import NoAnswer, VarickError

if TYPE_CHECKING:
    from pathlib import Path

    from varick.casebook.file.slots import Secret
    from varick.casebook.file.vault import Cost, Vault

SCHEMA = LOG_SCHEMA + CASES
"""All tables of a casebook."""
FORMAT = "1"
_ROTATE = "rotation_due"


def _now() -> datetime:
    return datetime.now(UTC)


class Book:
    """An open casebook; a context manager. ``vault`` is its file, ``now`` its clock."""

    def __init__(self, vault: "Vault", now: Callable[[], datetime] = _now) -> None:
        self.vault = vault
        self._shelf = Shelf(vault)
        self._clock = now

    @classmethod
    def create(
        cls,
        path: "Path | str",
        *,
        organisation: str,
        passphrase: str,
        label: str,
        cost: "Cost | None" = None,
        words_language: str = "english",
    ) -> tuple[Self, tuple[str, ...]]:
        """A new casebook and its recovery words, which are kept nowhere. Raises VarickError as `Vault.create` does."""
        from varick.casebook.file.vault import Cost, Vault

        vault, words = Vault.create(
            path,
            organisation=organisation,
            passphrase=passphrase,
            label=label,
            cost=cost or Cost.NORMAL,
            words_language=words_language,
        )
        return cls.begin(vault), words

    @classmethod
    def begin(cls, vault: "Vault", now: Callable[[], datetime] = _now) -> Self:
        """The tables, and the beginning of the log, in a file that has none yet."""
        book = cls(vault, now)
        book._begin()
        return book

    @classmethod
    def open(cls, path: "Path | str", secret: "Secret", now: Callable[[], datetime] = _now) -> Self:
        """The casebook at ``path``. Raises WrongSecret and VarickError as `Vault.open` does, and VarickError for a casebook
        without tables or of a later format. A purge that was cut short is finished."""
        from varick.casebook.file.vault import Vault, told

        vault = Vault.open(path, secret)
        book = cls(vault, now)
        with told(vault.path):
            try:
                book._check()
            except BaseException:
                book.close()
                raise
        return book

    def _begin(self) -> None:
        with self.vault.transaction() as db:
            db.execute(SCHEMA)
            self.set_meta("format", FORMAT)
            Log.create(db, actor=self.vault.actor, case_key=self._shelf.key, now=self._clock)

    def _check(self) -> None:
        if not self._shelf.one("select 1 from sqlite_master where name = 'meta'"):
            self._begin()  # `create` was cut short between the file and its tables
        if self.meta("format") != FORMAT:
            raise VarickError("the casebook was written by a later Varick; open it with that one")
        self._rotate_if_due()

    # Cases

    def add(
        self,
        answers: Mapping[str, Answer],
        *,
        identity: Identity | None = None,
        consents: Mapping[Use, Consent] | None = None,
        retain_until: date,
        privileged: bool | None = None,
        draft: str | None = None,
    ) -> str:
        """Keep a new case and return its id. ``draft``, from which it was made, goes in the same step.

        Raises VarickError, beginning with the field's name, for an answer that its field cannot have, a required field without
        one, and a retention date in the past.
        """
        check_answers(answers)
        check_whole(answers)
        self._check_retention(retain_until)
        now = self._minute()
        with self.vault.transaction():
            case_id = self._shelf.new()
            case = Case(case_id, _ordered(answers), dict(consents or {}), privileged, retain_until, now, now)
            self._shelf.keep(case, identity if identity is not None else Identity())
            self._drop_draft(draft)
            self.log.append("added", case_id, fields=list(case.answers))
        return case_id

    def change(
        self,
        case_id: str,
        changes: Mapping[str, Answer | None],
        *,
        identity: Identity | None = None,
        retain_until: date | None = None,
        privileged: bool | None = None,
        draft: str | None = None,
    ) -> tuple[str, ...]:
        """Change answers (None: as if never asked), identity, retention or privilege; what is left out stays.

        Returns the names of what is now other than before; where that is nothing, nothing is written to the log.
        Raises VarickError as `add` does, and NoAnswer where there is no such case.
        """
        before, who = self.case(case_id), self.identity(case_id)
        kept = {**before.answers, **changes}
        answers = {name: answer for name, answer in kept.items() if answer is not None}
        check_answers({name: answer for name, answer in changes.items() if answer is not None})
        check_whole(answers)
        after = replace(before, answers=_ordered(answers))
        if retain_until is not None and retain_until != before.retain_until:
            self._check_retention(retain_until)
            after = replace(after, retain_until=retain_until)
        if privileged is not None:
            after = replace(after, privileged=privileged)
        names = [n for n in fields() if before.answers.get(n) != after.answers.get(n)]
        names += [n for n in ("privileged", "retain_until") if getattr(before, n) != getattr(after, n)]
        if identity is not None and identity != who:
            names.append("identity")
        with self.vault.transaction():
            self._drop_draft(draft)
            if names:
                self._shelf.keep(
                    replace(after, changed=self._minute()), who if identity is None else identity
                )
                self.log.append("changed", before.id, fields=names)
        return tuple(names)

    def consent(
        self, case_id: str, use: Use | str, state: State, how: str = "", on: date | None = None
    ) -> None:
        """What the person says to one use, on a day (default: today). Taking it back counts from this moment.

        Raises VarickError for a use or state that there is not, consent without how, and NoAnswer for no such case.
        """
        case, use = self.case(case_id), use_named(use)
        given = Consent(state, None if state == "not_asked" else on or self._clock().astimezone().date(), how)
        after = replace(case, consents={**case.consents, use: given}, changed=self._minute())
        with self.vault.transaction():
            self._shelf.keep(after)
            self.log.append("consent", case.id, use=use, state=state)

    def case(self, case_id: str) -> Case:
        """The case of this id, however it is typed. Raises NoAnswer where there is none."""
        return self._shelf.case(case_id)

    def cases(self) -> Iterator[Case]:
        """Every case, in the order in which they were added. Raises VarickError for one that does not open."""
        return self._shelf.cases()

    def count(self) -> int:
        """How many cases there are."""
        return int(self._shelf.one("select count(*) from case_key")[0])

    def identity(self, case_id: str) -> Identity:
        """Who the case is about; empty where nothing was written down. Raises NoAnswer where there is no such case."""
        return self._shelf.identity(case_id)

    def search(self, text: str) -> list[str]:
        """Ids of the cases that hold every word of ``text`` (or one that begins so), best first; names count too.

        Accents and capitals do not matter. Raises NoAnswer where the text has no letter or digit.
        """
        words = "".join(c if c.isalnum() else " " for c in text).split()
        if not words:
            raise NoAnswer("nothing to search for; give a word or the beginning of one")
        return self._shelf.search(" ".join(f'"{word}"*' for word in words))

    # Attachments

    def attach(
        self, case_id: str, data: bytes, *, name: str, kind: str, provenance: str, taken: DayOf | None = None
    ) -> str:
        """Keep a file with a case, as it is, and return its id.

        Raises VarickError for a kind that there is not, no name or provenance, a file too large; NoAnswer for no such case.
        """
        row, case, key = self._shelf.row(case_id)
        attachment = Attachment(
            id=new_id(),
            name=name,
            kind=attaching.kind_named(kind),
            provenance=provenance,
            taken=taken,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            added=self._minute(),
        )
        about = sealed_json("about", attaching.to_json(attachment), key)
        with self.vault.transaction() as db:
            kept = (attachment.id, row, about, sealed("attachment", data, key))
            db.execute("insert into attachment values(?, ?, ?, ?)", kept)
            self.log.append("attached", case, attachment=attachment.id, sha256=attachment.sha256)
        return attachment.id

    def attachments(self, case_id: str) -> list[Attachment]:
        """What is attached to a case, oldest first. Raises NoAnswer where there is no such case."""
        row, _, key = self._shelf.row(case_id)
        found = self.vault.db.execute("select id, about from attachment where row = ? order by rowid", (row,))
        return [attaching.from_json(name, unsealed_json("about", about, key)) for name, about in found]

    def attachment(self, case_id: str, attachment_id: str) -> bytes:
        """The bytes as they came. Raises VarickError where their hash is another, NoAnswer for no such case or attachment."""
        row, _, key = self._shelf.row(case_id)
        found = self._shelf.one(
            "select about, sealed from attachment where id = ? and row = ?", attachment_id, row
        )
        if not found:
            raise NoAnswer("the case has no attachment of that id; varick casebook show lists them")
        data = unsealed("attachment", found[1], key)
        if hashlib.sha256(data).hexdigest() != unsealed_json("about", found[0], key)["sha256"]:
            raise VarickError("an attachment is not what its hash says; restore a backup beside this file")
        return data

    # Drafts

    def keep_draft(self, draft: Draft) -> Draft:
        """Keep what has been entered so far, in place of what was kept under its id. Not logged: it is no act yet."""
        kept = replace(draft, id=draft.id or new_id(), kept=self._minute())
        with self.vault.transaction() as db:
            content = json.dumps(drafting.to_json(kept), ensure_ascii=False)
            db.execute("insert or replace into draft values(?, ?, ?)", (kept.id, kept.case_id, content))
        return kept

    def drafts(self) -> list[Draft]:
        """What was begun and not finished, the latest first."""
        found = self.vault.db.execute("select id, content from draft")
        drafts = [drafting.from_json(name, json.loads(content)) for name, content in found]
        return sorted(drafts, key=lambda draft: (draft.kept, draft.id), reverse=True)

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft; nothing where there is none."""
        with self.vault.transaction():
            self._drop_draft(draft_id)

    # The book itself

    def purge(self, case_id: str, *, rotate: bool = True) -> None:
        """Destroy a case: its key, parts, attachments, drafts, words in the index and what the log says of it; then the data
        key is rotated and the file written anew. A rotation that fails is made up for when the book is next opened.

        Older backups still hold the case. Raises NoAnswer where there is no such case.
        """
        with self.vault.transaction():
            name = self._shelf.destroy(case_id)
            emptied = self.log.empty(name)
            self.log.append("purged", entries=emptied)
            self.set_meta(_ROTATE, "1")
        if rotate:
            self._rotate_if_due()

    def meta(self, key: str) -> str | None:
        """Something that the book keeps about itself, or None."""
        found = self._shelf.one("select value from meta where key = ?", key)
        return str(found[0]) if found else None

    def set_meta(self, key: str, value: str | None) -> None:
        """Keep it; None forgets it."""
        with self.vault.transaction() as db:
            if value is None:
                db.execute("delete from meta where key = ?", (key,))
            else:
                db.execute("insert or replace into meta values(?, ?)", (key, value))

    @property
    def retain_months(self) -> int:
        """For how many months a case is kept unless its form says otherwise."""
        return int(self.meta("retain_months") or RETAIN_MONTHS)

    @property
    def log(self) -> Log:
        """The log. `Log.append` within `vault.transaction` belongs to the act around it."""
        return Log(self.vault.db, actor=self.vault.actor, case_key=self._shelf.key, now=self._clock)

    @property
    def organisation(self) -> str:
        """Whose casebook it is."""
        return self.vault.organisation

    def close(self) -> None:
        """Let go of the file."""
        self.vault.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except Exception as failed:
            self.vault.explain(error or failed)
            raise
        self.vault.explain(error)

    def _rotate_if_due(self) -> None:
        if self.meta(_ROTATE) is not None:
            self.vault.rotate()
            self.set_meta(_ROTATE, None)

    def _drop_draft(self, draft_id: str | None) -> None:
        self.vault.db.execute("delete from draft where id = ?", (draft_id,))

    def _minute(self) -> datetime:
        return self._clock().astimezone(UTC).replace(second=0, microsecond=0)

    def _check_retention(self, until: date) -> None:
        if until < self._clock().astimezone().date():
            raise VarickError("retain_until: the day has passed; give one to come, or do not keep the case")


def _ordered(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """In the order of the fields."""
    return {name: answers[name] for name in fields() if name in answers}
