"""Imports that are refused: a table known to be wrong, a file counted twice; and files that share rows, which is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.frame import Coded, Column, Dates, Frame, as_text
from varick.observe.importing.columns import main_date
from varick.observe.importing.derive import days
from varick.observe.importing.parts import Part
from varick.observe.layouts import table as layout
from varick.observe.sorting import MIX

TWICE = 0.5
"""A file of which more than this share of rows stands in another file of the same table is taken for another copy of it."""

FEWEST = 20
"""Rows that two files share on the days of both before it is told: fewer may be chance [judged]."""


def known_wrong(frames: Sequence[Frame]) -> None:
    """Raises VarickError for a table that layouts/releases.yaml knows to be wrong, with what its publisher says of it."""
    for rule in layout("releases")["refused"].values():
        for frame in frames:
            if (frame.release, frame.table) != (rule["release"], rule["table"]) or frame.main is None:
                continue
            last = days(frame)[1]
            first_day, last_day = rule["last_day"]
            few = rule["fewer_than"]
            time = frame.dates(frame.main).time
            rows = int(((time >= np.datetime64(few["from"])) & (time < np.datetime64(few["to"]))).sum())
            if last and first_day <= date.fromisoformat(last) <= last_day and rows < few["rows"]:
                file = frame.coded("file").values[0]
                raise VarickError(f"{file}: refused, since {rule['reason']} ({rule['source']})")


SAME = (
    "aor",
    "method",
    "landmark",
    "disposition",
    "citizenship",
    "gender",
    "facility_code",
    "birth_year",
    "case_status",
)
"""Besides the main date, what is compared between rows of two files: never the identifier, which is made anew each time."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """`rows` of the `of` rows of `file` on the days that it shares with `other`, from `first` to `last`, stand there too."""

    table: str
    release: str
    file: str
    other: str
    rows: int
    of: int
    first: str
    last: str


def overlaps(key: tuple[str, str], pieces: Sequence[Frame | Part]) -> list[Overlap]:
    """The files of one table of one release that hold the same rows on the days that both cover.

    Rows are compared by their main date and the columns of `SAME`. Files for different days (a file for each fiscal
    year) never overlap. Raises VarickError where most rows of a file stand in another: it would be counted twice."""
    found = []
    files = [found for piece in pieces for found in _by_file(piece)]
    for place, new in enumerate(files):
        for old in files[:place]:
            if new.file == old.file or new.first > old.last or old.first > new.last:
                continue
            small, large = sorted((new, old), key=lambda side: len(side.rows))
            shared, of = _shared(small, large)
            if shared > TWICE * len(small.rows):
                raise VarickError(
                    f"{small.file}: {shared / len(small.rows):.0%} of its rows of {key[1]} stand in {large.file} too, and "
                    "would be counted twice; leave one out, or give one of them a release of its own with --release NAME"
                )
            if shared >= FEWEST and shared > TWICE * of:
                days = (max(small.first, large.first), min(small.last, large.last))
                first, last = (str(day.astype("datetime64[D]")) for day in days)
                found.append(Overlap(key[1], key[0], small.file, large.file, shared, of, first, last))
    return found


@dataclass(frozen=True, slots=True)
class _File:
    """The rows of one file in a table: which, their times, the first and the last, and how to get a column."""

    file: str
    rows: npt.NDArray[np.int64]
    time: npt.NDArray[np.datetime64]
    first: np.datetime64
    last: np.datetime64
    names: frozenset[str]
    column: Callable[[str], Column]


def _by_file(piece: Frame | Part) -> list[_File]:
    names = piece.names if isinstance(piece, Frame) else tuple(piece.columns)
    main = main_date(piece.table, tuple(str(name) for name in names))
    if main is None:
        return []
    get = piece.column if isinstance(piece, Frame) else piece.columns.__getitem__
    time, file = get(main), get("file")
    if not isinstance(time, Dates) or not isinstance(file, Coded):
        return []
    found = []
    for code, name in enumerate(file.values):
        rows = np.flatnonzero((file.codes == code) & ~np.isnat(time.time))
        if len(rows):
            moments = time.time[rows]
            found.append(_File(name, rows, moments, moments.min(), moments.max(), frozenset(names), get))
    return found


def _shared(small: _File, large: _File) -> tuple[int, int]:
    """How many of the smaller file's rows on the days that both have equal a row of the larger one, and of how many."""
    first, last = max(small.first, large.first), min(small.last, large.last)
    names = [n for n in SAME if n in small.names & large.names]
    keys = []
    for side in (small, large):
        inside = (side.time >= first) & (side.time <= last)
        rows = side.rows[inside]
        key = side.time[inside].astype("datetime64[s]").astype(np.int64).astype(np.uint64)
        for name in names:
            texts = as_text(side.column(name).take(rows))
            digests = [
                int.from_bytes(blake2b(v.encode(), digest_size=8).digest(), "little") for v in texts.values
            ]
            key = key * MIX + np.array([*digests, 0], dtype=np.uint64)[texts.codes]
        keys.append(key)
    return int(np.isin(keys[0], keys[1]).sum()), len(keys[0])
