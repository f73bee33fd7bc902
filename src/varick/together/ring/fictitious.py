"""The planted people's tokens as points, in an order that every member can work out from the charter."""

from collections.abc import Mapping, Sequence

from varick.together.charter.charter import Charter
from varick.together.ring import group
from varick.together.tokens import Recipe, Row, unique

Token = tuple[int, bytes]
"""A kind's place in the recipe and a token of it."""


def in_order(planted: Sequence[Sequence[Row]]) -> tuple[Token, ...]:
    """Each token that the planted rows of some list hold, once. ``planted[i]``: the rows of list i."""
    return tuple(
        sorted(
            {
                (kind, token)
                for rows in planted
                for row in unique(rows)
                for kind, token in enumerate(row)
                if token is not None
            }
        )
    )


def many_points(planted: Sequence[Sequence[Row]]) -> int:
    """How many points the check is about."""
    return len(in_order(planted))


def as_points(charter: Charter, tokens: Sequence[Token]) -> bytes:
    """The points of the tokens before anybody has raised them."""
    kinds = [kind.name for kind in Recipe.load(charter.recipe).kinds]
    return group.hashed(charter.hash, ((kinds[kind], token) for kind, token in tokens))


def expected(
    planted: Sequence[Sequence[Row]], points: Mapping[Token, bytes]
) -> tuple[tuple[tuple[bytes | None, ...], ...], ...]:
    """The planted rows of each list as they must stand in it after every hop; None where a row has no token of the kind."""
    return tuple(
        tuple(
            tuple(None if token is None else points[kind, token] for kind, token in enumerate(row))
            for row in unique(rows)
        )
        for rows in planted
    )
