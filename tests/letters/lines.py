"""Lines of text as an engine would give them, laid out by hand: for tests that need no image."""

from varick.letters.reading import Box, Line

HIGH, PITCH, WIDE = 30, 42, 15
"""Pixels: the height of a line, from one to the next, and the width of a letter."""


def lines(*rows: str, sure: float = 0.95) -> list[Line]:
    """A row a string; columns of a row parted by " | " stand at 300, 800, 1300; an empty row leaves a gap."""
    found = []
    for number, row in enumerate(rows):
        for column, text in enumerate(row.split(" | ")):
            if text.strip():
                left, top = 300 + 500 * column, 200 + PITCH * number
                found.append(Line(text, Box(left, top, left + WIDE * len(text), top + HIGH), sure))
    return found
