"""What an import would do, row by row: cases added, changed field by field or alike already, and rows rejected with reasons."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from varick.casebook.cases.answers import Answer, written
from varick.casebook.cases.case import Case
from varick.casebook.cases.consent import NOT_ASKED, Consent, use_named
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.taking_in import cells
from varick.casebook.taking_in.columns import KEY, Matched, Target
from varick.casebook.taking_in.numbers import holds_a_number
from varick.casebook.taking_in.reading import Table
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.casebook.book import Book

Changes = Mapping[str, Answer | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is rejected: its number (0: below the table), the field or "", and the reason, without any contents."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class Step:
    """What one row does. `case_id` None: a new case. `changes`: answers that differ (None: cleared); `identity` None: stays."""

    row: int
    case_id: str | None
    changes: Changes
    identity: Identity | None = None
    identity_parts: tuple[str, ...] = ()
    retain_until: date | None = None
    privileged: bool | None = None
    consents: Mapping[str, Consent] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """Whether the case is other afterwards."""
        return bool(
            self.changes
            or self.identity is not None
            or self.retain_until
            or self.privileged is not None
            or self.consents
        )


@dataclass(frozen=True)
class Plan:
    """An import before it is done. Each row of the table is in one of `added`, `changed`, `same` (row numbers) and
    `rejected` (row numbers); `problems` has every reason, several for a row."""

    table: Table
    matched: Matched
    added: tuple[Step, ...]
    changed: tuple[Step, ...]
    same: tuple[int, ...]
    rejected: tuple[int, ...]
    problems: tuple[Problem, ...]
    moved: Mapping[str, Counter[tuple[str, str]]]
    """Field -> (old, new) -> cases changed; a code, a state, "" for never asked, "*" for a value that is not shown."""

    def accounted(self) -> bool:
        """Whether no row was lost."""
        held = len(self.added) + len(self.changed) + len(self.same) + len(self.rejected)
        return held == self.table.rows_in


class _Rejected(Exception):
    """Carries the problems of a row out of its reading."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__()
        self.problems = problems


def plan(
    book: "Book",
    table: Table,
    matched: Matched,
    *,
    retain_until: date | None = None,
    source: str = "",
    order: cells.DayOrder = "year-first",
    today: date | None = None,
) -> Plan:
    """Compare a table with the casebook; nothing is written. `retain_until` and `source` are for what the table does not say.

    A row names its case by case_id, or by the organisation's own number where the table has it; else it is a new case.
    """
    reader = _Reader(book, matched, retain_until, source, order, today or date.today())  # noqa: DTZ011
    added: list[Step] = []
    changed: list[Step] = []
    same: list[int] = []
    rejected: list[int] = [unfit.row for unfit in table.unfit]
    problems = [Problem(unfit.row, "", unfit.reason) for unfit in table.unfit]
    moved: dict[str, Counter[tuple[str, str]]] = {}
    for number, row in table.rows:
        try:
            step = reader.step(number, row)
        except _Rejected as found:
            rejected.append(number)
            problems += [Problem(number, name, reason) for name, reason in found.problems]
            continue
        if step.case_id is None:
            added.append(step)
        elif not step.changes_anything:
            same.append(number)
        else:
            changed.append(step)
            for name, pair in reader.pairs(step):
                moved.setdefault(name, Counter())[pair] += 1
    made = Plan(
        table, matched, tuple(added), tuple(changed), tuple(same), tuple(rejected),
        tuple(sorted(problems, key=lambda one: (one.row == 0, one.row))), moved,
    )  # fmt: skip
    assert made.accounted(), "every row stands in one place"
    return made


def shown(name: str, answer: Answer | None) -> str:
    """An answer for a count of changes: the code or state; "" where never asked, "*" for any other value."""
    if answer is None:
        return ""
    if answer.state == "known" and fields()[name].kind not in ("choice", "choices"):
        return "*"
    return written(answer)


class _Reader:
    """Rows against the cases that there are."""

    def __init__(
        self,
        book: "Book",
        matched: Matched,
        retain_until: date | None,
        source: str,
        order: cells.DayOrder,
        today: date,
    ) -> None:
        self.book, self.matched = book, matched
        self.retain_until, self.source, self.order, self.today = retain_until, source, order, today
        self.cases: dict[str, Case] = {case.id: case for case in book.cases()}
        self.by_key: dict[str, list[str]] = {}
        for case in self.cases.values():
            if (known := case.answers.get(KEY)) is not None and known.state == "known":
                self.by_key.setdefault(str(known.value).casefold(), []).append(case.id)
        self.met: dict[str, int] = {}
        self.alike: dict[tuple[str | None, ...], int] = {}
        self.read: dict[tuple[str, str], Answer | VarickError] = {}  # a column has few distinct cells

    def step(self, number: int, row: tuple[str | None, ...]) -> Step:
        """What the row does. Raises _Rejected."""
        given = [
            (target, text) for target, text in zip(self.matched.targets, row, strict=True) if target and text
        ]
        problems: list[tuple[str, str]] = []
        before = self._case(number, row, given, problems)
        if problems:  # the case is not known, and so what the rest would do is not either
            raise _Rejected(problems)
        changes: dict[str, Answer | None] = {}
        rest: dict[Target, str] = {}
        for target, text in given:
            if target.what == "field":
                self._answer(target.name, text, before, changes, problems)
            elif target.what != "case_id":
                rest[target] = text
        if before is None:
            missing = [
                one.name for one in fields().values() if one.tier == "required" and one.name not in changes
            ]
            bad = {name for name, _ in problems}
            problems += [
                (name, "every case needs an answer here; unknown is one")
                for name in missing
                if name not in bad
            ]
        step = self._rest(number, before, changes, rest, problems)
        if problems:
            raise _Rejected(problems)
        return step

    def _case(
        self,
        number: int,
        row: tuple[str | None, ...],
        given: list[tuple[Target, str]],
        problems: list[tuple[str, str]],
    ) -> Case | None:
        """The case that the row names, None for a new one."""
        texts = dict(given)
        typed, key = texts.get(Target("case_id")), texts.get(Target("field", KEY))
        if key is not None and cells.is_clear(key):
            key = None
        if typed is not None:
            from varick.casebook.cases.sealing import plain_id

            found = self.cases.get(plain_id(typed))
            if found is None:
                problems.append(("case_id", "there is no such case; leave it blank for a new one"))
            else:
                self._once(found.id, number, "case_id", problems)
            return found
        if key is None and self.matched.keyed:
            problems.append((KEY, "blank; give each row its own number, or leave --key out"))
            return None
        if key is not None:
            name = key.casefold()
            self._once(f"key {name}", number, KEY, problems)
            those = self.by_key.get(name, [])
            if len(those) > 1:
                problems.append((KEY, f"{len(those)} cases have this number; use case_id"))
            if those and not problems:
                self._once(those[0], number, KEY, problems)
            return self.cases[those[0]] if those else None
        if first := self.alike.get(row):
            problems.append(
                ("", f"every cell is as in row {first}; if they are two cases, give each its own number")
            )
        self.alike.setdefault(row, number)
        return None

    def _once(self, what: str, number: int, name: str, problems: list[tuple[str, str]]) -> None:
        if what in self.met:
            problems.append((name, f"row {self.met[what]} has the same; keep one row a case"))
        self.met.setdefault(what, number)

    def _answer(
        self, name: str, text: str, before: Case | None, changes: dict[str, Answer | None],
        problems: list[tuple[str, str]],
    ) -> None:  # fmt: skip
        old = before.answers.get(name) if before is not None else None
        if cells.is_clear(text):
            if fields()[name].tier == "required":
                problems.append((name, "every case needs an answer here; it cannot be cleared"))
            elif old is not None:
                changes[name] = None
            return
        new = self.read.get((name, text)) or self._read(name, text)
        if isinstance(new, VarickError):
            problems.append((name, str(new)))
            return
        same = old is not None and (old.value, old.state) == (new.value, new.state)
        if name == KEY and old is not None:  # it is found whatever its capitals, which are no change
            same = written(old).casefold() == written(new).casefold()
        if not same:
            changes[name] = new

    def _read(self, name: str, text: str) -> Answer | VarickError:
        found: Answer | VarickError
        try:
            found = cells.answer_of(fields()[name], text, self.order, self.source)
        except VarickError as error:
            found = error
        self.read[name, text] = found
        return found

    def _rest(
        self, number: int, before: Case | None, changes: Changes, rest: Mapping[Target, str],
        problems: list[tuple[str, str]],
    ) -> Step:  # fmt: skip
        """The step, with identity, retention, privilege and consents."""
        retain: date | None = None
        privileged: bool | None = None
        try:
            text = rest.get(Target("retain_until"))
            retain = (
                cells.whole_day(text, self.order) if text else self.retain_until if before is None else None
            )
            if retain is None and before is None:
                raise VarickError("a new case needs a retention date: a column, or --retain-until")
            if retain is not None and retain < self.today:
                raise VarickError("the day has passed; give one to come, or do not keep the case")
            if before is not None and retain == before.retain_until:
                retain = None
        except VarickError as error:
            problems.append(("retain_until", str(error)))
        try:
            text = rest.get(Target("privileged"))
            privileged = cells.yes_or_no(text) if text else None
            if before is not None and privileged == before.privileged:
                privileged = None
        except VarickError as error:
            problems.append(("privileged", str(error)))
        identity, parts = self._identity(before, rest, problems)
        consents = self._consents(before, rest, problems)
        return Step(
            number, before.id if before else None, changes, identity, parts, retain, privileged, consents
        )

    def _identity(
        self, before: Case | None, rest: Mapping[Target, str], problems: list[tuple[str, str]]
    ) -> tuple[Identity | None, tuple[str, ...]]:
        """Who the case is about afterwards, and which parts of that are other; None and none where nothing is."""
        given = {one: text for one, text in rest.items() if one.what in ("name", "birth_date", "phone")}
        if not given:
            return None, ()
        old = self.book.identity(before.id) if before is not None else Identity()
        names, born, phone = list(old.names), old.birth_date, old.phone
        for target, text in given.items():
            clear = cells.is_clear(text)
            try:
                if holds_a_number(text):
                    raise VarickError(
                        "holds something like an A-number, and a casebook keeps none; take it out"
                    )
                if target.what == "name":
                    kind: Any = target.name
                    new = [] if clear else [Name(one.strip(), kind) for one in text.split(";") if one.strip()]
                    names = [one for one in names if one.kind != kind] + new
                elif target.what == "birth_date":
                    born = None if clear else cells.day_of(text, self.order)
                else:
                    phone = "" if clear else text
            except VarickError as error:
                problems.append((target.title, str(error)))
        try:
            now = Identity(tuple(names), born, phone)
        except VarickError as error:
            problems.append(("phone", str(error)))
            return None, ()
        parts = [
            part
            for part, was, is_ in (
                ("names", set(old.names), set(now.names)),
                ("birth_date", old.birth_date, now.birth_date),
                ("phone", old.phone, now.phone),
            )
            if was != is_
        ]
        return (now, tuple(parts)) if parts else (None, ())

    def _consents(
        self, before: Case | None, rest: Mapping[Target, str], problems: list[tuple[str, str]]
    ) -> dict[str, Consent]:
        found: dict[str, Consent] = {}
        for use in sorted({one.name.split("_")[0] for one in rest if one.what == "consent"}):
            state, on, how = (rest.get(Target("consent", f"{use}{part}")) for part in ("", "_on", "_how"))
            try:
                if state is None:
                    raise VarickError("a day or a way without a consent; fill the column consent_" + use)
                code: Any = cells.consent_state(state)
                if code != "not_asked" and on is None:
                    raise VarickError(f"a consent needs its day; fill the column consent_{use}_on")
                day = cells.whole_day(on, self.order) if on and code != "not_asked" else None
                new = Consent(code, day, how or "")
            except VarickError as error:
                problems.append((f"consent_{use}", str(error)))
                continue
            old = before.consents.get(use_named(use), NOT_ASKED) if before is not None else NOT_ASKED
            if new != old:
                found[use] = new
        return found

    def pairs(self, step: Step) -> Iterator[tuple[str, tuple[str, str]]]:
        """What a step changes in its case: (name, (old, new)) as `shown`."""
        assert step.case_id is not None
        case = self.cases[step.case_id]
        for name, new in step.changes.items():
            yield name, (shown(name, case.answers.get(name)), shown(name, new))
        for part in step.identity_parts:
            yield part, ("*", "*")
        if step.retain_until is not None:
            yield "retain_until", ("*", "*")
        if step.privileged is not None:
            yield (
                "privileged",
                ("" if case.privileged is None else _yes(case.privileged), _yes(step.privileged)),
            )
        for use, new_consent in step.consents.items():
            yield f"consent_{use}", (case.consents.get(use_named(use), NOT_ASKED).state, new_consent.state)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
