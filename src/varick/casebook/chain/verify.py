"""Check a log: every change, removal, reorder, insertion and cut, by the number of the entry; no key is needed.

What it cannot show without a head on paper: that somebody who holds all keys of today put an old copy of the whole file
back and wrote on from there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from varick.casebook.chain.entry import LAST_MINUTE, Body, Closing, Entry, Genesis, body_hash
from varick.casebook.chain.log import Log
from varick.casebook.chain.paper import Head, head_of
from varick.errors import VarickError

What = Literal[
    "changed", "missing", "order", "twice", "not_after", "clock", "body", "emptied", "genesis", "no_entry", "cut",
    "closing", "head_differs", "head_beyond", "line", "case",
]  # fmt: skip
"""What may be wrong with an entry; words/<lang>/casebook_chain.yaml says each in a sentence."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: the number of the entry (0: the beginning of the log) and what."""

    seq: int
    what: What


@dataclass
class Report:
    """What a check found. ``behind``: entry -> minutes by which the clock stood behind, as it was stated when written.
    ``first`` and ``last`` are as read; ``heads`` are those from paper that fit."""

    book: bytes
    entries: int = 0
    first: Entry | None = None
    last: Entry | None = None
    problems: list[Problem] = field(default_factory=list)
    behind: dict[int, int] = field(default_factory=dict)
    emptied: int = 0
    heads: list[Head] = field(default_factory=list)
    closed: Closing | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(entries: Iterable[Entry], genesis: Genesis, heads: Iterable[Head] = ()) -> Report:
    """The chain of entries from its beginning, and heads from paper against it. Raises nothing.

    After a broken entry the check goes on from what stands there, so that each break is named once.
    """
    report = Report(genesis.book)
    wanted = {head.seq: head for head in heads}
    key, previous, trusted = genesis.first_key, genesis.hash, True
    number, minute = 1, 0
    seen: set[int] = set()
    for entry in entries:
        found = _broken(entry, number, key, previous, minute, trusted)
        if found is not None:
            report.problems += [Problem(entry.seq, "twice")] if entry.seq in seen else found
        seen.add(entry.seq)
        # The first entry after a break is taken as it is: what does not fit is the break, and it has been named.
        trusted = found is None
        if entry.behind:
            report.behind[entry.seq] = entry.behind
        if entry.seq in wanted:
            _compare(report, wanted.pop(entry.seq), entry)
        if entry.possible:
            key, previous, minute = entry.next_key, entry.hash, max(minute, entry.minute)
        number = max(number, entry.seq + 1)
        report.entries += 1
        report.first = report.first or entry
        report.last = entry
    # What stands further on is not missing but out of order.
    report.problems = [one for one in report.problems if one.what != "missing" or one.seq not in seen]
    if report.last is None:
        report.problems.append(Problem(0, "no_entry"))
    report.problems += [Problem(seq, "head_beyond") for seq in sorted(wanted)]
    return report


def _broken(
    entry: Entry, number: int, key: bytes, previous: bytes, minute: int, trusted: bool
) -> list[Problem] | None:
    """What is wrong with an entry that should be ``number``; None if nothing."""
    if not entry.possible:
        return [Problem(entry.seq, "changed")]
    if entry.seq > number:
        return [Problem(seq, "missing") for seq in range(number, min(entry.seq, number + 100))]
    if entry.seq < number:
        return [Problem(entry.seq, "order")]
    if trusted and not entry.signed_by(key):
        wrong: What = "genesis" if entry.seq == 1 and entry.previous != previous else "changed"
        return [Problem(entry.seq, wrong)]
    if trusted and entry.previous != previous:
        return [Problem(entry.seq, "not_after")]
    if not minute <= entry.minute <= LAST_MINUTE:
        return [Problem(entry.seq, "clock")]
    return None


def _compare(report: Report, head: Head, entry: Entry) -> None:
    if entry.possible and head.minute == entry.minute and head_of(entry).code == head.code:
        report.heads.append(head)
    else:
        report.problems.append(Problem(entry.seq, "head_differs"))


def check_closing(report: Report, closing: Closing | None) -> None:
    """Add to a report of `check` what is wrong with the end of a log from a file."""
    last = report.last
    if last is None:
        return
    if closing is None or closing.seq > last.seq:
        report.problems.append(Problem(last.seq, "cut"))
    elif closing.last != last.hash or closing.seq < last.seq or not closing.signed_by(last.next_key):
        report.problems.append(Problem(last.seq, "closing"))
    elif not last.minute <= closing.minute <= LAST_MINUTE:
        report.problems.append(Problem(last.seq, "clock"))
    else:
        report.closed = closing


def check_book(log: Log, heads: Iterable[Head] = ()) -> Report:
    """The log of an open book: the chain; each body against its hash and its case; that the next key is the announced one.

    An empty body is in order where a purge says that it emptied the entry.
    """
    try:
        genesis, rows = log.genesis, list(log.rows())
    except VarickError:
        return Report(b"", problems=[Problem(0, "genesis")])
    report = check([row.entry for row in rows], genesis, heads)
    bodies = {row.entry.seq: log.body(row) for row in rows}
    purged = _emptied(bodies)
    for row in rows:
        seq = row.entry.seq
        report.emptied += row.body is None
        if row.body is None:
            wrong: What | None = None if seq in purged and row.case_id is None else "emptied"
        elif body_hash(row.body) != row.entry.body_hash:
            wrong = "body"
        else:
            body = bodies[seq]
            wrong = "case" if body is None or body.case != row.case_id else None
        if wrong:
            report.problems.append(Problem(seq, wrong))
    if report.last is not None and log.next_key != report.last.next_key:
        report.problems.append(Problem(report.last.seq, "cut"))
    report.problems.sort(key=lambda problem: problem.seq)
    return report


def _emptied(bodies: Mapping[int, Body | None]) -> set[int]:
    """The entries that a purge says it emptied."""
    stated: set[int] = set()
    for seq, body in bodies.items():
        if body is not None and body.action == "purged":
            numbers = body.detail.get("entries", [])
            stated |= (
                {n for n in numbers if isinstance(n, int) and n < seq} if isinstance(numbers, list) else set()
            )
    return stated
