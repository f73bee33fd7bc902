"""Counting together on this machine: estimates beside R's packages, against targets, and the ring with its bytes.

python bench/together.py                    # all of it, about ten minutes
python bench/together.py --only estimates   # or: peers, ring
python bench/together.py --only ring --rows 1000

Estimates are checked before they are timed: against what Madigan and York published, and for five lists against an
independent reference (../shared/mse). Times are processor seconds, of R too, since others may use the machine; the ring
runs in several processes, so its wall clock stands beside.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
MSE = ROOT.parent / "shared" / "mse"
TABLES = {
    # table -> estimate by decomposable graphs of the reference, prior 1/missing
    "spina_bifida_ny": 727,
    "kosovo_1999": 12_479,
    "madigan_york_5list": 616,
    "uk_slavery_2013_5list": 22_555,
    "new_orleans_5list": 847,
}
PEERS = {"spina_bifida_ny": 6_000, "madigan_york_5list": 2_000}
"""Table -> samples of conting."""
MOST_GRAPHS, NEARER = 2.0, 0.10
"""Targets: five lists in so many seconds, and so near to the published answer."""
MOST_RING = 180.0
"""Target: five lists of 5,000 rows, in seconds of the clock, or of all processors where others use the machine."""


T = TypeVar("T")


def timed(work: Callable[[], T], times: int = 3) -> tuple[T, float]:
    """(what it gives, least processor seconds of several runs)."""
    best, found = float("inf"), None
    for _ in range(times):
        begin = time.process_time()
        found = work()
        best = min(best, time.process_time() - begin)
    assert found is not None
    return found, best


def estimates() -> bool:
    """Time each estimator on tables of three to five lists; False where a target is missed."""
    from varick.together.estimating.graphs import decomposable, graphs, posterior
    from varick.together.estimating.latent import latent
    from varick.together.estimating.latent_chain import compiled
    from varick.together.estimating.loglinear import loglinear
    from varick.together.estimating.table import Overlaps, read

    spina = posterior(Overlaps.of([60, 49, 4, 247, 112, 142, 12]), prior=(13.14, 55.17), delta=1)
    said = (
        round(spina.graph.max(), 2),
        round(spina.bayes(spina.best)),
        spina.mode(spina.best),
        round(spina.bayes()),
        spina.mode(),
    )
    print(
        f"Madigan and York, spina bifida: .37, 731, 729, 731, 728; here {', '.join(map(str, map(float, said)))}"
    )
    good = said == (0.37, 731, 729, 731, 728)
    begin = time.process_time()
    compiled()
    latent(Overlaps.of([60, 49, 4, 247, 112, 142, 12]), most=100)
    print(f"latent classes: loading or compiling {time.process_time() - begin:.1f} s")
    for name, reference in TABLES.items():
        table = read(MSE / f"{name}.csv")
        cold, first = timed(
            lambda table=table: (decomposable.cache_clear(), graphs(table, prior="1/missing"))[1], 1
        )
        _, again = timed(lambda table=table: graphs(table))
        off = abs((cold.value or 0) / reference - 1)
        fast = first <= MOST_GRAPHS and off <= NEARER
        good &= fast
        models, of_models = timed(lambda table=table: loglinear(table), 1)
        classes, of_classes = timed(lambda table=table: latent(table), 1)
        told = f"{classes.value:,.0f}" if classes.value else f"{classes.refused}"
        also = f"{models.value:,.0f}" if models.value else f"{models.refused}"
        print(
            f"{name:22} graphs {cold.value or 0:9,.0f} ({off:.1%} from the reference) {first:5.2f} s, again {again:5.2f} s"
            f"{'' if fast else '  MISSED'}; log-linear {also} {of_models:.2f} s; latent {told} {of_classes:.1f} s"
        )
    return good


def peers() -> bool:
    """R's packages on the same tables, where R has them."""
    if shutil.which("Rscript") is None:
        print("R is not installed: no peers")
        return True
    for name, samples in PEERS.items():
        asked = ["Rscript", str(Path(__file__).with_suffix(".R")), str(MSE / f"{name}.csv"), str(samples)]
        done = subprocess.run(asked, capture_output=True, text=True)
        if done.returncode:
            print(f"{name}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'R failed'}")
            continue
        for line in done.stdout.splitlines():
            package, value, *limits, seconds = line.split()
            what = "se" if len(limits) == 1 else "95 %"
            samples_of = f" {samples:,} samples" if package == "conting" else ""
            between = " to ".join(f"{float(x):,.0f}" for x in limits)
            print(
                f"{name:22} {package}{samples_of}: {float(value):,.0f} ({what} {between}) {float(seconds):.2f} s"
            )
    return True


def ring(rows: int, k: int = 5) -> bool:
    """Five lists once round and the check after them: seconds, bytes, and the same overlaps as in the clear."""
    sys.path.insert(0, str(ROOT / "tests" / "together" / "made"))
    from offices import agreed
    from rounds import rows_for, whole_run

    from varick.together.linking import link, profile
    from varick.together.ring.first import whole
    from varick.together.tokens import Recipe

    recipe, planted = Recipe.load(), 60
    with tempfile.TemporaryDirectory() as folder:
        offices = agreed(Path(folder), k, rows=rows, planted=planted)
        held = rows_for(offices, rows - planted, planted=planted)
        cpu, wall = _used(), time.perf_counter()
        complete = whole_run(offices, held).complete
        cpu, wall = _used() - cpu, time.perf_counter() - wall
        moved = [path.stat().st_size for path in offices.mail.iterdir()]
    sizes, threshold = [rows] * k, recipe.threshold_for(rows)
    begin = time.process_time()
    blinded = profile(link(complete.points, recipe.weights, threshold), sizes)
    linked = time.process_time() - begin
    clear = [whole(own, others) for own, others in zip(held.lists, held.planted, strict=True)]
    same = blinded == profile(link(clear, recipe.weights, threshold), sizes)
    fast = min(wall, cpu) <= MOST_RING  # on a machine that others use the clock says little
    print(
        f"ring of {k} lists, {rows:,} rows, {len(recipe.kinds)} tokens each: {wall:.0f} s, of processors {cpu:.0f} s"
        f"{'' if fast else '  MISSED'}; {len(moved)} files, {sum(moved):,} bytes in all, {max(moved):,} the largest; "
        f"linking {linked:.1f} s; overlaps {'as in the clear' if same else 'DIFFER from those in the clear'}"
    )
    return same and fast


def _used() -> float:
    """Processor seconds of this process and of those that it waited for."""
    return sum(os.times()[:4])


def main() -> int:
    """Print the times; exit 1 where a target is missed or an answer is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("estimates", "peers", "ring"), help="one part")
    parser.add_argument("--rows", type=int, default=5_000, help="rows of each list of the ring")
    given = parser.parse_args()
    parts = {"estimates": estimates, "peers": peers, "ring": lambda: ring(given.rows)}
    if given.only != "ring" and not MSE.is_dir():
        print(
            f"{MSE} is not there: the published tables are not part of the repository; --only ring runs without"
        )
        return 1
    met = [work() for name, work in parts.items() if given.only in (None, name)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
