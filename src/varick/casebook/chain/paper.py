"""The head of a log on paper: number, time and eight words that tie everything up to that entry.

The words are of the BIP39 lists, so four letters tell them apart: 80 bits of a deliberately slow hash (argon2id) of the
entry, and 8 bits that tell a slip of the pen from a log that was rewritten. Slow, because somebody with all keys could
otherwise prepare two logs with the same 80 bits (2 to the 40th tries) before the paper is printed.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

from varick.casebook.chain.entry import EPOCH, Entry, moment_of
from varick.errors import VarickError

LISTS = ("english", "spanish")
"""The word lists; the first is the rule."""
WORDS = 8
_OPS, _MEMORY = 2, 64 * 2**20
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ]+(\d\d):(\d\d)(?:\s*(?:Z|UTC))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the paper: entry ``seq``, its minute (since 1970, UTC) and 11 bytes (10 of hash, 1 of check)."""

    seq: int
    minute: int
    code: bytes

    def words(self, language: str = "english") -> tuple[str, ...]:
        """The eight words. Raises VarickError for a list that Varick does not use."""
        value, known = int.from_bytes(self.code, "big"), word_list(language)
        return tuple(known[value >> 11 * (WORDS - 1 - place) & 2047] for place in range(WORDS))

    def text(self, language: str = "english") -> str:
        """One line, as it is printed and as `read` takes it: ``214 2026-11-23 10:41 UTC word word ...``."""
        return f"{self.seq} {moment_of(self.minute):%Y-%m-%d %H:%M} UTC {' '.join(self.words(language))}"


@cache
def word_list(language: str) -> tuple[str, ...]:
    """The 2,048 words of a list. Raises VarickError for a list that Varick does not use."""
    if language not in LISTS:
        raise VarickError(f"word list {language!r}: the head is printed in {' or '.join(LISTS)}; choose one")
    from mnemonic import Mnemonic

    # The Spanish list is written with loose accents; paper and terminals want them joined.
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic(language).wordlist)


def head_of(entry: Entry) -> Head:
    """The head that an entry gives; about a tenth of a second and 64 MiB, on purpose."""
    slow = crypto_pwhash_alg(
        16, entry.hash, b"varick head v1\0\0", _OPS, _MEMORY, crypto_pwhash_ALG_ARGON2ID13
    )[:10]
    return Head(entry.seq, entry.minute, slow + _check(entry.seq, entry.minute, slow))


def read(text: str) -> Head:
    """A head as somebody copied it from paper: number, time, eight words (their first four letters are enough).

    Raises VarickError where something is missing, is no word of the lists, or does not fit the check.
    """
    what = "the head from paper"
    text = unicodedata.normalize("NFC", text)
    time = _TIME.search(text)
    seq = re.match(r"\D*(\d{1,15})\b", text)
    if not time or not seq or seq.start(1) >= time.start():
        raise VarickError(
            f"{what}: needs number, time and {WORDS} words (214 2026-11-23 10:41 UTC word ...); copy the line whole"
        )
    given = re.findall(r"[^\W\d_]+", text[time.end() :])
    if len(given) != WORDS:
        raise VarickError(f"{what}: {len(given)} words after the time, not {WORDS}; copy the line whole")
    minute = _minute(*map(int, time.groups()))
    unknown = min((_unknown(given, language) for language in LISTS), key=len)
    if unknown:
        raise VarickError(
            f"{what}: word {unknown[0]} is in none of the lists; compare it with the paper letter by letter"
        )
    for language in LISTS:
        if not _unknown(given, language):
            code = _code([_place(word, language) for word in given])
            if _check(int(seq[1]), minute, code[:10]) == code[10:]:
                return Head(int(seq[1]), minute, code)
    raise VarickError(
        f"{what}: number, time and words do not fit one another, so one of them is misread; compare with the paper"
    )


def _minute(year: int, month: int, day: int, hour: int, minute: int) -> int:
    from datetime import UTC, datetime

    try:
        return int((datetime(year, month, day, hour, minute, tzinfo=UTC) - EPOCH).total_seconds()) // 60
    except ValueError as error:
        raise VarickError(
            "the head from paper: its time is in no calendar; compare it with the paper"
        ) from error


def _check(seq: int, minute: int, slow: bytes) -> bytes:
    data = seq.to_bytes(8, "big") + minute.to_bytes(8, "big", signed=True) + slow
    return blake2b(data, digest_size=1, person=b"varick check").digest()


def _code(places: list[int]) -> bytes:
    value = 0
    for place in places:
        value = value << 11 | place
    return value.to_bytes(WORDS * 11 // 8, "big")


@cache
def _by_beginning(language: str) -> dict[str, int]:
    """First four letters, without accents, -> place; whole words too."""
    places: dict[str, int] = {}
    for place, word in enumerate(word_list(language)):
        places[plain(word)[:4]] = places[plain(word)] = place
    return places


def plain(word: str) -> str:
    """A word in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _place(word: str, language: str) -> int:
    return _by_beginning(language)[plain(word)]


def _unknown(given: list[str], language: str) -> list[int]:
    """Which of the words, counted from 1, are not of the list."""
    known = _by_beginning(language)
    return [place for place, word in enumerate(given, 1) if plain(word) not in known]
