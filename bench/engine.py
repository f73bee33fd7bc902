"""The same pathway on every simulator: first whether their results agree, then how fast each is on one core.

    python bench/engine.py --quick
    python bench/engine.py --rounds 7 --python-for openfisca=/path/to/python

What each row measures, and what it leaves out, is in ``bench/README.md``.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import shipped
from agreement import LARGEST_Z, SMALLEST_P, Counts, compare
from harness import Contestant, Result, measure
from reference import definition

VARICK = "varick compiled"
REFERENCE = (
    Contestant("simpy", "reference.simpy_peer", 100_000, package="simpy"),
    Contestant("openfisca, drawing too", "reference.openfisca_peer", 1_000_000, package="openfisca"),
    Contestant(
        "openfisca, formulas only",
        "reference.openfisca_peer",
        1_000_000,
        prepare="prepare",
        package="openfisca",
    ),
    Contestant("polars by hand", "reference.polars_peer", 10_000_000, package="polars"),
    Contestant("numpy by hand", "reference.numpy_peer", 10_000_000, package="numpy"),
    Contestant(
        "c, straight loop",
        "reference.c_peer",
        10_000_000,
        prepare="prepare",
        tag="straight",
        source="reference/c_peer.c",
    ),
    Contestant(
        "c, blocks",
        "reference.c_peer",
        20_000_000,
        prepare="prepare_blocks",
        tag="blocks",
        source="reference/c_peer.c",
    ),
    Contestant(
        "varick numpy",
        "reference.varick_peer",
        1_000_000,
        run="run_numpy",
        source="reference/varick_pathway.py",
    ),
    Contestant(VARICK, "reference.varick_peer", 20_000_000, source="reference/varick_pathway.py"),
)
JUDGES = ("c, blocks", "numpy by hand")
"""Whose big run the others are compared with: the first that is installed."""
SAME_LUCK = ("c, straight loop", "c, blocks", "varick numpy", VARICK)
"""Those that draw with the same generator, so that equal means equal bit for bit."""
PACKAGES = ("simpy", "openfisca-core", "polars", "numpy", "numba")


@dataclass(frozen=True)
class Target:
    """``VARICK`` is to be at least ``ratio`` times as fast as ``peer``."""

    peer: str
    ratio: float
    says: str


TARGETS = (
    Target("simpy", 600, "at least 600 times SimPy"),
    Target("openfisca, drawing too", 15, "at least 15 times OpenFisca"),
    Target("polars by hand", 2, "at least 2 times Polars, per core"),
    Target("c, straight loop", 1 / 1.5, "within 1.5 times the time of the C loop"),
    Target("c, blocks", 1 / 1.5, "within 1.5 times the time of the C loop in blocks"),
)


class Bench:
    """One comparison: contestants, the interpreters they run in, and what came out."""

    def __init__(
        self, contestants: Sequence[Contestant], core: int | None, pythons: dict[str, str], share: float
    ) -> None:
        self.core, self.pythons = core, pythons
        self.persons = {c.name: max(int(c.n * share), 2_000) for c in contestants}
        self.missing: dict[str, str] = {}
        self.all = {c.name: c for c in contestants}

    @property
    def running(self) -> list[Contestant]:
        """Those that are installed, as far as is known."""
        return [c for c in self.all.values() if c.name not in self.missing]

    def once(self, name: str, n: int, seed: int) -> Result | None:
        """One run in its own process; None, and a note, where something is not installed."""
        c = self.all[name]
        result = measure(c, n, seed, self.core, self.pythons.get(c.package, sys.executable))
        if result.missing:
            self.missing[name] = result.missing
            return None
        return result

    def agree(
        self, judges: Sequence[str], m: int, ends: Callable[[Counts], Counts], same_luck: Sequence[str]
    ) -> bool:
        """Compare every contestant's counts with a big run of the first judge, and print the verdicts.

        Raises RuntimeError where no judge is installed."""
        judged_by, reference = next(
            ((j, r.counts) for j in judges if j in self.all and (r := self.once(j, m, 20_010_101))), ("", {})
        )
        if not reference:
            raise RuntimeError(f"none of {', '.join(judges)} can run: {self.missing}")
        print(
            f"agreement with {m:,} persons of {judged_by}: |z| <= {LARGEST_Z:g} for each count, "
            f"chi-square p >= {SMALLEST_P:g} for where people stop"
        )
        exact: dict[str, dict[str, int]] = {}
        holds = True
        for c in list(self.running):
            n = self.persons[c.name]
            result = self.once(c.name, n, 7)
            if result is None:
                continue
            verdict = compare(result.counts, n, reference, m, ends)
            holds &= verdict.holds
            note = "" if verdict.holds else "   DISAGREES"
            if c.name in same_luck:
                same = self.once(c.name, 200_003, 3)
                exact[c.name] = same.counts if same else {}
            print(
                f"  {c.name:26}{n:>12,}  largest z {verdict.largest_z:5.2f} ({verdict.event}), "
                f"p {verdict.p:.2f}{note}"
            )
        if len(exact) > 1:
            first = next(iter(exact.values()))
            equal = all(counts == first for counts in exact.values())
            holds &= equal
            print(
                f"  bit for bit the same on 200,003 persons: {'; '.join(exact)}: "
                f"{'yes' if equal else 'NO, they DISAGREE'}"
            )
        return holds

    def race(self, rounds: int) -> dict[str, Result]:
        """Interleaved rounds; of each contestant the one with the least processor time."""
        best: dict[str, Result] = {}
        for k in range(rounds):
            for c in self.running:
                result = self.once(c.name, self.persons[c.name], 100 + k)
                if result and (c.name not in best or result.cpu < best[c.name].cpu):
                    best[c.name] = result
        return best

    def table(self, best: dict[str, Result], against: Sequence[str]) -> None:
        """Print one line a contestant, with its speed relative to each of ``against``."""
        speed = {name: self.persons[name] / r.cpu for name, r in best.items()}
        heads = "".join(f"{'x ' + name.split(',')[0]:>18}" for name in against)
        print(
            f"\n{'':26}{'persons':>12}{'persons/s':>14}{'wall':>14}{heads}{'peak MB':>9}"
            f"{'+MB':>6}{'lines':>7}"
        )
        for c in self.all.values():
            if c.name not in best:
                print(f"{c.name:26}  not installed: {self.missing.get(c.name, '?')}")
                continue
            r, n = best[c.name], self.persons[c.name]
            ratios = "".join(
                f"{speed[c.name] / speed[a]:>18.3g}" if a in speed else f"{'-':>18}" for a in against
            )
            print(
                f"{c.name:26}{n:>12,}{speed[c.name]:>14,.0f}{n / r.wall:>14,.0f}{ratios}"
                f"{r.peak_mb:>9.0f}{r.peak_mb - r.base_mb:>6.0f}{c.model_lines:>7}"
            )

    def targets(self, best: dict[str, Result], targets: Sequence[Target], ours: str) -> None:
        """Print each target, what was measured, and whether it is met."""
        speed = {name: self.persons[name] / r.cpu for name, r in best.items()}
        for t in targets:
            if ours not in speed or t.peer not in speed:
                print(f"target {t.says}: not measured")
                continue
            ratio = speed[ours] / speed[t.peer]
            measured = f"{ratio:.3g} times as fast" if ratio >= 1 else f"{1 / ratio:.3g} times the time"
            print(f"target {t.says}: {measured} as {t.peer}: {'met' if ratio >= t.ratio else 'NOT met'}")


def machine() -> str:
    """Processor, Python and package versions, load."""
    try:
        cpu = next(
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        )
    except (OSError, StopIteration):
        cpu = platform.processor()
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    python = platform.python_version()
    return (
        f"{cpu}, {os.cpu_count()} cores, Python {python}, {', '.join(found)}; load {os.getloadavg()[0]:.1f}"
    )


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description="Compare simulators on one reference pathway with invented numbers."
    )
    parser.add_argument("--quick", action="store_true", help="a twentieth of the persons and two rounds")
    parser.add_argument(
        "--rounds", type=int, help="interleaved rounds, of which the best counts (5; 2 with --quick)"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="only these rows, besides Varick's; repeatable",
    )
    parser.add_argument("--core", type=int, help="the core to run on (the last one allowed)")
    parser.add_argument(
        "--python-for",
        action="append",
        default=[],
        metavar="PACKAGE=PATH",
        help="another interpreter, e.g. openfisca=of/bin/python",
    )
    asked = parser.parse_args()
    names = [c.name for c in REFERENCE]
    for name in asked.only:
        if not any(name in known for known in names):
            parser.error(f"--only {name}: not part of a name; the names are {', '.join(names)}")
    for pair in asked.python_for:
        package, _, path = pair.partition("=")
        if package not in {c.package for c in REFERENCE if c.package} or not Path(path).is_file():
            parser.error(f"--python-for {pair}: say PACKAGE=PATH with an interpreter that exists")
    return asked


def main() -> int:
    """Exit 0 when everything that is installed agrees, else 1."""
    asked = arguments()
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    core = asked.core if asked.core is not None else allowed[-1] if allowed else None
    pythons = {package: path for package, _, path in (pair.partition("=") for pair in asked.python_for)}
    wanted = [
        c for c in REFERENCE if not asked.only or any(o in c.name for o in (*asked.only, "varick", JUDGES[0]))
    ]
    print(machine())
    bench = Bench(wanted, core, pythons, 0.05 if asked.quick else 1.0)
    if not bench.agree(JUDGES, 2_000_000 if asked.quick else 1 << 25, definition.terminals, SAME_LUCK):
        print("the results disagree, so their speeds are not compared", file=sys.stderr)
        return 1
    best = bench.race(asked.rounds or (2 if asked.quick else 5))
    bench.table(best, ("simpy", VARICK))
    print(
        "persons/s: a second of processor time, one core, best round; +MB: above what the imports take; "
        "lines: of the model, without the shared numbers"
    )
    bench.targets(best, TARGETS, VARICK)
    print(f"load at the end {os.getloadavg()[0]:.1f}")
    if not asked.only:
        print()
        shipped.report(asked.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
