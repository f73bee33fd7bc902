"""Dates and times: read as printed, refused where they do not exist, and no year guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.letters.when import clocks, days, iso_day, only_a_date, yearless


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thursday, March 8, 2018", ["2018-03-08"]),
        ("onThursday,March8,2018at9:30a.m.", ["2018-03-08"]),
        ("MARCH 08, 2018", ["2018-03-08"]),
        ("8 March 2018", ["2018-03-08"]),
        ("21 April 2017", ["2017-04-21"]),
        ("30 0ctober 2017", ["2017-10-30"]),
        ("the 8th of March, 2018", ["2018-03-08"]),
        ("03/08/2018", ["2018-03-08"]),
        ("3-8-2018", ["2018-03-08"]),
        ("Mar. 8, 2O18", ["2018-03-08"]),
        ("Februarv 28, 2018", ["2018-02-28"]),
        ("8 de marzo de 2018", ["2018-03-08"]),
        ("March 1, 2018 and March 8, 2018", ["2018-03-01", "2018-03-08"]),
        ("February 30, 2018", []),
        ("13/08/2018", []),
        ("March 8", []),
        ("March 8, 18", []),
        ("03/08/18", []),
        ("08/04/2617", []),
        ("Room 3-8, 2018 Example Street", []),
        ("A 000 303 2018", []),
        ("Smarch 8, 201", []),
    ],
)
def test_dates(text: str, found: list[str]) -> None:
    assert [d.day.isoformat() for d in days(text)] == found


def test_a_weekday_that_is_not_the_dates_own_is_noticed() -> None:
    assert not days("Thursday, March 8, 2018")[0].weekday_differs
    assert days("Friday, March 8, 2018")[0].weekday_differs
    assert days("Thursdav March 8, 2018")[0].weekday == 3
    assert days("on March 8, 2018")[0].weekday is None


def test_a_month_and_day_without_a_year_is_no_date_and_is_noticed() -> None:
    assert yearless("on March 8 at 9:30 a.m.")
    assert not yearless("on March 8, 2018 at 9:30 a.m.")
    assert not yearless("Room 8")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9:30 a.m.", ["09:30"]),
        ("at9:30AMin connection", ["09:30"]),
        ("1:15 PM", ["13:15"]),
        ("12:00 p.m.", ["12:00"]),
        ("12:15 am", ["00:15"]),
        ("9 a.m.", ["09:00"]),
        ("time:11:15 a.m.", ["11:15"]),
        ("9.30 a.m.", ["09:30"]),
        ("14:15", ["14:15"]),
        ("16:30 AM", []),
        ("13:75", []),
        ("3/8/2018", []),
        ("8 C.F.R. 100.4", []),
    ],
)
def test_times(text: str, found: list[str]) -> None:
    assert [c.text for c in clocks(text)] == found


def test_a_time_that_may_be_morning_or_evening_is_not_decided() -> None:
    (clock,) = clocks("at 9:30 in Room 4")
    assert (clock.text, clock.whole) == ("9:30", False)


def test_only_a_date() -> None:
    assert [d.day for d in only_a_date("New York, March 1, 2018")] == [date(2018, 3, 1)]
    assert not list(only_a_date("come on March 1, 2018 at 9:30 a.m. and bring it"))


def test_a_date_as_typed() -> None:
    assert iso_day(" 2018-3-8 ") == date(2018, 3, 8)
    assert iso_day("2018-02-30") is None
    assert iso_day("March 8") is None


@given(
    st.integers(0, 14_000),
    st.sampled_from(["{:%B} {d}, {y}", "{d} {:%B} {y}", "{:%m/%d/%Y}", "{:%A}, {:%B} {d}, {y}"]),
)
def test_every_date_is_read_as_it_is_written(after: int, form: str) -> None:
    day = date(1995, 1, 1) + timedelta(days=after)
    text = form.replace("{d}", str(day.day)).replace("{y}", str(day.year))
    text = "".join(
        day.strftime(part) if part.startswith("%") else part
        for part in text.replace("{:", "\0").replace("}", "\0").split("\0")
    )
    (read,) = days(text)
    assert read.day == day
    assert not read.weekday_differs


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for read in days(text):
        assert 0 <= read.start < read.end <= len(text)
    clocks(text)
    yearless(text)
