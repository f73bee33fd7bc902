"""Answers: the JSON that is fixed, the same numbers as CSV and table, and whatever the threads, blocks and backend."""

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from varick.eventlog import open_log
from varick.model.cites import since
from varick.model.load import library, load_scenario
from varick.model.shipped import model_of, pathway
from varick.pathway import OUTCOMES
from varick.words import Words

Run = Callable[..., Any]

CHEAP = ("--reform", "state-stops-forwarding-to-fbi")
"""Under this reform hardly anybody's journey goes on, so that the draws of the facts are quickly worked out."""
HEAD = ["scenario", "hash", "people", "seed", "seconds", "activities"]
ACTIVITY = ["activity", "agency", "count", "per_year", "low", "high", "mc_low", "mc_high"]
STEP = [
    "activity", "agency", "receives", "sends", "to", "seen_by", "authority", "probability", "value", "because", "controlled_by",
]  # fmt: skip
EVENTS = [w.node.name for w in model_of(load_scenario("nyc-2018")).wired if w.node.kind.value == "event"]


def answered(ran: Any) -> Any:
    assert ran.code == 0, ran
    return json.loads(ran.out, parse_constant=lambda c: pytest.fail(f"{c} is no JSON"))


def in_order(keys: list[str], known: dict[str, Any], more: set[str]) -> None:
    """These keys in this order, and no others than may be added."""
    assert [k for k in known if k in keys] == keys
    assert known.keys() - set(keys) <= more


def assert_population(answer: dict[str, Any], people: int, seed: int = 7) -> None:
    """The shape that is fixed, and what is true of every such answer."""
    in_order(HEAD, answer, {"model", "log", "log_events"})
    assert (answer["scenario"], answer["people"], answer["seed"]) == ("nyc-2018", people, seed)
    assert answer["seconds"] > 0
    assert [a["activity"] for a in answer["activities"]] == EVENTS
    per_year = load_scenario("nyc-2018").headcount * 365.25 / 365
    for activity in answer["activities"]:
        in_order(ACTIVITY, activity, set())
        assert activity["agency"]
        assert activity["per_year"] == pytest.approx(activity["count"] / people * per_year)
        assert 0 <= activity["low"] <= activity["high"] <= per_year * (1 + 1e-9)
        assert 0 <= activity["mc_low"] <= activity["per_year"] * (1 + 1e-12)
        assert activity["per_year"] <= activity["mc_high"] * (1 + 1e-12) <= per_year * (1 + 1e-9)


def test_expect_as_json(varick: Run) -> None:
    ran = varick("expect", *CHEAP, "--format", "json", "--people", "1000")
    answer = answered(ran)
    assert_population(answer, 1000)
    assert ran.files == ()
    assert all(a["mc_low"] == a["mc_high"] == a["per_year"] for a in answer["activities"])
    counts = {a["activity"]: a["count"] for a in answer["activities"]}
    assert counts["encounter"] == pytest.approx(1000)
    assert 900 < counts["dcjs_received_prints"] == counts["rap_sheet_returned"] <= 1000
    assert counts["fbi_received_prints"] == counts["immigration_query"] == 0
    assert 0 < counts["ice_notified"] == counts["ice_flag_hit"] < 10, (
        "ICE's own entries are found all the same"
    )
    default = answered(varick("expect", *CHEAP, "--format", "json"))
    assert default["people"] == load_scenario("nyc-2018").headcount
    assert [a["per_year"] for a in default["activities"]] == pytest.approx(
        [a["per_year"] for a in answer["activities"]]
    )


def test_expect_takes_what_does_not_matter_to_it(varick: Run) -> None:
    plain = answered(varick("expect", *CHEAP, "--format", "json", "--people", "50"))
    asked = ("--threads", "2", "--block", "7", "--backend", "numpy", "--engine", "dask")
    other = answered(varick("expect", *CHEAP, "--format", "json", "--people", "50", *asked))
    assert other["activities"] == plain["activities"]


def test_simulate_as_json(varick: Run) -> None:
    people = 5000
    answer = answered(varick("simulate", "--people", str(people), "--format", "json"))
    assert_population(answer, people)
    between = []
    for activity in answer["activities"]:
        count = activity["count"]
        assert isinstance(count, int)
        if not 0 < count < people:
            continue
        between.append(activity["activity"])
        scale = activity["per_year"] / (count / people)
        # Wilson's 90 % interval: the shares from which this count is 1.645 of their own standard errors away.
        for end in (activity["mc_low"] / scale, activity["mc_high"] / scale):
            away = 1.6448536269514722 * math.sqrt(end * (1 - end) / people)
            assert abs(count / people - end) == pytest.approx(away)
    assert {"ice_notified", "detainer"} <= set(between)


def test_a_seed_is_the_luck_of_everybody(varick: Run) -> None:
    """Nobody is pursued here, so that the draws are quickly worked out: whom ICE is told of still differs."""
    told = []
    for seed in (3, 3, 2**64 - 1):
        facts = (f for n in ("priorities", "others") for f in ("--fact", f"pursued_share_of_{n}=0"))
        answer = answered(
            varick("simulate", "--people", "4000", "--seed", str(seed), "--format", "json", *facts)
        )
        assert answer["seed"] == seed
        told.append(next(a["count"] for a in answer["activities"] if a["activity"] == "ice_notified"))
    assert told[0] == told[1] != told[2]


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in answer.items() if k not in ("seconds", "log", "log_events")}


@pytest.fixture
def plain(varick: Run) -> dict[str, Any]:
    return without_time(answered(varick("simulate", "--people", "5000", "--format", "json")))


@pytest.mark.parametrize(
    "options",
    [
        "--threads 2",
        "--threads 3 --block 333",
        "--block 77",
        "--block 16777216 --threads 7",
        "--backend numpy",
        "--engine dask",
    ],
)
def test_the_same_numbers_however_they_are_made(varick: Run, plain: dict[str, Any], options: str) -> None:
    if "dask" in options:
        pytest.importorskip("distributed")
    ran = varick("simulate", "--people", "5000", "--format", "json", *options.split())
    assert without_time(answered(ran)) == plain
    assert ran.files == ()


@pytest.mark.long
def test_the_same_numbers_from_the_compiled_loop(varick: Run, plain: dict[str, Any]) -> None:
    for options in (("--threads", "2"), ("--block", "77"), ("--log", "people.parquet")):
        ran = varick("simulate", "--people", "5000", "--format", "json", "--backend", "compiled", *options)
        assert without_time(answered(ran)) == plain


def test_the_log_agrees_with_what_is_printed(varick: Run, plain: dict[str, Any]) -> None:
    logs = []
    for options in ((), ("--block", "600"), ("--threads", "2"), ("--backend", "numpy")):
        ran = varick("simulate", "--people", "5000", "--format", "json", "--log", "people.parquet", *options)
        answer = answered(ran)
        assert ran.files == ("here/people.parquet",)
        assert without_time(answer) == plain
        assert answer["log"] == "people.parquet"
        logs.append(Path("people.parquet").read_bytes())
    assert len(set(logs)) == 1
    log = open_log("people.parquet")
    assert len(log) == answer["log_events"]
    printed = {a["activity"]: (a["count"], a["agency"]) for a in answer["activities"]}
    counts = np.bincount(log.activity, minlength=len(log.meta.names))
    assert {n: int(c) for n, c in zip(log.meta.names, counts, strict=True)} == {
        n: c for n, (c, _) in printed.items()
    }
    assert dict(log.meta.activities) == {n: agency for n, (_, agency) in printed.items()}
    assert (log.meta.scenario, log.meta.scenario_hash, log.meta.seed) == ("nyc-2018", answer["hash"], 7)
    assert log.count_persons() == 5000
    assert (np.diff(log.person.astype(np.int64)) >= 0).all()
    start = np.datetime64("2018-01-01")
    first = log.time[log.offsets[:-1]]
    assert first.min() >= start
    assert first.max() < np.datetime64("2019-01-01")
    for journey in list(log.journeys())[:200]:
        assert (np.diff(journey.time) >= np.timedelta64(0)).all()
        assert log.meta.names[journey.activity[0]] == "encounter"


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def same(cell: str, value: Any) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(cell) == value
    return cell == (
        "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    )


@pytest.mark.parametrize(
    ("command", "part"),
    [
        (("expect", *CHEAP), "activities"),
        (("simulate", *CHEAP, "--people", "500"), "activities"),
        (("compare", "nyc-2018", "nyc-2018", *CHEAP, "--people", "500", "--by", "county"), "differences"),
        (("scenarios",), "scenarios"),
        (("reforms",), "reforms"),
        (("nodes",), "nodes"),
        (("nodes", "--station", "letter"), "nodes"),
    ],
)
def test_csv_and_json_say_the_same(varick: Run, command: tuple[str, ...], part: str) -> None:
    answer = answered(varick(*command, "--format", "json"))
    ran = varick(*command, "--format", "csv")
    assert (ran.code, ran.err) == (0, "")
    rows = rows_of(ran.out)
    assert len(rows) == len(answer[part])
    for row, known in zip(rows, answer[part], strict=True):
        assert row.keys() <= known.keys()
        assert all(same(cell, known[name]) for name, cell in row.items())


@pytest.mark.parametrize(("command", "lang"), [("expect", "en"), ("simulate", "es")])
def test_the_table_says_what_was_asked(varick: Run, command: str, lang: str) -> None:
    ran = varick(command, *CHEAP, "--people", "1000", "--format", "table", "--lang", lang)
    assert ran.code == 0
    lines, words = ran.out.splitlines(), Words(lang)
    scenario = load_scenario("nyc-2018").with_(reforms=["state-stops-forwarding-to-fbi"])
    title = words.title("scenario", scenario.name, scenario.title)
    assert lines[0].startswith(f"{title} (nyc-2018, hash {scenario.hash}")
    assert words.date(scenario.period[0]) in lines[1]
    assert words.date(scenario.period[1] - timedelta(days=1)) in lines[1]
    assert "state-stops-forwarding-to-fbi" in lines[1]
    assert "200" in lines[2]
    assert lang == "en" or words.notice in lines
    rule = next(i for i, line in enumerate(lines) if set(line) == {"-", " "})
    assert lines[rule - 1].split("  ")[0] == words("table.activity")
    assert [line.split("  ")[0] for line in lines[rule + 1 :]] == [words.label("activity", e) for e in EVENTS]


def test_csv_and_json_are_the_same_in_every_language(varick: Run) -> None:
    for command in (("expect", *CHEAP), ("compare", "nyc-2018", "nyc-2018", *CHEAP, "--people", "500")):
        assert (
            varick(*command, "--format", "csv").out == varick(*command, "--format", "csv", "--lang", "es").out
        )
        english, spanish = (
            answered(varick(*command, "--format", "json", "--lang", lang)) for lang in ("en", "es")
        )
        assert without_time(english) == without_time(spanish)


def test_compare_as_json(varick: Run) -> None:
    people = 4000
    ran = varick(
        "compare",
        "nyc-2018",
        "nyc-2018",
        *CHEAP,
        "--people",
        str(people),
        "--by",
        "county",
        "--format",
        "json",
    )
    answer = answered(ran)
    assert answer["a"] == {"scenario": "nyc-2018", "hash": load_scenario("nyc-2018").hash}
    assert answer["b"]["reforms"] == ["state-stops-forwarding-to-fbi"]
    assert answer["b"]["hash"] != answer["a"]["hash"]
    assert (answer["people"], answer["seed"], answer["by"]) == (people, 7, "county")
    groups = sorted({row["group"] for row in answer["differences"]})
    assert groups == ["bronx", "brooklyn", "manhattan", "queens", "staten_island"]
    assert answer["groups_without_people"][:2] == ["dutchess", "nassau"], "counties of another place"
    before, after = (
        {
            a["activity"]: a["count"]
            for a in answered(varick("simulate", *o, "--people", str(people), "--format", "json"))[
                "activities"
            ]
        }
        for o in ((), CHEAP)
    )
    for event in EVENTS:
        rows = [row for row in answer["differences"] if row["activity"] == event]
        assert sum(row["a"] for row in rows) == before[event]
        assert sum(row["b"] for row in rows) == after[event]
        for row in rows:
            assert row["difference"] == row["b"] - row["a"]
            assert row["mc_low"] <= row["difference"] <= row["mc_high"]
            assert row["flips_under_common_draws"] >= abs(row["difference"])
    whole = answered(
        varick("compare", "nyc-2018", "nyc-2018", *CHEAP, "--people", str(people), "--format", "json")
    )
    for row in whole["differences"]:
        width = row["mc_high"] - row["mc_low"]
        if row["activity"] == "printed":  # nothing that the change touches leads to it
            assert width == 0
        else:
            flips = row["flips_under_common_draws"]
            assert width >= 2 * 1.6 * math.sqrt(max(flips - row["difference"] ** 2 / people, 0))
    assert any(0 < row["flips_under_common_draws"] < people for row in whole["differences"])
    exact = {y["activity"]: y for y in answer["per_year"]}
    assert list(exact) == EVENTS
    expected = [answered(varick("expect", *o, "--format", "json"))["activities"] for o in ((), CHEAP)]
    for one, other in zip(*expected, strict=True):
        change = exact[one["activity"]]["change"]
        assert change == pytest.approx(other["per_year"] - one["per_year"], abs=1e-3)
        assert exact[one["activity"]]["change_low"] <= change + 1e-9
    assert exact["printed"]["same_sign_share"] == exact["ice_notified"]["same_sign_share"] == 1.0
    assert exact["printed"]["moved_most_by"] == []
    assert 1 <= len(exact["ice_notified"]["moved_most_by"]) <= 3
    assert 0 < answer["people_rerun"] <= people


def test_two_scenarios_that_are_one_differ_for_nobody(varick: Run) -> None:
    ran = varick("compare", "nyc-2018", "nyc-2018", "--people", "500")
    assert ran.code == 0
    assert "500 people; 0 whom the change can reach were run again." in ran.out
    assert "Nothing differs for anybody." in ran.out


def test_both_sides_have_the_luck_of_the_first(varick: Run, tmp_path: Path) -> None:
    other = tmp_path / "given" / "other.yaml"
    other.write_text("extends: nyc-2018\nseed: 99\n")
    answer = answered(varick("compare", "nyc-2018", str(other), "--people", "500", "--format", "json"))
    assert answer["seed"] == 7
    assert answer["people_rerun"] == 0
    assert all(y["change"] == y["change_low"] == y["change_high"] == 0 for y in answer["per_year"])


@pytest.mark.parametrize(
    "options", [(), ("--on", "2018-02-15", "--set", "status=overstay", "--set", "county=bronx")]
)
def test_trace_as_json(varick: Run, options: tuple[str, ...]) -> None:
    ran = varick("trace", *options, "--format", "json")
    answer = answered(ran)
    assert ran.files == ()
    in_order(["scenario", "facts_as_of", "steps"], answer, {"hash", "on", "lang"})
    assert answer["scenario"] == "nyc-2018"
    assert answer["on"] == (options[1] if options else "2018-01-01")
    assert answer["facts_as_of"] == {k: v.isoformat() for k, v in library().as_of.items()}
    assert [step["activity"] for step in answer["steps"]] == EVENTS
    for step in answer["steps"]:
        in_order(
            STEP, step, {"explanation", "probability_withheld", "article_differs", "once", "because_cites"}
        )
        assert step["value"] in ("yes", "no", "unknown")
        assert step["probability"] is None or 0 <= step["probability"] <= 1 + 1e-9
        assert (step["probability"] is None) == (step["probability_withheld"] is not None)
        assert all(isinstance(step[n], list) for n in ("seen_by", "authority", "because"))
        assert all(
            isinstance(text, str) and text for n in ("seen_by", "authority", "because") for text in step[n]
        )
        assert isinstance(step["controlled_by"], str)
        assert step["controlled_by"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_trace_as_text_says_what_the_json_says(varick: Run, lang: str) -> None:
    person = b"status: overstay\npending_application: no\n"
    answer = answered(varick("trace", "--person", "-", "--format", "json", "--lang", lang, stdin=person))
    ran = varick("trace", "--person", "-", "--lang", lang, stdin=person)
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    words = Words(lang)
    for number, step in enumerate(answer["steps"], 1):
        title, agency = words.label("activity", step["activity"]), words.label("agency", step["agency"])
        said = words(f"told.{step['value']}")
        assert f"{number:2d}. {title} [{agency}]: {said}" in ran.out
        assert step["explanation"] in ran.out
        assert all(f"\n      {why}" in ran.out for why in step["because"])
        assert all(words("told.article", text=text) in ran.out for text in step["article_differs"])
    unread = "\n".join(line for line in ran.out.splitlines() if words("told.article", text="") not in line)
    assert "%" not in unread, "no share of one person"
    assert ran.out.rstrip().endswith(f"{words('told.no_share')}\n{words('told.not_advice')}")
    assert words.notice in ran.out


def test_trace_cites_no_law_that_begins_after_the_day(varick: Run) -> None:
    on = date(2018, 2, 15)
    steps = answered(varick("trace", "--on", on.isoformat(), "--format", "json"))["steps"]
    cited = {
        cite for step in steps for cites in (step["authority"], *step["because_cites"]) for cite in cites
    }
    assert "ICE Directive 11072.1 (2018-01-10)" in cited
    assert [cite for cite in cited if (since(cite) or on) > on] == []


def test_trace_says_the_same_in_both_languages_but_for_the_words(varick: Run) -> None:
    said = [
        answered(varick("trace", "--format", "json", "--lang", lang, "--set", "status=overstay"))
        for lang in ("en", "es")
    ]
    texts = {"receives", "sends", "once", "explanation", "because", "probability_withheld", "article_differs"}
    for english, spanish in zip(*(answer["steps"] for answer in said), strict=True):
        assert {k: v for k, v in english.items() if k not in texts} == {
            k: v for k, v in spanish.items() if k not in texts
        }
        assert all(bool(english[k]) == bool(spanish[k]) for k in texts)
        assert english["explanation"] != spanish["explanation"]
        assert len(english["because"]) == len(spanish["because"])


def test_the_environment_sets_the_language(varick: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VARICK_LANG", "es")
    ran = varick("trace")
    assert ran.out == varick("trace", "--lang", "es").out
    assert varick("trace", "--lang", "en").out != ran.out
    monkeypatch.setenv("VARICK_LANG", "fr")
    assert varick("trace").code == 2


def test_what_is_set_counts_over_the_file(varick: Run) -> None:
    person = b"status: overstay\n"
    both = varick("trace", "--person", "-", "--set", "status=citizen_born_here", stdin=person)
    assert both.out == varick("trace", "--set", "status=citizen_born_here").out
    assert both.out != varick("trace", "--person", "-", stdin=person).out


def test_a_day_after_the_law_was_checked_says_so(varick: Run) -> None:
    late = date(2030, 1, 1)
    ran = varick("trace", "--on", late.isoformat())
    first = ran.out.splitlines()[0]
    assert first.startswith("Law known to ")
    assert first.endswith("What changed after that day is not in this trace.")
    assert all(Words().date(day) in first for day in library().as_of.values())


@pytest.mark.long
def test_levers_as_json(varick: Run) -> None:
    answer = answered(varick("levers", "--format", "json"))
    assert list(answer["baseline"]) == list(OUTCOMES)
    assert {lever["reform"] for lever in answer["levers"]} == set(library().reforms)
    owners = [lever["controlled_by"] for lever in answer["levers"]]
    assert owners == sorted(owners)
    for lever in answer["levers"]:
        assert list(lever["outcomes"]) == list(OUTCOMES)
        for outcome, numbers in lever["outcomes"].items():
            base = answer["baseline"][outcome]["per_year"]
            assert numbers["change"] == pytest.approx(numbers["per_year"] - base, abs=1e-3)
            assert numbers["change_low"] <= numbers["change_high"]
            assert 0 <= numbers["same_sign_share"] <= 1


def test_schemas(varick: Run) -> None:
    every = answered(varick("schema"))
    assert {"facts", "reforms", "scenario"} <= every.keys()
    for name, schema in every.items():
        assert answered(varick("schema", name)) == schema
        assert "type" in schema or "$ref" in schema or "anyOf" in schema


def test_scenarios_and_reforms_are_those_of_the_library(varick: Run) -> None:
    scenarios = answered(varick("scenarios", "--format", "json"))["scenarios"]
    assert [s["scenario"] for s in scenarios] == list(library().scenarios)
    assert {s["scenario"]: s["hash"] for s in scenarios} == {
        n: load_scenario(n).hash for n in library().scenarios
    }
    reforms = answered(varick("reforms", "--format", "json"))["reforms"]
    assert {r["reform"] for r in reforms} == set(library().reforms)
    nodes = answered(varick("nodes", "--format", "json"))["nodes"]
    assert {n["node"] for n in nodes} == set(pathway().nodes)
