"""Which rows other people's rules call duplicates: named rule sets that flag rows and never delete one.

`ddp_2026` and `ddp_2025` are the Deportation Data Project's (deportationdata/ice, code/*.R, July 2026 and July 2025;
its FAQ: about 5 % of arrest rows are involved and no approach should change estimates dramatically). `uwchr` is the
University of Washington Center for Human Rights' (arrests and stints only).

Without an identifier identical rows are, as far as anyone can tell, different people: of the 412,155 arrests of
FY2016-18 15 % repeat an earlier row, and the totals that match ICE's published figures count them all. A table
without identifiers therefore gets no flags, and a row without one is never flagged. Nor is a row whose date is
missing: it cannot be shown to repeat another (our reading; the rules do not say).
"""

from collections.abc import Mapping

import numpy as np

from varick.errors import VarickError
from varick.observe.frame import PROVENANCE, Coded, Column, Dates, Flags, Frame, Numbers
from varick.observe.sorting import (
    DAY,
    Groups,
    Keys,
    Mask,
    as_read,
    days,
    grouped,
    known,
    repeated,
    seconds,
    sort_keys,
)

PREFIX = "duplicate_"
LIKELY = "likely_duplicate"
LEADING = "ddp_2026"
"""The rule that stays and links go by."""
REPROCESSED = "ERO Reprocessed Arrest"

ONE_DATE = {"detainers": "prepare_date", "encounters": "event_date", "removals": "departed_date"}
"""Tables whose rule is: the same person and the same value of this column (detainers have no time of day)."""

RULES: Mapping[str, tuple[str, ...]] = {
    "arrests": ("ddp_2026", "ddp_2025", "uwchr"),
    "detainers": ("ddp_2026", "ddp_2025"),
    "encounters": ("ddp_2026", "ddp_2025"),
    "removals": ("ddp_2026", "ddp_2025"),
    "detentions": ("ddp_2026", "ddp_2025", "uwchr"),
}
"""The rule sets that say something of each table."""

SORTED_BY = (
    "release_reason",
    "stay_book_out_date",
    "stay_book_out",
    "stay_release_reason",
    "religion",
    "gender",
    "marital_status",
    "birth_year",
    "ethnicity",
    "entry_status",
    "felon",
    "aggravated_felon",
    "bond_posted_date",
    "bond_posted",
    "bond_posted_amount",
    "case_status",
    "case_category",
    "final_order",
    "final_order_date",
    "case_threat_level",
    "threat_level",
    "book_in_criminality",
    "criminality",
    "final_charge",
    "departed_date",
    "departure_country",
    "citizenship",
    "program",
    "charge_code",
    "charge",
)
"""How DDP orders a person's rows of one facility and moment (setorder in detention-stints-latest.R), in our names."""


def flags(frame: Frame) -> dict[str, Flags]:
    """`duplicate_<rule>` for each rule of the table: the rows that the rule would leave out; {} without identifiers.

    Beside them the flags that DDP itself publishes, true for every row of a suspected group, the kept one too:
    `likely_duplicate`, and for stints `likely_duplicate_bond` and `likely_duplicate_sameday` (the two stages of
    `ddp_2026`). A rule whose columns the release lacks gives no flag.
    """
    person = frame.person
    if person is None:
        return {}
    if frame.table == "arrests" and "apprehension_date" in frame.names:
        return _arrests(frame, person)
    if frame.table == "detentions" and {"book_in", "facility_code"} <= set(frame.names):
        return _stints(frame, person)
    name = ONE_DATE.get(frame.table)
    return _one_date(frame, person, name) if name and name in frame.names else {}


def left_out(frame: Frame) -> Mask:
    """The rows that the rule `LEADING` leaves out, marked already or not; none without identifiers."""
    name = PREFIX + LEADING
    column = frame.column(name) if name in frame.names else flags(frame).get(name)
    return column.values if isinstance(column, Flags) else np.zeros(len(frame), dtype=np.bool_)


def unflagged(frame: Frame, rule: str) -> Frame:
    """The rows that the duplicate rule keeps. Raises VarickError for a rule that has marked nothing here."""
    rules = duplicate_rules(frame)
    if rule not in rules:
        what = (
            f"its rules are {', '.join(rules)}"
            if rules
            else "they are put together without the stints that ddp_2026 leaves out"
            if frame.table == "stays"
            else "without identifiers nobody can tell a duplicate"
        )
        raise VarickError(
            f"{frame.table} of {frame.release}: no duplicates by {rule!r}; {what}: leave --duplicates out"
        )
    flag = frame.column(PREFIX + rule)
    assert isinstance(flag, Flags)
    return frame.take(~flag.values)


def duplicate_rules(frame: Frame) -> tuple[str, ...]:
    """The names of the rules that marked duplicates in this table; none without identifiers."""
    return tuple(n.removeprefix(PREFIX) for n in frame.names if n.startswith(PREFIX))


def flagged(frame: Frame) -> dict[str, int]:
    """Rows that each rule would leave out."""
    found = {}
    for rule in duplicate_rules(frame):
        flag = frame.column(PREFIX + rule)
        found[rule] = int(flag.values.sum()) if isinstance(flag, Flags) else 0
    return found


def _arrests(frame: Frame, person: Keys) -> dict[str, Flags]:
    """Arrests of one person in episodes.

    ddp_2026 (arrests-latest.R): sorted by (time, `ERO Reprocessed Arrest` last, file, sheet, row), an episode begins
    where the row before lies more than 24 hours back, so that an episode may be longer than a day; all but its first
    row are left out. ddp_2025 (archive of July 2025, arrests-historical.R): the same without sorting reprocessed
    arrests last; a row within 24 hours after the one before is left out. uwchr: the same person, day, method and
    criminality; all but the first row.
    """
    dates = frame.dates("apprehension_date")
    rows = _of_the_same(np.flatnonzero((person >= 0) & known(dates)), [person])
    who, when, read = person[rows], seconds(dates)[rows], as_read(frame)[rows]
    late = np.zeros(len(rows), dtype=np.int64)
    if "method" in frame.names:
        method = frame.coded("method")
        late = np.array([*(value.casefold() == REPROCESSED.casefold() for value in method.values), 2])[
            method.codes[rows]
        ].astype(np.int64)
    now = _episodes(who, when, (late, read))
    then = _episodes(who, when, (read,))
    likely = now.sizes[now.of_rows()] > 1
    found = {
        PREFIX + "ddp_2026": _all_but(now.firsts, rows, len(frame)),
        PREFIX + "ddp_2025": _all_but(then.firsts, rows, len(frame)),
        LIKELY: _flag(rows[likely], len(frame)),
    }
    if {"method", "criminality"} <= set(frame.names):
        same = [who, days(dates)[rows]]
        same += [key for name in ("method", "criminality") for key in sort_keys(frame.column(name), rows)]
        found[PREFIX + "uwchr"] = _all_but(grouped(same, (read,)).firsts, rows, len(frame))
    return found


def _of_the_same(rows: Keys, keys: list[Keys]) -> Keys:
    """Those of `rows` that share all keys with another of them: the rest cannot repeat anything."""
    return rows[repeated([key[rows] for key in keys])]


def _episodes(who: Keys, when: Keys, then: tuple[Keys, ...]) -> Groups:
    order = np.lexsort((*reversed(then), when, who)).astype(np.int64)
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(who[order]) != 0) | (np.diff(when[order]) > DAY)
    return Groups(order, np.flatnonzero(new))


def _one_date(frame: Frame, person: Keys, name: str) -> dict[str, Flags]:
    """The same person and the same date, both rule sets; all but the first row as read are left out.

    DDP flags the whole group and leaves the choice to the reader; keeping the first as read is ours.
    """
    dates = frame.dates(name)
    when = seconds(dates)
    rows = _of_the_same(np.flatnonzero((person >= 0) & known(dates)), [person, when])
    same = grouped([person[rows], when[rows]], (as_read(frame)[rows],))
    out = _all_but(same.firsts, rows, len(frame))
    likely = _flag(rows[same.sizes[same.of_rows()] > 1], len(frame))
    return {PREFIX + "ddp_2026": out, PREFIX + "ddp_2025": out, LIKELY: likely}


def _stints(frame: Frame, person: Keys) -> dict[str, Flags]:
    """Stints (detention-stints-latest.R).

    ddp_2026, stage 1: rows alike in everything but the bond columns and where they were read; the first of DDP's
    order is kept. Stage 2: among the rest the last per (person, facility code, day of book-in, stay). ddp_2025: per
    (person, moment of book-in, facility code) the row with the lowest initial bond, the last of several; without a
    bond the last row. uwchr: the same person, book-in, book-out and facility; all but the first row as read.
    """
    book_in = frame.dates("book_in")
    facility = frame.coded("facility_code")
    have = np.flatnonzero((person >= 0) & known(book_in) & (facility.codes >= 0))
    stay = frame.dates("stay_book_in") if "stay_book_in" in frame.names else None

    def keys(rows: Keys, day: bool) -> list[Keys]:
        when = (days if day else seconds)(book_in)[rows]
        return [person[rows], when, facility.codes[rows].astype(np.int64)]

    def stays(rows: Keys) -> list[Keys]:
        return [] if stay is None else [seconds(stay)[rows]]

    rows = have[repeated([*keys(have, True), *stays(have)])]
    place = _ddp_order(frame, rows, seconds(book_in))
    alike = grouped(_all_but_bonds(frame, rows), (place,))
    bond = np.setdiff1d(np.arange(len(rows)), alike.firsts)
    kept = np.sort(alike.firsts)
    day = grouped([*keys(rows[kept], True), *stays(rows[kept])], (place[kept],))
    sameday = np.setdiff1d(kept, kept[day.lasts])
    found = {
        PREFIX + "ddp_2026": _flag(rows[np.union1d(bond, sameday)], len(frame)),
        LIKELY + "_bond": _flag(rows[alike.sizes[alike.of_rows()] > 1], len(frame)),
        LIKELY + "_sameday": _flag(rows[kept[day.sizes[day.of_rows()] > 1]], len(frame)),
    }
    rows = have[repeated(keys(have, False))]
    place = _ddp_order(frame, rows, seconds(book_in))
    same = grouped(keys(rows, False), (_lowest_bond(frame, rows, keys(rows, False)), place))
    found[PREFIX + "ddp_2025"] = _all_but(same.lasts, rows, len(frame))
    if "book_out" in frame.names:
        book_out = seconds(frame.dates("book_out"))
        rows = have[repeated([*keys(have, False), book_out[have]])]
        whole = grouped([*keys(rows, False), book_out[rows]], (as_read(frame)[rows],))
        found[PREFIX + "uwchr"] = _all_but(whole.firsts, rows, len(frame))
    return found


def is_bond(name: str) -> bool:
    """Whether a column tells of the bond, in which the rows of one stint may differ."""
    return "bond" in name.split("_")


def _all_but_bonds(frame: Frame, rows: Keys) -> list[Keys]:
    person = frame.person
    found = [] if person is None else [person[rows]]
    for name in frame.names:
        if (
            name not in (*PROVENANCE, "identifier")
            and not name.startswith("published_")
            and not is_bond(name)
        ):
            column = frame.column(name)
            if not isinstance(column, Flags):
                found += sort_keys(column, rows)
    return found


def _ddp_order(frame: Frame, rows: Keys, when: Keys) -> Keys:
    """The place of each of `rows` in DDP's order; ties as read."""
    keys = [when[rows]]
    for name in SORTED_BY:
        if name in frame.names:
            keys += sort_keys(frame.column(name), rows)
    keys.append(as_read(frame)[rows])
    place = np.empty(len(rows), dtype=np.int64)
    place[np.lexsort(tuple(reversed(keys)))] = np.arange(len(rows))
    return place


def _lowest_bond(frame: Frame, rows: Keys, same: list[Keys]) -> Keys:
    """1 for rows with the lowest initial bond of their stint, 0 for the rest and where there is none."""
    names = [name for name in frame.names if is_bond(name) and "set" in name.split("_")]
    amounts = [c.values for c in map(frame.column, names) if isinstance(c, Numbers)]
    if not amounts or not len(rows):
        return np.zeros(len(rows), dtype=np.int64)
    groups = grouped(same)
    values = amounts[0][rows]
    least = np.fmin.reduceat(values[groups.order], groups.starts)
    return np.asarray(values == least[groups.of_rows()], dtype=np.int64)


def bonds_seen(stints: Frame) -> dict[str, Column]:
    """Per stint (person, book-in, facility code) the least bond and the earliest bond date of all its rows.

    `<amount>_lowest_seen` and `<date>_earliest_seen`, as DDP adds them, so that a row left out as a duplicate still
    counts here. {} without identifiers.
    """
    person = stints.person
    if person is None or not {"book_in", "facility_code"} <= set(stints.names):
        return {}
    facility = stints.coded("facility_code").codes.astype(np.int64)
    lone = np.where(person < 0, -1 - np.arange(len(stints)), person)
    groups = grouped([lone, seconds(stints.dates("book_in")), facility])
    found: dict[str, Column] = {}
    for name in filter(is_bond, stints.names):
        column = stints.column(name)
        if isinstance(column, Numbers):
            least = (
                np.fmin.reduceat(column.values[groups.order], groups.starts) if len(stints) else column.values
            )
            values = least[groups.of_rows()]
            found[name + "_lowest_seen"] = Numbers(values, Coded.blank(len(stints)))
        elif isinstance(column, Dates):
            time = column.time[groups.order]
            first = np.fmin.reduceat(time, groups.starts) if len(stints) else time
            found[name + "_earliest_seen"] = Dates(
                first[groups.of_rows()], column.whole_days, Coded.blank(len(stints))
            )
    return found


def _flag(rows: Keys, length: int) -> Flags:
    values: Mask = np.zeros(length, dtype=np.bool_)
    values[rows] = True
    return Flags(values)


def _all_but(kept: Keys, rows: Keys, length: int) -> Flags:
    """Of `rows` all but those at the places `kept`."""
    out = _flag(rows, length)
    out.values[rows[kept]] = False
    return out
