"""Duplicates as each rule means them, rows that only look like it, and identifiers that are missing."""

from collections.abc import Callable
from typing import Any

import numpy as np

from synthetic.world import DAY, HOUR, Rows, World

RULES = ("ddp_2026", "ddp_2025", "uwchr")
WITHOUT_IDENTIFIER = {
    "encounters": 0.12,
    "detainers": 0.13,
    "arrests": 0.013,
    "removals": 0.005,
    "detentions": 0.004,
}
"""Shares of rows without identifier as in the public releases (0.5 to 1 % of stints: here whole stays)."""
AFTER, BEFORE = 0.25, -0.25
"""Where a copy with the same moment is read: after its original or before it."""


def plant(world: World, rng: np.random.Generator, layout: str, share: float, extracted: Any) -> None:
    """Give every table the fields `order`, `identified` and one for each rule, and plant duplicates.

    `share` of the rows of a table get a copy of each kind. Rows of one kind are never of another.
    """
    for rows in world.tables.values():
        count = len(rows)
        rows.fields |= {rule: [False] * count for rule in RULES}
        rows.fields |= {"order": [float(row) for row in range(count)], "identified": [True] * count}
    whole_days = layout == "C"
    _arrests(world.tables["arrests"], rng, share, whole_days, extracted)
    for name in ("encounters", "detainers", "removals"):
        _one_date(world.tables[name], rng, share, name)
    _stints(world, rng, share)
    for name, missing in WITHOUT_IDENTIFIER.items():
        _forget(world, rng, name, missing)


def _some(
    rng: np.random.Generator, rows: Rows, share: float, kinds: int, fits: Callable[[int], bool]
) -> list[list[int]]:
    """For each kind other rows, at least two of each where there are enough."""
    chosen = [int(row) for row in rng.permutation(len(rows)) if fits(int(row))]
    each = min(max(2, int(share * len(rows))), len(chosen) // kinds)
    return [chosen[kind * each : (kind + 1) * each] for kind in range(kinds)]


def _copy(rows: Rows, row: int, rules: str, **values: Any) -> int:
    """A copy of a row that these rules leave out."""
    given = {rule: rule in rules.split() for rule in RULES}
    order = rows.fields["order"][row] + AFTER
    return rows.copy(row, copy_of=row, **{"order": order, **given, **values})


def _arrests(rows: Rows, rng: np.random.Generator, share: float, whole_days: bool, extracted: Any) -> None:
    time = rows.fields["time"]
    again, earlier, chain, same, _ = _some(rng, rows, share, 5, lambda row: time[row] + 3 * DAY < extracted)
    apart = [
        row for row in range(len(rows)) if not rows.fields["stay"][row] and time[row] + 4 * DAY < extracted
    ]
    used = {*again, *earlier, *chain, *same}
    for row in again:  # processed once more within the day
        _copy(
            rows,
            row,
            "ddp_2026 ddp_2025",
            time=time[row] + int(rng.integers(3, 21)) * HOUR,
            method="ERO Reprocessed Arrest",
        )
    for row in earlier:  # at the same moment, and read first: the older rule keeps the wrong one
        order = rows.fields["order"][row] + BEFORE
        _copy(rows, row, "ddp_2026", order=order, method="ERO Reprocessed Arrest")
        rows.fields["ddp_2025"][row] = True
    for row in chain:  # an episode longer than a day
        _copy(rows, row, "ddp_2026 ddp_2025", time=time[row] + 20 * HOUR, method="Other efforts")
        _copy(rows, row, "ddp_2026 ddp_2025", time=time[row] + 40 * HOUR, method="Probation and Parole")
    for row in same:
        _copy(rows, row, "ddp_2026 ddp_2025 uwchr", time=time[row] + HOUR)
    near = [row for row in apart if row not in used][: len(same)]
    for row in near:  # a little more than a day: nobody's duplicate
        _copy(rows, row, "", time=time[row] + (49 if whole_days else 25) * HOUR)


def _one_date(rows: Rows, rng: np.random.Generator, share: float, name: str) -> None:
    time = rows.fields["time"]
    same, near = _some(
        rng, rows, share, 2, lambda row: time[row] - time[row].astype("datetime64[D]") < 22 * HOUR
    )
    for row in same:
        _copy(rows, row, "ddp_2026 ddp_2025", **({"disposition": "Other"} if name == "encounters" else {}))
    if name == "encounters":
        for row in near:
            _copy(rows, row, "", time=time[row] + HOUR)


def _stints(world: World, rng: np.random.Generator, share: float) -> None:
    rows = world.tables["detentions"]
    time, out, begin = (rows.fields[name] for name in ("time", "out", "begin"))
    for number, row in enumerate(
        _some(rng, rows, 2 * share, 1, lambda row: rows.fields["bond"][row] is not None)[0]
    ):
        bond = rows.fields["bond"][row]
        if number % 2:  # the bond was raised: the first row has the lowest
            _copy(rows, row, "ddp_2026 ddp_2025 uwchr", bond=bond + 2500)
        else:
            _copy(rows, row, "ddp_2026 uwchr", bond=bond - 500)
            rows.fields["ddp_2025"][row] = True
    copied = set(rows.fields["copy_of"])

    def again(row: int) -> bool:
        late = time[row] - time[row].astype("datetime64[D]")
        long = out[row] is not None and out[row] - time[row] > 4 * HOUR
        return (
            row not in copied
            and time[row] > begin[row]
            and late < 20 * HOUR
            and long
            and rows.fields["copy_of"][row] < 0
        )

    for row in _some(rng, rows, share, 1, again)[0]:  # booked in twice on one day: the later row stands
        _copy(rows, row, "ddp_2026", out=time[row] + HOUR, order=rows.fields["order"][row] + BEFORE)
        time[row] = time[row] + 2 * HOUR


def _forget(world: World, rng: np.random.Generator, name: str, share: float) -> None:
    """Take identifiers away, never from a row that has a copy; of stints from whole stays."""
    rows = world.tables[name]
    copies = rows.fields["copy_of"]
    has = set(copies)
    alone = [row for row in range(len(rows)) if copies[row] < 0 and row not in has]
    if name == "detentions":
        free = set(alone)
        whole = [stay for stay in world.stays if free.issuperset(stay)]
        number = max(1, int(share * len(world.stays)))
        forgotten = [row for place in rng.permutation(len(whole))[:number] for row in whole[place]]
    else:
        forgotten = [alone[place] for place in rng.permutation(len(alone))[: max(2, int(share * len(rows)))]]
    for row in forgotten:
        rows.fields["identified"][row] = False
    if (
        name != "detentions"
    ):  # two rows alike and both without identifier: as far as anyone can tell two people
        for row in forgotten[:2]:
            twin = _copy(rows, row, "")
            rows.fields["copy_of"][twin] = -1
