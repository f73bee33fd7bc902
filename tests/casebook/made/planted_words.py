"""Invented people whose names, numbers and words stand nowhere else, and a search for them in every form that bytes may take."""

import base64
import gzip
import io
import json
import random
import re
import unicodedata
import urllib.parse
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

COUNT = 500
_ONSETS = [
    "zv",
    "xq",
    "wj",
    "kzh",
    "vrr",
    "qw",
    "zd",
    "jx",
    "pfn",
    "ghw",
    "zt",
    "vl",
    "mbz",
    "ndz",
    "kx",
    "tsv",
]
_CORES = ["a", "e", "i", "o", "u", "á", "é", "í", "ñi", "ö", "ú", "ou", "ay", "ë"]
SHORTEST = 8
"""Bytes: anything shorter stands by chance in a file of random bytes."""


def _word(luck: random.Random) -> str:
    word = "".join(luck.choice(_ONSETS) + luck.choice(_CORES) for _ in range(4))
    return (word if not word.isascii() else word + "ñ").capitalize()


@dataclass(frozen=True)
class Person:
    """Who is planted: a name of two words, a telephone number, a birth date, and words for whatever else holds text."""

    number: int
    first: str
    last: str
    phone: str
    birth: str
    note: str
    file: str
    inside: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def words(self) -> tuple[str, ...]:
        return (self.first, self.last, self.phone, self.birth, self.note, self.file, self.inside)


def people(count: int = COUNT, seed: int = 5) -> list[Person]:
    """The same people every time."""
    luck, used = random.Random(seed), set[str]()

    def fresh() -> str:
        while (word := _word(luck)) in used:
            pass
        used.add(word)
        return word

    return [
        Person(
            number,
            fresh(),
            fresh(),
            f"646-555-{number:04}",
            f"{1901 + number // 28 % 60}-{1 + number % 12:02}-{1 + number % 28:02}",
            fresh(),
            fresh(),
            fresh(),
        )
        for number in range(count)
    ]


def _bare(text: str) -> str:
    """Without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def spellings(word: str) -> set[str]:
    """The word as people and programs write it."""
    if re.fullmatch(r"[\d-]+", word):
        found = {word, word.replace("-", " "), word.replace("-", "/")}
        area, _, rest = word.partition("-")
        if len(area) == 3:
            found |= {f"({area}) {rest}", word.replace("-", "")}
        else:
            month, _, day = rest.partition("-")
            found |= {f"{int(month)}/{int(day)}/{area}", f"{int(day)}/{int(month)}/{area}"}
            found |= {f"{day}.{month}.{area}"}
        return found
    cases = {word, word.upper(), word.lower()}
    return cases | {unicodedata.normalize("NFD", word)} | {_bare(one) for one in cases}


def forms(word: str) -> dict[bytes, str]:
    """Bytes -> what they are: the word in each spelling and encoding, and these in hexadecimal, base64 and escapes."""
    found: dict[bytes, str] = {}
    for text in spellings(word):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
            try:
                raw = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            found.setdefault(raw, f"{text} in {encoding}")
            if encoding == "utf-8" or (encoding == "utf-16-le" and text == word):
                found |= {made: f"{text} in {encoding}, {how}" for made, how in _turned(raw)}
        for made in (urllib.parse.quote(text), json.dumps(text)[1:-1], ascii(text)[1:-1]):
            found.setdefault(made.encode(), f"{text} with escapes")
        found.setdefault(text.encode("ascii", "xmlcharrefreplace"), f"{text} with escapes")
    return {raw: what for raw, what in found.items() if len(raw) >= SHORTEST}


def _turned(raw: bytes) -> Iterator[tuple[bytes, str]]:
    """Hexadecimal, and what base64 of a longer text holds of it, at each of the three places where it may begin."""
    yield raw.hex().encode(), "hexadecimal"
    yield raw.hex().upper().encode(), "hexadecimal"
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw)
        part = whole[-(-before * 4 // 3) : (before + len(raw)) * 4 // 3]
        yield part, "base64"
        yield part.translate(bytes.maketrans(b"+/", b"-_")), "base64"


class Search:
    """Looks for many words at once, in all their forms."""

    def __init__(self, words: Iterable[str]) -> None:
        self.forms: dict[bytes, str] = {}
        for word in words:
            self.forms |= forms(word)
        self._lengths = sorted({len(raw) for raw in self.forms})
        first = {raw[:SHORTEST] for raw in self.forms}
        self._known = first
        self._marks = np.zeros(1 << 24, dtype=np.bool_)
        self._marks[self._mark(np.frombuffer(b"".join(first), dtype="<u8"))] = True

    def _mark(self, eights: NDArray[np.uint64]) -> NDArray[np.uint64]:
        return (eights * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)

    def of(self, data: bytes) -> list[str]:
        """What of the words stands in these bytes, in what form."""
        found: set[str] = set()
        for offset in range(SHORTEST):
            count = (len(data) - offset) // SHORTEST
            if count < 1:
                break
            eights = np.frombuffer(data, dtype="<u8", count=count, offset=offset)
            for place in np.flatnonzero(self._marks[self._mark(eights)]):
                at = offset + SHORTEST * int(place)
                if data[at : at + SHORTEST] in self._known:
                    found |= {
                        self.forms[data[at : at + n]]
                        for n in self._lengths
                        if data[at : at + n] in self.forms
                    }
        return sorted(found)

    def among(self, files: dict[str, bytes]) -> list[str]:
        """What of the words stands in files, in their names, and in what is packed inside them."""
        found = []
        for name, data in files.items():
            found += [f"{name}: in its name, {what}" for what in self.of(name.encode())]
            for part, inside in unpacked(data):
                found += [f"{name}{part}: {what}" for what in self.of(inside)]
        return found


def unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what zip, gzip, Parquet, PDF and PNG files hold packed: (where, bytes)."""
    yield "", data
    if data[:2] == b"\x1f\x8b":
        yield " (unpacked)", gzip.decompress(data)
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                for part, inside in unpacked(archive.read(name)):
                    yield f" > {name}{part}", inside
    elif data[:4] == b"PAR1":
        import pyarrow.parquet as parquet

        table = parquet.read_table(io.BytesIO(data))
        yield " (columns)", json.dumps(table.to_pydict(), default=str, ensure_ascii=False).encode()
        yield " (schema)", repr(table.schema.metadata).encode()
    elif data[:5] == b"%PDF-":
        import pypdf

        read = pypdf.PdfReader(io.BytesIO(data))
        for number in range(1, int(str(read.trailer["/Size"]))):
            each = read.get_object(number)
            yield f" (object {number})", each.get_data() if hasattr(each, "get_data") else repr(each).encode()
        yield " (text)", "\n".join(page.extract_text() for page in read.pages).encode()
        yield " (metadata)", repr(read.metadata).encode()
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        from PIL import Image

        with Image.open(io.BytesIO(data)) as image:
            image.load()
            yield " (about the picture)", repr(image.info).encode()


def files_in(*folders: Path) -> dict[str, bytes]:
    """Path -> bytes of all files below these folders; of a folder its name alone."""
    return {
        str(path): path.read_bytes() if path.is_file() else b""
        for folder in folders
        for path in sorted(folder.rglob("*"))
    }
