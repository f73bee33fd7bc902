"""The content: complete in six languages, every sentence with its source, and the issue's edits kept."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from sheets import ALL, PRACTICE

from varick.errors import NoAnswer, VarickError
from varick.letters.flyer import languages, practice, source_rows, weak
from varick.letters.flyer.content import Language, facts_of, language
from varick.model.load import library

SHEET = practice(PRACTICE)


def words(code: str) -> Language:
    return language(code, PRACTICE)


def test_six_languages() -> None:
    assert set(languages()) == set(ALL)
    assert languages()[:2] == ("en", "es")
    assert words("zh").name == "Chinese (Simplified)"


@pytest.mark.parametrize("code", ALL)
def test_a_language_has_every_text_and_no_other(code: str) -> None:
    here, english = words(code), words("en")
    assert here.texts.keys() == english.texts.keys()
    assert here.labels.keys() == english.labels.keys()
    sections = {name for side in SHEET.sides for name in side}
    headed = sections - {"neither", "limits"} | {"title", "subtitle"}
    assert english.texts.keys() == headed | {each.id for each in SHEET.sentences}
    assert all(said.strip() for said in (*here.texts.values(), *here.labels.values()))
    assert len(here.months) == 12
    for key, said in english.labels.items():
        assert sorted(re.findall(r"\{\w+\}", here.labels[key])) == sorted(re.findall(r"\{\w+\}", said)), key


def test_every_sentence_stands_in_one_section_and_every_section_is_printed() -> None:
    printed = [name for side in SHEET.sides for name in side]
    assert len(printed) == len(set(printed))
    assert {each.section for each in SHEET.sentences} == set(printed) - {"contacts"}
    assert len(SHEET.sides) == 2


def test_every_sentence_that_states_a_fact_has_a_source_and_a_confidence() -> None:
    for each in SHEET.sentences:
        states = each.kind not in ("wording", "limits")
        assert bool(each.sources) == states, each.id
        assert each.confidence in (("seen", "secondary", "recalled") if states else ("none",)), each.id


def test_what_was_seen_at_second_hand_or_is_recalled_is_told_to_the_lawyer() -> None:
    assert [each.id for each in weak(SHEET)] == ["keep_letter", "home", "honest"]
    rows = source_rows(SHEET, [words("en"), words("es")])
    assert [row["sentence"] for row in rows] == [each.id for each in SHEET.sentences]
    assert {row["sentence"] for row in rows if row["check"]} == {"keep_letter", "home", "honest"}
    stay = next(row for row in rows if row["sentence"] == "risk_stay")
    assert stay["sources"].startswith("The Intercept")
    assert (stay["dated"], stay["confidence"], stay["es"]) == (
        "2018-04-26",
        "seen",
        words("es").texts["risk_stay"],
    )


def test_the_facts_that_sentences_lean_on_are_facts() -> None:
    assert set(facts_of(SHEET.sentences)) <= set(library().facts)
    assert "ice_courthouse_policy" in facts_of(SHEET.sentences)


def test_the_research_is_covered(shared: Path) -> None:
    """Each kind of the researched rows is on the sheet, but hotlines, and its weak ones are weak here."""
    with (shared / "facts" / "kyr_content.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    kinds = {row["kind"] for row in rows}
    assert kinds - {each.kind for each in SHEET.sentences} == {"hotline"}
    assert {row["confidence"][:2].strip() for row in rows if row["kind"] == "dont"} == {"V2", "V"}


@pytest.mark.parametrize("code", ALL)
def test_no_telephone_number_and_no_address_of_a_site_stands_in_the_content(code: str) -> None:
    for said in (*words(code).texts.values(), *words(code).labels.values()):
        assert not re.search(r"\d{3}\D{0,2}\d{3}\D?\d{4}|\(\d{3}\)|https?:|www\.|@|ice\.gov", said), said


def test_both_risks_stand_side_by_side_and_neither_is_recommended() -> None:
    front = SHEET.sides[0]
    assert front.index("stay") == front.index("go") + 1
    assert front[0] == "first"
    english, spanish = words("en").texts, words("es").texts
    assert "have been detained" in english["risk_go"]
    assert "may come to arrest you" in english["risk_stay"]
    assert english["own_history"].startswith("Speak with a lawyer about your own history before the date")
    assert spanish["own_history"].startswith(
        "Hable con un abogado sobre su propia historia antes de la fecha"
    )
    every = " ".join(english.values()).lower()
    for advice in (
        "do not attend",
        "you should go",
        "you must go",
        "you should not go",
        "check with the office",
        "do not go to",
    ):
        assert advice not in every
    assert sum("legal advice" in said for said in english.values()) == 1


def test_the_version_changes_with_any_word() -> None:
    changed = language("en", PRACTICE, {"sign": "You need not sign."})
    label = language("en", PRACTICE, {"hours": "When"})
    assert len({words("en").version, changed.version, label.version, words("es").version}) == 4
    assert language("en", PRACTICE, {}).version == words("en").version
    assert re.fullmatch(r"[0-9a-f]{8}", changed.version)


def test_nobody_can_reword_the_stamp() -> None:
    tried = language("en", PRACTICE, {"draft": "FINAL", "draft_why": "Reviewed."})
    assert tried.labels["draft"] == "DRAFT"
    assert tried.version == words("en").version


def test_a_practice_without_sentences_is_refused() -> None:
    with pytest.raises(
        NoAnswer, match="no sentences for this practice, and none are made up; there is call-in-letter"
    ):
        practice("home-arrest")
    with pytest.raises(VarickError, match='did you mean "call-in-letter"'):
        practice("call-in-leter")
    with pytest.raises(VarickError, match="--practice x: not a practice; there is call-in-letter"):
        practice("x")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "April 1, 2027"),
        ("es", "1 de abril de 2027"),
        ("zh", "2027年4月1日"),
        ("ar", "1 أبريل 2027"),
        ("bn", "1 এপ্রিল 2027"),
        ("ht", "1 avril 2027"),
    ],
)
def test_dates_as_each_language_writes_them(code: str, said: str) -> None:
    assert words(code).date(date(2027, 4, 1)) == said
