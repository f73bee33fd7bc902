"""Texts as ICE wrote them: blanks squeezed, and what a written value is (a value, NA, a dash, a redaction mark)."""

import re
from functools import cache

from varick.observe.layouts import table as layout


def squeezed(text: str) -> str:
    """Without outer blanks, inner runs of blanks (line breaks and tabs too) as one space."""
    return " ".join(text.split())


def filled(text: str) -> str | None:
    """The text squeezed; None where nothing is left, as blanks are in a column."""
    return squeezed(text) or None


def kind_of(text: str) -> str:
    """What a written value is: "na", "dash", "redacted" or "value". The text is squeezed."""
    missing = layout("missing")
    if text.upper() in missing["not_applicable"]:
        return "na"
    if text in missing["dashes"]:
        return "dash"
    return "redacted" if is_redaction(text) else "value"


def is_redaction(text: str) -> bool:
    """Whether a value is a mark such as (B)(7)(E) or b(6), b(7)c, in any spelling met; `NA` and texts are none."""
    if "(" not in text or len(text) > 80:
        return False
    return bool(_redaction().match("".join(text.casefold().split())))


@cache
def _redaction() -> re.Pattern[str]:
    return re.compile(layout("missing")["redaction"])
