"""Whether two simulators give the same distribution of counts: a test of each count and one of all ends
together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import erfc, exp, gamma, sqrt

Counts = Mapping[str, int]
LARGEST_Z = 4.0
SMALLEST_P = 1e-4
FEWEST = 10
"""Cells with fewer persons in both runs together are merged, as chi-square asks."""


@dataclass(frozen=True)
class Agreement:
    """The verdict on one simulator against the reference run."""

    largest_z: float
    event: str
    """The event with the largest z."""
    p: float
    """Chi-square p of where people stopped."""

    @property
    def holds(self) -> bool:
        """Whether no test refuses."""
        return abs(self.largest_z) <= LARGEST_Z and self.p >= SMALLEST_P


def compare(found: Counts, n: int, reference: Counts, m: int, ends: Callable[[Counts], Counts]) -> Agreement:
    """Two independent runs of ``n`` and ``m`` persons. ``ends`` turns counts of events into disjoint cells.

    Raises ValueError where they do not count the same events."""
    if found.keys() != reference.keys():
        raise ValueError(f"different events: {sorted(found.keys() ^ reference.keys())}")
    scores = {event: z_score(found[event], n, reference[event], m) for event in found}
    event = max(scores, key=lambda e: abs(scores[e]))
    return Agreement(scores[event], event, chi_square_p(ends(found), n, ends(reference), m))


def z_score(x: int, n: int, y: int, m: int) -> float:
    """Standard errors between two shares; infinite where they must be equal and are not."""
    pooled = (x + y) / (n + m)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if error == 0:
        return 0.0 if x * m == y * n else float("inf")
    return (x / n - y / m) / error


def chi_square_p(found: Counts, n: int, reference: Counts, m: int) -> float:
    """Two-sample chi-square over disjoint cells. A negative cell, which no simulation can give, has p = 0."""
    cells, rest = [], (0, 0)
    for name, x in found.items():
        y = reference[name]
        if x < 0 or y < 0:
            return 0.0
        if x + y < FEWEST:
            rest = rest[0] + x, rest[1] + y
        else:
            cells.append((x, y))
    if sum(rest) >= FEWEST:
        cells.append(rest)
    a, b = sqrt(m / n), sqrt(n / m)
    statistic = sum((a * x - b * y) ** 2 / (x + y) for x, y in cells)
    return chi_square_tail(statistic, len(cells) - 1)


def chi_square_tail(x: float, degrees: int) -> float:
    """P(chi-square > x) for a whole number of degrees of freedom, by the finite sums that exist for these."""
    if degrees < 1:
        return 1.0
    odd = degrees % 2
    tail = erfc(sqrt(x / 2)) if odd else 0.0
    for k in range((degrees - odd) // 2):
        tail += exp(-x / 2) * (x / 2) ** (k + odd / 2) / gamma(k + 1 + odd / 2)
    return tail
