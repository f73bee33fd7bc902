"""What is on the paper: letters joined and stacked as another shaper does it, numbers in their order, still read after copying."""

import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sheets import ALL, NOTO, PRACTICE, Ink, data, gray, letters, org, pages, pdf, reviewed, where

from varick.letters.flyer import sheet as sheet_module
from varick.letters.flyer.content import language
from varick.letters.flyer.typeset import PAPERS, SMALLEST, typeset

pytestmark = pytest.mark.usefixtures("noto")
FONTS = {"ar": "Noto Sans Arabic", "bn": "Noto Sans Bengali", "zh": "Noto Sans CJK SC", "en": "Noto Sans"}
POINTS = 17 * 1.85
"""Size of a title where nothing else is on the sheet."""
SCALE = 4


def drawn(word: str, code: str) -> Ink:
    """The ink of a word as the sheet sets it: alone, as a title."""
    words = language(code, PRACTICE)
    one: dict[str, Any] = {
        "tag": words.tag,
        "rtl": code == "ar",
        "script": words.script,
        "fonts": [FONTS[code]],
        "title": word,
        "subtitle": "",
        "sides": [[]],
        "stamp": None,
        "reviewed": "",
        "foot": [""],
    }
    from datetime import date

    page = gray(typeset([one], "letter", "test", date(2026, 11, 23)), 0, 72 * SCALE)
    return trimmed(page[: 100 * SCALE] < 128)


def shaped(word: str, code: str, basic: bool = False) -> Ink:
    """The ink of a word by HarfBuzz through Pillow; ``basic``: letter after letter, as a program without shaping draws it."""
    import typst
    from PIL import Image, ImageDraw, ImageFont, features

    if not (features.check("raqm") and features.check("fribidi")):
        pytest.skip("Pillow without a shaper")
    font = next(
        f for f in typst.Fonts().fonts() if (f.family, f.weight, f.style) == (FONTS[code], 700, "normal")
    )
    engine = ImageFont.Layout.BASIC if basic else ImageFont.Layout.RAQM
    made = ImageFont.truetype(font.path, POINTS * SCALE, index=font.index, layout_engine=engine)
    image = Image.new("L", (3000, 500), 255)
    ImageDraw.Draw(image).text((100, 100), word, fill=0, font=made)
    return trimmed(np.asarray(image) < 128)


def trimmed(ink: Ink) -> Ink:
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def alike(one: Ink, other: Ink) -> float:
    """Share of ink that both have, of all ink; 0 where they are not of one size (3 % apart)."""
    from PIL import Image

    if any(abs(a - b) > 0.03 * max(a, b) + 2 for a, b in zip(one.shape, other.shape, strict=True)):
        return 0.0
    fitted = np.asarray(Image.fromarray(other).resize(one.shape[::-1]))
    return float((one & fitted).sum() / (one | fitted).sum())


def parts(ink: Ink) -> int:
    """How many pieces of ink hang together."""
    import cv2

    return int(cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)[0]) - 1


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("ar", "محامي"),
        ("ar", "المحكمة"),
        ("ar", "حقوقك"),
        ("ar", "لا تذهب"),
        ("bn", "চিঠি"),
        ("bn", "অভিবাসন"),
        ("bn", "স্বীকৃত"),
        ("bn", "গ্রেপ্তার"),
        ("bn", "সাক্ষাতের"),
        ("bn", "তত্ত্বাবধান"),
        ("zh", "您收到了"),
        ("zh", "律师"),
        ("en", "Office"),
    ],
)
def test_letters_are_shaped_as_another_shaper_does_it(code: str, word: str) -> None:
    ours = drawn(word, code)
    assert alike(ours, shaped(word, code)) > 0.9
    if code in ("ar", "bn"):
        assert alike(ours, shaped(word, code, basic=True)) < 0.8, (
            "the measure sees letters that are not joined"
        )


def test_joined_letters_are_one_piece_and_others_are_not() -> None:
    assert parts(drawn("محمد", "ar")) == 1
    assert parts(shaped("محمد", "ar", basic=True)) == 4
    assert parts(drawn("دار", "ar")) == 3  # letters that never join to the left
    assert parts(drawn("কলম", "bn")) == 1  # the line above joins them


def test_a_bengali_vowel_sign_stands_before_its_letter() -> None:
    made = pdf(data(name="কি"), ("bn",))
    by_letter = {each[0]: each[1] for each in letters(made, 0) if each[0] in "কি"}
    alone = drawn("কি", "bn"), drawn("ক", "bn")
    assert by_letter.keys() <= {"ক", "ি"}
    tail = alone[1].shape[1]
    # the letter itself is what stands at the right end
    assert alike(alone[0][:, -tail // 2 :], shaped("কি", "bn")[:, -tail // 2 :]) > 0.9
    assert alike(alone[0], shaped("কি", "bn", basic=True)) < 0.6


def test_a_conjunct_is_one_sign() -> None:
    assert drawn("ক্ষ", "bn").shape[1] < 0.75 * drawn("কষ", "bn").shape[1]


@pytest.mark.parametrize("wanted", ["201 Varick Street", "I-200", "official matter", "Notice to Appear"])
@pytest.mark.parametrize("paper", PAPERS)
def test_latin_words_and_numbers_keep_their_order_in_arabic(wanted: str, paper: str) -> None:
    made = pdf(reviewed("ar"), ("ar",), paper)
    side = 0 if wanted == "Notice to Appear" else 1
    _in_order(wanted, [(c, *box) for c, *box in letters(made, side)])


@pytest.mark.parametrize("paper", PAPERS)
def test_an_address_and_a_telephone_number_keep_their_order_in_arabic(paper: str) -> None:
    contact = {
        "phone": "212-555-0100 ext. 7",
        "address": "201 Varick Street, New York",
        "hours": "9:00–17:00",
    }
    given = reviewed("ar") | {"contacts": [contact]}
    found = letters(pdf(given, ("ar",), paper), 0)
    for wanted in ("212-555-0100 ext. 7", "201 Varick Street, New York", "9:00–17:00"):
        _in_order(wanted, found)


def test_hours_in_an_arabic_sentence_keep_their_order() -> None:
    hours = "من الاثنين إلى الجمعة، 9:00–17:00 والسبت 10 am – 1 pm"
    given = reviewed("ar") | {"contacts": [{"phone": "212-555-0100", "hours": hours}]}
    found = letters(pdf(given, ("ar",)), 0)
    for wanted in ("9:00–17:00", "10 am – 1 pm"):
        _in_order(wanted, found)


def _in_order(wanted: str, found: list[Any]) -> None:
    """Whether the ink of a text reads from left to right on one line, wherever in the page's text it stands."""
    bare = "".join(wanted.split())
    assert bare in _lines(found), f"{wanted!r} is not read in this order"


def _lines(found: list[Any]) -> str:
    """The page as an eye reads it from left to right, line by line, by the boxes of the letters alone."""
    rows: dict[int, list[Any]] = {}
    for each in found:
        if each[0].strip() and unicodedata.category(each[0]) != "Cf" and each[3] > each[1]:
            middle = (each[2] + each[4]) / 2
            near = next((row for row in rows if abs(row - middle) < 8), round(middle))
            rows.setdefault(near, []).append(each)
    return "\n".join("".join(c[0] for c in sorted(row, key=lambda c: c[1])) for row in rows.values())


def test_without_isolates_the_address_would_be_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure itself: what the isolates are for is seen when they are left out."""
    given = reviewed("ar") | {
        "contacts": [{"phone": "212-555-0100", "address": "201 Varick Street, New York"}]
    }
    for name in ("LEFT_TO_RIGHT", "AS_IT_BEGINS", "CLOSE"):
        monkeypatch.setattr(sheet_module, name, "")
    text = _lines(letters(pdf(given, ("ar",)), 0))
    assert "201VarickStreet" not in text
    assert "VarickStreet" in text


def test_an_arabic_name_on_an_english_sheet_turns_nothing_around_it() -> None:
    made = pdf(
        data(
            name="جيران",
            contacts=[{"label": "مساعدة", "phone": "212-555-0100", "address": "201 Varick Street"}],
        )
    )
    text = _lines(letters(made, 0))
    for wanted in (
        "Telephone:212-555-0100",
        "Address:201VarickStreet",
        "Findthedateoftheappointmentontheletter.",
    ):
        assert wanted in text


def test_the_simplified_face_is_embedded_not_the_japanese_one() -> None:
    pypdf = pytest.importorskip("pypdf")
    from io import BytesIO

    page = pypdf.PdfReader(BytesIO(pdf(data(), ("zh",)))).pages[0]
    names = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert any("NotoSansCJKsc" in name for name in names)
    assert not any("CJKjp" in name for name in names)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("given", [data(), reviewed(*ALL)], ids=["draft", "reviewed"])
def test_letters_are_large_and_nothing_leaves_the_page(paper: str, given: Any) -> None:
    import pypdfium2

    made = pdf(given, ALL, paper)
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 2 * len(ALL)
    width, height = PAPERS[paper]
    for page in document:
        assert page.get_size() == pytest.approx((width, height), abs=0.1)
        text = page.get_textpage()
        sizes = [pypdfium2.raw.FPDFText_GetFontSize(text, n) for n in range(text.count_chars())]
        assert max(set(sizes), key=sizes.count) >= SMALLEST
    for n in range(len(document)):
        ink = gray(made, n, 50) < 250
        edge = 5  # a tenth of an inch, which printers leave white
        for rim in (ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:]):
            assert not rim.any()


def test_black_on_white_only() -> None:
    import pypdfium2

    made = pdf(data(), ("en", "ar"))
    for page in pypdfium2.PdfDocument(made):
        colors = np.array(page.render(scale=1).to_pil().convert("RGB"))
        assert (np.ptp(colors.astype(int), axis=2) == 0).all()
    dark = gray(made, 0, 400)
    assert ((dark < 40) | (dark > 215)).mean() > 0.97, "what is between is only the edges of letters"


def copied(image: Any) -> Any:
    """A photocopy: a little turned, a little blurred, and every point black or white."""
    from PIL import Image, ImageFilter

    turned = image.rotate(0.4, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.8))
    return turned.point(lambda value: 255 if value > 140 else 0)


@pytest.mark.parametrize("code", ["en", "es"])
def test_a_copy_of_a_copy_is_still_read(code: str, tmp_path: Path) -> None:
    from PIL import Image

    tesseract = _tesseract()
    made = pdf(reviewed(code), (code,))
    for n, said in enumerate(pages(made)):
        copy = copied(copied(Image.fromarray(gray(made, n, 200))))
        read = tesseract(copy, tmp_path / f"{code}{n}.png")
        least = 0.95 if code == "en" else 0.93  # ñ and ó are no letters of the English model
        assert SequenceMatcher(None, _letters(said), _letters(read), autojunk=False).ratio() > least
        if n == 0:
            assert "212-555-0100" in read


def _letters(text: str) -> str:
    """Letters and digits alone: marks are what the English model leaves out of Spanish."""
    bare = unicodedata.normalize("NFD", text)
    return re.sub(r"[^A-Za-z0-9]", "", bare)


def _tesseract() -> Any:
    import shutil
    import subprocess

    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed")

    def read(image: Any, path: Path) -> str:
        image.save(path, dpi=(200, 200))
        command = ["tesseract", str(path), "-", "--psm", "3", "-l", "eng"]
        environment = {"OMP_THREAD_LIMIT": "1", "PATH": __import__("os").environ["PATH"]}
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    return read


def test_the_fonts_are_those_that_are_stated() -> None:
    from varick.letters.flyer import make

    flyer = make(PRACTICE, ALL, org(data()), "letter", __import__("datetime").date(2026, 11, 23))
    assert set(flyer.fonts) == NOTO
    assert where(flyer.pdf, 0, "212-555-0100")
