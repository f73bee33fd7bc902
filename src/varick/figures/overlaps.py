"""Who is on which lists: a row of dots for each combination of lists, and a bar for the people on exactly those."""

from collections.abc import Sequence
from itertools import groupby

from varick.errors import VarickError
from varick.figures.figure import Figure
from varick.figures.svg import BAND, FAINT, INK, NAVY, SOFT, WHITE, document, el, num, text
from varick.figures.table import Column, Value
from varick.figures.typeset import width, wrap
from varick.words import Words

ROW = 22.0
DOT = 5.0
MOST = 12
"""Of the combinations of one size so many are drawn, the largest; the others are one line."""
LETTERS = "ABCDEF"

Combination = tuple[int, int | None]
"""A combination of lists as a binary number, the first list the highest digit, and its people (None where withheld)."""


def overlaps(
    lists: Sequence[str], counts: Sequence[int | None], words: Words, *, name: str = "overlaps"
) -> Figure:
    """Draw people by the exact lists that they are on, those on one list first.

    `counts[i]` is how many are on combination i + 1, read as a binary number with the first list as its highest digit; None
    where it is withheld. The figure's CSV is a table that `varick together estimate` reads. Raises VarickError where the
    counts do not fit the lists.
    """
    if len(counts) != 2 ** len(lists) - 1:
        raise VarickError(
            f"overlaps: {len(counts)} counts of {len(lists)} lists; give one for each combination"
        )
    title = words("overlaps.title")
    present = [(i, count) for i, count in enumerate(counts, 1) if count != 0]
    said = [
        words("overlaps.alt_row", lists=_named(lists, i, words), people=_people(count, words))
        for i, count in sorted(present, key=lambda one: _order(one))
    ]
    alt = words("overlaps.alt", rows=" ".join(said))
    empty = len(counts) - len(present)
    caption = words("overlaps.caption")
    if empty:
        caption += " " + words("overlaps.empty", empty=words.number(empty), all=words.number(len(counts)))
    k = len(lists)
    columns = [
        Column("on", words("overlaps.combination"), "page"),
        *(Column(name, kind="csv") for name in lists),
        Column("count", words("overlaps.people"), "number"),
    ]
    rows: list[list[Value]] = [
        [
            _named(lists, i, words),
            *(i >> (k - 1 - j) & 1 for j in range(k)),
            words("overlaps.withheld") if count is None else count,
        ]
        for i, count in enumerate(counts, 1)
    ]
    return Figure(
        name,
        title,
        _draw(lists, counts, name, 760, title, alt, words),
        alt,
        caption,
        columns,
        rows,
        narrow=_draw(lists, counts, f"{name}-narrow", 360, title, alt, words),
    )


def _on(k: int, combination: int) -> list[int]:
    """The lists of a combination, by place."""
    return [j for j in range(k) if combination >> (k - 1 - j) & 1]


def _named(lists: Sequence[str], combination: int, words: Words) -> str:
    names = [lists[j] for j in _on(len(lists), combination)]
    return words("overlaps.only", list=names[0]) if len(names) == 1 else words.listed(names)


def _people(count: int | None, words: Words) -> str:
    return words("overlaps.withheld") if count is None else words.number(count)


def _order(one: Combination) -> tuple[int, int, int]:
    """Fewest lists first, then most people, withheld ones last."""
    combination, count = one
    return combination.bit_count(), -1 if count is None else -count - 1, -combination


def _draw(
    lists: Sequence[str],
    counts: Sequence[int | None],
    name: str,
    across: float,
    title: str,
    alt: str,
    words: Words,
) -> str:
    k = len(lists)
    present = [(i, count) for i, count in enumerate(counts, 1) if count != 0]
    step = 22.0 if across > 500 else 17.0
    left = 10 + (k - 1) * step + 10 + DOT
    largest = max((count for _, count in present if count is not None), default=0)
    room = across - left - 8 - width(_people(largest, words), 12.5) - 8
    scale = room / largest if largest else 0.0
    drawn, y = _key([_with_size(lists, at, counts, words) for at in range(k)], across)
    for size, group in groupby(sorted(present, key=_order), key=lambda one: one[0].bit_count()):
        rows = list(group)
        drawn.append(el("rect", x=0, y=y, width=across, height=20, rx=3, fill=BAND))
        drawn.append(
            text(6, y + 14, _band(size, [count for _, count in rows], words), bold=True, within=across - 12)
        )
        y += 20
        drawn += [
            text(10 + j * step, y + 13, LETTERS[j], size=11, fill=SOFT, anchor="middle") for j in range(k)
        ]
        y += 20
        for combination, count in rows[:MOST]:
            middle = y + ROW / 2 - 2
            drawn.append(_dots(_on(k, combination), k, step, middle))
            if count is not None:
                long = max(count * scale, 1)
                which = f"{combination:0{k}b}"
                drawn.append(
                    el("rect", x=left, y=middle - 6, width=long, height=12, fill=NAVY, data_lists=which)
                )
            at = left + (count or 0) * scale + 7
            drawn.append(text(at, middle + 4.5, _people(count, words), size=12.5, bold=count is not None))
            y += ROW
        if len(rows) > MOST:
            drawn.append(
                text(left, y + 11, _others(rows[MOST:], words), size=11, fill=SOFT, within=across - left - 6)
            )
            y += ROW
        y += 6
    return document(name, title, alt, across, y, *drawn)


def _with_size(lists: Sequence[str], at: int, counts: Sequence[int | None], words: Words) -> str:
    """A list's name and how many are on it, where no count is withheld that would tell which."""
    if None in counts:
        return lists[at]
    people = sum(count or 0 for i, count in enumerate(counts, 1) if at in _on(len(lists), i))
    return words("overlaps.band", lists=lists[at], people=words.number(people))


def _key(lists: Sequence[str], across: float) -> tuple[list[str], float]:
    """The letter of each list and what is said of it, and where the rows begin."""
    drawn, y = [], 6.0
    for letter, name in zip(LETTERS, lists, strict=False):
        drawn.append(text(10, y + 11, letter, size=12.5, bold=True, anchor="middle"))
        for line in wrap(name, across - 34, 12.5):
            drawn.append(text(24, y + 11, line, size=12.5, within=across - 30))
            y += 17
    return drawn, y + 6


def _band(size: int, counts: Sequence[int | None], words: Words) -> str:
    """How many lists, and the people on so many where none of them is withheld."""
    lists = (
        words("overlaps.one_list") if size == 1 else words("overlaps.so_many_lists", lists=words.number(size))
    )
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return lists
    return words("overlaps.band", lists=lists, people=words.number(sum(known)))


def _others(rows: Sequence[Combination], words: Words) -> str:
    known = [count for _, count in rows if count is not None]
    number = words.number(len(rows))
    if len(known) < len(rows):
        return words("overlaps.others_withheld", combinations=number)
    return words("overlaps.others", combinations=number, people=words.number(sum(known)))


def _dots(on: Sequence[int], k: int, step: float, y: float) -> str:
    """A full dot for each list of the combination, joined by a line; a ring for each other list."""
    first, last = 10 + on[0] * step, 10 + on[-1] * step
    line = (
        el("path", d=f"M{num(first)} {num(y)}H{num(last)}", stroke=INK, stroke_width=2) if len(on) > 1 else ""
    )
    dots = [
        el("circle", cx=10 + j * step, cy=y, r=DOT, fill=INK)
        if j in on
        else el("circle", cx=10 + j * step, cy=y, r=DOT - 1.5, fill=WHITE, stroke=FAINT, stroke_width=1)
        for j in range(k)
    ]
    return line + "".join(dots)
