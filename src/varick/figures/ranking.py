"""What each lever would change, by who holds it: a dot for the change, a line for its interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from varick.errors import VarickError
from varick.figures.figure import Figure
from varick.figures.svg import BAND, INK, NAVY, SOFT, WHITE, Line, document, el, lines, num, text
from varick.figures.table import Column, Value
from varick.figures.typeset import wrap
from varick.words import Words

OWNERS = ("city", "prosecutor", "court", "county", "state", "federal", "person", "nature")
"""The order of the groups: nearest to the reader first, the same on every page."""

LINE = 14.0


@dataclass(frozen=True, slots=True)
class Lever:
    """A reform and what it does to one outcome: people a year with it, and the change against today's rules.

    `low`, `high` and `change_low`, `change_high` are the interval; `same_sign` is the share of joint draws in
    which the change has the sign shown (None where it was not computed); `deciding` is the fact that decides most how
    large the change is, and `grade` how well that fact is known, in words (empty where nothing moves it).
    """

    id: str
    title: str
    owner: str
    per_year: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    same_sign: float | None = None
    deciding: str = ""
    grade: str = ""

    @property
    def exactly_nothing(self) -> bool:
        """Whether the outcome stays the same in every draw."""
        return self.change == self.change_low == self.change_high == 0


def ranking(levers: Sequence[Lever], outcome: str, words: Words, *, name: str = "levers") -> Figure:
    """Draw levers grouped by owner, within a group from the largest decrease to the largest increase.

    `outcome` is what is counted, in words. Raises VarickError if there is no lever or an interval is upside down.
    """
    if not levers:
        raise VarickError("ranking: no levers; give at least one")
    for lever in levers:
        if not lever.change_low <= lever.change_high:
            raise VarickError(f"ranking: {lever.id!r} has its interval upside down; give low, then high")
    groups = _groups(levers)
    title = words("ranking.title", outcome=outcome)
    said = [
        words(
            "ranking.alt_lever",
            owner=words.label("owner", lever.owner),
            title=lever.title,
            change=words.change(lever.change, lever.change_low, lever.change_high),
        )
        for _, group in groups
        for lever in group
    ]
    alt = words("ranking.alt", outcome=outcome, levers=" ".join(said))
    columns = [
        Column("lever", words("column.lever")),
        Column("controlled_by", words("column.owner")),
        *effect_columns(words),
    ]
    rows: list[list[Value]] = [
        [
            lever.title,
            words.label("owner", lever.owner),
            lever.per_year,
            lever.low,
            lever.high,
            lever.change,
            lever.change_low,
            lever.change_high,
            lever.same_sign,
            lever.deciding or "\u2013",
            lever.grade or "\u2013",
        ]
        for _, group in groups
        for lever in group
    ]
    return Figure(
        name,
        title,
        _draw(groups, name, 760, title, alt, words),
        alt,
        words("ranking.caption"),
        columns,
        rows,
        narrow=_draw(groups, f"{name}-narrow", 360, title, alt, words),
    )


def effect_columns(words: Words) -> list[Column]:
    """The columns of what a lever does to an outcome: level and change with their limits, how sure, and what decides."""
    return [
        Column("per_year", words("column.per_year"), "estimate"),
        Column("low", kind="limit"),
        Column("high", kind="limit"),
        Column("change", words("column.change"), "shift"),
        Column("change_low", kind="limit"),
        Column("change_high", kind="limit"),
        Column("same_sign_share", words("column.same_sign"), "share"),
        Column("deciding_fact", words("column.deciding")),
        Column("grade", words("column.grade")),
    ]


def _groups(levers: Sequence[Lever]) -> list[tuple[str, list[Lever]]]:
    owners = [*OWNERS, *sorted({lever.owner for lever in levers} - set(OWNERS))]
    found = [(owner, [lever for lever in levers if lever.owner == owner]) for owner in owners]
    return [
        (owner, sorted(group, key=lambda one: (one.change, one.title))) for owner, group in found if group
    ]


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from low to high, as many as fit into `most`, 0 among them where it lies between."""
    power = 10.0 ** floor(log10(max(high - low, 1e-9) / most))
    for times in (1, 2, 5, 10, 20, 50):
        distance = power * times
        first, last = ceil(low / distance - 1e-9), floor(high / distance + 1e-9)
        if last - first < most:
            break
    return [number * distance for number in range(first, last + 1)]


def _draw(
    groups: Sequence[tuple[str, list[Lever]]], name: str, width: float, title: str, alt: str, words: Words
) -> str:
    """Title, plot, number side by side where there is room; on a phone the plot lies below the words."""
    roomy = width > 500
    left, right = (262.0, width - 176.0) if roomy else (12.0, width - 12.0)
    everyone = [lever for _, group in groups for lever in group]
    low = min(0.0, *(lever.change_low for lever in everyone), *(lever.change for lever in everyone))
    high = max(0.0, *(lever.change_high for lever in everyone), *(lever.change for lever in everyone))
    low, high = (-1.0, 1.0) if low == high else (low, high)
    margin = (high - low) * 0.04
    scale = (right - left) / (high - low + 2 * margin)

    def x_of(change: float) -> float:
        return left + (change - low + margin) * scale

    drawn: list[str] = []
    top, y = 26.0, 26.0
    for owner, group in groups:
        drawn.append(el("rect", x=0, y=y, width=width, height=20, rx=3, fill=BAND))
        drawn.append(text(6, y + 14, words.label("owner", owner), bold=True))
        y += 28
        for lever in group:
            said = words.change(lever.change, lever.change_low, lever.change_high)
            number, _, interval = said.partition(" (")
            figures = [Line(number, 12.5, True), *([Line(f"({interval}", 11)] if interval else [])]
            sure = _sure(lever, words)
            figures += [Line(line, 11) for line in wrap(sure, width - right - 18, 11)] if sure else []
            if roomy:
                named = [Line(line, 12.5) for line in wrap(lever.title, left - 22, 12.5)]
                high_row = max(len(named), len(figures)) * LINE
                middle = y + high_row / 2
                drawn.append(lines(named, 6, middle - (len(named) - 1) * LINE / 2, LINE, left - 18))
                from_top = middle - (len(figures) - 1) * LINE / 2
                drawn.append(lines(figures, right + 14, from_top, LINE, width - right - 16))
                drawn.append(_whisker(lever, middle, x_of))
                y += high_row + 12
            else:
                named = [Line(line, 12.5) for line in wrap(lever.title, width - 12, 12.5)]
                numbers = [Line(said, 12, True), *([Line(sure, 11)] if sure else [])]
                drawn.append(lines([*named, *numbers], 6, y + 5, LINE + 1, width - 10))
                y += (len(named) + len(numbers)) * (LINE + 1) + 10
                drawn.append(_whisker(lever, y, x_of))
                y += 18
    axis = [_tick(x_of(tick), top - 4, y, tick, words) for tick in ticks(low, high, 6 if roomy else 4)]
    return document(name, title, alt, width, y + 4, *axis, *drawn)


def _sure(lever: Lever, words: Words) -> str:
    """In how many draws the change has this sign, and how well the fact is known that decides its size."""
    if lever.exactly_nothing or lever.same_sign is None or not lever.grade:
        return ""
    return words("ranking.sure", share=words.percent(lever.same_sign), grade=lever.grade)


def _tick(x: float, top: float, bottom: float, change: float, words: Words) -> str:
    zero = abs(change) < 1e-9
    line = el(
        "path",
        d=f"M{num(x)} {num(top)}V{num(bottom)}",
        stroke=SOFT if zero else BAND,
        stroke_width=1.4 if zero else 1,
    )
    return line + text(x, top - 7, words.signed(change), size=11, fill=SOFT, anchor="middle")


def _whisker(lever: Lever, y: float, x_of: Callable[[float], float]) -> str:
    """A filled dot where the interval lies on one side of zero, a hollow one where it does not, a diamond at none."""
    x = x_of(lever.change)
    if lever.exactly_nothing:
        path = f"M{num(x - 6)} {num(y)}l6 -6 6 6 -6 6z"
        return el("path", d=path, fill=WHITE, stroke=INK, stroke_width=1.6, data_lever=lever.id)
    low, high = x_of(lever.change_low), x_of(lever.change_high)
    line = el(
        "path",
        d=f"M{num(low)} {num(y)}H{num(high)}M{num(low)} {num(y - 4)}v8M{num(high)} {num(y - 4)}v8",
        stroke=NAVY,
        stroke_width=2,
        fill="none",
    )
    one_sided = lever.change_low > 0 or lever.change_high < 0
    fill = NAVY if one_sided else WHITE
    return line + el("circle", cx=x, cy=y, r=5, fill=fill, stroke=NAVY, stroke_width=1.8, data_lever=lever.id)
