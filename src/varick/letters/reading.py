"""What a reading of a letter holds: its lines, its fields with what each engine saw, and what it says and does not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    """A page: (rows, columns, 3), or (rows, columns) in grey."""

FIELDS = (
    "letter_date",
    "appointment_on",
    "appointment_time",
    "appointment_place",
    "appointment_room",
    "ask_for",
    "documents_requested",
    "letter_purpose_text",
    "letter_form_no",
    "letter_signatory_title",
    "letter_authority_cited",
)
"""The fields that a letter can have, named as the casebook names them, in the order in which a person is asked."""

DATES = ("letter_date", "appointment_on")

State = Literal["agreed", "one_engine", "disagree", "absent"]


class Box(NamedTuple):
    """A rectangle in pixels of the upright page: left, top, right, bottom (right and bottom excluded)."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def height(self) -> int:
        """Bottom minus top."""
        return self.y1 - self.y0

    @property
    def width(self) -> int:
        """Right minus left."""
        return self.x1 - self.x0

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.y0 + self.y1) / 2

    def grown(self, by: int) -> "Box":
        """The rectangle with `by` pixels more on each side (it may reach over the page's edge)."""
        return Box(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def shifted(self, down: int) -> "Box":
        """The rectangle moved down the page."""
        return Box(self.x0, self.y0 + down, self.x1, self.y1 + down)

    def meets(self, other: "Box") -> bool:
        """Whether the two share a pixel."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1


def around(boxes: "list[Box]") -> Box:
    """The smallest rectangle that holds all of them (at least one)."""
    return Box(
        min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    )


@dataclass(frozen=True)
class Line:
    """A piece of a line as an engine read it: its text, where it stands, and how sure the engine was (0 to 1)."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True)
class FieldRead:
    """One field of a letter.

    `value` is what is offered to the person: dates as YYYY-MM-DD, times as HH:MM, else the words as printed; None where
    nothing was read. `readings` has each engine's own value. `doubts` are codes (words: letter_doubt) of what speaks
    against the value though it was read; `crop_png` is the piece of the (unmasked) page where it stands.
    """

    name: str
    value: str | None
    state: State
    readings: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 0.0
    box: Box | None = None
    crop_png: bytes = b""
    doubts: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the value may be taken without asking: two engines read the same, and nothing speaks against it."""
        return self.state == "agreed" and not self.doubts


@dataclass(frozen=True)
class Sign:
    """Something in the letter's text: a code (words: letter_scam, letter_says, letter_like) and the line where it stands."""

    code: str
    quote: str = ""


@dataclass(frozen=True)
class Likeness:
    """One feature of letters seen before: whether this letter has it ("like"), has not ("unlike"), or it could not be told."""

    code: str
    verdict: Literal["like", "unlike", "unclear"]
    seen: str


@dataclass(frozen=True)
class Reading:
    """A letter as read. Nothing in it says that the letter is genuine: that cannot be told from an image.

    `masked_png` is the upright page with the addressee, A-numbers and codes blacked out, and without metadata;
    `page_png` the same page unmasked. `engines` are those that read; `notes` are codes (words: letter_note).
    """

    fields: tuple[FieldRead, ...]
    says: tuple[Sign, ...]
    missing: tuple[str, ...]
    scam_signs: tuple[Sign, ...]
    likeness: tuple[Likeness, ...]
    masked_png: bytes
    page_png: bytes
    sha256: str
    engines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> FieldRead:
        return next(one for one in self.fields if one.name == name)
