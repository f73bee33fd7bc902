"""How wide a line of text will be, without a font at hand: estimated on the wide side, and how to wrap it.

Widths are for Inter, the widest of the fonts that `svg.FONT` names, in thousandths of the size.
"""

_NARROW = dict.fromkeys("iljI.,;:'|!", 290) | dict.fromkeys("frt()[]{}/- \u00a0\u202f", 380)
_WIDE = dict.fromkeys("mwMW@%", 920) | dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ", 710)
_WIDTHS = _NARROW | _WIDE | dict.fromkeys("0123456789", 640)
_OTHER = 600
_BOLD = 1.06


def width(text: str, size: float, bold: bool = False) -> float:
    """Estimated width of a line, in the unit of `size`."""
    thousandths = sum(_WIDTHS.get(letter, _OTHER) for letter in text)
    return thousandths / 1000 * size * (_BOLD if bold else 1)


def wrap(text: str, limit: float, size: float, bold: bool = False) -> list[str]:
    """Break at spaces into lines no wider than `limit`; a longer word keeps a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(f"{lines[-1]} {word}", size, bold) <= limit:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines or [""]
