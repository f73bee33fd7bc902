"""Small counts withheld, and as many others as it takes that no sum gives them back.

Primary: every count from 1 to one under the threshold, in cells and in margins. Complementary: further cells, chosen one
withheld cell after the other as the cheapest that let it move (a flow through the sums of the whole release), then shown
again where the audit finds that they were not needed. What is left is minimal, not the least possible: no single one of them
could be shown. Zero is nobody and is shown; no zero is ever withheld, and a reader may know that.

The flow is that of Kelly, Golden and Assad, "Cell suppression: disclosure protection for sensitive tabular data" (Networks
1992; recalled, check); the audit is that of Gusfield, "A graph theoretic approach to statistical data security" (SIAM J.
Comput. 1988), by programs in whole numbers where a table is no network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from varick.casebook.sharing.audit import Audit, Published
from varick.casebook.sharing.releases import Together
from varick.casebook.sharing.tables import EVERYBODY, Cell, Release
from varick.errors import NoAnswer, VarickError

THRESHOLD = 5
"""Counts under this are withheld."""
LEAST_THRESHOLD = 3
MIX, STAYS = 4.0, 0.25
"""With luck: the most by which it raises a price, and how often a cell stays withheld that could be shown."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A release as it may be published. What was primary is not for publication: it says which counts are small."""

    published: Published
    primary: frozenset[Cell]
    complementary: frozenset[Cell]
    threshold: int
    width: int

    @property
    def withheld(self) -> int:
        """How many cells are withheld."""
        return len(self.primary) + len(self.complementary)


def suppress(
    made: Release,
    threshold: int = THRESHOLD,
    width: int | None = None,
    luck: Random | None = None,
    earlier: Together | None = None,
) -> Suppressed:
    """Withhold small counts and what gives them away.

    `luck` mixes chance into the choice of further cells: some prices, and whether a cell that is not needed is shown again.
    Without it a reader can run the choice over every table that fits, and drop those for which it comes out otherwise. The
    caller draws it from a secret, the same for the same tables: two choices for one table would tell more than one.

    With `earlier` releases, a reader knows what they showed, and what they withheld stays withheld; the proof is of all of
    them side by side. Raises NoAnswer where that cannot be had.

    `width` is the least distance between the ends of what fits a withheld cell; by default that of 1 to threshold - 1, so
    that the sums tell no more than "under the threshold" does. Raises VarickError for a threshold under 3 and NoAnswer for
    fewer cases than the threshold, of which nothing can be shown.
    """
    if threshold < LEAST_THRESHOLD:
        raise VarickError(
            f"threshold {threshold}: a count that hides among fewer than two is told; give 3 or more"
        )
    width = threshold - 2 if width is None else width
    if not 1 <= width <= 1000:
        raise VarickError(f"width {width}: give 1 to 1000")
    counts = made.counts
    if counts[EVERYBODY] < threshold:
        raise NoAnswer(f"fewer than {threshold} cases may be counted; nothing can be published of so few")
    new = made.counts.keys()
    known: frozenset[Cell] = frozenset()
    before: frozenset[Cell] = frozenset()
    if earlier is not None:
        made, known, before = earlier.release, earlier.known, earlier.withheld
        counts = made.counts
    primary = frozenset(c for c in new if 0 < counts[c] < threshold and c not in known)
    reach = {cell: threshold - 2 for cell in primary if counts[cell] == threshold - 1}
    audit = Audit(made.sums, width, reach)
    hidden = set(primary | before)
    price = {cell: made.price(cell) * (1 if luck is None else luck.uniform(1, MIX)) for cell in counts}
    while weak := audit.weak(_shown(counts, hidden), counts):
        so_far = len(hidden)
        for found in weak:
            by = width if found.high - found.low < width else -1
            hidden |= _moved(made, price, hidden, known, found.cell, by)
        if len(hidden) == so_far:  # a linear program that found halves, or a count that cannot be less
            for found in weak:
                if found.high - found.low < width:
                    hidden |= _upwards(made, found.cell) - known
                else:
                    audit.lift(found.cell)  # a margin of four ones: it may be five
                    so_far = -1
            if len(hidden) == so_far and earlier is not None:
                raise NoAnswer(
                    "beside the tables published earlier, these would give withheld counts back; publish only months that "
                    "were in none of them (--since), or wait for more cases"
                )
            if len(hidden) == so_far:
                raise VarickError(
                    "the small counts of these tables cannot be protected; ask for fewer tables"
                )
    for cell in sorted(hidden - primary - before, key=lambda cell: (-price[cell], cell)):
        stays = luck is not None and cell != EVERYBODY and luck.random() < STAYS
        if not stays and audit.safe(_shown(counts, hidden - {cell}), counts):
            hidden.discard(cell)
    small = {cell for cell in new if 0 < counts[cell] < threshold}
    mine = (hidden | small) & new
    published = {cell: None if cell in mine else counts[cell] for cell in new}
    return Suppressed(published, frozenset(small), frozenset(mine - small), threshold, width)


def _shown(counts: Mapping[Cell, int], hidden: set[Cell]) -> dict[Cell, int | None]:
    return {cell: None if cell in hidden else count for cell, count in counts.items()}


def _moved(
    made: Release,
    prices: Mapping[Cell, float],
    hidden: set[Cell],
    known: frozenset[Cell],
    target: Cell,
    by: int,
) -> set[Cell]:
    """The further cells to be withheld so that a table with `by` more in the target fits what is published.

    The cheapest flow through the sums: each unit by which a shown cell moves costs its price, withheld ones move freely but
    not under one. Nothing where there is none: a margin cannot go below one for each count within it."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    cells = [cell for cell, count in made.counts.items() if count and cell not in known]
    place = {cell: number for number, cell in enumerate(cells)}
    entries = [
        (factor, row, place[cell])
        for row, (whole, parts) in enumerate(made.sums)
        for cell, factor in ((whole, 1), *((part, -1) for part in parts))
        if cell in place
    ]
    values, down, across = zip(*entries, strict=True)
    sums = csr_array((values, (down, across)), shape=(len(made.sums), len(cells)), dtype=float)
    most = abs(by)
    # Moves up, then moves down. The little price on withheld cells keeps the program from moving them in circles.
    price = np.array([0.001 if cell in hidden else prices[cell] for cell in cells])
    bounds = np.zeros((2 * len(cells), 2))
    bounds[: len(cells), 1] = most
    bounds[len(cells) :, 1] = [min(most, made.counts[cell] - 1) for cell in cells]
    up, under = place[target], place[target] + len(cells)
    bounds[up], bounds[under] = (max(by, 0),) * 2, (max(-by, 0),) * 2
    found = linprog(
        np.concatenate([price, price]),
        A_eq=hstack([sums, -sums]),
        b_eq=np.zeros(len(made.sums)),
        bounds=bounds,
    )
    if found.x is None:
        return set()
    moves = np.abs(found.x[: len(cells)] - found.x[len(cells) :])
    return {cell for number, cell in enumerate(cells) if moves[number] > 1e-6} - hidden


def _upwards(made: Release, target: Cell) -> set[Cell]:
    """The target and all that it is a part of: what always lets it move, where the program found nothing in its time."""
    found = {target}
    while more := {whole for whole, parts in made.sums if found & set(parts)} - found:
        found |= more
    return found
