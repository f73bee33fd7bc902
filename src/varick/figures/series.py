"""Counts by month as lines: eras as bands, borders and recounts as numbered lines, incomplete months hollow."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from varick.errors import VarickError
from varick.figures.figure import Figure
from varick.figures.ranking import ticks
from varick.figures.series_axes import (
    Frame,
    Plot,
    frame_of,
    months_axis,
    notes_below,
    values_axis,
)
from varick.figures.svg import AMBER, GREY, INK, NAVY, RED, SOFT, TEAL, WHITE, document, el, num, text
from varick.figures.table import Column, Value
from varick.figures.typeset import width as text_width
from varick.figures.typeset import wrap
from varick.words import Words

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
MOST = 6
"""Lines that can still be told apart by colour, dash and mark together."""
STYLES = (
    (NAVY, "", "disc"),
    (RED, "7 3", "square"),
    (TEAL, "2 3", "diamond"),
    (AMBER, "9 3 2 3", "triangle"),
    (INK, "4 4", "cross"),
    (GREY, "1 2.5", "ring"),
)
"""Colour, dash and mark of each line in turn: any one of the three tells them apart."""
LEADING = 14.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is called, and a count a month (None where there is none to draw). `key` heads its CSV column."""

    label: str
    counts: Sequence[int | None]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Era:
    """A shaded period, [start, end); `end` None for one that goes on."""

    label: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Border:
    """A day at which files, releases or ways of counting change: a numbered line, its `label` written below."""

    label: str
    day: date


def series(
    months: Sequence[str],
    lines: Sequence[Line],
    words: Words,
    *,
    name: str,
    title: str,
    counted: str,
    caption: str = "",
    eras: Sequence[Era] = (),
    borders: Sequence[Border] = (),
    incomplete: Collection[str] = (),
) -> Figure:
    """Draw counts by month from zero up; `counted` says what a number counts, above the axis.

    `months` ("2017-02") follow each other without gaps. At most six lines, for more cannot be told apart. Eras and
    borders outside the months are left out. Raises VarickError for months or counts that do not fit together.
    """
    _check(months, lines)
    shaded, crossed = _within(months, eras, borders)
    alt = _alt(title, counted, months, lines, shaded, crossed, incomplete, words)
    drawn = {
        view: _draw(
            f"{name}{suffix}", across, title, alt, months, lines, counted, shaded, crossed, incomplete, words
        )
        for view, suffix, across in (
            ("svg", "", 760.0),
            ("narrow", "-narrow", 360.0),
            ("paper", "-paper", 700.0),
        )
    }
    said = [caption] if caption else []
    if any(month in incomplete for month in months):
        said.append(words("series.hollow"))
    if shaded:
        said.append(words("series.eras"))
    columns = [
        Column("month", words("series.month")),
        *(Column(line.key or line.label, line.label, "number") for line in lines),
        Column("incomplete", words("series.incomplete"), "mark"),
    ]
    rows: list[list[Value]] = [
        [month, *(line.counts[place] for line in lines), month in incomplete]
        for place, month in enumerate(months)
    ]
    return Figure(
        name, title, drawn["svg"], alt, " ".join(said), columns, rows, drawn["narrow"], drawn["paper"]
    )


def _check(months: Sequence[str], lines: Sequence[Line]) -> None:
    if not months or not lines:
        raise VarickError("series: nothing to draw; give at least one month and one line")
    if bad := next((month for month in months if not MONTH.fullmatch(month)), None):
        raise VarickError(f"series: {bad!r} is no month; write it as 2017-02")
    for before, after in pairwise(months):
        if _number(after) != _number(before) + 1:
            raise VarickError(f"series: {after} does not follow {before}; give every month, in order")
    if len(lines) > MOST:
        raise VarickError(f"series: {len(lines)} lines cannot be told apart; give at most {MOST}")
    for line in lines:
        if len(line.counts) != len(months):
            raise VarickError(
                f"series: {line.label!r} has {len(line.counts)} counts for {len(months)} months"
            )
        if any(count is not None and count < 0 for count in line.counts):
            raise VarickError(f"series: {line.label!r} has a count below 0")


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:]) - 1


def _within(
    months: Sequence[str], eras: Sequence[Era], borders: Sequence[Border]
) -> tuple[list[Era], list[Border]]:
    """What lies in the months drawn; a border on their first day divides nothing."""
    first = date.fromisoformat(f"{months[0]}-01")
    number = _number(months[-1]) + 1
    end = date(number // 12, number % 12 + 1, 1)
    shaded = [era for era in eras if era.start < end and (era.end is None or era.end > first)]
    crossed = [border for border in borders if first < border.day < end]
    return shaded, sorted(crossed, key=lambda border: border.day)


def _alt(
    title: str,
    counted: str,
    months: Sequence[str],
    lines: Sequence[Line],
    eras: Sequence[Era],
    borders: Sequence[Border],
    incomplete: Collection[str],
    words: Words,
) -> str:
    """What the picture says: of each line its ends, lowest and highest month; then eras and borders."""
    said = [words("series.alt", title=title, counted=counted, first=months[0], last=months[-1])]
    for line in lines:
        whole = [
            (count, month)
            for count, month in zip(line.counts, months, strict=True)
            if count is not None and month not in incomplete
        ]
        if not whole:
            said.append(words("series.alt_none", line=line.label))
            continue
        low, high = min(whole), max(whole)
        said.append(
            words(
                "series.alt_line",
                line=line.label,
                first=words.number(whole[0][0]),
                first_month=whole[0][1],
                last=words.number(whole[-1][0]),
                last_month=whole[-1][1],
                low=words.number(low[0]),
                low_month=low[1],
                high=words.number(high[0]),
                high_month=high[1],
            )
        )
    said += [words("series.alt_era", era=era.label, day=words.date(era.start)) for era in eras]
    said += [
        words("series.alt_border", border=border.label, day=words.date(border.day)) for border in borders
    ]
    if parts := [month for month in months if month in incomplete]:
        said.append(words("series.alt_incomplete", months=words.listed(parts)))
    return " ".join(said)


def _draw(
    name: str,
    across: float,
    title: str,
    alt: str,
    months: Sequence[str],
    lines: Sequence[Line],
    counted: str,
    eras: Sequence[Era],
    borders: Sequence[Border],
    incomplete: Collection[str],
    words: Words,
) -> str:
    """Labels stand at the lines' ends where there is room, in a key below the plot on a phone."""
    roomy = across > 500 and len(lines) > 1
    labels = [wrap(line.label, 150, 11.5, True) for line in lines]
    right = (
        across - 26 - max(text_width(part, 11.5, True) for label in labels for part in label)
        if roomy
        else across - 10
    )
    highest = max((count for line in lines for count in line.counts if count is not None), default=0)
    scale = ticks(0, max(highest, 4) * 1.04, 6)
    widest = max(text_width(words.number(tick), 11) for tick in scale)
    plot = frame_of(
        Frame(months, widest + 14, right, max(scale[-1], highest * 1.04, 1)), eras, borders, across
    )
    drawn = [
        plot.bands,
        text(2, 14, counted, size=11.5, fill=SOFT, within=across - 4),
        values_axis(plot, scale, words),
        months_axis(plot),
    ]
    drawn += [plot.lines]
    drawn += [_line(plot, line, *STYLES[place], incomplete, months) for place, line in enumerate(lines)]
    y = plot.bottom + 30
    if roomy:
        drawn.append(_end_labels(plot, lines, labels))
    elif len(lines) > 1:
        for place, line in enumerate(lines):
            colour, dash, mark = STYLES[place]
            drawn.append(
                el("path", d=f"M4 {num(y)}h26", stroke=colour, stroke_width=2, stroke_dasharray=dash or None)
            )
            drawn.append(_mark(mark, 17, y, colour))
            for part in wrap(line.label, across - 44, 12, True):
                drawn.append(text(38, y + 4, part, bold=True, fill=colour))
                y += LEADING + 1
        y += 6
    notes, y = notes_below(borders, y, across, words)
    return document(name, title, alt, across, y + 2, *drawn, notes)


def _line(
    plot: Plot,
    line: Line,
    colour: str,
    dash: str,
    mark: str,
    incomplete: Collection[str],
    months: Sequence[str],
) -> str:
    """The line through whole months; a hollow dot for each month that the release holds a part of."""
    points = [
        None if count is None else (plot.x(place + 0.5), plot.y(count), months[place] in incomplete)
        for place, count in enumerate(line.counts)
    ]
    path, drawing = "", False
    for point in points:
        if point is None or point[2]:
            drawing = False
            continue
        path += f"{'L' if drawing else 'M'}{num(point[0])} {num(point[1])}"
        drawing = True
    drawn = [
        el(
            "path",
            d=path,
            fill="none",
            stroke=colour,
            stroke_width=2,
            stroke_linejoin="round",
            stroke_dasharray=dash or None,
            data_line=line.label,
        )
        if path
        else ""
    ]
    whole = [point for point in points if point is not None and not point[2]]
    for before, after in zip([None, *points], [*points, None], strict=True):
        lone = before is not None and not before[2]
        if lone and before is not None and (after is None or after[2]) and before is whole[-1]:
            drawn.append(_mark(mark, before[0], before[1], colour))
    drawn += [
        el(
            "circle",
            cx=point[0],
            cy=point[1],
            r=3.4,
            fill=WHITE,
            stroke=colour,
            stroke_width=1.6,
            data_hollow=line.label,
        )
        for point in points
        if point is not None and point[2]
    ]
    return "".join(drawn)


def _mark(kind: str, x: float, y: float, colour: str) -> str:
    """A line's mark, centred."""
    if kind == "disc":
        return el("circle", cx=x, cy=y, r=3.6, fill=colour)
    if kind == "ring":
        return el("circle", cx=x, cy=y, r=3, fill=WHITE, stroke=colour, stroke_width=2)
    if kind == "square":
        return el("rect", x=x - 3.4, y=y - 3.4, width=6.8, height=6.8, fill=colour)
    if kind == "diamond":
        return el("path", d=f"M{num(x)} {num(y - 4.6)}l4.6 4.6 -4.6 4.6 -4.6 -4.6z", fill=colour)
    if kind == "triangle":
        return el("path", d=f"M{num(x)} {num(y - 4.4)}l4.6 8h-9.2z", fill=colour)
    cross = f"M{num(x - 3.6)} {num(y - 3.6)}l7.2 7.2M{num(x + 3.6)} {num(y - 3.6)}l-7.2 7.2"
    return el("path", d=cross, stroke=colour, stroke_width=2.2, fill="none")


def _end_labels(plot: Plot, lines: Sequence[Line], labels: Sequence[Sequence[str]]) -> str:
    """Each line's name at its end, moved apart where ends lie close, with a hairline to its line."""
    ends = []
    for place, line in enumerate(lines):
        last = next((k for k in range(len(line.counts) - 1, -1, -1) if line.counts[k] is not None), None)
        if last is not None:
            ends.append((plot.y(line.counts[last] or 0), place, plot.x(last + 0.5)))
    ends.sort()
    heights = [len(labels[place]) * LEADING for _, place, _ in ends]
    tops: list[float] = []
    for (y, _, _), height in zip(ends, heights, strict=True):
        lowest = tops[-1] + heights[len(tops) - 1] + 2 if tops else plot.top - 4
        tops.append(max(y - height / 2, lowest))
    floor = plot.bottom + 16
    for place in range(len(tops) - 1, -1, -1):
        tops[place] = min(tops[place], floor - heights[place])
        floor = tops[place] - 2
    drawn = []
    for (y, place, x), top, height in zip(ends, tops, heights, strict=True):
        colour = STYLES[place][0]
        middle = top + height / 2
        at = plot.right + 18
        hair = f"M{num(x + 5)} {num(y)}L{num(plot.right + 6)} {num(middle)}H{num(at - 3)}"
        drawn.append(el("path", d=hair, stroke=colour, stroke_width=0.8, fill="none"))
        drawn += [
            text(at, top + number * LEADING + 10.5, part, size=11.5, bold=True, fill=colour)
            for number, part in enumerate(labels[place])
        ]
    return "".join(drawn)
