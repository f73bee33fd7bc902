"""Whether intervals hold the truth where linkage goes wrong, in a few worlds; bench/intervals.py counts many."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from varick.together.estimating.side_by_side import SLOW, estimate, methods_of
from varick.together.estimating.table import Overlaps

BENCH = Path(__file__).parents[3] / "bench"


def worlds() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_worlds", BENCH / "worlds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_worlds"] = module
    spec.loader.exec_module(module)
    return module


def counted(people: int, k: int, recall: float, taken: float, times: int) -> dict[str, tuple[int, int, int]]:
    """Method -> (answers, intervals that hold the truth, the same if every link were right)."""
    made = worlds()
    rng = np.random.default_rng(4)
    found: dict[str, list[tuple[bool, bool]]] = {}
    only = [name for name in methods_of(k) if name not in SLOW]
    for _ in range(times):
        world = made.World(people, tuple(rng.uniform(0.2, 0.5, k)), recall=recall, taken=taken, planted=100)
        table: Overlaps = made.drawn(world, rng)
        answer = estimate(table, odds=(), recalls=(), only=only)
        for one, alone in zip(answer.methods, answer.alone, strict=True):
            if one.answered and one.high is not None and alone.high is not None:
                assert one.low is not None
                assert alone.low is not None
                held = (one.low <= people <= one.high, alone.low <= people <= alone.high)
                found.setdefault(one.method, []).append(held)
    return {
        name: (len(told), sum(a for a, _ in told), sum(b for _, b in told)) for name, told in found.items()
    }


def test_two_lists_hold_the_truth_with_linkage_and_not_without() -> None:
    answers, held, without = counted(1_000, 2, 0.75, 0.02, 60)["chapman"]
    assert answers == 60
    assert held >= 54
    assert without <= 30


@pytest.mark.long
@pytest.mark.parametrize(("k", "recall", "taken"), [(3, 0.9, 0.02), (4, 0.75, 0.04)])
def test_every_method_holds_the_truth_where_what_it_assumes_holds(
    k: int, recall: float, taken: float
) -> None:
    for method, (answers, held, _) in counted(500, k, recall, taken, 40).items():
        assert answers >= 36, method
        assert held >= 0.85 * answers, method  # 0.90 is 1.1 standard errors above


def test_exact_links_and_no_planted_people_are_a_table_without_linkage() -> None:
    made = worlds()
    table = made.drawn(made.World(300, (0.4, 0.3)), np.random.default_rng(1))
    assert table.linkage is None
    assert table.union <= 300
