"""Invented letters in plain type, marked SYNTHETIC, and what a phone or a scanner makes of them.

No seal, no agency's letterhead, no real form number, no real person or place: the wording is our own. Four layouts, four
levels of damage; everything follows from a name, so that a named letter is the same letter on every machine. The typeset
pages use only the typefaces that come inside the typst and Pillow packages.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

LAYOUTS = ("prose", "boxes", "typed", "notice")
LEVELS = ("flat", "phone", "turned", "bad")
WORSE = "worse"
"""Beyond the four: half as sharp again and at 0.6 of the size. No share of right fields is asked there, only no wrong date."""
EACH = 16
PPI = 200
INCH = PPI
"""Pages are US Letter at 200 pixels an inch: 1700 by 2200."""

FIRST = [
    "Amparo",
    "Bekele",
    "Chanda",
    "Dilnoza",
    "Emeka",
    "Farida",
    "Goran",
    "Hoa",
    "Ioana",
    "Jorge",
    "Kofi",
    "Lupita",
    "Mirela",
    "Nadir",
    "Oksana",
    "Pritam",
]
LAST = [
    "Testperson",
    "Sampleton",
    "Specimen",
    "Mustermann",
    "Exampleby",
    "Fixture",
    "Placeholder",
    "Dummyson",
    "Mockridge",
    "Invented",
]
STREETS = [
    "Sample Street",
    "Example Avenue",
    "Placeholder Road",
    "Specimen Lane",
    "Invented Place",
    "Fixture Court",
]
OFFICE_STREETS = [
    "Template Street",
    "Demonstration Avenue",
    "Imaginary Plaza",
    "Model Square",
    "Sandbox Road",
]
TOWNS = ("Testville, NY 10000", "Sampletown, NJ 07000", "Exampleburg, NY 11000")
ASK = (
    "a records officer",
    "the duty officer",
    "the officer at Window 4",
    "an intake officer",
    "Officer on Duty, Unit 7",
    "the appointment desk",
)
DOCUMENTS = (
    "Any Travel Documents, a Photo Card and This Letter",
    "this letter, your passport and any court papers",
    "All identity documents and two photographs",
    "Valid passport, birth certificate and this letter",
    "Any papers you hold, proof of address and this letter",
)
PURPOSE = (
    "an official matter",
    "a review of your file",
    "an interview about your records",
    "a question of identity",
    "the matter named in our earlier notice",
)
TITLES = (
    "Supervisory Records Officer",
    "Deputy Director, Section 4",
    "Unit Chief",
    "Assistant Field Supervisor",
    "Senior Intake Officer",
)
AUTHORITY = (
    "Section 12 of the Sample Act",
    "7 S.C. 1200(b)",
    "8 S.F.R. 100.4",
    "Section 3(a) of the Invented Code",
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True)
class Letter:
    """What was printed: `truth` holds each field that stands in the letter, in the form in which a reading gives it."""

    name: str
    layout: str
    truth: dict[str, str]
    printed: dict[str, str]
    addressee: tuple[str, ...]
    a_number: str
    address_box: tuple[int, int, int, int]
    """Pixels of the flat page: left, top, right, bottom."""
    code_boxes: tuple[tuple[int, int, int, int], ...] = ()


def named() -> list[str]:
    """The frozen set: 64 letters, 16 a layout, on which results are reported and nothing is tuned."""
    return [f"named-{layout}-{number:02}" for layout in LAYOUTS for number in range(1, EACH + 1)]


def development() -> list[str]:
    """Letters of other seeds, on which the reader was tuned."""
    return [f"dev-{layout}-{number:02}" for layout in LAYOUTS for number in range(1, EACH + 1)]


def own_level(name: str) -> str:
    """The level at which a letter of a set stands in the test: each layout has four letters at each level."""
    return LEVELS[(int(name.rsplit("-", 1)[1]) - 1) % len(LEVELS)]


def letter(name: str) -> Letter:
    """The letter of a name such as "named-prose-03"."""
    layout = name.split("-")[1]
    luck = random.Random(f"varick letters 1 {name}")
    written = date(2017, 1, 2) + timedelta(days=luck.randrange(0, 1000))
    appointment = written + timedelta(days=luck.randrange(6, 40))
    while appointment.weekday() > 4:
        appointment += timedelta(days=1)
    hour, minute = luck.choice([8, 9, 10, 11, 13, 14, 15]), luck.choice([0, 15, 30, 45])
    place = f"{luck.randrange(100, 990)} {luck.choice(OFFICE_STREETS)}"
    floor = luck.randrange(2, 14)
    room = luck.choice(
        [f"Room {floor}{luck.randrange(0, 40):02}", f"Room {floor}-{luck.randrange(100, 199)}"]
    )
    form = f"X-{luck.randrange(10, 99)}"
    truth = {
        "letter_date": written.isoformat(),
        "appointment_on": appointment.isoformat(),
        "appointment_time": f"{hour:02}:{minute:02}",
        "appointment_place": place,
        "appointment_room": room,
        "ask_for": luck.choice(ASK),
        "documents_requested": luck.choice(DOCUMENTS),
        "letter_purpose_text": luck.choice(PURPOSE),
        "letter_form_no": form,
        "letter_signatory_title": luck.choice(TITLES),
    }
    if luck.random() < 0.4:
        truth["letter_authority_cited"] = luck.choice(AUTHORITY)
    if luck.random() < 0.12:
        del truth["letter_form_no"]
    if luck.random() < 0.1 and layout != "boxes":
        del truth["ask_for"]
    half = "a.m." if hour < 12 else "p.m."
    plain = half.replace(".", "").upper()
    clock = f"{(hour - 1) % 12 + 1}:{minute:02}"
    printed = dict(truth)
    printed["letter_date"] = _dated(written, luck)
    weekday = f"{DAYS[appointment.weekday()]}, " if luck.random() < 0.6 else ""
    printed["appointment_on"] = weekday + _dated(appointment, luck)
    printed["appointment_time"] = f"{clock} {luck.choice([half, plain])}"
    who = f"{luck.choice(FIRST)} {luck.choice(LAST)}"
    addressee = (
        who,
        f"{luck.randrange(10, 99)}-{luck.randrange(10, 99)} {luck.choice(STREETS)}",
        luck.choice(TOWNS),
    )
    number = f"A 000 {luck.randrange(100, 999)} {luck.randrange(100, 999)}"
    left, top = {"prose": (1.0, 2.3), "boxes": (0.9, 1.9), "typed": (1.0, 2.2), "notice": (4.6, 1.3)}[layout]
    box = tuple(int(v * INCH) for v in (left, top, left + 3.0, top + 0.9))
    return Letter(name, layout, truth, printed, addressee, number, box, _codes(layout))  # type: ignore[arg-type]


def _dated(day: date, luck: random.Random) -> str:
    month = MONTHS[day.month - 1]
    return luck.choice(
        [
            f"{month} {day.day}, {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{month.upper()} {day.day:02}, {day.year}",
            f"{day.day} {month} {day.year}",
            f"{day.month:02}/{day.day:02}/{day.year}",
        ]
    )


def _codes(layout: str) -> tuple[tuple[int, int, int, int], ...]:
    """Where the bars and the square code stand on the flat page."""
    if layout == "boxes":
        return ((1100, 330, 1500, 420),)
    if layout == "notice":
        return ((200, 300, 400, 500),)
    return ()


BREAK = " \\ "
"""A new line, in typst."""
TYPEFACE = {
    "prose": "Libertinus Serif",
    "boxes": "Aileron",
    "typed": "DejaVu Sans Mono",
    "notice": "New Computer Modern",
}


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\#$*_`@<>[]~-/" else c for c in text)


def source(one: Letter) -> str:
    """The letter as typst markup."""
    p = {k: _escaped(v) for k, v in one.printed.items()}
    x0, y0 = (v / INCH for v in one.address_box[:2])
    who, street, town = map(_escaped, one.addressee)
    size = {"prose": 12, "boxes": 11, "typed": 10.5, "notice": 12}[one.layout]
    head = f"""
#set page(width: 8.5in, height: 11in, margin: 1in, background: rotate(-38deg, text(84pt, fill: luma(228))[SYNTHETIC]))
#set text(font: "{TYPEFACE[one.layout]}", size: {size}pt, hyphenate: false)
#set par(leading: 0.62em, spacing: 1.1em)
#place(top + left, dx: {x0 - 1:.3f}in, dy: {y0 - 1:.3f}in, block(width: 3in)[{who} \\ {street} \\ {town}])
"""
    return head + _BODY[one.layout](p, _escaped(one.a_number), _escaped(one.addressee[0].split()[1]))


def _sentence(before: str, value: str | None, after: str = ".") -> str:
    return f"{before}{value}{after}" if value else ""


def _foot(p: dict[str, str], where: str = "left") -> str:
    shown = f"Form {p['letter_form_no']} (test)" if "letter_form_no" in p else ""
    return f"#place(bottom + {where}, text(9pt)[{shown} #h(2em) SYNTHETIC, NOT A LETTER OF ANY OFFICE])"


def _prose(p: dict[str, str], number: str, last: str) -> str:
    return f"""
*OFFICE NAME (SYNTHETIC)* \\
Section of Tests

{p["letter_date"]}

#v(1.55in)
File: {number}

Dear {last}:

Please come to {p["appointment_place"]}, {p["appointment_room"]}, on {p["appointment_on"]} at {p["appointment_time"]} in
connection with {p["letter_purpose_text"]}. {_sentence("When you arrive, ask for ", p.get("ask_for"))}

You should bring with you: {p["documents_requested"]}.

{_sentence("This request is made under ", p.get("letter_authority_cited"))}

Sincerely,

#v(0.4in)
R. Specimen \\
{p["letter_signatory_title"]}

{_foot(p)}
"""


def _boxes(p: dict[str, str], number: str, last: str) -> str:
    rows = [
        ("OFFICE LOCATION", f"{p['appointment_place']}{BREAK}{p['appointment_room']}"),
        ("DATE AND TIME", f"{p['appointment_on']}{BREAK}{p['appointment_time']}"),
        ("ASK FOR", p["ask_for"]),
        ("REASON FOR VISIT", p["letter_purpose_text"]),
        ("BRING WITH YOU", p["documents_requested"]),
    ]
    if "letter_authority_cited" in p:
        rows.append(("AUTHORITY", p["letter_authority_cited"]))
    cells = "\n".join(f"[{label}], [{value}]," for label, value in rows)
    return f"""
#align(center)[*OFFICE NAME (SYNTHETIC)* \\ Test Section, Request to Appear]
#place(top + right, dy: -0.3in, dx: 0.2in)[Date: {p["letter_date"]}]
{_bars(1100, 330, 400, 90)}
#v(1.5in)
File No. {number}

You are requested to come to the office below at the time and place shown.

#table(columns: (2in, 4.4in), inset: 7pt, stroke: 0.7pt, {cells})

Keep this sheet and show it at the door.

#v(0.5in)
#line(length: 2.5in, stroke: 0.5pt)
P. Example \\
{p["letter_signatory_title"]}

{_foot(p, "right")}
"""


def _typed(p: dict[str, str], number: str, last: str) -> str:
    lines = [
        f"Date of letter: {p['letter_date']}",
        f"Our file: {number}",
    ]
    block = [
        f"Appointment date: {p['appointment_on']}",
        f"Appointment time: {p['appointment_time']}",
        f"Place: {p['appointment_place']}",
        f"Room: {p['appointment_room']}",
        *([f"Ask for: {p['ask_for']}"] if "ask_for" in p else []),
        f"Purpose: {p['letter_purpose_text']}",
        f"Documents to bring: {p['documents_requested']}",
        *([f"Legal authority: {p['letter_authority_cited']}"] if "letter_authority_cited" in p else []),
    ]
    return f"""
OFFICE NAME (SYNTHETIC) \\
Typed Notices Unit

{BREAK.join(lines)}

#v(1.3in)
To {last}:

An appointment was made for you. The particulars are these.

{BREAK.join(block)}

#v(0.3in)
For the office:

#v(0.3in)
M. Placeholder, {p["letter_signatory_title"]}

{_foot(p)}
"""


def _notice(p: dict[str, str], number: str, last: str) -> str:
    return f"""
{_square(200, 300, 200)}
*OFFICE NAME (SYNTHETIC)* \\
Branch of Examples

#v(1.1in)
#align(center)[*NOTICE OF INTERVIEW*]

Notice date: {p["letter_date"]} #h(1fr) Number: {number}

Your presence is asked for an interview as follows:

#align(center)[
{p["appointment_on"]}, {p["appointment_time"]} \\
{p["appointment_place"]} \\
{p["appointment_room"]}
]

The interview is about {p["letter_purpose_text"]}. {_sentence("At the entrance please ask for ", p.get("ask_for"))}

Documents required: {p["documents_requested"]}.

{_sentence("Authority for this notice: ", p.get("letter_authority_cited"))}

Respectfully,

#v(0.4in)
T. Fixture \\
{p["letter_signatory_title"]}

{_foot(p, "right")}
"""


_BODY = {"prose": _prose, "boxes": _boxes, "typed": _typed, "notice": _notice}


def _bars(x: int, y: int, width: int, height: int) -> str:
    """Random bars (no barcode of anything) at pixels of the page."""
    luck, parts, at = random.Random("bars"), [], 0
    while at < width - 8:
        wide = luck.choice([2, 2, 4, 6])
        parts.append(
            f"#place(top + left, dx: {at / INCH:.4f}in, rect(width: {wide / INCH:.4f}in, height: {height / INCH}in, fill: black))"
        )
        at += wide + luck.choice([2, 4, 4, 6])
    inner = "\n".join(parts)
    return f"#place(top + left, dx: {x / INCH - 1:.3f}in, dy: {y / INCH - 1:.3f}in)[{inner}]"


def _square(x: int, y: int, side: int) -> str:
    """A square code that says SYNTHETIC."""
    import cv2

    cells = cv2.QRCodeEncoder_create().encode("SYNTHETIC")
    step = side / len(cells)
    inner = "\n".join(
        f"#place(top + left, dx: {j * step / INCH:.4f}in, dy: {i * step / INCH:.4f}in, "
        f"rect(width: {(step + 0.2) / INCH:.4f}in, height: {(step + 0.2) / INCH:.4f}in, fill: black))"
        for i, row in enumerate(cells)
        for j, value in enumerate(row)
        if value < 128
    )
    return f"#place(top + left, dx: {x / INCH - 1:.3f}in, dy: {y / INCH - 1:.3f}in)[{inner}]"


@cache
def _typefaces() -> str:
    """A folder with the typeface that Pillow carries, for the one layout in a sans serif."""
    import atexit
    import tempfile
    from pathlib import Path

    from PIL import ImageFont

    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    held: Any = ImageFont.load_default(20)
    (Path(folder.name) / "aileron.ttf").write_bytes(held.path.getvalue())
    return folder.name


@cache
def _page(name: str) -> bytes:
    import typst

    made = typst.compile(
        source(letter(name)).encode(),
        format="png",
        ppi=PPI,
        ignore_system_fonts=True,
        font_paths=[_typefaces()],
    )
    return bytes(made)


def flat(name: str) -> Any:
    """The page as typeset: RGB array, 2200 rows by 1700."""
    import numpy as np
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(_page(name))).convert("RGB"))


def photographed(name: str, level: str) -> bytes:
    """The page as a JPEG file, damaged as the level says."""
    import cv2
    import numpy as np
    from PIL import Image

    page = flat(name)
    luck = np.random.default_rng(random.Random(f"{name} {level}").getrandbits(64))
    most, blur, quality, dark, noise, desk, bend = {
        "flat": (1.0, 0.0, 90, 0.0, 2.0, 0, 0.0),
        "phone": (3.0, 0.6, 75, 0.15, 3.0, 60, 0.006),
        "turned": (3.0, 0.6, 75, 0.15, 3.0, 60, 0.006),
        "bad": (7.0, 1.7, 40, 0.45, 4.0, 60, 0.010),
        "worse": (5.0, 2.6, 28, 0.45, 4.0, 60, 0.010),
    }[level]
    height, width = page.shape[:2]
    wide, high = width + 2 * desk, height + 2 * desk
    angle = luck.uniform(-most, most)
    if level == "bad":  # never by luck an easy one
        angle = np.sign(angle) * luck.uniform(4.0, most)
    ground = 90 if desk else 255
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    moved = corners + desk + np.float32(luck.uniform(-bend, bend, (4, 2)) * width)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 0.97 if most > 5 else 1.0)
    moved = np.float32(cv2.transform(moved[None], turn)[0])
    image = cv2.warpPerspective(
        page,
        cv2.getPerspectiveTransform(corners, moved),
        (wide, high),
        flags=cv2.INTER_AREA,
        borderValue=(ground, ground, ground),
    ).astype(np.float32)
    if dark:
        rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
        toward = luck.uniform(0, 2 * np.pi)
        slope = np.cos(toward) * columns / wide + np.sin(toward) * rows / high
        light = 1 - dark * (slope - slope.min()) / (slope.max() - slope.min())
        image *= light[:, :, None]
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    image += luck.normal(0, noise, image.shape)
    out = np.clip(image, 0, 255).astype(np.uint8)
    if level == WORSE:
        out = cv2.resize(out, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    if level == "turned":
        out = np.ascontiguousarray(np.rot90(out, luck.choice([1, 3])))
    held = io.BytesIO()
    Image.fromarray(out).save(held, "JPEG", quality=quality)
    return held.getvalue()


def every(names: list[str], levels: tuple[str, ...] = LEVELS) -> Iterator[tuple[Letter, str, bytes]]:
    """Each letter at each level."""
    for name in names:
        for level in levels:
            yield letter(name), level, photographed(name, level)
