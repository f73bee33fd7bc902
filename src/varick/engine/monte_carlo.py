"""The Monte Carlo error of a count."""

from math import sqrt

Z90 = 1.6448536269514722
"""Half width of a 90 % interval in standard errors, so that Monte Carlo and parameter intervals compare."""


def wilson(count: int, people: int) -> tuple[float, float]:
    """The 90 % Monte Carlo interval of a share (Wilson 1927): sound for rare events and for none at all."""
    share, z2 = count / people, Z90**2
    middle = (share + z2 / (2 * people)) / (1 + z2 / people)
    half = Z90 / (1 + z2 / people) * sqrt(share * (1 - share) / people + z2 / (4 * people**2))
    return (0.0 if count == 0 else middle - half), (1.0 if count == people else middle + half)
