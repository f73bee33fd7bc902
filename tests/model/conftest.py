"""A small folder of facts, all invented, in which everything is right."""

from pathlib import Path

import pytest

FILES = {
    "facts/courts.yaml": """\
prints_passed_on:
  description: Whether the prints are passed on.
  unit: switch
  controlled_by: federal
  kind: law
  values:
    1900-01-01: {value: false, grade: recalled, note: "there was no program"}
    2012-05-15:
      value: true
      grade: seen
      source: [S01]
identified_share:
  description: The share of arrests that are identified.
  unit: share
  controlled_by: nature
  kind: quantity
  estimates: share
  counted: nothing; this is invented for the tests
  values:
    2018-01-01: {value: 0.13, low: 0.08, high: 0.3, grade: assumed, source: [doc-2010], note: a guess}
    2019-01-01: {value: 0.2, low: 0.1, high: 0.3, grade: published, source: [S01]}
""",
    "facts/people.yaml": """\
arrests:
  description: Arrests in a year, by borough and charge.
  unit: count
  controlled_by: city
  kind: quantity
  values:
    2018-01-01: {value: {bronx: {drug: 30, theft: 10}, kings: {drug: 5, theft: 6}}, grade: published, source: [S01]}
regime:
  description: The regime in force.
  unit: text
  controlled_by: federal
  kind: law
  values:
    2014-01-01: {value: pep, grade: seen, source: [S01]}
""",
    "facts/sources.yaml": """\
S01: {title: A thing, url: "https://example.org", date: 2018-04-26, seen: full text read}
doc-2010: {title: Another, where: a shelf, date: 2010, seen: excerpt}
""",
    "facts/reforms.yaml": """\
stop-passing-on:
  title: Stop passing prints on
  controlled_by: federal
  description: The prints stay where they are.
  cites: ["section 1"]
  facts: {prints_passed_on: false}
identify-more:
  title: Identify more
  controlled_by: state
  description: More people are identified.
  facts:
    identified_share: {value: 0.5, low: 0.4, high: 0.6, grade: assumed, note: a guess}
""",
    "facts/as_of.yaml": "{federal: 2026-11-22, state: 2026-11-21, city: 2026-11-20}\n",
    "facts/places/nyc.yaml": """\
place: {title: New York City}
identified_share:
  description: The share of arrests that are identified in the city.
  unit: share
  controlled_by: nature
  kind: quantity
  values:
    2018-01-01: {value: 0.25, low: 0.1, high: 0.3, grade: assumed, note: a guess}
""",
    "facts/scenarios/nyc-2018.yaml": """\
title: The letters
place: nyc
period: [2018-01-01, 2019-01-01]
people: arrests
seed: 7
""",
    "facts/scenarios/nyc-2018-closed.yaml": """\
extends: nyc-2018
reforms: [stop-passing-on]
facts: {identified_share: 0.4}
people: 1000
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder ``facts`` that a test may break."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "facts"
