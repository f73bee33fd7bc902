"""The two ways in which Varick says no: bad input (exit 2) and a question that has no answer (exit 1)."""

from collections.abc import Iterable


class VarickError(Exception):
    """Bad input. The message is one line: what is wrong, where (file, line or row), and what to do."""

    exit_code = 2


class NoAnswer(VarickError):
    """The input is sound, but the question has no answer (for example: evidence that cannot happen)."""

    exit_code = 1


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """``; did you mean "a" or "b"?``, or nothing where no known name is near."""
    from difflib import get_close_matches

    near = get_close_matches(str(name)[:200], list(known), n=2, cutoff=0.6)
    quoted = " or ".join(f'"{name}"' for name in near)
    return f"; did you mean {quoted}?" if near else ""
