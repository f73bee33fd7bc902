"""The record: every row of the research is there, as it stands there but for the stated corrections."""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from varick.errors import VarickError
from varick.model.library import Source
from varick.model.load import library
from varick.model.record import Entry, Quantity, load_record, record
from varick.model.record_forms import FILES, schemas
from varick.model.shipped import pathway
from varick.model.uses import before, facts_everywhere, facts_read_by, uses_of
from varick.report.claims import claim_answer
from varick.words import Words

ADDED_QUANTITIES = {
    "call_in_single_day_certain",
    "courthouse_2017_to_nov15_nyc",
    "courthouse_growth_stated",
    "courthouse_growth_rate",
    "courthouse_2018_arrests_178",
    "courthouse_2018_arrests_187",
    "nyc_requests_2024_agreed",
    "nyc_requests_2024_share_printed",
    "nyc_requests_2024_share_computed",
    "nyc_undocumented_later",
}
ADDED_RULES = {
    "DEMARCO-2018",
    "SUFFOLK-HOLD",
    "ICE-COURTHOUSE-2018",
    "ICE-COURTHOUSE-2021",
    "ICE-COURTHOUSE-2025-01",
    "ICE-COURTHOUSE-2025-05",
    "OCA-2019",
    "POCA-2020",
    "EO-170-2017",
    "EO-170.1-2018",
}
ADDED_EVENTS = 6
LAW = {"V": "seen", "V2": "secondary", "R": "recalled"}
CHECKED = {"T31", "T36", "T38", "T41", "T47", "T48", "T50", "T51"}
"""Events whose text was read, or read about, after the research: their grade is better than there."""
ENDS = {"T06": date(2015, 1, 4), "T08": date(2015, 1, 4), "T47": date(2021, 4, 26)}
"""Ends that the research has otherwise: the memoranda of 2011 govern until those of 2014 take effect."""


def rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_figure_of_the_research_is_there(shared: Path) -> None:
    found = record().quantities
    theirs = {row["name"]: row for row in rows(shared, "parameters.csv")}
    assert set(found) - ADDED_QUANTITIES == set(theirs)
    for name, row in theirs.items():
        same_figure(found[name], row["value"])
        assert (found[name].grade == "assumed") == row["confidence"].startswith("R"), name


def same_figure(ours: Quantity, text: str) -> None:
    """The number, the range or the words that the research has."""
    if re.fullmatch(r"[\d.]+(e\d+)?", text):
        assert ours.value == float(text), ours.name
    elif text.startswith(">"):
        assert (ours.value, ours.low, ours.high) == (None, float(text[1:]), None), ours.name
    elif both := re.fullmatch(r"(\d+)-(\d+)", text):
        assert (ours.value, ours.low, ours.high) == (None, float(both[1]), float(both[2])), ours.name
    else:
        assert ours.text == text, ours.name


def test_every_event_of_the_research_is_there(shared: Path) -> None:
    theirs = rows(shared, "timeline.csv")
    ours = list(record().timeline.values())
    assert len(ours) == len(theirs) + ADDED_EVENTS
    for event, row in zip(ours, theirs, strict=False):
        assert event.date[0].isoformat().startswith(row["effective_from"]), event.name
        if event.date[0] != event.date[1]:
            assert len(row["effective_from"]) < 10, f"{event.name} is known to the day"
        end = ENDS.get(event.name)
        assert (end or event.until) == event.until
        if end is None:
            assert str(event.until or "").startswith(row["effective_to"]), event.name
        if event.name not in CHECKED:
            assert event.grade == LAW[row["confidence"].split()[0]], event.name


def test_every_fact_of_the_article_is_there(shared: Path) -> None:
    theirs = rows(shared, "article_facts.csv")
    assert {row["id"]: row["fact"] for row in theirs} == {a.name: a.text for a in record().article.values()}
    assert list(record().article) == [f"A{n:02d}" for n in range(1, 42)]


def test_every_rule_of_the_research_is_there(shared: Path) -> None:
    theirs = {row["id"]: row for row in rows(shared, "rules.csv")}
    ours = record().rules
    assert set(ours) - ADDED_RULES == set(theirs)
    for name, row in theirs.items():
        rule = ours[name]
        assert (rule.condition, rule.actor, rule.force) == (row["condition"], row["actor"], row["force"])
        assert str(rule.since[0] if rule.since else "").startswith(row["effective_from"]), name
        assert str(rule.until or "") == row["effective_to"], name
        assert rule.grade == GRADED_AGAIN.get(name, LAW[row["confidence"].split()[0]]), name


GRADED_AGAIN = {"NYPD-COORD-2018": "secondary", "CALLIN": "no_text"}
"""Rules whose own text nobody saw, whatever was read about them."""


def test_every_source_of_the_research_is_there(shared: Path) -> None:
    assert {row["id"] for row in rows(shared, "sources.csv")} <= set(record().sources)


def test_ids_of_sources_are_unique_and_every_source_of_the_record_is_cited() -> None:
    found = record()
    own = {s.id for s in found.sources.values() if s.file.startswith("facts/record/")}
    assert not own & set(library().sources)
    cited = {s for e in found.entries() for s in e.source}
    kept_for_later = {"S30"}  # about the fields of a documentation database: the casebook
    assert own - cited == kept_for_later


def test_what_entries_bear_on_is_there() -> None:
    known = set(pathway().nodes) | {f.name for _, f in facts_everywhere(library())}
    wrong = {(e.name, b) for e in record().entries() for b in e.bears_on if b not in known}
    wrong |= {(c.name, n) for c in record().claims.values() for n in (*c.facts, *c.nodes) if n not in known}
    assert not wrong
    assert all(e.bears_on for e in record().entries())


def test_what_is_recalled_or_assumed_says_so() -> None:
    for entry in record().entries():
        if entry.grade in ("recalled", "assumed") and not entry.source:
            assert "recalled" in entry.note.lower(), entry.name


CORRECTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("call_in_single_day", {"low": 6, "high": 11}, "not a minimum|of its own"),
    ("call_in_single_day_certain", {"low": 6, "high": 7}, "inferred"),
    ("courthouse_growth_stated", {"value": 9.0}, "no single number is called right"),
    ("courthouse_growth_rate", {"value": 10.44}, "110 in 319 days"),
    ("courthouse_2017_to_nov15_nyc", {"value": 78}, "67 arrests and 11 attempts"),
    ("courthouse_oca_2017", {"value": 86}, "lower than IDP"),
    ("ice_sweep_apr2018", {"value": 225}, "163 of the 225"),
    ("ice_sweep_apr2018_in_city", {"value": 163}, "over 60 had been released"),
    ("nypd_detainers_2016", {"value": 80, "year": "october_to_september_inferred"}, "not said"),
    ("nypd_detainers_2017", {"value": 1526, "year": "october_to_september_inferred"}, "not said"),
    ("sc_removals_via_detainer_share", {"value": 0.025}, "linkage of records"),
    ("nypd_detainers_2017_to_apr3", {"value": 109}, "different period"),
    ("nypd_detainers_fy2023", {"value": 109, "year": "july_to_june"}, "different period"),
    ("nyc_requests_2024_share_printed", {"value": 0.004}, "4.2 %"),
    ("nyc_requests_2024_share_computed", {"grade": "estimated"}, "11 / 261"),
]


@pytest.mark.parametrize(("name", "has", "says"), CORRECTIONS, ids=[c[0] for c in CORRECTIONS])
def test_the_corrections_stand(name: str, has: dict[str, Any], says: str) -> None:
    entry = record().quantities[name]
    for field, value in has.items():
        assert getattr(entry, field) == value
    assert re.search(says, entry.note)


def test_the_computed_figures_are_what_they_say() -> None:
    found = record().quantities
    days = (date(2017, 11, 15) - date(2017, 1, 1)).days + 1
    rate = 110 / days * 365 / 11 - 1
    assert found["courthouse_growth_rate"].value == pytest.approx(rate, abs=0.005)
    assert found["nyc_requests_2024_share_computed"].value == pytest.approx(11 / 261, abs=1e-4)


def test_figures_that_conflict_say_so_on_both_sides_or_name_the_other() -> None:
    found = record().quantities
    for figure in found.values():
        for other in figure.conflicts_with:
            assert found[other].unit == figure.unit or figure.name.startswith("courthouse"), figure.name


def test_one_text_governs_on_each_day() -> None:
    events = record().timeline
    assert "from 2017-01-25 the Executive Order governs" in events["T19"].governs
    assert "2015-01-05" in events["T06"].governs
    assert "arrest that State law does not allow" in events["T48"].governs
    assert "Wells v. DeMarco" in record().rules["NYPD-DET-2014-2"].governs


def test_lookups() -> None:
    assert record().entry("A07").kind == "article"
    assert record().entry("T28").kind == "event"
    assert {e.name for e in record().about("printed")} >= {"A23", "CPL160.10-MAY"}
    with pytest.raises(VarickError, match='no entry of the record "A77"'):
        record().entry("A77")


def test_who_uses_a_fact() -> None:
    uses = uses_of("interoperability_active", library())
    assert "end-interoperability" in uses.reforms
    assert uses.nodes
    assert all("interoperability_active" in facts_read_by(node) for node in uses.nodes)
    assert "fbi_received_prints" in before("ice_notified")
    assert "ice_notified" not in before("printed")
    with pytest.raises(VarickError, match="did you mean"):
        facts_read_by("ice_notifed")


def test_there_are_schemas_of_every_file() -> None:
    assert schemas().keys() == FILES.keys()


# What a wrong file says

GOOD = {
    "sources": "X1: {title: a, where: b, seen: c}\n",
    "quantities": "figure:\n  description: a\n  value: 1\n  unit: persons\n  period: [2018-01-01, null]\n"
    "  year: span\n  place: NYC\n  grade: published\n  source: [X1]\n",
}


def written(folder: Path, **files: str) -> Path:
    for name, text in {**GOOD, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, **files: str) -> str:
    known = {"S1": Source("S1", "t", None, "w", "", "full", file="facts/sources.yaml", line=3)}
    with pytest.raises(VarickError) as caught:
        load_record(written(folder, **files), known)
    return str(caught.value)


def test_a_small_record_is_read(tmp_path: Path) -> None:
    made = load_record(written(tmp_path), {})
    figure = made.quantities["figure"]
    assert isinstance(figure, Entry)
    assert (figure.period, figure.where) == ((date(2018, 1, 1), None), "facts/record/quantities.yaml:1")
    assert list(made.sources) == ["X1"]


WRONG = [
    (
        "source: [X1]",
        "source: [X2]",
        'quantities.yaml:9: figure.source[0]: there is no source "X2"; there are S1, X1',
    ),
    ("  value: 1\n", "", "quantities.yaml:1: figure: nothing is said: give value, low or high, or text"),
    (
        "  value: 1\n",
        "  value: 1\n  text: one\n",
        "quantities.yaml:4: figure.text: words or numbers, not both",
    ),
    (
        "  value: 1\n",
        "  value: 1\n  low: 2\n",
        "quantities.yaml:4: figure.low: low, value and high must stand in this order",
    ),
    ("value: 1", "value: many", "quantities.yaml:3: figure.value: "),
    (
        "[2018-01-01, null]",
        "[2018-01-01, 2017-01-01]",
        "quantities.yaml:5: figure.period: 2017-01-01 is before 2018-01-01",
    ),
    ("[2018-01-01, null]", "[2018-01-01]", "quantities.yaml:5: figure.period: two dates expected"),
    ("[2018-01-01, null]", "[null, null]", "quantities.yaml:5: figure.period: two dates expected"),
    ("year: span", "year: fiscal", 'quantities.yaml:6: figure.year: "fiscal" is not one of calendar'),
    ("grade: published", "grade: seen", 'quantities.yaml:8: figure.grade: "seen" is not one of published'),
    ("  source: [X1]\n", "", "quantities.yaml:1: figure: neither a source nor a note"),
    ("unit: persons", "units: persons", 'quantities.yaml:4: figure.units: not a field; did you mean "unit"?'),
    (
        "source: [X1]",
        "source: [X1]\n  conflicts_with: [figur]",
        'figure.conflicts_with[0]: there is no quantity "figur"; did you mean "figure"?',
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD["quantities"]
    assert says in refused(tmp_path, quantities=GOOD["quantities"].replace(old, new))


def test_other_problems_across_files(tmp_path: Path) -> None:
    said = refused(tmp_path, sources="S1: {title: a, where: b, seen: c}\nX1: {title: a, where: b, seen: c}\n")
    assert said == "facts/record/sources.yaml:1: S1: already a source, at facts/sources.yaml:3; keep one"
    event = "figure:\n  title: t\n  date: 2018-01-01\n  until: 2017-01-01\n  jurisdiction: city\n  grade: seen\n  source: [X1]\n"
    assert "timeline.yaml:4: figure.until: 2017-01-01 is before 2018-01-01" in refused(
        tmp_path, timeline=event
    )
    twice = event.replace("  until: 2017-01-01\n", "")
    assert "already an entry, in facts/record/quantities.yaml" in refused(tmp_path, timeline=twice)
    (tmp_path / "timeline.yaml").unlink()
    claim = "one: {said_by: ice, verdict: differs, rules: [NONE]}\n"
    said = refused(tmp_path, claims=claim)
    assert said == 'facts/record/claims.yaml:1: one.rules[0]: there is no entry of rules.yaml "NONE"'


def test_what_a_statement_asks_of_the_pathway_has_an_answer() -> None:
    """Else it would be shown as not there, or not at all."""
    for claim in record().claims.values():
        answer = claim_answer(claim, Words("en"))
        assert [fact["name"] for fact in answer["facts"]] == list(claim.facts), claim.name
        assert answer["nodes"] == list(claim.nodes), claim.name
        assert all(one["value"] is not None for one in answer["asked"]), claim.name
        assert all(pair["apart"] is not None for pair in answer["graph"]), claim.name
