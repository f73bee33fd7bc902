"""How many people are left at each of a chain of steps: bars with their intervals."""

from collections.abc import Sequence
from itertools import pairwise

from varick.errors import VarickError
from varick.figures.figure import Figure
from varick.figures.stages import Stage
from varick.figures.svg import AMBER, COLOURS, INK, SOFT, Line, document, el, hatch, label, lines, num, text
from varick.figures.table import Column, Value
from varick.figures.typeset import width as text_width
from varick.words import Words
from varick.words.numbers import same

BAR, LINE = 16.0, 14.0


def funnel(
    steps: Sequence[Stage],
    words: Words,
    *,
    name: str = "funnel",
    zoom_after: str | None = None,
    zoom: float = 1,
) -> Figure:
    """Draw a chain of steps, each a part of the one before: a bar to scale, its interval as a whisker.

    What follows the step `zoom_after` is drawn `zoom` times larger, below a marked line. Raises VarickError if
    there is no step, a step is larger than the one before, or `zoom_after` is not among them.
    """
    if not steps:
        raise VarickError("funnel: no steps; give at least one")
    for before, after in pairwise(steps):
        if after.per_year > before.per_year * (1 + 1e-6):
            raise VarickError(
                f"funnel: {after.id!r} is larger than {before.id!r}; give a chain of ever smaller steps"
            )
    ids = [step.id for step in steps]
    if zoom_after is not None and zoom_after not in ids:
        raise VarickError(
            f"funnel: zoom after {zoom_after!r}, which is no step; choose one of {', '.join(ids)}"
        )
    zoomed_from = ids.index(zoom_after) + 1 if zoom_after is not None and zoom > 1 else len(ids)
    alt = _alt(steps, words)
    title = words("funnel.title")
    caption = words("funnel.caption")
    if zoomed_from < len(ids):
        stage = steps[zoomed_from - 1].label
        caption += " " + words("flow.caption_zoom", stage=stage, zoom=words.number(zoom))
    drawn = [
        _draw(steps, f"{name}{suffix}", width, title, alt, words, zoomed_from, zoom)
        for suffix, width in (("", 760.0), ("-narrow", 360.0))
    ]
    columns = [
        Column("step", words("column.stage")),
        Column("per_year", words("column.per_year"), "estimate"),
        Column("low", kind="limit"),
        Column("high", kind="limit"),
        Column("of_step_before", words("column.of_before"), "share"),
    ]
    rows: list[list[Value]] = [
        [step.label, step.per_year, step.low, step.high, _share(steps, number)]
        for number, step in enumerate(steps)
    ]
    return Figure(name, title, drawn[0], alt, caption, columns, rows, narrow=drawn[1])


def _share(steps: Sequence[Stage], number: int) -> float | None:
    """Part of the step before that is left; None for the first, or after nobody."""
    if number == 0 or not steps[number - 1].per_year:
        return None
    return steps[number].per_year / steps[number - 1].per_year


def _alt(steps: Sequence[Stage], words: Words) -> str:
    said = []
    for number, step in enumerate(steps):
        estimate = words.estimate(step.per_year, step.low, step.high)
        share = _share(steps, number)
        if share is None:
            said.append(words("flow.alt_stage", stage=step.label, number=estimate))
        else:
            said.append(
                words("funnel.alt_step", stage=step.label, number=estimate, share=words.percent(share))
            )
    return words("flow.alt", stages=" ".join(said))


def _draw(
    steps: Sequence[Stage],
    name: str,
    width: float,
    title: str,
    alt: str,
    words: Words,
    zoomed_from: int,
    zoom: float,
) -> str:
    """Names left of the bars where there is room, above them on a phone."""
    roomy = width > 500
    left = 196.0 if roomy else 4.0
    said_room = 190.0 if roomy else 4.0
    names = [label(step.label, step.kind, left - 14 if roomy else width - 8, 12.5) for step in steps]
    factor = [zoom if number >= zoomed_from else 1.0 for number in range(len(steps))]
    widest = max(max(step.high, step.per_year) * f for step, f in zip(steps, factor, strict=True))
    scale = (width - left - said_room - 10) / widest if widest else 1.0
    drawn, y = [], 8.0
    for number, (step, shown) in enumerate(zip(steps, names, strict=True)):
        if number == zoomed_from:
            drawn.append(_zoom_line(y + 10, width, words("flow.zoom", zoom=words.number(zoom))))
            y += 32
        share = _share(steps, number)
        said = words.estimate(step.per_year, step.low, step.high)
        part = words("funnel.of_before", share=words.percent(share)) if share is not None else ""
        if roomy:
            top = y + max(0.0, (len(shown) * LINE - 32) / 2)
            drawn.append(lines(shown, 4, top + 16 - (len(shown) - 1) * LINE / 2, LINE, left - 12))
            end = _bar(drawn, step, left, top + 8, scale * factor[number], name)
            drawn.append(text(end + 10, top + 14, said, size=12.5, bold=True))
            drawn.append(text(end + 10, top + 28, part, size=11.5, fill=SOFT) if part else "")
            y += max(len(shown) * LINE, 32) + 12
        else:
            drawn.append(lines([*shown, Line(said, 12)], 4, y + 7, LINE + 1, width - 8))
            above = (len(shown) + 1) * (LINE + 1)
            if part:
                at = 4 + text_width(said, 12) + 10
                beside = at + text_width(part, 11.5) < width
                drawn.append(
                    text(at if beside else 4, y + above - (4 if beside else -9), part, size=11.5, fill=SOFT)
                )
                above += 0 if beside else 14
            _bar(drawn, step, left, y + above + 2, scale * factor[number], name)
            y += above + BAR + 18
    return document(name, title, alt, width, y, *drawn, rules=hatch(f"{name}-hatch"))


def _bar(drawn: list[str], step: Stage, left: float, y: float, scale: float, name: str) -> float:
    """Draw a bar and its whisker; returns where they end."""
    fill = f"url(#{name}-hatch)" if step.kind == "lever" else COLOURS[step.kind][0]
    long = max(step.per_year * scale, 1.5)
    drawn.append(el("rect", x=left, y=y, width=long, height=BAR, fill=fill, data_stage=step.id))
    if same(step.low, step.high):
        return left + long
    low, high, middle = left + step.low * scale, left + step.high * scale, y + BAR / 2
    path = f"M{num(low)} {num(middle)}H{num(high)}M{num(low)} {num(middle - 5)}v10M{num(high)} {num(middle - 5)}v10"
    drawn.append(el("path", d=path, stroke="#ffffff", stroke_width=4, fill="none"))
    drawn.append(el("path", d=path, stroke=INK, stroke_width=1.6, fill="none"))
    return max(left + long, high)


def _zoom_line(y: float, width: float, said: str) -> str:
    line = el(
        "path", d=f"M0 {num(y + 8)}H{num(width)}", stroke=AMBER, stroke_width=1.4, stroke_dasharray="5 4"
    )
    return line + text(4, y + 2, said, bold=True, size=11.5, fill=AMBER)
