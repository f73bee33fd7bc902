"""A linked release of invented people, in ICE's layouts C, D and E, with the truth that was planted in it.

`make(folder, "E")` writes the workbooks and returns the `Truth`: who every row is about, which stays the stints make,
which rows each duplicate rule leaves out, which rows belong together and after how many days, and ten groups of
offences that grow between two windows. The same seed writes the same rows. Described for users of Varick in
docs/how-to/use-identifiers.md; it is part of the tests, not of the package.
"""

from datetime import timedelta
from pathlib import Path

import numpy as np

from synthetic.cells import unparseable
from synthetic.files import sheets, write
from synthetic.headers import FOIA, TABLES
from synthetic.planted import RULES, plant
from synthetic.truth import Offense, Stay, Truth, Written
from synthetic.world import GROWING, MINUTE, SPANS, Rows, World, history

__all__ = ["RULES", "Offense", "Stay", "Truth", "Written", "make"]


def make(
    folder: Path, layout: str, *, seed: int = 1, size: int = 2_500, share: float = 0.012, form: str = "xlsx"
) -> Truth:
    """Write a release in layout "C", "D1" (the first delivery of D), "D" or "E" with about `size` cases.

    A case makes about four rows. `share` of each table's rows get a duplicate of each kind; `form` is xlsx or csv.
    """
    rng = np.random.default_rng([seed, sorted(SPANS).index(layout)])
    world = history(rng, layout, size)
    extracted = np.datetime64(world.span.extracted + timedelta(days=1), "m") - MINUTE
    plant(world, rng, layout, share, extracted)
    truth = Truth(layout, FOIA[layout], world.span.extracted)
    written: dict[str, dict[int, int]] = {}
    for table in TABLES[layout]:
        rows = world.tables[table]
        found = list(sheets(layout, table, rows))
        places = write(folder, found, world.tables, seed, layout, form)
        order = [row for sheet in found for row in sheet.rows]
        written[table] = {row: number for number, row in enumerate(order)}
        truth.tables[table] = _written(rows, order, places, written[table], layout, table)
    _links(truth, world, written)
    truth.stays = _stays(world)
    truth.days_to_arrest = np.array(world.days_to_arrest, dtype=np.int64)
    if "detainers" in truth.tables:
        truth.unparseable = unparseable(world.tables["detainers"].fields)
        truth.windows = (*world.span.first, *world.span.second)
        truth.growing = _growing(truth)
    return truth


def _written(
    rows: Rows,
    order: list[int],
    places: list[tuple[str, str, int]],
    at: dict[int, int],
    layout: str,
    table: str,
) -> Written:
    fields = rows.fields
    time = np.array([fields["time"][row] for row in order], dtype="datetime64[s]")
    if (layout, table) == ("C", "arrests"):
        time = time.astype("datetime64[D]").astype("datetime64[s]")
    rules = [rule for rule in RULES if rule != "uwchr" or table in ("arrests", "detentions")]
    if layout == "C" and table == "arrests":
        rules.remove("uwchr")  # the release says nothing of criminality
    return Written(
        places,
        np.array([fields["who"][row] for row in order], dtype=np.int64),
        np.array([fields["identified"][row] for row in order], dtype=np.bool_),
        time,
        np.array([at.get(fields["copy_of"][row], -1) for row in order], dtype=np.int64),
        {rule: np.array([fields[rule][row] for row in order], dtype=np.bool_) for rule in rules},
        [fields["charge"][row] for row in order],
    )


def _links(truth: Truth, world: World, written: dict[str, dict[int, int]]) -> None:
    def known(table: str, row: int) -> bool:
        return bool(world.tables[table].fields["identified"][row])

    arrests, detainers = written["arrests"], written.get("detainers", {})
    for held, arrest in world.links["arrest"].items():
        if detainers and known("detainers", held) and known("arrests", arrest):
            truth.arrest_of_detainer[detainers[held]] = arrests[arrest]
    if "encounters" in written:
        fields = world.tables["encounters"].fields
        for row in range(len(world.tables["encounters"])):
            first = fields["copy_of"][row] if fields["copy_of"][row] >= 0 else row
            held = world.links["detainer"].get(first, -1)
            if (
                held >= 0
                and known("encounters", row)
                and known("detainers", held)
                and not fields["ddp_2026"][row]
            ):
                truth.detainer_of_encounter[written["encounters"][row]] = detainers[held]
    stints = world.tables["detentions"].fields
    for stay, arrest in world.links["stay"].items():
        first = world.stays[stay][0]
        if known("detentions", first) and known("arrests", arrest):
            truth.arrest_of_stay[stints["who"][first], stints["begin"][first]] = arrests[arrest]


def _stays(world: World) -> list[Stay]:
    fields = world.tables["detentions"].fields
    bonds: dict[int, list[float]] = {}
    for row, bond in enumerate(fields["bond"]):
        if bond is not None:
            bonds.setdefault(fields["copy_of"][row] if fields["copy_of"][row] >= 0 else row, []).append(bond)
    last = np.datetime64(world.span.extracted, "s") + np.timedelta64(24 * 60 * 60 - 1, "s")
    found = []
    for rows in world.stays:
        length = [
            (last if fields["out"][row] is None else fields["out"][row]) - fields["time"][row] for row in rows
        ]
        longest = max(range(len(rows)), key=lambda place: (length[place], place))
        codes = tuple(fields["facility_code"][row] for row in rows)
        seen = [bond for row in rows for bond in bonds.get(row, ())]
        first = rows[0]
        found.append(
            Stay(
                fields["who"][first],
                fields["begin"][first],
                fields["end"][first],
                codes,
                codes[longest],
                min(seen, default=None),
                fields["identified"][first],
            )
        )
    return found


def _growing(truth: Truth) -> tuple[Offense, ...]:
    assert truth.windows is not None
    a1, a2, b1, b2 = (np.datetime64(day) for day in truth.windows)
    table = truth.tables["detainers"]
    found = []
    for group, factor in GROWING.items():
        mine = np.array([code == group for code in table.charge_code])
        counts = [
            int((mine & (table.time >= since) & (table.time < until)).sum())
            for since, until in ((a1, a2), (b1, b2))
        ]
        found.append(Offense(group, factor, *counts))
    return tuple(found)
