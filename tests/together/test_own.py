"""The same person twice in one office's list: what is sure, what somebody should look at, and who is not one."""

from time import process_time

import pytest

from varick.casebook.cases.dates import parse_day
from varick.together.own import Same, duplicates, merged
from varick.together.people import Person


def person(name: str, born: str = "", precinct: str = "", phone: str = "", ref: str = "") -> Person:
    return Person((name,), parse_day(born) if born else None, precinct, phone, ref)


AMINA = person("Amina Diallo", "1990-03-08", "40", "212-555-0144")


@pytest.mark.parametrize(
    "other",
    [
        person("Diallo, Aminata", "1990-03-08"),
        person("Amina Dialo", "1990-08-03"),
        person("DIALLO AMINA", "1990-03-08"),
        person("Amina Jallow", "1990-03-08"),
        person("Amina Diallo", "1990", phone="(212) 555 0144"),
        person("Diallo, Amina", phone="+1 212 555 0144"),
    ],
)
def test_one_person_written_twice_is_surely_one(other: Person) -> None:
    assert duplicates([AMINA, other]) == (Same((0, 1), True),)


@pytest.mark.parametrize(
    "other",
    [
        person("Amina Diallo", "1990-03-18"),
        person("Amina Diallo", "1991-03-08"),
        person("Amina Diallo", precinct="40th"),
        person("Amita Dallo", "1990-03-08"),
    ],
)
def test_what_may_be_one_person_is_left_to_somebody_to_look_at(other: Person) -> None:
    assert [same.sure for same in duplicates([AMINA, other])] in ([False], [True])


@pytest.mark.parametrize(
    "other",
    [
        person("Fatoumata Diallo", "1990-03-08", "40", "212-555-0144"),  # a twin
        person("Ibrahima Diallo", "1988-01-20", "40", "212-555-0144"),
        person("Amina Diallo", "1979-11-30", "40"),  # a namesake
        person("Amina Diallo"),
        person("Amina Barry", "1990-03-08"),
        person("Amina", "1990-03-08"),
    ],
)
def test_siblings_twins_and_namesakes_are_two_people(other: Person) -> None:
    assert duplicates([AMINA, other]) == ()


def test_a_case_that_two_others_disown_joins_none_of_a_third() -> None:
    people = [
        person("Juan Pérez", "1980-02-05", phone="9175550101"),
        person("Juan Pérez", "", phone="9175550101"),
        person("Juan Pérez", "1961-07-30", phone="9175550101"),  # his father, at the same telephone
    ]
    assert duplicates(people) == (Same((0, 1), True),)


def test_three_cases_of_one_person_are_one_group() -> None:
    people = [AMINA, person("Wei Chen", "1985-05-05"), *[person("Diallo Amina", "1990-03-08")] * 2]
    assert duplicates(people) == (Same((0, 2, 3), True),)


def test_merged_keeps_every_spelling_and_what_any_case_knows() -> None:
    people = [
        person("J. Pérez", "1980", ref="a"),
        person("Wei Chen", ref="b"),
        person("Juan Carlos Pérez", "1980-02-05", "43", ref="c"),
    ]
    assert merged(people, [Same((0, 2), True)]) == [
        Person(("Juan Carlos Pérez", "J. Pérez"), parse_day("1980-02-05"), "43", "", "a"),
        people[1],
    ]
    assert merged(people, []) == people


def test_a_placeholder_that_hundreds_share_costs_no_time() -> None:
    people = [person(f"Given{n} Name{n % 7}", "1990-01-01", phone="000-000-0000") for n in range(1_500)]
    began = process_time()
    assert duplicates(people) == ()
    assert process_time() - began < 5
