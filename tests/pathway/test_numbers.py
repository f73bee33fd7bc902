"""The numbers of the shipped facts: arrests as counted, summonses only by a reform, ranges possible together."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from varick.engine.expect import expect
from varick.model.build import Model
from varick.model.fact import Fact, cells, needs_range
from varick.model.load import library, load_scenario
from varick.model.shipped import model_of, pathway

SCENARIOS = ("nyc-2012", "nyc-2015", "nyc-2018", "nyc-2026", "nyc-aor-2018")
FACTS = library().facts_of("nyc")

COUNTY = {
    "Bronx": "bronx",
    "Kings": "brooklyn",
    "New York": "manhattan",
    "Queens": "queens",
    "Richmond": "staten_island",
    **{
        name: name.lower()
        for name in (
            [
                "Dutchess",
                "Nassau",
                "Orange",
                "Putnam",
                "Rockland",
                "Suffolk",
                "Sullivan",
                "Ulster",
                "Westchester",
            ]  # outside the city
        )
    },
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


@pytest.mark.parametrize(("place", "in_2018"), [("nyc", 197_358), ("nyc-aor", 270_715)])
def test_arrests_are_those_of_the_states_table(shared: Path, place: str, in_2018: int) -> None:
    """Recomputed from the table of the Division of Criminal Justice Services; the Unknown counties are left
    out."""
    folder = shared / "data" / "manjunath5496_CSV-Datasets_4"
    dated = library().facts_of(place)["arrests"].values
    counties = {name: code for name, code in COUNTY.items() if code in dated[0].value}
    counted: dict[int, dict[str, dict[str, float]]] = {}
    totals: dict[int, int] = {}
    with (folder / "Adult_Arrests_18_and_Older_by_County___Beginning_1970.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["County"] in counties:
                year = int(row["Year"])
                numbers = {CLASS[c]: float(row[c]) for c in CLASS}
                counted.setdefault(year, {})[counties[row["County"]]] = numbers
                totals[year] = totals.get(year, 0) + int(row["Total"])
    assert [v.since for v in dated] == [date(year, 1, 1) for year in range(2012, 2020)]
    assert set(dated[0].value) == set(list(COUNTY.values())[: 5 if place == "nyc" else 14])
    for value in dated:
        assert value.value == counted[value.since.year]
        assert sum(n for _, n in cells(value.value)) == totals[value.since.year]
    assert totals[2018] == in_2018


def test_counties_joined_secure_communities_in_the_months_of_the_published_table() -> None:
    """Months as in activation_dates_makayla_revisedforbalance.dta (countyfips 36); the days are the press's or assumed."""
    months = {
        "2011-01": ("putnam", "rockland"),
        "2011-02": ("dutchess", "nassau", "orange", "suffolk", "sullivan", "ulster", "westchester"),
        "2012-05": ("bronx", "brooklyn", "manhattan", "queens", "staten_island"),
    }
    table = FACTS["interoperability_by_county"]
    for month, joined in months.items():
        dated = next(v for v in table.values if v.since.isoformat().startswith(month))
        before = table.on(dated.since - timedelta(days=1)).value
        assert {c for c in dated.value if dated.value[c] > before[c]} == set(joined)


def test_the_population_of_a_scenario_is_the_count_of_its_year() -> None:
    assert load_scenario("nyc-2018").headcount == 197_358
    assert load_scenario("nyc-2015").headcount == 255_479


def probabilities(scenario: str, *reforms: str) -> dict[str, float]:
    program = model_of(load_scenario(scenario).with_(reforms=list(reforms))).program
    return dict(zip((program.steps[i].name for i in program.events), expect(program).events, strict=True))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_in_the_world_as_it_was_nobody_whom_the_table_counts_has_a_summons(scenario: str) -> None:
    events = probabilities(scenario)
    assert events["summonsed"] == 0
    assert events["arrested"] == 1
    assert 0.99 < events["printed"] < 1, (
        "but for charges that need no print, and ticket holders who slipped through"
    )
    assert events["printed"] == pytest.approx(
        events["printed_at_precinct"] + events["printed_at_arraignment"]
    )
    assert events["printed"] == pytest.approx(events["rap_sheet_returned"])


@pytest.mark.parametrize("scenario", ["nyc-2012", "nyc-2015", "nyc-2018", "nyc-aor-2018"])
@pytest.mark.parametrize("reform", ["summons-for-marijuana", "summons-for-fare-evasion"])
def test_a_summons_in_place_of_an_arrest_spares_the_print(scenario: str, reform: str) -> None:
    events, changed = probabilities(scenario), probabilities(scenario, reform)
    assert changed["summonsed"] > 0
    assert changed["arrested"] == pytest.approx(1 - changed["summonsed"], abs=1e-12)
    assert events["printed"] - changed["printed"] == pytest.approx(changed["summonsed"], rel=0.05)
    assert changed["ice_notified"] < events["ice_notified"]


def test_prints_from_ticket_holders_are_delayed_by_one_change_and_spared_by_two() -> None:
    as_it_was = probabilities("nyc-2018")
    delayed = probabilities("nyc-2018", "no-prints-at-the-precinct-for-tickets")
    spared = probabilities("nyc-2018", "no-prints-for-desk-appearance-tickets")
    assert delayed["printed_at_arraignment"] > 10 * as_it_was["printed_at_arraignment"]
    assert spared["printed_at_arraignment"] == 0
    assert spared["printed_at_precinct"] == pytest.approx(delayed["printed_at_precinct"])
    assert spared["printed"] < 0.85 * as_it_was["printed"] < delayed["printed"] < as_it_was["printed"]


def test_who_is_notified_in_2012_only_from_the_day_of_activation() -> None:
    scenario = load_scenario("nyc-2012")

    def notified(first: date, last: date) -> dict[str, float]:
        program = Model(pathway(), scenario.facts, (first, last)).program
        return dict(zip((program.steps[i].name for i in program.events), expect(program).events, strict=True))

    before = notified(date(2012, 5, 1), date(2012, 5, 15))
    after = notified(date(2012, 5, 15), date(2012, 5, 29))
    assert before["fbi_received_prints"] == pytest.approx(after["fbi_received_prints"], rel=1e-3)
    assert before["immigration_query"] < 0.01 * after["immigration_query"], (
        "only tickets printed at arraignment"
    )
    assert 0 < before["ice_notified"] < 0.05 * after["ice_notified"], "ICE's own flag"


def test_the_rule_of_one_year_is_met_by_releases_of_the_next() -> None:
    """Nobody is handed over by the city in 2018 as often as before the law of 2014; Suffolk ends with DeMarco."""
    of_2012, of_2018 = probabilities("nyc-2012"), probabilities("nyc-2018")
    assert of_2018["handed_over"] / of_2018["detainer"] < 0.02 < of_2012["handed_over"] / of_2012["detainer"]
    facts = load_scenario("nyc-aor-2018").facts

    def handed_over(first: date, last: date) -> float:
        program = Model(pathway(), facts, (first, last)).program
        return float(expect(program).events[program.events.index(program.index["handed_over"])])

    assert handed_over(date(2018, 2, 1), date(2018, 3, 1)) > handed_over(
        date(2018, 12, 1), date(2018, 12, 29)
    )


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


@pytest.mark.parametrize("reform", ["end-interoperability", "state-stops-forwarding-to-fbi"])
def test_without_the_search_of_ident_ice_learns_only_of_those_whom_it_flagged(reform: str) -> None:
    events, as_it_was = probabilities("nyc-2018", reform), probabilities("nyc-2018")
    assert events["immigration_query"] == 0
    assert events["ice_notified"] == pytest.approx(events["ice_flag_hit"])
    assert events["ice_flag_hit"] == pytest.approx(as_it_was["ice_flag_hit"], rel=1e-12)
    assert 0 < events["ice_notified"] < 0.05 * as_it_was["ice_notified"]


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
