"""Files with one row for each combination of a person's records, split back into the records.

Researchers publish linked records as one wide table (`book_in_date_time.detention` beside `apprehension_date.arrest`):
a person with two encounters and three stints stands in six rows. Counted as it stands it counts everybody several
times. A record is what is left when the repeats of one table's columns are put together; a person without a record of
a table has only blanks and `NA` there.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from varick.observe.frame import Coded, Codes, Column
from varick.observe.sorting import Keys, grouped, sort_keys

SUFFIXES = {
    "detainer": "detainers",
    "arrest": "arrests",
    "encounter": "encounters",
    "detention": "detentions",
}
VERSIONS = "versions"
"""The column that says in how many versions a record was met."""
IDENTIFIERS = ("unique_identifier", "anonymized_identifier")
SAME_RECORD = {"encounters": ("event_date", "event_type")}
"""Tables in which a person, and these columns, make one record though other columns differ.

One encounter stands in several versions: it is closed by another office, or gains a disposition and the state of the
case. The published count of the Washington file (74 encounters of 42 people) puts versions together by person, day and
kind of event; every other table there has one version a record, and whole records are compared.
"""


class Part(NamedTuple):
    """The records of one table.

    `header` without the suffixes, the identifier first; `columns` Coded (as given) of shape (records,), with the
    number of versions met in `versions` where a table has any; `rows` int32: the spreadsheet row that a record was
    first met in; `repeats` int32: the rows of the joined file that hold it.
    """

    header: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: npt.NDArray[np.int32]
    repeats: npt.NDArray[np.int32]


def is_joined(header: Sequence[str]) -> bool:
    """Whether a header is that of a joined file: an identifier, and columns of two tables or more by their suffix."""
    places = [name.strip().casefold() for name in header]
    return any(name in IDENTIFIERS for name in places) and len({_table(name) for name in places} - {None}) > 1


def left_out(header: Sequence[str]) -> tuple[str, ...]:
    """Columns that belong to no table: what an analyst computed of a combination. They are not imported."""
    return tuple(n for n in header if _table(n) is None and n.strip().casefold() not in IDENTIFIERS)


def split(
    header: tuple[str, ...], columns: tuple[Column, ...], rows: npt.NDArray[np.int32]
) -> dict[str, Part]:
    """The records of each table of a joined file, in the order in which they are first met; {} for any other file."""
    if not is_joined(header):
        return {}
    who = next(i for i, name in enumerate(header) if name.strip().casefold() in IDENTIFIERS)
    found: dict[str, Part] = {}
    for table in dict.fromkeys(filter(None, map(_table, header))):
        places = [i for i, name in enumerate(header) if _table(name) == table]
        names = tuple(header[i].strip().rpartition(".")[0] for i in places)
        given = np.flatnonzero(_given([columns[i] for i in places]))
        found[table] = _records(
            table, (header[who], *names), [columns[i].take(given) for i in (who, *places)], rows[given]
        )
    return found


def _table(name: str) -> str | None:
    stem, _, suffix = name.strip().rpartition(".")
    return SUFFIXES.get(suffix.casefold()) if stem else None


def _given(columns: Sequence[Column]) -> npt.NDArray[np.bool_]:
    """Rows with something other than blank and `NA` in any of the columns."""
    found = np.zeros(len(columns[0]), dtype=np.bool_)
    for column in columns:
        if isinstance(column, Coded):
            found |= np.array([*(value.strip() not in ("", "NA") for value in column.values), False])[
                column.codes
            ]
        else:
            found |= sort_keys(column)[0] != np.iinfo(np.int64).min
    return found


def _records(table: str, header: tuple[str, ...], columns: list[Column], rows: Codes) -> Part:
    keys = [sort_keys(column) for column in columns]
    whole = grouped([key for column in keys for key in column])
    folded = [name.casefold() for name in header]
    same = [folded.index(name) for name in SAME_RECORD.get(table, ()) if name in folded]
    one = whole
    if len(same) == len(SAME_RECORD.get(table, (None,))):
        one = grouped([key for place in (0, *same) for key in keys[place]])
    first: Keys = np.argsort(one.firsts, kind="stable")
    kept = one.firsts[first]
    of_version = one.of_rows()[whole.firsts]
    versions = np.bincount(of_version, minlength=len(one.starts))[first]
    taken: list[Column] = [column.take(kept) for column in columns]
    if (versions > 1).any():
        header = (*header, VERSIONS)
        taken.append(Coded.of(str(count) for count in versions.tolist()))
    return Part(header, tuple(taken), rows[kept].astype(np.int32), one.sizes[first].astype(np.int32))
