"""Names as different clerks write them are one, and those of two people are not."""

import string
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.together.people import Person
from varick.together.tokens.features import features
from varick.together.tokens.names import LONGEST, plain, read_name
from varick.together.tokens.sound import sound, vowel

ONE_NAME = [
    # whole, "Family, Given", turned, capitals, accents, a second given name, the mother's surname left out or joined
    [
        "Juan Carlos Pérez Gómez",
        "Perez Gomez, Juan Carlos",
        "Juan Pérez",
        "Juan C. Perez-Gomez",
        "PEREZ JUAN",
    ],
    ["María de la Cruz", "Cruz, Maria", "Maria Dela Cruz", "De La Cruz, María"],
    ["José Martínez", "Pepe Martinez", "Jose Martines"],
    ["Md. Rafiqul Islam", "Rafiqul Islam", "Mohammad Rafiqul Islam", "Islam, Rafiqul"],
    ["Abdul Karim Chowdhury", "Abdel-Karim Choudhury", "Karim Chaudhry", "Abdulkarim Chowdhury"],
    ["Abdullah Khan", "Abdallah Khan", "Khan, Abdoulah"],
    ["Harpreet Singh Gill", "Gill, Harpreet", "Harprit Gill"],
    ["محمد حسن", "Mohammed Hassan", "Muhammad Hasan", "Hassan, Mohamed"],
    ["王小明", "Wang Xiaoming", "Xiao Ming Wang", "Wang, Xiao-Ming", "XIAOMING WANG"],
    ["Chen Wei", "Wei Chen", "Chan, Wei", "陈伟"],
    ["Zhang Qiang", "Chang, Chiang", "Qiang Zhang"],
    ["Jean-Baptiste Pierre", "Pierre, Jean Baptiste", "Jan Batis Pyè"],
    ["Mamadou Diallo", "DIALLO Mamadou", "Momodou Jallow", "Diallo, Mamadu"],
    ["Fatoumata Binta Barry", "Fatmata Barrie", "Barry, Fatou"],
    ["Олена Сидорова", "Olena Sydorova", "Sidorova, Elena", "Елена Сидорова"],
    ["Иван Петрович Сидоров", "Ivan Sidorov", "Sidorov, Ivan Petrovich"],
    ["Volodymyr Kovalenko", "Vladimir Kovalenko", "Коваленко Володимир"],
    ["Khaled El-Sayed", "Khalid Elsayed", "Khaled Al Sayed", "Sayed, Khaled"],
    ["Carlos de los Santos", "Delossantos, Carlos", "CARLOS DE LOS SANTOS"],
    ["Most. Nasrin Akter Khan", "Nasreen Khan"],
    ["Kim Minsu", "Min-Su Kim", "Kim, Min Su"],
    ["Dr. Patrick O'Brien Jr.", "OBrien, Patrick"],
]
"""Each row is one person; written for this test."""


@pytest.mark.parametrize("spellings", ONE_NAME, ids=lambda names: plain(names[1]).replace(" ", "-"))
def test_spellings_of_one_name_begin_alike(spellings: list[str]) -> None:
    known = [features(Person((name,))) for name in spellings]
    assert len({one["beginnings"] for one in known}) == 1
    assert len({frozenset({one["given"], one["surname"]}) for one in known}) == 1


TWO_NAMES = [
    ("Mohammed Rahman", "Mahmud Rahim"),
    ("Juan Pérez", "José Pérez"),
    ("Wei Chen", "Min Chen"),
    ("Amina Diallo", "Fatoumata Diallo"),
    ("Ivan Petrov", "Igor Petrov"),
    ("Abdullah Khan", "Abdul Karim Khan"),
]


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names_do_not_sound_alike(one: str, other: str) -> None:
    assert features(Person((one,)))["names"] != features(Person((other,)))["names"]


@pytest.mark.parametrize(
    ("name", "given_names", "surnames"),
    [
        ("Ana Lucía Torres Vega", ("ana", "lucia"), ("torres", "vega")),
        ("Luis Alberto Reyes", ("luis", "alberto"), ("reyes",)),
        ("Kim, Min Su", ("minsu",), ("kim",)),
        ("Minsu Kim", ("minsu",), ("kim",)),
        ("Lee, Jason", ("jason",), ("lee",)),
        ("J. Pérez", (), ("perez",)),
        (", Maria", ("maria",), ()),
        ("Lund,", (), ("lund",)),
        ("Madonna", ("madonna",), ()),
        ("Abdul Karim", ("abdul",), ("karim",)),
        ("Md Singh", ("md",), ("singh",)),
    ],
)
def test_given_names_and_surnames_are_told_apart(
    name: str, given_names: tuple[str, ...], surnames: tuple[str, ...]
) -> None:
    read = read_name(name)
    if len(read.given) + len(read.family) == 1:
        assert {*read.given, *read.family} == {*given_names, *surnames}
    else:
        assert (read.given, read.family) == (given_names, surnames)


def test_an_initial_counts_for_the_beginning_of_the_name_it_stands_for() -> None:
    whole, short = features(Person(("Juan Pérez",))), features(Person(("J. Pérez",)))
    assert whole["beginnings"] == short["beginnings"]
    assert short["names"] is None


def test_the_fullest_spelling_is_taken() -> None:
    assert features(Person(("Pérez", "Juan Pérez")))["names"] == features(Person(("Juan Pérez",)))["names"]


@given(st.text(max_size=300))
def test_any_text_is_a_name_of_some_kind(text: str) -> None:
    read = read_name(text)
    assert set("".join((*read.given, *read.family, *read.initials))) <= set(string.ascii_lowercase)
    assert set(features(Person((text,)))) == set(features(Person(())))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10**6,
        "wang " * 10**5,
        "مح" * 10**5,
        "王" * 10**5,
        "abdabd" * 10**5,
        "ovichovich" * 10**5,
        "," * 10**6,
    ],
    ids=["a", "wang", "arabic", "chinese", "abd", "ovich", "commas"],
)
def test_a_pasted_page_costs_no_time(text: str) -> None:
    began = process_time()
    features(Person((text,)))
    assert process_time() - began < 0.5
    assert len(plain(text)) <= 5 * LONGEST


@pytest.mark.parametrize(
    ("part", "heard"),
    [
        ("mohammed", "NNT"),
        ("muhammad", "NNT"),
        ("mhmd", "NNT"),
        ("nguyen", "NN"),
        ("schwarz", "SRS"),
        ("ali", "L"),
    ],
)
def test_consonants_are_heard_in_classes(part: str, heard: str) -> None:
    assert sound(part) == heard


def test_a_name_without_consonants_is_still_heard() -> None:
    assert sound("wu") == sound("ye") == "A"
    assert (vowel("wu"), vowel("ye"), vowel("an"), vowel("mhmd")) == ("u", "i", "a", "")
