"""What the page of a count says, in one language: its title, its lead, the numbers at its head, and its sections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from varick.errors import NoAnswer
from varick.report.together.parts import Number, Together
from varick.report.together.sections import dependence, in_all, limits, links, profile, refused, seen
from varick.together.estimating.coarse import coarse
from varick.together.estimating.side_by_side import Estimates
from varick.together.estimating.table import Overlaps
from varick.words import Words

Checks = Callable[[Words], Sequence[str]]
"""Sentences on what was seen outside the lists, in a language."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the table comes from: the file's name, the hash of its bytes, and the command that makes the page again."""

    file: str
    sha256: str
    command: str


def together_page(
    found: Estimates, words: Words, shown: Sequence[int | None] | None = None, checks: Checks | None = None
) -> Together:
    """The page of `found`, in the language of `words`.

    `shown` are the counts as they may be told, None where one is withheld: then nothing is said that would give it away
    (sizes of lists, overlaps of pairs, numbers with all their digits). Without it the table's own rule decides: a table
    from a tally shows no count but the union. Raises NoAnswer for one that may not show that either.
    """
    table = found.table
    if shown is None:
        may_be_shown(table)
        shown = [int(n) if table.whole else None for n in table.counts]
    table = replace(table, publish="union" if None in shown else "all")
    found = replace(found if table.whole else coarse(found), table=table)
    sections = [
        profile(found, shown, words),
        in_all(found, words),
        *([] if found.refused else [dependence(found, words)]),
        links(found, words),
        *([seen(checks(words), words)] if checks is not None else []),
        limits(words),
    ]
    lists = words.number(found.table.k)
    union = words.number(found.table.union)
    title = "together_page.title_refused" if found.span is None else "together_page.title"
    return Together(
        title=words(title, union=union, lists=lists),
        kicker=words("together_page.kicker", lists=words.listed(found.table.lists)),
        lead=_lead(found, words),
        refused=refused(found, words),
        numbers=_numbers(found, words),
        sections=sections,
    )


def may_be_shown(table: Overlaps) -> None:
    """Raises NoAnswer for a table of which not even the union may be told."""
    if table.publish == "nothing":
        raise NoAnswer(
            "no page is made of this tally: its charter lets no exact count of it be published; publish what varick together "
            "release makes of it"
        )


def _lead(found: Estimates, words: Words) -> list[str]:
    union, lists = words.number(found.table.union), words.number(found.table.k)
    private = [] if found.table.whole or found.refused else [words("together_page.lead_private")]
    said = [*private, words("together_page.lead_union", union=union, lists=lists)]
    if found.table.whole:
        said.append(words("together_page.lead_overlaps", overlaps=words.number(found.table.overlaps)))
    if found.refused:
        return said
    if found.span is None:
        return [*said, words("together_page.lead_none")]
    low, high = found.span
    return [*said, words("together_page.lead_span", interval=words.interval(low, high))]


def _numbers(found: Estimates, words: Words) -> list[Number]:
    union = found.union
    beside = ""
    if found.links is not None and union.low is not None and union.high is not None:
        beside = words("together_page.with_links", interval=words.interval(union.low, union.high))
    numbers = [Number(words("together_page.on_any"), words.number(found.table.union), beside)]
    if found.table.whole:
        numbers.append(Number(words("together_page.on_two"), words.number(found.table.overlaps)))
    if found.span is None:
        numbers.append(Number(words("together_page.in_all"), words("together_page.not_told")))
    else:
        told = words("together_page.lowest_highest", methods=words.number(_answered(found)))
        numbers.append(Number(words("together_page.in_all"), words.range(*found.span), told))
    return numbers


def _answered(found: Estimates) -> int:
    """Methods that give two limits: those of which the span is told."""
    return sum(one.low is not None and one.high is not None for one in found.methods)
