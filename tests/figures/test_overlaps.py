"""The figures of a count: bars to scale, dots for the lists, estimates where their numbers are, nothing withheld drawn."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.figures.estimates import Estimated, estimates
from varick.figures.overlaps import MOST, overlaps
from varick.together.estimating.table import read_csv
from varick.words import LANGUAGES, Words

SVG = "{http://www.w3.org/2000/svg}"
EN = Words("en")
LISTS = ("First office", "Second office", "Third office")
COUNTS = [60, 49, 4, 247, 112, 142, 0]


def bars(svg: str) -> dict[str, float]:
    rects = ElementTree.fromstring(svg).iter(SVG + "rect")
    return {
        rect.get("data-lists", ""): float(rect.get("width", "0")) for rect in rects if rect.get("data-lists")
    }


@pytest.mark.parametrize("view", ["svg", "narrow"])
def test_a_bar_is_as_long_as_its_people_are_many(view: str) -> None:
    figure = overlaps(LISTS, COUNTS, EN)
    drawn = bars(getattr(figure, view))
    assert drawn.keys() == {"001", "010", "011", "100", "101", "110"}
    for lists, count in (("001", 60), ("101", 112), ("110", 142)):
        assert drawn[lists] == pytest.approx(drawn["100"] * count / 247, abs=0.02)
    assert "1 of the 7 combinations have nobody" in figure.caption


def test_everything_is_said_in_words_too() -> None:
    figure = overlaps(LISTS, COUNTS, EN)
    assert "First office only: 247." in figure.alt
    assert "First office and Third office: 112." in figure.alt
    assert figure.alt in figure.svg


def test_the_csv_is_a_table_that_can_be_estimated_from_again() -> None:
    figure = overlaps(LISTS, COUNTS, EN)
    table = read_csv(figure.csv(), figure.name)
    assert table.lists == LISTS
    assert table.counts.tolist() == COUNTS


def test_a_withheld_count_is_nowhere() -> None:
    figure = overlaps(LISTS, [60, None, None, 247, 112, 142, 0], EN)
    assert bars(figure.svg).keys() == {"001", "100", "101", "110"}
    for text in (figure.svg, figure.narrow, figure.alt, figure.csv(), figure.table.html(EN)):
        assert "withheld" in text
        assert not re.search(r"\b(49|4|356|258)\b", re.sub(r'="[^"]*"', "", text))
    with pytest.raises(VarickError, match="withheld"):
        read_csv(figure.csv(), "t")


def test_many_combinations_are_cut_and_counted() -> None:
    counts = list(range(1, 64))
    figure = overlaps([f"List {n}" for n in range(6)], counts, EN)
    triples = sorted(n for n in counts if n.bit_count() == 3)
    left = triples[: len(triples) - MOST]
    assert f"{len(left)} smaller combinations, together {sum(left)}" in figure.svg
    assert len(figure.rows) == 63


def test_counts_must_fit_the_lists() -> None:
    with pytest.raises(VarickError, match="3 counts of 3 lists"):
        overlaps(LISTS, [1, 2, 3], EN)


def drawn(svg: str) -> dict[str, tuple[float, ...]]:
    """Of each estimate where its line begins and ends."""
    paths = ElementTree.fromstring(svg).iter(SVG + "path")
    found = {path.get("data-estimate", ""): path.get("d", "") for path in paths if path.get("data-estimate")}
    return {
        name: tuple(float(x) for x in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", d)[0])
        for name, d in found.items()
    }


GIVEN = [
    Estimated("one", "The first", "700 (650 to 800)", 700, 650, 800),
    Estimated("two", "The second", "900 (800 to 1,000)", 900, 800, 1000, (850, 950)),
    Estimated("least", "At least", "at least 680", 700, 680),
    Estimated(
        "none", "Declined", "This method gives no number, for a reason that takes a long sentence to say."
    ),
]


@pytest.mark.parametrize("view", ["svg", "narrow"])
def test_estimates_stand_where_their_limits_are(view: str) -> None:
    figure = estimates(GIVEN, 600, "Title", "Caption.", "Method", EN)
    lines = drawn(getattr(figure, view))
    assert lines.keys() == {"one", "two", "least"}
    per = (lines["two"][1] - lines["one"][0]) / (1000 - 650)
    assert lines["two"][0] - lines["one"][0] == pytest.approx((800 - 650) * per, abs=0.05)
    assert lines["least"][0] - lines["one"][0] == pytest.approx((680 - 650) * per, abs=0.05)
    assert "reason" in getattr(figure, view)
    assert figure.alt in figure.svg
    assert "logarithmic" not in figure.caption


def test_a_wide_range_has_a_logarithmic_axis_and_says_so() -> None:
    figure = estimates([Estimated("a", "A", "x", 1000, 100, 10_000)], 100, "Title", "Caption.", "Method", EN)
    assert "logarithmic" in figure.caption
    start, end = drawn(figure.svg)["a"]
    circle = next(c for c in ElementTree.fromstring(figure.svg).iter(SVG + "circle"))
    assert float(circle.get("cx", "0")) == pytest.approx((start + end) / 2, abs=0.05)


def test_the_csv_of_estimates_has_every_number_and_reason() -> None:
    lines = estimates(GIVEN, 600, "Title", "Caption.", "Method", EN).csv().splitlines()
    assert lines[0] == "name,value,low,high,low_alone,high_alone,no_number_because"
    assert lines[2] == "The second,900,800,1000,850,950,"
    assert lines[4].startswith("Declined,,,,,,")


def test_limits_upside_down_and_nothing_at_all_are_refused() -> None:
    with pytest.raises(VarickError, match="upside down"):
        estimates([Estimated("a", "A", "x", 5, 6, 7)], 1, "T", "C", "M", EN)
    with pytest.raises(VarickError, match="none"):
        estimates([], 1, "T", "C", "M", EN)


@given(
    st.lists(st.tuples(st.floats(1, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=6),
    st.sampled_from(LANGUAGES),
)
def test_everything_drawn_lies_in_the_drawing(limits: list[tuple[float, float, float]], lang: str) -> None:
    given = [
        Estimated(str(n), "Name", "1 (1 to 2)", a + b, a, a + b + c) for n, (a, b, c) in enumerate(limits)
    ]
    figure = estimates(given, 1.0, "Title", "Caption.", "Method", Words(lang))
    for svg, across in ((figure.svg, 760), (figure.narrow, 360)):
        for start, end in drawn(svg).values():
            assert 0 <= start <= end <= across
