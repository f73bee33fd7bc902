"""An estimate in words: the method, what it assumes, and why it gives no number."""

from collections.abc import Mapping
from fractions import Fraction

from varick.together.estimating.estimate import Estimate
from varick.together.estimating.table import Publish
from varick.words import Words

OF_OVERLAPS = frozenset({"empty_list", "few_overlaps", "apart", "few_in_pair", "no_overlap", "left_few"})
"""Refusals whose sentence gives a count of overlaps, that there are none, or how near they are to too few."""
OF_UNION = frozenset({"few_cases"})
"""Refusals whose sentence gives the union."""


def refused(words: Words, why: str, values: Mapping[str, float | int | str], publish: Publish = "all") -> str:
    """The sentence of a refusal: whole numbers as numbers, fractions as percent, texts as they are.

    It gives no count that may not be published."""
    if publish != "all" and why in OF_OVERLAPS:
        return words("together_refused.too_little")
    if publish == "nothing" and why in OF_UNION:
        return words("together_refused.too_few")
    said = {name: _value(words, value) for name, value in values.items()}
    return words(f"together_refused.{why}", **said)


def answer(words: Words, estimate: Estimate, publish: Publish = "all") -> str:
    """The number with its interval, "at least" where there is no upper limit, or why there is none."""
    value, low, high = estimate.value, estimate.low, estimate.high
    if value is None or low is None:
        return refused(words, estimate.refused or "", estimate.values, publish)
    if high is None:
        return words("overlaps.at_least", low=words.point(low, low, max(value, low + 1)))
    return words.estimate(value, low, high)


def method(words: Words, estimate: Estimate) -> str:
    """What the method is called; of two lists among more, which."""
    name = words(f"together_method.{estimate.method}")
    lists = estimate.details.get("lists")
    return words("overlaps.of_lists", name=name, lists=words.listed(lists)) if lists else name


def assumes(words: Words, estimate: Estimate) -> str:
    """What the method takes for granted."""
    return words(f"together_assumes.{estimate.method}")


def share(words: Words, share: float) -> str:
    """A share as somebody set it: "95%", not "95.0%"."""
    return words("number.percent", value=words.stated(share * 100))


def odds(words: Words, odds: float) -> str:
    """An odds ratio as a fraction, "2/3", where it is a simple one."""
    ratio = Fraction(odds).limit_denominator(10)
    return str(ratio) if abs(ratio - odds) < 1e-6 else words.stated(odds)


def _value(words: Words, value: float | int | str) -> str:
    if isinstance(value, str):
        return value
    return words.number(value) if isinstance(value, int) else words.percent(value)
