"""The table of known events: sound, sourced, named in both languages, and asked by table, office, column and time."""

from datetime import date
from itertools import pairwise

import pytest

from varick.errors import VarickError
from varick.observe.questions.known_events import (
    eras,
    fiscal_year,
    known_events,
    months_between,
    read_events,
    shipped,
)
from varick.words import LANGUAGES, Words, table

ONE = "order:\n  date: 2017-01-25\n  kind: policy\n  grade: seen\n  source: An order.\n"


def names(*args: object, **kwargs: object) -> list[str]:
    return [event.name for event in known_events(*args, **kwargs)]  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_has_a_name_in_both_languages_and_no_other_name_stands_there(lang: str) -> None:
    words = {key.removeprefix("observe_event.") for key in table(lang) if key.startswith("observe_event.")}
    assert words == {event.name for event in shipped()} | {"fiscal_year"}
    said = [event.title(Words(lang)) for event in (*shipped(), fiscal_year(2016))]
    assert len(set(said)) == len(said)


def test_what_the_issue_asks_for_is_there() -> None:
    found = {event.name: event for event in shipped()}
    assert found["priority_enforcement"].date == date(2014, 11, 20)
    assert found["priority_enforcement"].until == found["order_13768"].date == date(2017, 1, 25)
    assert found["removals_counted_anew"].date == date(2023, 5, 12)
    assert found["removals_counted_anew"].tables == ("removals",)
    assert found["order_14159"].date == date(2025, 1, 20)
    assert found["custodial_arrest"].month == "2025-07"
    assert found["custodial_arrest"].precision == "month"
    assert (found["dallas_federal_custody"].month, found["dallas_federal_custody"].offices) == (
        "2016-11",
        ("DAL",),
    )
    assert found["dallas_federal_custody"].found_in_data


def test_eras_follow_one_another() -> None:
    periods = eras()
    assert [era.name for era in periods][:3] == ["secure_communities", "priority_enforcement", "order_13768"]
    assert all(one.end == other.start for one, other in pairwise(periods))
    assert periods[-1].end is None


def test_events_are_asked_by_table_office_column_and_time() -> None:
    window = (date(2016, 1, 1), date(2017, 2, 1))
    assert names("arrests", ["DAL"], *window) == ["fiscal_year", "dallas_federal_custody", "order_13768"]
    assert names("arrests", ["NYC"], *window) == ["fiscal_year", "order_13768"]
    assert names("removals", ["DAL"], *window, fiscal_years=False) == ["order_13768"]
    assert names(None, None, *window) == ["fiscal_year", "dallas_federal_custody", "order_13768"]
    assert names(start=date(2025, 7, 1), end=date(2025, 8, 1), columns=["method"]) == ["custodial_arrest"]
    assert names(start=date(2025, 7, 1), end=date(2025, 8, 1), columns=["aor"]) == []
    assert "custodial_arrest" in names("arrests")
    assert "fiscal_year" not in names("arrests")
    assert months_between("2016-11", "2017-02") == 3


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "f: not YAML"),
        ("- a\n", "it holds no events by name"),
        ("a: 3\n", "f: a: give date, kind, grade and source"),
        (ONE.replace("grade: seen", "grades: seen"), "f: order: unknown field 'grades'"),
        (ONE.replace("  grade: seen\n", ""), "f: order: grade is missing; give it"),
        (ONE.replace("2017-01-25", "January"), "f: order: date 'January' is no day"),
        (ONE.replace("kind: policy", "kind: rumour"), "f: order: kind 'rumour'; choose policy, law"),
        (ONE.replace("grade: seen", "grade: sure"), "f: order: grade 'sure'; choose seen"),
        (ONE.replace("An order.", "''"), "f: order: source is empty"),
        (ONE + "  until: 2016-01-01\n", "f: order: until 2016-01-01 is not after 2017-01-25"),
        (ONE + "  offices: NYC\n", r"f: order: offices: write a list of names"),
        (ONE + "  era: maybe\n", "f: order: era 'maybe'"),
        (ONE.replace("policy", "local"), "a local event names its offices"),
        (ONE + "  era: yes\n  offices: [NYC]\n", "an era is national"),
        (
            ONE + "  era: yes\n" + ONE.replace("order", "next").replace("2017", "2018") + "  era: yes\n",
            "next era begins",
        ),
    ],
)
def test_a_wrong_entry_is_one_line_that_says_where(text: str, complaint: str) -> None:
    with pytest.raises(VarickError, match=complaint) as caught:
        read_events(text, "f")
    assert "\n" not in str(caught.value)
