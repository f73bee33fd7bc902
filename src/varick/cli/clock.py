"""Which day it is."""

from datetime import date


def today() -> date:
    """The day on the wall where the user is."""
    return date.today()  # noqa: DTZ011  # no other day is meant
