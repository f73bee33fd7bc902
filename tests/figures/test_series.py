"""Monthly series: lines to scale, hollow months, eras and borders, what is said of them, what is refused. Numbers are invented."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from varick.errors import VarickError
from varick.figures import Figure
from varick.figures.series import MOST, Border, Era, Line, series
from varick.words import Words

SVG = "{http://www.w3.org/2000/svg}"
EN = Words("en")
MONTHS = tuple(f"2016-{k:02}" for k in range(7, 13)) + tuple(f"2017-{k:02}" for k in range(1, 7))
LINES = [
    Line("Local jails", [10, 20, 30, 40, 30, 20, 60, 80, 100, 90, 80, 40], "local"),
    Line("At large", [5, None, 15, 10, 5, 5, 30, 40, 50, 45, 40, 20], "large"),
]
ERAS = [Era("Before", date(2014, 1, 1), date(2017, 1, 1)), Era("After", date(2017, 1, 1), None)]
BORDERS = [Border("A new file begins", date(2016, 10, 1)), Border("Outside", date(2019, 1, 1))]


def figure(lang: str = "en") -> Figure:
    return series(
        MONTHS,
        LINES,
        Words(lang),
        name="s",
        title="Arrests by month",
        counted="Arrests a month",
        eras=ERAS,
        borders=BORDERS,
        incomplete=["2017-06"],
    )


MADE = figure()


def points(svg: str, line: str) -> list[tuple[float, float]]:
    """The corners of a line's path."""
    found = [p for p in ElementTree.fromstring(svg).iter(f"{SVG}path") if p.get("data-line") == line]
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", found[0].get("d", ""))]


@pytest.mark.parametrize("view", ["svg", "narrow", "paper"])
def test_lines_are_to_scale_from_zero_and_months_are_even(view: str) -> None:
    corners = points(getattr(MADE, view), "Local jails")
    assert len(corners) == 11, "the incomplete month is not on the line"
    xs = [x for x, _ in corners]
    assert len({round(b - a, 1) for a, b in pairwise(xs)}) == 1
    (_, ten), (_, twenty), *_ = corners
    hundred = min(y for _, y in corners)
    assert (twenty - hundred) / (ten - hundred) == pytest.approx(80 / 90, abs=0.01)


def test_a_gap_breaks_the_line_and_an_incomplete_month_is_hollow() -> None:
    svg = MADE.svg
    large = next(
        p for p in ElementTree.fromstring(svg).iter(f"{SVG}path") if p.get("data-line") == "At large"
    )
    assert large.get("d", "").count("M") == 2
    hollow = [c for c in ElementTree.fromstring(svg).iter(f"{SVG}circle") if c.get("data-hollow")]
    assert [c.get("fill") for c in hollow] == ["#ffffff", "#ffffff"]


def test_eras_and_borders_inside_are_named_and_others_are_not() -> None:
    for said in (MADE.alt, MADE.svg, MADE.narrow):
        assert "A new file begins" in said
        assert "Outside" not in said
    assert "Before" in MADE.svg
    assert "does not say that they caused it" in MADE.caption


def test_the_text_says_ends_and_extremes_of_whole_months() -> None:
    assert (
        "Local jails: 10 in 2016-07, 80 in 2017-05; lowest 10 in 2016-07, highest 100 in 2017-03." in MADE.alt
    )
    assert "Held in part: 2017-06." in MADE.alt


def test_the_data_have_every_number() -> None:
    lines = MADE.csv().splitlines()
    assert lines[0] == "month,local,large,incomplete"
    assert lines[2] == "2016-08,20,,no"
    assert lines[-1] == "2017-06,40,20,yes"


def test_lines_differ_without_colour_too() -> None:
    paths = [p for p in ElementTree.fromstring(MADE.svg).iter(f"{SVG}path") if p.get("data-line")]
    assert len({p.get("stroke-dasharray") for p in paths}) == 2


@pytest.mark.parametrize("view", ["svg", "narrow", "paper"])
def test_no_text_leaves_the_drawing(view: str) -> None:
    root = ElementTree.fromstring(getattr(MADE, view))
    width = float(root.get("width", "0"))
    from varick.figures.typeset import width as text_width

    for text in root.iter(f"{SVG}text"):
        x, size = float(text.get("x", "0")), float(text.get("font-size", "12"))
        long = float(text.get("textLength", "0")) or text_width(
            text.text or "", size, text.get("font-weight") == "600"
        )
        start = (
            x - long
            if text.get("text-anchor") == "end"
            else x - long / 2
            if text.get("text-anchor") == "middle"
            else x
        )
        assert start >= -1
        assert start + long <= width + 1, text.text


def test_spanish_says_it_in_spanish() -> None:
    assert "mínimo" in figure("es").alt


@pytest.mark.parametrize(
    ("months", "lines", "why"),
    [
        ([], LINES, "nothing to draw"),
        (["2016-7"], [Line("a", [1])], "is no month"),
        (["2016-07", "2016-09"], [Line("a", [1, 2])], "does not follow"),
        (["2016-07"], [Line("a", [1, 2])], "2 counts for 1 months"),
        (["2016-07"], [Line("a", [-1])], "below 0"),
        (["2016-07"], [Line(str(k), [1]) for k in range(MOST + 1)], "cannot be told apart"),
    ],
)
def test_what_does_not_fit_is_refused(months: list[str], lines: list[Line], why: str) -> None:
    with pytest.raises(VarickError, match=why):
        series(months, lines, EN, name="s", title="t", counted="c")


def test_one_month_and_nothing_but_zeros_can_be_drawn() -> None:
    made = series(["2016-07"], [Line("a", [0])], EN, name="s", title="t", counted="c", incomplete=["2016-07"])
    assert "no whole month" in made.alt
