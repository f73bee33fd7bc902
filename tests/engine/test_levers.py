"""Levers: a reform counts before what the scenario sets itself, and one that cannot be combined is named, not fatal."""

from typing import Any

import pytest

from varick.engine import levers as room
from varick.engine.levers import with_reform
from varick.model.library import Change
from varick.model.load import library, load_scenario


def test_a_reform_counts_before_the_scenarios_own_facts() -> None:
    held = load_scenario("nyc-2018").with_(changes={"interoperability_active": Change(True)})
    reformed = with_reform(held, library().reform("end-interoperability"))
    assert reformed.facts["interoperability_active"].on(reformed.period[0]).value is False
    assert reformed.headcount == held.headcount


def test_reforms_that_disagree_are_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Baseline:
        scenario = load_scenario("nyc-2018").with_(reforms=["honor-no-detainers"])
        draws = 200

    def nothing(*_: Any, **__: Any) -> dict[str, Any]:
        return {}

    monkeypatch.setattr(room, "level", nothing)
    monkeypatch.setattr(room, "difference", nothing)
    monkeypatch.setattr(room.World, "of", classmethod(nothing))
    answer = room.levers(Baseline(), library().reforms)  # type: ignore[arg-type]
    assert [each["reform"] for each in answer["left_out"]] == ["honor-all-detainers"]
    assert len(answer["levers"]) == len(library().reforms) - 2
