"""What a brief may say in its largest letters: only what the numbers it was given show."""

from collections.abc import Sequence
from dataclasses import dataclass

from varick.report.account import QUANTITIES, described, fact_value, largest_unknown
from varick.report.page import LeverRow, OutcomeRow, Page
from varick.report.parts import activity
from varick.report.record import unseen_by_the_city
from varick.words import Words
from varick.words.numbers import same

TOLD, LETTER = "ice_notified", "letter"
ANSWER = ("arrested", "printed", "ice_notified", "detainer", "letter", "ice_arrest", "detained", "removed")


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number in the headline with its interval, in words, and what it counts."""

    number: str
    interval: str
    what: str


def detainers_come_too_late(page: Page) -> bool:
    """Whether ICE learns of exactly as many arrests under each of the city's detainer levers as without.

    False unless there is at least one such lever, all of them are the city's and among the levers, and the change
    is exactly zero at the centre, at both ends of the interval and in every draw, and nothing in the graph of the rules
    leads from the lever to ICE's knowledge.
    """
    levers = {lever["reform"]: lever for lever in page.levers}
    for name in page.detainer_levers:
        lever = levers.get(name)
        if lever is None or lever["controlled_by"] != "city" or TOLD not in lever["outcomes"]:
            return False
        outcome = lever["outcomes"][TOLD]
        if not _never_moves(outcome):
            return False
    return bool(page.detainer_levers)


def _never_moves(outcome: OutcomeRow) -> bool:
    still = outcome["change"] == outcome["change_low"] == outcome["change_high"] == 0
    return still and outcome["same_sign_share"] in (None, 1) and not outcome.get("reachable", False)


@dataclass(frozen=True, slots=True)
class Answer:
    """The brief in a paragraph: what happens, what would lower what ICE learns of, and how little of it is certain."""

    lead: Sequence[str]
    lowering: Sequence[str]
    limits: Sequence[str]


def answer(page: Page, words: Words) -> Answer:
    """The answer, sentence by sentence; what the numbers do not show is not said."""
    rows = {row["activity"]: row for row in page.activities}
    lead = []
    if all(name in rows for name in ANSWER):
        numbers = {
            name: words.estimate(rows[name]["per_year"], rows[name]["low"], rows[name]["high"])
            for name in ANSWER
        }
        lead.append(words("answer.numbers", **numbers))
    if detainers_come_too_late(page):
        lead.append(words("answer.too_late", levers=words.number(len(page.detainer_levers))))
    if unseen_by_the_city(page, LETTER):
        lead.append(words("answer.letters_unseen"))
    limits = [said] if (said := said_unknown(page, words, "answer.unknown")) else []
    quantities = [fact for fact in page.facts if fact["grade"] in QUANTITIES]
    if quantities:
        assumed = sum(fact["grade"] == "assumed" for fact in quantities)
        limits.append(
            words("answer.assumed", assumed=words.number(assumed), of=words.number(len(quantities)))
        )
    return Answer(lead, _lowering(page, words), limits)


def _lowering(page: Page, words: Words) -> list[str]:
    """The levers under which ICE learns of fewer arrests, the whole interval below zero; the largest change first."""
    found = [lever for lever in page.levers if lowers(lever, TOLD)]
    said = []
    for lever in sorted(found, key=lambda one: (one["outcomes"][TOLD]["change"], one["reform"])):
        row = lever["outcomes"][TOLD]
        change = words.change(row["change"], row["change_low"], row["change_high"])
        said.append(
            words(
                "answer.lever",
                owner=_within(words.label("owner", lever["controlled_by"])),
                title=words.title("reform", lever["reform"], lever["title"]),
                change=change,
            )
        )
    return said


def _within(text: str) -> str:
    """A label within a sentence: "the city"."""
    return text[:1].lower() + text[1:]


def said_unknown(page: Page, words: Words, key: str) -> str:
    """The largest unknown in the sentence of a key; empty where no uncertainty was computed."""
    unknown = largest_unknown(page)
    if unknown is None or unknown.fact is None:
        return ""
    return words(
        key,
        fact=described(unknown.fact, words).rstrip("."),
        value=fact_value(unknown.fact, words),
        grade=words.label("grade", unknown.fact["grade"]),
        outcomes=words.number(unknown.outcomes),
        of=words.number(unknown.of),
    )


def letters_unseen(page: Page, words: Words) -> str:
    """How many letters there are of which the city sees nothing; empty where it sees something or there are none."""
    rows = [row for row in page.activities if row["activity"] == LETTER]
    if not rows or not unseen_by_the_city(page, LETTER):
        return ""
    number = words.estimate(rows[0]["per_year"], rows[0]["low"], rows[0]["high"])
    return words("page.letters_unseen", letters=number)


def lowers(lever: LeverRow, outcome: str) -> bool:
    """Whether the whole interval of a lever's change lies below zero."""
    row = lever["outcomes"].get(outcome)
    return row is not None and row["change"] < 0 and row["change_high"] < 0


def key_numbers(page: Page, words: Words) -> list[KeyNumber]:
    """The numbers of the headline. None goes without its interval, or the word that there is none."""
    found = []
    for name in page.key:
        row = activity(page, name)
        what = words.label("activity", name)
        if same(row["low"], row["high"]):
            found.append(KeyNumber(words.number(row["per_year"]), words("page.certain"), what))
            continue
        number = words.point(row["per_year"], row["low"], row["high"])
        interval = words.interval(row["low"], row["high"])
        found.append(KeyNumber(number, words("page.interval", interval=interval), what))
    return found
