"""When a value may be taken without asking: two engines agree, and nothing speaks against it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import lines
from test_find import CELLS

from varick.letters.agree import fields
from varick.letters.find import Finder
from varick.letters.reading import FIELDS, Line, Reading
from varick.letters.whole import read_lines

PAGE = np.full((1300, 1700, 3), 255, np.uint8)


def read(**engines: list[Line]) -> Reading:
    return read_lines(PAGE, dict(engines), "0" * 64)


def test_two_that_agree_are_accepted() -> None:
    reading = read(rapidocr=lines(*(row.replace("Any I", "AnyI") for row in CELLS)), tesseract=lines(*CELLS))
    assert {one.name for one in reading.fields if one.accepted} == set(FIELDS) - {"letter_authority_cited"}
    assert reading["documents_requested"].value == "Any Immigration Documents, Valid Passport and This Letter"
    assert [one.name for one in reading.fields] == list(FIELDS)
    assert reading["appointment_on"].crop_png.startswith(b"\x89PNG")


def test_with_one_engine_nothing_is_accepted() -> None:
    reading = read(tesseract=lines(*CELLS))
    assert not [one for one in reading.fields if one.accepted]
    assert {one.state for one in reading.fields} == {"one_engine", "absent"}
    assert "one_engine" in reading.notes


@pytest.mark.parametrize("other", ["March 3, 2018", "March 8, 2019", "MarchB, 2018"])
def test_two_that_differ_are_not(other: str) -> None:
    changed = [row.replace("Thursday, March 8, 2018", other) for row in CELLS]
    one = read(rapidocr=lines(*CELLS), tesseract=lines(*changed))["appointment_on"]
    assert not one.accepted
    assert one.value == "2018-03-08"
    assert one.state in ("disagree", "one_engine")


def test_one_engine_that_read_nothing_leaves_it_to_the_person() -> None:
    assert not read(rapidocr=lines(*CELLS), tesseract=[])["appointment_on"].accepted


@pytest.mark.parametrize(
    ("old", "new", "doubt"),
    [
        ("Thursday, March 8, 2018", "Friday, March 8, 2018", "weekday_differs"),
        ("March 1, 2018", "March 9, 2018", "before_letter"),
        ("Thursday, March 8, 2018", "Friday, March 8, 2019", "far_from_letter"),
        ("Thursday, March 8, 2018", "March 8", "no_year"),
        ("9:30 a.m.", "9:30", "no_half"),
    ],
)
def test_redundancy_that_contradicts_is_a_doubt(old: str, new: str, doubt: str) -> None:
    rows = [row.replace(old, new) for row in CELLS]
    reading = read(rapidocr=lines(*rows), tesseract=lines(*rows))
    told = reading["appointment_time" if doubt == "no_half" else "appointment_on"]
    assert doubt in told.doubts
    assert not told.accepted


DIGITS = st.tuples(st.integers(0, 400), st.sampled_from("0123456789OlI "))


@given(st.lists(DIGITS, max_size=6), st.lists(DIGITS, max_size=6))
def test_a_wrong_date_is_never_accepted_unless_both_read_the_same_wrong_date(
    first: list[tuple[int, str]], second: list[tuple[int, str]]
) -> None:
    def damaged(changes: list[tuple[int, str]]) -> list[Line]:
        text = "\n".join(CELLS)
        places = [i for i, c in enumerate(text) if c.isdigit()]
        spelt = list(text)
        for at, digit in changes:
            spelt[places[at % len(places)]] = digit
        return lines(*"".join(spelt).split("\n"))

    found = {
        name: Finder(damaged(changes)).fields()
        for name, changes in (("rapidocr", first), ("tesseract", second))
    }
    for one in fields(found, PAGE[:4, :4]):
        right = {"letter_date": "2018-03-01", "appointment_on": "2018-03-08"}.get(one.name, one.value)
        if one.accepted and one.value != right:
            assert set(one.readings.values()) == {one.value}
            assert len(one.readings) == 2
