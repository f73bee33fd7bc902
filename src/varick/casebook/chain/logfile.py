"""A log written to a file for somebody outside: no contents, no case, no names; checked with no key at all.

One line an entry, and at the end a closing record that only the holder of the next key can sign, so a cut tail shows
without paper. The text is exact: what does not come out the same when it is written again was changed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from varick.casebook.chain.entry import Closing, Entry, Genesis, minute_of, moment_of
from varick.casebook.chain.log import Log
from varick.casebook.chain.paper import Head
from varick.casebook.chain.verify import Problem, Report, check, check_closing
from varick.errors import VarickError

FIRST_LINE = "Varick casebook log, format 1"
LARGEST = 2**29
"""Bytes of a log file that are read; a million entries are 400 MB."""
_TIME = r"(\d{4}-\d\d-\d\dT\d\d:\d\dZ)"
_HASH, _SIGNATURE = r"([0-9a-f]{64})", r"([0-9a-f]{128})"
_BOOK = re.compile(rf"book ([0-9a-f]{{32}}) first {_HASH}")
_ENTRY = re.compile(
    rf"entry ([1-9]\d{{0,14}}) {_TIME} behind (0|[1-9]\d{{0,9}}) before {_HASH} body {_HASH} next {_HASH} "
    rf"signature {_SIGNATURE}",
    re.ASCII,
)
_CLOSING = re.compile(rf"closing ([1-9]\d{{0,14}}) {_TIME} last {_HASH} signature {_SIGNATURE}", re.ASCII)


def written(log: Log) -> Iterator[str]:
    """The lines of the file, each with its end of line: the beginning, every entry, the closing record."""
    genesis = log.genesis
    yield f"{FIRST_LINE}\n"
    yield f"book {genesis.book.hex()} first {genesis.first_key.hex()}\n"
    for row in log.rows():
        yield _entry_line(row.entry)
    yield _closing_line(log.closing())


def _time(minute: int) -> str:
    return f"{moment_of(minute):%Y-%m-%dT%H:%M}Z"


def _entry_line(entry: Entry) -> str:
    return (
        f"entry {entry.seq} {_time(entry.minute)} behind {entry.behind} before {entry.previous.hex()} "
        f"body {entry.body_hash.hex()} next {entry.next_key.hex()} signature {entry.signature.hex()}\n"
    )


def _closing_line(closing: Closing) -> str:
    return (
        f"closing {closing.seq} {_time(closing.minute)} last {closing.last.hex()} "
        f"signature {closing.signature.hex()}\n"
    )


@dataclass
class _Read:
    """What could be read. ``unread``: the entries (by the place of their line) whose line is none."""

    genesis: Genesis | None = None
    entries: list[Entry] = field(default_factory=list)
    closing: Closing | None = None
    unread: list[int] = field(default_factory=list)


def check_file(data: bytes, name: str, heads: Iterable[Head] = ()) -> Report:
    """Check the bytes of a log file. ``name``: what an error calls it.

    Raises VarickError for what is no log file at all, or one whose line ends somebody's program changed.
    """
    if len(data) > LARGEST:
        raise VarickError(f"{name}: larger than any log that Varick writes; give the file of verify --write")
    first, _, rest = data.partition(b"\n")
    if first.rstrip(b"\r") != FIRST_LINE.encode():
        raise VarickError(f"{name}: not a log of a casebook; give a casebook, or the file of verify --write")
    if b"\r" in data:
        raise VarickError(
            f"{name}: its line ends were changed on the way (carriage returns); ask for it unchanged, as in a zip"
        )
    found = _parsed(rest.decode("utf-8", errors="replace"))
    if found.genesis is None:
        return Report(b"", problems=[Problem(0, "genesis")])
    report = check(found.entries, found.genesis, heads)
    check_closing(report, found.closing)
    unread = set(found.unread)
    report.problems = [p for p in report.problems if p.what != "missing" or p.seq not in unread]
    report.problems += [Problem(seq, "line") for seq in sorted(unread)]
    report.problems.sort(key=lambda problem: problem.seq)
    return report


def is_log_file(beginning: bytes) -> bool:
    """Whether a file that begins so is a written log."""
    return beginning.startswith(FIRST_LINE.encode())


def _parsed(text: str) -> _Read:
    found = _Read()
    head, *lines = text.split("\n")
    match = _BOOK.fullmatch(head)
    if match is None:
        return found
    found.genesis = Genesis(bytes.fromhex(match[1]), bytes.fromhex(match[2]))
    ended = lines and lines[-1] == ""
    for line in lines[:-1] if ended else lines:
        number = found.entries[-1].seq + 1 if found.entries else 1
        entry, closing = _entry(line), _closing(line)
        if found.closing is not None:
            found.unread.append(found.closing.seq + 1)  # nothing follows the closing record
        elif entry is not None:
            found.entries.append(entry)
        elif closing is not None:
            found.closing = closing
        else:
            found.unread.append(number)
    if not ended:
        found.closing = None  # the last line end is missing, so something was cut off
    return found


def _entry(line: str) -> Entry | None:
    match = _ENTRY.fullmatch(line)
    minute = _minute(match[2]) if match else None
    if match is None or minute is None:
        return None
    before, body, following, signature = map(bytes.fromhex, match.groups()[3:])
    return Entry(int(match[1]), minute, int(match[3]), before, body, following, signature)


def _closing(line: str) -> Closing | None:
    match = _CLOSING.fullmatch(line)
    minute = _minute(match[2]) if match else None
    if match is None or minute is None:
        return None
    return Closing(int(match[1]), minute, bytes.fromhex(match[3]), bytes.fromhex(match[4]))


def _minute(text: str) -> int | None:
    try:
        minute = minute_of(datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC))
    except ValueError:
        return None
    return minute if minute >= 0 else None
