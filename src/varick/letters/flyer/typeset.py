"""Sheets as one PDF, set by Typst: the layout is fixed, and every text reaches it as data."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from varick.errors import VarickError

PAPERS = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
"""Paper -> width and height in points."""
LARGEST, SMALLEST = 17.0, 11.5
"""Points: the letters are as large as two sides allow, and never smaller than the least that a copy of a copy keeps."""


def families() -> list[str]:
    """Families of the fonts on this machine and of those inside Typst. Raises VarickError where Typst is missing."""
    return list(_fonts(_typst()).families())


def typeset(sheets: Sequence[dict[str, Any]], paper: str, title: str, today: date) -> bytes:
    """The PDF of these sheets (see `sheet.sheet`), two sides each, tagged for screen readers (PDF/UA-1). The same input gives
    the same bytes with the same fonts.

    Raises VarickError for a sheet whose texts need more than two sides."""
    typst = _typst()
    width, height = PAPERS[paper]
    data = {
        "width": width,
        "height": height,
        "largest": LARGEST,
        "smallest": SMALLEST,
        "title": title,
        "day": [today.year, today.month, today.day],
        "sheets": list(sheets),
    }
    here = Path(__file__).parent
    compiler = typst.Compiler(
        (here / "sheet.typ").read_bytes(),
        root=here,
        font_paths=_fonts(typst),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    at = datetime(today.year, today.month, today.day, tzinfo=UTC)
    try:
        made: bytes = compiler.compile(format="pdf", timestamp=int(at.timestamp()), pdf_standards="ua-1")
    except typst.TypstError as error:
        tag = error.message.partition("more than two sides: ")[2].strip('"')
        if not tag:
            raise
        raise VarickError(
            f"the sheet in {tag} needs more than two sides of {paper} at {SMALLEST:g} points; shorten the contacts or the "
            "texts of the organization's file"
        ) from None
    return made


@cache
def _fonts(typst: Any) -> Any:
    """The machine's fonts, looked through once: that takes longer than setting a sheet."""
    return typst.Fonts()


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise VarickError(
            'the flyer needs the extra "paper", which is not installed; install it with: pip install "varick[paper]"'
        ) from None
    return typst
