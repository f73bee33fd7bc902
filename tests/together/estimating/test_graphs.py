"""Averaging over decomposable graphs: the graphs themselves, the arithmetic by other ways, and the published answers."""

from collections.abc import Callable
from itertools import combinations, permutations, product
from math import comb, isclose, log
from time import process_time

import numpy as np
import pytest
from scipy.special import gammaln

from varick.together.estimating import graphs as module
from varick.together.estimating.graphs import decomposable, graphs, grid, posterior
from varick.together.estimating.saying import refused
from varick.together.estimating.table import Overlaps, patterns
from varick.words import Words

Published = Callable[[str], Overlaps]
SPINA = (60, 49, 4, 247, 112, 142, 12)


def has_a_chordless_cycle(k: int, lines: set[tuple[int, int]]) -> bool:
    """By definition: four lists or more in a ring without a line across."""

    def joined(a: int, b: int) -> bool:
        return (min(a, b), max(a, b)) in lines

    for size in range(4, k + 1):
        for ring in permutations(range(k), size):
            round_it = all(joined(ring[i], ring[(i + 1) % size]) for i in range(size))
            across = any(
                joined(ring[i], ring[j])
                for i, j in combinations(range(size), 2)
                if (j - i) % size not in (1, size - 1)
            )
            if round_it and not across:
                return True
    return False


@pytest.mark.parametrize(("k", "many"), [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18154)])
def test_as_many_graphs_as_are_known(k: int, many: int) -> None:
    assert len(decomposable(k).edges) == many
    assert (decomposable(k).signs.sum(axis=1) == 0).all(), "cliques less separators, the empty one included"


@pytest.mark.parametrize("k", [4, 5])
def test_they_are_the_graphs_without_a_chordless_ring(k: int) -> None:
    every = decomposable(k)
    found = {frozenset(every.lines(g)) for g in range(len(every.edges))}
    for chosen in range(0, 2 ** len(every.pairs), 1 if k == 4 else 7):
        lines = {pair for i, pair in enumerate(every.pairs) if chosen >> i & 1}
        assert (frozenset(lines) in found) != has_a_chordless_cycle(k, lines)


def test_spina_bifida_as_madigan_and_york_published_it() -> None:
    """CRAN dga 2.0.2 tests: the likeliest graph .37, its estimate 731 and mode 729; averaged 731 and 728."""
    found = posterior(Overlaps.of(SPINA), prior=(13.14, 55.17), delta=1)
    every = decomposable(3)
    assert round(found.graph.max(), 2) == 0.37
    assert every.lines(int(found.graph.argmax())) == ((1, 2),)
    assert (round(found.bayes(found.best)), found.mode(found.best)) == (731, 729)
    assert (round(found.bayes()), found.mode()) == (731, 728)


@pytest.mark.parametrize(
    ("name", "median", "low", "high"),
    [
        ("kosovo_1999", 12479, 9509, 16380),
        ("hiv_rome", 11198, 9390, 14056),
        ("madigan_york_5list", 616, 589, 651),
        ("uk_slavery_2013_5list", 22555, 10306, 33281),
        ("new_orleans_5list", 847, 497, 1710),
    ],
)
def test_an_independent_reference_gives_the_same(
    published: Published, name: str, median: float, low: float, high: float
) -> None:
    """../shared/mse/reference_outputs.txt: prior 1/missing, delta 2^-k; its grid is coarser."""
    answer = graphs(published(name), prior="1/missing")
    assert answer.value == pytest.approx(median, rel=0.003)
    assert answer.low == pytest.approx(low, rel=0.004)
    assert answer.high == pytest.approx(high, rel=0.004)


def test_netherlands_has_a_second_hump_that_a_short_grid_does_not_see(published: Published) -> None:
    """The reference's 40,751 to 55,363 is what is left when N ends at ten times the union; a third lies beyond."""
    found = posterior(published("netherlands_5list"), prior="1/missing")
    people = found.union + found.missing
    assert found.weight[people > 100_000].sum() == pytest.approx(0.31, abs=0.01)
    near = found.missing <= 10 * found.union
    upto = np.cumsum(found.weight[near]) / found.weight[near].sum()
    assert people[near][np.searchsorted(upto, [0.025, 0.975])] == pytest.approx([40751, 55363], rel=0.003)


def log_marginal(counts: np.ndarray, k: int, graph: int, delta: float) -> float:
    """Chance of cell counts of people in an order, by cliques and separators with normalised Dirichlet terms."""
    every, on = decomposable(k), np.vstack([np.zeros((1, k), bool), patterns(k)])
    lines = set(every.lines(graph))
    cliques = [
        c
        for size in range(1, k + 1)
        for c in combinations(range(k), size)
        if all(p in lines for p in combinations(c, 2))
    ]
    cliques = [c for c in cliques if not any(set(c) < set(d) for d in cliques)]
    # a tree of cliques with the largest separators: Prim's way
    inside, separators = [cliques[0]], []
    rest = cliques[1:]
    while rest:
        a, b = max(product(inside, rest), key=lambda pair: len(set(pair[0]) & set(pair[1])))
        separators.append(tuple(sorted(set(a) & set(b))))
        inside.append(b)
        rest.remove(b)

    def part(lists: tuple[int, ...]) -> float:
        index = on[:, list(lists)] @ (1 << np.arange(len(lists)))
        cells = np.bincount(index, weights=counts, minlength=2 ** len(lists))
        prior = np.full(len(cells), delta * 2 ** (k - len(lists)))
        said = gammaln(cells + prior).sum() - gammaln(prior).sum()
        return float(said + gammaln(prior.sum()) - gammaln(cells.sum() + prior.sum()))

    return sum(map(part, cliques)) - sum(map(part, separators))


def test_every_graph_weighs_what_cliques_and_separators_say() -> None:
    table, delta = Overlaps.of([5, 3, 2, 4, 1, 0, 2, 6, 3, 2, 1, 0, 4, 1, 2]), 0.3
    found = posterior(table, delta=delta)
    said = []
    for graph in range(61):
        some = []
        for missing in range(400):
            n = table.union + missing
            order = gammaln(n + 1) - gammaln(missing + 1)
            some.append(order + log_marginal(np.r_[missing, table.counts], 4, graph, delta) - log(n))
        said.append(some)
    weight = np.exp(np.array(said) - np.max(said))
    near = found.missing < 400
    assert found.weight[near] / found.weight[near].sum() == pytest.approx(
        weight.sum(axis=0) / weight.sum(), rel=1e-9
    )


@pytest.mark.parametrize("graph", range(8))
def test_chances_of_all_tables_of_four_people_sum_to_one(graph: int) -> None:
    cells, people, total = 8, 4, 0.0
    for bars in combinations(range(people + cells - 1), cells - 1):
        counts = np.diff([-1, *bars, people + cells - 1]) - 1
        orders = gammaln(people + 1) - gammaln(counts + 1).sum()
        total += np.exp(orders + log_marginal(counts, 3, graph, 1 / 8))
    assert comb(11, 7) == 330
    assert isclose(total, 1.0, rel_tol=1e-9)


def test_the_sparse_grid_gives_what_every_number_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Overlaps.of([700, 800, 40, 900, 35, 50, 3])
    sparse = posterior(table)
    every = np.arange(200_000)
    monkeypatch.setattr(module, "grid", lambda union: (every, np.ones(len(every))))
    full = posterior(table)
    for share in (0.025, 0.5, 0.975):
        assert sparse.quantile(share) == pytest.approx(full.quantile(share), rel=1e-3)
    assert sparse.graph == pytest.approx(full.graph, rel=1e-2)


def test_the_grid_stands_for_every_number_up_to_its_end() -> None:
    for union in (1, 50, 5_000, 3_000_000):
        missing, width = grid(union)
        assert (np.diff(missing) > 0).all()
        assert width.sum() == pytest.approx(missing[-1] + 1)
        assert (width[:1_500] == 1).all()


def test_the_order_of_lists_does_not_matter(published: Published) -> None:
    table = published("kosovo_1999")
    turned = graphs(table.only([2, 0, 3, 1]))
    straight = graphs(table)
    for a, b in ((turned.value, straight.value), (turned.low, straight.low), (turned.high, straight.high)):
        assert a == pytest.approx(b, rel=1e-9)


def test_five_lists_in_two_seconds(published: Published) -> None:
    decomposable.cache_clear()
    begin = process_time()
    graphs(published("netherlands_5list"))
    assert process_time() - begin < 2


def test_refusals(published: Published) -> None:
    assert graphs(Overlaps.of([50, 40, 20])).refused == "two_lists"
    assert graphs(Overlaps.of([50, 40, 0, 30, 0, 0, 0])).refused == "few_overlaps"
    assert graphs(published("artificial_3_bad")).refused == "few_overlaps"
    # twelve people on two lists or more, nearly all of one pair: its upper limit would be sixteen times the union
    told = graphs(Overlaps.of([300, 0, 0, 0, 0, 11, 1]))
    assert told.refused == "complete_graph"
    assert told.details["complete_graph"] > 0.1
    assert "21" in refused(Words("en"), told.refused, told.values)
    assert "21" in refused(Words("es"), told.refused, told.values)


def test_more_than_can_be_weighed_is_refused_before_memory_is_taken() -> None:
    told = graphs(Overlaps.of([10**9] * 63))
    assert told.refused == "too_large"
    assert "63,000,000,000" in refused(Words("en"), told.refused, told.values)
    assert graphs(Overlaps.of([10**9] * 7)).refused == "too_large"
    missing, _ = grid(50_000)
    assert module._points(50_000) == pytest.approx(len(missing), rel=0.2)


def test_what_lies_too_far_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NEAR", 1)
    told = graphs(Overlaps.of([700, 800, 40, 900, 35, 50, 3]))
    assert told.refused == "prior_rules"
    assert told.values["share"] > 0.01


def test_what_details_say_can_be_checked() -> None:
    answer = graphs(Overlaps.of(SPINA, ("birth", "death", "clinic")))
    assert answer.answered
    assert answer.details["graphs"] == 8
    assert answer.details["likely"][0]["joined"] == [["death", "clinic"]]
    assert sum(g["chance"] for g in answer.details["likely"]) <= 1
    assert answer.low < answer.value < answer.high
