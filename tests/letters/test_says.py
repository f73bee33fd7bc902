"""What a letter says and does not say, signs of a scam, and likeness: found in words, told in both languages."""

import pytest
from lines import lines
from test_agree import read
from test_find import CELLS

from varick.letters.says import codes, likeness, says, scam_signs
from varick.words import Words


def test_the_letters_of_2018_did_not_say_three_things() -> None:
    reading = read(rapidocr=lines(*CELLS), tesseract=lines(*CELLS))
    assert reading.missing == ("authority", "detention", "consequence")
    assert reading.scam_signs == ()
    verdicts = {one.code: one.verdict for one in reading.likeness}
    assert verdicts == {
        "agency_heading": "unlike",
        "varick": "like",
        "date_and_time": "like",
        "official_matter": "like",
        "deportation_officer": "like",
        "documents": "like",
        "supervisor": "like",
        "form": "unlike",
        "cites_no_authority": "like",
        "asks_no_payment": "like",
    }
    assert all("seen" in one.seen for one in reading.likeness)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Issued under 8 U.S.C. 1225(d).", "authority"),
        ("You may be taken into custody.", "detention"),
        ("Failure to appear may result in further action.", "consequence"),
        ("Ifyoudonotappear", "consequence"),
        ("Si usted no se presenta", "consequence"),
    ],
)
def test_what_is_said_is_quoted(text: str, code: str) -> None:
    assert [sign.quote for sign in says([text]) if sign.code == code] == [text]


def test_a_title_is_no_threat_and_no_law() -> None:
    assert says(["Supervisory Detention and Deportation Officer", "Deputy Director, Section 4"]) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pay the processing fee of $900", "payment"),
        ("debe pagar una multa", "payment"),
        ("with an iTunes gift card", "gift_card"),
        ("giftcards", "gift_card"),
        ("tarjetas de regalo", "gift_card"),
        ("by Western Union", "wire"),
        ("send Bitcoin", "crypto"),
        ("Call this number immediately", "phone_demand"),
        ("to avoid arrest", "threat_unless"),
    ],
)
def test_signs_of_a_scam(text: str, code: str) -> None:
    assert code in [sign.code for sign in scam_signs([text])]


@pytest.mark.parametrize(
    "text", ["No fee is asked.", "There is no payment.", "You do not pay.", "Room 4, coffee, official matter"]
)
def test_no_signs_of_a_scam(text: str) -> None:
    assert scam_signs([text]) == ()


def test_on_a_page_that_was_hardly_read_nothing_is_called_unlike() -> None:
    assert {one.verdict for one in likeness(["201 Varick Street"], [], poor=True)} == {"like", "unclear"}


def test_a_long_line_is_quoted_in_part() -> None:
    (sign,) = scam_signs([f"{'word ' * 60}gift card{' word' * 60}"])
    assert "gift card" in sign.quote
    assert len(sign.quote) < 180


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_code_has_its_sentence(lang: str) -> None:
    words = Words(lang)
    for group, families in (
        ("says", ("letter_says", "letter_missing")),
        ("scam", ("letter_scam",)),
        ("like", ("letter_like",)),
    ):
        for code in codes(group):
            for family in families:
                assert words.find(f"{family}.{code}"), f"{family}.{code}"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_sentence_advises_to_go_or_not_or_to_call_the_office(lang: str) -> None:
    words = Words(lang)
    told = " ".join(
        text
        for family in ("letter_read", "letter_says", "letter_missing", "letter_scam", "letter_note")
        for text in words.family(family)
    ).casefold()
    for never in (
        "call ice",
        "telephone ice",
        "llame a ice",
        "ice.gov",
        "you should go",
        "do not go",
        "don't go",
        "no vaya",
        "debe ir",
        "is genuine.",
    ):
        assert never not in told
    assert "es auténtica" not in told.replace("si la carta es auténtica", "")
