"""The parts of a page that tell whose letter it is, found and blacked out: addressee, names, numbers, birth dates, codes.

It covers more rather than less, and cannot promise that nothing is left: a person looks before the image goes anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from varick.letters.find import Finder
from varick.letters.reading import Box, Line, around
from varick.letters.text import Unit, distance
from varick.letters.when import days

if TYPE_CHECKING:
    from varick.letters.reading import Pixels

Masks = list[tuple[str, Box]]
"""(what is covered: addressee, name, number, birth, code; where)."""

_D = "[0-9OoQIl|SBZ]"
TOWN = re.compile(
    rf"\b[A-Z]{{2}}[.,]?\s*{_D}{{5}}(?:\s?-\s?{_D}{{4}})?(?!\w)|\b(?:New York|Brooklyn|Bronx|Queens)\b.*{_D}{{5}}\b"
)
OFFICE = re.compile(
    r"\boffice\b|department|homeland|immigration|customs|enforcement|bureau|agency|services|federal|section of|branch of",
    re.I,
)
GREETING = re.compile(
    r"^\s*(?:Dear|To|Re|Name|Attn|Attention|Addressee|In the matter of|Estimad[oa]|Señora?)\b\s*[:.]?\s*",
    re.I,
)
BIRTH = re.compile(
    r"(?:date of birth|birth ?date|\bDOB\b|\bborn\b|country of birth|fecha de nacimiento)\W*", re.I
)
NUMBER = re.compile(rf"(?<![A-Za-z0-9$])(?:A\W{{0,3}})?(?:{_D}[\s.-]{{0,2}}){{7,9}}(?!{_D})")
RECEIPT = re.compile(rf"\b[A-Z]{{3}}\s?[-#]?\s?{_D}{{10}}\b")
LABELLED = re.compile(
    r"(?:\bA\s?-?\s?(?:number|no\b|#)|alien\s*(?:number|no\b|#|registration)|file\s*(?:number|no\b|#)?|case\s*(?:number|no\b|#)|receipt\s*(?:number|no\b|#)|^number)\W*",
    re.I,
)
EXACT_DIGITS = 4
"""After a label such as "File", so many digits make a number."""


def masks(page: "Pixels", lines: dict[str, Sequence[Line]]) -> Masks:
    """What to cover on an upright page (rows, columns, 3), from every engine's lines."""
    found: Masks = []
    names: set[str] = set()
    for one in lines.values():
        block, called = _addressee(one)
        found += [("addressee", box) for box in block]
        names |= called
    for one in lines.values():
        for line in one:
            found += [(what, _part(line, start, end)) for what, start, end in _private(line.text, names)]
    sure = [
        line.box for one in lines.values() for line in one if line.confidence > 0.75 and len(line.text) > 2
    ]
    found += [("code", box) for box in codes(page, sure)]
    return found


def covered(page: "Pixels", found: Masks) -> "Pixels":
    """A copy of the page with each place black."""
    out = page.copy()
    height, width = page.shape[:2]
    for _, box in found:
        out[max(0, box.y0) : min(height, box.y1), max(0, box.x0) : min(width, box.x1)] = 0
    return out


def _addressee(lines: Sequence[Line]) -> tuple[list[Box], set[str]]:
    """(rectangles of the address blocks that are no office's, words of the names in them)."""
    finder = Finder(lines)
    place = finder.fields().get("appointment_place")
    blocks = [_block(unit, finder.units) for unit in finder.units if TOWN.search(unit.text)]
    own = [b for b in blocks if not any(OFFICE.search(u.text) for u in b)]
    if place is not None:
        own = [b for b in own if not any(u.box.meets(place.box) for u in b)]
    boxes, names = [], set()
    for block in own:
        high = max(u.lines[0].box.height for u in block)
        boxes.append(around([u.box for u in block]).grown(max(8, high // 2)))
        names |= {
            word
            for word in re.findall(r"[^\W\d_]{3,}", block[0].text.casefold())
            if word not in ("the", "and")
        }
    return boxes, names


def _block(last: Unit, every: list[Unit]) -> list[Unit]:
    """The lines above the town that stand close and at the same left edge, from the top."""
    block, box = [last], last.box
    high = max(1, last.lines[-1].box.height)
    for unit in sorted(every, key=lambda u: -u.box.y1):
        near = (
            -0.4 * high <= box.y0 - unit.box.y1 < 0.9 * high and abs(unit.box.x0 - last.box.x0) < 1.5 * high
        )
        if (
            unit is not last
            and near
            and len(block) < 6
            and not days(unit.text)
            and not unit.text.rstrip().endswith(":")
        ):
            block.insert(0, unit)
            box = around([box, unit.box])
    return block


def _private(text: str, names: set[str]) -> Iterator[tuple[str, int, int]]:
    """(what, begin, end) of each part of a line that tells who is meant."""
    greeting = GREETING.match(text)
    if (
        greeting
        and 0 < len(text) - greeting.end() < 60
        and not days(text)
        and _is_name(text[greeting.end() :], names)
    ):
        yield "name", greeting.end(), len(text)
    for match in re.finditer(r"[^\W\d_]{3,}", text):
        said = match[0].casefold()
        if any(said == name or (len(name) >= 6 and distance(said, name, 1) <= 1) for name in names):
            yield "name", match.start(), match.end()
    birth = BIRTH.search(text)
    if birth:
        yield "birth", birth.end(), len(text)
    for pattern in (NUMBER, RECEIPT):
        for match in pattern.finditer(text):
            if sum(c.isdigit() for c in match[0]) >= 5 and not days(match[0]):
                yield "number", match.start(), match.end()
    label = LABELLED.search(text)
    if (
        label
        and sum(c.isdigit() for c in text[label.end() :]) >= EXACT_DIGITS
        and not days(text[label.end() :])
    ):
        yield "number", label.end(), len(text)


def _is_name(text: str, names: set[str]) -> bool:
    """A greeting is followed by a name: at most five words, or one of the addressee's."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return bool(words) and (len(words) <= 5 or any(word in names for word in words))


def _part(line: Line, start: int, end: int) -> Box:
    """Where the characters stand, by their share of the line, with room for uneven letters."""
    box, count = line.box, max(1, len(line.text))
    spare = box.height
    left = box.x0 if start == 0 else int(box.x0 + box.width * start / count) - spare
    right = box.x1 if end >= count else int(box.x0 + box.width * end / count) + spare
    return Box(
        max(box.x0, left) - spare // 3,
        box.y0 - spare // 3,
        min(box.x1, right) + spare // 3,
        box.y1 + spare // 3,
    )


SMALL = 1100
LEAST = 40
"""Pixels of the small copy: a code is at least so wide and high (half of it high, where it is a strip)."""


def codes(page: "Pixels", text: Sequence[Box]) -> list[Box]:
    """Bar codes, square codes and other dense marks that are no text: places full of ink where no engine is sure of words."""
    import cv2
    import numpy as np

    from varick.letters.straighten import evened

    height, width = page.shape[:2]
    by = SMALL / max(height, width)
    grey = evened(np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    small = cv2.resize(grey, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    ink = np.where(small < 170, 255, 0).astype(np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((7, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    found = []
    for x, y, w, h, _area in (tuple(map(int, stats[i])) for i in range(1, count)):
        if w < LEAST or h < LEAST // 2 or (h < LEAST and w < 2 * LEAST) or w * h > 0.25 * small.size:
            continue
        share = float((ink[y : y + h, x : x + w] > 0).mean())
        box = Box(*(round(v / by) for v in (x, y, x + w, y + h)))
        words = sum(_shared(box, other) for other in text) / max(1, box.width * box.height)
        if 0.22 <= share <= 0.85 and words < 0.3:
            found.append(box.grown(12))
    seen, corners = cv2.QRCodeDetector().detectMulti(grey)
    if seen and corners is not None:
        for four in corners:
            xs, ys = four[:, 0], four[:, 1]
            found.append(Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1).grown(12))
    return found


def _shared(one: Box, other: Box) -> int:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return wide * high if wide > 0 and high > 0 else 0


def kinds(found: Masks) -> tuple[str, ...]:
    """What was covered, each kind once."""
    return tuple(dict.fromkeys(what for what, _ in found))
