"""Two engines' values of a field as one answer: agreed, read by one, in disagreement, or absent; and what speaks against it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from varick.letters.find import Found
from varick.letters.reading import DATES, FIELDS, FieldRead, State
from varick.letters.text import squash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FAR = 366
"""Days between a letter and its appointment beyond which the dates are doubted."""
EXACT = (*DATES, "appointment_time")


def fields(
    found: Mapping[str, Mapping[str, Found]],
    page: "NDArray[np.uint8]",
    unread: Mapping[str, Sequence[str]] | None = None,
) -> tuple[FieldRead, ...]:
    """All fields, from each engine's (engine -> field -> value), with crops of the page (rows, columns, 3).

    `unread` has doubts about fields without a value: a date without a year."""
    made = []
    for name in FIELDS:
        values = {engine: one[name] for engine, one in found.items() if name in one}
        doubts = list(dict.fromkeys(d for value in values.values() for d in value.doubts))
        if name == "appointment_on":
            doubts += [d for d in _against(found) if d not in doubts]
        if not values:
            doubts += (unread or {}).get(name, ())
        made.append(_field(name, values, doubts, page))
    return tuple(made)


def _field(name: str, values: Mapping[str, Found], doubts: list[str], page: "NDArray[np.uint8]") -> FieldRead:
    if not values:
        return FieldRead(name, None, "absent", doubts=tuple(doubts))
    same = {value.value if name in EXACT else squash(value.value) for value in values.values()}
    state: State = "disagree" if len(same) > 1 else "agreed" if len(values) > 1 else "one_engine"
    chosen = next(iter(values.values()))
    if state == "agreed":  # the engine that kept the spaces
        chosen = max(values.values(), key=lambda v: v.value.count(" "))
    sure = min(v.confidence for v in values.values()) if state == "agreed" else chosen.confidence
    return FieldRead(
        name,
        chosen.value,
        state,
        {engine: value.value for engine, value in values.items()},
        round(sure, 3),
        chosen.box,
        crop(page, chosen),
        tuple(doubts),
    )


def _against(found: Mapping[str, Mapping[str, Found]]) -> list[str]:
    """What the letter's own date says against the appointment's, in whichever engine's reading."""
    written = {one["letter_date"].value for one in found.values() if "letter_date" in one}
    meant = {one["appointment_on"].value for one in found.values() if "appointment_on" in one}
    said = []
    for early in map(date.fromisoformat, written):
        for late in map(date.fromisoformat, meant):
            if late < early:
                said.append("before_letter")
            elif (late - early).days > FAR:
                said.append("far_from_letter")
    return list(dict.fromkeys(said))


def crop(page: "NDArray[np.uint8]", found: Found) -> bytes:
    """The piece of the page about a value, as PNG without metadata."""
    height, width = page.shape[:2]
    box = found.box.grown(found.lines[0].box.height // 2)
    piece = page[max(0, box.y0) : min(height, box.y1), max(0, box.x0) : min(width, box.x1)]
    return png(piece) if piece.size else b""


def png(pixels: "NDArray[np.uint8]") -> bytes:
    """RGB pixels as a PNG file that holds nothing else: header, pixels, end."""
    import cv2
    import numpy as np

    _, made = cv2.imencode(".png", np.ascontiguousarray(pixels[:, :, ::-1]), [cv2.IMWRITE_PNG_COMPRESSION, 4])
    return bytes(made.tobytes())
