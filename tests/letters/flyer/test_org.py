"""An organization's file: one line for whatever is wrong, with its place."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import ALL, TODAY, data, org, review

from varick.errors import VarickError
from varick.letters.flyer import organisation

GOOD = data()["contacts"][0]


def test_a_sound_file() -> None:
    read = org(data(reviews={"es": review("es")}, texts={"es": {"trusted": "Llámenos."}}))
    assert read.name == {"": "Nowhere Neighbors"}
    assert read.contacts[0].phones == ("212-555-0100",)
    assert read.reviews["es"].first == date(2026, 11, 1)
    assert read.texts == {"es": {"trusted": "Llámenos."}}


def test_one_text_for_all_languages_or_one_for_each_that_is_printed() -> None:
    both = data(name={"en": "Neighbors", "es": "Vecinos"})
    assert org(both, ("en", "es")).name["es"] == "Vecinos"
    with pytest.raises(
        VarickError, match=r"^org.yaml:1: name: has no text in zh; add it, or write one text for all"
    ):
        org(both, ("en", "zh"))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (None, "holds no keys; write name, contacts below it"),
        ([], "holds no keys"),
        ({"name": "A"}, "contacts is missing; add it"),
        (data(nmae="A"), 'nmae: not a key that is known here; did you mean "name"?'),
        (data(name=3), "name: a number or date, not text; put it in quotes"),
        (data(name=" "), "name: no text; write one, or take the key out"),
        (data(name="A" * 121), "name: 121 characters are too long here; keep it to 120"),
        (data(name="A\u202eB"), r"name: the character U\+202E cannot be printed here"),
        (data(name="A\u2066B"), r"name: the character U\+2066 cannot be printed here"),
        (data(name="A\x00B"), r"name: the character U\+0000 cannot be printed here"),
        (data(name="☎"), r"name: the character U\+260E cannot be printed here"),
        (data(name={"fr": "A"}), "name.fr: not a key that is known here"),
        (data(contacts=[]), "contacts: write a list with at least one entry"),
        (data(contacts=[GOOD] * 9), "contacts: 9 entries do not fit on a sheet; keep at most 8"),
        (
            data(contacts=[{"hours": "9 to 5"}]),
            "contacts.0: a contact without phone or address reaches nobody",
        ),
        (
            data(contacts=[{"phone": 2125550100}]),
            "contacts.0.phone: a number or date, not text; put it in quotes",
        ),
        (data(contacts=[{"phones": "1"}]), "contacts.0.phones: write a list"),
        (data(contacts=[{"phone": "1", "phones": ["2"]}]), "phone and phones are both given"),
        (data(contacts=[{"phone": "1", "adress": "x"}]), 'contacts.0.adress: .*did you mean "address"'),
        (
            data(reviews={"en": {"lawyer": "A"}}),
            "reviews.en: lawyer_on is missing; a review has a lawyer and a native reader",
        ),
        (data(reviews={"xx": {}}), "reviews.xx: not a key"),
        (
            data(reviews={"en": review("en", date(2026, 11, 24))}),
            "reviews.en.lawyer_on: 2026-11-24 is after today, 2026-11-23",
        ),
        (
            data(reviews={"en": review("en", reader_on="soon")}),
            "reviews.en.reader_on: not a day; write it as 2026-11-23",
        ),
        (
            data(reviews={"en": {k: v for k, v in review("en").items() if k != "text"}}),
            "text is missing; write the version at the foot",
        ),
        (
            data(texts={"en": {"sing": "x"}}),
            'texts.en.sing: not a key that is known here; did you mean "sign"',
        ),
        (data(texts={"en": {"draft": "FINAL"}}), "texts.en.draft: not a key that is known here"),
        (data(texts={"en": {"sign": ""}}), "texts.en.sign: no text"),
        (
            data(texts={"en": {"reviewed": "Fine."}}),
            r"texts.en.reviewed: this text must hold \{lawyer_on\}, \{reader_on\}, \{until\}",
        ),
        (data(texts={"en": {"version": "{version}}"}}), "texts.en.version: this text must hold"),
        (data(texts={"en": {"version": "{version} {version}"}}), "texts.en.version: this text must hold"),
        (
            data(texts={"en": {"version": "{version} {0}"}}),
            r"texts.en.version: this text must hold \{version\}",
        ),
    ],
)
def test_what_is_wrong_is_told_in_one_line(wrong: Any, told: str) -> None:
    with pytest.raises(VarickError, match=told) as caught:
        org(wrong)
    assert str(caught.value).startswith("org.yaml:1: ")
    assert "\n" not in str(caught.value)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "contacts",
                    "phone",
                    "phones",
                    "reviews",
                    "en",
                    "lawyer",
                    "texts",
                    "label",
                    "hours",
                    "sign",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    plain
    | st.fixed_dictionaries({"name": plain, "contacts": plain}, optional={"reviews": plain, "texts": plain})
)
def test_whatever_a_file_holds_it_is_read_or_refused_in_one_line(wrong: Any) -> None:
    told = "org.yaml:1: "
    try:
        organisation(wrong, lambda place: "org.yaml:1", TODAY, ALL, "call-in-letter")
    except VarickError as error:
        told = str(error)
    assert "\n" not in told
    assert told.startswith("org.yaml:1: ")
