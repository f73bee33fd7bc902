"""Days and hours as people type them: read, asked back where two meanings are possible, told why where none is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.casebook.asking.typed import Several, Unread, day, time
from varick.casebook.cases.dates import DayOf

TODAY = date(2018, 3, 5)


@pytest.mark.parametrize(
    ("typed", "lang", "kept"),
    [
        ("8 March 2018", "en", "2018-03-08"), ("March 8, 2018", "en", "2018-03-08"), ("mar 8th 2018", "en", "2018-03-08"),
        ("the 8th of March, 2018", "en", "2018-03-08"), ("Thursday, March 8, 2018", "en", "2018-03-08"), ("8 Mar 18", "en", "2018-03-08"),
        ("Sept. 9, 2017", "en", "2017-09-09"), ("3/8/2018", "en", "2018-03-08"), ("3/8/18", "en", "2018-03-08"), ("03-08-2018", "en", "2018-03-08"),
        ("13/3/2018", "en", "2018-03-13"), ("2018-03-08", "en", "2018-03-08"), ("2018/3/8", "en", "2018-03-08"), ("3/13/2018", "es", "2018-03-13"),
        ("13/3/2018", "es", "2018-03-13"), ("3/3/2018", "es", "2018-03-03"), ("8 de marzo de 2018", "es", "2018-03-08"),
        ("el 8 de marzo del 2018", "es", "2018-03-08"), ("jueves 8 de marzo de 2018", "es", "2018-03-08"), ("1º de setiembre de 2017", "es", "2017-09-01"),
        ("8 march 2018", "es", "2018-03-08"), ("8 de marzo de 2018", "en", "2018-03-08"), ("March 2018", "en", "2018-03"), ("3/2018", "en", "2018-03"),
        ("marzo de 2018", "es", "2018-03"), ("2018-03", "en", "2018-03"), ("2018", "en", "2018"), ("about 8 March 2018", "en", "~2018-03-08"),
        ("~3/8/2018", "en", "~2018-03-08"), ("hacia el 8 de marzo de 2018", "es", "~2018-03-08"), ("alrededor del 8 de marzo de 2018", "es", "~2018-03-08"),
        ("about March 2018", "en", "2018-03"), ("week of 8 March 2018", "en", "week of 2018-03-05"), ("the week of March 8 2018", "en", "week of 2018-03-05"),
        ("semana del 8 de marzo de 2018", "es", "week of 2018-03-05"), ("today", "en", "2018-03-05"), ("ayer", "es", "2018-03-04"), ("mañana", "es", "2018-03-06"),
        ("4 May 1985", "en", "1985-05-04"), ("5/4/85", "en", "1985-05-04"), ("29 Feb 2016", "en", "2016-02-29"), ("May '18", "en", None), ("5 March", "en", "2018-03-05"), ("٨ March 2018", "en", "2018-03-08"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_it_is_written(typed: str, lang: str, kept: str | None) -> None:
    found = day(typed, lang, TODAY)
    if kept is None:
        assert not isinstance(found, DayOf)
    else:
        assert isinstance(found, DayOf), found
        assert str(found) == kept


@pytest.mark.parametrize(
    ("typed", "lang", "meant"),
    [
        ("3/8/2018", "es", ["2018-03-08", "2018-08-03"]), ("3.8.2018", "en", ["2018-03-08", "2018-08-03"]), ("8 March", "en", ["2017-03-08", "2018-03-08"]),
        ("hacia el 3/8/2018", "es", ["~2018-03-08", "~2018-08-03"]), ("3/8", "en", ["2017-03-08", "2018-03-08"]),
        ("3/8", "es", ["2017-03-08", "2018-03-08", "2017-08-03", "2018-08-03"]), ("Feb 29", "en", ["2016-02-29", "2020-02-29"]),
    ],
)  # fmt: skip
def test_what_can_mean_two_days_is_asked_back(typed: str, lang: str, meant: list[str]) -> None:
    found = day(typed, lang, TODAY)
    assert isinstance(found, Several)
    assert list(map(str, found.readings)) == meant


def test_a_weekday_settles_which_day_is_meant() -> None:
    assert day("jueves 3/8/2018", "es", TODAY) == DayOf(date(2018, 3, 8))
    assert day("Thursday 8 March", "en", TODAY) == DayOf(date(2018, 3, 8))
    assert day("Friday, March 8, 2018", "en", TODAY) == Unread("weekday_differs")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("30 February 2018", "day_not_there"), ("2018-13-01", "day_not_there"), ("soon", "day_unread"), ("late Feb 2018", "day_unread"), ("8", "day_unread"),
        ("March", "day_unread"), ("8 March 218", "day_unread"), ("4 May 1785", "year_far"), ("8 March 2218", "year_far"), ("March April 2018", "day_unread"),
        ("8 9 10 March", "day_unread"), ("", "day_unread"), ("about", "day_unread"), ("week of", "day_unread"), ("0000", "day_not_there"), ("² March 2018", "day_unread"),
    ],
)  # fmt: skip
def test_what_is_no_day_says_why(typed: str, why: str) -> None:
    found = day(typed, "en", TODAY)
    assert isinstance(found, Unread)
    assert found.why == why


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10 a.m.", "10:00"), ("10am", "10:00"), ("10 AM", "10:00"), ("2:30 pm", "14:30"), ("2:30 p. m.", "14:30"), ("2.30 p.m.", "14:30"), ("14:00", "14:00"), ("09:00", "09:00"),
        ("12 pm", "12:00"), ("12 am", "00:00"), ("noon", "12:00"), ("12 noon", "12:00"), ("mediodía", "12:00"), ("2 de la tarde", "14:00"), ("a las 10 de la mañana", "10:00"),
        ("14 hrs", "14:00"), ("at 9:15 a.m.", "09:15"), ("08:30", "08:30"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_it_is_written(typed: str, kept: str) -> None:
    assert time(typed) == kept


@pytest.mark.parametrize(("typed", "meant"), [("9", ("09:00", "21:00")), ("9:30", ("09:30", "21:30")), ("12", ("00:00", "12:00")), ("10:15", ("10:15", "22:15"))])  # fmt: skip
def test_an_hour_without_its_half_of_the_day_is_asked_back(typed: str, meant: tuple[str, str]) -> None:
    assert time(typed) == Several(meant)


@pytest.mark.parametrize("typed", ["25:00", "13 am", "10:75", "ten", "", "10 am pm", "0 am", "-3"])
def test_what_is_no_time_is_not_taken(typed: str) -> None:
    assert time(typed) == Unread("time_unread")


@given(st.dates(date(1901, 1, 1), date(2030, 12, 31)))
def test_every_day_comes_back_from_its_words(on: date) -> None:
    month = on.strftime("%B")
    for typed in (
        f"{on.day} {month} {on.year}",
        f"{month} {on.day}, {on.year}",
        on.isoformat(),
        f"{on.month}/{on.day}/{on.year}",
    ):
        assert day(typed, "en", TODAY) == DayOf(on)


@given(st.text(max_size=40), st.sampled_from(["en", "es"]))
def test_nothing_typed_is_an_error(typed: str, lang: str) -> None:
    assert isinstance(day(typed, lang, TODAY), DayOf | Several | Unread)
    assert isinstance(time(typed), str | Several | Unread)
