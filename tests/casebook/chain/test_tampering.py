"""Tampered logs, in the book and as a file: each is noticed, and the entry is named."""

import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from made_logs import COLUMNS, Made, made

from varick.casebook.chain.entry import Body, Entry, Genesis, public_key, sealed, signed_closing, signed_entry
from varick.casebook.chain.logfile import check_file, written
from varick.casebook.chain.paper import head_of
from varick.casebook.chain.verify import Problem, Report, check_book
from varick.errors import VarickError

MADE = [made(entries, seed) for seed, entries in enumerate((1, 2, 3, 7, 12, 20))]
LONG = MADE[3:]
FILES = ["".join(written(book.log)).encode() for book in MADE]
STRANGER = made(20, seed=99)


# --- in the book: somebody opened the encrypted file and went at the tables


def _rows(book: Made) -> list[list[object]]:
    return [list(row) for row in book.db.execute(f"select {COLUMNS} from log_entry order by seq")]


def _put(book: Made, rows: list[list[object]]) -> None:
    book.attack()
    book.db.execute("delete from log_entry")
    book.db.executemany(f"insert into log_entry({COLUMNS}) values(?,?,?,?,?,?,?,?,?)", rows)


def changed(value: object, luck: random.Random) -> object:
    """Another value of the same kind, or of another kind."""
    if isinstance(value, int):
        return luck.choice([value + 1, value - 1, value + 525_600, -5, 2**62, "text", b"bytes"])
    if isinstance(value, bytes):
        place = luck.randrange(len(value))
        flipped = value[:place] + bytes([value[place] ^ 1 << luck.randrange(8)]) + value[place + 1 :]
        return luck.choice(
            [flipped, flipped, value[:-1], value + b"\0", b"", luck.randbytes(len(value)), "text", 7]
        )
    return luck.choice(["case 3", "case 9", 5, b"x"]) if value != "case 3" else "case 1"


def one_field(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    row = luck.choice(rows)
    place = luck.randrange(1, 9)
    row[place] = changed(row[place], luck)
    return {row[0]}


def deleted(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    place = luck.randrange(len(rows) - 1)
    return {rows.pop(place)[0]}


def deleted_and_renumbered(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    place = luck.randrange(len(rows) - 1)
    gone = rows.pop(place)[0]
    for row in rows[place:]:
        row[0] -= 1
    return {gone}


def swapped(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    one, other = sorted(luck.sample(range(len(rows)), 2))
    rows[one], rows[other] = rows[other], rows[one]
    rows[one][0], rows[other][0] = rows[other][0], rows[one][0]
    return {one + 1}


def inserted(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    place = luck.randrange(len(rows))
    copy = list(luck.choice(rows))
    rows.insert(place, copy)
    for number, row in enumerate(rows, 1):
        row[0] = number
    return {place + 1, place + 2}


def cut(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    keep = luck.randrange(1, len(rows))
    del rows[keep:]
    return {keep}


def clock(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    """The holder of today's key writes an entry that is earlier than the one before."""
    last = Entry(*rows[-1][:7])
    (secret, log_key) = book.db.execute("select secret, log_key from log_state").fetchone()
    body, following = sealed(Body("Ana", "shown", None, {}), log_key), luck.randbytes(32)
    early = signed_entry(
        secret, seq=last.seq + 1, minute=last.minute - luck.randrange(1, 99_999), behind=0,
        previous=last.hash, body=body, next_key=public_key(following),
    )  # fmt: skip
    rows.append(
        [
            early.seq,
            early.minute,
            0,
            early.previous,
            early.body_hash,
            early.next_key,
            early.signature,
            None,
            body,
        ]
    )
    book.db.execute("update log_state set secret = ?", (following,))
    return {early.seq}


def signatures_swapped(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    one, other = sorted(luck.sample(range(len(rows)), 2))
    rows[one][6], rows[other][6] = rows[other][6], rows[one][6]
    return {one + 1}


def spliced(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    place = luck.randrange(len(rows))
    rows[place:] = _rows(STRANGER)[place : len(rows)]
    return {place + 1}


def emptied(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    row = luck.choice(rows)
    row[7] = row[8] = None
    return {row[0]}


def genesis(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    column = luck.choice(["book", "first_key"])
    book.db.execute(f"update log_state set {column} = ?", (luck.randbytes(16 if column == "book" else 32),))
    return {1}


def first_entry_replaced(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    """A beginning of one's own, signed as it should be; the second entry then does not follow."""
    name, seed, following = luck.randbytes(16), luck.randbytes(32), luck.randbytes(32)
    (log_key,) = book.db.execute("select log_key from log_state").fetchone()
    begin, body = Genesis(name, public_key(seed)), sealed(Body("Eve", "created", None, {}), log_key)
    first = signed_entry(
        seed,
        seq=1,
        minute=rows[0][1],
        behind=0,
        previous=begin.hash,
        body=body,
        next_key=public_key(following),
    )
    rows[0] = [
        1,
        first.minute,
        0,
        first.previous,
        first.body_hash,
        first.next_key,
        first.signature,
        None,
        body,
    ]
    book.db.execute("update log_state set book = ?, first_key = ?", (name, begin.first_key))
    return {2}


def next_secret(book: Made, rows: list[list[object]], luck: random.Random) -> set[int]:
    book.db.execute("update log_state set secret = ?", (luck.randbytes(32),))
    return {len(rows)}


IN_BOOK = [
    one_field, one_field, one_field, deleted, deleted_and_renumbered, swapped, inserted, cut, clock, signatures_swapped,
    spliced, emptied, genesis, first_entry_replaced, next_secret,
]  # fmt: skip


def tampered_book(number: int) -> tuple[str, set[int], Report]:
    luck = random.Random(number)
    book = luck.choice(LONG).copy()
    how = IN_BOOK[number % len(IN_BOOK)]
    rows = _rows(book)
    named = how(book, rows, luck)
    _put(book, rows)
    return how.__name__, named, check_book(book.log)


# --- as a file: somebody has it in an editor


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def one_byte(data: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << luck.randrange(8)]) + data[place + 1 :]


def byte_gone(data: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(data))
    return data[:place] + data[place + 1 :]


def byte_more(data: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(data) + 1)
    return data[:place] + luck.choice([b" ", b"0", b"\n", b"\0", b"f", luck.randbytes(1)]) + data[place:]


def truncated(data: bytes, luck: random.Random) -> bytes:
    return data[: luck.randrange(len(data))]


def line_gone(data: bytes, luck: random.Random) -> bytes:
    lines = _lines(data)
    del lines[luck.randrange(len(lines))]
    return b"".join(lines)


def lines_swapped(data: bytes, luck: random.Random) -> bytes:
    lines = _lines(data)
    one, other = luck.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def line_twice(data: bytes, luck: random.Random) -> bytes:
    lines = _lines(data)
    lines.insert(luck.randrange(len(lines) + 1), luck.choice(lines))
    return b"".join(lines)


def tail_cut(data: bytes, luck: random.Random) -> bytes:
    """Entries from the end, with the closing record or without it."""
    lines = _lines(data)
    keep = luck.randrange(2, len(lines) - 1) if len(lines) > 3 else 2
    return b"".join(lines[:keep] + lines[-1:] * luck.randrange(2))


def word_changed(data: bytes, luck: random.Random) -> bytes:
    lines = _lines(data)
    place = luck.randrange(1, len(lines))
    words = lines[place].split(b" ")
    spot = luck.randrange(len(words))
    words[spot] = luck.choice(
        [
            b"1",
            b"2026-11-01T09:00Z",
            b"0" * 64,
            words[spot].upper(),
            words[spot] + words[spot],
            luck.choice(data.split()),
        ]
    )
    return b"".join([*lines[:place], b" ".join(words), *lines[place + 1 :]])


def file_spliced(data: bytes, luck: random.Random) -> bytes:
    mine, other = _lines(data), _lines("".join(written(STRANGER.log)).encode())
    cut_at = luck.randrange(2, len(mine))  # from line 2 on it would be the other log, whole and sound
    return b"".join(mine[:cut_at] + other[cut_at:])


def two_lines_of(data: bytes, luck: random.Random) -> bytes:
    """A field of one line put into another."""
    lines = _lines(data)
    one, other = luck.sample(range(1, len(lines)), 2)
    first, second = lines[one].split(b" "), lines[other].split(b" ")
    spot = luck.randrange(min(len(first), len(second)))
    first[spot], second[spot] = second[spot], first[spot]
    lines[one], lines[other] = b" ".join(first), b" ".join(second)
    return b"".join(lines)


IN_FILE: list[Callable[[bytes, random.Random], bytes]] = [
    one_byte, one_byte, one_byte, byte_gone, byte_more, truncated, line_gone, lines_swapped, line_twice, tail_cut, word_changed,
    file_spliced, two_lines_of,
]  # fmt: skip


def noticed(data: bytes) -> str:
    """What is said of a file; nothing where nothing was noticed."""
    try:
        report = check_file(data, "log.txt")
    except VarickError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return str(error)
    return " ".join(f"{problem.seq} {problem.what}" for problem in report.problems)


def tampered_file(number: int) -> tuple[str, str]:
    """(how, what was said); nothing said where nothing was noticed."""
    luck = random.Random(number)
    sound = luck.choice(FILES)
    how, data = IN_FILE[number % len(IN_FILE)], sound
    while data == sound:
        data = how(sound, luck)
    return how.__name__, noticed(data)


def campaign(first: int, count: int) -> Iterator[tuple[int, str, str]]:
    """Half in the book, half as files; what was not noticed or not named."""
    for number in range(first, first + count // 2):
        how, named, report = tampered_book(number)
        said = {problem.seq for problem in report.problems}
        if not named & said or min(said) < min(named):
            yield number, how, f"{sorted(named)}: {report.problems}"
        how, told = tampered_file(number)
        if not told:
            yield number, how, "not noticed"


def test_sound_logs_are_sound() -> None:
    for book, data in zip(MADE, FILES, strict=True):
        assert check_book(book.log).sound
        report = check_file(data, "log")
        assert (report.sound, report.entries, report.closed.last) == (
            True,
            book.log.last().seq,
            book.log.last().hash,
        )


def test_400_tampered_logs_are_noticed_and_the_entry_is_named() -> None:
    assert list(campaign(0, 400)) == []


@pytest.mark.long
def test_10_000_tampered_logs_are_noticed_and_the_entry_is_named() -> None:
    assert list(campaign(1_000, 10_000)) == []


def test_every_byte_of_a_short_file_counts() -> None:
    data, luck = FILES[1], random.Random(4)
    for place in range(len(data)):
        other = data[:place] + bytes([data[place] ^ 1 << luck.randrange(8)]) + data[place + 1 :]
        assert noticed(other), place


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (lambda lines: lines[:5] + lines[6:], [Problem(4, "missing")]),
        (lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], [Problem(4, "order")]),
        (lambda lines: [*lines[:6], lines[5], *lines[6:]], [Problem(4, "twice")]),
        (lambda lines: lines[:-1], [Problem(7, "cut")]),
        (lambda lines: [*lines[:-2], lines[-1]], [Problem(6, "cut")]),
        (lambda lines: lines[:2], [Problem(0, "no_entry")]),
        (lambda lines: [lines[0], *lines[2:]], [Problem(0, "genesis")]),
        (lambda lines: [*lines, lines[4]], [Problem(8, "line")]),
        (lambda lines: [*lines[:4], b"entry 3 hello\n", *lines[5:]], [Problem(3, "line")]),
        (lambda lines: [*lines[:4], lines[4].replace(b"behind 0", b"behind 1"), *lines[5:]], [Problem(3, "changed")]),
    ],
)  # fmt: skip
def test_each_break_is_named_once(how: Callable[[list[bytes]], list[bytes]], said: list[Problem]) -> None:
    report = check_file(b"".join(how(_lines(FILES[3]))), "log")
    assert report.problems == said


def test_a_second_closing_record_needs_a_key_that_is_gone() -> None:
    """Who has the file of today's log, but not the book, cannot close it earlier."""
    lines = _lines(FILES[3])[:6]
    report = check_file(b"".join(lines), "log")
    last = report.last
    for seed in (bytes(32), b"\1" * 32):
        closing = signed_closing(seed, seq=last.seq, minute=last.minute, last=last.hash)
        line = f"closing {last.seq} 2026-11-01T10:00Z last {last.hash.hex()} signature {closing.signature.hex()}\n"
        assert [p.what for p in check_file(b"".join([*lines, line.encode()]), "log").problems] == ["closing"]


def test_line_ends_that_a_mail_program_changed_are_told_apart() -> None:
    with pytest.raises(VarickError, match=r"^log: its line ends were changed on the way"):
        check_file(FILES[3].replace(b"\n", b"\r\n"), "log")
    for other in (b"", b"\0" * 50, b"entry 1", FILES[3][1:]):
        with pytest.raises(VarickError, match=r"^log: not a log of a casebook"):
            check_file(other, "log")


def test_a_head_from_paper_is_checked_against_a_file_too() -> None:
    head = head_of(next(row.entry for row in MADE[4].log.rows() if row.entry.seq == 5))
    assert check_file(FILES[4], "log", [head]).heads == [head]
    assert check_file("".join(written(STRANGER.log)).encode(), "log", [head]).problems == [
        Problem(5, "head_differs")
    ]


def test_the_kinds_of_tampering_are_all_tried() -> None:
    tried = Counter(tampered_book(number)[0] for number in range(60))
    assert set(tried) == {how.__name__ for how in IN_BOOK}
