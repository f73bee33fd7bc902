"""A table of one release in memory: coded text, dates and numbers, with what could not be read kept beside them.

Every column is coded: its distinct values stand once, and a row holds a number. Cleaning therefore works on the
distinct values (a date column of 400,000 rows has a few hundred), and rows are touched by array operations only.

Four kinds of nothing stay apart. A blank cell has no value; `NA`, a redaction mark and a text that cannot be read
as a date or number stay as they were written: in a text column as a value, beside a typed column in `as_written`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError, did_you_mean

Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[Any]
"""Row places (int64) or a mask (bool) of a frame."""
SHOWN = 30
"""Columns that a refusal lists; a table of a linked release has up to a hundred."""
UNASKED = ("duplicate_", "likely_duplicate", "published_", "identifier")
"""Beginnings of columns that nobody counts by, and that it does not list."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Text: `codes` int32 of shape (rows,), -1 = blank, into the distinct `values`."""

    codes: Codes
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> "Coded":
        """From one text a row; None is blank. Values are listed in the order in which they are met."""
        known: dict[str, int] = {}
        codes = [-1 if text is None else known.setdefault(text, len(known)) for text in texts]
        return cls(np.array(codes, dtype=np.int32), tuple(known))

    @classmethod
    def blank(cls, rows: int) -> "Coded":
        """A column of `rows` blanks."""
        return cls(np.full(rows, -1, dtype=np.int32), ())

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: Rows) -> "Coded":
        """These rows; all values stay listed."""
        return Coded(self.codes[rows], self.values)

    def texts(self) -> list[str | None]:
        """One text a row, None where blank."""
        return [None if code < 0 else self.values[code] for code in self.codes.tolist()]

    def mapped(self, change: Callable[[str], str | None]) -> "Coded":
        """Each distinct value changed once; None makes blanks; values that become equal become one."""
        return self.mapped_places(lambda place: change(self.values[place]))

    def mapped_places(self, change: Callable[[int], str | None]) -> "Coded":
        """`mapped` for a change that is known by the value's place in `values`."""
        known: dict[str, int] = {}
        to = np.empty(len(self.values) + 1, dtype=np.int32)
        to[-1] = -1
        for place in range(len(self.values)):
            new = change(place)
            to[place] = -1 if new is None else known.setdefault(new, len(known))
        return Coded(to[self.codes], tuple(known))

    def counts(self) -> dict[str | None, int]:
        """Rows of each value that occurs, the most frequent first; None for blanks."""
        found = np.bincount(self.codes + 1, minlength=len(self.values) + 1)
        pairs = zip((None, *self.values), found.tolist(), strict=True)
        return dict(sorted(((v, n) for v, n in pairs if n), key=lambda pair: -pair[1]))


@dataclass(frozen=True, slots=True)
class Dates:
    """Days or moments: `time` datetime64[s] of shape (rows,), NaT where there is none.

    `whole_days` says that every moment is a midnight, so that the column holds days. `as_written` keeps what stood
    in a cell that is not blank and has no time: `NA`, a redaction mark, a text that no date can be read from, or a
    date outside the column's declared range.
    """

    time: Rows
    whole_days: bool
    as_written: Coded

    def __len__(self) -> int:
        return len(self.time)

    def take(self, rows: Rows) -> "Dates":
        """These rows."""
        return Dates(self.time[rows], self.whole_days, self.as_written.take(rows))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers: `values` float64 of shape (rows,), NaN where there is none; `as_written` as in `Dates`."""

    values: npt.NDArray[np.float64]
    as_written: Coded

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Rows) -> "Numbers":
        """These rows."""
        return Numbers(self.values[rows], self.as_written.take(rows))


@dataclass(frozen=True, slots=True)
class Flags:
    """Yes or no: bool of shape (rows,). What a rule says of a row, never what ICE wrote."""

    values: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Rows) -> "Flags":
        """These rows."""
        return Flags(self.values[rows])


Column = Coded | Dates | Numbers | Flags


def as_text(column: Column, no_yes: tuple[str, str] = ("no", "yes")) -> Coded:
    """Any column as texts, those of a typed one in its order: days as YYYY-MM-DD, moments with their time, whole numbers
    without a point, flags as `no_yes`; what could not be read as a date or number stays as written, last."""
    if isinstance(column, Coded):
        return column
    if isinstance(column, Flags):
        return Coded(column.values.astype(np.int32), no_yes)
    if isinstance(column, Dates):
        filled = ~np.isnat(column.time)
        distinct, places = np.unique(column.time[filled], return_inverse=True)
        values = [str(moment).replace("T", " ") for moment in distinct]
        if column.whole_days:
            values = [value[:10] for value in values]
    else:
        filled = ~np.isnan(column.values)
        distinct, places = np.unique(column.values[filled], return_inverse=True)
        values = [f"{number:.0f}" if number.is_integer() else repr(number) for number in distinct.tolist()]
    beside = column.as_written
    codes = np.where(beside.codes >= 0, beside.codes + len(values), -1).astype(np.int32)
    codes[filled] = places
    found = Coded(codes, (*values, *beside.values))
    return found.mapped(lambda text: text) if beside.values else found


PROVENANCE = ("file", "sheet", "row")
"""Columns of every frame that say where a row was read: two Coded, and Numbers counted as in a spreadsheet, from 1."""


class Frame:
    """Rows of one table of one release; a column is read when it is first asked for.

    `main` names the date that the table's rows are counted by. `person` (int64, -1 = the row has no identifier) is
    None where the release gives this table no identifier: then nobody can tell whether two rows are one person.
    """

    def __init__(
        self,
        table: str,
        release: str,
        main: str | None,
        names: Sequence[str],
        rows: int,
        load: Callable[[str], Column],
        person: Callable[[], npt.NDArray[np.int64]] | None = None,
    ) -> None:
        self.table = table
        self.release = release
        self.main = main
        self.names = tuple(names)
        self._rows = rows
        self._load = load
        self._person = person
        self._columns: dict[str, Column] = {}

    @classmethod
    def of_columns(
        cls,
        table: str,
        release: str,
        main: str | None,
        columns: Mapping[str, Column],
        person: npt.NDArray[np.int64] | None = None,
    ) -> "Frame":
        """A frame in memory. Raises VarickError for columns of unequal length."""
        lengths = {len(column) for column in columns.values()}
        if len(lengths) > 1:
            raise VarickError(f"{table}: columns differ in length; cut them alike")
        given = dict(columns)
        known = None if person is None else lambda: person
        return cls(table, release, main, tuple(given), max(lengths, default=0), given.__getitem__, known)

    def __len__(self) -> int:
        return self._rows

    def __repr__(self) -> str:
        return f"Frame({self.table} of {self.release}, {self._rows:,} rows, {len(self.names)} columns)"

    @property
    def person(self) -> npt.NDArray[np.int64] | None:
        """A number for each row's person inside this release, -1 where the row has none; None without identifiers."""
        return None if self._person is None else self._person()

    def column(self, name: str) -> Column:
        """A column. Raises VarickError with the nearest names for one that the table does not have."""
        if name not in self.names:
            raise self.lacks(name)
        if name not in self._columns:
            self._columns[name] = self._load(name)
        return self._columns[name]

    def lacks(self, name: str, also: tuple[str, ...] = ()) -> VarickError:
        """What to say of a column that the table does not have: the nearest names of its own and of `also`, else some."""
        said = f"{self.table}{' of ' * bool(self.release)}{self.release}: no column {name!r}"
        if hint := did_you_mean(name, (*self.names, *also)):
            return VarickError(f"{said}{hint}")
        useful = [n for n in (*self.names, *also) if not n.startswith(UNASKED)]
        more = f" and {len(useful) - SHOWN} more" if len(useful) > SHOWN else ""
        return VarickError(f"{said}; it has {', '.join(useful[:SHOWN])}{more}")

    def coded(self, name: str) -> Coded:
        """A text column. Raises VarickError where it is none."""
        found = self.column(name)
        if not isinstance(found, Coded):
            raise VarickError(f"{self.table}: {name} holds dates or numbers; name a column of text")
        return found

    def dates(self, name: str) -> Dates:
        """A column of dates. Raises VarickError where it is none."""
        found = self.column(name)
        if not isinstance(found, Dates):
            kept = "; a table of no known kind keeps its columns as text" if self.table == "other" else ""
            raise VarickError(f"{self.table}: {name} holds no dates{kept}; name a column of dates")
        return found

    def take(self, rows: Rows) -> "Frame":
        """These rows of every column, read as they are asked for."""
        chosen = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        person = None if self._person is None else lambda: self._person()[chosen]  # type: ignore[misc]
        return Frame(
            self.table,
            self.release,
            self.main,
            self.names,
            len(chosen),
            lambda name: self.column(name).take(chosen),
            person,
        )

    def with_columns(self, columns: Mapping[str, Column]) -> "Frame":
        """The same rows with columns added or replaced."""
        given = dict(columns)
        names = tuple(dict.fromkeys((*self.names, *given)))
        load = lambda name: given[name] if name in given else self.column(name)  # noqa: E731
        return Frame(self.table, self.release, self.main, names, self._rows, load, self._person)
