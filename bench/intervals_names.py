"""How often an interval holds the truth when linkage errors are not supposed but made: misspelt names, tokens, planted people.

python bench/intervals_names.py [--times 20] [--people 300 1000] [--lists 2 3] [--seed 20261123]

Invented people (the generator of tests/together/made, which neither the tokens nor the planted people know) are written
down by each office with moderate (0.4) or heavy (1.0) errors; tokens are made, planted people put in, rows linked as the
tally links them, and the estimate made of the counts with what the planted people told. Blinding is left out: it changes no
equality. Printed beside each other: how often Chapman's (two lists) or the independent model's interval (more) holds the truth
with linkage in it, and without.
"""

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "together" / "made"))
from people import made, written

from varick.together.estimating.side_by_side import estimate
from varick.together.estimating.table import Linkage, Overlaps
from varick.together.linking import link, profile
from varick.together.planted import planted, planted_lists
from varick.together.tallying.quality import measured
from varick.together.tokens import Recipe, tokens, unique

PLANTED = 150
COVERAGE = (0.35, 0.30, 0.25, 0.25, 0.2)
FIELDS = ("name", "birth_date", "precinct", "phone")


def table(people: int, k: int, errors: float, seed: str) -> Overlaps:
    """The overlaps that a tally would count, with what its planted people tell."""
    recipe = Recipe.load()
    charter: Any = SimpleNamespace(
        planted_seed=seed.encode(), planted_count=PLANTED, k=k, fields=FIELDS, recipe=recipe.version,
        last=date(2018, 12, 31),
    )  # fmt: skip
    everybody, lists = planted(charter), planted_lists(charter)
    crowd = written(made(seed, people), seed=seed, coverage=COVERAGE[:k], errors=errors)
    rows, who, real = [], {}, []
    for at in range(k):
        own = [tokens(person, recipe) for person in crowd.people[at]]
        mixed = unique([*lists.rows[at], *own])
        rows.append(mixed)
        real.append(mixed[len(lists.rows[at]) :])
        who |= {(at, place): person for place, person in enumerate(lists.who[at])}
    like = {n: one.like for n, one in enumerate(everybody) if one.like is not None}
    cases = [len(one) for one in real]
    threshold = recipe.threshold_for(max(cases))
    quality = measured(link(rows, recipe.weights, threshold), who, like, k)
    counts = profile(link(real, recipe.weights, threshold), cases)
    linkage = Linkage(
        quality.all_pairs, quality.all_found, quality.wrong, quality.people, quality.rows, quality.places
    )
    by_cell = {int("".join(str(int(on)) for on in pattern), 2): n for pattern, n in counts.items()}
    return Overlaps.of([by_cell[cell] for cell in range(1, 2**k)], linkage=linkage)


def main() -> None:
    """One line a setting."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--people", type=int, nargs="*", default=[300, 1000])
    options.add_argument("--lists", type=int, nargs="*", default=[2, 3])
    options.add_argument("--errors", type=float, nargs="*", default=[0.4, 1.0])
    options.add_argument("--seed", default="20261123")
    asked = options.parse_args()
    for k in asked.lists:
        for people in asked.people:
            for errors in asked.errors:
                begin = time.process_time()
                told = []
                recall, wrong = [], []
                for number in range(asked.times):
                    found = estimate(
                        table(people, k, errors, f"{asked.seed} {number}"),
                        odds=(),
                        recalls=(),
                        only=("chapman", "independent"),
                    )
                    assert found.table.linkage is not None
                    recall.append(found.table.linkage.recall or 0.0)
                    wrong.append(found.table.linkage.wrong)
                    one, alone = found.methods[0], found.alone[0]
                    if one.answered:
                        told.append(
                            (
                                one.low <= people <= one.high,
                                alone.low <= people <= alone.high,
                                one.value / people,
                                alone.value / people,
                            )
                        )
                with_, without, value, plain = np.array(told, float).T if told else np.full((4, 1), np.nan)
                print(
                    f"k={k} N={people:5} errors {errors}: answered {len(told)} of {asked.times}, holds {with_.mean():.2f} "
                    f"(without linkage {without.mean():.2f}), ratio {np.median(value):.2f} ({np.median(plain):.2f}), "
                    f"planted recall {np.mean(recall):.2f}, wrong {np.mean(wrong):.1f}, "
                    f"{(time.process_time() - begin) / asked.times:.2f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
