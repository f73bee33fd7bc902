"""Counts of cases with all their margins, and the sums that tie them together within one release.

A cell is who it counts: a sorted tuple of (level, category), such as (("borough", "bronx"), ("quarter", "2018-Q1")); the
empty one counts everybody. A margin that two tables share is one cell, so whatever one table tells of the other's withheld
cells is told by the sums of the release as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import log2

from varick.errors import VarickError

Cell = tuple[tuple[str, str], ...]
"""(level, category) of each side that a count is limited to; ``()`` is everybody."""
EVERYBODY: Cell = ()
Sum = tuple[Cell, tuple[Cell, ...]]
"""A cell and the cells that add up to it."""
MOST_CELLS = 4000
"""More cells than this in one release take too long to prove safe."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One way of dividing cases: its levels from coarse to fine, and every category as its path through them.

    ``Chain(("quarter", "month"), (("2018-Q1", "2018-01"), ("2018-Q1", "2018-02")))``. Each level is a column of the rows.
    """

    levels: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for path in self.paths:
            if len(path) != len(self.levels):
                raise VarickError(f"table by {self.levels[-1]}: a category has {len(path)} levels; give each")
        for depth in range(1, len(self.levels) + 1):
            within = {path[depth - 1]: path[:depth] for path in self.paths}
            if any(within[path[depth - 1]] != path[:depth] for path in self.paths):
                raise VarickError(
                    f"table by {self.levels[-1]}: a category of {self.levels[depth - 1]} lies in two others; "
                    "let it lie in one"
                )

    def heads(self) -> list[tuple[str, ...]]:
        """Every beginning of a path, the empty one first, each once and in order."""
        found = {path[:depth]: None for path in self.paths for depth in range(len(self.levels) + 1)}
        return list(found) or [()]

    def below(self, head: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The beginnings that are one level longer."""
        depth = len(head) + 1
        return list(dict.fromkeys(path[:depth] for path in self.paths if path[: depth - 1] == head))


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by one or two chains, with the margins of both."""

    chains: tuple[Chain, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.chains) <= 2:
            raise VarickError(f"a table by {len(self.chains)} things: give one or two")

    @property
    def name(self) -> str:
        """Its finest levels, "practice, month"."""
        return ", ".join(chain.levels[-1] for chain in self.chains)

    @property
    def levels(self) -> frozenset[str]:
        """Every level that it divides by."""
        return frozenset(level for chain in self.chains for level in chain.levels)

    def cell(self, heads: Sequence[tuple[str, ...]]) -> Cell:
        """The cell at the beginnings of paths, one for each chain."""
        sides = [
            (chain.levels[len(head) - 1], head[-1])
            for chain, head in zip(self.chains, heads, strict=True)
            if head
        ]
        return tuple(sorted(sides))

    def cells(self) -> list[Cell]:
        """All cells with all margins, in order."""
        return [self.cell(heads) for heads in product(*(chain.heads() for chain in self.chains))]

    def sums(self) -> list[Sum]:
        """Each cell that is divided further, once for each chain that divides it."""
        found: list[Sum] = []
        for heads in product(*(chain.heads() for chain in self.chains)):
            for place, (chain, head) in enumerate(zip(self.chains, heads, strict=True)):
                if len(head) < len(chain.levels):
                    parts = [
                        self.cell([*heads[:place], longer, *heads[place + 1 :]])
                        for longer in chain.below(head)
                    ]
                    if parts:
                        found.append((self.cell(heads), tuple(parts)))
        return found


@dataclass(frozen=True)
class Release:
    """Tables that leave together: the true count of each cell, and the sums between them."""

    tables: tuple[Table, ...]
    counts: Mapping[Cell, int]
    sums: tuple[Sum, ...]

    def price(self, cell: Cell) -> float:
        """What it costs a reader not to be shown a cell: margins are missed most, and large counts more than small."""
        depth = 100.0 if cell == EVERYBODY else 3.0 if cell in self._wholes else 1.0
        return depth * (1 + log2(1 + self.counts[cell]))

    @cached_property
    def _wholes(self) -> frozenset[Cell]:
        return frozenset(whole for whole, _ in self.sums)


def release(tables: Sequence[Table], rows: Iterable[Mapping[str, str]]) -> Release:
    """Count rows into tables. Each row names its category at every level.

    Raises VarickError for a row outside a table's categories, for more than `MOST_CELLS` cells, and for tables that
    together tell more than their sums do (`acyclic`)."""
    if not acyclic([table.levels for table in tables]):
        names = "; ".join(table.name for table in tables)
        raise VarickError(
            f"tables by {names}: together they tell more than each does, and what they tell cannot be checked; "
            "leave one out"
        )
    tables = tuple(tables)
    counts: dict[Cell, int] = {cell: 0 for table in tables for cell in table.cells()}
    if len(counts) > MOST_CELLS:
        raise VarickError(f"the tables have {len(counts):,} cells, more than {MOST_CELLS:,}; ask for fewer")
    per_table = [(table, [(chain, frozenset(chain.heads())) for chain in table.chains]) for table in tables]
    added: Counter[Cell] = Counter()
    for number, row in enumerate(rows, start=1):
        cells: set[Cell] = set()
        for table, chains in per_table:
            heads: list[list[tuple[str, ...]]] = []
            for chain, known in chains:
                path = tuple(row[level] for level in chain.levels)
                if path not in known:
                    raise VarickError(
                        f"case {number} of the table by {table.name}: its {chain.levels[-1]} is none of the table's"
                    )
                heads.append([path[:depth] for depth in range(len(path) + 1)])
            cells.update(table.cell(chosen) for chosen in product(*heads))
        added.update(cells)
    counts |= added
    sums = dict.fromkeys(found for table in tables for found in table.sums())
    return Release(tables, counts, tuple(sums))


def acyclic(edges: Sequence[frozenset[str]]) -> bool:
    """Whether tables by these sets of levels can be glued together one after the other.

    Then every set of counts that agrees on the shared margins is that of some list of cases (it is glued along the shared
    levels, in whole numbers), so the sums are all that a reader can use. Where three tables share levels in a ring (a by
    b, b by c, c by a) that does not hold. Graham's reduction of a hypergraph.
    """
    left = [set(edge) for edge in edges]
    changed = True
    while changed and left:
        changed = False
        uses = Counter(level for edge in left for level in edge)
        for edge in left:
            alone = {level for level in edge if uses[level] == 1}
            changed |= bool(alone)
            edge -= alone
        for place, edge in enumerate(left):
            if not edge or any(edge <= other for i, other in enumerate(left) if i != place):
                del left[place]
                changed = True
                break
    return not left
