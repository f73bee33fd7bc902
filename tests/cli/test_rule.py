"""`varick rule`: the promised form, reasons, refusals of one line, and ten thousand odd questions."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from varick.cli.rule import as_dict
from varick.engine.ask import asker
from varick.errors import VarickError
from varick.model.kinds import label
from varick.words import LANGUAGES, Words

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("rule", "law", "day"),
    [
        ("marijuana_policy", "PL 222.05", "2021-03-31"),
        ("ticket_required", "as amended by L. 2019", "2020-01-01"),
        ("must_detain", "Laken Riley Act", "2025-01-29"),
        ("nypd_detainer_response", "Local Law 59 of 2014", "2014-12-14"),
        ("nypd_detainer_response", "DeMarco", "2018-11-14"),
    ],
)
def test_a_law_is_cited_from_its_first_day(varick: Run, rule: str, law: str, day: str) -> None:
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    for on, cited in ((before, False), (day, True)):
        answer = json.loads(varick("rule", rule, "--on", on, "--format", "json").out)
        assert any(law in cite for cite in answer["cites"]) == cited, on


@pytest.mark.parametrize(("lang", "said"), [("en", "November 14, 2018"), ("es", "14 de noviembre de 2018")])
def test_the_day_of_a_law_is_said_once(varick: Run, lang: str, said: str) -> None:
    ran = varick("rule", "city_may_hold", "--on", "2019-06-01", "--lang", lang)
    (line,) = (line for line in ran.out.splitlines() if Words(lang)("value.hold_is_an_arrest.yes") in line)
    assert line.count(said) == 1


def test_the_json_has_the_promised_form(varick: Run) -> None:
    ran = varick(
        "rule", "nypd_detainer_response", "--on", "2018-04-26", "--format", "json",
        "--set", "violent_or_serious_conviction_within_5y=yes",
    )  # fmt: skip
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    answer = json.loads(ran.out)
    assert list(answer) == ["rule", "on", "value", "because", "cites", "grade", "inputs"]
    assert (answer["rule"], answer["on"], answer["value"]) == (
        "nypd_detainer_response",
        "2018-04-26",
        "decline",
    )
    assert answer["grade"] == "seen"
    assert any("14-154" in cite for cite in answer["cites"])
    assert answer["inputs"]["any_conviction"] == "yes"
    assert answer["inputs"]["judicial_warrant"] == "no"
    assert any("honor" in line for line in answer["because"]), "what a warrant would change"


def test_yes_and_no_are_words(varick: Run) -> None:
    out = varick(
        "rule", "must_fingerprint", "--on", "2018-02-15", "--set", "charge=PL 221.10", "--format", "json"
    ).out
    answer = json.loads(out)
    assert answer["value"] == "yes"
    assert answer["inputs"]["charge"] == "marijuana_fifth"
    assert any("PL 221.10" in line for line in answer["because"])


def test_the_warning_of_demarco(varick: Run) -> None:
    for day, warned in (("2018-11-13", False), ("2018-11-14", True)):
        ran = varick("rule", "nypd_detainer_response", "--on", day, "--set", "watch_list_match=yes")
        assert "hold_48_hours" in ran.out
        assert "never must" in ran.out
        assert ("arrest that State law does not allow" in ran.out) is warned


def test_what_is_not_known_comes_first(varick: Run) -> None:
    out = varick("rule", "ice_priority", "--on", "2090-01-01", "--format", "json").out
    assert "law known to" in json.loads(out)["because"][0]
    text = varick("rule", "ice_priority", "--on", "2090-01-01").out
    assert "law known to" in text.splitlines()[0]
    assert "law known to" not in varick("rule", "ice_priority", "--on", "2018-01-01").out


def test_spanish(varick: Run) -> None:
    ran = varick(
        "rule",
        "nypd_detainer_response",
        "--on",
        "2018-11-14",
        "--set",
        "watch_list_match=yes",
        "--lang",
        "es",
    )
    assert ran.code == 0
    assert Words("es").notice in ran.out
    assert "puede, nunca debe" in ran.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nypd_detainer_respons", "--on", "2018-01-01"], 'did you mean "nypd_detainer_response"'),
        (["printed", "--on", "2018-01-01"], "is an event, not a rule"),
        (["ice_priority", "--on", "2018-01-01", "--set", "convicted=felony"], 'did you mean "conviction"'),
        (["ice_priority", "--on", "2018-01-01", "--set", "conviction=felon"], 'did you mean "felony"'),
        (["ice_priority", "--on", "2018-01-01", "--set", "conviction"], "INPUT=VALUE"),
        (["ice_priority", "--on", "2018-01-01", "--set", "charged=maybe"], "say no, yes"),
        (
            ["ice_priority", "--on", "2018-01-01", "--set", "enforcement_priorities=no_text"],
            "--on chooses it",
        ),
        (["ice_priority", "--on", "1990-01-01"], "choose a later day"),
        (["ice_priority", "--on", "2018-02-30"], "'--on'"),
        (["ice_priority"], "--on"),
        (["--on", "2018-01-01"], "NAME"),
        (["marijuana_response", "--on", "2018-01-01", "--set", "grams=-1"], 'grams cannot be "-1"'),
        (
            [
                "doc_detainer_response",
                "--on",
                "2013-01-01",
                "--set",
                "pending_covered_case=yes",
                "--set",
                "pending_case=no",
            ],
            "pending_case=no contradicts pending_covered_case=yes",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(varick: Run, arguments: list[str], complaint: str) -> None:
    ran = varick("rule", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert complaint in ran.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_can_be_said(lang: str) -> None:
    words = Words(lang)
    for name in (
        "nypd_detainer_response",
        "must_fingerprint",
        "marijuana_response",
        "courthouse_reach",
        "searched_in_ident",
    ):
        for day in (date(2009, 1, 1), date(2018, 11, 14), date(2090, 1, 1)):
            json.dumps(as_dict(asker().ask(name, day, []), words))


# Odd questions

NAMES = [*asker().rules, "printed", "nypd", "", "ice_priority\n"]
INPUTS = sorted({n for name in asker().rules for n in asker().inputs(name)})
VALUES = sorted(
    {label(v) for n in INPUTS for v in asker().nodes[n].values}
    | {"y", "true", "25", "-3", "nan", "1e400", "PL 221.10", "VTL 511", "120.05(3)", "AC 10-125"}
)
ANSWERS = st.lists(
    st.tuples(st.sampled_from(INPUTS) | st.text(max_size=8), st.sampled_from(VALUES) | st.text(max_size=8)),
    max_size=4,
)
QUESTION = (
    st.sampled_from(NAMES) | st.text(max_size=12),
    st.dates(date(2005, 1, 1), date(2040, 1, 1)) | st.dates(),
    ANSWERS,
)


def one_line_or_an_answer(name: str, day: date, answers: list[tuple[str, str]]) -> None:
    try:
        ruling = asker().ask(name, day, answers)
    except VarickError as error:
        refused = error
    else:
        assert ruling.value in asker().nodes[name].values
        assert ruling.on == day
        return
    assert refused.exit_code == 2
    assert str(refused).isprintable()


@given(*QUESTION)
def test_fuzz(name: str, day: date, answers: list[tuple[str, str]]) -> None:
    one_line_or_an_answer(name, day, answers)


@given(st.sampled_from(asker().rules), st.data())
def test_fuzz_of_inputs_that_fit(name: str, data: st.DataObject) -> None:
    inputs = (
        data.draw(st.lists(st.sampled_from(asker().inputs(name)), unique=True, max_size=5))
        if asker().inputs(name)
        else []
    )
    answers = [
        (n, data.draw(st.sampled_from([label(v) for v in asker().nodes[n].values])))
        for n in inputs
        if asker().nodes[n].values
    ]
    one_line_or_an_answer(name, data.draw(st.dates(date(2008, 1, 1), date(2030, 1, 1))), answers)


@pytest.mark.long
@settings(max_examples=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(*QUESTION)
def test_fuzz_long(name: str, day: date, answers: list[tuple[str, str]]) -> None:
    one_line_or_an_answer(name, day, answers)
