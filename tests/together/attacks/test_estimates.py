"""Estimates as an oracle: whoever knows how many cases each list has works a withheld count out from them, even from the numbers
rounded as sentences say them. So the page and the terminal say that they are not for publication beside a release."""

from collections.abc import Sequence

from varick.report.together.page import coarse
from varick.together.estimating.side_by_side import estimate
from varick.together.estimating.table import Overlaps
from varick.together.linking import patterns
from varick.together.release import withheld

COUNTS = [60, 49, 4, 247, 113, 142, 12]
"""In the order of 001, 010, 011, ...; 4 people on the second and the third list are too few to be shown."""


def told(counts: Sequence[int]) -> list[tuple[float | None, float | None, float | None]]:
    found = coarse(estimate(Overlaps.of(counts), only=["loglinear_bic", "chao"]))
    return [(one.value, one.low, one.high) for one in found.methods]


def test_a_withheld_count_follows_from_rounded_estimates() -> None:
    order = sorted(patterns(3))
    shown = withheld(dict(zip(order, COUNTS, strict=True)), 5)
    moved = [-1, -1, 2, 1, 0, 0, -1]  # what changes neither a total nor the union
    assert shown.totals_known
    assert [shown.counts[pattern] is None for pattern in order] == [step != 0 for step in moved]
    tables = [[n + step * by for n, step in zip(COUNTS, moved, strict=True)] for by in range(-2, 13)]
    assert {Overlaps.of(one).sizes for one in tables} == {Overlaps.of(COUNTS).sizes}
    assert [one for one in tables if told(one) == told(COUNTS)] == [COUNTS]
