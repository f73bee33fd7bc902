"""Linking: what is found depends on what is alike, and on no order and no name."""

import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.together.linking import Cluster, Node, link, patterns, profile

Lists = list[list[tuple[int | None, ...]]]
WEIGHTS = (5, 4, 3, 3, 2)


@st.composite
def lists_of_few_tokens(draw: st.DrawFn) -> Lists:
    """So few tokens that ties and tangles are the rule."""
    token = st.none() | st.integers(0, draw(st.integers(1, 6)))
    row = st.tuples(*[token] * len(WEIGHTS))
    return draw(st.lists(st.lists(row, max_size=6), min_size=2, max_size=5))


@settings(max_examples=300, deadline=None)
@given(lists_of_few_tokens(), st.integers(3, 9), st.randoms(use_true_random=False))
def test_the_count_is_the_same_for_every_order_and_every_name(
    lists: Lists, threshold: int, luck: random.Random
) -> None:
    sizes = [len(rows) for rows in lists]
    names: dict[tuple[int, int], int] = {}
    blinded = []
    for rows in lists:
        mixed = luck.sample(rows, len(rows))
        blinded.append(
            [
                [
                    None if token is None else names.setdefault((kind, token), 1000 - len(names))
                    for kind, token in enumerate(row)
                ]
                for row in mixed
            ]
        )
    clear = link(lists, WEIGHTS, threshold)
    assert profile(clear, sizes) == profile(link(blinded, WEIGHTS, threshold), sizes)
    taken = [node for cluster in clear for node in cluster]
    assert len(taken) == len(set(taken))
    for cluster in clear:
        assert len(cluster) >= 2
        assert len({at for at, _ in cluster}) == len(cluster)


def score(lists: Lists, one: Node, other: Node) -> int:
    pairs = zip(WEIGHTS, lists[one[0]][one[1]], lists[other[0]][other[1]], strict=True)
    return sum(weight for weight, a, b in pairs if a is not None and a == b)


def kept(lists: Lists, clusters: list[Cluster], threshold: int) -> int:
    found = 0
    for cluster in clusters:
        for one, other in combinations(cluster, 2):
            alike = score(lists, one, other)
            found += alike if alike >= threshold else 0
    return found


def all_partings(nodes: list[Node]) -> list[list[Cluster]]:
    if not nodes:
        return [[]]
    first, *rest = nodes
    found = []
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            if len({at for at, _ in (first, *others)}) == size + 1:
                left = [node for node in rest if node not in others]
                found += [[(first, *others), *parting] for parting in all_partings(left)]
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_small_tangle_is_parted_the_best_way(data: st.DataObject) -> None:
    row = st.tuples(*[st.integers(0, 2)] * len(WEIGHTS))
    lists: Lists = data.draw(st.lists(st.lists(row, min_size=1, max_size=2), min_size=2, max_size=4))
    nodes = [(at, number) for at, rows in enumerate(lists) for number in range(len(rows))]
    best = max(kept(lists, parting, 6) for parting in all_partings(nodes))
    assert kept(lists, link(lists, WEIGHTS, 6), 6) == best


def test_two_rows_of_a_list_are_never_one_person() -> None:
    lists: Lists = [[(1, 1), (1, 1)], [(1, 1)]]
    found = link(lists, (3, 3), 6)
    assert len(found) == 1
    assert profile(found, [2, 1]) == {(True, False): 1, (False, True): 0, (True, True): 1}


def test_a_person_seen_through_another_list_is_one() -> None:
    lists: Lists = [[(1, None)], [(1, 2)], [(None, 2)]]
    assert link(lists, (6, 6), 6) == [((0, 0), (1, 0), (2, 0))]


def test_patterns_are_all_of_them() -> None:
    assert patterns(2) == [(True, False), (False, True), (True, True)]
    assert len(set(patterns(6))) == 63


def test_five_lists_of_five_thousand_take_seconds() -> None:
    luck = random.Random(6)
    people = [[luck.getrandbits(60) for _ in range(8)] for _ in range(7000)]
    lists: list[list[list[int]]] = [
        [[t if luck.random() < 0.8 else luck.getrandbits(60) for t in p] for p in luck.sample(people, 5000)]
        for _ in range(5)
    ]
    start = time.process_time()
    found = link(lists, (5, 5, 4, 4, 3, 3, 2, 2), 9)
    assert time.process_time() - start < 20  # 2 s on an idle core
    assert len(found) > 6000


@pytest.mark.parametrize(
    ("lists", "weights", "threshold", "says"),
    [
        ([[(1,)]], (0,), 3, "from 1 on"),
        ([[(1,)]], (3,), 0, "from 1 on"),
        ([[(1,)], [(1,), (1, 2)]], (3,), 3, "list 2, row 2"),
    ],
)
def test_what_cannot_be_linked_is_named(
    lists: Lists, weights: tuple[int, ...], threshold: int, says: str
) -> None:
    with pytest.raises(VarickError, match=says):
        link(lists, weights, threshold)


def test_more_linked_rows_than_a_list_has_are_refused() -> None:
    with pytest.raises(VarickError, match="list 1"):
        profile([((0, 0), (1, 0)), ((0, 1), (1, 1))], [1, 2])
