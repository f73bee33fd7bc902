"""Words of messages: the names nearest to one that is not known, and a value as a message shows it."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """``; did you mean "a" or "b"?``, or nothing where no known name is near."""
    near = get_close_matches(str(name)[:200], list(known), n=2, cutoff=0.6)
    quoted = " or ".join(f'"{name}"' for name in near)
    return f"; did you mean {quoted}?" if near else ""


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
