"""varick claims: every statement with a verdict, words in both languages, and the corrections that must be there."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from varick.model.record import record
from varick.words import Words

Run = Callable[..., Any]


def claims(varick: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    ran = varick("claims", *arguments, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return {c["claim"]: c for c in json.loads(ran.out)["claims"]}


def test_every_statement_has_its_sentences_in_both_languages(varick: Run) -> None:
    for lang in ("en", "es"):
        found = claims(varick, "--lang", lang)
        assert found.keys() == record().claims.keys()
        assert all(c["paraphrase"] and c["found"] and c["sources"] for c in found.values())
        assert varick("claims", "--lang", lang).code == 0
        assert set(Words(lang).family("claim")) == {
            text for c in found.values() for text in (c["paraphrase"], c["found"])
        }


def test_each_statement_rests_on_something() -> None:
    for claim in record().claims.values():
        assert claim.article
        assert claim.rules or claim.quantities or claim.events


MUST = [
    ("held_for_170", "incomplete", "judicial warrant.*five years.*48 hours in two cases"),
    ("nine_hundred_percent", "differs", "whole State.*78 in the city.*86 sightings.*No single number"),
    ("detainer_meaning", "differs", "already has probable cause"),
    ("pep_limits", "incomplete", "prints were matched as before.*recent entrants.*visas.*final orders"),
    ("restarted", "differs", "matching of prints never stopped"),
    ("ident_size", "incomplete", "220 million in 2016 and 259 million in 2019"),
    ("april_sweep", "differs", "163 of them were arrested in the city.*over 60"),
    ("crowd_of_one_day", "cannot_be_told", "6 to 11 people.*6 or 7 of them certain"),
    ("significantly_higher", "cannot_be_told", "no number of letters is estimated"),
    ("no_voluntary_help", "incomplete", "No rule of the city governs fingerprints"),
]


@pytest.mark.parametrize(("name", "verdict", "says"), MUST, ids=[m[0] for m in MUST])
def test_differences_between_article_and_record_are_there(
    varick: Run, name: str, verdict: str, says: str
) -> None:
    found = claims(varick, name)[name]
    assert found["verdict"] == verdict
    assert re.search(says, found["found"])


def test_statements_of_every_party_are_there() -> None:
    assert {c.said_by for c in record().claims.values()} >= {
        "city", "nypd", "dcjs", "ice", "advocates", "scholar", "governor", "article", "trac"
    }  # fmt: skip


def test_quotations_are_the_research_s(shared: Path) -> None:
    """Nothing stands in quotation marks that the research does not quote."""
    texts = (shared / "facts" / "article_facts.csv").read_text(encoding="utf-8").replace('""', '"')
    texts += (shared / "specs" / "law.md").read_text(encoding="utf-8")
    for lang in ("en", "es"):
        words = Words(lang)
        for name in record().claims:
            for quoted in re.findall(
                r'"([^"]+)"', words(f"claim.{name}.says") + words(f"claim.{name}.found")
            ):
                assert quoted.rstrip(".") in texts, f"{lang} {name}: {quoted}"


def test_the_graph_is_asked_and_not_a_constant(varick: Run) -> None:
    graph = claims(varick, "no_voluntary_help")["no_voluntary_help"]["graph"]
    assert {pair["earlier"] for pair in graph} == {"nypd_detainer_response", "doc_detainer_response"}
    assert all(pair["apart"] for pair in graph)
    from varick.report.claims import is_apart

    assert is_apart("fbi_received_prints", "ice_notified") is False
    assert is_apart("no_such_node", "ice_notified") is None


def test_rules_are_asked_and_answer(varick: Run) -> None:
    asked = {(c, a["rule"], *a["given"]): a["value"] for c, f in claims(varick).items() for a in f["asked"]}
    assert None not in asked.values()
    within = "violent_or_serious_conviction_within_5y"
    assert asked["held_for_170", "nypd_detainer_response", within] == "decline"
    assert asked["held_for_170", "nypd_detainer_response", within, "judicial_warrant"] == "honor"
    assert asked["held_for_170", "nypd_detainer_response", "watch_list_match"] == "hold_48_hours"


def test_figures_in_words_are_those_of_the_record() -> None:
    """Numbers that a sentence repeats are numbers of the entries that it names."""
    found = record()
    for name, numbers in {
        "april_sweep": ("ice_sweep_apr2018", "ice_sweep_apr2018_in_city"),
        "nine_hundred_percent": ("courthouse_2016", "courthouse_2017_to_nov15", "courthouse_oca_2017"),
        "fastest_growing": ("sc_traffic_removals_2016", "sc_traffic_removals_2017"),
        "below_the_peak": ("sc_removals_month_2017", "sc_removals_month_2018_05"),
    }.items():
        for lang in ("en", "es"):
            words = Words(lang)
            said = words(f"claim.{name}.found")
            for figure in numbers:
                assert words.number(found.quantities[figure].value or 0) in said, (name, figure, lang)


def test_choices_and_refusals(varick: Run) -> None:
    assert all(c["verdict"] == "differs" for c in claims(varick, "--verdict", "differs").values())
    assert all(c["said_by"] == "ice" for c in claims(varick, "--by", "ice").values())
    assert varick("claims", "restartd").code == 2
    assert 'did you mean "restarted"' in varick("claims", "restartd").err
    assert varick("claims", "--by", "nobody").code == 2
    assert varick("claims", "restarted", "--verdict", "agrees").code == 1
