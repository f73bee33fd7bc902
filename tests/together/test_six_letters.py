"""From the pathway's letters to an estimate: simulated, written down with errors, round the ring, tallied, estimated; and the page."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from offices import agreed

from letters import (
    EVEN,
    PATTERNS,
    PROFILES,
    World,
    Worlds,
    charter_of,
    counted,
    model_of,
    rows_of,
    shares,
    simulated,
    tally_in_the_clear,
    world_of,
)
from varick.pathway.terms import Known
from varick.together.estimating.few import FEWEST_CASES, FEWEST_OVERLAPS
from varick.together.estimating.side_by_side import estimate

DOCS = Path(__file__).resolve().parents[2] / "docs"
ARRESTS = 300_000
HEARD = {
    "make_the_road_share": 0.6,
    "idp_share": 0.4,
    "bronx_defenders_other_share": 0.15,
    "surfaces_when_not_kept_factor": 1.0,
}
"""Facts at the end of their ranges at which the organisations hear of many letters."""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("six_letters", DOCS / "six_letters.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def letters() -> tuple[int, list[Known]]:
    """Letters of a simulated year, and who knows of those that anybody knows of."""
    return simulated("independent", ARRESTS, seed=7, **HEARD)


@pytest.fixture(scope="module")
def world(letters: tuple[int, list[Known]]) -> World:
    return world_of("simulated", *letters)


def test_the_simulated_letters_are_those_that_the_lists_hold(
    letters: tuple[int, list[Known]], world: World
) -> None:
    sent, knowers = letters
    assert 100 < sent < 250
    assert world.known == len(knowers) <= sent
    sizes = [sum(letter in known.value.split("_") for known in knowers) for letter in "bmi"]
    assert [len(people) for people in world.lists.people] == sizes
    assert world.true_table.union == world.known


@pytest.mark.long
def test_simulated_letters_are_known_as_often_as_the_worlds_draw_them() -> None:
    """Exact probabilities stand behind the 500 worlds; the simulation agrees with them to its own error."""
    sent, knowers = simulated("referring", 1_000_000, seed=11)
    world, place = model_of("referring")
    exact = world.expected.events
    for known in PROFILES:
        share = exact[place[f"_only_{known.value}"]] / exact[place["letter"]]
        error = (share * (1 - share) / sent) ** 0.5
        assert abs(knowers.count(known) / sent - share) < 4 * error + 1 / sent


def test_the_ring_gives_the_table_that_the_clear_gives(world: World, tmp_path: Path) -> None:
    agreed_on = charter_of(world)
    offices = agreed(
        tmp_path, 3, rows=agreed_on.rows, planted=agreed_on.planted_count, seed=agreed_on.planted_seed
    )
    blinded, clear = offices.counted(rows_of(world)), tally_in_the_clear(world, agreed_on)
    assert blinded.counts == clear.counts
    assert blinded.quality == clear.quality
    assert blinded.cases == clear.cases


def test_an_estimate_is_made_of_it_and_holds_the_letters(world: World) -> None:
    """One world in which what the methods assume nearly holds; how often it does is the page's matter."""
    table = counted(world)
    assert abs(table.union - world.known) <= 0.1 * world.known
    found = estimate(table, odds=())
    assert found.refused is None
    assert found.span is not None
    assert found.span[0] <= world.letters <= found.span[1]


def test_six_known_letters_are_counted_and_nothing_is_made_of_them() -> None:
    knowers = [Known.b, Known.m, Known.m, Known.i, Known.b_m, Known.m_i]
    found = estimate(counted(world_of("six", 60, knowers)))
    assert 6 <= found.table.union <= 8
    assert found.refused == "few_cases"
    assert all(not method.answered for method in found.methods)


@pytest.mark.long
def test_every_pattern_sends_the_same_letters() -> None:
    sent = {pattern: [Worlds(pattern)[n].letters for n in range(3)] for pattern in PATTERNS}
    assert len({tuple(letters) for letters in sent.values()}) == 1


@pytest.mark.long
def test_the_even_pattern_keeps_how_many_each_hears_of() -> None:
    each = [
        np.array(
            [shares(p)[1][:, [letter in k.value.split("_") for k in PROFILES]].sum(1) for letter in "bmi"]
        )
        for p in (EVEN, "independent")
    ]
    assert np.allclose(*each)


def test_the_pages_tables_are_made_of_the_results(script: ModuleType) -> None:
    results = json.loads((DOCS / "six-letters.json").read_text(encoding="utf-8"))
    text = script.PAGE.read_text(encoding="utf-8")
    assert script.page(text, results) == text
    assert f"declines below {FEWEST_CASES} people or {FEWEST_OVERLAPS} overlaps" in text
    for name, cell in results.items():
        assert cell["worlds"] == script.WORLDS[int(name.split()[0])]


@pytest.mark.long
def test_the_results_are_what_the_program_gives(script: ModuleType) -> None:
    """World by world, for the first of each pattern and size."""
    results = json.loads((DOCS / "six-letters.json").read_text(encoding="utf-8"))
    for name, cell in results.items():
        times, pattern = name.split()
        for number, first in enumerate(cell["first"]):
            assert script.shortly(script.outcome(pattern, int(times), number)) == first, name


@pytest.mark.long
def test_the_rates_of_the_page_are_those_of_the_first_worlds(script: ModuleType) -> None:
    """Forty worlds of each are like those of the page, within four standard errors."""
    results = json.loads((DOCS / "six-letters.json").read_text(encoding="utf-8"))
    for name, cell in script.cells(dict.fromkeys(script.WORLDS, 40)).items():
        for of in ("answered", "union_right"):
            share = results[name][of] / results[name]["worlds"]
            error = (share * (1 - share) / 40) ** 0.5
            assert abs(cell[of] / 40 - share) <= 4 * error + 1 / 40, (name, of)
