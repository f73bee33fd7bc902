"""The shipped pathway as a whole: no rule of the city lies between the fingerprint and ICE, and every node and fact
says what it is, whence it comes and who sees it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from varick.model.fact import Fact
from varick.model.kinds import Kind, Node, label
from varick.model.load import library, load_scenario
from varick.model.offences import offences
from varick.model.shipped import model_of, pathway, station_of
from varick.model.wiring import Wired, wire
from varick.pathway import OUTCOMES, STATIONS

SCENARIOS = tuple(library().scenarios)


def facts() -> dict[str, Fact]:
    return library().facts_of("nyc")


def wired() -> dict[str, Wired]:
    return {w.node.name: w for w in wire(pathway(), list(facts()))}


def ancestors(name: str, without: Iterable[str] = ()) -> set[str]:
    """All nodes and facts on which a node depends in any way, along paths that avoid the nodes in
    ``without``."""
    graph, cut = wired(), set(without)
    found: set[str] = set()
    waiting = [name]
    while waiting:
        here = graph.get(waiting.pop())
        if here is None:
            continue
        node = here.node
        parts = [node.delay, node.on, *node.race, *here.inputs, *here.facts, *here.gates]
        new = {p for p in parts if p} - found - cut
        found |= new
        waiting += new
    return found


def owned(by: str, names: Iterable[str]) -> set[str]:
    known = facts()
    return {n for n in names if n in known and known[n].controlled_by == by}


def test_no_rule_of_the_city_lies_between_the_fingerprint_and_ice() -> None:
    """Cut the graph at the fingerprint, and at the county in which it was taken: what else ICE's notification
    depends on, nobody in the city controls."""
    beyond = ancestors("ice_notified", without=["printed", "county"])
    assert owned("city", beyond) == set()
    assert {"interoperability_active", "interoperability_by_county", "dcjs_forwards_to_fbi"} <= beyond


def test_the_city_decides_only_who_is_arrested_and_on_which_path() -> None:
    """The city's facts above the notification are these and no others: whom the police arrest and for what,
    who gets a summons instead, and who a ticket. Each acts through the arrest or the fingerprint alone (see
    the test before)."""
    assert owned("city", ancestors("ice_notified")) == {
        "arrests",
        "marijuana_share_of_drug_misdemeanors",
        "fare_evasion_share_of_property_misdemeanors",
        "order_43_of_2014",
        "summons_for_marijuana",
        "arrested_despite_policy_share",
        "arrested_despite_order_43_share",
        "summons_for_fare_evasion",
        "ticket_requires_identification",
        "ticket_share_felony",
        "ticket_share_marijuana",
        "ticket_share_misdemeanor",
        "ticket_share_when_required",
        "ticket_print_missed_share",
        "printed_where_permitted_share",
        "days_to_ticket_return_low",
        "days_to_ticket_return_high",
    }


def test_the_detainer_laws_come_after_ice_knows() -> None:
    late = {
        "nypd_detainer_law",
        "doc_detainer_law",
        "probation_detainer_law",
        "doc_may_tell_of_the_convicted",
        "city_resources_barred",
        "duty_chief_must_approve",
        "hold_is_an_arrest",
    }
    for early in ("printed", "dcjs_received_prints", "fbi_received_prints", "ice_notified"):
        assert not late & ancestors(early)
    found = ancestors("handed_over") | ancestors("probation_detainer_response")
    assert late <= found, "the search for ancestors finds them where they are"


@pytest.mark.parametrize(
    "reform", ["honor-no-detainers", "honor-all-detainers", "pep-priorities", "no-call-in-letters"]
)
def test_a_reform_after_the_notification_cannot_change_it(reform: str) -> None:
    changed = set(library().reforms[reform].facts)
    assert not changed & (ancestors("printed") | ancestors("ice_notified"))
    assert changed & ancestors("ice_arrest")


def test_declining_to_prosecute_reaches_the_print_only_through_the_court_that_would_order_it() -> None:
    changed = set(library().reforms["decline-to-prosecute"].facts)
    assert not changed & ancestors("printed_at_precinct")
    assert not changed & ancestors("ice_notified", without=["printed_at_arraignment"])
    assert changed & ancestors("courthouse_arrest")


@pytest.mark.parametrize(
    "name",
    ["ice_notified", "printed", "summonsed", "arraigned", "printed_at_arraignment", "rap_sheet_returned"],
)
def test_chances_are_told_up_to_the_notification(name: str) -> None:
    assert wired()[name].odds


def test_no_chance_of_what_follows_ices_choice_is_told_of_one_person() -> None:
    graph = wired()
    after = [n for n in graph if "ice_action" in ancestors(n) | {n} and graph[n].node.kind is not Kind.DELAY]
    assert {"detainer", "letter", "ice_arrest", "detained", "removed", "documented"} <= set(after)
    assert not [n for n in after if graph[n].odds]


def test_every_fact_is_read_by_a_node() -> None:
    for scenario in SCENARIOS:
        model = model_of(load_scenario(scenario))
        assert set(model.facts) == set(model.used_facts)


def test_every_value_says_how_well_it_is_known_and_whence() -> None:
    sources = library().sources
    used: set[str] = set()
    for fact in facts().values():
        for value in fact.values:
            used |= set(value.source)
            assert value.source or value.note, f"{fact.where}: {fact.name} names neither source nor reason"
            if value.grade in ("assumed", "estimated", "recalled"):
                assert value.note, (
                    f"{fact.where}: {fact.name} of {value.since} is {value.grade} and does not say why"
                )
            if value.grade in ("published", "estimated", "seen", "secondary"):
                assert value.source, (
                    f"{fact.where}: {fact.name} of {value.since} is {value.grade} without a source"
                )
            if value.grade == "recalled":
                assert "check" in value.note.lower()
    used |= {one for form in offences().form.charges.values() for one in form.source} & set(sources)
    assert used == set(sources), "a source that nothing cites, or the reverse"


def test_stations_stand_in_travelling_order() -> None:
    rooms = list(dict.fromkeys(station_of().values()))
    assert rooms == list(STATIONS)
    assert set(OUTCOMES) <= set(pathway().nodes)


@pytest.mark.parametrize("node", pathway().nodes.values(), ids=lambda n: n.name)
def test_every_node_explains_itself_and_every_event_says_who_sees_it(node: Node) -> None:
    assert node.explanation.endswith(".")
    assert 1 <= node.explanation.count(". ") + 1 <= 4, "one to four sentences that a lawyer can proof-read"
    if node.kind is Kind.EVENT:
        assert node.agency
        assert node.seen_by
        assert bool(node.sends) == bool(node.to)


def test_the_example_person_can_be_traced() -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "person.yaml"
    person: Mapping[str, Any] = yaml.safe_load(example.read_text())
    for name, value in person.items():
        node = pathway().nodes[name]
        assert not node.gates or name == "printed", (
            "what is known of a person must not hang on what happens later"
        )
        assert label(value) in map(label, node.values)
