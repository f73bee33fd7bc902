"""Files opened: what can be read is turned upright as the camera says; what cannot is refused in one line; nothing else breaks."""

import io
import random
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from mutated_files import changed
from PIL import Image

from varick.errors import VarickError
from varick.letters.decode import LEAST_SIDE, LONG_SIDE, MOST_BYTES, MOST_PAGES, decoded, pages

SIZE = (400, 500)


def picture(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """White paper with a black block in the upper left corner."""
    image = Image.new("RGB", size, "white")
    image.paste((0, 0, 0), (0, 0, size[0] // 2, size[1] // 4))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **told: object) -> bytes:
    held = io.BytesIO()
    image.save(held, form, **told)  # type: ignore[arg-type]
    return held.getvalue()


def corner(page: np.ndarray) -> str:
    """Which corner is dark."""
    rows, columns = page.shape[0] // 10, page.shape[1] // 10
    dark = {
        "upper left": page[:rows, :columns],
        "upper right": page[:rows, -columns:],
        "lower left": page[-rows:, :columns],
        "lower right": page[-rows:, -columns:],
    }
    return ", ".join(name for name, part in dark.items() if part.mean() < 60)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "1"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "RGBA"), ("PNG", "I;16"), ("TIFF", "RGB"), ("TIFF", "1"), ("WEBP", "RGB"), ("PDF", "RGB"), ("PDF", "L")],
)  # fmt: skip
def test_every_usual_kind_is_read(form: str, mode: str) -> None:
    image = picture(mode="L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    (page,) = decoded(saved(image, form))
    assert (page.dtype, page.shape[2]) == (np.uint8, 3)
    assert page.shape[0] / page.shape[1] == pytest.approx(1.25, rel=0.01)
    assert corner(page) == "upper left"


def test_what_is_transparent_is_paper() -> None:
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    assert decoded(saved(image, "PNG"))[0].min() == 255


@pytest.mark.parametrize(("turn", "where"), [(3, "lower right"), (6, "upper right"), (8, "lower left")])
def test_the_cameras_turn_is_taken_and_all_else_dropped(turn: int, where: str) -> None:
    told = Image.Exif()
    told[0x0112] = turn
    told[0x010F] = "Invented Camera"
    told.get_ifd(0x8825)[2] = (40.0, 43.0, 40.0)
    (page,) = decoded(saved(picture(), "JPEG", exif=told))
    assert corner(page) == where
    assert type(page) is np.ndarray


def test_pages_of_one_file() -> None:
    both = [picture(), picture((600, 500))]
    for form in ("TIFF", "PDF"):
        found = decoded(saved(both[0], form, save_all=True, append_images=both[1:]))
        assert [page.shape[1] > page.shape[0] for page in found] == [False, True]


def test_a_large_page_is_brought_down() -> None:
    (page,) = decoded(saved(picture((3000, 4000)), "PNG"))
    assert max(page.shape) == LONG_SIDE


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with hardly any data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def locked() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(saved(picture(), "PDF"))))
    writer.encrypt("invented", algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"no image at all", "no image or PDF that can be read; give JPEG, PNG, TIFF, WebP or PDF"),
        (lambda: saved(picture(), "GIF"), "no image or PDF that can be read"),
        (lambda: saved(picture(), "PNG")[:300], "damaged"),
        (lambda: b"%PDF-1.4\n%%EOF", "the PDF is damaged"),
        (locked, "asks for a password"),
        (lambda: bomb(60_000, 60_000), "pixels"),
        (lambda: bomb(9_000, 9_000), "pixels"),
        (lambda: saved(picture((LEAST_SIDE - 1, 900)), "PNG"), "too few to read a letter"),
        (lambda: saved(picture(), "TIFF", save_all=True, append_images=[picture()] * MOST_PAGES), f"more than {MOST_PAGES} pages"),
        (lambda: saved(picture(), "PDF", save_all=True, append_images=[picture()] * MOST_PAGES), f"more than {MOST_PAGES}"),
        (lambda: saved(picture((40, 3000)), "PDF"), "page of the PDF"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_line(make: Callable[[], bytes], said: str) -> None:
    with pytest.raises(VarickError, match=said) as caught:
        decoded(make())
    assert "\n" not in str(caught.value)


def test_a_process_of_its_own_says_the_same() -> None:
    (page,) = pages(saved(picture(), "PNG"), "letter.png")
    assert np.array_equal(page, decoded(saved(picture(), "PNG"))[0])
    with pytest.raises(
        VarickError, match=r"^x\.pdf: the PDF is damaged and cannot be opened; photograph or scan the page$"
    ):
        pages(b"%PDF-1.4\n%%EOF", "x.pdf")
    with pytest.raises(VarickError, match="^x.png: the file is empty"):
        pages(b"", "x.png")
    with pytest.raises(VarickError, match=r"more than the 40,000,000 that are read"):
        pages(bytes(MOST_BYTES + 1), "x.png")


def fuzzed(files: int, seed: int) -> tuple[int, int]:
    """(opened, refused) of so many changed files. Anything but pages or one line is an error."""
    luck = random.Random(seed)
    small = picture((320, 400))
    sound = [saved(small, form) for form in ("JPEG", "PNG", "TIFF", "WEBP", "PDF")]
    sound.append(saved(small, "PDF", save_all=True, append_images=[small]))
    sound.append(saved(small, "TIFF", compression="tiff_lzw", save_all=True, append_images=[small]))
    opened, said = 0, list[str]()
    for _ in range(files):
        data = changed(luck.choice(sound), luck, luck.choice((1, 1, 2, 5, 30)), head=64)
        try:
            found = decoded(data)
        except VarickError as error:
            said.append(str(error))
        else:
            assert all(
                page.dtype == np.uint8 and page.ndim == 3 and min(page.shape[:2]) > 0 for page in found
            )
            opened += 1
    assert not [line for line in said if "\n" in line or len(line) > 200]
    return opened, len(said)


def test_changed_files_are_opened_or_refused() -> None:
    opened, refused = fuzzed(600, 1)
    assert opened > 50
    assert refused > 50


@pytest.mark.long
def test_many_changed_files_are_opened_or_refused() -> None:
    opened, refused = fuzzed(10_000, 2)
    assert opened + refused == 10_000
