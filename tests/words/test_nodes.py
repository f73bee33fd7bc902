"""The words of the pathway: every node, value, explained fact, event and reform has its own in both languages, none is stale."""

from collections.abc import Iterator
from enum import Enum

import pytest

from varick.model.kinds import Kind, label
from varick.model.load import library, load_scenario
from varick.model.shipped import pathway
from varick.words import LANGUAGES, Words, table

NODES = pathway().nodes
EXPLAINED = (Kind.RULE, Kind.EVENT)


def family(name: str, lang: str = "en") -> set[str]:
    return {key.removeprefix(f"{name}.") for key in table(lang) if key.startswith(f"{name}.")}


def explained_facts() -> Iterator[tuple[str, str]]:
    """(fact, value) of every switch and text that an explanation of a rule or an event can name."""
    for node in NODES.values():
        for name, kind in node.arguments.items():
            if node.kind in EXPLAINED and name not in NODES:
                if kind is bool:
                    yield from ((name, "yes"), (name, "no"))
                elif isinstance(kind, type) and issubclass(kind, Enum):
                    yield from ((name, label(value)) for value in kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_node_has_a_name_and_no_other(lang: str) -> None:
    assert family("node", lang) == NODES.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_and_rule_says_what_it_does(lang: str) -> None:
    assert family("tells", lang) == {n.name for n in NODES.values() if n.kind in EXPLAINED}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_value_is_a_clause(lang: str) -> None:
    values = {f"{n.name}.{label(v)}" for n in NODES.values() for v in n.values}
    assert family("value", lang) == values | {f"{name}.{value}" for name, value in explained_facts()}
    clauses = {key: said for key, said in table(lang).items() if key.startswith("value.")}
    wrong = [key for key, said in clauses.items() if said.endswith(".") or "{" in said]
    assert not wrong, "a clause stands within a sentence"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_that_a_rule_reads_has_a_name(lang: str) -> None:
    read = {a for n in NODES.values() if n.kind in EXPLAINED for a in n.arguments if a not in NODES}
    assert family("fact", lang) == read


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_values_of_one_thing_are_not_said_alike(lang: str) -> None:
    said: dict[str, list[str]] = {}
    for key, text in table(lang).items():
        if key.startswith("value."):
            said.setdefault(key.rpartition(".")[0], []).append(text)
    assert not [name for name, texts in said.items() if len(texts) != len(set(texts))]


def test_what_is_sent_is_said_as_the_event_has_it() -> None:
    sent = {n.name: n.sends for n in NODES.values() if n.sends}
    assert {name: table("en")[f"sends.{name}"] for name in family("sends")} == sent


def test_titles_are_those_of_the_files() -> None:
    reforms = {r.name: r.title for r in library().reforms.values()}
    assert {name: table("en")[f"reform.{name}"] for name in family("reform")} == reforms
    scenarios = {name: load_scenario(name).title for name in library().scenarios}
    assert {name: table("en")[f"scenario.{name}"] for name in family("scenario")} == scenarios


def test_what_differs_from_the_article_stands_at_an_event() -> None:
    events = {n.name for n in NODES.values() if n.kind is Kind.EVENT}
    assert {key.partition(".")[0] for key in family("differs")} <= events


def test_every_fact_is_described_in_spanish_too() -> None:
    facts = set(library().facts).union(*(load_scenario(name).facts for name in library().scenarios))
    assert family("describes", "es") == facts
    assert Words("en").title("describes", "charge", "Its own words.") == "Its own words."
