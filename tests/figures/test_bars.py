"""The funnel and the ranking of levers: lengths to scale, intervals drawn, what is refused. Numbers are invented."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.figures import Lever, Stage, funnel, ranking
from varick.figures.ranking import ticks
from varick.words import Words

SVG = "{http://www.w3.org/2000/svg}"
EN = Words("en")

STEPS = [
    Stage("arrested", "Arrested", "NYPD", 1000, 1000, 1000),
    Stage("told", "ICE learns of the arrest", "DHS", 100, 60, 180),
    Stage("detained", "Detained", "ICE", 25, 9, 55, "custody"),
]


def lever(name: str, owner: str, change: float, low: float, high: float) -> Lever:
    return Lever(name, f"Lever {name}", owner, 100 + change, 50, 150, change, low, high, 0.97)


LEVERS = [
    lever("fed", "federal", -90.0, -150.0, -40.0),
    lever("more", "city", 12.0, 4.0, 30.0),
    lever("none", "city", 0.0, 0.0, 0.0),
    lever("unsure", "city", -3.0, -9.0, 2.0),
    lever("other", "a board", -1.0, -2.0, -0.5),
]


def of_kind(svg: str, name: str, attribute: str) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(svg)
    return {found.get(attribute, ""): found for found in root.iter(SVG + name) if found.get(attribute)}


@pytest.mark.parametrize("view", ["svg", "narrow"])
def test_bars_are_to_scale_and_the_tail_is_zoomed(view: str) -> None:
    figure = funnel(STEPS, EN, zoom_after="told", zoom=10)
    bars = of_kind(getattr(figure, view), "rect", "data-stage")
    length = {name: float(bar.get("width", "0")) for name, bar in bars.items()}
    assert length["told"] == pytest.approx(length["arrested"] * 0.1, abs=0.02)
    assert length["detained"] == pytest.approx(length["arrested"] * 0.25, abs=0.02)
    assert EN("flow.zoom", zoom="10") in getattr(figure, view)


def test_a_whisker_reaches_from_low_to_high_and_certainty_has_none() -> None:
    svg = funnel(STEPS, EN).svg
    bar = of_kind(svg, "rect", "data-stage")["told"]
    start, scale = float(bar.get("x", "0")), float(bar.get("width", "0")) / 100
    paths = [path.get("d", "") for path in ElementTree.fromstring(svg).iter(SVG + "path")]
    whiskers = [re.match(r"M([\d.]+) [\d.]+H([\d.]+)M", path) for path in paths]
    ends = {(round(float(w[1]), 1), round(float(w[2]), 1)) for w in whiskers if w}
    assert (round(start + 60 * scale, 1), round(start + 180 * scale, 1)) in ends
    assert len(ends) == 2, "the count that is certain has no whisker"


def test_the_funnel_says_number_interval_and_share() -> None:
    figure = funnel(STEPS, EN)
    for said in (
        "1,000",
        "100 (60 to 180)",
        "25 (9.0 to 55)",
        "10% of the step before",
        "25% of the step before",
    ):
        assert said in figure.alt
        assert said in figure.svg or said.startswith("25 (")
    assert [row[-1] for row in figure.rows] == [None, 0.1, 0.25]


@pytest.mark.parametrize(
    ("steps", "zoom_after", "complaint"),
    [([], None, "no steps"), (STEPS[::-1], None, "larger than"), (STEPS, "absent", "no step")],
)
def test_the_funnel_refuses_what_is_no_chain(
    steps: list[Stage], zoom_after: str | None, complaint: str
) -> None:
    with pytest.raises(VarickError, match=complaint):
        funnel(steps, EN, zoom_after=zoom_after, zoom=2)


def test_levers_stand_by_owner_and_none_that_increases_comes_first() -> None:
    figure = ranking(LEVERS, "ICE learns of the arrest", EN)
    assert [row[0] for row in figure.rows] == [
        "Lever unsure",
        "Lever none",
        "Lever more",
        "Lever fed",
        "Lever other",
    ]
    assert figure.svg.index(EN("owner.city")) < figure.svg.index(EN("owner.federal"))


def test_dots_tell_sign_doubt_and_exactly_nothing_apart() -> None:
    for svg in (ranking(LEVERS, "x", EN).svg, ranking(LEVERS, "x", EN).narrow):
        dots = of_kind(svg, "circle", "data-lever")
        assert dots["fed"].get("fill") == dots["fed"].get("stroke"), "sure of the sign: filled"
        assert dots["unsure"].get("fill") == "#ffffff", "the interval includes no change: hollow"
        assert set(of_kind(svg, "path", "data-lever")) == {"none"}, "exactly nothing: a diamond"
        zero = float(re.match(r"M([\d.]+)", of_kind(svg, "path", "data-lever")["none"].get("d", ""))[1]) + 6  # type: ignore[index]
        x = {name: float(dot.get("cx", "0")) for name, dot in dots.items()}
        assert (x["fed"] - zero) / (x["more"] - zero) == pytest.approx(-90 / 12, rel=0.01)


def test_the_ranking_says_every_change_with_its_interval() -> None:
    figure = ranking(LEVERS, "ICE learns of the arrest", EN)
    assert "The city, Lever none: no change." in figure.alt
    assert "\u221290 (\u2212150 to \u221240)" in figure.alt
    assert "+12 (+4.0 to +30)" in figure.alt
    assert "no change" in figure.svg


def test_the_ranking_refuses_nonsense() -> None:
    with pytest.raises(VarickError, match="no levers"):
        ranking([], "x", EN)
    with pytest.raises(VarickError, match="upside down"):
        ranking([lever("a", "city", 0, 2, 1)], "x", EN)


@given(low=st.floats(-1e6, 0), reach=st.floats(0.01, 1e6), most=st.integers(4, 8))
def test_ticks_are_few_round_and_include_zero(low: float, reach: float, most: int) -> None:
    high = low + reach
    found = ticks(low, high, most)
    assert 2 <= len(found) <= most
    assert found == sorted(found)
    assert all(low - 1e-6 * reach <= tick <= high + 1e-6 * reach for tick in found)
    if high >= 0:
        assert min(abs(tick) for tick in found) < 1e-9
