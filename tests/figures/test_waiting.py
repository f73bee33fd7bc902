"""Curves of waiting: to scale, steps at days, numbers still followed below, what is refused. Numbers are invented."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from varick.errors import VarickError
from varick.figures import Figure
from varick.figures.waiting import Point, waiting
from varick.words import Words

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    Point(day, 1000 - 5 * day, 4 * day, day, 0.004 * day, 0.003 * day, 0.005 * day) for day in range(101)
]


def figure(points: list[Point] = POINTS, lang: str = "en") -> Figure:
    return waiting(points, Words(lang), name="w", title="To an arrest", counted="Share arrested")


def corners(svg: str, mark: str) -> list[tuple[float, float]]:
    found = [p for p in ElementTree.fromstring(svg).iter(f"{SVG}path") if p.get(mark)]
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", found[0].get("d", ""))]


@pytest.mark.parametrize("view", ["svg", "narrow", "paper"])
def test_the_curve_is_to_scale_and_steps(view: str) -> None:
    line = corners(getattr(figure(), view), "data-line")
    (left, zero), (right, top) = line[0], line[-1]
    by_day = {
        round((x - left) / (right - left) * 100): y for x, y in line
    }  # the last corner at a day is after its step
    assert (zero - by_day[50]) / (zero - top) == pytest.approx(0.5, abs=0.02)
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line)), "level, or straight up"
    band = corners(getattr(figure(), view), "data-band")
    assert min(y for _, y in band) < top < max(y for _, y in band)


@pytest.mark.parametrize("view", ["svg", "narrow", "paper"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_those_still_followed_stand_below_their_days_and_do_not_touch(view: str, lang: str) -> None:
    texts = list(ElementTree.fromstring(getattr(figure(lang=lang), view)).iter(f"{SVG}text"))
    rows: dict[str, list[tuple[float, str]]] = {}
    for text in texts:
        if text.get("text-anchor") == "middle":
            rows.setdefault(str(text.get("y")), []).append((float(str(text.get("x"))), str(text.text)))
    days, followed = rows.values()
    assert len(days) == len(followed) > 3
    for (_, day), (_, number) in zip(days, followed, strict=True):
        assert int(number.replace(",", "")) == 1000 - 5 * int(day)
    for row in rows.values():
        assert all(b - a > 6 * len(said) for (a, said), (b, _) in pairwise(row))


def test_what_cannot_be_followed_is_not_drawn_but_stands_in_the_table() -> None:
    points = [*POINTS, Point(101, 0, 400, 600, None, None, None)]
    made = figure(points)
    assert made.svg == figure().svg
    assert len(made.rows) == 102
    assert "By day 90: 36%, with 550 still followed." in made.alt
    assert made.csv().splitlines()[0] == "days,at_risk,reached,censored,share,low,high"


def test_refusals() -> None:
    with pytest.raises(VarickError, match="nothing to draw"):
        figure(POINTS[:1])
    with pytest.raises(VarickError, match="go up from 0"):
        figure(POINTS[1:])
    with pytest.raises(VarickError, match="go up from 0"):
        figure([POINTS[0], POINTS[2], POINTS[1]])
