"""How often nominal 95 % intervals hold a number that is known: the people of each list, from the other lists.

python bench/consistency.py [--folder ../shared/mse] [--sweeps 32000] [--json FILE]   # about ten minutes
python bench/consistency.py --simulated     # seconds: graphs on invented independent lists, which need no folder

The way of Binette and Steorts (arXiv 2112.01594; MSETools `internal_consistency.Rmd`): take the people on one list, hide
that list, and estimate how many they are from the other lists. The truth is the size of the list. Prints, for each
estimator, of how many such tables it answered and in how many of those the truth lay inside, below and above its
interval: once as Varick answers, with its refusals, and once with the rules for small tables and for the complete graph
taken out, for tables with at least 30 people left, which is how the peers counted. docs/decisions/estimators.md has the table.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from varick.together.estimating import chao, chapman, graphs, latent, loglinear
from varick.together.estimating.estimate import Estimate
from varick.together.estimating.table import Overlaps, read

ROOT = Path(__file__).resolve().parents[1]
TRAFFICKING = ("uk_slavery_2013_6list", "netherlands_5list", "new_orleans_5list")
OTHERS = ("kosovo_1999", "hiv_rome", "madigan_york_5list", "spina_bifida_ny", "snowshoe_hare")
"""artificial_3_bad is made up, and the 5-list table of the United Kingdom holds the same people as the 6-list one."""
LEFT = 30
"""Fewest people that the other lists must hold for the peers' count."""
PUBLISHED = {"graphs": 0.80, "independent": 0.88, "latent": 0.60, "loglinear_bic": 0.90}
"""MSETools, internal_consistency_summary.tex: dga, Independence, LCMCR, SparseMSE; ours are the nearest of each kind."""


def hidden(table: Overlaps) -> Iterator[tuple[str, int, Overlaps]]:
    """(list, people on it, the table of those people on the other lists)."""
    on = table.patterns
    for j, name in enumerate(table.lists):
        others = [i for i in range(table.k) if i != j]
        counts = np.where(on[:, j], table.counts, 0)
        yield name, int(counts.sum()), Overlaps(table.lists, counts).only(others)


def methods(k: int, sweeps: int) -> dict[str, Callable[[Overlaps], Estimate]]:
    """The estimators that give two limits, for k lists."""
    if k == 2:
        return {"chapman": chapman.chapman}
    return {
        "independent": loglinear.independent,
        "loglinear_bic": partial(loglinear.loglinear, criterion="bic"),
        "loglinear_aic": partial(loglinear.loglinear, criterion="aic"),
        "graphs": graphs.graphs,
        "latent": partial(latent.latent, most=sweeps),
    }


def without_refusals() -> None:
    """Take out the rules for small tables and for the complete graph; chains must still agree, models still exist."""
    for module in (chao, chapman, graphs, latent, loglinear):
        module.too_few = lambda table: None  # type: ignore[attr-defined]
    graphs.COMPLETE = 1.0


def outcome(told: Estimate, truth: int) -> str:
    if told.low is None or told.high is None:
        return f"refused:{told.refused}"
    return "below" if truth < told.low else "above" if truth > told.high else "held"


def run(folder: Path, names: tuple[str, ...], sweeps: int, least: int) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        for left_out, truth, table in hidden(read(folder / f"{name}.csv")):
            used = [i for i, size in enumerate(table.sizes) if size]
            if table.union < least or len(used) < 2:
                continue
            if least == LEFT:  # a list that none of these people is on says nothing of them
                table = table.only(used)
            for method, estimator in methods(table.k, sweeps).items():
                begin = time.process_time()
                told = estimator(table)
                rows.append(
                    {
                        "table": name,
                        "list": left_out,
                        "truth": truth,
                        "seen": table.union,
                        "overlaps": table.overlaps,
                        "method": method,
                        "value": told.value,
                        "low": told.low,
                        "high": told.high,
                        "outcome": outcome(told, truth),
                        "cpu": time.process_time() - begin,
                    }
                )
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    return rows


def shown(rows: list[dict[str, Any]], title: str) -> None:
    print(f"\n{title}")
    print(
        f"{'method':16} {'tables':>6} {'told':>5} {'held':>5} {'above':>6} {'below':>6} {'share':>6} {'log bias':>9} peers"
    )
    for method in sorted({row["method"] for row in rows}):
        mine = [row for row in rows if row["method"] == method]
        told = [row for row in mine if not row["outcome"].startswith("refused")]
        many = {kind: sum(row["outcome"] == kind for row in told) for kind in ("held", "above", "below")}
        share = f"{many['held'] / len(told):.2f}" if told else "-"
        bias = f"{np.mean([np.log(row['value'] / row['truth']) for row in told]):+.2f}" if told else "-"
        peers = f"{PUBLISHED[method]:.2f}" if method in PUBLISHED else ""
        counts = f"{len(mine):6} {len(told):5} {many['held']:5} {many['above']:6} {many['below']:6}"
        print(f"{method:16} {counts} {share:>6} {bias:>9} {peers}")


SIMULATED = ((50, 3, 0.3), (100, 3, 0.2), (100, 3, 0.35), (300, 3, 0.15), (300, 3, 0.3), (1_000, 3, 0.2))
SIMULATED += ((300, 4, 0.2), (1_000, 4, 0.15), (1_000, 5, 0.1))
"""(people, lists, share of the people on each list)."""


def simulated(times: int = 200) -> None:
    """How often graphs answer and hold the truth on independent lists, and what the graph that joins every pair has there."""
    print(
        f"{'people':>6} {'lists':>5} {'on each':>7} {'told':>5} {'held':>5}  complete graph: median, 90 %, 98 %"
    )
    for people, k, share in SIMULATED:
        rng = np.random.Generator(np.random.PCG64([people, k, round(100 * share)]))
        told, complete = [], []
        for _ in range(times):
            on = rng.random((people, k)) < share
            cells = np.bincount(on @ (1 << np.arange(k)[::-1]), minlength=2**k)[1:]
            answer = graphs.graphs(Overlaps.of(cells))
            if "complete_graph" in answer.details:
                complete.append(answer.details["complete_graph"])
            if answer.low is not None and answer.high is not None:
                told.append(answer.low <= people <= answer.high)
        parts = " ".join(f"{x:.3f}" for x in np.quantile(complete, [0.5, 0.9, 0.98]))
        print(f"{people:6,} {k:5} {share:7.2f} {len(told):5} {np.mean(told):5.2f}  {parts}")


def main() -> int:
    """Print both tables for the trafficking data sets and for the others."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "mse")
    parser.add_argument("--sweeps", type=int, default=32_000, help="of a chain of latent classes, at most")
    parser.add_argument("--json", type=Path, help="write every row here")
    parser.add_argument("--simulated", action="store_true", help="only graphs, on invented lists")
    given = parser.parse_args()
    if given.simulated:
        simulated()
        return 0
    if not given.folder.is_dir():
        print(f"{given.folder} is not there: the published tables are not part of the repository")
        return 1
    every: dict[str, list[dict[str, Any]]] = {}
    for kind, least in (("with refusals", 1), ("as the peers count", LEFT)):
        if least == LEFT:
            without_refusals()
        for group, names in (("trafficking", TRAFFICKING), ("other tables", OTHERS)):
            rows = every[f"{group}, {kind}"] = run(given.folder, names, given.sweeps, least)
            shown(rows, f"{group}, {kind}")
    if given.json:
        given.json.write_text(json.dumps(every, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
