"""The shipped pathway on this machine: simulation, expectation, tables, compilation and start-up, against their targets.

    python bench/shipped.py            # minutes: 100 million people
    python bench/shipped.py --quick    # without them

Every time is the best of several in a process of its own; what compiles or starts runs in a fresh process and an empty
cache. Results are checked equal before anything is timed: the compiled loop against NumPy, expectation against counts.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

TARGETS: dict[str, tuple[str, float]] = {
    "simulate 250,000 warm, one thread": ("ms", 40),
    "simulate 250,000 warm, two threads": ("ms", 25),
    "simulate 250,000, NumPy": ("ms", 600),
    "simulate 100 million, two threads": ("s", 8),
    "the same, peak memory": ("MB", 300),
    "expect, first in a process": ("ms", 250),
    "expect, built again": ("ms", 150),
    "expect, only probabilities changed": ("ms", 10),
    "tables, all": ("ms", 50),
    "tables, one changed fact": ("ms", 2),
    "cold compile with the import of numba": ("s", 15),
    "cached start, from python to the first count": ("s", 1.5),
    "varick --help": ("ms", 250),
}


def best(times: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest of several runs."""
    found = []
    for _ in range(times):
        begin = perf_counter()
        work()
        found.append(perf_counter() - begin)
    return min(found)


def fresh(part: str, cache: str) -> dict[str, float]:
    """Run one part of this file in a process of its own."""
    environment = {**os.environ, "VARICK_CACHE": cache}
    done = subprocess.run(
        [sys.executable, __file__, "--part", part],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def simulation() -> dict[str, float]:
    from varick.engine.population import Numpy, simulate

    compiled, program = _compiled()
    slow = Numpy(program)
    assert (simulate(compiled, 7, 250_000).events == slow.count(7, 0, 250_000)).all(), (
        "compiled and NumPy differ"
    )
    return {
        "simulate 250,000 warm, one thread": best(15, lambda: simulate(compiled, 7, 250_000)) * 1e3,
        "simulate 250,000 warm, two threads": best(15, lambda: simulate(compiled, 7, 250_000, threads=2))
        * 1e3,
        "simulate 250,000, NumPy": best(3, lambda: slow.count(7, 0, 250_000)) * 1e3,
    }


def large() -> dict[str, float]:
    from varick.engine.population import simulate

    compiled, _ = _compiled()
    compiled.count(7, 0, 1)
    seconds = best(2, lambda: simulate(compiled, 7, 100_000_000, threads=2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"simulate 100 million, two threads": seconds, "the same, peak memory": peak}


def expectation() -> dict[str, float]:
    import numpy as np

    from varick.engine.expect import expect
    from varick.engine.population import Numpy
    from varick.engine.uncertainty import at

    model = _model()
    begin = perf_counter()
    found = expect(model.program)
    first = perf_counter() - begin
    n = 200_000
    counts = Numpy(model.program).count(7, 0, n)
    error = np.sqrt(np.maximum(n * found.events * (1 - found.events), 1e-9))
    assert (np.abs(counts - n * found.events) < 5 * np.maximum(error, 0.2)).all(), (
        "expectation and counts differ"
    )
    changed = model.with_facts(
        {"judicial_warrant_share": at(model.facts["judicial_warrant_share"], 0.7)}
    ).program
    assert not expect(changed, found.layers).rebuilt
    return {
        "expect, first in a process": first * 1e3,
        "expect, built again": best(5, lambda: expect(model.program)) * 1e3,
        "expect, only probabilities changed": best(15, lambda: expect(changed, found.layers)) * 1e3,
        "widest layer, states": found.layers.widest,
    }


def tables() -> dict[str, float]:
    from varick.engine.uncertainty import at
    from varick.model.build import Model

    model = _model()
    fact = model.facts["judicial_warrant_share"]
    places = iter(range(1, 1000))
    return {
        "tables, all": best(9, lambda: Model(model.pathway, model.facts, model.period)) * 1e3,
        "tables, one changed fact": best(
            30, lambda: model.with_facts({fact.name: at(fact, next(places) / 1000)})
        )
        * 1e3,
        "nodes": len(model.program.steps),
    }


def compilation() -> dict[str, float]:
    begin = perf_counter()
    compiled, _ = _compiled()
    made = perf_counter()
    compiled.count(7, 0, 1)
    return {"compile": perf_counter() - made, "prepare": made - begin}


def _model() -> Any:
    from varick.model.load import load_scenario
    from varick.model.shipped import model_of

    return model_of(load_scenario("nyc-2018"))


def _compiled() -> Any:
    from varick.engine.compiled import Compiled

    program = _model().program
    return Compiled(program), program


def start(cache: str, *command: str) -> float:
    """Seconds of a whole process, the best of seven."""
    environment = {**os.environ, "VARICK_CACHE": cache, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start compiles every module it imports
    run = [sys.executable, *command]
    return best(7, lambda: subprocess.run(run, env=environment, capture_output=True, check=True))


def report(quick: bool) -> None:
    """Measure everything and print it beside its target."""
    with tempfile.TemporaryDirectory() as cache:
        cold = fresh("compilation", cache)
        found = {"cold compile with the import of numba": cold["compile"]}
        counted = start(cache, __file__, "--part", "compilation")
        found["cached start, from python to the first count"] = counted
        for part in ("simulation", "expectation", "tables", *([] if quick else ["large"])):
            found |= fresh(part, cache)
        found["varick --help"] = start(cache, "-m", "varick", "--help") * 1e3
    nodes, widest = found.pop("nodes"), found.pop("widest layer, states")
    print(f"shipped pathway nyc-2018: {nodes:.0f} nodes, widest layer {widest:,.0f} states")
    for name, (unit, target) in TARGETS.items():
        if name in found:
            met = "met" if found[name] <= target else "NOT met"
            print(f"{name:48s}{found[name]:10.3g} {unit:3s} target {target:g} {unit}: {met}")
    print(f"load at the end {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the shipped pathway against its targets.")
    parser.add_argument("--quick", action="store_true", help="leave out the 100 million people")
    parts = ["simulation", "large", "expectation", "tables", "compilation"]
    parser.add_argument("--part", choices=parts, help="used by itself")
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(globals()[asked.part]()))
        return
    report(asked.quick)


if __name__ == "__main__":
    main()
