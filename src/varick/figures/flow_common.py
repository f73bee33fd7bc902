"""What both layouts of a flow say alike: numbers beside the bars, who goes no further, ribbons, the legend's entries."""

from collections.abc import Mapping

from varick.figures.ribbons import Ribbon
from varick.figures.stages import LOOSE, Split
from varick.figures.svg import Mark, el
from varick.words import Words
from varick.words.numbers import same


def leaving_part(split: Split, size: float) -> float:
    """The part of a bar of this size that belongs to those who go no further."""
    people = split.stage.per_year
    return size * (split.leaving or 0.0) / people if people else 0.0


def number_and_range(split: Split, found: Mapping[str, Split], words: Words) -> tuple[str, str]:
    """A stage's number and, where it is uncertain, its interval, rounded alike.

    "All of them" at a stage on the way to which everybody comes from the one before: the number says nothing new.
    A last stage and one in ICE's hands always show theirs.
    """
    stage = split.stage
    if len(split.into) == 1 and split.out and stage.kind != "custody" and stage.per_year > 0:
        before = found[split.into[0][0]].stage
        if (
            max(abs(before.per_year - stage.per_year), abs(split.into[0][1] - stage.per_year))
            <= LOOSE * stage.per_year
        ):
            return words("flow.all"), ""
    number = words.point(stage.per_year, stage.low, stage.high)
    return number, "" if same(stage.low, stage.high) else words.range(stage.low, stage.high)


def ribbon_path(path: str, ribbon: Ribbon, pale: str) -> str:
    """A ribbon to scale, with a hairline so that a handful of people is still seen."""
    return el(
        "path",
        d=path,
        fill=pale,
        fill_opacity="0.8",
        stroke=pale,
        stroke_width=0.7,
        data_from=ribbon.source,
        data_to=ribbon.target,
    )


def leaving_words(found: Mapping[str, Split], name: str, words: Words) -> str:
    """How many go no further: to two digits, unless all the numbers that it is left over from are certain."""
    split = found[name]
    involved = [split.stage, *(found[target].stage for target, _ in split.out)]
    certain = all(same(stage.low, stage.high) for stage in involved)
    gone = split.leaving or 0.0
    number = words.point(gone, gone, gone if certain else 2 * gone)  # as the table rounds it
    reason = split.stage.leaving_label
    return f"{reason}: {number}" if reason else number


def legend_entries(found: Mapping[str, Split], words: Words) -> list[tuple[Mark, str]]:
    """(kind, its meaning) for the kinds that occur."""
    kinds: list[Mark] = ["passes", "lever", "custody"]
    shown = [kind for kind in kinds if any(split.stage.kind == kind for split in found.values())]
    if any(split.leaving for split in found.values()):
        shown.append("leaves")
    meaning = {
        "passes": words("flow.passes"),
        "lever": words("flow.lever"),
        "custody": words("flow.custody"),
        "leaves": words("flow.leaves"),
    }
    return [(kind, meaning[kind]) for kind in shown]
