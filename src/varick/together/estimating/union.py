"""How many different people the lists hold together: a count, and nothing about those on none."""

from varick.together.estimating.estimate import LEVEL, Estimate
from varick.together.estimating.table import Overlaps


def union(table: Overlaps, level: float = LEVEL) -> Estimate:
    """Everybody on any list, once. It is exact for the links that were made; what missed links do to it is
    `sensitivity`'s. It is never refused."""
    n = float(table.union)
    details = {
        "sizes": list(table.sizes),
        "by_how_many": table.by_how_many.tolist(),
        "overlaps": table.overlaps,
    }
    return Estimate("union", n, n, n, level, details=details)
