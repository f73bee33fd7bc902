"""The reference in the repository is what the code gives now."""

import json
import re
from contextlib import redirect_stdout
from datetime import date
from io import StringIO

import pytest
from blocks import ROOT, blocks
from make_reference import REFERENCE, render
from result_forms import FORMS

from varick.cli import run
from varick.model.load import library
from varick.model.record import record
from varick.model.uses import facts_everywhere
from varick.report.looked_up import entry_answer, fact_answer

REMAKE = "run: python docs/make_reference.py"


def test_the_reference_is_what_the_code_gives() -> None:
    made = render()
    there = {str(p.relative_to(REFERENCE)): p.read_text(encoding="utf-8") for p in REFERENCE.rglob("*.md")}
    assert sorted(there) == sorted(made), REMAKE
    for name, text in made.items():
        assert there[name] == text, f"docs/reference/{name} is not what the code gives; {REMAKE}"


COMMANDS = {
    "expect": ["expect"],
    "simulate": ["simulate", "--people", "3000", "--backend", "numpy", "--log", "log.parquet"],
    "compare": ["compare", "nyc-2018", "nyc-2018", "--reform", "end-interoperability", "--people", "3000"],
    "levers": ["levers"],
    "trace": ["trace"],
    "rule": ["rule", "nypd_detainer_response", "--on", "2018-04-26", "--set", "watch_list_match=yes"],
    "offense": ["offense", "PL 120.05", "--on", "2018-04-26"],
    "facts": ["facts"],
    "facts NAME": ["facts", "nypd_detainer_law"],
    "claims": ["claims"],
    "anchors": ["anchors", "--draws", "20"],
    "documented": ["documented", "--letters", "5", "--draws", "200"],
    "schema --coverage": ["schema", "--coverage"],
}
SLOW = ("levers", "anchors", "documented", "schema --coverage")


def printed(*arguments: str) -> str:
    out = StringIO()
    with redirect_stdout(out):
        assert run([*arguments, "--format", "json"]) == 0
    return out.getvalue()


@pytest.mark.parametrize(
    "verb", [pytest.param(v, marks=pytest.mark.long if v in SLOW else ()) for v in FORMS]
)
def test_results_have_the_form_that_the_reference_gives(
    verb: str, worlds: None, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    FORMS[verb].model_validate_json(printed(*COMMANDS[verb]), strict=False)


def test_every_fact_and_entry_has_a_form() -> None:
    places = [(place, f.name) for place, f in facts_everywhere(library())]
    answers = [fact_answer(f, place, date(2018, 4, 26)) for place, f in facts_everywhere(library())]
    assert len({place for place, _ in places}) > 1
    for answer in (*answers, *(entry_answer(e) for e in record().entries())):
        FORMS["facts NAME"].model_validate_json(json.dumps(answer), strict=False)


@pytest.mark.long
def test_ice_learns_of_as_many_whatever_the_city_answers(worlds: None) -> None:
    """The sentence of the README."""
    levers = {lever["reform"]: lever for lever in json.loads(printed("levers"))["levers"]}
    for name in ("honor-no-detainers", "honor-all-detainers"):
        assert levers[name]["controlled_by"] == "city"
        told = levers[name]["outcomes"]["ice_notified"]
        assert told["change"] == told["change_low"] == told["change_high"] == 0


def test_the_readme_counts_assumptions_as_the_reference_does() -> None:
    index = (REFERENCE / "facts" / "index.md").read_text(encoding="utf-8")
    found = re.search(
        r"(\d+) of them are quantities \((\d+) assumed, (\d+) estimated, (\d+) published\)", index
    )
    assert found
    said = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    quantities, assumed, estimated, published = found.groups()
    assert (
        f"Of the {quantities} quantities behind the scenario nyc-2018, {assumed} are graded *assumed*,"
        in said
    )
    assert f"{estimated} *estimated*, and {published} *published*" in said


def test_the_node_in_the_readme_is_the_node() -> None:
    shown = [b.text for b in blocks(ROOT / "README.md") if b.language == "python"]
    assert shown
    for text in shown:
        assert text in (ROOT / "src/varick/pathway/ident.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", ["nodes", "reforms", "scenarios"])
def test_lists_are_lists_of_that_name(verb: str) -> None:
    found = json.loads(printed(verb))
    assert list(found) == [verb]
    assert found[verb]
    assert f"### varick {verb}" in (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
