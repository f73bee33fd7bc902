"""All estimates of one table side by side, each with the error of sampling and of linkage in its interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from varick.together.estimating.chao import chao
from varick.together.estimating.chapman import chapman
from varick.together.estimating.estimate import Estimate, refusal
from varick.together.estimating.few import Refusal, too_few
from varick.together.estimating.graphs import graphs
from varick.together.estimating.latent import latent
from varick.together.estimating.linkage import SPARE, Likely, likely_tables
from varick.together.estimating.loglinear import independent, loglinear
from varick.together.estimating.mixture import mixed, spread
from varick.together.estimating.sensitivity import ODDS, RECALLS, Dependence, Recalled, dependent, pairs_of
from varick.together.estimating.table import Linkage, Overlaps
from varick.together.estimating.union import union

Estimator = Callable[[Overlaps], Estimate]
SEED = 20180308
"""Seed of the drawn tables: the same table and the same tally give the same answer."""
DRAWS = 100
"""Tables drawn. Quick methods are run on all, slow ones on as many as `TABLES` says."""
TABLES: Mapping[str, Mapping[int, int]] = {
    "loglinear_aic": {4: 25, 5: 10, 6: 1},
    "loglinear_bic": {4: 25, 5: 10, 6: 1},
    "graphs": {3: 25, 4: 20, 5: 10, 6: 1},
    "latent": {3: 1, 4: 1, 5: 1, 6: 1},
    "dependence": {4: 25, 5: 25, 6: 10},
}
"""Method -> number of lists -> on how many of the drawn tables it is run; with 1 it is moved over all of them as the
estimate for independent lists moves."""
FEW = 40
"""Tables drawn for each recall that is put in."""
MANY = 1_000_000
"""Planted pairs that would leave nothing uncertain of a recall that is put in."""
SLOW = ("latent",)
"""Methods that take seconds: leave them out where many tables are estimated."""
LONG = 20
"""Steps that each of them counts for where it is told how far the work is."""
REFUSED = 0.2
"""A method that declines on more of the drawn tables than this declines."""
STRAINED = 1 - 1 / SPARE
"""Where more of the draws than this have no room for the split people that the planted ones tell of, some of the tables
kept have none either: planted people and table contradict each other, and nothing is estimated."""
LEFT_FEW = "left_few"
"""The refusal where the table has enough people and overlaps, and too many of the drawn tables have not."""
LEAST_RECALL = 0.5
"""Nothing is estimated where fewer planted pairs than this share were found: most overlaps would be guesses."""


@dataclass(frozen=True, slots=True)
class Links:
    """What linkage does to the table: recall with its interval, and the people whom it counts twice or merges."""

    measured: Linkage
    recall: tuple[float, float]
    split: tuple[float, float]
    merged: tuple[float, float]
    strained: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """Every estimate of one table.

    `union` are the people on any list, its interval what linkage leaves open; `methods` the estimates with all error, `alone`
    the same as if every link were right; `links` is None where linkage was not measured, and then it is in no interval.
    `refused` is a key of `together_refused` with `values` where nothing at all is estimated. `dependence` are the estimates
    under odds ratios between lists that nobody can see in the table, `recalls` those if so many of the links had been found:
    real names may be worse than planted ones, and a table without planted people says nothing of it.
    """

    table: Overlaps
    union: Estimate
    methods: tuple[Estimate, ...]
    alone: tuple[Estimate, ...]
    dependence: tuple[Dependence, ...]
    links: Links | None
    refused: str | None = None
    values: Mapping[str, float | int | str] | None = None
    recalls: tuple[Recalled, ...] = ()

    @property
    def span(self) -> tuple[float, float] | None:
        """From the lowest limit to the highest of all methods that give two; None where none does."""
        limits = [(e.low, e.high) for e in self.methods if e.low is not None and e.high is not None]
        return (min(low for low, _ in limits), max(high for _, high in limits)) if limits else None


def methods_of(k: int) -> Mapping[str, Estimator]:
    """The estimators for k lists, by name."""
    if k == 2:
        return {"chapman": chapman}
    return {
        "independent": independent,
        "loglinear_bic": partial(loglinear, criterion="bic"),
        "loglinear_aic": partial(loglinear, criterion="aic"),
        "graphs": graphs,
        "latent": latent,
        "chao": chao,
    }


def estimate(
    table: Overlaps,
    *,
    linkage: Linkage | None = None,
    odds: Sequence[float] = ODDS,
    recalls: Sequence[float] = RECALLS,
    only: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    tell: Callable[[int, int], None] | None = None,
) -> Estimates:
    """Every estimate of a table, or the reason why there is none.

    `linkage` stands for what the table itself says of planted people; without either, linkage error is in no interval. `only`
    names the methods to run, `odds` and `recalls` what is put in. The answer is the same for the same table and seed.
    `tell` is called as the work goes on, with the steps done and all of them.
    """
    table = table if linkage is None else replace(table, linkage=linkage)
    chosen = {name: run for name, run in methods_of(table.k).items() if only is None or name in only}
    counted = union(table)
    measured = table.linkage is not None and table.linkage.pairs > 0
    steps = _Steps(tell, (1 + measured) * sum(LONG if name in SLOW else 1 for name in chosen) + 1)
    links: Links | None = None
    likely: Likely | None = None
    drawn: tuple[Overlaps, ...] = ()
    if table.linkage is not None and table.linkage.pairs:
        likely = likely_tables(table, table.linkage, draws, seed)
        drawn = tuple(replace(table, counts=row) for row in likely.counts)
        links = _links(table.linkage, likely)
        unions = likely.counts.sum(axis=1)
        low, high = np.quantile(unions, [0.025, 0.975])
        counted = replace(counted, low=float(low), high=float(high))
    why = _no_estimate(table, likely)
    if why is not None:
        none = tuple(why.of(name) for name in chosen)
        return Estimates(table, counted, none, none, (), links, why.why, why.values)
    alone = tuple(steps.run(name, run)(table) for name, run in chosen.items())
    supposed = tuple(_recalled(table, share, seed) for share in recalls)
    steps.step()
    if not drawn:
        put_in = _dependence(table, (table,), odds)
        steps.end()
        return Estimates(table, counted, alone, alone, put_in, None, recalls=supposed)
    ordered = _ordered(drawn)
    told = []
    for one, (name, run) in zip(alone, chosen.items(), strict=True):
        once = TABLES.get(name, {}).get(table.k)
        told.append(_with_linkage(one, steps.run(name, run) if once == 1 else run, ordered, once))
        if once != 1:
            steps.step()
    put_in = _dependence(table, ordered, odds)
    steps.end()
    if told and all(one.refused == LEFT_FEW for one in told):
        return Estimates(table, counted, tuple(told), alone, (), links, LEFT_FEW, told[0].values)
    return Estimates(table, counted, tuple(told), alone, put_in, links, recalls=supposed)


class _Steps:
    """Tells how far the work is: a method is a step, one that takes seconds is `LONG` of them and tells of its parts."""

    def __init__(self, tell: Callable[[int, int], None] | None, of: int) -> None:
        self._tell, self._done, self._of = tell, 0, of

    def run(self, name: str, run: Estimator) -> Estimator:
        """The same, telling."""

        def told(table: Overlaps) -> Estimate:
            slow: Callable[..., Estimate] = run
            one = slow(table, tell=self._part) if name in SLOW else run(table)
            self.step(LONG if name in SLOW else 1)
            return one

        return told

    def _part(self, done: int, of: int) -> None:
        if self._tell is not None:
            self._tell(self._done + LONG * done // max(of, 1), self._of)

    def step(self, many: int = 1) -> None:
        """So many more are done."""
        self._done = min(self._of, self._done + many)
        self._part(0, 1)

    def end(self) -> None:
        """All are."""
        if self._done < self._of:
            self.step(self._of)


def _links(linkage: Linkage, likely: Likely) -> Links:
    limits = [0.025, 0.975]
    recall, split, merged = (np.quantile(x, limits) for x in (likely.recall, likely.split, likely.merged))
    return Links(
        linkage,
        (float(recall[0]), float(recall[1])),
        (float(split[0]), float(split[1])),
        (float(merged[0]), float(merged[1])),
        likely.strained,
    )


def _no_estimate(table: Overlaps, likely: Likely | None) -> Refusal | None:
    """Why nothing is estimated: what the table lacks, or what the planted people say of its links."""
    few = too_few(table)
    linkage = table.linkage
    if few is not None or likely is None or linkage is None:
        return few
    values = {"found": linkage.found, "pairs": linkage.pairs}
    if linkage.found < LEAST_RECALL * linkage.pairs:
        return Refusal("links_lost", values)
    return Refusal("links_contradict", values) if likely.strained > STRAINED else None


def _ordered(drawn: Sequence[Overlaps]) -> tuple[Overlaps, ...]:
    """The drawn tables by the estimate for independent lists, so that every so-manieth of them stands for all."""
    values = [dependent(table).value or np.inf for table in drawn]
    return tuple(drawn[i] for i in np.argsort(values, kind="stable"))


def _with_linkage(alone: Estimate, run: Estimator, drawn: Sequence[Overlaps], most: int | None) -> Estimate:
    """The answers of a method on the drawn tables as one, or its refusal where it declines on too many of them."""
    if not alone.answered:
        return alone
    lacking = sum(too_few(table) is not None for table in drawn) / len(drawn)
    if lacking > REFUSED:
        return refusal(alone.method, LEFT_FEW, details=alone.details, share=lacking)
    if most == 1:
        central = drawn[len(drawn) // 2]
        answer = run(central)
        quick = [(e.value, t.union) for t in drawn for e in [dependent(t)] if e.value is not None]
        if not answer.answered:
            return answer
        return spread(answer, central.union, [v for v, _ in quick], [n for _, n in quick])
    step = 1 if most is None else max(1, len(drawn) // most)
    tables = drawn[step // 2 :: step]
    answers = [run(table) for table in tables]
    given = [(a, t.union) for a, t in zip(answers, tables, strict=True) if a.answered]
    if len(given) < (1 - REFUSED) * len(answers):
        return replace(next(a for a in answers if not a.answered), details=alone.details)
    return replace(mixed([a for a, _ in given], [n for _, n in given]), details=alone.details)


def _recalled(table: Overlaps, share: float, seed: int) -> Recalled:
    """The estimate for independent lists if this share of links were found, and wrong ones were as planted people say."""
    known = table.linkage
    found = round(share * MANY)
    wrong, places = (known.wrong, known.places) if known is not None and known.places else (0, MANY)
    linkage = Linkage(MANY, found, wrong, places=places, by_lists=((2, MANY, found),))
    likely = likely_tables(table, linkage, FEW, seed)
    drawn = [replace(table, counts=row) for row in likely.counts]
    given = [(a, t.union) for t in drawn for a in [dependent(t)] if a.answered]
    if likely.strained > STRAINED or len(given) < (1 - REFUSED) * len(drawn):
        return Recalled(share, refusal("dependence", "links_contradict", found=found, pairs=MANY))
    return Recalled(share, mixed([a for a, _ in given], [n for _, n in given]))


def _dependence(table: Overlaps, drawn: Sequence[Overlaps], odds: Sequence[float]) -> tuple[Dependence, ...]:
    """The estimate under each odds ratio for all pairs of lists, then, of three lists and more, for each pair at the ends."""
    asked: list[tuple[float, tuple[int, int] | None]] = [(ratio, None) for ratio in odds]
    if table.k > 2 and odds:
        ends = sorted({min(odds, key=lambda x: abs(x - 0.5)), min(odds, key=lambda x: abs(x - 2))})
        asked += [(ratio, pair) for pair in pairs_of(table) for ratio in ends]
    found = []
    for ratio, pair in asked:
        answers = [dependent(t, ratio, None if pair is None else [pair]) for t in drawn]
        given = [(a, t.union) for a, t in zip(answers, drawn, strict=True) if a.answered]
        if len(given) < (1 - REFUSED) * len(answers):
            continue
        names = None if pair is None else (table.lists[pair[0]], table.lists[pair[1]])
        found.append(Dependence(ratio, names, mixed([a for a, _ in given], [n for _, n in given])))
    return tuple(found)
