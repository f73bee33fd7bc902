"""Whether a language's text may be handed out: reviewed, not yet (DRAFT), or no longer (REVIEW EXPIRED)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from varick.letters.flyer.content import Language, Sentence
from varick.letters.flyer.org import Review

DAYS = 180
"""A review is too old after this many days."""

Changes = Mapping[str, Sequence[date]]
"""Fact of Varick -> the days from which each of its values holds."""


class State(StrEnum):
    """Where a text stands. Only a reviewed one is printed without a word over it."""

    REVIEWED = "reviewed"
    DRAFT = "draft"
    CHANGED = "changed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Standing:
    """The state of one language's text, and why, for the person who prints it."""

    state: State
    reason: str = ""
    """Key of the sentence that says why, below `flyer` in the words; empty where nothing is wrong."""
    what: str = ""
    """The fact or the source that changed, or the version that was reviewed."""
    on: date | None = None


def standing(
    words: Language, review: Review | None, sentences: Sequence[Sentence], today: date, changes: Changes
) -> Standing:
    """Judge a text on a day. A fact that changed on the very day of a review counts as changed after it: nobody knows
    which came first."""
    if review is None:
        return Standing(State.DRAFT, "draft")
    if review.text.lower() != words.version:
        return Standing(State.CHANGED, "changed", review.text)
    if today - review.first > timedelta(days=DAYS):
        return Standing(State.EXPIRED, "old", on=review.first)
    for sentence in sentences:
        for source in sentence.sources:
            if source.dated and review.first <= source.dated <= today:
                return Standing(State.EXPIRED, "source", f"{sentence.id}: {source.says}", source.dated)
        for fact in sentence.facts:
            new = [day for day in changes.get(fact, ()) if review.first <= day <= today]
            if new:
                return Standing(State.EXPIRED, "fact", f"{sentence.id}: {fact}", max(new))
    return Standing(State.REVIEWED, on=review.first)
