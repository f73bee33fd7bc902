"""Tables that could be the true one: what they keep, what they undo, and that they are right on the average."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.together.estimating.linkage import likely_tables, two_parts
from varick.together.estimating.links import Loss, connected, lost_links, partitions, whole
from varick.together.estimating.table import Linkage, Overlaps

PERFECT = Linkage(10**6, 10**6, 0, 10**6, 2 * 10**6, 10**6)


def rates(*values: float) -> np.ndarray:
    return np.array(values)


@pytest.mark.parametrize(("m", "bell"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 52), (6, 203)])
def test_records_are_parted_in_every_way_once_and_the_chances_sum_to_one(m: int, bell: int) -> None:
    ways = partitions(m)
    assert len(set(ways)) == bell
    assert ways[-1] == (2**m - 1,)
    assert all(sum(groups) == 2**m - 1 for groups in ways)
    loss = Loss(rates(0.9, 1.0, 0.6, 1.0), rates(0.8, 0.7, 1.0, 1.0))
    assert np.allclose(loss.chances(m).sum(axis=1), 1)
    assert loss.chances(m)[3, -1] == 1


def test_links_that_hold_connect_records_as_counting_all_of_them_says() -> None:
    held = 0.37
    for m in (2, 3, 4):
        edges = list(combinations(range(m), 2))
        together = 0.0
        for chosen in range(2 ** len(edges)):
            group = list(range(m))
            for e, (a, b) in enumerate(edges):
                if chosen >> e & 1:
                    group = [group[a] if g == group[b] else g for g in group]
            e = chosen.bit_count()
            together += (len(set(group)) == 1) * held**e * (1 - held) ** (len(edges) - e)
        assert whole(m, rates(held))[0] == pytest.approx(together)
    assert connected((1, 2), rates(held))[0] == pytest.approx(held * (1 - held) ** 2)


def test_two_links_of_three_make_one_person() -> None:
    links, records = Loss(rates(1.0), rates(0.8)), Loss(rates(0.8**0.5), rates(1.0))
    assert links.together(2)[0] == pytest.approx(0.8)
    assert links.together(3)[0] == pytest.approx(0.8 + 0.2 * 0.64)
    assert records.together(3)[0] == records.together(2)[0] == pytest.approx(0.8)


@given(
    st.integers(2, 5).flatmap(lambda k: st.lists(st.integers(0, 60), min_size=2**k - 1, max_size=2**k - 1)),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 20),
    st.booleans(),
)
def test_a_drawn_table_has_the_same_rows_on_every_list_and_no_negative_count(
    counts: list[int], found: int, lost: int, wrong: int, places: bool
) -> None:
    linkage = Linkage(found + lost, found, wrong, 40, 90, 60 if places else None)
    table = Overlaps.of(counts)
    likely = likely_tables(table, linkage, 8, 5)
    assert likely.counts.shape == (8, len(counts))
    assert (likely.counts >= 0).all()
    for row in likely.counts:
        assert Overlaps.of(row).sizes == table.sizes
    union = likely.counts.sum(axis=1)
    assert (union <= table.union + likely.merged).all()
    again = likely_tables(table, linkage, 8, 5)
    assert (again.counts == likely.counts).all()


def test_perfect_links_leave_a_table_as_it_is() -> None:
    table = Overlaps.of([120, 80, 30, 70, 20, 25, 10])
    likely = likely_tables(table, PERFECT, 20, 1)
    assert np.abs(likely.counts - table.counts).max() <= 1
    assert likely.strained == 0


def test_split_people_are_made_whole_on_the_average() -> None:
    # 400 people on both of two lists of 1,000; 300 of them linked
    table = Overlaps.of([700, 700, 300])
    likely = likely_tables(table, Linkage(40_000, 30_000, 0, 40_000, 80_000, 20_000), 400, 1)
    assert likely.counts[:, 2].mean() == pytest.approx(400, abs=4)
    assert likely.counts.sum(axis=1).mean() == pytest.approx(1600, abs=4)
    assert likely.counts[:, 2].std() == pytest.approx((300 * 0.25) ** 0.5 / 0.75, rel=0.15)


def test_wrong_links_are_taken_apart_at_the_rate_of_open_places() -> None:
    # every tenth open place of planted rows was taken, so about a tenth of 500 places on either list
    table = Overlaps.of([450, 450, 250])
    likely = likely_tables(table, Linkage(10_000, 10_000, 1_000, 10_000, 30_000, 10_000), 400, 1)
    assert likely.merged.mean() == pytest.approx(45, abs=3)
    assert likely.counts[:, 2].mean() == pytest.approx(205, abs=3)


def test_without_open_places_links_are_as_often_wrong_as_those_of_planted_people() -> None:
    likely = likely_tables(Overlaps.of([450, 450, 250]), Linkage(900, 900, 100), 400, 1)
    assert likely.merged.mean() == pytest.approx(25, abs=2)


def test_recall_is_that_of_two_records_and_as_uncertain_as_few_planted_people_leave_it() -> None:
    rng = np.random.default_rng(3)
    # of people planted on 2 to 5 lists .9 of the pairs were found; those on two are found less often than that
    many = lost_links(Linkage(20_000, 18_000, 0), 5, 2_000, rng)
    assert 0.6 < many.recall.mean() < 0.9
    two = lost_links(Linkage(100, 90, 0), 2, 4_000, rng)
    assert two.recall.mean() == pytest.approx(0.892, abs=0.01)
    assert two.recall.std() == pytest.approx(0.030, abs=0.006)
    told = Linkage(200, 170, 0, by_lists=((2, 100, 75), (3, 100, 95)))
    apart = lost_links(told, 3, 2_000, rng)
    assert apart.recall.mean() == pytest.approx(0.75, abs=0.05)


def test_lists_that_have_no_room_for_the_lost_links_are_strained() -> None:
    likely = likely_tables(Overlaps.of([3, 3, 300]), Linkage(100, 60, 0, 100, 200, 80), 50, 1)
    assert likely.strained > 0.9


def test_two_parts_of_a_pattern() -> None:
    assert two_parts(0b100) == ()
    assert {frozenset(two) for two in two_parts(0b111)} == {
        frozenset({1, 6}),
        frozenset({2, 5}),
        frozenset({4, 3}),
    }
