"""Detention stays put together from stints: one booking into ICE custody to the release that ended it.

The rules are the Deportation Data Project's (deportationdata/ice, code/detention-stays-latest.R): a stay is a person
and a stay book-in; of its stints those that the rule `ddp_2026` leaves out are left out here, and the rest stand in
the order of book-in and book-out, a missing book-out first, as data.table sorts. A stay without a book-out had not
ended when the release was extracted: it is censored, never given an end.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from varick.errors import VarickError
from varick.observe.frame import PROVENANCE, Coded, Column, Dates, Flags, Frame, Numbers
from varick.observe.linked.duplicates import bonds_seen, left_out
from varick.observe.sorting import Groups, Keys, Mask, as_read, grouped, known, seconds

NEEDED = ("stay_book_in", "book_in", "book_out", "facility_code")
OF_THE_STINT = (
    "facility",
    "facility_code",
    "book_in",
    "book_out",
    "release_reason",
    "book_in_site",
    "book_in_aor",
)
"""Columns that tell of one stint: a stay has them for its first, last and longest, or not at all."""
BLANK = "(blank)"
WARN, STOP = 0.01, 0.05
"""Shares of stays that contradict their stints: beyond the first beware, beyond the second use no stays [spec]."""


@dataclass(frozen=True, slots=True)
class Check:
    """How many stays contradict their own stints.

    `name` is `first_book_in` (the first stint begins when the stay does) or `last_book_out`; `level` "" , "warn" or
    "stop".
    """

    name: str
    stays: int
    wrong: int

    @property
    def share(self) -> float:
        """Of all stays."""
        return self.wrong / self.stays if self.stays else 0.0

    @property
    def level(self) -> str:
        """Which threshold the share exceeds."""
        return "stop" if self.share > STOP else "warn" if self.share > WARN else ""


def stays(stints: Frame, extracted: date) -> Frame:
    """One row a stay, sorted by person and stay book-in.

    Of the stints: `n_stints`, `facility_codes_all` joined by "; ", and what tells of one stint (`OF_THE_STINT`) of the
    `_first`, the `_last` and the `_longest`, for which only a missing book-out is taken as the last second of
    `extracted`; of equally long ones the last. `n_stays` of the person; the lowest bond and earliest bond dates of
    all stints, also those left out (`_lowest_seen`, `_earliest_seen`); every other field of the last stint; file,
    sheet and row of the first. Stints without identifier or stay book-in belong to no stay (`stintless` counts them).
    Raises VarickError without identifiers or one of the columns that make a stay.
    """
    person = stints.person
    if person is None:
        raise VarickError(
            f"{stints.table} of {stints.release}: no identifiers, so no stays; count its rows instead"
        )
    if missing := [name for name in NEEDED if name not in stints.names]:
        raise VarickError(f"{stints.table} of {stints.release}: no {' or '.join(missing)}, so no stays")
    used = np.flatnonzero(_belongs(stints, person) & ~left_out(stints))
    book_in, book_out = seconds(stints.dates("book_in"))[used], seconds(stints.dates("book_out"))[used]
    groups = grouped(
        [person[used], seconds(stints.dates("stay_book_in"))[used]],
        (book_in, book_out, as_read(stints)[used]),
    )
    first, last = used[groups.firsts], used[groups.lasts]
    longest = used[_longest(groups, book_in, book_out, extracted)]
    columns: dict[str, Column] = {}
    for name in stints.names:
        column = stints.column(name)
        if name not in (*OF_THE_STINT, *PROVENANCE) and not isinstance(column, Flags):
            columns[name] = column.take(last)
    columns["n_stints"] = _counts(groups.sizes)
    columns["n_stays"] = _counts(_stays_of(person[first]))
    columns["facility_codes_all"] = _sequences(groups, stints.coded("facility_code").take(used))
    for which, rows in (("first", first), ("last", last), ("longest", longest)):
        for name in OF_THE_STINT:
            if name in stints.names:
                columns[f"{name}_{which}"] = stints.column(name).take(rows)
    for name, column in bonds_seen(stints).items():
        columns[name] = _least(groups, column.take(used))
    for name in PROVENANCE:
        if name in stints.names:
            columns[name] = stints.column(name).take(first)
    return Frame.of_columns("stays", stints.release, "stay_book_in", columns, person[first])


def stintless(stints: Frame) -> int:
    """Rows that belong to no stay: without identifier or without stay book-in."""
    person = stints.person
    return len(stints) if person is None else int((~_belongs(stints, person)).sum())


def checks(found: Frame) -> tuple[Check, ...]:
    """Whether the stays that `stays` made agree with their stints, to the day where a column holds days.

    Data of FY2011 and before often do not (spec 1.5). A stay and a last stint that both lack a book-out agree.
    """
    return (
        _check(found, "first_book_in", "stay_book_in", "book_in_first"),
        _check(found, "last_book_out", "stay_book_out", "book_out_last"),
    )


def _check(found: Frame, name: str, of_stay: str, of_stint: str) -> Check:
    if of_stay not in found.names:
        return Check(name, len(found), 0)
    one, other = found.dates(of_stay), found.dates(of_stint)
    unit = "datetime64[D]" if one.whole_days or other.whole_days else "datetime64[s]"
    a, b = one.time.astype(unit).astype(np.int64), other.time.astype(unit).astype(np.int64)
    return Check(name, len(found), int((a != b).sum()))


def _belongs(stints: Frame, person: Keys) -> Mask:
    if "stay_book_in" not in stints.names:
        return np.zeros(len(stints), dtype=np.bool_)
    return (person >= 0) & known(stints.dates("stay_book_in"))


def _longest(groups: Groups, book_in: Keys, book_out: Keys, extracted: date) -> Keys:
    """The place of each group's longest stint, the last of equals."""
    none = np.iinfo(np.int64).min
    end = (np.datetime64(extracted, "s") + np.timedelta64(24 * 60 * 60 - 1, "s")).astype(np.int64)
    length = np.where(book_out == none, end, book_out) - np.where(book_in == none, 0, book_in)
    length[book_in == none] = none
    number = groups.of_rows()
    place = np.empty(len(length), dtype=np.int64)
    place[groups.order] = np.arange(len(length))
    return grouped([number], (length, place)).lasts


def _stays_of(person: Keys) -> Keys:
    _, inverse, counts = np.unique(person, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse], dtype=np.int64)


def _counts(values: Keys) -> Numbers:
    return Numbers(values.astype(np.float64), Coded.blank(len(values)))


def _least(groups: Groups, column: Column) -> Column:
    size = len(groups.starts)
    if isinstance(column, Dates):
        time = np.fmin.reduceat(column.time[groups.order], groups.starts) if size else column.time
        return Dates(time, column.whole_days, Coded.blank(size))
    assert isinstance(column, Numbers)
    values = np.fmin.reduceat(column.values[groups.order], groups.starts) if size else column.values
    return Numbers(values, Coded.blank(size))


def _sequences(groups: Groups, codes: Coded) -> Coded:
    """The values of each group joined, every distinct beginning put together once."""
    values = (*codes.values, BLANK)
    at = np.zeros(len(groups.starts), dtype=np.int64)
    texts = [""]
    sizes = groups.sizes
    for step in range(int(sizes.max(initial=0))):
        going = np.flatnonzero(sizes > step)
        here = codes.codes[groups.order[groups.starts[going] + step]].astype(np.int64)
        here[here < 0] = len(codes.values)
        joint, inverse = np.unique(at[going] * len(values) + here, return_inverse=True)
        at[going] = len(texts) + inverse
        for pair in joint.tolist():
            before, code = texts[pair // len(values)], values[pair % len(values)]
            texts.append(f"{before}; {code}" if step else code)
    ends, inverse = np.unique(at, return_inverse=True)
    return Coded(inverse.astype(np.int32), tuple(texts[place] for place in ends.tolist()))
