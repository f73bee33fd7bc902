"""Estimates without the digits from which counts that are withheld could be worked out."""

from dataclasses import replace

from varick.together.estimating.estimate import Estimate
from varick.together.estimating.side_by_side import Estimates
from varick.words.numbers import place, rounded


def coarse(found: Estimates) -> Estimates:
    """The same with numbers rounded as sentences say them: shares in whole percent, people that links move in whole people."""
    links = found.links
    if links is not None:
        low, high = (round(share, 2) for share in links.recall)
        links = replace(links, recall=(low, high), split=_people(links.split), merged=_people(links.merged))
    return replace(
        found,
        links=links,
        methods=tuple(map(_rounded, found.methods)),
        alone=tuple(map(_rounded, found.alone)),
        dependence=tuple(replace(one, estimate=_rounded(one.estimate)) for one in found.dependence),
        recalls=tuple(replace(one, estimate=_rounded(one.estimate)) for one in found.recalls),
    )


def _people(limits: tuple[float, float]) -> tuple[float, float]:
    low, high = limits
    return float(round(low)), float(round(high))


def _rounded(one: Estimate) -> Estimate:
    value, low, high = one.value, one.low, one.high
    if value is None or low is None:
        return one
    widest = max(value, low + 1) if high is None else high

    def to(number: float) -> float:
        return rounded(number, place(number, low, widest))

    return replace(one, value=to(value), low=to(low), high=None if high is None else to(high))
