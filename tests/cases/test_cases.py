"""Every case of the case files is what the rules say, and every change of law has a case on the day before and the day of it."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from case_files import OFFENSE, Case, all_cases, as_word, read

from varick.cli.offense import as_dict as offense_as_dict
from varick.cli.rule import as_dict
from varick.engine.ask import asker
from varick.errors import VarickError
from varick.model.kinds import Kind, label
from varick.model.offences import offences
from varick.words import Words

CASES = all_cases()
ALWAYS = (
    "nypd_detainer_response",
    "doc_detainer_response",
    "must_fingerprint",
    "marijuana_response",
    "ice_priority",
)
"""The rules whose names are promised."""
EN = Words("en")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case(case: Case) -> None:
    if case.rule == OFFENSE:
        answer = offense_as_dict(offences().answer(str(case.inputs["section"]), case.on), EN)
        for field, expected in case.expect.items():
            assert answer[field] == expected, (
                f"{case.where}: {field} is {answer[field]}, not {expected} ({case.cite})"
            )
        said = answer["why"]
    else:
        ruling = asker().ask(case.rule, case.on, case.answers)
        expected = as_word(case.expect)
        assert label(ruling.value) == expected, (
            f"{case.where}: {label(ruling.value)}, not {expected} ({case.cite})"
        )
        said = " ".join(as_dict(ruling, EN)["because"]) if case.says else ""
    if case.says is not None:
        assert case.says in said, f"{case.where}: the reasons do not say {case.says!r}: {said}"


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 400
    assert {case.rule for case in CASES} >= {*ALWAYS, OFFENSE}


SPLIT = {"marijuana_response": ("marijuana_policy",)}
"""Rule -> the rule of its own law that it was split from; the lawyer's cases ask the whole."""


def changes(rule: str) -> set[date]:
    """Days on which the value of a fact of law changes that the rule reads, or that a rule reads which it takes from the charge."""
    if rule == OFFENSE:
        form = offences().form
        days = {g.first for g in form.grounds.values()}
        days |= {g.between[1] + timedelta(1) for g in form.grounds.values() if g.between is not None}
        return days | {d for c in form.charges.values() for d in c.what if d > form.known_since}
    read_by = [rule, *SPLIT.get(rule, ())]
    known = asker()
    for name in read_by:
        for one in known.nodes[name].arguments:
            above = known.nodes.get(one)
            leaves = (
                {n for n in known.inputs(one) if known.nodes[n].kind is not Kind.RULE} if above else set()
            )
            if above is not None and above.kind is Kind.RULE and leaves == {"charge"} and one not in read_by:
                read_by.append(one)
    facts = {known.facts[f] for name in read_by for f in known.wired[name].facts}
    return {
        after.since
        for fact in facts
        if fact.kind == "law"
        for before, after in zip(fact.values, fact.values[1:], strict=False)
        if before.value != after.value
    }


@pytest.mark.parametrize("rule", sorted({*ALWAYS, *(case.rule for case in CASES)}))
def test_both_sides_of_every_change_of_law_have_a_case(rule: str) -> None:
    days = {case.on for case in CASES if case.rule == rule}
    since = changes(rule)
    missing = {day for change in since for day in (change - timedelta(1), change) if day not in days}
    assert not missing, f"tests/cases/{rule}.yaml has no case on {', '.join(sorted(map(str, missing)))}"
    if rule in ALWAYS:
        assert since, "the changes of its law were found"


NEVER = {
    "doc_detainer_response": {"none", "hold_48_hours"},
    "nypd_detainer_response": {"none"},
    "probation_detainer_response": {"none", "hold_48_hours"},
}
"""Values that no question gives: none is for where the gate did not happen, and the 48 hours are in the law of the police alone."""


def test_every_rule_of_the_pathway_has_cases() -> None:
    missing = set(asker().rules) - {case.rule for case in CASES}
    assert not missing, f"write tests/cases/{min(missing)}.yaml"


@pytest.mark.parametrize("rule", asker().rules)
def test_most_values_of_every_rule_have_a_case(rule: str) -> None:
    values = {label(v) for v in asker().nodes[rule].values} - NEVER.get(rule, set())
    covered = {as_word(case.expect) for case in CASES if case.rule == rule}
    few = {"no", "yes"} <= values or len(values) <= 4
    assert covered >= values if few else len(covered) >= len(values) / 2, values - covered


@pytest.mark.parametrize("rule", ALWAYS)
def test_every_value_of_a_promised_rule_has_a_case(rule: str) -> None:
    values = {label(v) for v in asker().nodes[rule].values}
    covered = {as_word(case.expect) for case in CASES if case.rule == rule}
    gated_off = {"none"} if rule.endswith("detainer_response") else set()
    assert covered <= values
    assert values - covered - gated_off <= {"hold_48_hours"}, (
        "every value but Correction's 48 hours, which the law does not give"
    )
    if rule == "nypd_detainer_response":
        assert covered == values - {"none"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "rule: x\ncases:\n  - {date: 2018-01-01, inputs: {}, expect: none}\n",
            "cases/x.yaml:3: cases[0].cite: missing",
        ),
        (
            "rule: x\ncases:\n  - {date: soon, inputs: {}, expect: none, cite: a}\n",
            "cases/x.yaml:3: cases[0].date: a date expected",
        ),
        ("rule: x\ncases:\n  - {date: 2018-01-01, inputs: {}, expect: yes, cite: a}\n", "cases/x.yaml:3"),
        (
            "rule: x\ncases:\n  - {date: 2018-01-01, input: {}, expect: a, cite: a}\n",
            "cases[0].input: not a field",
        ),
        (
            "rule: y\ncases:\n  - {date: 2018-01-01, inputs: {}, expect: a, cite: a}\n",
            "the file of y is named y.yaml",
        ),
        ("rule: x\ncases: []\n", "cases/x.yaml:2: cases: empty"),
        ("rule: x\n", "cases/x.yaml:1: cases: missing"),
        (
            "rule: x\ncases:\n  - {date: 2018-01-01, inputs: {}, expect: {a: b}, cite: a}\n",
            "one value for a rule",
        ),
        (
            "rule: x\ncases:\n" + 2 * "  - {date: 2018-01-01, inputs: {}, expect: a, cite: a}\n",
            "cases/x.yaml:4: cases[1]: the same day and inputs as on line 3",
        ),
        ("", "empty"),
        ("{", "not valid YAML"),
    ],
)
def test_a_malformed_file_is_told_with_file_and_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VarickError) as refused:
        read(path)
    assert problem in str(refused.value)
    assert all(line.startswith("cases/x.yaml") for line in str(refused.value).splitlines())


def test_a_wrong_expectation_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "nypd_detainer_response.yaml"
    path.write_text(
        "rule: nypd_detainer_response\ncases:\n  - {date: 2018-02-15, inputs: {}, expect: honor, cite: none}\n",
        encoding="utf-8",
    )
    (case,) = read(path)
    with pytest.raises(AssertionError, match=r"nypd_detainer_response\.yaml:3: decline, not honor"):
        test_a_case(case)
