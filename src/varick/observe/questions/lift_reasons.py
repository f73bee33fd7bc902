"""Groups of ICE's reasons for lifting a detainer: booked, declined, closed, administrative, and pending for a blank."""

from functools import cache

from varick.observe.layouts import table as layout
from varick.observe.written import kind_of

GROUPS = ("booked", "declined", "closed", "administrative", "pending", "withheld")
"""Five groups in the order in which they are shown, and what ICE blacked out; none of the names is ICE's."""


@cache
def _known() -> dict[str, str]:
    return {_plain(value): group for group, values in layout("lift_reasons").items() for value in values}


def lift_group(value: str | None) -> str:
    """The group of a reason as ICE wrote it; a blank, `NA` or dash is pending, which is no answer of ICE's.

    Source: layouts/lift_reasons.yaml."""
    kind = "blank" if value is None or not value.strip() else kind_of(value)
    if kind == "redacted":
        return "withheld"
    if kind != "value":
        return "pending"
    return _known().get(_plain(value or ""), "administrative")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
