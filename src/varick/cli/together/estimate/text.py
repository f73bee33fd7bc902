"""The estimates of a table as a person reads them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from varick.cli.output import lined_up
from varick.together.estimating import saying
from varick.words import Words

if TYPE_CHECKING:
    from varick.together.estimating.estimate import Estimate
    from varick.together.estimating.observation import Observation
    from varick.together.estimating.side_by_side import Estimates

SENSES = {
    -1: "together_estimate.says_below",
    0: "together_estimate.says_one",
    1: "together_estimate.says_above",
}
"""What an odds ratio under, of or over 1 means."""


def lines(found: "Estimates", seen: "Observation | None", name: str, words: Words) -> Iterator[str]:
    """What a person reads."""
    table = found.table
    yield words("together_estimate.head", lists=words.listed(table.lists), table=name)
    if words.notice:
        yield words.notice
    yield ""
    union, overlaps = words.number(table.union), words.number(table.overlaps)
    if table.whole:
        yield words("together_estimate.union", union=union, overlaps=overlaps)
    elif table.publish == "union":
        yield words("together_estimate.union_alone", union=union)
    if not table.whole:
        yield words("together_estimate.withheld")
    if found.refused is not None:
        yield ""
        yield saying.refused(words, found.refused, found.values or {}, table.publish)
        yield words("together_estimate.stands")
    else:
        yield from _linkage(found, words)
        yield ""
        yield from _methods(found, words)
        yield from _dependence(found, words)
        yield from _recalls(found, words)
    if seen is not None:
        yield ""
        yield from observed(found, seen, words)


def _linkage(found: "Estimates", words: Words) -> Iterator[str]:
    links = found.links
    if links is None:
        yield words("together_estimate.no_links")
        return
    low, high = found.union.low, found.union.high
    level = saying.share(words, found.union.level)
    if found.table.publish != "nothing" and low is not None and high is not None:
        limits = {"low": words.number(low, 1), "high": words.number(high, 1)}
        yield words("together_estimate.union_linked", **limits, level=level)
    yield words(
        "together_estimate.links",
        pairs=words.number(links.measured.pairs),
        found=words.number(links.measured.said[0]),
        wrong=words.number(links.measured.said[1]),
        low=words.percent(links.recall[0]),
        high=words.percent(links.recall[1]),
        level=level,
        split=_whole(links.split, words),
        merged=_whole(links.merged, words),
    )


def _whole(limits: tuple[float, float], words: Words) -> str:
    """Two limits in whole people."""
    low, high = (words.number(round(limit)) for limit in limits)
    return words("number.interval", low=low, high=high)


def _methods(found: "Estimates", words: Words) -> Iterator[str]:
    linked = found.links is not None
    heads = [words("together_estimate.method"), words("together_estimate.estimate"), _interval(found, words)]
    lines = [[*heads, *([words("together_estimate.without")] if linked else [])]]
    declined = []
    for one, alone in zip(found.methods, found.alone, strict=True):
        name = saying.method(words, one)
        if one.answered:
            lines.append([name, *_cells(one, words), *([_limits(alone, words)] if linked else [])])
        else:
            declined.append(f"{name}: {saying.answer(words, one, found.table.publish)}")
    if len(lines) > 1:
        yield from lined_up(lines, right=(1,))
    yield from declined
    yield ""
    yield words("together_estimate.assumes")
    for one in found.methods:
        if one.answered:
            said = saying.assumes(words, one)
            yield "  " + words("together_estimate.one", method=saying.method(words, one), assumes=said)
    if found.span is not None:
        low, high = found.span
        several = sum(one.answered for one in found.methods) > 1
        key = "together_estimate.never" if several else "together_estimate.never_one"
        yield words(key, low=words.number(low, 1), high=words.number(high, 1))


def _interval(found: "Estimates", words: Words) -> str:
    return words("together_estimate.interval", level=saying.share(words, found.union.level))


def _cells(one: "Estimate", words: Words) -> Sequence[str]:
    assert one.value is not None
    return [words.number(one.value, 1), _limits(one, words)]


def _limits(one: "Estimate", words: Words) -> str:
    if one.low is None:
        return ""
    if one.high is None:
        return words("together_estimate.at_least", low=words.number(one.low, 1))
    return words("number.interval", low=words.number(one.low, 1), high=words.number(one.high, 1))


def _dependence(found: "Estimates", words: Words) -> Iterator[str]:
    heads = [
        words("together_estimate.odds"),
        words("together_estimate.estimate"),
        _interval(found, words),
        "",
    ]
    every = [told for told in found.dependence if told.pair is None]
    if not every:
        yield ""
        yield words("together_page.dependence_none")
    if every:
        yield ""
        yield words("together_estimate.dependence")
        lines = [heads]
        for told in every:
            means = words(SENSES[(told.odds > 1) - (told.odds < 1)])
            lines.append([saying.odds(words, told.odds), *_cells(told.estimate, words), means])
        yield from lined_up(lines, right=(0, 1))
    if found.table.k == 2:
        yield words("together_estimate.two_lists")
    of_pairs = [told for told in found.dependence if told.pair is not None]
    if of_pairs:
        yield ""
        yield words("together_estimate.pairs")
        lines = [heads]
        for told in of_pairs:
            assert told.pair is not None
            pair = words("together_estimate.pair", first=told.pair[0], second=told.pair[1])
            lines.append([saying.odds(words, told.odds), *_cells(told.estimate, words), pair])
        yield from lined_up(lines, right=(0, 1))


def _recalls(found: "Estimates", words: Words) -> Iterator[str]:
    told = [one for one in found.recalls if one.estimate.answered]
    if not told:
        return
    yield ""
    yield words("together_estimate.recalls")
    lines = [[words("together_estimate.found"), words("together_estimate.estimate"), _interval(found, words)]]
    lines += [[saying.share(words, one.recall), *_cells(one.estimate, words)] for one in told]
    yield from lined_up(lines, right=(0, 1))
    missing = [saying.share(words, one.recall) for one in found.recalls if not one.estimate.answered]
    if missing:
        yield words("together_estimate.no_room", shares=words.listed(missing))


def observed(found: "Estimates", seen: "Observation", words: Words) -> Iterator[str]:
    """What an outside observation allows to say, and what not."""

    def between(low: int, high: int) -> str:
        if low == high:
            return words.number(low)
        return words("number.interval", low=words.number(low), high=words.number(high))

    share = seen.known_share
    yield words(
        "together_estimate.observed",
        seen=between(seen.low, seen.high),
        documented=words.number(seen.documented),
        shared=between(seen.shared_low, seen.shared_high),
        least=words.number(seen.least),
        most=words.number(seen.most),
        share=words.percent(1.0 if share is None else share),
    )
    below = seen.below(found)
    if found.refused is not None:
        yield words("together_estimate.observed_alone")
    elif below:
        names = [saying.method(words, one) for one in found.methods if one.method in below]
        yield words("together_estimate.observed_below", methods=words.listed(names))
    else:
        yield words("together_estimate.observed_fits")
    yield words("together_estimate.observed_not")
