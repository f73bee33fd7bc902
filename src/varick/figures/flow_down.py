"""A flow from top to bottom, for phones and paper: one stage a row, its words at the left, the ribbons at the right."""

from collections.abc import Mapping

from varick.figures.flow_common import (
    leaving_part,
    leaving_words,
    legend_entries,
    number_and_range,
    ribbon_path,
)
from varick.figures.layers import Bar
from varick.figures.ribbons import Scene, arrange, outline, scale_for
from varick.figures.stages import Frame, Split
from varick.figures.svg import (
    AMBER,
    BAND,
    COLOURS,
    FAINT,
    SOFT,
    Line,
    document,
    el,
    hatch,
    label,
    lines,
    num,
    symbol,
    text,
)
from varick.figures.typeset import width as text_width
from varick.figures.typeset import wrap
from varick.words import Words

BAR, GAP, RISE, LINE, HEADER = 8.0, 5.0, 10.0, 14.0, 28.0
ROOMY = 500.0
"""From this width on, the agencies stand in a column of their own; below, in bands between the rows."""


def draw(found: Mapping[str, Split], name: str, width: float, frame: Frame) -> str:
    """The drawing as SVG text, `width` units wide."""
    words, zoom_after, zoom, largest = frame.words, frame.zoom_after, frame.zoom, frame.largest
    order = list(found)
    layer_of = {stage: row for row, stage in enumerate(order)}
    zoomed_from = layer_of[zoom_after] + 1 if zoom_after is not None else len(order)
    words_from, river_from = (96.0, 284.0) if width >= ROOMY else (4.0, 142.0)
    labels = {stage: _label(found[stage], found, river_from - words_from - 12, words) for stage in order}
    scene = _fitted(found, layer_of, zoomed_from, zoom, width - river_from - 8, largest)
    top, legend = _legend(found, width, words)
    rows, bottom = _rows(found, labels, zoomed_from if zoom > 1 else -1, top, width)
    along = [(y, y + BAR) for y in rows]
    drawn = [legend]
    drawn += [_rule(found, order, number, rows[number], width, words) for number in range(len(order))]
    for ribbon in scene.ribbons:
        path = outline(ribbon, along, lambda at, over: (over + river_from, at))
        drawn.append(ribbon_path(path, ribbon, COLOURS[found[ribbon.target].stage.kind][1]))
    if zoom > 1 and zoomed_from < len(order):
        new = _new_agency(found, order, zoomed_from) and width < ROOMY
        drawn.append(_zoom_line(rows[zoomed_from] - (HEADER if new else 0) - 11, width, zoom, words))
    for stage, y in zip(order, rows, strict=True):
        bar = scene.bars[stage]
        drawn.append(_stub(found[stage], bar, river_from + bar.start, y + BAR))
        drawn.append(_bar(found[stage], bar, river_from, y, name))
        drawn.append(lines(labels[stage], words_from, y + 5, LINE, river_from - words_from - 6))
        if leaving_part(found[stage], bar.size):
            gone = leaving_words(found, stage, words)
            drawn.append(_gone(gone, river_from + bar.start - RISE, y, river_from, width))
    return document(name, frame.title, frame.alt, width, bottom, *drawn, rules=hatch(f"{name}-hatch"))


def _fitted(
    found: Mapping[str, Split],
    layer_of: Mapping[str, int],
    zoomed_from: int,
    zoom: float,
    river: float,
    largest: float | None,
) -> Scene:
    """Placed at the largest scale that fits the width (gaps between ribbons take some of it)."""
    extent = river
    for _ in range(12):
        scale = extent / largest if largest else scale_for(found, layer_of, zoomed_from, zoom, extent)
        scene = arrange(
            found,
            layer_of,
            room=lambda stage, size: (RISE if found[stage].leaving else 0.0, 0.0),
            gap=GAP,
            zoomed_from=zoomed_from,
            zoom=zoom,
            scale=scale,
        )
        if scene.extent <= river:
            break
        extent *= min(0.95, river / scene.extent)
    return scene


def _label(split: Split, found: Mapping[str, Split], room: float, words: Words) -> list[Line]:
    number, interval = number_and_range(split, found, words)
    both = Line(f"{number} ({interval})" if interval else number, 11.5)
    numbers = [both] if both.width <= room else [Line(number, 11.5), Line(f"({interval})", 11)]
    return [*label(split.stage.label, split.stage.kind, room), *numbers]


def _rows(
    found: Mapping[str, Split], labels: Mapping[str, list[Line]], zoomed: int, top: float, width: float
) -> tuple[list[float], float]:
    """Top of each stage's bar, and of what follows the last: room for its words, an agency's band, the zoom line."""
    tops, y = [], top
    order = list(found)
    for number, stage in enumerate(order):
        if number == zoomed:
            y += 20
        if _new_agency(found, order, number):
            y += HEADER if width < ROOMY else 3
        tops.append(y)
        y += max(len(labels[stage]) * LINE + 9, BAR + 30 if found[stage].leaving else 0)
    return tops, y + 2


def _new_agency(found: Mapping[str, Split], order: list[str], number: int) -> bool:
    return number == 0 or found[order[number]].stage.agency != found[order[number - 1]].stage.agency


def _rule(
    found: Mapping[str, Split], order: list[str], number: int, y: float, width: float, words: Words
) -> str:
    """The agency's name where it changes: in a band on a phone, in its column on paper; else a fine line."""
    agency = words.label("agency", found[order[number]].stage.agency)
    if not _new_agency(found, order, number):
        start = 0.0 if width < ROOMY else 96.0
        return el("path", d=f"M{num(start)} {num(y - 5)}H{num(width)}", stroke=BAND, stroke_width=1)
    if width < ROOMY:
        band = el("rect", x=0, y=y - HEADER + 1, width=width, height=19, rx=3, fill=BAND)
        return band + text(6, y - HEADER + 14.5, agency, bold=True)
    line = el("path", d=f"M0 {num(y - 6)}H{num(width)}", stroke=FAINT, stroke_width=1)
    lines = [
        text(2, y + 9 + place * LINE, part, bold=True, fill=SOFT, within=86)
        for place, part in enumerate(wrap(agency, 86, 12, True)[:2])
    ]
    return line + "".join(lines)


def _bar(split: Split, bar: Bar, left: float, y: float, name: str) -> str:
    fill = f"url(#{name}-hatch)" if split.stage.kind == "lever" else COLOURS[split.stage.kind][0]
    size = max(bar.size, 2.0)
    x = left + bar.middle - size / 2
    return el("rect", x=x, y=y, width=size, height=BAR, fill=fill, data_stage=split.stage.id)


def _gone(said: str, x: float, y: float, left: float, width: float) -> str:
    """How many go no further, below the end of their ribbon and inside the drawing."""
    line = Line(said, 11, False, "leaves")
    room = min(line.width, width - left - 4)
    return lines([line], min(max(x, left), width - room - 2), y + BAR + 22, LINE, room, halo=True)


def _stub(split: Split, bar: Bar, x: float, y: float) -> str:
    """Those who go no further: down and to the left, to a dark end above the next row."""
    leaving = leaving_part(split, bar.size)
    if not leaving:
        return ""
    to, half, end = x - RISE, y + 7, y + 14
    path = (
        f"M{num(x)} {num(y)}C{num(x)} {num(half)} {num(to)} {num(half)} {num(to)} {num(end)}h{num(leaving)}"
        f"C{num(to + leaving)} {num(half)} {num(x + leaving)} {num(half)} {num(x + leaving)} {num(y)}z"
    )
    dark, pale = COLOURS["leaves"]
    cap = el("path", d=f"M{num(to - 1)} {num(end)}h{num(max(leaving, 2) + 2)}", stroke=dark, stroke_width=2.5)
    return el("path", d=path, fill=pale, stroke=pale, stroke_width=0.7, data_leaves=split.stage.id) + cap


def _zoom_line(y: float, width: float, zoom: float, words: Words) -> str:
    line = el("path", d=f"M0 {num(y)}H{num(width)}", stroke=AMBER, stroke_width=1.4, stroke_dasharray="5 4")
    said = words("flow.zoom", zoom=words.number(zoom))
    return line + text(4, y - 5, said, bold=True, size=11.5, fill=AMBER, halo=True)


def _legend(found: Mapping[str, Split], width: float, words: Words) -> tuple[float, str]:
    """The kinds of stage that occur, in as many lines as they need; and where the rows may begin."""
    drawn, x, y = [], 4.0, 10.0
    for kind, meaning in legend_entries(found, words):
        wide = 13 + text_width(meaning, 11)
        if x > 4 and x + wide > width:
            x, y = 4.0, y + 16
        drawn.append(symbol(kind, x, y))
        drawn.append(text(x + 13, y + 4, meaning, size=11, fill=SOFT))
        x += wide + 12
    return y + 20, "".join(drawn)
