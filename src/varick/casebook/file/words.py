"""Recovery words on paper: twelve words of the BIP39 list, which are a key of 128 bits and an age identity as well."""

import hashlib
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from varick.errors import VarickError

if TYPE_CHECKING:
    from mnemonic import Mnemonic

LANGUAGES = ("english", "spanish")
COUNT = 12
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@cache
def _list(language: str) -> "Mnemonic":
    from mnemonic import Mnemonic

    if language not in LANGUAGES:
        raise VarickError(f"recovery words: no list in {language!r}; choose {' or '.join(LANGUAGES)}")
    return Mnemonic(language)


def _folded(word: str) -> str:
    """Without accents and capitals, as people write on paper."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalpha() and c.isascii())


@cache
def _known(language: str) -> dict[str, str]:
    """Folded word, and its first four letters, which are unique in each list -> the word as the list has it."""
    words = list(_list(language).wordlist)
    return {_folded(w)[:4]: w for w in words} | {_folded(w): w for w in words}


def alike(typed: str, word: str) -> bool:
    """Whether somebody typed this word: accents and capitals do not count, nor what comes after its first four letters."""
    return _folded(typed)[:4] == _folded(word)[:4] != ""


def new_words(language: str = "english") -> tuple[str, ...]:
    """Twelve words from the system's random source, letters and accents in one piece."""
    return tuple(unicodedata.normalize("NFC", _list(language).generate(strength=128)).split())


def entropy(words: tuple[str, ...]) -> bytes:
    """The 16 bytes that twelve words stand for, in either language, with or without accents, whole or by four letters.

    Raises VarickError naming the place of the first word that is in no list, or that the words do not belong together.
    """
    if len(words) != COUNT:
        raise VarickError(f"recovery words: {len(words)} of {COUNT}; give all of them, in order, with spaces")
    best = 0
    for language in LANGUAGES:
        known = _known(language)
        found = [known.get(_folded(word), "") for word in words]
        if "" not in found:
            text = " ".join(found)
            if _list(language).check(text):
                return bytes(_list(language).to_entropy(text))
            best = COUNT
        else:
            best = max(best, found.index(""))
    if best < COUNT:
        raise VarickError(f"recovery words: word {best + 1} is in no list; check its spelling")
    raise VarickError("recovery words: one of them is wrong, or their order is; check them against the paper")


def private_key(words: tuple[str, ...]) -> bytes:
    """The X25519 private key (32 bytes) that the words stand for; also an age identity. Raises what `entropy` raises."""
    return _derived(entropy(words), b"varick words key")


def wrapping_key(words: tuple[str, ...]) -> bytes:
    """The 32-byte key under which the words' slot is wrapped. Raises what `entropy` raises."""
    return _derived(entropy(words), b"varick words wrp")


def _derived(secret: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(b"", digest_size=32, key=secret, person=person).digest()


def age_identity(key: bytes) -> str:
    """A private key as age writes it, ``AGE-SECRET-KEY-1...``, for `pyrage.x25519.Identity.from_str`."""
    return _bech32("age-secret-key-", key).upper()


def age_recipient(public: bytes) -> str:
    """A public key as age writes it, ``age1...``, for `pyrage.x25519.Recipient.from_str`."""
    return _bech32("age", public)


def _bech32(prefix: str, data: bytes) -> str:
    """BIP 173's encoding without its limit of length, as the age specification asks."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    short = -bits % 5
    number <<= short
    values = [number >> shift & 31 for shift in range(bits + short - 5, -1, -5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = _polymod([*expanded, *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return f"{prefix}1{''.join(_BECH32[v] for v in values)}"


def _polymod(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for i, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= part if top >> i & 1 else 0
    return found
