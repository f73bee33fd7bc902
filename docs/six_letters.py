"""What could the six letters have told us? Worlds of the pathway, counted and estimated: python docs/six_letters.py

Each world draws the facts from their ranges, then the year's letters, then who knows of each; the three organisations write
the people down in their own spelling, with moderate errors; lists are linked as `varick together tally` links them, with
planted people, and the table goes to `varick together estimate`. The results stand in docs/six-letters.json; the tables between
the marks of docs/what-could-the-six-letters-have-told-us.md are made of them.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

DOCS = Path(__file__).resolve().parent
RESULTS = DOCS / "six-letters.json"
PAGE = DOCS / "what-could-the-six-letters-have-told-us.md"
BEGIN, END = "<!-- made by docs/six_letters.py -->", "<!-- end -->"
WORLDS = {1: 500, 10: 100}
"""How many times as many letters as the pathway says -> worlds of each pattern; those with many people take longer."""
FIRST = 2
"""Worlds of each cell that are kept one by one, so that a test can see that the tables are still what the program gives."""
METHODS = ("independent", "loglinear_bic", "graphs", "chao")
NAMES = {
    "even": "Even: what the methods assume",
    "independent": "Apart",
    "referring": "Referring",
    "divided": "Divided",
}
CALLED = {
    "independent": "independent lists",
    "loglinear_bic": "log-linear",
    "graphs": "graphs",
    "chao": "Chao, at least",
}


def outcome(pattern: str, times: int, number: int) -> dict[str, Any]:
    """One world: its letters, those known, the union that was counted, and the answer or the reason for none."""
    from letters import Worlds, counted
    from varick.together.estimating.side_by_side import estimate

    world = Worlds(pattern, times)[number]
    table = counted(world)
    found = estimate(table, odds=(), only=METHODS)
    answers = {e.method: (e.low, e.value, e.high) for e in found.methods if e.answered}
    return {
        "letters": world.letters,
        "known": world.known,
        "union": table.union,
        "refused": found.refused or ("" if answers else "no_method"),
        "answers": answers,
    }


def shortly(outcome: Mapping[str, Any]) -> list[Any]:
    """One world in a line."""
    return [outcome["letters"], outcome["known"], outcome["union"], outcome["refused"]]


def cell(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The worlds of one pattern and size together."""
    answered = [o for o in outcomes if not o["refused"]]
    held: dict[str, list[bool]] = {name: [] for name in (*METHODS, "all")}
    for world in answered:
        limits = [(low, high) for low, _, high in world["answers"].values()]
        spans = {**{name: (low, high) for name, (low, _, high) in world["answers"].items()}}
        tops = [high for _, high in limits if high is not None]
        spans["all"] = (min(low for low, _ in limits), max(tops, default=None))
        for name, (low, high) in spans.items():
            held[name].append(low <= world["letters"] and (high is None or world["letters"] <= high))
    middle = [
        median(v for name, (_, v, _) in o["answers"].items() if name != "chao" or len(o["answers"]) == 1)
        / o["letters"]
        for o in answered
    ]
    return {
        "worlds": len(outcomes),
        "letters": _spread([o["letters"] for o in outcomes]),
        "known": _spread([o["known"] for o in outcomes]),
        "union_off": _spread([o["union"] - o["known"] for o in outcomes]),
        "union_right": sum(o["union"] == o["known"] for o in outcomes),
        "answered": len(answered),
        "refused": dict(sorted(Counter(o["refused"] for o in outcomes if o["refused"]).items())),
        "held": {name: [sum(found), len(found)] for name, found in held.items()},
        "estimate_over_truth": _spread(middle),
        "few_known": sum(o["known"] <= 8 for o in outcomes),
        "few_known_answered": sum(o["known"] <= 8 for o in answered),
    }


def _spread(values: Sequence[float]) -> list[float]:
    """5th, 50th and 95th percentile."""
    if not values:
        return []
    ordered = sorted(values)
    return [round(ordered[min(int(q * len(ordered)), len(ordered) - 1)], 3) for q in (0.05, 0.5, 0.95)]


def cells(worlds: Mapping[int, int], processes: int = 1) -> dict[str, Any]:
    """Every pattern at each size, in so many worlds."""
    from letters import PATTERNS, remember_planted, shares

    found: dict[str, Any] = {}
    remember_planted()  # before processes are forked, so that they have it
    for pattern in PATTERNS:
        shares(pattern)
    for times, number in worlds.items():
        for pattern in PATTERNS:
            run = partial(outcome, pattern, times)
            if processes > 1:
                with ProcessPoolExecutor(processes) as pool:
                    outcomes = list(pool.map(run, range(number), chunksize=5))
            else:
                outcomes = [run(n) for n in range(number)]
            found[f"{times} {pattern}"] = {**cell(outcomes), "first": [shortly(o) for o in outcomes[:FIRST]]}
            print(f"{times} {pattern}: {json.dumps(found[f'{times} {pattern}'])}", flush=True)
    return found


def tables(found: Mapping[str, Any]) -> str:
    """The tables of the page."""
    parts = []
    for times in WORLDS:
        chosen = {pattern: found[f"{times} {pattern}"] for pattern in NAMES}
        worlds = next(iter(chosen.values()))["worlds"]
        title = "As many letters as the pathway says" if times == 1 else "Ten times as many letters"
        lines = [f"**{title}** ({worlds} worlds each)", ""]
        lines += ["| | " + " | ".join(NAMES[p] for p in chosen) + " |", "| --- |" + " ---: |" * len(chosen)]
        rows = {
            "letters sent": [_range(c["letters"]) for c in chosen.values()],
            "known to at least one organization": [_range(c["known"]) for c in chosen.values()],
            "counted, less those known": [_range(c["union_off"]) for c in chosen.values()],
            "an estimate is declined": [
                _share(c["worlds"] - c["answered"], c["worlds"]) for c in chosen.values()
            ],
            "where it is made: the number of letters lies in the 95% interval of": [""] * len(chosen),
            **{f"&nbsp;&nbsp;{CALLED[m]}": [_share(*c["held"][m]) for c in chosen.values()] for m in METHODS},
            "&nbsp;&nbsp;all methods together": [_share(*c["held"]["all"]) for c in chosen.values()],
            "where it is made: estimate over letters sent": [
                _range(c["estimate_over_truth"], 2) for c in chosen.values()
            ],
        }
        lines += [f"| {name} | " + " | ".join(values) + " |" for name, values in rows.items()]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def in_short(found: Mapping[str, Any]) -> str:
    """What the tables say, in sentences."""
    all_of = [found[f"{times} {pattern}"] for times in WORLDS for pattern in NAMES]
    few, answered = (sum(cell[of] for cell in all_of) for of in ("few_known", "few_known_answered"))
    worlds = sum(cell["worlds"] for cell in all_of)
    only = f"- **Eight known letters or fewer** were all there was in {few:,} of these {worlds:,} worlds."
    parts = [
        f"{only} An estimate was made in {answered:,} of them."
        if answered
        else f"{only} No estimate was made."
    ]
    for pattern, text in {
        "even": "**Where every letter is as likely to be heard of as any other**, by each organization for itself",
        "independent": "**Where the three hear apart**, but sooner of people who are kept",
        "referring": "**Where they refer cases to one another**",
    }.items():
        both = [found[f"{times} {pattern}"]["held"]["all"] for times in WORLDS]
        held, of = (sum(column) for column in zip(*both, strict=True))
        middle = found[f"{max(WORLDS)} {pattern}"]["estimate_over_truth"]
        times = f", and with ten times the letters the estimate is {middle[1]:.2f} of the truth in the middle"
        said = times if middle else ""
        parts.append(
            f"- {text}, the intervals together hold the number of letters in {_share(held, of)} answers{said}."
        )
    made = sum(found[f"{times} divided"]["answered"] for times in WORLDS)
    worlds = sum(found[f"{times} divided"]["worlds"] for times in WORLDS)
    parts.append(
        f"- **Where each has a part of the city**, an estimate is declined in {worlds - made:,} of {worlds:,} worlds."
    )
    return "\n".join(parts)


def _range(values: Sequence[float], places: int = 0) -> str:
    if not values:
        return "–"
    low, middle, high = (f"{v:,.{places}f}" for v in values)
    return f"{middle} ({low} to {high})"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%} of {whole}" if whole else "–"


def page(text: str, found: Mapping[str, Any]) -> str:
    """The page's text with these tables between its marks."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{in_short(found)}\n\n{tables(found)}\n\n{END}{rest.split(END)[1]}"


def main() -> None:
    """Run the worlds, write the results and the page."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--times", type=int, nargs="*", default=list(WORLDS), help="sizes to run; others stay")
    asked.add_argument("--processes", type=int, default=1)
    given = asked.parse_args()
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    found |= cells({times: WORLDS[times] for times in given.times}, given.processes)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    sys.path[:0] = [str(DOCS.parent / "src"), str(DOCS.parent / "tests" / "together" / "made")]
    main()
