"""An office's own list before anything is blinded: who is held twice, what somebody says of it, and how much room there is."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from offices import Offices, agreed
from people import made, written

from varick.casebook.cases.dates import DayOf
from varick.errors import VarickError
from varick.together.people import Person
from varick.together.planted import planted_lists
from varick.together.preparing import own_list, prepare, room
from varick.together.tokens import Recipe, tokens

BORN = DayOf(date(1985, 7, 10))
PEOPLE = (
    Person(("Lamine Diop",), BORN, "44", "212 555 0101", "A-1"),
    Person(("Ximena Inventada Soto",), DayOf(date(1990, 2, 3)), "41", "", "A-2"),
    Person(("Lamine Diop",), BORN, "", "", "A-3"),
    Person(("Oscar Imaginado",), DayOf(date(1979, 3, 4)), "12", "", "A-4"),
)


@pytest.fixture
def offices(tmp_path: Path) -> Offices:
    return agreed(tmp_path, rows=40, planted=20)


def test_who_is_surely_held_twice_is_one_row(offices: Offices) -> None:
    own = own_list(PEOPLE, offices.charter)
    assert own.once == (("A-1", "A-3"),)
    assert (own.unsure, own.bare) == ((), 0)
    assert len(own.rows) == 3
    assert own.rows[0] == tokens(PEOPLE[0], Recipe.load())


def test_somebody_may_say_that_two_are_one_or_one_are_two(offices: Offices) -> None:
    own = own_list(PEOPLE, offices.charter, same=[["A-2", "A-4"]], apart=[["A-1", "A-3"]])
    assert own.once == (("A-2", "A-4"),)
    assert len(own.rows) == 3
    chain = own_list(PEOPLE, offices.charter, same=[["A-2", "A-4"], ["A-4", "A-1"]])
    assert chain.once == (("A-1", "A-2", "A-3", "A-4"),)
    assert len(chain.rows) == 1


def test_what_is_said_both_ways_or_of_nobody_is_refused(offices: Offices) -> None:
    with pytest.raises(VarickError, match="--same and --apart: the same cases are named in both"):
        own_list(PEOPLE, offices.charter, same=[["A-1", "A-2"]], apart=[["A-2", "A-1"]])
    with pytest.raises(
        VarickError, match="--same: no case that takes part has one of these numbers"
    ) as caught:
        own_list(PEOPLE, offices.charter, same=[["A-1", "Ximena"]])
    assert "Ximena" not in str(caught.value)


def test_a_person_with_a_name_alone_is_counted_and_said(offices: Offices) -> None:
    own = own_list([*PEOPLE, Person(("Nadie Alguno",), ref="A-5")], offices.charter)
    assert (own.bare, len(own.rows)) == (1, 4)


def test_the_room_is_what_a_list_can_hold(offices: Offices) -> None:
    charter = offices.charter
    most = max(len(rows) for rows in planted_lists(charter).rows)
    assert room(charter) == charter.rows - most
    full = agreed(offices.folder / "full", rows=21, planted=20)
    free = room(full.charter)
    place = next(at for at in range(3) if len(planted_lists(full.charter).rows[at]) == 21 - free)
    people = written(made("development-1", free + 1), seed="development-1", known=[range(free + 1)]).people[0]
    with full[place].desk() as desk:
        long = own_list(people, full.charter)
        assert len(long.rows) == free + 1
        with pytest.raises(VarickError, match="have room for 6 beside the fictitious ones; agree"):
            prepare(desk, full.charter, long)
        assert desk.stage == "signed"
        assert prepare(desk, full.charter, replace(long, rows=long.rows[1:])).bytes > 0


def test_a_fictitious_person_without_a_token_is_a_pair_not_found_and_no_fault_of_the_list(
    tmp_path: Path,
) -> None:
    """One in a hundred is written down with a name alone, as real people are."""
    for number in range(40):
        seed = bytes([number]) * 32
        offices = agreed(tmp_path / str(number), k=2, rows=60, planted=50, seed=seed)
        lists = planted_lists(offices.charter)
        bare = sum(not any(row) for rows in lists.rows for row in rows)
        if bare:
            break
    assert bare
    counted = offices.counted([[], []])
    assert counted.quality.rows == sum(map(len, lists.rows))
    assert counted.quality.all_found < counted.quality.all_pairs
    assert sum(counted.counts.values()) == 0
