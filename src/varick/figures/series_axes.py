"""The ground on which monthly lines are drawn: scales, eras, borders, axes, and the notes below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from varick.figures.svg import AMBER, BAND, INK, SOFT, WHITE, el, num, text
from varick.figures.typeset import width as text_width
from varick.figures.typeset import wrap
from varick.words import Words

if TYPE_CHECKING:
    from varick.figures.series import Border, Era

HEIGHT, LEADING = 260.0, 12.5
LEAST_BAND = 34.0
"""A band narrower than this has no room for a name; it is named in the text."""


class Frame(NamedTuple):
    """Months, left and right edge, and the number at the top."""

    months: Sequence[str]
    left: float
    right: float
    highest: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Where things are drawn. `x` takes months from the first one's start, `y` counts."""

    frame: Frame
    top: float
    bands: str
    lines: str

    @property
    def right(self) -> float:
        """The right edge."""
        return self.frame.right

    @property
    def bottom(self) -> float:
        """Where zero is."""
        return self.top + HEIGHT

    def x(self, months: float) -> float:
        """Across."""
        return _x(self.frame, months)

    def y(self, count: float) -> float:
        """Down."""
        return self.bottom - count / self.frame.highest * HEIGHT


def _x(frame: Frame, months: float) -> float:
    return frame.left + months / len(frame.months) * (frame.right - frame.left)


def _place(frame: Frame, day: date) -> float:
    """A day as months from the start of the first, kept within the plot."""
    first = frame.months[0]
    number = 12 * (day.year - int(first[:4])) + day.month - int(first[5:]) + (day.day - 1) / 31
    return min(max(number, 0.0), float(len(frame.months)))


def frame_of(frame: Frame, eras: Sequence["Era"], borders: Sequence["Border"], across: float) -> Plot:
    """The plot with its eras named above it and its numbered borders."""
    named = []
    for era in eras:
        start, end = _place(frame, era.start), _place(frame, era.end) if era.end else len(frame.months)
        left, right = _x(frame, start), _x(frame, end)
        lines = wrap(era.label, right - left - 8, 11) if right - left >= LEAST_BAND else []
        fits = lines and all(text_width(line, 11) <= right - left - 4 for line in lines) and len(lines) <= 6
        named.append((left, right, lines if fits else []))
    deepest = max((len(lines) for _, _, lines in named), default=0)
    top = 30 + deepest * LEADING + (18 if borders else 0) + (6 if deepest else 0)
    bands = []
    for place, (left, right, lines) in enumerate(named):
        if place % 2 == 0:
            bands.append(el("rect", x=left, y=24, width=right - left, height=top + HEIGHT - 24, fill=BAND))
        bands += [
            text(left + 4, 38 + number * LEADING, line, size=11, fill=INK)
            for number, line in enumerate(lines)
        ]
    return Plot(frame, top, "".join(bands), _borders(frame, borders, top))


def _borders(frame: Frame, borders: Sequence["Border"], top: float) -> str:
    """Dashed lines with numbers; numbers of lines that lie close are set beside each other."""
    drawn, last = [], -99.0
    for number, border in enumerate(borders, 1):
        x = _x(frame, _place(frame, border.day))
        at = max(x, last + 17)
        last = at
        dash = el(
            "path",
            d=f"M{num(x)} {num(top - 4)}V{num(top + HEIGHT)}",
            stroke=AMBER,
            stroke_width=1.2,
            stroke_dasharray="4 3",
        )
        disc = el("circle", cx=at, cy=top - 12, r=8, fill=WHITE, stroke=AMBER, stroke_width=1.2)
        drawn.append(
            dash + disc + text(at, top - 8, str(number), size=11, bold=True, fill=AMBER, anchor="middle")
        )
    return "".join(drawn)


def values_axis(plot: Plot, scale: Sequence[float], words: Words) -> str:
    """Hairlines across with their numbers at the left."""
    drawn = []
    for tick in scale:
        y = plot.y(tick)
        shade = SOFT if tick == 0 else "#c9d0d8"
        line = f"M{num(plot.frame.left)} {num(y)}H{num(plot.right)}"
        drawn.append(el("path", d=line, stroke=shade, stroke_width=1 if tick == 0 else 0.7))
        drawn.append(text(plot.frame.left - 6, y + 4, words.number(tick), size=11, fill=SOFT, anchor="end"))
    return "".join(drawn)


def months_axis(plot: Plot) -> str:
    """A tick at each January with its year, smaller ones at quarters; years thinned where they would touch."""
    frame = plot.frame
    step = (frame.right - frame.left) / len(frame.months)
    every = max(1, -(-38 // max(int(step * 12), 1)))
    drawn, labelled = [], False
    for place, month in enumerate(frame.months):
        january, x = month.endswith("-01"), plot.x(place)
        if january or (month[5:] in ("04", "07", "10") and step >= 2):
            drawn.append(
                el(
                    "path",
                    d=f"M{num(x)} {num(plot.bottom)}v{8 if january else 4}",
                    stroke=SOFT,
                    stroke_width=1,
                )
            )
        if january and int(month[:4]) % every == 0:
            labelled = True
            drawn.append(_within(plot, x, month[:4]))
    if not labelled or not frame.months[0].endswith("-01"):
        first = _within(plot, plot.x(0), frame.months[0])
        year = next((k for k, month in enumerate(frame.months) if month.endswith("-01")), 99)
        if not labelled or plot.x(year) - plot.x(0) > 62:
            drawn.append(first)
    return "".join(drawn)


def _within(plot: Plot, x: float, said: str) -> str:
    room = text_width(said, 11)
    return text(min(x + 2, plot.right - room), plot.bottom + 18, said, size=11, fill=SOFT)


def notes_below(borders: Sequence["Border"], y: float, across: float, words: Words) -> tuple[str, float]:
    """What each numbered line is, and where the drawing ends."""
    drawn = []
    if borders:
        y += 4
    for number, border in enumerate(borders, 1):
        drawn.append(text(4, y + 4, str(number), size=11, bold=True, fill=AMBER))
        for part in wrap(f"{words.date(border.day)}: {border.label}", across - 24, 11):
            drawn.append(text(20, y + 4, part, size=11, fill=SOFT))
            y += 14
    return "".join(drawn), y
