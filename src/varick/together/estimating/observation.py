"""An outside observation as a check: people seen on one occasion, against those documented."""

from dataclasses import dataclass

from varick.errors import VarickError
from varick.together.estimating.side_by_side import Estimates

MOST = 1_000_000_000
"""No number of an observation may be larger."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Between `low` and `high` people were seen on one occasion, all of the kind that is counted; `documented` people of that
    kind are known, of whom at least `shared_low` and at most `shared_high` were among those seen.

    It is no list: nobody knows who was seen, so it can put a floor under an estimate and can never be multiplied up.
    """

    low: int
    high: int
    documented: int
    shared_low: int
    shared_high: int

    @classmethod
    def of(
        cls,
        low: int,
        high: int,
        documented: int,
        shared_low: int | None = None,
        shared_high: int | None = None,
    ) -> "Observation":
        """Where it is not known how many of the documented were among those seen, it is from none to all that could be.
        Raises VarickError for numbers that cannot be."""
        most = min(documented, high)
        found = cls(
            low, high, documented, shared_low or 0, most if shared_high is None else min(shared_high, high)
        )
        if not 0 <= low <= high <= MOST or not 0 <= documented <= MOST:
            raise VarickError(
                f"the observation: {low:,} to {high:,} seen, {documented:,} documented; "
                "give numbers of people, the lower one first"
            )
        if not 0 <= found.shared_low <= found.shared_high <= most:
            raise VarickError(
                f"the observation: {found.shared_low:,} to {found.shared_high:,} people both documented and seen, of "
                f"{documented:,} documented and at most {high:,} seen; give numbers that can be, the lower one first"
            )
        return found

    @property
    def least(self) -> int:
        """At least so many different people are documented or were seen."""
        return self.documented + max(0, self.low - self.shared_high)

    @property
    def most(self) -> int:
        """At most so many different people are documented or were seen."""
        return self.documented + self.high - self.shared_low

    @property
    def known_share(self) -> float | None:
        """Of those who must be there, at most this share is documented."""
        return self.documented / self.least if self.least else None

    def below(self, estimates: Estimates) -> tuple[str, ...]:
        """The methods whose whole interval lies below `least`: what they assume is wrong, or they count other people."""
        return tuple(
            e.method for e in estimates.methods if e.answered and e.high is not None and e.high < self.least
        )
