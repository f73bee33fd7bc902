"""The two ways in which Varick says no: bad input (exit 2) and a question that has no answer (exit 1)."""


class VarickError(Exception):
    """Bad input. The message is one line: what is wrong, where (file, line or row), and what to do."""

    exit_code = 2


class NoAnswer(VarickError):
    """The input is sound, but the question has no answer (for example: evidence that cannot happen)."""

    exit_code = 1
