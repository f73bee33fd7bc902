"""varick facts: lists, one fact, one entry of the record, search, and what is refused."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from varick.model.load import library
from varick.model.record import record

Run = Callable[..., Any]


def listed(varick: Run, *arguments: str) -> list[dict[str, Any]]:
    ran = varick("facts", *arguments, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return list(json.loads(ran.out)["facts"])


def test_the_list_has_every_fact_and_every_entry(varick: Run) -> None:
    rows = listed(varick)
    facts = [r for r in rows if r["kind"] == "fact"]
    assert {r["name"] for r in facts} >= set(library().facts)
    assert len(rows) - len(facts) == sum(1 for _ in record().entries())
    table = varick("facts")
    assert table.code == 0
    assert "Law known to: federal " in table.out
    assert len(table.out.splitlines()) == len(rows) + 4
    text = varick("facts", "--format", "csv").out
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows)


def test_values_are_those_of_the_day(varick: Run) -> None:
    def value(day: str) -> object:
        rows = listed(varick, "--on", day, "--kind", "fact", "--search", "hold_is_an_arrest")
        return next(r["value"] for r in rows if r["name"] == "hold_is_an_arrest")

    assert (value("2018-11-13"), value("2018-11-14")) == (False, True)
    assert "none yet" in varick("facts", "--on", "1900-01-01", "--kind", "fact").out


def test_a_fact_is_shown_with_its_history_and_users(varick: Run) -> None:
    told = json.loads(varick("facts", "interoperability_active", "--format", "json").out)
    assert "end-interoperability" in told["used_by"]["reforms"]
    assert told["values"][0]["sources"][0]["title"]
    assert "T11" in told["record"]
    text = varick("facts", "interoperability_active").out
    assert "Nodes that read it: " in text
    assert "* marks the one in force on" in text
    rows = list(
        csv.DictReader(io.StringIO(varick("facts", "interoperability_active", "--format", "csv").out))
    )
    assert len(rows) == len(told["values"])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("A07", "in connection with an official matter"),
        ("a07", "in connection with an official matter"),
        ("T28", "no 287(g)"),
        ("DEMARCO-2018", "168 AD3d 31"),
        ("call_in_single_day", "6 to 11 persons"),
        ("sc_removals_month_peak", "over 8,000 persons"),
        ("nypd_detainers_2017", "most likely October to September; inferred"),
    ],
)
def test_an_entry_of_the_record_is_shown(varick: Run, name: str, says: str) -> None:
    ran = varick("facts", name)
    assert (ran.code, ran.err) == (0, "")
    assert says in ran.out
    told = json.loads(varick("facts", name, "--format", "json").out)
    assert told["bears_on"]
    assert told["sources"]


def test_every_entry_and_fact_can_be_shown_in_both_languages(varick: Run) -> None:
    names = [*library().facts, *(e.name for e in record().entries())]
    for name in names[::7]:
        for lang in ("en", "es"):
            assert varick("facts", name, "--lang", lang).code == 0


def test_search_needs_every_word_and_looks_at_sources(varick: Run) -> None:
    found = {r["name"] for r in listed(varick, "--search", "detainer COMPTROLLER")}
    assert "ice_detainers_nyc_peak" in found
    assert "A07" not in found
    none = varick("facts", "--search", "zebra unicorn")
    assert (none.code, none.out) == (1, "")
    assert "ask for fewer words" in none.err


def test_used_by_a_node(varick: Run) -> None:
    rows = listed(varick, "--used-by", "nypd_detainer_response")
    names = {r["name"] for r in rows}
    assert {"nypd_detainer_law", "NYPD-DET-2014-1", "DEMARCO-2018"} <= names
    wrong = varick("facts", "--used-by", "nypd_detainer_respons")
    assert wrong.code == 2
    assert 'did you mean "nypd_detainer_response"' in wrong.err


def test_unknown_names_are_refused_with_the_nearest(varick: Run) -> None:
    ran = varick("facts", "nypd_detainer_lw")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert 'did you mean "nypd_detainer_law"' in ran.err
    assert varick("facts", "A07", "--search", "x").code == 2


def test_spanish_says_that_it_is_not_reviewed(varick: Run) -> None:
    out = varick("facts", "A07", "--lang", "es").out
    assert "Traducción" in out
    assert "Dicho por: La carta" in out
