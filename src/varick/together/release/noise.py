"""The overlaps with noise: the geometric mechanism of OpenDP, in whole numbers, once."""

from dataclasses import dataclass
from decimal import Decimal

from varick.casebook.sharing.noise import within
from varick.errors import VarickError
from varick.together.linking import Counts


@dataclass(frozen=True)
class Noised:
    """``counts``: each overlap as drawn (it may be negative). ``within``: 19 of 20 lie within this of what was counted.
    ``epsilon``: as OpenDP itself accounts for it."""

    counts: Counts
    within: int
    epsilon: float


def noised(counts: Counts, epsilon: Decimal) -> Noised:
    """Every overlap with noise, drawn anew at each call: keep it before it is shown.

    One case more or less in one list moves at most k overlaps by one: it may be what joins k - 1 rows that stood alone, each of
    which leaves its overlap, in one that gains. So the noise has scale k / epsilon. What a case does to the links of others is
    outside this account. Raises VarickError where OpenDP is not installed."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise VarickError(
            'noise needs a package that is not installed; install it with: pip install "varick[noise]"'
        ) from None
    dp.enable_features("contrib")
    moved = len(next(iter(counts)))
    mechanism = dp.m.make_geometric(
        dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64"), scale=moved / float(epsilon)
    )
    values = mechanism(list(counts.values()))
    drawn = {pattern: int(value) for pattern, value in zip(counts, values, strict=True)}
    accounted = float(mechanism.map(moved))  # type: ignore[no-untyped-call]
    return Noised(drawn, within(float(epsilon) / moved), accounted)
