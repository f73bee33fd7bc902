"""What the brief takes over from other verbs: ICE's totals with their parts, and which facts its uncertainty names."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from varick.report import brief
from varick.report.published import by_total


def test_a_total_stands_with_its_parts_and_what_the_pathway_expects_of_one() -> None:
    lines = [
        "Arrests: 9",
        "  local: 0 to 4",
        "    the pathway expects 3",
        "  older: 5",
        "Removals: 2",
        "Bare: 1",
    ]
    assert by_total(lines) == [
        ("Arrests: 9", "local: 0 to 4; the pathway expects 3; older: 5"),
        ("Removals: 2", ""),
        ("Bare: 1", ""),
    ]


def test_a_fact_that_moves_one_outcome_has_its_share_of_each_that_it_can_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draws = np.random.default_rng(1).permuted(np.tile(np.arange(200.0), (3, 1)), axis=1)
    places = {"wide": draws[0], "narrow": draws[1], "idle": draws[2]}
    events = np.stack([draws[0], draws[1] + 0.3 * draws[0], np.ones(200)], axis=1)
    monkeypatch.setattr(brief, "OUTCOMES", ("a", "b", "still"))
    monkeypatch.setattr(brief, "MOVERS", 1)
    bear = {"a": {"wide"}, "b": {"wide", "narrow"}, "still": {"idle"}}
    monkeypatch.setattr(brief, "ancestors", lambda wired, outcome: (set(), bear[outcome]))
    world: Any = SimpleNamespace(
        drawn=SimpleNamespace(events=events),
        names=["a", "b", "still"],
        places=places,
        model=SimpleNamespace(wired=()),
    )
    found = brief.uncertainties(world)
    assert list(found) == ["a", "b"], "an outcome that no fact moves is left out"
    assert found["a"].keys() == {"wide"}, "from the other nothing leads there, whatever its ranks"
    assert found["b"].keys() == {"wide", "narrow"}
    assert found["a"]["wide"] == pytest.approx(1.0)
    assert 0.02 < found["b"]["wide"] < 0.2
