"""The per-person questions of the record against PM4Py, DuckDB and Polars: first whether all answer alike, then what it costs.

    python bench/observe.py --quick               # half a million events, a minute, rough
    python bench/observe.py                       # 5 million, all engines; 50 million, ours
    python bench/observe.py --events 5000000 --rounds 5
    python bench/observe.py --peers-large         # DuckDB and Polars at 50 million too (7 GB; PM4Py runs out of memory)

What each row measures, and what it leaves out, is in ``bench/README.md``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from math import isclose
from pathlib import Path
from typing import Any

QUESTIONS = {
    "flow": "directly-follows",
    "variants": "variants",
    "lag": "lag X to next Y",
    "throughput": "first to last",
}
ENGINES = ("varick", "duckdb", "polars", "pm4py")
FAST = ("duckdb", "polars")
SLOW = "pm4py"
AGAINST_SLOW, AGAINST_FAST = 100, 6
"""Targets at 5 million events: times the CPU seconds of PM4Py's whole call (reading, formatting, answering), of the better of
DuckDB and Polars. They are judged of the call; the ratio of whole processes, imports and interpreter included, is beside it."""
LARGE, CPU, GB = 50_000_000, 2.0, 1.2
"""Targets of ours at 50 million events: CPU seconds and peak memory of the whole process, each question."""
PACKAGES = ("numpy", "pyarrow", "numba", "duckdb", "polars", "pandas", "pm4py")


@dataclass
class Told:
    """The best round of one engine at one question."""

    answer: Any = None
    cpu: float = float("inf")
    call: float = float("inf")
    peak_gb: float = 0.0
    missing: str = ""


@dataclass
class Size:
    """One size of the log: where its files are, and what came out."""

    events: int
    folder: Path
    log: Path
    table: Path | None
    told: dict[tuple[str, str], Told] = field(default_factory=dict)


def ask(name: str, *arguments: str) -> dict[str, Any]:
    """One question in a process of its own. Raises RuntimeError with its last words where it fails."""
    script = Path(__file__).with_name("observe_questions.py")
    done = subprocess.run(
        [sys.executable, str(script), name, *arguments], capture_output=True, text=True, env=os.environ
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [f"killed, exit {done.returncode}"]
        raise RuntimeError(f"{name}: {said[0]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def made(events: int, folder: Path, with_table: bool) -> Size:
    """The synthetic log; ours is built from the peers' table where there is one, and what that takes is printed."""
    folder.mkdir(parents=True, exist_ok=True)
    log, table = folder / "log.parquet", folder / "table.parquet"
    facts = ask("make_log", str(events), str(folder), "1" if with_table else "0")["answer"]
    print(f"\n{facts['events']:,} events of {facts['persons']:,} persons (invented)")
    if with_table:
        built = ask("prepare_log", str(table), str(log))
        print(
            f"  our log from the peers' table, once, before any question: {built['cpu']:.1f} CPU s, "
            f"{built['peak_gb']:.2f} GB; {table.stat().st_size / 1e6:,.0f} MB became {log.stat().st_size / 1e6:,.0f} MB"
        )
    return Size(facts["events"], folder, log, table if with_table else None)


def run(size: Size, engine: str, question: str) -> Told:
    """One round."""
    told = size.told.setdefault((engine, question), Told())
    if told.missing:
        return told
    path = size.log if engine.startswith("varick") else size.table
    name, _, loops = engine.partition(" ")
    try:
        found = ask(f"{name}_{question}{'+loops' if loops else ''}", str(path))
    except RuntimeError as error:
        told.missing = str(error)[:80]
        return told
    if "missing" in found:
        told.missing = f"{found['missing']} is not installed"
        return told
    told.answer = found["answer"]
    told.cpu, told.call = min(told.cpu, found["cpu"]), min(told.call, found["call"])
    told.peak_gb = max(told.peak_gb, found["peak_gb"])
    return told


def same(one: Any, other: Any) -> bool:
    """Equal answers: whole numbers and texts exactly, quantiles to one part in a million."""
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(same(one[k], other[k]) for k in one)
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isclose(one, other, rel_tol=1e-6) if isinstance(one, float) else bool(one == other)


def agree(size: Size, engines: tuple[str, ...]) -> bool:
    """One round of everything; prints whether all that ran answer alike."""
    holds = True
    for question, called in QUESTIONS.items():
        ours = run(size, "varick", question).answer
        verdicts = []
        for engine in engines:
            told = run(size, engine, question)
            alike = not told.missing and same(ours, told.answer)
            holds &= alike or bool(told.missing)
            verdicts.append(f"{engine} {told.missing or ('the same' if alike else 'DISAGREES')}")
        print(f"  {called:18}{'; '.join(verdicts)}", flush=True)
    return holds


def table(size: Size, engines: tuple[str, ...]) -> None:
    """CPU seconds and peak memory of whole processes, and in brackets without imports."""
    print(
        f"\n  CPU seconds of the whole process (without imports), peak GB{'':8}"
        + "".join(f"{e:>24}" for e in engines)
    )
    for question, called in [*QUESTIONS.items(), ("curve", "lag, Kaplan-Meier")]:
        cells = []
        for engine in engines:
            told = size.told.get((engine, question))
            cells.append(
                "-"
                if told is None or told.missing
                else f"{told.cpu:.2f} ({told.call:.2f}) {told.peak_gb:.2f}"
            )
        print(f"  {called:65}" + "".join(f"{cell:>24}" for cell in cells))


def against_peers(size: Size) -> list[tuple[str, bool]]:
    """Each target with what was measured, of the call and of the whole process; peers that did not run are not judged."""
    found = []
    for question, called in QUESTIONS.items():
        ours = size.told["varick", question]
        peers = {e: t for e in ENGINES[1:] if (t := size.told.get((e, question))) and not t.missing}
        for names, target, said in (
            ((SLOW,), AGAINST_SLOW, "PM4Py"),
            (FAST, AGAINST_FAST, "the better of DuckDB and Polars"),
        ):
            if not (those := [peers[e] for e in names if e in peers]):
                continue
            call = min(t.call for t in those) / ours.call
            whole = min(t.cpu for t in those) / ours.cpu
            beside = "" if whole >= target else ", BELOW the target"
            text = (
                f"{called}: {call:.1f} x {said} (target {target}); as whole processes {whole:.1f} x{beside}"
            )
            found.append((text, call >= target))
    return found


def at_large(size: Size) -> list[tuple[str, bool]]:
    """Ours alone at 50 million events."""
    found = []
    for question, called in QUESTIONS.items():
        told = size.told["varick", question]
        found.append(
            (f"{called}: {told.cpu:.2f} CPU s (target {CPU:g}), {told.peak_gb:.2f} GB (target {GB:g})",
             told.cpu <= CPU and told.peak_gb <= GB)
        )  # fmt: skip
    return found


def versions() -> str:
    """Packages and their versions."""
    told = []
    for name in PACKAGES:
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            told.append(f"{name} not installed")
    return ", ".join(told)


def measured(size: Size, peers: tuple[str, ...], rounds: int) -> bool:
    """Agreement, then rounds of ours and the quick peers, interleaved; PM4Py once."""
    if not agree(size, peers):
        return False
    again = ("varick", *(peer for peer in peers if peer != SLOW))
    for _ in range(rounds - 1):
        for question in QUESTIONS:
            for engine in again:
                run(size, engine, question)
    for _ in range(rounds):
        run(size, "varick", "curve")
        for question in QUESTIONS:
            if question != "throughput":
                run(size, "varick loops", question)
    table(size, ("varick", "varick loops", *peers))
    return True


def main() -> int:
    """Run the comparison; exit 1 where engines disagree or a target is missed."""
    parser = argparse.ArgumentParser(description="The per-person questions against PM4Py, DuckDB and Polars.")
    parser.add_argument(
        "--events", type=int, default=5_000_000, help="events of the comparison (default 5,000,000)"
    )
    parser.add_argument(
        "--large", type=int, default=LARGE, help="events for ours alone (default 50,000,000; 0: none)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the best counts (default 3)")
    parser.add_argument(
        "--quick", action="store_true", help="half a million events, one round, targets not judged"
    )
    parser.add_argument("--peers-large", action="store_true", help="DuckDB and Polars at the large size too")
    parser.add_argument("--without-pm4py", action="store_true", help="leave PM4Py out (minutes)")
    chosen = parser.parse_args()
    events, large, rounds = (500_000, 0, 1) if chosen.quick else (chosen.events, chosen.large, chosen.rounds)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    print(versions())
    peers = tuple(e for e in ENGINES[1:] if not (chosen.without_pm4py and e == SLOW))
    verdicts: list[tuple[str, bool]] = []
    with tempfile.TemporaryDirectory(prefix="varick-bench-") as place:
        small = made(events, Path(place) / "small", True)
        if not measured(small, peers, rounds):
            print("answers DISAGREE; nothing is compared")
            return 1
        verdicts += against_peers(small)
        if large:
            size = made(large, Path(place) / "large", chosen.peers_large)
            if not measured(size, FAST if chosen.peers_large else (), rounds):
                print("answers DISAGREE; nothing is compared")
                return 1
            verdicts += at_large(size)
    print("\ntargets" if not chosen.quick else "\nratios at this size (targets are for 5 million events)")
    for said, held in verdicts:
        print(f"  {'' if chosen.quick else 'met     ' if held else 'MISSED  '}{said}")
    return 0 if chosen.quick or all(held for _, held in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
