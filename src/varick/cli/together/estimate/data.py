"""The estimates of a table as rows and as JSON; names and numbers are the same in every language."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from varick.together.estimating.estimate import Estimate
    from varick.together.estimating.observation import Observation
    from varick.together.estimating.side_by_side import Estimates

COLUMNS = ("kind", "method", "odds", "recall", "first", "second", "value", "low", "high", "level",
           "low_if_links_right", "high_if_links_right", "refused")  # fmt: skip


def rows(found: "Estimates") -> Iterator[dict[str, Any]]:
    """The union, one row a method, one row an odds ratio, one row a share of links found."""
    union = {} if found.table.publish == "nothing" else _numbers(found.union)
    yield {"kind": "union", "method": "union", **union}
    for one, alone in zip(found.methods, found.alone, strict=True):
        yield {
            "kind": "method",
            "method": one.method,
            **_numbers(one),
            "low_if_links_right": alone.low,
            "high_if_links_right": alone.high,
            "refused": one.refused,
        }
    for told in found.dependence:
        first, second = told.pair or (None, None)
        yield {
            "kind": "dependence",
            "method": told.estimate.method,
            "odds": told.odds,
            "first": first,
            "second": second,
            **_numbers(told.estimate),
        }
    for supposed in found.recalls:
        yield {
            "kind": "recall",
            "method": "dependence",
            "odds": 1.0,
            "recall": supposed.recall,
            **_numbers(supposed.estimate),
            "refused": supposed.estimate.refused,
        }


def _numbers(one: "Estimate") -> dict[str, Any]:
    return {"value": one.value, "low": one.low, "high": one.high, "level": one.level}


def answer(found: "Estimates", seen: "Observation | None") -> dict[str, Any]:
    """Everything, as JSON."""
    table, links = found.table, found.links
    return {
        "lists": list(table.lists),
        "sizes": list(table.sizes) if table.whole else None,
        "counts": [int(n) for n in table.counts] if table.whole else None,
        "union": None if table.publish == "nothing" else table.union,
        "overlaps": table.overlaps if table.whole else None,
        "refused": found.refused,
        "why": dict(found.values or {}) if table.whole else {},
        "linkage": None
        if links is None
        else {
            "pairs": links.measured.pairs,
            "found": links.measured.said[0],
            "wrong": links.measured.said[1],
            "recall": list(links.recall),
            "counted_twice": list(links.split),
            "taken_for_one": list(links.merged),
        },
        "estimates": list(rows(found)),
        "details": {one.method: dict(one.details) for one in found.methods} if table.whole else {},
        "span": None if found.span is None else list(found.span),
        "observed": None
        if seen is None
        else {
            "low": seen.low,
            "high": seen.high,
            "documented": seen.documented,
            "shared": [seen.shared_low, seen.shared_high],
            "least": seen.least,
            "most": seen.most,
            "below": list(seen.below(found)),
        },
    }
