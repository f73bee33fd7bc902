"""Events of which only the day is known stand after what led to them on that day, against a plain loop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from varick.observe.importing.day_order import DAY, placed

Event = tuple[int, int, int, bool]


def asked(events: list[Event]) -> list[int]:
    person, seconds, rank, whole = (list(column) for column in zip(*events, strict=True))
    found = placed(
        np.array(person, dtype=np.int64),
        np.array(seconds, dtype=np.int64),
        np.array(rank, dtype=np.int8),
        np.array(whole, dtype=np.bool_),
    )
    return found.tolist()  # type: ignore[no-any-return]


events = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-2 * DAY, 2 * DAY), st.integers(0, 3), st.booleans()).map(
        lambda e: (e[0], e[1] // DAY * DAY if e[3] else e[1], e[2], e[3])
    ),
    min_size=1,
    max_size=12,
)


@given(events)
def test_an_event_without_a_time_of_day_stands_between_lower_and_higher_rank(
    given_events: list[Event],
) -> None:
    expected = []
    for who, at, rank, whole in given_events:
        beside = [(r, t) for w, t, r, day in given_events if not day and w == who and t // DAY == at // DAY]
        bound = min([t for r, t in beside if r > rank], default=at + DAY)
        fitting = [t for r, t in beside if r < rank and t <= bound]
        expected.append(max([at, *fitting]) if whole else at)
    assert asked(given_events) == expected


def test_a_detainer_follows_the_encounter_of_its_day_and_precedes_the_arrest() -> None:
    noon, evening = 12 * 3600, 20 * 3600
    encounter, detainer, arrest = (1, noon, 1, False), (1, 0, 2, True), (1, evening, 3, False)
    assert asked([detainer, arrest, encounter]) == [noon, evening, noon]
    assert asked([detainer, (2, noon, 1, False)]) == [0, noon]


def test_a_detainer_is_not_taken_behind_its_arrest_by_a_later_encounter() -> None:
    morning, noon = 9 * 3600, 12 * 3600
    encounter, detainer, arrest = (1, noon, 1, False), (1, 0, 2, True), (1, morning, 3, False)
    assert asked([detainer, arrest, encounter]) == [0, morning, noon]
    early = (1, 8 * 3600, 1, False)
    assert asked([detainer, arrest, encounter, early])[0] == 8 * 3600
