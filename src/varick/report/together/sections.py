"""The sections of the page of a count, each made of the estimates in the language of the words given."""

from collections.abc import Sequence

from varick.figures import Column, Figure, Table
from varick.figures.estimates import Estimated, estimates
from varick.figures.overlaps import overlaps
from varick.figures.table import Value
from varick.report.together.parts import Item, Section
from varick.together.estimating import saying
from varick.together.estimating.chapman import pairs
from varick.together.estimating.estimate import Estimate
from varick.together.estimating.side_by_side import Estimates
from varick.together.estimating.table import Publish
from varick.words import Words


def refused(found: Estimates, words: Words) -> str:
    """Why nothing at all is estimated; empty where something is."""
    return (
        saying.refused(words, found.refused, found.values or {}, found.table.publish) if found.refused else ""
    )


def profile(found: Estimates, counts: Sequence[int | None], words: Words) -> Section:
    """Who is on which lists; without a figure where every count is withheld."""
    said = [words("together_page.profile_said")]
    if None in counts:
        said.append(words("together_page.profile_withheld"))
    if not any(counts):
        return Section("profile", words("together_page.profile"), said)
    figure = overlaps(found.table.lists, counts, words)
    return Section("profile", words("together_page.profile"), said, [Item(figure.table, figure)])


def in_all(found: Estimates, words: Words) -> Section:
    """The estimates side by side, what each takes for granted, pairs of lists and models; or why there are none."""
    title = words("together_page.estimates")
    if found.refused:
        return Section("estimates", title, [refused(found, words), words("together_page.refused_said")])
    figure = _estimates(found, words)
    told: list[list[Value]] = [
        [
            saying.method(words, one),
            saying.assumes(words, one),
            saying.answer(words, one, found.table.publish),
        ]
        for one in found.methods
    ]
    columns = [
        Column("method", words("together_page.method")),
        Column("assumes", words("together_page.assumes")),
        Column("answer", words("overlaps.answer"), "page"),
    ]
    items = [
        Item(figure.table, figure),
        Item(Table("assumptions", words("together_page.assumptions"), columns, told)),
    ]
    if found.table.whole and found.table.k > 2:
        items.append(Item(_pairs(found, words), folded=True))
    models = _models(found, words) if found.table.whole else None
    if models is not None:
        items.append(Item(models, folded=True))
    return Section("estimates", title, [words("together_page.estimates_said")], items)


def _estimates(found: Estimates, words: Words) -> Figure:
    linked = found.links is not None
    given = [
        _estimated(
            one.method, saying.method(words, one), one, alone if linked else None, words, found.table.publish
        )
        for one, alone in zip(found.methods, found.alone, strict=True)
    ]
    caption = words("together_page.estimates_caption")
    if linked:
        caption += " " + words("together_page.alone_caption")
    return estimates(
        given,
        found.table.union,
        words("together_page.estimates_title"),
        caption,
        words("together_page.method"),
        words,
    )


def _estimated(
    id: str, name: str, one: Estimate, alone: Estimate | None, words: Words, publish: Publish
) -> Estimated:
    narrower = None
    if alone is not None and alone.low is not None and alone.high is not None and one.answered:
        narrower = (alone.low, alone.high)
    return Estimated(id, name, saying.answer(words, one, publish), one.value, one.low, one.high, narrower)


def _pairs(found: Estimates, words: Words) -> Table:
    """Chapman's estimate of each pair of lists, as if there were no other."""
    rows: list[list[Value]] = []
    for one in pairs(found.table):
        first, second = one.details["lists"]
        both = found.table.pair(found.table.lists.index(first), found.table.lists.index(second))[2]
        rows.append(
            [words.listed([first, second]), both, saying.answer(words, one), one.value, one.low, one.high]
        )
    columns = [
        Column("lists", words("together_page.two_lists")),
        Column("both", words("together_page.on_both"), "number"),
        Column("answer", words("overlaps.answer"), "page"),
        *(Column(key, kind="csv") for key in ("value", "low", "high")),
    ]
    return Table("pairs", words("together_page.pairs"), columns, rows)


def _models(found: Estimates, words: Words) -> Table | None:
    """The log-linear models that weigh most, of the average by BIC."""
    averaged = next((one for one in found.alone if one.method == "loglinear_bic" and one.answered), None)
    if averaged is None or averaged.details["models"] < 2:
        return None
    rows: list[list[Value]] = [
        [
            "; ".join(words.listed(term) for term in model["interactions"])
            or words("together_page.no_dependence"),
            model["weight"],
            model["value"],
            model["se"],
        ]
        for model in averaged.details["best"]
    ]
    columns = [
        Column("dependent", words("together_page.dependent")),
        Column("weight", words("together_page.weight"), "share"),
        Column("people", words("together_page.people"), "about"),
        Column("standard_error", words("together_page.error"), "about"),
    ]
    told = words(
        "together_page.models",
        shown=words.number(len(rows)),
        models=words.number(averaged.details["models"]),
        left_out=words.number(averaged.details["left_out"]),
    )
    return Table("models", told, columns, rows)


def dependence(found: Estimates, words: Words) -> Section:
    """The estimates under dependence that is put in."""
    title = words("together_page.dependence")
    everywhere = [one for one in found.dependence if one.pair is None]
    if not everywhere:
        return Section("dependence", title, [words("together_page.dependence_none")])
    given = [
        _estimated(f"{one.odds:.2f}", _odds(one.odds, words), one.estimate, None, words, found.table.publish)
        for one in everywhere
    ]
    figure = estimates(
        given,
        found.table.union,
        words("together_page.dependence_title"),
        words("together_page.dependence_caption"),
        words("together_page.odds"),
        words,
        name="dependence",
    )
    items = [Item(figure.table, figure)]
    rows: list[list[Value]] = [
        [
            words.listed(one.pair),
            _odds(one.odds, words),
            one.odds,
            saying.answer(words, one.estimate),
            one.estimate.value,
            one.estimate.low,
            one.estimate.high,
        ]
        for one in found.dependence
        if one.pair is not None
    ]
    if rows:
        columns = [
            Column("lists", words("together_page.two_lists")),
            Column("odds", words("together_page.odds"), "page"),
            Column("odds_ratio", kind="csv"),
            Column("answer", words("overlaps.answer"), "page"),
            *(Column(key, kind="csv") for key in ("value", "low", "high")),
        ]
        items.append(Item(Table("one-pair", words("together_page.one_pair"), columns, rows), folded=True))
    return Section("dependence", title, [words("together_page.dependence_said")], items)


def _odds(odds: float, words: Words) -> str:
    """An odds ratio, "1/4", and what it means."""
    if abs(odds - 1) < 1e-9:
        return words("together_page.odds_one", odds="1")
    key = "together_page.odds_more" if odds > 1 else "together_page.odds_less"
    return words(key, odds=saying.odds(words, odds))


def links(found: Estimates, words: Words) -> Section:
    """What planted people told of the links, and the estimates if so many of the links had been found."""
    title = words("together_page.links")
    measured = found.links
    if measured is None:
        said = [words("together_page.links_unmeasured")]
    else:
        planted = measured.measured
        said = [
            words(
                "together_page.links_said",
                pairs=words.number(planted.pairs),
                found=words.number(planted.said[0]),
                wrong=words.number(planted.said[1]),
                low=words.percent(measured.recall[0]),
                high=words.percent(measured.recall[1]),
            )
        ]
        if not found.refused:
            told = {"split": _people(measured.split, words), "merged": _people(measured.merged, words)}
            said.append(words("together_page.links_do", **told))
    given = [
        _estimated(
            f"{one.recall:.2f}",
            saying.share(words, one.recall),
            one.estimate,
            None,
            words,
            found.table.publish,
        )
        for one in found.recalls
        if one.estimate.answered
    ]
    if not given:
        return Section("links", title, said)
    said.append(words("together_page.recalls_said"))
    caption = words("together_page.recalls_caption")
    none = [saying.share(words, one.recall) for one in found.recalls if not one.estimate.answered]
    if none:
        caption += " " + words("together_page.recalls_none", shares=words.listed(none))
    figure = estimates(
        given,
        found.table.union,
        words("together_page.recalls_title"),
        caption,
        words("together_page.recall"),
        words,
        name="links-found",
    )
    return Section("links", title, said, [Item(figure.table, figure)])


def _people(limits: tuple[float, float], words: Words) -> str:
    low, high = map(round, limits)
    return words.number(low) if low == high else words.interval(low, high)


def seen(said: Sequence[str], words: Words) -> Section:
    """What was seen outside the lists."""
    return Section("seen", words("together_page.seen"), said)


def limits(words: Words) -> Section:
    """What no method can tell."""
    return Section(
        "limits",
        words("together_page.limits"),
        [words("together_page.limits_said")],
        beware=words.family("together_limits"),
    )
