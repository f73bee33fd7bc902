"""The text of a page as units (a paragraph, a cell, a label with its value), and phrases found in it despite reading errors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from varick.letters.reading import Box, Line, around


def squash(text: str) -> str:
    """Lower case letters and digits only: what two engines must agree on, whatever they think of spaces and points."""
    return "".join(c for c in text.casefold() if c.isalnum())


def distance(a: str, b: str, most: int) -> int:
    """Edit distance (insert, delete, replace), or `most` + 1 where it is larger than `most`."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    if min(len(a), len(b)) > most and not set(a[: most + 1]) & set(b[: most + 1]):
        return most + 1  # so many letters at the beginning, and none of them the other's
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, d in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (c != d))
        if min(row) > most:
            return most + 1
    return row[-1]


def tolerance(phrase: str) -> int:
    """How many letters of a phrase an engine may have got wrong: none of a short one, two of a long one."""
    return 0 if len(phrase) < 6 else 1 if len(phrase) < 13 else 2


@dataclass(frozen=True)
class Unit:
    """A piece of running text: one line, or lines of one paragraph joined by a space, with the lines it is made of."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    """Where in the text each line begins."""

    @property
    def box(self) -> Box:
        """The rectangle about all its lines."""
        return around([line.box for line in self.lines])

    def within(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that hold the characters from start to end."""
        ends = (*self.starts[1:], len(self.text) + 1)
        found = tuple(
            line
            for line, begin, stop in zip(self.lines, self.starts, ends, strict=True)
            if begin < max(end, start + 1) and start < stop
        )
        return found or self.lines[:1]


_LABEL = re.compile(r"[A-Z][^.:;,]{1,40}[A-Za-z)]\s?:")
"""A line that opens with a few words and a colon."""


def units(lines: Sequence[Line], breaks: Sequence[str] = ()) -> list[Unit]:
    """Lines put together to paragraphs, from the top.

    A line continues the one above where both begin at the same place, stand close, and the line's first word would not
    have fitted above. One that begins with a label, or with a phrase of `breaks` (squashed), begins a unit of its own."""
    rest = sorted(lines, key=lambda line: (line.box.middle, line.box.x0))
    found: list[list[Line]] = []
    for line in rest:
        above = next((u for u in reversed(found) if _continues(u, line, rest)), None)
        said = squash(line.text)
        own = _LABEL.match(line.text) or any(said.startswith(phrase) for phrase in breaks)
        if above is not None and not own and not _in_row(line, rest, breaks):
            above.append(line)
        else:
            found.append([line])
    made = [_unit(group) for group in found]
    return sorted(made, key=lambda u: (u.lines[0].box.middle, u.lines[0].box.x0))


def _in_row(line: Line, every: Sequence[Line], breaks: Sequence[str]) -> bool:
    """Whether one of the phrases stands left of a line: the line is then that label's value."""
    return any(
        other.box.x1 <= line.box.x0 + line.box.height
        and abs(other.box.middle - line.box.middle) < 0.7 * line.box.height
        and any(squash(other.text).startswith(phrase) for phrase in breaks)
        for other in every
        if other is not line
    )


def _continues(unit: list[Line], line: Line, every: Sequence[Line]) -> bool:
    last, first = unit[-1], unit[0]
    high = max(1, min(last.box.height, line.box.height))
    gap = line.box.y0 - last.box.y1
    if not -0.5 * high < gap < 0.7 * high or abs(line.box.x0 - first.box.x0) > 1.2 * high:
        return False
    if max(last.box.height, line.box.height) > 1.7 * high:
        return False
    right = max(
        other.box.x1
        for other in every
        if abs(other.box.x0 - first.box.x0) < 1.2 * high
        and abs(other.box.middle - last.box.middle) < 12 * high
    )
    word = len(line.text.split()[0]) / max(1, len(line.text)) * line.box.width
    return last.box.x1 + word + 0.2 * high > right and not re.search(r"[:]$", last.text)


def _unit(lines: list[Line]) -> Unit:
    text, starts = "", []
    for line in lines:
        text = f"{text} " if text else ""
        starts.append(len(text))
        text += line.text
    return Unit(text, tuple(lines), tuple(starts))


def spans(text: str) -> tuple[str, list[int]]:
    """The squashed text, and where in the text each of its characters stands."""
    said, places = [], []
    for i, c in enumerate(text):
        if c.isalnum():
            for folded in c.casefold():
                said.append(folded)
                places.append(i)
    return "".join(said), places


def opens_with(text: str, phrase: str) -> int | None:
    """Where the text goes on after the phrase with which it opens (squashed, errors tolerated), or None."""
    said, places = spans(text)
    if said.startswith(phrase):
        return _after(text, places, len(phrase))
    most = tolerance(phrase)
    for size in range(len(phrase) - most, len(phrase) + most + 1):
        if most and 0 < size <= len(said) and distance(said[:size], phrase, most) <= most:
            return _after(text, places, size)
    return None


def holds(text: str, phrase: str, fuzzy: bool = True) -> tuple[int, int] | None:
    """(begin, end) in the text of the first place where a squashed phrase stands, errors tolerated, or None.

    The phrase begins where a word does."""
    said, places = spans(text)
    at = said.find(phrase)
    while at >= 0:
        if _begins_word(text, places[at]):
            return places[at], _after(text, places, at + len(phrase))
        at = said.find(phrase, at + 1)
    most = tolerance(phrase)
    if not fuzzy or not most:
        return None
    for begin in _words(text, said, places):
        for size in range(len(phrase) - most, len(phrase) + most + 1):
            part = said[begin : begin + size]
            if len(part) == size and distance(part, phrase, most) <= most:
                return places[begin], _after(text, places, begin + size)
    return None


def _begins_word(text: str, at: int) -> bool:
    """Whether a word may begin here; an engine that drops spaces is believed where the case or the kind changes."""
    if at == 0 or not text[at - 1].isalnum():
        return True
    return text[at].isupper() and not text[at - 1].isupper()


def _words(text: str, said: str, places: list[int]) -> Iterator[int]:
    for i in range(len(said)):
        if _begins_word(text, places[i]):
            yield i


def _after(text: str, places: list[int], count: int) -> int:
    """Where the text goes on after `count` squashed characters, past points and spaces."""
    at = places[count - 1] + 1
    while at < len(text) and (text[at].isspace() or text[at] in ":;.,-–—_|"):
        at += 1
    return at


_END = re.compile(
    r"(?<=[a-z0-9)\]%]{2})\.(?=\s*[A-Z]|\s*$)|(?<=[a-z]\d)\.(?=\s*[A-Z]|\s*$)|(?<= \d)\.(?=\s+[A-Z]|\s*$)"
)
"""A point that ends a sentence: not one of "a.m." or of "U.S.C."."""


def sentence(text: str, at: int) -> tuple[int, int]:
    """(begin, end) of what stands from `at` to the end of its sentence, without the point and without spaces."""
    found = _END.search(text, at)
    end = found.start() if found else len(text)
    while at < end and (text[at].isspace() or text[at] in ":;.,-–—|"):
        at += 1
    while end > at and (text[end - 1].isspace() or text[end - 1] in ":;.,-–—|"):
        end -= 1
    return at, end
