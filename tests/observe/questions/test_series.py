"""Months without gaps, the days of each, and which of them are whole."""

from datetime import date

import numpy as np
import pytest

from varick.errors import NoAnswer
from varick.observe.frame import Coded, Dates, Frame
from varick.observe.questions.series import Span, monthly

DAYS = ["2016-10-01", "2016-10-03", "2017-01-31", "NaT", "2017-01-02", "2017-02-05"]


@pytest.fixture
def arrests() -> Frame:
    time = np.array(DAYS, dtype="datetime64[s]")
    return Frame.of_columns(
        "arrests",
        "R",
        "d",
        {"d": Dates(time, True, Coded.blank(6)), "method": Coded.of(["a", "b", "b", "b", None, "b"])},
    )


def test_months_without_a_row_are_zeros(arrests: Frame) -> None:
    found = monthly(arrests)
    assert found.months == ("2016-10", "2016-11", "2016-12", "2017-01", "2017-02")
    assert found.values == (None,)
    assert found.counts.tolist() == [[2, 0, 0, 2, 1]]
    assert found.days.tolist() == [31, 30, 31, 31, 5]
    assert found.incomplete == ("2017-02",)


def test_by_a_column_the_most_frequent_first_and_blanks_too(arrests: Frame) -> None:
    found = monthly(arrests, "method", date(2016, 10, 2), date(2017, 2, 1))
    assert found.values == ("b", None)
    assert found.counts.tolist() == [[1, 0, 0, 1], [0, 0, 0, 1]]
    assert found.days.tolist() == [30, 30, 31, 31]
    assert found.incomplete == ("2016-10",)


def test_the_window_is_cut_to_what_the_release_covers(arrests: Frame) -> None:
    wide = Span(date(2016, 9, 1), date(2017, 2, 28), date(2017, 3, 5))
    found = monthly(arrests, None, date(2015, 1, 1), date(2018, 1, 1), span=wide)
    assert (found.months[0], found.months[-1]) == ("2016-09", "2017-02")
    assert found.counts.sum() == 5
    assert found.incomplete == ()
    with pytest.raises(NoAnswer, match="goes from 2016-10-01 to 2017-02-05"):
        monthly(arrests, None, date(2018, 1, 1))


@pytest.mark.parametrize(
    ("span", "incomplete"),
    [
        (Span(date(2016, 10, 1), date(2017, 2, 28)), ("2017-02",)),
        (Span(date(2016, 10, 1), date(2017, 2, 28), date(2017, 2, 28)), ("2017-02",)),
        (Span(date(2016, 10, 1), date(2017, 2, 28), date(2017, 3, 1)), ()),
        (Span(date(2016, 10, 2), date(2017, 9, 30)), ("2016-10",)),
        (Span(date(2016, 10, 1), date(2017, 9, 30)), ()),
        (Span(date(2016, 10, 1), date(2017, 9, 29), date(2018, 1, 1)), ("2017-09",)),
    ],
)
def test_which_months_of_a_release_are_whole(arrests: Frame, span: Span, incomplete: tuple[str, ...]) -> None:
    assert monthly(arrests, span=span).incomplete == incomplete


def test_a_table_without_any_date_has_no_series() -> None:
    nothing = Dates(np.array(["NaT"], dtype="datetime64[s]"), True, Coded.of(["NA"]))
    with pytest.raises(NoAnswer, match="no row has a date"):
        monthly(Frame.of_columns("arrests", "R", "d", {"d": nothing}))
