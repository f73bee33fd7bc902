"""Totals with noise instead of withheld cells: the geometric mechanism of OpenDP, and the account of what it has cost.

One case changes one cell of a table by one, so integer noise of scale 1/epsilon hides whether any one case is counted. What is
released adds up over the life of a book: the epsilons of all releases are summed, and none is made beyond the book's budget.
Values once released are kept: the same table of the same cases gives the same values again, at no cost, since a reader who
could ask often would average the noise away.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite
from typing import Any

from varick.casebook.sharing.tables import Cell, Table
from varick.errors import NoAnswer, VarickError

BUDGET = 2.0
"""The sum of the epsilons of all releases of a book, unless the book says otherwise: a choice, not a finding."""
LEAST, MOST = 0.01, 10.0


@dataclass(frozen=True, slots=True)
class Noised:
    """A table with noise: finest cells as drawn (they may be negative), margins as their sums.

    `within`: 19 of 20 finest cells lie within this of the true count. `kept`: the values of an earlier release.
    """

    table: str
    cells: Mapping[Cell, int]
    epsilon: float
    within: int
    kept: bool


class Ledger:
    """What noise was released from a book, and at what cost. Kept as JSON inside the book."""

    def __init__(self, text: str | None = None) -> None:
        read: dict[str, Any] = json.loads(text) if text else {}
        self.budget = float(read.get("budget", BUDGET))
        self._key: str = read.get("key") or secrets.token_hex(32)
        self._released: list[dict[str, Any]] = list(read.get("released", ()))

    def to_json(self) -> str:
        """The ledger as text, for the book."""
        return json.dumps({"budget": self.budget, "key": self._key, "released": self._released})

    @property
    def spent(self) -> float:
        """The epsilons of all releases, added up."""
        return float(sum(entry["epsilon"] for entry in self._released))

    @property
    def releases(self) -> int:
        """How many tables were drawn."""
        return len(self._released)

    def allow(self, budget: float) -> None:
        """Set the budget. Raises VarickError for one under what is spent, or over 100."""
        if not isfinite(budget) or not self.spent <= budget <= 100:
            raise VarickError(f"budget {budget}: give a number from {self.spent:g}, which is spent, to 100")
        self.budget = budget

    def noised(
        self, tables: Sequence[Table], counts: Mapping[Cell, int], epsilon: float, day: str
    ) -> list[Noised]:
        """Tables with noise; `epsilon` is shared equally among those that are drawn anew.

        `counts` are the true counts of all their cells. The values are in the ledger when this returns: keep it before they
        are shown. Raises VarickError for an epsilon outside 0.01 to 10, and NoAnswer where the budget does not reach.
        """
        if not (isfinite(epsilon) and LEAST <= epsilon <= MOST):
            raise VarickError(f"epsilon {epsilon}: give a number from {LEAST} to {MOST:g}")
        marks = [self._mark(table, counts) for table in tables]
        known = {entry["mark"]: entry for entry in self._released}
        fresh = [table for table, mark in zip(tables, marks, strict=True) if mark not in known]
        if fresh and self.spent + epsilon > self.budget + 1e-9:
            raise NoAnswer(
                f"epsilon {epsilon:g} is more than the {self.budget - self.spent:.3g} that is left of this book's "
                f"{self.budget:g}; publish the tables that were released, or suppress instead"
            )
        for table, mark in zip(tables, marks, strict=True):
            if mark not in known:
                values, cost = _drawn([counts[cell] for cell in finest(table)], epsilon / len(fresh))
                known[mark] = {
                    "mark": mark,
                    "table": table.name,
                    "day": day,
                    "epsilon": cost,
                    "values": values,
                }
                self._released.append(known[mark])
        return [
            Noised(
                table.name,
                _with_margins(table, known[mark]["values"]),
                known[mark]["epsilon"],
                within(known[mark]["epsilon"]),
                table not in fresh,
            )
            for table, mark in zip(tables, marks, strict=True)
        ]

    def _mark(self, table: Table, counts: Mapping[Cell, int]) -> str:
        """The same for the same table of the same counts; outside the book it says nothing, being keyed."""
        said = json.dumps([table.name, [[list(cell), counts[cell]] for cell in finest(table)]])
        return hashlib.blake2b(said.encode(), key=bytes.fromhex(self._key), digest_size=16).hexdigest()


def within(epsilon: float) -> int:
    """The least t such that the noise lies within t of zero in 19 of 20 draws.

    The two-sided geometric distribution with ratio r = e^-epsilon: P(|noise| > t) = 2 r^(t+1) / (1 + r) (Ghosh, Roughgarden
    and Sundararajan 2009; recalled, check)."""
    ratio = exp(-epsilon)
    t = 0
    while 2 * ratio ** (t + 1) / (1 + ratio) > 0.05:
        t += 1
    return t


def finest(table: Table) -> list[Cell]:
    """The cells that are no sums: each case lies in exactly one."""
    wholes = {whole for whole, _ in table.sums()}
    return [cell for cell in table.cells() if cell not in wholes]


def _with_margins(table: Table, values: Sequence[int]) -> dict[Cell, int]:
    """Finest cells and every margin as a sum of them."""
    found = dict(zip(finest(table), values, strict=True))
    sums = dict(table.sums())
    while len(found) < len(table.cells()):
        for whole, parts in sums.items():
            if whole not in found and all(part in found for part in parts):
                found[whole] = sum(found[part] for part in parts)
    return {cell: found[cell] for cell in table.cells()}


def _drawn(counts: Sequence[int], epsilon: float) -> tuple[list[int], float]:
    """Counts with noise, and the epsilon that OpenDP itself reports for one case more or less."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise VarickError(
            'noise needs a package that is not installed; install it with: pip install "varick[noise]"'
        ) from None
    dp.enable_features("contrib")
    mechanism = dp.m.make_geometric(
        dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64"), scale=1 / epsilon
    )
    return [int(value) for value in mechanism(list(counts))], float(mechanism.map(1))  # type: ignore[no-untyped-call]
