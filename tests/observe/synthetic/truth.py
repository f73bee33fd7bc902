"""What was planted: what a correct reader must find in the files that `make` wrote, and nothing that it computed."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
NONE = -1


@dataclass
class Written:
    """One table as written, in the order of its files: arrays of shape (rows,).

    `place` is file, sheet and spreadsheet row; `who` the invented person, also where `identified` is False and the
    file does not say; `time` of the main date; `copy_of` the row of which this is a planted duplicate, else -1;
    `flags` rule -> rows that it leaves out.
    """

    place: list[tuple[str, str, int]]
    who: Keys
    identified: npt.NDArray[np.bool_]
    time: npt.NDArray[np.datetime64]
    copy_of: Keys
    flags: dict[str, npt.NDArray[np.bool_]]
    charge_code: list[str | None]

    def at(self) -> dict[tuple[str, str, int], int]:
        """Row by its place."""
        return {place: row for row, place in enumerate(self.place)}


@dataclass(frozen=True)
class Stay:
    """A planted stay. `end` is None where it had not ended when the release was extracted."""

    who: int
    begin: np.datetime64
    end: np.datetime64 | None
    codes: tuple[str, ...]
    longest: str
    lowest_bond: float | None
    identified: bool


@dataclass(frozen=True)
class Offense:
    """A planted group of charges (the first two digits of an NCIC code): its growth, and rows in both windows."""

    group: str
    factor: float
    before: int
    after: int


@dataclass
class Truth:
    """Everything planted in one release."""

    layout: str
    release: str
    extracted: date
    tables: dict[str, Written] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    arrest_of_stay: dict[tuple[int, np.datetime64], int] = field(default_factory=dict)
    """(person, stay book-in) -> row of the arrest that led to it, of stays and arrests with identifier."""
    arrest_of_detainer: dict[int, int] = field(default_factory=dict)
    """Row of a detainer -> row of the arrest that followed, both with identifier, copies left out."""
    detainer_of_encounter: dict[int, int] = field(default_factory=dict)
    days_to_arrest: Keys = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Drawn for each detainer's person, -1 = never; also where the arrest came after the day of extraction."""
    windows: tuple[date, date, date, date] | None = None
    """[A1, A2) and [B1, B2) of the growing offences."""
    growing: tuple[Offense, ...] = ()
    unparseable: int = 0
    """Cells in the column of the date of the most serious conviction's charge that hold no date."""

    def funnel(self) -> dict[str, int]:
        """Persons with identifier in the rows of each kind, by the rows as planted: encounters, detainers, ..."""
        found = {}
        for name, table in self.tables.items():
            found[name] = len(np.unique(table.who[table.identified]))
        found["stays"] = len({stay.who for stay in self.stays if stay.identified})
        return found
