"""From a person to a row of tokens, and from a list to one in which no token stands twice."""

from collections import Counter
from collections.abc import Sequence

from varick.together.people import Person
from varick.together.tokens.features import features
from varick.together.tokens.recipe import Recipe

Row = tuple[bytes | None, ...]
"""One token a kind, in the recipe's order; None where the case lacks what the kind needs."""


def tokens(person: Person, recipe: Recipe) -> Row:
    """The person's tokens, one a kind. They are secrets: blind them before they leave the process."""
    known = features(person)
    return tuple(_token([known[need] for need in kind.needs]) for kind in recipe.kinds)


def _token(values: Sequence[str | None]) -> bytes | None:
    if any(not value for value in values):
        return None
    return "|".join(value for value in values if value).encode()


def unique(rows: Sequence[Row]) -> list[Row]:
    """The rows with each token that stands twice in its column removed from every row that has it.

    So nobody downstream sees how often a token occurs, and no watermark can be built from repeats.
    """
    repeated = [
        {token for token, times in Counter(column).items() if times > 1} for column in zip(*rows, strict=True)
    ]
    return [
        tuple(None if token in twice else token for token, twice in zip(row, repeated, strict=True))
        for row in rows
    ]
