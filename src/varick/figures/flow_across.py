"""A flow from left to right, for wide screens: agencies in columns, those who go no further turning upwards."""

from collections.abc import Mapping

from varick.figures.flow_common import (
    leaving_part,
    leaving_words,
    legend_entries,
    number_and_range,
    ribbon_path,
)
from varick.figures.layers import Bar
from varick.figures.ribbons import arrange, outline, scale_for
from varick.figures.stages import Frame, Split, columns, layers_of
from varick.figures.svg import AMBER, BAND, COLOURS, Line, document, el, hatch, label, lines, num, text
from varick.figures.typeset import width, wrap
from varick.words import Words

WIDTH, EXTENT, BAR = 1380.0, 400.0, 11.0
WRAP, LEAST, PAD = 80.0, 80.0, 12.0
RISE, GAP, LINE = 13.0, 16.0, 14.0
LEFT, TOP, NARROWEST = 8.0, 84.0, 480.0


def draw(found: Mapping[str, Split], name: str, frame: Frame) -> str:
    """The drawing as SVG text."""
    words, zoom_after, zoom, largest = frame.words, frame.zoom_after, frame.zoom, frame.largest
    layers = columns([split.stage for split in found.values()], dict(found))
    layer_of = layers_of(layers)
    zoomed_from = layer_of[zoom_after] + 1 if zoom_after is not None else len(layers)
    labels = {stage: _label(found[stage], found, words) for stage in found}
    along = _columns([[labels[stage.id] for stage in column] for column in layers])
    legend_width, legend = _legend(found, words)
    across = max(along[-1][1] + 4, legend_width + LEFT, NARROWEST)

    def room(stage: str, size: float) -> tuple[float, float]:
        leaving = leaving_part(found[stage], size)
        top, height = _label_place(leaving, size, len(labels[stage]))
        above = RISE + LINE + 3 if leaving else 0.0
        return max(above, -top), max(0.0, top + height - size)

    scale = EXTENT / largest if largest else scale_for(found, layer_of, zoomed_from, zoom, EXTENT)
    scene = arrange(found, layer_of, room=room, gap=GAP, zoomed_from=zoomed_from, zoom=zoom, scale=scale)
    bottom = TOP + scene.extent
    bars_at = [(x, x + BAR) for x, _ in along]
    drawn = [_bands([column[0].agency for column in layers], along, words)]
    for ribbon in scene.ribbons:
        path = outline(ribbon, bars_at, lambda at, over: (at, over + TOP))
        drawn.append(ribbon_path(path, ribbon, COLOURS[found[ribbon.target].stage.kind][1]))
    drawn += [_stub(found[stage], bar, along[bar.layer]) for stage, bar in scene.bars.items()]
    drawn += [_bar(found[stage], bar, along[bar.layer][0], name) for stage, bar in scene.bars.items()]
    if zoom > 1 and zoomed_from < len(layers):
        drawn.append(_zoom_line(along[zoomed_from][0] - 9, bottom, zoom, across, words))
    for stage, bar in scene.bars.items():
        x, end = along[bar.layer]
        drawn.append(_words(found, stage, bar, x + BAR + 5, end - x - BAR - 10, labels[stage], words))
    drawn.append(el("g", legend, transform=f"translate({num(across - LEFT)} 15)"))
    return document(name, frame.title, frame.alt, across, bottom + 30, *drawn, rules=hatch(f"{name}-hatch"))


def _label(split: Split, found: Mapping[str, Split], words: Words) -> list[Line]:
    number, interval = number_and_range(split, found, words)
    named = label(split.stage.label, split.stage.kind, WRAP)
    return [*named, Line(number), *([Line(interval, 10.5)] if interval else [])]


def _columns(labels: list[list[list[Line]]]) -> list[tuple[float, float]]:
    """Where each column begins and ends: as wide as its words, and wider where the page has room to spare."""
    needed = [
        max(LEAST, BAR + PAD + max(line.width for lines in column for line in lines)) for column in labels
    ]
    spare = min(max(0.0, (WIDTH - LEFT - sum(needed)) / len(needed)), 60.0)
    along, x = [], LEFT
    for wide in needed:
        along.append((x, x + wide + spare))
        x += wide + spare
    return along


def _label_place(leaving: float, size: float, lines: int) -> tuple[float, float]:
    """Top of the label from the bar's start, and its height: in the middle of those who go on, or hanging below
    the beginning of that part where others leave above it.
    """
    height = lines * LINE
    rest = size - leaving
    if leaving and rest < height:
        return leaving - 1, height
    return leaving + (rest - height) / 2, height


def _bands(agencies: list[str], along: list[tuple[float, float]], words: Words) -> str:
    drawn = []
    first = 0
    for number, agency in enumerate(agencies):
        if number + 1 < len(agencies) and agencies[number + 1] == agency:
            continue
        x = along[first][0] - 4
        wide = along[number][1] - 6 - x
        drawn.append(el("rect", x=x, y=30, width=wide, height=36, rx=3, fill=BAND))
        lines = wrap(words.label("agency", agency), wide - 8, 12, True)[:2]
        for place, line in enumerate(lines):
            y = 52.5 + (place - (len(lines) - 1) / 2) * LINE
            drawn.append(text(x + wide / 2, y, line, bold=True, anchor="middle", within=wide - 8))
        first = number + 1
    return "".join(drawn)


def _stub(split: Split, bar: Bar, column: tuple[float, float]) -> str:
    """Those who go no further: up and out, to a dark end before the next column."""
    leaving = leaving_part(split, bar.size)
    if not leaving:
        return ""
    x, y = column[0] + BAR, TOP + bar.start
    reach = (column[1] - x) * 0.4
    end, up, half = x + reach, y - RISE, x + reach / 2
    path = (
        f"M{num(x)} {num(y)}C{num(half)} {num(y)} {num(half)} {num(up)} {num(end)} {num(up)}V{num(up + leaving)}"
        f"C{num(half)} {num(up + leaving)} {num(half)} {num(y + leaving)} {num(x)} {num(y + leaving)}z"
    )
    dark, pale = COLOURS["leaves"]
    cap = el("path", d=f"M{num(end)} {num(up - 1)}v{num(max(leaving, 2) + 2)}", stroke=dark, stroke_width=2.5)
    return el("path", d=path, fill=pale, stroke=pale, stroke_width=0.7, data_leaves=split.stage.id) + cap


def _bar(split: Split, bar: Bar, x: float, name: str) -> str:
    fill = f"url(#{name}-hatch)" if split.stage.kind == "lever" else COLOURS[split.stage.kind][0]
    size = max(bar.size, 2.0)
    y = TOP + bar.middle - size / 2
    return el("rect", x=x, y=y, width=BAR, height=size, fill=fill, data_stage=split.stage.id)


def _words(
    found: Mapping[str, Split], name: str, bar: Bar, x: float, room: float, said: list[Line], words: Words
) -> str:
    leaving = leaving_part(found[name], bar.size)
    top, _ = _label_place(leaving, bar.size, len(said))
    drawn = lines(said, x, TOP + bar.start + top + LINE / 2, LINE, room, halo=True)
    if leaving:
        gone = Line(leaving_words(found, name, words), 11.5, False, "leaves")
        drawn += lines([gone], x, TOP + bar.start - RISE - 8, LINE, room, halo=True)
    return drawn


def _zoom_line(x: float, bottom: float, zoom: float, across: float, words: Words) -> str:
    line = el(
        "path", d=f"M{num(x)} 72V{num(bottom + 8)}", stroke=AMBER, stroke_width=1.4, stroke_dasharray="5 4"
    )
    said = words("flow.zoom", zoom=words.number(zoom))
    if x + 10 + width(said, 12, True) > across:
        return line + text(x - 6, bottom + 20, said, bold=True, fill=AMBER, anchor="end", halo=True)
    return line + text(x + 6, bottom + 20, said, bold=True, fill=AMBER, halo=True)


def _legend(found: Mapping[str, Split], words: Words) -> tuple[float, str]:
    """How wide the kinds of stage that occur are in one line, and that line, ending at 0."""
    drawn, x = [], 0.0
    for kind, meaning in reversed(legend_entries(found, words)):
        entry = Line(meaning, 11.5, False, kind)
        x -= entry.width
        drawn.append(lines([entry], x, 0, LINE, entry.width))
        x -= 16
    return -x, "".join(drawn)
