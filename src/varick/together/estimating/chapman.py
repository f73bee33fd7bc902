"""Two lists: the estimate of Chapman with a log-normal interval."""

from itertools import combinations
from math import sqrt

from varick.together.estimating.estimate import LEVEL, Estimate, refusal
from varick.together.estimating.few import FEWEST_OVERLAPS, too_few
from varick.together.estimating.lognormal import lognormal
from varick.together.estimating.table import Overlaps


def chapman(table: Overlaps, i: int = 0, j: int = 1, level: float = LEVEL) -> Estimate:
    """How many there are in all, from lists `i` and `j` alone.

    (n1 + 1)(n2 + 1)/(m + 1) - 1 of lists of n1 and n2 people that share m (Chapman 1951), with the variance of Seber 1970
    and a log-normal interval (formulas recalled). It assumes that being on one list says nothing about being on the
    other, that everybody could be on either, and that links are right. In a table of more lists those only on others
    are part of what is estimated; a `value` or `low` below the union is raised to it, and refused is an answer that lies below
    it altogether (`below_union`).
    Refused where `too_few` says so, or where these two share fewer than `FEWEST_OVERLAPS` people.
    """
    pair = (table.lists[i], table.lists[j])
    few = too_few(table)
    if few:
        return few.of("chapman", lists=list(pair))
    n1, n2, m = table.pair(i, j)
    if m < FEWEST_OVERLAPS:
        return refusal(
            "chapman",
            "few_in_pair",
            details={"lists": list(pair)},
            first=pair[0],
            second=pair[1],
            overlaps=m,
            fewest=FEWEST_OVERLAPS,
        )
    value = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    seen = n1 + n2 - m
    low, high = lognormal(seen, value - seen, variance, level)
    if variance == 0:
        high = all_found(n1, n2, m, level)
    details = {"lists": list(pair), "sizes": [n1, n2], "both": m, "se": sqrt(variance), "estimate": value}
    union = float(table.union)
    if high < union:
        return refusal("chapman", "below_union", details=details, first=pair[0], second=pair[1])
    return Estimate("chapman", max(value, union), max(low, union), high, level, details=details)


def all_found(n1: int, n2: int, m: int, level: float) -> float:
    """The upper limit where one list holds all of the other: its coverage may still be below 1.

    The variance above is 0 then. Of m people tried all m were found, so the coverage is at least a^(1/m) at a one-sided
    level of 1 - a (the exact binomial limit)."""
    coverage: float = ((1 - level) / 2) ** (1 / m)
    return max(n1, n2) / coverage


def pairs(table: Overlaps, level: float = LEVEL) -> tuple[Estimate, ...]:
    """`chapman` of each pair of lists, in order: pairs that disagree show that lists depend on each other, or that
    people differ."""
    return tuple(chapman(table, i, j, level) for i, j in combinations(range(table.k), 2))
