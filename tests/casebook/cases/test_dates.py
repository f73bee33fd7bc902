"""Dates: written and read back, no more precise than they are known, and spans that claim no more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.casebook.cases.dates import DayOf, days_between, parse_day
from varick.errors import VarickError

DAYS = st.builds(
    DayOf,
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["day", "week", "month", "year", "about"]),
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-03-08", DayOf(date(2018, 3, 8))),
        (" 2018-3-8 ", DayOf(date(2018, 3, 8))),
        ("2018-03", DayOf(date(2018, 3, 1), "month")),
        ("2018", DayOf(date(2018, 1, 1), "year")),
        ("~2018-03-08", DayOf(date(2018, 3, 8), "about")),
        ("week of 2018-03-08", DayOf(date(2018, 3, 5), "week")),
    ],
)
def test_a_date_is_read_as_written(text: str, day: DayOf) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2018-13", "2018-02-30", "03/08/2018", "~2018-03", "week of 2018", "1776-07-04", "9999", "2018-03-08x", "٢٠١٨-٠٣-٠٨x"],
)  # fmt: skip
def test_anything_else_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(VarickError) as caught:
        parse_day(text)
    assert "\n" not in str(caught.value)
    assert not text or text not in str(caught.value)


@given(DAYS)
def test_what_is_written_is_read_back(day: DayOf) -> None:
    # the Monday of the first week of 1900 lies before the first year that is read
    if day.day.year >= 1900:
        assert parse_day(str(day)) == day


@given(DAYS)
def test_first_and_last_day_hold_the_date(day: DayOf) -> None:
    width = (day.last - day.day).days
    assert (
        width
        in {"day": {0}, "about": {0}, "week": {6}, "month": {27, 28, 29, 30}, "year": {364, 365}}[
            day.precision
        ]
    )


@given(DAYS, st.sampled_from(["week", "month", "year"]))
def test_coarser_is_never_finer_and_twice_is_once(day: DayOf, to: str) -> None:
    order = ["day", "week", "about", "month", "year"]
    coarse = day.coarser(to)  # type: ignore[arg-type]  # sampled from the literal
    assert order.index(coarse.precision) >= order.index(to)
    assert coarse.coarser(to) == coarse  # type: ignore[arg-type]
    assert coarse.day <= day.day <= coarse.last


@given(DAYS, DAYS, st.data())
def test_a_span_holds_every_pair_of_days_that_the_dates_allow(
    first: DayOf, second: DayOf, data: st.DataObject
) -> None:
    span = days_between(first, second)
    one = first.day + timedelta(days=data.draw(st.integers(0, (first.last - first.day).days)))
    other = second.day + timedelta(days=data.draw(st.integers(0, (second.last - second.day).days)))
    assert span.low <= (other - one).days <= span.high
    assert span.about == ("about" in (first.precision, second.precision))
    assert (span.exact is None) == (span.about or span.low != span.high)


def test_a_month_gives_a_range_and_about_says_so() -> None:
    letter = parse_day("2018-02-20")
    assert str(days_between(parse_day("2018-02-06"), letter)) == "14"
    assert str(days_between(parse_day("2018-01"), letter)) == "20 to 50"
    assert str(days_between(parse_day("~2018-02-06"), letter)) == "~14"
    assert days_between(letter, parse_day("2018-02-06")).exact == -14
