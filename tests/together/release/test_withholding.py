"""What is withheld stays unknown: to readers, to members who know their own totals, and to some of them together."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varick.errors import NoAnswer
from varick.together.linking import Counts, patterns
from varick.together.release import Shown, withheld
from varick.together.release.withholding import weak

THRESHOLD = 5


def views(shown: Shown) -> list[set[int]]:
    """Whose totals are known to whom: all to everybody, or those of any k - 1 members to these."""
    every = set(range(len(shown.totals)))
    return [every] if shown.totals_known else [every - {one} for one in every]


def small(count: int) -> bool:
    """Zero as well."""
    return count < THRESHOLD


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_small_count_is_shown_or_can_be_bounded(data: st.DataObject) -> None:
    k = data.draw(st.integers(2, 5))
    counts = {pattern: data.draw(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 9, 40])) for pattern in patterns(k)}
    luck = data.draw(st.none() | st.integers(0, 9).map(random.Random))
    try:
        shown = withheld(counts, THRESHOLD, luck)
    except NoAnswer:
        return
    for pattern, count in counts.items():
        assert shown.counts[pattern] in (None, count)
        assert not (small(count) and shown.counts[pattern] is not None)
    assert shown.union in (None, sum(counts.values()))
    for at, total in enumerate(shown.totals):
        true = sum(count for pattern, count in counts.items() if pattern[at])
        assert total in (None, true)
        assert not (small(true) and total is not None)
    for knowing in views(shown):
        assert weak(counts, shown, THRESHOLD, knowing) == []


def fitting(counts: Counts, shown: Shown, knowing: Iterable[int]) -> Iterator[Counts]:
    """Every table that fits what is shown to somebody who knows these totals, found by trying all; the smallest counts last."""
    k = len(shown.totals)
    totals = {at: sum(n for p, n in counts.items() if p[at]) for at in knowing}
    totals |= {at: n for at, n in enumerate(shown.totals) if n is not None}
    known = {p: n for p, n in shown.counts.items() if n is not None}
    left = {at: n - sum(m for p, m in known.items() if p[at]) for at, n in totals.items()}
    rest = None if shown.union is None else shown.union - sum(known.values())
    hidden = sorted((p for p in patterns(k) if p not in known), key=lambda p: counts[p], reverse=True)

    def tried(at: int, left: dict[int, int], rest: int | None) -> Iterator[Counts]:
        if at == len(hidden):
            if not any(left.values()) and not rest:
                yield {}
            return
        pattern = hidden[at]
        limits = [left[one] for one in left if pattern[one]] + ([] if rest is None else [rest])
        for value in range(min(limits) + 1 if limits else 30):
            less = {one: n - value * pattern[one] for one, n in left.items()}
            for others in tried(at + 1, less, None if rest is None else rest - value):
                yield {pattern: value} | others

    for found in tried(0, left, rest):
        yield known | found


def values(tables: Iterator[Counts], pattern: tuple[bool, ...], enough: int) -> set[int]:
    """The values of a count among tables, up to so many."""
    found: set[int] = set()
    for table in tables:
        found.add(table[pattern])
        if len(found) >= enough:
            break
    return found


@pytest.mark.parametrize(
    "counts",
    [
        [12, 9, 3],
        [12, 9, 4],
        [20, 3, 6],
        [7, 0, 2],
        [9, 8, 7, 3, 0, 6, 2],
        [6, 9, 7, 3, 5, 2, 1],
        [12, 10, 2, 6, 0, 0, 0],
    ],
)
def test_trying_every_table_leaves_each_small_count_as_many_values_as_are_small(counts: list[int]) -> None:
    table = dict(zip(patterns(2 if len(counts) == 3 else 3), counts, strict=True))
    try:
        shown = withheld(table, THRESHOLD, random.Random(1))
    except NoAnswer:
        assert max(counts) < 8, "only of few people can nothing be said"
        return
    for knowing in views(shown):
        for pattern, count in table.items():
            if small(count):
                found = values(fitting(table, shown, knowing), pattern, THRESHOLD)
                if len(found) < THRESHOLD:  # allowed only where the union adds nothing to what they know
                    assert shown.union_only
                    assert found == values(
                        fitting(table, replace(shown, union=None), knowing), pattern, THRESHOLD
                    )


def test_what_it_costs_to_show_the_union_is_the_totals() -> None:
    """Two lists: the totals and the union together would tell a small overlap."""
    shown = withheld(dict(zip(patterns(2), [80, 50, 3], strict=True)), THRESHOLD)
    assert shown.union == 133
    assert shown.totals == (None, None)
    assert not shown.totals_known
    assert shown.counts[True, True] is None


def test_of_a_list_of_few_cases_the_union_can_be_shown() -> None:
    """Its owner knows how few they are; what the others learn leaves every value open."""
    shown = withheld(dict(zip(patterns(3), [12, 10, 2, 6, 0, 0, 0], strict=True)), THRESHOLD)
    assert shown.union == 30
    assert shown.union_only
    assert shown.withheld == 10


def test_where_no_count_is_small_all_is_shown() -> None:
    shown = withheld(dict(zip(patterns(2), [80, 50, 13], strict=True)), THRESHOLD)
    assert shown.withheld == 0
    assert shown.totals == (93, 63)


@pytest.mark.parametrize("counts", [[40, 30, 50, 12, 9, 7, 0], [40, 30, 50, 12, 9, 0, 8]])
def test_zero_is_withheld_as_one_is(counts: list[int]) -> None:
    """And what is shown of the rest has the same gaps, whichever it is."""
    gaps = []
    for instead in range(THRESHOLD):
        table = dict(zip(patterns(3), [count or instead for count in counts], strict=True))
        shown = withheld(table, THRESHOLD, random.Random(1))
        assert all(shown.counts[p] is None for p, count in table.items() if small(count))
        assert shown.union == sum(table.values())
        gaps.append([n is None for n in (*shown.counts.values(), *shown.totals)])
    assert all(one == gaps[0] for one in gaps)


def test_of_lists_without_an_overlap_only_the_union_is_told() -> None:
    shown = withheld(dict(zip(patterns(3), [60, 45, 80, 0, 0, 0, 0], strict=True)), THRESHOLD)
    assert shown.union_only
    assert shown.union == 185


def test_of_a_list_that_lies_within_another_the_union_tells() -> None:
    """The other's owner, who knows its own total, would see from the union that all are on its list."""
    shown = withheld(dict(zip(patterns(2), [80, 0, 13], strict=True)), THRESHOLD)
    assert shown.totals == (93, 13)
    assert shown.union is None


def test_so_few_that_nothing_can_be_shown() -> None:
    with pytest.raises(NoAnswer, match="fewer than 5 people"):
        withheld(dict(zip(patterns(2), [1, 1, 2], strict=True)), THRESHOLD)
    with pytest.raises(NoAnswer, match="nothing can be released"):
        withheld(dict(zip(patterns(2), [3, 0, 2], strict=True)), THRESHOLD)


def test_six_letters_of_three_organisations() -> None:
    """With the least threshold the union can be told, and nothing else; with the usual one, nothing."""
    counts = dict(zip(patterns(3), [2, 1, 1, 1, 0, 1, 0], strict=True))
    shown = withheld(counts, 3)
    assert shown.union == 6
    assert shown.withheld == 10
    with pytest.raises(NoAnswer, match="nothing can be released"):
        withheld(counts, 5)


def test_the_same_luck_makes_the_same_choice() -> None:
    counts = dict(zip(patterns(4), [30, 25, 9, 8, 7, 6, 3, 2, 5, 6, 1, 0, 4, 7, 2], strict=True))
    assert withheld(counts, THRESHOLD, random.Random(3)) == withheld(counts, THRESHOLD, random.Random(3))


@pytest.mark.parametrize("k", [5, 6])
def test_six_lists_take_seconds(k: int) -> None:
    luck = random.Random(k)
    counts = {pattern: int(luck.expovariate(sum(pattern) / 60)) for pattern in patterns(k)}
    shown = withheld(counts, THRESHOLD, luck)
    assert shown.union == sum(counts.values())
