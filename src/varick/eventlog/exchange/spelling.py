"""Texts as other formats can hold them: what XML has no character for is replaced, and two texts never become one."""

import re
from collections.abc import Iterable

UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold (section 2.2, Char): most control characters, lone surrogates, U+FFFE, U+FFFF."""

SECURE = {ord(c): f"&#{ord(c)};" for c in '&<>"\t\n\r'}
"""Characters that an attribute's value must not hold as they are; blanks other than the space would be read as one."""


def spelt(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts with every unwritable character as U+FFFD, told apart by a number where two would be equal.

    The same texts always give the same spellings, so that a reader who has the list finds the text again.
    """
    given = list(texts)
    taken = {text for text in given if not UNWRITABLE.search(text)}
    found = []
    for text in given:
        safe = text
        if text not in taken:
            safe = UNWRITABLE.sub("\ufffd", text)
            number = 2
            while safe in taken:
                safe = UNWRITABLE.sub("\ufffd", text) + f"\ufffd{number}"
                number += 1
            taken.add(safe)
        found.append(safe)
    return tuple(found)


def sound(text: str) -> str:
    """The text with each half of a character (a lone surrogate) as U+FFFD; two halves side by side become one."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def secured(text: str) -> str:
    """A writable text as it stands between the quotes of an XML attribute."""
    return text.translate(SECURE)
