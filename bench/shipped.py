"""The shipped pathway on this machine: simulation, expectation, levers, tables, compilation, start-up, against targets.

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
from time import perf_counter, process_time
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
    "draws: 200 of all facts, pushed exactly": ("s", 5),
    "levers: all reforms with 200 draws": ("s", 20),
    "the same, processor time": ("s", 25),
    "levers, peak memory": ("MB", 1000),
    "brief: the whole page from the command line": ("s", 30),
    "cold compile with the import of numba": ("s", 15),
    "cached start, from python to the first count": ("s", 1.5),
    "varick --help": ("ms", 250),
}


def best(times: int, work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    """Seconds of the quickest of several runs. ``clock``: `process_time` for what runs on one thread, so that others on the
    machine count for less."""
    found = []
    for _ in range(times):
        begin = clock()
        work()
        found.append(clock() - begin)
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
        "simulate 250,000, NumPy": best(3, lambda: slow.count(7, 0, 250_000), process_time) * 1e3,
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

    model = _model()
    begin = process_time()
    found = expect(model.program)
    first = process_time() - begin
    n = 200_000
    counts = Numpy(model.program).count(7, 0, n)
    error = np.sqrt(np.maximum(n * found.events * (1 - found.events), 1e-9))
    assert (np.abs(counts - n * found.events) < 5 * np.maximum(error, 0.2)).all(), (
        "expectation and counts differ"
    )
    changed = _with_one_fact_changed(model, 0.7).program
    assert not expect(changed, found.layers).rebuilt
    return {
        "expect, first in a process": first * 1e3,
        "expect, built again": best(5, lambda: expect(model.program), process_time) * 1e3,
        "expect, only probabilities changed": best(15, lambda: expect(changed, found.layers), process_time)
        * 1e3,
        "widest layer, states": found.layers.widest,
        "histories of days": found.layers.histories,
    }


def draws() -> dict[str, float]:
    """Levers over all reforms, as the command gives them, after the draws of the scenario as it is."""
    import numpy as np

    from varick.engine.answers import World
    from varick.engine.levers import levers
    from varick.model.load import library, load_scenario

    world = World.of(load_scenario("nyc-2018"))
    begin, cpu = perf_counter(), process_time()
    drawn = world.drawn
    own = perf_counter() - begin
    assert np.abs(drawn.stated - world.expected.events).max() < 1e-12, "draws and expectation differ"
    answer = levers(world, library().reforms)
    return {
        "draws: 200 of all facts, pushed exactly": own,
        "levers: all reforms with 200 draws": perf_counter() - begin,
        "the same, processor time": process_time() - cpu,
        "levers, peak memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "reforms": len(answer["levers"]),
        "widest layer of the draws, states": drawn.layers.widest,
    }


def page(cache: str) -> float:
    """Seconds of the verb that writes the whole page."""
    verb = ["brief", "nyc-2018"] if (ROOT / "src/varick/cli/brief.py").exists() else ["demo"]
    with tempfile.TemporaryDirectory() as out:
        return start(cache, "-m", "varick", *verb, "--out", out, times=1)


def tables() -> dict[str, float]:
    from varick.model.build import Model

    model = _model()
    places = iter(range(1, 1000))
    return {
        "tables, all": best(9, lambda: Model(model.pathway, model.facts, model.period), process_time) * 1e3,
        "tables, one changed fact": best(30, lambda: _with_one_fact_changed(model, next(places) / 1000))
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


def _with_one_fact_changed(model: Any, place: float) -> Any:
    """The model with the first fact that one draw alone reads at another place of its range."""
    from varick.engine.uncertainty import at, ranged

    name = next(
        name
        for name in ranged(model)
        if [w.node.kind for w in model.wired if name in w.facts] == ["chance"]
        and not isinstance(model.facts[name].values[0].value, dict)
    )
    return model.with_facts({name: at(model.facts[name], place)})


def _compiled() -> Any:
    from varick.engine.compiled import Compiled

    program = _model().program
    return Compiled(program), program


def start(cache: str, *command: str, times: int = 7) -> float:
    """Seconds of a whole process, the best of several."""
    environment = {**os.environ, "VARICK_CACHE": cache, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start compiles every module it imports
    run = [sys.executable, *command]
    return best(times, lambda: subprocess.run(run, env=environment, capture_output=True, check=True))


def report(quick: bool) -> None:
    """Measure everything and print it beside its target."""
    with tempfile.TemporaryDirectory() as cache:
        cold = fresh("compilation", cache)
        found = {"cold compile with the import of numba": cold["compile"]}
        counted = start(cache, __file__, "--part", "compilation")
        found["cached start, from python to the first count"] = counted
        for part in ("simulation", "expectation", "tables", "draws", *([] if quick else ["large"])):
            found |= fresh(part, cache)
        try:
            found["brief: the whole page from the command line"] = page(cache)
        except subprocess.CalledProcessError as error:
            print(f"the page was refused: {error.stderr.decode().strip()[-300:]}")
        found["varick --help"] = start(cache, "-m", "varick", "--help") * 1e3
    nodes, reforms = found.pop("nodes"), found.pop("reforms")
    widest, histories = found.pop("widest layer, states"), found.pop("histories of days")
    with_draws = found.pop("widest layer of the draws, states")
    print(
        f"shipped pathway nyc-2018: {nodes:.0f} nodes, {reforms:.0f} reforms, widest layer {widest:,.0f} states "
        f"({with_draws:,.0f} for 200 draws at once), {histories:,.0f} histories of days"
    )
    for name, (unit, target) in TARGETS.items():
        if name in found:
            met = "met" if found[name] <= target else "NOT met"
            print(f"{name:48s}{found[name]:10.3g} {unit:3s} target {target:g} {unit}: {met}")
        elif not quick:
            print(f"{name:48s}{'':10s} {unit:3s} target {target:g} {unit}: NOT measured")
    print(f"load at the end {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the shipped pathway against its targets.")
    parser.add_argument("--quick", action="store_true", help="leave out the 100 million people")
    parts = ["simulation", "large", "expectation", "draws", "tables", "compilation"]
    parser.add_argument("--part", choices=parts, help="used by itself")
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(globals()[asked.part]()))
        return
    report(asked.quick)


if __name__ == "__main__":
    main()
