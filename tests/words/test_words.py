"""The words: complete in both languages, none unused, placeholders alike, numbers as precise as their intervals."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import varick
from varick.errors import VarickError
from varick.observe.importing.events import ACTIVITIES
from varick.pathway.terms import Agency
from varick.words import LANGUAGES, Words, merged, placeholders, table
from varick.words.numbers import place, rounded

SOURCE = Path(varick.__file__).parent
EN, ES = Words("en"), Words("es")
FAMILIES = {
    "activity", "agency", "owner", "grade", "grade_means", "unit", "jurisdiction", "month", "node", "tells", "value", "sends",
    "differs", "reform", "scenario", "table", "list", "describes", "fact", "anchor", "anchor_answer", "anchor_area",
    "anchor_difference", "anchor_origin", "anchor_reason", "anchor_unit", "anchor_year", "coverage_context",
    "coverage_item", "offense", "claim", "entry_kind", "facts_field", "speaker", "verdict", "year_kind",
    "observe_event", "observe_column", "observe_table", "observe_warning", "observe_head", "observe_number", "observe_level",
    "observe_check", "observe_change", "observe_activity", "observe_lift",
    "casebook_problem", "casebook_act", "casebook_practice", "casebook_heading", "casebook_word",
    "casebook_field", "casebook_label", "casebook_choice", "casebook_group", "casebook_state", "casebook_reliability",
    "casebook_export", "casebook_export_level", "casebook_export_kind", "casebook_use", "casebook_consent",
    "casebook_name_kind", "casebook_attachment_kind", "casebook_ask", "casebook_form", "casebook_why",
    "casebook_agenda", "letter_field", "letter_state", "letter_doubt", "letter_missing", "letter_says",
    "letter_scam", "letter_verdict", "letter_like", "letter_note", "letter_masked", "letter_weekday",
    "together_field", "together_heading", "together_left_out",
    "together_refused", "together_method", "together_assumes", "together_limits",
}  # fmt: skip
"""Words looked up by a name of the model or a column; what must be in them is tested below and in test_nodes."""
SPANISH_ONLY = {"describes"}
"""In English the facts describe themselves."""
QUOTED = re.compile(r'«[^»]*»|“[^”]*”|"[^"]*"|\{\w+\}')
"""Quotations stay in their own language."""
ENGLISH = re.compile(r"\b(the|and|with|of|is|are|person|arrest|whether)\b")
NAMES = re.compile(
    r"[Nn]o|NYPD|DCJS|FBI|DHS|ICE|A|B|B − A|Queens|Brooklyn|Manhattan|Staten Island|[GI]-\d+[A-Z]?"
    r"|201 Varick Street|26 Federal Plaza|\{[^a-z]*|[^A-Za-z]*"
)
"""What may be the same in both languages: names, and texts of placeholders only."""


def used_keys() -> Iterator[str]:
    """Every string in the code and the templates that could be a key."""
    for module in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for template in SOURCE.rglob("templates/*.html"):
        text = template.read_text(encoding="utf-8")
        yield from re.findall(r'"([a-z_]+\.[a-z_0-9]+)"', text)
        for prefix, names in re.findall(r'for key in \[([^\]]*)\](?:.|\n)*?w\("(\w+\.)" ~ key\)', text):
            yield from (names + name for name in re.findall(r'"(\w+)"', prefix))


def asked_keys() -> Iterator[tuple[str, str]]:
    """(key, where) of every call that looks up a literal key."""
    for module in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("words", "w")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value), f"{module.name}:{node.lineno}"
    for template in SOURCE.rglob("templates/*.html"):
        for key in re.findall(r'\bw\("([^"]+)"[,)]', template.read_text(encoding="utf-8")):
            yield key, template.name


def test_both_languages_have_the_same_keys() -> None:
    spanish = {key for key in table("es") if key.partition(".")[0] not in SPANISH_ONLY}
    assert table("en").keys() == spanish


def test_both_languages_wait_for_the_same_values() -> None:
    different = {
        key for key in table("en") if placeholders(table("en")[key]) != placeholders(table("es")[key])
    }
    assert not different


def test_no_english_is_left_in_the_spanish() -> None:
    english, spanish = table("en"), table("es")
    bare = {key: re.sub(r"\{\w+\}", "", said) for key, said in english.items() if said == spanish[key]}
    same = {key for key, said in bare.items() if not NAMES.fullmatch(said)}
    may_be = {
        "anchors.column_comparable",
        "told.no",
        "account.no",
        "jurisdiction.federal",
        "agency.nyc department of probation",
        "observe_cite.sha256",
        "observe_head.na",
        "table.na",
    }
    assert same - may_be == set()
    left = {
        k for k, said in spanish.items() if ENGLISH.search(QUOTED.sub("", said.replace("Make the Road", "")))
    }
    assert left - {"notice"} == set()


def test_no_word_is_missing() -> None:
    missing = {(key, where) for key, where in asked_keys() if key not in table("en")}
    assert not missing
    assert sum(1 for _ in asked_keys()) > 80, "the look-ups were found"


def test_no_word_is_unused() -> None:
    used = set(used_keys())
    unused = {key for key in table("en") if key not in used and key.split(".")[0] not in FAMILIES}
    assert not unused


def events() -> set[str]:
    """Names of the pathway's events."""
    found = set()
    for module in (SOURCE / "pathway").glob("*.py"):
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                calls = [one.func for one in node.decorator_list if isinstance(one, ast.Call)]
                if any(isinstance(call, ast.Name) and call.id == "event" for call in calls):
                    found.add(node.name)
    return found


def family(name: str) -> set[str]:
    return {key.removeprefix(f"{name}.") for key in table("en") if key.startswith(f"{name}.")}


def test_every_event_and_agency_of_the_pathway_has_words_and_no_other() -> None:
    assert family("activity") == events()
    assert family("observe_activity") >= set(ACTIVITIES) - events()
    assert family("agency") == {agency.value.lower() for agency in Agency}
    assert family("month") == {f"m{month}" for month in range(1, 13)}
    assert family("grade") == family("grade_means")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_is_empty_but_what_may_be(lang: str) -> None:
    may = {"notice"} if lang == "en" else set()
    empty = {key for key, said in table(lang).items() if not said.strip() and not key.startswith("unit.")}
    assert empty == may


def test_the_spanish_says_that_nobody_reviewed_it() -> None:
    assert "no revisada" in ES.notice
    assert "not yet reviewed" in ES.notice
    assert EN.notice == ""


def test_a_wrong_look_up_is_one_line_that_says_what_to_do() -> None:
    for wrong, complaint in (
        (lambda: Words("fr"), "speaks en and es"),
        (lambda: EN("no.such"), "no entry 'no.such'"),
        (lambda: EN("flow.zoom"), "waits for zoom"),
        (lambda: EN("flow.zoom", zoom="2", more="3"), "waits for zoom"),
    ):
        with pytest.raises(VarickError, match=complaint) as caught:
            wrong()
        assert "\n" not in str(caught.value)


def test_a_family_stands_in_one_file_and_a_key_is_text() -> None:
    first = 'page:\n  title: "A"\n'
    assert merged({"a": first, "b": 'flow:\n  title: "B"\n', "c": ""}) == {
        "page.title": "A",
        "flow.title": "B",
    }
    with pytest.raises(VarickError, match=r"^b: page stands in a too; keep it in one of them$"):
        merged({"a": first, "b": 'page:\n  other: "B"\n'})
    with pytest.raises(VarickError, match=r"^a: page.other is 3, not text; put it in quotes$"):
        merged({"a": "page:\n  other: 3\n"})


@pytest.mark.parametrize(
    "path", sorted((SOURCE / "words").rglob("*.yaml")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_no_key_stands_twice_in_a_file(path: Path) -> None:
    waiting = [yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert sorted(keys) == sorted(set(keys))
            waiting += [value for _, value in node.value]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_topics(lang: str) -> None:
    topics = {path.name for path in (SOURCE / "words" / lang).iterdir()} - {"fact_descriptions.yaml"}
    assert topics == {path.name for path in (SOURCE / "words" / "en").iterdir()}


@pytest.mark.parametrize(
    ("name", "said"),
    [("some_ice_thing", "Some ICE thing"), ("nta_served", "NTA served"), ("XYZ", "XYZ"), ("ICE", "ICE")],
)
def test_a_name_without_words_is_spelt_out(name: str, said: str) -> None:
    assert EN.label("agency", name) == said


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (197_493.2, 197_493.2, 197_493.2, "197,493"),
        (197_493.2, 197_493.19999999, 197_493.2, "197,493"),
        (21_882.6, 14_327.9, 49_959.4, "22,000 (14,000 to 50,000)"),
        (198_300, 195_100, 201_000, "198,300 (195,100 to 201,000)"),
        (99.1, 16.06, 1_019.7, "99 (16 to 1,000)"),
        (5.798, 0.627, 28.36, "5.8 (0.63 to 28)"),
        (0.0, 0.0, 0.0, "0"),
        (0.4, 0.0, 1.2, "0.40 (0 to 1.2)"),
    ],
)
def test_an_estimate_shows_no_digit_that_its_interval_does_not_carry(
    value: float, low: float, high: float, said: str
) -> None:
    assert EN.estimate(value, low, high) == said


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (0.0, 0.0, 0.0, "no change"),
        (-409.9, -1_010.1, -206.7, "\u2212410 (\u22121,010 to \u2212210)"),
        (497.2, 111.7, 1_820.1, "+500 (+110 to +1,800)"),
        (0.0, -1e-13, 0.0, "0 (0 to 0)"),
    ],
)
def test_only_an_exact_zero_is_no_change(value: float, low: float, high: float, said: str) -> None:
    assert EN.change(value, low, high) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.088, "8.8%"),
        (0.0004, "under 0.1%"),
        (0.9999, "over 99.9%"),
        (0.95, "95.0%"),
    ],
)
def test_a_percentage_is_never_a_false_nothing_or_all(share: float, said: str) -> None:
    assert EN.percent(share) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.05, "0.05"), (1.0, "1"), (99.9, "99.9"), (1234.0, "1,234"), (0.0, "0"), (-0.3, "\u22120.3")],
)
def test_a_stated_number_stays_as_stated(value: float, said: str) -> None:
    assert EN.stated(value) == said


def test_dates_in_both_languages() -> None:
    assert EN.date(date(2018, 9, 1)) == "September 1, 2018"
    assert ES.date(date(2018, 9, 1)) == "1 de septiembre de 2018"


@given(value=st.floats(0, 1e9), low=st.floats(0, 1e9), width=st.floats(0, 1e9))
def test_rounding_moves_a_number_by_less_than_a_tenth_of_itself(
    value: float, low: float, width: float
) -> None:
    to = place(value, low, low + width)
    if value >= 1:
        assert abs(rounded(value, to) - value) <= max(0.05 * value, 0.5)


def test_a_doubled_brace_is_no_placeholder() -> None:
    assert placeholders("{a} and {b:>3} of {{c}}") == {"a", "b"}
    assert placeholders("nothing") == frozenset()
