"""Small pieces of SVG: elements, numbers, text with a halo, symbols. Presentation attributes only, so that a page
may forbid inline styles; a halo is a second, white text below the first, because `paint-order` is lost in print.
"""

from collections.abc import Sequence
from html import escape
from typing import Literal, NamedTuple

from varick.figures.typeset import width, wrap

FONT = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK, SOFT, FAINT = "#16202b", "#46525e", "#8a949e"
NAVY, NAVY_PALE = "#31507b", "#c3cddd"
GREY, GREY_PALE = "#63756d", "#dbe1de"
TEAL, TEAL_PALE = "#1f7a6c", "#bfe0d9"
RED, RED_PALE = "#a32c40", "#ecc8ce"
AMBER, BAND, WHITE = "#8a5300", "#eaeef3", "#ffffff"

Anchor = Literal["start", "middle", "end"]
Mark = Literal["passes", "lever", "custody", "leaves"]
COLOURS: dict[Mark, tuple[str, str]] = {
    "passes": (NAVY, NAVY_PALE),
    "lever": (TEAL, TEAL_PALE),
    "custody": (RED, RED_PALE),
    "leaves": (GREY, GREY_PALE),
}
"""Of each kind of stage: its bar, and the ribbon that leads to it. Shapes tell them apart too (`symbol`)."""


SYMBOL_ROOM = 12.0
"""What a symbol before a line of text takes."""


class Line(NamedTuple):
    """A line of a label: its text, size and weight, and the symbol before it, if any."""

    text: str
    size: float = 12.0
    bold: bool = False
    mark: Mark | None = None

    @property
    def width(self) -> float:
        """Estimated width with the symbol."""
        return width(self.text, self.size, self.bold) + (SYMBOL_ROOM if self.mark else 0)


def label(name: str, kind: Mark, room: float, size: float = 12.0) -> list[Line]:
    """A stage's name in lines that fit `room`, with its kind's symbol before the first (none for "passes")."""
    mark = None if kind == "passes" else kind
    lines = wrap(name, room - (SYMBOL_ROOM if mark else 0), size, True)
    return [Line(line, size, True, None if number else mark) for number, line in enumerate(lines)]


def lines(given: Sequence[Line], x: float, y: float, leading: float, room: float, halo: bool = False) -> str:
    """Lines one below the other, the first's middle at y; none wider than `room`."""
    drawn = []
    for number, line in enumerate(given):
        at, indent = y + number * leading, SYMBOL_ROOM if line.mark else 0.0
        if line.mark:
            drawn.append(symbol(line.mark, x, at))
        drawn.append(
            text(
                x + indent,
                at + 4,
                line.text,
                size=line.size,
                bold=line.bold,
                fill=INK if line.size >= 12 else SOFT,
                halo=halo,
                within=room - indent,
            )
        )
    return "".join(drawn)


_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def _safe(said: str, quote: bool = True) -> str:
    """Text for XML: escaped, and without the control characters that XML does not allow at all."""
    return escape(said.translate(_FORBIDDEN), quote=quote)


def num(value: float) -> str:
    """A coordinate with at most two decimals: drawings to scale, files small."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def el(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element. `stroke_width` becomes `stroke-width`; None leaves an attribute out; values are escaped."""
    written = []
    for key, value in attributes.items():
        if value is not None:
            written.append(
                f' {key.replace("_", "-")}="{_safe(value if isinstance(value, str) else num(value))}"'
            )
    opening = f"<{name}{''.join(written)}"
    return f"{opening}>{''.join(children)}</{name}>" if children else f"{opening}/>"


def text(
    x: float,
    y: float,
    said: str,
    *,
    size: float = 12,
    bold: bool = False,
    fill: str = INK,
    anchor: Anchor = "start",
    halo: bool = False,
    within: float | None = None,
) -> str:
    """A line of text; `within` squeezes it to that width if it would be longer."""
    natural = width(said, size, bold)
    squeeze = within if within is not None and natural > within else None
    shape: dict[str, str | float | None] = {
        "x": x,
        "y": y,
        "font_size": None if size == 12 else size,
        "font_weight": "600" if bold else None,
        "text_anchor": None if anchor == "start" else anchor,
        "textLength": squeeze,
        "lengthAdjust": "spacingAndGlyphs" if squeeze else None,
    }
    drawn = el("text", _safe(said, quote=False), fill=None if fill == INK else fill, **shape)
    if not halo:
        return drawn
    white = el(
        "text",
        _safe(said, quote=False),
        fill=WHITE,
        stroke=WHITE,
        stroke_width=3.5,
        stroke_linejoin="round",
        **shape,
    )
    return white + drawn


def symbol(kind: Mark, x: float, y: float, size: float = 8) -> str:
    """The kind's shape, its left edge at x and centred on y: square, diamond, disc, or ring."""
    radius = size / 2
    bar, _ = COLOURS[kind]
    if kind == "passes":
        return el("rect", x=x, y=y - radius, width=size, height=size, fill=bar)
    if kind == "lever":
        path = f"M{num(x)} {num(y)}l{num(radius)} {num(-radius)} {num(radius)} {num(radius)} {num(-radius)} {num(radius)}z"
        return el("path", d=path, fill=bar)
    if kind == "custody":
        return el("circle", cx=x + radius, cy=y, r=radius, fill=bar)
    return el("circle", cx=x + radius, cy=y, r=radius - 0.9, fill=WHITE, stroke=bar, stroke_width=1.8)


def hatch(name: str) -> str:
    """The stripes of a lever's bar, to be filled with `url(#name)`."""
    stripe = el("rect", width=2.2, height=5, fill=WHITE)
    ground = el("rect", width=5, height=5, fill=TEAL)
    return el(
        "pattern",
        ground,
        stripe,
        id=name,
        width=5,
        height=5,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def document(
    name: str, title: str, description: str, across: float, down: float, *children: str, rules: str = ""
) -> str:
    """The whole drawing: an image with a title and a description for those who do not see it."""
    return el(
        "svg",
        el("title", _safe(title, quote=False), id=f"{name}-title"),
        el("desc", _safe(description, quote=False), id=f"{name}-desc"),
        el("defs", rules) if rules else "",
        el("rect", width=across, height=down, fill=WHITE),
        el("g", *children, font_family=FONT, font_size=12, fill=INK),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {num(across)} {num(down)}",
        width=across,
        height=down,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )
