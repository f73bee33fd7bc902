"""Invented people and what happens to them: encounter, detainer, arrest, stay, removal, with every lag drawn by rule.

A person's cases lie more than 300 days apart, and everything inside one case less, so that what belongs together is
beyond doubt. All moments are whole minutes; nobody here resembles anybody.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

MINUTE, HOUR, DAY = np.timedelta64(1, "m"), np.timedelta64(60, "m"), np.timedelta64(1440, "m")
GROUPS = tuple(f"{number:02d}" for number in (9, 10, 11, 12, 13, 14, 16, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 35, 36, 37, 38, 39, 40, 41, 42, 48, 49, 50, 52, 53, 54, 55, 57, 58, 59, 61, 62, 70, 72, 73))  # fmt: skip
GROWING = {
    "22": 6.0,
    "54": 5.0,
    "38": 4.5,
    "57": 4.0,
    "41": 3.6,
    "26": 3.3,
    "53": 3.0,
    "62": 2.8,
    "16": 2.6,
    "73": 2.4,
}
"""The ten groups of offences that grow, and how much more often a day they come in the second window."""
NEVER = 0.45
"""Share of detainers that no arrest follows."""
MEAN_DAYS, MOST_DAYS = 30.0, 150
"""Days from detainer to arrest: the floor of an exponential of this mean, cut at this many."""
FACILITIES = tuple((f"INV{n:02d}{state}", f"INVENTED {kind} {n}") for n, (state, kind) in enumerate([("NY", "HOLD ROOM"), ("NJ", "COUNTY JAIL"), ("TX", "PROCESSING CTR"), ("LA", "STAGING FACILITY"), ("WA", "HOLD ROOM"), ("FL", "DETENTION CENTER"), ("AZ", "PROCESSING CTR"), ("CA", "COUNTY JAIL"), ("GA", "DETENTION CENTER"), ("IL", "HOLD ROOM")]))  # fmt: skip


@dataclass(frozen=True)
class Span:
    """The days of a release: detainers from `start`; growth from `second`; `extracted` the last day that it knows."""

    start: date
    first: tuple[date, date]
    second: tuple[date, date]
    extracted: date


SPANS = {
    "C": Span(date(2020, 11, 1), (date(2021, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), date(2022, 10, 1)), date(2023, 11, 15)),
    "D1": Span(date(2023, 10, 1), (date(2023, 11, 1), date(2024, 6, 1)), (date(2024, 6, 1), date(2025, 2, 1)), date(2025, 2, 26)),
    "D": Span(date(2023, 10, 1), (date(2023, 11, 1), date(2024, 10, 1)), (date(2024, 10, 1), date(2025, 7, 1)), date(2025, 7, 29)),
    "E": Span(date(2022, 11, 1), (date(2023, 7, 1), date(2024, 7, 1)), (date(2024, 7, 1), date(2025, 7, 1)), date(2026, 3, 10)),
}  # fmt: skip


@dataclass
class Rows:
    """Rows of one table as they come: a list of values for each field, all of the same length."""

    fields: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, **values: Any) -> int:
        """One row more; its number."""
        for name, value in values.items():
            self.fields.setdefault(name, []).append(value)
        return len(self.fields["who"]) - 1

    def copy(self, row: int, **values: Any) -> int:
        """A row like another but for these values."""
        return self.add(**{name: values.get(name, column[row]) for name, column in self.fields.items()})

    def __len__(self) -> int:
        return len(self.fields.get("who", ()))


@dataclass
class World:
    """The records of all people by table, the stints of each stay, and what was drawn."""

    span: Span
    tables: dict[str, Rows]
    stays: list[list[int]]
    days_to_arrest: list[int]
    persons: int
    links: dict[str, dict[int, int]]
    """`arrest_of_detainer` and the like: row -> row."""


def charge_cells(span: Span, detainers: int) -> list[tuple[np.datetime64, np.datetime64, str, int]]:
    """(from, to, group, detainers) so that each group comes at its own even pace, the growing ones faster later.

    The other groups' paces fall as in Zipf's law, those that will grow lie in the middle of them."""
    weights = {}
    rank = 2
    for group in GROUPS:
        weights[group] = 0.16 if group in GROWING else 1.4 / rank**0.7
        rank += group not in GROWING
    days = {
        (span.start, span.first[0]): 0.0,
        span.first: 0.0,
        (span.first[1], span.second[0]): 0.0,
        span.second: 1.0,
        (span.second[1], span.extracted): 1.0,
    }
    expected = {
        (since, until, group): (until - since).days
        * weights[group]
        * (1 + later * (GROWING.get(group, 1.0) - 1))
        for (since, until), later in days.items()
        if until > since
        for group in GROUPS
    }
    scale = detainers / sum(expected.values())
    return [
        (np.datetime64(since, "m"), np.datetime64(until, "m"), group, round(scale * count))
        for (since, until, group), count in expected.items()
    ]


def cases(
    rng: np.random.Generator, span: Span, size: int
) -> tuple[npt.NDArray[Any], list[str], npt.NDArray[Any]]:
    """Moment, charge group and person of each case, in the order of time; about one person in eight has two."""
    time: list[Any] = []
    groups: list[str] = []
    for since, until, group, count in charge_cells(span, size):
        minutes = int((until - since) // MINUTE)
        time += list(since + rng.integers(0, minutes, count) * MINUTE)
        groups += [group] * count
    moments = np.array(time, dtype="datetime64[m]")
    order = np.argsort(moments, kind="stable")
    moments, groups = moments[order], [groups[place] for place in order.tolist()]
    person = np.arange(len(moments))
    early = np.flatnonzero(moments < moments[0] + (moments[-1] - moments[0]) // 4)
    late = np.flatnonzero(moments > moments[0] + 300 * DAY + (moments[-1] - moments[0]) // 4)
    pairs = min(len(early), len(late), len(moments) // 8)
    person[rng.permutation(late)[:pairs]] = person[rng.permutation(early)[:pairs]]
    return moments, groups, person


def history(rng: np.random.Generator, layout: str, size: int) -> World:
    """The invented world of a layout with about `size` cases."""
    span = SPANS[layout]
    extracted = np.datetime64(span.extracted + timedelta(days=1), "m") - MINUTE
    moments, groups, people = cases(rng, span, size)
    tables = {name: Rows() for name in ("encounters", "detainers", "arrests", "detentions", "removals")}
    world = World(span, tables, [], [], len(moments), {"arrest": {}, "detainer": {}, "stay": {}})
    for when, group, who in zip(moments, groups, people.tolist(), strict=True):
        kind = rng.random()
        case = {"who": who, "charge": group, "aor": int(rng.integers(0, 25)), "copy_of": -1}
        prepared = when.astype("datetime64[D]").astype("datetime64[m]")
        detained = kind < 0.9  # the rest are arrested without a detainer
        if detained:
            met = when - int(rng.integers(0, 4)) * DAY
            seen = tables["encounters"].add(**case, time=met, disposition="Detainer")
            if rng.random() < 0.15:
                tables["encounters"].add(**case, time=met - 20 * DAY, disposition="Not in Custody")
            held = tables["detainers"].add(**case, time=prepared, lifted=None)
            world.links["detainer"][seen] = held
        lag = -1 if rng.random() < NEVER else min(int(rng.exponential(MEAN_DAYS)), MOST_DAYS)
        if detained:
            world.days_to_arrest.append(lag)
        if lag < 0:
            continue
        taken = prepared + lag * DAY + int(rng.integers(6 * 60, 22 * 60)) * MINUTE
        if taken > extracted:
            continue
        method = str(
            rng.choice(["CAP Local Incarceration", "Located", "Non-Custodial Arrest", "287(g) Program"])
        )
        arrest = tables["arrests"].add(
            **case, time=taken, method=method, criminality="1 Convicted Criminal", stay=False
        )
        if detained:
            world.links["arrest"][held] = arrest
            tables["detainers"].fields["lifted"][held] = "Booked into Detention"
        if rng.random() < 0.8:
            _detain(rng, world, case, arrest, extracted)
    return world


def _detain(
    rng: np.random.Generator, world: World, case: dict[str, Any], arrest: int, extracted: Any
) -> None:
    """A stay of one to four stints, each at another place, as far as the release knows it."""
    taken = world.tables["arrests"].fields["time"][arrest]
    begin = taken + int(rng.integers(-20 * 60, 60 * 60)) * MINUTE
    if begin > extracted:
        return
    bond = float(rng.integers(3, 20) * 500) if rng.random() < 0.3 else None
    rows: list[int] = []
    number = int(rng.integers(1, 5))
    at = int(rng.integers(0, len(FACILITIES)))
    booked, out = begin, begin
    for stint in range(number):
        hours = rng.exponential(8.0 if stint == 0 and number > 1 else 40 * 24.0)
        booked = begin if stint == 0 else out + int(rng.integers(0, 240)) * MINUTE
        if booked > extracted:
            break
        out = booked + (1 + int(hours * 60)) * MINUTE
        code, name = FACILITIES[(at + 3 * stint) % len(FACILITIES)]
        rows.append(
            world.tables["detentions"].add(
                **case,
                time=booked,
                out=out if out <= extracted else None,
                begin=begin,
                end=None,
                facility_code=code,
                facility=name,
                reason="Transferred",
                bond=bond,
            )
        )
    ended = out <= extracted and len(rows) == number
    removed = ended and rng.random() < 0.6
    for row in rows:
        world.tables["detentions"].fields["end"][row] = out if ended else None
    if len(rows) < number:  # on the way at the time of extraction: not booked out yet
        world.tables["detentions"].fields["out"][rows[-1]] = None
    if ended:
        world.tables["detentions"].fields["reason"][rows[-1]] = "Removed" if removed else "Bonded Out"
    world.tables["arrests"].fields["stay"][arrest] = True
    world.links["stay"][len(world.stays)] = arrest
    world.stays.append(rows)
    departed = out.astype("datetime64[D]").astype("datetime64[m]") + int(rng.integers(0, 2)) * DAY
    if removed and departed <= extracted:
        world.tables["removals"].add(**case, time=departed, arrested=taken)
