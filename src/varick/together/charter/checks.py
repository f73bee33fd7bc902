"""What a charter may say: every number within its limits, every name once, so that whoever reads one can rely on it."""

import re
from typing import TYPE_CHECKING

from varick.errors import VarickError
from varick.together.charter.card import tidy_name

if TYPE_CHECKING:
    from varick.together.charter.charter import Charter

LONGEST_TITLE = 120
MOST_PRACTICES = 40
_PRACTICE = re.compile(r"[a-z][a-z0-9_]{0,59}")


def check(charter: "Charter") -> None:
    """Raise VarickError, beginning with the part's name, for the first thing that a charter cannot say."""
    from varick.together.charter.charter import FIELDS, MEMBERS, MOST_PLANTED, MOST_ROWS, SEED

    title = charter.title
    if not 0 < len(title) <= LONGEST_TITLE or not title.isprintable() or title != tidy_name(title):
        raise VarickError(f"title: 1 to {LONGEST_TITLE} letters with single spaces; write it so")
    low, high = MEMBERS
    if not low <= charter.k <= high:
        raise VarickError(f"members: {charter.k}; a count has {low} to {high}")
    for what, values in (
        ("name", [m.slug for m in charter.members]),
        ("signing key", [m.verify_key for m in charter.members]),
        ("age recipient", [m.recipient for m in charter.members]),
    ):
        if len(set(values)) < charter.k:
            raise VarickError(
                f"members: two have the same {what}; each joins with a desk and a name of its own"
            )
    practices = charter.practices
    if not 0 < len(practices) <= MOST_PRACTICES or not all(map(_PRACTICE.fullmatch, practices)):
        raise VarickError(f"practices: 1 to {MOST_PRACTICES} codes such as call_in_letter; give them")
    if list(practices) != sorted(set(practices)):
        raise VarickError(
            "practices: not in alphabetical order, or one stands twice; draft the charter again"
        )
    if charter.first > charter.last:
        raise VarickError("dates: the first day comes after the last; change them")
    if not 1900 <= charter.first.year <= charter.last.year <= 2100:
        raise VarickError("dates: the years lie between 1900 and 2100; change them")
    if (
        charter.fields != tuple(one for one in FIELDS if one in charter.fields)
        or "names" not in charter.fields
    ):
        raise VarickError(
            f"fields: names and any of {', '.join(FIELDS[1:])}, in this order; draft the charter again"
        )
    for name, value, least, most in (
        ("recipe", charter.recipe, 1, 1_000),
        ("rows", charter.rows, 2, MOST_ROWS),
        ("tally", charter.tally, 0, charter.k - 1),
        ("planted", charter.planted_count, 0, min(MOST_PLANTED, charter.rows - 1)),
    ):
        if not least <= value <= most:
            raise VarickError(f"{name}: {value}; it lies between {least} and {most}")
    if len(charter.planted_seed) != SEED:
        raise VarickError(
            f"planted: the seed has {len(charter.planted_seed)} bytes, not {SEED}; draft the charter again"
        )
