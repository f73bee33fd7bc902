"""Several estimates of one number side by side: a dot and a line for each, an arrow where there is no upper limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from varick.errors import VarickError
from varick.figures.figure import Figure
from varick.figures.ranking import LINE, ticks
from varick.figures.svg import BAND, INK, NAVY, SOFT, WHITE, Line, document, el, lines, num, text
from varick.figures.table import Column, Value
from varick.figures.typeset import width, wrap
from varick.words import Words

WIDE_RANGE = 10.0
"""Where the largest limit is so many times the number that was counted, the axis is logarithmic."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """One estimate: what it is called, the number with its limits, and the same in words.

    `high` is None where nothing is said of how many more; `value` and `low` are None where the method gives no number and
    `said` is the reason. `narrower` are the limits with one source of error left out, drawn below as a thinner line.
    """

    id: str
    name: str
    said: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    narrower: tuple[float, float] | None = None


def estimates(
    given: Sequence[Estimated],
    counted: float,
    title: str,
    caption: str,
    head: str,
    words: Words,
    *,
    name: str = "estimates",
) -> Figure:
    """Draw estimates against the number that was `counted`.

    `head` heads the column of their names. Raises VarickError without any estimate, or where limits are upside down.
    """
    if not given:
        raise VarickError("estimates: none is given; give at least one")
    for one in given:
        limits = [limit for limit in (one.low, one.value, one.high) if limit is not None]
        if limits != sorted(limits):
            raise VarickError(f"estimates: {one.id!r} has its limits upside down; give low, value, high")
    alt = words(
        "overlaps.estimates_alt",
        counted=words.number(counted),
        rows=" ".join(words("overlaps.estimates_alt_row", name=one.name, said=one.said) for one in given),
    )
    if _logarithmic(given, counted):
        caption = f"{caption} {words('overlaps.logarithmic')}"
    columns = [
        Column("name", head),
        Column("said", words("overlaps.answer"), "page"),
        *(
            Column(key, kind="csv")
            for key in ("value", "low", "high", "low_alone", "high_alone", "no_number_because")
        ),
    ]
    rows: list[list[Value]] = [
        [
            one.name,
            one.said,
            one.value,
            one.low,
            one.high,
            *(one.narrower or (None, None)),
            one.said if one.value is None else None,
        ]
        for one in given
    ]
    return Figure(
        name,
        title,
        _draw(given, counted, name, 760, title, alt, words),
        alt,
        caption,
        columns,
        rows,
        narrow=_draw(given, counted, f"{name}-narrow", 360, title, alt, words),
    )


def _limits(given: Sequence[Estimated]) -> list[float]:
    ends = [end for one in given for end in (one.low, one.value, one.high, *(one.narrower or ()))]
    return [end for end in ends if end is not None]


def _logarithmic(given: Sequence[Estimated], counted: float) -> bool:
    return counted > 0 and max(_limits(given), default=0) > WIDE_RANGE * counted


def _scale(
    given: Sequence[Estimated], counted: float, left: float, right: float
) -> tuple[Callable[[float], float], list[float]]:
    """Where a number stands, and the round numbers that are marked."""
    ends = [*_limits(given), counted]
    low, high = min(ends), max(ends)
    if _logarithmic(given, counted):
        first, last = log10(low) - 0.03, log10(high) + 0.06
        marks = [
            step * 10.0**power
            for power in range(floor(first), ceil(last) + 1)
            for step in (1, 2, 5)
            if first <= log10(step * 10.0**power) <= last
        ]
        while len(marks) > 6:
            marks = marks[::2]
        return lambda value: left + (log10(value) - first) / (last - first) * (right - left), marks
    room = max(high - low, 1.0)
    start, end = low - 0.04 * room, high + 0.06 * room
    return lambda value: left + (value - start) / (end - start) * (right - left), ticks(
        low, high, 5 if right - left > 200 else 3
    )


def _draw(
    given: Sequence[Estimated], counted: float, name: str, across: float, title: str, alt: str, words: Words
) -> str:
    roomy = across > 500
    left, right = (244.0, across - 178.0) if roomy else (10.0, across - 10.0)
    x_of, marks = _scale(given, counted, left, right)
    drawn: list[str] = []
    top, y = 38.0, 46.0
    for one in given:
        numbers = one.said.partition(" (")
        if roomy:
            named = [Line(line, 12.5) for line in wrap(one.name, left - 20, 12.5)]
            if one.value is None:
                said = [Line(line, 11.5) for line in wrap(one.said, across - left - 16, 11.5)]
                high_row = max(len(named), len(said)) * LINE
                middle = y + high_row / 2
                drawn.append(_ground(left, middle, across, len(said)))
                drawn.append(
                    lines(said, left + 8, middle - (len(said) - 1) * LINE / 2, LINE, across - left - 12)
                )
            else:
                said = [Line(line, 12.5, True) for line in wrap(numbers[0], across - right - 16, 12.5, True)]
                said += [Line(f"({numbers[2]}", 11)] if numbers[2] else []
                high_row = max(len(named), len(said)) * LINE
                middle = y + high_row / 2
                drawn.append(
                    lines(said, right + 14, middle - (len(said) - 1) * LINE / 2, LINE, across - right - 16)
                )
                drawn.append(_whisker(one, middle, x_of, right))
            drawn.append(lines(named, 6, middle - (len(named) - 1) * LINE / 2, LINE, left - 16))
            y += high_row + 14
        else:
            told = [Line(line, 12.5) for line in wrap(one.name, across - 12, 12.5)]
            bold = one.value is not None
            told += [Line(line, 12 if bold else 11.5, bold) for line in wrap(one.said, across - 12, 12, bold)]
            drawn.append(lines(told, 6, y + 5, LINE + 1, across - 10, halo=True))
            y += len(told) * (LINE + 1) + 10
            if one.value is not None:
                drawn.append(_whisker(one, y, x_of, right))
                y += 8
            y += 12
    said_counted = words("overlaps.counted", people=words.number(counted))
    axis = [_counted(x_of(counted), y, said_counted, across)]
    near = [mark for mark in marks if abs(x_of(mark) - x_of(counted)) < 22]
    axis += [_mark(x_of(mark), top, y, words.number(mark)) for mark in marks if mark not in near]
    return document(name, title, alt, across, y + 2, *axis, *drawn)


def _ground(left: float, middle: float, across: float, rows: int) -> str:
    """White below a reason, so that no line of the axis runs through it."""
    high = rows * LINE + 4
    return el("rect", x=left, y=middle - high / 2, width=across - left, height=high, fill=WHITE)


def _mark(x: float, top: float, bottom: float, said: str) -> str:
    path = el("path", d=f"M{num(x)} {num(top - 3)}V{num(bottom)}", stroke=BAND, stroke_width=1)
    return path + text(x, top - 8, said, size=11, fill=SOFT, anchor="middle", halo=True)


def _counted(x: float, bottom: float, said: str, across: float) -> str:
    """The line of what was counted, named above the axis."""
    path = el("path", d=f"M{num(x)} 16V{num(bottom)}", stroke=INK, stroke_width=1.4, stroke_dasharray="4 3")
    at = max(2.0, min(x - 4, across - width(said, 11) - 4))
    return path + text(at, 12, said, size=11, halo=True, within=across - at - 2)


def _whisker(one: Estimated, y: float, x_of: Callable[[float], float], right: float) -> str:
    """A dot and its interval; without an upper limit an arrow leads on to the right."""
    assert one.value is not None
    assert one.low is not None
    x, low = x_of(one.value), x_of(one.low)
    if one.high is None:
        path = f"M{num(low)} {num(y)}H{num(right)}M{num(low)} {num(y - 5)}v10M{num(right - 6)} {num(y - 5)}l6 5 -6 5"
        return el("path", d=path, stroke=NAVY, stroke_width=2, fill="none", data_estimate=one.id)
    high = x_of(one.high)
    path = f"M{num(low)} {num(y)}H{num(high)}M{num(low)} {num(y - 4)}v8M{num(high)} {num(y - 4)}v8"
    line = el("path", d=path, stroke=NAVY, stroke_width=2, fill="none", data_estimate=one.id)
    if one.narrower is not None:
        first, last = (x_of(end) for end in one.narrower)
        line += el(
            "path",
            d=f"M{num(first)} {num(y + 8)}H{num(last)}",
            stroke=SOFT,
            stroke_width=1.4,
            stroke_dasharray="2 2",
        )
    return line + el("circle", cx=x, cy=y, r=5, fill=NAVY)
