"""The head on paper: short, copied with slips that are told from a log that was rewritten."""

import random

import pytest
from made_logs import Made, made

from varick.casebook.chain.entry import Entry, Genesis, public_key, signed_entry
from varick.casebook.chain.paper import LISTS, Head, _check, head_of, plain, read
from varick.casebook.chain.verify import check, check_book
from varick.errors import VarickError

BOOK = made(12)
HEAD = head_of(BOOK.log.last())
CODE = b"ten bytes!"
FIXED = Head(12, HEAD.minute, CODE + _check(12, HEAD.minute, CODE))
"""A head that is the same in every run: one slip in 256 fits by chance, so another slip would fit in another run."""


def rewritten(book: Made, genesis: Genesis, seed: bytes) -> list[Entry]:
    """Another log of the same length and times, signed throughout by somebody who has the first key."""
    out: list[Entry] = []
    for row in book.log.rows():
        following = random.Random(row.entry.seq).randbytes(32)
        out.append(
            signed_entry(
                seed,
                seq=row.entry.seq,
                minute=row.entry.minute,
                behind=0,
                previous=out[-1].hash if out else genesis.hash,
                body=b"another",
                next_key=public_key(following),
            )
        )
        seed = following
    return out


@pytest.mark.parametrize("language", LISTS)
def test_a_head_comes_back_from_paper(language: str) -> None:
    line = HEAD.text(language)
    assert read(line) == HEAD
    assert len(HEAD.words(language)) == 8
    number, time, words = line[:2], line[3:23], [plain(word)[:4] for word in HEAD.words(language)]
    assert (
        read(
            f"  No. {number} · {time.replace(' UTC', 'Z').replace(' ', 'T').upper()} : {' '.join(words).upper()}\n"
        )
        == HEAD
    )
    assert check_book(BOOK.log, [read(line)]).heads == [HEAD]


@pytest.mark.parametrize("language", LISTS)
def test_a_slip_of_the_pen_is_no_rewritten_log(language: str) -> None:
    luck, words = random.Random(7), list(FIXED.words(language))
    others = [Head(FIXED.seq, FIXED.minute, luck.randbytes(11)).words(language) for _ in range(40)]
    noticed = 0
    for slip in others:
        wrong = [*words[:3], slip[0], *words[4:]]
        try:
            read(FIXED.text(language).replace(" ".join(words), " ".join(wrong)))
        except VarickError as error:
            noticed += "so one of them is misread" in str(error)
    assert noticed >= 38  # one in 256 fits by chance; then the log is said not to fit
    for line, complaint in (
        ("", "needs number, time and 8 words"),
        ("12 2026-11-01", "needs number, time and 8 words"),
        (FIXED.text(language).rsplit(" ", 1)[0], "7 words after the time, not 8"),
        (FIXED.text(language).replace(words[4], "qqqqq"), "word 5 is in none of the lists"),
        (FIXED.text(language).replace("-11-", "-13-"), "its time is in no calendar"),
        (FIXED.text(language).replace("12 2026", "13 2026"), "one of them is misread"),
        (FIXED.text(language).replace("UTC", "").replace(":1", ":2", 1), "misread"),
    ):
        with pytest.raises(VarickError, match=complaint) as caught:
            read(line)
        assert "\n" not in str(caught.value)


def test_random_text_is_never_a_traceback() -> None:
    luck, words = (
        random.Random(3),
        [
            "12",
            "2026-11-01",
            "09:10",
            "UTC",
            "é",
            "99999999999999999999",
            "-",
            "abandon",
            "ábaco",
            "zoo",
            "0000-00-00",
            "00:00",
        ],
    )
    for _ in range(500):
        with pytest.raises(VarickError):
            read(" ".join(luck.choices(words, k=luck.randrange(14))))


def test_whoever_has_every_key_can_write_the_log_again_but_not_the_paper() -> None:
    """From the very first entry: the chain of the second log is right, so only the paper tells."""
    seed = random.Random(1).randbytes(32)
    genesis = Genesis(BOOK.log.genesis.book, public_key(seed))
    forged = rewritten(BOOK, genesis, seed)
    assert check(forged, genesis).sound
    report = check(forged, genesis, [HEAD])
    assert [(p.seq, p.what) for p in report.problems] == [(12, "head_differs")]


def test_a_log_that_ends_before_the_head_was_cut_or_is_an_older_copy() -> None:
    shorter = made(9)
    report = check_book(shorter.log, [HEAD])
    assert [(p.seq, p.what) for p in report.problems] == [(12, "head_beyond")]


def test_an_older_head_still_fits_a_longer_log() -> None:
    longer = BOOK.copy()
    longer.clock.later(60)
    longer.log.append("shown", "case 1")
    assert check_book(longer.log, [HEAD]).sound


def test_what_it_cannot_show() -> None:
    """Entries after the newest head, written again by somebody with all keys and a copy of that time. The docs say so."""
    old = BOOK.copy()
    BOOK_NOW = BOOK.copy()
    BOOK_NOW.log.append("exported", "case 1")
    old.log.append("shown", "case 2")
    assert check_book(old.log, [HEAD]).sound
    assert check_book(BOOK_NOW.log, [HEAD]).sound
    assert old.log.last().hash != BOOK_NOW.log.last().hash
    assert not check_book(old.log, [head_of(BOOK_NOW.log.last())]).sound
