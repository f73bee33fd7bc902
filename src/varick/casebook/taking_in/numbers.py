"""Numbers that a casebook must not hold: A-numbers in any spelling, and official numbers in place of an own reference."""

import re
from collections.abc import Sequence

_DIGITS = r"(?:\d{3}[-\s.]?\d{2,3}[-\s.]?\d{3}|\d{2}[-\s.]\d{3}[-\s.]\d{3})"
_A_NUMBER = re.compile(rf"(?<![A-Za-z0-9])[Aa][-#\s.:]{{0,3}}{_DIGITS}(?!\d)")
_BARE = re.compile(_DIGITS)
_HEADING = re.compile(
    r"a\s*#|a[\s._-]*(?:number|num|no|nbr|file)s?\b.*|(?:alien|uscis)[\s._-]*(?:registration[\s._-]*)?(?:#|number|num|no|id|file)?.*"
    r"|n[uú]m(?:ero|\.)?[\s._-]*(?:de[\s._-]*)?(?:a|alien|extranjero|uscis)\b.*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}")
_OFFICIAL = (
    (re.compile(r"\d{7,}"), "seven or more digits and nothing else, as official numbers are"),
    (re.compile(r"\d{8}[A-Za-z]"), "written as a NYSID number is"),
    (re.compile(r"(?:CR|SCI|IND)?-?\d{5,6}-(?:19|20)?\d{2}[A-Za-z]{0,2}", re.IGNORECASE), "written as a docket number is"),
    (re.compile(r"[MBKQRS]\d{8}", re.IGNORECASE), "written as an arrest number is"),
    (re.compile(r"\d{3}-\d{2}-\d{4}"), "written as a social security number is"),
)  # fmt: skip


def holds_a_number(text: str) -> bool:
    """Whether something like an A-number (A and eight or nine digits) stands in a text."""
    return bool(_A_NUMBER.search(text))


def looks_like_a_numbers(cells: Sequence[str], bare: bool) -> bool:
    """Whether half of the filled cells or more are A-numbers; ``bare``: eight or nine digits without the A count too."""
    if not cells:
        return False
    found = sum(bool(_A_NUMBER.fullmatch(cell) or (bare and _BARE.fullmatch(cell))) for cell in cells)
    return 2 * found >= len(cells)


def names_an_a_number(heading: str) -> bool:
    """Whether a heading names an A-number."""
    return bool(_HEADING.fullmatch(" ".join(heading.split())))


def no_reference(text: str) -> str:
    """Why a text can be no own reference; "" where it can. A name or an official number would identify the person."""
    if holds_a_number(text) or _A_NUMBER.fullmatch(text):
        return "looks like an A-number, which a casebook does not keep"
    for pattern, what in _OFFICIAL:
        if pattern.fullmatch(text.strip()):
            return f"is {what}; use a number of your own that means nothing elsewhere"
    if not _REFERENCE.fullmatch(text):
        return "has signs other than letters, digits, blanks and . _ / -, or is longer than 40"
    if not any(c.isdigit() for c in text):
        return "has no digit, as a name has none; use a number of your own"
    return ""
