"""What an estimator answers: a number with its interval, or the reason why it gives none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEVEL = 0.95
"""The level of every interval that is not asked for at another."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many people there are in all, those on no list included, by one method.

    `method` is a key of the words `together_method` and `together_assumes`. `value`, `low` and `high` are people;
    `low` and `high` stand at `level`. An estimator that declines has no `value` and names in `refused` a key of the
    words `together_refused`, with what the sentence waits for in `values` (numbers as they are: the page and the
    command line write them in their language). A method may be sure of one side only (`chao`: `high` may be None).
    `details` is what a reader may want to check: models, weights, standard errors; numbers and texts only, so that it
    can be written as JSON.
    """

    method: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    refused: str | None = None
    values: Mapping[str, float | int | str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert (self.value is None) == (self.refused is not None), "an estimate has a value or a reason"

    @property
    def answered(self) -> bool:
        """Whether it gives a number."""
        return self.value is not None


def refusal(
    method: str, why: str, /, *, details: Mapping[str, Any] | None = None, **values: float | int | str
) -> Estimate:
    """The answer of a method that gives no number; `why` is a key of the words `together_refused`."""
    return Estimate(method, refused=why, values=values, details=details or {})
