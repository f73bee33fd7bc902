"""What a reader can work out of withheld counts: from the published ones, their sums, and that nobody is withheld as zero.

The proof that a cell is safe is a pair of whole tables, both of which fit everything that is published and which differ in
that cell: each is checked in whole numbers, so nothing rests on a solver's rounding. Where no such pair exists the solver's
bounds say so, and the release is not made.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from varick.casebook.sharing.tables import Cell, Sum
from varick.errors import VarickError

Published = Mapping[Cell, int | None]
"""Every cell of a release: its count, or None where that is withheld."""
LEAST = 1
"""A reader is told that no withheld count is zero."""
ROOM = 100_000
"""A withheld count is looked for up to this far above all published ones; where it can go there it has no upper end."""
ROUGH, MEMORY = 6, 200
"""Tables that are tried before single cells are asked about; tables that are remembered."""

Witness = dict[Cell, int]
"""Values of the withheld cells of one piece that fit what is published."""


@dataclass(frozen=True, slots=True)
class Weak:
    """A withheld cell that a reader can bound too closely: low and high are the ends of what fits."""

    cell: Cell
    low: int
    high: int


class Piece:
    """Withheld cells that sums tie together, apart from all others."""

    def __init__(
        self, cells: Sequence[Cell], rows: Sequence[tuple[Mapping[Cell, int], int]], most: int
    ) -> None:
        self.cells = tuple(cells)
        self.all = frozenset(cells)
        self.rows = tuple(rows)
        self.most = most
        self._place = {cell: place for place, cell in enumerate(self.cells)}

    @property
    def key(self) -> tuple[frozenset[Cell], frozenset[tuple[frozenset[tuple[Cell, int]], int]]]:
        """The same for the same puzzle."""
        return frozenset(self.cells), frozenset((frozenset(row.items()), right) for row, right in self.rows)

    def fits(self, witness: Mapping[Cell, int]) -> bool:
        """Whether whole numbers satisfy every sum."""
        return all(witness[cell] >= LEAST for cell in self.cells) and all(
            sum(factor * witness[cell] for cell, factor in row.items()) == right for row, right in self.rows
        )

    def extreme(self, weights: Mapping[Cell, float]) -> Witness:
        """The fitting table with the least sum of these cells by weight: ``{cell: 1}`` finds a cell's least value.

        Raises VarickError where nothing fits, which is a fault of the tables."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        cost = np.zeros(len(self.cells))
        for cell, weight in weights.items():
            cost[self._place[cell]] = weight
        constraints = []
        if self.rows:
            matrix = self._matrix()
            right = np.array([value for _, value in self.rows], dtype=float)
            constraints = [LinearConstraint(matrix, right, right)]
        # Two-sided tables are networks, whose linear optimum is whole; only where it is not must whole numbers be asked for.
        for whole in (0.0, 1.0):
            found = milp(
                cost,
                integrality=np.full(len(cost), whole),
                bounds=Bounds(LEAST, self.most),
                constraints=constraints,
            )
            if found.x is None:
                raise VarickError("the tables contradict themselves: no counts fit their sums; report this")
            witness = {c: round(value) for c, value in zip(self.cells, found.x.tolist(), strict=True)}
            if self.fits(witness) and abs(sum(w * witness[c] for c, w in weights.items()) - found.fun) < 1e-4:
                return witness
        raise VarickError("the check of the tables met a rounding error; ask for fewer tables")

    def _matrix(self) -> Any:
        from scipy.sparse import csr_array

        entries = [
            (factor, number, self._place[cell])
            for number, (row, _) in enumerate(self.rows)
            for cell, factor in row.items()
        ]
        values, down, across = zip(*entries, strict=True)
        return csr_array((values, (down, across)), shape=(len(self.rows), len(self.cells)), dtype=float)


def pieces(published: Published, sums: Iterable[Sum]) -> list[Piece]:
    """The withheld cells, parted into puzzles that have nothing to do with each other."""
    hidden = [cell for cell, count in published.items() if count is None]
    parent = {cell: cell for cell in hidden}

    def root(cell: Cell) -> Cell:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    rows: list[tuple[dict[Cell, int], int]] = []
    for whole, parts in sums:
        row: dict[Cell, int] = {}
        right = 0
        for cell, factor in ((whole, 1), *((part, -1) for part in parts)):
            count = published[cell]
            if count is None:
                row[cell] = row.get(cell, 0) + factor
            else:
                right -= factor * count
        if row:
            rows.append((row, right))
            first, *rest = row
            for cell in rest:
                parent[root(cell)] = root(first)
    most = max((count for count in published.values() if count is not None), default=0) + ROOM
    cells_of: dict[Cell, list[Cell]] = {}
    for cell in hidden:
        cells_of.setdefault(root(cell), []).append(cell)
    rows_of: dict[Cell, list[tuple[dict[Cell, int], int]]] = {}
    for row, right in rows:
        rows_of.setdefault(root(next(iter(row))), []).append((row, right))
    return [Piece(cells, rows_of.get(at, []), most) for at, cells in cells_of.items()]


class Audit:
    """Finds withheld cells that can be bounded too closely; remembers puzzles that it has solved.

    `width` is the least distance between the ends of what fits. `reach` (cell -> count) asks that the lower end of a cell
    is no higher: a count of 4 must not be the least that fits, since a reader who knows it small would then know it.
    """

    def __init__(self, sums: Iterable[Sum], width: int, reach: Mapping[Cell, int] | None = None) -> None:
        self.sums = tuple(sums)
        self.width = width
        self.reach = dict(reach or {})
        self._known: dict[object, tuple[Weak, ...]] = {}
        self._seen: deque[Witness] = deque(maxlen=MEMORY)

    def lift(self, cell: Cell) -> None:
        """Ask no longer how low a cell can be."""
        del self.reach[cell]
        self._known.clear()

    def weak(self, published: Published, truth: Mapping[Cell, int] | None = None) -> list[Weak]:
        """The withheld cells that are not safe. `truth` only saves work: it is one table that fits."""
        found: list[Weak] = []
        for piece in pieces(published, self.sums):
            key = piece.key
            if key not in self._known:
                self._known[key] = tuple(self._of(piece, truth))
            found += self._known[key]
        return found

    def safe(self, published: Published, truth: Mapping[Cell, int] | None = None) -> bool:
        """Whether no withheld cell is weak; done at the first that is."""
        for piece in pieces(published, self.sums):
            key = piece.key
            if key not in self._known:
                first = next(iter(self._of(piece, truth)), None)
                if first is not None:
                    return False
                self._known[key] = ()
            elif self._known[key]:
                return False
        return True

    def _of(self, piece: Piece, truth: Mapping[Cell, int] | None) -> Iterator[Weak]:
        low: Witness = {}
        high: Witness = {}

        def saw(witness: Mapping[Cell, int]) -> None:
            for cell in piece.cells:
                low[cell] = min(witness[cell], low.get(cell, witness[cell]))
                high[cell] = max(witness[cell], high.get(cell, witness[cell]))

        for witness in (*(() if truth is None else (truth,)), *reversed(self._seen)):
            if witness.keys() >= piece.all and piece.fits(witness):
                saw(witness)
        # A few tables far from each other settle most cells; the rest are asked for one by one.
        for turn in range(ROUGH):
            if all(self._enough(cell, low, high) for cell in piece.cells):
                return
            saw(self._kept(piece, {c: _sign(i, turn) for i, c in enumerate(piece.cells)}))
        for cell in piece.cells:
            for sign in (-1, 1):
                if self._enough(cell, low, high):
                    break
                saw(self._kept(piece, {cell: sign}))
            if not self._enough(cell, low, high):
                yield Weak(cell, low[cell], high[cell])

    def _kept(self, piece: Piece, weights: Mapping[Cell, float]) -> Witness:
        witness = piece.extreme(weights)
        self._seen.append(witness)
        return witness

    def _enough(self, cell: Cell, low: Witness, high: Witness) -> bool:
        if cell not in low or high[cell] - low[cell] < self.width:
            return False
        return low[cell] <= self.reach.get(cell, low[cell])


def ranges(published: Published, sums: Iterable[Sum]) -> dict[Cell, tuple[int, int | None]]:
    """The least and the greatest count that fits, for each withheld cell; None where there is no greatest."""
    found: dict[Cell, tuple[int, int | None]] = {}
    for piece in pieces(published, sums):
        for cell in piece.cells:
            least, greatest = piece.extreme({cell: 1})[cell], piece.extreme({cell: -1})[cell]
            found[cell] = (least, None if greatest >= piece.most - ROOM // 2 else greatest)
    return found


def _sign(place: int, turn: int) -> float:
    """1 or -1, otherwise mixed at each turn; at the first two turns one way and its opposite."""
    return (-1.0 if turn % 2 else 1.0) * (1.0 if (place * 2654435761 >> (7 + turn // 2 * 3)) & 1 else -1.0)
