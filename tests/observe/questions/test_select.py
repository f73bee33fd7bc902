"""Which rows a condition keeps, what it says when it keeps none, and the columns that rows are grouped by."""

from datetime import date

import numpy as np
import pytest

from varick.errors import VarickError
from varick.observe.frame import Coded, Dates, Flags, Frame, Numbers
from varick.observe.linked.duplicates import unflagged
from varick.observe.questions.grouping import grouped, steps
from varick.observe.questions.select import chosen, conditions
from varick.observe.questions.wording import definition
from varick.words import Words

TIME = ["2016-10-01", "2017-01-31T23:59:59", "2017-02-01", "2017-09-30", None, "2017-10-01"]


@pytest.fixture
def arrests() -> Frame:
    time = np.array(["NaT" if t is None else t for t in TIME], dtype="datetime64[s]")
    return Frame.of_columns(
        "arrests",
        "R1",
        "apprehension_date",
        {
            "apprehension_date": Dates(time, False, Coded.of([None, None, None, None, "NA", None])),
            "departed_date": Dates(time + 86400, True, Coded.of([None, None, None, None, "(B)(3)", None])),
            "aor": Coded.of(["NYC", "NYC", "HOU", None, "NEW", "NYC"]),
            "method": Coded.of(["Located", "CAP Local  Incarceration", "Located", "NA", "(B)(7)(E)", None]),
            "landmark": Coded.of(["KINGS COUNTY COURT", "JAIL", "JAIL", "Court House", None, "JAIL"]),
            "birth_year": Numbers(np.array([1980, 1980, np.nan, 1975.5, 1, 2]), Coded.of([None, None, "NA", None, None, None])),
            "duplicate_uwchr": Flags(np.array([False, True, False, False, False, False])),
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ((), 6),
        (("aor=NYC",), 3),
        (("aor= nyc ",), 3),
        (("aor=New York City",), 3),
        (("aor=new york city area of responsibility",), 3),
        (("aor=NYC", "aor=HOU"), 4),
        (("aor=NYC", "method=Located"), 1),
        (("method=caplocalincarceration",), 1),
        (("aor!=NYC",), 3),
        (("aor=",), 1),
        (("aor!=",), 5),
        (("aor=", "aor=NYC"), 4),
        (("landmark~court",), 2),
        (("landmark~COURT", "landmark~kings"), 1),
        (("landmark~airport",), 0),
        (("method=NA",), 1),
        (("method=(b)(7)(E)",), 1),
        (("month=2017-01",), 1),
        (("fy=2017",), 4),
        (("birth_year=1980",), 2),
        (("birth_year=NA",), 1),
        (("birth_year=1975.5",), 1),
        (("departed_date=2016-10-02",), 1),
        (("departed_date=(b)(3)",), 1),
        (("duplicate_uwchr=no",), 5),
    ],
)
def test_conditions(arrests: Frame, where: tuple[str, ...], rows: int) -> None:
    assert len(chosen(arrests, where)) == rows


def test_a_condition_and_its_opposite_are_all_rows(arrests: Frame) -> None:
    for value in ("aor=NYC", "method=NA", "landmark=JAIL"):
        name, text = value.split("=")
        assert len(chosen(arrests, [value])) + len(chosen(arrests, [f"{name}!={text}"])) == len(arrests)


def test_the_window_is_half_open_and_leaves_out_rows_without_a_date(arrests: Frame) -> None:
    assert len(chosen(arrests, start=date(2016, 10, 1), end=date(2017, 2, 1))) == 2
    assert len(chosen(arrests, start=date(2017, 2, 1))) == 3
    assert len(chosen(arrests, end=date(2018, 1, 1))) == 5
    assert len(chosen(arrests, end=date(2017, 10, 1), on="departed_date")) == 3


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("aor", "write COLUMN=VALUE"),
        ("=NYC", "write COLUMN=VALUE"),
        ("aorr=NYC", "no column 'aorr'; did you mean \"aor\""),
        ("aor=NYX", 'no row has aor "NYX"; did you mean "NYC"?'),
        ("aor=New Yrk City", 'did you mean "NYC"'),
        ("aor=Chicago", 'no row has aor "Chicago"'),
        ("method=Locatd", 'did you mean "Located"?'),
        ("method=CAP Local", 'did you mean "CAP Local  Incarceration"?'),
        ("method!=Locatd", 'did you mean "Located"?'),
        ("month=2019-01", "its apprehension_date goes from 2016-10 to 2017-10"),
        ("method~", "say what the text must contain"),
        ("gender=F", "no column 'gender'; it has apprehension_date, departed_date, aor"),
    ],
)
def test_what_cannot_be_meant_is_refused(arrests: Frame, where: str, says: str) -> None:
    with pytest.raises(VarickError) as refused:
        chosen(arrests, [where])
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_empty_window_and_a_column_without_dates_are_refused(arrests: Frame) -> None:
    with pytest.raises(VarickError, match="holds no day"):
        chosen(arrests, start=date(2017, 2, 1), end=date(2017, 2, 1))
    with pytest.raises(VarickError, match="holds no dates"):
        chosen(arrests, start=date(2017, 2, 1), on="aor")
    without = Frame.of_columns("other", "R1", None, {"x": Coded.of(["a"])})
    with pytest.raises(VarickError, match="no main date"):
        grouped(without, "month")


def test_times_go_forward_and_only_what_occurs_is_listed(arrests: Frame) -> None:
    assert grouped(arrests, "month").values == ("2016-10", "2017-01", "2017-02", "2017-09", "2017-10")
    assert grouped(arrests, "day").texts()[1] == "2017-01-31"
    assert grouped(arrests, "quarter").texts() == [
        "2016-Q4",
        "2017-Q1",
        "2017-Q1",
        "2017-Q3",
        None,
        "2017-Q4",
    ]
    assert grouped(arrests, "year").texts() == ["2016", "2017", "2017", "2017", None, "2017"]
    assert grouped(arrests, "fy").texts() == ["2017", "2017", "2017", "2017", None, "2018"]
    assert grouped(arrests, "apprehension_date").texts()[4] == "NA"
    assert grouped(arrests, "apprehension_date").texts()[1] == "2017-01-31 23:59:59"
    assert grouped(arrests, "duplicate_uwchr").counts() == {"no": 5, "yes": 1}


def test_times_before_1970_and_far_away() -> None:
    time = np.array(["1899-12-31", "1969-12-31", "8017-01-01"], dtype="datetime64[s]")
    frame = Frame.of_columns("arrests", "R", "d", {"d": Dates(time, True, Coded.blank(3))})
    assert grouped(frame, "month").texts() == ["1899-12", "1969-12", "8017-01"]
    assert grouped(frame, "quarter").texts() == ["1899-Q4", "1969-Q4", "8017-Q1"]
    assert grouped(frame, "fy").texts() == ["1900", "1970", "8017"]


def test_steps_have_no_gaps() -> None:
    assert steps("month", date(2016, 11, 30), date(2017, 2, 1)) == (
        "2016-11",
        "2016-12",
        "2017-01",
        "2017-02",
    )
    assert steps("quarter", date(2016, 11, 30), date(2017, 2, 1)) == ("2016-Q4", "2017-Q1")
    assert steps("fy", date(2016, 9, 30), date(2016, 10, 1)) == ("2016", "2017")
    assert steps("day", date(2017, 2, 27), date(2017, 3, 1)) == ("2017-02-27", "2017-02-28", "2017-03-01")


def test_duplicates_are_left_out_only_by_a_rule_that_marked_some(arrests: Frame) -> None:
    assert len(unflagged(arrests, "uwchr")) == 5
    with pytest.raises(VarickError, match="its rules are uwchr"):
        unflagged(arrests, "ddp_2026")
    with pytest.raises(VarickError, match="without identifiers nobody can tell"):
        unflagged(Frame.of_columns("arrests", "R", None, {}), "uwchr")


def test_a_condition_knows_the_values_that_it_names(arrests: Frame) -> None:
    (found,) = conditions(arrests, ["aor=", "aor=new york"])
    assert found.values == (None, "NYC")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_definition_says_all_that_was_asked(arrests: Frame, lang: str) -> None:
    said = definition(
        Words(lang),
        arrests,
        ["aor=NYC", "method=located", "landmark~JA", "method!=NA"],
        date(2017, 1, 1),
        date(2017, 4, 1),
        duplicates="uwchr",
    )
    for part in ("NYC (New York City)", "“Located”", "“JA”", "“NA”", "2017", "31", "uwchr"):
        assert part in said
    assert definition(Words(lang), arrests, by=["month"]) != definition(Words(lang), arrests)
