"""Averaging over the decomposable graphs of dependence between lists: Madigan and York (1997), as CRAN's dga counts it.

A graph joins lists that depend on each other. Where it is decomposable and its cells have a hyper-Dirichlet prior, the
chance of a table is a product over cliques divided by one over separators, so that every graph is weighed and nothing is
sampled; so is every number of people on no list up to 2,000, and beyond it one of every few. Source: D. Madigan and J. C.
York, "Bayesian methods for estimation of the size of a closed population", Biometrika 84 (1997) 19-31; the prior on N and
the default of delta as in CRAN dga 2.0.2 (`bma.cr`: its code takes 1/N, its help page says 1/missing).
"""

from dataclasses import dataclass
from functools import cache
from math import inf, log
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from varick.together.estimating.estimate import LEVEL, Estimate, refusal
from varick.together.estimating.few import too_few
from varick.together.estimating.table import Overlaps

METHOD = "graphs"
FEWEST_LISTS = 3
"""With two lists the graph without a line is Chapman's question and the other one says nothing about who is on neither."""
EXACT = 2_000
"""Up to so many people on no list every number is weighed; beyond, one of every few: steps of a quarter of the square root."""
NEAR = 40
"""The grid is that fine up to so many times more people on no list than on any; then its steps grow by a hundredth."""
FAR = 1_000
"""There it ends: what lies beyond has the chance of less than a thousandth part of what the complete graph has."""
BEYOND = 0.01
"""Refused where more than this share lies beyond `NEAR`: the prior would decide the interval, not the table."""
COMPLETE = 0.1
"""Refused where the graph that joins every pair has more: it says nothing about who is on no list. Of simulated tables of
independent lists (docs/decisions/estimators.md) 98 in 100 gave it less than .06."""
WORK, POINTS = 3e10, 1_000_000
"""Refused where weighing would take more multiplications, or more numbers, than this: minutes and gigabytes."""
SHOWN = 5
"""How many graphs `details` names."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Prior = Literal["1/N", "1/missing"] | tuple[float, float]
"""On N: 1/N, 1/missing, or (a, b) of a negative binomial: N Poisson with a mean that is gamma(a) with rate b."""


@dataclass(frozen=True, slots=True, eq=False)
class Graphs:
    """All decomposable graphs of k lists.

    `edges` (graphs,): the pairs of lists that a line joins, as bits in the order of `pairs`. `signs` (graphs, 2^k): how
    often the marginal table of a set of lists counts in a graph: cliques +1, separators -1, the set of no list minus
    once for each part of the graph that no line joins to another.
    """

    k: int
    edges: Ints
    signs: Floats

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Pairs of lists, in the order of the bits of `edges`."""
        return _pairs(self.k)

    @property
    def complete(self) -> int:
        """The place of the graph that joins every pair: it says nothing about who is on no list."""
        return int(np.flatnonzero(self.edges == 2 ** len(self.pairs) - 1)[0])

    def lines(self, graph: int) -> tuple[tuple[int, int], ...]:
        """The pairs of lists that the graph joins."""
        return tuple(pair for i, pair in enumerate(self.pairs) if self.edges[graph] >> i & 1)


def _pairs(k: int) -> tuple[tuple[int, int], ...]:
    return tuple((i, j) for i in range(k) for j in range(i + 1, k))


@cache
def decomposable(k: int) -> Graphs:
    """Every decomposable graph of k lists: 2, 8, 61, 822, 18154 for 2 to 6.

    All graphs are tried at once: one that can be taken apart list by list, each time one whose neighbours all know
    each other, is decomposable, and what is taken off is a clique less a separator.
    """
    edges = np.arange(2 ** len(_pairs(k)))
    near = np.zeros((len(edges), k), np.int64)
    for i, (a, b) in enumerate(_pairs(k)):
        line = edges >> i & 1
        near[:, a] |= line << b
        near[:, b] |= line << a
    left = np.full(len(edges), 2**k - 1)
    signs = np.zeros((len(edges), 2**k))
    every = np.arange(len(edges))
    for _ in range(k):
        taken = np.full(len(edges), -1)
        for a in range(k):
            around = near[:, a] & left
            free = (left >> a & 1).astype(bool) & (taken < 0)
            for b in range(k):
                free &= (around >> b & 1 == 0) | ((near[:, b] | 1 << b) & around == around)
            taken[free] = a
        found = taken >= 0
        edges, near, left, signs, taken = (x[found] for x in (edges, near, left, signs, taken))
        every = every[: len(edges)]
        around = near[every, taken] & left
        signs[every, around | 1 << taken] += 1
        signs[every, around] -= 1
        left &= ~(1 << taken)
    return Graphs(k, edges, signs)


def grid(union: int) -> tuple[Ints, Floats]:
    """(numbers of people on no list, how many whole numbers each stands for)."""
    near, far = max(NEAR * union, EXACT), max(FAR * union, EXACT + 1)
    roots = np.arange(8 * EXACT**0.5, 8 * near**0.5)
    steps = near * 1.01 ** np.arange(np.log(far / near) / np.log(1.01))
    coarse = np.round(np.concatenate((roots**2 / 64, steps))).astype(np.int64)
    missing = np.unique(np.concatenate((np.arange(EXACT + 1), coarse)))
    middle = (missing[1:] + missing[:-1]) / 2
    return missing, np.diff(np.concatenate(([-0.5], middle, [missing[-1] + 0.5])))


def _points(union: int) -> float:
    """About how many numbers `grid` has, without making them."""
    return float(EXACT + 8 * max(NEAR * union, EXACT) ** 0.5)


def work(table: Overlaps) -> float:
    """About how many multiplications `posterior` takes."""
    return decomposable(table.k).signs.size * _points(table.union)


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What the table says about every graph and every number of people on no list."""

    union: int
    missing: Ints
    """(points,): people on no list."""
    width: Floats
    """(points,): how many whole numbers a point stands for."""
    weight: Floats
    """(points,): chance that the number is among those, all graphs together; sums to 1."""
    graph: Floats
    """(graphs,): chance of each graph; sums to 1."""
    best: Floats
    """(points,): as `weight`, under the most likely graph alone; sums to 1."""

    def quantile(self, share: float) -> float:
        """The number of people, those on no list included, below which lies this share."""
        upto = np.cumsum(self.weight)
        i = int(np.searchsorted(upto, share))
        if self.width[i] == 1:
            return float(self.union + self.missing[i])
        before = upto[i - 1]
        low = self.missing[i] - self.width[i] / 2
        return float(self.union + low + self.width[i] * (share - before) / self.weight[i])

    def mean(self) -> float:
        """The expected number of people."""
        return float(self.weight @ (self.union + self.missing))

    def mode(self, weight: Floats | None = None) -> int:
        """The most likely number of people; under other weights where given."""
        chosen = self.weight if weight is None else weight
        return int(self.union + self.missing[np.argmax(chosen / self.width)])

    def bayes(self, weight: Floats | None = None) -> float:
        """Madigan and York's estimate: least expected square of the error as a share of the truth."""
        chosen = self.weight if weight is None else weight
        people = np.maximum(self.union + self.missing, 1)
        return float((chosen / people).sum() / (chosen / people**2.0).sum())

    def beyond(self) -> float:
        """The share beyond `NEAR`."""
        return float(self.weight[self.missing > NEAR * self.union].sum())


def posterior(table: Overlaps, *, prior: Prior = "1/N", delta: float | None = None) -> Posterior:
    """Weigh every decomposable graph and every number of people on no list.

    `delta`: people whom the prior puts in each cell; 2^-k where not given, as dga advises. Every graph is as likely as
    any other beforehand. The work is graphs x 2^k x points multiplications, in blocks.
    """
    from scipy.special import gammaln

    k = table.k
    every = decomposable(k)
    delta = 2.0**-k if delta is None else delta
    missing, width = grid(table.union)
    people = table.union + missing
    component = _components(table, missing, delta)
    common = gammaln(people + 1.0) - gammaln(missing + 1.0) + _prior(prior, people, missing) + np.log(width)
    graph_log = np.empty(len(every.edges))
    block = max(1, 4_000_000 // len(missing))
    parts: list[tuple[float, Floats]] = []
    best = (-inf, np.zeros(0))
    for first in range(0, len(every.edges), block):
        chance = every.signs[first : first + block] @ component + common
        top = float(chance.max())
        np.exp(chance - top, out=chance)
        rows = chance.sum(axis=1)
        with np.errstate(divide="ignore"):
            graph_log[first : first + block] = np.log(rows) + top
        parts.append((top, chance.sum(axis=0)))
        likely = int(np.argmax(rows))
        if graph_log[first + likely] > best[0]:
            best = (float(graph_log[first + likely]), chance[likely] / rows[likely])
    highest = max(top for top, _ in parts)
    weight = np.sum([np.exp(top - highest) * summed for top, summed in parts], axis=0)
    graph = np.exp(graph_log - graph_log.max())
    return Posterior(table.union, missing, width, weight / weight.sum(), graph / graph.sum(), best[1])


def _components(table: Overlaps, missing: Ints, delta: float) -> Floats:
    """(2^k sets of lists, points): log chance of each marginal table, but for what all graphs share.

    A set is a number whose bit i is list i. Only the cell of no list changes with the number of people on no list."""
    from scipy.special import gammaln

    k = table.k
    found = np.empty((2**k, len(missing)))
    for chosen in range(2**k):
        lists = [i for i in range(k) if chosen >> i & 1]
        index = table.patterns[:, lists] @ (1 << np.arange(len(lists)))
        cells = np.bincount(index, weights=table.counts, minlength=2 ** len(lists))
        prior = delta * 2.0 ** (k - len(lists))
        fixed = gammaln(cells[1:] + prior).sum() - len(cells) * gammaln(prior)
        found[chosen] = gammaln(cells[0] + missing + prior) + fixed
    return found


def _prior(prior: Prior, people: Ints, missing: Ints) -> Floats:
    from scipy.special import gammaln

    found: Floats
    if prior == "1/N":
        found = -np.log(np.maximum(people, 1))
    elif prior == "1/missing":
        found = np.where(missing > 0, -np.log(np.maximum(missing, 1)), -inf)
    else:
        a, b = prior
        found = people * log(b) - (people + a) * log(1 + b) + gammaln(people + a) - gammaln(people + 1.0)
    return found


def graphs(table: Overlaps, *, level: float = LEVEL, prior: Prior = "1/N") -> Estimate:
    """How many people there are, averaged over every decomposable graph of dependence: median and equal-tailed interval.

    Refused as every method is where the table is too small (`few`), for two lists (`two_lists`), and where the prior rather
    than the table would decide the interval (`complete_graph`, `prior_rules`).
    """
    if table.k < FEWEST_LISTS:
        return refusal(METHOD, "two_lists", lists=table.k)
    few = too_few(table)
    if few is not None:
        return few.of(METHOD)
    if work(table) > WORK or _points(table.union) > POINTS:
        return refusal(METHOD, "too_large", people=table.union, lists=table.k)
    found = posterior(table, prior=prior)
    details = _details(table, found, prior)
    if details["complete_graph"] > COMPLETE:
        return refusal(METHOD, "complete_graph", details=details, share=details["complete_graph"])
    if found.beyond() > BEYOND:
        return refusal(METHOD, "prior_rules", details=details, share=found.beyond())
    tail = (1 - level) / 2
    return Estimate(
        METHOD,
        found.quantile(0.5),
        found.quantile(tail),
        found.quantile(1 - tail),
        level,
        details=details,
    )


def _details(table: Overlaps, found: Posterior, prior: Prior) -> dict[str, Any]:
    every = decomposable(table.k)
    order = np.argsort(-found.graph, kind="stable")[:SHOWN]
    return {
        "graphs": len(every.edges),
        "mean": found.mean(),
        "mode": found.mode(),
        "bayes": found.bayes(),
        "prior": prior if isinstance(prior, str) else list(prior),
        "beyond": found.beyond(),
        "complete_graph": float(found.graph[every.complete]),
        "likely": [
            {
                "chance": float(found.graph[graph]),
                "joined": [[table.lists[i], table.lists[j]] for i, j in every.lines(int(graph))],
            }
            for graph in order
        ],
    }
