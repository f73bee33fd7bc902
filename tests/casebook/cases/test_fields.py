"""Fields: what the YAML holds, each question and choice in both languages, and rows of the research table all accounted for."""

import csv
from pathlib import Path

import pytest

from varick.casebook.cases.answers import UNKNOWN, Answer, parse_answer
from varick.casebook.cases.fields import article_of, asked, field, fields, groups, read_fields
from varick.errors import VarickError
from varick.words import LANGUAGES, Words, table

ELSEWHERE = {"case_id", "org", "consent_level", "privileged"}
"""Rows of the research table that are no answers: the case's key, the book's owner, consent, the mark of privilege."""


def below(family: str, lang: str) -> set[str]:
    return {key.removeprefix(f"{family}.") for key in table(lang) if key.startswith(f"{family}.")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_choice_and_group_has_words_and_no_other(lang: str) -> None:
    assert below("casebook_field", lang) == {f.name for f in fields().values() if f.tier != "derived"}
    assert below("casebook_label", lang) == set(fields())
    assert below("casebook_choice", lang) == {f"{f.name}.{c}" for f in fields().values() for c in f.choices}
    assert below("casebook_group", lang) == set(groups())


def test_a_field_speaks() -> None:
    words = Words("es")
    assert field("attended").question(words) == "¿Fue la persona a la cita?"
    assert field("attended").label(words) == "asistió"
    assert field("attended").choice("yes", words) == "Sí"


def test_every_row_of_the_research_table_became_fields(shared: Path) -> None:
    with (shared / "facts" / "case_fields.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["field"] for row in csv.DictReader(file)}
    assert {f.origin for f in fields().values()} - {"varick"} == rows - ELSEWHERE


def test_there_is_no_field_for_an_a_number_a_name_or_an_address() -> None:
    for one in fields():
        assert not {"alien", "anumber", "street", "zip", "docket"} & set(one.split("_")), one
    assert "a_number" not in fields()


def test_what_is_said_in_free_words_never_leaves_as_written() -> None:
    for one in fields().values():
        if one.kind in ("text", "place"):
            for sharing in (one.coalition, one.aggregate):
                assert sharing.act == "drop" or sharing.how in ("code", "presence"), one.name
        if one.kind == "date":
            assert (one.coalition.how, one.aggregate.how) == ("week", "month"), one.name


def test_terms_of_huridocs_say_where_they_are_from() -> None:
    terms = [f.huridocs for f in fields().values() if f.huridocs]
    assert len(terms) > 5
    assert all("OpenEvSys" in t.source and t.confidence == "seen" for t in terms)


def test_a_question_is_asked_where_its_answer_can_exist() -> None:
    names = {f.name for f in asked({})}
    assert "letter_received" in names
    assert "letter_date" not in names
    assert "letter_date" in {f.name for f in asked({"letter_received": Answer("yes")})}
    assert "letter_date" not in {f.name for f in asked({"letter_received": UNKNOWN})}
    assert "derived_days_arrest_to_letter" not in {f.name for f in asked({})}


def test_a_text_gives_the_code_of_what_it_says() -> None:
    assert field("appointment_place").code_of("201  Varick Street, New York") == "varick_201"
    assert field("letter_signatory_title").code_of("Supervisory Detention and Deportation Officer") == "sddo"
    assert field("appointment_place").code_of("9 Invented Road") == "other"


@pytest.mark.parametrize(("section", "article"), [("PL 221.10", "PL 221"), ("VTL 511(1)(a)", "VTL 511"), ("AC 10-125", "AC 10")])  # fmt: skip
def test_an_article_says_less_than_its_section(section: str, article: str) -> None:
    assert article_of(section) == article


def test_an_unknown_field_is_one_line_with_the_nearest_names() -> None:
    with pytest.raises(VarickError, match='did you mean "arrest_date"'):
        field("arrestdate")


HEAD = "huridocs_source: {source: s, confidence: seen}\nvocabularies: {}\nfields:\n"
SHARE = "share: {coalition: keep, aggregate: keep}"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (f"  a: {{group: g, kind: choice, tier: core, from: x, {SHARE}}}", "a: choices belong"),
        (f"  a: {{group: g, kind: choise, tier: core, from: x, {SHARE}}}", "a: 'choise' is none of"),
        (f"  a: {{group: g, kind: choice, choices: [unknown], tier: core, from: x, {SHARE}}}", "a: unknown is a state"),
        (f"  a: {{group: g, kind: choice, choices: [18_24], tier: core, from: x, {SHARE}}}", "a: a choice is read as a number"),
        (f"  a: {{group: g, kind: date, tier: core, from: x, asks: {{b: [c]}}, {SHARE}}}", "a: asks for b"),
        ("  a: {group: g, kind: date, tier: core, from: x, share: {coalition: coarsen, aggregate: keep}}", "a: write keep"),
        (f"  a: {{group: g, kind: date, tier: core, from: x, huh: 1, {SHARE}}}", "fields.yaml: a: "),
    ],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_refused_by_name(line: str, complaint: str) -> None:
    with pytest.raises(VarickError, match=complaint):
        read_fields(HEAD + line)


def test_an_answer_of_the_research_case_can_be_written_down() -> None:
    for name, text in (
        ("letter_form_no", "none"), ("letter_form_no", "G-56"), ("letter_authority_cited", "none"),
        ("letter_purpose_text", "official matter"), ("appointment_on", "2018-03-08"), ("prior_convictions", "none"),
        ("custody_facility_state", "NJ"), ("others_present_by_letter", "0"), ("prior_dhs_biometrics", "uscis_application"),
    ):  # fmt: skip
        parse_answer(field(name), text)
