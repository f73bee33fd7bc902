"""When no estimate is made at all: too few people, too few overlaps, or lists that share nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from varick.together.estimating.estimate import Estimate
from varick.together.estimating.table import Overlaps

FEWEST_CASES = 30
"""Below this many people on any list nothing is estimated."""
FEWEST_OVERLAPS = 10
"""Below this many people on two lists or more nothing is estimated: the nominal 95 % log-normal interval of two independent
lists covers less than it says (.87 at about 2 overlaps expected, .92 at about 5; measured in simulation)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is estimated: a key of the words `together_refused`, and what its sentence waits for."""

    why: str
    values: Mapping[str, float | int | str]

    def of(self, method: str, **details: Any) -> Estimate:
        """The answer of a method that gives no number for this reason."""
        return Estimate(method, refused=self.why, values=self.values, details=details)


def too_few(table: Overlaps) -> Refusal | None:
    """The first reason for which no method may estimate from this table, or None.

    It speaks of the data alone; a method may have reasons of its own, such as a model that is not identified.
    """
    for name, size in zip(table.lists, table.sizes, strict=True):
        if size == 0:
            return Refusal("empty_list", {"list": name})
    if table.union < FEWEST_CASES:
        return Refusal("few_cases", {"cases": table.union, "fewest": FEWEST_CASES})
    if table.overlaps < FEWEST_OVERLAPS:
        return Refusal("few_overlaps", {"overlaps": table.overlaps, "fewest": FEWEST_OVERLAPS})
    groups = _groups(table)
    if len(groups) > 1:
        smallest = min(groups, key=len)
        others = [i for i in range(table.k) if i not in smallest]
        return Refusal(
            "apart",
            {
                "lists": ", ".join(table.lists[i] for i in smallest),
                "others": ", ".join(table.lists[i] for i in others),
            },
        )
    return None


def _groups(table: Overlaps) -> list[list[int]]:
    """The lists, put together where they share somebody."""
    on = table.patterns
    shares = (on * table.counts[:, None]).T.astype(float) @ on > 0
    reach = np.linalg.matrix_power(shares.astype(float), table.k) > 0
    seen: list[list[int]] = []
    for i in range(table.k):
        if not any(i in group for group in seen):
            seen.append([int(j) for j in np.flatnonzero(reach[i])])
    return seen
