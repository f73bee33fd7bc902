"""How a recipe of tokens fares on invented people: recall, precision and what they do to Chapman's estimate, as scores only.

    python -m scores --errors 0.4 --seeds development-1 development-2

run with ``PYTHONPATH=src:tests/together/made``. It prints no name: whoever chooses tokens sees these figures and no more.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from time import process_time

from people import DEVELOPMENT, MODERATE, Written, made, written

Row = tuple[bytes | None, ...]


def greedy(
    lists: Sequence[Sequence[Row]], weights: Sequence[int], threshold: int
) -> list[tuple[tuple[int, int], ...]]:
    """A plain stand-in for ``varick.together.linking.link`` on two lists: best weight first, one to one."""
    where: list[dict[bytes, list[int]]] = [{} for _ in weights]
    for row, tokens in enumerate(lists[1]):
        for kind, token in enumerate(tokens):
            if token is not None:
                where[kind].setdefault(token, []).append(row)
    score: Counter[tuple[int, int]] = Counter()
    for row, tokens in enumerate(lists[0]):
        for kind, token in enumerate(tokens):
            for other in where[kind].get(token, ()) if token is not None else ():
                score[row, other] += weights[kind]
    ordered = sorted(((s, pair) for pair, s in score.items() if s >= threshold), reverse=True)
    left, right, found = set(), set(), []
    for _, (row, other) in ordered:
        if row not in left and other not in right:
            left.add(row)
            right.add(other)
            found.append(((0, row), (1, other)))
    return found


def quality(true: set[tuple[int, int]], found: set[tuple[int, int]]) -> tuple[float, float]:
    """Recall and precision."""
    right = len(true & found)
    return right / max(1, len(true)), right / max(1, len(found))


def chapman(first: int, second: int, both: int) -> float:
    """Chapman's estimate of the whole from two lists and what they share."""
    return (first + 1) * (second + 1) / (both + 1) - 1


def two(seed: str, number: int, errors: float) -> Written:
    """Two lists of a seed that know 35 and 30 % of the people, as in the study behind the specification."""
    return written(made(seed, number), seed=seed, coverage=(0.35, 0.30), errors=errors)


def main() -> None:
    """Print the scores of a recipe for each seed, and how often each kind of token agrees for the same and for two people."""
    from varick.together import tokens as room

    asked = argparse.ArgumentParser()
    asked.add_argument("--errors", type=float, default=MODERATE)
    asked.add_argument("--people", type=int, default=1_000)
    asked.add_argument("--seeds", nargs="*", default=list(DEVELOPMENT))
    asked.add_argument("--version", default=None)
    asked.add_argument("--thresholds", type=int, nargs="*", default=[])
    asked.add_argument("--no-precinct", action="store_true")
    asked.add_argument("--no-phone", action="store_true")
    given = asked.parse_args()
    recipe = room.Recipe.load(given.version) if given.version else room.Recipe.load()
    try:
        from varick.together.linking import link
    except ImportError:
        link = greedy
    link_: Callable[..., Sequence[tuple[tuple[int, int], ...]]] = link
    agree: list[Counter[int]] = [Counter(), Counter(), Counter()]
    for seed in given.seeds:
        began = process_time()
        lists = two(seed, given.people, given.errors)
        rows = [
            room.unique([room.tokens(_without(p, given), recipe) for p in people]) for people in lists.people
        ]
        true = lists.pairs(0, 1)
        for row, other in true:
            agree[2][0] += 1
            for kind, (a, b) in enumerate(zip(rows[0][row], rows[1][other], strict=True)):
                agree[0][kind] += a is not None and a == b
        for kind in range(len(recipe.weights)):
            where = {tokens[kind]: r for r, tokens in enumerate(rows[1]) if tokens[kind] is not None}
            for r, tokens in enumerate(rows[0]):
                if tokens[kind] in where and (r, where[tokens[kind]]) not in true:
                    agree[1][kind] += 1
        for threshold in given.thresholds or [recipe.threshold_for(max(map(len, rows)))]:
            clusters = link_(rows, recipe.weights, threshold)
            found = {(c[0][1], c[1][1]) for c in (sorted(cluster) for cluster in clusters)}
            recall, precision = quality(true, found)
            sizes = [len(people) for people in lists.people]
            damage = chapman(*sizes, len(found)) / given.people
            clear = chapman(*sizes, len(true)) / given.people
            print(
                f"{seed} errors {given.errors} threshold {threshold}: recall {recall:.3f} precision {precision:.3f}"
                f"  Chapman/true {damage:.2f} (perfect linkage {clear:.2f})  {process_time() - began:.1f} s CPU"
            )
    names = [str(getattr(kind, "name", kind)) for kind in recipe.kinds]
    print(f"{'kind':34}{'same person agrees':>20}{'false agreements a seed':>26}")
    for kind, name in enumerate(names):
        same = agree[0][kind] / max(1, agree[2][0])
        print(f"{name:34}{same:20.3f}{agree[1][kind] / len(given.seeds):26.1f}")


def _without(person: object, given: argparse.Namespace) -> object:
    from dataclasses import replace

    gone = {k: "" for k, off in (("precinct", given.no_precinct), ("phone", given.no_phone)) if off}
    return replace(person, **gone) if gone else person  # type: ignore[type-var]


if __name__ == "__main__":
    main()
