"""Sheets for the tests: an invented organization, reviews of any day, and pages as text and as ink."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from varick.letters.flyer import Organisation, make, organisation
from varick.letters.flyer.content import language

TODAY = date(2026, 11, 23)
PRACTICE = "call-in-letter"
ALL = ("en", "es", "ar", "bn", "ht", "zh")
NOTO = {"Noto Sans", "Noto Sans Arabic", "Noto Sans Bengali", "Noto Sans CJK SC"}

Ink = NDArray[np.bool_]


def data(**more: Any) -> dict[str, Any]:
    """What an organization's file holds."""
    contact = {"phone": "212-555-0100", "address": "201 Varick Street, New York", "hours": "9 am to 5 pm"}
    return {"name": "Nowhere Neighbors", "contacts": [contact], **more}


def review(code: str, on: date = date(2026, 11, 1), **more: Any) -> dict[str, Any]:
    """A review of the shipped text of a language."""
    version = language(code, PRACTICE).version
    return {"lawyer": "A", "lawyer_on": on, "reader": "B", "reader_on": on, "text": version, **more}


def reviewed(*codes: str, on: date = date(2026, 11, 1)) -> dict[str, Any]:
    return data(reviews={code: review(code, on) for code in codes})


def org(given: Any, codes: Sequence[str] = ALL, today: date = TODAY) -> Organisation:
    return organisation(given, lambda place: "org.yaml:1", today, tuple(codes), PRACTICE)


def pdf(given: Any, codes: Sequence[str] = ("en",), paper: str = "letter", **more: Any) -> bytes:
    return make(PRACTICE, codes, org(given, codes), paper, TODAY, **more).pdf


def pages(made: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(made)]


def gray(made: bytes, page: int, dpi: float) -> NDArray[np.uint8]:
    """A page in shades of gray."""
    bitmap = pypdfium2.PdfDocument(made)[page].render(scale=dpi / 72, grayscale=True)
    return np.array(bitmap.to_pil().convert("L"))  # a copy: the bitmap's own memory goes with it


def letters(made: bytes, page: int) -> list[tuple[str, float, float, float, float]]:
    """Each letter of a page with its box: left, bottom, right, top, in points."""
    text = pypdfium2.PdfDocument(made)[page].get_textpage()
    return [(text.get_text_range(n, 1), *text.get_charbox(n)) for n in range(text.count_chars())]


def where(made: bytes, page: int, wanted: str) -> list[tuple[str, float, float, float, float]]:
    """The letters of a text, which stands on the page once in this order, without its spaces."""
    found = [each for each in letters(made, page) if each[0].strip()]
    bare = "".join(wanted.split())
    said = "".join(each[0] for each in found)
    assert said.count(bare) == 1, f"{wanted!r} stands {said.count(bare)} times on the page"
    begin = said.index(bare)
    return found[begin : begin + len(bare)]
