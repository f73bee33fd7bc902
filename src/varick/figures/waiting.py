"""How long until something happens, as a curve of Kaplan and Meier: its 95 % band, and below it those still followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from varick.errors import VarickError
from varick.figures.figure import Figure
from varick.figures.svg import NAVY, NAVY_PALE, SOFT, document, el, num, text
from varick.figures.table import Column, Value
from varick.figures.typeset import width as text_width
from varick.figures.typeset import wrap
from varick.words import Words

HEIGHT, TOP = 230.0, 34.0
STEPS = (0.02, 0.05, 0.1, 0.2, 0.25)
"""Distances of the hairlines: the first with which at most five are needed."""
DAYS = (1, 2, 5, 7, 10, 15, 30, 60, 90, 180, 365, 730)
"""Distances of the days below the axis: the first with which they do not touch."""


@dataclass(frozen=True, slots=True)
class Point:
    """The curve at the end of a day: of those followed `at_risk` so long, `reached` and `censored` until then.

    `share` had it, with `low` and `high` the limits of its 95 % interval; None where nobody could be followed so far."""

    day: int
    at_risk: int
    reached: int
    censored: int
    share: float | None
    low: float | None
    high: float | None


def waiting(
    points: Sequence[Point], words: Words, *, name: str, title: str, counted: str, caption: str = ""
) -> Figure:
    """Draw the share that had it by each day; `counted` says what the share is of, above the axis.

    The days of `points` go up from 0. Raises VarickError where they do not, and where there is nothing to draw."""
    known = [point for point in points if point.share is not None]
    if len(known) < 2:
        raise VarickError("waiting: nothing to draw; give the curve at two days or more")
    if known[0].day != 0 or any(b.day <= a.day for a, b in pairwise(points)):
        raise VarickError("waiting: days must go up from 0")
    drawn = {
        view: _draw(
            f"{name}{suffix}", across, title, _alt(title, counted, known, words), known, counted, words
        )
        for view, suffix, across in (
            ("svg", "", 760.0),
            ("narrow", "-narrow", 360.0),
            ("paper", "-paper", 700.0),
        )
    }
    said = " ".join(part for part in (caption, words("waiting.band")) if part)
    return Figure(
        name, title, drawn["svg"], _alt(title, counted, known, words), said, columns(words),
        rows(points, words), drawn["narrow"], drawn["paper"],
    )  # fmt: skip


def columns(words: Words) -> list[Column]:
    """The columns of the numbers behind a curve."""
    return [
        Column("said", words("waiting.until"), "page"),
        Column("days", "", "csv"),
        Column("at_risk", words("waiting.at_risk"), "number"),
        Column("reached", words("waiting.reached"), "number"),
        Column("censored", words("waiting.censored"), "number"),
        Column("share", words("waiting.share"), "share"),
        Column("low", words("waiting.low"), "share"),
        Column("high", words("waiting.high"), "share"),
    ]


def rows(points: Sequence[Point], words: Words) -> list[list[Value]]:
    """The rows under `columns`."""
    said = {
        p.day: words("waiting.day" if p.day == 1 else "waiting.in_days", days=words.number(p.day))
        for p in points
    }
    return [[said[p.day], p.day, p.at_risk, p.reached, p.censored, p.share, p.low, p.high] for p in points]


def _alt(title: str, counted: str, points: Sequence[Point], words: Words) -> str:
    """The curve in words: the share at a few days, with those still followed."""
    last = points[-1].day
    wanted = {day for day in (7, 30, 90, 180, 365) if day <= last} | {last}
    said = [words("waiting.alt", title=title, counted=counted)]
    said += [
        words(
            "waiting.alt_point",
            day=words.number(point.day),
            share=words.percent(point.share or 0.0),
            followed=words.number(point.at_risk),
        )
        for point in points
        if point.day in wanted
    ]
    return " ".join(said)


def _scale(points: Sequence[Point]) -> list[float]:
    """Shares with a hairline, from 0 to above the highest limit."""
    highest = min(1.0, max(max(point.high or 0.0, point.share or 0.0) for point in points) * 1.04)
    step = next((step for step in STEPS if highest / step <= 5), STEPS[-1])
    most = max(1, -int(-highest // step))
    return [number * step for number in range(most + 1)]


def _draw(
    name: str, across: float, title: str, alt: str, points: Sequence[Point], counted: str, words: Words
) -> str:
    scale = _scale(points)
    head = wrap(counted, across - 6, 11.5)
    top = TOP + 14 * (len(head) - 1)
    left = max(text_width(words.percent(tick), 11) for tick in scale) + 14
    right, bottom, last = across - 16, top + HEIGHT, points[-1].day

    def x(day: float) -> float:
        return left + day / last * (right - left)

    def y(share: float | None) -> float:
        return bottom - (share or 0.0) / scale[-1] * HEIGHT

    drawn = [text(2, 14 + 14 * place, line, size=11.5, fill=SOFT) for place, line in enumerate(head)]
    for tick in scale:
        shade = SOFT if tick == 0 else "#c9d0d8"
        line = f"M{num(left)} {num(y(tick))}H{num(right)}"
        drawn.append(el("path", d=line, stroke=shade, stroke_width=1 if tick == 0 else 0.7))
        drawn.append(text(left - 6, y(tick) + 4, words.percent(tick), size=11, fill=SOFT, anchor="end"))
    upper = _stairs([(x(p.day), y(p.high)) for p in points])
    lower = _stairs([(x(p.day), y(p.low)) for p in points])
    band = "M" + "L".join(f"{num(a)} {num(b)}" for a, b in (*upper, *reversed(lower))) + "z"
    curve = "M" + "L".join(f"{num(a)} {num(b)}" for a, b in _stairs([(x(p.day), y(p.share)) for p in points]))
    drawn.append(el("path", d=band, fill=NAVY_PALE, data_band=title))
    drawn.append(el("path", d=curve, fill="none", stroke=NAVY, stroke_width=2, data_line=title))
    axis, down = _axis(points, left, right, bottom, words)
    return document(name, title, alt, across, down, *drawn, axis)


def _stairs(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A curve that stays level until the next day and then steps."""
    found = [corners[0]]
    for (_, before), (at, after) in pairwise(corners):
        found += [(at, before)] if before != after else []
        found.append((at, after))
    return found


def _axis(
    points: Sequence[Point], left: float, right: float, bottom: float, words: Words
) -> tuple[str, float]:
    """Days below the axis, and below each those followed so long; where the drawing ends."""
    last = points[-1].day
    followed = {point.day: point.at_risk for point in points}
    room = max(text_width(words.number(max(followed.values())), 11), text_width(words.number(last), 11)) + 12
    every = next((step for step in DAYS if (right - left) * step / last >= room), last)
    marked = [day for day in range(0, last + 1, every) if day in followed]
    drawn = []
    for day in marked:
        at = left + day / last * (right - left)
        drawn.append(el("path", d=f"M{num(at)} {num(bottom)}v6", stroke=SOFT, stroke_width=1))
        half = text_width(words.number(followed[day]), 11) / 2
        middle = min(max(at, half + 1), right + 14 - half)
        drawn.append(text(at, bottom + 19, words.number(day), size=11, fill=SOFT, anchor="middle"))
        drawn.append(text(middle, bottom + 67, words.number(followed[day]), size=11, anchor="middle"))
    drawn.append(text(left, bottom + 34, words("waiting.axis"), size=11, fill=SOFT))
    drawn.append(text(2, bottom + 53, words("waiting.at_risk"), size=11, bold=True))
    return "".join(drawn), bottom + 76
