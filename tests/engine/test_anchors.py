"""Published totals: as the record has them, held against the pathway only where the two can be compared."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from varick.engine.anchors import (
    Quantity,
    agree,
    anchors,
    arrests_in,
    assumed_facts,
    codes_of,
    facts_behind,
    limits,
    probability,
)
from varick.engine.expect import expect, posterior
from varick.errors import VarickError
from varick.model.anchors import AnchorForm, AnchorsForm, bounds, load_anchors, shipped_anchors
from varick.model.load import library, load_scenario
from varick.model.scenario import Scenario
from varick.model.shipped import model_of
from varick.words import LANGUAGES, table

OFFICE = "New York City Area of Responsibility"
ROWS = shipped_anchors().rows
CITY = ("Bronx", "Kings", "New York", "Queens", "Richmond")
COUNTIES = (
    *CITY, "Dutchess", "Nassau", "Orange", "Putnam", "Rockland", "Suffolk", "Sullivan", "Ulster", "Westchester",
)  # fmt: skip


# The record, counted again


def released(shared: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one of ICE's released tables that are of its New York office; five lines stand before the header."""
    path = shared / "data/UWCHR_ice-enforce/us-fy16-19_frozen" / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for _ in range(5):
            next(file)
        reader = csv.DictReader(file, delimiter="|")
        assert reader.fieldnames is not None
        office = next(name for name in reader.fieldnames if name.endswith("Area of Responsibility"))
        yield from (row for row in reader if row[office] == OFFICE)


@pytest.mark.parametrize("year", [2016, 2017, 2018])
def test_arrests_of_the_office_are_those_of_its_table(shared: Path, year: int) -> None:
    counted = Counter(row["Apprehension Method"] for row in released(shared, f"EROArrests_FY{year}"))
    parts = shipped_anchors().streams[f"ice_arrests_fy{year}"].parts
    assert {method: part.count for method, part in parts.items()} == counted
    assert ROWS[f"ice_arrests_fy{year}"].value == sum(counted.values())


@pytest.mark.parametrize("year", [2016, 2017, 2018])
def test_removals_of_the_office_are_those_of_its_table(shared: Path, year: int) -> None:
    def part(text: str) -> str:
        if not text:
            return "without_a_date"
        day = datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 (the table has days, not times)
        assert day < date(year, 10, 1)
        return "before_the_year" if day < date(year - 1, 10, 1) else "in_the_year"

    counted = Counter(part(row["Apprehension Date"]) for row in released(shared, f"ICERemovals_FY{year}"))
    parts = shipped_anchors().streams[f"removals_fy{year}"].parts
    assert {name: part.count for name, part in parts.items()} == counted
    assert ROWS[f"removals_fy{year}"].value == sum(counted.values())


def test_encounters_are_those_of_the_tables(shared: Path) -> None:
    for year in (2016, 2017):
        counted = sum(1 for _ in released(shared, f"EROEncounters_FY{year}"))
        assert ROWS[f"encounters_fy{year}"].value == counted
    daily = shared / "data/UWCHR_ice-enforce/lookups/us_export_enforcement_fy16-18.csv.gz"
    with gzip.open(daily, "rt", encoding="utf-8", newline="") as file:
        days = [
            row for row in csv.DictReader(file, delimiter="|") if row["aor"] == "NYC" and row["fy"] == "2018"
        ]
    assert ROWS["encounters_fy2018"].value == sum(float(day["n_encounters"]) for day in days)


def test_arrests_are_those_of_the_state(shared: Path) -> None:
    path = next((shared / "data/manjunath5496_CSV-Datasets_4").glob("Adult_Arrests_*"))
    totals: Counter[tuple[str, str]] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            totals["city", row["Year"]] += int(row["Total"]) if row["County"] in CITY else 0
            totals["office", row["Year"]] += int(row["Total"]) if row["County"] in COUNTIES else 0
    assert ROWS["arrests_2017"].value == totals["city", "2017"]
    assert ROWS["arrests_2018"].value == totals["city", "2018"]
    assert ROWS["arrests_office_2018"].value == totals["office", "2018"]
    # why encounters are never fitted: their ratio to printable arrests moved while matching did not change
    for year, percent in ((2016, "6.9"), (2017, "16.5")):
        ratio = 100 * (ROWS[f"encounters_fy{year}"].value or 0) / totals["office", str(year)]
        assert f"{ratio:.1f}" == percent
        assert percent in table("en")["anchor_reason.encounters_are_not_matches"]


# What may be said


def test_what_was_used_checks_nothing() -> None:
    for name, row in ROWS.items():
        if row.role == "fitted":
            cited = {s for fact in row.inputs for v in facts()[fact].values for s in v.source}
            assert cited & set(row.source), f"{name}: {row.inputs} do not cite it"
    assert not [n for n, row in ROWS.items() if n.startswith("encounters") and row.comparable != "no"]


def facts() -> dict[str, object]:
    found = dict(library().facts)
    for place in library().places.values():
        found |= place.facts
    return found


@pytest.mark.parametrize(
    ("comparable", "bound", "published", "expected", "agrees"),
    [
        ("yes", None, (10, 20), (18, 30), True),
        ("yes", None, (10, 20), (21, 30), False),
        ("yes", None, (10, 20), (1, 9), False),
        ("bound", "at_least", (10, 20), (1, 10), True),
        ("bound", "at_least", (10, 20), (1, 9), False),
        ("bound", "at_least", (10, 20), (500, 900), True),
        ("bound", "at_most", (10, 20), (20, 900), True),
        ("bound", "at_most", (10, 20), (21, 900), False),
        ("bound", "at_most", (10, 20), (0, 1), True),
    ],
)
def test_intervals_agree_where_they_meet_and_bounds_where_they_are_kept(
    comparable: str, bound: str | None, published: tuple[int, int], expected: tuple[int, int], agrees: bool
) -> None:
    row = ROWS["nypd_detainers_2017"].model_copy(update={"comparable": comparable, "bound": bound})
    assert agree(row, published, Quantity(sum(expected) / 2, *expected)) is agrees


def test_a_count_is_one_outcome_of_chance() -> None:
    form = shipped_anchors()
    low, high = limits("nypd_honored_2019", ROWS["nypd_honored_2019"], form)
    assert (low, round(high, 1)) == (0.0, 3.3)
    low, high = limits("nypd_detainers_2017", ROWS["nypd_detainers_2017"], form)
    assert 1455 < low < 1526 < high < 1600
    assert limits("letters_documented", ROWS["letters_documented"], form) == (6, 6)


def test_what_can_be_two_things_is_in_neithers_lower_bound() -> None:
    form = shipped_anchors()
    assert bounds(form.streams["ice_arrests_fy2018"]) == {
        "local_arrest": (0, 3043),
        "older_cases": (6, 3049),
        "prisons": (425, 425),
        "border": (2, 3),
    }
    for name, stream in form.streams.items():
        total = ROWS[stream.row].value
        assert total is not None
        each = bounds(stream).values()
        assert sum(low for low, _ in each) <= total <= sum(high for _, high in each), name


# The pathway's numbers


def test_a_fiscal_year_takes_its_arrests_from_two_years() -> None:
    nyc = load_scenario("nyc-2018")
    made = Scenario.of(library(), place="nyc", period=(date(2017, 10, 1), date(2018, 10, 1)), people=1)
    assert arrests_in(nyc, made) == round(226_799 * 92 / 365 + 197_358 * 273 / 365)
    assert arrests_in(nyc, nyc) == nyc.headcount == 197_358


def test_the_probability_of_several_things_is_the_chain_of_single_ones() -> None:
    model = model_of(load_scenario("nyc-2018"))
    layers, index = expect(model.program).layers, model.program.index
    jailed, detainer = index["jailed"], index["detainer"]
    yes = frozenset({1})
    alone = posterior(layers, {})
    assert probability(layers, {})[0] == pytest.approx(1)
    assert probability(layers, {detainer: yes})[0] == pytest.approx(alone[detainer][1])
    both = probability(layers, {jailed: yes, detainer: yes})[0]
    assert both == pytest.approx(alone[jailed][1] * posterior(layers, {jailed: 1})[detainer][1])
    neither = probability(layers, {jailed: frozenset({0}), detainer: yes})[0]
    assert both + neither == pytest.approx(alone[detainer][1])
    citizens = codes_of(model, "status", ["citizen_born_here", "citizen_born_abroad"])
    share = probability(layers, {index["status"]: citizens})[0]
    assert share == pytest.approx(sum(alone[index["status"]][code] for code in citizens))
    assert probability(layers, {jailed: frozenset()})[0] == 0


def test_assumed_values_are_those_behind_the_number_and_in_force() -> None:
    model = model_of(load_scenario("nyc-2018"))
    marijuana, detainer = ROWS["marijuana_arrests_2017"].quantity, ROWS["city_detainers_2017"].quantity
    assert set(assumed_facts(model, marijuana)) < set(assumed_facts(model, detainer))
    behind = facts_behind(model, ["ice_notified"])
    assert "interoperability_active" in behind
    assert not {"nypd_detainer_law", "doc_detainer_law", "city_resources_barred"} & behind


@pytest.fixture(scope="module")
def april() -> AnchorsForm:
    """The rows that one short period answers, and a few that need no calculation."""
    names = ("city_detainers_april_2018", "first_hearing_2018", "arrests_2018", "arrests_office_2018")
    detainers = ROWS["city_detainers_april_2018"]
    office = ROWS["ice_arrests_fy2018"].model_copy(
        update={"scenario_period": detainers.period, "scenario_place": "nyc"}
    )
    no_place = office.model_copy(update={"scenario_place": "nowhere"})
    fitted = detainers.model_copy(update={"role": "fitted", "inputs": ["arrests"]})
    share = detainers.model_copy(
        update={
            "comparable": "no",
            "quantity": ROWS["sample_detained"].quantity,
            "unit": "share_of_arrests_by_ice",
        }
    )
    police = detainers.model_copy(update={"quantity": ROWS["nypd_detainers_2017"].quantity})
    jail = detainers.model_copy(update={"quantity": ROWS["doc_detainers_2017"].quantity})
    rows = {n: ROWS[n] for n in names} | {
        "ice_arrests_fy2018": office,
        "nowhere": no_place,
        "fitted": fitted,
        "share": share,
        "police": police,
        "jail": jail,
    }
    return AnchorsForm.model_construct(
        rows=rows, streams={n: s for n, s in shipped_anchors().streams.items() if n == "ice_arrests_fy2018"}
    )


@pytest.fixture(scope="module")
def answer(april: AnchorsForm) -> dict[str, object]:
    return anchors(load_scenario("nyc-2018"), april, draws=20)


def test_agreement_is_claimed_only_where_it_may_be(answer: dict[str, object]) -> None:
    rows = {row["id"]: row for row in answer["rows"]}  # type: ignore[attr-defined]
    for row in rows.values():
        claimed = row["agrees"] is not None
        assert claimed == (
            row["role"] == "checked" and row["comparable"] != "no" and row["expected"] is not None
        )
    assert rows["ice_arrests_fy2018"]["agrees"] == "yes"
    assert rows["ice_arrests_fy2018"]["limit"] == [0, 3043]
    assert rows["nowhere"]["missing_place"] == "nowhere"
    assert rows["arrests_2018"]["expected"] == 197_358
    assert rows["first_hearing_2018"]["expected"] == 80
    assert 0 < rows["share"]["low"] <= rows["share"]["expected"] <= rows["share"]["high"] <= 1
    both = rows["police"]["expected"] + rows["jail"]["expected"]
    assert both == pytest.approx(rows["city_detainers_april_2018"]["expected"])


def test_more_assumed_values_than_fitted_rows_identify_nothing(answer: dict[str, object]) -> None:
    assert answer["assumed_values"] == len(answer["assumed"])  # type: ignore[arg-type]
    assert answer["assumed_values"] > answer["fitted_rows"]  # type: ignore[operator]
    assert answer["identified"] is False


def test_only_a_local_arrest_can_come_from_the_pathway(answer: dict[str, object]) -> None:
    (stream,) = answer["streams"]  # type: ignore[misc]
    origins = stream["origins"]
    assert [o for o, limits in origins.items() if limits["from_the_pathway"]] == ["local_arrest"]
    assert stream["expected"]["expected"] > 0


def test_a_period_that_is_halved_gives_the_same_numbers(
    april: AnchorsForm, answer: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from varick.engine import anchors as module
    from varick.engine.answers import World

    drawn = World.drawn.func  # type: ignore[attr-defined]

    class Narrow(World):
        @property
        def drawn(self) -> object:  # type: ignore[override]
            if self.model.days > 20:
                raise VarickError("too wide")
            if "_drawn_once" not in self.__dict__:
                self.__dict__["_drawn_once"] = drawn(self)
            return self.__dict__["_drawn_once"]

    monkeypatch.setattr(module, "World", Narrow)
    monkeypatch.setattr(module, "SHORTEST", 21)
    rows = {n: april.rows[n] for n in ("city_detainers_april_2018", "share")}
    form = AnchorsForm.model_construct(rows=rows, streams={})
    before = {row["id"]: row for row in answer["rows"]}  # type: ignore[attr-defined]
    for row in anchors(load_scenario("nyc-2018"), form, draws=20)["rows"]:
        for side in ("expected", "low", "high"):
            assert row[side] == pytest.approx(before[row["id"]][side], rel=1e-3)


def test_the_record_knows_no_reforms() -> None:
    scenario = load_scenario("nyc-2018").with_(reforms=["end-interoperability"])
    with pytest.raises(VarickError, match="leave out end-interoperability"):
        anchors(scenario, shipped_anchors(), 20)


# The file


def changed(tmp_path: Path, old: str, new: str) -> str:
    """What the loader says of the file with one change."""
    import varick

    folder = Path(varick.__file__).parent / "facts" / "record"
    text = (folder / "anchors.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "anchors.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    for beside in ("sources.yaml", "quantities.yaml"):
        (tmp_path / beside).write_bytes((folder / beside).read_bytes())
    with pytest.raises(VarickError) as error:
        load_anchors(tmp_path, library())
    return str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{node: ident_match}", "{node: ident_macht}", 'there is no node "ident_macht"; did you mean "ident_match"'),
        ("values: [citizen_born_here", "values: [citizen_born", 'there is no value of status "citizen_born"'),
        ("{node: letter}", "{people: true, node: letter}", "give one of node, fact and people"),
        ("{node: letter}", "{node: letter, gives: share}", "a share of what"),
        ("inputs: [arrests]", "inputs: [arests]", 'there is no fact "arests"'),
        ("role: fitted, inputs: [arrests]", "role: fitted", "names the facts"),
        ("bound: at_most, ", "", "a bound says at_least or at_most"),
        ("source: [UWCHR]", "source: [UWCRH]", 'there is no source "UWCRH"'),
        ("Located: {count: 916", "Located: {count: 917", "they sum to 3,477, and the row ice_arrests_fy2018 says 3,476"),
        ("row: removals_fy2016", "row: removals_fy2015", 'there is no row "removals_fy2015"'),
        ("low: 67, high: 78", "low: 79, high: 78", "79 is above high 78"),
        ("period: [2018-03-08, 2018-03-09]", "period: [2018-03-08, 2018-03-08]", "is not after"),
        ("comparable: bound, bound: at_least", "comparable: perhaps, bound: at_least", "is not one of yes, bound, no"),
        ("{low: 2100, ", "{", "no number"),
        ("{value: 1526", "{value: 1527", "1527, and nypd_detainers_2017 in quantities.yaml says 1526"),
        ("figure: warren_usc_share", "figure: warren_share", 'there is no figure "warren_share"'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    message = changed(tmp_path, old, new)
    assert said in message
    assert re.match(r"record/anchors\.yaml:\d+: ", message)


def test_every_code_of_the_file_has_its_sentence() -> None:
    form = shipped_anchors()
    wanted = {f"anchor.{name}" for name in form.rows}
    for row in form.rows.values():
        wanted |= {f"anchor_{kind}.{code}" for kind, code in codes(row)}
    families = {key.split(".")[0] for key in wanted}
    for lang in LANGUAGES:
        assert not wanted - table(lang).keys()
        kept = {k for k in table(lang) if k.split(".")[0] in families}
        assert kept == wanted, "a sentence that no row needs"


def codes(row: AnchorForm) -> Iterator[tuple[str, str]]:
    yield from (
        ("unit", row.unit),
        ("area", row.area.lower()),
        ("year", row.year.lower()),
        ("reason", row.reason),
    )
    yield from (("difference", code) for code in (*row.record_counts, *row.pathway_counts))


def test_rows_of_one_place_and_period_follow_in_time() -> None:
    """A total of a year cannot be less than that of a part of the year."""
    for part, whole in pairwise(("nypd_detainers_early_2017", "nypd_detainers_2017", "city_detainers_2017")):
        assert np.less(ROWS[part].value, ROWS[whole].value)
