"""Runs one implementation in a process of its own, on one core, and reports counts, time and memory."""

import importlib
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ONE_THREAD = dict.fromkeys(
    ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"),
    "1",
)
_BEGINS, _ENDS = re.compile(r"--- model begins ?(\w*)"), re.compile(r"--- model ends")


@dataclass(frozen=True)
class Contestant:
    """One way of simulating a pathway.

    ``module`` has the function ``run`` (n, seed) -> counts per event, or the function ``prepare`` (n, seed),
    which does what is not timed and returns the callable that is; its docstring says which part that is.
    """

    name: str
    module: str
    n: int
    """Persons of a timed run, about a second's worth."""
    run: str = "run"
    prepare: str = ""
    package: str = ""
    """What ``--python-for`` calls the interpreter that has it."""
    tag: str = ""
    """Which tagged lines of ``source`` belong to it, beside the untagged ones."""
    source: str = ""
    """File with the model's lines; empty means the module."""

    @property
    def model_lines(self) -> int:
        """Lines between the markers ``--- model begins`` and ``--- model ends`` that are neither blank nor
        comments."""
        path = HERE / (self.source or self.module.replace(".", "/") + ".py")
        lines, counting = 0, False
        for line in path.read_text(encoding="utf-8").splitlines():
            begins = _BEGINS.search(line)
            if begins:
                counting = begins[1] in ("", self.tag)
            elif _ENDS.search(line):
                counting = False
            elif counting and line.strip() and not line.strip().startswith(("#", "/*", "*")):
                lines += 1
        return lines


@dataclass
class Result:
    """What one process reported."""

    counts: dict[str, int] = field(default_factory=dict)
    cpu: float = 0.0
    wall: float = 0.0
    peak_mb: float = 0.0
    base_mb: float = 0.0
    """Memory in use before the warm run: interpreter, imports, tables."""
    missing: str = ""
    """A package (or gcc) that is not installed; then nothing else is set."""


def measure(
    contestant: Contestant, n: int, seed: int, core: int | None, python: str = sys.executable
) -> Result:
    """Run it in a new process. Raises RuntimeError with its last words where it fails for another reason
    than a missing package."""
    asked = json.dumps([contestant.module, contestant.run, contestant.prepare, n, seed, core])
    done = subprocess.run(
        [python, str(HERE / "harness.py"), asked],
        capture_output=True,
        text=True,
        env={**os.environ, **ONE_THREAD},
    )
    if done.returncode:
        raise RuntimeError(f"{contestant.name} failed:\n{done.stderr.strip()[-2000:]}")
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def memory_mb(what: str) -> float:
    """``VmHWM`` (peak) or ``VmRSS`` (now) of this process. Raises OSError where there is no /proc."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _work(module: str, run: str, prepare: str, n: int, seed: int, core: int | None) -> dict[str, Any]:
    if core is not None:
        os.sched_setaffinity(0, {core})
    sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
    try:
        peer = importlib.import_module(module)
        base = memory_mb("VmRSS")
        warm = max(n // 5, 1000)
        if prepare:
            getattr(peer, prepare)(warm, seed + 1)()
            timed = getattr(peer, prepare)(n, seed)
        else:
            getattr(peer, run)(warm, seed + 1)

            def timed() -> dict[str, int]:
                return dict(getattr(peer, run)(n, seed))

        cpu, wall = time.process_time(), time.perf_counter()
        counts = timed()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    except ModuleNotFoundError as error:
        if (error.name or "").startswith(("reference", "varick")):
            raise
        return {"missing": error.name or str(error)}
    return {"counts": counts, "cpu": cpu, "wall": wall, "peak_mb": memory_mb("VmHWM"), "base_mb": base}


if __name__ == "__main__":
    print(json.dumps(_work(*json.loads(sys.argv[1]))))
