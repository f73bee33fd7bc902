"""How precisely a number may be said: no digit that its interval does not carry."""

from math import floor, log10

TINY = 1e-9
"""Two numbers nearer than this part of the larger one are the same number: they come from float additions."""


def same(a: float, b: float) -> bool:
    """Whether two numbers are equal but for rounding errors."""
    return abs(a - b) <= TINY * max(abs(a), abs(b))


def place(value: float, low: float, high: float) -> float:
    """The power of ten to round `value`, or one of its limits, to.

    Two significant digits of the interval's width, or of the number itself where that is finer (an interval of
    16 to 1,000 must not begin at 0); never finer than 1 from 10 up, 0.1 from 1 up, 0.01 below.
    """
    size = abs(value)
    finest = 1.0 if size >= 10 else 0.1 if size >= 1 else 0.01
    if same(low, high):
        return finest
    coarse = _leading(high - low) / 10
    return max(finest, min(coarse, _leading(size) / 10)) if size else max(finest, coarse)


def _leading(size: float) -> float:
    """The power of ten of the first significant digit."""
    return 10.0 ** floor(log10(size))


def decimals(place: float) -> int:
    """Digits after the point that a number rounded to `place` shows."""
    return max(0, -floor(log10(place) + 1e-9))


def rounded(value: float, place: float) -> float:
    """`value` to the nearest multiple of `place`, without a minus zero."""
    return round(value / place) * place + 0.0
