"""A page made upright: turned by quarters, its skew taken out, and its light evened for the engine that needs it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from varick.letters.reading import Pixels

SMALL = 800
"""Skew is looked for on a copy with so many pixels on its longer side."""
SKEW = 12.0
"""Degrees of skew that are looked for, either way; a phone held by hand stays well within them."""
GOOD_SIDE = 2200
"""A page with fewer pixels on its longer side is enlarged to this."""


def upright(page: "Pixels", upside_down: "Callable[[Pixels], bool]") -> "Pixels":
    """The page (rows, columns, 3) with its lines level and the right way up.

    `upside_down` is asked once, with the page whose lines are level: only reading can tell that."""
    import cv2
    import numpy as np

    quarters, angle = lean(page)
    level = np.ascontiguousarray(np.rot90(page, quarters))
    longest = max(level.shape[:2])
    if longest < GOOD_SIDE:
        by = GOOD_SIDE / longest
        level = np.asarray(
            cv2.resize(level, None, fx=by, fy=by, interpolation=cv2.INTER_CUBIC), dtype=np.uint8
        )
    level = _rotated(level, angle)
    if upside_down(level):
        level = np.ascontiguousarray(level[::-1, ::-1])
    return level


def lean(page: "Pixels") -> tuple[int, float]:
    """(quarter turns, degrees) after which the lines of text are level; they may still stand on their head.

    Lines of text give rows with much ink and rows with none; the turn and the angle at which rows differ most are theirs."""
    import numpy as np

    ink = _ink(page)
    best = (-1.0, 0, 0.0)
    for quarters in (0, 1):
        turned = np.ascontiguousarray(np.rot90(ink, quarters))
        for angle in np.arange(-SKEW, SKEW + 0.1, 1.0):
            best = max(best, (_contrast(turned, float(angle)), quarters, float(angle)))
    _, quarters, coarse = best
    turned = np.ascontiguousarray(np.rot90(ink, quarters))
    fine = max((_contrast(turned, coarse + d), coarse + d) for d in np.arange(-1.0, 1.05, 0.1))
    return quarters, float(fine[1])


def _ink(page: "Pixels") -> "Pixels":
    """255 where the small copy is much darker than the paper around it; lines of a table and edges of the sheet left out."""
    import cv2
    import numpy as np

    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    by = SMALL / max(grey.shape)
    small = np.asarray(cv2.resize(grey, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    flat = evened(small, 31)
    ink = np.where(flat < 200, 255, 0).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = [i for i in range(1, count) if max(stats[i, 2], stats[i, 3]) > 60]
    ink[np.isin(labels, large)] = 0
    return ink


def _contrast(ink: "Pixels", angle: float) -> float:
    import cv2
    import numpy as np

    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, turn, (width, height)).sum(axis=1, dtype=np.int64) / 255.0
    return float(np.square(np.diff(rows)).sum())


def _rotated(page: "Pixels", angle: float) -> "Pixels":
    """The page turned by a few degrees, large enough that no corner is lost; what is new is as the page's edge."""
    import cv2
    import numpy as np

    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = int(width * cos + height * sin), int(width * sin + height * cos)
    turn[0, 2] += (wide - width) / 2
    turn[1, 2] += (high - height) / 2
    edge = tuple(float(v) for v in np.median(page[:: max(1, height // 50), 0].reshape(-1, 3), axis=0))
    return np.asarray(
        cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=edge), dtype=np.uint8
    )


def evened(grey: "Pixels", size: int = 0) -> "Pixels":
    """Grey pixels divided by the light of the paper about them, so that paper is white everywhere.

    `size` is the side of the neighbourhood in pixels (odd), larger than a letter's stroke; 0 chooses one by the page."""
    import cv2
    import numpy as np

    side = size or max(31, (max(grey.shape) // 40) | 1)
    by = max(1, side // 15)
    coarse = cv2.resize(grey, None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)
    kernel = np.ones((max(3, side // by),) * 2, np.uint8)
    paper = cv2.GaussianBlur(
        cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, kernel), (0, 0), max(2.0, side / by / 2)
    )
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.clip(grey.astype(np.float32) * 255.0 / np.maximum(paper, 1.0), 0, 255).astype(np.uint8)
