"""Fields found in lines laid out by hand, with the phrases that the letters of 2018 used."""

import pytest
from lines import lines

from varick.letters.find import Finder
from varick.letters.text import distance, holds, opens_with, sentence, squash, units

CELLS = (
    "OFFICE NAME (SYNTHETIC)",
    "",
    "Date | ",
    "March 1, 2018",
    "",
    "Please come to the office shown below at the time and place indicated in connection with an official matter.",
    "",
    "OFFICE LOCATION | 201 Varick Street, New York, NY",
    " | Room 1127",
    "",
    "DATE AND HOUR | Thursday, March 8, 2018",
    " | 9:30 a.m.",
    "",
    "ASK FOR | A deportation officer",
    "",
    "REASON FOR APPOINTMENT | Official matter",
    "",
    "BRING WITH YOU | Any Immigration Documents, Valid",
    " | Passport and This Letter",
    "",
    "Sincerely,",
    "",
    "R. Specimen",
    "Supervisory Detention and Deportation Officer",
    "",
    "",
    "Form X-12 (test)",
)


def found(*rows: str) -> dict[str, str]:
    return {name: one.value for name, one in Finder(lines(*rows)).fields().items()}


def test_labels_in_cells() -> None:
    assert found(*CELLS) == {
        "letter_date": "2018-03-01",
        "appointment_on": "2018-03-08",
        "appointment_time": "09:30",
        "appointment_place": "201 Varick Street, New York, NY",
        "appointment_room": "Room 1127",
        "ask_for": "A deportation officer",
        "letter_purpose_text": "Official matter",
        "documents_requested": "Any Immigration Documents, Valid Passport and This Letter",
        "letter_form_no": "X-12",
        "letter_signatory_title": "Supervisory Detention and Deportation Officer",
    }


def test_sentences() -> None:
    assert found(
        "March 1, 2018",
        "",
        "You are asked to come to 201 Varick Street, 5th floor, on Thursday, March 8, 2018 at 9:30 a.m. in",
        "connection with an official matter. Please ask for a deportation officer and bring with you this letter.",
        "",
        "This is sent pursuant to Section 12 of the Sample Act.",
        "",
        "Respectfully,",
        "P. Example, Unit Chief",
    ) == {
        "letter_date": "2018-03-01",
        "appointment_on": "2018-03-08",
        "appointment_time": "09:30",
        "appointment_place": "201 Varick Street",
        "appointment_room": "5th floor",
        "ask_for": "a deportation officer",
        "letter_purpose_text": "an official matter",
        "documents_requested": "this letter",
        "letter_signatory_title": "Unit Chief",
        "letter_authority_cited": "Section 12 of the Sample Act",
    }


def test_reading_errors_in_the_phrases_are_borne() -> None:
    assert found(
        "Date of Ietter: March 1, 2018",
        "Appointrnent date: 03/08/2018",
        "Appointment tirne: 9:30 AM",
        "Documents t0 bring: this letter",
    ) == {
        "letter_date": "2018-03-01",
        "appointment_on": "2018-03-08",
        "appointment_time": "09:30",
        "documents_requested": "this letter",
    }


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        (("Appointment date: Friday, March 8, 2018",), "weekday_differs"),
        (("Date of letter: March 9, 2018", "Appointment date: March 8, 2018"), "before_letter"),
        (("Appointment date: March 8, 2018", "", "You may instead come on March 15, 2018 at 9 a.m."), "several_dates"),
        (("Date: March 1, 2018", "", "Some words about something else", "", "Other words, March 8, 2018, and more words"), "by_place_only"),
    ],
)  # fmt: skip
def test_what_speaks_against_a_date(rows: tuple[str, ...], doubt: str) -> None:
    assert doubt in Finder(lines(*rows)).fields()["appointment_on"].doubts


def test_a_date_without_a_year_is_no_value() -> None:
    finder = Finder(lines("Date: March 1, 2018", "Please come on March 8 at 9:30 a.m. to 201 Varick Street."))
    read = finder.fields()
    assert "appointment_on" not in read
    assert finder.doubts["appointment_on"] == ["no_year"]
    assert read["appointment_time"].value == "09:30"


def test_a_revision_or_birth_date_is_no_appointment() -> None:
    assert "appointment_on" not in found("Form X-12 (Rev. 01/01/2007)", "Date of birth: 02/03/1990")


def test_an_empty_page_and_noise_have_no_fields() -> None:
    assert found() == {}
    assert found("il", "| =", "::", "....", "回节回") == {}


def test_paragraphs_are_joined_and_labels_are_not() -> None:
    rows = ("A first line of a paragraph that is as long as the column here is wide and so", "goes on below", "Room: 12", "Place: here")  # fmt: skip
    assert [u.text for u in units(lines(*rows), ("room", "place"))] == [f"{rows[0]} {rows[1]}", *rows[2:]]


def test_phrases() -> None:
    assert squash("Ask  for: A.") == "askfora"
    assert distance("ask", "asking", 1) == 2
    assert distance("bring", "brlng", 1) == 1
    assert opens_with("Ask for: him", "askfor") == 9
    assert opens_with("Asking for", "askfor") is None
    assert holds("please brlng with you: this", "bringwithyou") == (7, 23)
    text = "7 S.C. 1200(b). Keep it."
    assert text[slice(*sentence(text, 0))] == "7 S.C. 1200(b)"
    text = "at 9:30 a.m. in connection with it. When"
    assert text[slice(*sentence(text, 0))] == "at 9:30 a.m. in connection with it"
