"""How often an interval of `varick together estimate` holds the truth, linkage error inside, and how often it refuses.

python bench/intervals.py [--seeds development|frozen] [--times 100] [--only GROUP] [--json FILE]

Invented worlds (`worlds.py`) of 50 to 5,000 people on 2 to 5 lists, each list with a coverage of its own between 10 and 60 %.
Groups: `held` are worlds in which what the methods assume holds, with exact, good and poor linkage; `broken` those in
which people differ or two lists depend on each other, which an interval cannot know. The refusal rule was tuned on the
development seeds; the table of docs/decisions/estimate.md is of the frozen ones.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from worlds import World, drawn

from varick.together.estimating.side_by_side import SLOW, estimate, methods_of

PEOPLE = (50, 100, 300, 1_000, 5_000)
LISTS = (2, 3, 4, 5)
LINKAGE = {"exact": (1.0, 0.0, 0), "good": (0.93, 0.01, 100), "poor": (0.75, 0.04, 100)}
"""Level -> recall, share of open records wrongly taken, planted people."""
BROKEN = {"differ": (0.7, 0.0), "differ much": (1.5, 0.0), "lists pull": (0.0, float(np.log(2)))}
"""Kind -> spread of the logit of a person's propensity, log odds ratio of the first two lists."""
SEEDS = {"development": 1, "frozen": 20261123}


def run(group: str, people: int, k: int, kind: str, times: int, seed: int) -> list[dict[str, object]]:
    """One row a method: how often it answered, held the truth, and how wide and how far off it was."""
    rng = np.random.Generator(np.random.Philox(key=[seed, hash_of(group, people, k, kind)]))
    found: dict[str, list[tuple[bool, bool, float, float]]] = defaultdict(list)
    begin = time.process_time()
    for _ in range(times):
        on = tuple(rng.uniform(0.1, 0.6, k))
        level = LINKAGE[kind] if group == "held" else LINKAGE["good"]
        spread, pull = BROKEN.get(kind, (0.0, 0.0))
        table = drawn(World(people, on, spread, pull, *level), rng)
        answer = estimate(
            table, odds=(), recalls=(), only=[name for name in methods_of(k) if name not in SLOW]
        )
        for one in answer.methods:
            if not one.answered:
                found[one.method].append((False, False, 0.0, 0.0))
                continue
            high = np.inf if one.high is None else one.high
            holds = one.low <= people <= high
            wide = 0.0 if one.high is None else float(np.log(one.high / one.low))
            found[one.method].append((True, holds, one.value / people, wide))
        span = answer.span
        if span is not None:
            found["span"].append((True, span[0] <= people <= span[1], 1.0, float(np.log(span[1] / span[0]))))
    seconds = (time.process_time() - begin) / times
    rows: list[dict[str, object]] = []
    for method, told in found.items():
        said = [x for x in told if x[0]]
        rows.append(
            {
                "group": group,
                "people": people,
                "lists": k,
                "kind": kind,
                "method": method,
                "times": times,
                "answered": len(said),
                "held": sum(x[1] for x in said),
                "ratio": float(np.median([x[2] for x in said])) if said else None,
                "width": float(np.median([x[3] for x in said])) if said else None,
                "seconds": round(seconds, 3),
            }
        )
    return rows


def hash_of(*parts: object) -> int:
    """A number that is the same on every machine."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=7).digest(), "big")


def main() -> None:
    """Print a table and write all rows."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seeds", choices=SEEDS, default="frozen")
    options.add_argument("--times", type=int, default=100)
    options.add_argument("--lists", type=int, nargs="*", default=LISTS)
    options.add_argument("--people", type=int, nargs="*", default=PEOPLE)
    options.add_argument("--only", choices=["held", "broken"])
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    rows = []
    for group, kinds in (("held", LINKAGE), ("broken", BROKEN)):
        for k in asked.lists:
            for people in asked.people:
                for kind in kinds:
                    if asked.only in (None, group):
                        rows += run(group, people, k, kind, asked.times, SEEDS[asked.seeds])
                        for row in rows[-8:]:
                            if (row["lists"], row["people"], row["kind"]) == (k, people, kind):
                                said(row)
                        if asked.json:
                            asked.json.write_text(json.dumps(rows, indent=0))


def said(row: dict[str, object]) -> None:
    """One line of the table."""
    n, m = row["answered"], row["held"]
    share = f"{m / n:.2f}" if n else "-"
    ratio, width = row["ratio"], row["width"]
    print(
        f"{row['group']:7} k={row['lists']} N={row['people']:5} {row['kind']:11} {row['method']:14} "
        f"answered {n:4} of {row['times']:4} holds {share:5} ratio {ratio and round(ratio, 2)} "
        f"log width {width and round(width, 2)} {row['seconds']} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
