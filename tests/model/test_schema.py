"""Each rule of the files has a message; here is one broken file for each."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from varick.errors import VarickError
from varick.model import fact, schema
from varick.model.load import load_library, load_scenario


def broken(folder: Path, file: str, old: str, new: str) -> list[str]:
    """What is said of the folder once ``old`` in a file is ``new``."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(VarickError) as caught:
        load_library(folder)
    return str(caught.value).splitlines()


COURTS = [
    ("kind: law", "kidn: law", ["5: prints_passed_on.kidn: not a field; did you mean \"kind\"?", "1: prints_passed_on.kind: missing"]),
    ("      source: [S01]", "      sorce: [S01]", ['11: prints_passed_on.values.2012-05-15.sorce: not a field; did you mean "source"?',
     "8: prints_passed_on.values.2012-05-15: neither a source nor a note; say where it comes from"]),
    ("  description: Whether the prints are passed on.\n", "", ["1: prints_passed_on.description: missing"]),
    ("  description: Whether the prints are passed on.", "  description:", ["2: prints_passed_on.description: text expected; this is nothing"]),
    ("  description: Whether the prints are passed on.", "  description: ' '", ["2: prints_passed_on.description: empty"]),
    ("  description: Whether the prints are passed on.", "  description: 12", ["2: prints_passed_on.description: text expected; this is 12 (put it in quotes)"]),
    ("controlled_by: federal", "controlled_by: fedral", ['4: prints_passed_on.controlled_by: "fedral" is not one of city, prosecutor, court, county, state, federal, person, nature; did you mean "federal"?']),
    ("unit: switch", "unit: swich", ['3: prints_passed_on.unit: "swich" is not a unit; did you mean "switch"?']),
    ("kind: law", "kind: rule", ['5: prints_passed_on.kind: "rule" is not one of law, quantity']),
    ("grade: seen", "grade: sen", ['10: prints_passed_on.values.2012-05-15.grade: "sen" is not one of seen, secondary, recalled, published, estimated, assumed; did you mean "seen"?']),
    ("grade: seen", "grade: published", ['10: prints_passed_on.values.2012-05-15.grade: "published" is a grade of quantity; law is seen | secondary | recalled']),
    ("grade: assumed", "grade: recalled", ['20: identified_share.values.2018-01-01.grade: "recalled" is a grade of law; quantity is published | estimated | assumed']),
    ("      grade: seen\n", "", ["8: prints_passed_on.values.2012-05-15.grade: missing"]),
    ("      value: true\n", "", ["8: prints_passed_on.values.2012-05-15.value: missing"]),
    ("value: true", "value: yes", ['9: prints_passed_on.values.2012-05-15.value: yes without quotes is true or false to YAML; write true or false, or "yes" for the word']),
    ("value: true", "value: 1", ["9: prints_passed_on.values.2012-05-15.value: true or false expected of a switch; this is 1"]),
    ("value: true", "value: 'true'", ['9: prints_passed_on.values.2012-05-15.value: true or false expected of a switch; this is "true"']),
    ("value: true", "value:", ["9: prints_passed_on.values.2012-05-15.value: true or false expected of a switch; this is nothing"]),
    ("value: true", "low: false\n      value: true", ["9: prints_passed_on.values.2012-05-15.low: a switch has no range; leave it out"]),
    ("value: 0.13", "value: true", ["20: identified_share.values.2018-01-01.value: true is for a switch (unit: switch); this is a share"]),
    ("value: 0.13", "value: 13", ["20: identified_share.values.2018-01-01.value: 13 is not between 0 and 1, as a share must be"]),
    ("value: 0.13", "value: 0.5", ["20: identified_share.values.2018-01-01.value: 0.5 is not between low 0.08 and high 0.3"]),
    ("value: 0.13", "value: [1]", ["20: identified_share.values.2018-01-01.value: a number, true or false, a word, or a table of numbers expected; this is a list"]),
    ("value: 0.13", "value: 2018-01-01", ["20: identified_share.values.2018-01-01.value: a number, true or false, a word, or a table of numbers expected; this is 2018-01-01"]),
    ("value: 0.13", "value: a little", ['20: identified_share.values.2018-01-01.value: a number expected of a share; this is "a little"']),
    ("low: 0.08, ", "", ["20: identified_share.values.2018-01-01.low: missing; only law and counts go without low and high"]),
    ("low: 0.08, high: 0.3, ", "", ["20: identified_share.values.2018-01-01.low: missing; only law and counts go without low and high",
        "20: identified_share.values.2018-01-01.high: missing; only law and counts go without low and high"]),
    ("low: 0.08", "low: text", ["20: identified_share.values.2018-01-01.low: a number expected of a share; this is \"text\""]),
    ("low: 0.08", "low: {a: 1}", ["20: identified_share.values.2018-01-01.low: a number expected, as in the fact's other values; this is a table"]),
    ("[doc-2010]", "[doc-2001]", ['20: identified_share.values.2018-01-01.source[0]: there is no source "doc-2001"; did you mean "doc-2010"?']),
    ("[doc-2010]", "doc-2010", ["20: identified_share.values.2018-01-01.source: a list expected, such as [doc-2010]"]),
    ("[doc-2010]", "[2010]", ["20: identified_share.values.2018-01-01.source[0]: text expected; this is 2010 (put it in quotes)"]),
    ("[doc-2010]", "['a b']", ["20: identified_share.values.2018-01-01.source[0]: the id of a source is one word, such as S01"]),
    ("2012-05-15", "2012-05-32", ["8: prints_passed_on.values.2012-05-32: 2012-05-32 is not a day of the calendar"]),
    ("2012-05-15", "2012", ['8: prints_passed_on.values.2012: a date expected, written YYYY-MM-DD; this is "2012"']),
    ("2012-05-15", "1900-01-01", ["8: prints_passed_on.values.1900-01-01: written twice, first on line 7; keep one"]),
    ("  kind: law", "  kind: law\n  counted: people", ["6: prints_passed_on.counted: only a quantity has this; a law is not counted"]),
    ("estimates: share", "estimates: number", ['17: identified_share.estimates: "number" is not one of count, share, effect']),
    ("prints_passed_on:", "prints-passed-on:", ["1: prints-passed-on: the name of a fact is a Python name in lower case, such as share_printed"]),
    ("prints_passed_on:", "lambda:", ["1: lambda: the name of a fact is a Python name in lower case, such as share_printed"]),
    ("prints_passed_on:", "identified_share: 7\nprints_passed_on:", ["1: identified_share: fields expected (name: value); this is 7",
       "13: identified_share: written twice, first on line 1; keep one"]),
    ("  values:\n    1900-01-01: {value: false, grade: recalled, note: \"there was no program\"}\n    2012-05-15:\n      value: true\n      grade: seen\n      source: [S01]\n",
        "  values: {}\n", ["6: prints_passed_on.values: empty"]),
    ("  values:\n    1900-01-01: {value: false, grade: recalled, note: \"there was no program\"}\n    2012-05-15:\n      value: true\n      grade: seen\n      source: [S01]\n",
        "  values: true\n", ["6: prints_passed_on.values: fields expected (name: value); this is true"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), COURTS)
def test_a_fact(folder: Path, old: str, new: str, expected: list[str]) -> None:
    lines = broken(folder, "courts.yaml", old, new)
    assert sorted(lines) == sorted(f"facts/courts.yaml:{line}" for line in expected)


PEOPLE = [
    ("drug: 30", "drug: -1", ["7: arrests.values.2018-01-01.value: -1 is below zero; this is a count"]),
    ("drug: 30", "drug: many", ['7: arrests.values.2018-01-01.value: bronx.drug is "many"; a table holds numbers']),
    ("drug: 30", "drug: true", ["7: arrests.values.2018-01-01.value: bronx.drug is true; a table holds numbers"]),
    ("{drug: 30, theft: 10}", "7", ["7: arrests.values.2018-01-01.value: a table has one level of names or two, the same throughout"]),
    ("{drug: 30, theft: 10}", "{}", ["7: arrests.values.2018-01-01.value: a table without numbers"]),
    ("value: {bronx", "low: 5, value: {bronx", ["7: arrests.values.2018-01-01.low: a table expected, as in the fact's other values; this is a number",
        "7: arrests.values.2018-01-01.high: missing; give both low and high, or neither"]),
    ("[S01]}\nregime", "[S01]}\n    2019-01-01: {value: {bronx: {drug: 30, theft: 10}, kings: {durg: 5, theft: 6}}, grade: published, source: [S01]}\nregime",
        ['8: arrests.values.2019-01-01.value: "kings.durg" is not in the table; did you mean "kings.drug"?']),
    ("[S01]}\nregime", "[S01]}\n    2019-01-01: {value: {bronx: {drug: 30, theft: 10}}, grade: published, source: [S01]}\nregime",
        ['8: arrests.values.2019-01-01.value: "kings.drug" is missing from the table; give it all 4 numbers']),
    ("[S01]}\nregime", "[S01]}\n    2019-01-01: {value: 7, grade: published, source: [S01]}\nregime",
        ["8: arrests.values.2019-01-01.value: a table expected, as in the fact's other values; this is a number"]),
    ("value: pep", "value: 7", ["14: regime.values.2014-01-01.value: a word expected (unit: text); this is 7"]),
    ("value: pep", 'value: ""', ["14: regime.values.2014-01-01.value: empty"]),
    ("regime:", "identified_share:", ["8: identified_share: already a fact, at facts/courts.yaml:12; keep one"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), PEOPLE)
def test_a_table_or_a_word(folder: Path, old: str, new: str, expected: list[str]) -> None:
    lines = broken(folder, "people.yaml", old, new)
    assert sorted(lines) == sorted(f"facts/people.yaml:{line}" for line in expected)


OTHERS = [
    ("sources.yaml", "title: A thing", "titel: A thing", ['1: S01.titel: not a field; did you mean "title"?', "1: S01.title: missing"]),
    ("sources.yaml", ', url: "https://example.org"', "", ["1: S01: neither url nor where; say where it can be found"]),
    ("sources.yaml", "seen: excerpt", "seen: 3", ["2: doc-2010.seen: text expected; this is 3 (put it in quotes)"]),
    ("sources.yaml", "date: 2010", "date: [2010]", ["2: doc-2010.date: text expected; this is a list"]),
    ("reforms.yaml", "stop-passing-on:", "Stop passing on:", ["1: Stop passing on: a name is lower-case words joined by hyphens, such as nyc-2018"]),
    ("reforms.yaml", "controlled_by: federal", "controlled_by: person",
        ['3: stop-passing-on.controlled_by: "person" is not one of city, prosecutor, court, county, state, federal']),
    ("reforms.yaml", "{prints_passed_on: false}", "{prints_pased_on: false}",
        ['6: stop-passing-on.facts.prints_pased_on: there is no fact "prints_pased_on"; did you mean "prints_passed_on"?']),
    ("reforms.yaml", "{prints_passed_on: false}", "{}", ["6: stop-passing-on.facts: empty"]),
    ("reforms.yaml", "{prints_passed_on: false}", "{prints_passed_on: 0}",
        ["6: stop-passing-on.facts.prints_passed_on: true or false expected of a switch; this is 0"]),
    ("reforms.yaml", "value: 0.5", "value: 5", ["12: identify-more.facts.identified_share.value: 5 is not between 0 and 1, as a share must be"]),
    ("reforms.yaml", "value: 0.5", "value: 0.7", ["12: identify-more.facts.identified_share.value: 0.7 is not between low 0.4 and high 0.6"]),
    ("reforms.yaml", "low: 0.4, ", "", ["12: identify-more.facts.identified_share.low: missing; only law and counts go without low and high"]),
    ("reforms.yaml", "value: 0.5, ", "", ["12: identify-more.facts.identified_share.value: missing"]),
    ("reforms.yaml", "value: 0.5", "valeu: 0.5", ['12: identify-more.facts.identified_share.valeu: not a field; did you mean "value"?',
        "12: identify-more.facts.identified_share.value: missing"]),
    ("reforms.yaml", "grade: assumed", "grade: seen", ['12: identify-more.facts.identified_share.grade: "seen" is a grade of law; quantity is published | estimated | assumed']),
    ("reforms.yaml", "grade: assumed", "source: [S1]", ['12: identify-more.facts.identified_share.source[0]: there is no source "S1"; did you mean "S01"?']),
    ("reforms.yaml", 'cites: ["section 1"]', "cites: section 1", ["5: stop-passing-on.cites: a list expected, such as [section 1]"]),
    ("as_of.yaml", "state: 2026-11-21, ", "", ["1: state: missing"]),
    ("as_of.yaml", "state: 2026-11-21", "state: soon", ['1: state: a date expected, written YYYY-MM-DD; this is "soon"']),
    ("as_of.yaml", "city:", "citty:", ['1: citty: not a field; did you mean "city"?', "1: city: missing"]),
    ("as_of.yaml", "{", "[", ["1: not valid YAML: did not find expected ',' or ']'; check the indentation, colons and quotes around this line"]),
    ("places/nyc.yaml", "title: New", "titel: New", ['1: place.titel: not a field; did you mean "title"?', "1: place.title: missing"]),
    ("places/nyc.yaml", "value: 0.25", "value: 0.5", ["8: identified_share.values.2018-01-01.value: 0.5 is not between low 0.1 and high 0.3"]),
    ("scenarios/nyc-2018.yaml", "place: nyc", "place: ny", ['2: place: there is no place "ny"; did you mean "nyc"?']),
    ("scenarios/nyc-2018.yaml", "place: nyc", "plaice: nyc", ['2: plaice: not a field; did you mean "place"?']),
    ("scenarios/nyc-2018.yaml", "2019-01-01", "2017-01-01", ["3: period: 2017-01-01 is not after 2018-01-01; the end is the day after the last"]),
    ("scenarios/nyc-2018.yaml", "2019-01-01", "2018-01-01", ["3: period: 2018-01-01 is not after 2018-01-01; the end is the day after the last"]),
    ("scenarios/nyc-2018.yaml", "2019-01-01", "2019", ["3: period[1]: a date expected, written YYYY-MM-DD; this is 2019"]),
    ("scenarios/nyc-2018.yaml", ", 2019-01-01]", "]", ["3: period: two dates expected: the first day, and the day after the last"]),
    ("scenarios/nyc-2018.yaml", "2019-01-01]", "2019-01-01, 2020-01-01]", ["3: period: two dates expected: the first day, and the day after the last"]),
    ("scenarios/nyc-2018.yaml", "[2018-01-01, 2019-01-01]", "2018-01-01", ["3: period: two dates expected: the first day, and the day after the last"]),
    ("scenarios/nyc-2018.yaml", "seed: 7", "seed: -1", ["5: seed: a whole number from 0 to 2^64 - 1 expected; this is -1"]),
    ("scenarios/nyc-2018.yaml", "seed: 7", "seed: true", ["5: seed: a whole number from 0 to 2^64 - 1 expected; this is true"]),
    ("scenarios/nyc-2018.yaml", "seed: 7", "seed: 18446744073709551616", ["5: seed: a whole number from 0 to 2^64 - 1 expected; this is 1.84467e+19"]),
    ("scenarios/nyc-2018.yaml", "people: arrests", "people: 0", ["4: people: a whole number above zero, or the name of a count, expected; this is 0"]),
    ("scenarios/nyc-2018.yaml", "people: arrests", "people: 1.5", ["4: people: a whole number above zero, or the name of a count, expected; this is 1.5"]),
    ("scenarios/nyc-2018.yaml", "people: arrests", "people: arests", ['4: people: there is no fact "arests"; did you mean "arrests"?']),
    ("scenarios/nyc-2018.yaml", "people: arrests", "people: identified_share", ["4: people: identified_share is not a count but a share; arrests would do"]),
    ("scenarios/nyc-2018.yaml", "people: arrests", "extends: nyc-2019", ['4: extends: there is no scenario "nyc-2019"; did you mean "nyc-2018" or "nyc-2018-closed"?']),
    ("scenarios/nyc-2018-closed.yaml", "stop-passing-on", "stop-pasing-on", ['2: reforms[0]: there is no reform "stop-pasing-on"; did you mean "stop-passing-on"?']),
    ("scenarios/nyc-2018-closed.yaml", "[stop-passing-on]", "stop-passing-on", ["2: reforms: a list expected, such as [stop-passing-on]"]),
    ("scenarios/nyc-2018-closed.yaml", "identified_share: 0.4", "identified_share: 4",
        ["3: facts.identified_share: 4 is not between 0 and 1, as a share must be"]),
    ("scenarios/nyc-2018-closed.yaml", "identified_share: 0.4", "nonsense: 4", ['3: facts.nonsense: there is no fact "nonsense"; there are arrests, identified_share, prints_passed_on, regime']),
    ("scenarios/nyc-2018-closed.yaml", "identified_share: 0.4", "arrests: {bronx: {drug: 1}}",
        ['3: facts.arrests: "bronx.theft" is missing from the table; give it all 4 numbers']),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), OTHERS)
def test_another_file(folder: Path, file: str, old: str, new: str, expected: list[str]) -> None:
    lines = broken(folder, file, old, new)
    assert sorted(lines) == sorted(f"facts/{file}:{line}" for line in expected)


def test_all_problems_of_all_files_at_once(folder: Path) -> None:
    for file, old, new in (
        ("courts.yaml", "value: true", "value: no"),
        ("courts.yaml", "low: 0.08", "low: 8"),
        ("people.yaml", "unit: count", "unti: count"),
        ("reforms.yaml", "title: Stop", "titel: Stop"),
        ("scenarios/nyc-2018.yaml", "seed: 7", "seed: x"),
    ):
        path = folder / file
        path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(VarickError) as caught:
        load_library(folder)
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "facts/courts.yaml:9",
        "facts/courts.yaml:20",
        "facts/people.yaml:1",
        "facts/people.yaml:3",
        "facts/reforms.yaml:1",
        "facts/reforms.yaml:2",
        "facts/scenarios/nyc-2018.yaml:5",
    ]


def test_grades_are_those_of_the_facts() -> None:
    assert set(get_args(fact.Grade)) == {grade for grades in fact.GRADES.values() for grade in grades}
    assert set(get_args(fact.Kind)) == set(fact.GRADES)
    assert set(get_args(schema.Lever)) == set(get_args(fact.Owner)) - {"person", "nature"}


def test_json_schemas_are_closed_and_describe_every_kind_of_file() -> None:
    made: dict[str, Any] = json.loads(json.dumps(schema.schemas()))
    assert made.keys() == {"facts", "place", "sources", "reforms", "scenario", "as_of"}
    assert made["scenario"]["additionalProperties"] is False
    assert made["scenario"]["properties"]["extends"]["description"]
    change = made["scenario"]["properties"]["facts"]["additionalProperties"]
    assert {"$ref": "#/$defs/ChangeForm"} in change["anyOf"]
    dated = made["facts"]["$defs"]["DatedForm"]
    assert dated["required"] == ["value", "grade"]
    assert dated["additionalProperties"] is False
    assert set(dated["properties"]) == {"value", "low", "high", "grade", "source", "note"}
    assert made["place"]["properties"]["place"]["required"] == ["title"]
    assert made["facts"]["additionalProperties"] == {"$ref": "#/$defs/FactForm"}


def test_the_folder_itself_is_right(folder: Path) -> None:
    library = load_library(folder)
    assert load_scenario("nyc-2018", library).place == "nyc"
