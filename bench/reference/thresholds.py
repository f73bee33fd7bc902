"""The tables of the reference pathway as integers, the way that Varick encodes them; for peers with
counter-based draws."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import exp
from statistics import NormalDist

from reference import definition as d

ONE = 1 << 32
CELLS = 1024
CLIP = 1e-4


def word(name: str) -> int:
    """The counter word of a node: 32 bits of the blake2b hash of its name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


def yes(p: float) -> int:
    """The threshold of a probability: yes where u < threshold."""
    return round(p * ONE)


def among(shares: Mapping[str, float], names: Sequence[str]) -> list[int]:
    """Cumulative thresholds of all values but the first, which gets what they leave."""
    running, thresholds = 0.0, []
    for name in names[1:]:
        running += shares[name]
        thresholds.append(min(round(running * ONE), ONE))
    return thresholds


def quantiles(delay: str) -> list[int]:
    """Minutes at u = 0, 1/1024, ... 1 of a lognormal delay, the ends clipped at 0.0001 and 0.9999."""
    median, unit = (
        d.LOGNORMAL[delay][0],
        1440 if delay in ("letter_delay", "filing_delay", "hearing_delay") else 60,
    )
    inverse, sigma = NormalDist().inv_cdf, d.sigma(delay)
    edges = (min(max(i / CELLS, CLIP), 1 - CLIP) for i in range(CELLS + 1))
    return [int(median * exp(sigma * inverse(u)) * unit + 0.5) for u in edges]


def custody(record: bool, charge: str, borough: str) -> float:
    """Probability of being taken into custody."""
    share = d.CUSTODY[charge][borough]
    return 1 - (1 - share) * d.RECORD_SPARES if record else share


def honored(new_law: bool, record: bool, charge: str) -> float:
    """Probability that the city honors a detainer."""
    return (d.HONORED_WITH_RECORD if record else d.HONORED)[d.NEW if new_law else d.OLD][charge]


def removed(broad: bool, record: bool, status: str) -> float:
    """Probability of a removal order at the hearing."""
    share = d.REMOVED[d.BROAD if broad else d.NARROW][status]
    return 1 - (1 - share) * d.RECORD_REMOVES if record else share


def priority(broad: bool, status: str, charge: str, record: bool) -> int:
    """The priority's code."""
    return d.PRIORITIES.index(d.priority(broad, status, charge in d.SERIOUS, record))
