"""The numbers of the shipped facts: arrests as counted, summonses only by a reform, ranges possible together."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from varick.engine.expect import expect
from varick.model.build import Model
from varick.model.fact import Fact, cells, needs_range
from varick.model.load import library, load_scenario
from varick.model.shipped import model_of, pathway

SCENARIOS = ("nyc-2015", "nyc-2018")
FACTS = library().facts_of("nyc")

COUNTY = {
    "Bronx": "bronx",
    "Kings": "brooklyn",
    "New York": "manhattan",
    "Queens": "queens",
    "Richmond": "staten_island",
}
CLASS = {
    "Violent Felony": "felony_violent",
    "Drug Felony": "felony_drug",
    "DWI Felony": "felony_dwi",
    "Other Felony": "felony_other",
    "Drug Misdemeanor": "misdemeanor_drug",
    "DWI Misdemeanor": "misdemeanor_dwi",
    "Property Misdemeanor": "misdemeanor_property",
    "Other Misdemeanor": "misdemeanor_other",
}


def test_arrests_are_those_of_the_states_table(shared: Path) -> None:
    """Recomputed from the table of the Division of Criminal Justice Services; the Unknown counties are left
    out."""
    folder = shared / "data" / "manjunath5496_CSV-Datasets_4"
    counted: dict[int, dict[str, dict[str, float]]] = {}
    totals: dict[int, int] = {}
    with (folder / "Adult_Arrests_18_and_Older_by_County___Beginning_1970.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["County"] in COUNTY:
                year = int(row["Year"])
                numbers = {CLASS[c]: float(row[c]) for c in CLASS}
                counted.setdefault(year, {})[COUNTY[row["County"]]] = numbers
                totals[year] = totals.get(year, 0) + int(row["Total"])
    dated = FACTS["arrests"].values
    assert [v.since for v in dated] == [date(year, 1, 1) for year in range(2012, 2020)]
    for value in dated:
        assert value.value == counted[value.since.year]
        assert sum(n for _, n in cells(value.value)) == totals[value.since.year]
    assert totals[2018] == 197_358


def test_the_population_of_a_scenario_is_the_count_of_its_year() -> None:
    assert load_scenario("nyc-2018").headcount == 197_358
    assert load_scenario("nyc-2015").headcount == 255_479


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_who_is_summonsed_changes_only_by_a_reform(scenario: str) -> None:
    """The table counts arrests: in the world as it was none of them is a summons, before the policy or
    after it."""
    program = model_of(load_scenario(scenario)).program
    events = dict(zip((program.steps[i].name for i in program.events), expect(program).events, strict=True))
    assert events["summonsed"] == 0
    assert events["printed"] == pytest.approx(1, abs=1e-12)
    reformed = model_of(load_scenario(scenario).with_(reforms=["summons-for-marijuana"])).program
    changed = dict(zip(events, expect(reformed).events, strict=True))
    assert changed["summonsed"] > 0
    assert changed["printed"] == pytest.approx(1 - changed["summonsed"], abs=1e-12)
    assert changed["ice_notified"] < events["ice_notified"]


def test_from_2018_09_01_the_summons_reform_changes_nothing() -> None:
    scenario = load_scenario("nyc-2018")
    period = (date(2018, 9, 1), date(2019, 1, 1))
    reformed = scenario.with_(reforms=["summons-for-marijuana"])
    as_it_was = Model(pathway(), scenario.facts, period).program
    summonsed = as_it_was.index["summonsed"]
    events = expect(as_it_was).events
    assert events[as_it_was.events.index(summonsed)] == 0
    assert (events == expect(Model(pathway(), reformed.facts, period).program).events).all()


@pytest.mark.parametrize("reform", sorted(library().reforms))
def test_every_reform_does_something(reform: str) -> None:
    scenario = load_scenario("nyc-2018")
    before, after = model_of(scenario).program, model_of(scenario.with_(reforms=[reform])).program
    assert (expect(before).events != expect(after).events).any()


def test_end_of_interoperability_and_of_forwarding_leave_nobody_notified() -> None:
    for reform in ("end-interoperability", "state-stops-forwarding-to-fbi"):
        program = model_of(load_scenario("nyc-2018").with_(reforms=[reform])).program
        assert expect(program).events[program.events.index(program.index["ice_notified"])] == 0


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("end", ["low", "high", "crossed"])
def test_the_ends_of_all_ranges_are_possible_together(scenario: str, end: str) -> None:
    """All shares at their highest still leave a residual; medians stay below the times of the slowest
    tenth."""
    made = load_scenario(scenario)
    ends: dict[str, Fact] = {}
    for name, fact in made.facts.items():
        which = ("low" if name.endswith("_p90") else "high") if end == "crossed" else end
        ends[name] = replace(fact, values=tuple(at(fact, value, which) for value in fact.values))
    program = Model(pathway(), ends, made.period).program
    events = expect(program).events
    assert ((events >= 0) & (events <= 1 + 1e-9)).all()


def at(fact: Fact, value: Any, end: str) -> Any:
    if not needs_range(fact.unit, fact.kind, value.value):
        return value
    return replace(value, value=getattr(value, end))
