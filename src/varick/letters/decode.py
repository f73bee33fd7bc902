"""From the bytes of an image or a PDF to plain pixels, inside stated bounds, in a process of its own.

A letter may come from a stranger, so its file is opened where a decoder that fails takes nothing with it: bytes go in and
pixels come out through pipes. What the file tells besides its pixels (place, camera, time) stays behind.
"""

import io
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any, BinaryIO

from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.letters.reading import Pixels

MOST_BYTES = 40_000_000
MOST_PIXELS = 60_000_000
MOST_PAGES = 4
LEAST_SIDE = 300
LONG_SIDE = 2400
"""A page is brought to at most so many pixels on its longer side: 200 an inch on US Letter, which both engines read well."""
SECONDS = 60
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
WRITTEN = "JPEG, PNG, TIFF, WebP or PDF"


def pages(data: bytes, name: str = "the file") -> "list[Pixels]":
    """The pages as RGB arrays (rows, columns, 3), turned as the camera says, at most LONG_SIDE on the longer side.

    Raises VarickError for what is too large, too small, damaged, or no image or PDF; `name` is how the line calls it."""
    _bounded(data, name)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "varick.letters.decode"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise VarickError(
            f"{name}: it takes longer than {SECONDS} seconds to open; photograph or scan the page again"
        ) from None
    if done.returncode == 2:
        raise VarickError(f"{name}: {done.stderr.decode(errors='replace').strip()[:300]}")
    if done.returncode:
        raise VarickError(
            f"{name}: it cannot be opened ({WRITTEN} is read); photograph or scan the page again"
        )
    return _unpacked(done.stdout)


def _environment() -> dict[str, str]:
    import os

    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHONMALLOC")}
    paths = [path for path in sys.path if path]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONWARNINGS": "ignore"}


def _bounded(data: bytes, name: str) -> None:
    if not data:
        raise VarickError(f"{name}: the file is empty; give a photograph, a scan or a PDF of the letter")
    if len(data) > MOST_BYTES:
        raise VarickError(
            f"{name}: {len(data):,} bytes, more than the {MOST_BYTES:,} that are read; save a smaller copy"
        )


def decoded(data: bytes) -> "list[Pixels]":
    """As `pages`, in this process and without a name in the message."""
    if data[:5] == b"%PDF-" or b"%PDF-" in data[:1024]:
        return _pdf(data)
    return _image(data)


def _image(data: bytes) -> "list[Pixels]":
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    found = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if getattr(image, "n_frames", 1) > MOST_PAGES:
                    raise VarickError(f"more than {MOST_PAGES} pages; give the pages of one letter")
                for page in ImageSequence.Iterator(image):
                    _sized(*page.size)
                    page.load()
                    found.append(_plain(ImageOps.exif_transpose(page)))
    except UnidentifiedImageError:
        raise VarickError(f"no image or PDF that can be read; give {WRITTEN}") from None
    except Image.DecompressionBombError:
        raise VarickError(
            f"more than {MOST_PIXELS:,} pixels; save a smaller copy, 200 to 300 pixels an inch are enough"
        ) from None
    except VarickError:
        raise
    except Exception:  # a decoder may raise nearly anything on damaged data
        raise VarickError(
            "the image is damaged and cannot be opened; photograph or scan the page again"
        ) from None
    return found


def _plain(image: Any) -> "Pixels":
    """RGB pixels; what is transparent becomes white paper; 16 bit grey becomes 8."""
    import numpy as np
    from PIL import Image

    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        grey = np.clip(np.nan_to_num(values) * 255.0 / top, 0, 255).astype(np.uint8)
        image = Image.fromarray(grey)
    if "A" in image.getbands() or "transparency" in image.info:
        over = image.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        image = Image.alpha_composite(paper, over)
    image = image.convert("RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(image))


def _sized(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise VarickError(
            f"{width:,} by {height:,} pixels, more than the {MOST_PIXELS:,} that are read; "
            "save a smaller copy, 200 to 300 pixels an inch are enough"
        )
    if min(width, height) < LEAST_SIDE:
        raise VarickError(
            f"{width:,} by {height:,} pixels, too few to read a letter; photograph or scan the whole page again"
        )


def _pdf(data: bytes) -> "list[Pixels]":
    import numpy as np

    try:
        import pypdfium2
    except ImportError:
        raise VarickError("to read a PDF, install the extra packages: pip install 'varick[paper]'") from None
    found = []
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            if len(document) == 0:
                raise VarickError("the PDF has no page; give the letter's own file")
            if len(document) > MOST_PAGES:
                raise VarickError(
                    f"the PDF has {len(document):,} pages, more than {MOST_PAGES}; give the pages of one letter"
                )
            for number in range(len(document)):
                page = document[number]
                width, height = page.get_size()
                if not 36 < min(width, height) <= max(width, height) < 14_400:
                    raise VarickError("a page of the PDF has no usable size; photograph or scan the page")
                scale = LONG_SIDE / max(width, height)
                drawn = page.render(scale=scale, may_draw_forms=False).to_numpy()
                grey = drawn if drawn.ndim == 3 else drawn[:, :, None]
                rgb = grey[:, :, 2::-1] if grey.shape[2] >= 3 else np.repeat(grey[:, :, :1], 3, axis=2)
                if min(rgb.shape[:2]) < LEAST_SIDE:
                    raise VarickError("a page of the PDF is too narrow to read; photograph or scan the page")
                found.append(np.ascontiguousarray(rgb))
        finally:
            document.close()
    except VarickError:
        raise
    except Exception as error:
        if "password" in str(error).lower():
            raise VarickError(
                "the PDF asks for a password; save it without one, or photograph the page"
            ) from None
        raise VarickError("the PDF is damaged and cannot be opened; photograph or scan the page") from None
    return found


def _packed(found: "list[Pixels]", to: BinaryIO) -> None:
    for page in found:
        height, width = page.shape[:2]
        to.write(height.to_bytes(4, "big") + width.to_bytes(4, "big"))
        to.write(page.tobytes())


def _unpacked(data: bytes) -> "list[Pixels]":
    import numpy as np

    found, at = [], 0
    while at + 8 <= len(data):
        height, width = (int.from_bytes(data[at + k : at + k + 4], "big") for k in (0, 4))
        at += 8
        size = height * width * 3
        flat = np.frombuffer(data, np.uint8, size, at)
        found.append(flat.reshape(height, width, 3).copy())
        at += size
    return found


def main() -> int:
    """Read a file's bytes from standard input; write its pages' pixels to standard output, or one line to standard error."""
    try:
        _limit()
        found = decoded(sys.stdin.buffer.read())
    except VarickError as error:
        sys.stderr.write(str(error))
        return 2
    except MemoryError:
        sys.stderr.write("it needs too much memory to open; save a smaller copy")
        return 2
    _packed(found, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return 0


def _limit() -> None:
    """Bound this process's memory and time, keep it off the network, and let it leave no core file, where the system can."""
    from varick.letters.alone import alone

    alone()
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, 4 << 30),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 1),  # Linux writes none to a file or a pipe then, see core(5)
    ):
        hard = resource.getrlimit(what)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, hard))


if __name__ == "__main__":
    sys.exit(main())
