"""Words of messages: a value as a message shows it."""

from collections.abc import Mapping
from datetime import date


def plain(text: str, longest: int = 60) -> str:
    """What somebody wrote, as a message repeats it: on one line, cut, and what cannot be printed as its code."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:longest])


def sort_of(value: object) -> str:
    """What a value of a file is, in plain words: ``a number``, ``text``, ``a table`` ..."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    names = {str: "text", date: "a date", list: "a list", tuple: "a list", type(None): "nothing"}
    return "a table" if isinstance(value, Mapping) else names.get(type(value), f"a {type(value).__name__}")


def shown(value: object) -> str:
    """A value as a message shows it: briefly, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{" ".join(value.split())[:40]}"'
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)[:40] if isinstance(value, int | date) else sort_of(value)
