"""The table of overlaps: how many people stand on exactly which lists, read from a CSV or a tally."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.together.reading import beginning

FEWEST, MOST = 2, 6
"""How many lists a table may have; a charter has as many members."""
LARGEST = 2_000_000
"""No table may have more people, and so no count may be larger: six lists of a charter hold 1,200,000. Averaging over graphs
weighs numbers of people one by one, and at a billion would fill any memory."""
BYTES = 1_000_000
"""No table file may be larger; 63 patterns need a hundredth of it."""
NAME = 100
"""No name of a list may have more characters."""
TALLY = b"varick together tally"
"""So a tally begins, whatever its version."""
STARTS = ("=", "+", "-", "@")
"""What a spreadsheet that opens a CSV takes for a formula."""
TELLING = ("withheld", "suppressed", "na", "n/a")
"""Words in place of a count that an error repeats."""

Counts = npt.NDArray[np.int64]
Publish = Literal["all", "union", "nothing"]


@dataclass(frozen=True, slots=True)
class Linkage:
    """How well planted people were linked in this run: of `pairs` that are the same person in two lists, `found` were
    linked; `wrong` links joined different people.

    `people` planted have `rows` records. `places` are the places at which a wrong link could be seen: a planted row and
    another list on which it was not linked to the same person's record; `wrong` counts those that another's record took.
    None where the tally does not say. `by_lists` has, for people planted on m lists, (m, pairs, found), where it is known.
    `told` is (found, wrong) as it may be published: of the planted people among themselves, whatever real cases are like them.
    """

    pairs: int
    found: int
    wrong: int
    people: int | None = None
    rows: int | None = None
    places: int | None = None
    by_lists: tuple[tuple[int, int, int], ...] = ()
    told: tuple[int, int] | None = None

    @property
    def said(self) -> tuple[int, int]:
        """(found, wrong) for whoever reads."""
        return self.told or (self.found, self.wrong)

    @property
    def recall(self) -> float | None:
        """Of the pairs that are there, the share that was found; None where none was planted."""
        return self.found / self.pairs if self.pairs else None

    @property
    def precision(self) -> float | None:
        """Of the links that were made, the share that is right; None where none was made."""
        made = self.found + self.wrong
        return self.found / made if made else None


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """People by the lists that hold them.

    `counts[i]` is how many are on exactly the lists of pattern i + 1, read as a binary number with the first list as its
    highest digit: for three lists 001, 010, 011, 100, 101, 110, 111. Its length is 2^k - 1; who is on no list is not in it.
    `linkage` is what a tally measured on planted people. `publish` says what of the table a page may show.
    """

    lists: tuple[str, ...]
    counts: Counts
    linkage: Linkage | None = None
    publish: Publish = "all"

    def __post_init__(self) -> None:
        assert FEWEST <= self.k <= MOST
        assert self.counts.shape == (2**self.k - 1,)

    @classmethod
    def of(
        cls, counts: Sequence[int] | Counts, lists: Sequence[str] = (), linkage: Linkage | None = None
    ) -> "Overlaps":
        """A table of counts in the order of `patterns`; lists without names are called A, B, C, ..."""
        k = (len(counts) + 1).bit_length() - 1
        return cls(tuple(lists) or tuple("ABCDEF"[:k]), np.asarray(counts, np.int64), linkage)

    @property
    def k(self) -> int:
        """How many lists there are."""
        return len(self.lists)

    @property
    def whole(self) -> bool:
        """Whether every count of it may be told."""
        return self.publish == "all"

    @property
    def patterns(self) -> npt.NDArray[np.bool_]:
        """(2^k - 1, k): which lists each pattern is on, in the order of `counts`."""
        return patterns(self.k)

    @property
    def union(self) -> int:
        """Different people on any list."""
        return int(self.counts.sum())

    @property
    def sizes(self) -> tuple[int, ...]:
        """People on each list."""
        return tuple(int(n) for n in self.counts @ self.patterns)

    @property
    def by_how_many(self) -> Counts:
        """(k,): people on exactly 1, 2, ..., k lists."""
        return np.bincount(self.patterns.sum(axis=1), weights=self.counts, minlength=self.k + 1)[1:].astype(
            np.int64
        )

    @property
    def overlaps(self) -> int:
        """People on two lists or more: all that an estimate of those on none can rest on."""
        return int(self.by_how_many[1:].sum())

    def pair(self, i: int, j: int) -> tuple[int, int, int]:
        """(people on list i, on list j, on both), whatever other lists they are on."""
        on = self.patterns
        both = int(self.counts[on[:, i] & on[:, j]].sum())
        return self.sizes[i], self.sizes[j], both

    def only(self, chosen: Sequence[int]) -> "Overlaps":
        """The table of some of the lists, in that order; who is on none of them is left out."""
        on = self.patterns[:, list(chosen)]
        index = on @ (1 << np.arange(len(chosen))[::-1])
        counts = np.bincount(index, weights=self.counts, minlength=2 ** len(chosen))[1:]
        lists = tuple(self.lists[i] for i in chosen)
        return Overlaps(lists, counts.astype(np.int64), self.linkage, self.publish)


def patterns(k: int) -> npt.NDArray[np.bool_]:
    """(2^k - 1, k): all patterns but that of no list, as binary numbers from 1 on, the first list the highest digit."""
    index = np.arange(1, 2**k)[:, None]
    return (index >> np.arange(k)[::-1] & 1).astype(bool)


_UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""What a spreadsheet's Unicode text begins with."""


def read(path: Path) -> Overlaps:
    """A table of overlaps: CSV with a column of 0 and 1 for each list and a column ``count``, lines that begin with # being
    remarks; or a tally as ``varick together tally`` writes it.

    A pattern without a row counts nobody. Raises VarickError for anything else, with the line.
    """
    data = beginning(path, BYTES, "name a table of overlaps")
    if len(data) > BYTES:
        raise VarickError(
            f"{path}: larger than {BYTES:,} bytes, which no table of overlaps is; name the right file"
        )
    if data.startswith(TALLY):
        from varick.together.estimating.tallied import tallied

        return tallied(data, path.name)
    try:
        text = data.decode("utf-16" if data[:2] in _UTF16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise VarickError(
            f"{path}: byte {error.start} is not {error.encoding.upper()}; save the table as CSV in UTF-8"
        ) from None
    return read_csv(text, str(path))


def read_csv(text: str, where: str) -> Overlaps:
    """The table in a CSV text; `where` is what errors call it. Raises VarickError with the line."""
    rows = _rows(text, where)
    number, header = next(rows, (1, []))
    lists = _lists(header, f"{where}, line {number}")
    counts = np.zeros(2 ** len(lists) - 1, np.int64)
    lines: dict[int, int] = {}
    for number, row in rows:
        line = f"{where}, line {number}"
        if len(row) != len(header):
            raise VarickError(
                f"{line}: {len(row)} cells, the header has {len(header)}; give one for each column"
            )
        pattern = _pattern(row[:-1], lists, line)
        if pattern in lines:
            raise VarickError(f"{line}: the same lists as line {lines[pattern]}; give each pattern once")
        lines[pattern] = number
        count = _count(row[-1], line)
        if pattern:
            counts[pattern - 1] = count
        elif count:
            raise VarickError(
                f"{line}: {count:,} people on no list; nobody can have counted them, so take the row out"
            )
    if counts.sum() > LARGEST:
        raise VarickError(f"{where}: more than {LARGEST:,} people on all lists together; check the counts")
    if not lines:
        raise VarickError(f"{where}: no rows after the header; give one for each pattern of lists")
    return Overlaps(lists, counts)


def _rows(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells without blanks around them) of each line that is neither empty nor a remark."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(("#", '"#')))
    header = next(lines, "")
    between = (
        ";" if ";" in header and "," not in header else ","
    )  # a spreadsheet in much of the world writes semicolons
    reader = csv.reader(io.StringIO(text), delimiter=between, strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not cells[0].startswith("#"):
                yield reader.line_num, cells
    except csv.Error as error:
        raise VarickError(f"{where}, line {reader.line_num}: {error}; write it as CSV with commas") from None


def _lists(header: list[str], line: str) -> tuple[str, ...]:
    if not header or header[-1].lower() != "count":
        raise VarickError(f'{line}: the last column is not "count"; write a header such as "A,B,C,count"')
    lists = tuple(header[:-1])
    if not FEWEST <= len(lists) <= MOST:
        raise VarickError(f"{line}: {len(lists)} columns of lists; a table has {FEWEST} to {MOST}")
    for name in lists:
        if not name or len(name) > NAME or not name.isprintable():
            raise VarickError(
                f"{line}: a list has no name, or one that is too long or not printable; name each list"
            )
        if name.startswith(STARTS):
            raise VarickError(f"{line}: a list's name begins with {name[0]}; begin names with a letter")
    if len(set(header)) < len(header):
        raise VarickError(f"{line}: two lists have the same name; name each list differently")
    return lists


def _pattern(cells: Sequence[str], lists: Sequence[str], line: str) -> int:
    for name, cell in zip(lists, cells, strict=True):
        if cell not in ("0", "1"):
            raise VarickError(f"{line}: {name} is {shown(cell)}; write 1 for on the list, 0 for not on it")
    return int("".join(cells), 2)


def _count(cell: str, line: str) -> int:
    """A whole number. A blank or a word is not zero: in a release it stands for a cell that was withheld."""
    if not (cell.isascii() and cell.isdigit()):
        raise VarickError(
            f"{line}: the count is {shown(cell)}, not a whole number; a released table with cells withheld cannot be "
            "estimated from, the tally can"
        )
    if len(cell) > 12 or int(cell) > LARGEST:
        raise VarickError(f"{line}: the count is larger than {LARGEST:,}; check it")
    return int(cell)


def shown(value: Any) -> str:
    """What somebody wrote, short enough for one line of an error; of words only those of a release, because any other may be a
    name that came into the wrong file."""
    if len(str(value)) > 1 and any(c.isalpha() for c in str(value)) and str(value).casefold() not in TELLING:
        return "a word"
    text = ascii(str(value)[:30])
    return text if len(str(value)) <= 30 else f"{text}..."
