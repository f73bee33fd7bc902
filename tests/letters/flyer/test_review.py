"""DRAFT until reviewed, REVIEW EXPIRED when old: over every page of that language and no other."""

from datetime import date, timedelta

import pytest
from sheets import ALL, PRACTICE, TODAY, data, org, pages, pdf, review, reviewed

from varick.letters.flyer import State, make, practice
from varick.letters.flyer.content import language
from varick.letters.flyer.org import Review
from varick.letters.flyer.review import standing

WORDS = language("en", PRACTICE)
SENTENCES = practice(PRACTICE).sentences


def of(lawyer_on: date, reader_on: date | None = None, text: str = WORDS.version) -> Review:
    return Review("A", lawyer_on, "B", reader_on or lawyer_on, text)


@pytest.mark.parametrize(
    ("given", "state", "reason"),
    [
        (None, State.DRAFT, "draft"),
        (of(TODAY), State.REVIEWED, ""),
        (of(TODAY, text=WORDS.version.upper()), State.REVIEWED, ""),
        (of(TODAY - timedelta(180)), State.REVIEWED, ""),
        (of(TODAY - timedelta(181)), State.EXPIRED, "old"),
        (of(TODAY, TODAY - timedelta(181)), State.EXPIRED, "old"),
        (of(TODAY, text="00000000"), State.CHANGED, "changed"),
    ],
)
def test_the_state_of_a_text(given: Review | None, state: State, reason: str) -> None:
    found = standing(WORDS, given, SENTENCES, TODAY, {})
    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        (date(2026, 9, 30), State.REVIEWED),
        (date(2026, 10, 1), State.EXPIRED),  # on the day of the review: nobody knows which came first
        (date(2026, 11, 23), State.EXPIRED),
        (date(2026, 11, 24), State.REVIEWED),  # known of, but not yet so
    ],
)
def test_a_fact_that_changed_since_the_review_ends_it(changed: date, state: State) -> None:
    days = {"ice_courthouse_policy": (date(2018, 1, 10), changed), "some_other_fact": (date(2026, 11, 1),)}
    found = standing(WORDS, of(date(2026, 10, 1)), SENTENCES, TODAY, days)
    assert found.state is state
    if state is State.EXPIRED:
        assert (found.reason, found.what, found.on) == ("fact", "risk_stay: ice_courthouse_policy", changed)


def test_a_source_newer_than_the_review_ends_it() -> None:
    long_ago = date(2018, 4, 26)
    found = standing(WORDS, of(long_ago), SENTENCES, long_ago + timedelta(30), {})
    assert (found.state, found.reason, found.on) == (State.EXPIRED, "source", long_ago)


def test_an_unreviewed_sheet_says_so_on_every_page_in_both_languages(noto: None) -> None:
    said = pages(pdf(data(), ALL))
    assert len(said) == 12
    for n, page in enumerate(said):
        labels = language(ALL[n // 2], PRACTICE).labels
        assert page.count("DRAFT") == 2, "in the band and across the page"
        assert "Nobody has reviewed this text. Do not hand it out." in page
        if ALL[n // 2] not in ("ar", "bn"):  # these are drawn in glyphs whose order is not that of the text
            assert page.count(labels["draft"]) == 2
            assert labels["draft_why"].replace(" ", "") in page.replace(" ", "")


def test_only_the_language_that_was_reviewed_loses_its_stamp(noto: None) -> None:
    said = pages(pdf(reviewed("es"), ("en", "es")))
    assert ["DRAFT" in page or "BORRADOR" in page for page in said] == [True, True, False, False]
    assert "Revisado por un abogado el 1 de noviembre de 2026" in said[3]
    assert "Después del 30 de abril de 2027, pida una hoja nueva." in said[3]
    assert "Reviewed by" not in " ".join(said)


def test_an_expired_review_is_printed_over_every_page(noto: None) -> None:
    said = pages(pdf(reviewed("en", "es", on=date(2026, 5, 26)), ("en", "es")))
    for page in said:
        assert "REVIEW EXPIRED" in page
        assert "DRAFT" not in page
    assert said[2].count("REVISIÓN VENCIDA") == 2


def test_a_changed_text_is_unreviewed_again(noto: None) -> None:
    given = reviewed("en") | {"texts": {"en": {"sign": "You need not sign."}}}
    flyer = make(PRACTICE, ("en",), org(given), "letter", TODAY)
    assert flyer.standings["en"].state is State.CHANGED
    said = pages(flyer.pdf)
    assert all("DRAFT" in page and "This is not the text that was reviewed." in page for page in said)
    assert "You need not sign." in said[1]
    given["reviews"]["en"]["text"] = flyer.words[0].version
    again = pages(pdf(given))
    assert "DRAFT" not in " ".join(again)
    assert f"Text {flyer.words[0].version}" in again[0]


def test_nobody_s_name_is_printed(noto: None) -> None:
    given = data(reviews={"en": review("en", lawyer="Quill Testlawyer", reader="Ray Testreader")})
    made = pdf(given)
    assert "Test" not in " ".join(pages(made))
    assert b"Testlawyer" not in made
