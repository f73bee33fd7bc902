"""How precisely a number may be said: no digit that its interval does not carry."""

from math import floor, log10

EXACT_FROM = 10.0
"""From here up, decimals of a yearly number say nothing."""


def step(low: float, high: float, value: float) -> float:
    """The place to round to, a power of ten: two significant digits of the interval's width.

    Never finer than 1 for values of 10 and more, 0.1 for 1 and more, 0.01 below.
    """
    size = max(abs(value), abs(low), abs(high))
    finest = 1.0 if size >= EXACT_FROM else 0.1 if size >= 1 else 0.01
    width = high - low
    if width <= 0:
        return finest
    return max(finest, 10.0 ** (floor(log10(width)) - 1))


def decimals(place: float) -> int:
    """Digits after the point that a number rounded to `place` shows."""
    return max(0, -floor(log10(place) + 1e-9))


def rounded(value: float, place: float) -> float:
    """`value` to the nearest multiple of `place`, without a minus zero."""
    return round(value / place) * place + 0.0
