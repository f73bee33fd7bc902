"""The flow of people through the agencies: bars and ribbons to scale, agency by agency, and who goes no further."""

from collections.abc import Mapping, Sequence

from varick.errors import VarickError
from varick.figures import flow_across, flow_down
from varick.figures.figure import Figure
from varick.figures.flow_common import leaving_words
from varick.figures.ribbons import crowds
from varick.figures.stages import Frame, Split, Stage, columns, layers_of, splits
from varick.figures.table import Column, Value
from varick.words import Words

ZOOMS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def flow(
    stages: Sequence[Stage],
    links: Sequence[tuple[str, str, float]],
    words: Words,
    *,
    name: str = "flow",
    zoom_after: str | None = None,
    zoom: float = 1,
    vertical: bool = False,
    largest: float | None = None,
) -> Figure:
    """Draw stages in pathway order and the people a year who go from one to the next.

    `links` are (from, to, people a year); what they leave over of a stage is drawn as going no further. All that
    lies after the stage `zoom_after` is drawn `zoom` times larger, behind a marked line: choose it once for all
    pictures that will be compared (`fitting_zoom` proposes one), and give them the same `largest`, the number of
    people that the full height stands for. `vertical` puts the phone's layout in `svg`.

    Raises VarickError for links that do not fit the stages (see `stages.splits`) or an unknown `zoom_after`.
    """
    if not stages:
        raise VarickError("flow: no stages; give at least one")
    found = splits(stages, links)
    if zoom_after is not None and zoom_after not in found:
        raise VarickError(
            f"flow: zoom after {zoom_after!r}, which is no stage; choose one of {', '.join(found)}"
        )
    if zoom < 1:
        raise VarickError(f"flow: zoom {zoom} would make the rest smaller; give 1 or more")
    alt = _alt(found, words)
    title = words("flow.title")
    frame = Frame(title, alt, words, zoom_after, zoom, largest)
    narrow = flow_down.draw(found, f"{name}-narrow", 360, frame)
    heads, rows = _data(found, words)
    caption = words("flow.caption")
    if zoom_after is not None and zoom > 1:
        stage = found[zoom_after].stage.label
        caption += " " + words("flow.caption_zoom", stage=stage, zoom=words.number(zoom))
    if any(split.leaving is None for split in found.values()):
        caption += " " + words("flow.caption_overlap")
    return Figure(
        name=name,
        title=title,
        svg=narrow if vertical else flow_across.draw(found, name, frame),
        alt=alt,
        caption=caption,
        columns=heads,
        rows=rows,
        narrow=narrow,
        paper=flow_down.draw(found, f"{name}-paper", 700, frame),
    )


def fitting_zoom(stages: Sequence[Stage], links: Sequence[tuple[str, str, float]], zoom_after: str) -> int:
    """The largest round zoom with which no later column outgrows the first stage. Raises as `flow` does."""
    found = splits(stages, links)
    if zoom_after not in found:
        raise VarickError(
            f"flow: zoom after {zoom_after!r}, which is no stage; choose one of {', '.join(found)}"
        )
    layer_of = layers_of(columns(stages, found))
    tail = [people for layer, people in crowds(found, layer_of).items() if layer > layer_of[zoom_after]]
    widest = max(tail, default=0.0)
    if widest <= 0:
        return 1
    return max((zoom for zoom in ZOOMS if zoom * widest <= stages[0].per_year), default=1)


def _alt(found: Mapping[str, Split], words: Words) -> str:
    """What the picture says, in the order of the pathway, with the numbers and their intervals."""
    parts = []
    for split in found.values():
        stage = split.stage
        number = words.estimate(stage.per_year, stage.low, stage.high)
        leaving = split.leaving
        if leaving:
            gone = leaving_words(found, stage.id, words)
            parts.append(words("flow.alt_leaves", stage=stage.label, number=number, leaving=gone))
        else:
            parts.append(words("flow.alt_stage", stage=stage.label, number=number))
    return words("flow.alt", stages=" ".join(parts))


def _data(found: Mapping[str, Split], words: Words) -> tuple[list[Column], list[list[Value]]]:
    heads = [
        Column("stage", words("column.stage")),
        Column("agency", words("column.agency")),
        Column("per_year", words("column.per_year"), "estimate"),
        Column("low", kind="limit"),
        Column("high", kind="limit"),
        Column("no_further", words("flow.leaves"), "about"),
        Column("from", words("column.from")),
    ]
    rows: list[list[Value]] = []
    for split in found.values():
        stage = split.stage
        sources = "; ".join(found[source].stage.label for source, _ in split.into)
        agency = words.label("agency", stage.agency)
        rows.append([stage.label, agency, stage.per_year, stage.low, stage.high, split.leaving, sources])
    return heads, rows
